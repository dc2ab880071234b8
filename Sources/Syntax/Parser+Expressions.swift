import AISSource

extension Parser {
  /// `expression = conversion { "under" scenario | "as" unit | "at" date }` — the loosest operators.
  mutating func expression() -> ExpressionID {
    nested(invalid()) { parser in
      let first = parser.at
      var result = parser.operation(1)
      var underSpan: Span?
      while !parser.breaksLine {
        if parser.keyword == .under {
          if let underSpan {
            parser.reportSecondUnder(after: underSpan)
          }
          underSpan = parser.token.span
          parser.at += 1
          let changes = parser.scenarioReference()
          result = parser.tree.add(.under(result, changes), parser.span(from: first))
        } else if parser.skip(.as) {
          let unit = parser.unitTokens()
          // a unit belongs to what is read in the scenario
          if case .under(let operand, let changes) = parser.tree[result] {
            let inner = parser.tree.add(.convert(operand, unit), parser.span(from: first))
            result = parser.tree.add(.under(inner, changes), parser.span(from: first))
          } else {
            result = parser.tree.add(.convert(result, unit), parser.span(from: first))
          }
        } else if parser.isReading {
          result = parser.reading(result, from: first)
        } else {
          break
        }
      }
      return result
    }
  }

  mutating func reportSecondUnder(after first: Span) {
    report(
      "AIS0108", "one `under` cannot follow another", token.span,
      labels: [.init(place(first), "the first")],
      help: "stack scenarios with `under A then B`: A first, B on top of it")
  }

  private mutating func expectedValue() {
    let isClause = token.start == statementStart && isModifier
    expected(
      "a value",
      help: isClause
        ? "to ask what a change does begin with `what if`"
        : "such as `5`, `$3M per year` or `OpenAI.revenue`")
  }

  func invalidSpan() -> Span { Span(token.start, token.start) }

  mutating func invalid() -> ExpressionID { tree.add(.invalid, invalidSpan()) }

  /// Binary operators of at least `level`, by precedence climbing; all associate to the left but `^`.
  mutating func operation(_ level: Int) -> ExpressionID {
    let first = at
    var left = prefixed()
    // `a at 2026 - b`: a date before an operator belongs to what stands before it, when that is one operand
    if level == 1, isReading { left = reading(left, from: first) }
    while let (op, precedence) = binaryOperator {
      // of `$20/user per month` the user belongs to the unit, as in `$20 per user per month`
      let binding = op == .divide && beginsUnit(after: left) ? Self.rate : precedence
      guard binding >= level else { break }
      let opSpan = token.span
      if kind == .minus { noteDash() }
      if kind == .assign { noteEquals() }
      at += op == .increasedBy || op == .decreasedBy ? 2 : 1
      if op == .fractionOf { at -= 1 }
      let right = nested(left) { $0.operation(op == .power ? binding : binding + 1) }
      left = tree.add(.binary(op, left, right), span(from: first))
      if binding == Self.comparison, let (next, again) = binaryOperator, again == binding {
        report(
          "AIS0108", "comparisons cannot be chained", token.span,
          labels: [.init(place(opSpan), "the first")],
          help: "write `a \(op.text) b and b \(next.text) c`")
      }
    }
    return left
  }

  private static let comparison = 4
  private static let rate = 10

  /// `true` iff the `/` here goes on with the unit of an amount: no blank is around it, and a word follows.
  private func beginsUnit(after left: ExpressionID) -> Bool {
    guard at + 1 < limit, !token.spaceBefore, !tokens[at + 1].spaceBefore,
      tokens[at + 1].isNamePart
    else { return false }
    return isAmount(left)
  }

  /// `true` iff an expression is a number with a unit, sign or magnitude, perhaps over other units.
  private func isAmount(_ id: ExpressionID) -> Bool {
    switch tree[id] {
    case .number(let index):
      let literal = tree.number(index)
      return literal.currency != nil || literal.mark != .none || literal.hasMagnitude
        || !literal.unit.isEmpty
    case .unary(.minus, let operand): return isAmount(operand)
    case .binary(.divide, let amount, _), .binary(.per, let amount, _): return isAmount(amount)
    default: return false
    }
  }

  /// Says that `=` compares here: in a condition it is read as `==`, elsewhere that is not certain enough.
  private mutating func noteEquals() {
    guard conditionDepth == 0 || searchDepth != bracketDepth else { return }
    guard conditionDepth > 0 else {
      report(
        "AIS0109", "`=` defines, and nothing is defined here", token.span,
        help: "to compare write `==`; to define, put one name on the left")
      return
    }
    diagnostics.append(
      Diagnostic(
        .warning, code: "AIS0109", "`=` is read as `==` in a condition", at: place(token.span),
        help: "write `==` to compare"))
  }

