import AISLanguage
import AISSource
import AISUnits

extension Format {
  /// For programs: one object a line, as `Docs/` promises.
  public static let json = Format(
    name: "json", suffix: "json", summary: "one JSON object a line for programs",
    separator: "", mixesErrorsWithAnswers: true,
    answer: { answer, _, sink in JSONAnswer(answer).write(to: sink) },
    diagnostics: { diagnostics, asked, _ in
      diagnostics.map { JSONAnswer.line(of: $0, asked) }.joined()
    })
}

/// Writes an answer as JSON.
struct JSONAnswer {
  private let answer: Answer

  /// Creates the writer of `answer`.
  init(_ answer: Answer) { self.answer = answer }

  /// Writes the line of the answer, with its newline. Definitions and passed expectations have none; what
  /// they warn of has a line each.
  func write(to sink: (String) -> Void) {
    switch answer.content {
    case .defined, .passed:
      let asked = Asked(statement: answer.statement, line: answer.line)
      for warning in answer.warnings { sink(Self.line(of: warning, asked)) }
    default:
      withoutActuallyEscaping(sink) { sink in
        var json = JSONWriter(to: sink)
        json.object(write)
        sink(json.text + "\n")
      }
    }
  }

  /// Returns the line of `diagnostic` about a statement, with its newline.
  static func line(of diagnostic: Diagnostic, _ asked: Asked) -> String {
    var json = JSONWriter()
    json.object { json in
      json.head(asked)
      json.members(of: diagnostic)
    }
    return json.text + "\n"
  }

  private func write(_ json: inout JSONWriter) {
    json.head(Asked(statement: answer.statement, line: answer.line))
    json.name("kind")
    json.string(kind)
    writeContent(&json)
    if let contributions = answer.contributions {
      json.name("contributions")
      json.object { writeMembers(of: contributions, &$0) }
    }
    writeChanges(&json)
    writeBasis(&json)
    guard !answer.warnings.isEmpty else { return }
    json.name("warnings")
    json.array(answer.warnings) { json, warning in json.object { $0.members(of: warning) } }
  }

  // MARK: Content

  private var kind: String {
    switch answer.content {
    case .cell(let cell): cell.kind
    case .table: "table"
    case .record: "record"
    case .tree: "tree"
    case .list: "list"
    case .scenario: "scenario"
    case .defined, .passed: "definition"
    case .written: "file"
    }
  }

  private func writeContent(_ json: inout JSONWriter) {
    switch answer.content {
    case .cell(let cell): writeMembers(of: cell, &json)
    case .table(let table): writeMembers(of: table, &json)
    case .record(let record):
      json.name("value")
      json.object { json in
        for field in record.fields {
          json.name(field.name)
          write(field.value, &json)
        }
      }
    case .tree(let tree):
      json.name("tree")
      write(tree, &json)
    case .list(let cells):
      json.name("value")
      json.array(cells) { write($1, &$0) }
    case .scenario(let clauses): json.member("clauses", clauses)
    case .written(let file, let rows):
      json.member("file", file)
      if let rows { json.member("rows", rows) }
    case .defined, .passed: break
    }
  }

  private func writeMembers(of cell: Cell, _ json: inout JSONWriter) {
    switch cell {
    case .quantity(let quantity): writeMembers(of: quantity, unitFirst: true, &json)
    case .never(let reason), .missing(let reason): json.member("reason", reason)
    case .truth(let share) where share > 0 && share < 1: json.member("probability", share)
    default:
      json.name("value")
      write(cell, &json)
    }
  }

  private func writeMembers(of table: Table, _ json: inout JSONWriter) {
    if !table.scenarios.isEmpty { json.member("scenarios", table.scenarios) }
    json.name("columns")
    json.array(Array(table.columns.enumerated())) { json, entry in
      json.object { json in
        json.member("name", entry.element.name)
        json.member("type", table.type(ofColumn: entry.offset))
        if entry.element.role == .fraction { json.member("unit", "1") }
      }
    }
    json.name("rows")
    let writers = table.columns.indices.map { writer(ofColumn: $0, in: table) }
    json.array(0..<table.rowCount) { json, row in
      json.array(writers) { json, write in write(&json, row) }
    }
  }

