import AISEngine
import AISModel
import AISNumerics
import AISSource
import AISUnits

extension BuiltIn {
  /// Functions that take all samples of a value to one.
  static let statistics: [BuiltIn] = [
    probability,
    ofSamples(
      "sd", .deviation, nil, "the standard deviation over the samples", ["sd(OpenAI.net_income)"]),
    quantile, geometricMean,
  ]

  /// `p5`, `p50`, `p95`, …: the quantile at that percentage.
  static func percentile(_ name: String) -> BuiltIn? {
    guard let probability = probability(ofPercentile: name) else { return nil }
    return ofSamples(
      name, .quantile, probability,
      "the value that \(probability * 100)% of the samples stay below", ["\(name)(1 to 2)"])
  }

  /// The probability of a quantile that is called by its percentage, as `p95`.
  static func probability(ofPercentile name: String) -> Double? {
    guard name.first == "p",
      name.dropFirst().allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
      let percent = Double(name.dropFirst()), (0...100).contains(percent)
    else { return nil }
    return percent / 100
  }

  static func ofSamples(
    _ name: String, _ operation: Operation, _ probability: Double?, _ summary: String,
    _ examples: [String]
  ) -> BuiltIn {
    BuiltIn(name: name, parameters: ["x"], summary: summary, examples: examples) {
      elaborator, arguments, code throws(Diagnostic) in
      guard arguments.count == 1 else {
        throw Diagnostic(code: "AIS0320", "`\(name)` takes one value", at: code.place)
      }
      if case .list(let elements) = arguments[0].value.content {
        return try elaborator.statistic(
          operation, probability ?? 0, of: elements, arguments[0].place)
      }
      var value = arguments[0].value
      guard let node = try elaborator.numeric(arguments[0]).0 else { return value }
      value.content = .node(
        elaborator.reduce(operation, node, probability: probability ?? 0, at: code.place))
      // of what is at least so much the mean and the quantiles are, too; how far it spreads is open
      if operation == .deviation { value.bound = value.bound.map { _ in .unknown } }
      return value
    }
  }

  private static let probability = BuiltIn(
    name: "P", parameters: ["condition"],
    summary: "the share of the samples in which a condition holds",
    examples: ["P(StabilityAI.runway < 12 months)"]
  ) { elaborator, arguments, code throws(Diagnostic) in
    guard arguments.count == 1 else {
      throw Diagnostic(code: "AIS0320", "`P` takes one condition", at: code.place)
    }
    let argument = arguments[0]
    guard argument.value.type == .boolean else {
      throw Message.wanted(
        "a condition", got: elaborator.describe(argument.value), for: "what `P` is asked about",
        argument.place,
        help: "compare it: `P(\(argument.place.source) > 0)`")
    }
    guard let node = argument.value.node else {
      return Value(
        type: .quantity(.ratio), content: .missing(argument.value.missingReason ?? ""),
        style: .percent)
    }
    return .number(elaborator.reduce(.mean, node, at: code.place), .ratio, style: .percent)
  }

  private static let quantile = BuiltIn(
    name: "quantile", parameters: ["x", "probability"],
    summary: "the value that this share of the samples stays below",
    examples: ["quantile(1 to 2, 25%)"]
  ) { elaborator, arguments, code throws(Diagnostic) in
    guard arguments.count == 2 else {
      throw Diagnostic(
        code: "AIS0320", "`quantile` takes a value and a probability", at: code.place,
        help: "write `quantile(x, 25%)`")
    }
    let probability = try elaborator.knownNumber(
      arguments[1],
      help: "write the share itself, as in `quantile(x, 25%)`; the share below a value is "
        + "`P(\(arguments[0].place.source.singleLine) < …)`")
    guard (0...1).contains(probability) else {
      throw Diagnostic(
        code: "AIS0319", "a probability is between 0% and 100%", at: arguments[1].place)
    }
    if case .list(let elements) = arguments[0].value.content {
      return try elaborator.statistic(.quantile, probability, of: elements, arguments[0].place)
    }
    var value = arguments[0].value
    guard let node = try elaborator.numeric(arguments[0]).0 else { return value }
    value.content = .node(
      elaborator.reduce(.quantile, node, probability: probability, at: code.place))
    return value
  }

  private static let geometricMean = BuiltIn(
    name: "geometric_mean", parameters: ["values", "weights"],
    summary: "the geometric mean of a list, by weights if they are given",
    examples: ["geometric_mean([1, 4])", "geometric_mean([1, 4], weights: [3, 1])"]
  ) { elaborator, arguments, code throws(Diagnostic) in
    guard let first = arguments.first, case .list(let values) = first.value.content,
      !values.isEmpty, arguments.count <= 2
    else {
      throw Diagnostic(
        code: "AIS0320", "`geometric_mean` takes a list", at: code.place,
        help: "write `geometric_mean([1, 4])`")
    }
    var weights = [Double](repeating: 1, count: values.count)
    if arguments.count == 2 {
      guard case .list(let given) = arguments[1].value.content, given.count == values.count else {
        throw Diagnostic(
          code: "AIS0332", "there are \(values.count) values, and other weights",
          at: arguments[1].place, help: "write `geometric_mean([1, 4], weights: [3, 1])`")
      }
      weights = try elaborator.knownNumbers(given, arguments[1].place).numbers
    }
    let total = weights.reduce(0, +)
    var sum = elaborator.graph.constant(0)
    for (value, weight) in zip(values, weights) {
      guard let node = value.node, value.type == values[0].type else {
        throw Message.wanted(
          "a number of one unit with the others", got: elaborator.describe(value),
          for: "each of them", first.place)
      }
      let part = elaborator.apply(
        .multiply, elaborator.apply(.logarithm, node, at: first.place),
        elaborator.graph.constant(weight / total), at: first.place)
      sum = elaborator.apply(.add, sum, part, at: code.place)
    }
    var result = values[0]
    result.content = .node(elaborator.apply(.exponential, sum, at: code.place))
    return result
  }
}

extension Elaborator {
  /// The known numbers of a list, all of one dimension.
  func knownNumbers(_ elements: [Value], _ place: Place) throws(Diagnostic) -> (
    numbers: [Double], first: Value
  ) {
    guard var first = elements.first else {
      throw Diagnostic(code: "AIS0338", "this list is empty", at: place, help: "write `[1, 2, 4]`")
    }
    var numbers: [Double] = []
    for element in elements {
      if first.isZero { first = element }
      guard element.dimension == first.dimension || element.isZero,
        let known = element.node.flatMap(graph.constant)
      else {
        throw Message.wanted(
          "a known number like the first, \(describe(first))", got: describe(element),
          for: "each number of the list", place)
      }
      numbers.append(known)
    }
    first.isZero = false
    return (numbers, first)
  }

  /// A statistic of the numbers of a list: all there are, not a sample of more. So the deviation has the
  /// divisor n, and a quantile is interpolated (type 7 of Hyndman and Fan).
  mutating func statistic(
    _ operation: Operation, _ probability: Double, of elements: [Value], _ place: Place
  ) throws(Diagnostic) -> Value {
    let (numbers, first) = try knownNumbers(elements, place)
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    var result = first
    let statistic: Double
    switch operation {
    case .mean: statistic = mean
    case .deviation:
      let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      statistic = (squares / Double(numbers.count)).squareRoot()
    default:
      statistic = numbers.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map {
          Kernels.quantiles(of: $0, count: buffer.count, at: [probability])[0]
        } ?? .nan
      }
    }
    result.content = .node(graph.constant(statistic))
    return result
  }
}