  /// What a definition gives a value to, up to its `=`.
  mutating func target() -> ExpressionID {
    let outer = definitionDepth
    definitionDepth = bracketDepth
    defer { definitionDepth = outer }
    return expression()
  }

  /// A condition, in which `=` can only mean `==`.
  mutating func condition() -> ExpressionID {
    let outer = sweepDepth
    sweepDepth = nil
    conditionDepth += 1
    defer { (conditionDepth, sweepDepth) = (conditionDepth - 1, outer) }
    return nested(invalid()) { $0.operation(1) }
  }

  /// The binary operator that stands here with its precedence, or `nil`.
  private var binaryOperator: (BinaryOperator, Int)? {
    guard at < limit, !breaksLine else { return nil }
    switch tokens[at].kind {
    // after a reduction over a sweep it must be said what a sum goes on with
    case .plus where sweepDepth != bracketDepth: return (.add, 8)
    case .minus where sweepDepth != bracketDepth: return (.subtract, 8)
    case .times: return (.multiply, 9)
    case .divide: return (.divide, 9)
    case .power: return (.power, 12)
    case .plusMinus: return (.plusMinus, 7)
    case .dotDot: return (.range, 5)
    case .equal: return (.equal, 4)
    case .assign where conditionDepth > 0 || definitionDepth != bracketDepth: return (.equal, 4)
    case .notEqual: return (.notEqual, 4)
    case .less: return (.less, 4)
    case .lessOrEqual: return (.lessOrEqual, 4)
    case .greater: return (.greater, 4)
    case .greaterOrEqual: return (.greaterOrEqual, 4)
    case .word:
      switch tokens[at].keyword {
      case .or: return (.or, 1)
      case .and: return (.and, 2)
      case .to: return kind(ahead: 1) == .text ? nil : (.to, 7)
      case .per: return (.per, 10)
      case .none where isEach: return (.per, 10)
      case .none where keyword(ahead: 1) == .by && isWord("increased"): return (.increasedBy, 6)
      case .none where keyword(ahead: 1) == .by && isWord("decreased"): return (.decreasedBy, 6)
      default: return nil
      }
    default: return nil
    }
  }

  /// `prefixed = "-" … | "not" … | "if" … | "at least" … | postfixed`
  private mutating func prefixed(takesAcross: Bool = true) -> ExpressionID {
    let first = at
    switch (kind, keyword) {
    case (.minus, _):
      at += 1
      let operand = nested(invalid()) { $0.operation(11) }
      return tree.add(.unary(.minus, operand), span(from: first))
    case (.plus, _):
      at += 1
      return nested(invalid()) { $0.operation(11) }
    case (_, .not):
      at += 1
      let operand = nested(invalid()) { $0.operation(3) }
      return tree.add(.unary(.not, operand), span(from: first))
    case (_, .at) where isWord("least", ahead: 1) || isWord("most", ahead: 1):
      let bound: UnaryOperator = isWord("least", ahead: 1) ? .atLeast : .atMost
      at += 2
      let operand = nested(invalid()) { $0.operation(8) }
      return tree.add(.unary(bound, operand), span(from: first))
    case (_, .if): return conditional()
    default: return postfixed(takesAcross: takesAcross)
    }
  }

  /// `"if" E "then" E "else" E`
  private mutating func conditional() -> ExpressionID {
    let first = at
    at += 1
    return nested(invalid()) { parser in
      let condition = parser.condition()
      guard parser.skip(.then) else {
        // a clause ends before `then`
        let isCut = parser.at == parser.limit && parser.tokens[parser.limit].keyword == .then
        parser.expected(
          "`then`",
          help: isCut
            ? "`then` begins the next change: put the choice in brackets, `(if C then A else B)`"
            : "write `if CONDITION then A else B`")
        return parser.invalid()
      }
      let yes = parser.operation(1)
      guard parser.skip(.else) else {
        parser.expected("`else`", help: "an `if` always has both: `if CONDITION then A else B`")
        return parser.invalid()
      }
      let no = parser.operation(1)
      return parser.tree.add(.conditional(condition, yes, no), parser.span(from: first))
    }
  }

