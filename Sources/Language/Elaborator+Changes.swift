import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Elaborator {
  /// How deep verbs and scenarios may use each other.
  private static let verbLimit = 40
  /// How many scenarios may stand on one another.
  private static let heightLimit = 500

  /// Builds the scenario that changes describe, on top of another; each `then` goes on top of the last.
  mutating func overlay(_ text: ParsedText, _ changes: UInt32, on parent: OverlayID, _ scope: Scope)
    throws(Diagnostic) -> OverlayID
  {
    var top = parent
    var scope = scope
    for layer in text.tree.changes(changes).layers {
      // each layer is read in what the layers before it have made
      scope.overlay = top
      if let only = layer.first, layer.count == 1,
        let whole = try wholeLayer(only, text, on: top, scope)
      {
        top = whole
        continue
      }
      let place = Place(text.source, layer.first?.span ?? text.tree.changes(changes).span)
      top = try addOverlay(Overlay(parent: top), place)
      try expandClauses(layer, text, top, scope, depth: 0)
    }
    return top
  }

  /// Adds a scenario on top of its parent.
  mutating func addOverlay(_ overlay: Overlay, _ place: Place) throws(Diagnostic) -> OverlayID {
    var overlay = overlay
    overlay.height = overlay.parent.map { overlays[$0.index].height + 1 } ?? 0
    guard overlay.height <= Self.heightLimit else {
      throw Diagnostic(
        code: "AIS0601", "more than \(Self.heightLimit) scenarios stand on one another", at: place,
        help: "check that none is under itself")
    }
    overlays.append(overlay)
    return OverlayID(index: overlays.count - 1)
  }

  /// Builds a named scenario with its arguments on top of another.
  mutating func overlay(
    of name: String, arguments: [String: Binding], on parent: OverlayID, _ place: Place,
    _ scope: Scope
  ) throws(Diagnostic) -> OverlayID {
    guard let scenario = book.scenarios[name] else {
      throw Message.unknownName(name, place, suggestions: [])
    }
    guard scope.scenarioDepth < Self.verbLimit else {
      throw Message.tooDeep("the scenario `\(name)`", limit: Self.verbLimit, place)
    }
    var inner = Scope(stream: StreamKey.of(["scenario", name]))
    inner.callDepth = scope.callDepth
    inner.scenarioDepth = scope.scenarioDepth + 1
    inner.ignoresEvents = scope.ignoresEvents
    var arguments = arguments
    if arguments.isEmpty, !scenario.parameters.isEmpty {
      for parameter in scenario.parameters {
        guard let code = parameter.defaultValue else {
          throw Diagnostic(
            code: "AIS0320", "the scenario `\(name)` needs `\(parameter.name)`", at: place,
            help: "write `\(name)(\(parameter.name): …)`")
        }
        var own = Scope(stream: StreamKey.of(["default", name, parameter.name]))
        own.declaration = code
        arguments[parameter.name] = .expression(code, own)
      }
    }
    inner.locals = arguments
    inner.overlay = parent
    return try overlay(scenario.text, scenario.changes, on: parent, inner)
  }

  /// A layer that is one group or one scenario by name; `nil` when it is something else.
  private mutating func wholeLayer(
    _ clause: AISSyntax.Clause, _ text: ParsedText, on parent: OverlayID, _ scope: Scope
  )
    throws(Diagnostic) -> OverlayID?
  {
    guard clause.modifiers.isEmpty else { return nil }
    switch clause.form {
    case .group(let changes): return try overlay(text, changes, on: parent, scope)
    case .phrase(let range): return try scenario(text, range, on: parent, scope)
    default: return nil
    }
  }

  /// The scenario that a clause names, on top of another; `nil` when it names none.
  private mutating func scenario(
    _ text: ParsedText, _ range: TokenRange, on parent: OverlayID, _ scope: Scope
  )
    throws(Diagnostic) -> OverlayID?
  {
    guard case .success(let (parsed, expression)) = Parser.expression(in: text, range) else {
      return nil
    }
    let code = Code(parsed, expression)
    switch code.form {
    case .words(let words):
      let name = joinedName(parsed.words(words))
      if name == "base" { return parent }
      if let overlay = try scenario(meaning(of: name, scope), on: parent, scope, code.place) {
        return overlay
      }
      guard book.scenarios[name] != nil else { return nil }
      return try overlay(of: name, arguments: [:], on: parent, code.place, scope)
    case .call(let words, let list):
      let name = joinedName(parsed.words(words))
      guard let scenario = book.scenarios[name] else { return nil }
      let bindings = try bind(scenario.parameters, name, list, code, code.place, scope)
      return try overlay(of: name, arguments: bindings, on: parent, code.place, scope)
    default: return nil
    }
  }

  /// The scenario that a name stands for, if it stands for one, on top of another.
  private mutating func scenario(
    _ meaning: Meaning?, on parent: OverlayID, _ scope: Scope, _ place: Place
  ) throws(Diagnostic) -> OverlayID? {
    let value: Value
    switch meaning {
    case .binding(.value(let bound)): value = bound
    case .binding(.expression(let code, let own)): value = try self.value(code, own)
    case .slot(let slot) where slot.owner == nil:
      let name = book.text(slot.name)
      guard let (text, changes) = changes(ofScenario: name) else { return nil }
      guard scope.scenarioDepth < Self.verbLimit else {
        throw Message.tooDeep("the scenario `\(name)`", limit: Self.verbLimit, place)
      }
      var inner = Scope(stream: StreamKey.of(["scenario", name]))
      inner.scenarioDepth = scope.scenarioDepth + 1
      inner.ignoresEvents = scope.ignoresEvents
      return try overlay(text, changes, on: parent, inner)
    default: return nil
    }
    guard case .scenario(let overlay) = value.content else { return nil }
    return try stacked(overlay, on: parent, place)
  }

  /// A scenario that was built on the root, laid on another.
  mutating func stacked(_ overlay: OverlayID, on parent: OverlayID, _ place: Place)
    throws(Diagnostic) -> OverlayID
  {
    guard parent != .root, overlay != .root else { return overlay == .root ? parent : overlay }
    var chain: [OverlayID] = []
    var at: OverlayID? = overlay
    while let id = at, id != .root {
      chain.insert(id, at: 0)
      at = overlays[id.index].parent
    }
    var top = parent
    for id in chain {
      var copy = overlays[id.index]
      copy.parent = top
      top = try addOverlay(copy, place)
    }
    return top
  }

  // MARK: Clauses

  /// Adds the changes of clauses that hold together to an overlay.
  mutating func expandClauses(
    _ clauses: [AISSyntax.Clause], _ text: ParsedText, _ overlay: OverlayID, _ scope: Scope,
    depth: Int
  ) throws(Diagnostic) {
    guard let first = clauses.first else { return }
    guard depth < Self.verbLimit else {
      throw Message.tooDeep("this verb", limit: Self.verbLimit, Place(text.source, first.span))
    }
    warnOfLoneModifier(clauses, text)
    var subjects: [TokenRange] = []
    for (index, clause) in clauses.enumerated() {
      if case .phrase(let range) = clause.form, index + 1 < clauses.count,
        isSubject(range, text, scope), case .phrase = clauses[index + 1].form
      {
        subjects.append(range)
        continue
      }
      try expand(clause, subjects, text, overlay, scope, depth: depth)
      subjects = []
    }
  }

  /// `true` iff a clause is only the name of something that can change or act: a subject of a later verb.
  private mutating func isSubject(_ range: TokenRange, _ text: ParsedText, _ scope: Scope) -> Bool {
    guard case .success(let (parsed, expression)) = Parser.expression(in: text, range) else {
      return false
    }
    let code = Code(parsed, expression)
    if case .words(let words) = code.form,
      changes(ofScenario: joinedName(parsed.words(words))) != nil
    {
      return false
    }
    if (try? slot(code, scope)) != nil { return true }
    return isEntity(code, scope)
  }

  private mutating func isEntity(_ code: Code, _ scope: Scope) -> Bool {
    (try? value(code, scope))?.entity != nil
  }

  private mutating func warnOfLoneModifier(_ clauses: [AISSyntax.Clause], _ text: ParsedText) {
    guard clauses.count > 1, let last = clauses.last, !last.modifiers.isEmpty,
      clauses.dropLast().allSatisfy(\.modifiers.isEmpty)
    else { return }
    let modifier = last.modifiers[0]
    warnings.append(
      Diagnostic(
        .warning, code: "AIS0407", "this holds for the last clause only",
        at: Place(text.source, modifier.span),
        help: "for all of them write `{ … and … } \(text.source[modifier.span])`"))
  }

  private mutating func expand(
    _ clause: AISSyntax.Clause, _ subjects: [TokenRange], _ text: ParsedText, _ overlay: OverlayID,
    _ scope: Scope, depth: Int
  ) throws(Diagnostic) {
    // the subjects that share a verb (`X and Y drop 30%`) belong to its clause
    let start = subjects.first.map { text.span(of: $0).start } ?? clause.span.start
    let place = Place(text.source, Span(start, clause.span.end))
    var scope = scope
    if let event = try event(clause, text, place, scope) {
      scope.event = scope.event.map { apply(.and, $0, event, at: place) } ?? event
    }
    switch clause.form {
    case .assignment(let target, let op, let value):
      let targets = try targets(Code(text, target), scope)
      let code = Code(text, value)
      for slot in targets {
        if op != .set, isOwnTarget(Code(text, target), scope) {
          try requireValue(slot, overlay, scope, place)
        }
        try add(op, slot, code, place, overlay, scope)
      }
      head(place, overlay, depth)
    case .require(let check): try require(check, text, overlay, scope)
    case .entity(let entity):
      try bring(entity, text, place, overlay, scope)
    case .group(let changes):
      let layers = text.tree.changes(changes).layers
      guard layers.count == 1 else {
        throw Diagnostic(
          code: "AIS0408", "changes joined by `then` cannot hold together with others", at: place,
          help: "put `then` on the outside: `{ A } then { B }`")
      }
      try expandClauses(layers[0], text, overlay, scope, depth: depth + 1)
      head(place, overlay, depth)
    case .phrase(let range):
      if let scenario = try sameLayer(text, range, place, scope) {
        try expandClauses(scenario.0, scenario.1, overlay, scenario.2, depth: depth + 1)
      } else {
        try expandVerb(subjects, range, text, place, overlay, scope, depth: depth)
      }
      head(place, overlay, depth)
    }
  }

  /// `true` iff a target is what the user's clause is about: written in it, or the subject of its verb.
  private func isOwnTarget(_ target: Code, _ scope: Scope) -> Bool {
    guard scope.clausePlace != nil else { return true }
    guard case .words(let range) = target.form,
      case .slot? = scope.locals[joinedName(target.text.words(range))]
    else { return false }
    return true
  }

  /// Refuses a relative change of what has no value.
  private mutating func requireValue(
    _ slot: Slot, _ overlay: OverlayID, _ scope: Scope, _ place: Place
  ) throws(Diagnostic) {
    let parent = overlays[overlay.index].parent ?? .root
    let place = scope.clausePlace ?? place
    guard let reason = try value(of: slot, in: parent, at: place).missingReason else { return }
    throw Message.nothingToChange(reason, title(slot), place)
  }

  /// A scenario of one layer that a clause names: its clauses join those around it.
  private mutating func sameLayer(
    _ text: ParsedText, _ range: TokenRange, _ clausePlace: Place, _ scope: Scope
  ) throws(Diagnostic) -> ([AISSyntax.Clause], ParsedText, Scope)? {
    guard case .success(let (parsed, expression)) = Parser.expression(in: text, range) else {
      return nil
    }
    let code = Code(parsed, expression)
    var name = ""
    var bindings: [String: Binding] = [:]
    switch code.form {
    case .words(let words): name = joinedName(parsed.words(words))
    case .call(let words, _): name = joinedName(parsed.words(words))
    default: return nil
    }
    if let scenario = book.scenarios[name] {
      if case .call(_, let list) = code.form {
        bindings = try bind(scenario.parameters, name, list, code, code.place, scope)
      } else {
        for parameter in scenario.parameters {
          guard let value = parameter.defaultValue else { continue }
          bindings[parameter.name] = .expression(
            value, Scope(stream: StreamKey.of(["default", name, parameter.name])))
        }
      }
    }
    guard let (source, changes) = changes(ofScenario: name) else { return nil }
    let layers = source.tree.changes(changes).layers
    guard layers.count == 1 else {
      throw Diagnostic(
        code: "AIS0408", "changes joined by `then` cannot hold together with others",
        at: code.place,
        help: "write `\(name) then …`")
    }
    var inner = Scope(stream: StreamKey.of(["scenario", name]))
    inner.overlay = scope.overlay
    inner.locals = bindings
    inner.event = scope.event
    inner.ignoresEvents = scope.ignoresEvents
    inner.scenarioDepth = scope.scenarioDepth + 1
    inner.scenarioPlace = scope.scenarioPlace ?? scope.clausePlace ?? clausePlace
    return (layers[0], source, inner)
  }

  /// The changes of a scenario that is declared, or that a name of the program stands for.
  func changes(ofScenario name: String) -> (ParsedText, UInt32)? {
    if let scenario = book.scenarios[name] { return (scenario.text, scenario.changes) }
    guard let global = book.global(exactly: name),
      let code = book.definitions[Slot(nil, global)]?.formula,
      case .scenario(let changes) = code.form
    else { return nil }
    return (code.text, changes)
  }

  /// Records a clause as read, for the head of the answer; clauses inside verbs are not repeated.
  private mutating func head(_ place: Place, _ overlay: OverlayID, _ depth: Int) {
    guard depth == 0 else { return }
    overlays[overlay.index].clauses.append(
      Overlay.Clause(text: place.source, place: place))
  }

  // MARK: Modifiers

  private mutating func event(
    _ clause: AISSyntax.Clause, _ text: ParsedText, _ place: Place, _ scope: Scope
  ) throws(Diagnostic) -> NodeID? {
    var event: NodeID?
    for modifier in clause.modifiers {
      switch modifier.form {
      case .time(let word, _):
        throw Self.needsTime("\(word)", Place(text.source, modifier.span))
      case .probability(let expression):
        let code = Code(text, expression)
        let chance = try value(code, scope)
        guard chance.dimension == .ratio, let node = chance.node else {
          throw Message.wanted(
            "a probability", got: describe(chance), for: "what follows `probability`", code.place)
        }
        if let known = graph.constant(node), !(0...1).contains(known) {
          throw Diagnostic(code: "AIS0319", "a probability is between 0% and 100%", at: code.place)
        }
        guard !scope.ignoresEvents else {
          hasEvents = true
          continue
        }
        // keyed by the clause without its probability, so that two scenarios share the event
        let isLeading = modifier.span.start == clause.span.start
        let span =
          isLeading
          ? Span(modifier.span.end, clause.span.end)
          : Span(clause.span.start, modifier.span.start)
        let words = text.source[span].trimmed(of: { $0.isWhitespace || $0 == "{" || $0 == "}" })
        let draw = graph.uniform(key: StreamKey.of(["event", words]))
        let threshold = apply(.subtract, graph.constant(1), node, at: code.place)
        let own = apply(.lessOrEqual, threshold, draw, at: place)
        event = event.map { apply(.and, $0, own, at: place) } ?? own
      }
    }
    return event
  }

  // MARK: Assignments

  /// Adds a change of a slot, or says that it clashes with one that must hold together with it.
  private mutating func add(
    _ op: AssignmentOperator, _ slot: Slot, _ code: Code, _ place: Place, _ overlay: OverlayID,
    _ scope: Scope
  ) throws(Diagnostic) {
    let existing = overlays[overlay.index].changes[slot] ?? []
    let shown = scope.clausePlace ?? place
    for other in existing where !Self.commute(op, other.operation) {
      throw Diagnostic(
        code: "AIS0403", "two clauses change `\(title(slot))` in ways that depend on their order",
        at: shown,
        labels: [
          .init(other.clause.place, "`\(other.operation.text)`"), .init(shown, "`\(op.text)`"),
        ],
        help: "say which comes first: join them by `then` instead of `and`")
    }
    var own = scope
    own.overlay = overlay
    own.declaration = code
    own.stream = StreamKey.of(["change", place.source])
    own.ignoresEvents = false
    let clause = scope.scenarioPlace ?? scope.clausePlace ?? place
    let change = Overlay.Change(
      operation: op, value: code, scope: own,
      clause: Overlay.Clause(text: clause.source, place: clause),
      event: scope.event)
    overlays[overlay.index].changes[slot] = existing + [change]
    if existing.isEmpty { overlays[overlay.index].changedSlots.append(slot) }
    if let owner = slot.owner { lastOwner = owner }
    memo[SlotReference(slot: slot, overlay: overlay)] = nil
    reached = [:]
  }

  private static func commute(_ a: AssignmentOperator, _ b: AssignmentOperator) -> Bool {
    func family(_ op: AssignmentOperator) -> Int {
      switch op {
      case .set: 0
      case .add, .subtract: 1
      case .multiply, .divide: 2
      }
    }
    return family(a) == family(b) && a != .set
  }

  /// Returns the slots that a target names: one, or one for each entity of a set.
  mutating func targets(_ code: Code, _ scope: Scope) throws(Diagnostic) -> [Slot] {
    if let slot = try slot(code, scope) { return [slot] }
    switch code.form {
    case .member(let base, let name): return try targets(code.part(base), name, code, scope)
    case .of(let name, let operand): return try targets(code.part(operand), name, code, scope)
    case .list(let list):
      var all: [Slot] = []
      for element in code.text.tree[list] {
        all += try targets(code.part(element), scope)
      }
      return all
    case .words(let range):
      let words = code.text.words(range)
      if case .metric(let metric)? = meaning(of: joinedName(words), scope) {
        let kind = book.kinds.first { $0.metric(metric) != nil }
        let owner = lastOwner.map { book[$0] } ?? book.entities.first { $0.kind == kind?.id }
        throw Message.bareTarget(
          words.joined(separator: " "), owner: owner?.display ?? "X", kind: kind?.name ?? "company",
          code.place)
      }
      let value = try value(code, scope)
      throw Message.wanted(
        "something that can change, such as `OpenAI's cost`", got: describe(value),
        for: "the target", code.place)
    default:
      throw Diagnostic(
        code: "AIS0409", "this cannot be changed", at: code.place,
        help: "a change names what it changes: a metric of an entity, or a name of the model")
    }
  }

  private mutating func targets(_ base: Code, _ name: TokenRange, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> [Slot]
  {
    let owner = try value(base, scope)
    guard case .entities(let members) = owner.content else {
      throw Message.wanted(
        "an entity or a set of them", got: describe(owner), for: "the owner", base.place)
    }
    var slots: [Slot] = []
    for entity in try certain(members, base.place) {
      let slot = try slot(of: entity, code.text.words(name), code.place(name))
      if try value(of: slot, in: scope.overlay, at: code.place).missingReason == nil {
        slots.append(slot)
      }
    }
    return slots
  }

  /// The entities of a set whose members are certain.
  func certain(_ members: [Value.Member], _ place: Place) throws(Diagnostic) -> [EntityID] {
    guard members.allSatisfy({ $0.mask == nil }) else {
      throw Diagnostic(
        code: "AIS0410", "which entities change is uncertain", at: place,
        help: "choose them by what is certain, such as `layer == model`")
    }
    return members.map(\.entity)
  }

  // MARK: Requirements

  /// A condition that must hold before the change; checked at once when it is known.
  private mutating func require(
    _ check: CheckDeclaration, _ text: ParsedText, _ overlay: OverlayID, _ scope: Scope
  )
    throws(Diagnostic)
  {
    var before = scope
    before.overlay = overlays[overlay.index].parent ?? .root
    let code = Code(text, check.condition)
    let place = scope.clausePlace ?? code.place
    let test: Value
    do throws(Diagnostic) {
      test = try value(code, before)
    } catch {
      // what does not fit is in the clause, not in the verb that reads it
      var fault = error
      if let clause = scope.clausePlace, fault.place?.text !== clause.text {
        (fault.place, fault.labels, fault.help) = (clause, [], nil)
      }
      throw fault
    }
    let parts = text.content(ofText: check.message).split(separator: "|", maxSplits: 1).map(
      \.trimmed)
    var message = try interpolated(parts.first ?? "this cannot be", place, before)
    if let changed = changedName(scope), !isNamed(changed, in: place) {
      message = "\(changed): \(message)"
    }
    let help = parts.count > 1 ? try interpolated(parts[1], place, before) : nil
    guard test.type == .boolean else {
      throw Message.wanted(
        "a condition", got: describe(test), for: "what follows `require`", code.place)
    }
    guard let node = test.node else {
      throw Message.nothingToChange(test.missingReason ?? "", changedName(scope) ?? "…", place)
    }
    if let known = graph.constant(node) {
      if let fault = fault(known) { throw fault }
      if known == 0 { throw Diagnostic(code: "AIS0402", message, at: place, help: help) }
    } else {
      trace.guards.append(Guard(condition: node, message: message, place: place, help: help))
    }
  }

  /// What the verb at hand changes.
  private func changedName(_ scope: Scope) -> String? {
    for case .slot(let slot) in scope.locals.values { return title(slot) }
    return nil
  }

  /// `true` iff a clause says which of several things is meant: it names no set.
  private func isNamed(_ name: String, in place: Place) -> Bool {
    let words = place.source.lowercased().split { !$0.isLetter && !$0.isNumber }
    let sets = ["every", "all"] + book.kinds.map { $0.plural.lowercased() }
    return !words.contains { sets.contains(String($0)) }
  }

  // MARK: Entities that a change brings in

  /// `KIND name { … }` in a change: a new entity, or new values for the one that it is the same as.
  private mutating func bring(
    _ declaration: EntityDeclaration, _ text: ParsedText, _ place: Place, _ overlay: OverlayID,
    _ scope: Scope
  ) throws(Diagnostic) {
    let word = joinedName(text.words(declaration.kind))
    guard let kind = book.kind(named: word) else {
      throw Message.unknownName(
        word, Place(text.source, text.span(of: declaration.kind)),
        suggestions: Spelling.suggestions(for: word, among: book.kindWords))
    }
    var values: [NameID: Code] = [:]
    for member in declaration.members {
      guard case .words(let range) = text.tree[member.target] else { continue }
      let name = joinedName(text.words(range))
      guard let metric = book.metric(named: name, of: kind) else {
        throw Message.unknownMember(
          name, of: "a \(book[kind].display)", Place(text.source, text.span(of: range)),
          suggestions: Spelling.suggestions(for: name, among: book[kind].metrics.map(\.title)))
      }
      values[metric.name] = Code(text, member.value)
    }
    let name = joinedName(text.words(declaration.name))
    let entity: EntityID
    if let same = try same(kind, values, overlay, scope) {
      entity = same
      overlays[overlay.index].notes.append(
        "this replaces what the facts say of \(book[same].display)")
    } else {
      if let other = try twin(kind, values, overlay, scope) {
        throw Diagnostic(
          code: "AIS0415", "two clauses are about the same \(book[kind].display)",
          at: scope.clausePlace ?? place,
          notes: ["the other is \(book[other].display)"],
          help: "say which comes first: join them by `then`")
      }
      let parties = try parties(kind, values, scope)
      entity = book.addUnnamedEntity(
        name, kind: kind, display: parties.isEmpty ? name : parties.joined(separator: "–"))
      overlays[overlay.index].entities.append(entity)
    }
    var alias = name
    var number = 2
    while let taken = overlayEntity(alias, overlay), taken != entity {
      alias = "\(name)_\(number)"
      number += 1
    }
    if alias != name {
      overlays[overlay.index].notes.append(
        "there are several: \(book[entity].display) is `\(alias)`")
    }
    overlays[overlay.index].names[alias] = entity
    for (metric, code) in values.sorted(by: { book.text($0.key) < book.text($1.key) }) {
      try add(.set, Slot(entity, metric), code, place, overlay, scope)
    }
  }

  /// The entity of the kind that has the same identity, if the model holds one.
  private mutating func same(
    _ kind: KindID, _ values: [NameID: Code], _ overlay: OverlayID, _ scope: Scope
  )
    throws(Diagnostic) -> EntityID?
  {
    let identity = book[kind].identity
    guard !identity.isEmpty else { return nil }
    let parent = overlays[overlay.index].parent ?? .root
    guard case .entities(let members) = entities(of: kind, in: parent).content else { return nil }
    return try first(members.map(\.entity), identity, values, parent, scope)
  }

  /// The entity of the same identity that this very scenario has brought in already.
  private mutating func twin(
    _ kind: KindID, _ values: [NameID: Code], _ overlay: OverlayID, _ scope: Scope
  ) throws(Diagnostic) -> EntityID? {
    let identity = book[kind].identity
    let brought = overlays[overlay.index].entities.filter { book[$0].kind == kind }
    guard !identity.isEmpty, !brought.isEmpty else { return nil }
    return try first(brought, identity, values, overlay, scope)
  }

  /// The first of some entities whose identifying fields have the given values.
  private mutating func first(
    _ entities: [EntityID], _ identity: [NameID], _ values: [NameID: Code], _ overlay: OverlayID,
    _ scope: Scope
  ) throws(Diagnostic) -> EntityID? {
    search: for entity in entities {
      for field in identity {
        guard let code = values[field] else { continue search }
        let wanted = try value(code, scope)
        let found = try value(of: Slot(entity, field), in: overlay, at: code.place)
        guard wanted.entity != nil, wanted.entity == found.entity else { continue search }
      }
      return entity
    }
    return nil
  }

  /// The display names of the entities that a new one is between: who acts before whom it is about.
  private mutating func parties(_ kind: KindID, _ values: [NameID: Code], _ scope: Scope)
    throws(Diagnostic) -> [String]
  {
    var names: [String] = []
    let identity = Set(book[kind].identity)
    let metrics = book[kind].metrics
    let ordered =
      metrics.filter { !identity.contains($0.name) } + metrics.filter { identity.contains($0.name) }
    for metric in ordered {
      guard case .entity? = metric.type, let code = values[metric.name] else { continue }
      if let entity = try value(code, scope).entity { names.append(book[entity].display) }
    }
    return names
  }
}
