/// The correlations of the standard normal draws behind several inputs; those not set are 0.
public struct CopulaMatrix: Sendable {
  private var streams: [UInt64] = []
  private var weights: [[Double]] = []

  public init() {}

  /// The correlation of normal draws whose ranks have this correlation (Pearson 1907).
  public static func normal(ofRank rank: Double) -> Double {
    abs(rank) == 1 ? rank : 2 * sine(.pi * rank / 6)
  }

  /// The sine of an angle of up to π/6, by its series.
  private static func sine(_ x: Double) -> Double {
    var (term, sum) = (x, x)
    for n in stride(from: 2.0, to: 30, by: 2) {
      term *= -x * x / (n * (n + 1))
      sum += term
    }
    return sum
  }

  /// Sets the correlation of two draws.
  public mutating func set(_ a: UInt64, _ b: UInt64, _ weight: Double) {
    let (i, j) = (index(of: a), index(of: b))
    weights[i][j] = weight
    weights[j][i] = weight
  }

  private mutating func index(of stream: UInt64) -> Int {
    if let index = streams.firstIndex(of: stream) { return index }
    for row in weights.indices { weights[row].append(0) }
    streams.append(stream)
    weights.append([Double](repeating: 0, count: streams.count))
    weights[streams.count - 1][streams.count - 1] = 1
    return streams.count - 1
  }

  /// `true` iff there are draws with these correlations.
  public var isPossible: Bool { factor != nil }

  /// The lower triangle L with L Lᵀ = the matrix (Cholesky), or `nil` where there is none. A draw that
  /// follows from those before it has the weight 0.
  private var factor: [[Double]]? {
    var lower = weights.map { $0.map { _ in 0.0 } }
    for i in weights.indices {
      for j in 0...i {
        var rest = weights[i][j]
        for k in 0..<j { rest -= lower[i][k] * lower[j][k] }
        if i == j {
          guard rest > -1e-12 else { return nil }
          lower[i][i] = rest < 1e-12 ? 0 : rest.squareRoot()
        } else if lower[j][j] > 0 {
          lower[i][j] = rest / lower[j][j]
        } else if abs(rest) > 1e-9 {
          return nil
        }
      }
    }
    return lower
  }

  /// For each draw that does not keep its order the draws whose weighted sum it follows.
  public var scores: [UInt64: [(weight: Double, stream: UInt64)]] {
    guard let factor else { return [:] }
    var scores: [UInt64: [(weight: Double, stream: UInt64)]] = [:]
    for (i, stream) in streams.enumerated() {
      let parts = (0...i).filter { factor[i][$0] != 0 }.map { (factor[i][$0], streams[$0]) }
      if parts.count > 1 || parts.first?.1 != stream || parts.first?.0 != 1 {
        scores[stream] = parts
      }
    }
    return scores
  }
}
