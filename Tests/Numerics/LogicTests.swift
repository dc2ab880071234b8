import AISNumerics
import Testing

@Suite struct LogicTests {
  @Test func comparisonsAnswerOneOrZero() {
    for a in oddNumbers where !a.isNaN {
      for b in oddNumbers where !b.isNaN {
        #expect(Kernels.less(a, b) == (a < b ? 1 : 0))
        #expect(Kernels.lessOrEqual(a, b) == (a <= b ? 1 : 0))
        #expect(Kernels.equal(a, b) == (a == b ? 1 : 0))
        #expect(Kernels.notEqual(a, b) == (a != b ? 1 : 0))
      }
    }
  }

  @Test func comparisonsKeepNaN() {
    let all =
      [Kernels.less, Kernels.lessOrEqual, Kernels.equal, Kernels.notEqual]
      as [(Double, Double) -> Double]
    for compare in all {
      for x in oddNumbers { #expect(compare(x, .nan).isNaN && compare(.nan, x).isNaN) }
    }
  }

  @Test func truthTables() {
    let unknown = Double.nan
    for (a, b, and, or) in [
      (0, 0, 0, 0), (0, 1, 0, 1), (1, 0, 0, 1), (1, 1, 1, 1), (2, -3, 1, 1), (0, .infinity, 0, 1),
      (0, unknown, 0, unknown), (unknown, 0, 0, unknown), (1, unknown, unknown, 1),
      (unknown, 1, unknown, 1), (unknown, unknown, unknown, unknown),
    ] {
      #expect(bits(Kernels.and(a, b)) == bits(and), "\(a) and \(b)")
      #expect(bits(Kernels.or(a, b)) == bits(or), "\(a) or \(b)")
    }
    #expect(Kernels.not(0) == 1 && Kernels.not(-0.0) == 1 && Kernels.not(1) == 0)
    #expect(Kernels.not(.infinity) == 0 && Kernels.not(.nan).isNaN)
  }

  @Test func selectTakesBits() {
    for x in oddNumbers {
      for y in oddNumbers {
        #expect(bits(Kernels.select(1, x, y)) == bits(x))
        #expect(bits(Kernels.select(0, x, y)) == bits(y))
        #expect(Kernels.select(.nan, x, y).isNaN)
      }
    }
    #expect(Kernels.select(-0.0, 1, 2) == 2 && Kernels.select(-5, 1, 2) == 1)
  }
}
