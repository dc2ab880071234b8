import AISEngine
import AISModel
import AISSource
import AISUnits

extension BuiltIn {
  /// Functions of one number or two, sample by sample.
  static let mathematics: [BuiltIn] = [
    keepingUnit("abs", .absolute, "the size of a number, without its sign", ["abs(-$3M)"]),
    keepingUnit("floor", .floor, "the next whole number below, in base units", ["floor(2.7)"]),
    keepingUnit("round", .round, "the nearest whole number, halves away from zero", ["round(2.5)"]),
    plain("exp", .exponential, "e to the power of a plain number", ["exp(1)"]),
    plain("ln", .logarithm, "the natural logarithm of a plain number", ["ln(10)"]),
    plain("log", .logarithm, "the natural logarithm of a plain number", ["log(36) / log(117)"]),
    plain(
      "sin", .sine, "the sine of an angle in radians", ["sin(1)"],
      keepsBound: false),
    plain(
      "cos", .cosine, "the cosine of an angle in radians", ["cos(1)"],
      keepsBound: false),
    plain(
      "tan", .tangent, "the tangent of an angle in radians", ["tan(1)"],
      keepsBound: false),
    squareRoot, ceiling, modulo,
  ]

  private static func keepingUnit(
    _ name: String, _ operation: Operation, _ summary: String, _ examples: [String]
  )
    -> BuiltIn
  {
    BuiltIn(name: name, parameters: ["x"], summary: summary, examples: examples) {
      elaborator, arguments, code throws(Diagnostic) in
      try elaborator.takesOne(arguments, name, code)
      var value = arguments[0].value
      guard let node = try elaborator.numeric(arguments[0]).0 else { return value }
      value.content = .node(elaborator.apply(operation, node, at: code.place))
      value.isFraction = false
      // what is at most so much may be far below 0
      if operation == .absolute, value.bound != .atLeast || !elaborator.graph.isPositive(node) {
        value.bound = value.bound.map { _ in .unknown }
      }
      return value
    }
  }

  private static func plain(
    _ name: String, _ operation: Operation, _ summary: String, _ examples: [String],
    keepsBound: Bool = true
  )
    -> BuiltIn
  {
    BuiltIn(name: name, parameters: ["x"], summary: summary, examples: examples) {
      elaborator, arguments, code throws(Diagnostic) in
      try elaborator.takesOne(arguments, name, code)
      let (node, dimension) = try elaborator.numeric(arguments[0])
      guard dimension == .ratio else {
        throw Message.wanted(
          "a plain number", got: elaborator.describe(arguments[0].value),
          for: "the argument of `\(name)`",
          arguments[0].place, help: "divide by a value of the same unit first")
      }
      guard let node else { return arguments[0].value }
      var result = Value.number(elaborator.apply(operation, node, at: code.place), .ratio)
      result.bound = arguments[0].value.bound.map { keepsBound ? $0 : .unknown }
      return result
    }
  }

  private static let ceiling = BuiltIn(
    name: "ceil", parameters: ["x"], summary: "the next whole number above, in base units",
    examples: ["ceil(2.1)"]
  ) { elaborator, arguments, code throws(Diagnostic) in
    try elaborator.takesOne(arguments, "ceil", code)
    var value = arguments[0].value
    guard let node = try elaborator.numeric(arguments[0]).0 else { return value }
    let floor = elaborator.apply(
      .floor, elaborator.apply(.negate, node, at: code.place), at: code.place)
    value.content = .node(elaborator.apply(.negate, floor, at: code.place))
    value.isFraction = false
    return value
  }

  private static let squareRoot = BuiltIn(
    name: "sqrt", parameters: ["x"], summary: "the square root", examples: ["sqrt(2)"]
  ) { elaborator, arguments, code throws(Diagnostic) in
    try elaborator.takesOne(arguments, "sqrt", code)
    let (node, dimension) = try elaborator.numeric(arguments[0])
    guard let root = dimension.root(2) else {
      throw Message.wanted(
        "a plain number or a square", got: elaborator.describe(arguments[0].value),
        for: "the argument of `sqrt`", arguments[0].place)
    }
    guard let node else { return arguments[0].value }
    var result = Value.number(elaborator.apply(.squareRoot, node, at: code.place), root)
    result.bound = arguments[0].value.bound
    return result
  }

  private static let modulo = BuiltIn(
    name: "mod", parameters: ["a", "b"],
    summary: "the remainder of a / b, with the sign of b (floored division)",
    examples: ["mod(-1, 4)"]
  ) { elaborator, arguments, code throws(Diagnostic) in
    guard arguments.count == 2 else {
      throw Message.misuse("mod", ["a", "b"], code.place)
    }
    let (a, dimensionA) = try elaborator.numeric(arguments[0])
    let (b, dimensionB) = try elaborator.numeric(arguments[1])
    guard dimensionA == dimensionB else {
      throw Message.clash(
        "divide", (elaborator.describe(arguments[0].value), arguments[0].place),
        (elaborator.describe(arguments[1].value), arguments[1].place), at: code.place,
        help: "a remainder needs both in the same unit")
    }
    guard let a, let b else { return arguments[a == nil ? 0 : 1].value }
    return .number(elaborator.apply(.modulo, a, b, at: code.place), dimensionA)
  }
}
