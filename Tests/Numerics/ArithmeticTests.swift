import AISNumerics
import Testing

@Suite struct ArithmeticTests {
  @Test func divisionByZeroIsNotANumber() {
    for x in oddNumbers {
      #expect(Kernels.divide(x, 0).isNaN)
      #expect(Kernels.divide(x, -0.0).isNaN)
    }
    #expect(Kernels.divide(1, 0x1p-1030) == .infinity)
    #expect(Kernels.divide(1e300, 1e-300) == .infinity)
    #expect(Kernels.divide(.infinity, .infinity).isNaN)
    #expect(Kernels.divide(1, .infinity) == 0)
    #expect(Kernels.divide(1, 3) == 1.0 / 3)
  }

  @Test func minimumAndMaximumKeepNaN() {
    #expect(Kernels.minimum(1, 2) == 1 && Kernels.minimum(2, 1) == 1)
    #expect(Kernels.maximum(1, 2) == 2 && Kernels.maximum(2, 1) == 2)
    #expect(Kernels.minimum(-.infinity, 1) == -.infinity)
    for x in oddNumbers {
      #expect(Kernels.minimum(x, .nan).isNaN && Kernels.minimum(.nan, x).isNaN)
      #expect(Kernels.maximum(x, .nan).isNaN && Kernels.maximum(.nan, x).isNaN)
    }
  }

  @Test func signAndRoot() {
    #expect(bits(Kernels.negate(0)) == bits(-0.0))
    #expect(bits(Kernels.absolute(-0.0)) == bits(0))
    #expect(Kernels.absolute(-.infinity) == .infinity)
    #expect(Kernels.squareRoot(2) == 2.0.squareRoot())
    #expect(Kernels.squareRoot(-1).isNaN)
    #expect(bits(Kernels.squareRoot(-0.0)) == bits(-0.0))
  }

  @Test func floorAndRoundAreExact() {
    let half = 0.5
    let beside = [
      half.nextDown, half, half.nextUp, 1.5, 2.5, 0x1p51 + 0.5, 0x1p52 - 0.5, 0x1p53 - 1,
    ]
    for x in oddNumbers + beside + beside.map(-) + normal(1000).map({ $0 * 100 }) {
      #expect(bits(Kernels.floor(x)) == bits(x.rounded(.down)), "floor \(x)")
      #expect(bits(Kernels.round(x)) == bits(x.rounded(.toNearestOrAwayFromZero)), "round \(x)")
    }
  }

  @Test func moduloHasTheSignOfTheDivisor() {
    let cases: [(Double, Double, Double)] = [
      (7, 4, 3), (-1, 4, 3), (1, -4, -3), (-7, -4, -3), (8, 4, 0), (-8, 4, 0), (5.5, 2, 1.5),
      (-5.5, 2, 0.5), (0.3, 0.1, 0.09999999999999998), (-1e-300, 3, 3), (-1, .infinity, .infinity),
      (1, .infinity, 1), (1e300, 7, 1), (.greatestFiniteMagnitude, .leastNonzeroMagnitude, 0),
    ]
    for (a, b, expected) in cases { #expect(Kernels.modulo(a, b) == expected, "\(a) mod \(b)") }
    #expect(Kernels.modulo(-8, 4).sign == .plus && Kernels.modulo(8, -4).sign == .minus)
    for x in oddNumbers {
      #expect(Kernels.modulo(x, 0).isNaN)
      #expect(Kernels.modulo(.infinity, x).isNaN)
    }
  }

  /// The standard library's remainder is exact, and so is the addition where the signs are the
  /// same.
  @Test func moduloIsExact() {
    let large =
      (48...70).map { Double(sign: .plus, exponent: $0, significand: 1.2345678) }
      + [0.6 * .greatestFiniteMagnitude]
    let numbers = oddNumbers + large + normal(60, key: 9).map { $0 * 1000 } + normal(60, key: 8)
    for a in numbers where a.isFinite {
      for b in numbers where b != 0 {
        let truncated = a.truncatingRemainder(dividingBy: b)
        let apart = truncated != 0 && (truncated < 0) != (b < 0)
        let expected = apart ? truncated + b : truncated
        let result = Kernels.modulo(a, b)
        #expect(result == expected || (result.isNaN && b.isNaN), "\(a) mod \(b)")
      }
    }
  }
}
