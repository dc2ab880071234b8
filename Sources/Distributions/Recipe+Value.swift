import AISNumerics

/// A draw as a point of the unit interval, by its distances from both ends: so that neither end loses
/// digits.
public struct UnitPoint: Sendable {
  /// The probability below.
  public let lower: Double
  /// The probability above.
  public let upper: Double

  public init(lower: Double, upper: Double) { (self.lower, self.upper) = (lower, upper) }

  public init(_ probability: Double) { self.init(lower: probability, upper: 1 - probability) }

  /// The standard normal quantile.
  public var normal: Double {
    lower <= upper ? Kernels.normalQuantile(lower) : -Kernels.normalQuantile(upper)
  }

  /// The point as far from the other end.
  var mirrored: UnitPoint { UnitPoint(lower: upper, upper: lower) }

  /// The point at which a standard normal variable is at most `z`.
  init(normal z: Double) {
    self.init(lower: Kernels.normalCDF(z), upper: Kernels.normalCDF(-z))
  }
}

extension Recipe {
  /// Returns what the recipe gives at a point, for known parameters: the quantile there.
  public func value(_ parameters: [Double], at point: UnitPoint) -> Double {
    func value(_ recipe: Recipe) -> Double { recipe.value(parameters, at: point) }
    switch self {
    case .parameter(let index): return parameters[index]
    case .constant(let value): return value
    case .normal: return point.normal
    case .uniform: return point.lower
    case .complement: return point.upper
    case .add(let a, let b): return value(a) + value(b)
    case .subtract(let a, let b): return value(a) - value(b)
    case .multiply(let a, let b): return value(a) * value(b)
    case .divide(let a, let b): return value(a) / value(b)
    case .power(let a, let b): return Kernels.power(value(a), value(b))
    case .minimum(let a, let b): return Swift.min(value(a), value(b))
    case .exponential(let a): return Kernels.exp(value(a))
    case .logarithm(let a): return Kernels.log(value(a))
    case .squareRoot(let a): return value(a).squareRoot()
    case .floor(let a): return value(a).rounded(.down)
    case .lessOrEqual(let a, let b): return value(a) <= value(b) ? 1 : 0
    case .choose(let condition, let yes, let no):
      return value(condition) != 0 ? value(yes) : value(no)
    case .gamma(let shape):
      return Kernels.gammaQuantile(lower: point.lower, upper: point.upper, shape: value(shape))
    case .beta(let a, let b, .uniform):
      return Kernels.betaQuantile(
        lower: point.lower, upper: point.upper, alpha: value(a), beta: value(b))
    case .beta(let a, let b, let probability):
      let u = value(probability)
      return Kernels.betaQuantile(lower: u, upper: 1 - u, alpha: value(a), beta: value(b))
    case .poisson(let mean):
      return Kernels.poissonQuantile(lower: point.lower, upper: point.upper, mean: value(mean))
    case .binomial(let trials, let p):
      return Kernels.binomialQuantile(
        lower: point.lower, upper: point.upper, trials: value(trials), p: value(p))
    }
  }
}
