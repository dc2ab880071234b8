import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// What a stock or a growth is remembered by: a slot in a scenario, from a date on.
struct PathKey: Hashable, Sendable {
  let slot: Slot
  let overlay: OverlayID
  let origin: Day
  let timeline: Timeline
  /// By how many rules it grows; 0 for a stock.
  var rules = 0
}

/// How a stock has been integrated so far: pieces in each of which its flow is one and the same value.
///
/// The flow is read at the beginning of each month, whatever dates a question asks for, so that an answer does
/// not depend on the step of its series. While the flow stays the same node the piece goes on, so that a
/// constant flow is integrated exactly and makes no new nodes.
struct StockPath: Sendable {
  struct Piece: Sendable {
    let start: Day
    /// The value at the start, with all that happens on that day.
    var value: Value
    /// What it was before triggers.
    var before: Value
    /// The flow from there on, once it is known.
    var flow: Value?
    /// What the value and the flow refer to.
    var trace = Elaborator.Trace()
  }
  var pieces: [Piece]
  /// The day up to which it is integrated: the beginning of a month, or of a change.
  var at: Day
  /// What triggers do on that day is done.
  var isSettled = false
  /// The flow of that day has been read.
  var isRead = false
  /// The flow is the same on every date, so that months need not be told apart.
  var isConstant = false
}

extension Elaborator {
  /// The day from which a stock is integrated, for a date: that of its fact, or today; `nil` where it is not.
  func origin(ofStock slot: Slot, _ moment: Moment) -> Day? {
    guard slot.reading == nil, metric(slot)?.flow != nil else { return nil }
    let origin = book.definitions[slot]?.date(on: moment.date)?.period.start ?? today
    return moment.date >= origin ? origin : nil
  }

  /// Returns the value of a stock at the date of a view: its fact, what flowed since, and what changes added.
  mutating func stock(
    _ reference: SlotReference, from origin: Day, _ moment: Moment, _ place: Place
  )
    throws(Diagnostic) -> Value
  {
    let key = PathKey(
      slot: reference.slot, overlay: undated(reference.overlay), origin: origin,
      timeline: moment.timeline)
    if paths[key] == nil { try begin(key, moment, place) }
    let turns = turns(in: key.overlay)
    while let path = paths[key], path.at < moment.date {
      guard try advance(key, to: moment, turns, place) else { break }
    }
    if let path = paths[key], path.at == moment.date, !moment.isBefore, !path.isSettled {
      try settle(key, moment, place)
    }
    return value(key.slot, paths[key]?.pieces ?? [], at: moment, place)
  }

  /// The value at a date that has been reached.
  private mutating func value(
    _ slot: Slot, _ pieces: [StockPath.Piece], at moment: Moment, _ place: Place
  ) -> Value {
    let index = pieces.lastIndex { $0.start <= moment.date } ?? 0
    for piece in pieces[...index] { trace.add(piece.trace) }
    let piece = pieces[index]
    if piece.start == moment.date { return moment.isBefore ? piece.before : piece.value }
    return flowed(slot, piece, from: pieces[0].start, to: moment.date, place)
  }

  /// The value of a piece at a later date: its value and what flows until then. Time is counted from the origin of
  /// the path, so that pieces add up to the whole wherever it is cut.
  private mutating func flowed(
    _ slot: Slot, _ piece: StockPath.Piece, from origin: Day, to date: Day, _ place: Place
  ) -> Value {
    guard let flow = piece.flow, piece.start < date else { return piece.value }
    guard let start = piece.value.node else { return piece.value }
    guard let rate = flow.node else {
      held[slot] = flow.missingReason ?? ""
      return piece.value
    }
    let years = graph.constant(date.calendarYears(since: piece.start, from: origin))
    var result = piece.value
    result.content = .node(apply(.add, start, apply(.multiply, rate, years, at: place), at: place))
    result.bound = Bound.joined([piece.value.bound, flow.bound])
    return result
  }

  // MARK: Integrating

