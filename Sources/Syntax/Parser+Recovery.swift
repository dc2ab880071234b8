import AISSource

/// Where reading goes on after a fault: no fault of a line hides what plainly begins on a later one.
extension Parser {
  // MARK: Lines that are not finished

  /// `true` iff a line plainly begins a statement somewhere after one that asks for more, as in
  /// ```
  /// total = price +
  /// show total
  /// ```
  /// Complexity: linear.
  var hasRestarts: Bool {
    tokens.indices.dropFirst().contains { tokens[$0].startsLine && restarts(at: $0) }
  }

  /// `true` iff what begins at `index` is plainly a statement, though the line before it asks for more; a `then` there
  /// is that of a choice, not of changes, if `isChoice`.
  private func restarts(at index: Int, isChoice: Bool = true) -> Bool {
    let before = tokens[index - 1]
    guard before.asksForNextLine else { return false }
    let isJoined = before.keyword == .and || before.keyword == .then && !isChoice
    if let opening = opening(at: index) {
      switch opening {
      // changes may begin so
      case .when, .correlate: return !isJoined
      // a value may be called so
      case .sources: return false
      case .assumptions, .facts, .conflicts, .relations:
        return keyword(ahead: index + 1 - at) == .of
      default: return true
      }
    }
    return isDeclaration(at: index) && !isJoined
  }

  /// `true` iff what begins at `index` is a definition, other than of the last of a list or a member, or an entity.
  private func isDeclaration(at index: Int) -> Bool {
    ![.comma, .dot, .possessive].contains(tokens[index - 1].kind) && isDefinition(at: index)
      || entityHead(at: index) != nil
  }

  /// `true` iff `NAME =` stands at `index`, the name perhaps after that of its entity.
  private func isDefinition(at index: Int) -> Bool {
    var end = index
    while end < limit, tokens[end].isNamePart || [.dot, .possessive].contains(tokens[end].kind),
      end == index || !tokens[end].startsLine
    { end += 1 }
    return end > index && end < limit && tokens[end].kind == .assign && !tokens[end].startsLine
  }

  /// The token before which the statement at hand ends, though it is not finished: a line that stands no further in
  /// than the statement plainly begins another there. `nil` if none does.
  func restart() -> Int? {
    guard mayRestart, at < limit else { return nil }
    let column = column(of: token.start)
    // in these a condition, or a name before a brace, may stand on a line of its own
    let takesConditions = [
      "solve", "minimize", "minimise", "maximize", "maximise", "correlate", "when", "for",
    ].contains(source[token.span].lowercased())
    var depth = 0
    var choices = isWord("what") ? -1 : 0  // an `if` without its `then`
    for index in at..<limit {
      let token = tokens[index]
      if token.kind.opens { depth += 1 }
      if token.kind.closes { depth -= 1 }
      if depth == 0, index > at, tokens[index - 1].keyword == .if { choices += 1 }
      if depth == 0, index > at, tokens[index - 1].keyword == .then { choices -= 1 }
      if depth < 0 || depth == 0 && token.kind == .semicolon { return nil }
      guard depth == 0, index > at, token.startsLine, !token.kind.closes else { continue }
      if restarts(at: index, isChoice: choices >= 0), self.column(of: token.start) <= column,
        !(takesConditions && isDeclaration(at: index))
      {
        return index
      }
      let goesOn = tokens[index - 1].asksForNextLine || continuesLine(index) || token.isTail
      if !goesOn { return nil }
    }
    return nil
  }

  /// Reads a statement, or a line of a block, that ends at the latest where another plainly begins; where it nests too
  /// deep, reading goes on after it.
  mutating func bounded<Content>(_ body: (inout Parser) -> Content) -> Content {
    let outer = limit
    if let end = restart() { limit = end }
    let content = body(&self)
    limit = outer
    if let end = tooDeepUntil {
      at = end
      tooDeepUntil = nil
    }
    return content
  }

