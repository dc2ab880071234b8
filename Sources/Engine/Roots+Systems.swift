extension Roots {
  /// A function of several unknowns: for each a value a cell, to as many values a cell.
  public typealias System = ([[Double]]) throws(RunFailure) -> [[Double]]

  /// How many starting points are tried, and steps from each.
  private static let (startLimit, newtonLimit, halvingLimit) = (5, 60, 12)

  /// Returns for each cell a point within `bounds` at which all of `f` are zero, or `nil`; with the best
  /// point found, where the function comes nearest to zero.
  ///
  /// Newton's method with differences for derivatives, each step cut at the bounds and halved until it
  /// gains (Dennis & Schnabel 1983, chapter 6), from the best points of a coarse grid.
  /// Complexity: a step takes n + 1 calls, for all cells at once.
  public static func system(
    cells: Int, in bounds: [(low: Double, high: Double)], _ f: System
  ) throws(RunFailure) -> [(point: [Double], isRoot: Bool)] {
    let n = bounds.count
    var scan = SystemScan(cells: cells, n: n)
    for point in gridPoints(in: bounds, limit: cells > 64 ? 100 : 1_000) {
      scan.take(try f(point.map { Array(repeating: $0, count: cells) }), at: point)
    }
    scan.rank()
    var best = (0..<cells).map { cell in
      (point: scan.starts[cell].first ?? bounds.map { 0.5 * ($0.low + $0.high) }, isRoot: false)
    }
    var merits = Array(repeating: Double.infinity, count: cells)
    for attempt in 0..<startLimit {
      let starts = (0..<cells).map { cell in
        let own = scan.starts[cell]
        return attempt < own.count ? own[attempt] : best[cell].point
      }
      let done = best.map(\.isRoot)
      if done.allSatisfy({ $0 }) { break }
      let found = try newton(from: starts, in: bounds, scales: scan.scales, skipping: done, f)
      for cell in 0..<cells where !done[cell] && found[cell].merit < merits[cell] {
        merits[cell] = found[cell].merit
        best[cell] = (found[cell].point, found[cell].merit < 1e-9)
      }
    }
    return best
  }

  /// The points of a grid with the same number of steps along each unknown, some thousand in all.
  public static func gridPoints(in bounds: [(low: Double, high: Double)], limit: Double = 1_000)
    -> [[Double]]
  {
    var count = 2
    while Double(count + 1).power(bounds.count) <= limit, count < 64 { count += 1 }
    return bounds.reduce([[]]) { points, bound in
      points.flatMap { point in
        (0..<count).map { index in
          point + [bound.low + (bound.high - bound.low) * (Double(index) + 0.5) / Double(count)]
        }
      }
    }
  }

  /// The values on the grid: how large each equation gets, and where all of them are smallest.
  private struct SystemScan {
    var starts: [[[Double]]]
    /// For each equation and cell the size by which its values are measured.
    var scales: [[Double]]
    private var seen: [[(point: [Double], values: [Double])]]

    init(cells: Int, n: Int) {
      starts = Array(repeating: [], count: cells)
      scales = Array(repeating: Array(repeating: 0, count: cells), count: n)
      seen = Array(repeating: [], count: cells)
    }

    mutating func take(_ values: [[Double]], at point: [Double]) {
      for cell in starts.indices {
        let own = values.map { $0[cell] }
        guard own.allSatisfy(\.isFinite) else { continue }
        for (index, value) in own.enumerated() {
          scales[index][cell] = max(scales[index][cell], abs(value))
        }
        seen[cell].append((point, own))
        // only what can be among the best is kept
        if seen[cell].count >= 64 { keepBest(cell) }
      }
    }

    private mutating func keepBest(_ cell: Int) {
      let scales = scales.map { max($0[cell], .leastNormalMagnitude) }
      func merit(_ values: [Double]) -> Double {
        zip(values, scales).map { abs($0 / $1) }.max() ?? 0
      }
      seen[cell].sort { merit($0.values) < merit($1.values) }
      seen[cell].removeLast(max(0, seen[cell].count - Roots.startLimit))
    }

    mutating func rank() {
      for cell in starts.indices {
        keepBest(cell)
        starts[cell] = seen[cell].map(\.point)
      }
    }
  }

  private static func newton(
    from starts: [[Double]], in bounds: [(low: Double, high: Double)], scales: [[Double]],
    skipping done: [Bool], _ f: System
  ) throws(RunFailure) -> [(point: [Double], merit: Double)] {
    let (cells, n) = (starts.count, bounds.count)
    var points = (0..<n).map { index in starts.map { $0[index] } }
    var values = try f(points)
    func merit(_ values: [[Double]], _ cell: Int) -> Double {
      let parts = (0..<n).map {
        abs(values[$0][cell]) / max(scales[$0][cell], .leastNormalMagnitude)
      }
      return parts.allSatisfy(\.isFinite) ? parts.max() ?? 0 : .infinity
    }
    var isOpen = done.map { !$0 }
    for _ in 0..<newtonLimit {
      for cell in 0..<cells where merit(values, cell) < 1e-14 { isOpen[cell] = false }
      guard isOpen.contains(true) else { break }
      var slopes: [[[Double]]] = []
      for (index, bound) in bounds.enumerated() {
        var moved = points
        let width = 1e-6 * (bound.high - bound.low)
        for cell in 0..<cells {
          moved[index][cell] += moved[index][cell] + width <= bound.high ? width : -width
        }
        let shifted = try f(moved)
        var slope = values
        for row in 0..<n {
          for cell in 0..<cells {
            let run = moved[index][cell] - points[index][cell]
            slope[row][cell] = (shifted[row][cell] - values[row][cell]) / run
          }
        }
        slopes.append(slope)
      }
      var steps = Array(repeating: [Double](repeating: 0, count: n), count: cells)
      for cell in 0..<cells where isOpen[cell] {
        let matrix = (0..<n).map { row in (0..<n).map { slopes[$0][row][cell] } }
        guard let step = solved(matrix, (0..<n).map { -values[$0][cell] }) else {
          isOpen[cell] = false
          continue
        }
        steps[cell] = step
      }
      var isWaiting = isOpen
      var length = 1.0
      for _ in 0..<halvingLimit where isWaiting.contains(true) {
        var trial = points
        for cell in 0..<cells where isWaiting[cell] {
          for index in 0..<n {
            let next = points[index][cell] + length * steps[cell][index]
            trial[index][cell] = min(max(next, bounds[index].low), bounds[index].high)
          }
        }
        let reached = try f(trial)
        for cell in 0..<cells
        where isWaiting[cell] && merit(reached, cell) < merit(values, cell) {
          for index in 0..<n {
            points[index][cell] = trial[index][cell]
            values[index][cell] = reached[index][cell]
          }
          isWaiting[cell] = false
        }
        length *= 0.5
      }
      // what no step improves has arrived, or is stuck
      for cell in 0..<cells where isWaiting[cell] { isOpen[cell] = false }
    }
    return (0..<cells).map { cell in (points.map { $0[cell] }, merit(values, cell)) }
  }

  /// Solves linear equations by elimination with the largest pivot; `nil` when they have no one solution.
  private static func solved(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    let n = right.count
    var rows = zip(matrix, right).map { $0 + [$1] }
    for column in 0..<n {
      guard
        let pivot = (column..<n).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
        rows[pivot][column] != 0, rows[pivot].allSatisfy(\.isFinite)
      else { return nil }
      rows.swapAt(column, pivot)
      for row in 0..<n where row != column {
        let factor = rows[row][column] / rows[column][column]
        guard factor != 0 else { continue }
        for index in column...n { rows[row][index] -= factor * rows[column][index] }
      }
    }
    let solution = (0..<n).map { rows[$0][n] / rows[$0][$0] }
    return solution.allSatisfy(\.isFinite) ? solution : nil
  }
}

extension Double {
  fileprivate func power(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * self }
  }
}
