extension Distribution {
  /// Exponential: the wait for an event that may come at any time.
  public static let exponential = Distribution(
    name: "exponential",
    summary: "the wait for an event that comes at a constant rate: by its mean or that rate",
    examples: ["exponential(mean: 18 months)", "exponential(rate: 2 per year)"],
    forms: [
      Form(
        [("mean", .value)], requirements: { $0[0] <= 0 ? "the mean must be positive" : nil },
        recipe: .parameter(0) * wait, moments: { Moments($0[0], $0[0] * $0[0]) }),
      Form(
        [("rate", .rate)], requirements: { $0[0] <= 0 ? "the rate must be positive" : nil },
        recipe: wait / .parameter(0), moments: { Moments(1 / $0[0], 1 / ($0[0] * $0[0])) }),
    ])

  /// The wait for an event of rate 1.
  static let wait = Recipe.constant(0) - .logarithm(.complement)
}
