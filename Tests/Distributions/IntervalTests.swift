import Testing

@testable import AISDistributions

/// The readings of `low to high`.
@Suite struct IntervalTests {
  @Test(arguments: [
    (3.5, 4.5, false, Interval.lognormal), (1e-9, 1e9, false, .lognormal),
    (-1.4, -0.6, false, .mirroredLognormal), (-2, 4, false, .normal),
    (0.2, 0.4, true, .logitNormal),
    (0.2, 1.4, true, .lognormal), (-0.2, 0.4, true, .normal),
  ])
  func isReadByItsEnds(low: Double, high: Double, isFraction: Bool, expected: Interval) {
    guard
      case .success(let reading) = Interval.reading(low: low, high: high, isFraction: isFraction)
    else {
      Issue.record("\(low) to \(high) was refused")
      return
    }
    #expect(reading == expected)
  }

  @Test func whatIsNoIntervalIsRefused() {
    func refusal(_ low: Double, _ high: Double) -> String {
      guard case .failure(let refusal) = Interval.reading(low: low, high: high, isFraction: false)
      else { return "none" }
      switch refusal {
      case .reversed: return "reversed"
      case .zero: return "zero"
      case .ends: return "ends"
      }
    }
    #expect(refusal(10, 5) == "reversed" && refusal(-1, -2) == "reversed")
    #expect(refusal(0, 5) == "zero" && refusal(-5, 0) == "zero")
    #expect(refusal(5, 5) == "ends" && refusal(0, 0) == "ends")
  }

  static let readings: [(Interval, Double, Double)] = [
    (.lognormal, 3.5, 4.5), (.lognormal, 0.01, 100), (.mirroredLognormal, -1.4, -0.6),
    (.normal, -2, 4),
    (.logitNormal, 0.2, 0.4), (.logitNormal, 0.01, 0.99),
  ]

  @Test(arguments: readings) func theEndsAreThe5And95Percents(
    reading: Interval, low: Double, high: Double
  ) {
    let recipe = reading.recipe(low: low, high: high)
    #expect(abs(recipe.value([], uniform: 0.05) - low) < 1e-9 * abs(low))
    #expect(abs(recipe.value([], uniform: 0.95) - high) < 1e-9 * abs(high))
  }

  @Test(arguments: readings) func increasesWithItsDraw(reading: Interval, low: Double, high: Double)
  {
    let recipe = reading.recipe(low: low, high: high)
    let values = (1..<1_000).map { recipe.value([], uniform: Double($0) / 1_000) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func everyReadingKeepsToItsSide() {
    for step in 1..<1_000 {
      let draw = Double(step) / 1_000
      #expect(Interval.lognormal.recipe(low: 0.01, high: 100).value([], uniform: draw) > 0)
      #expect(
        Interval.mirroredLognormal.recipe(low: -100, high: -0.01).value([], uniform: draw) < 0)
      let fraction = Interval.logitNormal.recipe(low: 0.01, high: 0.99).value([], uniform: draw)
      #expect(fraction > 0 && fraction < 1)
    }
  }

  @Test func theMedianIsInTheMiddleOfTheScale() {
    let lognormal = Interval.lognormal.recipe(low: 1, high: 4).value([], uniform: 0.5)
    let mirrored = Interval.mirroredLognormal.recipe(low: -4, high: -1).value([], uniform: 0.5)
    #expect(abs(lognormal - 2) < 1e-12 && abs(mirrored + 2) < 1e-12)
    #expect(Interval.normal.recipe(low: -2, high: 4).value([], uniform: 0.5) == 1)
    #expect(
      abs(Interval.logitNormal.recipe(low: 0.2, high: 0.8).value([], uniform: 0.5) - 0.5) < 1e-12)
  }
}
