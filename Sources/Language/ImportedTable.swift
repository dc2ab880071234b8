import AISModel
import AISSource
import AISUnits

/// A table that is being read: its columns, and what is wrong with it.
struct ImportedTable {
  var columns: [TableColumn] = []
  /// The column that is not among `columns`, but names the rows.
  var nameColumn: Int?
  private(set) var names: [String] = []
  private(set) var count = 0
  /// The rows that it may have; `nil`: any number.
  var rowLimit: Int?
  var faults = TableFaults()
  private var units: CellUnits
  /// So many rows at a time, so that their text stays in the nearest cache.
  private static let stride = 64

  init(_ units: UnitSystem) { self.units = CellUnits(units) }

  /// How many cells a row has.
  var width: Int { columns.count + (nameColumn == nil ? 0 : 1) }

  /// A column turned out to be something else than it was read as.
  var isStale: Bool { columns.contains(where: \.isStale) }

  /// Begins anew, with what has been learned of the columns.
  mutating func restart() {
    for index in columns.indices { columns[index].restart() }
    (names, count, faults) = ([], 0, TableFaults())
  }

  /// Takes rows; those that have another number of cells are faults.
  mutating func take(_ rows: TableRows, _ some: ArraySlice<TableRows.Row>, isJSON: Bool) {
    let width = width
    var kept = some
    if !isJSON, some.contains(where: { $0.count != width }) {
      for row in some where row.count != width {
        faults.add(
          "AIS0715", "this row has \(row.count) cells, the head has \(width)", at: rows.place(row),
          help: "put a cell that holds the separator in quotation marks")
      }
      kept = some.filter { $0.count == width }[...]
    }
    if let nameColumn {
      for row in kept {
        names.append(rows.text(row, nameColumn))
        if names[names.count - 1].isEmpty {
          faults.add(
            "AIS0715", "this row has no name", at: rows.place(row),
            help: "name every row, or leave it out")
        }
      }
    }
    count += kept.count
    for first in Swift.stride(from: kept.startIndex, to: kept.endIndex, by: Self.stride) {
      let part = kept[first..<min(first + Self.stride, kept.endIndex)]
      for index in columns.indices {
        let column = nameColumn.map { index < $0 ? index : index + 1 } ?? index
        columns[index].take(rows, part, column, &units, &faults)
      }
    }
  }
}
