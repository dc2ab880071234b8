import AISNumerics

/// The value of a node, kept up to date as cells of the columns that it rests on are given: one row is computed
/// again, and the runs of rows in which it is are reduced again. The bits are those of a run from scratch.
///
/// A value: copies share their columns until one of them is given a cell.
public struct Incremental: @unchecked Sendable {
  /// A column that may be given cells.
  private struct Leaf {
    let node: NodeID
    let values: Numbers
    /// The same with the cells that were given, from the first of them on.
    var own: [Double] = []

    subscript(row: Int) -> Double {
      get { own.isEmpty ? values[row] : own[row] }
      set {
        if own.isEmpty { own = Array(values) }
        own[row] = newValue
      }
    }
  }

  /// Where a reduced column has its values from.
  private enum Source {
    case leaf(Int)
    case output(Int)
  }

  /// A reduction along the rows, with the column that it reduces.
  private struct Fold {
    let reduction: RowReduction
    let source: Source
    var column: [Double]
    var runs: [Double]
    /// The runs in which rows have changed since they were reduced.
    var stale: [Int] = []

    mutating func set(_ row: Int, to value: Double) {
      guard column[row].bitPattern != value.bitPattern else { return }
      column[row] = value
      let run = row / RowReduction.runLength
      if !stale.contains(run) { stale.append(run) }
    }

    /// The reduction, with the runs that have changed reduced again.
    mutating func value() -> Double {
      column.withUnsafeBufferPointer { column in
        guard let base = column.baseAddress else { return }
        for run in stale { runs[run] = reduction.run(run, of: base, column.count) }
      }
      stale.removeAll(keepingCapacity: true)
      return reduction.joined(runs)
    }
  }

  private var leaves: [Leaf]
  private var folds: [Fold]
  /// From the cells of a row to what is reduced, with the leaves that it reads; `nil` where only leaves are reduced.
  private var row: BlockProgram?
  private let rowLeaves: [Int]
  /// From the reductions to the node; `nil` where it is the only one of them.
  private var whole: BlockProgram?

  /// Begins with the value of `node` as it is; `nil` where no single row tells what a cell changes: with samples,
  /// sweeps, routines, several tables, or a row that reads a sum over all rows.
  ///
  /// Complexity: that of a run.
  public init?(_ graph: Graph, _ node: NodeID, _ run: inout Run) throws(RunFailure) {
    let nodes = graph.reachable(from: [node])
    var moving = Set<NodeID>()
    var axes: AxisSet = []
    for id in nodes {
      let operation = graph[id].operation
      guard operation == .column || graph.operands(of: id).contains(where: moving.contains) else {
        continue
      }
      guard graph.patches[id] == nil,
        operation == .column || operation.isElementwise || operation.isAlongAxis
      else { return nil }
      axes.formUnion(graph[id].axes)
      moving.insert(id)
    }
    guard axes.swept.count == 1, !axes.contains(.sample), moving.contains(node),
      graph.axes(of: node).isEmpty
    else { return nil }
    let reductions = nodes.filter { moving.contains($0) && graph[$0].operation.isAlongAxis }
    let reduced = Set(reductions.map { graph[$0].a }).sorted()
    let edge = Set(nodes.filter(moving.contains).flatMap(graph.operands)).subtracting(moving)
    let known = edge.sorted() + reduced
    let columns = Dictionary(zip(known, try run.columns(of: known).map(\.values))) { $1 }
    let fixed = columns.filter { edge.contains($0.key) }.mapValues(Numbers.init)

    let leaves = nodes.compactMap { id in
      graph.numbers(ofColumn: id).map { Leaf(node: id, values: $0) }
    }
    let outputs = reduced.filter { graph[$0].operation != .column }
    let read = Set(graph.reachable(from: outputs))
    rowLeaves = leaves.indices.filter { read.contains(leaves[$0].node) }
    folds = reductions.map { id in
      let operand = graph[id].a
      let reduction = RowReduction(operation: graph[id].operation, column: operand)
      let column = columns[operand] ?? []
      return Fold(
        reduction: reduction,
        source: outputs.firstIndex(of: operand).map(Source.output)
          ?? .leaf(leaves.firstIndex { $0.node == operand } ?? 0),
        column: column,
        runs: column.withUnsafeBufferPointer { column in
          column.baseAddress.map { reduction.runs($0, column.count) } ?? []
        })
    }
    var options = run.options
    options.blockLength = 1
    if !outputs.isEmpty {
      let inputs = rowLeaves.map { leaves[$0].node }
      row = BlockProgram(graph, options, of: outputs, by: inputs, known: fixed)
      if row == nil { return nil }
    }
    if reductions != [node] {
      whole = BlockProgram(graph, options, of: [node], by: reductions, known: fixed)
      if whole == nil { return nil }
    }
    self.leaves = leaves
  }

  /// Gives a column another number in a row; `false` when the node does not rest on that column.
  ///
  /// Complexity: linear in the operations of one row.
  public mutating func set(_ column: NodeID, row number: Int, _ value: Double) -> Bool {
    guard let leaf = leaves.firstIndex(where: { $0.node == column }) else { return false }
    leaves[leaf][number] = value
    Self.own(&row)
    if let row {
      for (input, leaf) in rowLeaves.enumerated() { row.give(input, leaves[leaf][number]) }
      row.compute(row: number)
    }
    for index in folds.indices {
      switch folds[index].source {
      case .leaf(let leaf): folds[index].set(number, to: leaves[leaf][number])
      case .output(let output): folds[index].set(number, to: row?.result(output) ?? .nan)
      }
    }
    return true
  }

  /// Returns the value of the node. Complexity: linear in the rows of the runs that have changed.
  public mutating func value() -> Double {
    Self.own(&whole)
    guard let whole else { return folds[0].value() }
    for index in folds.indices { whole.give(index, folds[index].value()) }
    whole.compute(row: 0)
    return whole.result(0)
  }

  /// A program computes in memory of its own: each copy has one.
  private static func own(_ program: inout BlockProgram?) {
    guard program != nil, !isKnownUniquelyReferenced(&program), let shared = program else { return }
    program = BlockProgram(copying: shared)
  }
}
