import AISNumerics

/// Where a function of one unknown is zero, in each of many cells at once.
///
/// The cells are the points and samples of the function's axes. Each step calls the function once for all
/// of them, with a value of the unknown for each.
public enum Roots {
  /// A function of one value a cell, to one value a cell.
  public typealias Function = ([Double]) throws(RunFailure) -> [Double]

  /// What was found in one cell.
  public struct Found: Sendable {
    /// The roots, in the order of the grid; in a search for one root a cell, at most one.
    public var roots: [Root] = []
    /// How many roots there are at least.
    public var count = 0
    /// The point at which the function comes nearest to zero, and its value there.
    public var nearest = Minimum(x: .nan, value: .infinity)
    /// The index of the point of the grid that is nearest to zero.
    var nearestIndex: Int?
    /// How many points were looked at.
    public var points = 0
    /// The largest size of the function on the grid, where it is finite.
    public var size = 0.0
    /// The function is zero on the whole grid.
    public var isEverywhere = false
    /// The sign of the function at the first and the last point where it has a value.
    public var ends = (first: 0.0, last: 0.0)
  }

  /// A place where a function is zero, or changes its sign.
  public struct Root: Sendable {
    public enum Form: Equatable, Sendable {
      /// The function is zero there, to the precision of numbers.
      case zero
      /// It jumps across zero.
      case jump
      /// It goes through infinity.
      case pole
      /// A stretch on which it is exactly zero ends there; beyond it has this sign, 0 for no value.
      case edge(beyond: Double)
    }
    public var x: Double
    public var form: Form
    /// How far from zero the function stays on the nearer side.
    public var residual: Double
    /// The function rises through zero there.
    public var isRising: Bool
  }

  /// Two points between which the sign changes.
  struct Bracket {
    var a: Double
    var fa: Double
    var b: Double
    var fb: Double
  }

  /// Returns the roots of `f` in each of `cells` cells between the points of `grid`, which increase.
  ///
  /// A sign change between neighbours is a bracket, refined by Chandrupatla's method. A cell without one is
  /// searched for a place where the function touches zero, or crosses it twice between two neighbours.
  /// With `all` every bracket is refined, else the first of each cell, as `order` ranks its left end.
  /// With `parts`, every step of the grid is looked at in so many parts besides, for stretches of zeros and
  /// for roots that the grid misses; what the grid alone finds stays as it is.
  /// Values that are no numbers are outside the function's domain.
  public static func find(
    cells: Int, on grid: [Double], all: Bool, parts: Int = 0, order: (Int) -> Int = { $0 },
    _ f: Function
  ) throws(RunFailure) -> [Found] {
    var scan = Scan(cells: cells)
    for (index, x) in grid.enumerated() {
      scan.take(try f(Array(repeating: x, count: cells)), at: index, grid, order)
    }
    var found = scan.found(grid)
    try addTouches(&found, &scan.brackets, grid, f)
    if parts > 0 {
      try lookCloser(&found, &scan.brackets, finer(grid, parts), isThorough: parts > 1, f)
      if parts == 1, found.allSatisfy({ $0.count == 0 && !$0.isEverywhere }) {
        // functions that take long are looked at more finely only where nothing was found
        try lookCloser(&found, &scan.brackets, finer(grid, 4), isThorough: false, f)
      }
    }
    let rounds = all ? scan.brackets.map(\.count).max() ?? 0 : 1
    for round in 0..<rounds {
      guard scan.brackets.contains(where: { $0.count > round }) else { break }
      for (cell, root) in try refined(scan.brackets.map { $0.dropFirst(round).first?.1 }, f) {
        found[cell].roots.append(root)
      }
    }
    if all {
      for cell in found.indices where found[cell].roots.count > 1 {
        found[cell].roots.sort { $0.x < $1.x }
        mergeEqual(&found[cell])
      }
    }
    return found
  }

  /// Counts roots as one that differ by less than rounding can tell apart: where a function is nearly zero it may
  /// change its sign several times.
  private static func mergeEqual(_ found: inout Found) {
    var distinct: [Root] = []
    for root in found.roots {
      let gap = distinct.last.map { (root.x - $0.x) / max(abs(root.x), abs($0.x)) }
      guard let last = distinct.last, let gap, root.isExact, last.isExact,
        gap <= resolution || gap <= touching && root.isRising != last.isRising
      else {
        distinct.append(root)
        continue
      }
      if root.residual < last.residual { distinct[distinct.count - 1] = root }
    }
    found.count -= found.roots.count - distinct.count
    found.roots = distinct
  }

  /// How far apart two roots are at least, relative to them.
  private static let resolution = 1e-9

