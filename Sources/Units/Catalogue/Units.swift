extension UnitRow {
  /// The units of the catalogue, theme by theme.
  static let all = money + time + counts + compute + energy + data + ratios
}
