import AISNumerics

/// A table: named columns, rows of cells.
public struct Table: Sendable {
  public struct Column: Sendable {
    public enum Role: String, Sendable {
      case axis, entity, text, quantity, change, fraction
      /// The standard error of the column before it.
      case error
    }
    public var name: String
    public var role: Role

    public init(_ name: String, _ role: Role) {
      self.name = name
      self.role = role
    }
  }

  /// The cells, by row or, of what may be long, by column.
  private enum Body: Sendable {
    case rows([[Cell]])
    /// The columns with the number of their cells; the rows are those of these places, of all where `nil`.
    case columns([CellColumn], count: Int, places: [Int]?)
  }

  public var columns: [Column]
  /// The scenarios that are columns, if any.
  public var scenarios: [String] = []
  private var body: Body

  /// Creates a table by its rows.
  public init(columns: [Column], rows: [[Cell]]) {
    self.columns = columns
    body = .rows(rows)
  }

  /// Creates a table by its columns of `count` cells, which are kept as they are until somebody asks for rows.
  package init(columns: [Column], cells: [CellColumn], count: Int) {
    self.columns = columns
    body = .columns(cells, count: count, places: nil)
  }

  /// The rows, all of them made: of a long table `rowCount` and `cell` take less.
  public var rows: [[Cell]] {
    get {
      guard case .rows(let rows) = body else {
        return (0..<rowCount).map { row in columns.indices.map { cell(row, $0) } }
      }
      return rows
    }
    set { body = .rows(newValue) }
    _modify {
      var rows = self.rows
      body = .rows([])
      defer { body = .rows(rows) }
      yield &rows
    }
  }

  /// How many rows it has.
  public var rowCount: Int {
    switch body {
    case .rows(let rows): rows.count
    case .columns(_, let count, let places): places?.count ?? count
    }
  }

  /// The cell of a row in a column.
  public func cell(_ row: Int, _ column: Int) -> Cell {
    switch body {
    case .rows(let rows): rows[row][column]
    case .columns(let columns, _, let places): columns[column][places?[row] ?? row]
    }
  }

  /// Of a table by columns: what the cells of a column are made from, and which of it stands in a row.
  package func source(ofColumn column: Int) -> (
    source: CellColumn.Source, place: (_ row: Int) -> Int
  )? {
    guard case .columns(let columns, _, let places) = body else { return nil }
    let own = columns[column]
    return (own.source, { own.place(places?[$0] ?? $0) })
  }

  /// Keeps the rows at these places, in this order.
  mutating func keep(_ kept: [Int]) {
    switch body {
    case .rows(let rows): body = .rows(kept.map { rows[$0] })
    case .columns(let columns, let count, let places):
      body = .columns(
        columns, count: count, places: places.map { old in kept.map { old[$0] } } ?? kept)
    }
  }

  /// Removes the last column.
  mutating func removeLastColumn() {
    columns.removeLast()
    switch body {
    case .rows(let rows): body = .rows(rows.map { Array($0.dropLast()) })
    case .columns(let cells, let count, let places):
      body = .columns(cells.dropLast(), count: count, places: places)
    }
  }

  /// The rows of this table, then those of another with the same columns.
  func followed(by other: Table) -> Table {
    var table = self
    table.rows += other.rows
    return table
  }

  /// Returns the row whose leading cells read as `labels`, such as `"OpenAI", "net_income"`.
  public func row(_ labels: String...) -> [Cell]? {
    rows.first { row in
      zip(labels, row).allSatisfy { label, cell in cell.reads(as: label) }
        && labels.count <= row.count
    }
  }

  /// Returns what a row says of a scenario's base, value and change: `table["OpenAI", "net_income"]`.
  public subscript(_ entity: String, _ metric: String) -> Comparison? {
    guard let row = row(entity, metric) else { return nil }
    func cell(_ name: String) -> Quantity? {
      guard let index = columns.firstIndex(where: { $0.name == name }),
        case .quantity(let quantity) = row[index]
      else { return nil }
      return quantity
    }
    return Comparison(base: cell("base"), whatIf: cell("what if"), change: cell("change"))
  }
}

/// A metric before and after a change.
public struct Comparison: Sendable {
  public var base: Quantity?
  public var whatIf: Quantity?
  public var change: Quantity?
}

extension Cell {
  func reads(as label: String) -> Bool {
    switch self {
    case .entity(let name, let display): name == label || display == label
    case .text(let text): text == label
    default: false
    }
  }
}

/// The cells of a column, each made when it is asked for.
package struct CellColumn: Sendable {
  package enum Source: Sendable {
    case cells([Cell])
    /// Entities by their names and displayed names.
    case entities([(name: String, display: String)])
    /// Numbers in the base unit of a quantity like this one; where there is none, another cell.
    case numbers(Numbers, like: Quantity, otherwise: Cell)
  }

  /// A part of how the rows run through the source: each of `count` places, `stride` apart, for `length` rows in turn.
  struct Run: Sendable {
    var length: Int
    var count: Int
    var stride: Int
  }

  let source: Source
  /// How the rows run through the source; one after the other where there is nothing.
  private let runs: [Run]

  init(_ source: Source, runs: [Run] = []) {
    self.source = source
    self.runs = runs
  }

  /// The place in the source of a row.
  func place(_ row: Int) -> Int {
    guard !runs.isEmpty else { return row }
    var place = 0
    for run in runs { place += row / run.length % run.count * run.stride }
    return place
  }

  /// The column of some of the rows.
  func taking(_ rows: [Int]) -> CellColumn {
    switch source {
    case .cells(let cells): CellColumn(.cells(rows.map { cells[place($0)] }))
    case .entities(let names): CellColumn(.entities(rows.map { names[place($0)] }))
    case .numbers(let numbers, let like, let otherwise):
      CellColumn(
        .numbers(Numbers(rows.map { numbers[place($0)] }), like: like, otherwise: otherwise))
    }
  }

  subscript(row: Int) -> Cell {
    let place = place(row)
    switch source {
    case .cells(let cells): return cells[place]
    case .entities(let names):
      return .entity(name: names[place].name, display: names[place].display)
    case .numbers(let numbers, let like, let otherwise):
      var quantity = like
      return quantity.take(numbers, at: place) ? .quantity(quantity) : otherwise
    }
  }
}

extension Quantity {
  /// Becomes the quantity with a number in base units from a place; `false` where there is none.
  package mutating func take(_ numbers: Numbers, at place: Int) -> Bool {
    mean = numbers[place] * factor
    return !numbers[place].isNaN
  }
}
