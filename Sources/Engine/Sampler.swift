import AISNumerics

/// How the draws of one run are spread: what `Sampling` needs to know of the run.
struct Sampler: Sendable {
  var sampling = Sampling.random
  /// The samples of the run, which are the strata of a Latin hypercube.
  var strata = 1
  /// The dimension of each stream among Sobol points.
  var dimensions: [UInt64: Int] = [:]

  init() {}

  init(_ options: RunOptions) { (sampling, strata) = (options.sampling, options.samples) }

  /// Gives the streams below `roots` that have none yet dimensions of their own, in the order of their
  /// keys: so that a question has the same draws whatever was asked before it.
  mutating func assignDimensions(_ graph: Graph, below roots: [NodeID]) {
    guard sampling == .sobol else { return }
    for key in graph.streams(below: roots).sorted() where dimensions[key] == nil {
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
  /// The streams of the draws that nodes rest on.
  ///
  /// Complexity: linear in the nodes reached.
  public func streams(below roots: [NodeID]) -> Set<UInt64> {
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

  /// The stream of a standard normal draw, if a node is one.
  public func normalStream(_ id: NodeID) -> UInt64? {
    self[id].operation == .normal && self[id].axes == .sample ? self[id].payload : nil
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
