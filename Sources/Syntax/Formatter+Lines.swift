import AISSource

extension Formatter {
  /// Cuts the tokens and comments of a text into lines as the author did, and indents them.
  struct LineBreaking {
    /// Where a statement begins: its column in bytes, as written and as formatted.
    private struct Start {
      var written = 0
      var formatted = 0
    }
    /// An open bracket.
    private struct Bracket {
      let number: Int
      /// The indentation of the line in which it was opened.
      let indent: Int
      /// Statements or clauses stand in it, and line breaks count.
      let isBlock: Bool
      /// The statement around it.
      let statement: Start
    }

    private let spelling: Spelling
    private let text: ParsedText
    /// The offsets at which the lines of the text begin, those inside quoted texts too.
    private let lineStarts: [Int]
    private var lines: [Line] = []
    private var brackets: [Bracket] = []
    private var bracketCount = 0
    private var statement = Start()
    /// The number of brackets open where the line begins.
    private var depth = 0
    /// The line begins with a statement and holds no other.
    private var isAlignable = false
    /// The column of the comment at the end of the last line, as written.
    private var commentColumn: Int?

    /// Returns the lines of `text`, not aligned yet.
    static func lines(of text: ParsedText, _ spelling: Spelling) -> [Line] {
      var breaking = LineBreaking(spelling: spelling, text: text)
      var end = 0
      for (index, token) in text.tokens.enumerated() {
        if token.startsLine { breaking.startLine(index, after: end) }
        if token.kind != .endOfText { breaking.append(index) }
        end = Int(token.end)
      }
      return breaking.lines
    }

    private init(spelling: Spelling, text: ParsedText) {
      self.spelling = spelling
      self.text = text
      let bytes = text.source.bytes
      lineStarts = [0] + bytes.indices.lazy.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
    }

    // MARK: Lines

    private mutating func startLine(_ index: Int, after end: Int) {
      let token = text.tokens[index]
      let continues = continuesStatement(index)
      if continues || brackets.count > depth, !lines.isEmpty {
        lines[lines.count - 1].isWhole = false
      }
      let indent = indentation(index, continues: continues)
      let newlines = comments(
        from: end, to: Int(token.start), indent: token.kind.closes ? indent + 2 : indent)
      guard token.kind != .endOfText else { return }
      let around = token.kind.closes ? brackets.dropLast() : brackets
      depth = around.count
      isAlignable = !continues && !token.kind.closes
      commentColumn = nil
      lines.append(
        Line(
          indent: indent, bracket: around.last?.number ?? 0,
          followsBlankLine: keepsBlankLine(newlines) && !token.kind.closes,
          cells: [Line.Cell(column: 0, text: "", blanks: 0)]))
    }

    /// `true` iff a blank line stays before a line that stands `newlines` line breaks after the last one.
    private func keepsBlankLine(_ newlines: Int) -> Bool {
      newlines > 1 && lines.last?.opens == false
    }

    private func continuesStatement(_ index: Int) -> Bool {
      let token = text.tokens[index]
      guard index > 0, brackets.last?.isBlock ?? true, !token.kind.closes, token.kind != .endOfText
      else { return false }
      let before = text.tokens[index - 1]
      if before.kind == .semicolon || before.kind == .leftBrace { return false }
      if before.asksForNextLine || text.tokens.continueStatement(at: index, of: text.source) {
        return true
      }
      return token.isTail && lineBytes(before: token.start).count > statement.written
    }

    private func indentation(_ index: Int, continues: Bool) -> Int {
      let token = text.tokens[index]
      if token.kind.closes { return brackets.last?.indent ?? 0 }
      let base = brackets.last.map { $0.indent + 2 } ?? 0
      guard continues else { return base }
      // the parser takes `for` and `show` for a part of a statement when they stand further in than it
      return (token.isTail ? max(base, statement.formatted) : base) + 2
    }

    private func lineBytes(before offset: UInt32) -> ArraySlice<UInt8> {
      var (low, high) = (0, lineStarts.count)
      while high - low > 1 {
        let middle = (low + high) / 2
        if lineStarts[middle] <= Int(offset) { low = middle } else { high = middle }
      }
      return text.source.bytes[lineStarts[low]..<Int(offset)]
    }

    // MARK: Comments

    /// Takes the comments between two tokens; returns the number of line breaks after the last of them.
    private mutating func comments(from start: Int, to end: Int, indent: Int) -> Int {
      let bytes = text.source.bytes
      var newlines = 0
      var at = start
      while at < end {
        if bytes[at] == 0x23 {
          let first = at
          while at < end, bytes[at] != 0x0A { at += 1 }
          take(comment: Span(UInt32(first), UInt32(at)), after: newlines, indent: indent)
          newlines = 0
        } else {
          newlines += bytes[at] == 0x0A ? 1 : 0
          at += 1
        }
      }
      return newlines
    }

