extension Distribution {
  /// Normal: the sum of many small effects. Source: Johnson, Kotz & Balakrishnan, vol. 1, ch. 13.
  public static let normal = Distribution(
    name: "normal",
    summary: "the bell curve: a mean and a standard deviation, or its 5% and 95% points",
    examples: ["normal(10, 2)", "normal(mean: $5M, sd: $1M)", "normal(p5: 1, p95: 3)"],
    forms: [
      Form(
        parameters: [("mean", .value), ("sd", .value)], isPositional: true,
        requirements: { $0[1] < 0 ? "sd must not be negative" : nil },
        recipe: .parameter(0) + .parameter(1) * .normal),
      Form(
        parameters: [("p5", .value), ("p95", .value)], isPositional: false,
        requirements: { $0[0] > $0[1] ? "p5 must be below p95" : nil },
        recipe: (.parameter(0) + .parameter(1)) / .constant(2)
          + (.parameter(1) - .parameter(0)) / .constant(2 * Interval.z95) * .normal),
    ],
    mean: { form, p in form == 0 ? p[0] : (p[0] + p[1]) / 2 })
}
