import AISNumerics

/// How a graph is computed. The same graph, samples and seed give the same bits for any `threads`.
public struct RunOptions: Sendable {
  /// The number of Monte Carlo samples.
  public var samples = 10_000
  /// The seed of every stream.
  public var seed: UInt64 = 1
  /// The most threads that work at once.
  public var threads = 1
  /// The most numbers that one question may keep (columns of results, values along swept axes).
  public var cellLimit = 1 << 26
  /// Asked between blocks; `true` stops the run.
  public var isCancelled: @Sendable () -> Bool = { false }

  public init() {}
}

/// Why a run gave no answer.
public enum RunFailure: Error, Sendable {
  /// The host said stop.
  case cancelled
  /// The question needs this many numbers at once, more than `RunOptions.cellLimit`.
  case tooLarge(cells: Double)
}

/// The values of one node: the swept axes outermost, the samples innermost.
public struct Column: Sendable {
  /// The swept axes that the values vary along, outermost first.
  public let axes: [AxisID]
  /// The values along those axes, each with `samples` of them.
  public let values: [Double]
  /// The samples of each point, 1 when the value is certain.
  public let samples: Int

  /// The samples at the point with the given position along each of `axes`.
  public func samples(at point: Int) -> ArraySlice<Double> {
    values[(point * samples)..<((point + 1) * samples)]
  }
}

/// A computation of nodes of one graph: the one evaluator of prompt, scripts, what-if and sweeps.
///
/// Every node is computed once, at the rank of the axes that it varies along: what no draw reaches is
/// computed for one sample, what a sweep does not reach for one point. Samples stream through blocks
/// of registers, so that memory grows with the answers, not with the graph.
public struct Run {
  private let graph: Graph
  private let options: RunOptions
  /// The values of nodes that no sample reaches, or that reduce the samples, once they are known.
  private var fixed: [NodeID: [Double]] = [:]

  /// Creates a computation on `graph`.
  public init(_ graph: Graph, _ options: RunOptions) {
    self.graph = graph
    self.options = options
  }

  /// Returns the columns of `roots`, in their order.
  ///
  /// Complexity: (nodes reached) × (points of their own axes) × (samples, for what draws reach).
  public mutating func columns(of roots: [NodeID]) throws(RunFailure) -> [Column] {
    let nodes = unknown(below: roots)
    try check(roots, nodes)
    try reduceAll(nodes)
    return try evaluated(roots)
  }

  /// The nodes that `roots` rest on and that are not known yet, operands first.
  private func unknown(below roots: [NodeID]) -> [NodeID] {
    let known = fixed
    return graph.reachable(from: roots) { known[$0] != nil }
  }

  /// Returns the columns of nodes below which every reduction is known.
  private mutating func evaluated(_ roots: [NodeID]) throws(RunFailure) -> [Column] {
    let nodes = unknown(below: roots)
    for id in nodes where !graph[id].axes.contains(.sample) && fixed[id] == nil {
      if options.isCancelled() { throw .cancelled }
      fixed[id] = fixedValues(id)
    }
    let sampled = roots.filter { graph[$0].axes.contains(.sample) }
    var columns: [NodeID: [Double]] = [:]
    if !sampled.isEmpty {
      let program = Program(graph, nodes: nodes, roots: sampled, fixed: fixed)
      columns = try program.run(options)
    }
    return roots.map { root in
      Column(
        axes: graph[root].axes.swept, values: fixed[root] ?? columns[root] ?? [],
        samples: graph[root].axes.contains(.sample) ? options.samples : 1)
    }
  }

  /// Refuses what would not fit before anything is allocated.
  private func check(_ roots: [NodeID], _ nodes: [NodeID]) throws(RunFailure) {
    var cells = 0.0
    for id in nodes where !graph[id].axes.contains(.sample) { cells += points(graph[id].axes) }
    for id in Set(roots) where graph[id].axes.contains(.sample) {
      cells += points(graph[id].axes) * Double(options.samples)
    }
    if cells > Double(options.cellLimit) { throw .tooLarge(cells: cells) }
  }

  private func points(_ axes: AxisSet) -> Double {
    axes.swept.reduce(1) { $0 * Double(graph.values(of: $1).count) }
  }

  // MARK: Reductions