  /// `postfixed = primary { "." name | "'s" name | "[" E "]" | "where" E | "across" (E | sweeps | SPAN) }`
  private mutating func postfixed(takesAcross: Bool) -> ExpressionID {
    let first = at
    var result = primary()
    while at < limit {
      let next = tokens[at]
      if next.startsLine && bracketDepth == 0 && !continuesLine(at) { break }
      if next.kind == .dot || next.kind == .possessive {
        at += 1
        let name = memberName(isDot: next.kind == .dot)
        guard !name.isEmpty else {
          expected("a name after `\(source[next.span])`")
          return result
        }
        result = tree.add(.member(result, name), span(from: first))
      } else if next.kind == .leftBracket, !next.spaceBefore {
        at += 1
        let index = bracketed { $0.expression() }
        close(.rightBracket, "]", opening: next.span)
        result = tree.add(.index(result, index), span(from: first))
      } else if next.keyword == .where, searchDepth != bracketDepth {
        at += 1
        let condition = condition()
        result = tree.add(.filter(result, condition), span(from: first))
      } else if next.keyword == .across, takesAcross, reductionDepth != bracketDepth {
        at += 1
        if isSpan {
          let time = nested(nil) { $0.timeSpan() }
          if let time { result = tree.add(.acrossDates(result, tree.add(time)), span(from: first)) }
          continue
        }
        let set = nested(result) { $0.postfixed(takesAcross: true) }
        if keyword == .in, !breaksLine {
          result = acrossSweeps(result, target: set, from: first)
        } else {
          result = tree.add(.across(result, set), span(from: first))
        }
      } else {
        break
      }
    }
    return result
  }

  /// `R of E across TARGET in DOMAIN [step S] {, TARGET in DOMAIN [step S]}`, the first target read already.
  private mutating func acrossSweeps(
    _ reduction: ExpressionID, target: ExpressionID, from first: Int
  ) -> ExpressionID {
    let outer = sweepDepth
    sweepDepth = bracketDepth
    var sweeps: [Sweep] = []
    var target = target
    while skip(.in) {
      sweeps.append(nested(Sweep(target: target, domain: target)) { $0.sweep(target) })
      guard kind == .comma, beginsSweep(at: at + 1) else { break }
      at += 1
      target = operation(5)
    }
    sweepDepth = outer
    if at < limit, !breaksLine, kind == .plus || kind == .minus {
      let sign = source[token.span]
      report(
        "AIS0740", "does this `\(sign)` go on with the range, or with the whole?", token.span,
        help:
          "put brackets around one: `(… across x in A..B) \(sign) …`, or `across x in A..(B \(sign) …)`"
      )
    }
    return tree.add(.acrossSweeps(reduction, tree.add(sweeps)), span(from: first))
  }

  /// The name after a dot (one word) or after `'s` (a run of words).
  private mutating func memberName(isDot: Bool) -> TokenRange {
    let first = at
    if isDot {
      if at < limit, tokens[at].isNamePart { at += 1 }
      return TokenRange(first, at)
    }
    return wordRun()
  }

  /// Runs `body` inside a bracket, where line breaks are white space.
  mutating func bracketed<Result>(_ body: (inout Parser) -> Result) -> Result {
    bracketDepth += 1
    defer { bracketDepth -= 1 }
    return body(&self)
  }

  /// Runs `body` inside braces, where line breaks count again.
  mutating func braced<Result>(_ body: (inout Parser) -> Result) -> Result {
    let outer = (
      bracketDepth, conditionDepth, definitionDepth, searchDepth, reductionDepth, sweepDepth
    )
    (bracketDepth, conditionDepth) = (0, 0)
    (definitionDepth, searchDepth, reductionDepth, sweepDepth) = (nil, nil, nil, nil)
    defer {
      (bracketDepth, conditionDepth, definitionDepth, searchDepth, reductionDepth, sweepDepth) =
        outer
    }
    return body(&self)
  }

  /// `primary = number | date | text | name | call | "(" E ")" | "[" … "]" | "{" … "}" | …`
  private mutating func primary() -> ExpressionID {
    let first = at
    switch kind {
    case .number: return number(currency: nil)
    case .currency:
      let sign = token.span
      at += 1
      guard kind == .number, !breaksLine else {
        expected("a number after `\(source[sign])`")
        return invalid()
      }
      return number(currency: sign)
    case .date:
      at += 1
      return tree.add(.date, span(from: first))
    case .text:
      at += 1
      return tree.add(.text, span(from: first))
    case .leftParenthesis: return parenthesized()
    case .leftBracket: return list()
    case .leftBrace: return record()
    case .word, .backquoted: return named()
    default:
      expectedValue()
      if kind != .endOfText, !breaksLine, kind == .invalid { at += 1 }
      return invalid()
    }
  }

