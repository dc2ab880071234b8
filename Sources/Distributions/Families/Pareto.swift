import AISNumerics

extension Distribution {
  /// Pareto: few hold most. Source: Johnson, Kotz & Balakrishnan, vol. 1, ch. 20.
  public static let pareto = Distribution(
    name: "pareto",
    summary: "few hold most: a minimum and a shape; without a mean for shapes up to 1",
    examples: ["pareto(minimum: $1M, shape: 2.5)"],
    forms: [
      Form(
        [("minimum", .value), ("shape", .number)],
        requirements: { $0[0] > 0 && $0[1] > 0 ? nil : "minimum and shape must be positive" },
        recipe: .parameter(0) * .exponential(wait / .parameter(1)),
        moments: { moments($0[0], $0[1]) })
    ],
    quantiles: { low, high in
      .quantiles(low, high, of: wait, isLogarithmic: true) { moments(Kernels.exp($0), 1 / $1) }
    })

  private static func moments(_ minimum: Double, _ shape: Double) -> Moments {
    guard shape > 1 else { return Moments(.infinity, .nan) }
    let variance = minimum * minimum * shape / ((shape - 1) * (shape - 1) * (shape - 2))
    return Moments(shape * minimum / (shape - 1), shape > 2 ? variance : .infinity)
  }
}
