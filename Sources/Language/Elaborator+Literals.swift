import AISDistributions
import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// The unit in which a number is written, such as months or dollars per million tokens, as what is done to the
/// number to come to base units: so that a number of it is, to the last bit, what a literal of it is.
struct Measure {
  /// What the number is multiplied by, and divided by, one after the other.
  var factors: [(numerator: Double, denominator: Double)] = []

  /// Returns the size in base units of `number` of these.
  func base(_ number: Double) -> Double {
    factors.reduce(number) { $0 * $1.numerator / $1.denominator }
  }

  /// Returns how many of these are `base` base units.
  func number(ofBase base: Double) -> Double {
    factors.reversed().reduce(base) { $0 * $1.denominator / $1.numerator }
  }
}

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
      if isOfPoints(index, literal, code.text) { continue }
      if Self.pointWords.contains(word) {
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

  private static let pointWords: Set = ["point", "points", "pp"]

  /// `true` iff a word of a unit only says of which points it is: `10 percentage points`.
  private func isOfPoints(_ index: Int, _ literal: NumberLiteral, _ text: ParsedText) -> Bool {
    guard index + 1 < Int(literal.unit.end) else { return false }
    let words = text.words(TokenRange(index, index + 2))
    return ["percentage", "percent"].contains(words[0]) && Self.pointWords.contains(words[1])
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
    if ["k", "K", "M", "B", "T"].contains(word), !literal.hasMagnitude, literal.mark == .none,
      range.first == literal.unit.first
    {
      throw Diagnostic(
        code: "AIS0303", "`\(word)` is not a unit", at: place,
        help: "a magnitude stands at its number: write `\(number)\(word)`")
    }
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
    guard bare || literal.currency != nil, let known = graph.constant(node) else { return }
    let takesPercent = right.mark == .percent && literal.currency == nil && !isSame
    let scaled = measure(of: b).base(takesPercent ? known / 100 : known)
    low = .number(graph.constant(scaled), high.dimension ?? .ratio, style: high.style)
  }

  /// Refuses an interval of which only the left end has a currency or a `%`.
  private func refuseLoneMark(
    _ left: NumberLiteral, _ right: NumberLiteral, _ a: Code, _ b: Code
  ) throws(Diagnostic) {
    let isBare = right.currency == nil && right.mark == .none && right.unit.isEmpty
    if let sign = left.currency, right.currency == nil, right.value != 0 {
      let sign = a.text.source[sign]
      guard right.unit.isEmpty else { return }  // of another unit altogether
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

  /// The unit in which the number of a literal is written: what its unit words and `per` chain make of it.
  mutating func measure(of code: Code) -> Measure {
    switch unsigned(code).form {
    case .number(let literal):
      var measure = Measure()
      for index in code.text.tree.number(literal).unit.indices {
        let word = code.text.words(TokenRange(index, index + 1))[0]
        if isOfPoints(index, code.text.tree.number(literal), code.text) { continue }
        if let unit = book.units.unit(named: word) {
          measure.factors.append((unit.numerator, unit.denominator))
        } else if Self.pointWords.contains(word) {
          measure.factors.append((1, 100))
        }
      }
      return measure
    case .binary(let op, let a, let b) where op == .per || op == .divide:
      var measure = measure(of: code.part(a))
      var scope = Scope(stream: 0)
      scope.declaration = code
      let part = code.part(b)
      var divisor: Value?
      if case .words(let range) = part.form {
        divisor = try? name(range, part, scope, asUnit: unitReading(op, code.part(a), part))
      } else {
        divisor = try? value(part, scope)
      }
      measure.factors.append((1, divisor?.node.flatMap(graph.constant) ?? 1))
      return measure
    default: return Measure()
    }
  }

  /// `true` iff a number is written here, with whatever unit, rather than computed.
  func isLiteral(_ code: Code) -> Bool { number(in: code) != nil }

  private mutating func draw(
    _ op: BinaryOperator, _ first: Double, _ second: Double, _ code: Code, _ stream: UInt64,
    _ scope: Scope
  ) throws(Diagnostic) -> NodeID {
    if op == .plusMinus {
      guard second >= 0 else {
        throw Diagnostic(code: "AIS0315", "what follows `±` must not be negative", at: code.place)
      }
      let recipe = Recipe.constant(first) + .constant(second) * .normal
      return drawn(Law(recipe), recipe, [], stream, scope, code.place)
    }
    switch Interval.reading(low: first, high: second, isFraction: scope.isFraction) {
    case .success(let interval):
      let recipe = interval.recipe(low: first, high: second)
      return drawn(Law(recipe), recipe, [], stream, scope, code.place)
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
}

extension StringProtocol {
  /// The text without blanks at its ends.
  package var trimmed: String { trimmed(of: \.isWhitespace) }

  /// The text without such characters at its ends.
  package func trimmed(of isCut: (Character) -> Bool) -> String {
    var text = Substring(self)
    while let first = text.first, isCut(first) { text.removeFirst() }
    while let last = text.last, isCut(last) { text.removeLast() }
    return String(text)
  }
}
