import AISSource

/// What a declaration is made of: definitions, entities, enums, units, verbs, functions, scenarios.
extension Parser {
  // MARK: Definitions

  /// `TARGET = VALUE [provenance]`, the target read already.
  mutating func definition(
    _ form: DefinitionDeclaration.Form, isShared: Bool = false, target: ExpressionID
  ) -> DefinitionDeclaration {
    guard skip(.assign) else {
      expected("`=`")
      return DefinitionDeclaration(form: form, isShared: isShared, target: target, value: invalid())
    }
    let isImport = isWord("import") && kind(ahead: 1) == .text
    if isImport { at += 2 }
    let value = isImport ? tree.add(.text, tokens[at - 1].span) : expression()
    var provenance = provenance()
    if form == .assume {
      var assumed = provenance ?? Provenance()
      assumed.isAssumed = true
      provenance = assumed
    }
    return DefinitionDeclaration(
      form: form, isShared: isShared, target: target, value: value, provenance: provenance,
      isImport: isImport)
  }

  /// `{ "@" date [".." date] | "from" source {"," source} | certainty | "assume" | text | "calibrate" }`
  mutating func provenance() -> Provenance? {
    var result = Provenance()
    let first = at
    while !atStatementEnd {
      if skip(TokenKind.at) {
        result.date = dateSpan()
        if skip(.dotDot) {
          result.endDate = dateSpan()
        } else {
          result.endDate = dateAfterDash(isWhole: true)
        }
      } else if skip(.from) {
        repeat { result.sources.append(nameOrExpected("a source")) } while skip(.comma)
      } else if isCertainty(ahead: 0) {
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

  /// A run of words that has to be there.
  mutating func wordRunOrExpected(_ what: String) -> TokenRange {
    let words = wordRun()
    if words.isEmpty { expected(what) }
    return words
  }

  // MARK: Entities

  /// `KIND name … {`, or with a display name or an alias before the brace; the kind and the name.
  func entityHead() -> (TokenRange, TokenRange)? { entityHead(at: at) }

  func entityHead(at first: Int) -> (TokenRange, TokenRange)? {
    var index = first
    while index < limit, tokens[index].isNamePart, index == first || !tokens[index].startsLine {
      if index > first + 1, ["alias", "assume"].contains(source[tokens[index].span]) { break }
      index += 1
    }
    guard index - first >= 2, index < limit, !tokens[index].startsLine else { return nil }
    let next = tokens[index]
    guard next.kind == .leftBrace || next.kind == .text || source[next.span] == "alias" else {
      return nil
    }
    return (TokenRange(first, first + 1), TokenRange(first + 1, index))
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
    if skipWord("alias") { entity.aliases = aliases() }
    block { parser in
      if let member = parser.entityMember() { entity.members.append(member) }
    }
    return entity
  }

  /// `"A", "B"`: other names of what was just named.
  mutating func aliases() -> [Span] {
    var spans: [Span] = []
    repeat {
      guard kind == .text else {
        expected("an alias in quotes")
        break
      }
      spans.append(token.span)
      declareText(token.span)
      at += 1
    } while skip(.comma)
    return spans
  }

  private mutating func declare(name: String) { declaredNames.append(name) }

  private mutating func declareText(_ span: Span) {
    declaredNames.append(String(source[span].dropFirst().dropLast()))
  }

  private mutating func entityMember() -> DefinitionDeclaration? {
    guard !isLocal(ahead: 0) else {
      expected("a metric", help: "a member of an entity is `name = value`, without `let`")
      return nil
    }
    let isReading = isWord("reading") && beginsMember(at: at + 1)
    if isReading { at += 1 }
    let isAssumption = isWord("assume") && beginsMember(at: at + 1)
    if isAssumption { at += 1 }
    let target = target()
    guard kind == .assign else {
      expected("`=`", help: "a member of an entity is `name = value`")
      return nil
    }
    return definition(isReading ? .reading : isAssumption ? .assume : .plain, target: target)
  }

  /// `true` iff what is given a value begins with the token at `index`, and no other part of that with the word before.
  private func beginsMember(at index: Int) -> Bool {
    beginsOperand(at: index) && ![.minus, .leftParenthesis].contains(tokens[index].kind)
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
    inBraces(opening) { parser in
      parser.nested(()) { parser in
        while parser.kind != .rightBrace, parser.kind != .endOfText {
          if parser.skip(.semicolon) { continue }
          parser.bounded { parser in
            let first = parser.at
            let faults = parser.diagnostics.count
            parser.statementStart = parser.token.start
            member(&parser)
            parser.endStatement(first, hadFault: parser.hasErrors(since: faults))
          }
        }
      }
    }
    blockDepth -= 1
    statementStart = outer
  }

  // MARK: Enums, sources, units

  mutating func enumeration() -> EnumerationDeclaration {
    at += 1
    var declaration = EnumerationDeclaration(name: nameOrExpected("a name"), members: [])
    let opening = token.span
    guard skip(.leftBrace) else {
      expected("`{`")
      return declaration
    }
    inBraces(opening) { parser in
      while parser.kind != .rightBrace, parser.kind != .endOfText {
        let member = parser.wordRun()
        guard !member.isEmpty else {
          parser.expected("a member's name")
          break
        }
        declaration.members.append(member)
        guard parser.skip(.comma) else { break }
      }
    }
    return declaration
  }

  mutating func sourceDeclaration() -> SourceDeclaration {
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

  mutating func unit() -> UnitDeclaration {
    at += 1
    var declaration = UnitDeclaration(
      name: nameOrExpected("a name"), plural: nil, parent: nil, value: nil)
    if skipWord("plural") { declaration.plural = nameOrExpected("the plural") }
    if skip(.colon) { declaration.parent = nameOrExpected("a unit") }
    if skip(.assign) { declaration.value = expression() }
    return declaration
  }

  /// `"correlate" E "," E {"," E} "=" E`
  mutating func correlation() -> CorrelationDeclaration {
    at += 1
    var targets: [ExpressionID] = []
    repeat { targets.append(target()) } while skip(.comma)
    guard skip(.assign) else {
      expected("`=`", help: "write `correlate a, b = 60%`")
      return CorrelationDeclaration(targets: targets, value: invalid())
    }
    return CorrelationDeclaration(targets: targets, value: expression())
  }

  /// `"prefer" SOURCE [CERTAINTY] ["for" E]`
  mutating func prefer() -> PreferDeclaration {
    at += 1
    var source = nameOrExpected("a source or reading")
    let words: [StaticString] = ["stated", "estimate", "forecast", "rumour"]
    if at < limit, !tokens[at].startsLine, words.contains(where: { isWord($0) }) {
      at += 1
      source = TokenRange(Int(source.first), at)
    }
    if skip(.for) { return PreferDeclaration(source: source, target: expression()) }
    if !atStatementEnd, !isFile {
      expected("`for`", help: "write `prefer SOURCE for ENTITY.metric`, or `prefer SOURCE`")
    }
    return PreferDeclaration(source: source, target: nil)
  }

  mutating func importTable() -> ImportDeclaration {
    let file = tokens[at + 1].span
    at += 2
    guard skip(.as) else {
      expected("`as`", help: "say what its rows are: `import \(source[file]) as company`")
      return ImportDeclaration(file: file, kind: TokenRange(at, at))
    }
    return ImportDeclaration(file: file, kind: nameOrExpected("a kind"))
  }

  // MARK: Verbs, functions, scenarios, tests

  mutating func verb() -> VerbDeclaration {
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
      let name = wordRunOrExpected("the name of a hole")
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
    let words = wordRunOrExpected("a type")
    let signs: [TokenKind] = [.divide, .times, .power]
    guard !words.isEmpty, signs.contains(kind) || keyword == .per else { return joined(words) }
    let start = tokens[Int(words.first)].start
    let first = at
    while signs.contains(kind) || [.word, .number, .minus].contains(kind), !breaksLine { at += 1 }
    if at == first + 1 || ![.word, .number].contains(tokens[at - 1].kind) { expected("a unit") }
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
        if parser.skip(.colon) { parameter.type = parser.wordRunOrExpected("a type") }
        if parser.skip(.assign) { parameter.defaultValue = parser.expression() }
        parameters.append(parameter)
        guard parser.skip(.comma) else { break }
      }
    }
    close(.rightParenthesis, ")", opening: opening)
    return parameters
  }

  mutating func function() -> FunctionDeclaration {
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
    if kind == .leftBrace, isLocal(ahead: 1) {
      (declaration.locals, declaration.body) = letsAndBody("the value of the function")
      return declaration
    }
    declaration.body = expression()
    return declaration
  }

  mutating func scenario() -> ScenarioDeclaration {
    at += 1
    let name = wordRun()
    let parameters = parameters()
    return ScenarioDeclaration(name: name, parameters: parameters, changes: bracedChanges())
  }

  /// `"expect" "error" [text] "{" { statement } "}"`: whatever stands between the braces is read up to the one that
  /// closes them, as a text of its own.
  mutating func errorExpectation() -> ErrorExpectation {
    at += 2
    var expectation = ErrorExpectation(
      message: kind == .text ? token.span : nil, statements: [], faults: [])
    if expectation.message != nil { at += 1 }
    guard kind == .leftBrace else {
      expected("`{`")
      return expectation
    }
    guard let end = closingBrace else {
      report("AIS0104", "`{` is never closed", token.span, help: "add `}` at the end")
      return expectation
    }
    let outer = (limit, statementStart)
    at += 1
    let first = at
    limit = end
    blockDepth += 1
    braced { parser in
      while parser.kind != .endOfText {
        if parser.skip(.semicolon) { continue }
        expectation.statements.append(parser.statement())
      }
    }
    blockDepth -= 1
    (limit, statementStart) = outer
    at = end + 1
    expectation.faults = forgive(Span(tokens[first].start, tokens[end].end))
    return expectation
  }

  /// The index of the brace that closes the one at hand, whatever other brackets stand between them.
  private var closingBrace: Int? {
    var depth = 0
    for index in at..<limit {
      if tokens[index].kind == .leftBrace { depth += 1 }
      if tokens[index].kind == .rightBrace { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  /// `"explain" statement`
  mutating func explanation() -> ExplainQuestion {
    at += 1
    let first = at
    let form = nested(Statement.Form.invalid) { $0.form() }
    return ExplainQuestion(statements: [Statement(form: form, span: span(from: first))])
  }

  /// `"use" text ["as" name]`
  mutating func use() -> UseDeclaration {
    if blockDepth > 0 {
      report(
        "AIS0716", "a text is used by the whole program, not by a part of it", token.span,
        help: "write it outside the braces")
    }
    let file = tokens[at + 1].span
    at += 2
    return UseDeclaration(file: file, name: skip(.as) ? nameOrExpected("a name") : nil)
  }

  mutating func test() -> TestDeclaration {
    at += 1
    var declaration = TestDeclaration(name: token.span, statements: [])
    at += 1
    declaration.statements = bracedStatements()
    return declaration
  }
}
