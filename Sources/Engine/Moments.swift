import AISNumerics

/// The sum and the spread of samples: those of runs of 4,096 samples, joined in a tree that depends on their
/// number alone. So the runs may be computed in any order and place, and the bits are the same.
struct Moments {
  static let runLength = 4096

  private var sums: [Double]
  /// The squares of the deviations from the mean of the run.
  private var squares: [Double]
  /// The sums of what is both in one run and in one set; empty where there is one set only.
  private var parts: [Double] = []
  private let count: Int
  private let setLength: Int

  /// Creates the moments of `count` samples, of which nothing is known yet. Each set of `setLength` of them
  /// was spread by itself.
  init(count: Int, setLength: Int? = nil) {
    self.count = count
    self.setLength = setLength ?? max(1, count)
    let runs = (count + Self.runLength - 1) / Self.runLength
    sums = [Double](repeating: 0, count: runs)
    squares = sums
    guard self.setLength < count else { return }
    parts = [Double](repeating: 0, count: runs + count / self.setLength + 1)
  }

  /// Takes in the runs that begin with sample `start`, a multiple of the length of a run.
  mutating func add(_ samples: UnsafePointer<Double>, count: Int, start: Int) {
    var offset = 0
    while offset < count {
      let length = min(Self.runLength, count - offset)
      let run = (start + offset) / Self.runLength
      let sum = Kernels.sum(of: samples + offset, count: length)
      sums[run] = sum
      squares[run] = Kernels.sumOfSquaredDeviations(
        of: samples + offset, from: sum / Double(length), count: length)
      offset += length
    }
    guard !parts.isEmpty else { return }
    var parts = parts
    forEachPart(of: start..<start + count) { part, _, range in
      parts[part] = Kernels.sum(of: samples + (range.lowerBound - start), count: range.count)
    }
    self.parts = parts
  }

  /// Goes through samples by what is both in one run and in one set.
  private func forEachPart(
    of samples: Range<Int>, _ body: (_ part: Int, _ set: Int, _ range: Range<Int>) -> Void
  ) {
    var at = samples.lowerBound
    while at < samples.upperBound {
      let (run, set) = (at / Self.runLength, at / setLength)
      let end = min((run + 1) * Self.runLength, (set + 1) * setLength, samples.upperBound)
      body(run + set, set, at..<end)
      at = end
    }
  }

  /// Takes in the runs that another has seen; each run was seen by one of them.
  mutating func merge(_ other: Moments) {
    for run in sums.indices {
      sums[run] += other.sums[run]
      squares[run] += other.squares[run]
    }
    for part in parts.indices { parts[part] += other.parts[part] }
  }

  /// The standard error of the mean of samples with this mean and deviation: that of independent draws, or,
  /// for draws that were spread evenly, what the means of the sets say of it.
  func error(ofMean mean: Double, _ deviation: Double) -> Double {
    guard !parts.isEmpty else { return deviation / Double(count).squareRoot() }
    var sums = [Double](repeating: 0, count: (count + setLength - 1) / setLength)
    forEachPart(of: 0..<count) { part, set, _ in sums[set] += parts[part] }
    var squares = 0.0
    for (set, sum) in sums.enumerated() {
      let size = Double(min(setLength, count - set * setLength))
      squares += size * (sum / size - mean) * (sum / size - mean)
    }
    return (squares / (Double(count) * Double(sums.count - 1))).squareRoot()
  }

  /// The mean, and the sample standard deviation (divisor n - 1).
  var meanAndDeviation: (Double, Double) {
    let (sum, squares) = joined(0..<sums.count)
    let mean = sum / Double(count)
    guard count > 1, mean.isFinite else { return (mean, mean.isFinite ? 0 : .infinity) }
    return (mean, (squares / Double(count - 1)).squareRoot())
  }

  /// Joins runs pairwise, the first half being the smallest power of two that is at least half of them.
  /// Source: Chan, Golub and LeVeque, The American Statistician 37 (1983).
  private func joined(_ runs: Range<Int>) -> (Double, Double) {
    guard runs.count > 1 else {
      return runs.isEmpty ? (0, 0) : (sums[runs.lowerBound], squares[runs.lowerBound])
    }
    var half = 1
    while half < runs.count - half { half *= 2 }
    let middle = runs.lowerBound + half
    let (a, b) = (joined(runs.lowerBound..<middle), joined(middle..<runs.upperBound))
    let (n, m) = (samples(runs.lowerBound..<middle), samples(middle..<runs.upperBound))
    let gap = b.0 / m - a.0 / n
    return (a.0 + b.0, a.1 + b.1 + gap * gap * (n * m / (n + m)))
  }

  private func samples(_ runs: Range<Int>) -> Double {
    Double(min(runs.upperBound * Self.runLength, count) - runs.lowerBound * Self.runLength)
  }
}
