extension Distribution {
  /// Student's t: an estimate from few data. Source: Johnson, Kotz & Balakrishnan, vol. 2, ch. 28.
  public static let studentT = Distribution(
    name: "student_t",
    summary:
      "an estimate from few data: degrees of freedom, and a location and scale if not 0 and 1",
    examples: ["student_t(df: 5)", "student_t(df: 5, location: $10M, scale: $2M)"],
    forms: [
      Form(
        [("df", .number)], requirements: { usable($0[0]) },
        recipe: student(.parameter(0)), moments: { moments(df: $0[0], 0, 1) }),
      Form(
        [("df", .number), ("location", .value), ("scale", .value)],
        requirements: { usable($0[0]) ?? ($0[2] < 0 ? "scale must not be negative" : nil) },
        recipe: .parameter(1) + .parameter(2) * student(.parameter(0)),
        moments: { moments(df: $0[0], $0[1], $0[2]) }),
    ])

  /// Cauchy: what has no mean. Source: Johnson, Kotz & Balakrishnan, vol. 1, ch. 16.
  public static let cauchy = Distribution(
    name: "cauchy", summary: "so wide that it has no mean: location and scale",
    examples: ["cauchy(location: 1, scale: 1)"],
    forms: [
      Form(
        [("location", .value), ("scale", .value)],
        requirements: { $0[1] < 0 ? "scale must not be negative" : nil },
        recipe: .parameter(0) + .parameter(1) * student(.constant(1)),
        moments: { _ in Moments(.nan, .nan) })
    ],
    quantiles: { low, high in
      .quantiles(low, high, of: student(.constant(1))) { _, _ in Moments(.nan, .nan) }
    })

  /// The t quantile: t² / (df + t²) has a beta distribution (Abramowitz & Stegun 26.7.1).
  private static func student(_ df: Recipe) -> Recipe {
    let both = Recipe.constant(2) * .minimum(.uniform, .complement)
    let part = Recipe.beta(alpha: df / .constant(2), beta: .constant(0.5), at: both)
    let size = Recipe.squareRoot(df * ((.constant(1) - part) / part))
    return .choose(.lessOrEqual(.uniform, .constant(0.5)), .constant(0) - size, size)
  }

  private static func usable(_ df: Double) -> String? {
    guard df >= 0.1 else { return "the degrees of freedom must be at least 0.1" }
    return df <= 1e5 ? nil : "with so many degrees of freedom this is a normal: write that"
  }

  private static func moments(df: Double, _ location: Double, _ scale: Double) -> Moments {
    Moments(
      df > 1 ? location : .nan,
      df > 2 ? scale * scale * df / (df - 2) : df > 1 ? .infinity : .nan)
  }
}
