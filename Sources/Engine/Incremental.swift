import AISNumerics

/// The value of a node, kept up to date as cells of the columns that it rests on are given: one row is computed
/// again, and the runs of rows in which it is are summed up again. The bits are those of a run from scratch.
///
/// A value: copies share their columns until one of them is given a cell.
public struct Incremental: Sendable {
  /// An operation on registers.
  private struct Step: Sendable {
    let operation: Operation
    let destination: Int
    let operands: [Int]
  }

  /// A column that is read in a row.
  private struct Leaf: Sendable {
    let node: NodeID
    let values: Numbers
    let register: Int
  }

  /// A reduction along the rows, with the column that it reduces.
  private struct Fold: Sendable {
    let reduction: RowReduction
    let operand: Int
    let destination: Int
    var column: [Double]
    var runs: [Double]
    /// The runs in which rows have changed since they were reduced.
    var stale: [Int] = []
  }

  private let root: Int
  /// What each node has: of a column, its value in the row at hand.
  private var registers: [Double] = []
  private var leaves: [Leaf] = []
  private var folds: [Fold] = []
  /// What is computed for a row, and then from the reductions.
  private var rowSteps: [Step] = []
  private var lastSteps: [Step] = []
  /// The cells that were given, by their row.
  private var given: [Int: [(leaf: Int, value: Double)]] = [:]

  /// Begins with the value of `node` as it is; `nil` where no single row tells what a cell changes: with samples,
  /// sweeps, routines, several tables, or a row that reads a sum over all rows.
  ///
  /// Complexity: that of a run.
  public init?(_ graph: Graph, _ node: NodeID, _ run: inout Run) throws(RunFailure) {
    guard graph.axes(of: node).isEmpty else { return nil }
    let nodes = graph.reachable(from: [node])
    var moving = Set<NodeID>()
    var axis: AxisSet = []
    for id in nodes {
      let operation = graph[id].operation
      guard operation == .column || graph.operands(of: id).contains(where: moving.contains) else {
        continue
      }
      guard graph.patches[id] == nil, !graph[id].axes.contains(.sample),
        operation == .column || operation.isElementwise || operation.isAlongAxis
      else { return nil }
      axis.formUnion(graph[id].axes)
      moving.insert(id)
    }
    guard axis.swept.count == 1, moving.contains(node) else { return nil }
    let edge = Set(nodes.filter(moving.contains).flatMap(graph.operands)).filter {
      !moving.contains($0)
    }
    let columns = nodes.filter { moving.contains($0) && graph[$0].operation.isAlongAxis }.map {
      graph[$0].a
    }
    let known = (edge + columns).sorted()
    let found = Dictionary(zip(known, try run.columns(of: known))) { first, _ in first }
    var registerOf: [NodeID: Int] = [:]
    for id in nodes where moving.contains(id) || edge.contains(id) {
      let isRow = !graph[id].axes.isEmpty
      guard graph[id].axes.subtracting(axis).isEmpty else { return nil }
      let register = registers.count
      registerOf[id] = register
      registers.append(isRow ? 0 : found[id]?.values.first ?? 0)
      let operands = graph.operands(of: id).map { registerOf[$0] ?? 0 }
      let operation = graph[id].operation
      if edge.contains(id) || operation == .column {
        guard isRow else { continue }
        let values =
          operation == .column
          ? graph.columns[Int(graph[id].payload)] : Numbers(found[id]?.values ?? [])
        leaves.append(Leaf(node: id, values: values, register: register))
      } else if operation.isAlongAxis {
        let reduction = RowReduction(operation: operation, column: graph[id].a)
        let column = found[graph[id].a]?.values ?? []
        let runs = column.withUnsafeBufferPointer { values in
          values.baseAddress.map { reduction.runs($0, values.count) } ?? []
        }
        folds.append(
          Fold(
            reduction: reduction, operand: operands[0], destination: register, column: column,
            runs: runs))
      } else {
        let step = Step(operation: operation, destination: register, operands: operands)
        if isRow { rowSteps.append(step) } else { lastSteps.append(step) }
        // a row that reads what is made of all rows changes with each of them
        guard
          !isRow
            || graph.operands(of: id).allSatisfy({
              !moving.contains($0) || !graph[$0].axes.isEmpty
            })
        else { return nil }
      }
    }
    root = registerOf[node] ?? 0
  }

  /// Gives a column another number in a row; `false` when the node does not rest on that column.
  ///
  /// Complexity: linear in the operations of one row.
  public mutating func set(_ column: NodeID, row: Int, _ value: Double) -> Bool {
    guard let leaf = leaves.firstIndex(where: { $0.node == column }) else { return false }
    var cells = given[row] ?? []
    cells.removeAll { $0.leaf == leaf }
    cells.append((leaf, value))
    given[row] = cells
    for leaf in leaves { registers[leaf.register] = leaf.values[row] }
    for cell in cells { registers[leaves[cell.leaf].register] = cell.value }
    Self.run(rowSteps, &registers)
    for index in folds.indices {
      folds[index].column[row] = registers[folds[index].operand]
      let changed = row / RowReduction.runLength
      if !folds[index].stale.contains(changed) { folds[index].stale.append(changed) }
    }
    return true
  }

  /// Returns the value of the node. Complexity: linear in the rows of the runs that have changed.
  public mutating func value() -> Double {
    for index in folds.indices {
      registers[folds[index].destination] = Self.refreshed(&folds[index])
    }
    Self.run(lastSteps, &registers)
    return registers[root]
  }

  /// Returns a reduction from its runs, of which those that have changed are reduced again.
  private static func refreshed(_ fold: inout Fold) -> Double {
    let length = RowReduction.runLength
    for run in fold.stale {
      let start = run * length
      let operation = fold.reduction.operation
      fold.runs[run] = fold.column.withUnsafeBufferPointer { column in
        column.baseAddress.map {
          Kernel.reduce(operation, $0 + start, min(length, column.count - start))
        } ?? operation.folding.neutral
      }
    }
    fold.stale.removeAll(keepingCapacity: true)
    return fold.reduction.joined(fold.runs)
  }

  private static func run(_ steps: [Step], _ registers: inout [Double]) {
    registers.withUnsafeMutableBufferPointer { registers in
      guard let base = registers.baseAddress else { return }
      for step in steps {
        let operands = step.operands
        Kernel.run(
          step.operation, base + step.destination, base + operands[0],
          base + (operands.count > 1 ? operands[1] : 0),
          base + (operands.count > 2 ? operands[2] : 0), 1)
      }
    }
  }
}
