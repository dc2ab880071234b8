import Testing

@testable import AISEngine

/// The engine against formulas that are walked for every point and sample.
@Suite struct ReferenceTests {
  @Test(arguments: 0..<60) func agreesWithWalkingTheFormula(_ number: Int) throws {
    var source = RandomFormulas(seed: UInt64(number) &* 77 &+ 5)
    let formulas = source.next(16)
    var graph = Graph()
    let axes = source.axes.enumerated().compactMap { graph.axis("axis \($0)", values: $1) }
    #expect(axes.count == source.axes.count)
    let roots = formulas.map { $0.node(in: &graph, axes: axes.map(\.node)) }
    let setting = Formula.Setting(axes: source.axes, samples: 9, seed: UInt64(number))
    var options = RunOptions()
    (options.samples, options.seed) = (setting.samples, setting.seed)
    var run = Run(graph, options)
    let columns = try run.columns(of: roots)
    for (formula, column) in zip(formulas, columns) {
      check(column, formula, axes.map(\.axis), setting)
    }
  }

  private func check(
    _ column: Column, _ formula: Formula, _ axes: [AxisID], _ setting: Formula.Setting
  ) {
    for positions in allPositions(setting.axes) {
      var point = 0
      for axis in column.axes {
        let index = axes.firstIndex(of: axis) ?? 0
        point = point * setting.axes[index].count + positions[index]
      }
      for sample in 0..<setting.samples {
        let place = Formula.Place(positions: positions, sample: sample)
        let wanted = formula.value(at: place, setting)
        let samples = column.samples(at: point)
        let got = samples[samples.startIndex + (column.samples == 1 ? 0 : sample)]
        // a run tabulates what is walked by iteration
        let isClose =
          formula.hasContinuousQuantile && (got - wanted).magnitude <= 1e-9 * wanted.magnitude
        if !isSame(got, wanted) && !isClose {
          Issue.record("\(formula) at \(positions), sample \(sample): \(got), not \(wanted)")
          return
        }
      }
    }
  }

  private func allPositions(_ axes: [[Double]]) -> [[Int]] {
    axes.reduce([[]]) { all, axis in all.flatMap { head in axis.indices.map { head + [$0] } } }
  }

  @Test func nodesHaveOnlyTheAxesThatTheyDependOn() throws {
    var graph = Graph()
    let a = graph.swept("a", [1, 2, 3])
    let b = graph.swept("b", [10, 20])
    let x = graph.uniform(key: 1)
    let nodes = [
      graph.apply(.add, a.node, graph.constant(1)), graph.apply(.add, a.node, b.node),
      graph.apply(.add, b.node, x), graph.reduce(.mean, graph.apply(.add, b.node, x)),
    ]
    var options = RunOptions()
    options.samples = 100
    var run = Run(graph, options)
    let columns = try run.columns(of: nodes)
    #expect(columns.map(\.axes) == [[a.axis], [a.axis, b.axis], [b.axis], [b.axis]])
    #expect(columns.map(\.values.count) == [3, 6, 200, 2])
    #expect(columns.map(\.samples) == [1, 1, 100, 1])
    #expect(columns[1].values == [11, 21, 12, 22, 13, 23])
  }
}
