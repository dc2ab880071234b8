extension Roots {
  /// A function of several unknowns: for each a value a cell, to as many values a cell.
  public typealias System = ([[Double]]) throws(RunFailure) -> [[Double]]

  /// How many of the best points of the grid are starting points, and how many steps are taken from each.
  private static let (bestLimit, newtonLimit, halvingLimit) = (5, 60, 12)

  /// How many starting points are tried in each of so many cells.
  public static func starts(cells: Int) -> Int { cells > 64 ? 12 : 60 }

  /// What was found in one cell.
  public struct SystemFound: Sendable {
    /// The best point found, where the functions come nearest to zero.
    public var point: [Double]
    public var isRoot = false
    /// The points found at which all functions are zero, in the order of their coordinates.
    public var roots: [[Double]] = []
    /// The functions do not fix a point beside the first root, to first order.
    public var isSingular = false
    /// The functions are linear on the whole grid.
    public var isLinear = false
    /// There can be no further root.
    var isOnlyOne: Bool { isRoot && isLinear && !isSingular }
  }

  /// Returns for each cell the points within `bounds` at which all of `f` were found to be zero, with the best
  /// point found, where the function comes nearest to zero.
  ///
  /// Newton's method with differences for derivatives, each step cut at the bounds and halved until it
  /// gains (Dennis & Schnabel 1983, chapter 6), from the best points of a coarse grid and from others far from
  /// them. Complexity: a step takes n + 1 calls, for all cells at once.
  public static func system(
    cells: Int, in bounds: [(low: Double, high: Double)], _ f: System
  ) throws(RunFailure) -> [SystemFound] {
    var scan = SystemScan(cells: cells, n: bounds.count, limit: cells > 64 ? 32 : 1_000)
    let grid = gridPoints(in: bounds, limit: cells > 64 ? 100 : 1_000)
    for point in grid {
      scan.take(try f(point.map { Array(repeating: $0, count: cells) }), at: point)
    }
    scan.rank()
    scan.spread(to: starts(cells: cells), in: bounds)
    var best = (0..<cells).map { cell in
      SystemFound(point: scan.starts[cell].first ?? bounds.map { 0.5 * ($0.low + $0.high) })
    }
    var merits = Array(repeating: Double.infinity, count: cells)
    for attempt in 0..<starts(cells: cells) {
      let done = (0..<cells).map { attempt >= scan.starts[$0].count || best[$0].isOnlyOne }
      if done.allSatisfy({ $0 }) { break }
      let starts = (0..<cells).map { done[$0] ? best[$0].point : scan.starts[$0][attempt] }
      let found = try newton(from: starts, in: bounds, scales: scan.scales, skipping: done, f)
      for cell in 0..<cells where !done[cell] {
        let (point, merit) = found[cell]
        if !best[cell].isRoot, merit < merits[cell] {
          merits[cell] = merit
          (best[cell].point, best[cell].isRoot) = (point, merit < 1e-9)
        }
        if merit < 1e-9, best[cell].roots.allSatisfy({ areApart($0, point, 1e-5, bounds) }) {
          best[cell].roots.append(point)
        }
      }
      // where the functions are linear, what was found may be all there is
      if attempt == 0 { try judge(&best, in: bounds, scales: scan.scales, linearAt: grid, f) }
    }
    try judge(&best, in: bounds, scales: scan.scales, f)
    arrange(&best, in: bounds)
    return best
  }

  /// `true` iff two points differ by more than a share of the range of some unknown.
  private static func areApart(
    _ a: [Double], _ b: [Double], _ share: Double, _ bounds: [(low: Double, high: Double)]
  ) -> Bool {
    bounds.indices.contains { abs(a[$0] - b[$0]) > share * (bounds[$0].high - bounds[$0].low) }
  }

  /// Sees by the slopes at the points found whether each can be told from its neighbours: not where the functions
  /// depend on each other. With `points`, sees whether the functions are linear there as well.
  private static func judge(
    _ found: inout [SystemFound], in bounds: [(low: Double, high: Double)], scales: [[Double]],
    linearAt points: [[Double]] = [], _ f: System
  ) throws(RunFailure) {
    let (cells, n) = (found.count, bounds.count)
    let widths = bounds.map { $0.high - $0.low }
    let sizes = scales.map { $0.map { max($0, .leastNormalMagnitude) } }
    /// For each cell, equation and unknown, in parts of the sizes and of the ranges.
    var slopes = Array(
      repeating: Array(repeating: Array(repeating: 0.0, count: n), count: n), count: cells)
    for column in 0..<n {
      let sides = try [-1e-5, 1e-5].map { share throws(RunFailure) in
        try f(
          (0..<n).map { index in
            found.map { $0.point[index] + (index == column ? share * widths[index] : 0) }
          })
      }
      for row in 0..<n {
        for cell in 0..<cells {
          slopes[cell][row][column] =
            (sides[1][row][cell] - sides[0][row][cell]) / 2e-5 / sizes[row][cell]
        }
      }
    }
    for cell in 0..<cells {
      found[cell].isSingular = smallestPivot(slopes[cell]) < 1e-5
      if !points.isEmpty { found[cell].isLinear = found[cell].isRoot }
    }
    for point in points where found.contains(where: \.isLinear) {
      let values = try f(point.map { Array(repeating: $0, count: cells) })
      for cell in 0..<cells where found[cell].isLinear {
        for row in 0..<n {
          let line = (0..<n).reduce(0) {
            $0 + slopes[cell][row][$1] * (point[$1] - found[cell].point[$1]) / widths[$1]
          }
          if !(abs(values[row][cell] / sizes[row][cell] - line) < 1e-6) {
            found[cell].isLinear = false
          }
        }
      }
    }
  }

  /// Puts the roots of each cell in order; of those that cannot be told from their neighbours one is left.
  private static func arrange(
    _ found: inout [SystemFound], in bounds: [(low: Double, high: Double)]
  ) {
    // what differs by rounding is equal
    func place(_ point: [Double]) -> [Double] {
      zip(point, bounds).map { (($0 - $1.low) / ($1.high - $1.low) * 1e8).rounded() }
    }
    for cell in found.indices {
      if found[cell].isSingular { found[cell].roots = [found[cell].point] }
      if !found[cell].isRoot { found[cell].roots = [] }
      found[cell].roots.sort { place($0).lexicographicallyPrecedes(place($1)) }
    }
  }

  /// The smallest pivot of an elimination that takes the largest one left each time.
  private static func smallestPivot(_ matrix: [[Double]]) -> Double {
    var rows = matrix
    var free = Set(matrix.indices)
    var smallest = Double.infinity
    for _ in matrix.indices {
      let places = rows.indices.flatMap { row in free.sorted().map { (row, $0) } }
      guard let (row, column) = places.max(by: { abs(rows[$0.0][$0.1]) < abs(rows[$1.0][$1.1]) })
      else { break }
      let pivot = rows.remove(at: row)
      smallest = min(smallest, abs(pivot[column]))
      guard pivot[column] != 0 else { break }
      free.remove(column)
      for index in rows.indices {
        let factor = rows[index][column] / pivot[column]
        for other in pivot.indices { rows[index][other] -= factor * pivot[other] }
      }
    }
    return smallest
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
    /// How many of the best points are kept.
    private let limit: Int

    init(cells: Int, n: Int, limit: Int) {
      self.limit = limit
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
        if seen[cell].count >= max(64, 2 * limit) { keepBest(cell) }
      }
    }

    private mutating func keepBest(_ cell: Int) {
      let scales = scales.map { max($0[cell], .leastNormalMagnitude) }
      func merit(_ values: [Double]) -> Double {
        zip(values, scales).map { abs($0 / $1) }.max() ?? 0
      }
      seen[cell] = seen[cell].map { (merit: merit($0.values), seen: $0) }
        .sorted { $0.merit < $1.merit }.prefix(limit).map(\.seen)
    }

    /// Keeps the best points, and of the others those that are far from all that are kept.
    mutating func spread(to count: Int, in bounds: [(low: Double, high: Double)]) {
      for cell in starts.indices {
        var kept = Array(starts[cell].prefix(Roots.bestLimit))
        for point in starts[cell].dropFirst(kept.count) where kept.count < count {
          if kept.allSatisfy({ Roots.areApart($0, point, 0.12, bounds) }) { kept.append(point) }
        }
        starts[cell] = kept
      }
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
        let right = (0..<n).map { -values[$0][cell] }
        guard
          let step = solved(matrix, right) ?? damped(matrix, right, bounds, scales.map { $0[cell] })
        else {
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

  /// A step where the slopes fix none: the least squares of Levenberg (1944), measured by the sizes of the
  /// equations and of the ranges.
  private static func damped(
    _ matrix: [[Double]], _ right: [Double], _ bounds: [(low: Double, high: Double)],
    _ scales: [Double]
  ) -> [Double]? {
    let n = right.count
    let widths = bounds.map { $0.high - $0.low }
    let sizes = scales.map { max($0, .leastNormalMagnitude) }
    let slopes = (0..<n).map { row in (0..<n).map { matrix[row][$0] * widths[$0] / sizes[row] } }
    let normal = (0..<n).map { a in
      (0..<n).map { b in
        (0..<n).reduce(a == b ? 1e-3 : 0) { $0 + slopes[$1][a] * slopes[$1][b] }
      }
    }
    let wanted = (0..<n).map { a in
      (0..<n).reduce(0) { $0 + slopes[$1][a] * right[$1] / sizes[$1] }
    }
    return solved(normal, wanted).map { zip($0, widths).map { $0 * $1 } }
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
