import AISNumerics

/// One uncertain number as a whole: its quantiles, its tails, its moments.
public struct Law: Sendable {
  /// The value below which the lower part of a point lies: never decreasing.
  public let quantile: @Sendable (UnitPoint) -> Double
  /// The moments where a formula gives them.
  public let closedMoments: Moments?
  /// The parts of a mixture; its quantiles are found between theirs.
  private let parts: [(weight: Double, law: Law)]
  /// Quantiles are cheap enough to be integrated over.
  private let isQuick: Bool

  /// Creates the law of a recipe with known parameters; without closed moments they are integrals.
  public init(_ recipe: Recipe, _ parameters: [Double] = [], moments: Moments? = nil) {
    self.init(moments: moments) { recipe.value(parameters, at: $0) }
  }

  private init(
    moments: Moments?, isQuick: Bool = true, quantile: @escaping @Sendable (UnitPoint) -> Double
  ) {
    (self.quantile, closedMoments, self.isQuick, parts) = (quantile, moments, isQuick, [])
  }

  /// The law of a known number.
  public static func known(_ value: Double) -> Law {
    Law(moments: Moments(value, 0)) { _ in value }
  }

  public static func normal(mean: Double, deviation: Double) -> Law {
    Law(moments: Moments(mean, deviation * deviation)) { mean + deviation * $0.normal }
  }

  public static func lognormal(mu: Double, sigma: Double) -> Law {
    Law(moments: .lognormal(mu: mu, sigma: sigma)) { Kernels.exp(mu + sigma * $0.normal) }
  }

  /// The law of what is one of several, each with its probability; the weights add up to 1.
  public init(mixtureOf parts: [(weight: Double, law: Law)]) {
    let flat = parts.flatMap { part in
      part.law.parts.isEmpty
        ? [part] : part.law.parts.map { ($0.weight * part.weight, $0.law) }
    }.filter { $0.weight > 0 }
    self.parts = flat
    isQuick = false
    let moments = flat.map { ($0.weight, $0.law.moments) }
    closedMoments =
      moments.contains { $0.1 == nil }
      ? nil : .mixed(moments.compactMap { weight, own in own.map { (weight, $0) } })
    quantile = { Self.quantile(of: flat, at: $0) }
  }

  /// The moments, or `nil` when an integral for them does not settle.
  public var moments: Moments? {
    if let closedMoments { return closedMoments }
    guard isQuick, let mean = Quadrature.integral(quantile) else { return nil }
    let variance = Quadrature.integral { point in
      let distance = quantile(point) - mean
      return distance * distance
    }
    return variance.map { Moments(mean, $0) }
  }

  /// `true` iff it is certainly above 0.
  public var isPositive: Bool {
    parts.isEmpty
      ? quantile(UnitPoint(lower: 1e-300, upper: 1)) > 0 : parts.allSatisfy(\.law.isPositive)
  }

  // MARK: Tails

  /// The probabilities of at most `x`, and of more.
  public func tails(atMost x: Double) -> UnitPoint {
    tails {
      $0.tails(atMost: x)
    } while: {
      $0 <= x
    }
  }

  /// The probabilities of less than `x`, and of at least `x`.
  public func tails(below x: Double) -> UnitPoint {
    tails {
      $0.tails(below: x)
    } while: {
      $0 < x
    }
  }

