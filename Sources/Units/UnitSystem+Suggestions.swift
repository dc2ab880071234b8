extension UnitSystem {
  /// Returns the words that were perhaps meant by `word`, likeliest first, at most three.
  ///
  /// A word of the hints has its own answer; otherwise it is the unit words that differ in case
  /// only, or else those at a small editing distance, one per unit.
  public func suggestions(for word: String) -> [String] {
    let folded = word.lowercased()
    if let hint = HintRow.all.first(where: { $0.words.contains(folded) }) { return hint.meant }
    let letters = Array(folded.utf8)
    var found: [(word: String, distance: Int)] = []
    for unit in units {
      if let best = nearest(to: letters, of: unit.words) { found.append(best) }
    }
    let closest = found.enumerated().sorted {
      ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset)
    }
    let isExact = closest.first?.element.distance == 0
    return closest.prefix { !isExact || $0.element.distance == 0 }.prefix(3).map(\.element.word)
  }

  /// Returns the one of `words` nearest to `letters` within a third of their number.
  private func nearest(
    to letters: [UInt8], of words: [String]
  ) -> (word: String, distance: Int)? {
    var best: (word: String, distance: Int)?
    var limit = letters.count / 3
    for word in words {
      let other = Array(word.lowercased().utf8)
      if abs(other.count - letters.count) > limit { continue }
      let distance = editDistance(letters, other)
      if distance > limit { continue }
      best = (word, distance)
      limit = distance - 1
    }
    return best
  }
}

/// Returns the number of letters to insert, delete, replace or swap with a neighbour to turn `a`
/// into `b`.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in stride(from: 1, through: a.count, by: 1) {
    var row = [i]
    for j in 0..<b.count {
      let isSame = a[i - 1] == b[j]
      var cost = min(last[j] + (isSame ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 1, j > 0, a[i - 1] == b[j - 1], a[i - 2] == b[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      row.append(cost)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
