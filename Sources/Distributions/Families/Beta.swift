import AISNumerics

extension Distribution {
  /// Beta: a share between 0 and 1. Source: Johnson, Kotz & Balakrishnan, vol. 2, ch. 25.
  public static let beta = Distribution(
    name: "beta",
    summary: "a share between 0 and 1: by alpha and beta, mean and sd, or two quantiles",
    examples: [
      "beta(alpha: 2, beta: 5)", "beta(mean: 30%, sd: 10%)", "beta(p5: 10%, p95: 60%)",
    ],
    forms: [
      Form(
        [("alpha", .number), ("beta", .number)], requirements: shapesAreUsable,
        recipe: .beta(alpha: .parameter(0), beta: .parameter(1)),
        moments: { .beta(alpha: $0[0], beta: $0[1]) }),
      Form(
        [("mean", .share), ("sd", .share)],
        requirements: { p in
          guard p[0] > 0, p[0] < 1 else { return "the mean of a beta is between 0 and 1" }
          guard p[1] > 0 else { return "sd must be positive" }
          return p[1] * p[1] < p[0] * (1 - p[0])
            ? nil : "sd is too large: for a share of this mean it is below √(mean · (1 − mean))"
        },
        recipe: .beta(
          alpha: .parameter(0) * size, beta: (.constant(1) - .parameter(0)) * size),
        moments: { Moments($0[0], $0[1] * $0[1]) }),
    ],
    quantiles: { low, high in
      Form(
        [(low.name, .share), (high.name, .share)],
        requirements: {
          $0[0] > 0 && $0[0] < $0[1] && $0[1] < 1
            ? nil : "\(low.name) and \(high.name) of a beta rise between 0 and 1"
        },
        resolve: { shapes(low.probability, $0[0], high.probability, $0[1]) },
        recipe: .beta(alpha: .parameter(0), beta: .parameter(1)),
        moments: { .beta(alpha: $0[0], beta: $0[1]) })
    })

  /// alpha + beta for a mean and a standard deviation: mean (1 − mean) / sd² − 1.
  private static let size =
    Recipe.parameter(0) * (.constant(1) - .parameter(0)) / (.parameter(1) * .parameter(1))
    - .constant(1)

  @Sendable private static func shapesAreUsable(_ p: [Double]) -> String? {
    p.allSatisfy { $0 > 0 } ? nil : "alpha and beta must be positive"
  }

  /// The shapes whose quantiles at `a` and `b` are `x` and `y`. For each mean the size that gives the
  /// lower quantile; among those the mean that gives the upper one.
  private static func shapes(_ a: Double, _ x: Double, _ b: Double, _ y: Double) -> [Double]? {
    func quantile(_ u: Double, _ alpha: Double, _ beta: Double) -> Double {
      Kernels.betaQuantile(lower: u, upper: 1 - u, alpha: alpha, beta: beta)
    }
    // for an alpha, the quantile at `a` falls as beta grows
    func partner(_ alpha: Double) -> Double? {
      Form.solution(1e-4, 1e6) { quantile(a, alpha, $0) <= x }
    }
    // with the lower quantile held, the upper one falls as alpha grows
    let alpha = Form.solution(1e-3, 1e5) { alpha in
      partner(alpha).map { quantile(b, alpha, $0) <= y } ?? (quantile(a, alpha, 1e6) > x)
    }
    guard let alpha, let beta = partner(alpha), abs(quantile(b, alpha, beta) - y) < 1e-9 else {
      return nil
    }
    return [alpha, beta]
  }
}

extension Moments {
  static func beta(alpha: Double, beta: Double) -> Moments {
    let size = alpha + beta
    return Moments(alpha / size, alpha * beta / (size * size * (size + 1)))
  }
}
