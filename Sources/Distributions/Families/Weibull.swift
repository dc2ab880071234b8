import AISNumerics

extension Distribution {
  /// Weibull: the life of what wears out. Source: Johnson, Kotz & Balakrishnan, vol. 1, ch. 21.
  public static let weibull = Distribution(
    name: "weibull",
    summary: "a lifetime: scale, and a shape above 1 for what wears out; or two quantiles",
    examples: ["weibull(shape: 1.5, scale: 4 years)", "weibull(p10: 1, p90: 6)"],
    forms: [
      Form(
        [("shape", .number), ("scale", .value)],
        requirements: { $0[0] > 0 && $0[1] > 0 ? nil : "shape and scale must be positive" },
        recipe: .parameter(1) * .exponential(.logarithm(wait) / .parameter(0)),
        moments: { weibullMoments($0[0], $0[1]) })
    ],
    quantiles: { low, high in
      .quantiles(low, high, of: .logarithm(wait), isLogarithmic: true) { location, scale in
        weibullMoments(1 / scale, Kernels.exp(location))
      }
    })

  private static func weibullMoments(_ shape: Double, _ scale: Double) -> Moments {
    let first = Kernels.exp(Kernels.logGamma(1 + 1 / shape))
    let second = Kernels.exp(Kernels.logGamma(1 + 2 / shape))
    return Moments(scale * first, scale * scale * (second - first * first))
  }
}
