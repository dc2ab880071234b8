import AISNumerics
import Testing

/// A tabulated quantile is the one that iteration finds.
@Suite struct QuantileTableTests {
  typealias Law = QuantileTable.Law

  static let smooth: [Law] =
    [0.01, 0.05, 0.3, 0.5, 1, 2.5, 30, 1000, 1e5].map { .gamma(shape: $0) }
    + [
      (0.5, 0.5), (1, 1), (2, 5), (3, 2), (128, 1), (30, 40), (0.2, 7), (0.01, 0.01), (2.5, 0.5),
      (5e4, 0.5),
    ].map { .beta(alpha: $0, beta: $1) }

  static let counts: [Law] =
    [0.1, 1, 3, 100, 20_000, 1e6].map { .poisson(mean: $0) }
    + [(1, 0.5), (20, 0.3), (1000, 0.01), (50, 1), (1e7, 0.4)].map { .binomial(trials: $0, p: $1) }

  /// Draws, and what draws seldom are.
  static let probabilities =
    uniform(100, key: 4) + [
      0x1p-53, 1 - 0x1p-53, 1e-10, 1 - 1e-10, 0.5, 1e-15, 1e-18, 1e-300, 0, 1,
    ]

  @Test(arguments: smooth) func tabulatedQuantilesAreThoseOfIteration(law: Law) {
    let u = Self.probabilities
    for (u, x) in zip(u, tabulated(law, u)) {
      let exact = iterated(law, u)
      #expect(x == exact || (x - exact).magnitude <= 5e-12 * exact, "\(law) at \(u)")
    }
  }

  @Test(arguments: counts) func tabulatedCountsAreThoseOfIteration(law: Law) {
    let u = Array(Self.probabilities.suffix(60))
    #expect(tabulated(law, u) == u.map { iterated(law, $0) })
  }

  @Test(arguments: smooth + counts) func quantilesGrow(law: Law) {
    let x = tabulated(law, Self.probabilities.sorted())
    #expect(zip(x, x.dropFirst()).allSatisfy { $0 <= $1 * (1 + 1e-14) })
  }

  @Test(arguments: smooth + counts) func aDrawDoesNotDependOnItsBlock(law: Law) {
    let u = Self.probabilities
    let table = QuantileTable(law)
    let whole = block(u.count) { table.quantiles($0, u, count: u.count) }
    for index in u.indices.prefix(40) {
      let one = block(1) { table.quantiles($0, [u[index]], count: 1) }
      #expect(one[0].bitPattern == whole[index].bitPattern)
    }
  }

  @Test func whatIsNoProbabilityHasNoQuantile() {
    for law: Law in [.gamma(shape: 2), .beta(alpha: 2, beta: 3), .poisson(mean: 3)] {
      #expect(tabulated(law, [-0.5, 1.5, .nan]).allSatisfy { $0.isNaN })
    }
    let wrong: [Law] = [.gamma(shape: -1), .beta(alpha: 0, beta: 1), .binomial(trials: 3, p: 2)]
    for law in wrong { #expect(tabulated(law, [0.2, 0.7]).allSatisfy { $0.isNaN }) }
  }

  private func tabulated(_ law: Law, _ u: [Double]) -> [Double] {
    let table = QuantileTable(law)
    return block(u.count) { table.quantiles($0, u, count: u.count) }
  }

  private func iterated(_ law: Law, _ u: Double) -> Double {
    switch law {
    case .gamma(let shape): Kernels.gammaQuantile(lower: u, upper: 1 - u, shape: shape)
    case .beta(let alpha, let beta):
      Kernels.betaQuantile(lower: u, upper: 1 - u, alpha: alpha, beta: beta)
    case .poisson(let mean): Kernels.poissonQuantile(lower: u, upper: 1 - u, mean: mean)
    case .binomial(let trials, let p):
      Kernels.binomialQuantile(lower: u, upper: 1 - u, trials: trials, p: p)
    }
  }
}
