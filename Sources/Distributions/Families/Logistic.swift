extension Distribution {
  /// Logistic: like a normal with longer tails. Source: Johnson, Kotz & Balakrishnan, vol. 2, ch. 23.
  public static let logistic = Distribution(
    name: "logistic", summary: "like the bell curve with longer tails: location and scale",
    examples: ["logistic(location: 5, scale: 1)", "logistic(mean: 5, sd: 2)"],
    forms: [
      Form(
        [("location", .value), ("scale", .value)],
        requirements: { $0[1] < 0 ? "scale must not be negative" : nil },
        recipe: .parameter(0) + .parameter(1) * logit, moments: { moments($0[0], $0[1]) }),
      Form(
        [("mean", .value), ("sd", .value)],
        requirements: { $0[1] < 0 ? "sd must not be negative" : nil },
        recipe: .parameter(0)
          + .parameter(1) * (logit * .constant(3.0.squareRoot() / .pi)),
        moments: { Moments($0[0], $0[1] * $0[1]) }),
    ],
    quantiles: { low, high in .quantiles(low, high, of: logit, moments: moments) })

  private static let logit = Recipe.logarithm(.uniform) - .logarithm(.complement)

  @Sendable private static func moments(_ location: Double, _ scale: Double) -> Moments {
    Moments(location, scale * scale * .pi * .pi / 3)
  }
}
