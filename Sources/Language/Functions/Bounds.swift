import AISDistributions
import AISEngine
import AISModel
import AISSource
import AISUnits

extension BuiltIn {
  /// Functions that keep a value between bounds.
  static let bounds: [BuiltIn] = [
    BuiltIn(
      name: "truncate", parameters: ["x", "low", "high"],
      summary: "a distribution given that it is between two bounds; either may be left out",
      examples: ["truncate(normal(5, 2), 3, 8)", "truncate(normal(5, 2), low: 0)"]
    ) { elaborator, arguments, code throws(Diagnostic) in
      let (value, low, high) = try elaborator.bounded("truncate", arguments, code)
      guard let node = value.node else { return value }
      var result = value
      result.content = .node(
        try elaborator.truncated(
          node, low?.known ?? -.infinity, high?.known ?? .infinity, arguments[0].place, code.place))
      return result
    },
    BuiltIn(
      name: "clip", parameters: ["x", "low", "high"],
      summary: "x, or the bound that it would cross; either may be left out",
      examples: ["clip(normal(5, 2), 3, 8)", "clip(10, high: 0.9)"]
    ) { elaborator, arguments, code throws(Diagnostic) in
      let (value, low, high) = try elaborator.bounded("clip", arguments, code)
      guard var node = value.node else { return value }
      if let low { node = elaborator.apply(.maximum, node, low.node, at: code.place) }
      if let high { node = elaborator.apply(.minimum, node, high.node, at: code.place) }
      var result = value
      result.content = .node(node)
      return result
    },
  ]
}

extension Elaborator {
  /// A bound: its node, and its value where that is a known number.
  typealias End = (node: NodeID, known: Double?)

  /// The value and the bounds of `truncate` and `clip`: by position, by `low:` and `high:`, or as
  /// `at least E` and `at most E`.
  fileprivate mutating func bounded(_ name: String, _ arguments: [GivenArgument], _ code: Code)
    throws(Diagnostic) -> (Value, low: End?, high: End?)
  {
    let misuse = Diagnostic(
      code: "AIS0320", "`\(name)` takes a value and one or two bounds", at: code.place,
      help: "write `\(name)(x, 3, 8)`, `\(name)(x, low: 3)` or `\(name)(x, high: 8)`")
    guard var value = arguments.first?.value, arguments[0].label ?? "x" == "x",
      (2...3).contains(arguments.count)
    else { throw misuse }
    guard value.dimension != nil else {
      _ = try numeric(arguments[0])
      throw misuse
    }
    var (low, high): (End?, End?) = (nil, nil)
    for (index, argument) in arguments.enumerated().dropFirst() {
      let isLow: Bool
      switch (argument.label, argument.value.bound) {
      case ("low", nil), (nil, .atLeast): isLow = true
      case ("high", nil), (nil, .atMost): isLow = false
      case (nil, nil) where arguments.count == 3: isLow = index == 1
      default: throw misuse
      }
      let (node, dimension) = try numeric(argument)
      guard dimension == value.dimension || argument.value.isZero || value.isZero else {
        throw Message.clash(
          "compare", (describe(value), arguments[0].place),
          (describe(argument.value), argument.place),
          at: code.place, help: "a bound has the unit of the value")
      }
      guard let node, isLow ? low == nil : high == nil else { throw misuse }
      if isLow { low = (node, graph.constant(node)) } else { high = (node, graph.constant(node)) }
    }
    if let low = low?.known, let high = high?.known, low > high {
      throw Diagnostic(
        code: "AIS0335", "the low bound is above the high one", at: code.place, help: "swap them")
    }
    if name == "truncate",
      let end = arguments.dropFirst().first(where: { argument in
        argument.value.node.map { graph.constant($0) == nil } ?? true
      })
    {
      throw Message.wanted(
        "a known number", got: describe(end.value), for: "a bound of `truncate`", end.place,
        help: "`clip` takes bounds that vary")
    }
    value.bound = nil
    value.isFraction = value.isFraction && name == "truncate"
    return (value, low, high)
  }

