import AISSource

/// What there is to know of one message: the rule behind it, an example that breaks the rule and one that keeps it.
public struct Explanation: Sendable {
  /// The stable code, `AIS` and four digits.
  public let code: String
  /// The general form of the message, one line without a full stop.
  public let title: String
  /// Why it is wrong, or which rule stands behind it; lines as on the page.
  public private(set) var reason = ""
  /// What breaks the rule.
  public private(set) var wrong = Example()
  /// What keeps it.
  public private(set) var right = Example()
  /// The files that the examples import.
  public private(set) var files: [SourceText] = []

  /// An example of a page.
  public struct Example: Sendable {
    /// What it is written in: `ais` is a program, which can be run; anything else is only to be read.
    public var language = ""
    /// The options of the command with which it is run, such as `--model none`.
    public var options: [String] = []
    /// Its lines, each with its newline.
    public var text = ""

    /// `true` iff it is a program.
    public var isProgram: Bool { language == "ais" }
  }

  /// Creates the explanation of `code` without a reason and examples.
  init(code: String, title: String) {
    (self.code, self.title) = (code, title)
  }

  /// Adds a line of running text.
  mutating func add(_ line: Substring) { reason += line + "\n" }

  /// Adds a block; its head is `LANGUAGE wrong [OPTION …]`, the same with `right`, or `FORMAT FILE`.
  mutating func add(_ head: [Substring], _ text: String) {
    guard head.count > 1 else { return }
    let example = Example(
      language: String(head[0]), options: head.dropFirst(2).map(String.init), text: text)
    switch head[1] {
    case "wrong": wrong = example
    case "right": right = example
    default: files.append(SourceText(text, name: String(head[1])))
    }
  }
}
