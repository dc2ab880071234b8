import CNumerics

// Exact or correctly rounded (0.5 ulp), with the signed zeros and infinities of IEEE 754 where
// nothing else is said.

extension Kernels {
  /// Writes `a[i] + b[i]`.
  public static func add(_ destination: Destination, _ a: Operand, _ b: Operand, count: Int) {
    ais_add(destination, a, b, count)
  }

  /// `add` of one element, with the bits of the block form.
  public static func add(_ a: Double, _ b: Double) -> Double { ais_add_value(a, b) }

  /// Writes `a[i] - b[i]`.
  public static func subtract(_ destination: Destination, _ a: Operand, _ b: Operand, count: Int) {
    ais_subtract(destination, a, b, count)
  }

  /// `subtract` of one element, with the bits of the block form.
  public static func subtract(_ a: Double, _ b: Double) -> Double { ais_subtract_value(a, b) }

  /// Writes `a[i] * b[i]`.
  public static func multiply(_ destination: Destination, _ a: Operand, _ b: Operand, count: Int) {
    ais_multiply(destination, a, b, count)
  }

  /// `multiply` of one element, with the bits of the block form.
  public static func multiply(_ a: Double, _ b: Double) -> Double { ais_multiply_value(a, b) }

  /// Writes `a[i] / b[i]`, and NaN where `b[i]` is 0, whatever `a[i]` is.
  ///
  /// A division by zero is thus told from an overflow, which gives an infinity.
  public static func divide(_ destination: Destination, _ a: Operand, _ b: Operand, count: Int) {
    ais_divide(destination, a, b, count)
  }

  /// `divide` of one element, with the bits of the block form.
  public static func divide(_ a: Double, _ b: Double) -> Double { ais_divide_value(a, b) }

  /// Writes the floored remainder of `a[i] / b[i]`: it has the sign of `b[i]`, and `modulo(-1, 4)`
  /// is 3.
  ///
  /// The truncated remainder is exact, as C's `fmod`; where the signs differ `b[i]` is added to it,
  /// which rounds once. NaN where `b[i]` is 0 or `a[i]` is infinite; for an infinite `b[i]` the
  /// result is `a[i]` or, if the signs differ, `b[i]`. Quotients up to 2^51 are fast; a block
  /// with a larger one takes the slow way, long division.
  public static func modulo(_ destination: Destination, _ a: Operand, _ b: Operand, count: Int) {
    ais_modulo(destination, a, b, count)
  }

  /// `modulo` of one element, with the bits of the block form.
  public static func modulo(_ a: Double, _ b: Double) -> Double { ais_modulo_value(a, b) }

  /// Writes the smaller of `a[i]` and `b[i]`, NaN if either is NaN, and `b[i]` if they are equal.
  public static func minimum(_ destination: Destination, _ a: Operand, _ b: Operand, count: Int) {
    ais_minimum(destination, a, b, count)
  }

  /// `minimum` of one element, with the bits of the block form.
  public static func minimum(_ a: Double, _ b: Double) -> Double { ais_minimum_value(a, b) }

  /// Writes the larger of `a[i]` and `b[i]`, NaN if either is NaN, and `b[i]` if they are equal.
  public static func maximum(_ destination: Destination, _ a: Operand, _ b: Operand, count: Int) {
    ais_maximum(destination, a, b, count)
  }

  /// `maximum` of one element, with the bits of the block form.
  public static func maximum(_ a: Double, _ b: Double) -> Double { ais_maximum_value(a, b) }

  /// Writes `-a[i]`.
  public static func negate(_ destination: Destination, _ a: Operand, count: Int) {
    ais_negate(destination, a, count)
  }

  /// `negate` of one element, with the bits of the block form.
  public static func negate(_ a: Double) -> Double { ais_negate_value(a) }

  /// Writes the magnitude of `a[i]`.
  public static func absolute(_ destination: Destination, _ a: Operand, count: Int) {
    ais_absolute(destination, a, count)
  }

  /// `absolute` of one element, with the bits of the block form.
  public static func absolute(_ a: Double) -> Double { ais_absolute_value(a) }

  /// Writes the square root of `a[i]`, NaN below 0; of −0 it is −0.
  public static func squareRoot(_ destination: Destination, _ a: Operand, count: Int) {
    ais_square_root(destination, a, count)
  }

  /// `squareRoot` of one element, with the bits of the block form.
  public static func squareRoot(_ a: Double) -> Double { ais_square_root_value(a) }

  /// Writes the largest whole number not above `a[i]`; infinities, NaN and −0 stay as they are.
  public static func floor(_ destination: Destination, _ a: Operand, count: Int) {
    ais_floor(destination, a, count)
  }

  /// `floor` of one element, with the bits of the block form.
  public static func floor(_ a: Double) -> Double { ais_floor_value(a) }

  /// Writes the whole number nearest to `a[i]`, halves away from 0; infinities, NaN and −0 stay.
  public static func round(_ destination: Destination, _ a: Operand, count: Int) {
    ais_round(destination, a, count)
  }

  /// `round` of one element, with the bits of the block form.
  public static func round(_ a: Double) -> Double { ais_round_value(a) }

  /// Adds `a[i]` to `running[i]`. (The three kernels that fold: they read what they write.)
  public static func add(to running: Destination, _ a: Operand, count: Int) {
    ais_add_to(running, a, count)
  }

  /// Writes the smaller of `running[i]` and `a[i]`, NaN if one is, to `running[i]`.
  public static func minimum(to running: Destination, _ a: Operand, count: Int) {
    ais_minimum_to(running, a, count)
  }

  /// Writes the larger of `running[i]` and `a[i]`, NaN if one is, to `running[i]`.
  public static func maximum(to running: Destination, _ a: Operand, count: Int) {
    ais_maximum_to(running, a, count)
  }
}
