import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Elaborator {
  /// What a run of words stands for, before it has a value.
  enum Meaning {
    case binding(Binding)
    case slot(Slot)
    case entity(EntityID)
    /// All entities of a kind.
    case entities(KindID)
    /// A metric, of no entity in particular.
    case metric(NameID)
    case scenario(String)
  }

  // MARK: Looking up

  /// Returns what a name stands for here: exact spelling first, then without case, then as a plural.
  func meaning(of name: String, _ scope: Scope) -> Meaning? {
    if let meaning = meaning(of: name, scope, exactly: true) { return meaning }
    if let meaning = meaning(of: name, scope, exactly: false) { return meaning }
    for singular in singulars(of: name) {
      if let meaning = meaning(of: singular, scope, exactly: false) { return meaning }
    }
    return nil
  }

  private func meaning(of name: String, _ scope: Scope, exactly: Bool) -> Meaning? {
    if exactly {
      if let binding = scope.locals[name] { return .binding(binding) }
      if name == "self", let subject = scope.subject ?? scope.owner { return .entity(subject) }
      if let entity = overlayEntity(name, scope.overlay) ?? scope.entities[name] {
        return .entity(entity)
      }
    }
    for owner in [scope.owner, scope.subject].compactMap({ $0 }) {
      if let slot = ownSlot(name, owner, exactly: exactly) { return .slot(slot) }
    }
    if let module, exactly {
      if module == Book.library, let entity = book.entity(exactly: name) { return .entity(entity) }
      let own = "\(module).\(name)"
      if let global = book.global(exactly: own) { return .slot(Slot(nil, global)) }
      if book.scenarios[own] != nil { return .scenario(own) }
    }
    // a kind that a user declares is nearer than a value of the model
    if exactly, module != Book.library, let kind = book.kind(pluralNamed: name),
      book[kind].hidesValue
    {
      return .entities(kind)
    }
    if let global = exactly ? book.global(exactly: name) : book.global(folding: name) {
      return .slot(Slot(nil, global))
    }
    if let entity = exactly ? book.entity(exactly: name) : book.entity(folding: name) {
      return .entity(entity)
    }
    if exactly, book.scenarios[name] != nil { return .scenario(name) }
    if let kind = book.kind(pluralNamed: name), exactly || !isName(name) { return .entities(kind) }
    if let metric = book.metricName(name, exactly: exactly) { return .metric(metric) }
    return nil
  }

  private func isName(_ name: String) -> Bool { book.metricName(name, exactly: true) != nil }

  func ownSlot(_ name: String, _ owner: EntityID, exactly: Bool) -> Slot? {
    if exactly {
      if let id = book.existingName(name), case let slot = Slot(owner, id), book.knows(slot) {
        return slot
      }
      return book[book[owner].kind].metric(alias: name).map { Slot(owner, $0.name) }
    }
    return book.metric(named: name, of: book[owner].kind).map { Slot(owner, $0.name) }
  }

  /// The entity that a scenario knows by a name of its own, such as `deal`.
  func overlayEntity(_ name: String, _ overlay: OverlayID) -> EntityID? {
    chain(overlay).lazy.compactMap { overlays[$0.index].names[name] }.first
  }

  // MARK: Values of names

  /// How a word that is a unit, too, is read.
  enum UnitReading {
    case never, ifNothingElse, first
  }

  /// Returns the value of a run of words: a name, `base name`, an entity and its metric, a unit.
  mutating func name(
    _ range: TokenRange, _ code: Code, _ scope: Scope, asUnit reading: UnitReading = .never
  ) throws(Diagnostic) -> Value {
    let words = code.text.words(range)
    let place = code.place(range)
    if reading == .first, let unit = unitValue(words) { return unit }
    if let meaning = meaning(of: joinedName(words), scope) {
      if reading != .never, isLeftToUnit(meaning, in: code.text.source), let unit = unitValue(words)
      {
        return unit
      }
      return try value(of: meaning, words, place, scope)
    }
    if words.count > 1 {
      if words[0] == "base" { return try baseValue(Array(words.dropFirst()), place, scope) }
      if words[0] == "previous" { return try previous(Array(words.dropFirst()), place, scope) }
      if let value = try split(words, place, scope) { return value }
    }
    if reading != .never, let unit = unitValue(words) { return unit }
    if words == ["args"] { return Value(type: .list, content: .list(arguments.map(Value.text))) }
    if words.count > 1, words[0].lowercased() == "the" {
      return try name(
        TokenRange(Int(range.first) + 1, Int(range.end)), code, scope, asUnit: reading)
    }
    throw unknown(words, place, scope)
  }

  /// `true` iff a unit stands before what has its name: in a text of the model before what is declared elsewhere, and
  /// everywhere before a metric of no entity in particular.
  private func isLeftToUnit(_ meaning: Meaning, in text: SourceText) -> Bool {
    switch meaning {
    case .metric: return true
    case .binding: return false
    case .entity, .entities, .scenario: return book.isBuiltIn(text)
    case .slot(let slot):
      guard book.isBuiltIn(text) else { return false }
      let definition = book.definitions[slot]
      let declared =
        metric(slot)?.place?.text ?? definition?.formula?.text.source
        ?? definition?.assumptions.first?.value.text.source
        ?? definition?.facts.first?.value.text.source
      return declared.map { !book.isBuiltIn($0) } ?? true
    }
  }

  private mutating func value(
    of meaning: Meaning, _ words: [String], _ place: Place, _ scope: Scope
  )
    throws(Diagnostic) -> Value
  {
    switch meaning {
    case .binding(.value(let value)): return value
    case .binding(.read(let value, let trace, _, _)): return recalled(value, trace)
    case .binding(.expression(let code, var inner)):
      inner.overlay = scope.overlay
      inner.keptStream = scope.keptStream
      return try value(code, inner)
    case .slot(let slot), .binding(.slot(let slot)):
      return try value(of: slot, in: scope.overlay, at: place)
    case .entity(let entity):
      return Value(type: .entity(book[entity].kind), content: .entity(entity))
    case .entities(let kind): return try present(kind, in: scope.overlay)
    case .scenario(let name):
      let overlay = try overlay(of: name, arguments: [:], on: .root, place, scope)
      return Value(type: .scenario, content: .scenario(overlay))
    case .metric: throw bareMetric(words, place)
    }
  }

  /// A value that was read before: what it refers to is referred to here.
  mutating func recalled(_ value: Value, _ own: Trace) -> Value {
    trace.dependencies += own.dependencies
    trace.cancelled += own.cancelled
    trace.taken += own.taken
    return value
  }

  /// `base NAME`: the value in the unchanged root; in its own definition, what its facts say.
  private mutating func baseValue(_ words: [String], _ place: Place, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    var scope = scope
    if let own = scope.slot, case .slot(own)? = meaning(of: joinedName(words), scope) {
      return try data(own, in: scope.overlay, place)
    }
    scope.overlay = root(at: scope.overlay)
    return try named(words, place, scope)
  }

  /// Returns the value of words that name something, in the scenario of the scope.
  mutating func named(_ words: [String], _ place: Place, _ scope: Scope) throws(Diagnostic) -> Value
  {
    if let meaning = meaning(of: joinedName(words), scope) {
      return try value(of: meaning, words, place, scope)
    }
    if let value = try split(words, place, scope) { return value }
    throw unknown(words, place, scope)
  }

  /// `OpenAI revenue`, `every company`: an entity or a set with what follows, longest name first.
  private mutating func split(_ words: [String], _ place: Place, _ scope: Scope) throws(Diagnostic)
    -> Value?
  {
    if words[0].lowercased() == "every" || words[0].lowercased() == "all" {
      if let kind = kind(spelled: joinedName(words.dropFirst())) {
        return try present(kind, in: scope.overlay)
      }
    }
    if let owner = antecedent(words, scope) {
      return try member(
        of: Value(type: .entity(book[owner].kind), content: .entity(owner)),
        Array(words.dropFirst()), place, scope)
    }
    if let claim = try relation(words, place, scope) { return claim }
    for length in (1..<words.count).reversed() {
      switch meaning(of: joinedName(words[..<length]), scope) {
      case .entity(let entity):
        let owner = Value(type: .entity(book[entity].kind), content: .entity(entity))
        return try member(of: owner, Array(words[length...]), place, scope)
      case .binding(let binding):
        let owner = try value(of: .binding(binding), words, place, scope)
        guard owner.entity != nil else { continue }
        return try member(of: owner, Array(words[length...]), place, scope)
      default: continue
      }
    }
    return nil
  }

  /// Whose something is in `OpenAI's revenue doubles and its cost rises 40%`: that of the subject of the clause, or else
  /// of the clause before.
  private func antecedent(_ words: [String], _ scope: Scope) -> EntityID? {
    guard words.count > 1, ["its", "their"].contains(words[0].lowercased()),
      meaning(of: words[0], scope) == nil
    else { return nil }
    return scope.antecedent ?? lastOwner
  }

  /// The kind that a word names, in the singular or plural.
  func kind(spelled name: String) -> KindID? {
    book.kind(named: name) ?? book.kind(pluralNamed: name)
  }

  /// A unit that stands for one of itself: `$3B / year`.
  private mutating func unitValue(_ words: [String]) -> Value? {
    var factor = 1.0
    var dimension = Dimension.ratio
    for (index, word) in words.enumerated() {
      // `per million tokens`
      if index + 1 < words.count, let magnitude = Magnitude(word: word) {
        factor *= magnitude.value
        continue
      }
      guard let unit = book.units.unit(named: word) else { return nil }
      factor = unit.base(factor)
      dimension = dimension * unit.dimension
    }
    return .number(graph.constant(factor), dimension)
  }

  // MARK: Members

  /// `E.name`, `E's name`: a slot of an entity, a field of a record, the slots of a set.
  mutating func member(_ base: Code, _ name: TokenRange, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    if case .words(let range) = base.form, base.text.words(range).first == "previous",
      meaning(of: joinedName(base.text.words(range)), scope) == nil
    {
      let words = Array(base.text.words(range).dropFirst()) + code.text.words(name)
      return try previous(words, code.place, scope)
    }
    var scope = scope
    if isOfBase(base) { scope.overlay = root(at: scope.overlay) }
    let owner = try value(base, scope)
    return try member(of: owner, code.text.words(name), code.place(name), scope)
  }

  /// `true` iff a chain of members begins with `base`: all of `base OpenAI.cost` is of the root.
  func isOfBase(_ code: Code) -> Bool {
    switch code.form {
    case .words(let range): code.text.words(range).first == "base"
    case .member(let base, _), .index(let base, _): isOfBase(code.part(base))
    default: false
    }
  }

  mutating func member(of owner: Value, _ words: [String], _ place: Place, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    switch owner.content {
    case .entity(let entity):
      let isBase =
        words.count > 1 && words[0] == "base"
        && ownSlot(joinedName(words), entity, exactly: false) == nil
      if let related = related(to: entity, joinedName(words), scope.overlay) { return related }
      let slot = try slot(of: entity, isBase ? Array(words.dropFirst()) : words, place)
      let overlay = isBase ? root(at: scope.overlay) : scope.overlay
      return try value(of: slot, in: overlay, at: place)
    case .entities(let members):
      guard case .entities(let kind) = owner.type else { break }
      return try vector(members, kind, words, place, scope)
    case .record(let fields):
      let name = joinedName(words)
      if let field = fields.first(where: { $0.0 == name }) { return field.1 }
      throw Message.unknownMember(
        name, of: "this record", place,
        suggestions: Spelling.suggestions(for: name, among: fields.map(\.0)))
    case .computed(let node, .record(let fields)):
      let name = joinedName(words)
      if let index = fields.firstIndex(where: { $0.name == name }) {
        let place = graph.constant(Double(index + 1))
        return .computed(graph.primitive(.field, [node, place]), fields[index].form)
      }
      throw Message.unknownMember(
        name, of: "this record", place,
        suggestions: Spelling.suggestions(for: name, among: fields.map(\.name)))
    case .missing(let reason):
      return Value(type: .quantity(.ratio), content: .missing(reason))
    default: break
    }
    throw Diagnostic(
      code: "AIS0202", "\(describe(owner)) has no `\(words.joined(separator: " "))`", at: place,
      help: "only entities and records have members")
  }

  /// Returns the slot of an entity's metric.
  func slot(of entity: EntityID, _ words: [String], _ place: Place) throws(Diagnostic) -> Slot {
    let name = joinedName(words)
    if let slot = ownSlot(name, entity, exactly: true) ?? ownSlot(name, entity, exactly: false) {
      return slot
    }
    for singular in singulars(of: name) {
      if let slot = ownSlot(singular, entity, exactly: false) { return slot }
    }
    let known = metricNames(of: entity)
    throw Message.unknownMember(
      words.joined(separator: " "), of: book[entity].display, place,
      suggestions: Spelling.suggestions(for: name, among: known))
  }

  /// The names of the metrics of an entity: its kind's, and those of its own facts.
  func metricNames(of entity: EntityID) -> [String] {
    let own = book.definitions.keys.filter { $0.owner == entity && book.relation(of: $0) == nil }
      .map { book.text($0.name) }
      .sorted()
    return book[book[entity].kind].metrics.map(\.title) + own
  }

  // MARK: Slots as targets

  /// Returns the slot that an expression names, or `nil` when it names none.
  mutating func slot(_ code: Code, _ scope: Scope) throws(Diagnostic) -> Slot? {
    guard module == book.module(of: code.text.source) else {
      return try within(code.text) { elaborator throws(Diagnostic) in
        try elaborator.slot(code, scope)
      }
    }
    switch code.form {
    case .words(let range):
      let words = code.text.words(range)
      switch meaning(of: joinedName(words), scope) {
      case .slot(let slot)?, .binding(.slot(let slot))?: return slot
      case .binding(.expression(let inner, let innerScope))?: return try slot(inner, innerScope)
      default: break
      }
      guard meaning(of: joinedName(words), scope) == nil, words.count > 1,
        book.relationPhrase(in: words) == nil
      else { return nil }
      if let owner = antecedent(words, scope) {
        return try slot(of: owner, Array(words.dropFirst()), code.place)
      }
      for length in (1..<words.count).reversed() {
        if case .entity(let entity)? = meaning(of: joinedName(words[..<length]), scope) {
          return try slot(of: entity, Array(words[length...]), code.place)
        }
      }
      return nil
    case .member(let base, let name):
      guard !isOfBase(code.part(base)) else { return nil }
      guard let entity = try value(code.part(base), scope).entity else { return nil }
      return try slot(of: entity, code.text.words(name), code.place(name))
    case .of(let name, let operand):
      guard let entity = try value(code.part(operand), scope).entity else { return nil }
      return try slot(of: entity, code.text.words(name), code.place(name))
    case .index(let base, let index):
      guard let slot = try slot(code.part(base), scope),
        case .words(let range) = code.part(index).form,
        let reading = book.existingName(joinedName(code.text.words(range)))
      else { return nil }
      return Slot(slot.owner, slot.name, reading: reading)
    default: return nil
    }
  }

  // MARK: What is unknown

  func bareMetric(_ words: [String], _ place: Place) -> Diagnostic {
    let name = joinedName(words)
    let owner = book.entities.first { book.metric(named: name, of: $0.kind) != nil }
    return Message.bareMetric(
      words.joined(separator: " "), plural: owner.map { book[$0.kind].plural } ?? "entities",
      example: owner?.display ?? "X", place)
  }

  func unknown(_ words: [String], _ place: Place, _ scope: Scope) -> Diagnostic {
    let name = joinedName(words)
    if Results.isName(name) { return Message.noResult(place) }
    var candidates =
      book.globalWords + book.entityWords + book.metricWords + Array(scope.locals.keys)
    candidates += BuiltIn.all.map(\.name) + book.functions.keys + book.scenarios.keys
    candidates += book.kindWords
    candidates.removeAll { $0 == name }
    var diagnostic = Message.unknownName(
      words.joined(separator: " "), place,
      suggestions: Spelling.suggestions(for: name, among: candidates))
    if let function = BuiltIn.named(name) {
      diagnostic.help =
        function.isReducer
        ? "write `\(name) of …`, as in `show \(name) of revenue by layer`, or "
          + "`\(function.examples.first ?? "\(name)(…)")`"
        : "this is a function: `\(function.examples.first ?? "\(name)(…)")`"
    }
    if diagnostic.help == nil, book.units.unit(named: name) != nil {
      diagnostic.help = "`\(name)` is a unit: put a number before it, as in `1 \(name)`"
    }
    if diagnostic.help == nil, book.isModule(name) {
      diagnostic.help =
        "`\(name)` is a module: its values, functions and scenarios are `\(name).NAME`, its entities stand as they are"
    }
    if diagnostic.help == nil, name == "never" {
      diagnostic.help = "say why it never happens: `never \"no revenue\"`"
    }
    if name.lowercased() == "explain" {
      diagnostic.help =
        "say what: `explain what if token price drops 50%`, or `ais explain AIS0301` for a message"
    }
    if diagnostic.help == nil, words.count > 1 {
      diagnostic.help = "words side by side are one name: put an operator between two values"
    }
    if diagnostic.help == nil, words.count == 1, name.first?.isLowercase == true {
      diagnostic.help = "if it is a value of your own, define it: `let \(name) = …`"
    }
    return diagnostic
  }
}
