import AISNumerics

/// An estimate with its standard error.
public struct Estimate: Sendable {
  public var value: Double
  public var error: Double

  public init(value: Double, error: Double) { (self.value, self.error) = (value, error) }
}

extension Estimate {
  /// The same as a share: what is estimated is within 0...1.
  var clamped: Estimate { Estimate(value: min(1, max(0, value)), error: error) }
}

/// Which inputs a value hangs on: estimators over columns of samples.
public enum Sensitivity {
  // MARK: Shares of variance

  /// The shares of the variance of a value that an input explains.
  public struct Shares: Sendable {
    /// By itself: the variance of the mean given the input, as a share.
    public var first: Estimate
    /// With all that it takes part in: the share that is left when all others are known.
    public var total: Estimate
  }

  /// Returns the Sobol indices of an input from the values of a function in two independent sets of samples,
  /// a and b, and in a with that input alone taken from b; `nil` when the values do not vary.
  ///
  /// The first order is estimated after Saltelli et al. (2010), table 2 (b), which is good for small shares, or
  /// after Janon et al. (2014), formula 6, which is good for large ones: by the one with the smaller error.
  /// The total order is estimated after Jansen (1999). Errors are those of ratios of means, by the delta
  /// method. Complexity: linear.
  public static func shares(a: [Double], b: [Double], mixed: [Double]) -> Shares? {
    let count = Double(a.count)
    let mean = (a.reduce(0, +) + b.reduce(0, +)) / (2 * count)
    let other = (b.reduce(0, +) + mixed.reduce(0, +)) / (2 * count)
    let spread = a.indices.map { index in
      let (x, y) = (a[index] - mean, b[index] - mean)
      return (x * x + y * y) / 2
    }
    guard let saltelli = ratio(a.indices.map { (b[$0] - mean) * (mixed[$0] - a[$0]) }, spread),
      let total = ratio(
        a.indices.map { (a[$0] - mixed[$0]) * (a[$0] - mixed[$0]) / 2 }, spread)
    else { return nil }
    let janon = ratio(
      a.indices.map { (b[$0] - other) * (mixed[$0] - other) },
      a.indices.map { index in
        let (y, z) = (b[index] - other, mixed[index] - other)
        return (y * y + z * z) / 2
      })
    let first = janon.map { $0.error < saltelli.error ? $0 : saltelli } ?? saltelli
    return Shares(first: first.clamped, total: total.clamped)
  }

  /// The ratio of two means with its standard error; `nil` when the second is not positive.
  private static func ratio(_ above: [Double], _ below: [Double]) -> Estimate? {
    let whole = below.reduce(0, +)
    guard whole > 0, whole.isFinite else { return nil }
    let share = above.reduce(0, +) / whole
    let squares = zip(above, below).reduce(0) { sum, parts in
      let gap = parts.0 - share * parts.1
      return sum + gap * gap
    }
    return Estimate(value: share, error: squares.squareRoot() / whole)
  }

  // MARK: Ranks

