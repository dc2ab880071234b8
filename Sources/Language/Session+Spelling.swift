import AISModel
import AISSource
import AISSyntax

extension Session {
  /// Other words that statements begin with, which are not misspelt.
  private static let others: Set = [
    "source", "enum", "unit", "kind", "verb", "fn", "let", "assume", "shared", "prefer", "pool",
    "relation", "import", "use", "correlate",
  ]

  /// A fault in a statement, with what its first word may be meant for: where that is nothing by itself but near
  /// to how a question begins, all that follows was misread.
  func helped(_ fault: Diagnostic, _ statement: Span, _ parsed: ParsedText) -> Diagnostic {
    let tokens = Array(parsed.tokens(within: statement).prefix(3))
    guard fault.severity == .error,
      ["AIS0105", "AIS0201", "AIS0202", "AIS0302"].contains(fault.code),
      let first = tokens.first, first.kind == .word, tokens.count > 1, tokens[1].kind != .assign
    else { return fault }
    let word = parsed.source[first.span]
    let isKnown =
      StatementForm.beginnings[word] != nil || Self.others.contains(word)
      || elaborator.isDeclared(word, Scope(stream: 0)) || elaborator.kind(spelled: word) != nil
    let isMisread =
      word == "value" && parsed.source[tokens[1].span] == "of"
      && (tokens.count < 3 || parsed.source[tokens[2].span] != "information")
    guard !isKnown || isMisread else { return fault }
    let meant = Spelling.suggestions(for: word, among: StatementForm.beginnings.keys)
    guard !meant.isEmpty else { return fault }
    var fault = fault
    fault.help = Message.didYouMean(meant.compactMap { StatementForm.beginnings[$0] })
    return fault
  }
}
