import CNumerics

// Own functions, because those of the C library differ between versions and machines, and are
// slower.

extension Kernels {
  /// Writes e to the power `a[i]`, within 1 ulp (0.78 is the largest error found).
  ///
  /// 0 at −infinity, infinity above 709.78, 0 below −745.13, subnormal results in between; NaN at
  /// NaN. e^0 is exactly 1. Method: subtraction of a multiple of ln 2 in two parts, then a minimax
  /// polynomial.
  public static func exp(_ destination: Destination, _ a: Operand, count: Int) {
    ais_exp(destination, a, count)
  }

  /// `exp` of one element, with the bits of the block form.
  public static func exp(_ a: Double) -> Double { ais_exp_value(a) }

  /// Writes the natural logarithm of `a[i]`, within 1 ulp (0.86 is the largest error found).
  ///
  /// Exactly 0 at 1, −infinity at 0 and −0, NaN below, infinity at infinity; subnormal arguments
  /// keep the bound. Method: the series of artanh after taking the exponent out (fdlibm's
  /// arrangement, own minimax polynomial).
  public static func log(_ destination: Destination, _ a: Operand, count: Int) {
    ais_log(destination, a, count)
  }

  /// `log` of one element, with the bits of the block form.
  public static func log(_ a: Double) -> Double { ais_log_value(a) }

  /// Writes `a[i]` to the power `b[i]`, within 1 ulp (0.88 is the largest error found), and exactly
  /// where the true result is a double.
  ///
  /// So 10^2 is 100, and x^1 is x. x^2 has the bits of x·x. The special cases are those of C99
  /// (annex F.9.4.4): x^0 and 1^y are 1 even for NaN; a negative base needs a whole exponent, else
  /// NaN; 0 to a negative power is infinite. Method: the logarithm to 66 bits (Dekker's exact
  /// products), times the exponent, then exp.
  ///
  /// A block of exponents that are all 2 costs a multiplication, and one of equal bases a third.
  public static func power(_ destination: Destination, _ a: Operand, _ b: Operand, count: Int) {
    ais_power(destination, a, b, count)
  }

  /// `power` of one element, with the bits of the block form.
  public static func power(_ a: Double, _ b: Double) -> Double { ais_power_value(a, b) }
}
