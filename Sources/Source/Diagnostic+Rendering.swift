extension Diagnostic {
  /// Returns the diagnostic as people read it: the message, the source line with a caret under the
  /// exact part, dashes and words under the parts that clash, and the help; lines end in a newline.
  public func rendered(color: Bool = false) -> String {
    let paint = Paint(enabled: color)
    let head = place == nil && code.isEmpty ? severity.rawValue : "\(severity.rawValue) \(code)"
    var out = paint.severity(head, severity) + paint.strong(": \(message)") + "\n"
    if let place {
      var file: SourceText?
      for excerpt in excerpts(at: place) {
        if excerpt.text !== file, let name = excerpt.text.name {
          let (line, column) = (excerpt.position.line, excerpt.position.column)
          out += paint.faint("  --> \(name):\(line):\(column)") + "\n"
        }
        file = excerpt.text
        out += excerpt.rendered(paint)
      }
    }
    for note in notes { out += "note: \(note)\n" }
    if let help { out += paint.help("help") + ": \(help)\n" }
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

  func rendered(_ paint: Paint) -> String {
    let window = visibleWindow
    let number = "  \(position.line)"
    let gutter = String(repeating: " ", count: number.count)
    let cut = window.lowerBound > position.lineStart ? "…" : ""
    let more = window.upperBound < position.lineEnd ? "…" : ""
    var out = "\(paint.faint("\(number) |")) \(cut)\(expanded(window))\(more)\n"
    out += "\(paint.faint("\(gutter) |")) \(underline(window, shift: cut.isEmpty ? 0 : 1))\n"
    let words = labelLine(window, shift: cut.isEmpty ? 0 : 1)
    for line in words { out += "\(paint.faint("\(gutter) |")) \(line)\n" }
    return out
  }

  /// At most 160 bytes of the line, around the caret, cut at code points.
  private var visibleWindow: Range<Int> {
    let all = position.lineStart..<position.lineEnd
    guard all.count > 160 else { return all }
    let focus = Int((caret ?? marks[0].place.span).start)
    var low = max(all.lowerBound, focus - 60)
    var high = min(all.upperBound, low + 160)
    while low > all.lowerBound, text.bytes[low] & 0xC0 == 0x80 { low -= 1 }
    while high < all.upperBound, text.bytes[high] & 0xC0 == 0x80 { high += 1 }
    return low..<high
  }

  /// The text of the window with tabs as blanks and control characters as `?`.
  private func expanded(_ window: Range<Int>) -> String {
    let scalars = String(decoding: text.bytes[window], as: UTF8.self).unicodeScalars.map {
      $0 == "\t" ? " " : ($0.value < 0x20 || $0.value == 0x7F ? "?" : $0)
    }
    return String(String.UnicodeScalarView(scalars))
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
    for mark in marks { draw(mark.place.span, "-") }
    if let caret { draw(caret, "^") }
    return String(cells)
  }

  /// The words of the labels, each under its part; a label that would run into the next goes a line lower.
  private func labelLine(_ window: Range<Int>, shift: Int) -> [String] {
    var rows: [String] = []
    for mark in marks.sorted(by: { $0.place.span.start < $1.place.span.start }) {
      let at = column(mark.place.span.start, window) + shift
      if let row = rows.firstIndex(where: { $0.isEmpty || $0.displayWidth + 1 < at }) {
        rows[row] = rows[row].padded(to: at) + mark.text
      } else {
        rows.append(String(repeating: " ", count: at) + mark.text)
      }
    }
    return rows
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
