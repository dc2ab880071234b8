import AISNumerics
import Testing

@Suite struct StatisticsTests {
  @Test func sumsOfWholeNumbersAreExact() {
    for count in [0, 1, 2, 15, 16, 17, 100, 4095, 4096, 4097, 8192, 12_289, 100_000] {
      let column = (0..<count).map(Double.init)
      #expect(Kernels.sum(of: column, count: count) == Double(count * (count - 1) / 2))
    }
  }

  /// The order is part of the contract: lanes, then a tree, then runs in pairs.
  @Test func sumsAreAddedUpInTheStatedOrder() {
    for count in [5, 16, 100, 4096, 5000, 20_000] {
      let column = normal(count)
      #expect(Kernels.sum(of: column, count: count) == pairwise(column[...]))
    }
  }

  private func pairwise(_ column: ArraySlice<Double>) -> Double {
    if column.count > 4096 {
      var half = 4096
      while half < column.count - half { half *= 2 }
      return pairwise(column.prefix(half)) + pairwise(column.dropFirst(half))
    }
    var lanes = [Double](repeating: 0, count: 16)
    for (i, x) in column.enumerated() { lanes[i % 16] += x }
    while lanes.count > 1 {
      let half = lanes.count / 2
      lanes = (0..<half).map { lanes[$0] + lanes[$0 + half] }
    }
    return lanes[0]
  }

  @Test func meanOfEqualElementsIsExact() {
    for value in [0.1, 1.0 / 3, 1e308, -0x7p-1030, .infinity, -.infinity] {
      for count in [1, 2, 3, 10, 1000, 9999] {
        let column = [Double](repeating: value, count: count)
        #expect(Kernels.mean(of: column, count: count) == value)
      }
    }
    #expect(Kernels.mean(of: [1, 2, 4, 5], count: 4) == 3)
    #expect(Kernels.mean(of: [], count: 0).isNaN && Kernels.mean(of: [.nan, 1], count: 2).isNaN)
  }

  @Test func deviations() {
    #expect(Kernels.sumOfSquaredDeviations(of: [1, 2, 3, 4, 5], from: 3, count: 5) == 10)
    let count = 30_000
    let z = normal(count)
    let mean = Kernels.mean(of: z, count: count)
    let plain = z.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let sum = Kernels.sumOfSquaredDeviations(of: z, from: mean, count: count)
    #expect((sum - plain).magnitude < 1e-10 * plain)
  }

  @Test func census() {
    for count in [0, 1, 15, 16, 17, 1000, 5000] {
      var column = normal(count)
      let ordinary = Kernels.census(of: column, count: count)
      #expect(ordinary.notFinite == 0)
      #expect(ordinary.minimum == column.min() ?? .infinity)
      #expect(ordinary.maximum == column.max() ?? -.infinity)
      guard count > 100 else { continue }
      for i in 0..<5 { column[7 * i] = .nan }
      for i in 0..<3 { column[11 * i + 1] = .infinity }
      column[2] = -.infinity
      let finite = column.filter(\.isFinite)
      let census = Kernels.census(of: column, count: count)
      #expect(census.nan == column.count(where: \.isNaN))
      #expect(census.positiveInfinity == 3 && census.negativeInfinity == 1)
      #expect(census.minimum == finite.min() && census.maximum == finite.max())
      #expect(census.notFinite == count - finite.count)
    }
  }

  @Test func extremes() {
    let column = normal(777)
    #expect(Kernels.minimum(of: column, count: 777) == column.min())
    #expect(Kernels.maximum(of: column, count: 777) == column.max())
    #expect(Kernels.minimum(of: column + [-.infinity], count: 778) == -.infinity)
    #expect(Kernels.maximum(of: column + [.infinity], count: 778) == .infinity)
    #expect(Kernels.minimum(of: column + [.nan], count: 778).isNaN)
    #expect(Kernels.maximum(of: column + [.nan], count: 778).isNaN)
    #expect(Kernels.minimum(of: [], count: 0) == .infinity)
    #expect(Kernels.maximum(of: [.infinity], count: 1) == .infinity)
  }
}
