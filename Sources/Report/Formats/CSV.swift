import AISLanguage
import AISSource
import AISUnits

extension Format {
  /// For spreadsheets: comma-separated values (RFC 4180) with lines that end in LF, units in the head as `import` reads
  /// them, numbers in full. Answers that follow one another are parted by an empty line.
  public static let csv = Format(
    name: "csv", suffix: "csv", summary: "comma-separated values for spreadsheets",
    separator: "\n", mixesErrorsWithAnswers: false,
    answer: { answer, _, sink in
      if let table = answer.rows { CSVWriter(table).write(to: sink) }
    },
    diagnostics: { diagnostics, _, surface in
      diagnostics.map(surface.text).joined()
    })
}

/// Writes a table as comma-separated values.
///
/// A column of quantities has their unit in its head, `revenue [USD/year]`. Where they have several, as in a what-if of
/// several metrics, a column `unit` stands before the first of them. Uncertain quantities are their means (medians
/// where some samples are never), with the ends of the interval in columns of their own.
struct CSVWriter {
  /// A column as it is written, with what it takes from the cells of a row.
  private struct Field {
    let head: String
    let text: (_ row: Int) -> String
  }

  private let table: Table
  /// What the columns are called, each by a name of its own.
  private let names: [String]
  private var fields: [Field] = []

  /// Creates the writer of `table`. Complexity: linear in its cells.
  init(_ table: Table) {
    self.table = table
    names = table.columns.map(\.name).distinct
    let traits = table.columns.indices.map { Self.traits(of: $0, in: table) }
    let mixed = table.columns.indices.filter { traits[$0].units.count > 1 }
    let agree = (0..<table.rowCount).allSatisfy { row in
      Set(mixed.compactMap { table.cell(row, $0).number?.unit }).count < 2
    }
    for index in table.columns.indices {
      if agree ? index == mixed.first : mixed.contains(index) {
        addUnits(of: agree ? mixed : [index], agree ? "unit" : names[index] + " unit")
      }
      add(index, traits[index])
    }
  }

  // MARK: Columns

  /// What occurs in a column.
  private struct Traits {
    var units: Set<String> = []
    var hasInterval = false
    var hasBound = false
  }

  private static func traits(of column: Int, in table: Table) -> Traits {
    var traits = Traits()
    for row in 0..<table.rowCount {
      guard let quantity = table.cell(row, column).number else { continue }
      traits.units.insert(quantity.unit)
      if quantity.p5 != nil { traits.hasInterval = true }
      if quantity.bound != nil { traits.hasBound = true }
    }
    return traits
  }

  private mutating func addUnits(of columns: [Int], _ head: String) {
    let table = table
    fields.append(
      Field(head: head) { row in
        Self.cell(columns.lazy.compactMap { table.cell(row, $0).number?.unit }.first ?? "")
      })
  }

  private mutating func add(_ index: Int, _ traits: Traits) {
    let (table, title) = (table, names[index])
    let unit =
      traits.units.count == 1 ? traits.units.first.map { $0 == "1" ? "" : " [\($0)]" } : nil
    func add(_ suffix: String, _ text: @escaping (Cell) -> String) {
      fields.append(Field(head: title + suffix + (unit ?? "")) { text(table.cell($0, index)) })
    }
    add("", Self.text)
    if traits.hasInterval {
      add(" p5") { Self.number($0.number?.p5) }
      add(" p95") { Self.number($0.number?.p95) }
    }
    if traits.hasBound {
      fields.append(
        Field(head: title + " bound") { table.cell($0, index).number?.bound?.rawValue ?? "" })
    }
  }

  // MARK: Text

  /// Writes the head and the rows.
  func write(to sink: (String) -> Void) {
    var text = line(fields.map { Self.cell($0.head) })
    for row in 0..<table.rowCount {
      text += line(fields.map { $0.text(row) })
      guard text.utf8.count > 1 << 16 else { continue }
      sink(text)
      text = ""
    }
    sink(text)
  }

  private func line(_ cells: [String]) -> String {
    // one empty cell would be an empty line, which is no row
    (cells == [""] ? "\"\"" : cells.joined(separator: ",")) + "\n"
  }

  /// The text of a cell; what is not known is empty.
  private static func text(_ cell: Cell) -> String {
    switch cell {
    case .quantity(let quantity): number(quantity.center)
    case .truth(let share):
      share == 0 || share == 1 ? (share == 1 ? "true" : "false") : number(share)
    case .text(let text): self.cell(text)
    case .date(let period): period.text
    case .entity(let name, _): self.cell(name)
    case .never: "never"
    case .missing, .empty: ""
    }
  }

  private static func number(_ number: Double?) -> String {
    guard let number else { return "" }
    return number.isFinite ? JSONWriter { $0.number(number) }.text : "never"
  }

  /// A text as a cell: after an apostrophe if a spreadsheet would compute it, in quotation marks if it has to be.
  private static func cell(_ text: String) -> String {
    let harmless = text.beginsFormula ? "'" + text : text
    let isPlain =
      !harmless.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
      && harmless.utf8.first != 0x20 && harmless.utf8.last != 0x20
    return isPlain ? harmless : "\"" + harmless.replacing("\"", with: "\"\"") + "\""
  }
}

extension Cell {
  /// The quantity that it is, if it is one.
  fileprivate var number: Quantity? {
    if case .quantity(let quantity) = self { quantity } else { nil }
  }
}
