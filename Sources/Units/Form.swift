/// How numbers of one dimension are shown: in one unit, or in that step of a ladder which suits
/// their size.
struct Form: Sendable {
  /// The forms of the catalogue.
  static let all: [Dimension: Form] = Dictionary(
    FormRow.all.compactMap { row in Form(row, in: .standard).map { (row.dimension, $0) } },
    uniquingKeysWith: { first, _ in first })

  /// The unit for no number in particular, and for zero.
  private let usual: DisplayUnit
  /// Units from the largest to the smallest, with the least number shown in each.
  private let ladder: [(least: UInt64, unit: DisplayUnit)]

  /// Creates the form of `row`.
  ///
  /// - Requires: the units of the row are units of `system`, as the tests prove.
  private init?(_ row: FormRow, in system: UnitSystem) {
    guard let usual = try? system.displayUnit(parsing: row.usual) else { return nil }
    self.usual = usual
    ladder = row.ladder.compactMap { step in
      (try? system.displayUnit(parsing: step.unit)).map { (step.least, $0) }
    }
  }

  /// Returns the unit for numbers like `typical` when they are shown with `precision`.
  func unit(for typical: Double?, precision: Precision) -> DisplayUnit {
    guard let typical, typical != 0, typical.isFinite else { return usual }
    for (least, unit) in ladder {
      if unit.decimal(typical, precision: precision).reaches(least) { return unit }
    }
    return ladder.last?.unit ?? usual
  }
}