  /// `true` iff the token at hand begins a line or part of a block.
  var beginsLine: Bool {
    blockDepth > 0 && at > 0
      && (token.startsLine || [.leftBrace, .semicolon].contains(tokens[at - 1].kind))
  }

  // MARK: Brackets

  /// Takes the closing bracket of the one opened at `opening`, or says that it is missing.
  @discardableResult
  mutating func close(_ wanted: TokenKind, _ sign: String, opening: Span) -> Bool {
    if skip(wanted) { return true }
    if tooDeepUntil != nil || unclosed == at { return false }  // the innermost one says it for all
    guard let closer = closer(of: opening) else {
      reportUnclosed(opening, sign)
      return false
    }
    expected("`\(sign)`", help: "`\(source[opening])` was opened before it")
    at = min(closer + 1, limit)
    return false
  }

  /// Says which of `openings`, the brackets that are open here, is never closed, or that another one closes here.
  /// Where what they hold is read again, as in an assignment, that says it of braces.
  mutating func reportOpen(_ openings: [Int], isReadAgain: Bool) {
    let unclosed = openings.first { closer(of: tokens[$0].span) == nil }
    guard let opening = unclosed ?? openings.last, let wanted = tokens[opening].kind.closing else {
      return
    }
    let sign = wanted == .rightParenthesis ? ")" : wanted == .rightBracket ? "]" : "}"
    if unclosed != nil, isReadAgain, wanted == .rightBrace {
      at = max(at, endOfUnclosed(tokens[opening].span) ?? limit)
    } else if unclosed == nil {
      close(wanted, sign, opening: tokens[opening].span)
    } else {
      reportUnclosed(tokens[opening].span, sign)
    }
  }

  /// Says that the bracket at `opening` is never closed, and goes to the line on which reading goes on.
  mutating func reportUnclosed(_ opening: Span, _ sign: String) {
    var help = "add `\(sign)` at the end"
    if sign != "}", let line = line(after: opening) {
      help = "add `\(sign)` before the line ends"
      at = line
      // what was said of these lines is said when they are read by themselves
      let start = tokens[line].start
      while diagnostics.count > lexicalFaults.count,
        let last = diagnostics.last?.place?.span, last.start >= start
      { diagnostics.removeLast() }
    } else if sign == "}" {
      at = max(at, endOfUnclosed(opening) ?? limit)
      if at < tokens.count - 1, token.startsLine { help = "add `}` before the next statement" }
    }
    report("AIS0104", "`\(source[opening])` is never closed", opening, help: help)
    unclosed = at
  }

  /// The first line after the bracket at `opening` that stands no further in than the statement, or, if there is none,
  /// the first one that was read; `nil` if what is around the bracket ends before.
  private mutating func line(after opening: Span) -> Int? {
    let column = column(of: statementStart)
    var first: Int?
    var index = self.index(of: opening) + 1
    while index < limit, !tokens[index].kind.closes {
      if tokens[index].startsLine {
        if self.column(of: tokens[index].start) <= column { return index }
        first = first ?? index
      }
      index = (closer(of: tokens[index].span) ?? index) + 1
    }
    return first.flatMap { $0 <= at ? $0 : nil }
  }

  /// Reads what stands in the braces opened at `opening`, and takes the closing one. Braces that are never closed end
  /// where the next statement begins.
  mutating func inBraces<Content>(_ opening: Span, _ body: (inout Parser) -> Content) -> Content {
    let outer = limit
    if hasOpenBrace, let end = endOfUnclosed(opening) { limit = min(end, limit) }
    let content = braced(body)
    close(.rightBrace, "}", opening: opening)
    limit = outer
    return content
  }

  /// The line before which the braces opened at `opening`, never closed, end: the first that stands no further in than
  /// the statement; where the lines in the braces do so too, one that begins like a statement.
  private mutating func endOfUnclosed(_ opening: Span) -> Int? {
    guard closer(of: opening) == nil else { return nil }
    let column = column(of: statementStart)
    if let endless, endless.start <= opening.start, column <= endless.column { return nil }
    var index = self.index(of: opening) + 1
    let isIndented =
      index < limit && (!tokens[index].startsLine || self.column(of: tokens[index].start) > column)
    while index < limit {
      let token = tokens[index]
      if token.startsLine, !token.kind.closes, self.column(of: token.start) <= column,
        isIndented || self.opening(at: index) != nil || isDefinition(at: index)
      {
        return index
      }
      index = (closer(of: token.span) ?? index) + 1
    }
    if limit == tokens.count - 1 { endless = (opening.start, column) }
    return nil
  }

