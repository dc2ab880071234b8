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
