/// A date as it is written: a day, or a whole month, quarter or year.
public struct Period: Hashable, Sendable {
  /// How much time a date stands for.
  public enum Precision: Hashable, Sendable, CaseIterable { case day, month, quarter, year }

  /// The first day.
  public let start: Day
  /// How much time it stands for.
  public let precision: Precision

  /// Creates the day, month, quarter or year that `day` lies in.
  public init(_ precision: Precision, containing day: Day) {
    self.precision = precision
    switch precision {
    case .day: start = day
    case .month: start = day.adding(days: 1 - day.day)
    case .quarter: start = day.adding(days: 1 - day.day).adding(months: -((day.month - 1) % 3))
    case .year: start = day.adding(days: 1 - day.day).adding(months: 1 - day.month)
    }
  }

  /// Creates the period written as `2024`, `2024Q3`, `2024-08` or `2024-08-03`, or nothing if
  /// `text` is none of these, there is no such date, or its year is outside `Day.years`.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard let year = whole(bytes, 0..<4) else { return nil }
    var (month, day) = (1, 1)
    switch (bytes.count, bytes.count > 4 ? bytes[4] : 0) {
    case (4, _): precision = .year
    case (6, UInt8(ascii: "Q")), (6, UInt8(ascii: "q")):
      guard let quarter = whole(bytes, 5..<6), (1...4).contains(quarter) else { return nil }
      precision = .quarter
      month = quarter * 3 - 2
    case (7, UInt8(ascii: "-")):
      precision = .month
      month = whole(bytes, 5..<7) ?? 0
    case (10, UInt8(ascii: "-")) where bytes[7] == UInt8(ascii: "-"):
      precision = .day
      month = whole(bytes, 5..<7) ?? 0
      day = whole(bytes, 8..<10) ?? 0
    default: return nil
    }
    guard let start = Day(year: year, month: month, day: day) else { return nil }
    self.start = start
  }

  /// The first day after it.
  public var end: Day { next.start }

  /// The period of the same precision that follows.
  public var next: Period { advanced(by: 1) }

  /// Returns the period of the same precision `count` further on, or back if negative.
  public func advanced(by count: Int) -> Period {
    let bounded = min(max(count, -1_000_000), 1_000_000)
    let day =
      switch precision {
      case .day: start.adding(days: bounded)
      case .month: start.adding(months: bounded)
      case .quarter: start.adding(months: 3 * bounded)
      case .year: start.adding(months: 12 * bounded)
      }
    return Period(precision, containing: day)
  }

  /// `true` iff `day` lies in it.
  public func contains(_ day: Day) -> Bool { start <= day && day < end }

  /// A number for it and no other: it rises with the first day, and among those of one first day with the length.
  public var ordinal: Double {
    Double(start.number) * Self.lengths + Double(Precision.allCases.firstIndex(of: precision) ?? 0)
  }

  /// How many periods begin on one day at most: the first day of a period is its ordinal over this, rounded down.
  public static let lengths = Double(Precision.allCases.count)

  /// Creates the period with an ordinal, or nothing if there is none.
  public init?(ordinal: Double) {
    guard let start = Int32(exactly: (ordinal / Self.lengths).rounded(.down)),
      let length = Int(exactly: ordinal - Double(start) * Self.lengths)
    else { return nil }
    self.init(Precision.allCases[length], containing: Day(number: start))
  }

  /// The canonical way to write it: `2024`, `2024Q3`, `2024-08`, `2024-08-03`.
  public var text: String {
    switch precision {
    case .day: start.text
    case .month: "\(start.year)-\(padded(start.month))"
    case .quarter: "\(start.year)Q\((start.month + 2) / 3)"
    case .year: "\(start.year)"
    }
  }
}

/// Returns the whole number that the digits at `range` of `bytes` write, if they are digits.
private func whole(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
  guard range.upperBound <= bytes.count else { return nil }
  var number = 0
  for byte in bytes[range] {
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
    number = number * 10 + Int(byte - UInt8(ascii: "0"))
  }
  return number
}
