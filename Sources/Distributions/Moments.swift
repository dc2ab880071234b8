/// The mean and the variance of a distribution: NaN where undefined, infinite where so.
public struct Moments: Sendable {
  public let mean: Double
  public let variance: Double

  public init(_ mean: Double, _ variance: Double) { (self.mean, self.variance) = (mean, variance) }

  /// The moments of `scale · x + shift`.
  func moved(scale: Double, shift: Double) -> Moments {
    Moments(scale * mean + shift, scale * scale * variance)
  }

  /// The moments of what is one of several distributions, by their probabilities.
  static func mixed(_ parts: [(weight: Double, moments: Moments)]) -> Moments {
    let mean = parts.reduce(0) { $0 + $1.weight * $1.moments.mean }
    let variance = parts.reduce(0) { sum, part in
      let distance = part.moments.mean - mean
      return sum + part.weight * (part.moments.variance + distance * distance)
    }
    return Moments(mean, variance)
  }
}

extension Moments {
  /// The moments of known values with weights that add up to 1.
  public static func of(_ points: [(value: Double, weight: Double)]) -> Moments {
    mixed(points.map { ($0.weight, Moments($0.value, 0)) })
  }
}