  /// The node of a distribution confined to bounds. What was drawn has its draw confined to the part of
  /// the unit interval that falls between them: so it stays one-to-one with the draw, and rises with it.
  fileprivate mutating func truncated(
    _ node: NodeID, _ low: Double, _ high: Double, _ what: Place, _ place: Place
  ) throws(Diagnostic) -> NodeID {
    let nothing = Diagnostic(
      code: "AIS0336", "nothing of this is between the bounds", at: place,
      help: "`clip` puts what is outside on the bound")
    if let known = graph.constant(node) {
      guard (low...high).contains(known) else { throw nothing }
      return node
    }
    if let drawn = drawn[node] {
      guard let (law, part) = drawn.law.truncated(low: low, high: high) else { throw nothing }
      let draw = confined(drawn.draw, to: part, place)
      var result = self.node(of: drawn.recipe, drawn.parameters, draw, place)
      // a value at the very edge may be rounded over it
      if low > -.infinity { result = apply(.maximum, result, graph.constant(low), at: place) }
      if high < .infinity { result = apply(.minimum, result, graph.constant(high), at: place) }
      self.drawn[result] = Drawn(
        law: law, recipe: drawn.recipe, parameters: drawn.parameters, draw: draw,
        stream: drawn.stream)
      return result
    }
    if let mixture = mixed[node],
      let result = try truncated(
        mixture, place, low: low, high: high,
        { elaborator, part throws(Diagnostic) in
          try elaborator.truncated(part, low, high, what, elaborator.origin(part) ?? place)
        })
    {
      return result
    }
    guard let (inner, scale, shift) = moved(node), inner != node else {
      throw Diagnostic(
        code: "AIS0337", "only a distribution, or a mixture of some, can be truncated", at: what,
        help: "truncate the distributions that it is made of, or `clip` it")
    }
    let ends = [(low - shift) / scale, (high - shift) / scale].sorted()
    let part = try truncated(inner, ends[0], ends[1], what, place)
    let scaled = apply(.multiply, part, graph.constant(scale), at: place)
    return apply(.add, scaled, graph.constant(shift), at: place)
  }

  private mutating func confined(_ draw: Draw, to part: UnitPart, _ place: Place) -> Draw {
    func line(_ start: Double, _ node: NodeID, _ elaborator: inout Elaborator) -> NodeID {
      let step = elaborator.apply(
        .multiply, elaborator.graph.constant(part.width), node, at: place)
      return elaborator.apply(.add, elaborator.graph.constant(start), step, at: place)
    }
    let uniform = line(part.from.lower, draw.uniform, &self)
    let complement = line(part.to.upper, draw.complement, &self)
    // in the upper half the distance from 1 has more digits
    let normal =
      part.from.lower > 0.5
      ? apply(.negate, apply(.normalQuantile, complement, at: place), at: place)
      : apply(.normalQuantile, uniform, at: place)
    return Draw(normal: normal, uniform: uniform, complement: complement)
  }

  /// What was drawn, or mixed, and how a node follows from it by known factors and sums; `nil` for anything else.
  func moved(_ node: NodeID) -> (drawn: NodeID, scale: Double, shift: Double)? {
    var (at, scale, shift) = (node, 1.0, 0.0)
    while drawn[at] == nil, mixed[at] == nil {
      guard let operation = graph.operation(at) else { return nil }
      let operands = graph.operands(of: at)
      let known = operands.map { graph.constant($0) }
      switch (operation, known.first ?? nil, known.last ?? nil) {
      case (.negate, _, _): (at, scale) = (operands[0], -scale)
      case (.add, nil, let c?): (at, shift) = (operands[0], shift + scale * c)
      case (.add, let c?, nil): (at, shift) = (operands[1], shift + scale * c)
      case (.subtract, nil, let c?): (at, shift) = (operands[0], shift - scale * c)
      case (.subtract, let c?, nil): (at, scale, shift) = (operands[1], -scale, shift + scale * c)
      case (.multiply, nil, let c?) where c != 0: (at, scale) = (operands[0], scale * c)
      case (.multiply, let c?, nil) where c != 0: (at, scale) = (operands[1], scale * c)
      case (.divide, nil, let c?) where c != 0: (at, scale) = (operands[0], scale / c)
      default: return nil
      }
    }
    return (at, scale, shift)
  }
}
