import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// Questions that read at several dates, or at one that is not today.
extension Inquiry {
  /// The axis of the dates that `over SPAN` names.
  mutating func dates(_ time: TimeSpan) throws(Diagnostic) -> QuestionAxis {
    let moments = try elaborator.moments(of: time, text, scope(base))
    var axis = QuestionAxis(name: "time", axis: nil, count: moments.count)
    for moment in moments {
      axis.moments.append(moment)
      axis.cases.append(Value(type: .date, content: .date(moment.label)))
    }
    return axis
  }

  static func twoReadings(_ place: Place) -> Diagnostic {
    Diagnostic(
      code: "AIS0426", "either `at` one date or `over` several", at: place,
      help: "leave one of them out")
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
