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
      guard last.end > first.start else {
        throw Diagnostic(
          code: "AIS0424", "these dates go backwards", at: place,
          help: "write `over \(last.text)..\(first.text)`")
      }
      step = Step(first.precision == .day ? .month : first.precision)
      (start, end) = (first.start, last.end)
    }
    if let pace = time.pace { step = try self.step(pace, text, scope) }
    let count = step.count(from: start, to: end.adding(days: -1)) + 1
    guard count <= Self.dateLimit else {
      throw Diagnostic(
        code: "AIS0604", "this series has \(count) dates, more than the limit of \(Self.dateLimit)",
        at: place, help: "make the step larger")
    }
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
    case .step(let expression):
      let months = try self.months(Code(text, expression), scope)
      if abs(months - months.rounded()) < 1e-9, months >= 0.5 {
        return .months(Int(months.rounded()))
      }
      let days = months / 12 * 365.25
      guard days >= 0.999 else {
        throw Diagnostic(
          code: "AIS0428", "the dates of a series are a day apart, or more",
          at: Code(text, expression).place, help: "write `step 1 day`, or `daily`")
      }
      return .days(Int(days.rounded()))
    }
  }
}
