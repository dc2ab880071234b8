import AISNumerics

/// The one place that turns an operation into arithmetic: a block in, a block out.
enum Kernel {
  typealias Block = UnsafePointer<Double>
  typealias Destination = UnsafeMutablePointer<Double>

  /// Computes `count` values of an operation with operands; the destination overlaps no operand.
  static func run(
    _ operation: Operation, _ out: Destination, _ a: Block, _ b: Block, _ c: Block, _ count: Int
  ) {
    switch operation {
    case .negate: Kernels.negate(out, a, count: count)
    case .absolute: Kernels.absolute(out, a, count: count)
    case .squareRoot: Kernels.squareRoot(out, a, count: count)
    case .exponential: Kernels.exp(out, a, count: count)
    case .logarithm: Kernels.log(out, a, count: count)
    case .sine: Kernels.sine(out, a, count: count)
    case .cosine: Kernels.cosine(out, a, count: count)
    case .tangent: Kernels.tangent(out, a, count: count)
    case .floor: Kernels.floor(out, a, count: count)
    case .round: Kernels.round(out, a, count: count)
    case .not: Kernels.not(out, a, count: count)
    case .normalQuantile: Kernels.normalQuantile(out, a, count: count)
    case .normalCumulative: Kernels.normalCDF(out, a, count: count)
    case .add: Kernels.add(out, a, b, count: count)
    case .subtract: Kernels.subtract(out, a, b, count: count)
    case .multiply: Kernels.multiply(out, a, b, count: count)
    case .divide: Kernels.divide(out, a, b, count: count)
    case .power: Kernels.power(out, a, b, count: count)
    case .modulo: Kernels.modulo(out, a, b, count: count)
    case .minimum: Kernels.minimum(out, a, b, count: count)
    case .maximum: Kernels.maximum(out, a, b, count: count)
    case .less: Kernels.less(out, a, b, count: count)
    case .lessOrEqual: Kernels.lessOrEqual(out, a, b, count: count)
    case .equal: Kernels.equal(out, a, b, count: count)
    case .notEqual: Kernels.notEqual(out, a, b, count: count)
    case .and: Kernels.and(out, a, b, count: count)
    case .or: Kernels.or(out, a, b, count: count)
    case .gammaQuantile: Kernels.gammaQuantile(out, a, b, count: count)
    case .poissonQuantile: Kernels.poissonQuantile(out, a, b, count: count)
    case .betaQuantile: Kernels.betaQuantile(out, a, b, c, count: count)
    case .binomialQuantile: Kernels.binomialQuantile(out, a, b, c, count: count)
    case .select: Kernels.select(out, a, b, c, count: count)
    case .constant, .never, .uniform, .normal, .axis, .column, .unknown, .mean, .deviation,
      .quantile, .sumAlong, .minimumAlong, .maximumAlong, .call, .step:
      preconditionFailure("a leaf, a reduction or a routine is not a block operation")
    }
  }

  /// Returns the value of an operation on known numbers, to the bit as a block of one gives it.
  static func value(_ operation: Operation, _ operands: [Double]) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4) { cells in
      cells.initialize(repeating: 0)
      for (index, value) in operands.enumerated() { cells[index] = value }
      let base = cells.baseAddress!
      run(operation, base + 3, base, base + 1, base + 2, 1)
      return cells[3]
    }
  }

  /// Folds a block into running values: those of a reduction along an axis.
  static func fold(_ operation: Operation, into running: Destination, _ a: Block, _ count: Int) {
    switch operation {
    case .minimumAlong: Kernels.minimum(to: running, a, count: count)
    case .maximumAlong: Kernels.maximum(to: running, a, count: count)
    default: Kernels.add(to: running, a, count: count)
    }
  }

  /// Returns the reduction of a row along its axis.
  static func reduce(_ operation: Operation, _ row: Block, _ count: Int) -> Double {
    switch operation {
    case .minimumAlong: Kernels.minimum(of: row, count: count)
    case .maximumAlong: Kernels.maximum(of: row, count: count)
    default: Kernels.sum(of: row, count: count)
    }
  }

  /// Fills a block with draws of a leaf, from sample `start` on.
  static func draw(
    _ operation: Operation, _ out: Destination, key: UInt64, seed: UInt64, _ sampler: Sampler,
    start: Int, _ count: Int
  ) {
    let first = UInt64(start)
    switch (sampler.sampling, operation) {
    case (.random, .uniform): Kernels.uniform(out, key: key, seed: seed, start: first, count: count)
    case (.random, _): Kernels.normal(out, key: key, seed: seed, start: first, count: count)
    case (_, .uniform): evenly(out, key, seed, sampler, first, count)
    default:
      withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, count)) { uniform in
        guard let base = uniform.baseAddress else { return }
        evenly(base, key, seed, sampler, first, count)
        Kernels.normalQuantile(out, base, count: count)
      }
    }
  }

  private static func evenly(
    _ out: Destination, _ key: UInt64, _ seed: UInt64, _ sampler: Sampler, _ start: UInt64,
    _ count: Int
  ) {
    let length = sampler.setLength
    guard let dimension = sampler.dimension(of: key) else {
      return Kernels.latinHypercube(
        out, key: key, seed: seed, strata: length, start: start, count: count)
    }
    var done = 0
    while done < count {
      let (set, first) = (Int(start) + done).quotientAndRemainder(dividingBy: length)
      let part = min(count - done, length - first)
      // each set has a scramble of its own
      Kernels.sobol(
        out + done, key: Graph.key(key, of: UInt64(set)), seed: seed, dimension: dimension,
        start: UInt64(first), count: part)
      done += part
    }
  }
}
