import AISLanguage
import AISTestSupport
import Testing

/// Samples of what is hard to sample: parts far from each other, long tails, many samples.
@Suite struct LimitTests {
  /// A session with `x` of a distribution, in which `x` and 0 apart from it have no known law.
  private func session(_ distribution: String, samples: Int) throws -> Session {
    var session = Sessions.bare.with(samples: samples, threads: 2)
    try session.define("let x = \(distribution)")
    return session
  }

  /// The same values as `x` without its law: what is said of it is said of its samples.
  private static let sampled = "(if P(x < 0) < 2 then x else 0)"

  @Test func partsOfAMixtureMayBeFarFromEachOther() throws {
    var session = try session("mixture(normal(1, 1), normal(1e11, 1))", samples: 400_000)
    let mean = try session.quantity("mean(\(Self.sampled))").mean
    #expect(abs(mean - 5e10) < 5e8)
    #expect(mean != 5e10)
    let quantity = try session.quantity(Self.sampled)
    #expect(abs(quantity.mean - 5e10) < 5e8)
    #expect(abs((quantity.deviation ?? 0) - 5e10) < 5e8)
    #expect(abs((quantity.p5 ?? 0) - -0.28) < 0.05)
    #expect(abs((quantity.p95 ?? 0) - 100_000_000_001.28) < 0.05)
    #expect(abs(try session.quantity("mean(x)").mean - 50_000_000_000.5) < 1e-3)
  }

  /// The mean is exp(σ²/2) (Φ(b − σ) − Φ(a − σ)) / (Φ(b) − Φ(a)), where a and b are the logarithms of the
  /// bounds over σ (Johnson, Kotz and Balakrishnan 1994, 14.9), computed with 40 digits.
  @Test func aWideTruncatedLognormalHasItsMean() throws {
    let law = "truncate(lognormal(mu: 0, sigma: 3), 0.001, 1_000_000)"
    let mean = 86.052390997537711
    var exact = try session(law, samples: 100)
    #expect(abs(try exact.quantity("mean(x)").mean / mean - 1) < 1e-9)
    var session = try session(law, samples: 1_000_000)
    let quantity = try session.quantity(Self.sampled)
    #expect(abs(quantity.mean - mean) < 5 * (quantity.deviation ?? 0) / 1_000)
    // an even spread of the draws takes most of the error away
    session.options.samplingName = "lhs"
    #expect(abs(try session.quantity(Self.sampled).mean / mean - 1) < 0.01)
  }

  @Test func theLargestOfAMillionSamplesIsFound() throws {
    var session = try session("uniform(0, 1)", samples: 1_000_000)
    // of one distribution alone the end is known
    #expect(try session.quantity("quantile(x, 100%)").mean == 1)
    let largest = try session.quantity("quantile(max(x, uniform(0, 1)), 100%)").mean
    #expect(largest > 1 - 2e-5 && largest < 1)
    #expect(try session.quantity("P(x > \(largest))").mean < 2e-5)
  }
}
