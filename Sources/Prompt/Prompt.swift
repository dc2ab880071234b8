/// The conversation: reads an entry, has it answered, and begins again.
public struct Prompt {
  /// The one who answers.
  public struct Host {
    /// Returns whether an entry is whole, or goes on over the next line.
    public let isComplete: (String) -> Bool
    /// Answers an entry on standard output, and returns `false` to leave. It should return soon
    /// after `Interrupt.isRequested` becomes true, and end the last line that it writes.
    public let answer: (String) -> Bool
    /// Shows a line of the banner.
    public let say: (String) -> Void

    /// Creates a host; unless told otherwise it says things on standard output.
    public init(
      isComplete: @escaping (String) -> Bool,
      answer: @escaping (String) -> Bool,
      say: @escaping (String) -> Void = { print($0) }
    ) {
      self.isComplete = isComplete
      self.answer = answer
      self.say = say
    }
  }

  private let banner: [String]

  /// Creates a conversation that opens with the lines of `banner`, three at most.
  public init(banner: [String] = []) {
    precondition(banner.count <= 3, "a banner has three lines at most")
    self.banner = banner
  }

  /// Converses until the input ends or the host wants to leave. Blank entries are passed over.
  ///
  /// Ctrl-C abandons the entry that is being typed. Once an entry is whole it raises the flag of
  /// `Interrupt`, for the answer to see; the conversation then goes on.
  public func run(editor: inout some Editor, host: Host) {
    Interrupt.install()
    banner.forEach(host.say)
    while true {
      // Not just before the answer, or Ctrl-C right after Enter would be lost.
      Interrupt.clear()
      switch editor.readEntry(isComplete: host.isComplete) {
      case .endOfInput: return
      case .interrupted: continue
      case .text(let entry):
        guard !entry.allSatisfy(\.isWhitespace) else { continue }
        editor.remember(entry)
        guard host.answer(entry) else { return }
      }
    }
  }
}
