import AISSource

/// Cuts a text into tokens. Never fails: what it cannot read becomes an `.invalid` token and a diagnostic.
///
/// Complexity: linear in the text. Typographic quotes, dashes and signs of pasted text are read as the
/// plain ones. Comments are not tokens; the formatter finds them between tokens.
struct Lexer {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let text: SourceText
  private let oddNames: OddNames
  private var at = 0
  private(set) var tokens: [Token] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// The nesting of brackets and parentheses, in which `1,234` is a list and not a number.
  private var bracketDepth = 0

  /// Returns the tokens of `text`, ending in `.endOfText`, and what could not be read.
  static func tokens(of text: SourceText, oddNames: OddNames) -> ([Token], [Diagnostic]) {
    text.bytes.withUnsafeBufferPointer { bytes in
      var lexer = Lexer(bytes: bytes, text: text, oddNames: oddNames)
      lexer.run()
      return (lexer.tokens, lexer.diagnostics)
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, text: SourceText, oddNames: OddNames) {
    self.bytes = bytes
    self.text = text
    self.oddNames = oddNames
    tokens.reserveCapacity(bytes.count / 4 + 8)
  }

  private mutating func run() {
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { at = 3 }
    var startsLine = true
    var spaced = true
    while at < bytes.count {
      let byte = bytes[at]
      switch byte {
      case 0x20, 0x09, 0x0D:
        at += 1
        spaced = true
        continue
      case 0x0A:
        at += 1
        startsLine = true
        spaced = true
        continue
      case 0x23:  // '#'
        while at < bytes.count, bytes[at] != 0x0A { at += 1 }
        spaced = true
        continue
      case 0xC2... where wideSign.role == .blank:
        at += wideSign.length
        spaced = true
        continue
      case 0x3F where !startsLine && endsQuestion:
        at += 1
        spaced = true
        continue
      default: break
      }
      let start = at
      var keyword = Keyword.none
      let kind = token(byte, &keyword)
      tokens.append(
        Token(
          start: UInt32(start), end: UInt32(at), kind: kind, keyword: keyword,
          startsLine: startsLine, spaceBefore: spaced))
      startsLine = false
      spaced = false
    }
    let end = UInt32(bytes.count)
    tokens.append(
      Token(
        start: end, end: end, kind: .endOfText, keyword: .none, startsLine: true, spaceBefore: true)
    )
  }

  /// `true` iff the `?` here ends a statement that asks: it is read over, like the point of a sentence.
  private var endsQuestion: Bool {
    guard bracketDepth == 0, tokens.last?.asksForMore == false else { return false }
    let next = bytes[(at + 1)...].first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
    guard let next else { return true }
    // a line break, `#`, `;` or `}`
    return next == 0x0A || next == 0x23 || next == 0x3B || next == 0x7D
  }

  private func peek(_ offset: Int) -> UInt8 {
    at + offset < bytes.count ? bytes[at + offset] : 0
  }

  private mutating func token(_ byte: UInt8, _ keyword: inout Keyword) -> TokenKind {
    switch byte {
    case 0x61...0x7A, 0x41...0x5A, 0x5F: return word(&keyword)
    case 0x30...0x39: return number()
    case 0x80...: return wide(&keyword)
    default: return sign(byte)
    }
  }

  // MARK: Words

  private mutating func word(_ keyword: inout Keyword) -> TokenKind {
    let length = oddNames.match(bytes, at: at)
    if length > 0 {
      at += length
      return .word
    }
    let start = at
    while at < bytes.count, OddNames.isWordByte(bytes[at]) {
      if bytes[at] >= 0xC2, wideSign.role != .letter { break }
      at += 1
    }
    if isPercentile(start..<at), peek(0) == 0x2E, Self.isDigit(peek(1)) {
      at += 1
      digits()
    }
    keyword = Keyword.spelled(bytes.baseAddress! + start, at - start)
    return .word
  }

  /// `true` iff a word is `p` and a number below 100, which a part of a percent may follow: `p97.5`.
  private func isPercentile(_ word: Range<Int>) -> Bool {
    bytes[word.lowerBound] == 0x70 && (2...3).contains(word.count)
      && word.dropFirst().allSatisfy { Self.isDigit(bytes[$0]) }
  }

  /// What a byte outside ASCII begins.
  private enum WideRole: Equatable {
    case letter, blank, quote, apostrophe
    case sign(TokenKind)
    /// A small raised digit.
    case raised(Int)
    /// A fraction in one sign, as its decimals.
    case fraction(String)
    case unreadable
  }

  /// What stands here, if it begins with a byte outside ASCII: a letter, or a sign of pasted text, with
  /// the length of the sign.
  private var wideSign: (role: WideRole, length: Int) {
    switch (bytes[at], peek(1), peek(2)) {
    case (0xC2, 0xA0, _): (.blank, 2)
    case (0xC2, 0xA3, _), (0xC2, 0xA5, _): (.sign(.currency), 2)
    case (0xC2, 0xB1, _): (.sign(.plusMinus), 2)
    case (0xC2, 0xB2...0xB3, _): (.raised(Int(peek(1)) - 0xB0), 2)
    case (0xC2, 0xB9, _): (.raised(1), 2)
    case (0xC2, 0xBC...0xBE, _): (.fraction(["25", "5", "75"][Int(peek(1)) - 0xBC]), 2)
    case (0xC3, 0x97, _): (.sign(.times), 2)
    case (0xC3, 0xB7, _): (.sign(.divide), 2)
    case (0xE2, 0x80, 0x80...0x8B), (0xE2, 0x80, 0xAF), (0xEF, 0xBB, 0xBF), (0xE3, 0x80, 0x80):
      (.blank, 3)
    case (0xE2, 0x80, 0x90...0x95), (0xE2, 0x88, 0x92): (.sign(.minus), 3)
    case (0xE2, 0x80, 0x98...0x99): (.apostrophe, 3)
    case (0xE2, 0x80, 0x9C...0x9D): (.quote, 3)
    case (0xE2, 0x89, 0xA0): (.sign(.notEqual), 3)
    case (0xE2, 0x89, 0xA4): (.sign(.lessOrEqual), 3)
    case (0xE2, 0x89, 0xA5): (.sign(.greaterOrEqual), 3)
    case (0xE2, 0x82, 0xAC): (.sign(.currency), 3)
    case (0xE2, 0x81, 0xB0), (0xE2, 0x81, 0xB4...0xB9): (.raised(Int(peek(2)) - 0xB0), 3)
    // the rest of general punctuation and mathematical operators
    case (0xE2, 0x80, 0x80...0xBF), (0xE2, 0x81, 0x80...0xAF), (0xE2, 0x88...0x8B, 0x80...0xBF):
      (.unreadable, 3)
    default: (.letter, 0)
    }
  }

  // MARK: Numbers and dates

  private mutating func digits() {
    while at < bytes.count, Self.isDigit(bytes[at]) || (bytes[at] == 0x5F && Self.isDigit(peek(1)))
    {
      at += 1
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private mutating func number() -> TokenKind {
    let start = at
    digits()
    if at - start == 4, let date = dateLength(start) {
      at = start + date
      return .date
    }
    if at < bytes.count, bytes[at] == 0x2E, Self.isDigit(peek(1)) {
      at += 1
      digits()
    }
    if peek(0) | 0x20 == 0x65 {  // exponent
      let sign = peek(1) == 0x2B || peek(1) == 0x2D ? 1 : 0
      if Self.isDigit(peek(1 + sign)) {
        at += 1 + sign
        digits()
      }
    }
    magnitude()
    let percent = percentLength
    if percent > 0 {
      at += percent
    } else if peek(0) == 0x78, !OddNames.isWordByte(peek(1)) {
      at += 1
    } else if peek(0) == 0xC3, peek(1) == 0x97, !OddNames.isWordByte(peek(2)) {  // 20×
      at += 2
    }
    thousands(start)
    return .number
  }

  /// The length of the `%` here with the blanks before it on its line, as in `40 %`; 0 if none stands here.
  private var percentLength: Int {
    var length = 0
    while true {
      switch (peek(length), peek(length + 1), peek(length + 2)) {
      case (0x25, _, _): return length + 1
      case (0x20, _, _), (0x09, _, _): length += 1
      case (0xC2, 0xA0, _): length += 2
      case (0xE2, 0x80, 0x80...0x8B), (0xE2, 0x80, 0xAF): length += 3
      default: return 0
      }
    }
  }

  /// `true` iff no letter stands so far from here: a sign of pasted text is none.
  private func endsWord(_ offset: Int) -> Bool {
    let next = peek(offset)
    return !OddNames.isWordByte(next) || next == 0xE2 || next == 0xC2 || next == 0xC3
  }

  /// Takes a magnitude suffix: `k K M B T`, `bn mn`, when no letter follows.
  private mutating func magnitude() {
    func ends(_ length: Int) -> Bool {
      endsWord(length) || peek(length) == 0x78 && !OddNames.isWordByte(peek(length + 1))
    }
    switch peek(0) {
    case 0x6B, 0x4B, 0x4D, 0x42, 0x54: if ends(1) { at += 1 }
    case 0x62, 0x6D: if peek(1) == 0x6E, ends(2) { at += 2 }
    default: break
    }
  }

  /// Says that `1,234.5` is not one number; the digits after the comma become part of the token.
  private mutating func thousands(_ start: Int) {
    guard bracketDepth == 0, peek(0) == 0x2C, Self.isDigit(peek(1)), Self.isDigit(peek(2)),
      Self.isDigit(peek(3)), !Self.isDigit(peek(4)), Self.isDigit(bytes[at - 1])
    else { return }
    while peek(0) == 0x2C, Self.isDigit(peek(1)) {
      at += 1
      digits()
    }
    if peek(0) == 0x2E, Self.isDigit(peek(1)) {
      at += 1
      digits()
    }
    magnitude()
    let written = String(decoding: bytes[start..<at], as: UTF8.self)
    let plain = written.replacing(",", with: "_")
    diagnostics.append(
      Diagnostic(
        code: "AIS0101", "a comma cannot group the digits of a number", at: place(start, at),
        help: "write `\(plain)`, or `\(written.replacing(",", with: ""))`"))
  }

  /// Returns the length of a date that starts at `start` with a year of four digits, or `nil`.
  private func dateLength(_ start: Int) -> Int? {
    let year = bytes[start..<(start + 4)].reduce(0) { $0 * 10 + Int($1) - 0x30 }
    guard (1900...2199).contains(year) else { return nil }
    if peek(0) == 0x51, (0x31...0x34).contains(peek(1)), endsWord(2) { return 6 }
    // a month that is none is still meant as one: `2024-13` must not be read as 2011
    guard peek(0) == 0x2D, Self.isDigit(peek(1)), Self.isDigit(peek(2)), !Self.isDigit(peek(3))
    else { return nil }
    if peek(3) == 0x2D, Self.isDigit(peek(4)), Self.isDigit(peek(5)), !Self.isDigit(peek(6)) {
      return 10
    }
    return endsWord(3) ? 7 : nil
  }

  // MARK: Texts and signs

  private mutating func quoted(openedWith length: Int) -> TokenKind {
    let start = at
    at += length
    var hasLines = false
    while at < bytes.count {
      if bytes[at] == 0x5C, at + 1 < bytes.count {
        at += 2
        continue
      }
      let isTypographic =
        length == 3 && bytes[at] == 0xE2 && peek(1) == 0x80 && (peek(2) == 0x9D || peek(2) == 0x9C)
      if bytes[at] == 0x22 || isTypographic {
        at += isTypographic ? 3 : 1
        if hasLines, beginsText { break }
        return .text
      }
      if bytes[at] == 0x0A { hasLines = true }
      at += 1
    }
    let line = text.position(of: start)
    at = max(start + length, line.lineEnd)
    diagnostics.append(
      Diagnostic(
        code: "AIS0102", "this text has no closing quote", at: place(start, at),
        help: "close it with `\"`"))
    return .invalid
  }

  /// `true` iff the quote that was just read begins a text rather than ends one: what stands in texts follows it, and
  /// neither a blank nor a sign that goes on with an expression.
  private var beginsText: Bool {
    switch peek(0) {
    case 0x22, 0x24, 0x28, 0x7B: true  // " $ ( {
    case 0x80...: wideSign.role == .letter
    default: OddNames.isWordByte(peek(0))
    }
  }

  private mutating func backquoted() -> TokenKind {
    let start = at
    at += 1
    while at < bytes.count, bytes[at] != 0x60, bytes[at] != 0x0A { at += 1 }
    if peek(0) == 0x60, at > start + 1 {
      at += 1
      return .backquoted
    }
    diagnostics.append(
      Diagnostic(
        code: "AIS0102", "this quoted name has no closing backquote", at: place(start, at),
        help: "close it with a backquote on the same line"))
    return .invalid
  }

  /// A sign or word that begins with a byte outside ASCII.
  private mutating func wide(_ keyword: inout Keyword) -> TokenKind {
    let (role, length) = wideSign
    switch role {
    case .quote: return quoted(openedWith: length)
    case .apostrophe: return apostrophe(length: length)
    case .sign(let kind):
      at += length
      return kind
    case .unreadable:
      at += length
      unreadable(at - length)
      return .invalid
    case .raised: return power()
    case .fraction(let decimals):
      let whole = bytes[..<at].reversed().prefix(while: Self.isDigit).reversed()
      at += length
      unreadable(
        at - length,
        help: "write `\(whole.isEmpty ? "0" : String(decoding: whole, as: UTF8.self)).\(decimals)`")
      return .invalid
    case .letter, .blank: return word(&keyword)
    }
  }

  /// A power in raised digits.
  private mutating func power() -> TokenKind {
    let start = at
    var digits = ""
    while at < bytes.count, case (.raised(let digit), let length) = wideSign {
      digits += String(digit)
      at += length
    }
    unreadable(start, help: "write `^ \(digits)`")
    return .invalid
  }

  /// `'s` after a name, or a lone `'` after a plural in s.
  private mutating func apostrophe(length: Int) -> TokenKind {
    let start = at
    at += length
    if peek(0) | 0x20 == 0x73, !OddNames.isWordByte(peek(1)) {
      at += 1
      return .possessive
    }
    if start > 0, bytes[start - 1] | 0x20 == 0x73 { return .possessive }
    let isOpening = start == 0 || !OddNames.isWordByte(bytes[start - 1])
    if isOpening, let end = bytes[at...].prefix(while: { $0 != 0x0A }).firstIndex(of: 0x27) {
      let content = String(decoding: bytes[at..<end], as: UTF8.self)
      at = end + 1
      diagnostics.append(
        Diagnostic(
          code: "AIS0103", "texts stand in double quotes", at: place(start, at),
          help: "write `\"\(content)\"`"))
      return .invalid
    }
    diagnostics.append(
      Diagnostic(
        code: "AIS0103", "a lone quote has no meaning here", at: place(start, at),
        help: "write texts in double quotes, and possession as `OpenAI's revenue`"))
    return .invalid
  }

  private mutating func sign(_ byte: UInt8) -> TokenKind {
    let next = peek(1)
    func take(_ length: Int, _ kind: TokenKind) -> TokenKind {
      at += length
      return kind
    }
    switch byte {
    case 0x28:
      bracketDepth += 1
      return take(1, .leftParenthesis)
    case 0x29:
      bracketDepth = max(0, bracketDepth - 1)
      return take(1, .rightParenthesis)
    case 0x5B:
      bracketDepth += 1
      return take(1, .leftBracket)
    case 0x5D:
      bracketDepth = max(0, bracketDepth - 1)
      return take(1, .rightBracket)
    case 0x7B: return take(1, .leftBrace)
    case 0x7D: return take(1, .rightBrace)
    case 0x2C: return take(1, .comma)
    case 0x3B: return take(1, .semicolon)
    case 0x3A: return take(1, .colon)
    case 0x40: return take(1, .at)
    case 0x7C: return next == 0x7C ? foreign(2, "`or`") : take(1, .bar)
    case 0x26: return foreign(next == 0x26 ? 2 : 1, "`and`")
    case 0x3F: return take(1, .question)
    case 0x24: return take(1, .currency)
    case 0x25: return take(1, .percent)
    case 0x5E: return take(1, .power)
    case 0x2E: return next == 0x2E ? take(2, .dotDot) : take(1, .dot)
    case 0x2B:
      if next == 0x2F, peek(2) == 0x2D { return take(3, .plusMinus) }
      return next == 0x3D ? take(2, .plusAssign) : take(1, .plus)
    case 0x2D: return next == 0x3D ? take(2, .minusAssign) : take(1, .minus)
    case 0x2A:
      if next == 0x2A { return foreign(2, "`^`") }
      return next == 0x3D ? take(2, .timesAssign) : take(1, .times)
    case 0x2F: return next == 0x3D ? take(2, .divideAssign) : take(1, .divide)
    case 0x3D: return next == 0x3D ? take(2, .equal) : take(1, .assign)
    case 0x21: return next == 0x3D ? take(2, .notEqual) : foreign(1, "`not`")
    case 0x3C: return next == 0x3D ? take(2, .lessOrEqual) : take(1, .less)
    case 0x3E: return next == 0x3D ? take(2, .greaterOrEqual) : take(1, .greater)
    case 0x22: return quoted(openedWith: 1)
    case 0x27: return apostrophe(length: 1)
    case 0x60: return backquoted()
    default:
      at += 1
      unreadable(at - 1)
      return .invalid
    }
  }

  private mutating func foreign(_ length: Int, _ instead: String) -> TokenKind {
    let start = at
    at += length
    diagnostics.append(
      Diagnostic(
        code: "AIS0103",
        "`\(String(decoding: bytes[start..<at], as: UTF8.self))` is not an operator",
        at: place(start, at), help: "write \(instead)"))
    return .invalid
  }

  private mutating func unreadable(_ start: Int, help: String? = nil) {
    let scalar = String(decoding: bytes[start..<at], as: UTF8.self).unicodeScalars.first ?? " "
    let isSeen =
      switch scalar.properties.generalCategory {
      case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: false
      default: true
      }
    let code = String(scalar.value, radix: 16, uppercase: true)
    let name =
      isSeen
      ? "`\(scalar)`"
      : "the invisible character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code)"
    diagnostics.append(
      Diagnostic(
        code: "AIS0103", "\(name) has no meaning here", at: place(start, at),
        help: help
          ?? (isSeen
            ? "remove it, or put names with signs in backquotes"
            : "remove it: it came with a paste")))
  }

  private func place(_ start: Int, _ end: Int) -> Place {
    Place(text, Span(UInt32(start), UInt32(end)))
  }
}
