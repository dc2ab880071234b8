/// How a distribution is drawn, as a formula over its parameters and one draw.
///
/// A recipe is data: the language turns it into nodes of the graph, so that parameters may themselves
/// vary along axes and an overridden input keeps its quantile. Every recipe is increasing in its draw.
public indirect enum Recipe: Sendable {
  /// The parameter of this position in the form's parameters.
  case parameter(Int)
  case constant(Double)
  /// A standard normal draw.
  case normal
  /// A uniform draw in (0, 1): the same one whose normal quantile `normal` is.
  case uniform
  /// One minus `uniform`, with all digits where that is small.
  case complement
  case add(Recipe, Recipe)
  case subtract(Recipe, Recipe)
  case multiply(Recipe, Recipe)
  case divide(Recipe, Recipe)
  case power(Recipe, Recipe)
  case minimum(Recipe, Recipe)
  case exponential(Recipe)
  case logarithm(Recipe)
  case squareRoot(Recipe)
  case floor(Recipe)
  case lessOrEqual(Recipe, Recipe)
  case choose(Recipe, Recipe, Recipe)
  /// The quantile at the draw of the gamma distribution of this shape and scale 1.
  case gamma(shape: Recipe)
  /// The quantile of a beta distribution: at the draw, or at a probability computed from it.
  case beta(alpha: Recipe, beta: Recipe, at: Recipe = .uniform)
  /// The quantile at the draw of the Poisson distribution of this mean.
  case poisson(mean: Recipe)
  /// The quantile at the draw of the number of successes.
  case binomial(trials: Recipe, p: Recipe)

  public static func + (a: Recipe, b: Recipe) -> Recipe { .add(a, b) }
  public static func - (a: Recipe, b: Recipe) -> Recipe { .subtract(a, b) }
  public static func * (a: Recipe, b: Recipe) -> Recipe { .multiply(a, b) }
  public static func / (a: Recipe, b: Recipe) -> Recipe { .divide(a, b) }
}
