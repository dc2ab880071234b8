import AISSource

extension Document.Grid {
  /// The table as lines: the heads, a rule, the rows; two blanks between columns. One that is wider than `wrapping` allows
  /// leaves columns out and cuts words, and says so below.
  func drawn(_ wrapping: Wrapping) -> [Document.Phrase] {
    let heads = columns.map { [Document.Span($0.title, .strong)].harmless }
    let rows = rows.map { row in row.map(\.harmless) }
    let cells = columns.indices.map { index in
      rows.reduce(0) { max($0, $1[index].displayWidth) }
    }
    let numbers = columns.indices.map { index in
      rows.reduce(0) { $1[index].hasDigit ? max($0, $1[index].displayWidth) : $0 }
    }
    let fit = TableFit(
      columns, heads.map(\.displayWidth), cells, numbers, within: wrapping.width)
    let rule = fit.widths.map { [Document.Span(String(repeating: "─", count: $0), .faint)] }
    let lines = ([heads] + rows).map { cells in
      line(zip(fit.kept, fit.widths).map { cells[$0].cut(to: $1) }, fit)
    }
    let note = fit.note(columns).map { wrapping.lines(of: .init([.init($0, .faint)], hanging: 2)) }
    return lines.prefix(1) + [line(rule, fit)] + lines.dropFirst() + (note ?? [])
  }

  private func line(_ cells: [Document.Phrase], _ fit: TableFit) -> Document.Phrase {
    var phrase: Document.Phrase = []
    for (place, cell) in cells.enumerated() {
      if place > 0 { phrase.append(.init("  ")) }
      let count = max(0, fit.widths[place] - cell.displayWidth)
      let blanks = Document.Span(String(repeating: " ", count: count))
      let isTrailing = columns[fit.kept[place]].alignment == .trailing
      phrase += isTrailing ? [blanks] + cell : cell + [blanks]
    }
    return phrase
  }
}

/// The columns of a table that have room on a surface, and how wide each is.
private struct TableFit {
  /// The places of the columns that stay.
  private(set) var kept: [Int]
  /// The width of each of them.
  private(set) var widths: [Int]
  private var left: [Int] = []
  private var isCut = false

  /// The columns that words keep before another column is left out for them: of a name, of other text and of heads.
  private static let leastName = 24
  private static let leastText = 16
  /// The columns that words keep in any case.
  private static let least = 4
  /// The blanks between two columns.
  private static let gap = 2

  /// Creates the choice of columns whose heads, cells and numbers are so wide. Details are left out first, then values from the right;
  /// what stays and is too wide has its words cut, the longest first, and heads down to their numbers.
  init(
    _ columns: [Document.Grid.Column], _ heads: [Int], _ cells: [Int], _ numbers: [Int],
    within width: Int?
  ) {
    let full = zip(heads, cells).map(max)
    (kept, widths) = (Array(columns.indices), full)
    guard let width, Self.total(full) > width else { return }
    /// The width that a column keeps where words keep `least`.
    func floor(_ index: Int, _ least: Int) -> Int {
      min(full[index], columns[index].isText ? least : max(numbers[index], least))
    }
    let floors = columns.indices.map { index in
      let isName = columns[index].isText && columns[index].importance == .essential
      return floor(index, isName ? Self.leastName : Self.leastText)
    }
    while Self.total(kept.map { floors[$0] }) > width,
      let last = kept.indices.min(by: {
        let (one, other) = (columns[kept[$0]].importance, columns[kept[$1]].importance)
        return one == other ? $0 > $1 : one < other
      }), columns[kept[last]].importance < .essential
    {
      left.append(kept.remove(at: last))
    }
    widths = kept.map { full[$0] }
    let excess = Self.total(kept.map { floors[$0] }) > width
    let lowest = kept.map { excess ? floor($0, Self.least) : floors[$0] }
    // all that are wider than a level are cut to it
    var level = widths.max() ?? 0
    while Self.total(widths) > width, level > 0 {
      level -= 1
      widths = widths.indices.map { max(lowest[$0], min(widths[$0], level)) }
    }
    isCut = widths != kept.map { full[$0] }
    left.sort()
  }

  private static func total(_ widths: [Int]) -> Int {
    widths.reduce(0, +) + gap * max(0, widths.count - 1)
  }

  /// What is not seen, and how it can be; `nil` when all is.
  func note(_ columns: [Document.Grid.Column]) -> String? {
    var parts: [String] = []
    if !left.isEmpty {
      let names = left.map { columns[$0].name }.joined(separator: ", ")
      parts.append(
        (left.count == 1 ? "1 column does" : "\(left.count) columns do") + " not fit: \(names)")
    }
    if isCut { parts.append("texts that end in … are cut") }
    guard !parts.isEmpty else { return nil }
    return (parts + ["widen the window, or end the question with `to \"answer.csv\"`"])
      .joined(separator: "; ")
  }
}

extension Document.Phrase {
  /// `true` iff it may be a number, of which nothing may be cut.
  fileprivate var hasDigit: Bool {
    contains { $0.text.utf8.contains { (0x30...0x39).contains($0) } }
  }

  /// The phrase cut to `width` columns of the terminal, the last of them then `…`.
  func cut(to width: Int) -> Document.Phrase {
    guard displayWidth > width else { return self }
    var phrase: Document.Phrase = []
    var room = Swift.max(0, width - 1)
    for span in self {
      let text = span.text.beginning(within: room)
      room -= text.displayWidth
      if text.count < span.text.count {
        return phrase + [Document.Span(text + "…", span.role)]
      }
      phrase.append(span)
    }
    return phrase
  }
}
