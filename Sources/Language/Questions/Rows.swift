import AISEngine
import AISModel
import AISNumerics
import AISSource
import AISSyntax
import AISUnits

/// Where a row of an answer stands: its entity, and its point on the axis of a table's rows.
typealias RowPlace = (entity: EntityID?, point: [AxisID: Int])

// What stands for all rows of a table in a set becomes one line for each of them in an answer.
extension Inquiry {
  /// How many lines of a table are wanted, and by which item they are chosen.
  struct RowLimit {
    let count: Int
    /// Returns the value by which an entry of the answer is ranked.
    let rank: (Entry) -> Value?
    let isDescending: Bool
    /// It is what the answer is sorted by, which may be a date.
    var isSorted = false
    /// The sign does not matter.
    var isOfSize = false
  }

  /// The entities of a set, each of which belongs in every sample or in none.
  mutating func listed(_ members: [Value.Member], _ place: Place) throws(Diagnostic) -> [EntityID] {
    try compute(members.compactMap { $0.mask.map(Value.truth) })
    var found: [EntityID] = []
    for member in members {
      guard let mask = member.mask, !elaborator.isChecking else {
        found.append(member.entity)
        // all rows, whatever another set takes of them
        if member.entity.isAll {
          listedRows[member.entity] = Array(0..<elaborator.rowCount(member.entity))
        }
        continue
      }
      if let axis = elaborator.rowAxis(of: member.entity) {
        var rows = try listedRows(member.entity, mask, axis, place)
        // what one of several sets holds, or the same set in one of several scenarios
        if let others = listedRows[member.entity] { rows = Set(rows + others).sorted() }
        listedRows[member.entity] = rows
        if !rows.isEmpty { found.append(member.entity) }
        continue
      }
      guard case .truth(let share) = try cell(.truth(mask)), share == 0 || share == 1 else {
        throw uncertainListing(member.entity, place)
      }
      if share == 1 { found.append(member.entity) }
    }
    return found
  }

  /// Entities of a question as the members of a set: of a table those of its rows that are listed.
  mutating func members(_ entities: [EntityID]) -> [Value.Member] {
    entities.map { entity in
      guard let rows = listedRows[entity], let axis = elaborator.rowAxis(of: entity),
        rows.count < axis.count
      else { return Value.Member(entity: entity, mask: nil) }
      var mask = [Double](repeating: 0, count: axis.count)
      for row in rows { mask[row] = 1 }
      return Value.Member(
        entity: entity, mask: elaborator.graph.column(Numbers(mask), along: axis.axis))
    }
  }

  private mutating func listedRows(
    _ entity: EntityID, _ mask: NodeID, _ axis: RowAxis, _ place: Place
  ) throws(Diagnostic) -> [Int] {
    if let found = summaries[mask], found.axes == [axis.axis], let truths = found.certainNumbers,
      truths.allSatisfy({ $0 == 0 || $0 == 1 })
    {
      return truths.indices.filter { truths[$0] == 1 }
    }
    var rows: [Int] = []
    var unknown = 0
    for row in 0..<axis.count {
      let found = try cell(.truth(mask), at: [axis.axis: row])
      if case .missing = found {
        unknown += 1
        continue
      }
      guard case .truth(let share) = found, share == 0 || share == 1 else {
        throw uncertainListing(entity.at(row: row), place)
      }
      if share == 1 { rows.append(row) }
    }
    elaborator.noteUnknown(unknown, entity)
    return rows
  }

  /// A listing of entities that belong in some samples only.
  private func uncertainListing(_ entity: EntityID, _ place: Place) -> Diagnostic {
    Diagnostic(
      code: "AIS0326", "which entities to list is uncertain", at: place,
      notes: ["the condition holds for \(elaborator.book[entity].display) in some samples only"],
      help: "say how sure is enough: `where P(…) > 50%`")
  }

  /// The lines that the entities of an answer make, in their order; those of one file in the order of the file.
  mutating func lines(of entities: [EntityID?], _ entries: [Entry], _ limit: RowLimit?) -> [(
    whole: EntityID?, place: RowPlace
  )] {
    var lines: [(whole: EntityID?, place: RowPlace)] = []
    for entity in entities { lines += places(of: entity, entries, limit).map { (entity, $0) } }
    // rows that are named one by one stand as they are named
    return elaborator.inFileOrder(lines) { $0.whole?.isAll == true ? $0.place.entity : nil }
  }