  /// The last point at which the quantile still fulfils a condition that large values break: found by
  /// halving on the scale of ln (u / (1 − u)), so that small tails keep their digits.
  private func tails(_ own: (Law) -> UnitPoint, while holds: (Double) -> Bool) -> UnitPoint {
    if !parts.isEmpty {
      let tails = parts.map { ($0.weight, own($0.law)) }
      return UnitPoint(
        lower: tails.reduce(0) { $0 + $1.0 * $1.1.lower },
        upper: tails.reduce(0) { $0 + $1.0 * $1.1.upper })
    }
    func point(_ logit: Double) -> UnitPoint {
      let odds = Kernels.exp(-abs(logit))
      let (near, far) = (odds / (1 + odds), 1 / (1 + odds))
      return logit < 0 ? UnitPoint(lower: near, upper: far) : UnitPoint(lower: far, upper: near)
    }
    var (low, high) = (-700.0, 700.0)
    if !holds(quantile(point(low))) { return UnitPoint(lower: 0, upper: 1) }
    if holds(quantile(point(high))) { return UnitPoint(lower: 1, upper: 0) }
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return point(low) }
      if holds(quantile(point(middle))) { low = middle } else { high = middle }
    }
  }

  /// The quantile of a mixture: between the smallest and the largest of its parts', by halving.
  private static func quantile(of parts: [(weight: Double, law: Law)], at point: UnitPoint)
    -> Double
  {
    let own = parts.map { $0.law.quantile(point) }
    guard var low = own.min(), var high = own.max(), low < high else { return own.first ?? .nan }
    func isReached(_ x: Double) -> Bool {
      let tails = parts.map { ($0.weight, $0.law.tails(atMost: x)) }
      return point.lower <= point.upper
        ? tails.reduce(0) { $0 + $1.0 * $1.1.lower } >= point.lower * (1 - 0x1p-50)
        : tails.reduce(0) { $0 + $1.0 * $1.1.upper } <= point.upper * (1 + 0x1p-50)
    }
    if isReached(low) { return low }
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return high }
      if isReached(middle) { high = middle } else { low = middle }
    }
  }

  // MARK: Laws of functions

  /// The law of `scale · x + shift`.
  public func moved(scale: Double, shift: Double) -> Law {
    if scale == 0 { return .known(shift) }
    if !parts.isEmpty {
      return Law(
        mixtureOf: parts.map { ($0.weight, $0.law.moved(scale: scale, shift: shift)) })
    }
    let quantile = quantile
    return Law(
      moments: closedMoments?.moved(scale: scale, shift: shift), isQuick: isQuick
    ) { point in
      scale * quantile(scale < 0 ? point.mirrored : point) + shift
    }
  }

  /// The law of a function that never decreases.
  public func rising(by function: @escaping @Sendable (Double) -> Double) -> Law {
    if !parts.isEmpty {
      return Law(mixtureOf: parts.map { ($0.weight, $0.law.rising(by: function)) })
    }
    let quantile = quantile
    return Law(moments: nil) { function(quantile($0)) }
  }

  /// The law of a function that never increases.
  public func falling(by function: @escaping @Sendable (Double) -> Double) -> Law {
    moved(scale: -1, shift: 0).rising(by: { function(-$0) })
  }

  /// The law given that the value is between two bounds, which may be infinite; `nil` when that cannot
  /// be. Bounds that are possible values belong.
  public func truncated(low: Double, high: Double) -> (law: Law, part: UnitPart)? {
    let part = UnitPart(
      from: low == -.infinity ? UnitPoint(lower: 0, upper: 1) : tails(below: low),
      to: high == .infinity ? UnitPoint(lower: 1, upper: 0) : tails(atMost: high))
    guard part.width > 0 else { return nil }
    let quantile = quantile
    // a quantile at the very edge may be rounded over it
    return (
      Law(moments: nil, isQuick: isQuick) { min(max(quantile(part.point($0)), low), high) }, part
    )
  }
}

/// A part of the unit interval, to which draws are confined by a linear map.
public struct UnitPart: Sendable {
  public let from: UnitPoint
  public let to: UnitPoint

  public init(from: UnitPoint, to: UnitPoint) { (self.from, self.to) = (from, to) }

  /// Its probability.
  public var width: Double {
    from.lower > 0.5 ? from.upper - to.upper : to.lower - from.lower
  }

  /// Where a draw goes.
  func point(_ draw: UnitPoint) -> UnitPoint {
    UnitPoint(
      lower: from.lower + width * draw.lower, upper: to.upper + width * draw.upper)
  }
}
