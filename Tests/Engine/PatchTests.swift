import AISNumerics
import AISTestSupport
import Testing

@testable import AISEngine

/// A column with other values in a few rows: what is computed from the column as it was has the bits of what is
/// computed from the whole.
@Suite struct PatchTests {
  /// A graph with an axis of rows, as those of a table.
  private func rows(_ count: Int) throws -> (graph: Graph, row: NodeID, axis: AxisID) {
    var graph = Graph()
    let made = graph.rows(ofTable: 0, keys: (0..<count).map(UInt64.init))
    let (row, axis) = try #require(made)
    return (graph, row, axis)
  }

  private func formula(_ graph: inout Graph, _ a: NodeID, _ b: NodeID) -> NodeID {
    let product = graph.apply(.multiply, graph.apply(.exponential, a), b)
    let isSmall = graph.apply(.less, product, graph.constant(2))
    return graph.apply(.select, isSmall, graph.apply(.negate, product), graph.apply(.add, a, b))
  }

  @Test(arguments: [1, 2, 100, 4_096, 4_097, 9_000, 20_500])
  func reductionsOfAPatchHaveTheBitsOfTheWhole(_ count: Int) throws {
    var random = SplitMix(seed: UInt64(count))
    var (graph, row, axis) = try rows(count)
    var values = (0..<count).map { _ in Double.random(in: -1...2, using: &random) }
    let other = graph.column(
      Numbers((0..<count).map { _ in Double.random(in: 0...3, using: &random) }), along: axis)
    let column = graph.column(Numbers(values), along: axis)
    let base = formula(&graph, column, other)
    var patch = column
    for _ in 0..<min(count, 5) {
      let (at, value) = (
        Int.random(in: 0..<count, using: &random), Double.random(in: -1...2, using: &random)
      )
      values[at] = value
      let isIt = graph.apply(.equal, row, graph.constant(Double(at)))
      patch = graph.apply(.select, isIt, graph.constant(value), patch)
    }
    let edited = formula(&graph, patch, other)
    #expect(graph.patches[edited]?.base == base)
    let whole = formula(&graph, graph.column(Numbers(values), along: axis), other)
    for operation in [Operation.sumAlong, .minimumAlong, .maximumAlong] {
      let roots = [base, edited, whole].map { graph.reduce(operation, $0, along: axis) }
      // once with what the base has left behind, once without
      var run = Run(graph, RunOptions())
      _ = try run.columns(of: [roots[0]])
      let after = try run.columns(of: roots).map(\.values)
      #expect(after[1] == after[2])
      var fresh = Run(graph, RunOptions())
      let alone = try fresh.columns(of: [roots[1]])[0].values
      #expect(alone == after[1])
    }
    var run = Run(graph, RunOptions())
    let columns = try run.columns(of: [edited, whole])
    #expect(columns[0].values == columns[1].values)
  }

  @Test func theSameRowsInAnyOrderAreOneNode() throws {
    var (graph, row, axis) = try rows(10)
    let column = graph.column(Numbers((0..<10).map(Double.init)), along: axis)
    func patched(_ rows: [Int]) -> NodeID {
      rows.reduce(column) { node, at in
        let isIt = graph.apply(.equal, row, graph.constant(Double(at)))
        return graph.apply(.select, isIt, graph.constant(50), node)
      }
    }
    let (some, others) = (patched([2, 7, 4]), patched([7, 4, 2, 7]))
    #expect(some == others)
  }

  @Test func anUncertainRowComesToTheSumOfTheOthers() throws {
    var (graph, row, axis) = try rows(3)
    let column = graph.column(Numbers([1, 2, 4]), along: axis)
    let draw = graph.uniform(key: 1)
    let isIt = graph.apply(.equal, row, graph.constant(1))
    let patch = graph.apply(.select, isIt, draw, column)
    let sum = graph.reduce(.sumAlong, graph.apply(.multiply, patch, graph.constant(2)), along: axis)
    var run = Run(graph, RunOptions())
    let columns = try run.columns(of: [sum, draw])
    #expect(columns[0].values == columns[1].values.map { 10 + 2 * $0 })
  }

  @Test func whatRestsOnGivenValuesIsNotKept() throws {
    var graph = Graph()
    let unknown = graph.unknown(axes: [])
    let mean = graph.reduce(.mean, graph.apply(.multiply, graph.uniform(key: 1), unknown))
    var run = Run(graph, RunOptions())
    let one = try run.columns(of: [mean], given: [unknown: [1]])[0].values[0]
    let two = try run.columns(of: [mean], given: [unknown: [2]])[0].values[0]
    #expect(two == 2 * one)
  }

  @Test func aFollowedValueHasTheBitsOfARun() throws {
    var random = SplitMix(seed: 5)
    var (graph, _, axis) = try rows(9_000)
    var values = (0..<9_000).map { _ in Double.random(in: -1...2, using: &random) }
    let other = graph.column(
      Numbers((0..<9_000).map { _ in Double.random(in: 0...3, using: &random) }), along: axis)
    let column = graph.column(Numbers(values), along: axis)
    func root(_ column: NodeID) -> NodeID {
      let formula = formula(&graph, column, other)
      let sum = graph.reduce(.sumAlong, formula, along: axis)
      return graph.apply(.divide, sum, graph.reduce(.maximumAlong, formula, along: axis))
    }
    let followedRoot = root(column)
    var run = Run(graph, RunOptions())
    let begun = try Incremental(graph, followedRoot, &run)
    var followed = try #require(begun)
    for _ in 0..<20 {
      let (at, value) = (
        Int.random(in: 0..<9_000, using: &random), Double.random(in: -1...2, using: &random)
      )
      values[at] = value
      var before = followed
      let isFollowed = followed.set(column, row: at, value)
      #expect(isFollowed)
      let anew = root(graph.column(Numbers(values), along: axis))
      var fresh = Run(graph, RunOptions())
      let (wanted, found) = (try fresh.columns(of: [anew])[0].values[0], followed.value())
      #expect(wanted == found)
      let old = before.value()
      #expect(old != found)
    }
  }
}
