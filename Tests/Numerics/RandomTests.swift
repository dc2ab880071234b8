import Testing

@testable import AISNumerics

/// The laws of random streams. All draws are fixed, so a bound of five standard deviations holds or
/// fails for good.
@Suite struct RandomTests {
  static let count = 1 << 17

  /// From the authors' own file of known answers (Random123, `kat_vectors`), words joined in pairs.
  @Test func knownAnswers() {
    let zero = Kernels.words(key: 0, seed: 0, pair: 0)
    #expect(zero == (0xe169_c58d_6627_e8d5, 0x9b00_dbd8_bc57_ac4c))
    let ones = Kernels.words(key: .max, seed: .max, pair: .max)
    #expect(ones == (0x41c8_3b0e_408f_276d, 0x6d54_51fd_a20b_c7c6))
    let pi = Kernels.words(
      key: 0x299f_31d0_a409_3822, seed: 0x0370_7344_1319_8a2e, pair: 0x85a3_08d3_243f_6a88)
    #expect(pi == (0x94fd_cceb_d16c_fe09, 0x2412_6ea1_5001_e420))
  }

  @Test func elementsAreTheLeadingBitsOfTheirWords() {
    let elements = uniform(6, key: 7, seed: 8, start: 10)
    let words = (5...7 as ClosedRange<UInt64>).flatMap { pair in
      let words = Kernels.words(key: 7, seed: 8, pair: pair)
      return [words.first, words.second]
    }
    #expect(elements == words.map { (Double($0 >> 12) + 0.5) * 0x1p-52 })
  }

  @Test func anElementDependsOnItsNumberAlone() {
    let whole = uniform(1100, key: 1, seed: 2, start: 1000)
    let normals = normal(1100, key: 1, seed: 2, start: 1000)
    for count in BlockTests.lengths {
      for offset in [0, 1, 2, 7, 64] {
        let start = UInt64(1000 + offset)
        let cut = offset..<offset + count
        #expect(uniform(count, key: 1, seed: 2, start: start) == Array(whole[cut]))
        #expect(normal(count, key: 1, seed: 2, start: start) == Array(normals[cut]))
      }
    }
  }

  @Test func streamsMayRunPastTheLastNumber() {
    let across = uniform(4, key: 1, seed: 2, start: .max - 1)
    #expect(Array(across[..<2]) == uniform(2, key: 1, seed: 2, start: .max - 1))
  }

  @Test(arguments: [0, 1, 2, .max, 0x1234_5678_9abc_def0] as [UInt64])
  func elementsAreUniform(key: UInt64) {
    let u = uniform(Self.count, key: key, seed: key &+ 1)
    #expect(u.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(u.allSatisfy { $0 * 0x1p53 == ($0 * 0x1p53).rounded() })
    let centred = u.map { $0 - 0.5 }
    expectMean(of: centred, variance: 1.0 / 12)
    expectMean(of: centred.map { $0 * $0 - 1.0 / 12 }, variance: 1.0 / 180)
    expectEqualCounts(u.map { Int($0 * 256) }, bins: 256)
    expectEqualCounts(u.map { Int($0 * 0x1p40) & 255 }, bins: 256)
  }

  @Test func neighboursAreIndependent() {
    let u = uniform(Self.count + 16, key: 11, seed: 12)
    for lag in [1, 2, 3, 4, 8, 16] {
      expectUncorrelated(Array(u[..<Self.count]), Array(u[lag..<lag + Self.count]))
    }
    let pairs = (0..<Self.count).map { Int(u[$0] * 16) * 16 + Int(u[$0 + 1] * 16) }
    expectEqualCounts(pairs, bins: 256)
  }

  @Test func neighbouringStreamsAreIndependent() {
    let count = 1 << 14
    let base = uniform(count, key: 21, seed: 22)
    for bit in 0..<64 as Range<UInt64> {
      expectUncorrelated(base, uniform(count, key: 21 ^ 1 << bit, seed: 22))
      expectUncorrelated(base, uniform(count, key: 21, seed: 22 ^ 1 << bit))
    }
    expectUncorrelated(base, uniform(count, key: 22, seed: 21))
  }

  /// Across streams: the first element of many neighbouring keys or seeds is as good as one stream.
  @Test func firstElementsOfStreamsAreUniform() {
    let keys = (0..<UInt64(1 << 15)).map { uniform(1, key: $0, seed: 5)[0] }
    let seeds = (0..<UInt64(1 << 15)).map { uniform(1, key: 5, seed: $0)[0] }
    for u in [keys, seeds] {
      expectMean(of: u.map { $0 - 0.5 }, variance: 1.0 / 12)
      expectEqualCounts(u.map { Int($0 * 256) }, bins: 256)
      expectUncorrelated(Array(u.dropLast()), Array(u.dropFirst()))
    }
  }

  /// Flipping one bit of the key, the seed or the counter flips every bit of the words half the
  /// time.
  @Test func everyBitMatters() {
    let trials = 400
    for bit in 0..<64 as Range<UInt64> {
      for part in 0..<3 {
        var flips = 0
        for trial in 0..<UInt64(trials) {
          let a = Kernels.words(key: trial, seed: 3, pair: trial)
          let flip = { (wanted: Int) -> UInt64 in part == wanted ? 1 << bit : 0 }
          let b = Kernels.words(key: trial ^ flip(0), seed: 3 ^ flip(1), pair: trial ^ flip(2))
          flips += (a.first ^ b.first).nonzeroBitCount + (a.second ^ b.second).nonzeroBitCount
        }
        let deviation = Double(flips - 64 * trials) / (32 * Double(trials)).squareRoot()
        #expect(deviation.magnitude < 5)
      }
    }
  }

  private func expectMean(of values: [Double], variance: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    #expect(mean.magnitude < 5 * (variance / Double(values.count)).squareRoot())
  }

  private func expectUncorrelated(_ a: [Double], _ b: [Double]) {
    expectMean(of: zip(a, b).map { ($0 - 0.5) * ($1 - 0.5) }, variance: 1.0 / 144)
  }

  /// Pearson's test: the statistic has the mean bins − 1 and twice that as variance.
  private func expectEqualCounts(_ bin: [Int], bins: Int) {
    var counts = [Double](repeating: 0, count: bins)
    for b in bin { counts[b] += 1 }
    let expected = Double(bin.count) / Double(bins)
    let statistic = counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
    let freedom = Double(bins - 1)
    #expect((statistic - freedom).magnitude < 5 * (2 * freedom).squareRoot())
  }
}
