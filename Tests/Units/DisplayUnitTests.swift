import Testing

@testable import AISUnits

/// Units as they are written after `as` and in headings.
@Suite struct DisplayUnitTests {
  private let system = UnitSystem.standard

  @Test(
    arguments: [
      ("$M/year", "money/year", 1e6), ("$/1k tokens", "money/token", 1e-3),
      ("$ per 1M tokens", "money/token", 1e-6), ("$/M tokens", "money/token", 1e-6),
      ("$/1_000 tokens", "money/token", 1e-3), ("$/2 tokens", "money/token", 0.5),
      ("users", "users", 1), ("M users", "users", 1e6), ("million users", "users", 1e6),
      ("%", "ratio", 0.01), ("percent", "ratio", 0.01), ("x", "ratio", 1), ("1", "ratio", 1),
      ("points", "ratio", 0.01), ("pp", "ratio", 0.01), ("%/year", "ratio/year", 0.01),
      ("months", "time", 1.0 / 12), ("$/user/month", "money/user/year", 12),
      ("$ per user per month", "money/user/year", 12), ("$/GPU hour", "money/GPU/year", 8766),
      ("$/GPU·hour", "money/GPU/year", 8766), ("$/GPU*hour", "money·time/GPU", 1.0 / 8766),
      ("1/year", "ratio/year", 1), ("per year", "ratio/year", 1), ("year^-1", "ratio/year", 1),
      ("users^2", "users^2", 1), ("€M", "EUR", 1e6), ("$/€", "money/EUR", 1),
      ("€/$", "EUR/money", 1), ("  $ / year ", "money/year", 1),
      ("users·months", "users·time", 1.0 / 12),
      ("USD/year", "money/year", 1), ("$bn", "money", 1e9), ("$/kWh", "money/kWh", 1),
    ] as [(String, String, Double)])
  func reads(text: String, dimension: String, factor: Double) throws {
    let unit = try system.displayUnit(parsing: text)
    #expect(system.name(of: unit.dimension) == dimension)
    #expect(abs(unit.factor - factor) <= 1e-15 * factor)
    #expect(try system.displayUnit(parsing: unit.text) == unit, "\(unit.text)")
    #expect(abs(unit.shown(unit.base(3.7)) - 3.7) < 1e-15)
  }

  @Test(
    arguments: [
      ("", "`` is not a unit: it is empty"),
      ("  ", "`  ` is not a unit: it is empty"),
      ("$/", "`$/` is not a unit: a unit is missing at the end"),
      ("$//year", "`$//year` is not a unit: a unit is missing before `/year`"),
      (
        "5 tokens",
        "`5 tokens` is not a unit: a number can only stand under the line, as in `$/1k tokens`"
      ),
      (
        "users * 2 GPUs",
        "`users * 2 GPUs` is not a unit: a number can only stand under the line, as in `$/1k tokens`"
      ),
      ("$/0 tokens", "`$/0 tokens` is not a unit: `0` is not a number above 0"),
      ("$/1.2.3 tokens", "`$/1.2.3 tokens` is not a unit: `1.2.3` is not a number above 0"),
      ("user^", "`user^` is not a unit: a whole number is missing after `^`"),
      ("user^200", "the exponents in `user^200` are too large"),
      ("user^100·user^100", "the exponents in `user user` are too large"),
      ("% users", "`% users` is not a unit: a ratio stands alone or per something, as in `%/year`"),
      (
        "2 meter",
        "`2 meter` is not a unit: a number can only stand under the line, as in `$/1k tokens`"
      ),
      ("$/sceond", "unknown unit `sceond`"),
      ("tokens!", "`tokens!` is not a unit: a unit is missing before `!`"),
      ("quux", "unknown unit `quux`"),
      ("1/ms^60", "the exponents in `ms` are too large"),
    ] as [(String, String)])
  func refuses(text: String, message: String) {
    #expect {
      try system.displayUnit(parsing: text)
    } throws: {
      #expect("\($0)" == message)
      return "\($0)" == message
    }
  }

  @Test func errorsSuggest() {
    #expect(throws: UnitError.unknownUnit(word: "sceond", suggestions: ["second"])) {
      try system.displayUnit(parsing: "$/sceond")
    }
    #expect(
      UnitError.unknownUnit(word: "sceond", suggestions: ["second"]).suggestions == ["second"])
    #expect(UnitError.notAName("k").suggestions.isEmpty)
  }

  @Test func monthlyFiguresAreExactByTheYear() throws {
    let monthly = try system.displayUnit(parsing: "$M/month")
    for figure in 1...1000 { #expect(monthly.base(Double(figure)) == Double(figure) * 12e6) }
    let daily = try system.displayUnit(parsing: "$/day")
    #expect(daily.base(4) == 1461)
  }

  @Test func anyCaseIsShownAsItShouldBe() throws {
    #expect(try system.displayUnit(parsing: "Months") == system.displayUnit(parsing: "months"))
    #expect(try system.displayUnit(parsing: "usd/GPUS").text == "USD/GPU")
  }

  @Test func builderTakesParts() throws {
    let year = try #require(system.unit(named: "year"))
    let unit = try DisplayUnit.of(
      [.init(year, exponent: -1)], currency: system.currency(symbol: "$"), magnitude: .million)
    #expect(unit == (try system.displayUnit(parsing: "$M/year")))
  }

  @Test func dimensionsReadByTheirNames() throws {
    #expect(try system.dimension(parsing: "money/year") == .money / .time)
    #expect(try system.dimension(parsing: "$/1M tokens") == .money / .tokens)
    #expect(try system.dimension(parsing: "ratio") == .ratio)
    #expect(try system.dimension(parsing: "ratio/year") == .ratio / .time)
    #expect(try system.dimension(parsing: "compute/time") == .compute / .time)
    #expect(throws: UnitError.self) { try system.dimension(parsing: "mony") }
    #expect(throws: UnitError.self) { try system.dimension(parsing: "ratios") }
  }

  @Test func jsonHasOneUnitPerDimension() {
    #expect(system.jsonUnit(of: .ratio) == ("1", 1))
    #expect(system.jsonUnit(of: .money) == ("USD", 1))
    #expect(system.jsonUnit(of: .money / .time) == ("USD/year", 1))
    #expect(system.jsonUnit(of: .money / .tokens) == ("USD/token", 1))
    #expect(system.jsonUnit(of: .time) == ("month", 12))
    #expect(system.jsonUnit(of: .users * .time) == ("user*year", 1))
    #expect(system.jsonUnit(of: .ratio / .time) == ("1/year", 1))
    #expect(system.jsonUnit(of: .money / .users / .time) == ("USD/user/year", 1))
  }
}
