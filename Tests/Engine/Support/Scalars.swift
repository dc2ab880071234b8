import AISNumerics

@testable import AISEngine

/// The engine's arithmetic one number at a time, by the kernels' forms for one element.
enum Scalars {
  /// Returns the value of an operation that is no leaf and no reduction.
  static func value(_ operation: AISEngine.Operation, _ x: [Double]) -> Double {
    switch operation {
    case .negate: Kernels.negate(x[0])
    case .absolute: Kernels.absolute(x[0])
    case .squareRoot: Kernels.squareRoot(x[0])
    case .exponential: Kernels.exp(x[0])
    case .logarithm: Kernels.log(x[0])
    case .sine: Kernels.sine(x[0])
    case .cosine: Kernels.cosine(x[0])
    case .tangent: Kernels.tangent(x[0])
    case .floor: Kernels.floor(x[0])
    case .round: Kernels.round(x[0])
    case .not: Kernels.not(x[0])
    case .normalQuantile: Kernels.normalQuantile(x[0])
    case .normalCumulative: Kernels.normalCDF(x[0])
    case .add: Kernels.add(x[0], x[1])
    case .subtract: Kernels.subtract(x[0], x[1])
    case .multiply: Kernels.multiply(x[0], x[1])
    case .divide: Kernels.divide(x[0], x[1])
    case .power: Kernels.power(x[0], x[1])
    case .modulo: Kernels.modulo(x[0], x[1])
    case .minimum: Kernels.minimum(x[0], x[1])
    case .maximum: Kernels.maximum(x[0], x[1])
    case .less: Kernels.less(x[0], x[1])
    case .lessOrEqual: Kernels.lessOrEqual(x[0], x[1])
    case .equal: Kernels.equal(x[0], x[1])
    case .notEqual: Kernels.notEqual(x[0], x[1])
    case .and: Kernels.and(x[0], x[1])
    case .or: Kernels.or(x[0], x[1])
    case .gammaQuantile: Kernels.gammaQuantile(lower: x[0], upper: 1 - x[0], shape: x[1])
    case .poissonQuantile: Kernels.poissonQuantile(lower: x[0], upper: 1 - x[0], mean: x[1])
    case .betaQuantile:
      Kernels.betaQuantile(lower: x[0], upper: 1 - x[0], alpha: x[1], beta: x[2])
    case .binomialQuantile:
      Kernels.binomialQuantile(lower: x[0], upper: 1 - x[0], trials: x[1], p: x[2])
    case .select: Kernels.select(x[0], x[1], x[2])
    case .call, .step, .constant, .never, .uniform, .normal, .axis, .column, .unknown, .mean,
      .deviation,
      .quantile, .sumAlong, .minimumAlong, .maximumAlong:
      preconditionFailure("no operation on numbers")
    }
  }

  /// Returns one draw of a stream.
  static func draw(isNormal: Bool, key: UInt64, seed: UInt64, sample: Int) -> Double {
    var value = 0.0
    if isNormal {
      Kernels.normal(&value, key: key, seed: seed, start: UInt64(sample), count: 1)
    } else {
      Kernels.uniform(&value, key: key, seed: seed, start: UInt64(sample), count: 1)
    }
    return value
  }

  /// Every operation on one to three numbers.
  static let operations = (0...UInt8.max).compactMap(AISEngine.Operation.init).filter {
    $0.arity > 0 && !$0.isReduction && !$0.isAlongAxis
  }
}

/// `true` iff two results are one number, or both are none. The sign of a zero plays no part.
func isSame(_ a: Double, _ b: Double) -> Bool {
  a.isNaN ? b.isNaN : a == 0 ? b == 0 : a.bitPattern == b.bitPattern
}
