import Synchronization
import Testing

@testable import AISEngine

/// Runs: the same bits for any blocks and threads, limits, and where a value went wrong.
@Suite struct RunTests {
  /// A graph with draws, a swept axis, and enough nodes for several registers.
  private func example() -> (graph: Graph, roots: [NodeID]) {
    var graph = Graph()
    let axis = graph.swept("a", [0.5, 1, 2]).node
    let (x, y) = (graph.normal(key: 1), graph.uniform(key: 2))
    let product = graph.apply(.multiply, graph.apply(.exponential, x), axis)
    let sum = graph.apply(.add, product, graph.apply(.logarithm, y))
    let mean = graph.reduce(.mean, sum)
    let gap = graph.apply(.subtract, sum, mean)
    return (graph, [x, product, sum, mean, gap])
  }

  private func columns(
    _ graph: Graph, _ roots: [NodeID], samples: Int, threads: Int = 1, seed: UInt64 = 1
  ) throws -> [Column] {
    var options = RunOptions()
    (options.samples, options.threads, options.seed) = (samples, threads, seed)
    var run = Run(graph, options)
    return try run.columns(of: roots)
  }

  @Test(arguments: [2, 3, 8]) func anyNumberOfThreadsGivesTheSameBits(_ threads: Int) throws {
    let (graph, roots) = example()
    let one = try columns(graph, roots, samples: 120_001)
    let many = try columns(graph, roots, samples: 120_001, threads: threads)
    for (a, b) in zip(one, many) { #expect(a.values == b.values) }
  }

  @Test(arguments: [1, 15, 16, 511, 512, 513, 1_000])
  func theFirstSamplesAreThoseOfALongerRun(_ count: Int) throws {
    let (graph, roots) = example()
    let long = try columns(graph, Array(roots[..<3]), samples: 2_000)
    let short = try columns(graph, Array(roots[..<3]), samples: count)
    for (a, b) in zip(short, long) {
      for point in 0..<(a.values.count / count) {
        #expect(a.samples(at: point).elementsEqual(b.samples(at: point).prefix(count)))
      }
    }
  }

  /// Many long swept axes make blocks short: no bit changes.
  @Test func wideRegistersGiveTheSameBits() throws {
    var graph = Graph()
    let x = graph.normal(key: 1)
    let wide = graph.swept("wide", (0..<3_000).map(Double.init)).node
    let node = graph.apply(.multiply, graph.apply(.add, x, wide), graph.uniform(key: 2))
    let all = try columns(graph, [node], samples: 40)[0]
    var narrow = Graph()
    let sum = narrow.apply(.add, narrow.normal(key: 1), narrow.constant(1_234))
    let point = narrow.apply(.multiply, sum, narrow.uniform(key: 2))
    let one = try columns(narrow, [point], samples: 40)[0]
    #expect(all.samples(at: 1_234).elementsEqual(one.samples(at: 0)))
  }

  @Test func oneRunRemembersItsReductions() throws {
    let (graph, roots) = example()
    var run = Run(graph, RunOptions())
    let first = try run.columns(of: [roots[3]])[0].values
    #expect(try run.columns(of: roots)[3].values == first)
    #expect(first.count == 3)
  }

  @Test func rootsMayRepeatAndKeepTheirOrder() throws {
    let (graph, roots) = example()
    let twice = try columns(graph, [roots[2], roots[0], roots[2]], samples: 10)
    #expect(twice[0].values == twice[2].values)
    #expect(twice[1].values.count == 10)
    #expect(try columns(graph, [], samples: 10).isEmpty)
  }

  @Test func reductionsRestOnReductions() throws {
    var graph = Graph()
    let x = graph.uniform(key: 1)
    let centred = graph.apply(.subtract, x, graph.reduce(.mean, x))
    let mean = graph.reduce(.mean, centred)
    let spread = graph.apply(
      .divide, graph.reduce(.deviation, centred), graph.reduce(.deviation, x))
    let above = graph.apply(.less, graph.reduce(.quantile, x, probability: 0.9), x)
    let share = graph.reduce(.mean, above)
    let columns = try columns(graph, [mean, spread, share], samples: 1_000)
    #expect(abs(columns[0].values[0]) < 1e-15)
    #expect(abs(columns[1].values[0] - 1) < 1e-12)
    #expect(columns[2].values == [0.1])
  }

  // MARK: Limits

  @Test(arguments: [0, 1, 20]) func aRunStopsWhenTheHostSays(_ asked: Int) throws {
    let (graph, roots) = example()
    let counter = Counter()
    var options = RunOptions()
    options.samples = 100_000
    options.isCancelled = { counter.next() > asked }
    var run = Run(graph, options)
    do {
      _ = try run.columns(of: roots)
      Issue.record("nothing stopped")
    } catch {
      guard case .cancelled = error else { throw error }
    }
  }

  /// Counts how often it is asked, from any thread.
  private final class Counter: Sendable {
    private let value = Atomic(0)
    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
  }

  @Test func whatIsTooLargeIsRefusedWithItsSize() throws {
    let (graph, roots) = example()
    var options = RunOptions()
    (options.samples, options.cellLimit) = (1_000, 3_999)
    var run = Run(graph, options)
    do {
      _ = try run.columns(of: [roots[1]])
      Issue.record("nothing was refused")
    } catch {
      guard case .tooLarge(let cells) = error else { throw error }
      // three points of what is asked for, and the draw that is handed on to them
      #expect(cells >= 4_000 && cells < 4_020)
    }
    options.cellLimit = 4_020
    run = Run(graph, options)
    #expect(try run.columns(of: [roots[1]])[0].values.count == 3_000)
  }

  // MARK: Where a value went wrong

  private func origin(
    _ graph: Graph, _ node: NodeID, sample: Int, point: Int = 0,
    where isBad: (Double) -> Bool = { $0.isNaN }
  ) -> NodeID? {
    var options = RunOptions()
    options.samples = 50
    var run = Run(graph, options)
    return run.origin(of: node, sample: sample, point: point, where: isBad)?.node
  }

  @Test func aFaultIsFoundWhereItCameAbout() {
    var graph = Graph()
    let x = graph.uniform(key: 1)
    let logarithm = graph.apply(.logarithm, graph.apply(.subtract, x, graph.constant(2)))
    let node = graph.apply(.add, graph.apply(.multiply, logarithm, x), graph.constant(1))
    for sample in [0, 7, 49] { #expect(origin(graph, node, sample: sample) == logarithm) }
  }

  @Test func onlyTheChosenArmIsFollowed() {
    var graph = Graph()
    let axis = graph.swept("a", [0, 1]).node
    let x = graph.normal(key: 1)
    let first = graph.apply(.logarithm, graph.apply(.negate, graph.apply(.exponential, x)))
    let second = graph.apply(.squareRoot, graph.apply(.negate, graph.apply(.exponential, x)))
    let node = graph.apply(.negate, graph.apply(.select, axis, first, second))
    #expect(origin(graph, node, sample: 3, point: 0) == second)
    #expect(origin(graph, node, sample: 3, point: 1) == first)
  }

  @Test func neverIsFoundAsWell() {
    var graph = Graph()
    let never = graph.never(reason: 4)
    let choice = graph.apply(
      .select, graph.apply(.less, graph.uniform(key: 1), graph.constant(2)), never,
      graph.constant(1))
    let node = graph.apply(.add, choice, graph.constant(1))
    let found = origin(graph, node, sample: 0) { $0 == .infinity }
    #expect(found == never)
    #expect(found.flatMap(graph.neverReason) == 4)
  }
}
