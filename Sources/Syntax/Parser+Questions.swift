import AISSource

extension Parser {
  /// `E {"," E} [tail]`
  mutating func showQuestion() -> ShowQuestion {
    var items = [expression()]
    while skip(.comma) { items.append(expression()) }
    let date = commonDate(&items)
    var tail = Tail()
    readTail(&tail, of: &items)
    tail.extent.date = tail.extent.date ?? date
    takeDomains(&items, from: &tail)
    return ShowQuestion(items: items, tail: tail)
  }

  /// `{ EXTENT | "by" METRIC | "sort by" E ["desc"|"asc"] | "top" N | "under" SCENARIO }`, in any order; a scenario that
  /// stands here holds for every item.
  mutating func readTail(_ tail: inout Tail, of items: inout [ExpressionID]) {
    while !atStatementEnd {
      if extend(&tail.extent) { continue }
      if keyword == .under {
        if let first = items.lazy.compactMap(scenario).first { reportSecondUnder(after: first) }
        at += 1
        let changes = scenarioReference()
        items = items.map { tree.add(.under($0, changes), tree.span(of: $0)) }
        continue
      }
      if keyword == .by {
        if tail.group != nil { reportSecond() }
        at += 1
        tail.group = operation(7)
      } else if isWord("sort"), keyword(ahead: 1) == .by {
        at += 2
        tail.sort = operation(5)
        tail.isDescending = skipWord("desc")
        if !tail.isDescending { _ = skipWord("asc") }
      } else if isWord("top"), kind(ahead: 1) == .number {
        at += 1
        tail.top = operation(8)
      } else if isWord("top"), kind(ahead: 1) == .minus {
        at += 1
        expected("how many rows", help: "write `top 10`; for the smallest leave out `desc`")
        return
      } else {
        return
      }
    }
  }

  /// Says that what begins with this word stands for the second time.
  mutating func reportSecond() {
    let word = source[token.span]
    report(
      "AIS0108", "`\(word)` stands twice in this question", token.span,
      help: "leave one of them out, or ask two questions")
  }

  /// Where an item says itself in which scenario it is read.
  private func scenario(_ item: ExpressionID) -> Span? {
    guard case .under(_, let changes) = tree[item] else { return nil }
    return tree.changes(changes).span
  }

  /// Reads one part of what a question ranges over, `"for" item {"," item} | "over" SPAN | "at" DATE`; `false` where
  /// none stands here.
  mutating func extend(_ extent: inout Extent) -> Bool {
    if skip(.for) {
      repeat { extent.forItems.append(forItem()) } while skip(.comma)
    } else if keyword == .over {
      if extent.time != nil { reportSecond() }
      at += 1
      extent.time = timeSpan()
    } else if isReading {
      if extent.date != nil { reportSecond() }
      at += 2
      extent.date = tokens[at - 1].span
    } else {
      return false
    }
    return true
  }

  // MARK: Reductions over what a tail runs through

  /// The words that reduce what names run through.
  public static let reductions = ["sum", "mean", "median", "min", "max", "count", "share"]

  /// Reads `R of E for NAME in SET` as `R of E across NAME in SET`, where every item is such a reduction and E says the
  /// name: what a `for` runs through is then what is reduced.
  mutating func takeDomains(_ items: inout [ExpressionID], from tail: inout Tail) {
    var sweeps: [Sweep] = []
    var others: [ForItem] = []
    for item in tail.extent.forItems {
      if case .sweep(let sweep) = item, isSet(sweep.domain),
        items.allSatisfy({ item in
          reduced(item).map {
            tokens.say(source[tree.span(of: sweep.target)], in: tree.span(of: $0), of: source)
          }
            ?? false
        })
      {
        sweeps.append(sweep)
      } else {
        others.append(item)
      }
    }
    guard !sweeps.isEmpty else { return }
    tail.extent.forItems = others
    let list = tree.add(sweeps)
    for index in items.indices { items[index] = across(items[index], list) }
  }

  /// `true` iff a domain is a set by its form: a name, perhaps with a `where`.
  private func isSet(_ domain: ExpressionID) -> Bool {
    switch tree[domain] {
    case .words: true
    case .filter(let set, _): isSet(set)
    default: false
    }
  }

