import Testing

@testable import AISUnits

/// The rows of the shared cases on units that concern this room; the first argument is the row's
/// id.
@Suite struct CaseTests {
  private let system = UnitSystem.standard

  private func quantity(_ number: Double, _ unit: String) throws -> Double {
    try system.displayUnit(parsing: unit).base(number)
  }

  private func number(_ base: Double, _ unit: String) throws -> Double {
    try system.displayUnit(parsing: unit).shown(base)
  }

  private func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
    abs(a - b) <= tolerance * abs(b)
  }

  @Test func numbers() {
    #expect(system.text(4_294_967_296, .ratio) == "4294967296")  // c002
    #expect(system.text(0.1 + 0.2, .ratio) == "0.3")  // c008
    #expect(system.text(1.0 / 3, .ratio) == "0.333333333333333")  // c009
    #expect(system.text(1234567.55645, .ratio, precision: .significant(3)) == "1230000")  // c011
  }

  @Test func data() throws {
    let c030 = try quantity(6, "Mbit/s") * quantity(1.5, "h")
    #expect(isClose(try number(c030, "GB"), 4.05))
    let c032 = try quantity(500, "Mbit/s") * quantity(2, "h")
    #expect(isClose(try number(c032, "GiB"), 419.0951586, 1e-9))
    let c033 = try quantity(1, "kB") / quantity(10, "ms")
    #expect(isClose(try number(c033, "MB/s"), 0.1))
    let c035 = try quantity(25, "Gib/s")
    #expect(isClose(try number(c035, "GB/s"), 3.3554432))
  }

  @Test func energy() throws {
    let c038 = try quantity(1, "Wh") / quantity(1, "W")
    #expect(isClose(try number(c038, "h"), 1))
    let c039 = try quantity(100, "kWh/yr")
    #expect(isClose(try number(c039, "W"), 11.4077116130, 1e-11))
    #expect(isClose(try number(quantity(3600, "J"), "Wh"), 1))
  }

  @Test func time() throws {
    #expect(isClose(try quantity(1, "hour") / quantity(1, "second"), 3600))  // c024
    let c041 = try quantity(2, "min") + quantity(30, "s")
    #expect(isClose(try number(c041, "s"), 150))
    let c042 = try quantity(1, "hour") + quantity(30, "min") + quantity(45, "s")
    #expect(isClose(try number(c042, "s"), 5445))
    #expect(isClose(try number(quantity(1, "fortnight"), "day"), 14))  // c044
    #expect(try number(quantity(1, "year"), "day") == 365.25)  // c078
  }

  @Test func money() throws {
    let c053 = try quantity(3, "USD per million tokens") * quantity(250, "thousand tokens")
    #expect(isClose(c053, 0.75))
    #expect(system.text(c053, .money) == "$0.75")
    let dollars = NumberStyle.unit(try system.displayUnit(parsing: "USD"))
    #expect(system.text(3 + 4, .money, style: dollars) == "7 USD")  // c051
    #expect(try quantity(0.5, "million EUR") == 500_000)  // c048
  }

  @Test func percentages() {
    #expect(system.text(0.1 + 0.05, .ratio, style: .percent) == "15%")  // c054
    #expect(system.text(50.0 / 40 - 1, .ratio, style: .percent) == "25%")  // c059
    #expect(system.text(40.0 / 50 - 1, .ratio, style: .percent) == "-20%")  // c060
  }

  @Test func dates() throws {
    func day(_ text: String) throws -> Day { try #require(Day(text)) }
    #expect(try day("2020-05-20").adding(days: 523).text == "2021-10-25")  // c065
    #expect(try day("2020-11-05").number - day("2020-10-05").number == 31)  // c066
    #expect(try day("2025-01-01").number - day("2024-01-01").number == 366)  // c068
    #expect(try day("2025-03-01").number - day("2024-03-01").number == 365)  // c069
    #expect(try day("2020-02-28").adding(days: 1).text == "2020-02-29")  // c071
    #expect(try day("2021-02-28").adding(days: 1).text == "2021-03-01")  // c072
    #expect(try day("2024-01-31").adding(months: 1).text == "2024-02-29")  // c076, clamped
    #expect(try day("2024-02-29").adding(months: 12).text == "2025-02-28")  // c077, clamped
  }

  @Test func errors() throws {
    #expect(try system.displayUnit(parsing: "month").dimension != .money)  // c083
    #expect(system.suggestions(for: "sceond") == ["second"])  // c084
  }
}
