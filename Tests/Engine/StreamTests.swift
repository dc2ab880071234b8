import AISNumerics
import AISTestSupport
import Testing

@testable import AISEngine

/// Samples that stream: what is said of them does not depend on how they are cut up, and is exact.
@Suite struct StreamTests {
  /// Skewed samples with ties at both ends, along a swept axis.
  private func example() -> (graph: Graph, roots: [NodeID]) {
    var graph = Graph()
    let axis = graph.swept("a", [0.5, 1, 2]).node
    let skewed = graph.apply(
      .exponential, graph.apply(.multiply, graph.normal(key: 1), graph.constant(3)))
    let scaled = graph.apply(.multiply, skewed, axis)
    let capped = graph.apply(.minimum, scaled, graph.constant(120))
    let floored = graph.apply(.maximum, capped, graph.constant(0.01))
    let rounded = graph.apply(.round, graph.apply(.multiply, graph.uniform(key: 2), axis))
    let never = graph.never(reason: 0)
    let some = graph.apply(
      .select, graph.apply(.less, graph.uniform(key: 3), graph.constant(0.97)), skewed, never)
    return (graph, [skewed, floored, rounded, some])
  }

  private func options(_ samples: Int, threads: Int = 1, block: Int = 256) -> RunOptions {
    var options = RunOptions()
    (options.samples, options.threads, options.blockLength) = (samples, threads, block)
    return options
  }

  @Test(arguments: [1, 2, 100, 4_096, 10_000, 16_384, 16_385, 70_001, 300_000])
  func summariesAreThoseOfTheColumns(_ samples: Int) throws {
    let (graph, roots) = example()
    var run = Run(graph, options(samples, threads: 2))
    let columns = try run.columns(of: roots)
    let probabilities = [0.05, 0.5, 0.95, 0.999, 0, 1]
    let summaries = try run.summaries(of: roots, at: probabilities)
    for (column, summary) in zip(columns, summaries) {
      #expect(column.axes == summary.axes)
      for point in 0..<summary.count {
        let got = summary[point]
        let wanted = Statistics.summary(column.samples(at: point), at: probabilities)
        #expect(got.quantiles == wanted.quantiles)
        #expect(got.mean == wanted.mean && got.deviation == wanted.deviation)
        #expect(got.minimum == wanted.minimum && got.maximum == wanted.maximum)
        #expect(got.nevers == wanted.nevers && got.firstNever == wanted.firstNever)
        #expect(got.samples == samples)
      }
    }
  }

  @Test(arguments: [(1, 64), (2, 1_024), (3, 100)])
  func anySplitGivesTheSameBits(_ threads: Int, _ block: Int) throws {
    let (graph, roots) = example()
    var one = Run(graph, options(100_000))
    var other = Run(graph, options(100_000, threads: threads, block: block))
    for (a, b) in zip(try one.summaries(of: roots), try other.summaries(of: roots)) {
      for point in 0..<a.count {
        let (x, y) = (a[point], b[point])
        #expect(x.mean == y.mean && x.deviation == y.deviation && x.quantiles == y.quantiles)
      }
    }
  }

