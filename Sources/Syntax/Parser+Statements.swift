import AISSource

extension Parser {
  /// One statement, up to the end of its line; after a fault, the rest of the statement is skipped.
  mutating func statement() -> Statement {
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
    case .plus, .minus, .times, .divide, .power:
      expected(
        "the end of the line",
        help:
          "`under`, `as` and `at` cover all before them: put that part in brackets, `(… under …)`")
    default: expected("the end of the line")
    }
  }

  /// `true` iff this statement has said how it is sorted.
  private var isAfterSort: Bool {
    tokens[..<at].indices.reversed().prefix { tokens[$0].start >= statementStart }.contains {
      source[tokens[$0].span] == "sort" && $0 + 1 < at && tokens[$0 + 1].keyword == .by
    }
  }

  /// `true` iff a statement may end before this token.
  var atStatementEnd: Bool {
    switch kind {
    case .endOfText, .semicolon: return true
    case .rightBrace: return blockDepth > 0
    default: return tokens[at].startsLine && !continuesByIndent
    }
  }

  /// `true` iff this first token of a line goes on with the statement: by what it is, or, for `for`
  /// and `show`, by being indented more than the statement.
  private var continuesByIndent: Bool {
    if tokens[at].continuesStatement { return true }
    return (keyword == .for || keyword == .show)
      && column(of: tokens[at].start) > column(of: statementStart)
  }

  private func column(of offset: UInt32) -> Int {
    var start = Int(offset)
    while start > 0, source.bytes[start - 1] != 0x0A { start -= 1 }
    return Int(offset) - start
  }

  /// Skips to the next `;`, line break or closing brace outside inner brackets.
  private mutating func skipStatement() {
    var depth = 0
    while kind != .endOfText {
      switch kind {
      case .leftParenthesis, .leftBracket, .leftBrace: depth += 1
      case .rightParenthesis, .rightBracket: depth = max(0, depth - 1)
      case .rightBrace:
        if depth == 0, blockDepth > 0 { return }
        depth = max(0, depth - 1)
      case .semicolon where depth == 0:
        at += 1
        return
      default: break
      }
      at += 1
      if depth == 0, at < limit, tokens[at].startsLine, !continuesByIndent { return }
    }
  }

  // MARK: Which form

  mutating func form() -> Statement.Form {
    if keyword == .show || isWord("show") && beginsOperand(kind(ahead: 1)) {
      at += 1
      return .show(showQuestion())
    }
    if keyword == .for || isWord("for") && beginsSweep(at: at + 1) { return .forEach(forEach()) }
    if kind == .word, keyword == .none, let form = declarationOrQuestion() { return form }
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

  /// The statements that begin with a word of their own; `nil` when the word is used as a name.
  private mutating func declarationOrQuestion() -> Statement.Form? {
    let next = kind(ahead: 1)
    let isLast =
      at + 1 >= limit || isFile(ahead: 1) || tokens[at + 1].startsLine || next == .semicolon
      || next == .rightBrace
    let followedByName =
      !isLast
      && (next == .word && [.none, .base].contains(keyword(ahead: 1)) || next == .backquoted)
    let first = at
    func take(_ word: StaticString, when condition: Bool) -> Bool { condition && isWord(word) }
    if isWord("what"), keyword(ahead: 1) == .if {
      at += 2
      return .whatIf(whatIfQuestion())
    }
    if take("why", when: beginsOperand(next)) {
      at += 1
      return .why(reasons())
    }
    if take("when", when: beginsOperand(next)) {
      at += 1
      return whenQuestion()
    }
    if let search = search(followedByName: followedByName) { return search }
    if take("compare", when: followedByName || next == .leftBrace && !isLast) {
      at += 1
      return .compare(compareQuestion())
    }
    if take("assumptions", when: isLast || keyword(ahead: 1) == .of) {
      return .assumptions(subject())
    }
    if take("facts", when: isLast || keyword(ahead: 1) == .of) { return .facts(subject()) }
    if take("conflicts", when: isLast || keyword(ahead: 1) == .of) {
      return .conflicts(subject())
    }
    if take("roles", when: keyword(ahead: 1) == .of) { return roles() }
    if take("relations", when: isLast || keyword(ahead: 1) == .of || isWord("between", ahead: 1)) {
      return relations()
    }
    if take("sources", when: isLast) {
      at += 1
      return .sources
    }
    if take("expect", when: isWord("error", ahead: 1) && !isLast),
      kind(ahead: 2) == .leftBrace || kind(ahead: 2) == .text && !tokens[at + 2].startsLine
    {
      return .expectError(errorExpectation())
    }
    if take("expect", when: beginsOperand(next)) {
      at += 1
      let claim = expression()
      return .expect(claim, within: skipWord("within") ? expression() : nil)
    }
    if take("explain", when: beginsOperand(next) || !isLast && keyword(ahead: 1) == .show) {
      return .explain(explanation())
    }
    if take("plot", when: beginsOperand(next)) {
      at += 1
      return .plot(showQuestion())
    }
    if take("use", when: !isLast && next == .text) { return .use(use()) }
    if take("print", when: beginsOperand(next) || next == .leftBracket && !isLast) {
      return .print(printed())
    }
    if take("test", when: !isLast && next == .text) { return .test(test()) }
    if take("let", when: followedByName) {
      at += 1
      return .define(definition(.let, target: target()))
    }
    let definitions: [(StaticString, String)] = [
      ("let", "let price = $5"), ("fn", "fn double(x) = 2 * x"),
    ]
    for (word, example) in definitions
    where isWord(word) && [.assign, .number, .currency].contains(next) {
      at += 1
      expected("a name", help: "write `\(example)`")
      return .invalid
    }
    if take("assume", when: followedByName) {
      at += 1
      return .define(definition(.assume, target: target()))
    }
    if take("shared", when: isWord("assume", ahead: 1)) {
      at += 2
      return .define(definition(.assume, isShared: true, target: target()))
    }
    if take("source", when: followedByName && kind(ahead: 2) == .text) {
      return .source(sourceDeclaration())
    }
    if take("enum", when: followedByName) { return .enumeration(enumeration()) }
    if take("unit", when: followedByName) { return .unit(unit()) }
    if take("kind", when: followedByName) { return .kind(kindDeclaration()) }
    if take("verb", when: !isLast && (next == .leftParenthesis || next == .word)) {
      return .verb(verb())
    }
    if take("fn", when: followedByName) { return .function(function()) }
    if take("scenario", when: followedByName) { return .scenario(scenario()) }
    if take("prefer", when: followedByName) { return .prefer(prefer()) }
    if take("pool", when: followedByName && isFollowedByNameOnly) {
      at += 1
      return .pool(expression())
    }
    if take("import", when: !isLast && next == .text) { return .importTable(importTable()) }
    if take("relation", when: followedByName) { return .relation(relation()) }
    if take("correlate", when: followedByName) { return .correlate(correlation()) }
    at = first
    return nil
  }

  /// `true` iff nothing but a name follows to the end of the statement.
  private var isFollowedByNameOnly: Bool {
    let rest = tokens[(at + 1)..<limit].prefix {
      !$0.startsLine && $0.kind != .semicolon && $0.kind != .rightBrace
    }
    return rest.allSatisfy { [.word, .backquoted, .dot, .possessive].contains($0.kind) }
  }

  /// `true` iff an operand, not an operator, begins with this kind of token.
  func beginsOperand(_ kind: TokenKind) -> Bool {
    switch kind {
    case .word, .backquoted, .number, .currency, .leftParenthesis, .minus, .text, .date:
      let words: [Keyword] = [.none, .not, .if, .at, .base, .previous, .true, .false]
      return at + 1 < limit && !tokens[at + 1].startsLine && words.contains(keyword(ahead: 1))
    default: return false
    }
  }

  private mutating func subject() -> ExpressionID? {
    at += 1
    guard skip(.of) else { return nil }
    return expression()
  }
}
