import CNumerics

// Truth is 1 and 0; an operand that is neither counts as true. A NaN stays visible: it is never
// taken for an answer, unless the other operand decides alone.

extension Kernels {
  /// Writes 1 where `a[i] < b[i]`, else 0; NaN if either is NaN.
  public static func less(_ destination: Destination, _ a: Operand, _ b: Operand, count: Int) {
    ais_less(destination, a, b, count)
  }

  /// `less` of one element, with the bits of the block form.
  public static func less(_ a: Double, _ b: Double) -> Double { ais_less_value(a, b) }

  /// Writes 1 where `a[i] <= b[i]`, else 0; NaN if either is NaN.
  public static func lessOrEqual(
    _ destination: Destination, _ a: Operand, _ b: Operand, count: Int
  ) {
    ais_less_or_equal(destination, a, b, count)
  }

  /// `lessOrEqual` of one element, with the bits of the block form.
  public static func lessOrEqual(_ a: Double, _ b: Double) -> Double {
    ais_less_or_equal_value(a, b)
  }

  /// Writes 1 where `a[i] == b[i]`, else 0; NaN if either is NaN. −0 equals 0.
  public static func equal(_ destination: Destination, _ a: Operand, _ b: Operand, count: Int) {
    ais_equal(destination, a, b, count)
  }

  /// `equal` of one element, with the bits of the block form.
  public static func equal(_ a: Double, _ b: Double) -> Double { ais_equal_value(a, b) }

  /// Writes 1 where `a[i] != b[i]`, else 0; NaN if either is NaN.
  public static func notEqual(_ destination: Destination, _ a: Operand, _ b: Operand, count: Int) {
    ais_not_equal(destination, a, b, count)
  }

  /// `notEqual` of one element, with the bits of the block form.
  public static func notEqual(_ a: Double, _ b: Double) -> Double { ais_not_equal_value(a, b) }

  /// Writes 0 where an operand is 0, even if the other is NaN; else NaN if either is NaN; else 1.
  public static func and(_ destination: Destination, _ a: Operand, _ b: Operand, count: Int) {
    ais_and(destination, a, b, count)
  }

  /// `and` of one element, with the bits of the block form.
  public static func and(_ a: Double, _ b: Double) -> Double { ais_and_value(a, b) }

  /// Writes 1 where an operand is true, even if the other is NaN; else NaN if either is NaN; else
  /// 0.
  public static func or(_ destination: Destination, _ a: Operand, _ b: Operand, count: Int) {
    ais_or(destination, a, b, count)
  }

  /// `or` of one element, with the bits of the block form.
  public static func or(_ a: Double, _ b: Double) -> Double { ais_or_value(a, b) }

  /// Writes 1 where `a[i]` is 0, NaN where it is NaN, else 0.
  public static func not(_ destination: Destination, _ a: Operand, count: Int) {
    ais_not(destination, a, count)
  }

  /// `not` of one element, with the bits of the block form.
  public static func not(_ a: Double) -> Double { ais_not_value(a) }

  /// Writes the bits of `a[i]` where `condition[i]` is not 0, those of `b[i]` where it is 0, and
  /// NaN where it is NaN. What is not chosen does not matter, even if it is NaN.
  public static func select(
    _ destination: Destination, _ condition: Operand, _ a: Operand, _ b: Operand, count: Int
  ) {
    ais_select(destination, condition, a, b, count)
  }

  /// `select` of one element, with the bits of the block form.
  public static func select(_ condition: Double, _ a: Double, _ b: Double) -> Double {
    ais_select_value(condition, a, b)
  }
}
