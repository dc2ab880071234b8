import AISNumerics

/// Values along the rows of a table that differ from others, their base, in a few of them.
///
/// It is a node like any other: `if row is 7 then v else base`, once for each row, the rows rising.
struct Patch: Sendable {
  let axis: AxisID
  /// What holds in all other rows. No sample reaches it, and it is no patch along this axis.
  let base: NodeID
  /// The rows that differ, rising, each with its value, which is one for all rows.
  let rows: [(row: Int, value: NodeID)]

  /// The most rows in which a patch differs; beyond them a choice is one between columns.
  static let rowLimit = 64
}

/// A node at one row of an axis.
struct PickedRow: Hashable, Sendable {
  let node: NodeID
  let axis: AxisID
  let row: Int
}

/// Patches move outwards: an operation on a patch is the operation on its base, patched in the same rows with
/// the operation on what stands there. So where a scenario or a line of its own changes a row, every column
/// stays the node that it is without the change, and what is new are single numbers.
extension Graph {
  /// Returns the patch that an operation makes or keeps; `nil` where it is an operation on columns.
  mutating func patched(_ operation: Operation, _ a: NodeID, _ b: NodeID, _ c: NodeID) -> NodeID? {
    guard block == nil else { return nil }
    if operation == .select, let (axis, row) = row(ofCondition: a) {
      return patch(axis, c, row, b)
    }
    guard !patches.isEmpty else { return nil }
    let operands = Array([a, b, c].prefix(operation.arity))
    guard let axis = operands.compactMap({ patches[$0]?.axis }).first else { return nil }
    var rows = Set<Int>()
    for operand in operands {
      if let patch = patches[operand] {
        guard patch.axis == axis else { return nil }
        rows.formUnion(patch.rows.map(\.row))
      } else if self[operand].axes.contains(.sample) || self[operand].isLocal {
        return nil
      }
    }
    guard rows.count <= Patch.rowLimit else { return nil }
    var values: [(row: Int, value: NodeID)] = []
    for row in rows.sorted() {
      var own: [NodeID] = []
      for operand in operands {
        guard let value = value(of: operand, along: axis, at: row) else { return nil }
        own.append(value)
      }
      let value = apply(operation, own)
      // what goes wrong is told by the operation on columns, which knows where it was written
      if isUnsound(value) { return nil }
      values.append((row, value))
    }
    let base = apply(operation, operands.map { patches[$0]?.base ?? $0 })
    return isUnsound(base) ? nil : patch(axis, base, values)
  }

  /// The row for which a condition holds, if it is one on the row of a table.
  private func row(ofCondition id: NodeID) -> (AxisID, Int)? {
    let node = self[id]
    guard node.operation == .equal, let axis = axis(of: node.a), keys(of: axis) != nil,
      let number = constant(node.b), let row = Int(exactly: number),
      values(of: axis).indices.contains(row)
    else { return nil }
    return (axis, row)
  }

  /// A constant that is no number, or beyond all numbers.
  private func isUnsound(_ id: NodeID) -> Bool {
    self[id].operation == .constant && !(constant(id)?.isFinite ?? true)
  }

  private mutating func apply(_ operation: Operation, _ operands: [NodeID]) -> NodeID {
    apply(
      operation, operands[0], operands.count > 1 ? operands[1] : nil,
      operands.count > 2 ? operands[2] : nil)
  }

  // MARK: Making

  /// Returns `column` with another value in a row.
  private mutating func patch(_ axis: AxisID, _ column: NodeID, _ row: Int, _ value: NodeID)
    -> NodeID?
  {
    let before = patches[column].flatMap { $0.axis == axis ? $0 : nil }
    let base = before?.base ?? column
    guard !self[base].axes.contains(.sample), !self[base].isLocal, !self[value].isLocal,
      !self[value].axes.contains(axis.set)
    else { return nil }
    var rows = before?.rows.filter { $0.row != row } ?? []
    rows.insert((row, value), at: rows.firstIndex { $0.row > row } ?? rows.endIndex)
    return rows.count > Patch.rowLimit ? nil : patch(axis, base, rows)
  }