  /// What an item reduces without a set of its own; `nil` when it is no reduction, or the metric of an entity.
  private func reduced(_ item: ExpressionID) -> ExpressionID? {
    switch tree[item] {
    case .convert(let inner, _), .under(let inner, _): return reduced(inner)
    case .of(let name, let operand):
      if case .words = tree[operand] { return nil }
      return isReduction(name) ? operand : nil
    case .call(let name, let list):
      guard isReduction(name), tree[list].count == 1, let only = tree[list].first,
        only.label.isEmpty, only.key == nil, !isMiddle(name)
      else { return nil }
      return only.value
    default: return nil
    }
  }

  /// `true` iff a name is one of the words that reduce.
  func isReduction(_ name: TokenRange) -> Bool {
    name.count == 1 && Self.reductions.contains(source[tokens[Int(name.first)].span])
  }

  /// `mean(x)` and `median(x)` are those of the samples.
  private func isMiddle(_ name: TokenRange) -> Bool {
    ["mean", "median"].contains(source[tokens[Int(name.first)].span])
  }

  /// The same item with the names that it reduces over.
  private mutating func across(_ item: ExpressionID, _ sweeps: UInt32) -> ExpressionID {
    let span = tree.span(of: item)
    switch tree[item] {
    case .convert(let inner, let unit): return tree.add(.convert(across(inner, sweeps), unit), span)
    case .under(let inner, let changes):
      return tree.add(.under(across(inner, sweeps), changes), span)
    case .call(let name, let list):
      guard let operand = tree[list].first?.value else { return item }
      return tree.add(.acrossSweeps(tree.add(.of(name, operand), span), sweeps), span)
    default: return tree.add(.acrossSweeps(item, sweeps), span)
    }
  }

  private mutating func forItem() -> ForItem {
    let target = operation(5)
    guard keyword == .in else { return .entities(target) }
    at += 1
    return .sweep(sweep(target))
  }

  /// `DOMAIN [step S]`, the target read already.
  mutating func sweep(_ target: ExpressionID) -> Sweep {
    let domain = operation(5)
    return Sweep(target: target, domain: domain, step: skip(.step) ? operation(7) : nil)
  }

  /// `CHANGES [for T in D {"," …}] [show …]`
  mutating func whatIfQuestion() -> WhatIfQuestion {
    let changes = openChanges()
    var sweeps: [Sweep] = []
    while !atStatementEnd, isSweep, skip(.for) {
      repeat {
        let target = operation(5)
        guard skip(.in) else {
          expected("`in`", help: "say what it runs through: `for cut in 0%..90% step 10%`")
          break
        }
        sweeps.append(sweep(target))
      } while skip(.comma)
    }
    let show = !atStatementEnd && skip(.show) ? showQuestion() : nil
    return WhatIfQuestion(changes: changes, sweeps: sweeps, show: show)
  }

  /// `S1 "," S2 … "show" …`
  mutating func compareQuestion() -> CompareQuestion {
    var scenarios = [comparedScenario()]
    while skip(.comma) { scenarios.append(comparedScenario()) }
    guard skip(.show) else {
      expected("`show`", help: "say what to compare: `compare base, price_war show net_income`")
      return CompareQuestion(
        scenarios: scenarios, show: ShowQuestion(items: [], tail: Tail()))
    }
    return CompareQuestion(scenarios: scenarios, show: showQuestion())
  }

  /// A scenario by name, `{ CHANGES }`, or several of them joined by `then`.
  private mutating func comparedScenario() -> ExpressionID {
    let first = at
    if kind == .leftBrace {
      let changes = bracedChanges()
      guard keyword == .then else { return tree.add(.scenario(changes), span(from: first)) }
    } else {
      let scenario = operation(5)
      guard keyword == .then else { return scenario }
    }
    at = first
    let changes = scenarioReference()
    return tree.add(.scenario(changes), span(from: first))
  }

  // MARK: Changes

  /// The changes of a `what if`, up to `show`, a sweep or the end of the statement.
  private mutating func openChanges() -> UInt32 {
    let first = at
    let layers = layers { parser in parser.atStatementEnd || parser.isFile }
    return tree.add(Changes(layers: layers, span: span(from: first)))
  }

  /// `"{" CHANGES "}"`, in which `;` and line breaks join too.
  mutating func bracedChanges() -> UInt32 {
    let first = at
    let opening = token.span
    guard skip(.leftBrace) else {
      expected("`{`", help: "changes stand in braces: `{ token price drops 50% }`")
      return tree.add(Changes(layers: [], span: span(from: first)))
    }
    var layers: [[Clause]] = []
    let outer = statementStart
    blockDepth += 1
    inBraces(opening) { parser in
      while parser.skip(.semicolon) {}
      parser.nested(()) { parser in
        layers = parser.layers { $0.kind == .rightBrace || $0.kind == .endOfText }
      }
    }
    blockDepth -= 1
    statementStart = outer
    return tree.add(Changes(layers: layers, span: span(from: first)))
  }

