extension Graph {
  /// Returns the node of the partial derivative of `root` by `input`.
  public mutating func derivative(of root: NodeID, by input: NodeID) -> NodeID? {
    derivative(of: root, along: [input: constant(1)])
  }

  /// Returns the node of the derivative of `root` where inputs move together, each by as much as its slope in
  /// `directions` says, by forward differentiation: every node below the root that depends on an input gets its
  /// slope by the chain rule. `nil` where that has no meaning: a condition, a rounded number or a quantile of
  /// what depends on an input reaches the root otherwise than by choosing an arm; and where there is no simple
  /// formula of it: a quantile of the gamma distribution and its like, a routine.
  ///
  /// At a corner (`absolute`, `minimum`, `maximum`, a choice) it is the slope of the side that is taken; where a choice
  /// sets one number apart, that of the arm on both sides of it.
  /// Complexity: a few nodes for each one that depends on the input.
  public mutating func derivative(of root: NodeID, along directions: [NodeID: NodeID]) -> NodeID? {
    var slopes = directions
    var steps = Set<NodeID>()
    let dependents = dependents(of: Array(directions.keys), below: [root])
    for id in dependents.sorted() where directions[id] == nil {
      let node = self[id]
      let operands = operands(of: id)
      // the condition of a choice may jump; any other use of what jumps has no slope
      let used = node.operation == .select ? Array(operands.dropFirst()) : operands
      if node.operation.isStep || used.contains(where: steps.contains) {
        steps.insert(id)
        continue
      }
      if node.operation == .select, let arm = armAround(operands[0], among: steps) {
        slopes[id] = slopes[operands[arm]]
      } else if let slope = slope(id, operands.map { slopes[$0] }) {
        slopes[id] = slope
      }
    }
    if steps.contains(root) { return nil }
    return slopes[root] ?? constant(0)
  }

  /// The operand that a choice takes all around the one number for which its condition asks, `if x == 1 then … else …`,
  /// where that moves; `nil` for any other choice.
  private func armAround(_ condition: NodeID, among steps: Set<NodeID>) -> Int? {
    guard steps.contains(condition) else { return nil }
    return switch self[condition].operation {
    case .equal: 2
    case .notEqual: 1
    default: nil
    }
  }

  /// The slope of a node whose operands have these slopes; `nil` is 0.
  private mutating func slope(_ id: NodeID, _ slopes: [NodeID?]) -> NodeID? {
    let node = self[id]
    let (a, b) = (node.a, node.b)
    func both(_ x: NodeID?, _ y: NodeID?, _ graph: inout Graph) -> NodeID? {
      guard let x, let y else { return x ?? y }
      return graph.apply(.add, x, y)
    }
    switch node.operation {
    case .negate: return slopes[0].map { apply(.negate, $0) }
    case .absolute:
      return slopes[0].map { apply(.select, apply(.less, a, constant(0)), apply(.negate, $0), $0) }
    case .squareRoot:
      return slopes[0].map { apply(.divide, $0, apply(.multiply, constant(2), id)) }
    case .exponential: return slopes[0].map { apply(.multiply, id, $0) }
    case .logarithm: return slopes[0].map { apply(.divide, $0, a) }
    case .sine: return slopes[0].map { apply(.multiply, apply(.cosine, a), $0) }
    case .cosine: return slopes[0].map { apply(.negate, apply(.multiply, apply(.sine, a), $0)) }
    case .tangent:
      let rise = apply(.add, constant(1), apply(.multiply, id, id))
      return slopes[0].map { apply(.multiply, rise, $0) }
    case .normalQuantile:
      // 1 / φ(z), with φ the density of the standard normal distribution
      let half = apply(.multiply, constant(0.5), apply(.multiply, id, id))
      let inverse = apply(.multiply, constant(2.506_628_274_631_000_5), apply(.exponential, half))
      return slopes[0].map { apply(.multiply, inverse, $0) }
    case .normalCumulative:
      let half = apply(.multiply, constant(0.5), apply(.multiply, a, a))
      let density = apply(
        .multiply, constant(0.398_942_280_401_432_68), apply(.exponential, apply(.negate, half)))
      return slopes[0].map { apply(.multiply, density, $0) }
    case .add: return both(slopes[0], slopes[1], &self)
    case .subtract:
      guard let second = slopes[1] else { return slopes[0] }
      guard let first = slopes[0] else { return apply(.negate, second) }
      return apply(.subtract, first, second)
    case .multiply:
      let first = slopes[0].map { apply(.multiply, $0, b) }
      let second = slopes[1].map { apply(.multiply, a, $0) }
      return both(first, second, &self)
    case .divide:
      let first = slopes[0].map { apply(.divide, $0, b) }
      let second = slopes[1].map { apply(.negate, apply(.divide, apply(.multiply, id, $0), b)) }
      return both(first, second, &self)
    case .power:
      let lower = apply(.subtract, b, constant(1))
      let first = slopes[0].map {
        apply(.multiply, apply(.multiply, b, apply(.power, a, lower)), $0)
      }
      let second = slopes[1].map {
        apply(.multiply, apply(.multiply, id, apply(.logarithm, a)), $0)
      }
      return both(first, second, &self)
    case .modulo:
      let count = apply(.floor, apply(.divide, a, b))
      let second = slopes[1].map { apply(.negate, apply(.multiply, count, $0)) }
      return both(slopes[0], second, &self)
    case .minimum, .maximum:
      let isFirst = apply(node.operation == .minimum ? .lessOrEqual : .less, a, b)
      let (first, second) = (slopes[0] ?? constant(0), slopes[1] ?? constant(0))
      return node.operation == .minimum
        ? apply(.select, isFirst, first, second) : apply(.select, isFirst, second, first)
    case .select:
      guard slopes[1] != nil || slopes[2] != nil else { return nil }
      return apply(.select, a, slopes[1] ?? constant(0), slopes[2] ?? constant(0))
    case .mean: return slopes[0].map { reduce(.mean, $0) }
    case .sumAlong:
      let axis = AxisID(index: UInt8(node.payload))
      return slopes[0].map { reduce(.sumAlong, $0, along: axis) }
    default: return nil
    }
  }
}

extension Operation {
  /// `true` iff its value jumps, or has no slope that the chain rule gives in a few operations.
  fileprivate var isStep: Bool {
    switch self {
    case .floor, .round, .not, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .deviation,
      .quantile, .minimumAlong, .maximumAlong, .gammaQuantile, .poissonQuantile, .betaQuantile,
      .binomialQuantile, .call, .step:
      true
    default: false
    }
  }
}
