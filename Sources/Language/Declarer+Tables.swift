import AISModel
import AISNumerics
import AISSource
import AISSyntax
import AISUnits

extension Declarer {
  /// `import "companies.csv" as company`: every row is an entity of the kind, every column a metric, with its unit in the
  /// head: `revenue [$M/year]`. Whatever is wrong with its rows is said together, and nothing of it is entered then.
  mutating func importTable(_ declaration: ImportDeclaration) throws(Diagnostic) {
    let kind = try kind(named: declaration.kind)
    let place = place(declaration.file)
    let path = text.content(ofText: declaration.file)
    var known: [Metric?] = []
    var table = try readTable(path, place) { (table, heads) throws(Diagnostic) in
      guard !heads.isEmpty else { return }
      let name = heads.firstIndex { $0.text.lowercased() == "name" } ?? 0
      guard !heads[name].text.hasSuffix("]") else { throw Self.nameless(heads[name].place) }
      table.nameColumn = name
      for (index, head) in heads.enumerated() where index != name {
        do throws(Diagnostic) {
          let (column, metric) = try self.column(head, kind)
          table.columns.append(column)
          known.append(metric)
        } catch {
          table.faults.add(error)
        }
      }
      let titles = table.columns.indices.map { index in
        known[index].map { self.book.text($0.name) }
          ?? Self.metricName(table.columns[index].title)
      }
      for (index, title) in titles.enumerated() where titles[..<index].contains(title) {
        let head = table.columns[index].head
        table.faults.add("AIS0715", "two columns are called `\(title)`", at: head)
      }
    }
    guard table.count > 0 else {
      throw Diagnostic(
        code: "AIS0715", "this table has no rows", at: table.columns.first?.head ?? place,
        help: "its first line names the columns: `name,revenue [$M/year]`")
    }
    guard table.nameColumn != nil else { throw Self.nameless(place) }
    var columns: [NameID: EntityTable.Column] = [:]
    var added: [Metric] = []
    for index in table.columns.indices {
      let (column, type) = Self.taken(&table.columns[index], known[index]?.type)
      let own = Self.metricName(table.columns[index].title)
      let id = known[index]?.name ?? book.name(own)
      columns[id] = column
      if known[index] == nil {
        var metric = Metric(id, title: own)
        metric.type = type
        added.append(metric)
      }
    }
    let made = EntityTable(kind: kind, file: path, names: table.names, columns: columns)
    try checkNames(of: made, place)
    for case let metric? in known { warnOfFormula(metric, kind, place) }
    for metric in added { book.setMetric(metric, of: kind) }
    // a formula may take one way for one choice and another way for another: what stands for all rows of a part takes
    // one, as a company that is written does
    let choices = known.compactMap { metric in
      if case .choice? = metric?.type { metric?.name } else { nil }
    }
    for part in made.parts(by: choices) { book.addTable(part) }
  }

