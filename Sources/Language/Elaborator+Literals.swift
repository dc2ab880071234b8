import AISDistributions
import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Elaborator {
  // MARK: Numbers

  /// Returns the value of a number with its mark and unit words.
  mutating func number(_ literal: NumberLiteral, _ code: Code, _ scope: Scope) throws(Diagnostic)
    -> Value
  {
    var amount = literal.value
    var dimension = Dimension.ratio
    var style = NumberStyle.plain
    if let sign = literal.currency {
      let symbol = Character(code.text.source[sign])
      guard let currency = book.units.currency(symbol: symbol) else {
        throw Message.unknownUnit(String(symbol), Place(code.text.source, sign), suggestions: [])
      }
      dimension = currency.dimension
      amount = currency.base(amount)
    }
    switch literal.mark {
    case .percent: style = .percent
    case .multiple: style = .multiple
    case .none: break
    }
    for index in literal.unit.indices {
      let word = code.text.words(TokenRange(index, index + 1))[0]
      if word == "points" || word == "point" || word == "pp" {
        guard literal.mark == .none else {
          let place = code.place(TokenRange(index, index + 1))
          throw Diagnostic(
            code: "AIS0303", "percent or percentage points?", at: place,
            help:
              "write `\(code.source.replacing("%", with: "").singleLine)`, or leave `\(word)` out")
        }
        (amount, style) = (amount / 100, .points)
        continue
      }
      let unit = try unit(word, TokenRange(index, index + 1), literal, code, scope)
      amount = unit.base(amount)
      dimension = dimension * unit.dimension
    }
    guard amount.isFinite else {
      throw Diagnostic(
        code: "AIS0312", "this number is too large", at: code.place,
        help: "numbers go up to 1.8e308")
    }
    var value = Value.number(graph.constant(amount), dimension, style: style)
    value.isZero = amount == 0 && dimension == .ratio && literal.mark == .none
    return value
  }

  /// The unit that a word after a number names, or what is wrong with it.
  private func unit(
    _ word: String, _ range: TokenRange, _ literal: NumberLiteral, _ code: Code, _ scope: Scope
  ) throws(Diagnostic) -> Unit {
    if let unit = book.units.unit(named: word) { return unit }
    let place = code.place(range)
    let number = code.text.source[
      Span(code.text.tree.span(of: code.expression).start, place.span.start)
    ]
    .trimmed
    if word == "m" {
      throw Diagnostic(
        code: "AIS0303", "`m` could mean million, months or minutes", at: place,
        help: "write `\(number)M` for million, `\(number) months` or `\(number) minutes`")
    }
    if meaning(of: word, scope) != nil {
      throw Diagnostic(
        code: "AIS0303", "`\(word)` is a name, and names do not follow a number", at: place,
        help: "to multiply write `\(number) * \(word)`")
    }
    throw Message.unknownUnit(word, place, suggestions: book.units.suggestions(for: word))
  }

  // MARK: Uncertain numbers

  /// `a to b` and `a ± b`.
  mutating func uncertain(_ op: BinaryOperator, _ a: Code, _ b: Code, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    let high = try value(b, scope)
    var low = try value(a, scope)
    try share(&low, with: high, a, b)
    guard low.bound == nil, high.bound == nil else {
      throw Diagnostic(
        code: "AIS0313", "an interval has ends, not bounds", at: code.place,
        help: "write the interval, or `at least …`, not both")
    }
    guard let dimension = high.dimension, low.dimension == dimension || low.isZero else {
      throw Message.clash(
        "make an interval of", (describe(low), a.place), (describe(high), b.place), at: code.place,
        help: "both ends have the same unit")
    }
    guard let first = low.node.flatMap(graph.constant),
      let second = high.node.flatMap(graph.constant)
    else {
      throw Diagnostic(
        code: "AIS0313", "the ends of an interval are known numbers", at: code.place,
        help: "multiply a known interval by what varies: `revenue * (90% to 110%)`")
    }
    let stream = stream(of: code, scope)
    var result = Value.number(try draw(op, first, second, code, stream, scope), dimension)
    result.style = high.style
    return result
  }

  /// When the left end is a bare number, the right end's `%` and unit apply to both; a magnitude
  /// suffix does not.
  private mutating func share(_ low: inout Value, with high: Value, _ a: Code, _ b: Code)
    throws(Diagnostic)
  {
    guard let literal = number(in: a), let right = number(in: b) else { return }
    try refuseLoneMark(literal, right, a, b)
    // of `20% to 60% per year` both ends are per year
    let isSame = literal.mark == .percent && right.mark == .percent
    guard case .number = unsigned(a).form, literal.mark == .none || isSame, literal.unit.isEmpty
    else { return }
    if right.hasMagnitude, !literal.hasMagnitude, literal.value != 0,
      let end = low.node.flatMap(graph.constant),
      let other = high.node.flatMap(graph.constant), abs(end) < 1000, abs(other) >= 1000 * abs(end)
    {
      let suffix = b.source.first { "kKMBT".contains($0) }.map(String.init) ?? "B"
      throw Diagnostic(
        code: "AIS0314", "the left end has no `\(suffix)`", at: a.place,
        help: "write `\(a.source)\(suffix) to \(b.source)`: a magnitude belongs to its own number")
    }
    guard low.dimension != high.dimension || low.style != high.style, let node = low.node else {
      return
    }
    let bare = low.dimension == .ratio
    guard bare || literal.currency != nil else { return }
    var factor = 1.0
    if right.mark == .percent, literal.currency == nil, !isSame { factor = 0.01 }
    for index in right.unit.indices {
      let word = b.text.words(TokenRange(index, index + 1))[0]
      if let unit = book.units.unit(named: word) { factor = unit.base(factor) }
    }
    factor *= perFactor(b)
    guard let known = graph.constant(node) else { return }
    let scaled = factor == 0.01 ? known / 100 : known * factor
    low = .number(graph.constant(scaled), high.dimension ?? .ratio, style: high.style)
  }

  /// Refuses an interval of which only the left end has a currency or a `%`.
  private func refuseLoneMark(
    _ left: NumberLiteral, _ right: NumberLiteral, _ a: Code, _ b: Code
  ) throws(Diagnostic) {
    let isBare = right.currency == nil && right.mark == .none && right.unit.isEmpty
    if let sign = left.currency, right.currency == nil, right.value != 0 {
      let sign = a.text.source[sign]
      throw Diagnostic(
        code: "AIS0314", "the right end has no `\(sign)`", at: b.place,
        help: right.mark == .percent
          ? "write the amount, such as `\(sign)1`, in place of `\(b.source)`"
          : "write `\(sign)\(b.source)`")
    }
    if left.mark == .percent, isBare, right.value != 0, case .number = unsigned(b).form {
      throw Diagnostic(
        code: "AIS0314", "the right end has no `%`", at: b.place, help: "write `\(b.source)%`")
    }
  }

  /// The two ends of a range, which share a unit as those of an interval do.
  mutating func ends(_ a: Code, _ b: Code, _ scope: Scope) throws(Diagnostic) -> (Value, Value) {
    let high = try value(b, scope)
    var low = try value(a, scope)
    try share(&low, with: high, a, b)
    if low.isZero { low.type = high.type }
    return (low, high)
  }

  /// The two ends of a range that take the unit of another value, such as the step.
  mutating func ends(_ a: Code, _ b: Code, sharing value: Value, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> (Value, Value)
  {
    var low = try self.value(a, scope)
    var high = try self.value(b, scope)
    try share(&low, with: value, a, code)
    try share(&high, with: value, b, code)
    return (low, high)
  }

  /// The code without a minus sign before it.
  private func unsigned(_ code: Code) -> Code {
    if case .unary(.minus, let operand) = code.form { return code.part(operand) }
    return code
  }

  /// The number that an end is made of: itself, or what stands before `per`.
  private func number(in code: Code) -> NumberLiteral? {
    switch unsigned(code).form {
    case .number(let index): return code.text.tree.number(index)
    case .binary(.per, let a, _), .binary(.divide, let a, _): return number(in: code.part(a))
    default: return nil
    }
  }

  /// The factor of the `per` chain of an end: the value of `1 per …` in base units.
  private mutating func perFactor(_ code: Code) -> Double {
    switch unsigned(code).form {
    case .binary(.per, let a, let b), .binary(.divide, let a, let b):
      var scope = Scope(stream: 0)
      scope.declaration = code
      let part = code.part(b)
      var divisor: Value?
      if case .words(let range) = part.form {
        divisor = try? name(range, part, scope, allowsUnit: true)
      } else {
        divisor = try? value(part, scope)
      }
      let known = divisor?.node.flatMap(graph.constant) ?? 1
      return perFactor(code.part(a)) / known
    default: return 1
    }
  }

  private mutating func draw(
    _ op: BinaryOperator, _ first: Double, _ second: Double, _ code: Code, _ stream: UInt64,
    _ scope: Scope
  ) throws(Diagnostic) -> NodeID {
    if op == .plusMinus {
      guard second >= 0 else {
        throw Diagnostic(code: "AIS0315", "what follows `±` must not be negative", at: code.place)
      }
      let recipe = Recipe.constant(first) + .constant(second) * .normal
      return drawn(recipe, [], stream, scope.things, code.place)
    }
    switch Interval.reading(low: first, high: second, isFraction: scope.isFraction) {
    case .success(let interval):
      return drawn(
        interval.recipe(low: first, high: second), [], stream, scope.things, code.place)
    case .failure(let refusal): throw Self.refused(refusal, first, second, code)
    }
  }

  private static func refused(
    _ refusal: Interval.Refusal, _ low: Double, _ high: Double, _ code: Code
  )
    -> Diagnostic
  {
    let ends = code.source.split(separator: " to ", maxSplits: 1).map(String.init)
    switch refusal {
    case .reversed:
      return Diagnostic(
        code: "AIS0316", "an interval goes from the low end to the high end", at: code.place,
        help: ends.count == 2 ? "write `\(ends[1].trimmed) to \(ends[0].trimmed)`" : "swap the ends"
      )
    case .zero:
      return Diagnostic(
        code: "AIS0317", "an interval that ends at 0 has no usual shape", at: code.place,
        help: "write `uniform(\(ends.first ?? "0"), \(ends.last ?? "1"))`, or a small positive end")
    case .ends(let reason):
      return Diagnostic(
        code: "AIS0316", "this is no interval: \(reason)", at: code.place,
        help: "write the number itself")
    }
  }

  // MARK: Draws

  /// Returns a draw, and remembers how it was made where its parameters are known.
  private mutating func drawn(
    _ recipe: Recipe, _ parameters: [NodeID], _ stream: UInt64, _ things: Things, _ place: Place
  ) -> NodeID {
    let draw =
      switch things {
      case .one: Draw(normal: graph.normal(key: stream), uniform: graph.uniform(key: stream))
      case .row(let key):
        Draw(
          normal: graph.normal(key: Graph.key(stream, of: key)),
          uniform: graph.uniform(key: Graph.key(stream, of: key)))
      case .rows(let axis):
        Draw(
          normal: graph.normal(key: stream, along: axis),
          uniform: graph.uniform(key: stream, along: axis))
      }
    let node = node(of: recipe, parameters, draw, place)
    if parameters.allSatisfy({ graph.constant($0) != nil }) { drawn[node] = (recipe, parameters) }
    return node
  }

  /// Returns a recipe's quantile.
  mutating func fixed(
    _ recipe: Recipe, _ parameters: [NodeID], at probability: Double, _ place: Place
  ) -> NodeID {
    let uniform = graph.constant(probability)
    let draw = Draw(normal: graph.apply(.normalQuantile, uniform), uniform: uniform)
    return node(of: recipe, parameters, draw, place)
  }

  /// One draw in its two forms: a uniform, and the standard normal with the same quantile.
  struct Draw {
    let normal: NodeID
    let uniform: NodeID
  }

  /// Returns the node that a recipe describes, for parameters that are nodes.
  mutating func node(of recipe: Recipe, _ parameters: [NodeID], _ draw: Draw, _ place: Place)
    -> NodeID
  {
    func two(_ op: Operation, _ a: Recipe, _ b: Recipe, _ elaborator: inout Elaborator) -> NodeID {
      let first = elaborator.node(of: a, parameters, draw, place)
      let second = elaborator.node(of: b, parameters, draw, place)
      return elaborator.apply(op, first, second, at: place)
    }
    switch recipe {
    case .parameter(let index): return parameters[index]
    case .constant(let value): return graph.constant(value)
    case .normal: return draw.normal
    case .uniform: return draw.uniform
    case .add(let a, let b): return two(.add, a, b, &self)
    case .subtract(let a, let b): return two(.subtract, a, b, &self)
    case .multiply(let a, let b): return two(.multiply, a, b, &self)
    case .divide(let a, let b): return two(.divide, a, b, &self)
    case .lessOrEqual(let a, let b): return two(.lessOrEqual, a, b, &self)
    case .exponential(let a):
      return apply(.exponential, node(of: a, parameters, draw, place), at: place)
    case .logarithm(let a):
      return apply(.logarithm, node(of: a, parameters, draw, place), at: place)
    case .squareRoot(let a):
      return apply(.squareRoot, node(of: a, parameters, draw, place), at: place)
    case .choose(let condition, let yes, let no):
      let test = node(of: condition, parameters, draw, place)
      let first = node(of: yes, parameters, draw, place)
      return select(test, first, node(of: no, parameters, draw, place), at: place)
    }
  }

  /// The stream of a draw that is written here: by its declaration and its ordinal in it, so that a
  /// change of one declaration moves no draw of another. An override keeps the stream of its input.
  func stream(of code: Code, _ scope: Scope) -> UInt64 {
    let declaration = scope.declaration ?? code
    let own = scope.keptStream ?? scope.stream
    guard declaration.text === code.text else {
      return scope.keptStream ?? StreamKey.of([String(own, radix: 16), code.source])
    }
    var ordinal = 0
    _ = count(drawsBefore: code.expression, in: declaration.part(declaration.expression), &ordinal)
    return StreamKey.draw(own, ordinal: ordinal)
  }

  /// Counts the draws written before an expression; returns `true` when it was found.
  private func count(drawsBefore target: ExpressionID, in code: Code, _ ordinal: inout Int) -> Bool
  {
    if code.expression == target { return true }
    for child in code.text.tree.children(of: code.expression)
    where count(drawsBefore: target, in: code.part(child), &ordinal) { return true }
    if isDraw(code) { ordinal += 1 }
    return false
  }

  func isDraw(_ code: Code) -> Bool {
    switch code.form {
    case .binary(.to, _, _), .binary(.plusMinus, _, _): return true
    case .call(let name, _):
      let name = joinedName(code.text.words(name))
      return Distribution.all.contains { $0.name == name }
    default: return false
    }
  }

  /// Returns the draw of a distribution that is called by name.
  mutating func draw(
    _ family: Distribution, _ arguments: [(label: String?, value: Value, place: Place)],
    _ code: Code,
    _ scope: Scope
  ) throws(Diagnostic) -> Value {
    guard let form = family.forms.firstIndex(where: { Self.fits($0, arguments.map(\.label)) })
    else {
      let forms = family.forms.map { form in
        "`\(family.name)(" + form.parameters.map { "\($0.name): …" }.joined(separator: ", ") + ")`"
      }
      throw Diagnostic(
        code: "AIS0318", "\(family.name) takes other parameters", at: code.place,
        help: "write " + forms.joined(separator: " or "))
    }
    var parameters: [NodeID] = []
    var dimension: Dimension?
    var style = NumberStyle.plain
    for (index, parameter) in family.forms[form].parameters.enumerated() {
      let argument = arguments.first { $0.label == parameter.name } ?? arguments[index]
      guard let own = argument.value.dimension, let node = argument.value.node else {
        throw Message.wanted(
          "a number", got: describe(argument.value), for: "`\(parameter.name)`", argument.place)
      }
      if parameter.measure == .value {
        if let dimension, dimension != own, !argument.value.isZero {
          throw Message.wanted(
            book.units.name(of: dimension), got: describe(argument.value),
            for: "`\(parameter.name)`",
            argument.place)
        }
        if !argument.value.isZero { (dimension, style) = (own, argument.value.style) }
      } else if own != .ratio {
        throw Message.wanted(
          "a plain number", got: describe(argument.value), for: "`\(parameter.name)`",
          argument.place)
      }
      parameters.append(node)
    }
    let known = parameters.compactMap(graph.constant)
    if known.count == parameters.count, let reason = family.forms[form].requirements(known) {
      throw Diagnostic(code: "AIS0319", reason, at: code.place)
    }
    let node = drawn(
      family.forms[form].recipe, parameters, stream(of: code, scope), scope.things, code.place)
    return .number(node, dimension ?? .ratio, style: style)
  }

  private static func fits(_ form: Distribution.Form, _ labels: [String?]) -> Bool {
    guard labels.count == form.parameters.count else { return false }
    let named = labels.compactMap { $0 }
    if named.isEmpty { return form.isPositional }
    return Set(named) == Set(form.parameters.map(\.name))
  }
}

extension StringProtocol {
  /// The text without blanks at its ends.
  var trimmed: String { trimmed(of: \.isWhitespace) }

  /// The text without such characters at its ends.
  func trimmed(of isCut: (Character) -> Bool) -> String {
    var text = Substring(self)
    while let first = text.first, isCut(first) { text.removeFirst() }
    while let last = text.last, isCut(last) { text.removeLast() }
    return String(text)
  }
}
