/// Suggestions for a word that nothing is called by.
enum Spelling {
  /// Returns at most three of `candidates` that are near `word`: by the letters to change.
  static func suggestions(for word: String, among candidates: some Sequence<String>) -> [String] {
    let wanted = Array(word.lowercased())
    let limit = wanted.count < 3 ? 0 : max(1, wanted.count / 3)
    var scored: [(Int, String)] = []
    for candidate in Set(candidates) {
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
