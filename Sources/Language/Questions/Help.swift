import AISModel
import AISSource
import AISSyntax

/// What a function is for, asked by its name alone.
extension Inquiry {
  /// How the function that an expression names is called and what it does; `nil` for what is no function, or has a
  /// value by itself.
  mutating func help(_ expression: ExpressionID) -> Answer? {
    guard case .words(let range) = text.tree[expression] else { return nil }
    let words = text.words(range)
    let name = joinedName(words)
    var lines = lines(ofFunction: name)
    switch elaborator.meaning(of: name, scope(base)) {
    case nil: break
    case .metric where !lines.isEmpty:
      let metric = elaborator.bareMetric(words, code(expression).place)
      lines.append("also a metric: " + (metric.help ?? metric.message))
    default: return nil
    }
    return lines.isEmpty ? nil : answer(.cell(.text(lines.joined(separator: "\n"))))
  }

  private func lines(ofFunction name: String) -> [String] {
    HelpTopic.functions(named: name, of: elaborator.book).flatMap { topic in
      [topic.title, topic.summary] + topic.lines()
        + topic.examples().map { "for example `\($0)`" }
    }
  }
}
