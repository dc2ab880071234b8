import AISSource

/// The one screen to start with.
enum HelpScreen {
  /// Lines to try with what they answer, and what else helps.
  private static let lines: [(line: String, answer: String)] = [
    ("OpenAI.net_income", "a value and what it rests on"),
    ("show revenue, runway for companies", "a table; `top 5`, `over 2024..2028`"),
    ("what if token price drops 50%", "what moves, the biggest first"),
    ("why OpenAI.cost", "the reasons, down to sources"),
    ("drivers of OpenAI.runway", "which inputs matter"),
    ("plot OpenAI.cash over 2024..2028", "a drawing"),
    ("let x = $5M/year", "a name of your own"),
    ("it * 2, _1 * 2", "the last answer, the first one"),
    ("", ""),
    ("?revenue  ?raises  ?AIS0301", "help on a name, verb, message"),
    ("?? market share", "search everything"),
    ("Tab, Ctrl-R, Alt-Enter, Ctrl-C", "complete, search, new row, stop"),
    ("?:set", "help on what the prompt itself does:"),
  ]

  /// The screen for a window of so many columns.
  static func text(columns: Int) -> String {
    let width = (lines.map(\.line.count).max() ?? 0) + 2
    let rows = lines.map { line, answer -> String in
      guard width + answer.count < columns else { return line }
      return answer.isEmpty ? line : line.padded(to: width) + answer
    }
    var commands = [""]
    for name in PromptCommand.all.map({ $0.names[0] }) {
      if commands[commands.count - 1].count + name.count + 3 > columns { commands.append("") }
      commands[commands.count - 1] += "  " + name
    }
    return (rows + commands).map { $0 + "\n" }.joined()
  }
}
