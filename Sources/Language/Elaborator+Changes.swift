import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Elaborator {
  // MARK: Clauses

  /// Adds the changes of clauses that hold together to an overlay.
  mutating func expandClauses(
    _ clauses: [AISSyntax.Clause], _ text: ParsedText, _ overlay: OverlayID, _ scope: Scope,
    depth: Int
  ) throws(Diagnostic) {
    guard module == book.module(of: text.source) else {
      return try within(text) { elaborator throws(Diagnostic) in
        try elaborator.expandClauses(clauses, text, overlay, scope, depth: depth)
      }
    }
    let clauses = clauses.filter { !isExcluded($0, text) }
    guard let first = clauses.first else { return }
    guard depth < Self.verbLimit else {
      throw Message.tooDeep(
        "this verb", limit: Self.verbLimit, Place(text.source, first.span),
        help: "a verb is made of other changes: say by `+=`, `*=` or `=` what it does")
    }
    warnOfLoneModifier(clauses, text, scope)
    var scope = scope
    var subjects: [TokenRange] = []
    for (index, clause) in clauses.enumerated() {
      if case .phrase(let range) = clause.form, index + 1 < clauses.count,
        let listed = self.subjects(in: range, text, scope), case .phrase = clauses[index + 1].form
      {
        subjects += listed
        continue
      }
      var clause = clause
      if case .phrase(let range) = clause.form {
        let (listed, rest) = try leadingSubjects(of: range, text, scope)
        subjects += listed
        clause.form = .phrase(rest)
        if rest.end < range.end { clause.span.end = text.span(of: rest).end }
      }
      try expand(clause, subjects, text, overlay, scope, depth: depth)
      subjects = []
      // what a clause brings in is known to the clauses after it
      let known = overlays[overlay.index]
      scope.entities.merge(depth == 0 ? known.names : known.brought) { $1 }
    }
  }

  /// `true` iff a scenario is built without a clause.
  private func isExcluded(_ clause: AISSyntax.Clause, _ text: ParsedText) -> Bool {
    excluded.contains { place in
      place.text === text.source && place.span.start <= clause.span.start
        && clause.span.end <= place.span.end
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

  /// The parts of a clause between its commas, those in brackets aside.
  private func listed(_ range: TokenRange, _ text: ParsedText) -> [TokenRange] {
    var parts: [TokenRange] = []
    var (start, depth) = (Int(range.first), 0)
    for index in range.indices {
      switch text.tokens[index].kind {
      case .leftParenthesis, .leftBracket, .leftBrace: depth += 1
      case .rightParenthesis, .rightBracket, .rightBrace: depth -= 1
      case .comma where depth == 0:
        parts.append(TokenRange(start, index))
        start = index + 1
      default: break
      }
    }
    return parts + [TokenRange(start, Int(range.end))]
  }

  /// The subjects that a clause lists, `OpenAI, Anthropic` of `OpenAI, Anthropic and Mistral cut costs`; `nil` if it is
  /// more than subjects.
  private mutating func subjects(in range: TokenRange, _ text: ParsedText, _ scope: Scope)
    -> [TokenRange]?
  {
    var parts = listed(range, text)
    if parts.count > 1, parts[parts.count - 1].isEmpty { parts.removeLast() }
    for part in parts where part.isEmpty || !isSubject(part, text, scope) { return nil }
    return parts
  }

  /// The subjects before the last comma of a clause, and the clause without them.
  private mutating func leadingSubjects(
    of range: TokenRange, _ text: ParsedText, _ scope: Scope
  ) throws(Diagnostic) -> ([TokenRange], TokenRange) {
    var parts = listed(range, text)
    var rest = parts.removeLast()
    // a comma may stand before the `and` after the clause
    let next = text.tokens[min(Int(range.end), text.tokens.count - 1)].keyword
    if rest.isEmpty, next == .and || next == .then, let last = parts.popLast() { rest = last }
    for part in parts where part.isEmpty || !isSubject(part, text, scope) {
      let matcher = PhraseMatcher(text, part) { isDeclared($0, scope) }
      if book.verbs.contains(where: { !matcher.fits($0.phrase).isEmpty }) {
        let comma = TokenRange(Int(part.end), Int(part.end) + 1)
        throw Diagnostic(
          code: "AIS0105", "expected `and`, found `,`",
          at: Place(text.source, text.span(of: comma)),
          help:
            "changes are joined by `and`, or by `then` where the second comes on top of the first")
      }
      // a name that is none
      if case .success(let (parsed, expression)) = Parser.expression(in: text, part) {
        _ = try value(Code(parsed, expression), scope)
      }
      return ([], range)
    }
    return (parts, rest)
  }

  private mutating func isEntity(_ code: Code, _ scope: Scope) -> Bool {
    (try? value(code, scope))?.entity != nil
  }

  private mutating func warnOfLoneModifier(
    _ clauses: [AISSyntax.Clause], _ text: ParsedText, _ scope: Scope
  ) {
    guard scope.clausePlace == nil, clauses.count > 1, let last = clauses.last,
      !last.modifiers.isEmpty,
      clauses.dropLast().allSatisfy(\.modifiers.isEmpty)
    else { return }
    // subjects that share a verb are one clause
    let areSubjects = clauses.dropLast().allSatisfy { clause in
      guard case .phrase(let range) = clause.form else { return false }
      return subjects(in: range, text, scope) != nil
    }
    guard !areSubjects else { return }
    let modifier = last.modifiers[0]
    warnings.append(
      Diagnostic(
        .warning, code: "AIS0407", "this holds for the last clause only",
        at: Place(text.source, modifier.span),
        help: "for all of them write `{ … and … } \(text.source[modifier.span])`"))
  }

  /// Remembers the subject of a clause of the user, for its own `its` and for the clauses that follow.
  mutating func follow(
    _ owner: EntityID?, _ subject: (text: SourceText, tokens: TokenRange)?, _ scope: inout Scope
  ) {
    guard scope.clausePlace == nil else { return }
    lastSubject = subject
    lastOwner = owner ?? lastOwner
    scope.antecedent = lastOwner
  }

  private mutating func expand(
    _ clause: AISSyntax.Clause, _ subjects: [TokenRange], _ text: ParsedText, _ overlay: OverlayID,
    _ scope: Scope, depth: Int
  ) throws(Diagnostic) {
    // the subjects that share a verb (`X and Y drop 30%`) belong to its clause
    let start = subjects.first.map { text.span(of: $0).start } ?? clause.span.start
    let place = Place(text.source, Span(start, clause.span.end))
    var scope = scope
    scope.timing = try timing(clause, text, scope)
    if let event = try event(clause, text, place, overlay, scope) {
      scope.event = scope.event.map { apply(.and, $0, event, at: place) } ?? event
    }
    switch clause.form {
    case .assignment(let target, .set, let value)
    where growthTarget(Code(text, target), scope) != nil:
      guard let grown = growthTarget(Code(text, target), scope) else { return }
      let targets = try targets(grown, scope, areSet: true)
      follow(targets.first?.owner, nil, &scope)
      try grow(targets, Code(text, value), place, overlay, scope)
      head(place, overlay, depth)
    case .assignment(let target, let op, let value):
      let targets = try targets(Code(text, target), scope, areSet: op == .set)
      let code = Code(text, value)
      follow(targets.first?.owner, nil, &scope)
      for slot in targets {
        if op != .set, isOwnTarget(Code(text, target), scope) {
          try requireValue(slot, overlay, scope, place)
        }
        try add(op, slot, code, place, overlay, scope)
      }
      head(place, overlay, depth)
    case .require(let check): try require(check, text, overlay, scope)
    case .note(let span):
      let note = try interpolated(text.content(ofText: span), place, scope)
      if !overlays[overlay.index].notes.contains(note) {
        overlays[overlay.index].notes.append(note)
      }
    case .correlate(let correlation):
      try correlate(correlation, text, place, overlay, scope)
      head(place, overlay, depth)
    case .entity(let entity):
      if scope.clausePlace == nil { try refuseGradual([clause], text, place, scope) }
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
    case .trigger(let trigger):
      try expand(trigger, text, overlay, scope, depth: depth)
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

  /// What grows by `growth of X = RATE`, unless `growth` is a metric of X.
  private func growthTarget(_ target: Code, _ scope: Scope) -> Code? {
    guard case .of(let name, let operand) = target.form, target.text.words(name) == ["growth"],
      book.metricName("growth", exactly: true) == nil
    else { return nil }
    return target.part(operand)
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

  /// Records a clause as read, for the head of the answer; clauses inside verbs are not repeated.
  private mutating func head(_ place: Place, _ overlay: OverlayID, _ depth: Int) {
    guard depth == 0 else { return }
    overlays[overlay.index].clauses.append(
      Overlay.Clause(text: place.source, place: place))
  }

  // MARK: Modifiers

  mutating func event(
    _ clause: AISSyntax.Clause, _ text: ParsedText, _ place: Place, _ overlay: OverlayID,
    _ scope: Scope
  ) throws(Diagnostic) -> NodeID? {
    var event: NodeID?
    for modifier in clause.modifiers {
      switch modifier.form {
      case .time: continue
      case .probability(let expression):
        let code = Code(text, expression)
        let isInVerb = scope.clausePlace != nil
        let before = trace
        let chance = try value(code, isInVerb ? chanceScope(scope, overlay) : scope)
        guard chance.dimension == .ratio, let node = chance.node else {
          throw Message.wanted(
            "a probability", got: describe(chance), for: "what follows `probability`", code.place)
        }
        if let known = graph.constant(node), !(0...1).contains(known) {
          throw Diagnostic(code: "AIS0319", "a probability is between 0% and 100%", at: code.place)
        }
        if graph.constant(node) == nil {
          let isLow = apply(.lessOrEqual, graph.constant(0), node, at: code.place)
          let isHigh = apply(.lessOrEqual, node, graph.constant(1), at: code.place)
          trace.guards.append(
            Guard(
              condition: apply(.and, isLow, isHigh, at: code.place),
              message: "a probability is between 0% and 100%", place: code.place, help: nil))
        }
        // what is certain is no event; where a verb makes it so nothing rests on it
        if graph.constant(node) == 1 {
          if isInVerb { trace = before }
          continue
        }
        // what cannot happen is not looked at as if it did
        guard !scope.ignoresEvents || !isInVerb && graph.constant(node) == 0 else {
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
        let clause = scope.clausePlace.map { [$0.source] } ?? []
        let draw = graph.uniform(key: StreamKey.of(["event"] + clause + [words]))
        let threshold = apply(.subtract, graph.constant(1), node, at: code.place)
        let own = apply(.lessOrEqual, threshold, draw, at: place)
        event = event.map { apply(.and, $0, own, at: place) } ?? own
      }
    }
    return event
  }

  /// The scope of the chance of an event in a verb: in what was built before, where each entity that the verb has
  /// brought in was brought in too.
  private mutating func chanceScope(_ scope: Scope, _ overlay: OverlayID) -> Scope {
    hasChances = true
    var own = scope
    let entities = overlays[overlay.index].entities
    for (name, entity) in overlays[overlay.index].brought {
      var known = entity
      if let built = scope.chances, let index = entities.firstIndex(of: entity) {
        known = overlays[built.index].entities[index]
      }
      own.locals[name] = .value(Value(type: .entity(book[known].kind), content: .entity(known)))
    }
    if let built = scope.chances { own.overlay = built }
    return own
  }

  // MARK: Triggers

  /// `when CONDITION { CHANGES }`: changes that hold from the first month on at whose start the condition does.
  mutating func expand(
    _ declaration: TriggerDeclaration, _ text: ParsedText, _ overlay: OverlayID, _ scope: Scope,
    depth: Int
  ) throws(Diagnostic) {
    guard module == book.module(of: text.source) else {
      return try within(text) { elaborator throws(Diagnostic) in
        try elaborator.expand(declaration, text, overlay, scope, depth: depth)
      }
    }
    let condition = Code(text, declaration.condition)
    var own = scope
    own.overlay = overlay
    own.declaration = condition
    own.stream = StreamKey.of(["trigger", condition.source])
    guard scope.timing.isPlain, scope.trigger == nil else {
      throw Self.datedTrigger(condition.place)
    }
    // what is no condition is found at once
    _ = try self.condition(condition, own)
    triggers.append(Trigger(condition: condition, scope: own))
    own.trigger = triggers.count - 1
    let layers = text.tree.changes(declaration.changes).layers
    guard layers.count == 1 else {
      throw Diagnostic(
        code: "AIS0408", "changes joined by `then` cannot hold together with others",
        at: condition.place, help: "put `then` on the outside: `{ A } then { B }`")
    }
    try expandClauses(layers[0], text, overlay, own, depth: depth + 1)
  }

  // MARK: Assignments

  /// Adds a change of a slot, or says that it clashes with one that must hold together with it.
  mutating func add(
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
      event: scope.event, timing: scope.timing, trigger: scope.trigger)
    overlays[overlay.index].changes[slot] = existing + [change]
    if existing.isEmpty { overlays[overlay.index].changedSlots.append(slot) }
    memo[SlotReference(slot: slot, overlay: overlay)] = nil
    reached = [:]
    timeless = [:]
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
  mutating func targets(_ code: Code, _ scope: Scope, areSet: Bool = false) throws(Diagnostic)
    -> [Slot]
  {
    if let slot = try slot(code, scope) { return [slot] }
    switch code.form {
    case .member(let base, let name): return try targets(code.part(base), name, code, scope, areSet)
    case .of(let name, let operand):
      return try targets(code.part(operand), name, code, scope, areSet)
    case .list(let list):
      var all: [Slot] = []
      for element in code.text.tree[list] {
        all += try targets(code.part(element), scope, areSet: areSet)
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

  /// A relative change leaves out what has no value; a new value is for all.
  private mutating func targets(
    _ base: Code, _ name: TokenRange, _ code: Code, _ scope: Scope, _ areSet: Bool
  ) throws(Diagnostic) -> [Slot] {
    let owner = try value(base, scope)
    guard case .entities(let members) = owner.content else {
      throw Message.wanted(
        "an entity or a set of them", got: describe(owner), for: "the owner", base.place)
    }
    var slots: [Slot] = []
    for entity in try certain(members, base.place) {
      let slot = try slot(of: entity, code.text.words(name), code.place(name))
      guard areSet else {
        let now = try value(of: slot, in: scope.overlay, at: code.place)
        if now.missingReason == nil { slots.append(slot) }
        continue
      }
      slots.append(slot)
    }
    return slots
  }

  /// The entities of a set, each of which belongs in every sample or in none.
  mutating func certain(_ members: [Value.Member], _ place: Place) throws(Diagnostic) -> [EntityID]
  {
    var entities: [EntityID] = []
    for member in members {
      guard let mask = member.mask else {
        entities.append(member.entity)
        continue
      }
      if member.entity.isAll {
        if let rows = try rows(member.entity, where: mask, place) {
          entities += rows.count == rowCount(member.entity) ? [member.entity] : rows
          continue
        }
      }
      let share = try computed(reduce(.mean, mask, at: place), place)
      guard let share, share == 0 || share == 1 else {
        throw Diagnostic(
          code: "AIS0410", "which entities change is uncertain", at: place,
          notes: ["the condition holds for \(book[member.entity].display) in some samples only"],
          help: "choose them by what is certain, such as `layer == model`, or by `P(…) > 50%`")
      }
      if share == 1 { entities.append(member.entity) }
    }
    return entities
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
    // of several holes that which is first by its name, in any run
    for (_, binding) in scope.locals.sorted(by: { $0.key < $1.key }) {
      if case .slot(let slot) = binding { return title(slot) }
    }
    return nil
  }

  /// `true` iff a clause says which of several things is meant: it names no set.
  private func isNamed(_ name: String, in place: Place) -> Bool {
    let words = place.source.lowercased().split { !$0.isLetter && !$0.isNumber }
    let sets = ["every", "all"] + book.kinds.map { $0.plural.lowercased() }
    return !words.contains { sets.contains(String($0)) }
  }
}
