import CNumerics

// Quantiles of families that have no closed form. Each is solved for by Halley's method on the
// smaller of the two tails, one element at a time: 0.5 to 1.5 µs an element for parameters below
// 1,000, growing with the square root of the largest beyond. For many elements with the same parameters there is
// `QuantileTable`.
//
// The forms with `lower` and `upper` take the probabilities on both sides, of which the smaller one
// decides; so results far out in the upper tail keep their digits.

extension Kernels {
  /// Writes the quantile at `u[i]` of the gamma distribution with the given shape and scale 1.
  ///
  /// Within 1e-12 relative for shapes up to 100,000. NaN for a shape that is not positive. Method:
  /// series and continued fraction of the incomplete gamma function (Abramowitz & Stegun 6.5.29,
  /// 6.5.31) from Wilson and Hilferty's guess.
  public static func gammaQuantile(
    _ destination: Destination, _ u: Operand, _ shape: Operand, count: Int
  ) {
    ais_gamma_quantile(destination, u, shape, count)
  }

  /// Writes the quantile at `u[i]` of the beta distribution with parameters `alpha[i]`, `beta[i]`.
  ///
  /// Within 1e-11 relative, 1e-9 where the result is below 1e-30. NaN for parameters that are not
  /// positive. Method: the continued fraction of the incomplete beta function (Press et al.,
  /// "Numerical Recipes", 6.4), steps in ln (x / (1 − x)).
  public static func betaQuantile(
    _ destination: Destination, _ u: Operand, _ alpha: Operand, _ beta: Operand, count: Int
  ) {
    ais_beta_quantile(destination, u, alpha, beta, count)
  }

  /// Writes the smallest count that a Poisson variable of the given mean is at most with
  /// probability `u[i]`. NaN for a mean that is negative or above 1e15.
  public static func poissonQuantile(
    _ destination: Destination, _ u: Operand, _ mean: Operand, count: Int
  ) {
    ais_poisson_quantile(destination, u, mean, count)
  }

  /// Writes the smallest number of successes in `trials[i]` that is not exceeded with probability
  /// `u[i]`, each having the probability `p[i]`.
  public static func binomialQuantile(
    _ destination: Destination, _ u: Operand, _ trials: Operand, _ p: Operand, count: Int
  ) {
    ais_binomial_quantile(destination, u, trials, p, count)
  }

  /// `gammaQuantile` of one element by its tails.
  public static func gammaQuantile(lower: Double, upper: Double, shape: Double) -> Double {
    ais_gamma_at(lower, upper, shape)
  }

  /// `betaQuantile` of one element by its tails.
  public static func betaQuantile(lower: Double, upper: Double, alpha: Double, beta: Double)
    -> Double
  {
    ais_beta_at(lower, upper, alpha, beta)
  }

  /// `poissonQuantile` of one element by its tails.
  public static func poissonQuantile(lower: Double, upper: Double, mean: Double) -> Double {
    ais_poisson_at(lower, upper, mean)
  }

  /// `binomialQuantile` of one element by its tails.
  public static func binomialQuantile(lower: Double, upper: Double, trials: Double, p: Double)
    -> Double
  {
    ais_binomial_at(lower, upper, trials, p)
  }

  /// Returns the natural logarithm of the gamma function of a positive number, within 1e-14 of the
  /// larger of itself and 1. Method: Stirling's series above 10, the recurrence below.
  public static func logGamma(_ x: Double) -> Double { ais_log_gamma_value(x) }
}
