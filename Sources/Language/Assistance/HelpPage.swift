/// What there is to know of one thing that has a name: a function, a verb, a unit, a company, a metric, a form of the
/// language, a message.
public struct HelpPage: Sendable {
  /// How it is written: `npv(rate, flows)`, `(c: company) raises (amount: money)`.
  public let title: String
  /// What it is: `function`, `verb`, `company`.
  public let noun: String
  /// What it means, a line each.
  public let lines: [String]
  /// Texts that show it: those of the catalogues run with the built-in model, those of verbs and scenarios in this session.
  public let examples: [String]
}

/// A thing that help is given on.
struct HelpTopic {
  /// What it is asked by, the usual name first.
  var names: [String]
  var title: String
  var noun: String
  /// What it means, in one line.
  var summary: String
  /// What else there is to say.
  var lines: () -> [String] = { [] }
  /// Texts that show it.
  var examples: () -> [String] = { [] }
  /// The examples are made up: only the first one that runs is shown.
  var triesExamples = false

  /// `true` iff it is asked by `name`, in any case, with blanks or underscores.
  func isCalled(_ name: String, firstNameOnly: Bool = false) -> Bool {
    names.prefix(firstNameOnly ? 1 : names.count).contains { $0.folded == name.folded }
  }

  /// How well it answers a search: 0 for its name, `nil` if nothing of it says one of `words`.
  func rank(of words: [String]) -> Int? {
    let whole = words.joined(separator: " ").folded
    if names.contains(where: { $0.folded == whole }) { return 0 }
    return words.reduce(0) { sum, word in
      guard let sum, let rank = rank(of: word.folded) else { return nil }
      return sum + rank
    }
  }

  private func rank(of word: String) -> Int? {
    if names.contains(where: { $0.folded.hasPrefix(word) }) { return 1 }
    if names.contains(where: { $0.folded.contains(word) }) { return 2 }
    if (title + " " + summary).folded.contains(word) { return 3 }
    return lines().contains { $0.folded.contains(word) } ? 4 : nil
  }
}

extension String {
  /// The paragraphs of a text whose lines are broken: lines that go on from the one before are put to it. What is set in,
  /// and what ends in a colon, stands by itself.
  var paragraphs: [String] {
    var lines: [String] = []
    for line in split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if let last = lines.last, lines.count > 1, !last.isEmpty, !line.isEmpty, !last.hasPrefix(" "),
        !line.hasPrefix(" "), !last.hasSuffix(":")
      {
        lines[lines.count - 1] = last + " " + line
      } else {
        lines.append(line)
      }
    }
    return lines
  }

  /// The text as it is compared with others: in lower case, with blanks for underscores.
  fileprivate var folded: String { lowercased().replacing("_", with: " ") }
}
