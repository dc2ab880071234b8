import Synchronization

/// A piece of program text with the name it is known by (a file's path, or `nil` for typed text).
///
/// Offsets into it are byte offsets of its UTF-8 form. It is immutable, so it is shared by reference.
public final class SourceText: Sendable {
  /// The file's path as the user gave it, or `nil` for text typed at the prompt or given by `-e`.
  public let name: String?
  /// The UTF-8 bytes of the text.
  public let bytes: [UInt8]
  /// The text. Complexity: linear in its length.
  public var whole: String { String(decoding: bytes, as: UTF8.self) }
  /// The number of its first line: above 1 for a piece of a longer text.
  private let firstLine: Int
  /// The words that stand for the text where it was made out of a file: `import "prices.csv"`. Its quoted texts then stand
  /// for themselves: nothing in braces is computed in them.
  public let imported: String?
  /// Where the lines begin, found when first asked for.
  private let lineStarts = Mutex<[Int]>([])

  /// Creates a text from UTF-8 bytes; invalid UTF-8 is the caller's to reject (`SourceText.firstInvalidByte`).
  /// A piece of a longer text begins on `firstLine` of that.
  public init(
    _ bytes: [UInt8], name: String? = nil, firstLine: Int = 1, imported: String? = nil
  ) {
    self.bytes = bytes
    self.imported = imported
    self.firstLine = firstLine
    self.name = name
  }

  /// Creates a text from a string.
  public convenience init(_ text: String, name: String? = nil) {
    self.init(Array(text.utf8), name: name)
  }

  /// Returns the text of `span`. Complexity: linear in the length of `span`.
  public subscript(span: Span) -> String {
    String(decoding: bytes[Int(span.start)..<Int(span.end)], as: UTF8.self)
  }

  /// Returns the line (from 1), the column in code points (from 1) and the bounds of the line that
  /// holds `offset`. Complexity: logarithmic in the lines and linear in the line's length, after one
  /// pass over the text.
  public func position(of offset: Int) -> Position {
    let offset = min(offset, bytes.count)
    let (line, start) = lineAndStart(of: offset)
    var end = start
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    let column = String(decoding: bytes[start..<offset], as: UTF8.self).unicodeScalars.count + 1
    return Position(line: line, column: column, lineStart: start, lineEnd: end)
  }

  /// Returns the number of the line that holds an offset, from 1. Complexity: logarithmic in the lines.
  public func line(of offset: Int) -> Int { lineAndStart(of: min(offset, bytes.count)).0 }

  /// The number of the line that holds an offset, from 1, and where it begins.
  private func lineAndStart(of offset: Int) -> (Int, Int) {
    lineStarts.withLock { starts in
      if starts.isEmpty {
        starts = [0] + bytes.indices.lazy.filter { self.bytes[$0] == 0x0A }.map { $0 + 1 }
      }
      var low = 0
      var high = starts.count
      while high - low > 1 {
        let middle = (low + high) / 2
        if starts[middle] <= offset { low = middle } else { high = middle }
      }
      return (low + firstLine, starts[low])
    }
  }

  /// Returns the offset of the first byte that is not valid UTF-8, or `nil` when all is valid.
  public static func firstInvalidByte(in bytes: [UInt8]) -> Int? {
    if isASCII(bytes) || String(validating: bytes, as: UTF8.self) != nil { return nil }
    var at = 0
    while at < bytes.count {
      let length = sequenceLength(bytes[at])
      let end = at + length
      guard length > 0, end <= bytes.count,
        String(validating: bytes[at..<end], as: UTF8.self) != nil
      else { return at }
      at = end
    }
    return nil
  }

  /// `true` iff no byte is above 0x7F.
  private static func isASCII(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      stride(from: 0, to: bytes.count, by: 4096).allSatisfy { start in
        var seen: UInt8 = 0
        for index in start..<min(start + 4096, bytes.count) { seen |= bytes[index] }
        return seen < 0x80
      }
    }
  }

  /// The length of the sequence that a byte begins, 0 when none begins with it.
  private static func sequenceLength(_ lead: UInt8) -> Int {
    switch lead {
    case 0x00...0x7F: 1
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 0
    }
  }
}

/// Where an offset lies in its text.
public struct Position: Sendable, Equatable {
  /// The line, from 1.
  public let line: Int
  /// The column in code points, from 1.
  public let column: Int
  /// The byte offset at which the line begins.
  public let lineStart: Int
  /// The byte offset of the line's end (its newline, or the end of the text).
  public let lineEnd: Int
}

/// A range of bytes of a text.
public struct Span: Hashable, Sendable {
  /// The first byte.
  public var start: UInt32
  /// The byte after the last one.
  public var end: UInt32

  /// Creates the range `start..<end`.
  public init(_ start: UInt32, _ end: UInt32) {
    self.start = start
    self.end = end
  }

  /// Returns the smallest span that holds this one and `other`.
  public func union(_ other: Span) -> Span {
    Span(min(start, other.start), max(end, other.end))
  }
}

/// A span of a certain text: what a diagnostic points at.
public struct Place: Sendable {
  /// The text.
  public let text: SourceText
  /// The bytes meant.
  public let span: Span

  /// Creates the place `span` of `text`.
  public init(_ text: SourceText, _ span: Span) {
    self.text = text
    self.span = span
  }

  /// The words at this place.
  public var source: String { text[span] }

  /// Returns the place within this one at which `words` first stand; itself if they do not. Complexity: linear.
  public func part(_ words: String) -> Place {
    let (wanted, own) = (Array(words.utf8), text.bytes[Int(span.start)..<Int(span.end)])
    guard let start = own.indices.first(where: { own[$0...].starts(with: wanted) }) else {
      return self
    }
    return Place(text, Span(UInt32(start), UInt32(start + wanted.count)))
  }
}