  /// What stands after `under`: `{ … }`, or scenarios by name joined by `then`.
  mutating func scenarioReference() -> UInt32 {
    let first = at
    var layers: [[Clause]] = []
    repeat {
      let start = at
      if kind == .leftBrace {
        let group = bracedChanges()
        layers.append([Clause(form: .group(group), modifiers: [], span: span(from: start))])
      } else if at < limit, tokens[at].isNamePart || keyword == .base {
        at += 1
        wordRun(isBegun: true)
        if kind == .leftParenthesis, !token.startsLine { skipBracketed() }
        layers.append([
          Clause(form: .phrase(TokenRange(start, at)), modifiers: [], span: span(from: start))
        ])
      } else {
        expected("a scenario", help: "write `under price_war` or `under { token price drops 50% }`")
        break
      }
    } while skip(.then)
    return tree.add(Changes(layers: layers, span: span(from: first)))
  }

  private mutating func skipBracketed() {
    var openings: [Int] = []
    while kind != .endOfText {
      if kind.opens { openings.append(at) }
      if kind.closes, let last = openings.last {
        guard tokens[last].kind.closing == kind else { break }
        openings.removeLast()
      }
      at += 1
      if openings.isEmpty { return }
    }
    reportOpen(openings, isReadAgain: false)
  }

  /// Clauses joined by `and`, `;` or a line break within a layer, layers by `then`.
  private mutating func layers(until isEnd: (Parser) -> Bool) -> [[Clause]] {
    let first = at
    let leading = modifiers()
    guard !leading.isEmpty else { return joinedLayers(until: isEnd) }
    // what stands before the clauses holds for all of them, as for a group in braces
    let start = at
    let layers = joinedLayers(until: isEnd)
    let group = tree.add(Changes(layers: layers, span: span(from: start)))
    return [[Clause(form: .group(group), modifiers: leading, span: span(from: first))]]
  }

  private mutating func joinedLayers(until isEnd: (Parser) -> Bool) -> [[Clause]] {
    var layers: [[Clause]] = [[]]
    var isJoined = false  // an `and` or `then` waits for its clause
    while keyword != .show, !isEnd(self) || isJoined && kind != .endOfText && kind != .rightBrace {
      if !isJoined, skip(.semicolon) { continue }
      if !isJoined, layers.last?.isEmpty == false, skip(.and) {
        isJoined = true
        continue
      }
      if !isJoined, skip(.then) {
        layers.append([])
        isJoined = true
        continue
      }
      if isSweep || isFile || kind == .semicolon || keyword == .and || keyword == .then { break }
      let start = at
      let clause = isJoined || !beginsLine ? clause() : bounded { $0.clause() }
      if let clause { layers[layers.count - 1].append(clause) }
      isJoined = false
      if at == start { break }
    }
    if isJoined || layers.contains(where: \.isEmpty) {
      let isDoubled = keyword == .then && at > 0 && tokens[at - 1].keyword == .and
      expected(
        "a change",
        help: isDoubled
          ? "leave `and` out: `A then B` is A first, and B on top of it"
          : "such as `token price drops 50%` or `OpenAI's cost rises 40%`")
    }
    return layers
  }

  private mutating func clause() -> Clause? {
    let start = at
    guard !isModifier else {
      expected(
        "a change",
        help: "say after it when it is: `token price drops 50% from 2026`, and for "
          + "several changes `{ … } from 2026`")
      return nil
    }
    var form: Clause.Form
    if kind == .leftBrace {
      form = .group(bracedChanges())
    } else if isWord("require"), kind(ahead: 1) != .assign {
      at += 1
      form = .require(check())
    } else if isWord("note"), kind(ahead: 1) == .text {
      at += 2
      form = .note(tokens[at - 1].span)
    } else if isWord("when"), kind(ahead: 1) != .assign {
      at += 1
      form = trigger()
    } else if isWord("correlate"), beginsOperand(at: at + 1) {
      let isNamed = tokens[at + 1].isNamePart
      let (tokens, sign) = clauseRange()
      if isNamed || sign.map({ self.tokens[$0].kind == .assign }) ?? false {
        form = .correlate(within(tokens) { $0.correlation() })
      } else {
        form = sign.map { assignment(tokens, $0) } ?? .phrase(tokens)
      }
    } else if let (kind, name) = entityHead(), kindOfEntityBody(name) {
      form = .entity(entity(kind, name))
    } else {
      form = phraseOrAssignment()
    }
    let modifiers = modifiers()
    if !clauseEnds {
      expected("`and`, `then`, `show` or the end of the clause")
      return nil
    }
    return Clause(form: form, modifiers: modifiers, span: span(from: start))
  }

