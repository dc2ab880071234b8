import AISSource

/// Reads a table in JSON (RFC 8259): an array of objects, an object of objects by their names, or a line for each object
/// (JSON Lines). An array of single values is a table of one column, an answer of ours in JSON the table that it shows.
///
/// Own code, because every package for it brings Foundation (Decisions/0068). It goes through the text once and nests in
/// nothing: what is within a cell is no value of a table.
public struct TableJSON: Sendable {
  /// The names of the columns, in the order in which they first stand; empty for an array of single values.
  public private(set) var heads: [String] = []
  public let rows: TableRows
  /// The objects are members of one: the first column is their names.
  public private(set) var isByName = false

  /// Reads a text; `isCancelled`, asked now and then, ends that with AIS0602. Complexity: linear.
  public init(_ bytes: [UInt8], file: String?, isCancelled: () -> Bool = { false })
    throws(TableFault)
  {
    var reader = JSONText(bytes, file: file)
    try reader.readTable(unless: isCancelled)
    heads = reader.heads
    isByName = reader.isByName
    rows = TableRows(reader.rows, reader.cells, of: bytes, file: file, isJSON: true)
  }
}

/// Reads a text in JSON from left to right.
struct JSONText {
  let bytes: [UInt8]
  private let file: String?
  var at = 0
  private(set) var line = 1

  var heads: [String] = []
  var rows: [TableRows.Row] = []
  var cells: [Span] = []
  private(set) var isByName = false
  /// The columns of keys as written, and of their texts.
  private var (columns, columnsByText) = ([String: Int](), [String: Int]())
  /// The key that an answer's member was last read by.
  var lastKey = Span(0, 0)

