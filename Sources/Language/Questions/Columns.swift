import AISEngine
import AISModel
import AISNumerics
import AISSyntax
import AISUnits

// Tables of certain numbers, along sweeps or for the rows of a table: columns, and no cell until it is asked for.
extension Inquiry {
  /// The table of numbers that vary along sweeps only; `nil` where some cell is uncertain, `never`, a fault or no
  /// number, and so must be looked at by itself.
  func sweptTable(_ question: ShowQuestion, _ frame: Frame, _ entries: [Entry]) -> Table? {
    let axes = frame.axes.compactMap(\.axis)
    guard axes.count == frame.axes.count, !axes.isEmpty, entries.count == question.items.count
    else {
      return nil
    }
    let counts = frame.axes.map(\.count)
    let rows = counts.reduce(1, *)
    /// How rows run through something that has these strides along the axes.
    func runs(_ strides: [Int]) -> [CellColumn.Run] {
      var length = rows
      return zip(counts, strides).compactMap { count, stride in
        length /= max(1, count)
        return stride == 0 ? nil : CellColumn.Run(length: length, count: count, stride: stride)
      }
    }
    var cells: [CellColumn] = []
    for (index, (axis, like)) in axes.enumerated() {
      let values = elaborator.graph.values(of: axis).map { value in
        Cell.quantity(
          Quantity(base: value, like.dimension ?? .ratio, style: like.style, elaborator.book.units))
      }
      let strides = axes.indices.map { $0 == index ? 1 : 0 }
      cells.append(CellColumn(.cells(values), runs: runs(strides)))
    }
    for entry in entries {
      guard entry.entity == nil, let value = entry.values.first, value.dimension != nil,
        let node = value.node, elaborator.graph.operandOfMean(node) == nil,
        elaborator.influences[node] == nil, elaborator.errors[node] == nil,
        let found = summaries[node], let numbers = found.certainNumbers,
        found.axes.allSatisfy({ own in axes.contains { $0.0 == own } })
      else { return nil }
      let like = quantity(found[0], value)
      guard numbers.allSatisfy({ ($0 * like.factor).isFinite }) else { return nil }
      let strides = axes.map { axis, _ in
        found.axes.firstIndex(of: axis).map { at in
          found.axes[(at + 1)...].reduce(1) { $0 * elaborator.graph.values(of: $1).count }
        } ?? 0
      }
      // a place for each row, in the order of the rows
      let isPlain = found.axes == axes.map(\.0)
      cells.append(
        found.axes.isEmpty
          ? CellColumn(.cells([.quantity(like)]), runs: [.init(length: rows, count: 1, stride: 0)])
          : CellColumn(
            .numbers(numbers, like: like, otherwise: .empty), runs: isPlain ? [] : runs(strides)))
    }
    var columns = leading(frame, hasEntities: false)
    columns += question.items.map { .init(title($0), .quantity) }
    return Table(columns: columns, cells: cells, count: rows)
  }

  /// The roots of the listed rows of one table, as columns.
  mutating func rootsOfRows(
    _ solution: Solution, _ scene: SearchScene, _ frame: Frame, _ columns: [Table.Column]
  ) -> Table? {
    guard frame.axes.isEmpty, let entity = scene.entity, let roots = solution.roots,
      let axis = elaborator.rowAxis(of: entity), solution.axes == [axis.axis]
    else { return nil }
    let rows = listedRows[entity] ?? Array(0..<axis.count)
    let names = rows.map { row in
      let known = elaborator.book[entity.at(row: row)]
      return (name: known.name, display: known.display)
    }
    return Table(
      columns: columns, cells: [CellColumn(.entities(names)), roots.taking(rows)],
      count: rows.count)
  }
}
