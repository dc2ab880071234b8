extension BaseRow {
  /// The base dimensions of the catalogue, in the order of their indices.
  static let all = [
    BaseRow(.money, "money", per: "money", unit: "USD"),
    BaseRow(.time, "time", per: "year", unit: "year"),
    BaseRow(.tokens, "tokens", per: "token", unit: "token"),
    BaseRow(.people, "people", per: "person", unit: "person"),
    BaseRow(.users, "users", per: "user", unit: "user"),
    BaseRow(.gpus, "GPUs", per: "GPU", unit: "GPU"),
    BaseRow(.compute, "compute", per: "FLOP", unit: "FLOP"),
    BaseRow(.companies, "companies", per: "company", unit: "company"),
    BaseRow(.parameters, "parameters", per: "parameter", unit: "parameter"),
    BaseRow(.energy, "energy", per: "kWh", unit: "kWh"),
    BaseRow(.data, "data", per: "byte", unit: "byte"),
    BaseRow(.euros, "EUR", per: "EUR", unit: "EUR"),
    BaseRow(.pounds, "GBP", per: "GBP", unit: "GBP"),
    BaseRow(.yen, "JPY", per: "JPY", unit: "JPY"),
    BaseRow(.yuan, "CNY", per: "CNY", unit: "CNY"),
  ]
}
