import AISTestSupport
import Testing

@testable import AISEngine

/// Parts of a graph as functions, and their derivatives.
@Suite struct EvaluationTests {
  private static let options: RunOptions = {
    var options = RunOptions()
    options.samples = 300
    return options
  }()

  /// A node that is given instead of computed changes what follows, and nothing else.
  @Test func aGivenNodeStandsForItsColumn() throws {
    var graph = Graph()
    let (x, y) = (graph.normal(key: 1), graph.normal(key: 2))
    let product = graph.apply(.multiply, x, y)
    let root = graph.apply(.add, product, x)
    let mean = graph.reduce(.mean, root)
    var run = Run(graph, Self.options)
    let plain = try run.columns(of: [x, y, root, mean])
    let function = try Evaluation(graph, Self.options, of: [root, mean], by: [y])
    let same = try function([plain[1].values])
    #expect(same[0] == plain[2].values)
    #expect(same[1] == plain[3].values)
    let zero = try function([Array(repeating: 0, count: 300)])
    #expect(zero[0] == plain[0].values)
  }

  @Test func anUnknownMayVaryAlongSweptAxes() throws {
    var graph = Graph()
    let (node, axis) = graph.swept("a", [1, 2, 3])
    let unknown = graph.unknown(axes: axis.set.union(.sample))
    let draw = graph.uniform(key: 5)
    let root = graph.apply(.add, graph.apply(.multiply, unknown, node), draw)
    let function = try Evaluation(graph, Self.options, of: [root, draw], by: [unknown])
    let given = (0..<900).map(Double.init)
    let found = try function([given])
    for point in 0..<3 {
      for sample in 0..<300 {
        let at = point * 300 + sample
        #expect(found[0][at] == given[at] * Double(point + 1) + found[1][sample])
      }
    }
  }

  /// The derivative of random formulas is their difference, where they are smooth.
  @Test func theDerivativeIsTheDifference() throws {
    var compared = 0
    for seed in 0..<400 {
      var formulas = RandomFormulas(seed: UInt64(seed))
      var graph = Graph()
      let axes = formulas.axes.enumerated().map { graph.swept("a\($0.offset)", $0.element).node }
      let unknown = graph.unknown(axes: [])
      // half of the leaves are the unknown
      var nodes = formulas.next(8).map { $0.node(in: &graph, axes: axes) }
      nodes += nodes.map { graph.apply(.add, $0, unknown) }
      var root = graph.apply(.multiply, nodes[0], unknown)
      for (index, node) in nodes.enumerated() {
        switch index % 5 {
        case 0: root = graph.apply(.add, root, graph.apply(.multiply, node, unknown))
        case 1: root = graph.apply(.maximum, root, node)
        case 2:
          root = graph.apply(
            .divide, root, graph.apply(.add, graph.apply(.absolute, node), graph.constant(2)))
        case 3:
          root = graph.apply(
            .select, graph.apply(.less, node, graph.constant(0)), root, graph.apply(.negate, root))
        default: root = graph.apply(.subtract, root, graph.reduce(.mean, node))
        }
      }
      guard let slope = graph.derivative(of: root, by: unknown) else { continue }
      var options = Self.options
      options.samples = 7
      let width = 1e-5
      let function = try Evaluation(graph, options, of: [root, slope], by: [unknown])
      let (low, middle, high) = (
        try function([[0.7 - width]]), try function([[0.7]]), try function([[0.7 + width]])
      )
      let repeats = low[0].count / max(1, middle[1].count)
      guard middle[1].count == low[0].count || repeats == 1 else { continue }
      for index in low[0].indices where middle[1].indices.contains(index) {
        let difference = (high[0][index] - low[0][index]) / (2 * width)
        let left = (middle[0][index] - low[0][index]) / width
        // beside a corner or a jump there is no one slope
        guard difference.isFinite, abs(left - difference) < 1e-3 * (1 + abs(difference)) else {
          continue
        }
        compared += 1
        #expect(
          abs(middle[1][index] - difference) <= 1e-4 * (1 + abs(difference)), "seed \(seed)")
      }
    }
    #expect(compared > 1_000)
  }

  @Test func everySmoothOperationHasItsSlope() throws {
    var graph = Graph()
    let x = graph.unknown(axes: [])
    let two = graph.constant(2)
    let made: [(AISEngine.Operation, NodeID)] = [
      (.negate, graph.apply(.negate, x)),
      (.absolute, graph.apply(.absolute, graph.apply(.negate, x))),
      (.squareRoot, graph.apply(.squareRoot, x)), (.exponential, graph.apply(.exponential, x)),
      (.logarithm, graph.apply(.logarithm, x)), (.normalQuantile, graph.apply(.normalQuantile, x)),
      (.divide, graph.apply(.divide, two, x)), (.power, graph.apply(.power, x, x)),
      (.modulo, graph.apply(.modulo, graph.constant(7.3), x)),
      (.minimum, graph.apply(.minimum, x, two)),
      (.maximum, graph.apply(.maximum, x, two)),
      (.mean, graph.reduce(.mean, graph.apply(.multiply, x, graph.uniform(key: 3)))),
    ]
    for (operation, node) in made {
      let derivative = graph.derivative(of: node, by: x)
      let slope = try #require(derivative, "\(operation)")
      let function = try Evaluation(graph, Self.options, of: [node, slope], by: [x])
      let (low, high) = (try function([[0.6 - 1e-6]]), try function([[0.6 + 1e-6]]))
      let difference = (high[0][0] - low[0][0]) / 2e-6
      #expect(
        abs(try function([[0.6]])[1][0] - difference) < 1e-6 * (1 + abs(difference)), "\(operation)"
      )
    }
  }

  @Test func whatJumpsHasNoSlope() {
    var graph = Graph()
    let x = graph.unknown(axes: [])
    let holds = graph.apply(.less, x, graph.uniform(key: 1))
    let nodes = [
      graph.reduce(.mean, holds), graph.apply(.floor, x),
      graph.apply(.select, holds, x, graph.constant(1)), graph.constant(4),
    ]
    let slopes = nodes.map { graph.derivative(of: $0, by: x) }
    #expect(slopes[0] == nil && slopes[1] == nil && slopes[2] != nil)
    #expect(slopes[3].flatMap(graph.constant) == 0)
  }
}
