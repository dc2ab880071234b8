import Testing

@testable import AISNumerics

/// The laws of random streams. All draws are fixed, so a bound of five standard deviations holds or
/// fails for good.
@Suite struct RandomTests {
  static let count = 1 << 17

  /// The first words of SplitMix64 for the seed 1234567, as published with it.
  @Test func knownAnswers() {
    let words = (1...5 as ClosedRange<UInt64>).map {
      Kernels.mixed(1_234_567 &+ $0 &* 0x9e37_79b9_7f4a_7c15)
    }
    #expect(
      words == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
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

  /// Flipping one bit of the key, the seed or the counter flips half of the bits of an element.
  @Test func everyBitMatters() {
    let trials = 400
    for bit in 0..<64 as Range<UInt64> {
      for part in 0..<3 {
        var flips = 0
        for trial in 0..<UInt64(trials) {
          let flip = { (wanted: Int) -> UInt64 in part == wanted ? 1 << bit : 0 }
          let a = words(1, key: trial, seed: 3, start: trial)[0]
          let b = words(
            1, key: trial ^ flip(0), seed: 3 ^ flip(1), start: trial ^ flip(2))[0]
          flips += (a ^ b).nonzeroBitCount
        }
        let deviation = Double(flips - 26 * trials) / (13 * Double(trials)).squareRoot()
        #expect(deviation.magnitude < 5)
      }
    }
  }

  /// One stream, every 2^20th element of one, and elements of neighbouring streams in turn.
  @Test func bitsAreIndependent() {
    let count = 1 << 15
    let lanes = UInt64(8)
    func inTurn(_ stream: (UInt64) -> [UInt64]) -> [UInt64] {
      let streams = (0..<lanes).map(stream)
      return (0..<count).map { streams[$0 % Int(lanes)][$0 / Int(lanes)] }
    }
    let share = count / Int(lanes)
    let sequences = [
      words(count, key: 31, seed: 32, start: 0),
      (0..<UInt64(count)).map { words(1, key: 31, seed: 32, start: $0 << 20)[0] },
      inTurn { words(share, key: $0, seed: 32, start: 0) },
      inTurn { words(share, key: 31, seed: $0, start: 0) },
      inTurn { words(share, key: $0 << 60, seed: $0 << 60, start: 0) },
    ]
    for sequence in sequences {
      expectIndependentBits(sequence)
      expectIndependentSpacings(sequence)
    }
  }

  /// The 52 random bits of each element.
  private func words(_ count: Int, key: UInt64, seed: UInt64, start: UInt64) -> [UInt64] {
    uniform(count, key: key, seed: seed, start: start).map { UInt64($0 * 0x1p53) >> 1 }
  }

  /// Each bit is as often equal to each bit of the next word as not, and is as often 1 as 0.
  private func expectIndependentBits(_ words: [UInt64]) {
    let count = words.count - 64
    /// Bit `bit` of 64 words in one, for all words but the last.
    func column(_ bit: Int, from first: Int) -> [UInt64] {
      stride(from: first, to: first + count, by: 64).map { start in
        (0..<64).reduce(0) { $0 | (words[start + $1] >> UInt64(bit) & 1) << UInt64($1) }
      }
    }
    let here = (0..<52).map { column($0, from: 0) }
    let next = (0..<52).map { column($0, from: 1) }
    let bound = 5.5 * (Double(count) / 4).squareRoot()
    for first in 0..<52 {
      let ones = here[first].reduce(0) { $0 + $1.nonzeroBitCount }
      #expect((Double(ones) - Double(count) / 2).magnitude < bound)
      for second in 0..<52 {
        var different = 0
        for index in here[first].indices {
          different += (here[first][index] ^ next[second][index]).nonzeroBitCount
        }
        if (Double(different) - Double(count) / 2).magnitude >= bound {
          Issue.record("bits \(first) and \(second) of the next word")
        }
      }
    }
  }

  /// Marsaglia's birthday spacings: of 1,024 leading parts of 28 bits, sorted, as many distances occur again
  /// as a Poisson variable of mean 1 says.
  private func expectIndependentSpacings(_ words: [UInt64]) {
    let (birthdays, mean) = (1024, 1.0)
    var again = 0
    var rounds = 0
    for first in stride(from: 0, to: words.count - birthdays + 1, by: birthdays) {
      let days = words[first..<first + birthdays].map { $0 >> 24 }.sorted()
      let distances = zip(days.dropFirst(), days).map { $0 - $1 }.sorted()
      again += zip(distances.dropFirst(), distances).count { $0 == $1 }
      rounds += 1
    }
    let expected = mean * Double(rounds)
    #expect((Double(again) - expected).magnitude < 5 * expected.squareRoot())
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
