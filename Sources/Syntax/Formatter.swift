import AISSource

/// The canonical form of a program: one spelling for what can be spelled in many ways.
///
/// The author's line breaks stay, with at most one blank line in a row; blanks, indentation, the columns of
/// definitions and of trailing comments, and the plain signs for typographic ones are set here. Two laws
/// hold: formatted text reads as the same tree, and formatting it again changes nothing.
public enum Formatter {
  /// Returns the canonical form of `text` with every comment kept, or `nil` when it is best left alone: it
  /// has errors, or it breaks up a declared name with blanks, so that tidy blanks would make it read
  /// differently. `oddNames` are those that the text was parsed with.
  ///
  /// Complexity: n log n in the length of the text.
  public static func format(_ text: ParsedText, oddNames: OddNames = OddNames()) -> String? {
    guard !text.hasErrors else { return nil }
    let spelling = Spelling(of: text)
    var lines = LineBreaking.lines(of: text, spelling)
    Columns.align(&lines)
    let formatted = lines.map { $0.text + "\n" }.joined()
    let again = Parser.parse(SourceText(formatted, name: text.source.name), oddNames: oddNames)
    return spelling.isSame(as: Spelling(of: again)) ? formatted : nil
  }
}

extension ParsedText {
  /// `true` iff some of the text could not be read.
  fileprivate var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

extension Formatter.Spelling {
  /// `true` iff both texts are the same statements of the same tokens on the same lines.
  fileprivate func isSame(as other: Self) -> Bool {
    !other.text.hasErrors && text.tokens.count == other.text.tokens.count
      && statementStarts == other.statementStarts
      && text.tokens.indices.allSatisfy { index in
        text.tokens[index].startsLine == other.text.tokens[index].startsLine
          && text.tokens[index].kind == other.text.tokens[index].kind
          && self[index] == other[index]
      }
  }

  private var statementStarts: [Int] {
    text.statements.map { marks.index(at: $0.span.start) }
  }
}
