import AISLanguage

extension Document {
  /// Lays out a page of help: how it is written and what it is, what it means, lines to try.
  init(_ page: HelpPage) {
    var blocks: [Block] = [
      .paragraph(
        Paragraph([Span(page.title, .strong), Span("   \(page.noun)", .faint)], hanging: 4))
    ]
    blocks += page.lines.map { .paragraph(Paragraph([Span($0)], indent: 2, hanging: 4)) }
    if !page.examples.isEmpty {
      blocks.append(.paragraph(Paragraph([Span("try", .faint)], indent: 2)))
      blocks += page.examples.map { example in
        .verbatim(example.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
      }
    }
    self.init(blocks + [.gap])
  }
}

extension Renderer {
  /// Returns a page of help as text, whatever the format of answers.
  public func render(_ page: HelpPage) -> String {
    TextWriter(surface: surface).text(of: Document(page))
  }
}
