extension Distribution {
  /// Triangular: two ends and the likeliest value. Source: Kotz & van Dorp, "Beyond Beta", ch. 1.
  public static let triangular = Distribution(
    name: "triangular", summary: "two ends and the likeliest value between them",
    examples: ["triangular(low: 1, mode: 2, high: 4)"],
    forms: [
      Form(
        [("low", .value), ("mode", .value), ("high", .value)],
        requirements: { inOrder($0) },
        recipe: .choose(
          .lessOrEqual(.uniform * width, .parameter(1) - .parameter(0)),
          .parameter(0) + .squareRoot(.uniform * width * (.parameter(1) - .parameter(0))),
          .parameter(2)
            - .squareRoot(.complement * width * (.parameter(2) - .parameter(1)))),
        moments: { p in
          let (a, b, c) = (p[1] - p[0], p[2] - p[1], p[2] - p[0])
          return Moments((p[0] + p[1] + p[2]) / 3, (a * a + b * b + c * c) / 36)
        })
    ])

  private static let width = Recipe.parameter(2) - .parameter(0)

  /// What must hold of two ends and a mode.
  static func inOrder(_ p: [Double]) -> String? {
    p[0] <= p[1] && p[1] <= p[2] && p[0] < p[2]
      ? nil : "low, mode and high must stand in that order"
  }
}
