import AISDistributions
import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// A node that was drawn from a recipe with known parameters.
struct Drawn: Sendable {
  let law: Law
  let recipe: Recipe
  let parameters: [NodeID]
  let draw: Elaborator.Draw
  /// The stream of its draw.
  let stream: UInt64
}

extension Elaborator {
  /// One draw in its forms: a uniform, one minus it, and the standard normal with the same quantile.
  struct Draw: Sendable {
    let normal: NodeID
    let uniform: NodeID
    let complement: NodeID
  }

  /// Returns a draw, and remembers its law where its parameters are known.
  mutating func drawn(
    _ law: Law?, _ recipe: Recipe, _ parameters: [NodeID], _ stream: UInt64, _ scope: Scope,
    _ place: Place
  ) -> NodeID {
    let draw = draw(of: stream, scope, place)
    let node = node(of: recipe, parameters, draw, place)
    if let law {
      drawn[node] = Drawn(
        law: law, recipe: recipe, parameters: parameters, draw: draw, stream: stream)
    }
    return node
  }

  /// The key of a draw of a stream, and its axis, for who has draws of their own: one for all, that of a row,
  /// one for each row.
  private mutating func leaf(of stream: UInt64, _ scope: Scope) -> (key: UInt64, axis: AxisID?) {
    let score = score(of: stream, in: scope.overlay)
    switch scope.things {
    case .one: return (score.map { graph.couple(stream, to: $0) } ?? stream, nil)
    case .row(let row):
      let key = Graph.key(stream, of: row)
      let own = score?.map { part in
        (
          part.weight,
          streamsOfThings.contains(part.stream) ? Graph.key(part.stream, of: row) : part.stream
        )
      }
      return (own.map { graph.couple(key, to: $0) } ?? key, nil)
    case .rows(let axis):
      return (score.map { graph.couple(stream, to: $0, ofThings: streamsOfThings) } ?? stream, axis)
    }
  }

  /// The draw of a stream, in the order that its correlations ask for.
  mutating func draw(of stream: UInt64, _ scope: Scope, _ place: Place) -> Draw {
    let (key, axis) = leaf(of: stream, scope)
    let uniform = graph.uniform(key: key, along: axis)
    return Draw(
      normal: graph.normal(key: key, along: axis), uniform: uniform,
      complement: apply(.subtract, graph.constant(1), uniform, at: place))
  }

  /// Returns the node that a recipe describes, for parameters that are nodes.
  mutating func node(of recipe: Recipe, _ parameters: [NodeID], _ draw: Draw, _ place: Place)
    -> NodeID
  {
    func part(_ recipe: Recipe, _ elaborator: inout Elaborator) -> NodeID {
      elaborator.node(of: recipe, parameters, draw, place)
    }
    func one(_ operation: Operation, _ a: Recipe, _ elaborator: inout Elaborator) -> NodeID {
      elaborator.apply(operation, part(a, &elaborator), at: place)
    }
    func two(_ operation: Operation, _ a: Recipe, _ b: Recipe, _ elaborator: inout Elaborator)
      -> NodeID
    {
      let first = part(a, &elaborator)
      return elaborator.apply(operation, first, part(b, &elaborator), at: place)
    }
    func three(
      _ operation: Operation, _ a: Recipe, _ b: Recipe, _ c: Recipe, _ elaborator: inout Elaborator
    ) -> NodeID {
      let (first, second) = (part(a, &elaborator), part(b, &elaborator))
      return elaborator.apply(operation, first, second, part(c, &elaborator), at: place)
    }
    switch recipe {
    case .parameter(let index): return parameters[index]
    case .constant(let value): return graph.constant(value)
    case .normal: return draw.normal
    case .uniform: return draw.uniform
    case .complement: return draw.complement
    case .add(let a, let b): return two(.add, a, b, &self)
    case .subtract(let a, let b): return two(.subtract, a, b, &self)
    case .multiply(let a, let b): return two(.multiply, a, b, &self)
    case .divide(let a, let b): return two(.divide, a, b, &self)
    case .power(let a, let b): return two(.power, a, b, &self)
    case .minimum(let a, let b): return two(.minimum, a, b, &self)
    case .lessOrEqual(let a, let b): return two(.lessOrEqual, a, b, &self)
    case .exponential(let a): return one(.exponential, a, &self)
    case .logarithm(let a): return one(.logarithm, a, &self)
    case .squareRoot(let a): return one(.squareRoot, a, &self)
    case .floor(let a): return one(.floor, a, &self)
    case .gamma(let shape): return two(.gammaQuantile, .uniform, shape, &self)
    case .poisson(let mean): return two(.poissonQuantile, .uniform, mean, &self)
    case .beta(let a, let b, let probability):
      return three(.betaQuantile, probability, a, b, &self)
    case .binomial(let trials, let p): return three(.binomialQuantile, .uniform, trials, p, &self)
    case .choose(let condition, let yes, let no):
      let test = part(condition, &self)
      let first = part(yes, &self)
      return select(test, first, part(no, &self), at: place)
    }
  }

  // MARK: Streams

  /// The stream of a draw that is written here: by its declaration and its ordinal in it, so that a
  /// change of one declaration moves no draw of another. An override keeps the stream of its input.
  mutating func stream(of code: Code, _ scope: Scope) -> UInt64 {
    let stream = ownStream(of: code, scope)
    if isOfModel(scope) { modelStreams.insert(stream) }
    return stream
  }

