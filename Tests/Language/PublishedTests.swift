import AISLanguage
import AISTestSupport
import Testing

/// Worked examples that others have published, with their answers: finance, distributions.
@Suite struct PublishedTests {
  struct Case: Sendable, CustomStringConvertible {
    let id: String
    let expression: String
    let value: Double
    let tolerance: Double

    init(_ id: String, _ expression: String, _ value: Double, within tolerance: Double) {
      self.id = id
      self.expression = expression
      self.value = value
      self.tolerance = tolerance
    }

    var description: String { "\(id): \(expression)" }
  }

  /// The textbook functions that the examples use, in the language.
  static let definitions = """
    fn annuity(rate, n) = (1 - (1 + rate) ^ -n) / rate
    fn payment(rate, n, value, due = 0) = value / annuity(rate, n) / (1 + rate * due)
    fn growth(rate, n) = (1 + rate) ^ n
    fn future(rate, n, pay, value, due) {
      value * growth(rate, n) + pay * (1 + rate * due) * (growth(rate, n) - 1) / rate
    }
    fn periods(rate, start, end) = ln(end / start) / ln(1 + rate)
    fn capped(exit, invested, owned, cap) {
      let preference = min(exit, invested)
      let participating = min(preference + owned * (exit - preference), cap * invested)
      max(participating, owned * exit)
    }
    fn arc(p1, p2, q1, q2) = (q2 - q1) / (q1 + q2) / ((p2 - p1) / (p1 + p2))
    kind rival { part: ratio }
    rival A { part = 10 }; rival B { part = 9 }; rival C { part = 12 }; rival D { part = 15 }
    rival E { part = 12 }; rival F { part = 11 }; rival G { part = 15 }; rival H { part = 16 }
    kind cloud { part: ratio }
    cloud One { part = 30 }; cloud Two { part = 30 }; cloud Three { part = 30 }; cloud New { part = 10 }
    kind startup { cash: money; burn: money/month }
    startup Spark { cash = $2.0M; burn = $200k/month }
    startup Causal { cash = $40_000; burn = $2_500/month }
    """

  static let finance = [
    Case("W01", "-payment(8% / 12, 10, 10_000, 1)", -1030.16432717797, within: 1e-8),
    Case("W06", "-future(6% / 12, 10, -200, -500, 1)", 2581.40337406012, within: 1e-8),
    Case("W12", "periods(2.5%, 2000, 2200)", 3.85986616262266, within: 1e-10),
    Case(
      "W15", "-40_000 + 5_000 / 1.08 + 8_000 / 1.08 ^ 2 + 12_000 / 1.08 ^ 3 + 30_000 / 1.08 ^ 4",
      3065.22267, within: 5e-6),
    Case("W21", "1000 * annuity(5% / 12, 360)", 186_282, within: 0.5),
    Case("W24", "payment(24% / 12, 60, 10_000)", 287.68, within: 0.005),
    Case("W25", "payment(3.25% / 12, 360, 500_000)", 2176.03, within: 0.005),
    Case("W27", "2 * 1 + 1 / 7 * (15 - 2 * 1)", 3.9, within: 0.05),
    Case("W28", "max(2 * 1, 1 / 7 * 15)", 2.2, within: 0.06),
    Case("W30", "capped(110, 10, 10%, 2)", 20, within: 1e-9),
    Case("W31", "capped(160, 10, 10%, 2)", 20, within: 1e-9),
    Case("W37", "(8e6 - 20% * 10e6) / 6e6", 1, within: 1e-9),
    Case("W42", "round(1e6 / 0.909)", 1_100_110, within: 1),
    Case("W43", "2.5e6 / ((7e6 + 1e6) / (7e6 + 2e6))", 2_812_500, within: 0.001),
    Case("W45", "(240 + 300) / (160 + 15 * 4 * 1.25 / 3)", 2.92, within: 0.005),
    Case("W46", "(240 + 300) / (160 + 15 * 4 * 1.25 / 3) / (240 / 160) - 1", 0.95, within: 0.005),
    Case("W48", "400_000 / (100_000 + 50_000 * 60 * 1.3 / 50) - 3", -0.7528, within: 0.002),
    Case("W49", "100_000 / (100_000 + 50_000 * 60 * 1.3 / 50)", 0.5618, within: 5e-5),
    Case("W51", "hhi(part of rivals)", 1296, within: 1e-9),
    Case("W58", "1024 GPUs * 34 days * $2.933908 per GPU per hour", 2_451_526.58, within: 0.05),
    Case("W61", "abs(arc(70, 60, 2800, 3000))", 0.45, within: 0.005),
    Case("W63", "abs(arc(70, 60, 10_000, 15_000))", 2.6, within: 1e-9),
    Case("W64", "$500/month * 75% / (2.5%/month)", 15_000, within: 1e-6),
    Case("W66", "$300 / ($50/month * 80%) / 1 month", 7.5, within: 1e-9),
    Case("W67", "Spark.cash / Spark.burn / 1 month", 10, within: 1e-9),
    Case("W69", "Causal.cash / Causal.burn / 1 month", 16, within: 1e-9),
    Case("W70", "100 * (1.65 * 20% / sqrt(250) - 10% / 250)", 2.047, within: 0.0005),
    Case(
      "W73",
      "0.2 * 14 + 0.4 * 15 + 0.4 * 9 - max(0.2 * 10 + 0.4 * 8 + 0.4 * 6, "
        + "0.2 * 14 + 0.4 * 15 + 0.4 * 2, 0.2 * 7 + 0.4 * 8 + 0.4 * 9)", 2.8, within: 1e-9),
    Case("W78", "sqrt(0.5 ^ 2 + 1.5 ^ 2 + 0.5 ^ 2 + (1 / 3) ^ 2)", 1.69, within: 0.005),
    Case("Q39", "hhi(part of clouds)", 2800, within: 1e-9),
    Case("C079", "mod(5, -3)", -1, within: 0),
    Case("C092", "ln(2) / ln(1 + 0.01)", 69.66071689357489, within: 1e-9),
  ]

