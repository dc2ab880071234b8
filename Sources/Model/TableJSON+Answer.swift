import AISSource

/// Reads an answer of ours, as `to "FILE.json"` writes it, as the table that the same answer is in CSV.
extension JSONText {
  /// What an answer begins with.
  private static let lead = ["statement", "line", "kind"]

  /// A cell of an answer: the bytes of its parts, none for what it does not have.
  private struct AnswerCell {
    var value = Span(0, 0)
    var unit = Span(0, 0)
    var p5 = Span(0, 0)
    var p95 = Span(0, 0)
  }

  /// A column of the table: its head, and what it takes from the cells of a row.
  private struct Field {
    let head: String
    let part: (ArraySlice<AnswerCell>) -> Span
  }

  /// `true` iff the object that begins here is an answer.
  func isAnswer() -> Bool {
    var copy = self
    guard copy.take("{") else { return false }
    for (index, name) in Self.lead.enumerated() {
      copy.skipBlanks()
      guard let key = try? copy.key(), key == name else { return false }
      guard index < Self.lead.count - 1 else { return true }
      copy.skipBlanks()
      if name == "line", copy.byte.map({ !(0x30...0x39).contains($0) }) ?? true { return false }
      guard (try? copy.skipValue()) != nil else { return false }
      copy.skipBlanks()
      guard copy.take(",") else { return false }
    }
    return true
  }

  /// Reads the answer that begins here, and makes rows of its table.
  mutating func readAnswer(unless isCancelled: () -> Bool) throws(TableFault) {
    let start = at
    var (kind, names) = ("", [String]())
    var found: [(line: Int, start: Int)] = []
    var answerCells: [AnswerCell] = []
    at += 1
    repeat {
      skipBlanks()
      let name = try key()
      skipBlanks()
      switch name {
      case "kind": kind = text(try string())
      case "columns":
        try readElements { (reader) throws(TableFault) in
          var name = ""
          try reader.readMembers { (reader, key) throws(TableFault) in
            if key == "name" {
              name = reader.text(try reader.string())
            } else {
              try reader.skipValue()
            }
          }
          names.append(name)
        }
      case "rows" where kind == "table":
        try readElements { (reader) throws(TableFault) in
          if found.count % 4096 == 4095, isCancelled() { throw reader.interrupted() }
          found.append((reader.line, reader.at))
          let count = answerCells.count
          try reader.readElements { (reader) throws(TableFault) in
            answerCells.append(try reader.answerCell())
          }
          guard answerCells.count - count == names.count else {
            throw reader.expected("\(names.count) cells in a row")
          }
        }
      default: try skipValue()
      }
      skipBlanks()
    } while take(",")
    guard take("}") else { throw expected("`,` or `}`") }
    guard kind == "table" else {
      throw fault(
        start..<start + 1, "this answer is a \(kind), no table",
        help: "write a table: `show … for … to \"FILE.json\"`")
    }
    skipBlanks()
    guard at == bytes.count else {
      throw fault(
        at..<at + 1, "this file holds several answers",
        help: "write each into a file of its own: `show … for … to \"FILE.json\"`")
    }
    enter(names.distinct, answerCells, found)
  }

  // MARK: Columns

