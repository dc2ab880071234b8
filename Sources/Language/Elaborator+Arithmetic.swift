import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Elaborator {
  // MARK: One operand

  mutating func unary(_ op: UnaryOperator, _ operand: Code, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    var value = try value(operand, scope)
    if case .vector = value.type {
      return try mapped(value) { elaborator, element throws(Diagnostic) in
        try elaborator.unary(op, element, operand, code)
      }
    }
    value = try unary(op, value, operand, code)
    return value
  }

  private mutating func unary(
    _ op: UnaryOperator, _ operand: Value, _ operandCode: Code, _ code: Code
  )
    throws(Diagnostic) -> Value
  {
    var value = operand
    switch op {
    case .not:
      guard value.type == .boolean else {
        throw Message.wanted(
          "a condition", got: describe(value), for: "what follows `not`", operandCode.place)
      }
      guard let node = value.node else { return value }
      return .truth(apply(.not, node, at: code.place))
    case .minus:
      guard value.dimension != nil else {
        throw Message.wanted(
          "a number", got: describe(value), for: "what follows `-`", operandCode.place)
      }
      guard let node = value.node else { return value }
      value.content = .node(apply(.negate, node, at: code.place))
      value.isFraction = false
      value.bound = value.bound?.turned
      return value
    case .atLeast, .atMost:
      guard value.dimension != nil else {
        throw Message.wanted("a number", got: describe(value), for: "a bound", operandCode.place)
      }
      value.bound = op == .atLeast ? .atLeast : .atMost
      return value
    }
  }

  // MARK: Two operands

  mutating func binary(_ op: BinaryOperator, _ a: Code, _ b: Code, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    switch op {
    case .to, .plusMinus: return try uncertain(op, a, b, code, scope)
    case .range:
      if let list = try rangeList(code, scope) { return list }
      throw Diagnostic(
        code: "AIS0308", "a range stands only after `in`", at: code.place,
        help: "for an uncertain number write `\(a.source) to \(b.source)`")
    case .and, .or: return try logical(op, a, b, code, scope)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return try comparison(op, a, b, code, scope)
    case .increasedBy, .decreasedBy: return try increased(op, a, b, code, scope)
    case .fractionOf:
      // a part of something looks like it: 20% of 350 is 70
      return try arithmetic(
        .multiply, try value(b, scope), try value(a, scope), code.place, b.place, a.place)
    case .per, .divide:
      let start = trace.mark
      let first = try value(a, scope)
      let second: Value
      if case .words(let range) = b.form {
        second = try name(range, b, scope, asUnit: unitReading(op, a, b))
      } else {
        second = try value(b, scope)
      }
      if op == .per { try refuseSecondTime(first, a, second, b, code) }
      let isUnmoved = isUnmoved(first, a, second, b)
      // an index, `x / base x`, of what is not known and does not change
      if isUnmoved, first.missingReason != nil { return .number(graph.constant(1), .ratio) }
      let quotient = try arithmetic(.divide, first, second, code.place, a.place, b.place)
      return isUnmoved ? cancelled(quotient, 1, since: start) : quotient
    case .subtract:
      let start = trace.mark
      let first = try value(a, scope)
      let second = try value(b, scope)
      let difference = try arithmetic(op, first, second, code.place, a.place, b.place)
      return isUnmoved(first, a, second, b) ? cancelled(difference, 0, since: start) : difference
    case .multiply:
      let start = trace.mark
      let first = try value(a, scope)
      let middle = trace.mark
      let second = try value(b, scope)
      cancelFactor(first, second, start, middle)
      return try arithmetic(op, first, second, code.place, a.place, b.place)
    case .add, .power:
      let first = try value(a, scope)
      let second = try value(b, scope)
      return try arithmetic(op, first, second, code.place, a.place, b.place)
    }
  }

  /// Refuses `E per month` where E is a rate already: what is meant is the same rate, shown by the month.
  private func refuseSecondTime(_ a: Value, _ codeA: Code, _ b: Value, _ codeB: Code, _ code: Code)
    throws(Diagnostic)
  {
    guard b.dimension == .time, case .words = codeB.form, !isLiteral(codeA),
      let dimension = a.dimension, dimension.timesPerTime == 1
    else { return }
    let unit = singulars(of: codeB.source).first ?? codeB.source
    let amount =
      switch dimension * .time {
      case .money: "$"
      case .ratio: "%"
      case let other: book.units.name(of: other)
      }
    throw Diagnostic(
      code: "AIS0770", "`\(codeA.source.singleLine)` is \(describe(a)) already", at: code.place,
      help: "to see it by the \(unit) write `\(codeA.source.singleLine) as \(amount)/\(unit)`; "
        + "to divide it by a time write `/`")
  }

  /// Returns the value of `a op b` for values: units checked, vectors element by element.
  mutating func arithmetic(
    _ op: BinaryOperator, _ a: Value, _ b: Value, _ place: Place, _ placeA: Place, _ placeB: Place
  ) throws(Diagnostic) -> Value {
    if let vector = try elementwise(op, a, b, place, placeA, placeB) { return vector }
    if let value = try dated(
      op, year(a, placeA, beside: b), year(b, placeB, beside: a), placeA, placeB)
    {
      return value
    }
    guard let dimensionA = a.dimension, let dimensionB = b.dimension else {
      let isText = op == .add && (a.type == .text || b.type == .text)
      throw Message.clash(
        Self.verb(op), (describe(a), placeA), (describe(b), placeB), at: place,
        help: isText ? "put them into one text: `\"{a}{b}\"`" : "arithmetic takes numbers")
    }
    var result: Value
    switch op {
    case .add, .subtract:
      result = try sum(op, a, b, place, placeA, placeB)
    case .multiply:
      result = combined(a, b, dimensionA * dimensionB)
    case .divide, .per:
      result = combined(a, b, dimensionA / dimensionB)
      if dimensionA == dimensionB { result.style = .plain }
    case .power:
      result = try powered(a, b, place, placeB)
    default: preconditionFailure("not arithmetic")
    }
    if result.dimension?.isTooLarge == true {
      throw Diagnostic(code: "AIS0309", "this unit has too large a power", at: place)
    }
    guard let first = a.node, let second = b.node else {
      return result.missing(a.missingReason ?? b.missingReason ?? "")
    }
    let node = apply(Self.operation(op), first, second, at: place)
    if op == .divide || op == .per { nameDivisor(of: node, placeA, placeB, place) }
    result.content = .node(node)
    result.isZero = false
    result.bound = bound(op, a, b)
    return result
  }

  private static func operation(_ op: BinaryOperator) -> Operation {
    switch op {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide, .per: .divide
    default: .power
    }
  }

  private static func verb(_ op: BinaryOperator) -> String {
    switch op {
    case .add: "add"
    case .subtract: "subtract"
    case .multiply: "multiply"
    case .divide, .per: "divide"
    default: "raise"
    }
  }

  private mutating func sum(
    _ op: BinaryOperator, _ a: Value, _ b: Value, _ place: Place, _ placeA: Place, _ placeB: Place
  ) throws(Diagnostic) -> Value {
    var result = a.isZero ? b : a
    result.isZero = a.isZero && b.isZero
    result.isFraction = false
    if a.dimension == b.dimension || a.isZero || b.isZero {
      guard a.style == .plain, b.dimension == .ratio else { return result }
      if isCount(a), b.style == .percent {
        if placeB.source.hasSuffix("%"), placeA.text === question {
          let word = op == .add ? "increased" : "decreased"
          let whole = placeA.source.contains(" ") ? "(\(placeA.source))" : placeA.source
          note(
            "`\(placeB.source)` is a number here, `\(placeB.source)` of 1: "
              + "for a relative change write `\(whole) \(word) by \(placeB.source)`")
        }
      } else {
        result.style = b.style == .points ? .percent : b.style
      }
      return result
    }
    if let fault = callFault(a, b, place) { throw fault }
    var help: String?
    if b.dimension == .ratio, b.style == .percent {
      let word = op == .add ? "increased" : "decreased"
      help = "for a relative change write `\(placeA.source) \(word) by \(placeB.source)`"
    } else if let time = timeHelp(a, b, placeB) ?? timeHelp(b, a, placeA) {
      help = time
    } else if a.dimension == .ratio || b.dimension == .ratio {
      help = "give the plain number the same unit as the other"
    } else if let x = a.dimension, let y = b.dimension {
      help =
        "a ratio of the two is `\(placeA.source) / \(placeB.source)`, in \(book.units.name(of: x / y))"
    }
    throw Message.clash(
      Self.verb(op), (describe(a), placeA), (describe(b), placeB),
      at: operatorPlace(placeA, placeB, place), help: help)
  }

  /// `true` iff a plain number is no share: of `100 + 10%` the sum is 100.1, of `1 - 10%` it is 90%.
  private func isCount(_ value: Value) -> Bool {
    value.node.flatMap(graph.constant).map { abs($0) > 1 } ?? false
  }

  /// The fault of a call of the library in which a rate meets what says no time: it counts periods, of whatever length.
  func callFault(_ a: Value, _ b: Value, _ place: Place) -> Diagnostic? {
    guard let call, call.place.text !== place.text, let x = a.dimension, let y = b.dimension,
      x * .time == y || y * .time == x
    else { return nil }
    return Diagnostic(
      code: "AIS0771", "`\(call.function)` counts periods, and one of these says `per year`",
      at: call.place, labels: [.init(place, "in `\(call.function)`")],
      help: "leave `per year` out: a rate is that of one period, `8%`; \(call.help)")
  }

  /// What to type where a rate meets an amount that says no time.
  func timeHelp(_ rate: Value, _ amount: Value, _ place: Place) -> String? {
    guard let x = rate.dimension, let y = amount.dimension, x * .time == y else { return nil }
    return "say over what time: `\(place.source)/year`"
  }

  /// What to type where a number without a unit is compared with what has one.
  func bareHelp(_ measured: Value, _ bare: Value, _ place: Place) -> String? {
    guard let dimension = measured.dimension, dimension != .ratio, bare.type == .quantity(.ratio),
      bare.style == .plain, let number = bare.node.flatMap(graph.constant),
      place.source.first?.isNumber == true,
      case .unit(let unit) = book.units.defaultStyle(for: dimension)
    else { return nil }
    func text(_ factor: Double) -> String {
      "`\(unit.text(unit.base(number * factor), precision: .significant(6)))`"
    }
    let isMoney = text(1).contains("$") && abs(number) < 1000
    return "`\(place.source)` has no unit: write \(text(1))"
      + (isMoney ? ", \(text(1e6)) or \(text(1e9))" : "")
  }

  /// What lies between two operands: the operator itself.
  func operatorPlace(_ a: Place, _ b: Place, _ whole: Place) -> Place {
    guard a.text === b.text, a.span.end < b.span.start else { return whole }
    var (low, high) = (Int(a.span.end), Int(b.span.start))
    let bytes = a.text.bytes
    while low < high, bytes[low] == 0x20 || bytes[low] == 0x0A || bytes[low] == 0x29 { low += 1 }
    while high > low, bytes[high - 1] == 0x20 || bytes[high - 1] == 0x0A || bytes[high - 1] == 0x28
    { high -= 1 }
    return low < high ? Place(a.text, Span(UInt32(low), UInt32(high))) : whole
  }

  private func combined(_ a: Value, _ b: Value, _ dimension: Dimension) -> Value {
    var result = Value(type: .quantity(dimension), content: a.content)
    if dimension == .ratio, a.dimension == .ratio {
      // the product looks like its left side: a share times an index is a share, 350 * 20% is 70
      result.style = a.style == .plain && b.style == .multiple ? b.style : a.style
      if result.style == .points { result.style = .percent }
      return result
    }
    if dimension == a.dimension, b.dimension == .ratio, a.style != .plain {
      result.style = a.style
    } else if dimension == b.dimension, a.dimension == .ratio, b.style != .plain {
      result.style = b.style
    }
    if result.style == .points { result.style = .percent }
    return result
  }

  private mutating func powered(_ a: Value, _ b: Value, _ place: Place, _ placeB: Place)
    throws(Diagnostic) -> Value
  {
    guard b.dimension == .ratio else {
      throw Message.wanted("a plain number", got: describe(b), for: "an exponent", placeB)
    }
    var result = Value(type: .quantity(.ratio), content: a.content)
    guard let dimension = a.dimension, dimension != .ratio else { return result }
    guard let node = b.node, let exponent = graph.constant(node) else {
      throw Message.wanted(
        "a known whole number", got: "an uncertain one",
        for: "the exponent of a number with a unit", placeB,
        help: "divide by its base value first, so that the ratio has no unit")
    }
    if exponent == exponent.rounded(), abs(exponent) < 30 {
      result.type = .quantity(dimension.power(Int(exponent)))
    } else if (exponent * 2).rounded() == exponent * 2, abs(exponent) < 15,
      let root = dimension.power(Int(exponent * 2)).root(2)
    {
      result.type = .quantity(root)
    } else if exponent == exponent.rounded() {
      throw Diagnostic(code: "AIS0309", "this unit has too large a power", at: place)
    } else {
      throw Diagnostic(
        code: "AIS0310", "\(describe(a)) to the power of \(exponent) has no unit", at: place,
        help: "divide by a value of the same unit first")
    }
    return result
  }

  /// A bound stays a bound through steps that only rise or only fall with it.
  private func bound(_ op: BinaryOperator, _ a: Value, _ b: Value) -> Bound? {
    guard a.bound != nil || b.bound != nil else { return nil }
    func isPositive(_ value: Value) -> Bool { value.node.map(graph.isPositive) ?? false }
    func known(_ value: Value) -> Double { value.node.flatMap(graph.constant) ?? .nan }
    /// The bound of what rises with `a` where `b` is above 0, and falls with it where `b` is below.
    func bySign(_ bound: Bound?, of other: Value) -> Bound? {
      isPositive(other) ? bound : known(other) < 0 ? bound?.turned : .unknown
    }
    switch op {
    case .add: return Bound.joined([a.bound, b.bound])
    case .subtract: return Bound.joined([a.bound, b.bound?.turned])
    case .multiply:
      if b.bound == nil { return known(b) == 0 ? nil : bySign(a.bound, of: b) }
      if a.bound == nil { return known(a) == 0 ? nil : bySign(b.bound, of: a) }
      return isPositive(a) && isPositive(b) ? Bound.joined([a.bound, b.bound]) : .unknown
    case .divide, .per:
      if b.bound == nil { return bySign(a.bound, of: b) }
      return isPositive(a) && isPositive(b) ? Bound.joined([a.bound, b.bound?.turned]) : .unknown
    case .power:
      // what is at most so much may be below 0, where a power can rise again
      if b.bound == nil, isPositive(a) {
        return a.bound == .atLeast ? bySign(a.bound, of: b) : .unknown
      }
      guard a.bound == nil, known(a) > 0, known(a) != 1 else { return .unknown }
      return known(a) > 1 ? b.bound : b.bound?.turned
    default: return .unknown
    }
  }

  /// How a word after `per` or `/` is read: in `$5M per year` and `$5M/year` as the unit, whatever else is called so; in
  /// `$13B / users` as a name, if there is one.
  func unitReading(_ op: BinaryOperator, _ a: Code, _ b: Code) -> UnitReading {
    let between = Span(a.place.span.end, b.place.span.start)
    let isGlued = op == .per || a.text.source[between].hasSuffix("/")
    return isGlued && isLiteral(a) ? .first : .ifNothingElse
  }

  // MARK: Relative change

  private mutating func increased(
    _ op: BinaryOperator, _ a: Code, _ b: Code, _ code: Code, _ scope: Scope
  )
    throws(Diagnostic) -> Value
  {
    let share = try value(b, scope)
    guard share.dimension == .ratio, let node = share.node else {
      throw Message.wanted("a percentage", got: describe(share), for: "what follows `by`", b.place)
    }
    if isLiteral(b), share.style == .plain || share.style == .multiple,
      let known = graph.constant(node), abs(known) >= 1
    {
      let text = book.units.text(known, .ratio, style: .percent, precision: .significant(15))
      throw Diagnostic(
        code: "AIS0475", "\(op.text) `\(b.source.singleLine)` would be by \(text)", at: b.place,
        help: "write that percentage if it is meant, or the one that is: `\(op.text) 5%`")
    }
    let one = graph.constant(1)
    let factor = apply(op == .increasedBy ? .add : .subtract, one, node, at: b.place)
    return try arithmetic(
      .multiply, try value(a, scope), .number(factor, .ratio), code.place, a.place, b.place)
  }

  // MARK: Vectors

  mutating func elementwise(
    _ op: BinaryOperator, _ a: Value, _ b: Value, _ place: Place, _ placeA: Place, _ placeB: Place
  ) throws(Diagnostic) -> Value? {
    switch (a.content, b.content) {
    case (.vector(let first), .vector(let second)):
      guard first.map(\.0) == second.map(\.0) else {
        throw Diagnostic(
          code: "AIS0311", "these are about different sets of entities", at: place,
          labels: [.init(placeA, describe(a)), .init(placeB, describe(b))])
      }
      var elements: [(EntityID, Value)] = []
      for (x, y) in zip(first, second) {
        var element = try arithmetic(op, x.1, y.1, place, placeA, placeB)
        element.mask = both(x.1.mask, y.1.mask, place)
        elements.append((x.0, element))
      }
      return vector(like: a, elements)
    case (.vector, _):
      return try mapped(a) { elaborator, element throws(Diagnostic) in
        try elaborator.arithmetic(op, element, b, place, placeA, placeB)
      }
    case (_, .vector):
      return try mapped(b) { elaborator, element throws(Diagnostic) in
        try elaborator.arithmetic(op, a, element, place, placeA, placeB)
      }
    default: return nil
    }
  }

  mutating func mapped(
    _ vector: Value, _ transform: (inout Elaborator, Value) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> Value {
    guard case .vector(let elements) = vector.content else { return vector }
    var results: [(EntityID, Value)] = []
    for (entity, element) in elements {
      var result = try transform(&self, element)
      result.mask = element.mask
      results.append((entity, result))
    }
    return self.vector(like: vector, results)
  }

  /// The mask of what belongs to two sets; `nil` stands for always.
  mutating func both(_ a: NodeID?, _ b: NodeID?, _ place: Place) -> NodeID? {
    guard let a, let b else { return a ?? b }
    return apply(.and, a, b, at: place)
  }

  private func vector(like vector: Value, _ elements: [(EntityID, Value)]) -> Value {
    guard case .vector(let kind, let type) = vector.type else { return vector }
    return Value(
      type: .vector(kind, elements.first?.1.type ?? type), content: .vector(elements))
  }
}
