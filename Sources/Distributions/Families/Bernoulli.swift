extension Distribution {
  /// Bernoulli: 1 with a probability, else 0; increasing in its draw and monotone in the probability.
  public static let bernoulli = Distribution(
    name: "bernoulli", summary: "1 with this probability, else 0",
    examples: ["bernoulli(p: 30%)"],
    forms: [
      Form(
        [("p", .number)], isPositional: true, requirements: { isProbability($0[0]) },
        recipe: .choose(
          .lessOrEqual(.constant(1) - .parameter(0), .uniform), .constant(1), .constant(0)),
        moments: { Moments($0[0], $0[0] * (1 - $0[0])) })
    ])

  static func isProbability(_ p: Double) -> String? {
    (0...1).contains(p) ? nil : "a probability is between 0% and 100%"
  }
}