  /// What writes the cell of a row in a column. What stands in many rows is made into text once, and of numbers
  /// kept by columns no cells are made.
  private func writer(ofColumn column: Int, in table: Table) -> (inout JSONWriter, _ row: Int) ->
    Void
  {
    guard let (source, place) = table.source(ofColumn: column) else {
      return { write(table.cell($1, column), &$0) }
    }
    switch source {
    case .cells(let cells):
      let texts = cells.map { cell in JSONWriter { write(cell, &$0) } }
      return { $0.value(texts[place($1)]) }
    case .entities(let names): return { $0.string(names[place($1)].name) }
    case .numbers(let numbers, var like, let otherwise):
      return { json, row in
        guard like.take(numbers, at: place(row)) else { return write(otherwise, &json) }
        json.object { writeMembers(of: like, unitFirst: false, &$0) }
      }
    }
  }

  private func write(_ tree: Tree, _ json: inout JSONWriter) {
    json.object { json in
      json.member("name", tree.name)
      json.name("value")
      write(tree.value, &json)
      json.member("definition", tree.definition)
      json.member("origin", tree.origin)
      json.member("remarks", tree.remarks)
      json.name("parts")
      json.array(tree.parts) { write($1, &$0) }
    }
  }

  // MARK: Cells

  /// A value within an answer.
  private func write(_ cell: Cell, _ json: inout JSONWriter) {
    switch cell {
    case .quantity(let quantity): json.object { writeMembers(of: quantity, unitFirst: false, &$0) }
    case .truth(let share) where share == 0 || share == 1: json.boolean(share == 1)
    case .truth(let share): json.object { $0.member("probability", share) }
    case .text(let text): json.string(text)
    case .date(let period): json.string(period.text)
    case .entity(let name, _): json.string(name)
    case .never(let reason): json.object { $0.member("never", reason) }
    case .missing(let reason): json.object { $0.member("missing", reason) }
    case .empty: json.null()
    }
  }

  /// The members of a quantity. Numbers that are `never` are null.
  private func writeMembers(
    of quantity: Quantity, unitFirst: Bool, _ json: inout JSONWriter
  ) {
    if unitFirst { json.member("unit", quantity.unit) }
    json.member("value", quantity.mean)
    if !unitFirst { json.member("unit", quantity.unit) }
    if let samples = quantity.samples {
      let statistics = [
        ("sd", quantity.deviation), ("p5", quantity.p5), ("p50", quantity.p50),
        ("p95", quantity.p95),
      ]
      for case (let name, let value?) in statistics { json.member(name, value) }
      json.member("samples", samples)
    }
    if let error = quantity.error { json.member("standard_error", error) }
    if let bound = quantity.bound { json.member("bound", bound.rawValue) }
    if quantity.neverShare > 0 {
      json.member("never_share", quantity.neverShare)
      json.member("never_reason", quantity.neverReason ?? "")
    }
    if quantity.missingShare > 0 {
      json.member("missing_share", quantity.missingShare)
      json.member("missing_reason", quantity.missingReason ?? "")
    }
  }

  // MARK: What stands beside the content

  private func writeChanges(_ json: inout JSONWriter) {
    guard !answer.changes.isEmpty else { return }
    json.name("changes")
    json.array(answer.changes) { json, change in
      json.object { json in
        json.member("clause", change.clause)
        json.member("name", change.name)
        json.name("before")
        write(change.before, &json)
        json.name("after")
        write(change.after, &json)
      }
    }
  }

  private func writeBasis(_ json: inout JSONWriter) {
    if !answer.notes.isEmpty { json.member("notes", answer.notes) }
    if !answer.readings.isEmpty {
      json.name("readings")
      json.array(answer.readings) { json, reading in
        json.object { json in
          json.member("name", reading.name)
          json.member("used", reading.used)
          json.member("rivals", reading.rivals)
        }
      }
    }
    guard !answer.restsOn.isEmpty else { return }
    json.name("rests_on")
    json.object { json in
      json.member("assumptions", names(of: .assumption))
      json.member("facts", names(of: .fact))
      let own = names(of: .own)
      if !own.isEmpty { json.member("own", own) }
    }
    json.member("as_of", answer.today.text)
  }

  private func names(of kind: Basis.Kind) -> [String] {
    answer.restsOn.filter { $0.kind == kind }.map(\.name)
  }
}
