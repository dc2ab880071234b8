import CNumerics

extension Kernels {
  /// Returns the quantiles of a column at the given probabilities, in their order: exact order
  /// statistics, interpolated linearly between neighbours (type 7 of Hyndman and Fan, The American
  /// Statistician 50, 1996: at the position (count − 1) · p).
  ///
  /// The probabilities may come in any order and repeat. Infinities sort first and last; a quantile
  /// between a finite and an infinite neighbour is that infinity, between equal ones it is exactly
  /// their value, and it never leaves the interval between its neighbours. The sign of a zero is
  /// not kept.
  ///
  /// The column is not modified. Complexity: linear in `count` for practically any data, with
  /// memory for the few elements near the quantiles.
  ///
  /// - Precondition: the column is not empty, holds no NaN and fewer than 2^32 elements; the
  ///   probabilities lie between 0 and 1.
  public static func quantiles(
    of column: Operand, count: Int, at probabilities: [Double]
  ) -> [Double] {
    precondition(count > 0 && count <= UInt32.max, "quantiles of no column, or one too long")
    let positions = probabilities.map { QuantilePosition(probability: $0, count: count) }
    let ranks = Set(positions.flatMap { [$0.rank, $0.next] }).sorted()
    let selected = AISNumerics.orderStatistics(of: column, count: count, ranks: ranks[...])
    let values = Dictionary(uniqueKeysWithValues: zip(ranks, selected))
    return positions.map { $0.interpolate(values[$0.rank]!, values[$0.next]!) }
  }

  /// Returns the elements that a column, once sorted, would have at ascending ranks.
  ///
  /// - Precondition: the column holds no NaN and fewer than 2^32 elements, more than the last rank.
  public static func orderStatistics(of column: Operand, count: Int, ranks: [Int]) -> [Double] {
    AISNumerics.orderStatistics(of: column, count: count, ranks: ranks[...])
  }

  /// How the elements of a column lie to two bounds, low ≤ high; one that equals both is at the low one.
  public struct Position: Sendable {
    public var below: Int
    public var atLow: Int
    public var inside: Int
    public var atHigh: Int
  }

  /// Copies the elements of a column without NaN that lie strictly between two bounds to `inside`, in
  /// their order, and counts the others.
  ///
  /// - Precondition: `inside` has room for `count + 1` elements.
  public static func keepBetween(
    _ low: Double, _ high: Double, of column: Operand, count: Int, into inside: Destination
  ) -> Position {
    let found = ais_keep_between(column, count, low, high, inside)
    return Position(
      below: found.below, atLow: found.at_low, inside: found.inside, atHigh: found.at_high)
  }
}

/// Where a quantile lies: `fraction` of the way from the element of one rank to that of the next. A
/// position that is a rank but for rounding is that rank, lest 0.17 of 5,000 lie above rank 850.
public struct QuantilePosition: Sendable {
  public let rank: Int
  public let next: Int
  public let fraction: Double

  /// Creates the position of a probability between 0 and 1 among `count` elements, at least one.
  public init(probability: Double, count: Int) {
    precondition(probability >= 0 && probability <= 1, "a probability outside 0 … 1")
    let position = Double(count - 1) * probability
    let nearest = position.rounded()
    let isRank = (position - nearest).magnitude <= position.ulp
    rank = Int(isRank ? nearest : position)
    fraction = isRank ? 0 : position - Double(rank)
    next = isRank ? rank : rank + 1
  }

  /// Returns a + fraction · (b − a) for the elements a ≤ b of the two ranks, kept between them.
  public func interpolate(_ a: Double, _ b: Double) -> Double {
    if a == b || a == -.infinity { return a }
    let step = b - a
    let overflows = step == .infinity && b < .infinity
    let value = overflows ? (1 - fraction) * a + fraction * b : a + fraction * step
    return Swift.max(a, Swift.min(value, b))
  }
}