  /// Computes the reductions among nodes, those first on which others rest.
  private mutating func reduceAll(_ nodes: [NodeID]) throws(RunFailure) {
    var heights: [NodeID: Int] = [:]
    var byHeight: [[NodeID]] = []
    for id in nodes where fixed[id] == nil {
      let node = graph[id]
      var height = (0..<node.operation.arity).map { heights[node.operand($0)] ?? 0 }.max() ?? 0
      if node.operation.isReduction {
        if byHeight.count == height { byHeight.append([]) }
        byHeight[height].append(id)
        height += 1
      }
      heights[id] = height
    }
    for reductions in byHeight { try reduce(reductions) }
  }

  /// Computes reductions from the columns of their operands.
  private mutating func reduce(_ reductions: [NodeID]) throws(RunFailure) {
    let operands = Array(Set(reductions.map { graph[$0].a })).sorted()
    let columns = Dictionary(uniqueKeysWithValues: zip(operands, try evaluated(operands)))
    for id in reductions {
      let node = graph[id]
      guard let column = columns[node.a] else { continue }
      fixed[id] = (0..<(column.values.count / column.samples)).map { point in
        Statistics.reduce(
          node.operation, column.samples(at: point), probability: Double(bitPattern: node.payload))
      }
    }
  }

  // MARK: Values that no sample reaches

  private func fixedValues(_ id: NodeID) -> [Double] {
    let node = graph[id]
    switch node.operation {
    case .constant: return [Double(bitPattern: node.payload)]
    case .never: return [.infinity]
    case .axis: return graph.axes[Int(node.payload) - 1]
    default: break
    }
    let shape = Shape(node.axes, graph)
    let operands = (0..<node.operation.arity).map { index in
      let operand = node.operand(index)
      return shape.spread(fixed[operand] ?? [], from: Shape(graph[operand].axes, graph))
    }
    var out = [Double](repeating: 0, count: shape.points)
    out.withUnsafeMutableBufferPointer { out in
      operands[0].withUnsafeBufferPointer { a in
        (operands.count > 1 ? operands[1] : operands[0]).withUnsafeBufferPointer { b in
          (operands.count > 2 ? operands[2] : operands[0]).withUnsafeBufferPointer { c in
            Kernel.run(
              node.operation, out.baseAddress!, a.baseAddress!, b.baseAddress!, c.baseAddress!,
              shape.points)
          }
        }
      }
    }
    return out
  }

  // MARK: Finding the origin of a value

  /// Returns the node in which a value of `root` that is not a number, or not finite, came about: the
  /// first on the way whose own operands have no such value. Only chosen arms of a choice are followed.
  public mutating func origin(
    of root: NodeID, sample: Int, point: Int, where isBad: (Double) -> Bool
  ) -> NodeID? {
    var options = options
    options.samples = 1
    options.threads = 1
    options.cellLimit = .max
    let graph = graph
    let nodes = graph.reachable(from: [root])
    let shape = Shape(graph[root].axes, graph)
    guard (try? reduceAll(nodes)) != nil else { return nil }
    for id in nodes where !graph[id].axes.contains(.sample) && fixed[id] == nil {
      fixed[id] = fixedValues(id)
    }
    let sampled = nodes.filter { graph[$0].axes.contains(.sample) }
    let program = Program(graph, nodes: nodes, roots: sampled, fixed: fixed)
    guard let columns = try? program.run(options, firstSample: sample) else { return nil }
    func place(of id: NodeID) -> Int { shape.map(to: Shape(graph[id].axes, graph))[point] }
    let known = fixed
    func value(_ id: NodeID) -> Double { (columns[id] ?? known[id] ?? [0])[place(of: id)] }
    var at = root
    while true {
      let node = graph[at]
      if node.operation.isReduction {
        return origin(ofReduction: at, point: place(of: at), where: isBad)
      }
      var operands = (0..<node.operation.arity).map(node.operand)
      if node.operation == .select {
        let condition = value(node.a)
        operands = condition.isNaN ? [node.a] : [condition != 0 ? node.b : node.c]
      }
      guard let next = operands.first(where: { isBad(value($0)) }) else { return at }
      at = next
    }
  }

  /// A reduction is bad because its samples are: all of them, some of them for a quantile, one that is no
  /// number. Else, as for the mean of what is never in some samples, it came about by itself.
  private mutating func origin(
    ofReduction id: NodeID, point: Int, where isBad: (Double) -> Bool
  ) -> NodeID? {
    let node = graph[id]
    guard let samples = try? columns(of: [node.a]).first?.samples(at: point),
      let bad = samples.firstIndex(where: isBad),
      node.operation == .quantile || isBad(.nan) || samples.allSatisfy(isBad)
    else { return id }
    return origin(of: node.a, sample: bad - samples.startIndex, point: point, where: isBad)
  }
}