  /// `true` iff a draw is made for a metric of an entity, or for an assumption.
  private func isOfModel(_ scope: Scope) -> Bool {
    guard let slot = scope.slot else { return scope.owner != nil }
    if slot.owner != nil { return true }
    if case .assumption = selection(of: slot) { return true }
    return false
  }

  private func ownStream(of code: Code, _ scope: Scope) -> UInt64 {
    let declaration = scope.declaration ?? code
    let own = scope.keptStream ?? scope.stream
    guard declaration.text === code.text else {
      return scope.keptStream ?? StreamKey.of([String(own, radix: 16), code.source])
    }
    var ordinal = 0
    _ = count(drawsBefore: code.expression, in: declaration.part(declaration.expression), &ordinal)
    return StreamKey.draw(own, ordinal: ordinal)
  }

  /// Counts the draws written before an expression and in it; returns `true` when it was found.
  private func count(drawsBefore target: ExpressionID, in code: Code, _ ordinal: inout Int) -> Bool
  {
    for child in code.text.tree.children(of: code.expression)
    where count(drawsBefore: target, in: code.part(child), &ordinal) { return true }
    if code.expression == target { return true }
    if isDraw(code) { ordinal += 1 }
    return false
  }

  func isDraw(_ code: Code) -> Bool {
    switch code.form {
    case .binary(.to, _, _), .binary(.plusMinus, _, _): return true
    case .call(let name, _):
      let name = joinedName(code.text.words(name))
      return Self.mixtures.contains(name) || Distribution.all.contains { $0.name == name }
    default: return false
    }
  }

  // MARK: Families

  /// Returns the draw of a distribution that is called by name.
  mutating func draw(
    _ family: Distribution, _ arguments: [GivenArgument], _ code: Code, _ scope: Scope
  ) throws(Diagnostic) -> Value {
    guard let form = Self.form(of: family, arguments.map(\.label)) else {
      throw Self.otherParameters(of: family, code.place)
    }
    var parameters: [NodeID] = []
    var dimension: Dimension?
    var style = NumberStyle.plain
    for (index, parameter) in form.parameters.enumerated() {
      let argument = arguments.first { $0.label == parameter.name } ?? arguments[index]
      guard var own = argument.value.dimension, let node = argument.value.node else {
        throw Message.wanted(
          "a number", got: describe(argument.value), for: "`\(parameter.name)`", argument.place)
      }
      if parameter.measure == .rate { own = Dimension.ratio / own }
      if parameter.measure == .value || parameter.measure == .rate {
        if let dimension, dimension != own, !argument.value.isZero {
          throw Message.wanted(
            book.units.name(of: dimension), got: describe(argument.value),
            for: "`\(parameter.name)`",
            argument.place)
        }
        if !argument.value.isZero {
          dimension = own
          if parameter.measure == .value { style = argument.value.style }
        }
      } else if own != .ratio {
        throw Message.wanted(
          "a plain number", got: describe(argument.value), for: "`\(parameter.name)`",
          argument.place)
      }
      if parameter.measure == .share { style = argument.value.style }
      parameters.append(node)
    }
    let stream = stream(of: code, scope)
    let known = parameters.compactMap(graph.constant)
    guard known.count == parameters.count else {
      guard form.resolve == nil else {
        throw Diagnostic(
          code: "AIS0331", "the quantiles of a \(family.name) are known numbers", at: code.place,
          help: "state it by other parameters: "
            + family.forms.map { "`\(Signature(family, $0).text)`" }.joined(separator: " or "))
      }
      let node = drawn(nil, form.recipe, parameters, stream, scope, code.place)
      return .number(node, dimension ?? .ratio, style: style)
    }
    if let reason = form.requirements(known) {
      throw Diagnostic(code: "AIS0319", reason, at: code.place)
    }
    let numbers = form.resolve.map { $0(known) } ?? known
    guard let numbers else {
      throw Diagnostic(
        code: "AIS0319", "no \(family.name) has these two quantiles", at: code.place,
        help: "state it by other parameters: "
          + family.forms.map { "`\(Signature(family, $0).text)`" }.joined(separator: " or "))
    }
    let law = Law(form.recipe, numbers, moments: form.moments(numbers))
    let node = drawn(
      law, form.recipe, numbers.map { graph.constant($0) }, stream, scope, code.place)
    return .number(node, dimension ?? .ratio, style: style)
  }

  /// The form of a family that takes parameters of these names, or that many without names.
  private static func form(of family: Distribution, _ labels: [String?]) -> Distribution.Form? {
    let named = labels.compactMap { $0 }
    if named.isEmpty {
      return family.forms.first { $0.isPositional && $0.parameters.count == labels.count }
    }
    guard named.count == labels.count, Set(named).count == named.count else { return nil }
    if let form = family.forms.first(where: { Set($0.parameters.map(\.name)) == Set(named) }) {
      return form
    }
    let ends = named.compactMap(Percentile.init).sorted { $0.probability < $1.probability }
    guard ends.count == 2, named.count == 2, ends[0].probability < ends[1].probability else {
      return nil
    }
    return family.quantiles?(ends[0], ends[1])
  }

  private static func otherParameters(of family: Distribution, _ place: Place) -> Diagnostic {
    var forms = family.forms.map { "`\(Signature(family, $0).text)`" }
    if family.quantiles != nil { forms.append("`\(family.name)(p5: …, p95: …)`") }
    return Diagnostic(
      code: "AIS0318", "\(family.name) takes other parameters", at: place,
      help: "write " + forms.joined(separator: " or "))
  }
}
