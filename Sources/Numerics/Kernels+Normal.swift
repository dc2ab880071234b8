import CNumerics

extension Kernels {
  /// Writes the quantile of the standard normal distribution at `a[i]`: the x below which it has
  /// the probability `a[i]`.
  ///
  /// Within 6 ulp. It grows with the argument up to that rounding, and `normalQuantile(1 - u)` is
  /// `-normalQuantile(u)` where `1 - u` is exact. −infinity at 0, 0 at ½, infinity at 1, NaN
  /// outside. Method: an own minimax rational function within 0.485 of ½, beyond it the tails of
  /// algorithm AS 241, PPND16 (Wichura, Applied Statistics 37, 1988).
  public static func normalQuantile(_ destination: Destination, _ a: Operand, count: Int) {
    ais_normal_quantile(destination, a, count)
  }

  /// `normalQuantile` of one element, with the bits of the block form.
  public static func normalQuantile(_ u: Double) -> Double { ais_normal_quantile_value(u) }

  /// Returns the probability that a standard normal value is at most `x`, with a relative error
  /// below 2e-15 for every result that is a normal number, in both tails.
  ///
  /// 0 at −infinity, 1 at infinity, NaN at NaN. Method: the rational approximations of the error
  /// function by Cody (Math. Comp. 23, 1969; ACM Algorithm 715), the exponential taken in two exact
  /// parts.
  public static func normalCDF(_ x: Double) -> Double { ais_normal_cdf_value(x) }

  /// Writes `normalCDF` of each element.
  public static func normalCDF(_ destination: Destination, _ a: Operand, count: Int) {
    ais_normal_cdf(destination, a, count)
  }
}
