import AISNumerics

extension Distribution {
  /// Gamma: a positive amount, such as the wait for several events. Source: Johnson, Kotz &
  /// Balakrishnan, vol. 1, ch. 17.
  public static let gamma = Distribution(
    name: "gamma",
    summary: "a positive amount: by shape and scale (or rate), mean and sd, or two quantiles",
    examples: ["gamma(shape: 2, scale: $3M)", "gamma(mean: 10, sd: 4)", "gamma(p10: 2, p90: 9)"],
    forms: [
      Form(
        [("shape", .number), ("scale", .value)],
        requirements: { requirements($0[0], $0[1], "scale") },
        recipe: .parameter(1) * .gamma(shape: .parameter(0)),
        moments: { Moments($0[0] * $0[1], $0[0] * $0[1] * $0[1]) }),
      Form(
        [("shape", .number), ("rate", .rate)],
        requirements: { requirements($0[0], $0[1], "rate") },
        recipe: .gamma(shape: .parameter(0)) / .parameter(1),
        moments: { Moments($0[0] / $0[1], $0[0] / ($0[1] * $0[1])) }),
      Form(
        [("mean", .value), ("sd", .value)],
        requirements: {
          $0[0] > 0 && $0[1] > 0
            ? ($0[0] / $0[1] > 1e3 ? "sd is too small for a gamma: write a normal" : nil)
            : "mean and sd of a gamma must be positive"
        },
        recipe: .parameter(1) * .parameter(1) / .parameter(0)
          * .gamma(shape: (.parameter(0) / .parameter(1)) * (.parameter(0) / .parameter(1))),
        moments: { Moments($0[0], $0[1] * $0[1]) }),
    ],
    quantiles: { low, high in
      Form(
        [(low.name, .value), (high.name, .value)],
        requirements: {
          $0[0] > 0 && $0[0] < $0[1]
            ? nil : "\(low.name) and \(high.name) of a gamma are positive and rise"
        },
        resolve: { shapeAndScale(low.probability, $0[0], high.probability, $0[1]) },
        recipe: .parameter(1) * .gamma(shape: .parameter(0)),
        moments: { Moments($0[0] * $0[1], $0[0] * $0[1] * $0[1]) })
    })

  private static func requirements(_ shape: Double, _ other: Double, _ name: String) -> String? {
    guard shape > 0 else { return "the shape must be positive" }
    guard shape <= 1e6 else { return "a gamma of so large a shape is a normal: write that" }
    return other > 0 ? nil : "the \(name) must be positive"
  }

  /// The shape decides the ratio of two quantiles, which falls as it grows; the scale follows.
  private static func shapeAndScale(_ a: Double, _ x: Double, _ b: Double, _ y: Double)
    -> [Double]?
  {
    func quantile(_ u: Double, _ shape: Double) -> Double {
      Kernels.gammaQuantile(lower: u, upper: 1 - u, shape: shape)
    }
    let shape = Form.solution(1e-2, 1e6) { quantile(b, $0) / quantile(a, $0) <= y / x }
    return shape.map { [$0, y / quantile(b, $0)] }
  }
}