  /// Samples that rise, so that the first ones mislead about all quantiles.
  @Test func aQuantileThatIsLostIsFoundAgain() {
    let values = (0..<200_000).map(Double.init)
    for attempt in 0...2 {
      var collector = Collector(at: [0.05, 0.5], limit: 1_024, attempt: attempt)
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        for start in stride(from: 0, to: values.count, by: 1_000) {
          collector.add(base + start, count: 1_000, start: start)
        }
      }
      let quantiles = collector.quantiles()
      #expect(quantiles == nil || quantiles == [9_999.95, 99_999.5])
      #expect(attempt < 2 || quantiles != nil)
    }
  }

  @Test func collectorsMergeInAnyOrder() {
    var random = SplitMix(seed: 5)
    let values = (0..<100_000).map { _ in
      (Double.random(in: -3...3, using: &random) * 4).rounded() / 4
        + (Bool.random(using: &random) ? 0 : Double.random(in: 0...1, using: &random))
    }
    let sorted = values.sorted()
    for parts in [2, 3, 7] {
      var collectors = (0..<parts).map { _ in
        Collector(at: [0.1, 0.5, 0.9], limit: 2_000, attempt: 0)
      }
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        for (index, start) in stride(from: 0, to: values.count, by: 500).enumerated() {
          collectors[index % parts].add(base + start, count: 500, start: start)
        }
      }
      var all = collectors[parts - 1]
      for collector in collectors.dropLast() { all.merge(collector) }
      #expect(all.count == values.count)
      let wanted = [0.1, 0.5, 0.9].map { p -> Double in
        let at = p * Double(values.count - 1)
        let (low, high) = (sorted[Int(at)], sorted[Int(at) + 1])
        return low + (at - at.rounded(.down)) * (high - low)
      }
      for (got, want) in zip(all.quantiles() ?? [], wanted) { #expect(abs(got - want) < 1e-12) }
    }
  }

  // MARK: Axes of things

  @Test func thingsHaveDrawsOfTheirOwn() throws {
    var graph = Graph()
    let keys: [UInt64] = [11, 22, 33]
    let axis = graph.things(keys).axis
    let draws = graph.normal(key: 7, along: axis)
    let single = keys.map { graph.normal(key: Graph.key(7, of: $0)) }
    var run = Run(graph, options(1_000))
    let columns = try run.columns(of: [draws] + single)
    for (point, column) in columns.dropFirst().enumerated() {
      #expect(columns[0].samples(at: point).elementsEqual(column.samples(at: 0)))
    }
  }

  @Test(arguments: [1, 3, 100, 3_000]) func reductionsAlongAnAxis(_ things: Int) throws {
    var graph = Graph()
    let axis = graph.things((0..<things).map(UInt64.init)).axis
    let swept = graph.swept("s", [1, 10])
    let column = graph.column(Numbers((0..<things).map { Double($0 % 7) }), along: axis)
    let draws = graph.apply(.add, graph.uniform(key: 3, along: axis), column)
    let product = graph.apply(.multiply, draws, swept.node)
    let fixed = graph.apply(.multiply, column, swept.node)
    let operations: [AISEngine.Operation] = [.sumAlong, .minimumAlong, .maximumAlong]
    let roots = operations.flatMap { operation in
      [draws, product, fixed, column].map { graph.reduce(operation, $0, along: axis) }
    }
    let after = graph.apply(.divide, product, graph.reduce(.sumAlong, product, along: axis))
    let whole = graph.reduce(.sumAlong, after, along: axis)
    var run = Run(graph, options(40, threads: 2))
    let columns = try run.columns(of: [draws, product, fixed, column] + roots + [whole])
    for (index, operation) in operations.enumerated() {
      for operand in 0..<4 {
        let (source, result) = (columns[operand], columns[4 + index * 4 + operand])
        let points = source.values.count / source.samples / things
        for point in 0..<points {
          for sample in 0..<source.samples {
            // things are the inner axis, whenever theirs was made
            let values = (0..<things).map { (thing: Int) -> Double in
              source.values[(point * things + thing) * source.samples + sample]
            }
            let got = result.values[point * source.samples + sample]
            switch operation {
            case .minimumAlong: #expect(got == values.min())
            case .maximumAlong: #expect(got == values.max())
            default: #expect(abs(got - values.reduce(0, +)) <= 1e-12 * Double(things) * 80)
            }
          }
        }
      }
    }
    #expect(columns[16].values.allSatisfy { abs($0 - 1) < 1e-12 })
  }

  @Test func unknownsAreHanded() throws {
    var graph = Graph()
    let axis = graph.swept("a", [1, 2])
    let sampled = graph.unknown(axes: .sample)
    let known = graph.unknown(axes: axis.axis.set)
    let sum = graph.apply(.add, graph.apply(.multiply, sampled, known), graph.uniform(key: 1))
    var run = Run(graph, options(3))
    let draws = try run.columns(of: [graph.uniform(key: 1)])[0].values
    for scale in [1.0, 5] {
      let given = [sampled: [1, 2, 3].map { $0 * scale }, known: [10, 100]]
      let values = try run.columns(of: [sum], given: given)[0].values
      let wanted = [10.0, 100].flatMap { known in
        (0..<3).map { Double($0 + 1) * scale * known + draws[$0] }
      }
      #expect(values == wanted)
    }
  }
}