  /// Makes the columns of an answer and its rows, as in CSV: a unit that all cells of a column have stands in its head.
  private mutating func enter(
    _ names: [String], _ all: [AnswerCell], _ found: [(line: Int, start: Int)]
  ) {
    let width = names.count
    let units = names.indices.map { column in
      Set(stride(from: column, to: all.count, by: width).map { text(all[$0].unit) }).subtracting([
        ""
      ])
    }
    let mixed = names.indices.filter { units[$0].count > 1 }
    let agree = found.indices.allSatisfy { row in
      Set(mixed.map { text(all[row * width + $0].unit) }).subtracting([""]).count < 2
    }
    var fields: [Field] = []
    for column in names.indices {
      if units[column].count > 1, !agree || column == mixed.first {
        let columns = agree ? mixed : [column]
        fields.append(
          Field(head: agree ? "unit" : names[column] + " unit") { row in
            columns.lazy.map { row[row.startIndex + $0].unit }.first { $0.start < $0.end }
              ?? Span(0, 0)
          })
      }
      let unit =
        units[column].count == 1 ? units[column].first.map { $0 == "1" ? "" : " [\($0)]" } : nil
      func add(_ suffix: String, _ part: @escaping (AnswerCell) -> Span) {
        fields.append(
          Field(head: names[column] + suffix + (unit ?? "")) { part($0[$0.startIndex + column]) })
      }
      add("") { $0.value }
      if stride(from: column, to: all.count, by: width).contains(where: { all[$0].p5.end > 0 }) {
        add(" p5") { $0.p5 }
        add(" p95") { $0.p95 }
      }
    }
    for (index, row) in found.enumerated() {
      let own = all[index * width..<(index + 1) * width]
      let first = cells.count
      for field in fields { cells.append(field.part(own)) }
      rows.append(TableRows.Row(line: row.line, start: row.start, cells: first..<cells.count))
    }
    heads = fields.map(\.head)
  }

  // MARK: Parts

  /// Reads a cell: a value by itself, or an object of a number with its unit and interval, a probability, or the reason
  /// why there is none.
  private mutating func answerCell() throws(TableFault) -> AnswerCell {
    var cell = AnswerCell()
    guard byte == UInt8(ascii: "{") else {
      cell.value = try value()
      return cell
    }
    try readMembers { (reader, key) throws(TableFault) in
      switch key {
      case "value", "probability": cell.value = try reader.value()
      case "unit": cell.unit = try reader.string()
      case "p5": cell.p5 = try reader.value()
      case "p95": cell.p95 = try reader.value()
      case "never":
        cell.value = reader.lastKey
        _ = try reader.string()
      default: try reader.skipValue()
      }
    }
    return cell
  }

  /// Reads the elements of an array, each by `read`.
  private mutating func readElements(
    _ read: (inout JSONText) throws(TableFault) -> Void
  ) throws(TableFault) {
    guard take("[") else { throw expected("`[`") }
    skipBlanks()
    if take("]") { return }
    repeat {
      skipBlanks()
      try read(&self)
      skipBlanks()
    } while take(",")
    guard take("]") else { throw expected("`,` or `]`") }
  }

  /// Reads the members of an object, the value of each by `read`.
  private mutating func readMembers(
    _ read: (inout JSONText, _ key: String) throws(TableFault) -> Void
  ) throws(TableFault) {
    guard take("{") else { throw expected("`{`") }
    skipBlanks()
    if take("}") { return }
    repeat {
      skipBlanks()
      let name = try key()
      skipBlanks()
      try read(&self, name)
      skipBlanks()
    } while take(",")
    guard take("}") else { throw expected("`,` or `}`") }
  }

  /// Reads a key with its colon.
  private mutating func key() throws(TableFault) -> String {
    lastKey = try string()
    skipBlanks()
    guard take(":") else { throw expected("`:`") }
    return text(lastKey)
  }

  /// Passes over a value, however deep it nests.
  private mutating func skipValue() throws(TableFault) {
    var open: [UInt8] = []
    repeat {
      skipBlanks()
      switch byte {
      case UInt8(ascii: "{")?, UInt8(ascii: "[")?:
        open.append(bytes[at] + 2)  // what closes it
        at += 1
      case let closer? where closer == open.last:
        open.removeLast()
        at += 1
      case UInt8(ascii: ",")? where !open.isEmpty, UInt8(ascii: ":")? where !open.isEmpty: at += 1
      default: _ = try value()
      }
    } while !open.isEmpty
  }

  /// The text of some bytes between quotation marks.
  private func text(_ span: Span) -> String {
    Self.unescaped(bytes[Int(span.start)..<Int(span.end)])
  }
}
