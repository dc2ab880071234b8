import AISEngine
import AISModel
import AISSource
import AISUnits

extension BuiltIn {
  /// Functions that take all samples of a value to one.
  static let statistics: [BuiltIn] = [
    probability,
    ofSamples(
      "sd", .deviation, nil, "the standard deviation over the samples", ["sd(OpenAI.net_income)"]),
    quantile,
  ]

  /// `p5`, `p50`, `p95`, …: the quantile at that percentage.
  static func percentile(_ name: String) -> BuiltIn? {
    guard name.first == "p",
      name.dropFirst().allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
      let percent = Double(name.dropFirst()), (0...100).contains(percent)
    else {
      return nil
    }
    return ofSamples(
      name, .quantile, percent / 100, "the value that \(percent)% of the samples stay below",
      ["\(name)(1 to 2)"])
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
      var value = arguments[0].value
      guard let node = try elaborator.numeric(arguments[0]).0 else { return value }
      value.content = .node(
        elaborator.reduce(operation, node, probability: probability ?? 0, at: code.place))
      value.bound = nil
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
    let probability = try elaborator.knownNumber(arguments[1])
    guard (0...1).contains(probability) else {
      throw Diagnostic(
        code: "AIS0319", "a probability is between 0% and 100%", at: arguments[1].place)
    }
    var value = arguments[0].value
    guard let node = try elaborator.numeric(arguments[0]).0 else { return value }
    value.content = .node(
      elaborator.reduce(.quantile, node, probability: probability, at: code.place))
    value.bound = nil
    return value
  }
}
