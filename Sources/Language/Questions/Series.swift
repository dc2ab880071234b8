import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// Questions that read at several dates, or at one that is not today.
extension Inquiry {
  /// The axis of the dates that `over SPAN` names: a period each, read on its first day, or today if today lies
  /// in it.
  mutating func dates(_ time: TimeSpan) throws(Diagnostic) -> QuestionAxis {
    let today = elaborator.today
    let place = Place(text.source, time.span)
    var start: Day
    var end: Day
    var step: Step
    if let duration = time.duration {
      let months = try elaborator.months(code(duration), scope(duration, base))
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
    if let pace = time.pace { step = try self.step(pace) }
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
    var axis = QuestionAxis(name: "time", axis: nil, count: count)
    for index in before..<(before + count) {
      let moment = Moment(timeline.date(index), timeline)
      axis.moments.append(moment)
      axis.cases.append(Value(type: .date, content: .date(timeline.label(index))))
      if moment.date == today, moment.date != step.advancing(first, by: index) {
        elaborator.notes.append(
          "\(timeline.label(index).text) is read as of \(today.text), the others on their first day"
        )
      }
    }
    return axis
  }

  static func twoReadings(_ place: Place) -> Diagnostic {
    Diagnostic(
      code: "AIS0426", "either `at` one date or `over` several", at: place,
      help: "leave one of them out")
  }

  /// The most dates of one series.
  static let dateLimit = 10_000

  private mutating func step(_ pace: TimeSpan.Pace) throws(Diagnostic) -> Step {
    switch pace {
    case .word(let span):
      switch text.source[span] {
      case "yearly": return Step(.year)
      case "quarterly": return Step(.quarter)
      case "monthly": return Step(.month)
      default: return Step(.day)
      }
    case .step(let expression):
      let months = try elaborator.months(code(expression), scope(expression, base))
      if abs(months - months.rounded()) < 1e-9, months >= 0.5 {
        return .months(Int(months.rounded()))
      }
      return .days(Int((months / 12 * 365.25).rounded()))
    }
  }

  /// The moment that `at DATE` names for all items of a `show`.
  func moment(_ date: Span) throws(Diagnostic) -> Moment {
    guard let period = Period(text.source[date]) else {
      throw Message.noDate(Place(text.source, date))
    }
    return elaborator.moment(at: period)
  }

  /// Reads a question without dates of its own on the day on which the last change of some scenarios begins, if
  /// that is after today.
  mutating func readAtLastStart(of overlays: [OverlayID]) -> Moment? {
    guard let day = overlays.compactMap({ elaborator.lastStart(in: $0) }).max() else { return nil }
    elaborator.noteReading(day)
    asOf = day
    return elaborator.moment(on: day)
  }
}
