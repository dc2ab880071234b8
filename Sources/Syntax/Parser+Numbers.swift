import AISSource

/// Numbers with their units, and the units after `as`.
extension Parser {
  /// `[currency] digits [suffix] { unit word } [ "of" E ]`
  mutating func number(currency: Span?) -> ExpressionID {
    let first = currency == nil ? at : at - 1
    var literal = literal(token, currency: currency)
    at += 1
    if let power = magnitudeWord {
      literal.value = scaled(tokens[at - 1], extra: power)
      literal.hasMagnitude = true
      at += 1
    }
    if literal.mark == .none, currency == nil, keyword == .per, !breaksLine,
      isWord("cent", ahead: 1),
      kind(ahead: 2) != .leftParenthesis
    {
      literal.value = scaled(tokens[at - 1], extra: -2)
      literal.mark = .percent
      at += 2
    }
    let isLapse = isTiming
    isTiming = false
    let unit = at
    while at < limit, tokens[at].kind == .word, tokens[at].keyword == .none,
      !tokens[at].startsLine || bracketDepth > 0, !isAfterNumberWord,
      !isModifying || literal.mark != .percent, !isLapse || isTimeUnit(ahead: 0)
    { at += 1 }
    literal.unit = TokenRange(unit, at)
    let id = tree.add(.number(tree.add(literal)), span(from: first))
    guard keyword == .of, !breaksLine else { return id }
    at += 1
    let operand = nested(id) { $0.operation(11) }
    return tree.add(.binary(.fractionOf, id, operand), span(from: first))
  }

  /// `true` iff the word here says something about a value and so is no unit of it.
  var isAfterNumberWord: Bool {
    isWord("assume") || isWord("estimate") || isWord("forecast") || isWord("rumour")
      || isWord("calibrate") || isWord("sort") || isWord("top") || isWord("within")
      || isWord("desc") || isWord("asc") || isWord("increased") || isWord("decreased") || isPace
      || isWord("changes") && keyword(ahead: 1) == .by || isEach
  }

  private var magnitudeWord: Int? {
    if isWord("million") || isWord("mn") { return 6 }
    if isWord("billion") || isWord("bn") { return 9 }
    if isWord("trillion") || isWord("tn") { return 12 }
    return isWord("thousand") ? 3 : nil
  }

  private func literal(_ token: Token, currency: Span?) -> NumberLiteral {
    let (mark, _, magnitude) = marks(token)
    return NumberLiteral(
      value: scaled(token, extra: 0), mark: mark, hasMagnitude: magnitude != 0, currency: currency,
      unit: TokenRange(at, at))
  }

  /// The value of a number token, times ten to the power of `extra`.
  private func scaled(_ token: Token, extra: Int) -> Double {
    let (mark, digits, magnitude) = marks(token)
    return DecimalReading.value(
      source.bytes[Int(token.start)..<digits],
      shift: magnitude + extra - (mark == .percent ? 2 : 0))
  }

  /// What follows the digits of a number token: the mark, where the digits end, the power of ten.
  private func marks(_ token: Token) -> (NumberLiteral.Mark, Int, Int) {
    let bytes = source.bytes
    var end = Int(token.end)
    var mark = NumberLiteral.Mark.none
    if bytes[end - 1] == 0x25 {
      mark = .percent
      end -= 1
      // blanks may stand before the sign, wide ones too
      while bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 || bytes[end - 1] >= 0x80 { end -= 1 }
    } else if bytes[end - 1] == 0x78 {
      mark = .multiple
      end -= 1
    } else if bytes[end - 1] == 0x97 {
      mark = .multiple
      end -= 2
    }
    switch bytes[end - 1] {
    case 0x6B, 0x4B: return (mark, end - 1, 3)
    case 0x4D: return (mark, end - 1, 6)
    case 0x42: return (mark, end - 1, 9)
    case 0x54: return (mark, end - 1, 12)
    case 0x6E: return (mark, end - 2, bytes[end - 2] == 0x62 ? 9 : 6)
    default: return (mark, end, 0)
    }
  }

  /// The tokens of a unit after `as`: `$M/year`, `$/1k tokens`, `%`, `x`, `users`.
  mutating func unitTokens() -> TokenRange {
    let first = at
    var joined = true
    scan: while at < limit, !breaksLine {
      switch kind {
      case .currency, .percent, .number: joined = false
      case .divide, .times, .power: joined = true
      case .word where keyword == .per: joined = true
      case .word where keyword == .none:
        if !joined, isAfterNumberWord { return TokenRange(first, at) }
        joined = false
      default: break scan
      }
      at += 1
    }
    if joined { expected("a unit", help: "such as `as %`, `as months`, `as $M/year`") }
    return TokenRange(first, at)
  }
}
