import AISSource
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

  /// A column of numbers below the head.
  public struct NumberColumn: Sendable {
    /// One a row; NaN where the cell is empty.
    public var values: [Double]
    /// The first row, from 0, whose cell is something else.
    public var firstOther: Int?
  }

  public private(set) var rows: [Row] = []
  /// A quotation mark that is never closed: its line.
  public private(set) var openQuote: Int?

  private let bytes: [UInt8]
  /// The bytes of each cell, without quotation marks around it and blanks at its ends.
  private var cells: [Span] = []

  /// Reads a text. Lines without any text are left out. Complexity: linear.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    cells.reserveCapacity(bytes.count / 8)
    bytes.withUnsafeBufferPointer { bytes in
      var reader = CellReader(bytes, separator: Self.separator(of: self.bytes))
      while !reader.isAtEnd {
        let (start, first) = (reader.line, cells.count)
        reader.readRow(into: &cells)
        if cells[first...].allSatisfy({ $0.start == $0.end }) {
          cells.removeSubrange(first...)
        } else {
          rows.append(Row(line: start, cells: first..<cells.count))
        }
      }
      openQuote = reader.openQuote
    }
  }

  /// The separator that the first line has most of.
  private static func separator(of bytes: [UInt8]) -> UInt8 {
    let head = bytes.prefix { $0 != 0x0A }
    return [0x2C, 0x3B, 0x09].max { a, b in
      head.count { $0 == a } < head.count { $0 == b }
    } ?? 0x2C
  }

  /// The text of a cell of a row.
  public func text(_ row: Row, _ column: Int) -> String {
    bytes.withUnsafeBufferPointer { bytes in
      let cell = UnsafeBufferPointer(rebasing: bytes[range(row, column)])
      let text = String(decoding: cell, as: UTF8.self)
      return cell.contains(0x22) ? text.replacing("\"\"", with: "\"") : text
    }
  }

  private func range(_ row: Row, _ column: Int) -> Range<Int> {
    let cell = cells[row.cells.lowerBound + column]
    return Int(cell.start)..<Int(cell.end)
  }

  /// `true` iff a cell holds nothing.
  public func isEmpty(_ row: Row, _ column: Int) -> Bool { range(row, column).isEmpty }

  /// The texts of a column below the head.
  public func texts(of column: Int) -> [String] { rows.dropFirst().map { text($0, column) } }

  /// The numbers of columns below the head: in a cell a sign, digits with a point and an exponent, perhaps `%`.
  ///
  /// Complexity: linear, in one pass over the text.
  public func numbers(of columns: [Int]) -> [NumberColumn] {
    let count = max(0, rows.count - 1)
    var found = columns.map { _ in
      NumberColumn(values: [Double](repeating: .nan, count: count))
    }
    bytes.withUnsafeBufferPointer { bytes in
      // so many rows at a time that their text stays in the nearest cache
      for first in stride(from: 0, to: count, by: 64) {
        for (index, column) in columns.enumerated() where found[index].firstOther == nil {
          for row in first..<min(first + 64, count) {
            let range = range(rows[row + 1], column)
            if range.isEmpty { continue }
            guard let number = Self.number(UnsafeBufferPointer(rebasing: bytes[range])) else {
              found[index].firstOther = row
              break
            }
            found[index].values[row] = number
          }
        }
      }
    }
    return found
  }

  private static func number(_ cell: UnsafeBufferPointer<UInt8>) -> Double? {
    var (start, end) = (0, cell.count)
    let isPercent = cell[end - 1] == 0x25
    if isPercent { end -= 1 }
    let isNegative = cell[0] == 0x2D
    if isNegative || cell[0] == 0x2B { start = 1 }
    guard start < end else { return nil }
    let number = DecimalReading.number(
      UnsafeBufferPointer(rebasing: cell[start..<end]), shift: isPercent ? -2 : 0)
    guard let number, number.isFinite else { return nil }
    return isNegative ? -number : number
  }
}

/// Reads the cells of a text from left to right.
private struct CellReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let separator: UInt8
  private var at = 0
  private(set) var line = 1
  private(set) var openQuote: Int?

  init(_ bytes: UnsafeBufferPointer<UInt8>, separator: UInt8) {
    self.bytes = bytes
    self.separator = separator
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  var isAtEnd: Bool { at >= bytes.count }

  /// Reads the cells of a row, and the end of its line.
  mutating func readRow(into cells: inout [Span]) {
    cells.append(cell())
    while at < bytes.count, bytes[at] == separator {
      at += 1
      cells.append(cell())
    }
    if at < bytes.count, bytes[at] == 0x0D { at += 1 }
    if at < bytes.count, bytes[at] == 0x0A { at += 1 }
    line += 1
  }

  private func endsCell(_ byte: UInt8) -> Bool {
    byte == separator || byte == 0x0A || byte == 0x0D
  }

  /// Reads a cell; what follows is then a separator or the end of the line.
  private mutating func cell() -> Span {
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
    return Span(UInt32(start), UInt32(end))
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
}
