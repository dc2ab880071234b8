import CNumerics

extension Kernels {
  /// Returns the sum of a column, always added up in the same order: runs of 4,096 elements in 16
  /// lanes (element i in lane i mod 16), the lanes as a tree, the runs pairwise.
  ///
  /// An element goes through at most 260 roundings, and one more for every doubling of the count
  /// beyond 4,096. 0 for an empty column; infinite if a partial sum overflows.
  public static func sum(of column: Operand, count: Int) -> Double { ais_sum(column, count) }

  /// Returns the mean of a column: its `sum` divided by the count, and exactly the common value of
  /// a column whose elements are all equal. NaN for an empty column.
  public static func mean(of column: Operand, count: Int) -> Double {
    var same = 1
    while same < count, column[same] == column[0] { same += 1 }
    return same == count ? column[0] : sum(of: column, count: count) / Double(count)
  }

  /// Returns the sum of the squares of `column[i] - mean`, added up in the order of `sum`. Divided
  /// by the count, or one less, it is the variance.
  public static func sumOfSquaredDeviations(
    of column: Operand, from mean: Double, count: Int
  ) -> Double {
    ais_sum_of_squared_deviations(column, mean, count)
  }

  /// Returns the smallest element of a column, NaN if one is NaN, infinity for an empty column.
  public static func minimum(of column: Operand, count: Int) -> Double {
    let census = census(of: column, count: count)
    if census.nan > 0 { return .nan }
    return census.negativeInfinity > 0 ? -.infinity : census.minimum
  }

  /// Returns the largest element of a column, NaN if one is NaN, −infinity for an empty column.
  public static func maximum(of column: Operand, count: Int) -> Double {
    let census = census(of: column, count: count)
    if census.nan > 0 { return .nan }
    return census.positiveInfinity > 0 ? .infinity : census.maximum
  }

  /// What a column holds besides finite numbers, and the range of those.
  public struct Census: Equatable, Sendable {
    /// How many elements are NaN.
    public var nan: Int

    /// How many elements are infinity.
    public var positiveInfinity: Int

    /// How many elements are −infinity.
    public var negativeInfinity: Int

    /// The smallest finite element; infinity if there is none.
    public var minimum: Double

    /// The largest finite element; −infinity if there is none.
    public var maximum: Double

    /// How many elements are NaN or infinite.
    public var notFinite: Int { nan + positiveInfinity + negativeInfinity }
  }

  /// Returns the census of a column: in one pass if all elements are finite, else in three.
  public static func census(of column: Operand, count: Int) -> Census {
    let found = ais_take_census(column, count)
    return Census(
      nan: found.nan, positiveInfinity: found.positive_infinity,
      negativeInfinity: found.negative_infinity, minimum: found.minimum, maximum: found.maximum)
  }
}
