import AISNumerics

/// What a column of samples says, in numbers.
public struct Summary: Sendable {
  /// The value when all samples are equal, else the mean; infinite when some sample is `never`.
  public var mean: Double
  public var deviation: Double
  /// The standard error of the mean: how far the samples' mean is off, by the samples.
  public var meanError = 0.0
  public var minimum: Double
  public var maximum: Double
  /// The quantiles at the probabilities that were asked for.
  public var quantiles: [Double]
  /// How many samples are not numbers: the value is an error in them.
  public var notNumbers = 0
  /// How many samples are `never`.
  public var nevers = 0
  public var samples: Int
  /// The first sample that is no number, that is `never`, and that is negative infinity.
  public var firstNotNumber: Int?
  public var firstNever: Int?
  public var firstNegativeInfinity: Int?
  /// How many samples are negative infinity.
  public var negativeInfinities = 0
  /// All samples have the same value.
  public var isCertain: Bool { minimum == maximum && notNumbers == 0 }

  /// The probabilities of the quantiles that answers show.
  public static let usual = [0.05, 0.5, 0.95]

  /// The summary of a value that is the same in all samples.
  init(certain value: Double, _ probabilities: [Double], samples: Int = 1) {
    mean = value
    deviation = 0
    minimum = value
    maximum = value
    quantiles = probabilities.map { _ in value }
    self.samples = samples
    if value.isNaN { (notNumbers, firstNotNumber) = (samples, 0) }
    if value == .infinity { (nevers, firstNever) = (samples, 0) }
    if value == -.infinity { (negativeInfinities, firstNegativeInfinity) = (samples, 0) }
  }

  /// The summary of what was collected, with quantiles found already.
  init(_ collected: Collector, _ moments: Moments, quantiles: [Double]) {
    let isInfinite = collected.nevers > 0 || collected.negativeInfinities > 0
    minimum = collected.negativeInfinities > 0 ? -.infinity : collected.minimum
    maximum = collected.nevers > 0 ? .infinity : collected.maximum
    if collected.nevers == collected.count { minimum = .infinity }
    if collected.negativeInfinities == collected.count { maximum = -.infinity }
    self.quantiles = quantiles
    notNumbers = collected.notNumbers
    nevers = collected.nevers
    negativeInfinities = collected.negativeInfinities
    samples = collected.count
    firstNotNumber = collected.firstNotNumber
    firstNever = collected.firstNever
    firstNegativeInfinity = collected.firstNegativeInfinity
    (mean, deviation) = (minimum, 0)
    if notNumbers > 0 {
      (mean, deviation) = (.nan, .nan)
    } else if minimum != maximum {
      (mean, deviation) = moments.meanAndDeviation
      meanError = moments.error(ofMean: mean, deviation)
      if isInfinite { (deviation, meanError) = (.infinity, .infinity) }
      if isInfinite { mean = nevers == 0 ? -.infinity : .infinity }
    }
  }

  /// The value of a reduction of the samples; of the quantiles, the one at an index.
  func value(of operation: Operation, quantile index: Int = 0) -> Double {
    if notNumbers > 0 { return .nan }
    switch operation {
    case .mean: return mean
    case .deviation: return deviation
    default: return quantiles[index]
    }
  }
}

/// Statistics of samples, in a fixed order of operations, so that they have the same bits anywhere.
public enum Statistics {
  /// Returns the summary of one or more samples, with quantiles at `probabilities`. Complexity: linear.
  public static func summary(
    _ values: ArraySlice<Double>, at probabilities: [Double] = Summary.usual
  ) -> Summary {
    values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return Summary(certain: 0, probabilities) }
      return summary(base, count: buffer.count, at: probabilities)
    }
  }

  static func summary(
    _ samples: UnsafePointer<Double>, count: Int, at probabilities: [Double], setLength: Int? = nil
  ) -> Summary {
    var collector = Collector(at: [], limit: 0, attempt: 0)
    collector.add(samples, count: count, start: 0)
    if collector.notNumbers > 0 || collector.minimum == collector.maximum, !collector.isInfinite {
      var summary = Summary(
        certain: collector.notNumbers > 0 ? .nan : collector.minimum, probabilities, samples: count)
      summary.notNumbers = collector.notNumbers
      summary.firstNotNumber = collector.firstNotNumber
      return summary
    }
    var moments = Moments(count: count, setLength: setLength)
    moments.add(samples, count: count, start: 0)
    let quantiles =
      collector.notNumbers > 0
      ? probabilities.map { _ in .nan }
      : Kernels.quantiles(of: samples, count: count, at: probabilities)
    return Summary(collector, moments, quantiles: quantiles)
  }
}
