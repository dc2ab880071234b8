import AISNumerics

/// How the draws of one run are spread: what `Sampling` needs to know of the run.
struct Sampler: Sendable {
  var sampling = Sampling.random
  /// The samples of the run.
  var samples = 1
  /// The dimension of each stream among Sobol points.
  var dimensions: [UInt64: Int] = [:]

  init() {}

  init(_ options: RunOptions) { (sampling, samples) = (options.sampling, options.samples) }

  /// The sets of even draws in a run, each spread by itself: by how much their means differ tells how well the
  /// mean of all is known (randomized quasi-Monte Carlo; Owen, "Practical Quasi-Monte Carlo Integration", 2023).
  static let sets = 8

  /// How many samples are spread together: all of them where they are random, or few.
  var setLength: Int {
    sampling == .random || samples < Self.sets * Self.sets
      ? max(1, samples) : (samples + Self.sets - 1) / Self.sets
  }

  /// Gives the streams below `roots` that have none yet dimensions of their own, in the order of their
  /// keys: so that a question has the same draws whatever was asked before it.
  mutating func assignDimensions(_ graph: Graph, below roots: [NodeID]) {
    guard sampling == .sobol else { return }
    // what only orders the draws of others comes last, so that correlations move no draw
    let (own, all) = (graph.drawnStreams(below: roots), graph.streams(below: roots))
    for key in own.sorted() + all.sorted() where dimensions[key] == nil {
      dimensions[key] = dimensions.count
    }
  }

  /// The dimension of a stream; `nil` for streams that come about along an axis, and for those of which
  /// there are too many: they are spread as in a Latin hypercube.
  func dimension(of key: UInt64) -> Int? {
    guard sampling == .sobol, let index = dimensions[key], index < Kernels.sobolDimensions else {
      return nil
    }
    return index
  }
}

extension Graph {
  /// The streams of the draws that nodes rest on, with those that these follow in their order.
  ///
  /// Complexity: linear in the nodes reached.
  public func streams(below roots: [NodeID]) -> Set<UInt64> {
    var keys = Set<UInt64>()
    for key in drawKeys(below: roots) {
      guard let coupling = couplings[key] else {
        keys.insert(key)
        continue
      }
      keys.insert(coupling.own.key)
      keys.formUnion(coupling.score.map(\.stream.key))
    }
    return keys
  }

  /// The streams of the draws that nodes rest on, whatever their order follows.
  func drawnStreams(below roots: [NodeID]) -> Set<UInt64> {
    Set(drawKeys(below: roots).map { couplings[$0]?.own.key ?? $0 })
  }

  private func drawKeys(below roots: [NodeID]) -> Set<UInt64> {
    var keys = Set<UInt64>()
    for id in reachable(from: roots) {
      let node = self[id]
      if node.operation == .uniform || node.operation == .normal { keys.insert(node.payload) }
    }
    return keys
  }

  /// `true` iff nodes rest on draws that things along an axis have of their own.
  public func hasDrawsAlongAxis(below roots: [NodeID]) -> Bool {
    reachable(from: roots).contains { id in
      let node = self[id]
      return (node.operation == .uniform || node.operation == .normal) && node.axes != .sample
    }
  }

  /// A standard normal draw as a sum of independent ones, if a node is one.
  public func normalParts(_ id: NodeID) -> [(weight: Double, stream: UInt64)]? {
    guard self[id].operation == .normal, self[id].axes == .sample else { return nil }
    let key = self[id].payload
    return couplings[key].map { $0.score.map { ($0.weight, $0.stream.key) } } ?? [(1, key)]
  }

  /// `true` iff a node is a uniform draw.
  public func isUniformDraw(_ id: NodeID) -> Bool {
    self[id].operation == .uniform && self[id].axes == .sample
  }

  /// What a node is the mean of, if it is one.
  public func operandOfMean(_ id: NodeID) -> NodeID? {
    self[id].operation == .mean ? self[id].a : nil
  }
}
