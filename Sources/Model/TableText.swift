import AISSyntax

/// A table as text: comma-separated values as RFC 4180 describes them, also with semicolons or tabs.
///
/// Own code, because the package for it would bring Foundation into the command (Decisions/0023).
public struct TableText: Sendable {
  /// A row: where its cells are, and the line on which it begins.
  public struct Row: Sendable {
    public let line: Int
    public let cells: Range<Int>
  }

  public private(set) var rows: [Row] = []
  /// A quotation mark that is never closed: its line.
  public private(set) var openQuote: Int?

  private let bytes: [UInt8]
  private let separator: UInt8
  /// The bytes of each cell, without quotation marks around it and blanks at its ends.
  private var cells: [Range<Int>] = []
  private var at = 0
  private var line = 1

  /// Reads a text. Lines without any text are left out. Complexity: linear.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    separator = Self.separator(of: bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    while at < bytes.count {
      let (start, first) = (line, cells.count)
      readCell()
      while at < bytes.count, bytes[at] == separator {
        at += 1
        readCell()
      }
      if at < bytes.count, bytes[at] == 0x0D { at += 1 }
      if at < bytes.count, bytes[at] == 0x0A { at += 1 }
      line += 1
      if cells[first...].allSatisfy(\.isEmpty) {
        cells.removeSubrange(first...)
      } else {
        rows.append(Row(line: start, cells: first..<cells.count))
      }
    }
  }

  /// The separator that the first line has most of.
  private static func separator(of bytes: [UInt8]) -> UInt8 {
    let head = bytes.prefix { $0 != 0x0A }
    return [0x2C, 0x3B, 0x09].max { a, b in
      head.count { $0 == a } < head.count { $0 == b }
    } ?? 0x2C
  }

  private func endsCell(_ byte: UInt8) -> Bool {
    byte == separator || byte == 0x0A || byte == 0x0D
  }

  /// Reads a cell; what follows is then a separator or the end of the line.
  private mutating func readCell() {
    while at < bytes.count, bytes[at] == 0x20 { at += 1 }
    var start = at
    var end = at
    if at < bytes.count, bytes[at] == 0x22 {
      (start, end) = quoted()
      while at < bytes.count, !endsCell(bytes[at]) { at += 1 }
    } else {
      while at < bytes.count, !endsCell(bytes[at]) { at += 1 }
      end = at
      while end > start, bytes[end - 1] == 0x20 { end -= 1 }
    }
    cells.append(start..<end)
  }

  /// What stands between a quotation mark and the one that closes it; doubled ones are part of it.
  private mutating func quoted() -> (Int, Int) {
    let opened = line
    at += 1
    let start = at
    while at < bytes.count {
      if bytes[at] == 0x22 {
        guard at + 1 < bytes.count, bytes[at + 1] == 0x22 else {
          at += 1
          return (start, at - 1)
        }
        at += 1
      }
      if bytes[at] == 0x0A { line += 1 }
      at += 1
    }
    openQuote = openQuote ?? opened
    return (start, at)
  }

  /// The text of a cell of a row.
  public func text(_ row: Row, _ column: Int) -> String {
    let cell = bytes[cells[row.cells.lowerBound + column]]
    let text = String(decoding: cell, as: UTF8.self)
    return cell.contains(0x22) ? text.replacing("\"\"", with: "\"") : text
  }

  /// `true` iff a cell holds nothing.
  public func isEmpty(_ row: Row, _ column: Int) -> Bool {
    cells[row.cells.lowerBound + column].isEmpty
  }

  /// The number that a cell holds: a sign, digits with a point and an exponent, perhaps `%`.
  public func number(_ row: Row, _ column: Int) -> Double? {
    var cell = cells[row.cells.lowerBound + column]
    guard let last = cell.last else { return nil }
    let isPercent = bytes[last] == 0x25
    if isPercent { cell = cell.dropLast() }
    var negative = false
    if let first = cell.first, bytes[first] == 0x2D || bytes[first] == 0x2B {
      negative = bytes[first] == 0x2D
      cell = cell.dropFirst()
    }
    guard let value = DecimalReading.number(bytes[cell], shift: isPercent ? -2 : 0) else {
      return nil
    }
    return negative ? -value : value
  }
}
