extension UnitRow {
  /// Things that are counted.
  static let counts = [
    UnitRow("token", "tokens", of: .tokens, counts: true, "what a language model reads and writes"),
    UnitRow(
      "person", "people", symbols: ["persons"], of: .people, counts: true, "someone employed"),
    UnitRow("head", "heads", of: .people, counts: true, "person"),
    UnitRow("employee", "employees", of: .people, counts: true, "person"),
    UnitRow("staff", "staff", of: .people, counts: true, "person"),
    UnitRow("user", "users", of: .users, counts: true, "someone who uses a product"),
    UnitRow("GPU", "GPUs", of: .gpus, counts: true, "accelerator of any make"),
    UnitRow("company", "companies", of: .companies, counts: true, "company, counted"),
    UnitRow(
      "parameter", "parameters", symbols: ["params", "param"], of: .parameters, counts: true,
      "parameter of a model"),
  ]
}
