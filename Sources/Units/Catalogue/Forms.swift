extension FormRow {
  /// The dimensions whose numbers are not told as a product of base units.
  static let all = [
    FormRow(
      .time, "months",
      ladder: [
        ("years", 3), ("months", 1), ("days", 1), ("hours", 1), ("minutes", 1), ("seconds", 0),
      ]),
    FormRow(.money / .tokens, "$/1M tokens"),
    FormRow(.money / .users / .time, "$/user/mo"),
    FormRow(.money / .gpus / .time, "$/GPU/hour"),
    FormRow(.users * .time, "users·months"),
    FormRow(.gpus * .time, "GPUs·hours"),
    FormRow(.tokens / .gpus / .time, "tokens/GPU/s"),
    FormRow(
      .compute, "FLOP",
      ladder: [
        ("FLOP", 1_000_000_000_000_000_000), ("PFLOP", 1), ("TFLOP", 1), ("GFLOP", 1),
        ("MFLOP", 1), ("FLOP", 0),
      ]),
    FormRow(
      .compute / .time, "TFLOP/s",
      ladder: [
        ("ZFLOP/s", 1), ("EFLOP/s", 1), ("PFLOP/s", 1), ("TFLOP/s", 1), ("GFLOP/s", 1),
        ("MFLOP/s", 1), ("FLOP/s", 0),
      ]),
    FormRow(.compute / .gpus / .time, "TFLOP/GPU/s"),
    FormRow(
      .energy, "kWh",
      ladder: [("TWh", 1), ("GWh", 1), ("MWh", 1), ("kWh", 1), ("Wh", 0)]),
    FormRow(.energy / .time, "kW", ladder: [("GW", 1), ("MW", 1), ("kW", 1), ("W", 0)]),
    FormRow(
      .data, "GB",
      ladder: [("PB", 1), ("TB", 1), ("GB", 1), ("MB", 1), ("kB", 1), ("bytes", 0)]),
    FormRow(
      .data / .time, "GB/s",
      ladder: [("TB/s", 1), ("GB/s", 1), ("MB/s", 1), ("kB/s", 1), ("bytes/s", 0)]),
  ]
}
