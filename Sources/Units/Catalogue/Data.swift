extension UnitRow {
  /// Data. `MB` is a million bytes, `MiB` is 2^20 bytes, `Mb` is a million bits.
  static let data = [
    UnitRow("byte", "bytes", of: .data, prefixes: PrefixRow.data, stems: ["B"], "8 bits"),
    UnitRow(
      "bit", "bits", of: .data, size: (1, over: 8), prefixes: PrefixRow.data,
      stems: ["bit", "b"], "binary digit"),
  ]
}
