import AISNumerics
import Testing

@Suite struct QuantileTests {
  static let probabilities = [
    0.5, 0.05, 0.95, 0, 1, 0.001, 0.999, 0.25, 0.75, 0.5, 0.1, 0.9, 1e-9, 0.99999,
  ]

  /// A way to fill a column with `count` elements.
  struct Shape: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let column: @Sendable (Int) -> [Double]

    static let all = [
      Shape(testDescription: "normal") { normal($0) },
      Shape(testDescription: "lognormal, wide") { normal($0).map { Kernels.exp($0 * 8) } },
      Shape(testDescription: "far from 0") { uniform($0).map { $0 + 1e6 } },
      Shape(testDescription: "below 0") { uniform($0).map { -1e-3 - $0 } },
      Shape(testDescription: "ascending") { (0..<$0).map(Double.init) },
      Shape(testDescription: "constant") { [Double](repeating: 0.1, count: $0) },
      Shape(testDescription: "few values") { uniform($0).map { ($0 * 4).rounded() - 2 } },
      Shape(testDescription: "ties on top") { normal($0).map { min($0, 0.3) } },
      Shape(testDescription: "one far away") { [1e300] + normal($0).dropFirst() },
      Shape(testDescription: "neighbouring doubles") {
        uniform($0).map { 2 + ($0 * 40).rounded() * 0x1p-52 - 0x1p-48 }
      },
      Shape(testDescription: "two neighbours") { uniform($0).map { $0 < 0.7 ? 2.nextDown : 2 } },
      Shape(testDescription: "all exponents") {
        uniform($0).map { Double(bitPattern: UInt64($0 * 0x1p63) % 0x7ff0_0000_0000_0000) }
      },
      Shape(testDescription: "smallest") {
        normal($0).map { ($0 * 5).rounded() * .leastNonzeroMagnitude }
      },
      Shape(testDescription: "largest") { normal($0).map { Kernels.exp(709 + $0 / 2) * ($0 / 8) } },
      Shape(testDescription: "with infinities") {
        zip(normal($0), uniform($0, key: 2)).map {
          $1 < 0.1 ? -.infinity : $1 > 0.7 ? .infinity : $0
        }
      },
      Shape(testDescription: "infinite") { uniform($0).map { $0 < 0.5 ? -.infinity : .infinity } },
    ]
  }

  @Test(arguments: Shape.all) func quantilesAreThoseOfTheSortedColumn(shape: Shape) {
    for count in [1, 2, 3, 10, 31, 32, 33, 100, 1000, 10_001] {
      let column = shape.column(count)
      let sorted = column.sorted()
      let quantiles = Kernels.quantiles(of: column, count: count, at: Self.probabilities)
      for (p, quantile) in zip(Self.probabilities, quantiles) {
        let position = Double(count - 1) * p
        let below = sorted[Int(position)]
        let above = sorted[min(Int(position) + 1, count - 1)]
        let expected = interpolate(below, above, position - position.rounded(.down))
        let error = (quantile - expected).magnitude
        #expect(quantile == expected || error <= 2 * max(below.ulp, above.ulp), "\(p)")
        #expect(quantile >= below && quantile <= above)
      }
    }
  }

  private func interpolate(_ a: Double, _ b: Double, _ fraction: Double) -> Double {
    if fraction == 0 || a == b || a == -.infinity { return a }
    return b == .infinity ? b : a * (1 - fraction) + b * fraction
  }

  /// Even where the position is a rank only after rounding, and the next element is infinite.
  @Test func orderStatisticsAreElementsToTheBit() {
    let ranks = Array(stride(from: 0, through: 5000, by: 50))
    for last in [850, 4250, 5000] {
      let limit = normal(5001).sorted()[last]
      let column = normal(5001).map { $0 <= limit ? $0 : .infinity }
      let sorted = column.sorted()
      let probabilities = ranks.map { Double($0) / 5000 }
      let quantiles = Kernels.quantiles(of: column, count: 5001, at: probabilities)
      #expect(quantiles == ranks.map { sorted[$0] })
    }
  }

  @Test func interpolationByNamedCases() {
    func quantile(_ column: [Double], _ p: Double) -> Double {
      Kernels.quantiles(of: column, count: column.count, at: [p])[0]
    }
    #expect(quantile([1, 2, 3, 4], 0.5) == 2.5 && quantile([4, 1, 3, 2], 0.25) == 1.75)
    #expect(quantile([0.1, 0.1, 0.1], 0.3) == 0.1)
    #expect(quantile([1, .infinity], 0.5) == .infinity && quantile([1, .infinity], 0) == 1)
    #expect(quantile([1, .infinity, 2], 0.5) == 2 && quantile([-.infinity, 2], 0.5) == -.infinity)
    #expect(quantile([.infinity, .infinity], 0.5) == .infinity)
    let far = Double.greatestFiniteMagnitude
    #expect(quantile([-far, far], 0.5) == 0 && quantile([-far, far], 0.75) < far)
    #expect(Kernels.quantiles(of: [1, 2], count: 2, at: []) == [])
  }

  @Test func theColumnIsNotModified() {
    let column = normal(3000)
    let copy = column.map { $0 + 0 }
    _ = Kernels.quantiles(of: column, count: 3000, at: Self.probabilities)
    #expect(column.map(bits) == copy.map(bits))
  }
}
