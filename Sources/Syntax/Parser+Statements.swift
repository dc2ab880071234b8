import AISSource

extension Parser {
  /// One statement, up to the end of its line; after a fault, the rest of the statement is skipped.
  mutating func statement() -> Statement { bounded { $0.wholeStatement() } }

  private mutating func wholeStatement() -> Statement {
    let first = at
    statementStart = token.start
    let faults = diagnostics.count
    let form = nested(Statement.Form.invalid) { $0.form() }
    let question = span(from: first)
    let file = file(of: form)
    endStatement(first, hadFault: hasErrors(since: faults))
    let hasError = hasErrors(since: faults) || lexicalFault(first)
    // the draws of a question are those of its words, wherever its answer goes
    var span = file == nil ? span(from: first) : question
    if at > first + 1, tokens[at - 1].kind == .semicolon {
      span.end = min(span.end, tokens[at - 2].end)
    }
    return Statement(form: hasError ? .invalid : form, span: span, file: file)
  }

  /// `"to" TEXT` at the end of a question: the file that its answer is written to.
  private mutating func file(of form: Statement.Form) -> ExpressionID? {
    guard isFile else { return nil }
    if case .invalid = form { return nil }
    let first = at
    at += 2
    let file = tree.add(.text, tokens[at - 1].span)
    if !form.hasAnswer {
      report(
        "AIS0810", "only an answer is written to a file", span(from: first),
        help: "ask for it, as in `show OpenAI.cost to \(source[tokens[at - 1].span])`")
    } else if isFile {
      report(
        "AIS0810", "an answer is written to one file", Span(token.start, tokens[at + 1].end),
        help: "ask again for the other")
    }
    return file
  }

  /// `true` iff `to "FILE"` stands here: a text is never the end of an interval.
  var isFile: Bool { isFile(ahead: 0) }

  func isFile(ahead offset: Int) -> Bool {
    keyword(ahead: offset) == .to && kind(ahead: offset + 1) == .text
  }

  /// `true` iff the lexer rejected something in the tokens from `first` to here.
  private func lexicalFault(_ first: Int) -> Bool {
    guard !lexicalFaults.isEmpty else { return false }
    let span = span(from: first)
    var (low, high) = (0, lexicalFaults.count)
    while low < high {
      let middle = (low + high) / 2
      if lexicalFaults[middle] < span.start { low = middle + 1 } else { high = middle }
    }
    return lexicalFaults[low...].prefix { $0 < max(span.end, span.start + 1) }.contains {
      !isForgiven($0)
    }
  }

  /// Checks that the statement ends here; otherwise says so and skips to where one may begin.
  mutating func endStatement(_ first: Int, hadFault: Bool) {
    let isStuck = at == first && kind != .endOfText
    if isStuck { at += 1 }  // nothing was read: always move on
    guard !atStatementEnd else {
      _ = skip(.semicolon)
      return
    }
    if !hadFault, !isStuck { expectedEnd() }
    skipStatement()
  }

