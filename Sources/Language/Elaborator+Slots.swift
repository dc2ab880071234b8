import AISDistributions
import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Elaborator {
  // MARK: Names of slots

  /// How a slot is called: `OpenAI.revenue`, `token_price`, `GPT4o.price[as_stated]`.
  func title(_ slot: Slot) -> String {
    if let relation = book.relation(of: slot), let (subject, object) = ends(of: slot) {
      return "\(book[subject].name) \(relation.title) \(book[object].name)"
    }
    let owner = slot.owner.map { book[$0].name + "." } ?? ""
    let reading = slot.reading.map { "[\(book.text($0))]" } ?? ""
    return owner + book.text(slot.name) + reading
  }

  /// The declaration of a slot's metric in its kind.
  func metric(_ slot: Slot) -> Metric? { book.metric(of: slot) }

  // MARK: The value of a slot

  /// Returns the value of a slot in a scenario, elaborated once and remembered.
  mutating func value(of slot: Slot, in overlay: OverlayID, at place: Place) throws(Diagnostic)
    -> Value
  {
    let reference = SlotReference(slot: slot, overlay: overlay)
    trace.dependencies.append(reference)
    if let known = memo[reference] { return try known.get().value }
    // a change may read what it changes; another slot on the way to it would see half a change
    if let stage = stages[reference], inProgress.last == reference {
      return try changed(reference, upTo: stage, place)
    }
    if let start = inProgress.firstIndex(of: reference) {
      throw Message.circle(
        inProgress[start...].map { title($0.slot) }, place, readAt: Array(readAt[(start + 1)...]),
        inScenario: undated(overlay) != .root)
    }
    if let same = unreached(reference, place) {
      memo[reference] = .success(same)
      return same.value
    }
    try step(place)
    inProgress.append(reference)
    readAt.append(place)
    traces.append(Trace())
    // what goes wrong in a definition is told of its own line
    let outer = call
    call = nil
    defer { call = outer }
    // a definition is no part of the routine that reads it
    let routine = graph.block
    graph.block = nil
    defer { graph.block = routine }
    let result: Result<Value, Diagnostic>
    do throws(Diagnostic) {
      let value = try changed(reference, upTo: changes(reference).count, place)
      result = .success(try withChangedRows(value, reference, place))
    } catch {
      result = .failure(error)
    }
    inProgress.removeLast()
    readAt.removeLast()
    let trace = traces.removeLast()
    if !trace.guards.isEmpty { hasRememberedGuards = true }
    if isLasting(result) {
      memo[reference] = result.map { SlotResult(value: $0, trace: settled(trace, $0, slot)) }
    }
    return try result.get()
  }

  /// `true` iff asking again would give the same: not so in the middle of a circle, or where a limit or
  /// the host ended the work.
  private func isLasting(_ result: Result<Value, Diagnostic>) -> Bool {
    guard case .failure(let diagnostic) = result else { return true }
    return diagnostic.code == "AIS0501" ? inProgress.isEmpty : !diagnostic.code.hasPrefix("AIS06")
  }

  /// The changes that reach a slot, from the root's scenario upwards, as far as they hold on the date.
  func changes(_ reference: SlotReference) -> [Overlay.Change] {
    let date = date(of: reference.overlay)
    let isView = moment(of: reference.overlay) != nil
    return chain(reference.overlay).reversed().flatMap { id in
      allChanges(reference.slot, id).filter { change in
        change.timing.weight(on: date, today: today) > 0 && (change.trigger == nil || isView)
      }
    }
  }

  /// The changes of a slot in one scenario, whatever their dates: those of all things of a table, then its own.
  func allChanges(_ slot: Slot, _ overlay: OverlayID) -> [Overlay.Change] {
    let changes = overlays[overlay.index].changes
    return (slotOfAll(slot).flatMap { changes[$0] } ?? []) + (changes[slot] ?? [])
  }

  /// The value of a slot after the first `stage` of its changes.
  private mutating func changed(_ reference: SlotReference, upTo stage: Int, _ place: Place)
    throws(Diagnostic) -> Value
  {
    if let moment = moment(of: reference.overlay),
      let origin = origin(ofStock: reference.slot, moment)
    {
      return try stock(reference, from: origin, moment, place)
    }
    let all = changes(reference)[..<stage]
    let firstEvent = all.lastIndex { $0.operation == .set && !isPartial($0, reference) }
    var value: Value?
    for index in (firstEvent ?? 0)..<all.count {
      let change = all[index]
      if value == nil, change.operation != .set || isPartial(change, reference) {
        value = try defined(reference.slot, in: reference.overlay, place)
      }
      value = try apply(change, to: value, reference, stage: index)
    }
    if let value { return value }
    return try defined(reference.slot, in: reference.overlay, place)
  }

  /// `true` iff some of what was before remains: a change may not happen, or has not come in whole.
  private func isPartial(_ change: Overlay.Change, _ reference: SlotReference) -> Bool {
    change.event != nil || change.trigger != nil || weight(change, reference) < 1
  }

  private func weight(_ change: Overlay.Change, _ reference: SlotReference) -> Double {
    change.timing.weight(on: date(of: reference.overlay), today: today)
  }

  mutating func apply(
    _ change: Overlay.Change, to before: Value?, _ reference: SlotReference, stage: Int
  ) throws(Diagnostic) -> Value {
    let outer = stages[reference]
    stages[reference] = stage
    defer { stages[reference] = outer }
    var scope = change.scope
    scope.overlay = reference.overlay
    if change.operation == .set {
      let stream = stream(of: reference.slot)
      scope.keptStream = stream
      scope.things = things(of: reference.slot)
      if reference.slot.owner != nil { modelStreams.insert(stream) }
    }
    let type = metric(reference.slot)?.type
    let place =
      change.value.text.source === change.clause.place.text
      ? change.value.place : change.clause.place
    let weight = weight(change, reference)
    var operand: Value
    do throws(Diagnostic) {
      operand = try typed(
        change.value, type: change.operation == .set ? type : nil, scope,
        named: "`\(title(reference.slot))`")
      operand = scaled(operand, change.operation, by: weight, change.clause.place)
      if change.operation == .set {
        operand = try varied(
          operand, reference.slot, in: reference.overlay, isStated: false, place)
      }
    } catch {
      // what is wrong with a clause is shown in the clause, not in the verb that reads it
      var fault = error
      if fault.place?.text !== change.clause.place.text { fault.place = change.clause.place }
      throw fault
    }
    var result: Value
    switch change.operation {
    case .set:
      result = try fitted(operand, to: before, reference.slot, place)
      result = try grown(
        result, reference.slot, since: change.timing.start ?? today, by: change,
        in: reference.overlay)
      result = try blended(result, with: before, by: weight, change.clause.place)
    case .add, .subtract:
      guard let before else { return operand }
      let op: BinaryOperator = change.operation == .add ? .add : .subtract
      do throws(Diagnostic) {
        result = try arithmetic(
          op, before, operand, change.clause.place, targetPlace(change), place)
      } catch {
        var fault = error
        if operand.style == .percent {
          let verb = change.operation == .add ? "rises" : "drops"
          fault.help = "for a relative change write `\(verb) \(place.source)`"
        }
        throw fault
      }
    case .multiply, .divide:
      guard let before else { return operand }
      guard operand.style != .points else {
        throw Message.wanted(
          "a factor", got: "so many points", for: "what a value is multiplied by", place,
          help: "to add percentage points write `+=`")
      }
      let op: BinaryOperator = change.operation == .multiply ? .multiply : .divide
      result = try arithmetic(
        op, before, operand, change.clause.place, targetPlace(change), place)
      guard before.dimension == result.dimension else {
        throw Message.wanted(
          "a plain number", got: describe(operand), for: "the factor of a change", place)
      }
    }
    if let before { result.style = before.style }
    if let node = result.node, isFraction(reference.slot, before, place) {
      try keepFraction(node, reference.slot, change.clause.place)
      result.isFraction = true
    }
    guard let event = try event(of: change, reference.slot, in: reference.overlay) else {
      return result
    }
    guard let new = result.node else {
      if result.missingReason != nil { return result }
      if let before, staticEquality(before, result) == true { return result }
      throw Diagnostic(
        code: "AIS0416", "`\(title(reference.slot))` is no number, and cannot change by chance",
        at: change.clause.place,
        help: "leave `with probability` out, or compare two scenarios")
    }
    guard let before, let old = before.node else {
      return result.missing("it is there only if it happens")
    }
    result.content = .node(select(event, new, old, at: change.clause.place))
    result.bound = Bound.joined([result.bound, before.bound])
    return result
  }

  /// `true` iff what a change changes is a share of a whole.
  private mutating func isFraction(_ slot: Slot, _ before: Value?, _ place: Place) -> Bool {
    if let before { return before.isFraction }
    if case .quantity(_, _, let isFraction)? = metric(slot)?.type { return isFraction }
    guard metric(slot) == nil, slot.owner == nil else { return false }
    return (try? defined(slot, in: .root, place))?.isFraction ?? false
  }

  /// Requires that a changed fraction is no more than the whole and, but for rounding, no less than nothing.
  private mutating func keepFraction(_ node: NodeID, _ slot: Slot, _ place: Place)
    throws(Diagnostic)
  {
    let known = graph.constant(node)
    for (isAbove, bound) in [(true, 1), (false, Self.negligible)] {
      let message =
        "`\(title(slot))` is a fraction, and this makes it "
        + (isAbove ? "more than the whole" : "less than nothing")
      let help = "change it by less: at \(isAbove ? "most to `100%`" : "least to `0%`")"
      if let known {
        guard known.isFinite, isAbove ? known > bound : known < bound else { continue }
        throw Diagnostic(code: "AIS0329", message, at: place, help: help)
      }
      let limit = graph.constant(bound)
      let condition = apply(
        .lessOrEqual, isAbove ? node : limit, isAbove ? limit : node, at: place)
      trace.guards.append(Guard(condition: condition, message: message, place: place, help: help))
    }
  }

  /// What sums and differences leave of a fraction that is nothing.
  private static let negligible = -1e-12

  /// Refuses a distribution of which more than one draw in ten thousand is more than the whole.
  mutating func refuseBeyondWhole(_ node: NodeID, _ what: String, _ code: Code)
    throws(Diagnostic)
  {
    guard drawn[node] != nil || mixed[node] != nil,
      let beyond = law(of: node)?.tails(atMost: 1).upper,
      beyond > 1e-4
    else { return }
    let share = book.units.text(beyond, .ratio, style: .percent, precision: .significant(2))
    throw Diagnostic(
      code: "AIS0329", "\(what) is a fraction, and \(share) of this is more than the whole",
      at: code.place, help: "end below `100%`, or write `truncate(…, high: 100%)`")
  }

  /// What a clause changes, where it is written in it; else the clause.
  private func targetPlace(_ change: Overlay.Change) -> Place {
    let (clause, value) = (change.clause.place, change.value.place)
    guard value.text === clause.text, value.span.start > clause.span.start,
      value.span.end <= clause.span.end
    else { return clause }
    let written = Place(clause.text, Span(clause.span.start, value.span.start))
    let target = written.source.trimmed.dropLast(2).trimmed
    return Place(
      clause.text, Span(clause.span.start, clause.span.start + UInt32(target.utf8.count)))
  }

  /// Checks that an override has the type of what it overrides.
  private mutating func fitted(_ value: Value, to before: Value?, _ slot: Slot, _ place: Place)
    throws(Diagnostic) -> Value
  {
    var before = before
    if before == nil, metric(slot)?.type == nil {
      before = try? defined(slot, in: .root, place)
    }
    guard let before, before.type != value.type else { return value }
    if value.isZero, before.dimension != nil {
      var zero = before
      zero.content = value.content
      return zero
    }
    throw Message.wanted(
      describe(before.type), got: describe(value), for: "`\(title(slot))`", place,
      labels: metric(slot).map { Message.declared($0.title, $0.place) } ?? [])
  }

  // MARK: The value as defined

  /// The stream of a slot's draws: by its name and the date of the fact it is read from.
  func stream(of slot: Slot, on day: Day? = nil) -> UInt64 {
    if let owner = slot.owner, owner.table != nil, metric(slot)?.isShared != true {
      return StreamKey.of(["each", book[book[owner].kind].name, book.text(slot.name)])
    }
    var parts = [title(slot)]
    if book.definitions[slot] != nil {
      switch selection(of: slot, on: day) {
      case .fact(let fact, _): parts.append(fact.date.text)
      case .reading(let reading, _): parts.append(reading.date.text)
      case .named(let name):
        return stream(of: Slot(slot.owner, slot.name, reading: name), on: day)
      case .assumption(let assumption) where assumption.isShared:
        parts = ["shared", book.text(slot.name)]
      default: break
      }
    } else if let metric = metric(slot), metric.isShared, let owner = slot.owner {
      parts = ["shared", book[book[owner].kind].name, metric.title]
    }
    return StreamKey.of(parts)
  }

  /// What a slot's own value is read from; the kind's preferred reading decides among named ones.
  func selection(of slot: Slot, on day: Day? = nil) -> Selection {
    guard let definition = book.definitions[slot] else { return .nothing }
    let selection = definition.selection(today: day ?? today) { book[$0].date?.start ?? today }
    guard case .named = selection, definition.preferredReading == nil, let owner = slot.owner,
      let preferred = book[book[owner].kind].preferredReading[slot.name],
      definition.namedReadings.contains(preferred)
    else { return selection }
    return .named(preferred)
  }

  /// A scope for code that defines a slot; facts of several days have draws of their own.
  mutating func scope(of slot: Slot, _ code: Code, in overlay: OverlayID, on day: Day? = nil)
    -> Scope
  {
    var scope = Scope(stream: stream(of: slot, on: day))
    scope.things = things(of: slot)
    scope.owner = slot.owner
    scope.subject = slot.owner
    scope.overlay = overlay
    scope.declaration = code
    scope.slot = slot
    return scope
  }

  /// The formula of its kind that a slot's value comes from, if one does: facts on it are then checks,
  /// unless the formula reads them by `base`.
  func kindFormula(_ slot: Slot) -> Code? {
    guard slot.reading == nil, let metric = metric(slot), let formula = metric.value,
      !metric.isDefault,
      metric.readsOwnFacts || !(book.definitions[slot]?.isOwn ?? false)
    else { return nil }
    return formula
  }

  /// The value of a slot by its definition, read in a scenario: formulas see the scenario's values.
  mutating func defined(_ slot: Slot, in overlay: OverlayID, _ place: Place) throws(Diagnostic)
    -> Value
  {
    let metric = metric(slot)
    var value: Value
    if let formula = kindFormula(slot) {
      value = try typed(formula, type: metric?.type, scope(of: slot, formula, in: overlay))
      value = try calibrated(value, slot, formula, in: overlay)
    } else {
      value = try data(slot, in: overlay, place)
    }
    // a slot that reads one of its named readings follows its cause through that reading
    if case .named = selection(of: slot) { return value }
    if let response = book.responses[Slot(slot.owner, slot.name)] ?? metric?.response {
      value = try responding(value, slot, response, in: overlay)
    }
    return value
  }

  /// The value that a slot's own lines give: its fact, reading, assumption or formula, else the default
  /// of its kind.
  mutating func data(_ slot: Slot, in overlay: OverlayID, _ place: Place) throws(Diagnostic)
    -> Value
  {
    if case .named(let reading) = selection(of: slot) {
      return try value(of: Slot(slot.owner, slot.name, reading: reading), in: overlay, at: place)
    }
    return try grown(stated(slot, in: overlay, place), slot, in: overlay)
  }

  /// What a slot's own lines say at the date of a scenario, or what stands for it while it is varied.
  mutating func stated(_ slot: Slot, in overlay: OverlayID, _ place: Place) throws(Diagnostic)
    -> Value
  {
    try varied(line(of: slot, in: overlay, place), slot, in: overlay, place)
  }

  private mutating func line(of slot: Slot, in overlay: OverlayID, _ place: Place)
    throws(Diagnostic) -> Value
  {
    let type = metric(slot)?.type
    let day = date(of: overlay)
    // what a file says holds before the first line of a later date
    if let definition = book.definitions[slot], definition.isDated,
      let first = definition.firstDate, first > day, let value = tableValue(slot)
    {
      return value
    }
    switch selection(of: slot, on: day) {
    case .fact(let fact, _):
      return try typed(fact.value, type: type, scope(of: slot, fact.value, in: overlay, on: day))
    case .reading(let reading, _):
      let scope = scope(of: slot, reading.value, in: overlay, on: day)
      return try typed(reading.value, type: type, scope)
    case .assumption(let assumption):
      return try typed(assumption.value, type: type, scope(of: slot, assumption.value, in: overlay))
    case .formula(let code): return try typed(code, type: type, scope(of: slot, code, in: overlay))
    case .given(let given):
      var value = Value.number(
        graph.constant(given.number), given.dimension, style: given.style)
      value.isFraction = given.isFraction
      return value
    case .named: return try defaulted(slot, in: overlay, place)
    case .nothing:
      if let value = tableValue(slot) { return try withDefaults(value, slot, in: overlay, place) }
      return try defaulted(slot, in: overlay, place)
    }
  }

  mutating func defaulted(_ slot: Slot, in overlay: OverlayID, _ place: Place)
    throws(Diagnostic) -> Value
  {
    let notYet = notPublished(slot)
    if slot.reading == nil, let metric = metric(slot), let code = metric.value, metric.isDefault,
      notYet == nil || metric.assumption != nil
    {
      return try typed(code, type: metric.type, scope(of: slot, code, in: overlay))
    }
    let reason = notYet ?? emptyCell(slot) ?? "no source or assumption gives \(title(slot))"
    var type: Type
    switch metric(slot)?.type {
    case .quantity(let dimension, let style, _):
      return Value(type: .quantity(dimension), content: .missing(reason), style: style)
    case .entity(let kind): type = .entity(kind)
    case .choice(let enumeration): type = .choice(enumeration)
    case .boolean: type = .boolean
    case .date: type = .date
    case .text: type = .text
    case nil: type = .quantity(.ratio)
    }
    if metric(slot)?.type == nil, let later = book.definitions[slot]?.unpublished.first {
      // what is not known yet is of the kind that it will be
      type = try value(later.value, scope(of: slot, later.value, in: overlay)).type
    }
    return Value(type: type, content: .missing(reason))
  }

  /// value × (cause / base cause) ^ elasticity; the value itself where the cause is as in the root.
  private mutating func responding(
    _ value: Value, _ slot: Slot, _ response: Response, in overlay: OverlayID
  ) throws(Diagnostic) -> Value {
    guard let own = value.node, undated(overlay) != .root else { return value }
    let scope = scope(of: slot, response.elasticity, in: overlay)
    var rootScope = scope
    rootScope.overlay = root(at: overlay)
    let now = try self.value(response.cause, scope)
    let before = try self.value(response.cause, rootScope)
    guard let a = now.node, let b = before.node, a != b else { return value }
    guard now.dimension == before.dimension else { return value }
    let elasticity = try self.value(response.elasticity, scope)
    guard elasticity.dimension == .ratio, let e = elasticity.node else {
      throw Message.wanted(
        "a plain number", got: describe(elasticity), for: "an elasticity", response.elasticity.place
      )
    }
    let place = response.cause.place
    let ratio = apply(.divide, a, b, at: place)
    let factor = apply(.power, ratio, e, at: response.elasticity.place)
    var result = value
    result.content = .node(apply(.multiply, own, factor, at: place))
    return result
  }
}
