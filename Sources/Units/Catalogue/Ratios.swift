extension UnitRow {
  /// Ratios that are words; `%` and `x` are signs glued to their number.
  static let ratios = [
    UnitRow("percent", of: .ratio, size: (1, over: 100), "hundredth"),
    UnitRow(
      "point", "points", symbols: ["pp"], of: .ratio, size: (1, over: 100),
      "percentage point, for differences of ratios"),
  ]
}
