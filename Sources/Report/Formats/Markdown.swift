import AISLanguage
import AISSource

extension Format {
  /// For documents: Markdown with tables as GitHub draws them.
  public static let markdown = Format(
    name: "md", suffix: "md", summary: "Markdown for documents", separator: "\n",
    mixesErrorsWithAnswers: false,
    answer: { answer, _, sink in
      var answer = answer
      answer.warnings = []
      let text = MarkdownWriter.text(of: Document(answer))
      if !text.isEmpty { sink(text) }
    },
    diagnostics: { diagnostics, _, surface in
      diagnostics.map(surface.text).joined()
    })
}

/// Draws a document as Markdown: an empty line stands between its blocks.
enum MarkdownWriter {
  /// Returns `document` as lines, each with its newline; empty when it says nothing.
  static func text(of document: Document) -> String {
    var text = ""
    var wasItem = false
    for block in document.blocks {
      let lines = lines(of: block)
      guard !lines.isEmpty else { continue }
      // what is set in belongs to the paragraph before it
      let isItem = if case .paragraph(let paragraph) = block { paragraph.indent > 0 } else { false }
      if !text.isEmpty, !(isItem && wasItem) { text += "\n" }
      text += lines.map { (isItem ? "- " : "") + $0 + "\n" }.joined()
      wasItem = isItem
    }
    return text
  }

  private static func lines(of block: Document.Block) -> [String] {
    switch block {
    case .paragraph(let paragraph): [text(of: paragraph.phrase)]
    case .verbatim(let text): fenced(text)
    case .picture(let picture):
      fenced(picture.lines(within: nil).map { $0.map(\.text).joined() }.joined(separator: "\n"))
    case .list(let items): items.map { "- " + text(of: $0) }
    case .table(let grid): lines(of: grid)
    case .tree(let branch):
      fenced(
        branch.drawn(Wrapping(width: nil)).map { $0.map(\.text).joined() }.joined(separator: "\n"))
    case .diagnostic(let diagnostic): fenced(diagnostic.rendered())
    case .gap: []
    }
  }

  /// Lines as they are, within a fence that is longer than any in them.
  private static func fenced(_ text: String) -> [String] {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map(String.init)
    let longest = lines.map { $0.prefix { $0 == "`" }.count }.max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return [fence] + lines + [fence]
  }

  // MARK: Tables

  private static func lines(of grid: Document.Grid) -> [String] {
    let heads = grid.columns.map { cell([Document.Span($0.title)]) }
    let rows = grid.rows.map { $0.map(cell) }
    let widths = grid.columns.indices.map { index in
      rows.reduce(max(3, heads[index].displayWidth)) { max($0, $1[index].displayWidth) }
    }
    let isRight = grid.columns.map { $0.alignment == .trailing }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { index in
        isRight[index]
          ? cells[index].paddedLeft(to: widths[index]) : cells[index].padded(to: widths[index])
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = widths.indices.map { index in
      String(repeating: "-", count: widths[index] - (isRight[index] ? 1 : 0))
        + (isRight[index] ? ":" : "")
    }
    return [line(heads), line(rule)] + rows.map(line)
  }

  /// A cell: on one line, and without a bar that would end it.
  private static func cell(_ phrase: Document.Phrase) -> String {
    text(of: phrase).replacing("|", with: "\\|").trimmed
  }

  // MARK: Text

  /// The words of a phrase, in which signs of Markdown stand for themselves; what stands in backticks is code.
  private static func text(of phrase: Document.Phrase) -> String {
    var text = ""
    var isCode = false
    for character in phrase.map(\.text).joined() {
      if character == "`" { isCode.toggle() }
      if character.isNewline {
        text += " "
      } else if !isCode, "\\*<[".contains(character) {
        text += "\\" + String(character)
      } else {
        text.append(character)
      }
    }
    return text
  }
}

extension String {
  /// The text without blanks at its ends.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
