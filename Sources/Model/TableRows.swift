import AISSource

/// Rows of a table in the bytes that they were read from: where their cells are.
public struct TableRows: Sendable {
  /// A row: the line on which it begins, its first byte, and its cells.
  public struct Row: Sendable {
    public let line: Int
    let start: Int
    let cells: Range<Int>

    /// How many cells it has.
    public var count: Int { cells.count }
  }

  public let rows: [Row]
  /// The file, as diagnostics call it.
  let file: String?
  let bytes: [UInt8]
  /// The bytes of each cell, without quotation marks around it and blanks at its ends; none for what is left out.
  private let cells: [Span]
  /// Texts are escaped as in JSON, not as in RFC 4180.
  private let isJSON: Bool

  init(_ rows: [Row], _ cells: [Span], of bytes: [UInt8], file: String?, isJSON: Bool = false) {
    (self.rows, self.cells, self.bytes, self.file) = (rows, cells, bytes, file)
    self.isJSON = isJSON
  }

  /// Calls `body` with the bytes of what the ranges of cells lie in.
  public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer(body)
  }

  /// The bytes of a cell: empty where nothing is given, beyond the last cell of a row too.
  public func range(_ row: Row, _ column: Int) -> Range<Int> {
    guard column < row.cells.count else { return 0..<0 }
    let cell = cells[row.cells.lowerBound + column]
    return Int(cell.start)..<Int(cell.end)
  }

  /// `true` iff a cell is a text and no number by the rules of JSON. In other tables quotation marks say nothing.
  public func isJSONText(_ row: Row, _ column: Int) -> Bool {
    let start = range(row, column).lowerBound
    return isJSON && start > 0 && bytes[start - 1] == 0x22
  }

  /// The text of a cell. An apostrophe that keeps a spreadsheet from computing it is no part of it.
  public func text(_ row: Row, _ column: Int) -> String {
    let cell = bytes[range(row, column)]
    if isJSON, cell.contains(0x5C) { return JSONText.unescaped(cell) }
    let text = String(decoding: cell, as: UTF8.self)
    if isJSON { return text }
    let plain = cell.contains(0x22) ? text.replacing("\"\"", with: "\"") : text
    return cell.first == 0x27 && plain.dropFirst().beginsFormula ? String(plain.dropFirst()) : plain
  }

  /// Where a cell stands, or all of a row; the text of the place is that one line of the file.
  public func place(_ row: Row, _ column: Int? = nil) -> Place {
    guard let column, column < row.count else { return place(row.start..<bytes.count, row) }
    let cell = range(row, column)
    return place(cell.lowerBound < row.start ? row.start..<bytes.count : cell, row)
  }

  private func place(_ range: Range<Int>, _ row: Row) -> Place {
    let before = bytes[row.start..<range.lowerBound]
    let line = row.line + before.count { $0 == 0x0A }
    return Self.place(range, of: bytes, line: line, file)
  }

  /// The place of a range of bytes that begins on a line, no longer than that line.
  static func place(_ range: Range<Int>, of bytes: [UInt8], line: Int, _ file: String?) -> Place {
    let start =
      bytes[..<range.lowerBound].lastIndex { $0 == 0x0A || $0 == 0x0D }.map { $0 + 1 } ?? 0
    let end = bytes[range.lowerBound...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
    let text = SourceText(Array(bytes[start..<end]), name: file, firstLine: line)
    return Place(
      text, Span(UInt32(range.lowerBound - start), UInt32(min(range.upperBound, end) - start)))
  }
}

/// What keeps a file from being a table.
public struct TableFault: Error {
  public let code: String
  public let message: String
  public let place: Place
  public let help: String?

  init(code: String, _ message: String, place: Place, help: String?) {
    (self.code, self.message, self.place, self.help) = (code, message, place, help)
  }

  static func notUTF8(_ byte: UInt8, _ place: Place) -> TableFault {
    TableFault(
      code: "AIS0720", "this is not UTF-8: a byte 0x\(String(byte, radix: 16, uppercase: true))",
      place: place, help: "save the file as UTF-8, or convert it: `iconv -f latin1 -t utf-8`")
  }
}