  /// Begins a path at the stock's own fact, or at what is there today.
  private mutating func begin(_ key: PathKey, _ moment: Moment, _ place: Place) throws(Diagnostic) {
    let overlay = view(key.overlay, moment.on(key.origin))
    traces.append(Trace())
    let own: Result<Value, Diagnostic>
    do throws(Diagnostic) {
      own = .success(try defined(key.slot, in: overlay, place))
    } catch {
      own = .failure(error)
    }
    let trace = traces.removeLast()
    let value = try own.get()
    paths[key] = StockPath(
      pieces: [StockPath.Piece(start: key.origin, value: value, before: value, trace: trace)],
      at: key.origin)
    try jump(key, moment, { $0 <= key.origin }, place)
  }

  /// Goes on to the next month, or to the next turn of the scenario, if that is no later than the moment; `false`
  /// otherwise.
  private mutating func advance(
    _ key: PathKey, to moment: Moment, _ turns: Set<Day>, _ place: Place
  ) throws(Diagnostic) -> Bool {
    guard let path = paths[key] else { return false }
    try step(place)
    if !path.isSettled { try settle(key, moment, place) }
    if !path.isRead { try readFlow(key, moment, place) }
    guard var path = paths[key] else { return false }
    var days = turns.filter { $0 > path.at }
    let isSteady =
      path.isConstant
      && changes(ofStock: key).allSatisfy {
        $0.trigger == nil && $0.timing.completion(today: today) <= path.at
      }
    if !isSteady || path.at < today { days.insert(Period(.month, containing: path.at).end) }
    guard let next = days.min(), next <= moment.date else { return false }
    (path.at, path.isSettled, path.isRead) = (next, false, false)
    paths[key] = path
    try jump(key, moment, { $0 == next }, place)
    return true
  }

  /// All changes of a stock in a scenario, whatever their dates.
  private func changes(ofStock key: PathKey) -> [Overlay.Change] {
    chain(key.overlay).reversed().flatMap { allChanges(key.slot, $0) }
  }

  /// Begins a new piece on the day that a path has reached, with a value.
  private mutating func begin(_ key: PathKey, _ value: Value, before: Value, _ own: Trace) {
    guard var path = paths[key], var last = path.pieces.last else { return }
    if last.start == path.at {
      (last.value, last.before) = (value, before)
      last.trace.add(own)
      path.pieces[path.pieces.count - 1] = last
    } else {
      path.pieces.append(
        StockPath.Piece(start: path.at, value: value, before: before, flow: last.flow, trace: own))
    }
    paths[key] = path
  }

  /// Reads the flow of the day that a path has reached; another flow begins another piece.
  private mutating func readFlow(_ key: PathKey, _ moment: Moment, _ place: Place)
    throws(Diagnostic)
  {
    guard let path = paths[key], let last = path.pieces.last, let flow = metric(key.slot)?.flow
    else {
      return
    }
    let view = view(key.overlay, moment.on(path.at))
    traces.append(Trace())
    let read: Result<Value, Diagnostic>
    do throws(Diagnostic) {
      read = .success(try self.flow(key, flow, last.value, view, place))
    } catch {
      read = .failure(error)
    }
    let own = traces.removeLast()
    let value = try read.get()
    let isFirst = last.flow == nil
    let isSame = !isFirst && last.flow?.node == value.node
    if !isSame {
      let here =
        last.start == path.at
        ? last.value : flowed(key.slot, last, from: key.origin, to: path.at, place)
      begin(key, here, before: here, own)
    }
    guard var read = paths[key] else { return }
    read.pieces[read.pieces.count - 1].flow = value
    read.isRead = true
    // one that has just become another is not asked, since to look for all that it refers to takes long
    read.isConstant =
      (isFirst || isSame) && !own.isDated && own.dependencies.allSatisfy { isTimeless($0) }
    paths[key] = read
  }

  /// The flow of a stock on the date of a view: by its rule, and by changes that come in little by little.
  private mutating func flow(
    _ key: PathKey, _ rule: Code, _ stock: Value, _ overlay: OverlayID, _ place: Place
  ) throws(Diagnostic) -> Value {
    var flow = try flow(key.slot, rule, stock, in: overlay)
    let date = date(of: overlay)
    for change in changes(ofStock: key) {
      let (start, end) = (change.timing.start ?? today, change.timing.completion(today: today))
      guard date >= start, date < min(end, change.timing.end ?? end) else { continue }
      // counted as the stock counts time, so that all of it has come in at the end
      let years = end.calendarYears(since: start, from: key.origin)
      let amount = try self.amount(change, key.slot, in: overlay)
      guard let node = amount.node, let before = flow.node else { continue }
      let rate = apply(.divide, node, graph.constant(years), at: change.clause.place)
      var part = rate
      if let event = try event(of: change, key.slot, in: overlay) {
        part = select(event, rate, graph.constant(0), at: change.clause.place)
      }
      flow.content = .node(
        apply(
          change.operation == .subtract ? .subtract : .add, before, part, at: change.clause.place))
    }
    return flow
  }

