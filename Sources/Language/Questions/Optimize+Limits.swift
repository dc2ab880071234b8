import AISEngine

extension Inquiry {
  /// How many times the price of breaking a limit is set anew.
  private static let priceRounds = 14

  /// Looks for better points on the limits of what is allowed, which a search among allowed points alone
  /// does not reach, and for points that meet an equality.
  ///
  /// The method of multipliers (Hestenes 1969, Powell 1969; for inequalities Rockafellar 1973): what breaks a
  /// limit costs its square, and a price that is set anew after each simplex search. A limit counts as
  /// met to one part in ten millions of its size on a coarse grid.
  func approachLimits(
    _ best: inout [Best], _ task: Task, _ bounds: [(low: Double, high: Double)], _ cells: Int
  ) throws(RunFailure) {
    let function = try Evaluation(
      elaborator.graph, options.run, of: [task.free] + task.limits.map(\.node), by: task.unknowns)
    func values(_ point: [Double]) throws(RunFailure) -> [[Double]] {
      try function(point.map { Array(repeating: $0, count: cells) })
    }
    let grid = try Roots.gridPoints(in: bounds, limit: 500).map { point throws(RunFailure) in
      (point: point, values: try values(point))
    }
    for cell in 0..<cells {
      var sizes = task.limits.indices.map { index in
        grid.map { abs($0.values[index + 1][cell]) }.filter(\.isFinite).max() ?? 0
      }
      sizes = sizes.map { $0 > 0 ? $0 : 1 }
      let costs = grid.map { $0.values[0][cell] }.filter(\.isFinite)
      guard let least = costs.min(), let most = costs.max() else { continue }
      let range = most > least ? most - least : max(abs(most), 1)
      /// The cost of a point, and by how much it breaks each limit, negative where it keeps it.
      func judged(_ values: [[Double]]) -> (cost: Double, excess: [Double]) {
        let excess = sizes.indices.map { values[$0 + 1][cell] / sizes[$0] }
        let isKnown = excess.allSatisfy(\.isFinite) && !values[0][cell].isNaN
        return (isKnown ? values[0][cell] : .infinity, excess)
      }
      func worst(_ excess: [Double]) -> Double {
        zip(task.limits, excess).map { $0.isEquality ? abs($1) : max(0, $1) }.max() ?? 0
      }
      if best[cell].cost < .infinity {
        // a best point well within the limits does not depend on them
        let excess = judged(try values(best[cell].point)).excess
        if excess.allSatisfy({ $0 < -1e-3 }) { continue }
      }
      let near = grid.map { (point: $0.point, judged: judged($0.values)) }
        .filter { $0.judged.cost < .infinity }
        .map { (point: $0.point, merit: $0.judged.cost / range + 10 * worst($0.judged.excess)) }
        .sorted { $0.merit < $1.merit }
      var starts = near.prefix(2).map(\.point)
      if best[cell].cost < .infinity { starts.insert(best[cell].point, at: 0) }
      for start in starts {
        var point = start
        var prices = sizes.map { _ in 0.0 }
        var weight = 10.0
        for round in 0..<Self.priceRounds {
          let found = try Minima.simplex(from: point, in: bounds) { point throws(RunFailure) in
            let (cost, excess) = judged(try values(point))
            guard cost < .infinity else { return .infinity }
            return zip(task.limits, zip(prices, excess)).reduce(cost / range) { sum, limit in
              let price = limit.1.0 + weight * limit.1.1
              let paid = limit.0.isEquality ? price : max(0, price)
              return sum + (paid * paid - limit.1.0 * limit.1.0) / (2 * weight)
            }
          }
          let before = point
          point = found.point
          let excess = judged(try values(point)).excess
          for index in prices.indices {
            let price = prices[index] + weight * excess[index]
            prices[index] = task.limits[index].isEquality ? price : max(0, price)
          }
          let moved = zip(bounds, zip(before, point)).map { abs($1.0 - $1.1) / ($0.high - $0.low) }
          if worst(excess) < 1e-9, round > 2, moved.allSatisfy({ $0 < 1e-8 }) { break }
          weight = min(weight * 3, 1e4)
        }
        let own = judged(try values(point))
        guard own.cost < .infinity, worst(own.excess) < 1e-7,
          own.cost < best[cell].cost - 1e-7 * range || best[cell].cost == .infinity
        else { continue }
        // round numbers that are as good are what is meant
        let rounded = point.map(Self.short)
        let round = judged(try values(rounded))
        let isRound =
          worst(round.excess) <= max(worst(own.excess), 1e-12)
          && round.cost <= own.cost + 1e-7 * range
        best[cell] = (isRound ? rounded : point, isRound ? round.cost : own.cost)
      }
    }
  }
}
