extension UnitRow {
  /// Compute: operations, and operations per second. Spelling tells them apart: `FLOPs` and
  /// `FLOPS`.
  static let compute = [
    UnitRow(
      "FLOP", symbols: ["FLOPs"], of: .compute, prefixes: PrefixRow.metric,
      stems: ["FLOP", "FLOPs"], "floating-point operation"),
    UnitRow(
      "FLOPS", of: .compute / .time, size: (31_557_600, over: 1), prefixes: PrefixRow.metric,
      "floating-point operation per second"),
  ]
}
