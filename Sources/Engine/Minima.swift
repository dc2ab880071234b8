/// The least value of a function of one unknown in each of many cells.
public struct Minimum: Sendable {
  public var x: Double
  public var value: Double

  public init(x: Double, value: Double) {
    (self.x, self.value) = (x, value)
  }
}

/// Searches for minima of a function of one unknown, in many cells at once.
public enum Minima {
  /// A function of one value a cell, to one value a cell.
  public typealias Function = ([Double]) throws(RunFailure) -> [Double]

  /// How many steps are taken at most.
  private static let stepLimit = 120

  /// Returns a local minimum between the ends of each bracket, by Brent's method without derivatives
  /// (Brent 1973, chapter 5): parabolas through the three best points, golden sections where they fail.
  ///
  /// Every step calls the function once, for all cells. Values that are no numbers count as infinite.
  /// The place of a smooth minimum is found to about the square root of the precision of numbers, as for any
  /// such method: a smaller relative `precision` is of use for a kink.
  public static func local(
    _ brackets: [(low: Double, high: Double)], precision: Double = 1e-9, _ f: Function
  ) throws(RunFailure) -> [Minimum] {
    var states = brackets.map { State($0, precision) }
    try advance(&states, f)
    for _ in 0..<stepLimit {
      for index in states.indices { states[index].propose() }
      if states.allSatisfy(\.isDone) { break }
      try advance(&states, f)
    }
    return states.map { Minimum(x: $0.x, value: $0.fx) }
  }

  private static func advance(_ states: inout [State], _ f: Function) throws(RunFailure) {
    let values = try f(states.map(\.u))
    for index in states.indices { states[index].take(values[index]) }
  }

  /// Brent's bracket of one cell: the best point x, the second best w, the one before it v.
  private struct State {
    var low: Double
    var high: Double
    private let precision: Double
    var (x, w, v) = (0.0, 0.0, 0.0)
    var (fx, fw, fv) = (Double.infinity, Double.infinity, Double.infinity)
    /// The last step, and the one before it.
    var (step, before) = (0.0, 0.0)
    /// The point at which the value is asked for.
    var u: Double
    var isBegun = false
    var isDone = false

    private static let golden = 0.381_966_011_250_105_1

    init(_ bracket: (low: Double, high: Double), _ precision: Double) {
      (low, high) = bracket
      self.precision = precision
      u = low + Self.golden * (high - low)
      x = u
    }

    private var tolerance: Double { precision * abs(x) + 1e-12 * abs(high - low) + 1e-300 }

    /// Chooses the next point.
    mutating func propose() {
      guard !isDone else { return }
      let middle = 0.5 * (low + high)
      let tolerance = tolerance
      if !(high > low) || abs(x - middle) <= 2 * tolerance - 0.5 * (high - low) {
        isDone = true
        return
      }
      if !takeParabola(middle, tolerance) {
        before = x < middle ? high - x : low - x
        step = Self.golden * before
      }
      u = abs(step) >= tolerance ? x + step : x + (step > 0 ? tolerance : -tolerance)
    }

    /// Steps to the lowest point of the parabola through the three points, if that can be trusted.
    private mutating func takeParabola(_ middle: Double, _ tolerance: Double) -> Bool {
      guard abs(before) > tolerance, fx.isFinite, fw.isFinite, fv.isFinite else { return false }
      let r = (x - w) * (fx - fv)
      var q = (x - v) * (fx - fw)
      var p = (x - v) * q - (x - w) * r
      q = 2 * (q - r)
      if q > 0 { p = -p }
      q = abs(q)
      guard abs(p) < abs(0.5 * q * before), p > q * (low - x), p < q * (high - x) else {
        return false
      }
      before = step
      step = p / q
      let next = x + step
      if next - low < 2 * tolerance || high - next < 2 * tolerance {
        step = x < middle ? tolerance : -tolerance
      }
      return true
    }

    mutating func take(_ given: Double) {
      guard !isDone else { return }
      let value = given.isNaN ? .infinity : given
      guard isBegun else {
        (x, w, v) = (u, u, u)
        (fx, fw, fv) = (value, value, value)
        isBegun = true
        return
      }
      if value <= fx {
        if u < x { high = x } else { low = x }
        (v, fv, w, fw, x, fx) = (w, fw, x, fx, u, value)
      } else {
        if u < x { low = u } else { high = u }
        if value <= fw || w == x {
          (v, fv, w, fw) = (w, fw, u, value)
        } else if value <= fv || v == x || v == w {
          (v, fv) = (u, value)
        }
      }
    }
  }

  // MARK: Several unknowns

