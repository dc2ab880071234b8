import AISDistributions
import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Elaborator {
  /// Distributions that are made of values: the calls that take lists, or `value: weight`.
  static let mixtures = ["mixture", "discrete", "empirical"]

  /// A part of a mixture, in nodes.
  struct Choice: Sendable {
    let weight: NodeID
    let node: NodeID
  }

  /// A choice among parts by a uniform draw, which none of them shares.
  struct Mixture: Sendable {
    let parts: [Choice]
    let draw: NodeID
  }

  /// A value that may be it, with its weight if one is given.
  private struct Part {
    var value: Value
    var place: Place
    var weight: GivenArgument?
  }

  /// `mixture(a, b, weights: [60%, 40%])`, `discrete(3: 50%, 5: 50%)`, `empirical([1, 2, 4])`.
  mutating func mixture(_ name: String, _ list: ArgumentList, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    var isRelative = false
    var parts = try parts(name, list, code, scope, &isRelative)
    guard let first = parts.first else {
      throw Diagnostic(
        code: "AIS0332", "\(name) of nothing", at: code.place,
        help: "write `\(Self.exampleOfMixture(name))`")
    }
    var result = first.value
    for part in parts {
      guard let dimension = part.value.dimension, let node = part.value.node else {
        throw Message.wanted(
          "a number", got: describe(part.value), for: "a value of `\(name)`", part.place)
      }
      if result.isZero, !part.value.isZero { result = part.value }
      guard dimension == result.dimension || part.value.isZero else {
        throw Message.clash(
          "mix", (describe(result), first.place), (describe(part.value), part.place),
          at: code.place, help: "all values have the same unit")
      }
      if name != "mixture", graph.constant(node) == nil {
        throw Message.wanted(
          "a known number", got: describe(part.value), for: "a value of `\(name)`", part.place,
          help: "write `mixture(…)` for values that are uncertain themselves")
      }
    }
    result.bound = Bound.joined(parts.map(\.value.bound))
    result.isZero = false
    let weights = try weights(&parts, isRelative, code)
    let stream = stream(of: code, scope)
    let nodes = parts.compactMap(\.value.node)
    let known = (nodes.compactMap(graph.constant), weights.compactMap(graph.constant))
    if known.0.count == nodes.count, known.1.count == weights.count {
      result.content = .node(
        discrete(Array(zip(known.0, known.1)), stream, scope, code.place))
      return result
    }
    // which part it is, by the uniform draw; each part has its own draw
    let draw = draw(of: stream, scope, code.place)
    let mixture = Mixture(
      parts: zip(weights, nodes).map { Choice(weight: $0, node: $1) }, draw: draw.uniform)
    let node = choice(of: mixture, code.place)
    if case .one = scope.things, !streams(below: nodes + weights).contains(stream) {
      mixed[node] = mixture
    }
    result.content = .node(node)
    return result
  }

  private mutating func choice(of mixture: Mixture, _ place: Place) -> NodeID {
    let parts = mixture.parts
    var upTo: [NodeID] = []
    for part in parts {
      upTo.append(upTo.last.map { apply(.add, $0, part.weight, at: place) } ?? part.weight)
    }
    var node = parts[parts.count - 1].node
    for index in parts.indices.dropLast().reversed() {
      let isThis = apply(.less, mixture.draw, upTo[index], at: place)
      node = select(isThis, parts[index].node, node, at: place)
    }
    return node
  }

  /// The node of a mixture between bounds: its parts between them, each as likely as it was to be there, and
  /// chosen by the same draw. `nil` where the law of a part or its weight is not known.
  mutating func truncated(
    _ mixture: Mixture, _ place: Place, low: Double, high: Double,
    _ truncate: (inout Elaborator, NodeID) throws(Diagnostic) -> NodeID
  ) throws(Diagnostic) -> NodeID? {
    var parts: [(chance: Double, node: NodeID)] = []
    for part in mixture.parts {
      guard let weight = graph.constant(part.weight), let law = law(of: part.node) else {
        return nil
      }
      let width =
        graph.constant(part.node).map { (low...high).contains($0) ? 1 : 0 }
        ?? law.truncated(low: low, high: high)?.part.width ?? 0
      guard weight * width > 0 else { continue }
      parts.append((weight * width, try truncate(&self, part.node)))
    }
    let total = parts.reduce(0) { $0 + $1.chance }
    guard total > 0 else {
      throw Diagnostic(
        code: "AIS0336", "nothing of this is between the bounds", at: place,
        help: "`clip` puts what is outside on the bound")
    }
    let inside = Mixture(
      parts: parts.map { Choice(weight: graph.constant($0.chance / total), node: $0.node) },
      draw: mixture.draw)
    let node = choice(of: inside, place)
    if inside.parts.count > 1 { mixed[node] = inside }
    return node
  }

  private static func exampleOfMixture(_ name: String) -> String {
    switch name {
    case "mixture": "mixture(1 to 3: 60%, 5 to 8: 40%)"
    case "discrete": "discrete(3: 60%, 5: 40%)"
    default: "empirical([3, 4, 4, 7])"
    }
  }

  // MARK: Arguments

  private mutating func parts(
    _ name: String, _ list: ArgumentList, _ code: Code, _ scope: Scope, _ isRelative: inout Bool
  ) throws(Diagnostic) -> [Part] {
    var parts: [Part] = []
    var weights: GivenArgument?
    for argument in code.text.tree[list] {
      let given = code.part(argument.value)
      let label = argument.label.isEmpty ? "" : joinedName(code.text.words(argument.label))
      if label == "weights" || label == "relative_weights" {
        isRelative = label == "relative_weights"
        weights = (label, try value(given, scope), given.place)
      } else if label == "values" || label.isEmpty && argument.key == nil {
        let value = try value(given, scope)
        if case .list(let elements) = value.content {
          parts += elements.map { Part(value: $0, place: given.place) }
        } else {
          parts.append(Part(value: value, place: given.place))
        }
      } else {
        let key = argument.key.map(code.part)
        let value =
          if let key { try value(key, scope) } else { try self.name(argument.label, code, scope) }
        let place = key?.place ?? code.place(argument.label)
        let weight: GivenArgument = (nil, try self.value(given, scope), given.place)
        parts.append(Part(value: value, place: place, weight: weight))
      }
    }
    guard let weights else { return parts }
    guard case .list(let values) = weights.value.content, values.count == parts.count else {
      throw Diagnostic(
        code: "AIS0332", "`\(name)` has \(parts.count) values and needs as many weights",
        at: weights.place, help: "write `\(name)(a, b, weights: [60%, 40%])`")
    }
    for index in parts.indices { parts[index].weight = (nil, values[index], weights.place) }
    return parts
  }

  /// The weights as nodes that add up to 1; equal ones where none are given.
  private mutating func weights(_ parts: inout [Part], _ isRelative: Bool, _ code: Code)
    throws(Diagnostic) -> [NodeID]
  {
    let given = parts.compactMap(\.weight)
    if given.isEmpty {
      return [NodeID](
        repeating: graph.constant(1 / Double(parts.count)), count: parts.count)
    }
    guard given.count == parts.count else {
      throw Diagnostic(
        code: "AIS0332", "some of these values have no weight", at: code.place,
        help: "give all of them one, or none")
    }
    var weights: [NodeID] = []
    for weight in given {
      guard weight.value.dimension == .ratio, let node = weight.value.node else {
        throw Message.wanted(
          "a share such as 60%", got: describe(weight.value), for: "a weight", weight.place)
      }
      if let known = graph.constant(node), !(known >= 0) {
        throw Diagnostic(
          code: "AIS0332", "a weight must not be negative", at: weight.place)
      }
      weights.append(node)
    }
    var sum = weights[0]
    for weight in weights.dropFirst() { sum = apply(.add, sum, weight, at: code.place) }
    let total = graph.constant(sum)
    if let total, isRelative ? total <= 0 : abs(total - 1) > 1e-9 {
      let text = book.units.text(total, .ratio, style: .percent, precision: .significant(6))
      throw Diagnostic(
        code: "AIS0333", "the weights add up to \(text), not 100%", at: code.place,
        help: isRelative
          ? "at least one weight is positive"
          : "if they are relative say so: `relative weights: [2, 3]`")
    }
    guard isRelative || total != 1 else { return weights }
    return weights.map { apply(.divide, $0, sum, at: code.place) }
  }

  // MARK: Known values

  /// One of several known numbers: rising with its draw.
  private mutating func discrete(
    _ points: [(value: Double, weight: Double)], _ stream: UInt64, _ scope: Scope, _ place: Place
  ) -> NodeID {
    var values: [Double] = []
    var upTo: [Double] = []
    var sum = 0.0
    for point in points.sorted(by: { $0.value < $1.value }) where point.weight > 0 {
      sum += point.weight
      if values.last == point.value {
        upTo[upTo.count - 1] = sum
      } else {
        values.append(point.value)
        upTo.append(sum)
      }
    }
    guard values.count > 1 else { return graph.constant(values.first ?? points[0].value) }
    let moments = Moments.of(points)
    let recipe = Self.steps(values[...], upTo[...])
    return drawn(Law(recipe, moments: moments), recipe, [], stream, scope, place)
  }

  /// A choice among rising values by where the uniform draw falls, halving them.
  private static func steps(_ values: ArraySlice<Double>, _ upTo: ArraySlice<Double>) -> Recipe {
    if values.count == 1 { return .constant(values[values.startIndex]) }
    let middle = values.startIndex + values.count / 2
    return .choose(
      .lessOrEqual(.uniform, .constant(upTo[middle - 1])),
      steps(values[..<middle], upTo[..<middle]),
      steps(values[middle...], upTo[middle...]))
  }
}
