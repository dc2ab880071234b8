extension Distribution {
  /// Uniform: nothing is known but the ends.
  public static let uniform = Distribution(
    name: "uniform", summary: "any value between two ends is as likely",
    examples: ["uniform(1, 3)", "uniform(low: $1M, high: $2M)"],
    forms: [
      Form(
        [("low", .value), ("high", .value)], isPositional: true,
        requirements: { $0[0] > $0[1] ? "low must be below high" : nil },
        recipe: .parameter(0) + (.parameter(1) - .parameter(0)) * .uniform,
        moments: { Moments(($0[0] + $0[1]) / 2, ($0[1] - $0[0]) * ($0[1] - $0[0]) / 12) })
    ],
    quantiles: { low, high in
      .quantiles(low, high, of: .uniform) { Moments($0 + $1 / 2, $1 * $1 / 12) }
    })
}
