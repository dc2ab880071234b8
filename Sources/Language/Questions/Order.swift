import AISEngine
import AISModel
import AISNumerics
import AISSource
import AISSyntax
import AISUnits

// In which order rows stand, and how many.
extension Inquiry {
  /// Sorts by a column's expression and keeps the first rows, as the tail says.
  mutating func arrange(_ table: inout Table, _ tail: Tail) throws(Diagnostic) {
    if let sort = tail.sort {
      let wanted = title(sort)
      guard let column = table.columns.firstIndex(where: { $0.name == wanted }) else {
        throw Diagnostic(
          code: "AIS0208", "the table has no column `\(wanted)` to sort by", at: code(sort).place,
          help: "sort by one of " + table.columns.map { "`\($0.name)`" }.joined(separator: ", "))
      }
      self.sort(&table, by: column, choices(sort), isDescending: tail.isDescending)
    }
    guard let top = tail.top else { return }
    let value = try elaborator.value(code(top), scope(top, base))
    let count = value.node.flatMap(elaborator.graph.constant) ?? 0
    guard count >= 1, count == count.rounded() else {
      throw Diagnostic(code: "AIS0208", "`top` takes a whole number of rows", at: code(top).place)
    }
    if tail.sort == nil, let column = table.columns.indices.first(where: { hasAmounts(table, $0) })
    {
      self.sort(&table, by: column, [], isDescending: true)
    }
    if tail.extent.time != nil, let column = table.columns.firstIndex(where: { $0.role == .entity })
    {
      return keepFirst(Int(count), of: column, &table)
    }
    if Double(table.rowCount + leftRows) > count {
      let more = table.rowCount + leftRows - Int(count)
      elaborator.notes.append(more == 1 ? "1 more row" : "\(more) more rows")
      table.keep(Array(0..<min(table.rowCount, Int(count))))
    }
  }

  /// Of a series keeps the rows of the entities that come first. Complexity: linear.
  private mutating func keepFirst(_ count: Int, of column: Int, _ table: inout Table) {
    var ranks: [String: Int] = [:]
    var kept: [Int] = []
    for row in 0..<table.rowCount {
      guard case .entity(let name, _) = table.cell(row, column) else { continue }
      let rank = ranks[name] ?? ranks.count
      ranks[name] = rank
      if rank < count { kept.append(row) }
    }
    table.keep(kept)
    let more = ranks.count - count
    if more > 0 { note("\(more) more with values of their own") }
  }

  /// `true` iff a column of values holds more than texts and dates.
  private func hasAmounts(_ table: Table, _ column: Int) -> Bool {
    table.columns[column].role == .quantity
      && (0..<table.rowCount).contains { row in
        let cell = table.cell(row, column)
        switch cell {
        case .text, .date: return false
        default: return !cell.isUnknown
        }
      }
  }

  /// The choices that a name to sort by has, in the order of their declaration.
  private func choices(_ sort: ExpressionID) -> [String] {
    guard case .words(let range) = text.tree[sort],
      case .metric(let name)? = elaborator.meaning(
        of: joinedName(text.words(range)), scope(sort, base)),
      case .choice(let enumeration)? = elaborator.book.kinds.lazy.compactMap({ $0.metric(name) })
        .first?.type
    else { return [] }
    return elaborator.book[enumeration].members
  }

  /// Puts rows in the order of a column, choices in that of their declaration, other texts by their characters;
  /// what is unknown comes last in both directions.
  private func sort(
    _ table: inout Table, by column: Int, _ choices: [String], isDescending: Bool
  ) {
    let keys = (0..<table.rowCount).map { row in
      let cell = table.cell(row, column)
      let text = if case .text(let text) = cell { text } else { "" }
      let choice = choices.firstIndex(of: text).map(Double.init)
      return (isUnknown: cell.isUnknown, key: choice ?? cell.sortKey, text: text)
    }
    table.keep(
      keys.indices.sorted { a, b in
        let (x, y) = (keys[a], keys[b])
        if x.isUnknown != y.isUnknown { return y.isUnknown }
        if x.key == y.key, x.text != y.text { return isDescending == (x.text > y.text) }
        if x.key == y.key { return a < b }
        return isDescending ? x.key > y.key : x.key < y.key
      })
  }
}

extension Cell {
  /// Where a cell stands in an order: by mean or date, `never` after every number, unknown values last.
  var sortKey: Double {
    switch self {
    case .quantity(let quantity): quantity.mean
    case .truth(let share): share
    case .date(let period): period.ordinal
    case .never: .infinity
    default: -.infinity
    }
  }
}
