/// A search among earlier entries while it is typed: for the newest entry that holds some text, whatever the case.
struct Search {
  private let entries: [String]
  /// What is searched for.
  private(set) var wanted = ""
  /// Where one is; the number of entries before anything was found.
  private var position: Int
  /// `true` iff nothing more is found.
  private(set) var hasFailed = false

  /// Begins behind the newest of `entries`, which are oldest first.
  init(_ entries: [String]) {
    self.entries = entries
    position = entries.count
  }

  /// The entry that was found last.
  var found: String? { position < entries.count ? entries[position] : nil }

  /// Searches for a longer text, from where one is.
  mutating func add(_ character: Unicode.Scalar) {
    wanted.unicodeScalars.append(character)
    if found.map(holds) != true { go { $0 - 1 } }
  }

  /// Searches for a shorter text, from the newest entry on.
  mutating func erase() {
    guard !wanted.isEmpty else { return }
    wanted.unicodeScalars.removeLast()
    position = entries.count
    if wanted.isEmpty {
      hasFailed = false
    } else {
      go { $0 - 1 }
    }
  }

  /// Goes to an older entry, other than the one that was found.
  mutating func older() { go { $0 - 1 } }

  /// Goes to a newer entry, other than the one that was found.
  mutating func newer() { go { $0 + 1 } }

  private mutating func go(_ step: (Int) -> Int) {
    let last = found
    var next = step(position)
    while entries.indices.contains(next), entries[next] == last || !holds(entries[next]) {
      next = step(next)
    }
    hasFailed = !entries.indices.contains(next)
    if !hasFailed { position = next }
  }

  private func holds(_ entry: String) -> Bool {
    wanted.isEmpty || entry.lowercased().contains(wanted.lowercased())
  }
}
