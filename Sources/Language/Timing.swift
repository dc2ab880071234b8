import AISUnits

/// When a change holds. Without a start it holds from today on: the past is never changed.
struct Timing: Hashable, Sendable {
  /// The first day on which it holds.
  var start: Day?
  /// The first day on which it holds no longer.
  var end: Day?
  /// The months in which it comes in little by little.
  var months: Double?

  /// `true` iff nothing was said of when.
  var isPlain: Bool { self == Timing() }

  /// Returns how much of a change holds on a day: nothing before its start and after its end, and while it
  /// comes in the share of that time which is over.
  func weight(on day: Day, today: Day) -> Double {
    let start = start ?? today
    if day < start { return 0 }
    if let end, day >= end { return 0 }
    guard let months, months > 0 else { return 1 }
    return min(1, day.calendarYears(since: start) * 12 / months)
  }

  /// The day from which all of it holds.
  func completion(today: Day) -> Day {
    let start = start ?? today
    return months.map { start.adding(months: $0) } ?? start
  }
}

/// The dates at which a question reads: so many steps from the first of them.
struct Timeline: Hashable, Sendable {
  /// The first date, at which what is `previous` is read from facts.
  let first: Day
  let step: Step
  let today: Day

  /// The position of the period that a day lies in.
  func index(of day: Day) -> Int { step.count(from: first, to: day) }

  /// The day on which a period is read: its first, or today if today lies in it.
  func date(_ index: Int) -> Day {
    let day = step.advancing(first, by: index)
    return day < today && today < step.advancing(first, by: index + 1) ? today : day
  }

  /// How the date of a period is written.
  func label(_ index: Int) -> Period {
    let day = step.advancing(first, by: index)
    let finer: [Period.Precision] = [step.precision, .month, .day]
    let exact = finer.lazy.map { Period($0, containing: day) }.first { $0.start == day }
    return exact ?? Period(.day, containing: day)
  }
}

/// A date at which a scenario is read.
struct Moment: Hashable, Sendable {
  let date: Day
  let timeline: Timeline
  /// Before what triggers do on that day.
  var isBefore = false

  init(_ date: Day, _ timeline: Timeline, isBefore: Bool = false) {
    self.date = date
    self.timeline = timeline
    self.isBefore = isBefore
  }

  /// How the period that it lies in is written.
  var label: Period { timeline.label(timeline.index(of: date)) }

  /// The same moment of another day.
  func on(_ day: Day, isBefore: Bool = false) -> Moment {
    Moment(day, timeline, isBefore: isBefore)
  }
}
