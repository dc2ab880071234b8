extension HintRow {
  /// Words that people write, and the units that they mean.
  static let all = [
    HintRow(["m"], ["months", "minutes"]),
    HintRow(["headcount", "fte", "ftes", "human", "humans", "worker", "workers"], ["people"]),
    HintRow(["subscriber", "subscribers", "customer", "customers", "mau", "dau"], ["users"]),
    HintRow(["accelerator", "accelerators", "h100", "h100s", "a100", "a100s", "card"], ["GPUs"]),
    HintRow(["word", "words"], ["tokens"]),
    HintRow(["firm", "firms", "startup", "startups"], ["companies"]),
    HintRow(["pa"], ["year"]),
    HintRow(["bps", "bp"], ["points"]),
    HintRow(["flops"], ["FLOPs", "FLOP/s"]),
    HintRow(["times"], ["x"]),
  ]
}
