import AISLanguage
import AISSource
import AISUnits

/// How a table is laid out: which columns it gets, and what stands in each cell.
///
/// With one or two columns of quantities, uncertain ones get a column of intervals beside them, as do the two scenarios of
/// a what-if along time; with more, uncertain values are marked `~` and explained in a footnote.
struct TableLayout {
  /// The rows and columns as text.
  private(set) var grid = Document.Grid(columns: [], rows: [])
  /// What the mark `~` means in this table, if it occurs.
  private(set) var footnote: String?

  private let table: Table
  private let rows: [[Cell]]
  private let wording: Wording
  /// The columns that have their intervals beside them.
  private let withIntervals: Set<Int>
  /// The columns that stay however narrow the surface is.
  private let essential: Set<Int>
  /// The style for the quantities of a row, or of a column, told apart by `isByRow`.
  private var styles: [NumberStyle?] = []
  private let isByRow: Bool

  /// Creates the layout of `table`. Complexity: linear in its cells.
  init(_ table: Table, _ wording: Wording) {
    self.table = table
    rows = table.rows
    self.wording = wording
    withIntervals = Self.columnsWithIntervals(of: table)
    essential = Self.essentialColumns(of: table, rows, wording)
    isByRow = !table.scenarios.isEmpty
    styles = isByRow ? rows.map { style(for: $0) } : table.columns.indices.map(columnStyle)
    grid.rows = Array(repeating: [], count: rows.count)
    for index in table.columns.indices { add(index) }
    footnote = explanation
  }

  // MARK: Columns

  private mutating func add(_ index: Int) {
    let column = table.columns[index]
    let cells = rows.map { $0[index] }
    let marks = cells.map { mark($0, index) }
    let hasMarks = marks.contains("~")
    grid.columns.append(
      .init(
        column.title, alignment(of: column, cells), name: name(ofColumn: index),
        importance: importance(ofColumn: index),
        isText: [.entity, .text].contains(column.role)
          || cells.contains { $0.isWord } && !cells.contains { $0.isNumber }))
    for (row, cell) in cells.enumerated() {
      var phrase = isRepeated(row, index) ? [] : phrase(cell, row, index)
      if hasMarks { phrase.append(.init(marks[row])) }
      grid.rows[row].append(phrase)
    }
    if withIntervals.contains(index) { addIntervals(cells, index) }
  }

  private static func columnsWithIntervals(of table: Table) -> Set<Int> {
    let values = table.columns.indices.filter { table.columns[$0].role.isValue }
    if values.count <= 2 { return Set(values) }
    guard table.scenarios.count == 2, table.columns.contains(where: { $0.name == "time" }) else {
      return []
    }
    return Set(values.filter { table.columns[$0].role == .quantity })
  }

  private mutating func addIntervals(_ cells: [Cell], _ index: Int) {
    let intervals = cells.enumerated().map { row, cell in interval(cell, style(row, index)) }
    guard intervals.contains(where: { !$0.isEmpty }) else { return }
    grid.columns.append(
      .init(
        Wording.intervalTitle, name: "\(Wording.intervalTitle) of \(table.columns[index].name)",
        importance: .detail))
    for (row, text) in intervals.enumerated() { grid.rows[row].append([.init(text)]) }
  }

  /// What says where a row stands, and the first value: of a what-if the one with the changes, since the base says nothing
  /// of them.
  private static func essentialColumns(of table: Table, _ rows: [[Cell]], _ wording: Wording)
    -> Set<Int>
  {
    let columns = table.columns
    let places = columns.indices.filter { columns[$0].role.isPlace }
    let values = columns.indices.filter { columns[$0].role.isValue }
    guard let first = values.first else { return Set(places + columns.indices.prefix(2)) }
    let isWhatIf = columns.contains { $0.role == .change }
    let leading = isWhatIf && table.scenarios.count > 1 ? values.dropFirst().first ?? first : first
    // in a table of scenarios the words before the values name the metric
    let names = table.scenarios.isEmpty ? Self.names(before: first, rows, wording) : first
    return Set(places + columns.indices.prefix(names) + [leading])
  }

