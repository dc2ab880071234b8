/// What a node computes. The core is closed: every `switch` over it is exhaustive.
public enum Operation: UInt8, Sendable {
  // Leaves
  /// A known number.
  case constant
  /// The value "never": positive infinity, with a reason kept by the graph.
  case never
  /// A uniform draw in the open interval (0, 1) for each sample.
  case uniform
  /// A standard normal draw for each sample: the normal quantile of the same uniform draw.
  case normal
  /// The values of an axis.
  case axis
  /// A column of a table along an axis.
  case column
  /// Values that are handed to a run.
  case unknown
  // One operand
  case negate, absolute, squareRoot, exponential, logarithm, floor, round, not, normalQuantile
  /// Of an angle in radians.
  case sine, cosine, tangent
  /// The probability of a standard normal variable to be at most the operand.
  case normalCumulative
  // Two operands
  case add, subtract, multiply, divide, power, modulo, minimum, maximum
  case less, lessOrEqual, equal, notEqual, and, or
  /// The quantile at a probability of the gamma distribution of a shape; of Poisson's of a mean.
  case gammaQuantile, poissonQuantile
  // Three operands: condition, value where it holds, value where it does not
  case select
  /// The quantile at a probability: of the beta distribution of two shapes; of the successes in a number
  /// of trials.
  case betaQuantile, binomialQuantile
  // Reductions over the samples; of a node without samples they are the value itself
  /// The mean of the samples. Of a condition it is its probability.
  case mean
  /// The sample standard deviation.
  case deviation
  /// The quantile at the node's payload.
  case quantile
  // Reductions along the axis of the node's payload, for each sample
  case sumAlong, minimumAlong, maximumAlong
  // Routines
  /// A routine without parameters, run on the values that it reads.
  case call
  /// A step of a routine that is no operation on numbers; known to that routine only.
  case step

  /// `true` iff numbers can go in and something that is no number come out.
  public var canFail: Bool {
    switch self {
    case .divide, .modulo, .power, .logarithm, .squareRoot, .sine, .cosine, .tangent, .call,
      .gammaQuantile, .poissonQuantile, .betaQuantile, .binomialQuantile:
      true
    default: false
    }
  }

  /// How many operands it takes; those of a call are `Graph.operands(of:)`.
  var arity: Int {
    switch self {
    case .constant, .never, .uniform, .normal, .axis, .column, .unknown, .call, .step: 0
    case .negate, .absolute, .squareRoot, .exponential, .logarithm, .floor, .round, .not,
      .normalQuantile, .sine, .cosine, .tangent, .normalCumulative, .mean, .deviation, .quantile,
      .sumAlong, .minimumAlong,
      .maximumAlong:
      1
    case .add, .subtract, .multiply, .divide, .power, .modulo, .minimum, .maximum, .less,
      .lessOrEqual, .equal, .notEqual, .and, .or, .gammaQuantile, .poissonQuantile:
      2
    case .select, .betaQuantile, .binomialQuantile: 3
    }
  }

  /// `true` iff it takes operands to a value point by point and sample by sample.
  var isElementwise: Bool { arity >= 1 && !isReduction && !isAlongAxis }

  /// `true` iff it takes all samples of its operand to one value.
  var isReduction: Bool { self == .mean || self == .deviation || self == .quantile }

  /// `true` iff it is the quantile of a family at its first operand, the others being parameters.
  var isFamilyQuantile: Bool {
    switch self {
    case .gammaQuantile, .betaQuantile, .poissonQuantile, .binomialQuantile: true
    default: false
    }
  }

  /// `true` iff it takes the values along an axis to one value.
  var isAlongAxis: Bool {
    self == .sumAlong || self == .minimumAlong || self == .maximumAlong
  }

  /// What a reduction along an axis begins with, and the operation that takes in one more value.
  var folding: (neutral: Double, joining: Operation) {
    switch self {
    case .minimumAlong: (.infinity, .minimum)
    case .maximumAlong: (-.infinity, .maximum)
    default: (0, .add)
    }
  }
}
