/// How a joint effect is shared out among those who bring it about (Shapley 1953).
///
/// A group is a set of players as bits. The shares do not depend on an order, and add up to the whole.
public enum Shapley {
  /// The groups whose values the shares of `count` players are made of, all of them.
  public static func groups(of count: Int) -> [UInt64] { Array(0..<(1 << UInt64(count))) }

  /// Returns the share of each player: the mean of what joining adds, over all orders of joining.
  ///
  /// `value` gives the worth of a group. Complexity: players × 2^players.
  public static func shares(of count: Int, value: (UInt64) -> Double) -> [Double] {
    // a group of k others comes first in k! (n - k - 1)! of n! orders
    var weights = [Double](repeating: 0, count: count)
    for size in 0..<count {
      weights[size] = 1 / (Double(count) * binomial(count - 1, size))
    }
    return (0..<count).map { player in
      let own = UInt64(1) << UInt64(player)
      var share = 0.0
      for group in groups(of: count) where group & own == 0 {
        share += weights[group.nonzeroBitCount] * (value(group | own) - value(group))
      }
      return share
    }
  }

  /// Returns orders of joining, each followed by its reverse; the same for the same seed.
  public static func orders(of count: Int, pairs: Int, seed: UInt64) -> [[Int]] {
    var state = seed
    func next(_ state: inout UInt64) -> UInt64 {
      // SplitMix64 (Steele, Lea & Flood 2014)
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    return (0..<pairs).flatMap { _ in
      var order = Array(0..<count)
      for index in stride(from: count - 1, to: 0, by: -1) {
        order.swapAt(index, Int(next(&state) % UInt64(index + 1)))
      }
      return [order, order.reversed()]
    }
  }

  /// Returns the groups that form as players join in an order, from none to all.
  public static func groups(joiningBy order: [Int]) -> [UInt64] {
    order.reduce(into: [0]) { $0.append($0[$0.count - 1] | 1 << UInt64($1)) }
  }

  /// Returns the mean of what joining adds over some orders, with its standard error. Orders come in pairs,
  /// as `orders` gives them. Their sum is exact: in every order the parts add up.
  public static func shares(of count: Int, over orders: [[Int]], value: (UInt64) -> Double)
    -> [Estimate]
  {
    var sums = [Double](repeating: 0, count: count)
    var squares = [Double](repeating: 0, count: count)
    var pair = [Double](repeating: 0, count: count)
    for (index, order) in orders.enumerated() {
      let groups = groups(joiningBy: order)
      for (step, player) in order.enumerated() {
        pair[player] += (value(groups[step + 1]) - value(groups[step])) / 2
      }
      guard index % 2 == 1 else { continue }
      for player in 0..<count {
        sums[player] += pair[player]
        squares[player] += pair[player] * pair[player]
        pair[player] = 0
      }
    }
    let pairs = Double(orders.count / 2)
    return (0..<count).map { player in
      let mean = sums[player] / pairs
      let variance = max(0, squares[player] / pairs - mean * mean) * pairs / max(1, pairs - 1)
      return Estimate(value: mean, error: (variance / pairs).squareRoot())
    }
  }

  private static func binomial(_ n: Int, _ k: Int) -> Double {
    (0..<k).reduce(1) { $0 * Double(n - $1) / Double($1 + 1) }
  }
}
