import AISSource

/// Dates, spans, and what is said of time: `at`, `over`, the modifiers of clauses, `grows by`, `changes by`.
extension Parser {
  // MARK: Dates

  /// `true` iff a date stands at `offset` from here.
  func isDate(ahead offset: Int) -> Bool {
    if kind(ahead: offset) == .date { return true }
    guard kind(ahead: offset) == .number else { return false }
    let token = tokens[at + offset]
    guard token.end - token.start == 4, let year = Int(source[token.span]) else { return false }
    return (1900...2199).contains(year)
  }

  /// `true` iff an amount of time such as `6 months` stands at `offset` from here.
  func isDuration(ahead offset: Int) -> Bool {
    kind(ahead: offset) == .number && isTimeUnit(ahead: offset + 1)
  }

  /// `true` iff the word at `offset` from here is a unit of time by which what changes is timed.
  func isTimeUnit(ahead offset: Int) -> Bool {
    let units: [StaticString] = [
      "day", "days", "week", "weeks", "month", "months", "quarter", "quarters", "year", "years",
    ]
    return units.contains { isWord($0, ahead: offset) }
  }

  /// `true` iff a span of dates stands here: `2024..2030`.
  var isSpan: Bool { isDate(ahead: 0) && kind(ahead: 1) == .dotDot }

  mutating func dateSpan() -> Span? {
    guard kind == .date || kind == .number else {
      expected("a date", help: "write `2024`, `2024Q3`, `2024-08` or `2024-08-03`")
      return nil
    }
    at += 1
    return tokens[at - 1].span
  }

  /// The end of a span of dates, if one follows: `".." D` or, where it can be nothing else, `"to" D`.
  private mutating func endOfSpan(_ words: [Keyword]) -> Span? {
    if let last = dateAfterDash(isWhole: true) { return last }
    if kind == .dotDot, !isDate(ahead: 1) {
      at += 1
      expected("a date", help: "write `2030`, `2030Q3` or `2030-08`; years are 1900 to 2199")
      return nil
    }
    guard kind == .dotDot || words.contains(keyword), isDate(ahead: 1) else { return nil }
    at += 1
    return dateSpan()
  }

  // MARK: Readings

  /// `true` iff `at DATE` follows an expression here.
  var isReading: Bool { keyword == .at && !breaksLine && isDate(ahead: 1) }

  /// `E "at" DATE`, the expression read already.
  mutating func reading(_ operand: ExpressionID, from first: Int) -> ExpressionID {
    at += 2
    return tree.add(.at(operand, TokenRange(at - 1, at)), span(from: first))
  }

  /// `E ["over" SPAN]`, in brackets: with a span the list of what E is at its dates; `E "at" D` for any expression D.
  mutating func expressionOrSeries() -> ExpressionID {
    let first = at
    let operand = expression()
    if skip(Keyword.at) {
      let start = at
      _ = operation(7)
      return tree.add(.at(operand, TokenRange(start, at)), span(from: first))
    }
    guard keyword == .over, !breaksLine else { return operand }
    at += 1
    let time = timeSpan()
    return tree.add(.over(operand, tree.add(time)), span(from: first))
  }

  /// `SPAN ["yearly"|"quarterly"|"monthly"|"daily"|"step" E]`, where SPAN is `D [".." D]` or a duration.
  mutating func timeSpan() -> TimeSpan {
    let start = at
    var time = TimeSpan(first: nil, last: nil, duration: nil, pace: nil, span: token.span)
    if isDate(ahead: 0), !isDuration(ahead: 0) {
      time.first = dateSpan()
      time.last = endOfSpan([.to, .until])
    } else if [.number, .currency, .leftParenthesis].contains(kind) {
      time.duration = operation(9)
    } else {
      expected("dates", help: "write `over 2024..2030`, `over 2025Q1..2026Q4` or `over 5 years`")
      return time
    }
    if isPace {
      time.pace = .word(token.span)
      at += 1
    } else if skip(.step) {
      time.pace = .step(operation(7))
    }
    time.span = span(from: start)
    return time
  }

  /// `true` iff the word here says how far apart the dates of a series are.
  var isPace: Bool {
    isWord("yearly") || isWord("quarterly") || isWord("monthly") || isWord("daily")
  }

  /// `true` iff `a year`, `each month` or the like stands here, after a number: `per year`.
  var isEach: Bool {
    guard at > 0, isWord("a") || isWord("an") || isWord("each") || isWord("every") else {
      return false
    }
    return isWord("year", ahead: 1) || isWord("quarter", ahead: 1) || isWord("month", ahead: 1)
      || isWord("week", ahead: 1) || isWord("day", ahead: 1) || isWord("hour", ahead: 1)
  }

  /// What `why` is asked of; of a series the last date is explained.
  mutating func reasons() -> ExpressionID {
    let first = at
    let operand = expression()
    guard !atStatementEnd, keyword == .over else { return operand }
    at += 1
    let start = at
    let span = timeSpan()
    guard let date = span.last ?? span.first else { return operand }
    let index = (start..<at).last { tokens[$0].start == date.start } ?? start
    return tree.add(.at(operand, TokenRange(index, index + 1)), self.span(from: first))
  }

