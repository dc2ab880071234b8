extension Distribution {
  /// PERT: a beta between two ends, with its mode. Source: Vose, "Risk Analysis", 3rd ed., III.7 (the
  /// modified PERT, in which `lambda` says how much the mode weighs).
  public static let pert = Distribution(
    name: "pert", summary: "two ends and the likeliest value, smoother than a triangle",
    examples: ["pert(low: 1, mode: 2, high: 4)", "pert(low: 1, mode: 2, high: 4, lambda: 10)"],
    forms: [
      Form(ends, requirements: inOrder, recipe: scaled(.constant(4)), moments: { moments($0, 4) }),
      Form(
        ends + [("lambda", .number)],
        requirements: { inOrder($0) ?? ($0[3] < 0 ? "lambda must not be negative" : nil) },
        recipe: scaled(.parameter(3)), moments: { moments($0, $0[3]) }),
    ])

  private static let ends: [Form.Parameter] = [
    ("low", .value), ("mode", .value), ("high", .value),
  ]

  private static func scaled(_ lambda: Recipe) -> Recipe {
    let width = Recipe.parameter(2) - .parameter(0)
    let left = (.parameter(1) - .parameter(0)) / width
    let right = (.parameter(2) - .parameter(1)) / width
    return .parameter(0) + width
      * .beta(alpha: .constant(1) + lambda * left, beta: .constant(1) + lambda * right)
  }

  private static func moments(_ p: [Double], _ lambda: Double) -> Moments {
    let width = p[2] - p[0]
    return Moments.beta(
      alpha: 1 + lambda * (p[1] - p[0]) / width, beta: 1 + lambda * (p[2] - p[1]) / width
    ).moved(scale: width, shift: p[0])
  }
}
