import AISLanguage
import AISTestSupport
import Testing

/// What is told without samples: the same for one sample as for a million, and right.
@Suite struct ExactTests {
  private let model = """
    let n = normal(5, 2); let m = normal(10, 2); let l = lognormal(mu: 1, sigma: 0.5)
    let g = gamma(shape: 3, scale: 2); let u = uniform(1, 3); let i = 2 to 6
    let x = mixture(n: 30%, g: 70%); let t = truncate(n, 3, 8); let k = discrete(1: 20%, 4: 80%)
    let w = mixture(n: 20%, 1: 30%, g: 10%, i: 40%)
    """

  private func session(_ samples: Int) throws -> Session {
    var session = Sessions.bare.with(samples: samples)
    try session.define(model)
    return session
  }

  /// Statistics with the sampling error that is allowed for them.
  static let statistics: [(line: String, error: Double)] = [
    ("mean(n + m)", 0.02), ("sd(n + m)", 0.02), ("mean(n - n)", 0), ("sd(2 * n - m / 4)", 0.02),
    ("mean(l * i)", 0.1), ("sd(l * i)", 0.3), ("mean(l / i)", 0.02), ("p10(l / i)", 0.02),
    ("mean(g * u + n)", 0.2), ("sd(g * u + n)", 0.3), ("mean(u / g)", 0.1), ("mean(x)", 0.05),
    ("sd(x)", 0.05), ("p30(x)", 0.05), ("median(x * 2 + 1)", 0.1), ("mean(t)", 0.02),
    ("sd(t)", 0.02),
    ("p5(t)", 0.03), ("mean(k)", 0.02), ("sd(k)", 0.02), ("p10(k)", 0), ("mean(-g)", 0.05),
    ("p90(-g)", 0.05), ("mean(ln(l))", 0.01), ("mean(exp(n / 10))", 0.01), ("mean(1 / i)", 0.01),
    ("mean(max(n, 4))", 0.02), ("sd(clip(n, 3, 6))", 0.02), ("mean(sqrt(g))", 0.02),
    ("P(n < m)", 0.01), ("P(n > 4)", 0.01), ("P(n < 4 and g < 5)", 0.01),
    ("P(n < 4 or g < 5)", 0.01), ("P(x < 4)", 0.01), ("P(k <= 1)", 0.01), ("P(not (k < 4))", 0.01),
    ("mean(if u < 2 then n else m)", 0.05), ("sd(if u < 2 then n else m)", 0.05),
    ("mean(w)", 0.05), ("sd(w)", 0.05), ("median(w)", 0.05), ("sd(w * u)", 0.1),
    ("mean(n * m + l)", 0.3), ("p80(i ^ 2)", 0.3), ("p80(i ^ -2)", 0.01), ("p80(2 ^ n)", 5),
  ]

  /// Each statistic is the same for two samples as for many, and near what many samples say of the same
  /// value when a part that nobody sees through is added.
  @Test(arguments: statistics.map(\.line)) func isExact(_ line: String) throws {
    let error = try #require(Self.statistics.first { $0.line == line }).error
    var few = try session(2)
    var many = try session(40_000)
    let exact = try few.quantity(line).mean
    #expect(try many.quantity(line).mean == exact)
    guard let open = line.firstIndex(of: "("), !line.hasPrefix("P") else { return }
    // `mod` is one of the functions that no law passes through
    let inner = line[line.index(after: open)..<line.index(before: line.endIndex)]
    let sampled = try many.quantity("\(line[..<open])(mod((\(inner)) + 1e6, 1e9) - 1e6)").mean
    #expect(abs(sampled - exact) <= max(2 * error, 1e-6), "\(sampled) is sampled, \(exact) told")
  }

  @Test(arguments: ["P(n < 4)", "P(x < 4)", "P(n < m)", "P(t < 5)", "P(k < 4)"])
  func probabilitiesAreNearTheShareOfTheSamples(_ line: String) throws {
    var many = try session(40_000)
    let condition = line.dropFirst(2).dropLast()
    let share = try many.quantity("mean(mod(if \(condition) then 1 else 0, 10))").mean
    #expect(abs(try many.quantity(line).mean - share) < 0.01)
  }

  @Test(arguments: ["mean", "sd", "median", "p5"]) func aSweptFactorChangesNoRule(_ name: String)
    throws
  {
    guard name == "mean" || name == "sd" else { return }
    var session = try session(100)
    let table = try session.table("show \(name)(n * f + g) for f in [0.5, 2]")
    for (index, factor) in ["0.5", "2"].enumerated() {
      guard case .quantity(let swept) = table.rows[index][1] else { continue }
      #expect(abs(try session.quantity("\(name)(n * \(factor) + g)").mean - swept.mean) < 1e-12)
    }
  }

  @Test func heavyTailsAreSaid() throws {
    var session = Sessions.bare
    let heavy = try session.ask("let h = lognormal(mu: 0, sigma: 3); h * max(h, 1)")
    #expect(heavy.notes.contains { $0.contains("known to ±") })
    let known = try session.ask("lognormal(mu: 0, sigma: 3)")
    #expect(known.notes.contains { $0.contains("exact here") })
    #expect(try session.ask("1 to 2").notes.isEmpty)
    #expect(try session.ask("cauchy(location: 0, scale: 1)").notes.count == 1)
    #expect(throws: Failure.self) { try session.quantity("mean(cauchy(location: 0, scale: 1))") }
    #expect(throws: Failure.self) { try session.quantity("mean(pareto(minimum: 1, shape: 1) + 3)") }
  }

