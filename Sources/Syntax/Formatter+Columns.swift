import AISSource

extension Formatter {
  /// A line of canonical text: code in cells that may be aligned with those of its neighbours, a comment.
  struct Line {
    /// A piece of code.
    struct Cell {
      /// The number of the column in which cells of this shape begin together; 0 is the first of the line.
      let column: Int
      var text: String
      /// The blanks before it.
      var blanks: Int
    }
    /// What the cells are: only lines of one shape are aligned with each other.
    enum Shape { case free, definition, source, entity }

    let indent: Int
    /// The number of the innermost bracket around the line, 0 outside all.
    let bracket: Int
    let followsBlankLine: Bool
    var shape = Shape.free
    /// Empty for a line that is a comment.
    var cells: [Cell] = []
    var comment: String?
    /// The blanks between code and comment.
    var commentBlanks = 2
    /// It goes on with the comment of the line before it, in the same column.
    var continuesComment = false
    /// It ends in an opening bracket.
    var opens = false
    /// The statement that begins on it also ends on it.
    var isWhole = true

    /// The columns that the indentation and the cells before `end` take.
    func width(before end: Int) -> Int {
      cells[..<end].reduce(indent) { $0 + $1.blanks + $1.text.displayWidth }
    }

    /// The line, after an empty one if it follows a blank line.
    var text: String {
      var out = followsBlankLine ? "\n" : ""
      out += blanks(indent)
      for cell in cells { out += blanks(cell.blanks) + cell.text }
      guard let comment else { return out }
      return out + blanks(cells.isEmpty && !continuesComment ? 0 : commentBlanks) + comment
    }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

    /// A text with line breaks stands in it, so that its end has no column.
    fileprivate var isBroken: Bool { cells.contains { $0.text.utf8.contains(0x0A) } }
  }

  /// Aligns the cells and the comments of neighbouring lines.
  enum Columns {
    /// Sets the blanks before the cells and the comments of `lines`.
    static func align(_ lines: inout [Line]) {
      for run in runs(of: lines, joined: areAlignable) {
        for column in 1...3 { alignCells(of: &lines[run], column) }
      }
      for run in runs(of: lines, joined: shareComments) { alignComments(of: &lines[run]) }
    }

    /// The longest runs of lines in which each is `joined` with the next.
    private static func runs(
      of lines: [Line], joined: (Line, Line) -> Bool
    ) -> [Range<Int>] {
      var runs: [Range<Int>] = []
      var start = 0
      for end in lines.indices.dropFirst() where !joined(lines[end - 1], lines[end]) {
        runs.append(start..<end)
        start = end
      }
      return runs + [start..<lines.count]
    }

    private static func areAlignable(_ line: Line, _ next: Line) -> Bool {
      line.shape == next.shape && line.shape != .free && line.isWhole && areNeighbours(line, next)
    }

    private static func shareComments(_ line: Line, _ next: Line) -> Bool {
      areNeighbours(line, next) && (!line.cells.isEmpty || line.continuesComment)
        && (!next.cells.isEmpty || next.continuesComment)
    }

    private static func areNeighbours(_ line: Line, _ next: Line) -> Bool {
      line.bracket == next.bracket && !next.followsBlankLine && !line.isBroken && !next.isBroken
    }

    private static func alignCells(of lines: inout ArraySlice<Line>, _ column: Int) {
      let places = lines.indices.compactMap { line in
        lines[line].cells.firstIndex { $0.column == column }.map { (line, $0) }
      }
      let target = places.map { lines[$0].width(before: $1) + 1 }.max() ?? 0
      for (line, cell) in places {
        lines[line].cells[cell].blanks = target - lines[line].width(before: cell)
      }
    }

    private static func alignComments(of lines: inout ArraySlice<Line>) {
      let commented = lines.indices.filter { lines[$0].comment != nil }
      func width(_ line: Int) -> Int { lines[line].width(before: lines[line].cells.count) }
      let target = (commented.map(width).max() ?? 0) + 2
      for line in commented { lines[line].commentBlanks = target - width(line) }
    }
  }
}