  private mutating func parenthesized() -> ExpressionID {
    let opening = token.span
    at += 1
    let first = at - 1
    let inner = bracketed { $0.expressionOrSeries() }
    close(.rightParenthesis, ")", opening: opening)
    guard case .words = tree[inner] else { return inner }
    // a name in parentheses keeps its extent, so that `(a) (b)` is not read as one name
    return tree.add(tree[inner], span(from: first))
  }

  private mutating func list() -> ExpressionID {
    let first = at
    let opening = token.span
    at += 1
    var elements: [ExpressionID] = []
    var loop: LoopExpression?
    bracketed { parser in
      while parser.kind != .rightBracket, parser.kind != .endOfText {
        elements.append(parser.expression())
        if elements.count == 1, parser.keyword == .for {
          loop = parser.comprehension(of: elements[0])
          break
        }
        guard parser.skip(.comma) else { break }
      }
    }
    close(.rightBracket, "]", opening: opening)
    if let loop { return tree.add(.loop(tree.add(loop)), span(from: first)) }
    return tree.add(.list(tree.add(elements)), span(from: first))
  }

  private mutating func record() -> ExpressionID {
    let first = at
    let opening = token.span
    at += 1
    let fields = inBraces(opening) { $0.arguments(until: .rightBrace) }
    return tree.add(.record(tree.add(fields)), span(from: first))
  }

  /// Arguments or fields: `name: value`, `name = value`, `value`, separated by commas.
  private mutating func arguments(until end: TokenKind) -> [Argument] {
    var arguments: [Argument] = []
    while kind != end, kind != .endOfText {
      let first = at
      var label = TokenRange(at, at)
      var isEquation = false
      let run = isFold ? TokenRange(at, at) : wordRun()
      if !run.isEmpty, kind == .colon || kind == .assign {
        label = run
        isEquation = kind == .assign
        at += 1
      } else {
        at = first
      }
      var value = end == .rightParenthesis ? expressionOrSeries() : expression()
      var key: ExpressionID?
      if end == .rightParenthesis, label.isEmpty, skip(.colon) {
        (key, value) = (value, expression())
      }
      let equation = isEquation ? equation(label, value, first) : nil
      arguments.append(Argument(label: label, key: key, equation: equation, value: value))
      guard skip(.comma) else { break }
    }
    return arguments
  }

  private mutating func equation(_ label: TokenRange, _ value: ExpressionID, _ first: Int)
    -> ExpressionID
  {
    let words = Span(tokens[Int(label.first)].start, tokens[Int(label.end) - 1].end)
    return tree.add(.binary(.equal, tree.add(.words(label), words), value), span(from: first))
  }

  /// A run of plain words on one line, possibly empty; `isBegun` when its first word was taken before.
  @discardableResult
  mutating func wordRun(isBegun: Bool = false) -> TokenRange {
    let first = at
    while at < limit, tokens[at].isNamePart, at == first && !isBegun || !breaksLine {
      if at > first || isBegun, endsWordRun { break }
      at += 1
    }
    return TokenRange(first, at)
  }

  /// `true` iff the word here begins an operator or a tail (`increased by`, `sort by`, `top 10`) and is
  /// no part of a name.
  private var endsWordRun: Bool {
    if isWord("desc") || isWord("asc") { return true }
    if keyword(ahead: 1) == .by {
      return isWord("increased") || isWord("decreased") || isWord("sort") || isWord("changes")
        || isWord("grows")
    }
    if calibrates(ahead: 0) || isCertainty(ahead: 0) && calibrates(ahead: 1) { return true }
    switch kind(ahead: 1) {
    case .number: return isWord("top") || isWord("within")
    case .minus: return isWord("within") || isWord("top") && kind(ahead: 2) == .number
    case .currency, .leftParenthesis, .plus, .date: return isWord("within")
    case .word where [.not, .if, .base, .previous, .true, .false].contains(keyword(ahead: 1)):
      return isWord("within")
    case .text: return isWord("assume") || isCertainty(ahead: 0)
    default: return false
    }
  }

  /// `true` iff the word there says `calibrate` of a value, and is no part of its name.
  private func calibrates(ahead offset: Int) -> Bool {
    guard isWord("calibrate", ahead: offset) else { return false }
    let next = at + offset + 1
    if next >= limit || tokens[next].startsLine && !continuesLine(next) { return true }
    switch tokens[next].kind {
    case .rightBrace, .semicolon, .at, .text: return true
    default: return tokens[next].keyword == .from || isCertainty(ahead: offset + 1)
    }
  }