  /// Returns for each cell the point with the least value found by the simplex method of Nelder and Mead (1965)
  /// from its start, kept within `bounds`; it is begun anew from what it finds until that gains nothing.
  ///
  /// `f` takes a point for each cell to as many values; each step asks it once, for all cells. A cell without a
  /// start is not searched, and has no point. Values that are no numbers count as infinite.
  public static func simplex(
    from starts: [[Double]?], in bounds: [(low: Double, high: Double)],
    _ f: ([[Double]]) throws(RunFailure) -> [Double]
  ) throws(RunFailure) -> [(point: [Double], value: Double)?] {
    let nowhere = bounds.map(\.low)
    var descents = starts.map { $0.map { Descent(from: $0, in: bounds) } }
    while descents.contains(where: { $0?.isDone == false }) {
      let values = try f(descents.map { $0?.asked ?? nowhere })
      for cell in descents.indices { descents[cell]?.take(values[cell]) }
    }
    return descents.map { $0?.best }
  }

  /// The simplex of one cell: its corners, and the point at which the value is asked for.
  private struct Descent {
    private typealias Corner = (point: [Double], value: Double)

    /// What the point that is asked for is tried as.
    private enum Trial: Equatable {
      case start
      /// A corner of a new simplex.
      case corner
      /// The corner of an index, drawn towards the best.
      case drawn(Int)
      case reflected, expanded, contracted
      case none
    }

    private let bounds: [(low: Double, high: Double)]
    /// The best point of all rounds.
    private(set) var best: (point: [Double], value: Double)
    /// The point at which the value is asked for.
    private(set) var asked: [Double]
    private var trial = Trial.start
    /// In the order of their values when a step begins.
    private var corners: [Corner] = []
    private var centre: [Double] = []
    private var reflected: Corner = ([], .infinity)
    private var (round, steps) = (0, 0)

    init(from start: [Double], in bounds: [(low: Double, high: Double)]) {
      self.bounds = bounds
      best = (start, .infinity)
      asked = start
    }

    var isDone: Bool { trial == .none }

    /// Takes in the value at the point that was asked for, and chooses the next one.
    mutating func take(_ given: Double) {
      let own: Corner = (asked, given.isNaN ? .infinity : given)
      let last = corners.count - 1
      switch trial {
      case .start:
        best.value = own.value
        begin()
      case .corner:
        corners.append(own)
        if corners.count <= bounds.count { askForCorner() } else { step() }
      case .reflected:
        reflected = own
        if own.value < corners[0].value {
          ask(between(centre, corners[last].point, -2), .expanded)
        } else if own.value < corners[last - 1].value {
          replaceWorst(own)
        } else {
          let isOutside = own.value < corners[last].value
          ask(between(centre, corners[last].point, isOutside ? -0.5 : 0.5), .contracted)
        }
      case .expanded: replaceWorst(own.value < reflected.value ? own : reflected)
      case .contracted where own.value < min(reflected.value, corners[last].value):
        replaceWorst(own)
      case .contracted: draw(1)
      case .drawn(let index):
        corners[index] = own
        if index < last { draw(index + 1) } else { step() }
      case .none: break
      }
    }

    private mutating func ask(_ point: [Double], _ trial: Trial) {
      (asked, self.trial) = (point, trial)
    }

    private func within(_ point: [Double]) -> [Double] {
      zip(point, bounds).map { min(max($0, $1.low), $1.high) }
    }

    private func between(_ a: [Double], _ b: [Double], _ t: Double) -> [Double] {
      within(zip(a, b).map { $0 + t * ($1 - $0) })
    }

    /// Begins a round with a simplex at the best point.
    private mutating func begin() {
      steps = 0
      corners = [best]
      askForCorner()
    }

    private mutating func askForCorner() {
      let index = corners.count - 1
      var point = best.point
      let reach = (round == 0 ? 0.1 : 0.02) * (bounds[index].high - bounds[index].low)
      point[index] += point[index] + reach <= bounds[index].high ? reach : -reach
      ask(within(point), .corner)
    }

    private mutating func draw(_ index: Int) {
      ask(between(corners[0].point, corners[index].point, 0.5), .drawn(index))
    }

    private mutating func replaceWorst(_ corner: Corner) {
      corners[corners.count - 1] = corner
      step()
    }

    /// Reflects the worst corner in the centre of the others, unless the simplex has become a point.
    private mutating func step() {
      corners.sort { $0.value < $1.value }
      let spread = bounds.indices.map { index in
        (corners.map { abs($0.point[index] - corners[0].point[index]) }.max() ?? 0)
          / max(bounds[index].high - bounds[index].low, .leastNormalMagnitude)
      }
      guard steps < 300 * bounds.count, spread.contains(where: { $0 >= 1e-9 }) else {
        return finishRound()
      }
      steps += 1
      let others = corners.dropLast()
      centre = bounds.indices.map { index in
        others.reduce(0) { $0 + $1.point[index] } / Double(others.count)
      }
      ask(between(centre, corners[corners.count - 1].point, -1), .reflected)
    }

    private mutating func finishRound() {
      let gain = best.value - corners[0].value
      if corners[0].value < best.value { best = corners[0] }
      let isLast = round == 7 || round > 0 && !(gain > 1e-12 * abs(best.value))
      round += 1
      if isLast { trial = .none } else { begin() }
    }
  }
}
