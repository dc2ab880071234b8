import AISNumerics

/// What a column of samples says, in numbers.
public struct Summary: Sendable {
  /// The value when all samples are equal, else the mean; infinite when some sample is `never`.
  public var mean: Double
  public var deviation: Double
  public var minimum: Double
  public var maximum: Double
  public var p5: Double
  public var p50: Double
  public var p95: Double
  /// How many samples are not numbers: the value is an error in them.
  public var notNumbers: Int
  /// How many samples are `never`.
  public var nevers: Int
  public var samples: Int
  /// All samples have the same value.
  public var isCertain: Bool { minimum == maximum && notNumbers == 0 }
}

/// Statistics of a column, in a fixed order of operations, so that they have the same bits anywhere.
public enum Statistics {
  /// Returns the summary of one or more samples. Complexity: linear.
  public static func summary(_ values: ArraySlice<Double>) -> Summary {
    values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return .init(0) }
      let census = Kernels.census(of: base, count: buffer.count)
      var summary = Summary(census.negativeInfinity > 0 ? -.infinity : census.minimum)
      summary.samples = buffer.count
      summary.maximum = census.positiveInfinity > 0 ? .infinity : census.maximum
      if census.positiveInfinity == buffer.count { summary = Summary(.infinity, buffer.count) }
      summary.notNumbers = census.nan
      summary.nevers = census.positiveInfinity
      if census.nan > 0 || summary.minimum == summary.maximum { return summary }
      summary.mean = Kernels.mean(of: base, count: buffer.count)
      summary.deviation = deviation(base, buffer.count, mean: summary.mean)
      let quantiles = Kernels.quantiles(of: base, count: buffer.count, at: [0.05, 0.5, 0.95])
      (summary.p5, summary.p50, summary.p95) = (quantiles[0], quantiles[1], quantiles[2])
      return summary
    }
  }

  /// Returns the sample standard deviation (divisor n - 1).
  static func deviation(_ base: UnsafePointer<Double>, _ count: Int, mean: Double) -> Double {
    guard count > 1, mean.isFinite else { return mean.isFinite ? 0 : .infinity }
    let squares = Kernels.sumOfSquaredDeviations(of: base, from: mean, count: count)
    return (squares / Double(count - 1)).squareRoot()
  }

  static func reduce(
    _ operation: Operation, _ values: ArraySlice<Double>, probability: Double
  ) -> Double {
    let summary = summary(values)
    if summary.notNumbers > 0 { return .nan }
    switch operation {
    case .mean: return summary.mean
    case .deviation: return summary.deviation
    default:
      return values.withUnsafeBufferPointer {
        Kernels.quantiles(of: $0.baseAddress!, count: $0.count, at: [probability])[0]
      }
    }
  }
}

extension Summary {
  fileprivate init(_ value: Double, _ samples: Int = 1) {
    self.init(
      mean: value, deviation: 0, minimum: value, maximum: value, p5: value, p50: value, p95: value,
      notNumbers: 0, nevers: 0, samples: samples)
  }
}