  init(_ bytes: [UInt8], file: String?) {
    (self.bytes, self.file) = (bytes, file)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  mutating func readTable(unless isCancelled: () -> Bool) throws(TableFault) {
    guard bytes.count < UInt32.max else {
      throw fault(
        0..<1, "this file has more than 4 GB", help: "write it as CSV, which may be longer")
    }
    if let bad = SourceText.firstInvalidByte(in: bytes) {
      let line = 1 + bytes[..<bad].count { $0 == 0x0A }
      throw TableFault.notUTF8(
        bytes[bad], TableRows.place(bad..<bad + 1, of: bytes, line: line, file))
    }
    skipBlanks()
    switch byte {
    case UInt8(ascii: "["): try readArray(unless: isCancelled)
    case UInt8(ascii: "{"):
      if isAnswer() {
        try readAnswer(unless: isCancelled)
      } else {
        try readObjects(unless: isCancelled)
      }
    default:
      throw expected("`[` or `{`", help: "a table is an array of objects: `[{\"name\": \"Acme\"}]`")
    }
    skipBlanks()
    if at < bytes.count { throw expected("the end of the text") }
  }

  // MARK: Rows

  /// Notes a row whose cells begin at an index; stops now and then if that is wished.
  private mutating func addRow(
    from start: Int, line begin: Int, _ first: Int, unless isCancelled: () -> Bool
  ) throws(TableFault) {
    rows.append(TableRows.Row(line: begin, start: start, cells: first..<cells.count))
    if rows.count % 4096 == 0, isCancelled() { throw interrupted() }
  }

  func interrupted() -> TableFault { fault(at..<at, "interrupted", code: "AIS0602") }

  private mutating func readArray(unless isCancelled: () -> Bool) throws(TableFault) {
    at += 1
    skipBlanks()
    if take("]") { return }
    let isOfObjects = byte == UInt8(ascii: "{")
    repeat {
      skipBlanks()
      guard (byte == UInt8(ascii: "{")) == isOfObjects else {
        throw expected(
          isOfObjects ? "an object" : "a single value",
          help: "an array holds objects with the same keys, or single values")
      }
      let (start, begin, first) = (at, line, cells.count)
      if isOfObjects { try readObject(first) } else { cells.append(try value()) }
      try addRow(from: start, line: begin, first, unless: isCancelled)
      skipBlanks()
    } while take(",")
    guard take("]") else { throw expected("`,` or `]`") }
  }

  /// One object of objects, or a line for each object.
  private mutating func readObjects(unless isCancelled: () -> Bool) throws(TableFault) {
    let (start, begin) = (at, line)
    at += 1
    skipBlanks()
    if take("}") { return }
    _ = try string()
    skipBlanks()
    guard take(":") else { throw expected("`:`") }
    skipBlanks()
    isByName = byte == UInt8(ascii: "{")
    (at, line) = (start, begin)
    guard isByName else {
      while byte == UInt8(ascii: "{") {
        let (start, begin, first) = (at, line, cells.count)
        try readObject(first)
        try addRow(from: start, line: begin, first, unless: isCancelled)
        skipBlanks()
      }
      return
    }
    _ = column("name")
    at += 1
    repeat {
      skipBlanks()
      let (start, begin, first) = (at, line, cells.count)
      cells.append(try string())
      skipBlanks()
      guard take(":") else { throw expected("`:`") }
      skipBlanks()
      guard byte == UInt8(ascii: "{") else { throw expected("an object") }
      try readObject(first)
      try addRow(from: start, line: begin, first, unless: isCancelled)
      skipBlanks()
    } while take(",")
    guard take("}") else { throw expected("`,` or `}`") }
  }

  /// Reads an object whose cells begin at an index.
  private mutating func readObject(_ first: Int) throws(TableFault) {
    at += 1
    skipBlanks()
    if take("}") { return }
    repeat {
      skipBlanks()
      let start = at
      let key = try string()
      let column = column(String(decoding: bytes[Int(key.start)..<Int(key.end)], as: UTF8.self))
      skipBlanks()
      guard take(":") else { throw expected("`:`") }
      skipBlanks()
      while cells.count <= first + column { cells.append(Self.unread) }
      guard cells[first + column] == Self.unread else {
        throw fault(start..<Int(key.end) + 1, "`\(heads[column])` stands twice in this object")
      }
      cells[first + column] = try value()
      skipBlanks()
    } while take(",")
    guard take("}") else { throw expected("`,` or `}`") }
    for index in first..<cells.count where cells[index] == Self.unread { cells[index] = Span(0, 0) }
  }

  /// What stands for a cell until it is read.
  private static let unread = Span(.max, .max)

  /// The column of a key as written.
  private mutating func column(_ key: String) -> Int {
    if let known = columns[key] { return known }
    let head = key.utf8.contains(0x5C) ? Self.unescaped(Array(key.utf8)[...]) : key
    let column = columnsByText[head] ?? heads.count
    if column == heads.count { heads.append(head) }
    (columns[key], columnsByText[head]) = (column, column)
    return column
  }

  // MARK: Values

  /// Reads a single value; its bytes without quotation marks, none for `null`.
  mutating func value() throws(TableFault) -> Span {
    switch byte {
    case UInt8(ascii: "\""): return try string()
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      throw fault(
        at..<at + 1, "a cell holds one value, this is \(byte == 0x7B ? "an object" : "an array")",
        help: "write its values under keys of their own")
    default: break
    }
    let start = at
    while at < bytes.count, !Self.endsWord(bytes[at]) { at += 1 }
    let word = bytes[start..<at]
    if word.elementsEqual("null".utf8) { return Span(0, 0) }
    let isWord = word.elementsEqual("true".utf8) || word.elementsEqual("false".utf8)
    guard isWord || Self.isNumber(word) else {
      at = start
      throw expected("a value", help: "texts stand in quotation marks, numbers do not")
    }
    return Span(UInt32(start), UInt32(at))
  }

  /// Reads a text in quotation marks; the bytes between them.
  mutating func string() throws(TableFault) -> Span {
    guard byte == UInt8(ascii: "\"") else {
      throw expected("a text in quotation marks")
    }
    let start = at + 1
    at = start
    while at < bytes.count, bytes[at] != 0x22 {
      if bytes[at] < 0x20 {
        throw fault(
          at..<at + 1, "a text ends before its line does", help: "write a line end as `\\n`")
      }
      if bytes[at] == 0x5C { try escape() } else { at += 1 }
    }
    guard at < bytes.count else {
      throw fault(start - 1..<start, "a quotation mark is never closed", help: "close it")
    }
    at += 1
    return Span(UInt32(start), UInt32(at - 1))
  }

  private mutating func escape() throws(TableFault) {
    let start = at
    at += 1
    guard let sign = byte, "\"\\/bfnrtu".utf8.contains(sign) else {
      throw fault(
        start..<start + 1, "no sign of JSON is escaped like this", help: "a backslash is `\\\\`")
    }
    at += 1
    guard sign == UInt8(ascii: "u") else { return }
    for _ in 0..<4 {
      guard let digit = byte, Self.hexadecimal(digit) != nil else {
        throw fault(start..<at, "four hexadecimal digits follow `\\u`")
      }
      at += 1
    }
  }

  /// `true` iff bytes are a number as JSON has it.
  private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
    var rest = word
    func digits() -> Int {
      let count = rest.prefix { (0x30...0x39).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let isZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole == 1 || whole > 1 && !isZero else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits() > 0 else { return false }
    }
    if let exponent = rest.first, exponent | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if let sign = rest.first, sign == 0x2B || sign == 0x2D { rest = rest.dropFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  /// The text of bytes with what is escaped in them; half of a pair stands as U+FFFD.
  static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
    var units: [UInt16] = []
    var rest = bytes
    while let byte = rest.first {
      guard byte == 0x5C, let sign = rest.dropFirst().first else {
        let plain = rest.prefix { $0 != 0x5C }
        units += String(decoding: plain, as: UTF8.self).utf16
        rest = rest.dropFirst(max(1, plain.count))
        continue
      }
      rest = rest.dropFirst(2)
      switch sign {
      case UInt8(ascii: "u"):
        units.append(rest.prefix(4).reduce(0) { $0 << 4 | UInt16(hexadecimal($1) ?? 0) })
        rest = rest.dropFirst(4)
      case UInt8(ascii: "n"): units.append(0x0A)
      case UInt8(ascii: "t"): units.append(0x09)
      case UInt8(ascii: "r"): units.append(0x0D)
      case UInt8(ascii: "b"): units.append(0x08)
      case UInt8(ascii: "f"): units.append(0x0C)
      default: units.append(UInt16(sign))
      }
    }
    return String(decoding: units, as: UTF16.self)
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  // MARK: Signs

  var byte: UInt8? { at < bytes.count ? bytes[at] : nil }

  mutating func take(_ sign: Unicode.Scalar) -> Bool {
    guard byte == UInt8(ascii: sign) else { return false }
    at += 1
    return true
  }

  mutating func skipBlanks() {
    while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      if byte == 0x0A { line += 1 }
      at += 1
    }
  }

  static func endsWord(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == 0x2C || byte == 0x5D || byte == 0x7D || byte == 0x3A
  }

  func expected(_ what: String, help: String? = nil) -> TableFault {
    var end = at
    while end < bytes.count, !Self.endsWord(bytes[end]), end < at + 40 { end += 1 }
    if end == at, at < bytes.count { end += 1 }
    let found =
      at < bytes.count
      ? "`\(String(decoding: bytes[at..<end], as: UTF8.self))`" : "the end of the text"
    return fault(at..<end, "expected \(what), found \(found)", help: help)
  }

  func fault(
    _ range: Range<Int>, _ message: String, help: String? = nil, code: String = "AIS0723"
  ) -> TableFault {
    let own = range.clamped(to: 0..<bytes.count)
    return TableFault(
      code: code, message, place: TableRows.place(own, of: bytes, line: line, file),
      help: help)
  }
}
