import CNumerics

extension Kernels {
  /// Writes the sine of the angle `a[i]` in radians, within 1 ulp (0.72 is the largest error found).
  ///
  /// −0 at −0, NaN at infinity and NaN. Up to 1e6 a multiple of π/2 in four parts is subtracted; a
  /// larger angle is reduced with as many bits of 2/π as it needs, by itself, which takes some 20 ns.
  public static func sine(_ destination: Destination, _ a: Operand, count: Int) {
    ais_sine(destination, a, count)
  }

  /// `sine` of one element, with the bits of the block form.
  public static func sine(_ a: Double) -> Double { ais_sine_value(a) }

  /// Writes the cosine of the angle `a[i]` in radians, within 1 ulp (0.71 is the largest error found).
  ///
  /// NaN at infinity and NaN; reduced as for `sine`.
  public static func cosine(_ destination: Destination, _ a: Operand, count: Int) {
    ais_cosine(destination, a, count)
  }

  /// `cosine` of one element, with the bits of the block form.
  public static func cosine(_ a: Double) -> Double { ais_cosine_value(a) }

  /// Writes the tangent of the angle `a[i]` in radians, within 1 ulp (0.85 is the largest error found).
  ///
  /// −0 at −0, NaN at infinity and NaN, finite elsewhere; reduced as for `sine`. The quotient of sine
  /// and cosine, corrected by what each of them and the division lost.
  public static func tangent(_ destination: Destination, _ a: Operand, count: Int) {
    ais_tangent(destination, a, count)
  }

  /// `tangent` of one element, with the bits of the block form.
  public static func tangent(_ a: Double) -> Double { ais_tangent_value(a) }
}