    private mutating func take(comment span: Span, after newlines: Int, indent: Int) {
      let comment = text.source[span].withoutTrailingBlanks
      let column = String(decoding: lineBytes(before: span.start), as: UTF8.self).displayWidth
      if newlines == 0, let last = lines.indices.last {
        lines[last].comment = comment
        commentColumn = column
        return
      }
      let continues = newlines == 1 && commentColumn == column
      if !continues { commentColumn = nil }
      lines.append(
        Line(
          indent: indent, bracket: (continues ? lines.last?.bracket : brackets.last?.number) ?? 0,
          followsBlankLine: keepsBlankLine(newlines), comment: comment, continuesComment: continues)
      )
    }

    // MARK: Tokens

    private mutating func append(_ index: Int) {
      let token = text.tokens[index]
      let isSpaced = !token.startsLine && spelling.isSpaced(index)
      noteStatement(index, isSpaced: isSpaced)
      if token.kind.closes, let bracket = brackets.popLast() { statement = bracket.statement }
      if token.kind == .semicolon, brackets.count == depth { forbidAlignment() }
      let last = lines.count - 1
      if let column = column(index) {
        lines[last].cells.append(Line.Cell(column: column, text: spelling[index], blanks: 1))
      } else {
        lines[last].cells[lines[last].cells.count - 1].text +=
          (isSpaced ? " " : "") + spelling[index]
      }
      lines[last].opens = token.kind.opens
      if token.kind.opens { open(index) }
    }

    /// Notes where the statement begins, if one begins with this token.
    private mutating func noteStatement(_ index: Int, isSpaced: Bool) {
      let token = text.tokens[index]
      guard brackets.last?.isBlock ?? true, !token.kind.closes else { return }
      let before = index > 0 ? text.tokens[index - 1].kind : .semicolon
      guard token.startsLine ? isAlignable : before == .semicolon || before == .leftBrace else {
        return
      }
      let line = lines[lines.count - 1]
      let length = line.cells.reduce(line.indent) { $0 + $1.blanks + $1.text.utf8.count }
      statement = Start(
        written: lineBytes(before: token.start).count, formatted: length + (isSpaced ? 1 : 0))
    }

    private mutating func open(_ index: Int) {
      bracketCount += 1
      let isBlock =
        text.tokens[index].kind == .leftBrace && !spelling.marks[index].contains(.record)
      brackets.append(
        Bracket(
          number: bracketCount, indent: lines[lines.count - 1].indent, isBlock: isBlock,
          statement: statement))
    }

    // MARK: Cells

    /// The column that begins with this token and the shape that it gives to the line, or `nil`.
    private mutating func column(_ index: Int) -> Int? {
      guard isAlignable, brackets.count == depth else { return nil }
      let last = lines.count - 1
      let mark = spelling.marks[index]
      switch (lines[last].shape, lines[last].cells.last?.column ?? 0) {
      case (.free, _):
        guard let shape = shape(index) else { return nil }
        lines[last].shape = shape
        return 1
      case (.definition, 1): return beginsProvenance(index) ? 2 : nil
      case (.definition, 2): return text.tokens[index].keyword == .from ? 3 : nil
      case (.source, _): return mark.contains(.sourceDate) ? 2 : mark.contains(.file) ? 3 : nil
      default: return nil
      }
    }

    private func shape(_ index: Int) -> Line.Shape? {
      let mark = spelling.marks[index]
      if mark.contains(.sign) { return .definition }
      if mark.contains(.title) { return .source }
      return mark.contains(.entity) && isOnOneLine(index) ? .entity : nil
    }

    private func isOnOneLine(_ opening: Int) -> Bool {
      let closing = spelling.marks.partner(of: opening)
      return !text.tokens[opening...closing].dropFirst().contains(where: \.startsLine)
    }

    private func beginsProvenance(_ index: Int) -> Bool {
      let token = text.tokens[index]
      return token.kind == .at || token.keyword == .from || text.source[token.span] == "assume"
    }

    /// Makes the line one cell: it holds several statements.
    private mutating func forbidAlignment() {
      let last = lines.count - 1
      let text = lines[last].cells.map(\.text).joined(separator: " ")
      lines[last].cells = [Line.Cell(column: 0, text: text, blanks: 0)]
      lines[last].shape = .free
      isAlignable = false
    }
  }
}

extension String {
  /// The text up to its last character that is no blank, tab, carriage return or no-break space.
  fileprivate var withoutTrailingBlanks: String {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0D]
    var bytes = Array(utf8)
    while let last = bytes.last {
      if blanks.contains(last) {
        bytes.removeLast()
      } else if bytes.suffix(2) == [0xC2, 0xA0] {
        bytes.removeLast(2)
      } else {
        break
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
