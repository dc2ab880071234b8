import AISNumerics

@testable import AISDistributions

extension Recipe {
  /// Returns what the recipe gives for a uniform draw.
  func value(_ parameters: [Double], uniform: Double) -> Double {
    func value(_ recipe: Recipe) -> Double { recipe.value(parameters, uniform: uniform) }
    switch self {
    case .parameter(let index): return parameters[index]
    case .constant(let value): return value
    case .normal: return Kernels.normalQuantile(uniform)
    case .uniform: return uniform
    case .add(let a, let b): return value(a) + value(b)
    case .subtract(let a, let b): return value(a) - value(b)
    case .multiply(let a, let b): return value(a) * value(b)
    case .divide(let a, let b): return value(a) / value(b)
    case .exponential(let a): return Kernels.exp(value(a))
    case .logarithm(let a): return Kernels.log(value(a))
    case .squareRoot(let a): return value(a).squareRoot()
    case .lessOrEqual(let a, let b): return value(a) <= value(b) ? 1 : 0
    case .choose(let condition, let yes, let no):
      return value(condition) != 0 ? value(yes) : value(no)
    }
  }
}
