import AISSource

/// Kinds: their metrics, with the rules by which these move.
extension Parser {
  mutating func kindDeclaration() -> KindDeclaration {
    at += 1
    var declaration = KindDeclaration(
      name: nameOrExpected("a name"), plural: nil, display: nil, identity: [], members: [])
    if skipWord("plural") { declaration.plural = nameOrExpected("the plural") }
    if kind == .text {
      declaration.display = token.span
      at += 1
    }
    if kind == .leftParenthesis { declaration.identity = parameters() }
    block { parser in
      if let member = parser.kindMember() { declaration.members.append(member) }
    }
    return declaration
  }

  private mutating func kindMember() -> KindMember? {
    if isWord("headline"), [.word, .backquoted].contains(kind(ahead: 1)) {
      at += 1
      var names: [TokenRange] = []
      repeat { names.append(wordRunOrExpected("a metric")) } while skip(.comma)
      return .headline(names)
    }
    if isWord("alias"), [.word, .backquoted].contains(kind(ahead: 1)) {
      at += 1
      return .alias(AliasDeclaration(name: wordRun(), others: aliases()))
    }
    if isWord("check"), kind(ahead: 1) != .assign, kind(ahead: 1) != .colon {
      at += 1
      return .check(check())
    }
    if isWord("expect"), kind(ahead: 1) != .assign, kind(ahead: 1) != .colon {
      at += 1
      return .expect(check())
    }
    if let response = response() { return .responds(response) }
    if let growth = growth() { return .grows(growth) }
    let isStock = isStock
    if isStock { at += 1 }
    let isShared = isWord("shared") && [.word, .backquoted].contains(kind(ahead: 1))
    if isShared { at += 1 }
    let isAssumed = isWord("assume") && [.word, .backquoted].contains(kind(ahead: 1))
    if isAssumed { at += 1 }
    var metric = MetricDeclaration(
      name: wordRun(), type: nil, value: nil, provenance: nil, isAssumed: isAssumed,
      isShared: isShared)
    guard !metric.name.isEmpty else {
      expected("a metric", help: "a member of a kind is `name: type` or `name = formula`")
      return nil
    }
    if skip(.colon) { metric.type = operation(9) }
    if isStock { metric.flow = flow() }
    if skip(.assign) {
      metric.value = expression()
      metric.provenance = provenance()
      if isStock, metric.flow == nil { metric.flow = flow() }
    } else if metric.type == nil {
      expected("`:` or `=`", help: "a member of a kind is `name: type` or `name = formula`")
    }
    return .metric(metric)
  }

  /// `NAME responds to CAUSE by ELASTICITY`, or `nil` without moving.
  mutating func response() -> ResponseDeclaration? {
    var index = at
    while index < limit, tokens[index].isNamePart, index == at || !tokens[index].startsLine {
      index += 1
    }
    guard index - at >= 2, index < limit, tokens[index].keyword == .to,
      source[tokens[index - 1].span] == "responds"
    else { return nil }
    let name = TokenRange(at, index - 1)
    let target = tree.add(.words(name), Span(tokens[at].start, tokens[index - 2].end))
    at = index + 1
    let cause = operation(5)
    guard skip(.by) else {
      expected("`by`", help: "write `volume responds to price by elasticity`")
      return ResponseDeclaration(target: target, cause: cause, elasticity: invalid())
    }
    return ResponseDeclaration(target: target, cause: cause, elasticity: expression())
  }

  /// `CONDITION else "text"`
  mutating func check() -> CheckDeclaration {
    let condition = operation(1)
    guard skip(.else), kind == .text else {
      expected("`else \"…\"`", help: "say what is wrong when the condition fails")
      return CheckDeclaration(condition: condition, message: token.span)
    }
    at += 1
    return CheckDeclaration(condition: condition, message: tokens[at - 1].span)
  }
}
