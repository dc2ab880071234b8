extension UnitRow {
  /// Money. Currencies are dimensions of their own: only a dated exchange rate joins them.
  static let money = [
    UnitRow("USD", sign: "$", of: .money, counts: true, "US dollar, the base currency"),
    UnitRow("dollar", "dollars", of: .money, counts: true, "US dollar"),
    UnitRow("cent", "cents", of: .money, size: (1, over: 100), "hundredth of a US dollar"),
    UnitRow("EUR", sign: "€", of: .euros, counts: true, "euro"),
    UnitRow("euro", "euros", of: .euros, counts: true, "euro"),
    UnitRow("GBP", sign: "£", of: .pounds, counts: true, "pound sterling"),
    UnitRow("JPY", sign: "¥", of: .yen, counts: true, "Japanese yen"),
    UnitRow("yen", "yen", of: .yen, counts: true, "Japanese yen"),
    UnitRow("CNY", symbols: ["RMB"], of: .yuan, counts: true, "Chinese yuan"),
    UnitRow("yuan", "yuan", of: .yuan, counts: true, "Chinese yuan"),
  ]
}
