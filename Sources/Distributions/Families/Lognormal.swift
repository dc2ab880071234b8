import AISNumerics

extension Distribution {
  /// Lognormal: the product of many small effects. Source: Johnson, Kotz & Balakrishnan, vol. 1, ch. 14.
  public static let lognormal = Distribution(
    name: "lognormal",
    summary: "positive and skewed: by mu and sigma of its logarithm, mean and sd, or two quantiles",
    examples: [
      "lognormal(mu: 0, sigma: 0.5)", "lognormal(mean: $3B, sd: $1B)", "lognormal(p5: 1, p95: 4)",
    ],
    forms: [
      Form(
        [("mu", .number), ("sigma", .number)],
        requirements: { $0[1] < 0 ? "sigma must not be negative" : nil },
        recipe: .exponential(.parameter(0) + .parameter(1) * .normal),
        moments: { .lognormal(mu: $0[0], sigma: $0[1]) }),
      Form(
        [("mean", .value), ("sd", .value)],
        requirements: {
          $0[0] <= 0
            ? "the mean of a lognormal must be positive"
            : $0[1] < 0 ? "sd must not be negative" : nil
        },
        recipe: .exponential(
          .logarithm(.parameter(0)) - variance / .constant(2) + .squareRoot(variance) * .normal),
        moments: { Moments($0[0], $0[1] * $0[1]) }),
    ],
    quantiles: { low, high in
      .quantiles(low, high, of: .normal, isLogarithmic: true) { .lognormal(mu: $0, sigma: $1) }
    })

  /// The variance of the logarithm for a mean and a standard deviation: ln(1 + (sd / mean)²).
  private static let variance = Recipe.logarithm(
    .constant(1)
      + (.parameter(1) / .parameter(0)) * (.parameter(1) / .parameter(0)))
}

extension Moments {
  /// exp(μ + σ²/2), and that squared times exp(σ²) − 1.
  static func lognormal(mu: Double, sigma: Double) -> Moments {
    let (square, mean) = (sigma * sigma, Kernels.exp(mu + sigma * sigma / 2))
    // exp(s) − 1 = 2 sinh(s/2) exp(s/2); by its series where s is small
    let excess =
      square < 1e-3
      ? square * (1 + square / 2 * (1 + square / 3 * (1 + square / 4)))
      : Kernels.exp(square) - 1
    return Moments(mean, mean * mean * excess)
  }
}
