import AISNumerics
import Testing

@Suite struct NormalTests {
  @Test func quantileAtItsEdges() {
    #expect(Kernels.normalQuantile(0) == -.infinity && Kernels.normalQuantile(1) == .infinity)
    #expect(Kernels.normalQuantile(0.5) == 0)
    for outside in [-1e-300, -1, 1.0.nextUp, 2, .infinity, -.infinity, .nan] {
      #expect(Kernels.normalQuantile(outside).isNaN)
    }
    #expect(Kernels.normalQuantile(.leastNonzeroMagnitude) < -38.4)
  }

  @Test func quantileIsAntisymmetric() {
    for u in uniform(2000) + [0x1p-53, 0.075, 0.075.nextUp, 1e-11, 0x1p-36].map({ 1 - $0 }) {
      #expect(Kernels.normalQuantile(1 - u) == -Kernels.normalQuantile(u))
    }
  }

  /// A block without any other odd element, whose far tails alone must be noticed.
  @Test func farTailsInABlock() {
    for exponent in 20...60 {
      let u = [0.5, 0.05, Double(sign: .plus, exponent: -exponent, significand: 1.25)]
      let quantiles = block(3) { Kernels.normalQuantile($0, u, count: 3) }
      #expect(quantiles == u.map(Kernels.normalQuantile))
    }
  }

  @Test func quantileGrowsUpToRounding() {
    let anchors = [0x1p-40, 1e-11, 0.01, 0.075, 0.3, 0.5, 0.925, 0.99]
    for u in anchors {
      var last = -Double.infinity
      var next = u - 200 * u.ulp
      for _ in 0..<400 {
        let z = Kernels.normalQuantile(next)
        #expect(z >= last - 6 * z.ulp)
        last = z
        next = next.nextUp
      }
    }
  }

  @Test func cumulativeAtItsEdges() {
    #expect(Kernels.normalCDF(0) == 0.5)
    #expect(Kernels.normalCDF(-.infinity) == 0 && Kernels.normalCDF(.infinity) == 1)
    #expect(Kernels.normalCDF(.nan).isNaN)
    #expect(Kernels.normalCDF(-38) > 0 && Kernels.normalCDF(-40) == 0 && Kernels.normalCDF(9) == 1)
  }

  @Test func cumulativeUndoesQuantile() {
    for u in uniform(1000) {
      let back = Kernels.normalCDF(Kernels.normalQuantile(u))
      #expect((back - u).magnitude <= 4e-15 * min(u, 1 - u) + 1.2e-16)
    }
  }

  @Test func drawsAreQuantilesOfUniformDraws() {
    for start: UInt64 in [0, 1, 255, 1 << 40] {
      let quantiles = uniform(700, key: 5, seed: 6, start: start).map(Kernels.normalQuantile)
      #expect(normal(700, key: 5, seed: 6, start: start) == quantiles)
    }
  }

  @Test func drawsHaveTheMomentsOfTheNormalDistribution() {
    let count = 200_000
    let z = normal(count, key: 3, seed: 4)
    for (power, expected, variance) in [(1, 0.0, 1.0), (2, 1, 2), (3, 0, 15), (4, 3, 96)] {
      let mean = z.reduce(0) { $0 + Kernels.power($1, Double(power)) } / Double(count)
      #expect((mean - expected).magnitude < 5 * (variance / Double(count)).squareRoot())
    }
  }
}
