#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Reads entries from a pipe or a file: no prompt, no editing, no history.
///
/// Ctrl-C abandons the entry when the input is a terminal (and only the output is not). Otherwise
/// nobody is there to go on, so the input ends, with the flag of `Interrupt` still up; a host whose
/// answer was interrupted then leaves, too.
public struct PlainEditor: Editor {
  private var lines: LineReader
  private let isTerminal: Bool

  /// Creates an editor that reads an open file descriptor, standard input if none is given. The
  /// descriptor stays the caller's.
  public init(descriptor: Int32 = STDIN_FILENO) {
    lines = LineReader(descriptor: descriptor)
    isTerminal = isatty(descriptor) == 1
  }

  /// Reads one entry. What there is of an entry when the input ends is returned as it stands.
  ///
  /// Complexity: one call of `isComplete` a line.
  public mutating func readEntry(isComplete: (String) -> Bool) -> Entry {
    var entry: String?
    while true {
      switch lines.next() {
      case .text(let line):
        let text = entry.map { $0 + "\n" + line } ?? line
        if isComplete(text) { return .text(text) }
        entry = text
      case .interrupted: return isTerminal ? .interrupted : .endOfInput
      case .endOfInput: return entry.map(Entry.text) ?? .endOfInput
      }
    }
  }

  /// Does nothing: what is piped in is not worth recalling.
  public func remember(_ entry: String) {}
}
