import AISDistributions
import AISEngine
import AISNumerics

/// Laws of functions of one uncertain number and a known one.
enum Exact {
  static let exp: @Sendable (Double) -> Double = { Kernels.exp($0) }
  static let log: @Sendable (Double) -> Double = { Kernels.log($0) }
  static let root: @Sendable (Double) -> Double = { $0.squareRoot() }

  /// The law of `x ∘ c`, where that rises or falls with x everywhere.
  static func law(_ operation: Operation, of law: Law, and c: Double) -> Law? {
    switch operation {
    case .add: return law.moved(scale: 1, shift: c)
    case .subtract: return law.moved(scale: 1, shift: -c)
    case .multiply: return law.moved(scale: c, shift: 0)
    case .divide: return c == 0 ? nil : law.moved(scale: 1 / c, shift: 0)
    case .minimum: return law.rising { min($0, c) }
    case .maximum: return law.rising { max($0, c) }
    case .power:
      guard law.isPositive, c != 0 else { return nil }
      return c > 0
        ? law.rising { Kernels.power($0, c) } : law.falling(by: { Kernels.power($0, c) })
    default: return nil
    }
  }

  /// The law of `c ∘ x`.
  static func law(_ operation: Operation, _ c: Double, and law: Law) -> Law? {
    switch operation {
    case .add, .multiply, .minimum, .maximum: return self.law(operation, of: law, and: c)
    case .subtract: return law.moved(scale: -1, shift: c)
    case .divide:
      guard law.isPositive, c > 0 else { return nil }
      return law.falling(by: { c / $0 })
    case .power:
      guard c > 0, c != 1 else { return nil }
      return c > 1
        ? law.rising { Kernels.power(c, $0) } : law.falling(by: { Kernels.power(c, $0) })
    default: return nil
    }
  }
}
