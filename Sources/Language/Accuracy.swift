import AISDistributions
import AISEngine
import AISUnits

/// How well the means of an answer are known from the samples: what is worth a note.
struct Accuracy: Sendable {
  /// The largest relative standard error of a mean that rare large values decide.
  private var worst = 0.0
  /// How many means are that uncertain.
  private var count = 0
  /// A value is shown that has no mean at all.
  private var hasNoMean = false
  /// The means of all of them can be told without samples.
  private var areKnown = true

  /// The relative error from which on a mean is worth a note.
  static let limit = 0.01

  /// Takes the samples of a mean into account.
  ///
  /// The standard error is worth a note when it is more than 1% of the mean and a single sample has more than
  /// 2% of all squared deviations, a hundred times its part at least: then more samples would move the mean,
  /// and by more than the error says.
  ///
  /// `moments` are those that are known without samples.
  mutating func note(_ summary: Summary, _ moments: Moments? = nil) {
    if let moments, !moments.mean.isFinite { hasNoMean = true }
    guard !summary.isCertain, summary.samples > 1, summary.nevers == 0, summary.deviation > 0,
      !Self.isShare(summary)
    else { return }
    let error = summary.meanError / abs(summary.mean)
    let farthest = max(summary.maximum - summary.mean, summary.mean - summary.minimum)
    let weight = (farthest / summary.deviation) * (farthest / summary.deviation)
    guard error > Self.limit, weight > max(100, 0.02 * Double(summary.samples)) else { return }
    worst = max(worst, error)
    count += 1
    if moments == nil { areKnown = false }
  }

  /// `true` iff every sample is 0 or 1, as those of a condition are: among numbers in 0...1 only these vary by
  /// m (1 − m) around their mean m. Of a probability the standard error says all.
  private static func isShare(_ summary: Summary) -> Bool {
    guard summary.minimum == 0, summary.maximum == 1 else { return false }
    let variance = summary.deviation * summary.deviation
    let whole = summary.mean * (1 - summary.mean)
    return abs(variance - whole) <= whole * 2 / Double(summary.samples)
  }

  /// What to say below the answer.
  func notes(_ units: UnitSystem) -> [String] {
    if hasNoMean {
      return [
        "this has no mean: the first number is that of these samples only; ask for `median(…)`"
      ]
    }
    guard count > 0 else { return [] }
    let error = units.text(worst, .ratio, style: .percent, precision: .significant(2))
    let subject = count == 1 ? "the mean is" : "\(count) means are"
    return [
      "\(subject) known to ±\(error) at best, since few large values decide: ask for `median(…)`, "
        + (areKnown ? "or for `mean(…)`, which is exact here" : "or for more `--samples`")
    ]
  }
}
