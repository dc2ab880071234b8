import AISNumerics

/// How a graph is computed. The same graph, samples and seed give the same bits for any `threads` and
/// `blockLength`.
public struct RunOptions: Sendable {
  /// The number of Monte Carlo samples.
  public var samples = 10_000
  /// The seed of every stream.
  public var seed: UInt64 = 1
  /// The most threads that work at once.
  public var threads = 1
  /// How many rows an instruction takes at a time: so few that the registers stay in the nearest cache.
  public var blockLength = 256
  /// How the draws are spread over the unit interval.
  public var sampling = Sampling.random
  /// The same with what it needs of a run.
  var sampler = Sampler()
  /// The most numbers that one question may keep (columns of results, values along swept axes).
  public var cellLimit = 1 << 26
  /// After a sample in which a recursion does not end, the others of its block are computed too: to count them.
  public var isPatient = false
  /// Asked between blocks; `true` stops the run.
  public var isCancelled: @Sendable () -> Bool = { false }
  /// Told now and then, from any thread, which share of the samples is done; 0 when a run begins.
  public var progress: (@Sendable (Double) -> Void)?

  public init() {}
}

/// Why a run gave no answer.
public enum RunFailure: Error, Sendable {
  /// The host said stop, when this share of the samples was done.
  case cancelled(done: Double)
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

/// What the samples of one node say, at each point of its swept axes.
public struct Summaries: Sendable {
  private enum Content {
    case certain(Numbers, probabilities: [Double])
    case sampled([Summary])
  }
  /// The swept axes that the values vary along, outermost first.
  public let axes: [AxisID]
  private let content: Content

  init(_ axes: [AxisID], certain numbers: Numbers, _ probabilities: [Double]) {
    self.axes = axes
    content = .certain(numbers, probabilities: probabilities)
  }

  init(_ axes: [AxisID], _ points: [Summary]) {
    self.axes = axes
    content = .sampled(points)
  }

  public var count: Int {
    switch content {
    case .certain(let numbers, _): numbers.count
    case .sampled(let points): points.count
    }
  }

  /// About how many numbers it takes to keep.
  var size: Int { count * 16 }

  /// The values of all points, when no sample reaches them.
  public var certainNumbers: Numbers? {
    if case .certain(let numbers, _) = content { numbers } else { nil }
  }

  /// What the samples of a point say.
  public subscript(point: Int) -> Summary {
    switch content {
    case .certain(let numbers, let probabilities):
      Summary(certain: numbers[point], probabilities)
    case .sampled(let points): points[point]
    }
  }

  /// The value of a point, or the mean of its samples.
  public func mean(_ point: Int) -> Double {
    switch content {
    case .certain(let numbers, _): numbers[point]
    case .sampled(let points): points[point].mean
    }
  }
}

/// A computation of nodes of one graph: the one evaluator of prompt, scripts, what-if and sweeps.
///
/// Every node is computed once, at the rank of the axes that it varies along: what no draw reaches is
/// computed for one sample, what a sweep does not reach for one point. Samples stream through blocks
/// of registers, so that memory grows with the answers, not with the graph; where only what the samples
/// say is wanted, it does not grow with the samples either.
public struct Run {
  let graph: Graph
  private(set) var options: RunOptions
  /// What is known: what earlier runs on the graph have computed, and this one.
  public private(set) var computed: Computed

  /// Creates a computation on `graph`, of which `computed` is known.
  public init(_ graph: Graph, _ options: RunOptions, _ computed: consuming Computed = Computed()) {
    self.graph = graph
    self.options = options
    self.options.sampler = Sampler(options)
    computed.prepare(for: options)
    self.computed = computed
  }

  // MARK: Asking

  /// Returns the columns of `roots`, in their order. `given` are the values of unknowns: the points of
  /// their axes outermost, their samples innermost.
  ///
  /// Complexity: (nodes reached) × (points of their own axes) × (samples, for what draws reach).
  public mutating func columns(of roots: [NodeID], given: [NodeID: [Double]] = [:])
    throws(RunFailure) -> [Column]
  {
    options.sampler.assignDimensions(graph, below: roots)
    var given = given.mapValues(Numbers.init)
    try reduceAll(unknown(below: roots, given), &given)
    let plan = try computeFixed(below: roots, given)
    var sampled: [NodeID: Numbers] = [:]
    let wanted = roots.filter { graph[$0].axes.contains(.sample) }
    if !wanted.isEmpty {
      let stream = SampleStream(graph, plan, options)
      sampled = try stream.columns(of: Array(Set(wanted)))
    }
    return roots.map { root in
      let isSampled = graph[root].axes.contains(.sample)
      return Column(
        axes: graph[root].axes.swept, values: Array(sampled[root] ?? values(of: root, plan)),
        samples: isSampled ? options.samples : 1)
    }
  }