  private mutating func expectedEnd() {
    switch kind {
    case .word where keyword == .in:
      expected(
        "the end of the line",
        help: "to show a value in another unit write `as`, as in `OpenAI.runway as months`")
    case .word where keyword == .at:
      expected(
        "the end of the line",
        help: "a value is read at a date: `OpenAI.cash at 2026`, or `at 2024-08-03`")
    case .at:
      expected(
        "the end of the line",
        help: "a value is read at a date: `OpenAI.cash at 2026`; `@` dates a fact")
    case .word where keyword == .over:
      expected(
        "the end of the line",
        help: "a series stands last, as in `show OpenAI.cash over 2024..2030`")
    case .comma where isAfterSort:
      expected("the end of the line", help: "a table is sorted by one value: leave out the others")
    case .word where keyword == .by:
      expected(
        "the end of the line", help: "a table is put together by one metric: leave out the other")
    case .word where keyword == .and && isAfterFor:
      expected(
        "an operator or the end of the line",
        help: "several stand with commas, as in `show revenue for OpenAI, Anthropic`")
    case .word where keyword == .to:
      expected(
        "the end of the line",
        help: "the name of a file stands in quotation marks: `to \"costs.csv\"`")
    case .number, .currency:
      // words and an amount read like a clause
      let isClause = at > 0 && tokens[at - 1].kind == .word
      expected(
        "an operator or the end of the line",
        help: isClause ? "to ask what a change does begin with `what if`" : nil)
    case .word, .backquoted, .date, .text:
      let isClause = [.number, .currency].contains(self.kind(ahead: 1))
      expected(
        "an operator or the end of the line",
        help: isClause ? "to ask what a change does begin with `what if`" : nil)
    case .plus, .minus, .times, .divide, .power, .equal, .notEqual, .less, .lessOrEqual, .greater,
      .greaterOrEqual:
      let covers = tokens[..<at].last {
        [.under, .as, .at].contains($0.keyword) || $0.start < statementStart
      }
      let word = covers.map { source[$0.span] } ?? ""
      expected(
        "the end of the line",
        help: covers.map { $0.start >= statementStart } ?? false
          ? "`\(word)` covers all before it: put that part in brackets, "
            + "`(… \(word) …) \(source[token.span]) …`"
          : nil)
    default: expected("the end of the line")
    }
  }

  /// `true` iff this statement has said how it is sorted.
  private var isAfterSort: Bool {
    tokens[..<at].indices.reversed().prefix { tokens[$0].start >= statementStart }.contains {
      source[tokens[$0].span] == "sort" && $0 + 1 < at && tokens[$0 + 1].keyword == .by
    }
  }

  /// `true` iff this statement has said for what it asks.
  private var isAfterFor: Bool {
    tokens[..<at].reversed().prefix { $0.start >= statementStart }.contains { $0.keyword == .for }
  }

  /// `true` iff a statement may end before this token.
  var atStatementEnd: Bool {
    switch kind {
    case .endOfText, .semicolon: return true
    case .rightParenthesis, .rightBracket: return token.startsLine
    case .rightBrace: return blockDepth > 0 || token.startsLine
    default: return tokens[at].startsLine && !continuesByIndent
    }
  }

  /// `true` iff this first token of a line goes on with the statement: by what it is, or, for `for`
  /// and `show`, by being indented more than the statement.
  var continuesByIndent: Bool {
    continuesLine(at)
      || tokens[at].isTail && column(of: tokens[at].start) > column(of: statementStart)
  }

  func column(of offset: UInt32) -> Int {
    var start = Int(offset)
    while start > 0, source.bytes[start - 1] != 0x0A { start -= 1 }
    return Int(offset) - start
  }

  // MARK: Which form

  mutating func form() -> Statement.Form {
    if keyword == .show || isWord("show") && beginsOperand(at: at + 1) {
      at += 1
      return .show(showQuestion())
    }
    if keyword == .for || isWord("for") && beginsSweep(at: at + 1) { return .forEach(forEach()) }
    if let form = declarationOrQuestion() { return form }
    if let fact = relationFact() { return .relationFact(fact) }
    if let (kind, name) = entityHead() { return .entity(entity(kind, name)) }
    if let response = response() { return .responds(response) }
    if let growth = growth() { return .grows(growth) }
    let target = target()
    if kind == .assign, !breaksLine {
      return .define(definition(.plain, target: target))
    }
    if isAssignment, !breaksLine { reportChangeOutside(target) }
    var items = [target]
    var tail = Tail()
    readTail(&tail, of: &items)
    takeDomains(&items, from: &tail)
    return tail.isEmpty ? .expression(items[0]) : .show(ShowQuestion(items: items, tail: tail))
  }

  private var isAssignment: Bool {
    switch kind {
    case .plusAssign, .minusAssign, .timesAssign, .divideAssign: return true
    default: return false
    }
  }

