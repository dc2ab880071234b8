import AISLanguage
import AISSource

/// Writes answers and diagnostics in one format.
public struct Renderer: Sendable {
  /// The format.
  public let format: Format
  let surface: Surface

  /// Creates a writer of `format`; where it knows such things, in the colours of `theme` if `isColored`, and on a surface of
  /// `width` columns: running text is broken there, and tables and drawings leave out what has no room and say so.
  public init(
    format: Format = .text, isColored: Bool = false, width: Int? = nil, theme: Theme = .standard
  ) {
    self.format = format
    surface = Surface(isColored: isColored, width: width, theme: theme)
  }

  /// Returns `answer` as whole lines, each with its newline; empty when there is nothing to say, as
  /// of a definition. Its warnings are in it only if the format mixes errors with answers.
  public func render(_ answer: Answer) -> String {
    var text = ""
    render(answer) { text += $0 }
    return text
  }

  /// The same piece by piece, so that a long answer need not be held as text.
  public func render(_ answer: Answer, to sink: (String) -> Void) {
    format.answer(answer, surface, sink)
  }

  /// Returns `diagnostics` as whole lines; `statement`, which begins on `line`, is what they are
  /// about.
  public func render(
    _ diagnostics: [Diagnostic], statement: String? = nil, line: Int? = nil
  ) -> String {
    format.diagnostics(diagnostics, Asked(statement: statement, line: line), surface)
  }
}
