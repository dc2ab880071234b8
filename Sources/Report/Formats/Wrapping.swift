import AISSource

/// Breaks running text into lines.
struct Wrapping {
  /// The least width that text beside something is broken at, however narrow the surface is.
  private static let leastWidth = 12

  /// The columns of a line, or `nil` if lines may be of any length.
  let width: Int?

  /// Returns the wrapping for text that stands after something `columns` wide.
  func narrowed(by columns: Int) -> Wrapping {
    Wrapping(width: width.map { max(Self.leastWidth, $0 - columns) })
  }

  /// Returns the lines of `paragraph`, broken at blanks. A word wider than a line stays whole. The blanks that a paragraph
  /// begins with are given up for those of its further lines where it needs more than one line.
  func lines(of paragraph: Document.Paragraph) -> [Document.Phrase] {
    var words = paragraph.phrase.harmless.words
    let leading = words.first?.blanks ?? 0
    let size = words.reduce(paragraph.indent) { $0 + $1.blanks + $1.phrase.displayWidth }
    if let width, size > width, leading > paragraph.hanging { words[0].blanks = paragraph.hanging }
    return lines(words, indent: paragraph.indent, hanging: paragraph.hanging)
  }

  /// Returns the lines of `items` with commas between them, broken after a comma; within an item only if that is wider than
  /// a line.
  func lines(ofList items: [Document.Phrase]) -> [Document.Phrase] {
    let words = items.enumerated().flatMap { index, item in
      let blanks = index == 0 ? 0 : 1
      let phrase = item.harmless + (index < items.count - 1 ? [.init(",")] : [])
      guard let width, phrase.displayWidth > width else {
        return [Word(blanks: blanks, phrase: phrase)]
      }
      var words = phrase.words
      if !words.isEmpty { words[0].blanks = blanks }
      return words
    }
    return lines(words, indent: 0, hanging: 0)
  }

  private func lines(_ words: [Word], indent: Int, hanging: Int) -> [Document.Phrase] {
    var lines: [Document.Phrase] = []
    var line: Document.Phrase = [.blanks(indent)]
    var used = indent
    var isFresh = true
    for word in words {
      let size = word.phrase.displayWidth
      if let width, used + word.blanks + size > width {
        if !isFresh { lines.append(line) }
        // a long name is set in less rather than run over the end
        let blanks = min(isFresh ? used + word.blanks : hanging, max(0, width - size))
        (line, used) = ([.blanks(blanks)] + word.phrase, blanks + size)
      } else {
        line += [.blanks(word.blanks)] + word.phrase
        used += word.blanks + size
      }
      isFresh = false
    }
    return lines + [line]
  }
}

/// What is never broken, and the blanks before it.
private struct Word {
  var blanks: Int
  var phrase: Document.Phrase = []
}

extension Document.Span {
  fileprivate static func blanks(_ count: Int) -> Document.Span {
    .init(String(repeating: " ", count: count))
  }
}

extension Document.Phrase {
  /// The number of terminal columns that it takes.
  var displayWidth: Int { reduce(0) { $0 + $1.text.displayWidth } }

  /// The phrase with each control character as a blank or `?`: text from outside never commands a
  /// terminal, nor breaks a line.
  var harmless: Document.Phrase {
    map { span in
      guard span.text.unicodeScalars.contains(where: \.isControl) else { return span }
      let scalars = span.text.unicodeScalars.map { scalar -> Unicode.Scalar in
        scalar.isControl ? (scalar.properties.isWhitespace ? " " : "?") : scalar
      }
      return .init(String(String.UnicodeScalarView(scalars)), span.role)
    }
  }

  /// The words of the phrase; one may go on from one span to the next.
  fileprivate var words: [Word] {
    var words: [Word] = []
    var word = Word(blanks: 0)
    for span in self {
      var rest = span.text[...]
      while !rest.isEmpty {
        let blanks = rest.prefix { $0 == " " }
        rest = rest.dropFirst(blanks.count)
        if !blanks.isEmpty {
          if !word.phrase.isEmpty { words.append(word) }
          word = Word(blanks: (word.phrase.isEmpty ? word.blanks : 0) + blanks.count)
        }
        let letters = rest.prefix { $0 != " " }
        rest = rest.dropFirst(letters.count)
        if !letters.isEmpty { word.phrase.append(.init(String(letters), span.role)) }
      }
    }
    return word.phrase.isEmpty ? words : words + [word]
  }
}

extension Unicode.Scalar {
  /// `true` iff it is a control character, a line break, or changes the direction of writing.
  fileprivate var isControl: Bool {
    value < 0x20 || (0x7F...0x9F).contains(value) || (0x2028...0x202E).contains(value)
      || (0x2066...0x2069).contains(value)
  }
}
