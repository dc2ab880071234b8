import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// Series: a period for each date, read on its first day, or today if today lies in it.
extension Elaborator {
  /// The most dates of one series.
  static let dateLimit = 10_000

  /// `E over SPAN` in brackets: the list of what E is at each of the dates.
  mutating func series(_ operand: Code, _ time: TimeSpan, _ scope: Scope) throws(Diagnostic)
    -> Value
  {
    var elements: [Value] = []
    for moment in try moments(of: time, operand.text, scope) {
      if options.isCancelled() { throw Diagnostic(code: "AIS0602", "interrupted") }
      elements.append(try value(operand, at: moment, scope))
    }
    return Value(type: .list, content: .list(elements))
  }

  /// The moments that `over SPAN` names.
  mutating func moments(of time: TimeSpan, _ text: ParsedText, _ scope: Scope) throws(Diagnostic)
    -> [Moment]
  {
    let place = Place(text.source, time.span)
    let start: Day
    let end: Day
    var step: Step
    if let duration = time.duration {
      let months = try months(Code(text, duration), scope)
      let isYears = months.truncatingRemainder(dividingBy: 12) == 0
      step = Step(isYears ? .year : .month)
      start = Period(isYears ? .year : .month, containing: today).start
      end = start.adding(months: months).adding(days: 1)
    } else {
      guard let span = time.first, let first = Period(text.source[span]),
        let last = Period(text.source[time.last ?? span])
      else { throw Message.noDate(place) }
      guard last.end > first.start else { throw Message.backwards(first, last, place) }
      step = Step(first.precision == .day ? .month : first.precision)
      (start, end) = (first.start, last.end)
    }
    if let pace = time.pace { step = try self.step(pace, text, scope) }
    let count = step.count(from: start, to: end.adding(days: -1)) + 1
    guard count <= Self.dateLimit else { throw Message.tooManyDates(count, place) }
    var first = start
    var before = 0
    while first > today {
      before += 1
      first = step.advancing(start, by: -before)
    }
    let timeline = Timeline(first: first, step: step, today: today)
    return (before..<(before + count)).map { index in
      let moment = Moment(timeline.date(index), timeline)
      if moment.date == today, moment.date != step.advancing(first, by: index) {
        note(
          "\(moment.label.text) is read as of \(today.text), the others on their first day")
      }
      return moment
    }
  }

  private mutating func step(_ pace: TimeSpan.Pace, _ text: ParsedText, _ scope: Scope)
    throws(Diagnostic) -> Step
  {
    switch pace {
    case .word(let span):
      switch text.source[span] {
      case "yearly": return Step(.year)
      case "quarterly": return Step(.quarter)
      case "monthly": return Step(.month)
      default: return Step(.day)
      }
    case .step(let expression): return try step(Code(text, expression), scope)
    }
  }

  /// `R of E across SPAN`, with a scenario in which E is read: E at each date, taken together. The sum of a flow is
  /// what flows in the periods, each as it is on the date that is read.
  mutating func across(
    _ reduction: ExpressionID, dates index: UInt32, _ code: Code, under changes: UInt32? = nil,
    _ scope: Scope
  ) throws(Diagnostic) -> Value {
    let swept = try self.reduction(code.part(reduction), [], code, under: changes)
    let dates = try moments(of: code.text.tree.timeSpan(index), code.text, scope)
    trace.isDated = true
    var values: [Value] = []
    for moment in dates {
      try step(code.place)
      var inner = scope
      inner.overlay = view(scope.overlay, moment)
      var value = try element(swept, inner)
      if swept.name == "sum" {
        value = try flown(value, in: moment.timeline.step, swept.operand.place)
      }
      values.append(value)
    }
    return try reduced(values, swept)
  }

  /// What flows in a period, of a flow; all else as it is.
  private mutating func flown(_ value: Value, in step: Step, _ place: Place) throws(Diagnostic)
    -> Value
  {
    let dimension: Dimension
    switch value.type {
    case .quantity(let own), .vector(_, .quantity(let own)): dimension = own
    default: return value
    }
    guard (dimension * .time).addsUp else { return value }
    let years = step.months > 0 ? Double(step.months) / 12 : Double(step.days) / 365.25
    return try arithmetic(
      .multiply, value, .number(graph.constant(years), .time), place, place, place)
  }
}