  /// The lines that an entity of an answer makes: one, or one for each of the rows that it stands for, the
  /// best of them where only some are wanted.
  mutating func places(of entity: EntityID?, _ entries: [Entry], _ limit: RowLimit?) -> [RowPlace] {
    guard let entity, let axis = elaborator.rowAxis(of: entity) else { return [(entity, [:])] }
    var rows = listedRows[entity] ?? Array(0..<axis.count)
    if let limit, limit.count < rows.count,
      let value = entries.lazy.filter({ $0.entity == entity }).compactMap(limit.rank).first,
      value.dimension != nil || value.type == .boolean || value.type == .date && limit.isSorted
    {
      let kept = best(limit, of: rows, by: value)
      leftRows += rows.count - kept.count
      rows = kept
    }
    return rows.map { (entity.at(row: $0), [axis.axis: $0]) }
  }

  /// The rows with the largest or smallest values, in their own order. Complexity: rows × log(count).
  private func best(_ limit: RowLimit, of rows: [Int], by value: Value) -> [Int] {
    guard let node = value.node, let found = summaries[node], found.axes.count == 1 else {
      return rows
    }
    let count = limit.count
    let certain = found.certainNumbers
    var kept: [(key: Double, row: Int)] = []
    var worst = -Double.infinity
    for row in rows {
      let value = certain?[row] ?? found.mean(row)
      let mean = limit.isOfSize ? abs(value) : value
      let key = mean.isNaN ? -.infinity : limit.isDescending ? mean : -mean
      if kept.count == count, key <= worst { continue }
      var (low, high) = (0, kept.count)
      while low < high {
        let middle = (low + high) / 2
        if kept[middle].key >= key { low = middle + 1 } else { high = middle }
      }
      kept.insert((key, row), at: low)
      if kept.count > count { kept.removeLast() }
      worst = kept.count == count ? kept[count - 1].key : -.infinity
    }
    return kept.map(\.row).sorted()
  }

  /// How many lines `top` asks for, when one item decides which; `nil` for all.
  mutating func rowLimit(_ tail: Tail, _ items: [ExpressionID]) throws(Diagnostic) -> RowLimit? {
    guard let top = tail.top,
      let known = try elaborator.value(code(top), scope(top, base)).node.flatMap(
        elaborator.graph.constant), known >= 1, known < 1e6
    else { return nil }
    var item = 0
    if let sort = tail.sort {
      guard let at = items.firstIndex(where: { title($0) == title(sort) }) else { return nil }
      item = at
    }
    return RowLimit(
      count: Int(known), rank: { $0.item == item ? $0.values.first : nil },
      isDescending: tail.sort == nil || tail.isDescending, isSorted: tail.sort != nil)
  }

  /// The cell of a value in the head of a what-if: of a column of a table, in one part or several, from its least to its
  /// largest, `$2M/yr..$5M/yr`.
  mutating func headCell(_ values: [Value]) throws(Diagnostic) -> Cell {
    guard let value = values.first else { return .empty }
    guard values.count > 1 || elaborator.isColumn(value) else { return try cell(value) }
    var means: [Double] = []
    for found in values.compactMap({ $0.node.flatMap { summaries[$0] } }) {
      means += (0..<found.count).map(found.mean).filter(\.isFinite)
    }
    guard let low = means.min(), let high = means.max() else { return try cell(value) }
    let ends = (low == high ? [low] : [low, high]).map {
      elaborator.book.units.text(
        $0, value.dimension ?? .ratio, style: value.style, precision: .significant(3))
    }
    return .text(ends.joined(separator: ".."))
  }

  /// A value of all rows where one is wanted: how many, and their range.
  func rangeCell(_ value: Value, _ found: Summaries, _ axis: AxisID) -> Cell? {
    let rows = elaborator.rowAxes.first { $0.value.axis == axis }
    guard rows != nil, found.axes.count == 1 else { return nil }
    let means = (0..<found.count).map(found.mean)
    guard let low = means.min(), let high = means.max(), value.dimension != nil else {
      return .text("\(found.count) values")
    }
    let ends = [low, high].map {
      elaborator.book.units.text(
        $0, value.dimension ?? .ratio, style: value.style, precision: .significant(3))
    }
    return .text("\(found.count) values, \(ends[0]) to \(ends[1])")
  }
}
