import AISLanguage
import AISSource

/// Writes answers and diagnostics in one format.
public struct Renderer: Sendable {
  /// The format.
  public let format: Format
  let surface: Surface

  /// Creates a writer of `format`; where it knows such things, in colour if `isColored`, and with
  /// running text broken at `width` columns. A table is never broken.
  public init(format: Format = .text, isColored: Bool = false, width: Int? = nil) {
    self.format = format
    surface = Surface(isColored: isColored, width: width)
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
