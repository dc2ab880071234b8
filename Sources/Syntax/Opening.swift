import AISSource

/// The soft words that begin a declaration or a question, where what follows shows that they do.
enum Opening: String {
  case what, why, when, solve, minimize, minimise, maximize, maximise, drivers, value, compare
  case assumptions, facts, conflicts, roles, relations, sources, expect, explain, plot, use, print
  case test, `let`, assume, shared, source, `enum`, unit, kind, verb, fn, scenario, prefer, pool
  case `import`, relation, correlate

  /// Returns the opening that the bytes spell, the first letter in either case if `isFolded`; `nil` for
  /// another word.
  init?(_ bytes: UnsafeBufferPointer<UInt8>, isFolded: Bool) {
    guard (2...11).contains(bytes.count) else { return nil }
    var spelled = String(decoding: bytes, as: UTF8.self)
    if isFolded, (0x41...0x5A).contains(bytes[0]) {
      spelled = spelled.prefix(1).lowercased() + spelled.dropFirst()
    }
    self.init(rawValue: spelled)
  }
}

extension Parser {
  /// The opening whose word stands at `index` where a statement may begin; `nil` when the word is a name there.
  func opening(at index: Int) -> Opening? {
    guard index < limit, tokens[index].kind == .word, tokens[index].keyword == .none else {
      return nil
    }
    let token = tokens[index]
    let isFolded = token.start == statementStart || token.startsLine
    let word = source.bytes.withUnsafeBufferPointer {
      Opening(
        UnsafeBufferPointer(rebasing: $0[Int(token.start)..<Int(token.end)]), isFolded: isFolded)
    }
    guard let word, begins(word, at: index) else { return nil }
    return word
  }

  /// `true` iff what follows the word at `index` makes it an opening.
  private func begins(_ word: Opening, at index: Int) -> Bool {
    let ahead = index - at
    let next = kind(ahead: ahead + 1)
    let keyword = keyword(ahead: ahead + 1)
    let isLast =
      index + 1 >= limit || isFile(ahead: ahead + 1) || tokens[index + 1].startsLine
      || next == .semicolon || next == .rightBrace
    let isCalled =
      !isLast && (next == .word && [.none, .base].contains(keyword) || next == .backquoted)
    let hasOperand = beginsOperand(at: index + 1)
    switch word {
    case .what: return keyword == .if
    case .why, .when: return hasOperand
    case .plot:
      return hasOperand || !isLast && keyword == .show
        || next == .leftBracket && !isLast && tokens[index + 1].spaceBefore
    case .expect: return hasOperand
    case .minimize, .minimise, .maximize, .maximise: return isCalled || hasOperand
    case .explain: return hasOperand || !isLast && keyword == .show
    case .solve: return isCalled || keyword == .so
    case .drivers, .roles: return keyword == .of
    case .value:
      return keyword == .of && isWord("information", ahead: ahead + 2)
        && self.keyword(ahead: ahead + 3) == .for
    case .compare: return isCalled || next == .leftBrace && !isLast
    case .assumptions, .facts, .conflicts: return isLast || keyword == .of
    case .relations: return isLast || keyword == .of || isWord("between", ahead: ahead + 1)
    case .sources: return isLast
    case .use, .test, .import: return !isLast && next == .text
    case .print: return hasOperand || next == .leftBracket && !isLast
    case .let, .fn:
      return isCalled || next == .assign || !isLast && [.number, .currency].contains(next)
    case .shared: return isWord("assume", ahead: ahead + 1)
    case .source: return isCalled && kind(ahead: ahead + 2) == .text
    case .verb: return !isLast && (next == .leftParenthesis || next == .word)
    case .pool: return isCalled && endsInName(after: index)
    case .assume, .enum, .unit, .kind, .scenario, .prefer, .relation, .correlate: return isCalled
    }
  }

  /// `true` iff an operand, not an operator, begins with the token at `index`, on the line before it.
  func beginsOperand(at index: Int) -> Bool {
    guard index < limit, !tokens[index].startsLine else { return false }
    switch tokens[index].kind {
    case .word, .backquoted, .number, .currency, .leftParenthesis, .minus, .text, .date:
      let words: [Keyword] = [.none, .not, .if, .at, .base, .previous, .true, .false]
      return words.contains(tokens[index].keyword)
    default: return false
    }
  }

  /// `true` iff nothing but a name follows the token at `index` to the end of the statement.
  private func endsInName(after index: Int) -> Bool {
    let rest = tokens[(index + 1)..<limit].prefix {
      !$0.startsLine && $0.kind != .semicolon && $0.kind != .rightBrace
    }
    return rest.allSatisfy { [.word, .backquoted, .dot, .possessive].contains($0.kind) }
  }
}
