import AISSource

/// What a token is. Words that the grammar reserves are `word`s with a `keyword`.
public enum TokenKind: UInt8, Sendable {
  case endOfText
  case word, backquoted, text, number, date
  /// `'s` after a name, or `'` after a plural.
  case possessive
  /// `$`, `€`, `£` or `¥` that stands alone, as in `as $M/year`.
  case currency
  case leftParenthesis, rightParenthesis, leftBracket, rightBracket, leftBrace, rightBrace
  case comma, semicolon, colon, dot, dotDot, at, bar, question
  case plus, minus, times, divide, power, plusMinus, percent
  case assign, plusAssign, minusAssign, timesAssign, divideAssign
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  /// Something that no rule reads; a diagnostic says what.
  case invalid
}

/// The reserved words: they end a run of plain words and never begin a name.
public enum Keyword: UInt8, Sendable, CaseIterable {
  case none
  case and, or, not, `if`, then, `else`, `for`, `in`, over, under, `as`, to, per, at, of, from,
    until
  case during, with, `where`, step, across, by, show, previous, base, `true`, `false`, so
}

/// A token: a kind and a span, with what the white space before it was.
public struct Token: Equatable, Sendable {
  public var start: UInt32
  public var end: UInt32
  public var kind: TokenKind
  public var keyword: Keyword
  /// It is the first token of its line.
  public var startsLine: Bool
  /// White space or a line break precedes it.
  public var spaceBefore: Bool

  /// The bytes of the token.
  public var span: Span { Span(start, end) }

  /// `true` iff the token is a plain word or a name in backquotes: what a name is made of.
  var isNamePart: Bool {
    (kind == .word && keyword == .none) || kind == .backquoted
  }
}

extension Sequence where Element == Token {
  /// `true` iff a token in some part of a text is this word. Complexity: linear in the tokens.
  public func say(_ word: String, in span: Span, of source: SourceText) -> Bool {
    contains { $0.start >= span.start && $0.end <= span.end && source[$0.span] == word }
  }
}
