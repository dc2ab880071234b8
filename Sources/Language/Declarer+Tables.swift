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
    // the head of the names, unless that says so itself
    var untold: Place?
    var table = try readTable(path, place) { (table, heads) throws(Diagnostic) in
      guard !heads.isEmpty else { return }
      let told = heads.firstIndex { $0.text.lowercased() == "name" }
      let name = told ?? 0
      if told == nil { untold = heads[name].place }
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
      var taken = Set<String>()
      for (index, title) in titles.enumerated() where !taken.insert(title).inserted {
        let head = table.columns[index].head
        table.faults.add("AIS0715", "two columns are called `\(title)`", at: head)
      }
    }
    guard table.count > 0 || !table.faults.isEmpty else {
      throw Diagnostic(
        code: "AIS0715", "this table has no rows", at: table.columns.first?.head ?? place,
        help: "its first line names the columns: `name,revenue [$M/year]`")
    }
    guard table.nameColumn != nil else { throw Self.nameless(place) }
    // the keys of an object have no order that would say which one is the name
    if let untold, FileSource.isJSON(path), !table.names.isEmpty,
      table.names.allSatisfy({ Double($0) != nil })
    {
      throw Self.nameless(untold)
    }
    let names = try checkedNames(of: &table, kind, path, place)
    noteTexts(in: table, of: kind)
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
    try files.checkCancelled()
    let made = names.holding(columns)
    // a formula may take one way for one choice and another way for another: what stands for all rows of a part takes
    // one, as a company that is written does
    let choices = known.compactMap { metric in
      if case .choice? = metric?.type { metric?.name } else { nil }
    }
    let parts = made.parts(by: choices)
    try files.checkCancelled()
    for case let metric? in known { warnOfFormula(metric, kind, place) }
    for metric in added { book.setMetric(metric, of: kind) }
    book.addTables(parts)
  }

  /// Reads a file, once more if a column turns out to be texts; `begin` makes the columns of its heads. What is wrong with
  /// rows and cells is among the faults of the table.
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
        if let limit = table.rowLimit, table.count > limit {
          throw Diagnostic(
            code: "AIS0727",
            "\(path) has more than \(limit) rows of \(table.width) columns, too many for a list",
            at: place,
            help: "read it as a table: declare a kind, `kind thing { }`, and write "
              + "`import \"\(path)\" as thing`")
        }
      }
    } while table.isStale
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
    case .dates: return (.numbers(column.takeNumbers()), .date)
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

  /// The rows of a table by their names. Throws all that is wrong with it, rows among it that are called like earlier
  /// ones, or like what is known already.
  private func checkedNames(
    of table: inout ImportedTable, _ kind: KindID, _ path: String, _ place: Place
  ) throws(Diagnostic) -> EntityTable {
    let names = EntityTable(kind: kind, file: path, names: table.names, columns: [:])
    try files.checkCancelled()
    let known = book.entityWords + book.tables.flatMap(\.names).map { joinedName([$0]) }
    let taken = known.compactMap(names.row(exactly:)).filter { !table.names[$0].isEmpty }
    let duplicates = names.duplicates.filter { !table.names[$0.row].isEmpty }
    guard !taken.isEmpty || !duplicates.isEmpty else {
      try table.faults.check()
      return names
    }
    let places = try places(
      ofRows: Set(taken + duplicates.flatMap { [$0.row, $0.earlier] }), in: path, table, place)
    let metric = table.columns.first.map { Self.metricName($0.title) } ?? "revenue"
    for row in taken {
      let name = table.names[row]
      table.faults.add(
        "AIS0715", "`\(name)` is known already", at: places[row] ?? place,
        help: "state its values with `\(name).\(metric) = …`, and leave the row out")
    }
    for (row, earlier) in duplicates {
      let first = places[earlier] ?? place
      let line = first.text.line(of: Int(first.span.start))
      table.faults.add(
        "AIS0715", "`\(table.names[row])` stands in line \(line) already", at: places[row] ?? place)
    }
    try table.faults.check()
    return names
  }

  /// Where the names of some of the rows that a table has taken stand: the file is read again for them.
  private func places(
    ofRows wanted: Set<Int>, in path: String, _ table: ImportedTable, _ place: Place
  ) throws(Diagnostic) -> [Int: Place] {
    var places: [Int: Place] = [:]
    var count = 0
    try files.readTable(path, beside: text.source, at: place) { _ in
    } take: { (rows, some, isJSON) throws(Diagnostic) in
      for row in some where isJSON || row.count == table.width {
        if wanted.contains(count) { places[count] = rows.place(row, table.nameColumn) }
        count += 1
      }
    }
    return places
  }

  // MARK: Texts

  /// Warns of columns that are read as texts since few of their cells are something else than all others.
  mutating func noteTexts(in table: ImportedTable, of kind: KindID? = nil) {
    for column in table.columns {
      guard let odd = column.oddCell else { continue }
      let line = odd.place.text.line(of: Int(odd.place.span.start))
      warnings.append(
        Diagnostic(
          .warning, code: "AIS0728",
          "the column `\(column.title)` is read as text, since line \(line) holds `\(odd.text)`",
          at: odd.place,
          help: "correct the cell, or leave it empty where nothing is known"
            + (kind.map {
              "; if it is text, say so: `kind \(book[$0].name) { \(Self.metricName(column.title)): text }`"
            } ?? "")))
    }
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
