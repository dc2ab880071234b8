import AISSource

/// What holds between two entities: relations, the facts of them, and the questions about them.
extension Parser {
  /// `"relation" NAME "(" SIDE "," SIDE ")" { "inverse" NAME | "symmetric" | "allies" | "opposes" }`
  mutating func relation() -> RelationDeclaration {
    at += 1
    var declaration = RelationDeclaration(name: wordRun(), sides: [])
    let opening = token.span
    guard skip(.leftParenthesis) else {
      expected("`(`", help: Self.relationHelp)
      return declaration
    }
    bracketed { parser in
      repeat { declaration.sides.append(parser.side()) } while parser.skip(.comma)
    }
    close(.rightParenthesis, ")", opening: opening)
    while !atStatementEnd {
      if skipWord("inverse") {
        declaration.inverse = nameOrExpected("the word for the way back")
      } else if skipWord("symmetric") {
        declaration.isSymmetric = true
      } else if isWord("allies") || isWord("opposes") {
        declaration.stance = token.span
        at += 1
      } else {
        break
      }
    }
    return declaration
  }

  private static let relationHelp = "write `relation invested_in(investor: company, company)`"

  /// `[ROLE ":"] KIND {"|" KIND}`
  private mutating func side() -> RelationDeclaration.Side {
    let first = wordRun()
    guard !first.isEmpty else {
      expected("a kind", help: Self.relationHelp)
      return RelationDeclaration.Side(role: nil, kinds: [])
    }
    var side = RelationDeclaration.Side(role: nil, kinds: [first])
    if skip(.colon) {
      side = RelationDeclaration.Side(role: first, kinds: [wordRunOrExpected("a kind")])
    }
    while skip(.bar) { side.kinds.append(wordRunOrExpected("a kind")) }
    return side
  }

  /// `A {"," A} RELATION B {"," B} PROVENANCE`, or `nil` without moving: three words or more with a date, a source or a
  /// reason after them. Which of the words is the relation is not known here.
  mutating func relationFact() -> RelationFactDeclaration? {
    var runs: [TokenRange] = []
    var (first, index) = (at, at)
    while index < limit, !tokens[index].startsLine || index == first {
      if tokens[index].kind == .comma, index > first {
        runs.append(TokenRange(first, index))
        first = index + 1
      } else if !tokens[index].isNamePart || isAssumption(index) || isCalibration(index) {
        break
      }
      index += 1
    }
    runs.append(TokenRange(first, index))
    guard index > first, runs.contains(where: { $0.count > 2 }), beginsProvenance(index) else {
      return nil
    }
    let claim = tree.add(
      .boolean(true), Span(tokens[at].start, tokens[index - 1].end))
    at = index
    return RelationFactDeclaration(
      runs: runs, claim: claim, provenance: provenance() ?? Provenance())
  }

  /// `true` iff `assume "…"` stands there.
  private func isAssumption(_ index: Int) -> Bool {
    isWord("assume", ahead: index - at) && kind(ahead: index - at + 1) == .text
  }

  /// `true` iff `calibrate` stands there, before another part of a provenance: a fact of two entities has no residual.
  private func isCalibration(_ index: Int) -> Bool {
    isWord("calibrate", ahead: index - at)
      && [.at, .text].contains(kind(ahead: index - at + 1))
  }

  /// `true` iff `@`, `from SOURCE` or `assume "…"` stands there.
  private func beginsProvenance(_ index: Int) -> Bool {
    guard index < limit else { return false }
    if tokens[index].keyword == .from { return index + 1 < limit && tokens[index + 1].isNamePart }
    return tokens[index].kind == .at || isAssumption(index)
  }

  /// `"roles of" A ["toward" B]`, the word `roles` at hand.
  mutating func roles() -> Statement.Form {
    at += 2
    let (one, other) = parties(apart: ["toward", "towards"])
    return .roles(one, toward: other)
  }

  /// `"relations" [ "of" A ["toward" B] | "between" A "and" B ]`, the word `relations` at hand.
  mutating func relations() -> Statement.Form {
    at += 1
    guard !atStatementEnd, !isFile else { return .relations(nil, toward: nil) }
    let words: [StaticString] = keyword == .of ? ["toward", "towards"] : ["and"]
    at += 1
    let (one, other) = parties(apart: words)
    return .relations(one, toward: other)
  }

  /// One expression, or two with one of some words between them.
  private mutating func parties(apart words: [StaticString]) -> (ExpressionID, ExpressionID?) {
    var index = at
    while index < limit, !tokens[index].startsLine || index == at {
      if words.contains(where: { isWord($0, ahead: index - at) }) {
        let one = part(TokenRange(at, index))
        at = index + 1
        return (one, expression())
      }
      index += 1
    }
    return (expression(), nil)
  }
}