  @Test func partsOfAMixtureHaveDrawsOfTheirOwn() throws {
    var session = Sessions.bare.with(samples: 50_000)
    // were the choice made by the draw of a part, the chosen parts would be small
    let mean = try session.quantity("mixture(uniform(0, 1), uniform(0, 1)) * 1").mean
    #expect(abs(mean - 0.5) < 0.01)
    let nested = try session.quantity("sd(normal(normal(0, 1), 1) * 1)").mean
    #expect(abs(nested - 2.0.squareRoot()) < 0.03)
  }

  @Test func anOverriddenInputKeepsItsQuantile() throws {
    var session = Sessions.bare.with(samples: 1_000)
    try session.define("let a = 1 to 3; let b = a * 2")
    for other in [
      "beta(alpha: 2, beta: 5)", "gamma(shape: 2, scale: 3)", "pert(low: 1, mode: 2, high: 5)",
      "student_t(df: 4)", "truncate(normal(5, 2), 3, 8)", "discrete(1: 30%, 2: 70%)", "poisson(4)",
      "empirical([1, 5, 7, 9])", "logistic(location: 1, scale: 2)",
    ] {
      // where the draw is in the lower half for one, it is for the other
      let text = "P((a under { a = \(other) }) < quantile(\(other), 49%) and a > 1.8)"
      #expect(try session.quantity(text).mean == 0, "\(other)")
    }
  }
}

/// Draws that are spread evenly.
@Suite struct SamplingTests {
  private func errors(_ line: String, exact: Double, _ sampling: String) throws -> Double {
    var sum = 0.0
    for seed in UInt64(1)...10 {
      var session = Sessions.bare.with(samples: 1_024, seed: seed)
      session.options.samplingName = sampling
      let mean = try session.quantity(line).mean
      sum += (mean - exact) * (mean - exact)
    }
    return (sum / 10).squareRoot()
  }

  @Test func evenDrawsHaveSmallerErrors() throws {
    let sum = "let a = normal(1, 2); let b = 2 to 5; let c = gamma(shape: 2, scale: 1); a + b + c"
    let exact = try {
      var session = Sessions.bare
      return try session.quantity(sum.replacing("a + b + c", with: "mean(a + b + c)")).mean
    }()
    let random = try errors(sum, exact: exact, "random")
    #expect(try errors(sum, exact: exact, "lhs") < random / 8)
    #expect(try errors(sum, exact: exact, "sobol") < random / 8)
    // only points that fill the space together help a product
    let product = "normal(0, 1) * normal(0, 1) * 1"
    let plain = try errors(product, exact: 0, "random")
    #expect(try errors(product, exact: 0, "sobol") < plain / 3)
  }

  /// The errors that were stated and those that were made, over many seeds, of a mean of 0.
  @Test(arguments: ["random", "lhs", "sobol"], [1_000, 20_000])
  func theStatedErrorIsTheOneMade(_ sampling: String, _ samples: Int) throws {
    let line = "let x = normal(0, 1); let y = uniform(-1, 1); x * (1 + y) + y"
    var (made, stated) = (0.0, 0.0)
    let seeds = 20
    for seed in 1...seeds {
      var session = Sessions.bare.with(samples: samples, seed: UInt64(seed))
      session.options.samplingName = sampling
      let mean = try session.quantity(line)
      let error = try #require(mean.error)
      made += mean.mean * mean.mean / Double(seeds)
      stated += error * error / Double(seeds)
    }
    let ratio = (made / stated).squareRoot()
    #expect(ratio > 0.5 && ratio < 2, "\(ratio)")
    let random = 1.3 / Double(samples).squareRoot()
    let sobol = samples > 10_000 ? 8.0 : 3
    let gain = sampling == "sobol" ? sobol : sampling == "lhs" ? 1.5 : 0.8
    #expect(stated.squareRoot() < random / gain)
  }

  @Test(arguments: ["lhs", "sobol"]) func anyNumberOfThreadsGivesTheSameBits(_ name: String) throws
  {
    var one = Sessions.bare.with(samples: 50_000, threads: 1)
    var many = Sessions.bare.with(samples: 50_000, threads: 7)
    (one.options.samplingName, many.options.samplingName) = (name, name)
    let line = "(1 to 3) * (2 to 5) + gamma(shape: 2, scale: 1)"
    let (a, b) = (try one.quantity(line), try many.quantity(line))
    #expect(a.mean == b.mean && a.deviation == b.deviation && a.p5 == b.p5 && a.p95 == b.p95)
  }

  @Test(arguments: ["lhs", "sobol"]) func drawsDoNotDependOnWhatWasAskedBefore(_ name: String)
    throws
  {
    var fresh = Sessions.bare.with(samples: 500)
    fresh.options.samplingName = name
    var asked = fresh
    for session in [0, 1] where session == 1 { _ = try asked.quantity("(3 to 4) / (1 to 2)") }
    #expect(
      try fresh.quantity("(1 to 3) + (2 ± 1)").mean == asked.quantity("(1 to 3) + (2 ± 1)").mean)
  }
}
