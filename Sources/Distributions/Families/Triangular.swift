extension Distribution {
  /// Triangular: two ends and the likeliest value. Source: Kotz & van Dorp, "Beyond Beta", ch. 1.
  public static let triangular = Distribution(
    name: "triangular", summary: "two ends and the likeliest value between them",
    examples: ["triangular(low: 1, mode: 2, high: 4)"],
    forms: [
      Form(
        parameters: [("low", .value), ("mode", .value), ("high", .value)], isPositional: false,
        requirements: {
          $0[0] <= $0[1] && $0[1] <= $0[2] && $0[0] < $0[2]
            ? nil : "low, mode and high must stand in that order"
        },
        recipe: .choose(
          .lessOrEqual(.uniform * width, .parameter(1) - .parameter(0)),
          .parameter(0) + .squareRoot(.uniform * width * (.parameter(1) - .parameter(0))),
          .parameter(2)
            - .squareRoot(
              (.constant(1) - .uniform) * width * (.parameter(2) - .parameter(1)))))
    ],
    mean: { _, p in (p[0] + p[1] + p[2]) / 3 })

  private static let width = Recipe.parameter(2) - .parameter(0)
}
