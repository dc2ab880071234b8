import AISEngine

extension Inquiry {
  /// How many times the price of breaking a limit is set anew.
  private static let priceRounds = 14

  /// Looks for better points on the limits of what is allowed, which a search among allowed points alone
  /// does not reach, and for points that meet an equality.
  ///
  /// The method of multipliers (Hestenes 1969, Powell 1969; for inequalities Rockafellar 1973): what breaks a
  /// limit costs its square, and a price that is set anew after each simplex search. A limit counts as
  /// met to one part in ten millions of its size on a coarse grid. All cells take each step together.
  func approachLimits(
    _ best: inout [Best], _ task: Task, _ bounds: [(low: Double, high: Double)], _ cells: Int
  ) throws(RunFailure) {
    let function = try Evaluation(
      elaborator.graph, options.run, of: [task.free] + task.limits.map(\.node), by: task.unknowns)
    /// For each cell the cost and the limits at its point.
    func values(_ points: [[Double]]) throws(RunFailure) -> [[Double]] {
      let columns = try function(bounds.indices.map { index in points.map { $0[index] } })
      return (0..<cells).map { cell in columns.map { $0[cell] } }
    }
    let grid = try Roots.gridPoints(in: bounds, limit: 500).map { point throws(RunFailure) in
      (point: point, columns: try function(point.map { Array(repeating: $0, count: cells) }))
    }
    let known = try values(best.map(\.point))
    var approaches = (0..<cells).map { cell in
      Approach(
        task.limits.map(\.isEquality),
        grid.map { ($0.point, $0.columns.map { $0[cell] }) }, best[cell], known[cell])
    }
    while approaches.contains(where: { !$0.starts.isEmpty }) {
      for cell in approaches.indices { approaches[cell].begin() }
      for round in 0..<Self.priceRounds where approaches.contains(where: \.isOpen) {
        let found = try Minima.simplex(
          from: approaches.map { $0.isOpen ? $0.point : nil }, in: bounds
        ) { points throws(RunFailure) in
          zip(approaches, try values(points)).map { $0.price($1) }
        }
        let points = zip(approaches, found).map { $1?.point ?? $0.point }
        for (cell, reached) in try values(points).enumerated() where approaches[cell].isOpen {
          approaches[cell].move(to: points[cell], reached, round: round, bounds)
        }
      }
      // round numbers that are as good are what is meant
      let points = approaches.map(\.point)
      let rounded = points.map { $0.map(Self.short) }
      let (own, short) = (try values(points), try values(rounded))
      for cell in approaches.indices where approaches[cell].isBegun {
        let approach = approaches[cell]
        guard let cost = approach.gain(own[cell], over: best[cell].cost) else { continue }
        let isRound = approach.isAsGood(short[cell], as: own[cell])
        best[cell] = isRound ? (rounded[cell], short[cell][0]) : (points[cell], cost)
      }
    }
  }
}

/// The method of multipliers in one cell. Values are the cost of a point, then its limits: below zero, or zero
/// for an equality, where they are kept.
private struct Approach {
  /// For each limit whether it is an equality.
  private let isEquality: [Bool]
  /// The sizes by which the limits are measured, and the range by which the costs are.
  private let sizes: [Double]
  private let range: Double
  /// The points that it is still to begin from; none where the limits do not matter.
  private(set) var starts: [[Double]] = []
  private(set) var point: [Double]
  private var prices: [Double] = []
  private var weight = 10.0
  /// It has begun from a point, and has not come to rest.
  private(set) var (isBegun, isOpen) = (false, false)

  init(
    _ isEquality: [Bool], _ grid: [(point: [Double], values: [Double])], _ best: Inquiry.Best,
    _ known: [Double]
  ) {
    self.isEquality = isEquality
    sizes = isEquality.indices.map { index in
      let size = grid.map { abs($0.values[index + 1]) }.filter(\.isFinite).max() ?? 0
      return size > 0 ? size : 1
    }
    let costs = grid.map { $0.values[0] }.filter(\.isFinite)
    let (least, most) = (costs.min() ?? 0, costs.max() ?? 0)
    range = most > least ? most - least : max(abs(most), 1)
    point = best.point
    guard !costs.isEmpty else { return }
    let isFound = best.cost < .infinity
    // a best point well within the limits does not depend on them
    if isFound, judged(known).excess.allSatisfy({ $0 < -1e-3 }) { return }
    let near = grid.map { (point: $0.point, judged: judged($0.values)) }
      .filter { $0.judged.cost < .infinity }
      .map { (point: $0.point, merit: $0.judged.cost / range + 10 * worst($0.judged.excess)) }
      .sorted { $0.merit < $1.merit }
    starts = (isFound ? [best.point] : []) + near.prefix(2).map(\.point)
  }

  /// Takes the next start, if there is one.
  mutating func begin() {
    isBegun = !starts.isEmpty
    isOpen = isBegun
    guard isBegun else { return }
    point = starts.removeFirst()
    (prices, weight) = (sizes.map { _ in 0 }, 10)
  }

  /// What a point costs, and by how much it breaks each limit, negative where it keeps it.
  private func judged(_ values: [Double]) -> (cost: Double, excess: [Double]) {
    let excess = zip(values.dropFirst(), sizes).map { $0 / $1 }
    let isKnown = excess.allSatisfy(\.isFinite) && !values[0].isNaN
    return (isKnown ? values[0] : .infinity, excess)
  }

  private func worst(_ excess: [Double]) -> Double {
    zip(isEquality, excess).map { $0 ? abs($1) : max(0, $1) }.max() ?? 0
  }

  /// The cost of a point with the prices of the limits that it breaks.
  func price(_ values: [Double]) -> Double {
    let (cost, excess) = judged(values)
    guard cost < .infinity else { return .infinity }
    return isEquality.indices.reduce(cost / range) { sum, index in
      let price = prices[index] + weight * excess[index]
      let paid = isEquality[index] ? price : max(0, price)
      return sum + (paid * paid - prices[index] * prices[index]) / (2 * weight)
    }
  }

  /// Goes to the point found, where the values are these, and sets the prices anew.
  mutating func move(
    to found: [Double], _ values: [Double], round: Int, _ bounds: [(low: Double, high: Double)]
  ) {
    let excess = judged(values).excess
    for index in prices.indices {
      let price = prices[index] + weight * excess[index]
      prices[index] = isEquality[index] ? price : max(0, price)
    }
    let moved = zip(bounds, zip(point, found)).map { abs($1.0 - $1.1) / ($0.high - $0.low) }
    point = found
    isOpen = !(worst(excess) < 1e-9 && round > 2 && moved.allSatisfy { $0 < 1e-8 })
    weight = min(weight * 3, 1e4)
  }

  /// The cost of a point that keeps the limits and is better than the best known; `nil` for any other.
  func gain(_ values: [Double], over best: Double) -> Double? {
    let (cost, excess) = judged(values)
    let isBetter = cost < .infinity && (cost < best - 1e-7 * range || best == .infinity)
    return isBetter && worst(excess) < 1e-7 ? cost : nil
  }

  /// `true` iff another point keeps the limits as well, and costs no more.
  func isAsGood(_ values: [Double], as own: [Double]) -> Bool {
    let (cost, excess) = judged(values)
    return worst(excess) <= max(worst(judged(own).excess), 1e-12)
      && cost <= judged(own).cost + 1e-7 * range
  }
}
