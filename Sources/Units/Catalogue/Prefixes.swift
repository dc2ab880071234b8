extension PrefixRow {
  /// Powers of 1000.
  static let metric = [
    PrefixRow("k", "kilo", 1e3),
    PrefixRow("M", "mega", 1e6),
    PrefixRow("G", "giga", 1e9),
    PrefixRow("T", "tera", 1e12),
    PrefixRow("P", "peta", 1e15),
    PrefixRow("E", "exa", 1e18),
    PrefixRow("Z", "zetta", 1e21),
    PrefixRow("Y", "yotta", 1e24),
  ]

  /// Powers of 1000 as far as energy and power are told in them.
  static let power = Array(metric.prefix(4))

  /// Powers of 1000 and of 1024 as far as data are told in them.
  static let data =
    Array(metric.prefix(6)) + [
      PrefixRow("Ki", "kibi", 1024),
      PrefixRow("Mi", "mebi", 1_048_576),
      PrefixRow("Gi", "gibi", 1_073_741_824),
      PrefixRow("Ti", "tebi", 1_099_511_627_776),
      PrefixRow("Pi", "pebi", 1_125_899_906_842_624),
    ]
}
