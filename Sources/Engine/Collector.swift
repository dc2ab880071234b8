import AISNumerics

/// What is remembered of a stream of samples, to say their range, how many are no numbers, and exact
/// quantiles of them. The samples may come in any order and split: two collectors merge into what one
/// would have seen.
///
/// Quantiles are exact order statistics. Samples are kept until there are many; then, for each wanted
/// quantile, only those between two bounds around it, six standard errors apart from it on either side, the
/// others being counted. The bounds move closer as more samples are seen, so that about √n are kept. In
/// the rare stream that deceives them the quantile lies outside, which the counts show: then the run is
/// made again with bounds ten times as wide.
struct Collector {
  /// The samples between two bounds around a wanted quantile.
  fileprivate struct Bracket {
    var low: Double
    var high: Double
    var below = 0
    var atLow = 0
    var inside: [Double] = []
    var atHigh = 0
  }

  /// How often a run is made at most; the last time everything is kept.
  static let attempts = 3

  private let probabilities: [Double]
  /// How many samples are kept before bounds are drawn around the quantiles.
  private let limit: Int
  /// The distance of a bound from its quantile, in standard errors.
  private let width: Double
  private var all: [Double] = []
  private var brackets: [Bracket] = []
  /// How many samples there were when the bounds were drawn.
  private var narrowed = 0

  private(set) var count = 0
  private(set) var notNumbers = 0
  private(set) var nevers = 0
  private(set) var negativeInfinities = 0
  private(set) var minimum = Double.infinity
  private(set) var maximum = -Double.infinity
  /// The first sample that is no number, that is `never`, and that is negative infinity.
  private(set) var firstNotNumber: Int?
  private(set) var firstNever: Int?
  private(set) var firstNegativeInfinity: Int?

  /// Creates a collector for quantiles at `probabilities`. Attempt 0 keeps the least.
  init(at probabilities: [Double], limit: Int, attempt: Int) {
    self.probabilities = probabilities
    self.limit = attempt < Self.attempts - 1 ? limit : .max
    width = attempt == 0 ? 6 : 60
  }

  /// Takes in samples, the first of which has the number `start`.
  mutating func add(_ samples: UnsafePointer<Double>, count: Int, start: Int) {
    let census = Kernels.census(of: samples, count: count)
    func first(_ isWanted: (Double) -> Bool) -> Int? {
      UnsafeBufferPointer(start: samples, count: count).firstIndex(where: isWanted).map {
        start + $0
      }
    }
    self.count += count
    minimum = min(minimum, census.minimum)
    maximum = max(maximum, census.maximum)
    if census.nan > 0 {
      notNumbers += census.nan
      firstNotNumber = Self.earlier(firstNotNumber, first { $0.isNaN })
    }
    if census.positiveInfinity > 0 {
      nevers += census.positiveInfinity
      firstNever = Self.earlier(firstNever, first { $0 == .infinity })
    }
    if census.negativeInfinity > 0 {
      negativeInfinities += census.negativeInfinity
      firstNegativeInfinity = Self.earlier(firstNegativeInfinity, first { $0 == -.infinity })
    }
    guard !probabilities.isEmpty, notNumbers == 0 else { return }
    if brackets.isEmpty {
      all.append(contentsOf: UnsafeBufferPointer(start: samples, count: count))
      if all.count > limit { narrow() }
    } else {
      for index in brackets.indices { Self.keep(samples, count, &brackets[index]) }
      if self.count >= 2 * narrowed || brackets.contains(where: { $0.inside.count > limit }) {
        narrow()
      }
    }
  }

  private static func earlier(_ a: Int?, _ b: Int?) -> Int? {
    guard let a, let b else { return a ?? b }
    return min(a, b)
  }

