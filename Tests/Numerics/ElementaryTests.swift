import AISNumerics
import Testing

@Suite struct ElementaryTests {
  @Test func expIsWithinOneUnitInTheLastPlace() throws {
    try expectErrors(of: "exp", atMost: 0.65, count: 720) { Kernels.exp($0[0]) }
  }

  @Test func logIsWithinOneUnitInTheLastPlace() throws {
    try expectErrors(of: "log", atMost: 0.7, count: 730) { Kernels.log($0[0]) }
  }

  @Test func powerIsWithinOneUnitInTheLastPlace() throws {
    try expectErrors(of: "power", atMost: 0.65, count: 750) { Kernels.power($0[0], $0[1]) }
  }

  @Test func sineIsWithinOneUnitInTheLastPlace() throws {
    try expectErrors(of: "sine", atMost: 0.72, count: 840) { Kernels.sine($0[0]) }
  }

  @Test func cosineIsWithinOneUnitInTheLastPlace() throws {
    try expectErrors(of: "cosine", atMost: 0.72, count: 840) { Kernels.cosine($0[0]) }
  }

  @Test func tangentIsWithinOneUnitInTheLastPlace() throws {
    try expectErrors(of: "tangent", atMost: 0.85, count: 840) { Kernels.tangent($0[0]) }
  }

  @Test func anglesAtTheirEdges() {
    let functions: [(Double) -> Double] = [{ Kernels.sine($0) }, { Kernels.tangent($0) }]
    for function in functions {
      #expect(bits(function(0)) == bits(0) && bits(function(-0.0)) == bits(-0.0))
      #expect(function(.leastNonzeroMagnitude) == .leastNonzeroMagnitude)
      #expect(function(.infinity).isNaN && function(-.infinity).isNaN && function(.nan).isNaN)
    }
    #expect(Kernels.cosine(0) == 1 && Kernels.cosine(-0.0) == 1)
    #expect(Kernels.cosine(.infinity).isNaN && Kernels.cosine(.nan).isNaN)
    // the double that comes nearest to a multiple of π/2
    let nearest = 6_381_956_970_095_103 * 0x1p797
    #expect(Kernels.cosine(nearest) == -0x1.14ae72e6ba22fp-61 && Kernels.sine(nearest) == 1)
  }

  @Test func normalQuantileIsWithinSixUnitsInTheLastPlace() throws {
    try expectErrors(of: "normalQuantile", atMost: 4.6, count: 400) {
      Kernels.normalQuantile($0[0])
    }
  }

  @Test func normalCDFIsWithinItsBound() throws {
    try expectErrors(of: "normalCDF", atMost: 4, count: 300) { Kernels.normalCDF($0[0]) }
  }

  /// `bound` lies just above the largest error at the reference points, below the promised one.
  private func expectErrors(
    of function: String, atMost bound: Double, count: Int, _ value: ([Double]) -> Double
  ) throws {
    let references = try Reference.all(of: function)
    #expect(references.count == count)
    for reference in references {
      let error = reference.error(of: value(reference.arguments))
      #expect(error <= bound + 0.001, "\(function) \(reference.arguments)")
    }
  }

  @Test func expAtItsEdges() {
    #expect(Kernels.exp(0) == 1 && Kernels.exp(-0.0) == 1)
    #expect(Kernels.exp(.infinity) == .infinity && Kernels.exp(-.infinity) == 0)
    #expect(Kernels.exp(.nan).isNaN)
    #expect(Kernels.exp(0x1.62e42fefa39efp9) < .infinity)
    #expect(Kernels.exp(0x1.62e42fefa39f0p9) == .infinity)
    #expect(Kernels.exp(-0x1.74910d52d3051p9) == .leastNonzeroMagnitude)
    #expect(Kernels.exp(-0x1.74910d52d3053p9) == 0)
    #expect(Kernels.exp(1e300) == .infinity && Kernels.exp(-1e300) == 0)
    #expect(Kernels.exp(.leastNonzeroMagnitude) == 1)
  }