  /// How many of the first `count` columns tell the rows apart, or all of them if even these do not.
  private static func names(before count: Int, _ rows: [[Cell]], _ wording: Wording) -> Int {
    guard count > 1 else { return count }
    return (1..<count).first { length in
      Set(rows.map { row in row.prefix(length).map(wording.short) }).count == rows.count
    } ?? count
  }

  /// Words that say more of a row beside values are left out with their details.
  private func importance(ofColumn index: Int) -> Document.Grid.Importance {
    if essential.contains(index) { return .essential }
    switch table.columns[index].role {
    case .error: return .detail
    case .text: return table.columns.contains { $0.role.isValue } ? .detail : .value
    default: return .value
    }
  }

  /// What a column is called in a note: an error by what it is of.
  private func name(ofColumn index: Int) -> String {
    let column = table.columns[index]
    guard column.role == .error, index > 0 else { return column.title }
    return "\(column.title) of \(table.columns[index - 1].name)"
  }

  /// Numbers and truths stand at the right, names and words at the left.
  private func alignment(
    of column: Table.Column, _ cells: [Cell]
  ) -> Document.Grid.Alignment {
    guard column.role != .entity, column.role != .text else { return .leading }
    let hasWords = cells.contains { $0.isWord }
    return hasWords && !cells.contains { $0.isNumber } ? .leading : .trailing
  }

  /// `true` iff the cell says where the row stands and reads as in the row above, as do all such
  /// cells before it.
  private func isRepeated(_ row: Int, _ index: Int) -> Bool {
    guard row > 0, table.columns[index].role.isPlace else { return false }
    let (above, here) = (rows[row - 1], rows[row])
    return (0...index).allSatisfy { place in
      !table.columns[place].role.isPlace || above[place].isSamePlace(as: here[place])
    }
  }

  // MARK: Cells

  private func phrase(_ cell: Cell, _ row: Int, _ index: Int) -> Document.Phrase {
    switch (cell, table.columns[index].role) {
    case (.quantity(let quantity), .change): change(quantity, style(row, index))
    case (.quantity(let quantity), .fraction): fraction(quantity)
    case (.quantity(let quantity), .error): [.init(error(quantity, style(row, index)))]
    case (.quantity(let quantity), _): [.init(value(quantity, style(row, index)))]
    case (.never, _): [.init("never")]
    case (.missing, _): [.init("–", .faint)]
    // a blank would read as the entity of the row above
    case (.empty, .entity): [.init("–", .faint)]
    case (.truth(let share), _) where share > 0 && share < 1:
      [.init("true in \(wording.share(share))")]
    default: [.init(wording.short(cell))]
    }
  }

  private func value(_ quantity: Quantity, _ style: NumberStyle?, sign: String = "") -> String {
    guard quantity.center.isFinite else { return "never in \(wording.share(quantity.neverShare))" }
    let bound =
      switch quantity.bound {
      case .atLeast: "≥ "
      case .atMost: "≤ "
      case .unknown, nil: ""
      }
    return bound + sign + wording.rounded(quantity, style: style)
  }

  /// A standard error, of which one digit says enough.
  private func error(_ quantity: Quantity, _ style: NumberStyle?) -> String {
    wording.units.text(
      quantity.mean / quantity.factor, quantity.dimension, style: style ?? quantity.style,
      precision: .significant(1))
  }

  /// The sign tells more from less; the role only repeats it.
  private func change(_ quantity: Quantity, _ style: NumberStyle?) -> Document.Phrase {
    let size = quantity.center
    let text = value(quantity, style, sign: size > 0 && size.isFinite ? "+" : "")
    return [.init(text, role(ofChange: size))]
  }

  /// A change as a share of the base.
  private func fraction(_ quantity: Quantity) -> Document.Phrase {
    [.init(wording.changed(by: quantity.mean), role(ofChange: quantity.mean))]
  }

