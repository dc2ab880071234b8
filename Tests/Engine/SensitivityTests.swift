import AISNumerics
import AISTestSupport
import Testing

@testable import AISEngine

/// Shares of variance, ranks, and the worth of knowing, against what theory says.
@Suite struct SensitivityTests {
  private let count = 20_000

  private func uniform(_ key: UInt64, seed: UInt64 = 1) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer {
      Kernels.uniform($0.baseAddress!, key: key, seed: seed, start: 0, count: $0.count)
    }
    return values
  }

  /// The function of Ishigami and Homma (1990), whose indices are known in closed form.
  @Test func theIndicesOfIshigamiAreFound() throws {
    let (a, b) = (7.0, 0.1)
    func sine(_ x: Double) -> Double {
      // by its series: the kernels have no sine
      var (term, sum) = (x, x)
      for k in 1..<30 {
        term *= -x * x / Double((2 * k) * (2 * k + 1))
        sum += term
      }
      return sum
    }
    func f(_ x: [[Double]]) -> [Double] {
      (0..<count).map { i in
        let (p, q, r) = (x[0][i], x[1][i], x[2][i])
        return sine(p) + a * sine(q) * sine(q) + b * r * r * r * r * sine(p)
      }
    }
    func inputs(_ seed: UInt64) -> [[Double]] {
      (1...3).map { key in uniform(UInt64(key), seed: seed).map { (2 * $0 - 1) * Double.pi } }
    }
    let (first, second) = (inputs(1), inputs(2))
    let (fa, fb) = (f(first), f(second))
    let pi4 = Double.pi * Double.pi * Double.pi * Double.pi
    let variance = a * a / 8 + b * pi4 / 5 + b * b * pi4 * pi4 / 18 + 0.5
    let own = [0.5 * (1 + b * pi4 / 5) * (1 + b * pi4 / 5), a * a / 8, 0]
    let joint = b * b * pi4 * pi4 * (1.0 / 18 - 1.0 / 50)
    for index in 0..<3 {
      var mixed = first
      mixed[index] = second[index]
      let shares = try #require(Sensitivity.shares(a: fa, b: fb, mixed: f(mixed)))
      let total = (own[index] + (index == 1 ? 0 : joint)) / variance
      #expect(abs(shares.first.value - own[index] / variance) < 5 * shares.first.error + 1e-9)
      #expect(abs(shares.total.value - total) < 5 * shares.total.error + 1e-9)
      #expect(shares.first.error < 0.03 && shares.total.error < 0.03)
    }
  }

  @Test func aConstantHasNoShares() {
    #expect(Sensitivity.shares(a: [1, 1], b: [1, 1], mixed: [1, 1]) == nil)
  }

  @Test func ranksAreSharedByEquals() {
    #expect(Sensitivity.ranks([3, 1, 3, 2]) == [3.5, 1, 3.5, 2])
    let up = Sensitivity.ranks([1, 2, 3, 4])
    #expect(Sensitivity.correlation(ofRanks: up, Sensitivity.ranks([1, 8, 27, 64])) == 1)
    #expect(Sensitivity.correlation(ofRanks: up, Sensitivity.ranks([4, 3, 2, 1])) == -1)
    #expect(Sensitivity.correlation(ofRanks: up, Sensitivity.ranks([5, 5, 5, 5])) == nil)
  }

  @Test func theMeanGivenAnInputIsFound() throws {
    let (x, noise) = (uniform(1), uniform(2))
    let y = zip(x, noise).map { $0 * $0 + 0.3 * ($1 - 0.5) }
    let means = Sensitivity.conditionalMean(of: y, givenRanks: Sensitivity.ranks(x))
    for (value, mean) in zip(x, means) { #expect(abs(mean - value * value) < 0.03) }
    let share = try #require(Sensitivity.varianceExplained(y, ranks: Sensitivity.ranks(x)))
    let own = 1.0 / 5 - 1.0 / 9
    #expect(abs(share.value - own / (own + 0.09 / 12)) < 5 * share.error)
  }

  /// To know all is to know everything, whatever the tails; to know nothing explains nothing.
  @Test func whatIsAllExplainsAll() throws {
    let x = uniform(1)
    let tails = x.map { Kernels.normalQuantile($0) }
    let all = try #require(Sensitivity.varianceExplained(tails, ranks: Sensitivity.ranks(tails)))
    #expect(all.value > 0.999)
    let none = try #require(Sensitivity.varianceExplained(x, ranks: Sensitivity.ranks(uniform(2))))
    #expect(none.value < 4 * none.error + 0.002)
  }

  /// Payoff x + z − c of two uniform inputs: what knowing x is worth is known in closed form.
  @Test func theWorthOfKnowingIsFound() {
    let (x, z) = (uniform(3), uniform(4))
    let payoff = zip(x, z).map { $0 + $1 - 1.1 }
    let worth = Sensitivity.informationValue(payoff: payoff, ranks: Sensitivity.ranks(x))
    // E max(0, x − 0.6) − max(0, −0.1) = 0.4² / 2
    #expect(abs(worth.value - 0.08) < 5 * worth.error + 0.002)
    let sure = Sensitivity.informationValue(
      payoff: payoff.map { $0 + 5 }, ranks: Sensitivity.ranks(x))
    #expect(sure.value == 0)
  }

  // MARK: Shapley

  @Test func sharesAddUpAndAreFair() {
    // three players: a product of what they bring
    func worth(_ group: UInt64) -> Double {
      [2.0, 3, 5].enumerated().reduce(1) {
        group >> UInt64($1.offset) & 1 == 1 ? $0 * $1.element : $0
      }
    }
    let shares = Shapley.shares(of: 3, value: worth)
    #expect(abs(shares.reduce(0, +) - 29) < 1e-12)
    // the mean over all six orders, by hand: (1+1+3+5+15+15)/… of the first player
    #expect(abs(shares[0] - (2 * 1 + 3 + 5 + 2 * 15) / 6.0) < 1e-12)
    let same = Shapley.shares(of: 4) { $0.nonzeroBitCount == 4 ? 8 : 0 }
    #expect(same.allSatisfy { abs($0 - 2) < 1e-12 })
  }

  @Test func sampledOrdersAgreeWithAllOfThem() {
    func worth(_ group: UInt64) -> Double {
      (0..<8).reduce(1) { group >> UInt64($1) & 1 == 1 ? $0 * (1 + 0.1 * Double($1)) : $0 }
    }
    let exact = Shapley.shares(of: 8, value: worth)
    let orders = Shapley.orders(of: 8, pairs: 100, seed: 7)
    #expect(orders.allSatisfy { $0.sorted() == Array(0..<8) })
    let sampled = Shapley.shares(of: 8, over: orders, value: worth)
    #expect(abs(sampled.reduce(0) { $0 + $1.value } - (worth(255) - worth(0))) < 1e-12)
    for (a, b) in zip(exact, sampled) { #expect(abs(a - b.value) <= 5 * b.error + 1e-12) }
  }
}