  /// `CONDITION "{" CHANGES "}"`
  private mutating func trigger() -> Clause.Form {
    let condition = operation(1)
    return .trigger(TriggerDeclaration(condition: condition, changes: bracedChanges()))
  }

  private func kindOfEntityBody(_ name: TokenRange) -> Bool {
    tokens[Int(name.end)].kind == .leftBrace
  }

  /// `true` iff the clause ends before this token.
  private var clauseEnds: Bool {
    switch kind {
    case .endOfText, .semicolon, .rightBrace: return true
    default: break
    }
    switch keyword {
    case .and, .then, .show: return true
    case .to where isFile: return true
    default:
      let isNewLine = token.startsLine && !continuesLine(at) && !tokens[at - 1].asksForNextLine
      return isNewLine || isSweep
    }
  }

  /// `true` iff `for NAME in` stands here: the clauses end and a sweep begins.
  private var isSweep: Bool { keyword == .for && beginsSweep(at: at + 1) }

  /// `true` iff `NAME in` stands at an index.
  func beginsSweep(at first: Int) -> Bool {
    var index = first
    while index < limit,
      tokens[index].isNamePart || tokens[index].kind == .dot
        || tokens[index].kind == .possessive
    { index += 1 }
    return index > first && index < limit && tokens[index].keyword == .in
  }

  /// A run of tokens; an assignment if it holds `=`, `*=`, ….
  private mutating func phraseOrAssignment() -> Clause.Form {
    let (tokens, sign) = clauseRange()
    return sign.map { assignment(tokens, $0) } ?? .phrase(tokens)
  }

  /// Goes to the end of the clause or a modifier; returns what is before it, and where the first sign of an
  /// assignment in it is.
  private mutating func clauseRange() -> (tokens: TokenRange, sign: Int?) {
    let start = at
    var sign: Int?
    var openings: [Int] = []
    scan: while at < limit {
      switch kind {
      case .leftParenthesis, .leftBracket, .leftBrace:
        openings.append(at)
        if closers != nil, closer(of: token.span) == nil { break scan }
      case .rightParenthesis, .rightBracket, .rightBrace:
        guard let opening = openings.last else { break scan }
        guard tokens[opening].kind.closing == kind else { break scan }
        openings.removeLast()
        at += 1
        continue
      case .assign, .plusAssign, .minusAssign, .timesAssign, .divideAssign:
        guard openings.isEmpty else { break }
        if sign != nil, kind != .assign {
          report(
            "AIS0108", "a clause changes one value: `\(source[token.span])` is its second change",
            token.span, help: "join two changes with `and`")
        }
        sign = sign ?? at
      case .minus: noteDash()
      default: break
      }
      if openings.isEmpty, at > start, clauseEnds || isModifier { break }
      at += 1
    }
    reportOpen(openings, isReadAgain: sign != nil)
    return (TokenRange(start, at), sign)
  }

  /// Reads `TARGET sign E` out of a run of tokens.
  private mutating func assignment(_ range: TokenRange, _ sign: Int) -> Clause.Form {
    let op: AssignmentOperator =
      switch tokens[sign].kind {
      case .plusAssign: .add
      case .minusAssign: .subtract
      case .timesAssign: .multiply
      case .divideAssign: .divide
      default: .set
      }
    let target = part(TokenRange(Int(range.first), sign))
    let value = part(TokenRange(sign + 1, Int(range.end)))
    return .assignment(target, op, value)
  }

  /// Reads exactly the tokens of `range` as an expression.
  mutating func part(_ range: TokenRange) -> ExpressionID { within(range) { $0.expression() } }

  /// Reads exactly the tokens of `range`.
  private mutating func within<Content>(_ range: TokenRange, _ read: (inout Parser) -> Content)
    -> Content
  {
    let (outerLimit, faults) = (limit, diagnostics.count)
    (at, limit) = (Int(range.first), Int(range.end))
    let content = read(&self)
    if at < limit, diagnostics.count == faults { expected("an operator or the end of the clause") }
    (at, limit) = (Int(range.end), outerLimit)
    return content
  }
}
