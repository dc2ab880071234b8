import AISNumerics
import Synchronization

/// Entities that were read from a table: a row each, a column for each metric.
///
/// They have no definitions of their own. What is asked of all of them is computed along one axis, and a
/// single one is read from its row.
public final class EntityTable: Sendable {
  /// The values of a metric, one a row.
  public enum Column: Sendable {
    /// Amounts in base units, the positions of choices, or the ordinals of dates; NaN where nothing is given.
    case numbers(Numbers)
    /// Empty where nothing is given.
    case texts([String])
  }

  public let kind: KindID
  /// The file, as written.
  public let file: String
  public let names: [String]
  public let columns: [NameID: Column]
  /// The key of each row's own draws: a hash of its name.
  public let keys: [UInt64]
  /// The import that it comes from, with all its parts.
  private final class Origin: Sendable {}
  private let origin: Origin
  /// Where each row stands among all rows of its file.
  public let places: [Int]
  /// Some cell is empty.
  public let hasGaps: Bool
  private let rows: RowIndex
  /// The rows by their names without case, found when first asked for.
  private let folded = Mutex<RowIndex?>(nil)

  /// Creates a table of rows with different names.
  public convenience init(
    kind: KindID, file: String, names: [String], columns: [NameID: Column]
  ) {
    self.init(kind, file, names, columns, Array(names.indices), Origin())
  }

  private init(
    _ kind: KindID, _ file: String, _ names: [String], _ columns: [NameID: Column],
    _ places: [Int], _ origin: Origin
  ) {
    (self.places, self.origin) = (places, origin)
    self.kind = kind
    self.file = file
    self.names = names
    self.columns = columns
    hasGaps = Self.hasGaps(columns)
    keys = names.map(RowIndex.hash)
    rows = RowIndex(names.map { joinedName([$0]) })
  }

  /// Creates the table of the rows of another, with columns.
  private init(_ rows: EntityTable, _ columns: [NameID: Column]) {
    (kind, file, names, keys) = (rows.kind, rows.file, rows.names, rows.keys)
    (places, origin) = (rows.places, rows.origin)
    (self.rows, self.columns, hasGaps) = (rows.rows, columns, Self.hasGaps(columns))
  }

  /// The same rows with columns, which have a value for each.
  public func holding(_ columns: [NameID: Column]) -> EntityTable { EntityTable(self, columns) }

  private static func hasGaps(_ columns: [NameID: Column]) -> Bool {
    columns.values.contains { column in
      switch column {
      case .numbers(let numbers):
        UnsafeBufferPointer(start: numbers.base, count: numbers.count).contains(where: \.isNaN)
      case .texts(let texts): texts.contains(where: \.isEmpty)
      }
    }
  }

  /// The rows whose names earlier rows have, with those.
  public var duplicates: [(row: Int, earlier: Int)] { rows.duplicates }

  /// How many rows it has.
  public var count: Int { names.count }

  /// `true` iff both are parts of what one import has brought in.
  public func isPart(ofSameAs other: EntityTable) -> Bool {
    origin === other.origin
  }

  /// The table in parts, in each of which every row has the same value in the columns at hand; its own rows in their
  /// order. Complexity: linear in rows times columns.
  ///
  /// A column that would leave more than `limit` parts is not looked at.
  public func parts(by choices: [NameID], limit: Int = 64) -> [EntityTable] {
    var parts = [Array(names.indices)]
    for choice in choices {
      guard case .numbers(let numbers)? = columns[choice] else { continue }
      var finer: [[Int]] = []
      for rows in parts {
        var ofChoice: [UInt64: Int] = [:]
        for row in rows {
          let number = numbers[row].isNaN ? Double.nan.bitPattern : numbers[row].bitPattern
          if let part = ofChoice[number] {
            finer[part].append(row)
          } else {
            ofChoice[number] = finer.count
            finer.append([row])
          }
        }
      }
      if finer.count <= limit { parts = finer }
    }
    return parts.count == 1 ? [self] : parts.map(taking)
  }

  /// The table of some of the rows.
  private func taking(_ rows: [Int]) -> EntityTable {
    let columns = columns.mapValues { column in
      switch column {
      case .numbers(let numbers): Column.numbers(Numbers(rows.map { numbers[$0] }))
      case .texts(let texts): Column.texts(rows.map { texts[$0] })
      }
    }
    return EntityTable(kind, file, rows.map { names[$0] }, columns, rows, origin)
  }

  /// `true` iff nothing is given for a metric in a row of its column.
  public func isEmpty(_ metric: NameID, _ row: Int) -> Bool {
    switch columns[metric] {
    case .numbers(let numbers)?: numbers[row].isNaN
    case .texts(let texts)?: texts[row].isEmpty
    case nil: false
    }
  }

  /// The row of the entity with this name.
  public func row(exactly name: String) -> Int? { rows.row(of: name) }

  /// The row of the entity with this name when case is put aside.
  public func row(folding name: String) -> Int? {
    folded.withLock { folded in
      let index = folded ?? RowIndex(names.map { joinedName([$0]).lowercased() })
      folded = index
      return index.row(of: name.lowercased())
    }
  }
}

extension EntityID {
  /// An entity of a table carries the number of the table, from 1, above these bits.
  private static let rowBits = 32

  /// The entity of a row of a table.
  init(table: Int, row: Int) { self.init(index: (table + 1) << Self.rowBits | row) }

  /// What stands for all entities of a table.
  public init(allOf table: Int) {
    self.init(index: (table + 1) << Self.rowBits | (1 << Self.rowBits - 1))
  }

  /// The table that the entity is a row of, or stands for.
  public var table: Int? { index >> Self.rowBits > 0 ? index >> Self.rowBits - 1 : nil }

  /// The row of an entity of a table; `nil` for what stands for all.
  public var row: Int? {
    let row = index & (1 << Self.rowBits - 1)
    return table == nil || row == 1 << Self.rowBits - 1 ? nil : row
  }

  /// `true` iff it stands for all entities of a table.
  public var isAll: Bool { table != nil && row == nil }

  /// The entity of a row of the same table.
  public func at(row: Int) -> EntityID { EntityID(table: table ?? 0, row: row) }
}
