import AISModel
import AISNumerics
import AISSource
import AISSyntax
import AISUnits

extension Declarer {
  /// `import "companies.csv" as company`: every row is an entity of the kind, every column a metric, with
  /// its unit in the head: `revenue [$M/year]`.
  mutating func importTable(
    _ declaration: ImportDeclaration, _ read: Options.FileReader?
  ) throws(Diagnostic) {
    let word = name(declaration.kind)
    guard let kind = book.kind(named: word) else {
      throw Diagnostic(
        code: "AIS0209", "no kind is called `\(word)`", at: place(declaration.kind),
        help: Message.didYouMean(Spelling.suggestions(for: word, among: book.kinds.map(\.name)))
          ?? "declare it first: `kind \(word) { … }`")
    }
    let path = text.content(ofText: declaration.file)
    let source = try contents(of: path, place(declaration.file), read)
    let table = TableText(source.bytes)
    if let line = table.openQuote {
      throw bad(source, line, "a quotation mark is never closed", help: "close it, or leave it out")
    }
    guard let head = table.rows.first, table.rows.count > 1 else {
      throw bad(
        source, 1, "this table has no rows",
        help: "its first line names the columns: `name,revenue [$M/year]`")
    }
    for row in table.rows where row.cells.count != head.cells.count {
      throw bad(
        source, row.line, "this row has \(row.cells.count) cells, the head has \(head.cells.count)",
        help: "put a cell that holds the separator in quotation marks")
    }
    let heads = head.cells.indices.indices.map { table.text(head, $0) }
    let nameColumn = heads.firstIndex { $0.lowercased() == "name" } ?? 0
    let rows = table.rows.dropFirst()
    let names = rows.map { table.text($0, nameColumn) }
    try checkNames(names, rows.map(\.line), source)
    var columns: [NameID: EntityTable.Column] = [:]
    for (index, title) in heads.enumerated() where index != nameColumn {
      let cells = Cells(table: table, column: index, source: source)
      let (id, column) = try self.column(title, cells, kind, head.line)
      guard columns.updateValue(column, forKey: id) == nil else {
        throw bad(source, head.line, "two columns are called `\(book.text(id))`", help: nil)
      }
    }
    book.addTable(EntityTable(kind: kind, file: path, names: names, columns: columns))
  }

  /// The cells of one column below its head.
  private struct Cells {
    let table: TableText
    let column: Int
    let source: SourceText
    var rows: ArraySlice<TableText.Row> { table.rows.dropFirst() }
    var texts: [String] { rows.map { table.text($0, column) } }
  }

  private func contents(
    of path: String, _ place: Place, _ read: Options.FileReader?
  ) throws(Diagnostic) -> SourceText {
    guard let read else {
      throw Diagnostic(
        code: "AIS0714", "no file can be read here", at: place,
        help: "the host of this session gives no access to files")
    }
    // beside the script, unless the path says otherwise
    let folder = text.source.name.flatMap { name in name.lastIndex(of: "/").map { name[...$0] } }
    let isAbsolute = path.hasPrefix("/")
    do throws(Diagnostic) {
      return try read(isAbsolute ? path : (folder ?? "") + path)
    } catch {
      var fault = error
      if fault.place == nil { fault.place = place }
      throw fault
    }
  }

  private func checkNames(_ names: [String], _ lines: [Int], _ source: SourceText)
    throws(Diagnostic)
  {
    var seen: [String: Int] = [:]
    for (name, line) in zip(names, lines) {
      guard !name.isEmpty else {
        throw bad(source, line, "this row has no name", help: "name every row, or leave it out")
      }
      let joined = joinedName([name])
      if let before = seen.updateValue(line, forKey: joined) {
        throw bad(source, line, "`\(name)` stands in line \(before) already", help: nil)
      }
      if book.entity(exactly: joined) != nil {
        throw bad(
          source, line, "`\(name)` is known already",
          help: "state its values with `\(name).revenue = …`, and leave the row out")
      }
    }
  }

  // MARK: Columns