  /// What the rule of a stock says that flows into it.
  mutating func flow(_ slot: Slot, _ rule: Code, _ stock: Value, in overlay: OverlayID)
    throws(Diagnostic)
    -> Value
  {
    var flow = try value(rule, scope(of: slot, rule, in: overlay))
    guard let dimension = stock.dimension else { return flow }
    if flow.isZero { flow.type = .quantity(dimension / .time) }
    guard flow.dimension == dimension / .time else {
      throw Message.wanted(
        book.units.name(of: dimension / .time), got: describe(flow),
        for: "what changes `\(title(slot))`",
        rule.place, help: unitHelp(wanted: dimension / .time, got: flow.dimension))
    }
    return flow
  }

  /// What a change that comes in little by little adds to a stock in all.
  private mutating func amount(_ change: Overlay.Change, _ slot: Slot, in overlay: OverlayID)
    throws(Diagnostic) -> Value
  {
    guard change.operation == .add || change.operation == .subtract else {
      throw Diagnostic(
        code: "AIS0421",
        "a stock such as `\(title(slot))` takes an amount over time, not a level or a factor",
        at: change.clause.place,
        help: "write `+=` with what it gains, or leave `over` out: then it changes in one jump")
    }
    var scope = change.scope
    scope.overlay = overlay
    return try value(change.value, scope)
  }

  // MARK: Jumps

  /// Makes the changes that begin on the day that a path has reached: each is one jump.
  private mutating func jump(
    _ key: PathKey, _ moment: Moment, _ isDue: (Day) -> Bool, _ place: Place
  ) throws(Diagnostic) {
    let due = changes(ofStock: key).filter {
      let start = $0.timing.start ?? today
      return $0.trigger == nil && $0.timing.completion(today: today) == start && isDue(start)
    }
    try apply(due, key, moment, place)
  }

  /// Makes the changes of triggers that fire on the day that a path has reached.
  private mutating func settle(_ key: PathKey, _ moment: Moment, _ place: Place) throws(Diagnostic)
  {
    paths[key]?.isSettled = true
    guard let at = paths[key]?.at, at >= today else { return }
    let triggered = changes(ofStock: key).filter { $0.trigger != nil }
    try apply(triggered, key, moment, place)
  }

  private mutating func apply(
    _ due: [Overlay.Change], _ key: PathKey, _ moment: Moment, _ place: Place
  ) throws(Diagnostic) {
    guard !due.isEmpty, let path = paths[key], let last = path.pieces.last else { return }
    let isTriggered = due[0].trigger != nil
    var value =
      last.start == path.at
      ? last.value : flowed(key.slot, last, from: key.origin, to: path.at, place)
    let before = value
    let reference = SlotReference(
      slot: key.slot, overlay: view(key.overlay, moment.on(path.at)))
    traces.append(Trace())
    inProgress.append(reference)
    readAt.append(place)
    defer {
      inProgress.removeLast()
      readAt.removeLast()
      memo[reference] = nil
    }
    begin(key, value, before: value, Trace())
    do throws(Diagnostic) {
      for change in due {
        if change.timing.end != nil {
          throw Diagnostic(
            code: "AIS0420",
            "what a stock such as `\(title(key.slot))` gains on a day does not go back",
            at: change.clause.place,
            help: "leave the end out, or write a second change that takes it away")
        }
        value = try apply(change, to: value, reference, stage: 0)
        begin(key, value, before: isTriggered ? before : value, Trace())
      }
    } catch {
      traces.removeLast()
      throw error
    }
    begin(key, value, before: isTriggered ? before : value, traces.removeLast())
    if value.node != nil, due.contains(where: { $0.operation == .add || $0.operation == .subtract })
    {
      note(
        "what a clause adds to `\(title(key.slot))` on a day is booked against `outside`: no money is made"
      )
    }
  }

