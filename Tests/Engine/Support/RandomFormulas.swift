import AISTestSupport

@testable import AISEngine

/// Formulas that nobody would write, over a few axes and streams, the same in every run.
struct RandomFormulas {
  private var random: SplitMix
  let axes: [[Double]]

  /// Creates the formulas of `seed`, over up to three axes of up to four values.
  init(seed: UInt64) {
    var random = SplitMix(seed: seed)
    axes = (0..<Int.random(in: 0...3, using: &random)).map { _ in
      (0..<Int.random(in: 1...4, using: &random)).map { _ in
        Double.random(in: -3...3, using: &random)
      }
    }
    self.random = random
  }

  /// Creates the formulas of `seed` over the given axes.
  init(seed: UInt64, axes: [[Double]]) {
    random = SplitMix(seed: seed)
    self.axes = axes
  }

  /// Returns `count` formulas, later ones made of earlier ones. Products and powers are of leaves, so
  /// that nothing grows beyond all numbers.
  mutating func next(_ count: Int) -> [Formula] {
    var formulas = [leaf(), leaf(), leaf()]
    while formulas.count < count { formulas.append(next(from: formulas)) }
    return formulas
  }

  private mutating func next(from known: [Formula]) -> Formula {
    func one(_ random: inout SplitMix) -> Formula {
      known.randomElement(using: &random) ?? .constant(1)
    }
    let operation = Scalars.operations.randomElement(using: &random) ?? .add
    if Int.random(in: 0..<8, using: &random) == 0 { return reduction(of: one(&random)) }
    switch operation {
    case .exponential:
      return .apply(.exponential, [.apply(.minimum, [one(&random), .constant(3)])])
    case .multiply, .power: return .apply(operation, [one(&random), leaf()])
    default:
      return .apply(operation, (0..<operation.arity).map { _ in one(&random) })
    }
  }

  private mutating func leaf() -> Formula {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return .constant(Self.numbers.randomElement(using: &random) ?? 1)
    case 1: return .draw(isNormal: true, key: UInt64.random(in: 0...3, using: &random))
    case 2 where !axes.isEmpty: return .axis(Int.random(in: axes.indices, using: &random))
    default: return .draw(isNormal: false, key: UInt64.random(in: 0...3, using: &random))
    }
  }

  private static let numbers: [Double] = [-2, -1, -0.5, 0.5, 1, 2, 3]

  /// A deviation is of something uncertain: that of a certain value is 0 whatever the value is.
  private mutating func reduction(of formula: Formula) -> Formula {
    let draw = Formula.draw(isNormal: true, key: UInt64.random(in: 0...3, using: &random))
    switch Int.random(in: 0..<3, using: &random) {
    case 0: return .reduce(.mean, formula, probability: 0)
    case 1: return .reduce(.deviation, .apply(.add, [formula, draw]), probability: 0)
    default:
      let probability = Self.probabilities.randomElement(using: &random) ?? 0.5
      return .reduce(.quantile, formula, probability: probability)
    }
  }

  private static let probabilities: [Double] = [0, 0.05, 0.5, 0.95, 1]
}
