import AISSource

/// Reads a table of comma-separated values as RFC 4180 describes them, also with semicolons or tabs, from a text that
/// comes in pieces. However the text is cut into pieces, the rows are the same.
///
/// Own code, because the package for it would bring Foundation into the command (Decisions/0023). It holds no more than
/// a piece and the row that it ends in.
public struct TableText: Sendable {
  /// The bytes that a row may have.
  public static let rowLimit = 1 << 20

  private let file: String?
  /// What has come and is not a whole row yet.
  private var pending: [UInt8] = []
  /// The line on which that begins.
  private var line = 1
  /// Known when the first line has come.
  private var separator: UInt8?

  /// Creates a reader of a file, which diagnostics call `file`.
  public init(file: String?) { self.file = file }

  /// Takes the next piece, and returns the rows that are whole by now. Lines without any text are left out.
  public mutating func take(_ piece: ArraySlice<UInt8>) throws(TableFault) -> TableRows {
    pending += piece
    return try scan(isLast: false)
  }

  /// Returns what remains when no piece is left.
  public mutating func finish() throws(TableFault) -> TableRows { try scan(isLast: true) }

  private mutating func scan(isLast: Bool) throws(TableFault) -> TableRows {
    let bytes = pending
    guard let separator = separator ?? Self.separator(of: bytes, isLast: isLast) else {
      if bytes.count > Self.rowLimit { throw tooLong(bytes) }
      return TableRows([], [], of: [], file: file)
    }
    var rows: [TableRows.Row] = []
    var cells: [Span] = []
    cells.reserveCapacity(bytes.count / 8)
    let (first, isFirst) = (line, self.separator == nil)
    let (end, openQuote) = bytes.withUnsafeBufferPointer { bytes in
      var reader = CellReader(bytes, separator: separator, isLast: isLast)
      if isFirst { reader.skipMark() }
      var end = reader.at
      while !reader.isAtEnd {
        let (start, begin, first) = (reader.at, line + reader.lines, cells.count)
        guard reader.readRow(into: &cells) else {
          cells.removeSubrange(first...)
          break
        }
        end = reader.at
        if cells[first...].allSatisfy({ $0.start == $0.end }) {
          cells.removeSubrange(first...)
        } else {
          rows.append(TableRows.Row(line: begin, start: start, cells: first..<cells.count))
        }
      }
      line += reader.wholeLines
      return (end, reader.openQuote)
    }
    if let openQuote, isLast {
      throw fault(
        openQuote, of: bytes, from: end, "a quotation mark is never closed",
        help: "close it, or leave it out")
    }
    if bytes.count - end > Self.rowLimit { throw tooLong(bytes, from: end) }
    self.separator = separator
    let whole = Array(bytes[..<end])
    if let bad = SourceText.firstInvalidByte(in: whole) {
      throw TableFault.notUTF8(
        whole[bad],
        TableRows.place(
          bad..<bad + 1, of: whole, line: first + whole[..<bad].count { $0 == 0x0A }, file))
    }
    pending = Array(bytes[end...])
    return TableRows(rows, cells, of: whole, file: file)
  }

  private func tooLong(_ bytes: [UInt8], from start: Int = 0) -> TableFault {
    fault(
      start, of: bytes, from: start, "a row has more than \(Self.rowLimit / 1024) KiB",
      help: "a table is text: a line for each row, with commas, semicolons or tabs in it")
  }

  /// A fault at an offset in the row that begins at `start` and is not whole.
  private func fault(
    _ offset: Int, of bytes: [UInt8], from start: Int, _ message: String, help: String
  ) -> TableFault {
    let line = line + bytes[start..<offset].count { $0 == 0x0A }
    return TableFault(
      code: "AIS0715", message,
      place: TableRows.place(offset..<min(offset + 80, bytes.count), of: bytes, line: line, file),
      help: help)
  }

  /// The separator that the first line has most of; `nil` while that line has not ended.
  private static func separator(of bytes: [UInt8], isLast: Bool) -> UInt8? {
    let head = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
    guard isLast || head.count < bytes.count else { return nil }
    return [0x2C, 0x3B, 0x09].max { a, b in
      head.count { $0 == a } < head.count { $0 == b }
    } ?? 0x2C
  }
}

/// Reads the cells of a text from left to right.
private struct CellReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let separator: UInt8
  /// No bytes follow these.
  private let isLast: Bool
  private(set) var at = 0
  /// The line ends passed, and those passed in whole rows.
  private(set) var lines = 0
  private(set) var wholeLines = 0
  /// A quotation mark that is not closed in these bytes.
  private(set) var openQuote: Int?

  init(_ bytes: UnsafeBufferPointer<UInt8>, separator: UInt8, isLast: Bool) {
    (self.bytes, self.separator, self.isLast) = (bytes, separator, isLast)
  }

  var isAtEnd: Bool { at >= bytes.count }

  /// Passes over a byte order mark.
  mutating func skipMark() {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  /// Reads the cells of a row, and the end of its line; `false` when the bytes end before that.
  mutating func readRow(into cells: inout [Span]) -> Bool {
    cells.append(cell())
    while at < bytes.count, bytes[at] == separator {
      at += 1
      cells.append(cell())
    }
    if openQuote != nil { return false }
    if at < bytes.count, bytes[at] == 0x0D { at += 1 }
    if at < bytes.count {
      if bytes[at] == 0x0A { at += 1 }
    } else if !isLast {
      return false
    }
    lines += 1
    wholeLines = lines
    return true
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
    let opened = at
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
      if bytes[at] == 0x0A { lines += 1 }
      at += 1
    }
    openQuote = openQuote ?? opened
    return (start, at)
  }
}