  /// Returns `base` with other values in some rows: the same node for the same rows and values.
  private mutating func patch(
    _ axis: AxisID, _ base: NodeID, _ rows: [(row: Int, value: NodeID)]
  ) -> NodeID {
    let position = node(of: axis)
    var column = base
    for (row, value) in rows {
      let condition = apply(.equal, position, constant(Double(row)))
      column = intern(node(.select, condition, value, column))
    }
    if column != base { patches[column] = Patch(axis: axis, base: base, rows: rows) }
    return column
  }

  /// The nodes one of which is below whatever was made of a node: the node itself, and of a patch, which what
  /// is made of it leaves behind, its base and the values of its rows.
  public func parts(of id: NodeID) -> [NodeID] {
    guard let patch = patches[id] else { return [id] }
    return [id, patch.base] + patch.rows.map(\.value)
  }

  /// The base of a patch along an axis, with the values of the rows that differ; `nil` for what is no such patch.
  public func patch(_ id: NodeID, along axis: AxisID) -> (
    base: NodeID, rows: [(row: Int, value: NodeID)]
  )? {
    guard let patch = patches[id], patch.axis == axis else { return nil }
    return (patch.base, patch.rows)
  }

  // MARK: Single rows

  /// Returns the node of what a column has in a row; `nil` where that cannot be told from the column, as
  /// for what rests on draws.
  private mutating func value(of column: NodeID, along axis: AxisID, at row: Int) -> NodeID? {
    var base = column
    if let patch = patches[column], patch.axis == axis {
      if let own = patch.rows.first(where: { $0.row == row }) { return own.value }
      base = patch.base
    }
    guard self[base].axes.contains(axis.set) else { return base }
    func cell(_ id: NodeID) -> PickedRow { PickedRow(node: id, axis: axis, row: row) }
    let missing = reachable(
      from: [base],
      stoppingAt: { !self[$0].axes.contains(axis.set) || self.picked[cell($0)] != nil })
    for id in missing where self[id].axes.contains(axis.set) && picked[cell(id)] == nil {
      guard let value = pick(id, cell) else { return nil }
      picked[cell(id)] = value
    }
    return picked[cell(base)]
  }

  /// Returns a node at a row where its operands are known.
  private mutating func pick(_ id: NodeID, _ cell: (NodeID) -> PickedRow) -> NodeID? {
    let node = self[id]
    switch node.operation {
    case .column: return constant(columns[Int(node.payload)][cell(id).row])
    case .axis: return constant(values(of: cell(id).axis)[cell(id).row])
    case _ where node.operation.isElementwise:
      return apply(node.operation, operands(of: id).map { picked[cell($0)] ?? $0 })
    default: return nil
    }
  }

  // MARK: Reductions

  /// Returns the reduction of a patch of one column along its rows. It is that of the patch with the rows of
  /// known numbers alone, which is found from the reduction of the base; the other rows come to it.
  mutating func reduce(_ operation: Operation, _ patch: Patch) -> NodeID {
    let (neutral, joining) = operation.folding
    var rows = patch.rows
    var rest: [NodeID] = []
    for index in rows.indices where constant(rows[index].value) == nil {
      rest.append(rows[index].value)
      rows[index].value = constant(neutral)
    }
    let known = self.patch(patch.axis, patch.base, rows)
    let reduction = reduction(operation, known, along: patch.axis)
    return rest.reduce(reduction) { apply(joining, $0, $1) }
  }

  /// The patch whose base a reduction along rows is computed from; `nil` for one computed from its operand.
  func patch(ofReduction id: NodeID) -> Patch? {
    let node = self[id]
    guard node.operation.isAlongAxis, !patches.isEmpty, let patch = patches[node.a],
      patch.axis.index == UInt8(node.payload), self[patch.base].axes == patch.axis.set,
      patch.rows.allSatisfy({ constant($0.value) != nil })
    else { return nil }
    return patch
  }

  /// The nodes that a run computes a node from.
  func sources(of id: NodeID) -> [NodeID] {
    if let patch = patch(ofReduction: id) { return [patch.base] }
    return operands(of: id)
  }
}
