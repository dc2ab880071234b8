extension Distribution {
  /// Exponential: the wait for an event that may come at any time.
  public static let exponential = Distribution(
    name: "exponential",
    summary: "the wait for an event that comes at a constant rate, by its mean",
    examples: ["exponential(mean: 18 months)"],
    forms: [
      Form(
        parameters: [("mean", .value)], isPositional: false,
        requirements: { $0[0] <= 0 ? "the mean must be positive" : nil },
        recipe: .parameter(0) * (.constant(0) - .logarithm(.constant(1) - .uniform)))
    ],
    mean: { _, p in p[0] })
}
