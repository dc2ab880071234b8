import Testing

@testable import AISUnits

/// How numbers are shown, and that what is shown reads back.
@Suite struct TextTests {
  private let system = UnitSystem.standard

  private func text(
    _ value: Double, _ dimension: Dimension, _ style: NumberStyle = .plain,
    _ precision: Precision = .full
  ) -> String {
    system.text(value, dimension, style: style, precision: precision)
  }

  @Test(
    arguments: [
      (4, "4"), (0.3, "0.3"), (0.1 + 0.2, "0.3"), (1.0 / 3, "0.333333333333333"), (-0.0, "0"),
      (-1.5, "-1.5"), (4_294_967_296, "4294967296"), (999_999_999_999_999, "999999999999999"),
      (1e15, "1e15"), (1.5e20, "1.5e20"), (1e-6, "0.000001"), (1.5e-7, "1.5e-7"),
      (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.79769313486232e308"),
      (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan"), (100, "100"), (0.5, "0.5"),
    ] as [(Double, String)])
  func plainNumbers(value: Double, expected: String) {
    #expect(text(value, .ratio) == expected)
  }

  @Test func ratios() {
    #expect(text(0.5, .ratio, .percent) == "50%")
    #expect(text(0.07, .ratio, .percent) == "7%")
    #expect(text(-0.2, .ratio, .percent) == "-20%")
    #expect(text(17.0 / 7, .ratio, .multiple, .significant(3)) == "2.43x")
    #expect(text(0.1, .ratio, .points) == "10 points")
    #expect(text(0.01, .ratio, .points) == "1 point")
    #expect(text(0.2, .ratio / .time, .percent) == "20%/yr")
    #expect(text(0.2, .ratio / .time) == "0.2/yr")
  }

  @Test(
    arguments: [
      (4.5e9, "$4.5B"), (650e6, "$650M"), (1.5e9, "$1.5B"), (2.5, "$2.5"), (-36e6, "-$36M"),
      (0, "$0"), (9999, "$9999"), (10_000, "$10k"), (865e3, "$865k"), (3e12, "$3T"),
      (1234.5, "$1234.5"), (12e15, "$12000T"), (1.5e18, "$1.5e18"), (0.0025, "$0.0025"),
    ] as [(Double, String)])
  func money(value: Double, expected: String) {
    #expect(text(value, .money) == expected)
  }

  @Test func compounds() {
    #expect(text(4.5e9, .money / .time) == "$4.5B/yr")
    #expect(text(-36e6, .money / .time) == "-$36M/yr")
    #expect(text(2.5e-6, .money / .tokens) == "$2.5/1M tokens")
    #expect(text(0.13e-6, .money / .tokens) == "$0.13/1M tokens")
    #expect(text(240, .money / .users / .time) == "$20/user/mo")
    #expect(text(25e3, .money / .gpus) == "$25k/GPU")
    #expect(text(2.5 * 8766, .money / .gpus / .time) == "$2.5/GPU/hour")
    #expect(text(865e3, .money / .people / .time) == "$865k/person/yr")
    #expect(text(13e9 / 240, .users * .time) == "650M users·months")
    #expect(text(15.0 / 12, .users * .time) == "15 users·months")
    #expect(text(1.0 / 12, .users * .time) == "1 user·month")
    #expect(text(4, .money.power(2)) == "4 USD^2")
    #expect(text(3, .users / .money) == "3 users/USD")
    #expect(text(1.08, .money / .euros) == "$1.08/EUR")
    #expect(text(3e6, .euros) == "€3M")
    #expect(text(3e6, .yuan) == "3M CNY")
    #expect(text(5, .money * .users) == "$5·users")
    #expect(text(5, .money / .time.power(2)) == "$5/yr^2")
  }

  @Test func counts() {
    #expect(text(22_000, .gpus) == "22k GPUs")
    #expect(text(1, .gpus) == "1 GPU")
    #expect(text(15e6, .users) == "15M users")
    #expect(text(30, .people) == "30 people")
    #expect(text(-1, .people) == "-1 person")
    #expect(text(78_612, .companies) == "78.612k companies")
    #expect(text(175e9, .parameters) == "175B parameters")
    #expect(text(0.5, .tokens) == "0.5 tokens")
    #expect(text(1e6, .tokens) == "1M tokens")
  }

  @Test(
    arguments: [
      (16.6667 / 12, "16.6667 months"), (1.0 / 12, "1 month"), (0, "0 months"), (1, "12 months"),
      (-1, "-12 months"), (3, "3 years"), (35.0 / 12, "35 months"), (4 / 365.25, "4 days"),
      (1 / 8766.0, "1 hour"), (90 / 525_960.0, "1.5 hours"), (30 / 31_557_600.0, "30 seconds"),
      (12_000, "12000 years"), (0.05 / 31_557_600, "0.05 seconds"),
    ] as [(Double, String)])
  func durations(years: Double, expected: String) {
    #expect(text(years, .time) == expected)
  }

  @Test func laddersFollowTheRoundedNumber() {
    #expect(text(2.99996, .time, .plain, .significant(4)) == "3 years")
    #expect(text(2.99, .time, .plain, .significant(4)) == "35.88 months")
    let second = 31_557_600.0
    #expect(text(672e9 * second, .compute / .time) == "672 GFLOP/s")
    #expect(text(999.96e12 * second, .compute / .time, .plain, .significant(4)) == "1 PFLOP/s")
    #expect(text(2e25, .compute) == "2e25 FLOP")
    #expect(text(500, .compute) == "500 FLOP")
    #expect(text(4.05e9, .data) == "4.05 GB")
    #expect(text(250, .energy) == "250 kWh")
    #expect(text(8_766_000, .energy / .time) == "1 MW")
  }

  @Test func roundingCarriesOverTheSuffix() {
    #expect(text(999.96e6, .money, .plain, .significant(4)) == "$1B")
    #expect(text(999.94e6, .money, .plain, .significant(4)) == "$999.9M")
    #expect(text(9999.7, .money, .plain, .significant(4)) == "$10k")
    #expect(text(999_960, .users, .plain, .significant(4)) == "1M users")
    #expect(text(0.99999, .gpus, .plain, .significant(4)) == "1 GPU")
    #expect(text(1_234_567.55645, .ratio, .plain, .significant(3)) == "1230000")
  }

  @Test func writtenUnitsAreKept() throws {
    func shown(_ value: Double, _ unit: String) throws -> String {
      let unit = try system.displayUnit(parsing: unit)
      return text(value, unit.dimension, .unit(unit))
    }
    #expect(try shown(3.5e6, "$M/year") == "$3.5M/year")
    #expect(try shown(4.5e9, "$M/year") == "$4500M/year")
    #expect(try shown(4.5e9, "$/year") == "$4.5B/year")
    #expect(try shown(4.5e9, "USD/year") == "4.5B USD/year")
    #expect(try shown(2.5e-6, "$/1k tokens") == "$0.0025/1k tokens")
    #expect(try shown(2.5e-6, "$ per million tokens") == "$2.5/1M tokens")
    #expect(try shown(2.5e-6, "$/token") == "$0.0000025/token")
    #expect(try shown(1.5, "months") == "18 months")
    #expect(try shown(1.0 / 12, "mo") == "1 mo")
    #expect(try shown(1, "year") == "1 year")
    #expect(try shown(12, "employees") == "12 employees")
    #expect(try shown(12e3, "k GPUs") == "12k GPUs")
    #expect(try shown(0.5, "%") == "50%")
    #expect(try shown(2.43, "x") == "2.43x")
    #expect(try shown(0.1, "points") == "10 points")
    #expect(try shown(8766 * 2, "$/GPU hour") == "$2/GPU/hour")
  }

  @Test func aStyleThatDoesNotFitIsPassedOver() {
    #expect(text(5e6, .money, .percent) == "$5M")
    #expect(text(5e6, .money, .unit(.plain)) == "$5M")
    #expect(text(5, .users, .multiple) == "5 users")
  }

  @Test func whatIsTooLargeIsStillShown() {
    #expect(text(5, .tooLarge) == "5")
    #expect(system.name(of: .tooLarge) == "a power beyond 127")
    #expect(text(1e308, .time).hasSuffix("years"))
  }

  @Test func aColumnHasOneUnit() {
    let style = system.defaultStyle(for: .time, typical: 5)
    #expect(text(5, .time, style) == "5 years")
    #expect(text(0.5, .time, style) == "0.5 years")
    #expect(system.defaultStyle(for: .ratio) == .plain)
    #expect(text(1, .time, system.defaultStyle(for: .time)) == "12 months")
  }

  @Test func everyDefaultFormReadsBack() throws {
    let numbers = [0, 1, -1, 2.5, 0.013, 9999, 10_000, 123_456.789, 3.5e9, -7.25e13, 6e24, 1e-9]
    for dimension in Samples.dimensions {
      for number in numbers {
        let shown = text(number, dimension)
        let back = try Reading.value(of: shown, in: system)
        #expect(back.dimension == dimension, "\(shown)")
        #expect(abs(back.value - number) <= 4e-15 * abs(number), "\(shown)")
      }
    }
  }

  @Test func everyRatioStyleReadsBack() throws {
    for style in [NumberStyle.percent, .multiple, .points] {
      for dimension in [Dimension.ratio, .ratio / .time] {
        let shown = text(-0.375, dimension, style)
        let back = try Reading.value(of: shown, in: system)
        #expect(back.dimension == dimension)
        #expect(abs(back.value + 0.375) < 1e-15, "\(shown)")
      }
    }
  }
}

/// Reads a quantity the way the language does: sign, number, magnitude, unit.
enum Reading {
  static func value(
    of text: String, in system: UnitSystem
  ) throws -> (value: Double, dimension: Dimension) {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative { rest.removeFirst() }
    var unit = ""
    if let first = rest.first, system.currency(symbol: first) != nil {
      unit.append(rest.removeFirst())
    }
    var digits = String(rest.prefix { $0.isNumber || $0 == "." })
    rest = rest.dropFirst(digits.count)
    if rest.first == "e", let next = rest.dropFirst().first, next == "-" || next.isNumber {
      let power = rest.prefix { $0 == "e" || $0 == "-" || $0.isNumber }
      digits += power
      rest = rest.dropFirst(power.count)
    }
    var number = try #require(Double(digits))
    if let magnitude = rest.first.flatMap({ Magnitude(word: String($0)) }) {
      number *= magnitude.value
      rest = rest.dropFirst()
    }
    unit += rest.isEmpty && unit.isEmpty ? "1" : rest
    let display = try system.displayUnit(parsing: unit)
    return (display.base(isNegative ? -number : number), display.dimension)
  }
}
