import AISSource

extension Document.Grid {
  /// The table as lines: the heads, a rule, the rows; two blanks between columns.
  var drawn: [Document.Phrase] {
    let heads = columns.map { [Document.Span($0.title, .strong)].harmless }
    let rows = rows.map { row in row.map(\.harmless) }
    let widths = columns.indices.map { index in
      rows.reduce(heads[index].displayWidth) { max($0, $1[index].displayWidth) }
    }
    let rule = widths.map { [Document.Span(String(repeating: "─", count: $0), .faint)] }
    return ([heads, rule] + rows).map { line($0, widths) }
  }

  private func line(_ cells: [Document.Phrase], _ widths: [Int]) -> Document.Phrase {
    var phrase: Document.Phrase = []
    for (index, cell) in cells.enumerated() {
      if index > 0 { phrase.append(.init("  ")) }
      let blanks = Document.Span(String(repeating: " ", count: widths[index] - cell.displayWidth))
      phrase += columns[index].alignment == .trailing ? [blanks] + cell : cell + [blanks]
    }
    return phrase
  }
}
