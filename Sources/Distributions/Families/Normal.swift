extension Distribution {
  /// Normal: the sum of many small effects. Source: Johnson, Kotz & Balakrishnan, vol. 1, ch. 13.
  public static let normal = Distribution(
    name: "normal",
    summary: "the bell curve: a mean and a standard deviation, or two of its quantiles",
    examples: ["normal(10, 2)", "normal(mean: $5M, sd: $1M)", "normal(p5: 1, p95: 3)"],
    forms: [
      Form(
        [("mean", .value), ("sd", .value)], isPositional: true,
        requirements: { $0[1] < 0 ? "sd must not be negative" : nil },
        recipe: .parameter(0) + .parameter(1) * .normal, moments: { Moments($0[0], $0[1] * $0[1]) })
    ],
    quantiles: { low, high in
      .quantiles(low, high, of: .normal) { location, scale in Moments(location, scale * scale) }
    })
}
