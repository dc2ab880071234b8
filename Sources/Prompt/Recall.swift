/// A walk through earlier entries while a new one is typed. What was typed at a stop of the walk
/// is there again on return, until the walk ends.
struct Recall {
  private let entries: [String]
  private var drafts: [Int: String] = [:]
  private var position: Int

  /// Begins after the newest of `entries`, which are oldest first.
  init(_ entries: [String]) {
    self.entries = entries
    position = entries.count
  }

  /// Goes to the entry before, of those with a `beginning`, and returns its text, or `nil` at the oldest; `text` stays
  /// here.
  ///
  /// When `text` was found by other means, by a search say, the walk goes on from there.
  mutating func before(leaving text: String, beginning: String = "") -> String? {
    if position == entries.count, let found = entries.lastIndex(of: text) { position = found }
    guard let target = entries[..<position].lastIndex(where: { isLike($0, text, beginning) }) else {
      return nil
    }
    return go(to: target, leaving: text)
  }

  /// Goes to the entry after, of those with a `beginning`, and returns its text, or `nil` at the new entry; `text` stays
  /// here.
  mutating func after(leaving text: String, beginning: String = "") -> String? {
    guard position < entries.count else { return nil }
    let target = entries[(position + 1)...].firstIndex { isLike($0, text, beginning) }
    return go(to: target ?? entries.count, leaving: text)
  }

  /// `true` iff an entry begins so; a walk among such entries passes over those that are the same as the one shown.
  private func isLike(_ entry: String, _ text: String, _ beginning: String) -> Bool {
    beginning.isEmpty || entry.hasPrefix(beginning) && entry != text
  }

  private mutating func go(to target: Int, leaving text: String) -> String? {
    drafts[position] = text
    position = target
    return drafts[target] ?? (target < entries.count ? entries[target] : "")
  }
}