  /// `true` iff the word there says how certain a value is.
  func isCertainty(ahead offset: Int) -> Bool {
    isWord("estimate", ahead: offset) || isWord("forecast", ahead: offset)
      || isWord("rumour", ahead: offset)
  }

  /// A name, a call, `name of E`, `true`, `never "…"`, `base name`, `scenario { … }`.
  private mutating func named() -> ExpressionID {
    let first = at
    switch keyword {
    case .true, .false:
      let value = keyword == .true
      at += 1
      return tree.add(.boolean(value), span(from: first))
    case .base, .previous:
      at += 1
      wordRun(isBegun: true)
      if at == first + 1, kind == .leftParenthesis || kind == .number { return prefixBase(first) }
    case .none:
      if isWord("never"), kind(ahead: 1) == .text {
        at += 2
        return tree.add(.never, span(from: first))
      }
      if isFold { return fold() }
      if isWord("scenario"), kind(ahead: 1) == .leftBrace {
        at += 1
        let changes = bracedChanges()
        return tree.add(.scenario(changes), span(from: first))
      }
      _ = wordRun()
    default:
      expectedValue()
      return invalid()
    }
    let name = TokenRange(first, at)
    if kind == .leftParenthesis, !breaksLine { return call(name) }
    if keyword == .of, !breaksLine {
      at += 1
      let operand =
        acrossFollows(isReduction(name))
        ? reduced() : nested(invalid()) { $0.prefixed(takesAcross: false) }
      return tree.add(.of(name, operand), span(from: first))
    }
    return tree.add(.words(name), span(from: first))
  }

  /// `true` iff an `across` ends a plain expression that begins here, with no other reduction in it: the
  /// operators before it are part of what is reduced, as in `max of a + b across x in 1..3`. The `for` of a question
  /// does the same for a reduction whose names run through a set, as in `sum of a.cost * b.cost for a in firms, b in firms`.
  private func acrossFollows(_ isReduction: Bool) -> Bool {
    var depth = 0
    for index in at..<limit {
      let token = tokens[index]
      if token.kind.opens { depth += 1 }
      if token.kind.closes { depth -= 1 }
      if depth < 0
        || depth == 0 && index > at && token.startsLine && bracketDepth == 0
          && !continuesLine(index)
      {
        return false
      }
      guard depth == 0 else { continue }
      switch (token.kind, token.keyword) {
      case (_, .across): return true
      case (_, .for): return isReduction && bracketDepth == 0 && saidBefore(nameAt: index + 1)
      case (.comma, _), (.semicolon, _), (.colon, _), (.assign, _), (.text, _): return false
      case (.word, .none), (.word, .and), (.word, .or), (.word, .not), (.word, .per): continue
      case (.word, _): return false
      default: continue
      }
    }
    return false
  }

  /// `true` iff `NAME in WORD` stands there, and the name is said since the place at hand.
  private func saidBefore(nameAt index: Int) -> Bool {
    guard index + 2 < limit, tokens[index].isNamePart, tokens[index + 1].keyword == .in,
      tokens[index + 2].isNamePart
    else { return false }
    let name = source[tokens[index].span]
    return tokens[at..<(index - 1)].contains { source[$0.span] == name }
  }

  /// What is reduced, up to its `across`.
  private mutating func reduced() -> ExpressionID {
    let outer = reductionDepth
    reductionDepth = bracketDepth
    defer { reductionDepth = outer }
    return nested(invalid()) { $0.operation(1) }
  }

  /// `base ( E )`: a call of the reserved word.
  private mutating func prefixBase(_ first: Int) -> ExpressionID {
    guard kind == .leftParenthesis else {
      expected("a name after `\(source[tokens[first].span])`")
      return invalid()
    }
    return call(TokenRange(first, first + 1))
  }

  private mutating func call(_ name: TokenRange) -> ExpressionID {
    let opening = token.span
    at += 1
    // where no parameter is meant, `=` compares
    conditionDepth += 1
    let list = nested([]) { parser in
      parser.bracketed { $0.arguments(until: .rightParenthesis) }
    }
    conditionDepth -= 1
    close(.rightParenthesis, ")", opening: opening)
    return tree.add(.call(name, tree.add(list)), span(from: Int(name.first)))
  }
}
