import AISNumerics
import Testing

@testable import AISEngine

/// Draws in the order of a score.
@Suite struct CouplingTests {
  /// Columns of two streams with the correlation 0.8 of normal scores, and of the second by itself.
  private func columns(
    _ samples: Int, _ sampling: Sampling = .random, threads: Int = 1, block: Int = 256
  ) throws -> [[Double]] {
    var graph = Graph()
    let key = graph.couple(2, to: [(0.8, 1), (0.6, 2)])
    let roots = [
      graph.uniform(key: 1), graph.uniform(key: key), graph.uniform(key: 2),
      graph.normal(key: key),
    ]
    var options = RunOptions()
    (options.samples, options.threads, options.blockLength) = (samples, threads, block)
    options.sampling = sampling
    var run = Run(graph, options)
    return try run.columns(of: roots).map(\.values)
  }

  @Test(arguments: Sampling.allCases, [1, 63, 1_000, 40_000])
  func theDrawsAreTheSame(_ sampling: Sampling, _ samples: Int) throws {
    let columns = try columns(samples, sampling)
    #expect(columns[1].sorted() == columns[2].sorted())
    #expect(samples == 1 || columns[1] != columns[2])
    for (uniform, normal) in zip(columns[1], columns[3]) {
      #expect(Kernels.normalQuantile(uniform) == normal)
    }
  }

  @Test(arguments: Sampling.allCases) func theRankCorrelationIsThatOfTheScores(
    _ sampling: Sampling
  ) throws {
    let columns = try columns(100_000, sampling)
    let found = Sensitivity.correlation(
      ofRanks: Sensitivity.ranks(columns[0]), Sensitivity.ranks(columns[1]))
    // 6 / π · arcsin(0.8 / 2)
    #expect(abs(try #require(found) - 0.785_939) < 0.005)
  }

  @Test(arguments: Sampling.allCases) func anyBlocksAndThreadsGiveTheSameBits(
    _ sampling: Sampling
  ) throws {
    let wanted = try columns(40_003, sampling)
    #expect(try columns(40_003, sampling, threads: 3, block: 64) == wanted)
    #expect(try columns(40_003, sampling, threads: 2, block: 1_000) == wanted)
  }

  @Test func ranksFollowTheScores() {
    var values = [0.3, -1, 7, 0, 1e-300, 5]
    let scores = [2, -4, 2, 1e9, -1e-9, 0]
    Kernels.reorder(&values, by: scores, count: values.count)
    #expect(values == [0.3, -1, 5, 7, 0, 1e-300])
  }
}
