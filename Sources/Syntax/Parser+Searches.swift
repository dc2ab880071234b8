import AISSource

/// Questions that search for a value, or for what an answer hangs on.
extension Parser {
  /// The search that begins here with `opening`.
  mutating func search(_ opening: Opening) -> Statement.Form {
    switch opening {
    case .solve:
      at += 1
      return .solve(solveQuestion())
    case .drivers:
      at += 2
      return .drivers(expression())
    case .value:
      at += 4
      return .information(expression())
    default:
      at += 1
      return .optimize(
        optimizeQuestion(isMaximum: opening == .maximize || opening == .maximise))
    }
  }

  /// `UNKNOWN {"," UNKNOWN} "so that" CONDITION {"," CONDITION} [tail]`
  private mutating func solveQuestion() -> SolveQuestion {
    guard keyword != .so else {
      expected(
        "what is searched for",
        help: "name it: `solve OpenAI.revenue so that OpenAI.net_income = $0/year`")
      return SolveQuestion(unknowns: [], condition: invalid(), tail: SearchTail())
    }
    var unknowns = [unknown()]
    while skip(.comma) { unknowns.append(unknown()) }
    guard skipSoThat() else {
      expected(
        "`so that`",
        help: "say what must hold: `solve OpenAI.revenue so that OpenAI.net_income = $0/year`")
      return SolveQuestion(unknowns: unknowns, condition: invalid(), tail: SearchTail())
    }
    let condition = searchConditions()
    // a range after the condition says the same as one before it
    if keyword == .in, unknowns.count == 1, unknowns[0].domain == nil {
      at += 1
      unknowns[0] = domain(of: unknowns[0].target)
    }
    return SolveQuestion(unknowns: unknowns, condition: condition, tail: searchTail())
  }

  /// `E "over" UNKNOWN {"," UNKNOWN} [tail]`
  private mutating func optimizeQuestion(isMaximum: Bool) -> OptimizeQuestion {
    let objective = expression()
    guard skip(.over) else {
      expected(
        "`over`",
        help: "say what may be chosen: `maximize profit over Acme.price in $1..$10 per 1M tokens`")
      return OptimizeQuestion(
        isMaximum: isMaximum, objective: objective, unknowns: [], tail: SearchTail())
    }
    var unknowns = [unknown()]
    while skip(.comma) { unknowns.append(unknown()) }
    return OptimizeQuestion(
      isMaximum: isMaximum, objective: objective, unknowns: unknowns, tail: searchTail())
  }

  /// `TARGET [in DOMAIN [step S]]`
  private mutating func unknown() -> Unknown {
    let target = operation(5)
    guard skip(.in) else { return Unknown(target: target) }
    return domain(of: target)
  }

  private mutating func domain(of target: ExpressionID) -> Unknown {
    inSearch { parser in
      let domain = parser.sweep(target)
      return Unknown(target: target, domain: domain.domain, step: domain.step)
    }
  }

  /// `{ "where" C {"," C} | "so that" C {"," C} | "under" S | EXTENT }`, in any order.
  private mutating func searchTail() -> SearchTail {
    var tail = SearchTail()
    while !atStatementEnd {
      if extend(&tail.extent) { continue }
      var isConstraint = skip(.where)
      if !isConstraint { isConstraint = skipSoThat() }
      if isConstraint {
        let condition = searchConditions()
        tail.constraint = tail.constraint.map { both($0, condition) } ?? condition
      } else if keyword == .under {
        if tail.scenario != nil { reportSecond() }
        at += 1
        tail.scenario = scenarioReference()
      } else {
        return tail
      }
    }
    return tail
  }

  private mutating func skipSoThat() -> Bool {
    guard keyword == .so, isWord("that", ahead: 1) else { return false }
    at += 2
    return true
  }

  /// Conditions that must all hold, joined by `and` or by commas.
  private mutating func searchConditions() -> ExpressionID {
    var conditions = searchCondition()
    while skip(.comma) { conditions = both(conditions, searchCondition()) }
    return conditions
  }

  private mutating func both(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID {
    tree.add(.binary(.and, a, b), Span(tree.span(of: a).start, tree.span(of: b).end))
  }

  /// A condition with `=` for `==`. Its left side may have a scenario of its own, `E under S = F`; one at
  /// the end is left to the tail, which covers both sides.
  private mutating func searchCondition() -> ExpressionID {
    inSearch { parser in
      let first = parser.at
      parser.conditionDepth += 1
      defer { parser.conditionDepth -= 1 }
      let left = parser.operation(1)
      guard parser.keyword == .under, let sign = parser.comparisonAfterScenario else { return left }
      parser.at += 1
      let changes = parser.scenarioReference()
      let covered = parser.tree.add(.under(left, changes), parser.span(from: first))
      parser.at += 1
      let right = parser.operation(5)
      return parser.tree.add(.binary(sign, covered, right), parser.span(from: first))
    }
  }

  /// Reads a part of a search in which `where` stands for a constraint.
  private mutating func inSearch<Result>(_ body: (inout Parser) -> Result) -> Result {
    let outer = searchDepth
    searchDepth = bracketDepth
    defer { searchDepth = outer }
    return body(&self)
  }

  /// The comparison that follows the scenario which begins here with `under`, if one does.
  private var comparisonAfterScenario: BinaryOperator? {
    var depth = 0
    var index = at + 1
    while index < limit {
      let token = tokens[index]
      if token.kind.opens { depth += 1 }
      if token.kind.closes { depth -= 1 }
      if depth < 0 || token.startsLine && depth == 0 && !continuesLine(index) { return nil }
      if depth == 0 {
        switch token.kind {
        case .assign, .equal: return .equal
        case .less: return .less
        case .lessOrEqual: return .lessOrEqual
        case .greater: return .greater
        case .greaterOrEqual: return .greaterOrEqual
        case .semicolon: return nil
        default: break
        }
        if [.for, .where, .so, .and, .or, .in].contains(token.keyword) { return nil }
      }
      index += 1
    }
    return nil
  }
}