  @Test func logAtItsEdges() {
    #expect(bits(Kernels.log(1)) == bits(0))
    #expect(Kernels.log(0) == -.infinity && Kernels.log(-0.0) == -.infinity)
    #expect(Kernels.log(.infinity) == .infinity)
    #expect(Kernels.log(.nan).isNaN && Kernels.log(-1).isNaN && Kernels.log(-.infinity).isNaN)
    #expect(Kernels.log(-.leastNonzeroMagnitude).isNaN)
    #expect(Kernels.log(.leastNonzeroMagnitude) == -0x1.74385446d71c3p9)
    #expect(Kernels.log(.greatestFiniteMagnitude) == 0x1.62e42fefa39efp9)
  }

  /// All whole powers of whole numbers that a double can hold.
  @Test func wholePowersAreExact() {
    for base in 2...1000 {
      var exact: UInt64 = 1
      for exponent in 0... {
        let value = Double(exact)
        if UInt64(value) == exact {
          #expect(Kernels.power(Double(base), Double(exponent)) == value, "\(base)^\(exponent)")
          let sign: Double = exponent.isMultiple(of: 2) ? 1 : -1
          #expect(Kernels.power(-Double(base), Double(exponent)) == sign * value)
        }
        let (next, overflow) = exact.multipliedReportingOverflow(by: UInt64(base))
        if overflow || next > UInt64.max / 2 { break }
        exact = next
      }
    }
  }

  @Test func powerByNamedCases() {
    #expect(Kernels.power(10, 2) == 100 && Kernels.power(-8, 3) == -512)
    #expect(Kernels.power(2, -1074) == .leastNonzeroMagnitude && Kernels.power(2, -1075.5) == 0)
    #expect(Kernels.power(2, 1023) == 0x1p1023 && Kernels.power(2, 1024) == .infinity)
    #expect(Kernels.power(-2, 1025) == -.infinity && Kernels.power(-2, 1024) == .infinity)
    #expect(Kernels.power(-8, 1.0 / 3).isNaN && Kernels.power(-1, 0.5).isNaN)
    #expect(Kernels.power(0, 3) == 0 && Kernels.power(-0.0, 3).sign == .minus)
    #expect(Kernels.power(-0.0, 2).sign == .plus && Kernels.power(-0.0, 2.5).sign == .plus)
    #expect(Kernels.power(0, -1) == .infinity && Kernels.power(-0.0, -1) == -.infinity)
    #expect(Kernels.power(-0.0, -2) == .infinity)
    #expect(
      Kernels.power(-.infinity, 3) == -.infinity && Kernels.power(-.infinity, 0.5) == .infinity)
    #expect(bits(Kernels.power(-.infinity, -3)) == bits(-0.0))
    #expect(Kernels.power(0.5, .infinity) == 0 && Kernels.power(0.5, -.infinity) == .infinity)
    #expect(Kernels.power(-1, .infinity) == 1 && Kernels.power(-2, .infinity) == .infinity)
    #expect(
      Kernels.power(1.0.nextUp, 1e300) == .infinity && Kernels.power(1.0.nextDown, 1e300) == 0)
    #expect(Kernels.power(-1.0.nextUp, 0x1p53 - 1) < -1)
    #expect(Kernels.power(0x1p-1064, 0.5) == 0x1p-1064.squareRoot())
  }

  @Test func powerByLaws() {
    for x in oddNumbers + normal(200).map({ $0 * 10 }) {
      #expect(Kernels.power(x, 0) == 1 && Kernels.power(1, x) == 1)
      #expect(bits(Kernels.power(x, 1)) == bits(x))
      #expect(bits(Kernels.power(x, 2)) == bits(x * x))
      if x != 1 { #expect(Kernels.power(x, .nan).isNaN) }
      if x != 0 { #expect(Kernels.power(.nan, x).isNaN) }
    }
    for x in normal(200).map({ Double(Float($0.magnitude)) }) {
      #expect(Kernels.power(x * x, 0.5) == x)
    }
  }
}