  /// Takes `at D` off the last of several items: it holds for all of them, as what follows it does.
  func commonDate(_ items: inout [ExpressionID]) -> Span? {
    func date(_ item: ExpressionID) -> (ExpressionID, TokenRange)? {
      if case .at(let operand, let date) = tree[item] { (operand, date) } else { nil }
    }
    guard items.count > 1, let last = items.last, let (operand, range) = date(last),
      items.dropLast().allSatisfy({ date($0) == nil })
    else { return nil }
    items[items.count - 1] = operand
    return tokens[Int(range.first)].span
  }

  // MARK: Modifiers

  /// `true` iff a modifier begins here: `with probability`, or a word of time before a date or duration.
  var isModifier: Bool {
    switch keyword {
    case .with: return isWord("probability", ahead: 1)
    case .in: return isDate(ahead: 1) && kind(ahead: 2) != .dotDot || isDuration(ahead: 1)
    case .from, .until, .during: return isDate(ahead: 1) && !isDuration(ahead: 1)
    case .at:
      return isDate(ahead: 1)
        && (isFile(ahead: 2) || !goesOn(with: tokens[min(at + 2, tokens.count - 1)]))
    case .over:
      return isDate(ahead: 1) || [.number, .currency, .leftParenthesis].contains(kind(ahead: 1))
    default: return false
    }
  }

  /// `true` iff what `at D` stands in goes on with this token: `at 2000 revenue` is a multiple, and in `a at 2026 * b`
  /// the date is that of `a`.
  private func goesOn(with token: Token) -> Bool {
    switch token.kind {
    case .word where [.under, .as, .per, .to].contains(token.keyword): return true
    case .word: return !token.startsLine && token.keyword == .none
    case .assign, .plusAssign, .minusAssign, .timesAssign, .divideAssign, .equal, .notEqual, .less,
      .lessOrEqual, .greater, .greaterOrEqual, .dotDot, .plus, .minus, .times, .divide, .power,
      .plusMinus:
      return true
    default: return false
    }
  }

  /// The modifiers of a clause, or those that stand before several.
  mutating func modifiers() -> [Modifier] {
    var modifiers: [Modifier] = []
    while at < limit, isModifier {
      let start = at
      if keyword == .with {
        at += 2
        isModifying = true
        let probability = operation(7)
        isModifying = false
        modifiers.append(Modifier(form: .probability(probability), span: span(from: start)))
      } else {
        let phrase = timePhrase()
        modifiers.append(Modifier(form: .time(phrase), span: span(from: start)))
      }
    }
    return modifiers
  }

  private mutating func timePhrase() -> TimePhrase {
    let word = keyword
    at += 1
    let first = at
    var phrase = TimePhrase(
      word: word, first: nil, last: nil, duration: nil, range: TokenRange(at, at))
    if isDate(ahead: 0), !isDuration(ahead: 0) {
      phrase.first = dateSpan()
      if [.from, .during, .over].contains(word) {
        phrase.last = endOfSpan([.to, .until])
      } else {
        phrase.last = dateAfterDash(isWhole: false)
      }
    } else {
      isTiming = isDuration(ahead: 0)
      phrase.duration = operation(9)
      isTiming = false
    }
    phrase.range = TokenRange(first, at)
    return phrase
  }

  // MARK: Rules of time

  /// The index of `word` before `by`, if only a name stands between here and it.
  private func rule(_ word: StaticString) -> Int? {
    var index = at
    while index < limit, index == at || !tokens[index].startsLine {
      let token = tokens[index]
      if index > at, isWord(word, ahead: index - at), keyword(ahead: index - at + 1) == .by {
        return index
      }
      guard token.isNamePart || token.kind == .dot || token.kind == .possessive
      else { return nil }
      index += 1
    }
    return nil
  }

  /// `NAME "grows by" RATE`, or `nil` without moving.
  mutating func growth() -> GrowthDeclaration? {
    guard let verb = rule("grows") else { return nil }
    let target = part(TokenRange(at, verb))
    at = verb + 2
    return GrowthDeclaration(target: target, rate: operation(9))
  }

  /// `true` iff `stock NAME: TYPE changes by E` stands here.
  var isStock: Bool {
    guard isWord("stock"), at + 1 < limit, tokens[at + 1].isNamePart else { return false }
    var index = at + 1
    while index < limit, !tokens[index].startsLine {
      if isWord("changes", ahead: index - at), keyword(ahead: index - at + 1) == .by { return true }
      index += 1
    }
    return false
  }

  /// `"changes" "by" E`, or `nil` without moving.
  mutating func flow() -> ExpressionID? {
    guard isWord("changes"), keyword(ahead: 1) == .by else { return nil }
    at += 2
    return expression()
  }

  /// `"when" CONDITION "{" CHANGES "}"` or the question `"when" CONDITION`, the word taken already.
  mutating func whenQuestion() -> Statement.Form {
    let condition = expression()
    if keyword == .for, !atStatementEnd {
      expected(
        "the end of the line",
        help:
          "`when` asks of one case: write a value in place of the name that runs through several")
    }
    guard kind == .leftBrace, !atStatementEnd else { return .when(condition) }
    return .trigger(TriggerDeclaration(condition: condition, changes: bracedChanges()))
  }
}
