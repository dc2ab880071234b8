extension Diagnostic {
  /// Returns the diagnostic as people read it: the message, the source line with a caret under the
  /// exact part, dashes and words under the parts that clash, and the help; lines end in a newline.
  ///
  /// Source lines are cut to so many `columns`; `wrap` breaks all others.
  public func rendered(
    color: Bool = false, columns: Int? = nil, wrap: (_ line: String) -> [String] = { [$0] }
  ) -> String {
    let paint = Paint(enabled: color)
    func line(
      _ head: String, _ text: String, head paintHead: (String) -> String = { $0 },
      text paintText: (String) -> String = { $0 }
    ) -> String {
      wrap("\(head): \(text.harmless)").enumerated().map { index, line in
        index == 0 && line.hasPrefix(head)
          ? paintHead(head) + paintText(String(line.dropFirst(head.count))) : paintText(line)
      }.joined(separator: "\n") + "\n"
    }
    let head = place == nil && code.isEmpty ? severity.rawValue : "\(severity.rawValue) \(code)"
    var out = line(head, message, head: { paint.severity($0, severity) }, text: paint.strong)
    if let place {
      var file: SourceText?
      for excerpt in excerpts(at: place) {
        if excerpt.text !== file, let name = excerpt.text.name {
          let (line, column) = (excerpt.position.line, excerpt.position.column)
          out += paint.faint("  --> \(name):\(line):\(column)") + "\n"
        }
        file = excerpt.text
        out += excerpt.rendered(paint, columns)
      }
    }
    for note in notes { out += line("note", note) }
    if let help { out += line("help", help, head: paint.help) }
    return out
  }

  /// The lines to show: that of the place first, then those of labels elsewhere, in order of appearance.
  private func excerpts(at place: Place) -> [Excerpt] {
    var excerpts = [Excerpt(place)]
    for label in labels {
      if let index = excerpts.firstIndex(where: { $0.holds(label.place) }) {
        excerpts[index].marks.append(label)
      } else {
        excerpts.append(Excerpt(label))
      }
    }
    return excerpts
  }
}

/// One source line with what is said about its parts.
private struct Excerpt {
  let text: SourceText
  let position: Position
  var caret: Span?
  var marks: [Diagnostic.Label]

  init(_ place: Place) {
    text = place.text
    position = place.text.position(of: Int(place.span.start))
    caret = place.span
    marks = []
  }

  init(_ label: Diagnostic.Label) {
    text = label.place.text
    position = text.position(of: Int(label.place.span.start))
    caret = nil
    marks = [label]
  }

  func holds(_ place: Place) -> Bool {
    place.text === text && place.text.position(of: Int(place.span.start)).line == position.line
  }

  func rendered(_ paint: Paint, _ columns: Int?) -> String {
    let number = "  \(position.line)"
    // beside the line stand its number, a bar, blanks and what says that it was cut
    let window = visibleWindow(of: min(160, max(20, (columns ?? 200) - number.count - 5)))
    let gutter = String(repeating: " ", count: number.count)
    let cut = window.lowerBound > position.lineStart ? "…" : ""
    let more = window.upperBound < position.lineEnd ? "…" : ""
    var out = "\(paint.faint("\(number) |")) \(cut)\(expanded(window))\(more)\n"
    out += "\(paint.faint("\(gutter) |")) \(underline(window, shift: cut.isEmpty ? 0 : 1))\n"
    for line in labelLines(window, shift: cut.isEmpty ? 0 : 1) {
      out += "\(paint.faint("\(gutter) |")) \(line)\n"
    }
    return out
  }

  /// At most so many bytes of the line, around the caret, cut at code points.
  private func visibleWindow(of length: Int) -> Range<Int> {
    let all = position.lineStart..<position.lineEnd
    guard all.count > length else { return all }
    let focus = Int((caret ?? marks[0].place.span).start)
    var low = max(all.lowerBound, min(focus - length * 3 / 8, all.upperBound - length))
    var high = min(all.upperBound, low + length)
    while low > all.lowerBound, text.bytes[low] & 0xC0 == 0x80 { low -= 1 }
    while high < all.upperBound, text.bytes[high] & 0xC0 == 0x80 { high += 1 }
    return low..<high
  }

  private func expanded(_ window: Range<Int>) -> String {
    String(decoding: text.bytes[window], as: UTF8.self).harmless
  }

  private func column(_ offset: UInt32, _ window: Range<Int>) -> Int {
    let end = min(max(Int(offset), window.lowerBound), window.upperBound)
    return expanded(window.lowerBound..<end).displayWidth
  }

  private func underline(_ window: Range<Int>, shift: Int) -> String {
    var cells: [Character] = []
    func draw(_ span: Span, _ mark: Character) {
      let from = column(span.start, window) + shift
      let to = max(from + 1, column(span.end, window) + shift)
      while cells.count < to { cells.append(" ") }
      for index in from..<to { cells[index] = mark }
    }
    // a part of what the caret marks is seen on top of it, anything else below
    func isPart(_ span: Span) -> Bool {
      caret.map { $0.start <= span.start && span.end <= $0.end && $0 != span } ?? false
    }
    for mark in marks where !isPart(mark.place.span) { draw(mark.place.span, "-") }
    if let caret { draw(caret, "^") }
    for mark in marks where isPart(mark.place.span) { draw(mark.place.span, "-") }
    return String(cells)
  }

  /// The words of the labels, each under its part; one that would run into the next goes a line lower, and a
  /// bar leads to it.
  private func labelLines(_ window: Range<Int>, shift: Int) -> [String] {
    var rows: [[(at: Int, text: String)]] = []
    for mark in marks.sorted(by: { $0.place.span.start > $1.place.span.start }) {
      let at = column(mark.place.span.start, window) + shift
      let end = at + mark.text.displayWidth
      // each row is filled from its right end
      let row = rows.firstIndex { $0.last.map { end + 1 < $0.at } ?? true } ?? rows.count
      if row == rows.count { rows.append([]) }
      for above in 0..<row where rows[above].last?.at != at { rows[above].append((at, "|")) }
      rows[row].append((at, mark.text))
    }
    return rows.map { row in
      row.reversed().reduce("") { $0.padded(to: $1.at) + $1.text.harmless }
    }
  }
}

extension String {
  /// The text with tabs and line breaks as blanks, and as `?` what would move the cursor, colour the terminal or turn the line
  /// round (Unicode, UAX 9).
  fileprivate var harmless: String {
    let scalars = unicodeScalars.map { (scalar) -> Unicode.Scalar in
      if scalar == "\t" || scalar == "\n" { return " " }
      let isHarmful =
        scalar.properties.generalCategory == .control || scalar.properties.isBidiControl
      return isHarmful ? "?" : scalar
    }
    return String(String.UnicodeScalarView(scalars))
  }
}

/// The few colours that a diagnostic is drawn in.
private struct Paint {
  let enabled: Bool

  func severity(_ text: String, _ severity: Diagnostic.Severity) -> String {
    wrap(text, severity == .error ? "1;31" : severity == .warning ? "1;33" : "1")
  }
  func strong(_ text: String) -> String { wrap(text, "1") }
  func faint(_ text: String) -> String { wrap(text, "2") }
  func help(_ text: String) -> String { wrap(text, "1;36") }

  private func wrap(_ text: String, _ code: String) -> String {
    enabled ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
