import AISSource

extension Parser {
  /// One statement, up to the end of its line; after a fault, the rest of the statement is skipped.
  mutating func statement() -> Statement {
    let first = at
    statementStart = token.start
    let faults = diagnostics.count
    let form = nested(Statement.Form.invalid) { $0.form() }
    endStatement(first, hadFault: diagnostics.count > faults)
    let hasError = diagnostics[faults...].contains { $0.severity == .error } || lexicalFault(first)
    var span = span(from: first)
    if at > first + 1, tokens[at - 1].kind == .semicolon { span.end = tokens[at - 2].end }
    return Statement(form: hasError ? .invalid : form, span: span)
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
    return low < lexicalFaults.count && lexicalFaults[low] < max(span.end, span.start + 1)
  }

  /// Checks that the statement ends here; otherwise says so and skips to where one may begin.
  private mutating func endStatement(_ first: Int, hadFault: Bool) {
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
    case .assign:
      expected("an operator", help: "to compare write `==`; to define, put a name on the left")
    case .word where keyword == .in:
      expected(
        "the end of the line",
        help: "to show a value in another unit write `as`, as in `OpenAI.runway as months`")
    case .word where keyword == .at:
      expected("the end of the line", help: "a value is read at a date: `OpenAI.cash at 2026`")
    case .word where keyword == .over:
      expected(
        "the end of the line",
        help: "a series stands last, as in `show OpenAI.cash over 2024..2030`")
    case .word where [.by, .to].contains(keyword):
      let forms: [Keyword: String] = [.by: "a table by a metric", .to: "a table to a file"]
      report(
        "AIS0107", "`\(source[token.span])`, \(forms[keyword] ?? ""), is not in this version",
        token.span, help: "leave it out")
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

  private mutating func form() -> Statement.Form {
    if keyword == .show {
      at += 1
      return .show(showQuestion())
    }
    if keyword == .for { return .forEach(forEach()) }
    if kind == .word, keyword == .none, let form = declarationOrQuestion() { return form }
    if let (kind, name) = entityHead() { return .entity(entity(kind, name)) }
    if let response = response() { return .responds(response) }
    if let growth = growth() { return .grows(growth) }
    let target = expression()
    if kind == .assign, !breaksLine {
      return .define(definition(.plain, target: target))
    }
    if isAssignment, !breaksLine { reportChangeOutside(target) }
    if let tail = optionalTail(), !tail.isEmpty {
      return .show(ShowQuestion(items: [target], tail: tail))
    }
    return .expression(target)
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
    let isLast = at + 1 >= limit || tokens[at + 1].startsLine || next == .semicolon
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
    if take("compare", when: followedByName) {
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
    if take("sources", when: isLast) {
      at += 1
      return .sources
    }
    if take("expect", when: beginsOperand(next)) {
      at += 1
      let claim = expression()
      return .expect(claim, within: skipWord("within") ? expression() : nil)
    }
    if take("print", when: beginsOperand(next) || next == .leftBracket && !isLast) {
      return .print(printed())
    }
    if take("test", when: next == .text) { return .test(test()) }
    if take("let", when: followedByName) {
      at += 1
      return .define(definition(.let, target: expression()))
    }
    if take("assume", when: followedByName) {
      at += 1
      return .define(definition(.assume, target: expression()))
    }
    if take("shared", when: isWord("assume", ahead: 1)) {
      at += 2
      return .define(definition(.assume, isShared: true, target: expression()))
    }
    if take("source", when: followedByName && kind(ahead: 2) == .text) {
      return .source(sourceDeclaration())
    }
    if take("enum", when: followedByName) { return .enumeration(enumeration()) }
    if take("unit", when: followedByName) { return .unit(unit()) }
    if take("kind", when: followedByName) { return .kind(kindDeclaration()) }
    if take("verb", when: next == .leftParenthesis || next == .word) { return .verb(verb()) }
    if take("fn", when: followedByName) { return .function(function()) }
    if take("scenario", when: followedByName) { return .scenario(scenario()) }
    if take("prefer", when: followedByName) { return .prefer(prefer()) }
    if take("import", when: next == .text) { return .importTable(importTable()) }
    if take("correlate", when: followedByName) { return .correlate(correlation()) }
    at = first
    if let word = laterForm(followedByName: followedByName, next) {
      report(
        "AIS0107", "`\(word)` is not in this version", token.span,
        help: "`\(word)` can be a name, if an operator or `=` follows it")
      return .invalid
    }
    return nil
  }

  /// A question or declaration of the language that this version does not have yet.
  private func laterForm(followedByName: Bool, _ next: TokenKind) -> StaticString? {
    let words: [StaticString] = [
      "plot", "relation", "explain",
    ]
    if followedByName, let word = words.first(where: { isWord($0) }) { return word }
    return next == .text
      ? (["use"] as [StaticString]).first { isWord($0) } : nil
  }

  /// `true` iff an operand, not an operator, begins with this kind of token.
  func beginsOperand(_ kind: TokenKind) -> Bool {
    switch kind {
    case .word, .backquoted, .number, .currency, .leftParenthesis, .minus, .text, .date:
      return at + 1 < limit && !tokens[at + 1].startsLine
    default: return false
    }
  }

  private mutating func subject() -> ExpressionID? {
    at += 1
    guard skip(.of) else { return nil }
    return expression()
  }

  // MARK: Definitions

  /// `TARGET = VALUE [provenance]`, the target read already.
  mutating func definition(
    _ form: DefinitionDeclaration.Form, isShared: Bool = false, target: ExpressionID
  ) -> DefinitionDeclaration {
    guard skip(.assign) else {
      expected("`=`")
      return DefinitionDeclaration(form: form, isShared: isShared, target: target, value: invalid())
    }
    let value = expression()
    var provenance = provenance()
    if form == .assume {
      var assumed = provenance ?? Provenance()
      assumed.isAssumed = true
      provenance = assumed
    }
    return DefinitionDeclaration(
      form: form, isShared: isShared, target: target, value: value, provenance: provenance)
  }

  /// `{ "@" date [".." date] | "from" source {"," source} | certainty | "assume" | text | "calibrate" }`
  mutating func provenance() -> Provenance? {
    var result = Provenance()
    let first = at
    while !atStatementEnd {
      if skip(TokenKind.at) {
        result.date = dateSpan()
        if skip(.dotDot) { result.endDate = dateSpan() }
      } else if skip(.from) {
        repeat { result.sources.append(nameOrExpected("a source")) } while skip(.comma)
      } else if isWord("estimate") || isWord("forecast") || isWord("rumour") {
        result.certainty = token.span
        at += 1
      } else if skipWord("assume") {
        result.isAssumed = true
      } else if skipWord("calibrate") {
        result.calibrates = true
      } else if kind == .text {
        result.note = token.span
        at += 1
      } else {
        break
      }
    }
    return at > first ? result : nil
  }

  /// One word of a list of sources: the certainty after it is no part of the name.
  mutating func nameOrExpected(_ what: String) -> TokenRange {
    let first = at
    if at < limit, tokens[at].isNamePart {
      at += 1
    } else {
      expected(what)
    }
    return TokenRange(first, at)
  }

  // MARK: Entities

  /// `KIND name … {`, or with a display name or an alias before the brace; the kind and the name.
  func entityHead() -> (TokenRange, TokenRange)? {
    var index = at
    while index < limit, tokens[index].isNamePart, index == at || !tokens[index].startsLine {
      if index > at + 1, tokens[index].kind == .word, source[tokens[index].span] == "alias" {
        break
      }
      index += 1
    }
    guard index - at >= 2, index < limit, !tokens[index].startsLine else { return nil }
    let next = tokens[index]
    guard next.kind == .leftBrace || next.kind == .text || source[next.span] == "alias" else {
      return nil
    }
    return (TokenRange(at, at + 1), TokenRange(at + 1, index))
  }

  mutating func entity(_ kind: TokenRange, _ name: TokenRange) -> EntityDeclaration {
    at = Int(name.end)
    var entity = EntityDeclaration(kind: kind, name: name, display: nil, aliases: [], members: [])
    declare(name: source[Span(tokens[Int(name.first)].start, tokens[Int(name.end) - 1].end)])
    if self.kind == .text {
      entity.display = token.span
      declareText(token.span)
      at += 1
    }
    if skipWord("alias") {
      repeat {
        guard self.kind == .text else {
          expected("an alias in quotes")
          break
        }
        entity.aliases.append(token.span)
        declareText(token.span)
        at += 1
      } while skip(.comma)
    }
    block { parser in
      if let member = parser.entityMember() { entity.members.append(member) }
    }
    return entity
  }

  private mutating func declare(name: String) { declaredNames.append(name) }

  private mutating func declareText(_ span: Span) {
    declaredNames.append(String(source[span].dropFirst().dropLast()))
  }

  private mutating func entityMember() -> DefinitionDeclaration? {
    let isReading = isWord("reading") && tokens[min(at + 1, tokens.count - 1)].isNamePart
    if isReading { at += 1 }
    let isAssumption = isWord("assume") && kind(ahead: 1) == .word
    if isAssumption { at += 1 }
    let target = expression()
    guard kind == .assign else {
      expected("`=`", help: "a member of an entity is `name = value`")
      return nil
    }
    return definition(isReading ? .reading : isAssumption ? .assume : .plain, target: target)
  }

  /// `{ member { (";" | newline) member } }`: runs `member` for each; a faulty one is skipped.
  mutating func block(_ member: (inout Parser) -> Void) {
    let opening = token.span
    guard skip(.leftBrace) else {
      expected("`{`")
      return
    }
    let outer = statementStart
    blockDepth += 1
    braced { parser in
      parser.nested(()) { parser in
        while parser.kind != .rightBrace, parser.kind != .endOfText {
          if parser.skip(.semicolon) { continue }
          let first = parser.at
          let faults = parser.diagnostics.count
          parser.statementStart = parser.token.start
          member(&parser)
          parser.endStatement(first, hadFault: parser.diagnostics.count > faults)
        }
      }
    }
    blockDepth -= 1
    statementStart = outer
    close(.rightBrace, "}", opening: opening)
  }

  // MARK: Enums, sources, units

  private mutating func enumeration() -> EnumerationDeclaration {
    at += 1
    var declaration = EnumerationDeclaration(name: nameOrExpected("a name"), members: [])
    let opening = token.span
    guard skip(.leftBrace) else {
      expected("`{`")
      return declaration
    }
    while kind != .rightBrace, kind != .endOfText {
      let member = wordRun()
      guard !member.isEmpty else {
        expected("a member's name")
        break
      }
      declaration.members.append(member)
      guard skip(.comma) else { break }
    }
    close(.rightBrace, "}", opening: opening)
    return declaration
  }

  private mutating func sourceDeclaration() -> SourceDeclaration {
    at += 1
    let name = nameOrExpected("a name")
    let title = token.span
    at += 1
    var declaration = SourceDeclaration(name: name, title: title, date: nil, file: nil)
    if kind == .date || kind == .number { declaration.date = dateSpan() }
    if skipWord("file") {
      if kind == .text {
        declaration.file = token.span
        at += 1
      } else {
        expected("the file's name in quotes")
      }
    }
    return declaration
  }

  private mutating func unit() -> UnitDeclaration {
    at += 1
    var declaration = UnitDeclaration(
      name: nameOrExpected("a name"), plural: nil, parent: nil, value: nil)
    if skipWord("plural") { declaration.plural = nameOrExpected("the plural") }
    if skip(.colon) { declaration.parent = nameOrExpected("a unit") }
    if skip(.assign) { declaration.value = expression() }
    return declaration
  }

  /// `"correlate" E "," E {"," E} "=" E`
  private mutating func correlation() -> CorrelationDeclaration {
    at += 1
    var targets: [ExpressionID] = []
    repeat { targets.append(expression()) } while skip(.comma)
    guard skip(.assign) else {
      expected("`=`", help: "write `correlate a, b = 60%`")
      return CorrelationDeclaration(targets: targets, value: invalid())
    }
    return CorrelationDeclaration(targets: targets, value: expression())
  }

  private mutating func prefer() -> PreferDeclaration {
    at += 1
    let source = nameOrExpected("a source or reading")
    guard skip(.for) else {
      expected("`for`", help: "write `prefer SOURCE for ENTITY.metric`")
      return PreferDeclaration(source: source, target: invalid())
    }
    return PreferDeclaration(source: source, target: expression())
  }

  private mutating func importTable() -> ImportDeclaration {
    let file = tokens[at + 1].span
    at += 2
    guard skip(.as) else {
      expected("`as`", help: "say what its rows are: `import \(source[file]) as company`")
      return ImportDeclaration(file: file, kind: TokenRange(at, at))
    }
    return ImportDeclaration(file: file, kind: nameOrExpected("a kind"))
  }

  // MARK: Verbs, functions, scenarios, tests

  private mutating func verb() -> VerbDeclaration {
    at += 1
    let first = at
    var phrase: [PhrasePart] = []
    while kind != .leftBrace, kind != .endOfText, !(tokens[at].startsLine && at > first) {
      guard let part = phrasePart() else { break }
      // these mean nothing in a clause
      if case .word(let words, _) = part, words.allSatisfy({ ["the", "a", "an"].contains($0) }) {
        continue
      }
      phrase.append(part)
    }
    let phraseSpan = span(from: first)
    return VerbDeclaration(phrase: phrase, phraseSpan: phraseSpan, changes: bracedChanges())
  }

  private mutating func phrasePart() -> PhrasePart? {
    let first = at
    if skip(.leftParenthesis) {
      let name = wordRun()
      let type = skip(.colon) ? holeType() : ""
      close(.rightParenthesis, ")", opening: tokens[first].span)
      return .hole(name: joined(name), type: type, span: span(from: first))
    }
    if skip(.leftBracket) {
      let words = alternatives()
      close(.rightBracket, "]", opening: tokens[first].span)
      return .word(words, isOptional: true)
    }
    guard kind == .word else {
      expected(
        "a word, `(hole: type)` or `{`",
        help: "write `verb (x: quantity) shrinks by (amount: ratio) { x *= 1 - amount }`")
      return nil
    }
    return .word(alternatives(), isOptional: false)
  }

  /// The type of a hole: a word, or a unit such as `money/year`.
  private mutating func holeType() -> String {
    let words = wordRun()
    guard [.divide, .times, .power].contains(kind) || keyword == .per else { return joined(words) }
    let start = tokens[Int(words.first)].start
    while ![.rightParenthesis, .leftBrace, .endOfText].contains(kind), !breaksLine { at += 1 }
    return source[Span(start, tokens[at - 1].end)]
  }

  private mutating func alternatives() -> [String] {
    var words: [String] = []
    repeat {
      guard kind == .word else {
        expected("a word")
        break
      }
      words.append(source[token.span].lowercased())
      at += 1
    } while skip(.bar)
    return words
  }

  private func joined(_ range: TokenRange) -> String {
    range.indices.map { source[tokens[$0].span] }.joined(separator: "_")
  }

  /// `"(" [name [":" type] ["=" default] {"," …}] ")"`
  mutating func parameters() -> [Parameter] {
    let opening = token.span
    guard skip(.leftParenthesis) else { return [] }
    var parameters: [Parameter] = []
    bracketed { parser in
      while parser.kind != .rightParenthesis, parser.kind != .endOfText {
        var parameter = Parameter(name: parser.wordRun(), type: nil, defaultValue: nil)
        guard !parameter.name.isEmpty else {
          parser.expected("a parameter's name")
          break
        }
        if parser.skip(.colon) { parameter.type = parser.wordRun() }
        if parser.skip(.assign) { parameter.defaultValue = parser.expression() }
        parameters.append(parameter)
        guard parser.skip(.comma) else { break }
      }
    }
    close(.rightParenthesis, ")", opening: opening)
    return parameters
  }

  private mutating func function() -> FunctionDeclaration {
    at += 1
    var declaration = FunctionDeclaration(
      name: nameOrExpected("a name"), parameters: [], locals: [],
      body: ExpressionID(index: 0))
    guard kind == .leftParenthesis else {
      expected("`(`", help: "write `fn name(a, b = 1) = E`")
      declaration.body = invalid()
      return declaration
    }
    declaration.parameters = parameters()
    if kind == .leftBrace {
      (declaration.locals, declaration.body) = letsAndBody("the value of the function")
      return declaration
    }
    guard skip(.assign) else {
      expected("`=`", help: "write `fn name(a, b = 1) = E`")
      declaration.body = invalid()
      return declaration
    }
    if kind == .leftBrace, isWord("let", ahead: 1) {
      (declaration.locals, declaration.body) = letsAndBody("the value of the function")
      return declaration
    }
    declaration.body = expression()
    return declaration
  }

  private mutating func scenario() -> ScenarioDeclaration {
    at += 1
    let name = wordRun()
    let parameters = parameters()
    return ScenarioDeclaration(name: name, parameters: parameters, changes: bracedChanges())
  }

  private mutating func test() -> TestDeclaration {
    at += 1
    var declaration = TestDeclaration(name: token.span, statements: [])
    at += 1
    declaration.statements = bracedStatements()
    return declaration
  }
}
