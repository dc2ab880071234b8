extension Roots {
  /// How many dips of a function towards zero are followed in a cell.
  private static let dipLimit = 512

  /// The points of a grid with more between each two of them, and more by equal factors towards zero where
  /// the grid reaches it: a range as 0..1e6 says nothing about the size of what is sought.
  static func finer(_ grid: [Double], _ parts: Int) -> [Double] {
    guard parts > 1, let first = grid.first, let last = grid.last else { return grid }
    var points = grid
    for (low, high) in zip(grid, grid.dropFirst()) {
      points += (1..<parts).map { low + (high - low) * Double($0) / Double(parts) }
    }
    if first <= 0, last >= 0 {
      var part = 1.0
      for _ in 0..<144 {
        // sixteen to a factor of ten
        part *= 0.865_964_323_360_065_3
        points += [first * part, last * part]
      }
    }
    points.sort()
    return points.indices.filter { $0 == 0 || points[$0] > points[$0 - 1] }.map { points[$0] }
  }

  /// What the values on a finer grid show of one cell.
  private struct Closer {
    var brackets: [Bracket] = []
    /// Pairs of neighbours: at the first the function is zero, as at a further neighbour, at the second not.
    var edges: [(zero: Int, other: Int)] = []
    /// The points at which the function is nearer to zero than at both neighbours of the same sign, nearest first.
    var dips: [Int] = []
    var isEverywhere = false
    var nearest: Int?

    init(_ values: [Double], _ grid: [Double]) {
      let last = values.count - 1
      func sign(_ index: Int) -> Double {
        let value = values[index]
        return value < 0 ? -1 : value > 0 ? 1 : 0
      }
      nearest = values.indices.filter { !values[$0].isNaN }.min {
        abs(values[$0]) < abs(values[$1])
      }
      isEverywhere = values.allSatisfy { $0 == 0 }
      guard !isEverywhere else { return }
      for index in 0...last {
        if values[index] == 0 {
          let isAfter = index > 0 && values[index - 1] == 0
          let isBefore = index < last && values[index + 1] == 0
          if !isAfter, !isBefore {
            brackets.append(Bracket(a: grid[index], fa: 0, b: grid[index], fb: 0))
            // without a change of sign it is touched there, or crossed once more close by
            if index > 0, index < last, sign(index - 1) == sign(index + 1) { dips.append(index) }
          } else if !isAfter, index > 0 {
            edges.append((index, index - 1))
          } else if !isBefore, index < last {
            edges.append((index, index + 1))
          }
          continue
        }
        guard index < last else { break }
        let product = sign(index) * sign(index + 1)
        if product < 0 {
          brackets.append(
            Bracket(a: grid[index], fa: values[index], b: grid[index + 1], fb: values[index + 1]))
        } else if index > 0, product > 0, sign(index - 1) == sign(index),
          abs(values[index]) < abs(values[index - 1]), abs(values[index]) <= abs(values[index + 1])
        {
          dips.append(index)
        }
      }
      dips.sort { abs(values[$0]) < abs(values[$1]) }
    }
  }

  /// Looks on a finer grid for stretches of zeros, and for roots that were missed: the brackets of a cell
  /// are replaced where there are more of them. All dips are followed if the look is thorough, else the
  /// nearest one of a cell without roots.
  static func lookCloser(
    _ found: inout [Found], _ brackets: inout [Brackets], _ grid: [Double], isThorough: Bool,
    _ f: Function
  ) throws(RunFailure) {
    let cells = found.count
    var values: [[Double]] = []
    for x in grid { values.append(try f(Array(repeating: x, count: cells))) }
    var closer = (0..<cells).map { cell in Closer(values.map { $0[cell] }, grid) }
    for cell in found.indices {
      found[cell].points = grid.count
      found[cell].isEverywhere = closer[cell].isEverywhere
      if let index = closer[cell].nearest,
        abs(values[index][cell]) < abs(found[cell].nearest.value)
      {
        found[cell].nearest = Minimum(x: grid[index], value: values[index][cell])
      }
      let isFound = !brackets[cell].isEmpty || !closer[cell].brackets.isEmpty
      let limit = isThorough ? dipLimit : isFound ? 0 : 1
      closer[cell].dips.removeLast(max(0, closer[cell].dips.count - limit))
    }
    for round in 0..<(closer.map(\.dips.count).max() ?? 0) {
      let places = closer.map { $0.dips.dropFirst(round).first }
      for (cell, own) in try touches(at: places, &found, grid, f).enumerated() {
        closer[cell].brackets += own
      }
    }
    for cell in found.indices {
      let own = closer[cell]
      if !own.edges.isEmpty || own.brackets.count > brackets[cell].count {
        brackets[cell] = own.brackets.sorted { $0.a < $1.a }.enumerated().map { ($0, $1) }
        found[cell].count = brackets[cell].count + own.edges.count
      }
    }
    for round in 0..<(closer.map(\.edges.count).max() ?? 0) {
      let pairs = closer.map { $0.edges.dropFirst(round).first }
      for (cell, root) in try edges(pairs, values, grid, f) { found[cell].roots.append(root) }
    }
  }

  /// The ends of stretches of zeros by bisection, one a cell. Complexity: some 50 calls.
  private static func edges(
    _ pairs: [(zero: Int, other: Int)?], _ values: [[Double]], _ grid: [Double], _ f: Function
  ) throws(RunFailure) -> [(Int, Root)] {
    var zeros = pairs.map { $0.map { grid[$0.zero] } ?? grid[0] }
    var others = pairs.map { $0.map { grid[$0.other] } ?? grid[0] }
    for _ in 0..<100 {
      let middles = zip(zeros, others).map { 0.5 * ($0 + $1) }
      guard zip(middles, zip(zeros, others)).contains(where: { $0 != $1.0 && $0 != $1.1 }) else {
        break
      }
      for (cell, value) in try f(middles).enumerated() {
        if value == 0 { zeros[cell] = middles[cell] } else { others[cell] = middles[cell] }
      }
    }
    let width = (grid.last ?? 0) - (grid.first ?? 0)
    return pairs.enumerated().compactMap { cell, pair in
      guard let pair else { return nil }
      let beyond = values[pair.other][cell]
      let x = abs(zeros[cell]) < 1e-15 * width ? 0 : zeros[cell]
      let sign: Double = beyond < 0 ? -1 : beyond > 0 ? 1 : 0
      return (
        cell,
        Root(x: x, form: .edge(beyond: sign), residual: 0, isRising: pair.other > pair.zero)
      )
    }
  }
}
