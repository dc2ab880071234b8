extension StringProtocol {
  /// `true` iff a spreadsheet takes the text for a formula, or for what may stand before one, by its first sign
  /// (OWASP, "CSV Injection").
  public var beginsFormula: Bool {
    unicodeScalars.first.map(formulaSigns.contains) ?? false
  }
}

private let formulaSigns: Set<Unicode.Scalar> = [
  "=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠",
]
