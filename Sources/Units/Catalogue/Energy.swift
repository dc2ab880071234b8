extension UnitRow {
  /// Energy and power.
  static let energy = [
    UnitRow(
      "Wh", of: .energy, size: (1, over: 1000), prefixes: PrefixRow.power, "watt hour"),
    UnitRow(
      "joule", "joules", symbols: ["J"], of: .energy, size: (1, over: 3_600_000),
      prefixes: PrefixRow.power, stems: ["J"], "watt second"),
    UnitRow(
      "watt", "watts", symbols: ["W"], of: .energy / .time, size: (8766, over: 1000),
      prefixes: PrefixRow.power, stems: ["W"], "joule per second"),
  ]
}
