import AISTestSupport
import Testing

@testable import AISEngine

/// The derivative of random formulas is their difference, where they are smooth.
@Suite struct DerivativeTests {
  private static let batches = 100
  /// 10 000 programs in all under `make laws`.
  private static let programsPerBatch = 20 * Repository.thoroughness
  /// Half of the distance between the points of a central difference.
  private static let width = 1e-4
  /// Where the derivative is taken, and four points around it, of the axis that it is taken along.
  private static let input = (-2...2).map { 0.7 + Double($0) * width }

  @Test(arguments: 0..<batches) func isTheDifference(_ batch: Int) throws {
    var compared = 0
    for number in 0..<Self.programsPerBatch {
      let seed = UInt64(batch * Self.programsPerBatch + number)
      var source = RandomFormulas(seed: seed, axes: [Self.input, [-0.8, 1.9]])
      let formulas = source.next(9)
      var graph = Graph()
      let axes = source.axes.enumerated().map { graph.swept("a\($0.offset)", $0.element) }
      let input = axes[0]
      let things = graph.things([9, 2, 6])
      for formula in formulas.suffix(4) {
        // times the input, so that every root depends on it
        let root = graph.apply(
          .multiply, formula.node(in: &graph, axes: axes.map(\.node)), input.node)
        // and what is summed up along things, each with draws of its own
        let part = graph.apply(
          .multiply, root,
          graph.apply(.add, things.node, graph.normal(key: 2, along: things.axis)))
        let sum = graph.reduce(.sumAlong, graph.apply(.add, part, input.node), along: things.axis)
        for root in [root, sum, graph.reduce(.mean, sum)] {
          guard let slope = graph.derivative(of: root, by: input.node) else { continue }
          compared += try compare(graph, root, slope, input.axis, "seed \(seed): \(formula)")
        }
      }
    }
    #expect(compared > 20)
  }

  /// A choice that sets one number apart has the slope of the arm around it.
  @Test func aNumberSetApart() throws {
    var graph = Graph()
    let x = graph.swept("x", [0.5, 1, 2]).node
    let square = graph.apply(.multiply, x, x)
    let isOne = graph.apply(.equal, x, graph.constant(1))
    let root = graph.apply(.select, isOne, graph.constant(1), square)
    let derivative = graph.derivative(of: root, by: x)
    let slope = try #require(derivative)
    var run = Run(graph, RunOptions())
    #expect(try run.columns(of: [slope])[0].values == [1, 2, 4])
  }

  /// Returns in how many places the slope and the difference were compared.
  private func compare(
    _ graph: Graph, _ root: NodeID, _ slope: NodeID, _ input: AxisID, _ what: String
  ) throws -> Int {
    var options = RunOptions()
    options.samples = 3
    var run = Run(graph, options)
    let columns = try run.columns(of: [root, slope])
    guard columns[0].axes.first == input else { return 0 }
    let count = columns[0].values.count / Self.input.count
    var compared = 0
    for place in 0..<count {
      let y = Self.input.indices.map { columns[0].values[$0 * count + place] }
      guard let difference = difference(y) else { continue }
      let found = value(columns[1], of: columns[0], input: 2, place)
      compared += 1
      // what is lost to rounding grows with the values
      let rounding = 1e-11 * (y.map(abs).max() ?? 0) / Self.width
      if abs(found - difference) > 1e-5 * (1 + abs(difference)) + rounding {
        Issue.record("\(what), place \(place): \(found), not \(difference)")
      }
    }
    return compared
  }

  /// The value of a column, which has some of the axes of another, at a place of the other.
  private func value(_ column: Column, of whole: Column, input: Int, _ place: Int) -> Double {
    let sample = place % whole.samples
    var rest = place / whole.samples
    var position: [AxisID: Int] = [:]
    for axis in whole.axes.reversed() {
      let count = axis == whole.axes.first ? Self.input.count : 2
      position[axis] = axis == whole.axes.first ? input : rest % count
      rest /= count
    }
    let point = column.axes.reduce(0) { point, axis in
      point * (axis == whole.axes.first ? Self.input.count : 2) + (position[axis] ?? 0)
    }
    return column.values[point * column.samples + (column.samples == 1 ? 0 : sample)]
  }

  /// The central difference of five points; `nil` beside a corner or a jump, where there is no one slope.
  private func difference(_ y: [Double]) -> Double? {
    let near = (y[3] - y[1]) / (2 * Self.width)
    let far = (y[4] - y[0]) / (4 * Self.width)
    let (left, right) = ((y[2] - y[1]) / Self.width, (y[3] - y[2]) / Self.width)
    let scale = 1 + abs(near)
    guard near.isFinite, far.isFinite, abs(near - far) < 1e-5 * scale,
      abs(left - right) < 1e-2 * scale
    else { return nil }
    return (4 * near - far) / 3
  }
}
