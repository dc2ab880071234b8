import AISLanguage
import AISTestSupport
import Testing

/// `correlate a, b = 60%`.
@Suite struct CorrelationTests {
  private let inputs = """
    let a = uniform(-1, 1); let b = normal(0, 1); let c = 10 to 20; let d = gamma(shape: 2, scale: 3)
    """

  private func session(_ statements: String, samples: Int = 100_000) throws -> Session {
    var session = Sessions.bare.with(samples: samples)
    try session.define(inputs)
    if !statements.isEmpty { try session.define(statements) }
    return session
  }

  /// Spearman's rank correlation from the chance that both are on one side of their medians and finer
  /// steps: 12 E[(F(a) − ½) (G(b) − ½)], with the ranks cut into 20.
  private func rankCorrelation(_ a: String, _ b: String, _ session: inout Session) throws -> Double
  {
    func rank(_ name: String, _ session: inout Session) throws -> String {
      var terms: [String] = []
      for step in 0..<20 {
        let edge = try session.quantity("quantile(\(name), \(Double(step * 2 + 1) / 40))").mean
        terms.append("(if \(name) < (0 - 1) * (\(-edge)) then 0 else 1)")
      }
      return "(" + terms.joined(separator: " + ") + ") / 20"
    }
    let (first, second) = (try rank(a, &session), try rank(b, &session))
    return 12 * (try session.quantity("mean((\(first) - 0.5) * (\(second) - 0.5))").mean)
  }

  @Test(arguments: [0.5, -0.7, 0.9, 0, 1, -1])
  func theRankCorrelationIsTheOneAskedFor(_ wanted: Double) throws {
    var session = try session("correlate a, d = \(wanted < 0 ? "-" : "")\(abs(wanted))")
    let found = try rankCorrelation("a", "d", &session)
    #expect(abs(found - wanted) < 0.015, "\(found)")
  }

  @Test(arguments: ["random", "lhs", "sobol"])
  func everyInputKeepsItsDraws(_ sampling: String) throws {
    var plain = try session("", samples: 40_000)
    var mixed = try session("correlate a, b, c, d = 40%", samples: 40_000)
    plain.options.samplingName = sampling
    mixed.options.samplingName = sampling
    for name in ["a", "b", "c", "d"] {
      let (before, after) = (try plain.quantity(name), try mixed.quantity(name))
      #expect(before.p5 == after.p5 && before.p50 == after.p50 && before.p95 == after.p95)
      #expect(abs(before.mean - after.mean) < 1e-9)
    }
  }

  @Test func everyInputKeepsItsDistribution() throws {
    var plain = try session("")
    var mixed = try session("correlate a, b, c, d = 40%")
    for name in ["a", "b", "c", "d"] {
      for statistic in ["p5", "p25", "p50", "p75", "p95"] {
        // sampled, not told from the law: the sum with a draw of no size has no law
        let line = "quantile(if P(\(name) < 0) < 2 then \(name) else 0, \(statistic.dropFirst())%)"
        let (before, after) = (try plain.quantity(line), try mixed.quantity(line))
        #expect(abs(before.mean - after.mean) < 0.05 * (1 + abs(before.mean)), "\(name)")
      }
      let (before, after) = (try plain.quantity(name), try mixed.quantity(name))
      let deviation = before.deviation ?? 0
      #expect(abs((after.deviation ?? 0) - deviation) < 0.02 * deviation)
      #expect(abs(after.mean - before.mean) < 0.02 * deviation)
    }
  }

  @Test func noOtherInputMoves() throws {
    var plain = try session("", samples: 1_000)
    var mixed = try session("correlate a, b = 40%", samples: 1_000)
    for name in ["a", "c", "d"] {
      let (before, after) = (try plain.quantity(name), try mixed.quantity(name))
      #expect(before.mean == after.mean && before.p5 == after.p5 && before.p95 == after.p95)
    }
  }

  @Test func sumsKnowTheCorrelation() throws {
    var session = Sessions.bare
    try session.define("let x = normal(0, 3); let y = normal(0, 4); correlate x, y = 1")
    #expect(abs(try session.quantity("sd(x + y)").mean - 7) < 1e-12)
    #expect(abs(try session.quantity("sd(x - y)").mean - 1) < 1e-12)
  }

  @Test func anOverriddenInputStaysCorrelated() throws {
    var session = try session("correlate a, b = 1")
    let gap = try session.quantity("(b under { a = uniform(0, 9) }) - b")
    let quarter = try session.quantity("P(a < 4.5) under { a = uniform(0, 9) and d = 1 to 2 }")
    #expect(abs(quarter.mean - 0.5) < 0.01)
    #expect(gap.mean == 0 && gap.isCertain)
    let both = "P(a < 4.5 and b < 0) under { a = uniform(0, 9) }"
    #expect(abs(try session.quantity(both).mean - 0.5) < 0.01)
  }

  @Test func metricsOfAKindAreCorrelatedForEachEntity() throws {
    var session = Sessions.bare.with(samples: 20_000)
    try session.define(
      """
      kind shop { price: money; cost: money; margin = price - cost }
      shop A { price = normal($10, $1); cost = normal($5, $1) }
      shop B { price = normal($10, $1); cost = normal($5, $1) }
      correlate price, cost = 1
      """)
    // the highest of 16,384 draws goes with the highest of the others, which is not the same
    #expect(abs(try session.quantity("sd(A.margin)").mean) < 0.05)
    #expect(abs(try session.quantity("sd(A.price - B.price)").mean - 2.0.squareRoot()) < 0.03)
  }

  @Test func theLastWordOnAPairCounts() throws {
    var session = Sessions.bare
    try session.define("let x = normal(0, 3); let y = normal(0, 4); correlate x, y = 1")
    try session.define("correlate y, x = -1")
    #expect(abs(try session.quantity("sd(x + y)").mean - 1) < 1e-12)
    try session.define("correlate x, y = 0")
    #expect(abs(try session.quantity("sd(x + y)").mean - 5) < 1e-12)
  }
}