  private func role(ofChange size: Double) -> Document.Role {
    size == 0 ? .plain : size > 0 ? .positive : .negative
  }

  private func interval(_ cell: Cell, _ style: NumberStyle?) -> String {
    guard case .quantity(let quantity) = cell else { return "" }
    return wording.interval(quantity, style: style) ?? ""
  }

  // MARK: Marks

  /// `~` for a mean or median that stands without its interval, or for a median in a column of
  /// means; else a blank, so that the numbers line up.
  private func mark(_ cell: Cell, _ index: Int) -> String {
    guard case .quantity(let quantity) = cell, !quantity.isCertain, quantity.center.isFinite
    else { return " " }
    return withIntervals.contains(index) && quantity.neverShare == 0 ? " " : "~"
  }

  private var explanation: String? {
    let marked = rows.flatMap { row in
      row.indices.filter { mark(row[$0], $0) == "~" }.compactMap { row[$0].quantity }
    }
    guard let samples = marked.compactMap(\.samples).max() else { return nil }
    let isMean = marked.contains { $0.neverShare == 0 }
    let isMedian = marked.contains { $0.neverShare > 0 }
    if !isMedian { return "~ mean of \(samples) samples" }
    if !isMean { return "~ median of \(samples) samples, some of them never" }
    return "~ mean of \(samples) samples; the median where some are never"
  }

  // MARK: Units

  private func style(_ row: Int, _ index: Int) -> NumberStyle? {
    let style = styles[isByRow ? row : index]
    guard case .unit(let unit)? = style, case .quantity(let quantity) = rows[row][index],
      quantity.style == .plain, quantity.dimension == unit.dimension
    else { return nil }
    return style
  }

  /// The style for a value in all scenarios and its change: that of the first of them.
  private func style(for row: [Cell]) -> NumberStyle? {
    row.lazy.compactMap(\.quantity).first { $0.typical != 0 }.map {
      wording.units.defaultStyle(
        for: $0.dimension, typical: $0.typical, precision: wording.precision(for: $0))
    }
  }

  /// The style for the quantities of a column, if they measure the same: that of the one in the
  /// middle of them by size.
  private func columnStyle(_ index: Int) -> NumberStyle? {
    let quantities = rows.compactMap { $0[index].quantity }.filter { $0.typical != 0 }
    guard let first = quantities.first,
      quantities.allSatisfy({ $0.dimension == first.dimension })
    else { return nil }
    let sorted = quantities.sorted { $0.typical.magnitude < $1.typical.magnitude }
    let middle = sorted[sorted.count / 2]
    return wording.units.defaultStyle(
      for: middle.dimension, typical: middle.typical, precision: wording.precision(for: middle))
  }
}

extension Table.Column {
  /// The head of the column as people read it.
  fileprivate var title: String {
    switch role {
    case .fraction: "%"
    case .error: "±"
    default: name
    }
  }
}

extension Table.Column.Role {
  /// `true` iff the column holds what was asked for.
  fileprivate var isValue: Bool { self == .quantity || self == .change }
  /// `true` iff the column tells where a row stands.
  var isPlace: Bool { self == .axis || self == .entity }
}

extension Cell {
  fileprivate var quantity: Quantity? {
    if case .quantity(let quantity) = self { quantity } else { nil }
  }

  fileprivate var isNumber: Bool {
    switch self {
    case .quantity, .truth: true
    default: false
    }
  }

  fileprivate var isWord: Bool {
    switch self {
    case .text, .date, .entity: true
    default: false
    }
  }

  fileprivate func isSamePlace(as other: Cell) -> Bool {
    switch (self, other) {
    case (.entity(let a, _), .entity(let b, _)): a == b
    case (.text(let a), .text(let b)): a == b
    case (.date(let a), .date(let b)): a == b
    case (.quantity(let a), .quantity(let b)): a.mean == b.mean && a.dimension == b.dimension
    default: false
    }
  }
}
