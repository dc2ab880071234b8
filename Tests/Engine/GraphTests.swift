import Testing

@testable import AISEngine

/// One graph for the base and every scenario: equal nodes are one, known numbers are folded.
@Suite struct GraphTests {
  // MARK: Interning

  @Test func equalNodesAreOne() {
    var graph = Graph()
    let (x, y) = (graph.uniform(key: 1), graph.uniform(key: 2))
    #expect(graph.uniform(key: 1) == x && x != y)
    #expect(graph.normal(key: 1) != x)
    #expect(graph.constant(2.5) == graph.constant(2.5))
    #expect(graph.apply(.add, x, y) == graph.apply(.add, x, y))
    #expect(graph.apply(.subtract, x, y) != graph.apply(.subtract, y, x))
    #expect(graph.never(reason: 1) == graph.never(reason: 1))
    #expect(graph.never(reason: 1) != graph.never(reason: 2))
    #expect(
      graph.reduce(.quantile, x, probability: 0.5) == graph.reduce(.quantile, x, probability: 0.5))
    #expect(
      graph.reduce(.quantile, x, probability: 0.5) != graph.reduce(.quantile, x, probability: 0.9))
  }

  @Test func anAxisIsItsNameAndItsValues() {
    var graph = Graph()
    let a = graph.swept("a", [1, 2])
    #expect(graph.swept("a", [1, 2]).axis == a.axis)
    #expect(graph.swept("b", [1, 2]).axis != a.axis)
    #expect(graph.swept("a", [1, 3]).axis != a.axis)
    #expect(Array(graph.values(of: a.axis)) == [1, 2])
    #expect(graph.axes(of: a.node).swept == [a.axis])
  }

  @Test func thereIsALimitOfAxes() {
    var graph = Graph()
    let axes = (0..<Graph.axisLimit).map { graph.axis("\($0)", values: [1]) }
    #expect(axes.allSatisfy { $0 != nil })
    let oneMore = graph.axis("one more", values: [1])
    let known = graph.axis("0", values: [1])
    #expect(oneMore == nil && known != nil)
  }

  /// A scenario that changes one input adds only what that input reaches.
  @Test func aScenarioSharesWhatItDoesNotReach() {
    func chain(_ graph: inout Graph, _ input: NodeID, _ length: Int) -> NodeID {
      (0..<length).reduce(input) { node, step in
        graph.apply(.add, node, graph.uniform(key: UInt64(step)))
      }
    }
    var graph = Graph()
    let shared = chain(&graph, graph.constant(1), 100)
    let base = graph.apply(.multiply, shared, graph.normal(key: 7))
    let count = graph.count
    let again = chain(&graph, graph.constant(1), 100)
    #expect(again == shared && graph.count == count)
    let other = graph.apply(.multiply, shared, graph.constant(3))
    #expect(other != base)
    #expect(graph.count == count + 2)
  }

  // MARK: Folding

  static let numbers: [Double] = [-2.5, -1, -0.0, 0, 0.3, 0.5, 1, 2, 7, 1e300, .infinity]

  @Test(arguments: Scalars.operations) func knownNumbersFoldToTheBit(
    _ operation: AISEngine.Operation
  ) {
    var graph = Graph()
    for a in Self.numbers {
      for b in operation.arity > 1 ? Self.numbers : [0] {
        for c in operation.arity > 2 ? [-1, 4.0] : [0] {
          let nodes = [a, b, c].map { graph.constant($0) }
          let folded = graph.apply(
            operation, nodes[0], operation.arity > 1 ? nodes[1] : nil,
            operation.arity > 2 ? nodes[2] : nil)
          let value = Scalars.value(operation, [a, b, c])
          #expect(
            graph.constant(folded).map { isSame($0, value) } == true, "\(operation) \(a) \(b) \(c)")
        }
      }
    }
  }

  @Test func whatChangesNothingIsLeftOut() {
    var graph = Graph()
    let x = graph.normal(key: 1)
    let (zero, one) = (graph.constant(0), graph.constant(1))
    for same in [
      graph.apply(.multiply, x, one), graph.apply(.multiply, one, x), graph.apply(.divide, x, one),
      graph.apply(.add, x, zero), graph.apply(.add, zero, x), graph.apply(.subtract, x, zero),
      graph.apply(.power, x, one), graph.apply(.select, one, x, zero),
      graph.apply(.select, zero, one, x), graph.apply(.select, graph.uniform(key: 9), x, x),
    ] { #expect(same == x) }
    #expect(graph.apply(.multiply, zero, x) == zero)
    #expect(graph.apply(.multiply, x, zero) == zero)
    #expect(graph.apply(.subtract, x, x) == zero)
    #expect(graph.apply(.power, one, x) == one)
  }

  @Test func onlyWhatIsPositiveIsOneOverItself() {
    var graph = Graph()
    let x = graph.normal(key: 1)
    let positive = graph.apply(.exponential, x)
    let two = graph.constant(2)
    let sum = graph.apply(.add, positive, two)
    let difference = graph.apply(.subtract, positive, two)
    let ratios = [positive, sum, x, difference].map { graph.apply(.divide, $0, $0) }
    #expect(ratios.map { graph.constant($0) } == [1, 1, nil, nil])
  }

  @Test func whatMayBeNoNumberIsKept() {
    var graph = Graph()
    let x = graph.normal(key: 1)
    let zero = graph.constant(0)
    let never = graph.never(reason: 0)
    for risky in [
      graph.apply(.logarithm, x), graph.apply(.squareRoot, x),
      graph.apply(.divide, graph.constant(1), x),
      graph.apply(.power, x, graph.constant(0.5)),
      graph.apply(.select, graph.uniform(key: 2), x, never),
    ] {
      #expect(graph.apply(.subtract, risky, risky) != zero)
      #expect(graph.apply(.multiply, risky, zero) != zero)
    }
  }

  @Test func neverIsInfiniteWithAReason() {
    var graph = Graph()
    let never = graph.never(reason: 3)
    #expect(graph.constant(never) == .infinity)
    let infinity = graph.constant(.infinity)
    #expect(graph.neverReason(never) == 3)
    #expect(graph.neverReason(infinity) == nil)
  }

  @Test func reductionsOfWhatIsCertainAreTheValueItself() {
    var graph = Graph()
    let axis = graph.swept("a", [1, 2]).node
    for node in [graph.constant(5), axis] {
      let mean = graph.reduce(.mean, node)
      let quantile = graph.reduce(.quantile, node, probability: 0.9)
      let deviation = graph.reduce(.deviation, node)
      #expect(mean == node && quantile == node)
      #expect(graph.constant(deviation) == 0)
    }
    let draw = graph.apply(.add, graph.uniform(key: 1), axis)
    let mean = graph.reduce(.mean, draw)
    #expect(graph.axes(of: draw).contains(.sample))
    #expect(graph.axes(of: mean) == graph.axes(of: axis))
    #expect(graph.isReduction(mean) && !graph.isReduction(draw))
  }

  // MARK: Walking

  @Test func reachableIsEverythingBelowOperandsFirst() {
    var graph = Graph()
    let (x, y) = (graph.uniform(key: 1), graph.uniform(key: 2))
    let sum = graph.apply(.add, x, y)
    let other = graph.apply(.negate, graph.normal(key: 3))
    let product = graph.apply(.multiply, sum, x)
    #expect(graph.reachable(from: [product]) == [x, y, sum, product])
    #expect(graph.reachable(from: [product, other]).count == 6)
    #expect(graph.reachable(from: [product]) { $0 == sum } == [x, sum, product])
    #expect(graph.reachable(from: []).isEmpty)
  }

  @Test func manyAxesCrowdAGraph() {
    var graph = Graph()
    #expect(!graph.isCrowded)
    for index in 0..<40 { _ = graph.axis("swept \(index)", values: [1]) }
    #expect(graph.isCrowded)
  }
}
