import AISLanguage

/// What is said at a time: a command of the prompt, a question for help, or text in the language.
enum EntryParts {
  /// Returns the parts of a text that is pasted or read from a file: each line that begins with a colon or a question
  /// mark stands by itself, where no bracket is open before it; the text between them stays together. Each comes with its
  /// line, from 1. With `oneByOne` the text between them is cut after each line with which it is whole, as when it is typed.
  static func parts(of text: String, oneByOne: Bool = false) -> [(text: String, line: Int)] {
    var parts: [(String, Int)] = []
    var open: (lines: [Substring], first: Int) = ([], 1)
    func close(before next: Int) {
      let part = open.lines.joined(separator: "\n")
      if !part.allSatisfy(\.isWhitespace) { parts.append((part, open.first)) }
      open = ([], next)
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let isCommand = isCommand(line) && Session.isComplete(open.lines.joined(separator: "\n"))
      if isCommand { close(before: index + 1) }
      open.lines.append(line)
      let isWhole =
        isCommand
        ? isComplete(String(line))
        : oneByOne && Session.isComplete(open.lines.joined(separator: "\n"))
      if isWhole { close(before: index + 2) }
    }
    close(before: lines.count)
    return parts
  }

  /// `true` iff a text is a whole entry, or goes on over the next line.
  static func isComplete(_ text: String) -> Bool {
    guard isCommand(text) else { return Session.isComplete(text) }
    return PromptCommand.takesStatement(text) ? Session.isComplete(text) : true
  }

  /// `true` iff a text is for the prompt itself: a command, or a question for help.
  static func isCommand(_ line: some StringProtocol) -> Bool {
    line.first { !$0.isWhitespace }.map { $0 == ":" || $0 == "?" } ?? false
  }
}
