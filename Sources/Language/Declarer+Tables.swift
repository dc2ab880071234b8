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
    let kind = try kind(named: declaration.kind)
    let path = text.content(ofText: declaration.file)
    guard !path.lowercased().hasSuffix(".json") else {
      throw Diagnostic(
        code: "AIS0481", "only tables of text are read, not JSON", at: place(declaration.file),
        help: "save it as CSV: a first line `name,revenue [$M/year]`, then a line for each")
    }
    let source = try contents(of: path, place(declaration.file), read)
    guard source.bytes.count < UInt32.max else {
      throw bad(source, 1, "this table has more than 4 GB", help: "import a part of it")
    }
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
    guard !heads[nameColumn].hasSuffix("]") else {
      throw bad(source, head.line, "no column holds the names", help: "give one the head `name`")
    }
    let others = heads.indices.filter { $0 != nameColumn }
    var columns: [NameID: EntityTable.Column] = [:]
    for (index, numbers) in zip(others, table.numbers(of: others)) {
      let cells = Cells(table: table, column: index, numbers: numbers, source: source)
      let (id, column) = try self.column(heads[index], cells, kind, head.line)
      warnOfFormula(id, kind, place(declaration.file))
      guard columns.updateValue(column, forKey: id) == nil else {
        throw bad(source, head.line, "two columns are called `\(book.text(id))`", help: nil)
      }
    }
    let made = EntityTable(
      kind: kind, file: path, names: table.texts(of: nameColumn), columns: columns)
    try checkNames(of: made, table, source)
    book.addTable(made)
  }

  /// Warns of a column of what the kind computes: its figures do not take the place of the formula.
  private mutating func warnOfFormula(_ id: NameID, _ kind: KindID, _ place: Place) {
    guard let metric = book[kind].metric(id), metric.value != nil, !metric.isDefault,
      !metric.readsOwnFacts
    else { return }
    warnings.append(
      Diagnostic(
        .warning, code: "AIS0482",
        "`\(metric.title)` is computed for every \(book[kind].display): its column is not used",
        at: place,
        help: "to use the figures, declare `\(metric.title)` without a formula; to compare them, "
          + "give the column another name"))
  }

  /// The cells of one column below its head.
  private struct Cells {
    let table: TableText
    let column: Int
    let numbers: TableText.NumberColumn
    let source: SourceText
    /// Every cell is a number or empty, and not all of them are.
    var areNumbers: Bool {
      numbers.firstOther == nil && numbers.values.contains { !$0.isNaN }
    }
    /// A row below the head, from 0.
    func row(_ index: Int) -> TableText.Row { table.rows[index + 1] }
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

  private func checkNames(of table: EntityTable, _ cells: TableText, _ source: SourceText)
    throws(Diagnostic)
  {
    func line(_ row: Int) -> Int { cells.rows[row + 1].line }
    if let row = table.names.firstIndex(where: \.isEmpty) {
      throw bad(
        source, line(row), "this row has no name", help: "name every row, or leave it out")
    }
    if let (row, earlier) = table.duplicate {
      throw bad(
        source, line(row), "`\(table.names[row])` stands in line \(line(earlier)) already",
        help: nil)
    }
    let known = book.entityWords + book.tables.flatMap(\.names).map { joinedName([$0]) }
    if let row = known.compactMap(table.row(exactly:)).min() {
      let name = table.names[row]
      throw bad(
        source, line(row), "`\(name)` is known already",
        help: "state its values with `\(name).revenue = …`, and leave the row out")
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
    guard !title.contains("["), !title.contains("]") else {
      throw bad(
        source, line, "the unit in `\(head)` has one bracket",
        help: "write it in brackets: `price [$M/year]`")
    }
    let own = joinedName(title.split(whereSeparator: \.isWhitespace).map(String.init))
    let known = book.metric(named: own, of: kind)
    let dimension = unit?.dimension ?? .ratio
    switch known?.type {
    case .quantity(let wanted, _, let isFraction):
      guard wanted == dimension else {
        throw bad(
          source, line,
          "`\(title)` is \(book.units.name(of: wanted)), its column \(book.units.name(of: dimension))",
          help: wanted == .ratio
            ? "leave the unit out of its head: `\(title)`"
            : "write the unit of the column into its head: `\(title) [\(book.units.jsonUnit(of: wanted).name)]`"
        )
      }
      let column = try numbers(cells, title, unit)
      if isFraction { try refuseBeyondWhole(column, cells, title) }
      return (known?.name ?? book.name(own), column)
    case .choice(let enumeration):
      return (known?.name ?? book.name(own), try choices(cells, title, enumeration))
    case nil:
      let isNumeric = unit != nil || cells.areNumbers
      let id = known?.name ?? book.name(own)
      if known == nil {
        var metric = Metric(id, title: own)
        metric.type = isNumeric ? .quantity(dimension, .plain, isFraction: false) : .text
        book.setMetric(metric, of: kind)
      }
      return (
        id,
        isNumeric ? try numbers(cells, title, unit) : .texts(cells.table.texts(of: cells.column))
      )
    case .text: return (known?.name ?? book.name(own), .texts(cells.table.texts(of: cells.column)))
    default:
      throw bad(
        source, line, "`\(title)` is no number, choice or text, and cannot be read from a table",
        help: "leave the column out")
    }
  }

  /// The numbers of a column in base units; what an empty cell leaves open is no number.
  private func numbers(_ cells: Cells, _ title: String, _ unit: DisplayUnit?) throws(Diagnostic)
    -> EntityTable.Column
  {
    if let row = cells.numbers.firstOther {
      let text = cells.table.text(cells.row(row), cells.column)
      throw bad(
        cells.source, cells.row(row).line, "`\(text)`, the `\(title)`, is no number",
        help: "write digits and a point, such as 1234.5; a unit goes into the head, in brackets"
      )
    }
    let values = cells.numbers.values
    return .numbers(Numbers(unit.map { values.map($0.base) } ?? values))
  }

  private func refuseBeyondWhole(_ column: EntityTable.Column, _ cells: Cells, _ title: String)
    throws(Diagnostic)
  {
    guard case .numbers(let numbers) = column, let row = numbers.firstIndex(where: { $0 > 1 })
    else {
      return
    }
    let text = cells.table.text(cells.row(row), cells.column)
    throw bad(
      cells.source, cells.row(row).line,
      "`\(title)` is a fraction, and `\(text)` is more than the whole",
      help: "a column of percentages has `[%]` in its head")
  }

  private func choices(_ cells: Cells, _ title: String, _ enumeration: EnumerationID)
    throws(Diagnostic) -> EntityTable.Column
  {
    let members = book[enumeration].members
    var values: [Double] = []
    for (row, text) in cells.table.texts(of: cells.column).enumerated() {
      guard !text.isEmpty else {
        values.append(.nan)
        continue
      }
      guard let index = members.firstIndex(of: joinedName([text])) else {
        throw bad(
          cells.source, cells.row(row).line, "`\(text)` is not a \(book[enumeration].name)",
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