  /// Reads a file, once more if a column turns out to be texts; `begin` makes the columns of its heads.
  func readTable(
    _ path: String, _ place: Place,
    begin: (inout ImportedTable, [FileSource.Head]) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> ImportedTable {
    var table = ImportedTable(book.units)
    var hasBegun = false
    repeat {
      table.restart()
      try files.readTable(path, beside: text.source, at: place) { (heads) throws(Diagnostic) in
        if !hasBegun { try begin(&table, heads) }
        hasBegun = true
        try table.faults.check()
      } take: { (rows, some, isJSON) throws(Diagnostic) in
        if !table.isStale { table.take(rows, some, isJSON: isJSON) }
      }
    } while table.isStale
    try table.faults.check()
    return table
  }

  private static func nameless(_ place: Place) -> Diagnostic {
    Diagnostic(
      code: "AIS0715", "no column holds the names", at: place, help: "give one the head `name`")
  }

  private static func metricName(_ title: String) -> String {
    joinedName(title.split(whereSeparator: \.isWhitespace).map(String.init))
  }

  /// What a column holds, and the type of the metric that it becomes where the kind has none.
  private static func taken(_ column: inout TableColumn, _ known: MetricType?) -> (
    EntityTable.Column, MetricType
  ) {
    switch column.reading {
    case .texts: return (.texts(column.texts), .text)
    case .dates: return (.texts(column.dates), .date)
    // nothing is given in any row
    case .open where known == nil:
      return (.texts([String](repeating: "", count: column.takeNumbers().count)), .text)
    case .truths: return (.numbers(column.takeNumbers()), .boolean)
    default:
      let type = MetricType.quantity(column.dimension ?? .ratio, .plain, isFraction: false)
      return (.numbers(column.takeNumbers()), type)
    }
  }

  /// Warns of a column of what the kind computes: its figures do not take the place of the formula.
  private mutating func warnOfFormula(_ metric: Metric, _ kind: KindID, _ place: Place) {
    guard metric.value != nil, !metric.isDefault, !metric.readsOwnFacts else { return }
    warnings.append(
      Diagnostic(
        .warning, code: "AIS0482",
        "`\(metric.title)` is computed for every \(book[kind].display): its column is not used",
        at: place,
        help: "to use the figures, declare `\(metric.title)` without a formula; to compare them, "
          + "give the column another name"))
  }

  // MARK: Names

  /// Refuses rows that are called like earlier ones, or like what is known already.
  private func checkNames(of table: EntityTable, _ place: Place) throws(Diagnostic) {
    let known = book.entityWords + book.tables.flatMap(\.names).map { joinedName([$0]) }
    let taken = known.compactMap(table.row(exactly:))
    guard !taken.isEmpty || !table.duplicates.isEmpty else { return }
    let places = try places(
      ofRows: Set(taken + table.duplicates.flatMap { [$0.row, $0.earlier] }), in: table.file, place)
    var faults = TableFaults()
    for row in taken {
      let name = table.names[row]
      faults.add(
        "AIS0715", "`\(name)` is known already", at: places[row] ?? place,
        help: "state its values with `\(name).revenue = …`, and leave the row out")
    }
    for (row, earlier) in table.duplicates {
      let first = places[earlier] ?? place
      let line = first.text.line(of: Int(first.span.start))
      faults.add(
        "AIS0715", "`\(table.names[row])` stands in line \(line) already", at: places[row] ?? place)
    }
    try faults.check()
  }

  /// Where the names of some rows stand: the file is read again for them.
  private func places(ofRows wanted: Set<Int>, in path: String, _ place: Place) throws(Diagnostic)
    -> [Int: Place]
  {
    var places: [Int: Place] = [:]
    var (column, count) = (0, 0)
    try files.readTable(path, beside: text.source, at: place) { (heads) throws(Diagnostic) in
      column = heads.firstIndex { $0.text.lowercased() == "name" } ?? 0
    } take: { (rows, some, _) throws(Diagnostic) in
      for row in some {
        if wanted.contains(count) { places[count] = rows.place(row, column) }
        count += 1
      }
    }
    return places
  }

  // MARK: Columns

  /// The title and the unit of a head such as `revenue [$M/year]`.
  func heading(_ head: FileSource.Head) throws(Diagnostic) -> (title: String, unit: DisplayUnit?) {
    func bad(_ message: String, _ help: String?) -> Diagnostic {
      Diagnostic(code: "AIS0715", message, at: head.place, help: help)
    }
    var title = head.text
    var unit: DisplayUnit?
    if let open = title.lastIndex(of: "["), title.hasSuffix("]") {
      let spelled = String(title[title.index(after: open)...].dropLast())
      title = title[..<open].trimmed
      do {
        unit = try book.units.displayUnit(parsing: spelled)
      } catch {
        throw bad("`\(spelled)`, the unit of `\(title)`, is not known: \(error)", nil)
      }
    }
    guard !title.isEmpty else { throw bad("this column has no name", "give every column a head") }
    guard !title.contains("["), !title.contains("]") else {
      throw bad(
        "the unit in `\(head.text)` has one bracket",
        "write it in brackets: `price [$M/year]`")
    }
    return (title, unit)
  }

  /// The column of a head, and the metric that the kind has for it.
  private func column(_ head: FileSource.Head, _ kind: KindID) throws(Diagnostic) -> (
    TableColumn, Metric?
  ) {
    let (title, unit) = try heading(head)
    let metric = book.metric(named: Self.metricName(title), of: kind)
    func made(_ reading: TableColumn.Reading) -> TableColumn {
      TableColumn(title, head.place, reading)
    }
    var column: TableColumn
    switch metric?.type {
    case .quantity(let wanted, _, let isFraction):
      if let unit, unit.dimension != wanted {
        throw Diagnostic(
          code: "AIS0715",
          "`\(title)` is \(book.units.name(of: wanted)), its column \(book.units.name(of: unit.dimension))",
          at: head.place,
          help: wanted == .ratio
            ? "leave the unit out of its head: `\(title)`"
            : "write the unit of the column into its head: `\(title) [\(book.units.jsonUnit(of: wanted).name)]`"
        )
      }
      column = made(.numbers)
      (column.unit, column.dimension, column.isFraction) = (unit, wanted, isFraction)
    case .choice(let enumeration):
      column = made(.choices)
      column.choices = (book[enumeration].name, book[enumeration].members)
    case .text: column = made(.texts)
    case .boolean: column = made(.truths)
    case .date: column = made(.dates)
    case .entity:
      throw Diagnostic(
        code: "AIS0715",
        "`\(title)` is no number, choice, truth, date or text, and cannot be read from a table",
        at: head.place, help: "leave the column out, or give it another name and read it as text")
    case nil:
      column = made(unit == nil ? .open : .numbers)
      (column.unit, column.dimension) = (unit, unit?.dimension)
    }
    return (column, metric)
  }
}
