import AISNumerics

extension Distribution {
  /// Lognormal: the product of many small effects. Source: Johnson, Kotz & Balakrishnan, vol. 1, ch. 14.
  public static let lognormal = Distribution(
    name: "lognormal",
    summary: "positive and skewed: by mu and sigma of its logarithm, mean and sd, or p5 and p95",
    examples: [
      "lognormal(mu: 0, sigma: 0.5)", "lognormal(mean: $3B, sd: $1B)", "lognormal(p5: 1, p95: 4)",
    ],
    forms: [
      Form(
        parameters: [("mu", .number), ("sigma", .number)], isPositional: false,
        requirements: { $0[1] < 0 ? "sigma must not be negative" : nil },
        recipe: .exponential(.parameter(0) + .parameter(1) * .normal)),
      Form(
        parameters: [("mean", .value), ("sd", .value)], isPositional: false,
        requirements: {
          $0[0] <= 0
            ? "the mean of a lognormal must be positive"
            : $0[1] < 0 ? "sd must not be negative" : nil
        },
        recipe: .exponential(
          .logarithm(.parameter(0)) - variance / .constant(2) + .squareRoot(variance) * .normal)),
      Form(
        parameters: [("p5", .value), ("p95", .value)], isPositional: false,
        requirements: {
          $0[0] <= 0
            ? "p5 of a lognormal must be positive" : $0[0] > $0[1] ? "p5 must be below p95" : nil
        },
        recipe: .exponential(
          (.logarithm(.parameter(0)) + .logarithm(.parameter(1))) / .constant(2)
            + (.logarithm(.parameter(1)) - .logarithm(.parameter(0)))
            / .constant(2 * Interval.z95) * .normal)),
    ],
    mean: { form, p in
      switch form {
      case 0: return Kernels.exp(p[0] + p[1] * p[1] / 2)
      case 1: return p[0]
      default:
        let (a, b) = (Kernels.log(p[0]), Kernels.log(p[1]))
        let sigma = (b - a) / (2 * Interval.z95)
        return Kernels.exp((a + b) / 2 + sigma * sigma / 2)
      }
    })

  /// The variance of the logarithm for a mean and a standard deviation: ln(1 + (sd / mean)²).
  private static let variance = Recipe.logarithm(
    .constant(1)
      + (.parameter(1) / .parameter(0)) * (.parameter(1) / .parameter(0)))
}
