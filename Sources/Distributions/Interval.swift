import AISNumerics

/// The reading of `low to high`: the ends of a 90% interval.
///
/// Lognormal when both ends are positive, mirrored when both are negative, normal when they straddle
/// zero, logit-normal for a fraction (a ratio kept in 0..1).
public enum Interval: Sendable {
  case lognormal, mirroredLognormal, normal, logitNormal

  /// The 95% quantile of the standard normal.
  public static let z95 = 1.644853626951472714

  /// Returns how `low to high` is read, or why it is no interval.
  public static func reading(low: Double, high: Double, isFraction: Bool) -> Result<
    Interval, Refusal
  > {
    if low == high { return .failure(.ends("both ends are the same")) }
    if low > high { return .failure(.reversed) }
    if isFraction, low > 0, high < 1 { return .success(.logitNormal) }
    if low == 0 || high == 0 { return .failure(.zero) }
    if low > 0 { return .success(.lognormal) }
    return .success(high < 0 ? .mirroredLognormal : .normal)
  }

  /// Why two numbers are no interval.
  public enum Refusal: Error, Sendable {
    case reversed, zero
    case ends(String)
  }

  /// Returns the draw for constant ends.
  public func recipe(low: Double, high: Double) -> Recipe {
    switch self {
    case .normal: return location((low + high) / 2, (high - low) / (2 * Self.z95))
    case .lognormal:
      let (a, b) = (Kernels.log(low), Kernels.log(high))
      return .exponential(location((a + b) / 2, (b - a) / (2 * Self.z95)))
    case .mirroredLognormal:
      let (a, b) = (Kernels.log(-high), Kernels.log(-low))
      // the mirrored draw runs the other way, so that it still increases
      let mirrored = Recipe.constant((a + b) / 2) - .constant((b - a) / (2 * Self.z95)) * .normal
      return .constant(0) - .exponential(mirrored)
    case .logitNormal:
      let (a, b) = (Kernels.log(low / (1 - low)), Kernels.log(high / (1 - high)))
      let logit = location((a + b) / 2, (b - a) / (2 * Self.z95))
      return .constant(1) / (.constant(1) + .exponential(.constant(0) - logit))
    }
  }

  private func location(_ mean: Double, _ deviation: Double) -> Recipe {
    .constant(mean) + .constant(deviation) * .normal
  }
}
