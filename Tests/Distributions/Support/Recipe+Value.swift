@testable import AISDistributions

extension Recipe {
  /// Returns what the recipe gives for a uniform draw.
  func value(_ parameters: [Double], uniform: Double) -> Double {
    value(parameters, at: UnitPoint(uniform))
  }
}
