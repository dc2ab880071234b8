/// Suggestions for a word that nothing is called by.
package enum Spelling {
  /// Returns at most three of `candidates` that are near `word`: by meaning first, then by the letters to change.
  package static func suggestions(for word: String, among candidates: some Sequence<String>)
    -> [String]
  {
    let (known, folded) = (Set(candidates), word.lowercased())
    let meant = meanings.filter { $0.contains(folded) }.joined()
    var all = meant.filter { $0 != folded && known.contains($0) }
    for candidate in spelled(word, known) where !all.contains(candidate) { all.append(candidate) }
    return Array(all.prefix(3))
  }

  /// Words that mean the same or nearly so to whoever asks, the most usual first. A word may have several meanings.
  private static let meanings: [[String]] = [
    ["revenue", "sales", "turnover", "income", "receipts", "top_line"],
    [
      "net_income", "profit", "earnings", "net_profit", "income", "bottom_line", "result", "loss",
      "ebit", "ebitda", "operating_income",
    ],
    ["cost", "costs", "expenses", "expense", "spending", "expenditure", "opex"],
    ["headcount", "staff", "employees", "workforce", "personnel", "fte", "people"],
    ["valuation", "market_cap", "market_value", "capitalization", "worth", "enterprise_value"],
    ["price", "fee", "tariff", "charge"],
    ["users", "customers", "subscribers", "clients", "user_count"],
    ["cash", "liquidity", "funds", "cash_balance"],
    ["burn", "burn_rate", "cash_burn"],
    ["capex", "capital_expenditure", "investment"],
    ["gross_margin", "margin", "profitability"],
    ["never", "infinity", "infinite", "inf"],
    [
      "drops", "falls", "declines", "plummets", "plunges", "sinks", "shrinks", "decreases",
      "slumps",
      "tumbles", "crashes", "collapses", "reduces",
    ],
    [
      "rises", "grows", "increases", "climbs", "jumps", "soars", "surges", "gains", "skyrockets",
    ],
    ["acquires", "buys", "purchases"],
    ["sum", "total", "add"], ["mean", "average", "avg"], ["sd", "stdev", "stddev", "std"],
    ["count", "len", "length", "size"],
  ]

  private static func spelled(_ word: String, _ candidates: Set<String>) -> [String] {
    let wanted = Array(word.lowercased())
    let limit = wanted.count < 3 ? 0 : max(1, wanted.count / 3)
    var scored: [(Int, String)] = []
    for candidate in candidates {
      let letters = Array(candidate.lowercased())
      guard abs(letters.count - wanted.count) <= max(limit, 3) else { continue }
      let edits = distance(wanted, letters)
      if edits <= limit { scored.append((edits, candidate)) }
    }
    return scored.sorted { $0 < $1 }.prefix(3).map(\.1)
  }

  /// The number of letters to insert, delete, replace or swap with a neighbour (Damerau 1964).
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i] + Array(repeating: 0, count: b.count)
      for j in 1...b.count {
        row[j] = min(
          last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          row[j] = min(row[j], before[j - 2] + 1)
        }
      }
      (before, last) = (last, row)
    }
    return last[b.count]
  }
}