  /// Returns what the samples of `roots` say, in their order, with quantiles at `probabilities`.
  ///
  /// Complexity: as `columns`; the memory does not grow with the samples. What has been summed up with the usual
  /// quantiles is known to later runs.
  public mutating func summaries(
    of roots: [NodeID], at probabilities: [Double] = Summary.usual
  ) throws(RunFailure) -> [Summaries] {
    guard probabilities == Summary.usual else {
      return try newSummaries(of: roots, at: probabilities)
    }
    var found: [NodeID: Summaries] = [:]
    for root in roots {
      found[root] = computed.summaries.use(root) { $0.size }
    }
    let missing = roots.filter { found[$0] == nil }
    for (root, summaries) in zip(missing, try newSummaries(of: missing, at: probabilities)) {
      found[root] = summaries
      if graph[root].axes.contains(.sample) {
        computed.summaries.keep(summaries, for: root, size: summaries.size)
      }
    }
    return roots.compactMap { found[$0] }
  }

  private mutating func newSummaries(
    of roots: [NodeID], at probabilities: [Double]
  ) throws(RunFailure) -> [Summaries] {
    options.sampler.assignDimensions(graph, below: roots)
    // what rests on no reduction is summed up along with the first of them, in one pass over the samples
    let nodes = unknown(below: roots, [:])
    let heights = heights(nodes)
    let early = Set(roots.filter { heights[$0] == 0 && graph[$0].axes.contains(.sample) })
    let hasReductions = nodes.contains {
      computed.columns[$0] == nil && graph[$0].operation.isReduction
    }
    var none: [NodeID: Numbers] = [:]
    guard hasReductions, !early.isEmpty else {
      try reduceAll(nodes, &none)
      return try summarized(roots, none) { _ in probabilities }
    }
    let found = try reduceAll(nodes, &none, along: early.sorted(), at: probabilities)
    let late = roots.filter { !early.contains($0) }
    let rest = Dictionary(
      zip(late, try summarized(late, none) { _ in probabilities })
    ) { first, _ in first }
    return roots.compactMap { found[$0] ?? rest[$0] }
  }

  /// The same for nodes below which every reduction is known.
  private mutating func summarized(
    _ roots: [NodeID], _ given: [NodeID: Numbers], at probabilities: (NodeID) -> [Double]
  ) throws(RunFailure) -> [Summaries] {
    let plan = try computeFixed(below: roots, given)
    var sampled: [NodeID: [Summary]] = [:]
    let wanted = Set(roots.filter { graph[$0].axes.contains(.sample) }).sorted()
    if !wanted.isEmpty {
      let stream = SampleStream(graph, plan, options)
      sampled = try stream.summaries(of: wanted, at: wanted.map(probabilities))
    }
    return roots.map { root in
      let axes = graph[root].axes.swept
      if let points = sampled[root] { return Summaries(axes, points) }
      return Summaries(axes, certain: values(of: root, plan), probabilities(root))
    }
  }

  private func values(of root: NodeID, _ plan: Plan) -> Numbers {
    computed.columns[root] ?? plan.scalars[root].map { Numbers([$0]) }
      ?? plan.placeOf[root].flatMap { plan.places[$0].known } ?? Numbers([])
  }

  /// The nodes that `roots` are computed from, operands first, down to what is known.
  private func unknown(below roots: [NodeID], _ given: [NodeID: Numbers]) -> [NodeID] {
    graph.reachable(from: roots, through: graph.sources) {
      computed.columns.contains($0) || given[$0] != nil
    }
  }

  // MARK: Values that no sample reaches