  /// Takes samples into a bracket. (Static, lest the brackets are copied while one of them changes.)
  private static func keep(
    _ samples: UnsafePointer<Double>, _ count: Int, _ bracket: inout Bracket
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count + 1) { room in
      guard let base = room.baseAddress else { return }
      let position = Kernels.keepBetween(
        bracket.low, bracket.high, of: samples, count: count, into: base)
      bracket.below += position.below
      bracket.atLow += position.atLow
      bracket.atHigh += position.atHigh
      bracket.inside.append(contentsOf: UnsafeBufferPointer(start: base, count: position.inside))
    }
  }

  // MARK: Bounds

  /// Draws the bounds as close as the samples seen so far allow.
  private mutating func narrow() {
    narrowed = count
    if brackets.isEmpty {
      brackets = probabilities.map { _ in
        Bracket(low: -.infinity, high: .infinity, inside: all)
      }
      // what is infinite lies at a bound
      for index in brackets.indices {
        brackets[index].inside.removeAll(where: \.isInfinite)
        brackets[index].atLow = negativeInfinities
        brackets[index].atHigh = nevers
      }
      all = []
    }
    for (index, probability) in probabilities.enumerated() {
      let bracket = brackets[index]
      let margin = width * (Double(count) * probability * (1 - probability)).squareRoot() + 2
      let middle = probability * Double(count - 1)
      let first = bracket.below + bracket.atLow
      let ranks = [(middle - margin).rounded(.down), (middle + margin).rounded(.up)].map {
        Int($0) - first
      }
      guard bracket.inside.count > 1 else { continue }
      let inner = ranks.map { min(max($0, 0), bracket.inside.count - 1) }
      let low = ranks[0] > 0 ? bracket.inside.element(ofRank: inner[0]) : bracket.low
      let high =
        ranks[1] < bracket.inside.count - 1
        ? bracket.inside.element(ofRank: inner[1]) : bracket.high
      Self.restrict(&brackets[index], low, high)
    }
  }

  /// Moves the bounds of a bracket closer.
  private static func restrict(_ bracket: inout Bracket, _ low: Double, _ high: Double) {
    var closer = Bracket(low: low, high: high, below: bracket.below)
    func place(_ value: Double, times count: Int) {
      if value < low {
        closer.below += count
      } else if value == low {
        closer.atLow += count
      } else if value == high {
        closer.atHigh += count
      }
    }
    place(bracket.low, times: bracket.atLow)
    if bracket.high != bracket.low { place(bracket.high, times: bracket.atHigh) }
    let inside = bracket.inside
    bracket.inside = []
    inside.withUnsafeBufferPointer { samples in
      guard let base = samples.baseAddress else { return }
      keep(base, samples.count, &closer)
    }
    bracket = closer
  }

  // MARK: Merging

  /// Takes in what another collector has seen.
  mutating func merge(_ other: Collector) {
    count += other.count
    notNumbers += other.notNumbers
    nevers += other.nevers
    negativeInfinities += other.negativeInfinities
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    firstNotNumber = Self.earlier(firstNotNumber, other.firstNotNumber)
    firstNever = Self.earlier(firstNever, other.firstNever)
    firstNegativeInfinity = Self.earlier(firstNegativeInfinity, other.firstNegativeInfinity)
    guard notNumbers == 0, !probabilities.isEmpty else { return }
    if brackets.isEmpty {
      (brackets, all) = (other.brackets, all + other.all)
    } else if other.brackets.isEmpty {
      other.all.withUnsafeBufferPointer { samples in
        guard let base = samples.baseAddress else { return }
        for index in brackets.indices { Self.keep(base, samples.count, &brackets[index]) }
      }
    } else {
      for index in brackets.indices {
        let low = max(brackets[index].low, other.brackets[index].low)
        let high = max(low, min(brackets[index].high, other.brackets[index].high))
        var theirs = other.brackets[index]
        Self.restrict(&brackets[index], low, high)
        Self.restrict(&theirs, low, high)
        brackets[index].below += theirs.below
        brackets[index].atLow += theirs.atLow
        brackets[index].inside += theirs.inside
        brackets[index].atHigh += theirs.atHigh
      }
    }
  }

  // MARK: What was seen

  /// Returns the quantiles at the probabilities, in their order; `nil` if one lies outside of its bounds.
  func quantiles() -> [Double]? {
    if brackets.isEmpty {
      return all.withUnsafeBufferPointer { all in
        all.baseAddress.map { Kernels.quantiles(of: $0, count: all.count, at: probabilities) }
      }
    }
    var found: [Double] = []
    for (probability, bracket) in zip(probabilities, brackets) {
      let position = QuantilePosition(probability: probability, count: count)
      guard let low = bracket.value(at: position.rank), let high = bracket.value(at: position.next)
      else { return nil }
      found.append(position.interpolate(low, high))
    }
    return found
  }
}

extension Collector.Bracket {
  /// The element of this rank among all samples, if it is known.
  fileprivate func value(at rank: Int) -> Double? {
    var rank = rank - below
    if rank < 0 { return nil }
    if rank < atLow { return low }
    rank -= atLow
    if rank < inside.count { return inside.element(ofRank: rank) }
    rank -= inside.count
    return rank < atHigh ? high : nil
  }
}

extension [Double] {
  /// The element that would have this rank if the array were sorted.
  fileprivate func element(ofRank rank: Int) -> Double {
    withUnsafeBufferPointer { elements in
      guard let base = elements.baseAddress else { return .nan }
      return Kernels.orderStatistics(of: base, count: elements.count, ranks: [rank])[0]
    }
  }
}

extension Collector {
  /// Some sample is infinite.
  var isInfinite: Bool { nevers > 0 || negativeInfinities > 0 }
}
