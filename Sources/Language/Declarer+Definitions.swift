import AISDistributions
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Declarer {
  /// Enters a definition, a kind's members, a function, a verb, a scenario or a preference.
  mutating func define(_ statement: Statement) throws(Diagnostic) {
    switch statement.form {
    case .kind(let declaration):
      guard let id = book.kind(named: name(declaration.name)) else { return }
      let before = book[id]
      do throws(Diagnostic) {
        try kind(declaration)
      } catch {
        book[id] = before
        throw error
      }
    case .entity(let declaration): try entity(declaration)
    case .define(let definition): try self.definition(definition)
    case .function(let declaration): try function(declaration)
    case .scenario(let declaration): try scenario(declaration)
    case .verb(let declaration): try verb(declaration)
    case .prefer(let declaration): try prefer(declaration)
    case .pool(let target): try pool(target)
    case .importTable: break
    case .responds(let declaration): try response(declaration)
    case .grows(let declaration): try growth(declaration)
    case .trigger(let declaration): book.addTrigger(declaration, of: text)
    case .correlate(let declaration): correlate(declaration)
    case .relationFact(let declaration): try relate(declaration)
    default: break
    }
  }

  // MARK: Kinds

  private mutating func kind(_ declaration: KindDeclaration) throws(Diagnostic) {
    guard let id = book.kind(named: name(declaration.name)) else { return }
    for role in declaration.identity {
      let field = book.name(name(role.name))
      var metric = Metric(field, title: name(role.name))
      if let type = role.type { metric.type = try metricType(name(type), place(type)) }
      book.setMetric(metric, of: id)
      if !book[id].identity.contains(field) { book[id].identity.append(field) }
    }
    for member in declaration.members {
      switch member {
      case .metric(let metric): try self.metric(metric, of: id)
      case .alias(let alias):
        let metric = try self.metric(name(alias.name), place(alias.name), of: id)
        for other in alias.others {
          let words = text.content(ofText: other).split(separator: " ").map(String.init)
          book.addAlias(joinedName(words), for: metric.name, of: id)
        }
      case .headline(let names):
        for range in names {
          let metric = try self.metric(name(range), place(range), of: id)
          if !book[id].headline.contains(metric.name) { book[id].headline.append(metric.name) }
        }
      case .responds(let response):
        let target = code(response.target)
        var metric = try self.metric(target.source, target.place, of: id)
        metric.response = Response(
          cause: code(response.cause), elasticity: code(response.elasticity))
        book.setMetric(metric, of: id)
      case .grows(let growth):
        let target = code(growth.target)
        var metric = try self.metric(target.source, target.place, of: id)
        metric.growth = code(growth.rate)
        book.setMetric(metric, of: id)
      case .check(let check):
        book[id].checks.append(
          Check(condition: code(check.condition), message: text.content(ofText: check.message)))
      case .expect(let check):
        book[id].expectations.append(
          Check(condition: code(check.condition), message: text.content(ofText: check.message)))
      }
    }
  }

  /// The metric of a kind that is called so.
  private func metric(_ name: String, _ place: Place, of kind: KindID) throws(Diagnostic) -> Metric
  {
    guard let metric = book.metric(named: joinedName([name]), of: kind) else {
      throw Message.unknownMember(
        name, of: "a \(book[kind].display)", place,
        suggestions: Spelling.suggestions(for: name, among: book[kind].metrics.map(\.title)))
    }
    return metric
  }

  private mutating func metric(_ declaration: MetricDeclaration, of kind: KindID) throws(Diagnostic)
  {
    let title = name(declaration.name)
    var metric = Metric(book.name(title), title: title)
    metric.place = place(declaration.name)
    if let type = declaration.type {
      metric.type = try metricType(
        text.source[text.tree.span(of: type)], place(text.tree.span(of: type)))
    }
    if let value = declaration.value {
      metric.value = code(value)
      metric.readsOwnFacts = mentionsBase(of: title, value)
      let isStated =
        declaration.type != nil || declaration.isAssumed
        || declaration.provenance?.isAssumed == true
      metric.isDefault = isStated && !metric.readsOwnFacts
    }
    metric.isShared = declaration.isShared
    metric.flow = declaration.flow.map(code)
    if declaration.isAssumed || declaration.provenance?.isAssumed == true {
      metric.assumption = content(declaration.provenance?.note)
      guard metric.assumption != nil else {
        throw Diagnostic(
          code: "AIS0704", "an assumption needs its reason", at: place(declaration.name),
          help: "write `assume \(title) = … \"why\"`")
      }
    }
    book.setMetric(metric, of: kind)
  }

  /// `true` iff an expression reads `base NAME` or `previous NAME`.
  private func mentionsBase(of title: String, _ expression: ExpressionID) -> Bool {
    if case .words(let range) = text.tree[expression] {
      let words = text.words(range)
      return ["base", "previous"].contains(words.first) && joinedName(words.dropFirst()) == title
    }
    return text.tree.children(of: expression).contains { mentionsBase(of: title, $0) }
  }

  /// Returns the type that a declaration names: a dimension, `fraction`, `multiple`, a kind, an enum.
  private func metricType(_ name: String, _ place: Place) throws(Diagnostic) -> MetricType {
    switch name {
    case "fraction": return .quantity(.ratio, .percent, isFraction: true)
    case "percent", "percentage": return .quantity(.ratio, .percent, isFraction: false)
    case "multiple": return .quantity(.ratio, .multiple, isFraction: false)
    case "ratio", "number", "count": return .quantity(.ratio, .plain, isFraction: false)
    case "text": return .text
    case "boolean", "condition": return .boolean
    case "date": return .date
    default: break
    }
    if let enumeration = book.enumeration(named: name) { return .choice(enumeration) }
    if let kind = book.kind(named: name) { return .entity(kind) }
    do {
      return .quantity(try book.units.dimension(parsing: name), .plain, isFraction: false)
    } catch {
      let known =
        ["money", "time", "ratio", "fraction", "multiple", "text", "date"]
        + book.kinds.map(\.name) + book.enumerations.map(\.name)
      throw Diagnostic(
        code: "AIS0705", "`\(name)` is not a type", at: place,
        help: Message.didYouMean(Spelling.suggestions(for: name, among: known))
          ?? "write a dimension such as `money/year`, `ratio`, a kind or an enum")
    }
  }

  // MARK: Definitions

  private mutating func entity(_ declaration: EntityDeclaration) throws(Diagnostic) {
    guard let entity = book.entity(exactly: name(declaration.name)) else { return }
    for member in declaration.members {
      if case .member(let base, _) = text.tree[member.target], (try? self.entity(base)) != entity {
        throw Diagnostic(
          code: "AIS0706",
          "this is no line of \(book[entity].display): in its braces stand metrics of its own",
          at: place(text.tree.span(of: member.target)),
          help: "write it behind the braces, as a line of its own")
      }
      try define(member, owner: entity)
    }
  }

  private mutating func definition(_ definition: DefinitionDeclaration) throws(Diagnostic) {
    switch text.tree[definition.target] {
    case .words(let range) where global(name(range)) != nil: break
    case .words, .member, .of, .index: break
    default:
      throw Diagnostic(
        code: "AIS0706", "this cannot be defined", at: place(text.tree.span(of: definition.target)),
        help: "a definition gives a name or a metric of an entity: `x = 5`, `OpenAI.cash = $5B`")
    }
    try define(definition, owner: nil)
  }

  private mutating func define(_ definition: DefinitionDeclaration, owner: EntityID?)
    throws(Diagnostic)
  {
    let slot = try slot(definition.target, owner)
    let isNew = book.definitions[slot] == nil
    warnOfUnknownMetric(slot, definition.target)
    let value = definition.isImport ? try importedList(definition) : code(definition.value)
    if isBuiltIn { book.keepModelValue(slot, value) }
    let provenance = definition.provenance
    let note = content(provenance?.note)
    if provenance?.calibrates == true { try requireFormula(slot, provenance, value.place) }
    if definition.form == .reading {
      let reading = Reading(
        value: value, date: try date(provenance, slot), reason: note ?? "chosen reading")
      update(slot) { $0.readings.append(reading) }
    } else if provenance?.isAssumed == true {
      guard let note else {
        throw Diagnostic(
          code: "AIS0704", "an assumption needs its reason", at: value.place,
          help: "write `assume … = … \"why\"`")
      }
      let date = try provenance?.date.map { span throws(Diagnostic) in try period(span) }
      update(slot) {
        $0.assume(
          Assumption(value: value, reason: note, isShared: definition.isShared, date: date))
        if date != nil { $0.keepUndated() }
        $0.formula = nil
      }
    } else if let provenance, provenance.date != nil || !provenance.sources.isEmpty {
      enter(try fact(value, provenance, note, slot), slot)
    } else {
      update(slot) { $0.formula = value }
    }
    if slot.reading != nil { addReading(slot) }
    if case .words(let range) = text.tree[definition.target], slot.owner == nil, isNew,
      slot.name == book.existingName(ownName(range))
    {
      noteShadows(ofValue: name(range), place(range))
    }
  }

  /// Requires that there is a formula for a fact to calibrate.
  private func requireFormula(_ slot: Slot, _ provenance: Provenance?, _ place: Place)
    throws(Diagnostic)
  {
    let metric = book.metric(of: slot)
    guard let metric, metric.value != nil, !metric.isDefault, !metric.readsOwnFacts else {
      throw Diagnostic(
        code: "AIS0712", "`\(book.text(slot.name))` has no formula that this could calibrate",
        at: place, help: "leave `calibrate` out: the figure is read as it is")
    }
    guard let provenance, provenance.date != nil || !provenance.sources.isEmpty else {
      throw Diagnostic(
        code: "AIS0712", "a formula is calibrated to a fact", at: place,
        help: "say when it holds or who says so: `… = $5B @ 2024 from SOURCE calibrate`")
    }
  }

  /// A metric that the kind does not declare is kept; near a declared name it may be misspelt.
  private mutating func warnOfUnknownMetric(_ slot: Slot, _ target: ExpressionID) {
    guard !isBuiltIn, let owner = slot.owner, book[book[owner].kind].metric(slot.name) == nil,
      book.definitions[slot] == nil
    else { return }
    let name = book.text(slot.name)
    let near = Spelling.suggestions(for: name, among: book[book[owner].kind].metrics.map(\.title))
    guard let first = near.first else { return }
    warnings.append(
      Diagnostic(
        .warning, code: "AIS0707",
        "a \(book[book[owner].kind].display) has no metric `\(name)`: it is kept, but no formula reads it",
        at: place(text.tree.span(of: target)), help: "did you mean `\(first)`?"))
  }

  /// Keeps a named reading with the metric that it is a reading of.
  private mutating func addReading(_ slot: Slot) {
    guard let reading = slot.reading else { return }
    update(Slot(slot.owner, slot.name)) { entry in
      if !entry.namedReadings.contains(reading) { entry.namedReadings.append(reading) }
    }
  }

  /// Enters a fact, unless it was published later than the session looks.
  mutating func enter(_ fact: Fact, _ slot: Slot) {
    guard fact.sources.isEmpty || fact.sources.contains(where: { book.isPublished($0) }) else {
      return update(slot) { $0.unpublished.append(fact) }
    }
    var known = fact
    known.sources.removeAll { !book.isPublished($0) }
    update(slot) { definition in
      definition.keepUndated()
      definition.formula = nil
      // the same claim in a second source adds a source
      if let index = definition.facts.firstIndex(where: { $0.claims(theSameAs: known) }) {
        let others = known.sources.filter { !definition.facts[index].sources.contains($0) }
        definition.facts[index].sources += others
      } else {
        definition.facts.append(known)
      }
    }
  }

  mutating func fact(_ value: Code, _ provenance: Provenance, _ note: String?, _ slot: Slot)
    throws(Diagnostic) -> Fact
  {
    var sources: [SourceID] = []
    for range in provenance.sources {
      guard let source = book.source(named: name(range)) else {
        throw Diagnostic(
          code: "AIS0210", "no source is called `\(name(range))`", at: place(range),
          help: Message.didYouMean(Spelling.suggestions(for: name(range), among: book.sourceWords))
            ?? "declare it: `source \(name(range)) \"Title\" 2024-08-20`")
      }
      sources.append(source)
    }
    var end: Period?
    if let span = provenance.endDate { end = try period(span) }
    var certainty = Certainty.stated
    if let span = provenance.certainty {
      certainty = Certainty(rawValue: text.source[span]) ?? .stated
    }
    let date: Period
    if provenance.date == nil, let published = sources.first.flatMap({ book[$0].date }) {
      date = published
    } else {
      date = try self.date(provenance, slot)
    }
    return Fact(
      value: value, date: date, endDate: end, sources: sources, certainty: certainty, note: note,
      calibrates: provenance.calibrates)
  }

  private func date(_ provenance: Provenance?, _ slot: Slot) throws(Diagnostic) -> Period {
    if let span = provenance?.date { return try period(span) }
    let definition = book.definitions[slot] ?? Definition()
    let dates = (definition.facts + definition.unpublished).map(\.date)
    if let latest = dates.max(by: { $0.start < $1.start }) { return latest }
    guard let day = book.latestSourceDay, let period = Period(day.text) else {
      throw Diagnostic(
        code: "AIS0708", "this needs a date", at: provenance?.sources.first.map(place),
        help: "add `@ 2024`")
    }
    return period
  }

  /// The slot that a definition is of.
  mutating func slot(_ target: ExpressionID, _ owner: EntityID?) throws(Diagnostic) -> Slot {
    switch text.tree[target] {
    case .words(let range):
      let words = text.words(range)
      if let owner { return Slot(owner, metricName(joinedName(words), owner)) }
      if let global = global(joinedName(words)) { return Slot(nil, global) }
      for length in (1..<max(words.count, 1)).reversed() {
        if let entity = book.entity(folding: joinedName(words[..<length])) {
          return Slot(entity, metricName(joinedName(words[length...]), entity))
        }
      }
      return Slot(nil, book.addGlobal(ownName(range)))
    case .member(let base, let name):
      return Slot(try entity(base), metricName(joinedName(text.words(name)), try entity(base)))
    case .of(let name, let operand):
      return Slot(
        try entity(operand), metricName(joinedName(text.words(name)), try entity(operand)))
    case .index(let base, let index):
      var slot = try slot(base, owner)
      guard case .words(let range) = text.tree[index] else { break }
      slot.reading = book.name(joinedName(text.words(range)))
      return slot
    default: break
    }
    throw Diagnostic(
      code: "AIS0706", "this cannot be defined", at: place(text.tree.span(of: target)),
      help: "a definition gives a name or a metric of an entity: `x = 5`, `OpenAI.cash = $5B`")
  }

  /// The declared spelling of a metric, or the name as a new one.
  private mutating func metricName(_ name: String, _ owner: EntityID) -> NameID {
    if let metric = book.metric(named: name, of: book[owner].kind) { return metric.name }
    book.oddNames.insert(spaced: name)
    return book.name(name)
  }

  private func entity(_ expression: ExpressionID) throws(Diagnostic) -> EntityID {
    guard case .words(let range) = text.tree[expression],
      let entity = book.entity(exactly: name(range)) ?? book.entity(folding: name(range))
    else {
      let place = place(text.tree.span(of: expression))
      throw Message.unknownName(
        place.source, place,
        suggestions: Spelling.suggestions(for: place.source, among: book.entityWords))
    }
    return entity
  }

  // MARK: Functions, scenarios, verbs

  private func parameters(_ list: [AISSyntax.Parameter]) throws(Diagnostic) -> [Function.Parameter]
  {
    var seen: [String: Place] = [:]
    for parameter in list {
      let (own, at) = (name(parameter.name), place(parameter.name))
      if let first = seen.updateValue(at, forKey: own) {
        throw Diagnostic(
          code: "AIS0709", "two parameters are called `\(own)`", at: at,
          labels: [.init(first, "the first")], help: "give each a name of its own")
      }
    }
    var parameters: [Function.Parameter] = []
    for parameter in list {
      var type: MetricType?
      if let range = parameter.type {
        type = try metricType(text.source[text.span(of: range)], place(range))
      }
      parameters.append(
        Function.Parameter(
          name: name(parameter.name), type: type, defaultValue: parameter.defaultValue.map(code),
          place: place(parameter.name)))
    }
    return parameters
  }

  private mutating func function(_ declaration: FunctionDeclaration) throws(Diagnostic) {
    var locals: [(name: String, value: Code)] = []
    for local in declaration.locals {
      guard case .words(let range) = text.tree[local.target] else { continue }
      locals.append((name(range), code(local.value)))
    }
    noteShadows(ofFunction: name(declaration.name), place(declaration.name))
    book.addFunction(
      Function(
        name: ownName(declaration.name), parameters: try parameters(declaration.parameters),
        locals: locals,
        body: code(declaration.body), place: place(declaration.name), isBuiltIn: isBuiltIn))
  }

  private mutating func noteShadows(ofFunction name: String, _ place: Place) {
    let isOwn = book.functions[book.qualified(name, in: text.source)].map { !$0.isBuiltIn } ?? false
    guard !isOwn else { return }
    if book.functions[name] != nil {
      noteShadow(
        "the model has a `\(name)` of its own and goes on with it: here yours is called", place)
    } else if BuiltIn.named(name) != nil || Distribution.all.contains(where: { $0.name == name }) {
      noteShadow(
        "`\(name)` is a function of the language, too: from here on yours is called", place)
    }
  }

  /// Says what a new value of one's own hides: a metric of the model that is read alone, an entity.
  private mutating func noteShadows(ofValue name: String, _ place: Place) {
    if let entity = book.entity(exactly: name) {
      let kind = book[book[entity].kind].display
      noteShadow("`\(name)` is a \(kind), too, which cannot be named any more", place)
    } else if let metric = book.metricName(name, exactly: true),
      let kind = book.kinds.first(where: { $0.isBuiltIn && $0.metric(metric) != nil })
    {
      noteShadow("alone `\(name)` is your value, of \(kind.plural) it is still the metric", place)
    } else if let unit = book.units.unit(named: name), [unit.name, unit.plural].contains(name) {
      noteShadow(
        "`\(name)` is a unit, too: in `$5/\(name)` it is still the unit, in `x / \(name)` your value",
        place
      )
    }
  }

  private mutating func scenario(_ declaration: ScenarioDeclaration) throws(Diagnostic) {
    book.addScenario(
      ScenarioDefinition(
        name: ownName(declaration.name), parameters: try parameters(declaration.parameters),
        text: text, changes: declaration.changes, place: place(declaration.name)))
  }

  private mutating func verb(_ declaration: VerbDeclaration) throws(Diagnostic) {
    let title = text.source[declaration.phraseSpan].singleLine
    let at = place(declaration.phraseSpan)
    try checkPhrase(declaration.phrase, at)
    let verb = Verb(
      phrase: declaration.phrase, title: title, text: text, changes: declaration.changes,
      isBuiltIn: isBuiltIn)
    if let other = book.addVerb(verb) {
      throw Diagnostic(
        code: "AIS0710", "two verbs have the same phrase", at: at,
        labels: [.init(other.place, "the first: `\(other.title)`")],
        help: "give one of them another word")
    }
  }

  /// A phrase must be told apart from expressions: it has a word, and no unit or operator after a hole. A date ends
  /// what stands before it.
  private func checkPhrase(_ phrase: [PhrasePart], _ at: Place) throws(Diagnostic) {
    var afterHole = false
    var hasWord = false
    for part in phrase {
      switch part {
      case .hole(_, let type, let span):
        try checkHole(type, place(span))
        if afterHole, type != "date" {
          throw Diagnostic(
            code: "AIS0711", "two holes stand side by side", at: at, help: "put a word between them"
          )
        }
        afterHole = true
      case .word(let words, let isOptional):
        if afterHole, let word = words.first(where: { ["per", "as"].contains($0) }) {
          throw Diagnostic(
            code: "AIS0711", "`\(word)` after a hole would be read as a part of it", at: at,
            help: "use another word, or make it part of the hole: `(rate: money/year)`")
        }
        if afterHole, let unit = words.first(where: { book.units.unit(named: $0) != nil }) {
          throw Diagnostic(
            code: "AIS0711", "`\(unit)` after a hole would be read as its unit", at: at,
            help: "make it part of the hole: `(n: \(book.units.unit(named: unit)?.plural ?? unit))`"
          )
        }
        if !isOptional { hasWord = true }
        afterHole = afterHole && isOptional
      }
    }
    if case .word(let words, _)? = phrase.first,
      let word = words.first(where: Self.modifiers.contains)
    {
      throw Diagnostic(
        code: "AIS0711", "`\(word)` begins a modifier of a clause, and no clause", at: at,
        help: "begin with who or what changes: `verb (x: quantity) shrinks over (span: time) { … }`"
      )
    }
    guard hasWord else {
      throw Diagnostic(
        code: "AIS0711", "a verb needs a word of its own", at: at,
        help: "write `verb (x: quantity) shrinks by (amount: ratio) { … }`")
    }
  }

  /// The words with which the modifiers of a clause begin.
  private static let modifiers: Set = ["from", "until", "during", "over", "in", "at", "with"]

  private func checkHole(_ type: String, _ at: Place) throws(Diagnostic) {
    let words = [
      "", "quantity", "number", "amount", "percentage", "fraction", "points", "multiple", "date",
      "text", "rate",
    ]
    if words.contains(type) || book.kind(named: type) != nil || book.enumeration(named: type) != nil
      || (try? book.units.dimension(parsing: type)) != nil
    {
      return
    }
    let known = words.dropFirst() + book.kinds.map(\.name) + book.enumerations.map(\.name)
    throw Diagnostic(
      code: "AIS0413", "`\(type)` is not a type", at: at,
      help: Message.didYouMean(Spelling.suggestions(for: type, among: Array(known)))
        ?? "write `quantity`, `percentage`, `number`, a kind, an enum or a unit such as `money/year`"
    )
  }

  // MARK: Rules

  /// A correlation of the same inputs takes the place of an earlier one.
  private mutating func correlate(_ declaration: CorrelationDeclaration) {
    let targets = declaration.targets.map(code)
    let names = Set(targets.map(\.source))
    book.correlations.removeAll { Set($0.targets.map(\.source)) == names }
    book.correlations.append(Correlation(targets: targets, value: code(declaration.value)))
  }

  private mutating func response(_ declaration: ResponseDeclaration) throws(Diagnostic) {
    let slot = try slot(declaration.target, nil)
    book.responses[slot] = Response(
      cause: code(declaration.cause), elasticity: code(declaration.elasticity))
  }
  private mutating func growth(_ declaration: GrowthDeclaration) throws(Diagnostic) {
    book.growths[try slot(declaration.target, nil)] = code(declaration.rate)
  }
}