  /// Plans the computation of `roots`, and computes what no sample reaches.
  private mutating func computeFixed(
    below roots: [NodeID], _ given: [NodeID: Numbers]
  ) throws(RunFailure) -> Plan {
    let nodes = unknown(below: roots, given)
    var known = given
    for id in nodes where known[id] == nil {
      known[id] = computed.columns.use(id) { $0.count }
    }
    var plan = Plan(graph, nodes: nodes, roots: roots, known: known)
    guard !plan.fixedStages.isEmpty else { return plan }
    let cells = plan.fixedCells
    if cells > Double(options.cellLimit) { throw .tooLarge(cells: cells) }
    // what rests on given values is known to this computation only
    let isLasting = given.isEmpty
    var runs: [RowReduction: [Double]] = [:]
    if isLasting {
      for fold in plan.fixedStages.flatMap(\.rowFolds) {
        runs[fold.reduction] = computed.runs.use(fold.reduction) { $0.count }
      }
    }
    var part = FixedPart(plan, options, runs: runs)
    let values = try part.compute()
    for (id, place) in plan.placeOf {
      guard let numbers = values[place] else { continue }
      plan.know(numbers, at: place)
      if isLasting { computed.columns.keep(numbers, for: id, size: numbers.count) }
    }
    if isLasting {
      for (reduction, runs) in part.runs {
        computed.runs.keep(runs, for: reduction, size: runs.count)
      }
    }
    return plan
  }

  // MARK: Reductions

  /// How many reductions of samples are below each node that is not known.
  private func heights(_ nodes: [NodeID]) -> [NodeID: Int] {
    var heights: [NodeID: Int] = [:]
    for id in nodes where computed.columns[id] == nil {
      let node = graph[id]
      let below = graph.sources(of: id).map { heights[$0] ?? 0 }.max() ?? 0
      heights[id] = below + (node.operation.isReduction ? 1 : 0)
    }
    return heights
  }

  /// Computes the reductions among nodes, those first on which others rest: what rests on given values is
  /// given from then on. With the first ones, `along` are summed up.
  @discardableResult
  private mutating func reduceAll(
    _ nodes: [NodeID], _ given: inout [NodeID: Numbers], along: [NodeID] = [],
    at probabilities: [Double] = []
  ) throws(RunFailure) -> [NodeID: Summaries] {
    let heights = heights(nodes)
    let reductions = nodes.filter {
      computed.columns[$0] == nil && given[$0] == nil && graph[$0].operation.isReduction
    }
    var found: [NodeID: Summaries] = [:]
    let byHeight = Dictionary(grouping: reductions) { heights[$0] ?? 0 }
    for height in byHeight.keys.sorted() {
      let isFirst = height == 1
      let summaries = try reduce(
        byHeight[height] ?? [], &given, along: isFirst ? along : [], at: probabilities)
      if isFirst { found = summaries }
    }
    return found
  }

  /// Computes reductions from what the samples of their operands say; returns that of `along`.
  private mutating func reduce(
    _ reductions: [NodeID], _ given: inout [NodeID: Numbers], along: [NodeID],
    at usual: [Double]
  ) throws(RunFailure) -> [NodeID: Summaries] {
    var wanted: [NodeID: [Double]] = [:]
    for id in along { wanted[id] = usual }
    for id in reductions {
      let own = graph[id].operation == .quantile ? [graph[id].probability] : []
      wanted[graph[id].a, default: []] += own
    }
    let operands = wanted.keys.sorted()
    let found = try summarized(operands, given) { wanted[$0] ?? [] }
    let summaries = Dictionary(uniqueKeysWithValues: zip(operands, found))
    let isLasting = given.isEmpty
    for id in reductions {
      let node = graph[id]
      guard let points = summaries[node.a] else { continue }
      let index = wanted[node.a]?.firstIndex(of: node.probability) ?? 0
      let values = Numbers(
        (0..<points.count).map { points[$0].value(of: node.operation, quantile: index) })
      if isLasting {
        computed.columns.keep(values, for: id, size: values.count)
      } else {
        given[id] = values
      }
    }
    return summaries.filter { along.contains($0.key) }
  }

  // MARK: Finding the origin of a value

  /// Where a value came about: a node, at a point of its axes.
  public struct Origin: Sendable {
    public let node: NodeID
    public let point: Int
  }

