import AISSource

extension Parser {
  // MARK: In expressions

  /// What follows the first expression of a list: `"for" NAME "in" D ["step" S] ["if" C]`.
  mutating func comprehension(of body: ExpressionID) -> LoopExpression {
    let (variable, domain, step) = loopHead()
    var loop = LoopExpression(variable: variable, domain: domain, step: step, body: body)
    if skip(.if) { loop.condition = condition() }
    return loop
  }

  /// `true` iff `fold NAME =` stands here.
  var isFold: Bool {
    isWord("fold") && at + 2 < limit && tokens[at + 1].isNamePart && kind(ahead: 2) == .assign
  }

  /// `"fold" NAME "=" E "for" NAME "in" D ["step" S] ["if" C] "{" { let } E "}"`
  mutating func fold() -> ExpressionID {
    let first = at
    let name = TokenRange(at + 1, at + 2)
    at += 3
    return nested(invalid()) { parser in
      let initial = parser.operation(1)
      guard parser.keyword == .for else {
        parser.expected("`for`", help: Self.foldForm)
        return parser.invalid()
      }
      let (variable, domain, step) = parser.loopHead()
      let condition = parser.skip(.if) ? parser.condition() : nil
      guard parser.kind == .leftBrace else {
        parser.expected("`{`", help: Self.foldForm)
        return parser.invalid()
      }
      let (locals, body) = parser.letsAndBody(
        "the next value of `\(parser.source[parser.tokens[Int(name.first)].span])`")
      let loop = LoopExpression(
        variable: variable, domain: domain, step: step, condition: condition,
        state: (name, initial), locals: locals, body: body)
      return parser.tree.add(.loop(parser.tree.add(loop)), parser.span(from: first))
    }
  }

  private static let foldForm = "write `fold total = 0 for x in [1, 2, 3] { total + x }`"

  /// `"for" NAME "in" D ["step" S]`
  private mutating func loopHead() -> (TokenRange, ExpressionID, ExpressionID?) {
    at += 1
    let first = at
    if at < limit, tokens[at].isNamePart {
      at += 1
    } else {
      expected("a name", help: "write `for x in 1..10`")
    }
    let variable = TokenRange(first, at)
    guard skip(.in) else {
      expected("`in`", help: "write `for x in 1..10`")
      return (variable, invalid(), nil)
    }
    let domain = operation(1)
    return (variable, domain, skip(.step) ? operation(1) : nil)
  }

  /// `true` iff `let` stands at an offset and begins a definition, not an expression.
  func isLocal(ahead offset: Int) -> Bool {
    guard isWord("let", ahead: offset) else { return false }
    switch kind(ahead: offset + 1) {
    case .word: return [.none, .base].contains(keyword(ahead: offset + 1))
    case .backquoted, .assign: return true
    default: return false
    }
  }

  /// `"{" { "let" NAME "=" E } E "}"`
  mutating func letsAndBody(_ what: String) -> ([DefinitionDeclaration], ExpressionID) {
    var locals: [DefinitionDeclaration] = []
    var body: ExpressionID?
    block { parser in
      if body != nil {
        parser.report(
          "AIS0351", "\(what) was given before this", parser.token.span,
          help: "a block ends with one value; give the others names: `let name = …`")
        return
      }
      if parser.isLocal(ahead: 0) {
        parser.at += 1
        locals.append(parser.definition(.let, target: parser.target()))
      } else {
        body = parser.expression()
      }
    }
    if body == nil { expected(what, help: "end the block with it") }
    return (locals, body ?? invalid())
  }

  // MARK: Statements

  /// `"for" NAME "in" D ["step" S] "{" statements "}"`
  mutating func forEach() -> ForStatement {
    let (variable, domain, step) = loopHead()
    return ForStatement(
      variable: variable, domain: domain, step: step, statements: bracedStatements())
  }

  /// `"{" { statement } "}"`
  mutating func bracedStatements() -> [Statement] {
    let opening = token.span
    guard skip(.leftBrace) else {
      expected("`{`")
      return []
    }
    var statements: [Statement] = []
    let outer = statementStart
    blockDepth += 1
    inBraces(opening) { parser in
      while parser.kind != .rightBrace, parser.kind != .endOfText {
        if parser.skip(.semicolon) { continue }
        statements.append(parser.statement())
      }
    }
    blockDepth -= 1
    statementStart = outer
    return statements
  }

  /// `"print" E {"," E}`, or the same in parentheses.
  mutating func printed() -> [ExpressionID] {
    at += 1
    let opening = token
    let isCall = kind == .leftParenthesis && isClosedAtEnd
    func list(_ parser: inout Parser) -> [ExpressionID] {
      var items: [ExpressionID] = []
      repeat { items.append(parser.expression()) } while parser.skip(.comma)
      return items
    }
    guard isCall else { return list(&self) }
    at += 1
    let items = bracketed(list)
    close(.rightParenthesis, ")", opening: opening.span)
    return items
  }

  /// `true` iff the bracket that opens here is closed by the last token of the statement.
  private var isClosedAtEnd: Bool {
    var depth = 0
    for index in at..<limit {
      if tokens[index].kind.opens { depth += 1 }
      if tokens[index].kind.closes { depth -= 1 }
      guard depth == 0 else { continue }
      return index + 1 >= limit || tokens[index + 1].startsLine
        || isFile(ahead: index + 1 - at)
        || [.semicolon, .rightBrace].contains(tokens[index + 1].kind)
    }
    return true
  }
}