  /// How far apart two roots are at least between which a function goes up and down again: where it only touches zero,
  /// rounding makes two of the one, about the square root of the precision of numbers apart.
  private static let touching = 1e-6

  /// The same for a function that can be asked for some cells by themselves, block by block.
  public static func find(
    _ f: Evaluation, on grid: [Double], all: Bool, parts: Int = 0, order: (Int) -> Int = { $0 }
  ) throws(RunFailure) -> [Found] {
    var found: [Found] = []
    found.reserveCapacity(f.blocks.last?.upperBound ?? 0)
    for block in f.blocks {
      found += try find(cells: block.count, on: grid, all: all, parts: parts, order: order) {
        xs throws(RunFailure) in try f([xs], in: block)[0]
      }
    }
    return found
  }

  /// Returns points from one end to the other: by equal factors where both are positive and far apart, else
  /// by equal steps.
  public static func grid(_ from: Double, _ to: Double, _ steps: Int) -> [Double] {
    let isWide = from > 0 && to / from >= 1_000
    return (0...steps).map { index in
      if index == 0 { return from }
      if index == steps { return to }
      let part = Double(index) / Double(steps)
      return isWide ? from * Kernels.power(to / from, part) : from + part * (to - from)
    }
  }

  /// The brackets of a cell with their rank, best first.
  typealias Brackets = [(Int, Bracket)]

  /// What a pass over the grid has seen.
  private struct Scan: ~Copyable {
    var brackets: [Brackets]
    private var lanes: RootLanes
    private var before: [Double]
    private var points = 0

    init(cells: Int) {
      brackets = Array(repeating: [], count: cells)
      lanes = .scan(cells)
      before = Array(repeating: .nan, count: cells)
    }

    mutating func take(
      _ values: [Double], at index: Int, _ grid: [Double], _ order: (Int) -> Int
    ) {
      points += 1
      let events = lanes.take(values, after: before, index: index)
      guard events > 0 else {
        before = values
        return
      }
      lanes.eachEvent { cell, isZero in
        if isZero {
          Roots.add(
            Bracket(a: grid[index], fa: 0, b: grid[index], fb: 0), order(index), &brackets[cell])
        } else {
          Roots.add(
            Bracket(a: grid[index - 1], fa: before[cell], b: grid[index], fb: values[cell]),
            order(index - 1), &brackets[cell])
        }
      }
      before = values
    }

    func found(_ grid: [Double]) -> [Found] {
      brackets.indices.map { cell in
        let seen = lanes.seen(cell)
        var found = Found()
        found.count = brackets[cell].count
        found.nearest = Minimum(x: seen.index.map { grid[$0] } ?? .nan, value: seen.nearest)
        found.nearestIndex = seen.index
        found.points = points
        found.size = seen.size
        found.isEverywhere = seen.zeros == points && points > 1
        found.ends = seen.ends
        return found
      }
    }
  }

  private static func add(_ bracket: Bracket, _ rank: Int, _ brackets: inout Brackets) {
    let place = brackets.firstIndex { $0.0 > rank } ?? brackets.endIndex
    brackets.insert((rank, bracket), at: place)
  }

  /// Looks between grid points for a zero that is touched, or crossed twice, in cells without a root.
  private static func addTouches(
    _ found: inout [Found], _ brackets: inout [Brackets], _ grid: [Double], _ f: Function
  ) throws(RunFailure) {
    let places = found.indices.map { cell -> Int? in
      guard brackets[cell].isEmpty, found[cell].nearest.value.isFinite,
        let index = found[cell].nearestIndex, index > 0, index < grid.count - 1
      else { return nil }
      return index
    }
    for (cell, own) in try touches(at: places, &found, grid, f).enumerated() {
      for (rank, bracket) in own.enumerated() { add(bracket, rank, &brackets[cell]) }
      if !own.isEmpty { found[cell].count = brackets[cell].count }
    }
  }

