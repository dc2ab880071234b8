import Testing

@testable import AISUnits

/// Laws that every row of the catalogue obeys.
@Suite struct UnitLawTests {
  private let system = UnitSystem.standard

  @Test func everyWordNamesItsUnit() {
    for unit in system.units {
      for word in unit.words { #expect(system.unit(named: word) == unit, "\(word)") }
    }
  }

  @Test func everyWordBelongsToOneUnit() {
    let words = system.units.flatMap(\.words)
    #expect(Set(words).count == words.count)
    #expect(words.allSatisfy { Magnitude(word: $0) == nil })
  }

  @Test func numbersSurviveEveryUnit() {
    for unit in system.units {
      for number in [0, 1, -2.5, 1e-9, 123_456_789] {
        let back = unit.number(ofBase: unit.base(number))
        #expect(abs(back - number) <= 4e-16 * abs(number), "\(unit.name)")
      }
      #expect(unit.factor > 0 && unit.factor.isFinite)
      #expect(!unit.summary.isEmpty)
    }
  }

  @Test func everyUnitIsShownAndReadBack() throws {
    for unit in system.units {
      for word in unit.words {
        let display = try system.displayUnit(parsing: word)
        #expect(display.dimension == unit.dimension)
        #expect(display.factor == unit.factor)
        #expect(try system.displayUnit(parsing: display.text) == display, "\(word)")
        #expect(try system.displayUnit(parsing: "$/\(word)").text.hasPrefix("$/"))
      }
    }
  }

  @Test func everyBaseHasItsUnit() {
    #expect(system.bases.count == BaseRow.all.count)
    for (base, row) in zip(system.bases, BaseRow.all) {
      #expect(Dimension(base: base.index) == row.dimension)
      #expect(base.unit.dimension == row.dimension)
      #expect(base.unit.factor == 1)
      #expect(base.unit.words.contains(row.unit))
    }
  }

  @Test func everyFormHasItsDimension() throws {
    #expect(Form.all.count == FormRow.all.count)
    for row in FormRow.all {
      for text in [row.usual] + row.ladder.map(\.unit) {
        #expect(try system.displayUnit(parsing: text).dimension == row.dimension, "\(text)")
      }
    }
  }

  @Test func everyHintMeansUnits() throws {
    for row in HintRow.all {
      for word in row.words {
        #expect(system.unit(named: word) == nil, "\(word)")
        #expect(system.suggestions(for: word.uppercased()) == row.meant)
      }
      for meant in row.meant { _ = try system.displayUnit(parsing: meant) }
    }
  }

  @Test func namesReadBack() throws {
    for dimension in Samples.dimensions {
      let name = system.name(of: dimension)
      #expect(try system.dimension(parsing: name) == dimension, "\(name)")
      let (unit, factor) = system.jsonUnit(of: dimension)
      let display = try system.displayUnit(parsing: unit)
      #expect(display.dimension == dimension, "\(unit)")
      #expect(abs(display.factor * factor - 1) < 1e-15, "\(unit)")
    }
  }

  @Test(arguments: [
    ("gpu", "GPU"), ("Gpus", "GPU"), ("usd", "USD"), ("Months", "month"), ("MO", "month"),
    ("flop", "FLOP"), ("$", "USD"), ("€", "EUR"), ("people", "person"), ("RMB", "CNY"),
  ])
  func caseIsForgiven(word: String, name: String) {
    #expect(system.unit(named: word)?.name == name)
  }

  @Test(arguments: ["mb", "kwh", "flops", "tflops", "m", "k", "M", "B", "x", "", "sceond"])
  func unclearWordsAreNoUnits(word: String) {
    #expect(system.unit(named: word) == nil)
  }

  @Test func signsNameCurrencies() {
    #expect(system.currency(symbol: "$")?.name == "USD")
    #expect(system.currency(symbol: "£")?.name == "GBP")
    #expect(system.currency(symbol: "¥")?.name == "JPY")
    #expect(system.currency(symbol: "d") == nil)
  }

  @Test(
    arguments: [
      ("sceond", ["second"]), ("dollers", ["dollars"]), ("mb", ["MB", "Mb"]), ("kwh", ["kWh"]),
      ("customers", ["users"]), ("zzzzzzzz", []), ("", []),
    ] as [(String, [String])])
  func suggestionsAreNear(word: String, meant: [String]) {
    #expect(system.suggestions(for: word) == meant)
  }
}

/// Dimensions to try laws on.
enum Samples {
  static let dimensions: [Dimension] =
    BaseRow.all.map(\.dimension)
    + BaseRow.all.map { .money / $0.dimension }
    + BaseRow.all.map { $0.dimension / .time }
    + BaseRow.all.map { $0.dimension * .time }
    + [
      .ratio, .ratio / .time, .money / .users / .time, .money / .gpus / .time, .money.power(2),
      .money / .time.power(2), .users * .people / .gpus.power(3), .ratio / .money,
      .tokens / .gpus / .time, .compute / .gpus / .time, .euros / .money,
    ]
}
