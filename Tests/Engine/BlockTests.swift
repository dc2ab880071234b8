import AISNumerics
import AISTestSupport
import Testing

@testable import AISEngine

/// One sample at a time gives what blocks give, to the bit, and so does any number of threads.
@Suite struct BlockTests {
  private static let batches = 100
  /// 10 000 programs in all under `make laws`.
  private static let programsPerBatch = 20 * Repository.thoroughness
  private static let samples = 13

  /// A graph of random formulas.
  private struct Program {
    var graph = Graph()
    var roots: [NodeID] = []

    init(seed: UInt64, formulas count: Int) {
      let values: [[[Double]]] = [[], [[-1.5]], [[0.5, 2]], [[0.5, 2], [-1, 3]]]
      var source = RandomFormulas(seed: seed, axes: values[Int(seed % 4)])
      let axes = source.axes.enumerated().map { graph.swept("a\($0.offset)", $0.element) }
      let formulas = source.next(count)
      roots = formulas.map { $0.node(in: &graph, axes: axes.map(\.node)) }
      // reductions along an axis, what rests on them, and draws that things along it have of their own
      let things = graph.things([9, 2, 6, 5, 3])
      let coupled = graph.couple(2, to: [(0.6, 2), (-0.8, 1)], ofThings: [2])
      let own = graph.apply(.add, graph.normal(key: coupled, along: things.axis), things.node)
      for (index, operation) in [Operation.sumAlong, .minimumAlong, .maximumAlong].enumerated() {
        let part = graph.apply(index == 0 ? .multiply : .add, own, roots[roots.count - 1 - index])
        let whole = graph.reduce(operation, part, along: things.axis)
        roots += [whole, graph.apply(.divide, part, whole)]
      }
    }

    private typealias Operation = AISEngine.Operation

    /// The columns of the roots.
    func columns(_ options: RunOptions) throws -> [Column] {
      var run = Run(graph, options)
      return try run.columns(of: roots)
    }
  }

  private func options(
    _ samples: Int, block: Int = 256, threads: Int = 1, _ sampling: Sampling = .random
  ) -> RunOptions {
    var options = RunOptions()
    (options.samples, options.blockLength, options.threads) = (samples, block, threads)
    options.sampling = sampling
    return options
  }

  /// `true` iff two columns have the same bits; any two values that are no number count as one.
  private func isSame(_ a: Column, _ b: Column) -> Bool {
    a.axes == b.axes && a.samples == b.samples
      && zip(a.values, b.values).allSatisfy {
        $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN
      } && a.values.count == b.values.count
  }

  // MARK: One sample at a time

  @Test(arguments: 0..<batches) func oneSampleAtATimeIsAsBlocks(_ batch: Int) throws {
    for number in 0..<Self.programsPerBatch {
      let seed = UInt64(batch * Self.programsPerBatch + number)
      let program = Program(seed: seed, formulas: 7)
      let sampling = Sampling.allCases[number % Sampling.allCases.count]
      let options = options(
        Self.samples, block: [1, 5, 64, 256, 1_024][number % 5], threads: 1 + number % 3, sampling)
      let sample = number % Self.samples
      let (whole, single) = try columns(program, options, sample: sample)
      for (index, root) in program.roots.enumerated() {
        guard let one = single[root] else { continue }
        let points = whole[index].values.count / Self.samples
        let wanted = (0..<points).map { whole[index].values[$0 * Self.samples + sample] }
        let isSame =
          one.count == points
          && zip(one, wanted).allSatisfy { $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN }
        #expect(isSame, "seed \(seed), root \(index), sample \(sample)")
      }
    }
  }

  /// All samples of the roots, and one sample, computed without the others, of those that samples reach;
  /// for it what reduces the samples is known.
  private func columns(_ program: Program, _ options: RunOptions, sample: Int) throws
    -> (whole: [Column], single: [NodeID: [Double]])
  {
    let graph = program.graph
    var options = options
    options.sampler = Sampler(options)
    options.sampler.assignDimensions(graph, below: program.roots)
    let nodes = graph.reachable(from: program.roots)
    let certain = nodes.filter { !graph[$0].axes.contains(.sample) }
    var run = Run(graph, options)
    let whole = try run.columns(of: program.roots)
    let known = zip(certain, try run.columns(of: certain)).map { ($0, Numbers($1.values)) }
    let plan = Plan(
      graph, nodes: nodes, roots: program.roots,
      known: Dictionary(uniqueKeysWithValues: known))
    (options.samples, options.threads) = (1, 1)
    let stream = SampleStream(graph, plan, options, firstSample: sample)
    let sampled = Set(program.roots.filter { graph[$0].axes.contains(.sample) })
    return (whole, try stream.columns(of: Array(sampled)).mapValues(Array.init))
  }

  // MARK: Blocks and threads

  @Test(arguments: 0..<3) func anyBlocksAndThreadsGiveTheSameBits(_ number: Int) throws {
    let program = Program(seed: UInt64(number) + 1_000_000, formulas: 10)
    // more than one unit of work, and more work than one thread does alone
    let samples = 20_011
    let sampling = Sampling.allCases[number % Sampling.allCases.count]
    let wanted = try program.columns(options(samples, sampling))
    for (block, threads) in [(64, 1), (1_024, 1), (256, 2), (64, 3), (1_024, 3)] {
      let found = try program.columns(options(samples, block: block, threads: threads, sampling))
      for (index, (found, wanted)) in zip(found, wanted).enumerated() {
        #expect(isSame(found, wanted), "root \(index), blocks of \(block), \(threads) threads")
      }
    }
  }

  @Test func blocksOfOneSampleGiveTheSameBits() throws {
    let program = Program(seed: 2_000_000, formulas: 6)
    let wanted = try program.columns(options(17_000))
    let found = try program.columns(options(17_000, block: 1, threads: 2))
    for (index, (found, wanted)) in zip(found, wanted).enumerated() {
      #expect(isSame(found, wanted), "root \(index)")
    }
  }
}
