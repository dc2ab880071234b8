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

  /// Returns the point with the least value found by the simplex method of Nelder and Mead (1965) from
  /// `start`, kept within `bounds`; it is begun anew from what it finds until that gains nothing.
  public static func simplex(
    from start: [Double], in bounds: [(low: Double, high: Double)],
    _ f: ([Double]) throws(RunFailure) -> Double
  ) throws(RunFailure) -> (point: [Double], value: Double) {
    var best = (point: start, value: try f(start))
    for round in 0..<8 {
      let size = round == 0 ? 0.1 : 0.02
      let found = try descend(from: best.point, in: bounds, size: size, f)
      let gain = best.value - found.value
      if found.value < best.value { best = found }
      if round > 0, !(gain > 1e-12 * abs(best.value)) { break }
    }
    return best
  }

  private static func descend(
    from start: [Double], in bounds: [(low: Double, high: Double)], size: Double,
    _ f: ([Double]) throws(RunFailure) -> Double
  ) throws(RunFailure) -> (point: [Double], value: Double) {
    func value(_ point: [Double]) throws(RunFailure) -> Double {
      let value = try f(point)
      return value.isNaN ? .infinity : value
    }
    func within(_ point: [Double]) -> [Double] {
      zip(point, bounds).map { min(max($0, $1.low), $1.high) }
    }
    func between(_ a: [Double], _ b: [Double], _ t: Double) -> [Double] {
      within(zip(a, b).map { $0 + t * ($1 - $0) })
    }
    var corners = [(point: start, value: try value(start))]
    for index in start.indices {
      var point = start
      let width = bounds[index].high - bounds[index].low
      point[index] += size * width * (point[index] + size * width <= bounds[index].high ? 1 : -1)
      corners.append((point, try value(within(point))))
    }
    for _ in 0..<(300 * start.count) {
      corners.sort { $0.value < $1.value }
      let (best, worst) = (corners[0], corners[corners.count - 1])
      let spread =
        zip(start.indices, bounds).map { index, bound in
          (corners.map { abs($0.point[index] - best.point[index]) }.max() ?? 0)
            / max(bound.high - bound.low, .leastNormalMagnitude)
        }.max() ?? 0
      if spread < 1e-9 { break }
      let others = corners.dropLast()
      let centre = start.indices.map { index in
        others.reduce(0) { $0 + $1.point[index] } / Double(others.count)
      }
      let reflected = between(centre, worst.point, -1)
      let reflection = try value(reflected)
      if reflection < best.value {
        let expanded = between(centre, worst.point, -2)
        let expansion = try value(expanded)
        corners[corners.count - 1] =
          expansion < reflection ? (expanded, expansion) : (reflected, reflection)
      } else if reflection < corners[corners.count - 2].value {
        corners[corners.count - 1] = (reflected, reflection)
      } else {
        let isOutside = reflection < worst.value
        let contracted = between(centre, worst.point, isOutside ? -0.5 : 0.5)
        let contraction = try value(contracted)
        if contraction < min(reflection, worst.value) {
          corners[corners.count - 1] = (contracted, contraction)
        } else {
          for index in corners.indices.dropFirst() {
            let point = between(best.point, corners[index].point, 0.5)
            corners[index] = (point, try value(point))
          }
        }
      }
    }
    return corners.min { $0.value < $1.value } ?? (start, .infinity)
  }
}
