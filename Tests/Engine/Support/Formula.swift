import AISNumerics

@testable import AISEngine

/// A formula that is computed by walking it, for every point and sample anew: what the engine must
/// agree with.
indirect enum Formula: Sendable {
  case constant(Double)
  case draw(isNormal: Bool, key: UInt64)
  case axis(Int)
  case apply(AISEngine.Operation, [Formula])
  case reduce(AISEngine.Operation, Formula, probability: Double)

  /// Where a value is read: the position along each axis, and the sample.
  struct Place {
    var positions: [Int]
    var sample: Int
  }

  /// What stays the same while a formula is computed.
  struct Setting: Sendable {
    let axes: [[Double]]
    let samples: Int
    let seed: UInt64
  }

  func value(at place: Place, _ setting: Setting) -> Double {
    switch self {
    case .constant(let value): return value
    case .draw(let isNormal, let key):
      return Scalars.draw(isNormal: isNormal, key: key, seed: setting.seed, sample: place.sample)
    case .axis(let axis): return setting.axes[axis][place.positions[axis]]
    case .apply(let operation, let operands):
      return Scalars.value(operation, operands.map { $0.value(at: place, setting) })
    case .reduce(let operation, let operand, let probability):
      let values = (0..<setting.samples).map {
        operand.value(at: Place(positions: place.positions, sample: $0), setting)
      }
      return Self.reduced(operation, values, probability)
    }
  }

  /// A quantile of a gamma or beta distribution is in it.
  var hasContinuousQuantile: Bool {
    switch self {
    case .constant, .draw, .axis: false
    case .apply(let operation, let operands):
      operation == .gammaQuantile || operation == .betaQuantile
        || operands.contains(where: \.hasContinuousQuantile)
    case .reduce(_, let operand, _): operand.hasContinuousQuantile
    }
  }

  /// The reduction of a list of samples.
  private static func reduced(
    _ operation: AISEngine.Operation, _ values: [Double], _ probability: Double
  ) -> Double {
    if values.contains(where: \.isNaN) { return .nan }
    return values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return .nan }
      switch operation {
      case .mean: return Kernels.mean(of: base, count: buffer.count)
      case .deviation: return deviation(base, buffer.count)
      default: return Kernels.quantiles(of: base, count: buffer.count, at: [probability])[0]
      }
    }
  }

  private static func deviation(_ base: UnsafePointer<Double>, _ count: Int) -> Double {
    let mean = Kernels.mean(of: base, count: count)
    let squares = Kernels.sumOfSquaredDeviations(of: base, from: mean, count: count)
    return count < 2 ? 0 : (squares / Double(count - 1)).squareRoot()
  }

  /// Enters the formula into a graph.
  func node(in graph: inout Graph, axes: [NodeID]) -> NodeID {
    switch self {
    case .constant(let value): return graph.constant(value)
    case .draw(true, let key): return graph.normal(key: key)
    case .draw(false, let key): return graph.uniform(key: key)
    case .axis(let axis): return axes[axis]
    case .apply(let operation, let operands):
      let nodes = operands.map { $0.node(in: &graph, axes: axes) }
      return graph.apply(
        operation, nodes[0], nodes.count > 1 ? nodes[1] : nil, nodes.count > 2 ? nodes[2] : nil)
    case .reduce(let operation, let operand, let probability):
      let node = operand.node(in: &graph, axes: axes)
      return graph.reduce(operation, node, probability: probability)
    }
  }
}