  /// Returns the node in which a value of `root` that is not a number, or not finite, came about: the
  /// first on the way whose own operands have no such value. Only chosen arms of a choice are followed.
  public mutating func origin(
    of root: NodeID, sample: Int, point: Int, where isBad: (Double) -> Bool
  ) -> Origin? {
    let graph = graph
    let nodes = graph.reachable(from: [root])
    let shape = Shape(graph[root].axes, graph)
    var values: [NodeID: Numbers] = [:]
    do throws(RunFailure) {
      var none: [NodeID: Numbers] = [:]
      try reduceAll(nodes, &none)
      let plan = try computeFixed(below: nodes, none)
      for id in nodes { values[id] = self.values(of: id, plan) }
      var options = options
      (options.samples, options.threads) = (1, 1)
      let sampled = nodes.filter { graph[$0].axes.contains(.sample) }
      let stream = SampleStream(graph, plan, options, firstSample: sample)
      values.merge(try stream.columns(of: sampled)) { $1 }
    } catch {
      return nil
    }
    var position = Dictionary(uniqueKeysWithValues: zip(shape.axes, shape.position(of: point)))
    func place(of id: NodeID) -> Int {
      let own = Shape(graph[id].axes, graph)
      return zip(own.axes, own.counts).reduce(0) { $0 * $1.1 + (position[$1.0] ?? 0) }
    }
    func value(_ id: NodeID) -> Double { values[id]?[place(of: id)] ?? 0 }
    var at = root
    while true {
      let node = graph[at]
      if node.operation.isReduction {
        return origin(ofReduction: at, point: place(of: at), where: isBad)
      }
      if node.operation.isAlongAxis {
        let axis = AxisID(index: UInt8(node.payload))
        let bad = graph.values(of: axis).indices.first { index in
          position[axis] = index
          return isBad(value(node.a))
        }
        guard let bad else { return Origin(node: at, point: place(of: at)) }
        position[axis] = bad
        at = node.a
        continue
      }
      var operands = graph.operands(of: at)
      if node.operation == .select {
        let condition = value(node.a)
        operands = condition.isNaN ? [node.a] : [condition != 0 ? node.b : node.c]
      }
      guard let next = operands.first(where: { isBad(value($0)) }) else {
        return Origin(node: at, point: place(of: at))
      }
      at = next
    }
  }

  /// Returns why a routine has no value in a sample.
  public mutating func failure(ofCall id: NodeID, sample: Int, point: Int) -> RoutineFailure? {
    let result = result(ofCall: id, sample: sample, point: point)
    return result?.datum == nil ? result?.failure : nil
  }

  /// Returns why a routine is `never` in a sample.
  public mutating func neverReason(ofCall id: NodeID, sample: Int, point: Int) -> Int? {
    result(ofCall: id, sample: sample, point: point)?.neverReason
  }

  /// Runs the routine of a call once more, for one sample.
  private mutating func result(ofCall id: NodeID, sample: Int, point: Int) -> (
    datum: Datum?, failure: RoutineFailure?, neverReason: Int?
  )? {
    guard let code = graph.code(of: id) else { return nil }
    let shape = Shape(graph[id].axes, graph)
    guard let columns = try? columns(of: code.captures) else { return nil }
    let values = zip(code.captures, columns).map { operand, column in
      let part = column.samples(at: shape.point(point, in: Shape(graph[operand].axes, graph)))
      return part[part.startIndex + (column.samples == 1 ? 0 : sample)]
    }
    return code.result(reading: values, options)
  }

  /// A reduction is bad because its samples are: all of them, some of them for a quantile, one that is no
  /// number. Else, as for the mean of what is never in some samples, it came about by itself.
  private mutating func origin(
    ofReduction id: NodeID, point: Int, where isBad: (Double) -> Bool
  ) -> Origin? {
    let node = graph[id]
    guard let samples = try? columns(of: [node.a]).first?.samples(at: point),
      let bad = samples.firstIndex(where: isBad),
      node.operation == .quantile || isBad(.nan) || samples.allSatisfy(isBad)
    else { return Origin(node: id, point: point) }
    return origin(of: node.a, sample: bad - samples.startIndex, point: point, where: isBad)
  }
}

extension Node {
  /// The probability of a quantile.
  var probability: Double { Double(bitPattern: payload) }
}
