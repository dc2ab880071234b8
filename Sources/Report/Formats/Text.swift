import AISLanguage
import AISSource

extension Format {
  /// For people: words and tables, in colour where there is colour.
  ///
  /// The text of an answer leaves out its warnings: they are rendered by themselves, and go where
  /// errors go.
  public static let text = Format(
    name: "text", suffix: "txt", summary: "words and tables for people",
    separator: "", mixesErrorsWithAnswers: false,
    answer: { answer, surface, sink in
      var answer = answer
      answer.warnings = []
      let document = Document(answer, drawsSpread: surface.width != nil)
      sink(TextWriter(surface: surface).text(of: document))
    },
    diagnostics: { diagnostics, _, surface in
      diagnostics.map(surface.text).joined()
    })
}

extension Surface {
  /// Returns a diagnostic as lines that fit.
  func text(of diagnostic: Diagnostic) -> String {
    diagnostic.rendered(color: isColored, columns: width) { line in
      Wrapping(width: width).lines(of: .init([.init(line)], hanging: 2)).map {
        $0.map(\.text).joined()
      }
    }
  }
}

/// Draws a document as lines of text.
struct TextWriter {
  /// What it is drawn on.
  let surface: Surface

  /// Returns `document` as lines, each with its newline; none is filled up with blanks.
  func text(of document: Document) -> String {
    var text = ""
    for block in document.blocks {
      if case .diagnostic(let diagnostic) = block {
        text += surface.text(of: diagnostic)
      } else {
        for line in lines(of: block) { write(line, to: &text) }
      }
    }
    return text
  }

  private func lines(of block: Document.Block) -> [Document.Phrase] {
    let wrapping = Wrapping(width: surface.width)
    switch block {
    case .paragraph(let paragraph): return wrapping.lines(of: paragraph)
    case .verbatim(let text):
      return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        .map { [Document.Span(String($0))].harmless }
    case .list(let items): return wrapping.lines(ofList: items)
    case .picture(let picture): return picture.lines(within: surface.width).map(\.harmless)
    case .table(let grid): return grid.drawn(wrapping)
    case .tree(let branch): return branch.drawn(wrapping)
    case .gap: return [[]]
    case .diagnostic: return []
    }
  }

  /// Writes a line; blanks between pieces of one role are of that role as well.
  private func write(_ line: Document.Phrase, to text: inout String) {
    var code: String?
    var blanks = ""
    for span in line {
      if span.isBlank {
        blanks += span.text
        continue
      }
      let next = surface.isColored ? surface.theme.code(for: span.role) : nil
      if code != nil, next != code { text += "\u{1B}[0m" }
      text += blanks
      if let next, next != code { text += "\u{1B}[\(next)m" }
      text += span.text
      (code, blanks) = (next, "")
    }
    text += code == nil ? "\n" : "\u{1B}[0m\n"
  }
}

extension Document.Span {
  /// `true` iff nothing of it is seen.
  fileprivate var isBlank: Bool { text.utf8.allSatisfy { $0 == UInt8(ascii: " ") } }
}
