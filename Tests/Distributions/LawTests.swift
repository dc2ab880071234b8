import AISNumerics
import Testing

@testable import AISDistributions

/// Laws of mixtures, truncations and functions.
@Suite struct LawTests {
  private let mixture = Law(mixtureOf: [
    (0.25, .normal(mean: 0, deviation: 1)), (0.5, .lognormal(mu: 1, sigma: 0.5)), (0.25, .known(3)),
  ])

  @Test func aMixtureHasTheMomentsOfItsParts() throws {
    let far = Law(mixtureOf: [
      (0.5, .normal(mean: 1, deviation: 1)), (0.5, .normal(mean: 1e11, deviation: 1)),
    ])
    let moments = try #require(far.moments)
    #expect(moments.mean == 50_000_000_000.5)
    #expect(abs(moments.variance.squareRoot() / 49_999_999_999.5 - 1) < 1e-12)
  }

  @Test(arguments: [0.001, 0.1, 0.3, 0.5, 0.7, 0.95, 0.9999])
  func quantilesOfAMixtureHaveTheirProbability(_ probability: Double) {
    let x = mixture.quantile(UnitPoint(probability))
    #expect(mixture.tails(atMost: x).lower >= probability - 1e-12)
    #expect(mixture.tails(below: x).lower <= probability + 1e-12)
  }

  @Test func aPointHasAProbability() {
    let (below, atMost) = (mixture.tails(below: 3).lower, mixture.tails(atMost: 3).lower)
    #expect(abs(atMost - below - 0.25) < 1e-12)
    let points = Law(mixtureOf: [(0.5, .known(3)), (0.5, .known(5))])
    #expect([0.3, 0.5, 0.7].map { points.quantile(UnitPoint($0)) } == [3, 3, 5])
  }

  /// Source: the closed form of a truncated normal (Johnson, Kotz & Balakrishnan, vol. 1, ch. 13).
  @Test func aTruncatedNormalHasItsMean() throws {
    let normal = Law.normal(mean: 5, deviation: 2)
    let (law, part) = try #require(normal.truncated(low: 3, high: 8))
    let moments = try #require(law.moments)
    #expect(abs(moments.mean - 5.290374894305052) < 1e-9)
    #expect(abs(part.width - (Kernels.normalCDF(1.5) - Kernels.normalCDF(-1))) < 1e-13)
    for step in 0...20 {
      let value = law.quantile(UnitPoint(Double(step) / 20))
      #expect(value >= 3 && value <= 8)
    }
  }

  @Test func farTailsKeepTheirDigits() throws {
    let (law, _) = try #require(
      Law.normal(mean: 0, deviation: 1).truncated(low: 10, high: .infinity))
    // φ(10) / Φ(−10), by its asymptotic series to 1e-7
    #expect(abs(try #require(law.moments).mean - 10.0980933) < 1e-6)
    #expect(Law.normal(mean: 0, deviation: 1).truncated(low: 3, high: 2) == nil)
  }

  @Test func functionsThatRiseAndFallKeepTheirQuantiles() throws {
    let law = Law.lognormal(mu: 1, sigma: 0.5)
    let inverse = law.falling(by: { 2 / $0 })
    #expect(abs(inverse.quantile(UnitPoint(0.05)) - 2 / law.quantile(UnitPoint(0.95))) < 1e-12)
    let exact = Moments.lognormal(mu: Kernels.log(2) - 1, sigma: 0.5)
    #expect(abs(try #require(inverse.moments).mean - exact.mean) < 1e-10)
    let moved = law.moved(scale: -3, shift: 1)
    #expect(abs(moved.quantile(UnitPoint(0.2)) - (1 - 3 * law.quantile(UnitPoint(0.8)))) < 1e-12)
    #expect(try #require(moved.moments).mean == 1 - 3 * (try #require(law.moments).mean))
  }

  @Test func kinksAndJumpsAreIntegrated() throws {
    let clipped = Law.normal(mean: 0, deviation: 1).rising { max($0, 0) }
    #expect(abs(try #require(clipped.moments).mean - 0.3989422804014327) < 1e-10)
    let whole = Law.normal(mean: 0, deviation: 1).rising { $0.rounded(.down) }
    #expect(abs(try #require(whole.moments).mean + 0.5) < 1e-10)
  }
}

/// The correlations of draws.
@Suite struct CopulaMatrixTests {
  @Test func ranksBecomeNormalCorrelations() {
    #expect(CopulaMatrix.normal(ofRank: 1) == 1 && CopulaMatrix.normal(ofRank: -1) == -1)
    #expect(CopulaMatrix.normal(ofRank: 0) == 0)
    #expect(abs(CopulaMatrix.normal(ofRank: 0.5) - 0.5176380902050415) < 1e-15)
  }

  @Test func mixesHaveTheCorrelationsAskedFor() {
    var matrix = CopulaMatrix()
    let wanted: [(UInt64, UInt64, Double)] = [(1, 2, 0.5), (1, 3, -0.2), (2, 3, 0.4), (4, 5, -1)]
    for (a, b, weight) in wanted { matrix.set(a, b, weight) }
    let mixes = matrix.scores
    #expect(mixes[1] == nil && mixes[4] == nil)
    func weights(_ stream: UInt64) -> [UInt64: Double] {
      guard let mix = mixes[stream] else { return [stream: 1] }
      return Dictionary(uniqueKeysWithValues: mix.map { ($0.stream, $0.weight) })
    }
    func product(_ a: UInt64, _ b: UInt64) -> Double {
      weights(a).reduce(0) { $0 + $1.value * (weights(b)[$1.key] ?? 0) }
    }
    for (a, b, weight) in wanted { #expect(abs(product(a, b) - weight) < 1e-12) }
    for stream in UInt64(1)...5 { #expect(abs(product(stream, stream) - 1) < 1e-12) }
    #expect(abs(product(1, 4)) < 1e-12)
  }

  @Test func whatCannotBeIsNoMatrix() {
    var matrix = CopulaMatrix()
    matrix.set(1, 2, 0.9)
    matrix.set(2, 3, 0.9)
    #expect(!matrix.isPossible)
    matrix.set(1, 3, 0.8)
    #expect(matrix.isPossible)
  }
}
