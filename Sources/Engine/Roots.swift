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
    /// The largest size of the function on the grid, where it is finite.
    public var size = 0.0
    /// The function is zero on the whole grid.
    public var isEverywhere = false
    /// The sign of the function at the first and the last point where it has a value.
    public var ends = (first: 0.0, last: 0.0)
  }

  /// A place where a function is zero, or changes its sign.
  public struct Root: Sendable {
    public enum Form: Sendable {
      /// The function is zero there, to the precision of numbers.
      case zero
      /// It jumps across zero.
      case jump
      /// It goes through infinity.
      case pole
    }
    public var x: Double
    public var form: Form
    /// How far from zero the function stays on the nearer side.
    public var residual: Double
    /// The function rises through zero there.
    public var isRising: Bool
  }

  /// Two points between which the sign changes.
  private struct Bracket {
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
  /// Values that are no numbers are outside the function's domain.
  public static func find(
    cells: Int, on grid: [Double], all: Bool, order: (Int) -> Int = { $0 }, _ f: Function
  ) throws(RunFailure) -> [Found] {
    var scan = Scan(cells: cells)
    for (index, x) in grid.enumerated() {
      scan.take(try f(Array(repeating: x, count: cells)), at: index, x, order)
    }
    try scan.addTouches(grid, f)
    var found = scan.found
    let rounds = all ? scan.brackets.map(\.count).max() ?? 0 : 1
    for round in 0..<rounds {
      let open = (0..<cells).filter { scan.brackets[$0].count > round }
      guard !open.isEmpty else { break }
      let brackets = (0..<cells).map { cell in
        scan.brackets[cell].count > round ? scan.brackets[cell][round].1 : nil
      }
      for (cell, root) in try refined(brackets, f) { found[cell].roots.append(root) }
    }
    if all { for cell in found.indices { found[cell].roots.sort { $0.x < $1.x } } }
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

  /// What a pass over the grid has seen.
  private struct Scan {
    var found: [Found]
    /// The brackets of each cell with their rank, best first.
    var brackets: [[(Int, Bracket)]]
    private var last: [(x: Double, f: Double)?]
    private var zeros: [Int]
    private var points = 0
    /// For each cell the neighbours of the point nearest to zero, as indices into the grid.
    private var nearest: [Int]

    init(cells: Int) {
      found = Array(repeating: Found(), count: cells)
      brackets = Array(repeating: [], count: cells)
      last = Array(repeating: nil, count: cells)
      zeros = Array(repeating: 0, count: cells)
      nearest = Array(repeating: 0, count: cells)
    }

    mutating func take(
      _ values: [Double], at index: Int, _ x: Double, _ order: (Int) -> Int
    ) {
      points += 1
      for (cell, value) in values.enumerated() {
        guard !value.isNaN else {
          last[cell] = nil
          continue
        }
        if abs(value) < abs(found[cell].nearest.value) || found[cell].nearest.x.isNaN {
          found[cell].nearest = Minimum(x: x, value: value)
          nearest[cell] = index
        }
        if value.isFinite { found[cell].size = max(found[cell].size, abs(value)) }
        let sign = value == 0 ? 0.0 : value < 0 ? -1 : 1
        if found[cell].ends.first == 0 { found[cell].ends.first = sign }
        found[cell].ends.last = sign == 0 ? found[cell].ends.last : sign
        if value == 0 {
          zeros[cell] += 1
          add(Bracket(a: x, fa: 0, b: x, fb: 0), cell, order(index))
        } else if let before = last[cell], before.f != 0, (before.f < 0) != (value < 0) {
          add(Bracket(a: before.x, fa: before.f, b: x, fb: value), cell, order(index - 1))
        }
        last[cell] = (x, value)
        found[cell].isEverywhere = zeros[cell] == points && points > 1
      }
    }

    private mutating func add(_ bracket: Bracket, _ cell: Int, _ rank: Int) {
      found[cell].count += 1
      let place = brackets[cell].firstIndex { $0.0 > rank } ?? brackets[cell].endIndex
      brackets[cell].insert((rank, bracket), at: place)
    }

    /// Looks between grid points for a zero that is touched, or crossed twice, in cells without a root.
    mutating func addTouches(_ grid: [Double], _ f: Function) throws(RunFailure) {
      let open = brackets.indices.filter { cell in
        let best = found[cell].nearest
        return brackets[cell].isEmpty && best.value.isFinite && nearest[cell] > 0
          && nearest[cell] < grid.count - 1
      }
      guard !open.isEmpty else { return }
      var ends = found.map { (low: $0.nearest.x, high: $0.nearest.x) }
      var signs = Array(repeating: 1.0, count: found.count)
      var sizes = Array(repeating: 0.0, count: found.count)
      for cell in open {
        ends[cell] = (grid[nearest[cell] - 1], grid[nearest[cell] + 1])
        signs[cell] = found[cell].nearest.value < 0 ? -1 : 1
      }
      let sides = [try f(ends.map(\.low)), try f(ends.map(\.high))]
      for cell in open { sizes[cell] = sides.map { abs($0[cell]) }.max() ?? 0 }
      let best = try Minima.local(ends) { points throws(RunFailure) in
        zip(try f(points), signs).map { $0 * $1 }
      }
      for cell in open where best[cell].value.isFinite {
        let (x, value) = (best[cell].x, best[cell].value)
        if value < abs(found[cell].nearest.value) {
          found[cell].nearest = Minimum(x: x, value: value * signs[cell])
        }
        let middle = value * signs[cell]
        if abs(value) <= 1e-12 * sizes[cell] {
          add(Bracket(a: x, fa: 0, b: x, fb: 0), cell, 0)
        } else if value < 0 {
          let (low, high) = ends[cell]
          add(Bracket(a: low, fa: sides[0][cell], b: x, fb: middle), cell, 0)
          add(Bracket(a: x, fa: middle, b: high, fb: sides[1][cell]), cell, 1)
        }
      }
    }
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
    var states = brackets.map { $0.map(State.init) }
    for _ in 0..<stepLimit {
      if states.allSatisfy({ $0?.isDone ?? true }) { break }
      // a finished cell is asked for its own point again
      let values = try f(states.map { $0?.point ?? 0 })
      for (cell, value) in values.enumerated() where states[cell]?.isDone == false {
        states[cell]?.take(value)
      }
    }
    return states.enumerated().compactMap { cell, state in state.map { (cell, $0.root) } }
  }

  /// A bracket being refined: a is the newest point, b has the other sign, c is the one before.
  private struct State {
    private let first: Bracket
    private var a: Double
    private var fa: Double
    private var b: Double
    private var fb: Double
    private var c: Double
    private var fc: Double
    private(set) var point: Double
    private(set) var isDone = false
    private let width: Double

    init(_ bracket: Bracket) {
      first = bracket
      (a, fa, b, fb) = (bracket.b, bracket.fb, bracket.a, bracket.fa)
      (c, fc) = (a, fa)
      width = abs(bracket.b - bracket.a)
      point = a + 0.5 * (b - a)
      isDone = fa == 0 || fb == 0
    }

    mutating func take(_ value: Double) {
      // outside the domain: what is there counts as the side that it was reached from
      let value = value.isNaN ? fa : value
      if (value < 0) == (fa < 0), value != 0 {
        (c, fc) = (a, fa)
      } else {
        (c, fc, b, fb) = (b, fb, a, fa)
      }
      (a, fa) = (point, value)
      let nearer = abs(fa) < abs(fb) ? a : b
      let tolerance = 2 * (2.3e-16 * abs(nearer) + 1e-16 * width)
      let gap = abs(b - a)
      if fa == 0 || gap <= 2 * tolerance {
        isDone = true
        return
      }
      let limit = tolerance / gap
      point = a + min(max(fraction, limit), 1 - limit) * (b - a)
      if point == a || point == b { isDone = true }
    }

    /// How far from a to b the next point is.
    private var fraction: Double {
      guard fa.isFinite, fb.isFinite, fc.isFinite, fc != fb, fc != fa else { return 0.5 }
      let xi = (a - b) / (c - b)
      let phi = (fa - fb) / (fc - fb)
      guard phi * phi < xi, (1 - phi) * (1 - phi) < 1 - xi else { return 0.5 }
      let t =
        fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
      return t.isFinite ? t : 0.5
    }

    var root: Root {
      let isNear = abs(fa) <= abs(fb)
      let residual = min(abs(fa), abs(fb))
      let sizes = [abs(first.fa), abs(first.fb)].filter(\.isFinite)
      let form: Root.Form
      if residual <= 1e-6 * (sizes.max() ?? 0) {
        form = .zero
      } else if max(abs(fa), abs(fb)) > 1e6 * max(sizes.max() ?? 0, .leastNormalMagnitude) {
        form = .pole
      } else {
        form = .jump
      }
      let isRising = first.fa < 0 || first.fb > 0
      return Root(x: isNear ? a : b, form: form, residual: residual, isRising: isRising)
    }
  }
}
