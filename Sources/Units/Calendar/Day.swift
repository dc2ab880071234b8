/// A day of the Gregorian calendar.
///
/// Dates that are written lie in the years 1900 to 2199; days that are reached by arithmetic may
/// lie outside.
public struct Day: Hashable, Comparable, Sendable {
  /// The years that a date may be written in.
  public static let years = 1900...2199

  /// The number of days since 1970-01-01.
  public let number: Int32

  /// Creates the day `number` days after 1970-01-01.
  public init(number: Int32) { self.number = number }

  /// Creates the given day, or nothing if there is no such day (30 February) or its year is outside
  /// `years`.
  public init?(year: Int, month: Int, day: Int) {
    guard Self.years.contains(year), (1...12).contains(month), day >= 1,
      day <= Self.length(ofMonth: month, year: year)
    else { return nil }
    self.init(number: Self.number(year: year, month: month, day: day))
  }

  /// Creates the day written as `2024-08-03`, or nothing if `text` is not such a date.
  public init?(_ text: String) {
    guard let period = Period(text), period.precision == .day else { return nil }
    self = period.start
  }

  /// The year.
  public var year: Int { civil.year }
  /// The month, 1 to 12.
  public var month: Int { civil.month }
  /// The day of the month, 1 to 31.
  public var day: Int { civil.day }

  /// The day as `2024-08-03`.
  public var text: String {
    let civil = civil
    return "\(civil.year)-\(padded(civil.month))-\(padded(civil.day))"
  }

  /// Returns the day `days` later, or earlier if negative.
  public func adding(days: Int) -> Day {
    let bounded = min(max(days, -0x1_0000_0000), 0x1_0000_0000)
    return Day(number: Int32(clamping: Int(number) + bounded))
  }

  /// Returns the same day of the month `months` later, or that month's last day if it is shorter:
  /// 31 January and one month is the end of February.
  public func adding(months: Int) -> Day {
    let civil = civil
    let bounded = min(max(months, -1_000_000), 1_000_000)
    let total = civil.year * 12 + civil.month - 1 + bounded
    let month = total.modulo(12) + 1
    let year = total.floored(12)
    let day = min(civil.day, Self.length(ofMonth: month, year: year))
    return Day(number: Self.number(year: year, month: month, day: day))
  }

  /// Returns the day nearest to `years` years of 365.25 days later.
  ///
  /// - Requires: `years` is finite.
  public func adding(years: Double) -> Day {
    let days = (Double(number) + years * 365.25).rounded()
    return Day(number: Int32(min(max(days, Double(Int32.min)), Double(Int32.max))))
  }

  /// Returns the years of 365.25 days from `other` to this day, negative if it is earlier.
  public func years(since other: Day) -> Double {
    Double(Int(number) - Int(other.number)) / 365.25
  }

  /// `true` iff `a` is before `b`.
  public static func < (a: Day, b: Day) -> Bool { a.number < b.number }

  /// Year, month and day. Source: H. Hinnant, "chrono-compatible low-level date algorithms".
  private var civil: (year: Int, month: Int, day: Int) {
    let shifted = Int(number) + 719_468
    let era = shifted.floored(146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let fromMarch = (5 * dayOfYear + 2) / 153
    let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
  }

  private static func number(year: Int, month: Int, day: Int) -> Int32 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted.floored(400)
    let yearOfEra = shifted - era * 400
    let fromMarch = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * fromMarch + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int32(clamping: era * 146_097 + dayOfEra - 719_468)
  }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2:
      year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// Returns `number` with at least two digits.
func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

extension Int {
  /// Returns the greatest whole number not above `self / divisor`.
  ///
  /// - Requires: `divisor` is positive.
  fileprivate func floored(_ divisor: Int) -> Int { (self - modulo(divisor)) / divisor }

  /// Returns the remainder of `floored`, in `0..<divisor`.
  fileprivate func modulo(_ divisor: Int) -> Int {
    let remainder = self % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }
}
