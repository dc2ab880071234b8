import AISDistributions
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
    if let function = elaborator.book.functions[name] {
      return [elaborator.call(name, function.parameters)] + function.documentation
    }
    if let family = Distribution.all.first(where: { $0.name == name }) {
      return family.forms.map { Elaborator.signature(family, $0) } + [family.summary]
        + family.examples.map { "for example `\($0)`" }
    }
    guard let function = BuiltIn.named(name) else { return [] }
    return ["\(name)(\(function.parameters.joined(separator: ", ")))", function.summary]
      + function.examples.map { "for example `\($0)`" }
  }
}

extension Function {
  /// The lines of the comment right above its declaration; a heading (`# ----`) is not of it.
  var documentation: [String] {
    let source = place.text
    var lines: [String] = []
    var start = source.position(of: Int(place.span.start)).lineStart
    while start > 0 {
      let line = source.position(of: start - 1)
      let text = source[Span(UInt32(line.lineStart), UInt32(line.lineEnd))].trimmed
      guard text.hasPrefix("#"), !text.hasPrefix("# --") else { break }
      lines.append(text.dropFirst().trimmed)
      start = line.lineStart
    }
    return lines.reversed()
  }
}
