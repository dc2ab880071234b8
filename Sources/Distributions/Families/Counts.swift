extension Distribution {
  /// Binomial: how many of so many. Source: Johnson, Kemp & Kotz, "Univariate Discrete
  /// Distributions", ch. 3.
  public static let binomial = Distribution(
    name: "binomial", summary: "how many of `trials` succeed, each with probability p",
    examples: ["binomial(trials: 20, p: 30%)"],
    forms: [
      Form(
        [("trials", .number), ("p", .number)],
        requirements: { p in
          guard p[0] >= 0, p[0] == p[0].rounded(), p[0] <= 1e9 else {
            return "the trials are a whole number up to a billion"
          }
          return isProbability(p[1])
        },
        recipe: .binomial(trials: .parameter(0), p: .parameter(1)),
        moments: { Moments($0[0] * $0[1], $0[0] * $0[1] * (1 - $0[1])) })
    ])

  /// Poisson: how many events in a while. Source: Johnson, Kemp & Kotz, ch. 4.
  public static let poisson = Distribution(
    name: "poisson", summary: "how many events happen where this many are expected",
    examples: ["poisson(mean: 3)"],
    forms: [
      Form(
        [("mean", .number)], isPositional: true,
        requirements: {
          (0...1e9).contains($0[0]) ? nil : "the mean of a count is between 0 and a billion"
        },
        recipe: .poisson(mean: .parameter(0)), moments: { Moments($0[0], $0[0]) })
    ])

  /// Geometric: the first success counts. Source: Johnson, Kemp & Kotz, ch. 5.
  public static let geometric = Distribution(
    name: "geometric", summary: "how many trials it takes to the first success, that one included",
    examples: ["geometric(p: 20%)"],
    forms: [
      Form(
        [("p", .number)], isPositional: true,
        requirements: {
          $0[0] > 0 && $0[0] < 1 ? nil : "the probability is above 0% and below 100%"
        },
        recipe: .constant(1)
          + .floor(.logarithm(.complement) / .logarithm(.constant(1) - .parameter(0))),
        moments: { Moments(1 / $0[0], (1 - $0[0]) / ($0[0] * $0[0])) })
    ])
}