  private mutating func reportChangeOutside(_ target: ExpressionID) {
    report(
      "AIS0110", "a change belongs in a scenario", token.span,
      help: "ask `what if \(source[tree.span(of: target)]) \(source[token.span]) …`, "
        + "or define anew with `=`")
  }

  /// The statement that begins with an opening; `nil` when its word is used as a name.
  private mutating func declarationOrQuestion() -> Statement.Form? {
    guard let opening = opening(at: at) else { return nil }
    switch opening {
    case .what:
      at += 2
      return .whatIf(whatIfQuestion())
    case .why:
      at += 1
      return .why(reasons())
    case .when:
      at += 1
      return whenQuestion()
    case .solve, .minimize, .minimise, .maximize, .maximise, .drivers, .value:
      return search(opening)
    case .compare:
      at += 1
      return .compare(compareQuestion())
    case .assumptions: return .assumptions(subject())
    case .facts: return .facts(subject())
    case .conflicts: return .conflicts(subject())
    case .roles: return roles()
    case .relations: return relations()
    case .sources:
      at += 1
      return .sources
    case .expect: return expectation()
    case .explain: return .explain(explanation())
    case .plot:
      at += 1
      return plot()
    case .use: return .use(use())
    case .print: return .print(printed())
    case .test: return .test(test())
    case .let, .fn: return named(opening)
    case .assume, .shared:
      at += opening == .shared ? 2 : 1
      return .define(definition(.assume, isShared: opening == .shared, target: target()))
    case .source: return .source(sourceDeclaration())
    case .enum: return .enumeration(enumeration())
    case .unit: return .unit(unit())
    case .kind: return .kind(kindDeclaration())
    case .verb: return .verb(verb())
    case .scenario: return .scenario(scenario())
    case .prefer: return .prefer(prefer())
    case .pool:
      at += 1
      return .pool(expression())
    case .import: return .importTable(importTable())
    case .relation: return .relation(relation())
    case .correlate: return .correlate(correlation())
    }
  }

  /// `expect E [within E]`, `expect error …`
  private mutating func expectation() -> Statement.Form {
    let isError = isWord("error", ahead: 1)
    let next = kind(ahead: 2)
    if isError, next == .leftBrace || next == .text && !tokens[at + 2].startsLine {
      return .expectError(errorExpectation())
    }
    at += 1
    let claim = expression()
    return .expect(claim, within: skipWord("within") ? expression() : nil)
  }

  /// `let NAME = E`, `fn NAME(…) = E`
  private mutating func named(_ opening: Opening) -> Statement.Form {
    if [.assign, .number, .currency].contains(kind(ahead: 1)) {
      at += 1
      expected(
        "a name", help: opening == .let ? "write `let price = $5`" : "write `fn double(x) = 2 * x`")
      return .invalid
    }
    guard opening == .let else { return .function(function()) }
    at += 1
    return .define(definition(.let, target: target()))
  }

  /// `plot E, … [tail]`, `plot drivers of E`, `plot what if …`
  private mutating func plot() -> Statement.Form {
    switch opening(at: at) {
    case .what:
      at += 2
      return .plot(.whatIf(whatIfQuestion()))
    case .drivers:
      at += 2
      return .plot(.drivers(expression()))
    case .why, .when, .compare, .solve, .minimize, .minimise, .maximize, .maximise, .value:
      break
    default:
      guard keyword == .show else { return .plot(.table(showQuestion())) }
    }
    let forms = "`plot drivers of OpenAI.cash`, `plot what if token price drops 50%`"
    if keyword == .show {
      report(
        "AIS0372", "`plot` stands in place of `show`", token.span,
        help: "leave `show` out: `plot revenue for companies`; also \(forms)")
    } else {
      report(
        "AIS0372", "what `\(source[token.span])` answers is not drawn", token.span,
        help: "what can be drawn is what `show` answers, `plot revenue for companies`, and \(forms)"
      )
    }
    return .invalid
  }

  private mutating func subject() -> ExpressionID? {
    at += 1
    guard skip(.of) else { return nil }
    return expression()
  }
}