  @Test(arguments: finance) func isAsPublished(_ one: Case) throws {
    var session = Sessions.bare
    try session.define(Self.definitions)
    #expect(abs(try session.quantity(one.expression).mean - one.value) <= one.tolerance)
  }

  // MARK: Distributions

  /// The 95% quantile of the standard normal.
  static let z = "1.644853626951472714"

  /// Quantiles of named distributions are exact: what the samples say plays no part.
  static let exact = [
    Case("C001", "median(normal(p5: -2, p95: 4))", 1, within: 1e-9),
    Case("C002", "(p95(normal(p5: -2, p95: 4)) - 1) / \(z)", 1.8238704957353074, within: 1e-9),
    Case("C005", "quantile(normal(p5: -2, p95: 4), 5%)", -2, within: 1e-9),
    Case(
      "C007", "ln(p95(lognormal(p5: 2, p95: 5)) / median(lognormal(p5: 2, p95: 5))) / \(z)",
      0.27853260523016377, within: 1e-9),
    Case("C010", "quantile(lognormal(p5: 2, p95: 5), 95%)", 5, within: 1e-8),
    Case("C011", "ln(median(1 to 2))", 0.34657359027997264, within: 1e-9),
    Case("C016", "(p95(normal(p5: 1, p95: 2)) - 1.5) / \(z)", 0.3039784159558846, within: 1e-9),
    Case(
      "C019", "ln(p95(lognormal(mean: 1, sd: 2)) / median(lognormal(mean: 1, sd: 2))) / \(z)",
      1.2686362411795196, within: 1e-9),
    Case("C044", "normal(10, 2) * 0", 0, within: 0),
    Case("C067", "mean(uniform(0.5, 0.5))", 0.5, within: 1e-9),
    Case("C070", "mean(min(normal(50, 2), 2))", 2, within: 1e-9),
    Case("ends", "p5(3.5 to 4.5)", 3.5, within: 1e-12),
    Case("ends", "p95(3.5 to 4.5)", 4.5, within: 1e-12),
    Case("mirrored", "p5(-1.4 to -0.6)", -1.4, within: 1e-12),
    Case("straddling", "p95(-2 to 4)", 4, within: 1e-12),
    Case(
      "triangular", "median(triangular(low: 1, mode: 2, high: 4))", 4 - 3.0.squareRoot(),
      within: 1e-12),
    Case(
      "triangular", "p25(triangular(low: 0, mode: 2, high: 4))", 2.0.squareRoot(), within: 1e-12),
    Case("uniform", "p90(uniform(10, 20))", 19, within: 1e-12),
    Case("exponential", "median(exponential(mean: 1))", 0.6931471805599453, within: 1e-12),
  ]

  @Test(arguments: exact) func quantilesAreExact(_ one: Case) throws {
    var session = Sessions.bare.with(samples: 10)
    let quantity = try session.quantity(one.expression)
    #expect(quantity.isCertain)
    #expect(abs(quantity.mean - one.value) <= one.tolerance)
  }

  /// What samples say, within what so many of them allow.
  static let sampled = [
    Case("C013", "mean(1 to 2)", 1.4459567464579708, within: 0.005),
    Case("C014", "sd(1 to 2)", 0.30807857363856295, within: 0.005),
    Case("C023", "mean(lognormal(mu: 1, sigma: 2))", 20.085536923187668, within: 2),
    Case("C028", "sd(bernoulli(0.2))", 0.4, within: 0.005),
    Case("C032", "mean(uniform(1e-5, 12.345))", 6.172505, within: 0.04),
    Case("C041", "sd(normal(5, 2) + normal(10, 2))", 2.8284271247461903, within: 0.03),
    Case("C043", "sd(normal(10, 2) * 2)", 4, within: 0.04),
    Case("C046", "median(ln(2 * lognormal(mu: 5, sigma: 2)))", 5.693147180559945, within: 0.03),
    Case("C047", "median(ln(2 / lognormal(mu: 5, sigma: 2)))", -4.306852819440055, within: 0.03),
    Case(
      "C055", "mean(lognormal(mu: 2, sigma: 1) * triangular(low: 1, mode: 10, high: 50))",
      247.71071053430396, within: 6),
    Case(
      "C056", "mean(exponential(mean: 1 / 1.234) * uniform(7, 10))", 6.888168557536467, within: 0.12
    ),
    Case(
      "C100", "p95((8.1M to 8.4M) * (0.2 to 1) / 100 / (2k to 50k))", 22.305361866253953,
      within: 0.8),
    Case(
      "C101", "p5((8.1M to 8.4M) * (0.2 to 1) / 100 / (2k to 50k))", 0.610077526721844, within: 0.02
    ),
  ]

  @Test(arguments: sampled) func samplesComeNear(_ one: Case) throws {
    var session = Sessions.bare.with(samples: 100_000)
    #expect(abs(try session.quantity(one.expression).mean - one.value) <= one.tolerance)
  }
}
