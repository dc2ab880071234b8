import Testing

@testable import AISUnits

@Suite struct CalendarTests {
  private func day(_ text: String) throws -> Day { try #require(Day(text)) }

  @Test func daysAreConsecutive() throws {
    var day = try #require(Day(year: 1900, month: 1, day: 1))
    var count = 0
    while day.year <= 2199 {
      #expect(Day(year: day.year, month: day.month, day: day.day) == day)
      let next = day.adding(days: 1)
      #expect(next.number == day.number + 1 && next > day)
      day = next
      count += 1
    }
    #expect(count == 300 * 365 + 73)
  }

  /// From a day to the same day of another month there are whole months, and a year is twelve.
  @Test func durationsAreCountedInMonths() throws {
    let start = try day("2024-08-20")
    #expect(try day("2026-08-20").calendarYears(since: start) == 2)
    #expect(try day("2025-02-20").calendarYears(since: start) == 0.5)
    #expect(try start.calendarYears(since: day("2025-02-20")) == -0.5)
    #expect(try abs(day("2024-09-04").calendarYears(since: start) * 12 - 15.0 / 31) < 1e-12)
    #expect(try day("2024-02-29").adding(months: 12.0) == day("2025-02-28"))
    #expect(try start.adding(months: 18.0) == day("2026-02-20"))
    #expect(try start.adding(months: 0.5) == day("2024-09-05"))
    for offset in stride(from: 0, through: 800, by: 13) {
      let later = start.adding(days: offset)
      #expect(start.adding(months: later.calendarYears(since: start) * 12) == later)
      #expect(Day(months: later.months) == later)
    }
  }

  @Test func stepsAreCountedFromTheirFirstDay() throws {
    let first = try day("2024-01-31")
    #expect(Step.months(1).advancing(first, by: 1) == (try day("2024-02-29")))
    #expect(try Step.months(1).count(from: first, to: day("2024-02-28")) == 0)
    #expect(try Step.months(1).count(from: first, to: day("2024-02-29")) == 1)
    #expect(try Step(.year).count(from: day("2020-01-01"), to: day("2023-12-31")) == 3)
    #expect(try Step.days(7).count(from: day("2024-01-01"), to: day("2024-01-15")) == 2)
    #expect(try Step(.quarter).count(from: first, to: day("2020-01-01")) == 0)
    #expect(Step(.quarter).precision == .quarter && Step.months(24).precision == .year)
    #expect(Step.months(6).precision == .month && Step.days(7).precision == .day)
  }

  @Test func epochIsZero() throws {
    #expect(try day("1970-01-01").number == 0)
    #expect(try Int(day("2020-05-20").number) * 86_400 == 1_589_932_800)
  }

  @Test(arguments: [
    "2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-04-31",
    "1899-12-31",
    "2200-01-01", "2024-1-1", "2024-08-03x", "2024-08-", "2024/08/03", "", "abcd", "2024Q0",
    "2024-ab", "2024-ab-01", "2024-01-ab",
    "2024Q5", "2024-13", "2024-00", "1899", "2200", "24", "2024Q", "2024-8", "+2024", "２０２４",
  ])
  func notDates(text: String) {
    #expect(Period(text) == nil)
    #expect(Day(text) == nil)
  }

  @Test(arguments: [
    ("2024", "2024-01-01", "2025-01-01"), ("2024Q1", "2024-01-01", "2024-04-01"),
    ("2024Q4", "2024-10-01", "2025-01-01"), ("2024-02", "2024-02-01", "2024-03-01"),
    ("2024-12", "2024-12-01", "2025-01-01"), ("2024-08-03", "2024-08-03", "2024-08-04"),
    ("2024-12-31", "2024-12-31", "2025-01-01"),
  ])
  func periods(text: String, start: String, end: String) throws {
    let period = try #require(Period(text))
    #expect(period.start == (try day(start)))
    #expect(period.end == (try day(end)))
    #expect(period.text == text)
    #expect(period.contains(period.start) && !period.contains(period.end))
    #expect(period.next.advanced(by: -1) == period)
    for precision in Period.Precision.allCases {
      #expect(Period(precision, containing: period.start).contains(period.start))
    }
  }

  @Test func smallLettersWillDo() { #expect(Period("2024q3") == Period("2024Q3")) }

  @Test func theLastYearEnds() throws {
    #expect(try #require(Period("2199")).end.text == "2200-01-01")
  }

  @Test(
    arguments: [
      ("2024-01-31", 1, "2024-02-29"), ("2023-01-31", 1, "2023-02-28"),
      ("2024-03-31", -1, "2024-02-29"),
      ("2024-02-29", 12, "2025-02-28"), ("2024-12-15", 1, "2025-01-15"),
      ("2024-01-15", -1, "2023-12-15"),
      ("2024-05-31", 0, "2024-05-31"), ("1900-01-31", 1, "1900-02-28"),
      ("2000-01-31", 1, "2000-02-29"),
      ("2024-08-31", -30, "2022-02-28"),
    ] as [(String, Int, String)])
  func months(from: String, count: Int, to: String) throws {
    #expect(try day(from).adding(months: count).text == to)
  }

  @Test func extremesDoNotTrap() throws {
    let today = try day("2024-08-20")
    for count in [Int.min, .max] {
      _ = today.adding(months: count)
      _ = today.adding(days: count).text
      _ = Period(.quarter, containing: today).advanced(by: count).text
    }
    _ = today.adding(years: 1e300).text
    _ = today.adding(years: -1e300).text
  }

  @Test func yearsAreOf36525Days() throws {
    let start = try day("2024-01-01")
    #expect(try day("2028-01-01").years(since: start) == 4)
    #expect(try start.years(since: day("2028-01-01")) == -4)
    #expect(start.adding(years: 4).text == "2028-01-01")
    #expect(start.adding(years: 0.5).text == "2024-07-02")
  }
}
