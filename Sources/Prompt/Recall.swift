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

  /// Goes to the entry before and returns its text, or `nil` at the oldest; `text` stays here.
  ///
  /// When `text` was found by other means, by a search say, the walk goes on from there.
  mutating func before(leaving text: String) -> String? {
    if position == entries.count, let found = entries.lastIndex(of: text) { position = found }
    return go(to: position - 1, leaving: text)
  }

  /// Goes to the entry after and returns its text, or `nil` at the new entry; `text` stays here.
  mutating func after(leaving text: String) -> String? {
    go(to: position + 1, leaving: text)
  }

  private mutating func go(to target: Int, leaving text: String) -> String? {
    guard (0...entries.count).contains(target) else { return nil }
    drafts[position] = text
    position = target
    return drafts[target] ?? (target < entries.count ? entries[target] : "")
  }
}