  /// The brackets around a point of the grid in each cell at which the function comes near to zero.
  static func touches(
    at places: [Int?], _ found: inout [Found], _ grid: [Double], _ f: Function
  ) throws(RunFailure) -> [[Bracket]] {
    var touches = Array(repeating: [Bracket](), count: places.count)
    let open = places.indices.filter { places[$0] != nil }
    guard !open.isEmpty else { return touches }
    var ends = found.map { (low: $0.nearest.x, high: $0.nearest.x) }
    var middles = ends.map(\.low)
    for cell in open {
      guard let index = places[cell] else { continue }
      ends[cell] = (grid[index - 1], grid[index + 1])
      middles[cell] = grid[index]
    }
    let inner = try f(middles)
    let sides = [try f(ends.map(\.low)), try f(ends.map(\.high))]
    let signs = zip(inner, sides[0]).map { ($0 == 0 ? $1 : $0) < 0 ? -1.0 : 1 }
    func signed(_ points: [Double]) throws(RunFailure) -> [Double] {
      zip(try f(points), signs).map { $0 * $1 }
    }
    let sizes = places.indices.map { cell in sides.map { abs($0[cell]) }.max() ?? 0 }
    var best = try Minima.local(ends, signed)
    // a kink, as that of `abs`, is found to all digits
    let kinks = open.filter {
      best[$0].value > 1e-12 * sizes[$0] && best[$0].value < 1e-6 * sizes[$0]
    }
    if !kinks.isEmpty {
      var near = best.map { (low: $0.x, high: $0.x) }
      for cell in kinks {
        let reach = 1e-6 * (ends[cell].high - ends[cell].low)
        near[cell] = (best[cell].x - reach, best[cell].x + reach)
      }
      let sharp = try Minima.local(near, precision: 2.5e-16, signed)
      for cell in kinks where sharp[cell].value < best[cell].value { best[cell] = sharp[cell] }
    }
    for cell in open where best[cell].value.isFinite {
      let (x, value) = (best[cell].x, best[cell].value)
      if abs(value) < abs(found[cell].nearest.value) {
        found[cell].nearest = Minimum(x: x, value: value * signs[cell])
      }
      let middle = value * signs[cell]
      if abs(value) <= 1e-12 * sizes[cell] {
        // a zero at the point itself is known
        guard inner[cell] != 0 else { continue }
        touches[cell] = [Bracket(a: x, fa: 0, b: x, fb: 0)]
      } else if value < 0 {
        let (low, high) = ends[cell]
        touches[cell] = [
          Bracket(a: low, fa: sides[0][cell], b: x, fb: middle),
          Bracket(a: x, fa: middle, b: high, fb: sides[1][cell]),
        ]
      }
    }
    return touches
  }

  // MARK: Refining

  /// How many steps are taken at most: bisection alone needs no more to reach neighbouring numbers.
  private static let stepLimit = 110

  /// Refines one bracket a cell by the method of Chandrupatla (1997): inverse quadratic interpolation where
  /// the three points say that it will converge, else bisection. Complexity: some 17 calls for smooth
  /// functions, however many cells.
  private static func refined(_ brackets: [Bracket?], _ f: Function) throws(RunFailure) -> [(
    Int, Root
  )] {
    var lanes = RootLanes.brackets(brackets.count)
    for (cell, bracket) in brackets.enumerated() {
      guard let bracket else { continue }
      lanes.set(cell, bracket.a, bracket.fa, bracket.b, bracket.fb)
    }
    var isOpen = lanes.isOpen
    for _ in 0..<stepLimit where isOpen {
      // a finished cell is asked for its own point again
      isOpen = lanes.refine(try f(lanes.points)) > 0
    }
    var roots: [(Int, Root)] = []
    for (cell, bracket) in brackets.enumerated() {
      guard let first = bracket else { continue }
      let last = lanes.bracket(cell)
      roots.append(
        (cell, root(from: first, to: Bracket(a: last.a, fa: last.fa, b: last.b, fb: last.fb))))
    }
    return roots
  }

  /// The root in a bracket that was refined.
  private static func root(from first: Bracket, to last: Bracket) -> Root {
    let residual = min(abs(last.fa), abs(last.fb))
    var size = 0.0
    for value in [first.fa, first.fb] where value.isFinite { size = max(size, abs(value)) }
    let form: Root.Form
    if residual <= 1e-6 * size {
      form = .zero
    } else if max(abs(last.fa), abs(last.fb)) > 1e6 * max(size, .leastNormalMagnitude) {
      form = .pole
    } else {
      form = .jump
    }
    let isRising = first.fa < 0 || first.fb > 0
    let isNear = abs(last.fa) <= abs(last.fb)
    var x = isNear ? last.a : last.b
    // a root at zero is approached without end
    let (low, high) = (min(last.a, last.b), max(last.a, last.b))
    let isBesideZero = residual == 0 && (low == 0 || high == 0)
    if low < high, low <= 0, high >= 0, !isBesideZero, abs(x) <= 1e-15 * abs(first.b - first.a) {
      x = 0
    }
    return Root(x: x, form: form, residual: residual, isRising: isRising)
  }
}

extension Roots.Root {
  /// The function is zero there to all digits, and beside it is not.
  public var isExact: Bool {
    if case .zero = form { true } else { false }
  }

  public var isJump: Bool {
    if case .jump = form { true } else { false }
  }

  /// A stretch of zeros ends there.
  public var isEdge: Bool {
    if case .edge = form { true } else { false }
  }
}