  /// Returns the ranks of values in 1...n, the mean rank where several are equal. Complexity: n log n.
  public static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      let rank = Double(start + end + 1) / 2
      for index in start..<end { ranks[order[index]] = rank }
      start = end
    }
    return ranks
  }

  /// Returns the rank correlation of two columns of ranks with its standard error, after Bonett & Wright (2000): that
  /// of Fisher's z is √((1 + ρ²/2) / (n − 3)). `nil` when one does not vary.
  public static func rankCorrelation(_ a: [Double], _ b: [Double]) -> Estimate? {
    guard let value = correlation(ofRanks: a, b) else { return nil }
    let square = min(1, value * value)
    let error = (1 - square) * ((1 + square / 2) / Double(max(1, a.count - 3))).squareRoot()
    return Estimate(value: value, error: error)
  }

  /// Returns the correlation of two columns of ranks, after Spearman; `nil` when one does not vary.
  public static func correlation(ofRanks a: [Double], _ b: [Double]) -> Double? {
    let mean = Double(a.count + 1) / 2
    var (both, first, second) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      both += (x - mean) * (y - mean)
      first += (x - mean) * (x - mean)
      second += (y - mean) * (y - mean)
    }
    guard first > 0, second > 0 else { return nil }
    return both / (first * second).squareRoot()
  }

  // MARK: Knowing an input

  /// How many knots the broken line of a regression has.
  private static func knots(_ samples: Int) -> Int { max(3, min(25, samples / 200 + 2)) }

  /// Returns the mean of `y` given an input, at the input's value in each sample.
  ///
  /// A regression of the samples on the input, as Strong, Oakley & Brennan (2014) propose it: here a broken
  /// line over the input's ranks and their normal scores, by least squares. Its knots are even along a mean of
  /// both, so that some are in the tails, where few samples have much of the variance.
  /// Complexity: linear in the samples.
  public static func conditionalMean(of y: [Double], givenRanks ranks: [Double]) -> [Double] {
    let knots = Self.knots(y.count)
    let end = Kernels.normalQuantile(1 - 0.5 / Double(y.count))
    func position(_ rank: Double) -> (Int, Double) {
      let share = (rank - 0.5) / Double(y.count)
      let score = end > 0 ? (Kernels.normalQuantile(share) + end) / (2 * end) : share
      let at = (0.75 * share + 0.25 * score) * Double(knots - 1)
      let knot = min(knots - 2, max(0, Int(at)))
      return (knot, at - Double(knot))
    }
    var diagonal = [Double](repeating: 1e-9, count: knots)
    var beside = [Double](repeating: 0, count: knots)
    var right = [Double](repeating: 0, count: knots)
    for (value, rank) in zip(y, ranks) {
      let (knot, part) = position(rank)
      diagonal[knot] += (1 - part) * (1 - part)
      diagonal[knot + 1] += part * part
      beside[knot] += part * (1 - part)
      right[knot] += (1 - part) * value
      right[knot + 1] += part * value
    }
    // a symmetric band of three diagonals, solved by elimination
    for knot in 1..<knots {
      let factor = beside[knot - 1] / diagonal[knot - 1]
      diagonal[knot] -= factor * beside[knot - 1]
      right[knot] -= factor * right[knot - 1]
    }
    var heights = [Double](repeating: 0, count: knots)
    for knot in (0..<knots).reversed() {
      let next = knot + 1 < knots ? beside[knot] * heights[knot + 1] : 0
      heights[knot] = (right[knot] - next) / diagonal[knot]
    }
    return ranks.map { rank in
      let (knot, part) = position(rank)
      return (1 - part) * heights[knot] + part * heights[knot + 1]
    }
  }

  /// Returns what it is worth to know an input before choosing to do something or not, where doing it pays
  /// `payoff`: the expected value of partial perfect information (Howard 1966),
  /// E[max(0, E[payoff | input])] − max(0, E[payoff]), never below 0.
  public static func informationValue(payoff: [Double], ranks: [Double]) -> Estimate {
    let count = Double(payoff.count)
    let isDone = payoff.reduce(0, +) > 0
    let known = conditionalMean(of: payoff, givenRanks: ranks)
    // what the better choice gains in each sample
    var (sum, squares) = (0.0, 0.0)
    for (value, mean) in zip(payoff, known) where (mean > 0) != isDone {
      let gain = isDone ? -value : value
      sum += gain
      squares += gain * gain
    }
    let mean = sum / count
    let error = max(0, squares / count - mean * mean).squareRoot() / count.squareRoot()
    return Estimate(value: max(0, mean), error: error)
  }

  /// Returns the share of the variance of `y` that vanishes, on average, once an input is known: that of the
  /// regression, less what so many knots explain of anything (Ezekiel 1930, the adjusted coefficient).
  public static func varianceExplained(_ y: [Double], ranks: [Double]) -> Estimate? {
    let count = Double(y.count)
    let mean = y.reduce(0, +) / count
    let known = conditionalMean(of: y, givenRanks: ranks)
    var (explained, whole) = (0.0, 0.0)
    for (value, part) in zip(y, known) {
      explained += (part - mean) * (part - mean)
      whole += (value - mean) * (value - mean)
    }
    guard whole > 0, whole.isFinite else { return nil }
    let knots = Double(knots(y.count))
    let share = 1 - (1 - explained / whole) * (count - 1) / max(1, count - knots)
    var squares = 0.0
    for (value, part) in zip(y, known) {
      // the influence of a sample: 2 (y − m)(m − μ) + (m − μ)² − share (y − μ)²
      let gap = part - mean
      let own = 2 * (value - part) * gap + gap * gap - share * (value - mean) * (value - mean)
      squares += own * own
    }
    return Estimate(value: min(1, max(0, share)), error: squares.squareRoot() / whole)
  }
}

extension Graph {
  /// Returns the draws below a node, those of one stream together, in the order of their making.
  ///
  /// The walk does not enter `known` nodes.
  public func draws(below root: NodeID, stoppingAt known: Set<NodeID>) -> [[NodeID]] {
    var groups: [[NodeID]] = []
    var places: [UInt64: Int] = [:]
    for id in reachable(from: [root], stoppingAt: known.contains) where !known.contains(id) {
      guard [.uniform, .normal].contains(self[id].operation) else { continue }
      if let place = places[self[id].payload] {
        groups[place].append(id)
      } else {
        places[self[id].payload] = groups.count
        groups.append([id])
      }
    }
    return groups
  }

  /// `true` iff a node is a uniform draw.
  public func isUniform(_ id: NodeID) -> Bool { self[id].operation == .uniform }

  /// The first node below `root` that uses one of `operands` and satisfies a condition.
  public func user(of operands: [NodeID], below root: NodeID, where isWanted: (NodeID) -> Bool)
    -> NodeID?
  {
    dependents(of: operands, below: [root]).subtracting(operands).sorted().first(where: isWanted)
  }
}
