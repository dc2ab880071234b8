/// How a distribution is drawn, as a formula over its parameters and one draw.
///
/// A recipe is data: the language turns it into nodes of the graph, so that parameters may themselves
/// vary along axes and an overridden input keeps its quantile. Every recipe is increasing in its draw.
public indirect enum Recipe: Sendable {
  /// The parameter of this position in the family's canonical parameters.
  case parameter(Int)
  case constant(Double)
  /// A standard normal draw.
  case normal
  /// A uniform draw in (0, 1): the same one whose normal quantile `normal` is.
  case uniform
  case add(Recipe, Recipe)
  case subtract(Recipe, Recipe)
  case multiply(Recipe, Recipe)
  case divide(Recipe, Recipe)
  case exponential(Recipe)
  case logarithm(Recipe)
  case squareRoot(Recipe)
  case lessOrEqual(Recipe, Recipe)
  case choose(Recipe, Recipe, Recipe)

  public static func + (a: Recipe, b: Recipe) -> Recipe { .add(a, b) }
  public static func - (a: Recipe, b: Recipe) -> Recipe { .subtract(a, b) }
  public static func * (a: Recipe, b: Recipe) -> Recipe { .multiply(a, b) }
  public static func / (a: Recipe, b: Recipe) -> Recipe { .divide(a, b) }
}
