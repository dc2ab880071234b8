/// Where entries come from: a person at a terminal, a pipe, or a test that types.
public protocol Editor {
  /// Reads one entry. While `isComplete` is `false` for the text so far, it goes on over the next
  /// line; lines are joined by `"\n"`, and the last one ends without.
  mutating func readEntry(isComplete: (String) -> Bool) -> Entry

  /// Keeps an entry, so that it can be recalled later.
  mutating func remember(_ entry: String)
}

/// What came of asking for an entry.
public enum Entry: Equatable, Sendable {
  /// A whole entry, or what there was of one when the input ended.
  case text(String)
  /// The entry was abandoned with Ctrl-C.
  case interrupted
  /// There will be no more.
  case endOfInput
}