  /// What is to be said of the stocks behind an answer that are held.
  var heldStocks: [String] {
    guard !held.isEmpty else { return [] }
    let behind = Set(referredTo.filter { moment(of: $0.overlay) != nil }.map(\.slot))
    return held.filter { behind.contains($0.key) }.map {
      "`\(title($0.key))` is held at what it was, since what changes it is not known: \($0.value)"
    }.sorted()
  }

  /// Says something below the answer, once.
  mutating func note(_ note: String) {
    if !notes.contains(note) { notes.append(note) }
  }

  // MARK: Triggers

  /// The event in which a change holds in a view; `nil` where it holds in every sample.
  mutating func event(of change: Overlay.Change, _ slot: Slot, in overlay: OverlayID)
    throws(Diagnostic)
    -> NodeID?
  {
    guard let trigger = change.trigger else { return change.event }
    let fired = try fired(trigger, in: overlay, onThatDay: metric(slot)?.flow != nil)
    return change.event.map { apply(.and, $0, fired, at: change.clause.place) } ?? fired
  }

  /// How far a trigger has been followed: whether it has fired by each month, and whether it fires in it.
  struct TriggerPath: Sendable {
    var at: Day
    /// 1 where it fires in the month that has been reached.
    var fires: NodeID
    /// 1 where it has fired by then.
    var fired: NodeID
    /// What it was in earlier months.
    var history: [Day: (fires: NodeID, fired: NodeID)] = [:]
    var trace = Elaborator.Trace()
  }

  /// The event that a trigger fires on the day of a view, or that it has fired by then.
  ///
  /// It fires once in each sample, in the first month at whose beginning its condition holds.
  mutating func fired(_ trigger: Int, in overlay: OverlayID, onThatDay: Bool)
    throws(Diagnostic) -> NodeID
  {
    guard let moment = moment(of: overlay) else { return graph.constant(0) }
    let key = TriggerKey(
      trigger: trigger, overlay: undated(overlay), timeline: moment.timeline)
    let place = triggers[trigger].condition.place
    if triggerPaths[key] == nil {
      guard !moment.isBefore || moment.date > today else { return graph.constant(0) }
      try check(key, on: today, moment, before: graph.constant(0), place)
    }
    while let path = triggerPaths[key] {
      let next = Period(.month, containing: path.at).end
      guard moment.isBefore ? next < moment.date : next <= moment.date else { break }
      try check(key, on: next, moment, before: path.fired, place)
    }
    guard let path = triggerPaths[key] else { return graph.constant(0) }
    trace.add(path.trace)
    let months = path.history.keys.filter { moment.isBefore ? $0 < moment.date : $0 <= moment.date }
    guard let last = months.max(), let state = path.history[last] else { return graph.constant(0) }
    guard onThatDay else { return state.fired }
    return last == moment.date ? state.fires : graph.constant(0)
  }

  /// Follows a trigger to the next month.
  private mutating func check(
    _ key: TriggerKey, on day: Day, _ moment: Moment, before: NodeID, _ place: Place
  ) throws(Diagnostic) {
    try step(place)
    let trigger = triggers[key.trigger]
    var scope = trigger.scope
    scope.overlay = view(key.overlay, moment.on(day, isBefore: true))
    traces.append(Trace())
    let test: Result<NodeID?, Diagnostic>
    do throws(Diagnostic) {
      test = .success(try condition(trigger.condition, scope))
    } catch {
      test = .failure(error)
    }
    let own = traces.removeLast()
    let holds = try test.get() ?? graph.constant(0)
    let isFirst = apply(.and, holds, apply(.not, before, at: place), at: place)
    let fired = apply(.or, before, holds, at: place)
    var path = triggerPaths[key] ?? TriggerPath(at: day, fires: isFirst, fired: fired)
    (path.at, path.fires, path.fired) = (day, isFirst, fired)
    path.history[day] = (isFirst, fired)
    if !own.dependencies.isEmpty, path.history.count == 1 { path.trace.add(own) }
    triggerPaths[key] = path
  }
}

/// A condition with changes that happen once it holds.
struct Trigger: Sendable {
  let condition: Code
  let scope: Scope
}

/// What the path of a trigger is remembered by.
struct TriggerKey: Hashable, Sendable {
  let trigger: Int
  let overlay: OverlayID
  let timeline: Timeline
}