  /// The metric that a column's head names, made where the kind has none, and the column's values.
  private mutating func column(
    _ head: String, _ cells: Cells, _ kind: KindID, _ line: Int
  ) throws(Diagnostic) -> (NameID, EntityTable.Column) {
    let source = cells.source
    var title = head
    var unit: DisplayUnit?
    if let open = head.firstIndex(of: "["), head.hasSuffix("]") {
      title = head[..<open].trimmed
      let spelled = String(head[head.index(after: open)...].dropLast())
      do {
        unit = try book.units.displayUnit(parsing: spelled)
      } catch {
        throw bad(
          source, line, "`\(spelled)`, the unit of `\(title)`, is not known: \(error)", help: nil)
      }
    }
    let own = joinedName(title.split(whereSeparator: \.isWhitespace).map(String.init))
    let known = book.metric(named: own, of: kind)
    let dimension = unit?.dimension ?? .ratio
    switch known?.type {
    case .quantity(let wanted, _, _):
      guard wanted == dimension else {
        throw bad(
          source, line,
          "`\(title)` is \(book.units.name(of: wanted)), its column \(book.units.name(of: dimension))",
          help: wanted == .ratio
            ? "leave the unit out of its head: `\(title)`"
            : "write the unit of the column into its head: `\(title) [\(book.units.jsonUnit(of: wanted).name)]`"
        )
      }
      return (known?.name ?? book.name(own), try numbers(cells, title, unit))
    case .choice(let enumeration):
      return (known?.name ?? book.name(own), try choices(cells, title, enumeration))
    case nil:
      let isNumeric =
        unit != nil || cells.rows.allSatisfy { cells.table.number($0, cells.column) != nil }
      let id = known?.name ?? book.name(own)
      if known == nil {
        var metric = Metric(id, title: own)
        metric.type = isNumeric ? .quantity(dimension, .plain, isFraction: false) : .text
        book.setMetric(metric, of: kind)
      }
      return (id, isNumeric ? try numbers(cells, title, unit) : .texts(cells.texts))
    case .text: return (known?.name ?? book.name(own), .texts(cells.texts))
    default:
      throw bad(
        source, line, "`\(title)` is no number, choice or text, and cannot be read from a table",
        help: "leave the column out")
    }
  }

  private func numbers(_ cells: Cells, _ title: String, _ unit: DisplayUnit?) throws(Diagnostic)
    -> EntityTable.Column
  {
    var values: [Double] = []
    values.reserveCapacity(cells.rows.count)
    for row in cells.rows {
      guard let number = cells.table.number(row, cells.column), number.isFinite else {
        let isEmpty = cells.table.isEmpty(row, cells.column)
        throw bad(
          cells.source, row.line,
          isEmpty
            ? "`\(title)` is empty"
            : "`\(cells.table.text(row, cells.column))`, the `\(title)`, is no number",
          help: isEmpty
            ? "write a number, or leave the row out"
            : "write digits and a point, such as 1234.5; a unit goes into the head, in brackets"
        )
      }
      values.append(unit?.base(number) ?? number)
    }
    return .numbers(Numbers(values))
  }

  private func choices(_ cells: Cells, _ title: String, _ enumeration: EnumerationID)
    throws(Diagnostic) -> EntityTable.Column
  {
    let members = book[enumeration].members
    var values: [Double] = []
    for row in cells.rows {
      let text = cells.table.text(row, cells.column)
      guard let index = members.firstIndex(of: joinedName([text])) else {
        throw bad(
          cells.source, row.line, "`\(text)` is not a \(book[enumeration].name)",
          help: "it is one of " + members.map { "`\($0)`" }.joined(separator: ", "))
      }
      values.append(Double(index))
    }
    return .numbers(Numbers(values))
  }

  /// What is wrong with a line of a table.
  private func bad(_ source: SourceText, _ line: Int, _ message: String, help: String?)
    -> Diagnostic
  {
    Diagnostic(
      code: "AIS0715", message, at: Place(source, source.span(ofLine: line)), help: help)
  }
}
