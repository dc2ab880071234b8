import AISNumerics

/// A part of a graph as a function of some of its nodes: what does not depend on them is computed once.
///
/// The nodes that are varied need not be leaves: any node can be given instead of computed.
public struct Evaluation {
  private let graph: Graph
  private let options: RunOptions
  private let roots: [NodeID]
  private let inputs: [NodeID]
  /// The columns of nodes on which the function rests and that do not depend on its inputs.
  private var known: [NodeID: [Double]]
  /// The same as one stage, where that is all it takes.
  private var program: BlockProgram?
  /// A call takes no run of its own.
  public var isQuick: Bool { program != nil }
  /// The cells that can be asked for by themselves, in their order.
  public var blocks: [Range<Int>] {
    program?.blocks ?? [0..<graph.cells(graph[inputs[0]].axes, samples: options.samples)]
  }

  /// Creates the function that takes columns of `inputs` to those of `roots`, where other nodes may be
  /// `given`. Complexity: that of one run for what does not depend on the inputs.
  public init(
    _ graph: Graph, _ options: RunOptions, of roots: [NodeID], by inputs: [NodeID],
    given: [NodeID: [Double]] = [:]
  ) throws(RunFailure) {
    (self.graph, self.options, self.roots, self.inputs) = (graph, options, roots, inputs)
    let varied = Set(inputs)
    known = given.filter { !varied.contains($0.key) }
    let dependent = graph.dependents(of: inputs, below: roots) { given[$0] != nil }
    var border = Set<NodeID>()
    for id in dependent where !varied.contains(id) {
      for operand in graph.operands(of: id) where !dependent.contains(operand) {
        border.insert(operand)
      }
    }
    border.formUnion(roots.filter { !dependent.contains($0) })
    let wanted = border.filter { known[$0] == nil && graph.constant($0) == nil }.sorted()
    var run = Run(graph, options)
    do throws(RunFailure) {
      let columns = try run.columns(of: wanted, given: known)
      for (id, column) in zip(wanted, columns) { known[id] = column.values }
    } catch {
      // what would not fit is computed again each time
      guard case .tooLarge = error else { throw error }
    }
    program = BlockProgram(
      graph, run.options, of: roots, by: inputs, known: known.mapValues(Numbers.init))
  }

  /// Returns the values of the roots for one column of values for each input, in their order.
  ///
  /// A column has a value for each point of its node's axes and, within it, for each sample.
  public func callAsFunction(_ values: [[Double]]) throws(RunFailure) -> [[Double]] {
    if let program {
      var columns = roots.map { _ in [Double]() }
      for block in program.blocks {
        if options.isCancelled() { throw .cancelled(done: 0) }
        let part = program(values.map { Array($0[block]) }, in: block)
        for index in columns.indices { columns[index] += part[index] }
      }
      return columns
    }
    var given = known
    for (id, column) in zip(inputs, values) { given[id] = column }
    var run = Run(graph, options)
    return try run.columns(of: roots, given: given).map(\.values)
  }

  /// The same for the cells of one of the blocks.
  public func callAsFunction(_ values: [[Double]], in block: Range<Int>) throws(RunFailure)
    -> [[Double]]
  {
    guard let program else { return try self(values) }
    if options.isCancelled() { throw .cancelled(done: 0) }
    return program(values, in: block)
  }
}

extension Graph {
  /// Returns the nodes below `roots` whose values can change with those of `inputs`, themselves included.
  func dependents(
    of inputs: [NodeID], below roots: [NodeID], stoppingAt stop: (NodeID) -> Bool = { _ in false }
  ) -> Set<NodeID> {
    var dependent = Set(inputs)
    // operands come first, so one pass will do
    for id in reachable(from: roots, stoppingAt: { stop($0) && !dependent.contains($0) })
    where !dependent.contains(id) && !stop(id) {
      if operands(of: id).contains(where: dependent.contains) { dependent.insert(id) }
    }
    return dependent
  }

  /// `true` iff the value of `root` can change with that of `input`.
  public func depends(_ root: NodeID, on input: NodeID) -> Bool {
    root >= input && dependents(of: [input], below: [root]).contains(root)
  }

  /// `true` iff a reduction over the samples below `root` depends on `input`.
  public func isReduced(_ input: NodeID, below root: NodeID) -> Bool {
    dependents(of: [input], below: [root]).contains { self[$0].operation.isReduction }
  }

  /// `true` iff the values of `input` at different places meet below `root`: in a reduction over the samples, or
  /// along an axis that the input varies along.
  public func joins(_ input: NodeID, below root: NodeID) -> Bool {
    let own = self[input].axes
    return dependents(of: [input], below: [root]).contains { id in
      let node = self[id]
      if node.operation.isReduction { return own.contains(.sample) }
      return node.operation.isAlongAxis && own.contains(AxisID(index: UInt8(node.payload)).set)
    }
  }

  /// The number of values of a node with these axes.
  public func cells(_ axes: AxisSet, samples: Int) -> Int {
    Shape(axes, self).points * (axes.contains(.sample) ? samples : 1)
  }
}
