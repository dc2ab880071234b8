/// How far apart the dates of a series are: so many days or so many months.
public struct Step: Hashable, Sendable {
  /// The length in months, 0 for a step of days.
  public let months: Int
  /// The length in days, 0 for a step of months.
  public let days: Int

  /// Creates a step of whole months.
  public static func months(_ count: Int) -> Step { Step(months: max(1, count), days: 0) }
  /// Creates a step of whole days.
  public static func days(_ count: Int) -> Step { Step(months: 0, days: max(1, count)) }

  /// Creates the step from one date of a precision to the next.
  public init(_ precision: Period.Precision) {
    switch precision {
    case .year: self = .months(12)
    case .quarter: self = .months(3)
    case .month: self = .months(1)
    case .day: self = .days(1)
    }
  }

  private init(months: Int, days: Int) {
    self.months = months
    self.days = days
  }

  /// How a date of such a series is written: by the longest period that the step is made of.
  public var precision: Period.Precision {
    if months == 0 { return .day }
    return months.isMultiple(of: 12) ? .year : months == 3 ? .quarter : .month
  }

  /// Returns the date `count` steps after `day`.
  public func advancing(_ day: Day, by count: Int) -> Day {
    months > 0 ? day.adding(months: months * count) : day.adding(days: days * count)
  }

  /// Returns the number of whole steps from `first` to `day`, 0 for an earlier day.
  public func count(from first: Day, to day: Day) -> Int {
    guard day > first else { return 0 }
    if days > 0 { return (Int(day.number) - Int(first.number)) / days }
    var count = Int((day.months - first.months) / Double(months))
    while advancing(first, by: count + 1) <= day { count += 1 }
    while count > 0, advancing(first, by: count) > day { count -= 1 }
    return count
  }
}

extension Day {
  /// The months since the beginning of the calendar, a day being its share of its month: from one first of a
  /// month to another there is a whole number of them, and a year is 12.
  public var months: Double {
    let first = adding(days: 1 - day)
    let length = Int(first.adding(months: 1).number) - Int(first.number)
    return Double(year * 12 + month - 1) + Double(day - 1) / Double(length)
  }

  /// Creates the day in which a moment lies that is given in `months`.
  ///
  /// - Requires: `months` is finite.
  public init(months: Double) {
    let epoch = Day(number: 0)
    let whole = (months + 1e-9).rounded(.down)
    let first = epoch.adding(months: Int(min(max(whole, -1e6), 1e6)) - Int(epoch.months))
    let length = Double(Int(first.adding(months: 1).number) - Int(first.number))
    self = first.adding(days: Int(((months - whole) * length + 1e-6).rounded(.down)))
  }

  /// Returns the years from an earlier day to this one: whole months, each a twelfth, and the days after them as a
  /// share of the next month. From a day to the same day of another month there is a whole number of twelfths.
  public func calendarYears(since other: Day) -> Double {
    guard self > other else { return self == other ? 0 : -other.calendarYears(since: self) }
    let count = Step.months(1).count(from: other, to: self)
    let (last, next) = (other.adding(months: count), other.adding(months: count + 1))
    let rest = Double(number - last.number) / Double(next.number - last.number)
    return (Double(count) + rest) / 12
  }

  /// Returns the years from an earlier day to this one, as a difference of the years since `origin`: the parts of a
  /// span that is cut anywhere add up to the whole, and whole twelfths stay whole.
  public func calendarYears(since other: Day, from origin: Day) -> Double {
    let months = (calendarYears(since: origin) - other.calendarYears(since: origin)) * 12
    return (abs(months - months.rounded()) < 1e-9 ? months.rounded() : months) / 12
  }

  /// Returns the day so many months later: whole months, and a share of the one after them.
  ///
  /// - Requires: `months` is finite and not negative.
  public func adding(months: Double) -> Day {
    let bounded = min(months + 1e-9, 1e6)
    let whole = Int(bounded)
    let (last, next) = (adding(months: whole), adding(months: whole + 1))
    let length = Double(next.number - last.number)
    return last.adding(days: Int(((bounded - Double(whole)) * length).rounded()))
  }
}
