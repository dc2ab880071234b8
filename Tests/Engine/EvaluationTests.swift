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

  @Test func everySmoothOperationHasItsSlope() throws {
    var graph = Graph()
    let x = graph.unknown(axes: [])
    let two = graph.constant(2)
    let made: [(AISEngine.Operation, NodeID)] = [
      (.negate, graph.apply(.negate, x)),
      (.absolute, graph.apply(.absolute, graph.apply(.negate, x))),
      (.squareRoot, graph.apply(.squareRoot, x)), (.exponential, graph.apply(.exponential, x)),
      (.logarithm, graph.apply(.logarithm, x)), (.normalQuantile, graph.apply(.normalQuantile, x)),
      (.sine, graph.apply(.sine, x)), (.cosine, graph.apply(.cosine, x)),
      (.tangent, graph.apply(.tangent, x)),
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
