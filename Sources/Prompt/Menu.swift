import AISSource

/// Words to choose from, laid out in columns with what each is.
struct Menu {
  private let words: [(text: String, summary: String)]
  /// The columns of the window, and the rows that the menu may take.
  private let columns: Int
  private let rows: Int

  /// The blanks between a word and what it is, and between two columns.
  private static let gap = 2
  /// The most columns by which a word makes others wide.
  private static let widest = 24
  /// The least room for what a word is.
  private static let leastSummary = 12

  /// Lays out words for a window of so many columns and rows.
  init(_ words: [(text: String, summary: String)], columns: Int, rows: Int) {
    self.words = words
    self.columns = max(8, columns - 1)  // a full line would wrap
    self.rows = max(1, rows)
  }

  /// The lines: a word a line with what it is; in several columns where that is too tall; then without what they are;
  /// what is left then is only counted.
  var lines: [String] {
    // one long word must not make all columns wide
    let longest = min(Self.widest, words.map(\.text.displayWidth).max() ?? 0)
    let least = longest + Self.gap + Self.leastSummary
    let withSummary = max(1, (columns + Self.gap) / (least + Self.gap))
    if words.count <= rows { return lines(across: 1) }
    if words.count <= rows * withSummary {
      return lines(across: (words.count + rows - 1) / rows)
    }
    let bare = max(1, (columns + Self.gap) / (longest + Self.gap))
    return lines(across: bare, isBare: true)
  }

  private func lines(across count: Int, isBare: Bool = false) -> [String] {
    let shown = words.count <= rows * count ? words.count : max(1, (rows - 1)) * count
    let height = (shown + count - 1) / count
    let width = (columns - Self.gap * (count - 1)) / count
    let longest = min(max(Self.widest, width / 2), words.map(\.text.displayWidth).max() ?? 0)
    var lines = (0..<height).map { row in
      stride(from: row, to: shown, by: height).map { index in
        let word = words[index].text.cut(to: width)
        guard !isBare, longest + Self.gap < width else { return word.padded(to: width) }
        let summary = words[index].summary.cut(to: width - longest - Self.gap)
        return (word.cut(to: longest).padded(to: longest + Self.gap) + summary).padded(to: width)
      }.joined(separator: String(repeating: " ", count: Self.gap)).trimmedAtEnd
    }
    if shown < words.count {
      lines.append("… and \(words.count - shown) more: type on".cut(to: columns))
    }
    return lines
  }
}