  /// The index of the token that begins at `span`. Complexity: logarithmic.
  private func index(of span: Span) -> Int {
    var (low, high) = (0, tokens.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].start < span.start { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The index of the bracket that closes the one at `opening`, or `nil`; a statement that plainly begins at the margin
  /// is in no parentheses from before it. Complexity: linear when first asked for, then O(1).
  mutating func closer(of opening: Span) -> Int? {
    if closers == nil { closers = matchedBrackets() }
    return closers?[opening.start]
  }

  private mutating func matchedBrackets() -> [UInt32: Int] {
    let outer = limit
    limit = tokens.count - 1
    defer { limit = outer }
    var matched: [UInt32: Int] = [:]
    var openings: [(index: Int, column: Int)] = []
    // how many of them wait for each closing bracket
    var open: [TokenKind: Int] = [:]
    func close(_ index: Int) {
      open[tokens[index].kind.closing ?? tokens[index].kind, default: 0] -= 1
    }
    var column = 0  // of the line
    for (index, token) in tokens.enumerated() {
      if token.startsLine {
        column = self.column(of: token.start)
        if let last = openings.last, last.column >= column,
          token.keyword == .show || opening(at: index) != nil
        {
          while let last = openings.last, tokens[last.index].kind != .leftBrace {
            close(last.index)
            openings.removeLast()
          }
        }
      }
      if token.kind.opens {
        openings.append((index, column))
        open[token.kind.closing ?? token.kind, default: 0] += 1
      }
      // one that no bracket waits for is not looked for
      guard token.kind.closes, open[token.kind, default: 0] > 0,
        let last = openings.lastIndex(where: { tokens[$0.index].kind.closing == token.kind })
      else { continue }
      matched[tokens[openings[last].index].start] = index
      for opening in openings[last...] { close(opening.index) }
      openings.removeSubrange(last...)
    }
    return matched
  }

  /// Skips to the next `;`, line break or closing brace outside inner brackets.
  mutating func skipStatement() {
    while kind != .endOfText {
      switch kind {
      case .leftParenthesis, .leftBracket, .leftBrace:
        if let closer = closer(of: token.span) { at = min(closer, limit - 1) }
      case .rightBrace where blockDepth > 0: return
      case .semicolon:
        at += 1
        return
      default: break
      }
      at += 1
      if at < limit, tokens[at].startsLine, !continuesByIndent { return }
    }
  }

  // MARK: Nesting

  /// Runs `body` one level deeper, or says that the text nests too deep.
  mutating func nested<Result>(_ otherwise: Result, _ body: (inout Parser) -> Result) -> Result {
    nesting += 1
    defer { nesting -= 1 }
    if nesting > Self.nestingLimit {
      report(
        "AIS0106", "this is nested more than \(Self.nestingLimit) deep", token.span,
        help: "give the inner parts names with `let`")
      if tooDeepUntil == nil { tooDeepUntil = endOfNest() }
      at = limit  // what remains of the statement is part of the same nest
      return otherwise
    }
    return body(&self)
  }

  /// Where the statement at hand ends, whatever it holds.
  private mutating func endOfNest() -> Int {
    let deepest = at
    var index = self.index(of: Span(statementStart, statementStart))
    while index < limit {
      let token = tokens[index]
      if index > deepest {
        if token.startsLine, !continuesLine(index) || token.kind.closes { return index }
        if token.kind == .semicolon { return index + 1 }
        if token.kind == .rightBrace, blockDepth > 0 { return index }
      }
      index = (closer(of: token.span) ?? index) + 1
    }
    return limit
  }
}
