import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// When changes hold: what the words of time after or before a clause say, and how much of a change they leave.
extension Elaborator {
  /// Returns when the changes of a clause hold: what its own modifiers say, else what is said around it.
  mutating func timing(_ clause: AISSyntax.Clause, _ text: ParsedText, _ scope: Scope)
    throws(Diagnostic) -> Timing
  {
    var timing = Timing()
    var first: Place?
    for modifier in clause.modifiers {
      guard case .time(let phrase) = modifier.form else { continue }
      let place = Place(text.source, modifier.span)
      guard scope.trigger == nil else { throw Self.datedTrigger(place) }
      let own = try self.timing(phrase, text, place, scope)
      let clashes =
        own.start != nil && timing.start != nil || own.end != nil && timing.end != nil
        || own.months != nil && timing.months != nil
      if clashes, let first {
        throw Diagnostic(
          code: "AIS0417", "this clause says twice when it holds", at: place,
          labels: [.init(first, "the first"), .init(place, "the second")],
          help: "write `from D until D`, or `over DURATION from D`")
      }
      timing = own.completed(by: timing)
      first = first ?? place
    }
    timing = timing.completed(by: scope.timing)
    if let end = timing.end, end <= timing.start ?? today, let first {
      throw Diagnostic(
        code: "AIS0419", "this would end on \(end.text), before it begins", at: first,
        help: "it begins on \((timing.start ?? today).text): name a later end")
    }
    return timing
  }

  static func datedTrigger(_ place: Place) -> Diagnostic {
    Diagnostic(
      code: "AIS0422", "a trigger says itself when it happens", at: place,
      help: "write the date into its condition, or leave it out")
  }

  private mutating func timing(
    _ phrase: TimePhrase, _ text: ParsedText, _ place: Place, _ scope: Scope
  )
    throws(Diagnostic) -> Timing
  {
    var timing = Timing()
    if let duration = phrase.duration {
      let months = try self.months(Code(text, duration), scope)
      if phrase.word == .over {
        timing.months = months
      } else {
        timing.start = today.adding(months: months)
      }
      return timing
    }
    guard let span = phrase.first else { return timing }
    let first = try period(span, text)
    let last = try phrase.last.map { last throws(Diagnostic) in try period(last, text) }
    switch phrase.word {
    case .until: timing.end = first.start
    case .from:
      timing.start = try start(first, place)
      timing.end = last?.start
    case .during:
      timing.start = try start(first, place)
      timing.end = (last ?? first).end
    case .over:
      let start = try start(first, place)
      timing.start = start
      timing.months = (last ?? first).end.calendarYears(since: start) * 12
    default: timing.start = try start(first, place)
    }
    return timing
  }

  private func period(_ span: Span, _ text: ParsedText) throws(Diagnostic) -> Period {
    guard let period = Period(text.source[span]) else {
      throw Message.noDate(Place(text.source, span))
    }
    return period
  }

  /// The first day of a period that is not over: the past is never changed.
  private func start(_ period: Period, _ place: Place) throws(Diagnostic) -> Day {
    guard period.end > today else {
      throw Diagnostic(
        code: "AIS0418", "\(period.text) is over, and the past does not change", at: place,
        notes: ["today is \(today.text)"],
        help: "name a later date, or leave it out: then it holds from today")
    }
    return max(period.start, today)
  }

  /// The months of a duration, which is known.
  mutating func months(_ code: Code, _ scope: Scope) throws(Diagnostic) -> Double {
    let value = try value(code, scope)
    guard value.dimension == .time, let years = value.node.flatMap(graph.constant) else {
      throw Message.wanted(
        "a known duration", got: describe(value), for: "this", code.place,
        help: "such as `2 years` or `18 months`")
    }
    guard years > 0, years <= 1000 else {
      throw Diagnostic(
        code: "AIS0472", "a duration is more than nothing and at most 1000 years", at: code.place,
        help: "such as `2 years` or `18 months`")
    }
    return years * 12
  }

  /// How far apart dates are by a step: whole months or whole days.
  mutating func step(_ code: Code, _ scope: Scope) throws(Diagnostic) -> Step {
    let months = try months(code, scope)
    func whole(_ count: Double) -> Int? {
      abs(count - count.rounded()) < 1e-9 * count && count >= 1 ? Int(count.rounded()) : nil
    }
    if let count = whole(months) { return .months(count) }
    if let count = whole(months / 12 * 365.25) { return .days(count) }
    throw Diagnostic(
      code: "AIS0471", "dates are whole days or whole months apart", at: code.place,
      help: "such as `step 6 weeks` or `step 1 month`")
  }

  /// The days on which a change of a scenario begins, is complete or ends: what flows may be another from there on.
  func turns(in overlay: OverlayID) -> Set<Day> {
    Set(
      chain(overlay).flatMap { overlays[$0.index].changes.values.joined() }.flatMap { change in
        let timing = change.timing
        return [timing.start ?? today, timing.completion(today: today)]
          + (timing.end.map { [$0] } ?? [])
      })
  }

  /// The last of the turns of a scenario; today if there are none.
  mutating func lastTurn(of overlay: OverlayID) -> Day {
    if let known = lastTurns[overlay] { return known }
    let last = turns(in: overlay).max() ?? today
    lastTurns[overlay] = last
    return last
  }

  // MARK: Changes that come in little by little

  /// Returns what an amount or a factor is while only a share of its change holds: a factor goes its way
  /// geometrically, so that it does not matter in how many steps, an amount evenly.
  mutating func scaled(
    _ operand: Value, _ operation: AssignmentOperator, by weight: Double, _ place: Place
  )
    -> Value
  {
    guard weight < 1, let node = operand.node else { return operand }
    var result = operand
    let share = graph.constant(weight)
    switch operation {
    case .set: return operand
    case .add, .subtract: result.content = .node(apply(.multiply, node, share, at: place))
    case .multiply, .divide:
      // what goes down to nothing has no geometric way there
      if let factor = graph.constant(node), factor <= 0 {
        result.content = .node(graph.constant(1 + (factor - 1) * weight))
      } else {
        result.content = .node(apply(.power, node, share, at: place))
      }
    }
    return result
  }

  /// Returns what a slot is on its way to a new level.
  mutating func blended(_ level: Value, with before: Value?, by weight: Double, _ place: Place)
    throws(Diagnostic) -> Value
  {
    guard weight < 1 else { return level }
    guard let before, let a = before.node, let b = level.node, level.type != .boolean else {
      throw Diagnostic(
        code: "AIS0423", "only a number that is known before can change little by little",
        at: place,
        help: "leave `over` out: then it changes on one day")
    }
    let gap = apply(.subtract, b, a, at: place)
    var result = level
    result.content = .node(
      apply(.add, a, apply(.multiply, gap, graph.constant(weight), at: place), at: place))
    return result
  }
}

extension Timing {
  /// What is said here, and where nothing is, what another says.
  func completed(by other: Timing) -> Timing {
    Timing(start: start ?? other.start, end: end ?? other.end, months: months ?? other.months)
  }
}
