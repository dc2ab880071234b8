import AISSource

/// Text → tree. Never fails: it returns a tree of what could be read and a diagnostic for each place
/// that could not, and goes on at the next statement.
///
/// One method a production; the grammar is in `Grammar/ais.ebnf`. What a word means is not known here:
/// clauses stay runs of tokens, for the declared phrases to be matched later. Nesting has a limit, so
/// that no text can exhaust the stack.
public struct Parser {
  let source: SourceText
  let tokens: [Token]
  /// The index at which the text ends for this parser: a hole of a phrase ends before the text does.
  var limit: Int
  var tree: Tree
  /// Where the lexer found faults, in order.
  let lexicalFaults: [UInt32]
  var diagnostics: [Diagnostic]
  var at = 0
  /// Open parentheses and brackets: inside them a line break is white space.
  var bracketDepth = 0
  var nesting = 0
  /// Conditions around this place, in which `=` can only mean `==`.
  var conditionDepth = 0
  /// The target of a definition is read at this depth of brackets: `=` ends it. Elsewhere `=` can only compare.
  var definitionDepth: Int?
  /// The condition of a search is read at this depth of brackets: `=` needs no warning there, and `where`
  /// says what must hold besides.
  var searchDepth: Int?
  /// What a reduction takes is read at this depth of brackets: the next `across` belongs to that reduction.
  var reductionDepth: Int?
  /// Where the sweeps of a reduction are read: the bracket depth, in which no sum belongs to a range or step.
  var sweepDepth: Int?
  /// What follows `with probability` is read: a `%` ends its number, since a clause may follow.
  var isModifying = false
  /// The duration of a modifier begins here: only units of time belong to its number, since a clause may follow.
  var isTiming = false
  /// Open braces of declarations, changes and tests: a `}` ends a statement only inside one.
  var blockDepth = 0
  /// The offset at which the current statement begins.
  var statementStart: UInt32 = 0
  /// Where the text or line ended with a bracket still open.
  var unclosed: Int?
  /// The bracket that closes each opening one, by its offset; `nil` until a fault asks for it.
  var closers: [UInt32: Int]?
  /// Braces are opened that are never closed.
  private(set) var hasOpenBrace = false
  /// From here on no line at this column or before it begins a statement, as was found for braces that are never closed.
  var endless: (start: UInt32, column: Int)?
  /// A line plainly begins a statement after one that is not finished.
  private(set) var mayRestart = false
  /// Where `expect error` wants faults: they are kept for it.
  private(set) var forgiven: [Span] = []
  /// The statement nested too deep: where reading goes on, up to which nothing more is said.
  var tooDeepUntil: Int?
  /// Names declared in this text that plain lexing breaks up.
  var declaredNames: [String] = []

  /// How deep brackets, braces and operators may nest.
  public static let nestingLimit = 200

  /// Returns the tree of `source`. `oddNames` are the declared names that plain lexing would break up;
  /// those that the text itself declares are found, and the text is then read once more.
  public static func parse(_ source: SourceText, oddNames: OddNames = OddNames()) -> ParsedText {
    let (tokens, diagnostics) = Lexer.tokens(of: source, oddNames: oddNames)
    let (parsed, declared) = pass(source, tokens, diagnostics)
    var names = oddNames
    var isNew = false
    for name in declared where names.insert(name) { isNew = true }
    guard isNew, names.areBroken(in: tokens, of: source) else { return parsed }
    let (joined, faults) = Lexer.tokens(of: source, oddNames: names)
    return pass(source, joined, faults).0
  }

  private static func pass(
    _ source: SourceText, _ tokens: [Token], _ diagnostics: [Diagnostic]
  ) -> (ParsedText, [String]) {
    var parser = Parser(source, tokens, TokenRange(0, tokens.count - 1), diagnostics)
    parser.mayRestart = parser.hasRestarts
    parser.hasOpenBrace =
      tokens.reduce(0) { $1.kind == .leftBrace ? $0 + 1 : $1.kind == .rightBrace ? $0 - 1 : $0 } > 0
    var statements: [Statement] = []
    while parser.kind != .endOfText {
      if parser.skip(.semicolon) { continue }
      statements.append(parser.statement())
    }
    return (parser.finished(statements), parser.declaredNames)
  }

  /// Returns the expression that the tokens of `range` spell as a text of its own, or the reason why
  /// they spell none.
  public static func expression(
    in text: ParsedText, _ range: TokenRange
  ) -> Result<(ParsedText, ExpressionID), Diagnostic> {
    var parser = Parser(text.source, text.tokens, range, [])
    let id = parser.expression()
    if parser.at < parser.limit, parser.diagnostics.isEmpty { parser.expected("an operator") }
    if let first = parser.diagnostics.first { return .failure(first) }
    return .success((parser.finished([]), id))
  }

  /// `true` iff `text` is a whole entry: no bracket is open and it does not end in an operator or comma.
  public static func isComplete(_ text: String) -> Bool {
    let (tokens, _) = Lexer.tokens(of: SourceText(text), oddNames: OddNames())
    var depth = 0
    for token in tokens {
      switch token.kind {
      case .leftParenthesis, .leftBracket, .leftBrace: depth += 1
      case .rightParenthesis, .rightBracket, .rightBrace: depth -= 1
      default: break
      }
    }
    guard depth <= 0, tokens.count >= 2 else { return depth <= 0 }
    return !tokens[tokens.count - 2].asksForMore
  }

  private init(
    _ source: SourceText, _ tokens: [Token], _ range: TokenRange, _ diagnostics: [Diagnostic]
  ) {
    self.source = source
    self.tokens = tokens
    self.diagnostics = diagnostics
    lexicalFaults = diagnostics.compactMap { $0.place?.span.start }
    at = Int(range.first)
    limit = Int(range.end)
    tree = Tree(capacity: range.count)
  }

  private func finished(_ statements: [Statement]) -> ParsedText {
    ParsedText(
      source: source, tokens: tokens, tree: tree, statements: statements,
      diagnostics: faultsInOrder)
  }

  /// What was found, in the order of the text, one fault a spot.
  private var faultsInOrder: [Diagnostic] {
    func start(_ fault: Diagnostic) -> UInt32 { fault.place?.span.start ?? 0 }
    var faults: [Diagnostic] = []
    let own = forgiven.isEmpty ? diagnostics : diagnostics.filter { !isForgiven($0) }
    for fault in own.sorted(by: { start($0) < start($1) }) {
      guard let last = faults.last, start(last) == start(fault) else {
        faults.append(fault)
        continue
      }
      if last.severity != .error, fault.severity == .error { faults[faults.count - 1] = fault }
    }
    return faults
  }

  /// Keeps the faults within a span for who expects them, and returns them.
  mutating func forgive(_ span: Span) -> [Diagnostic] {
    forgiven.append(span)
    return diagnostics.filter {
      isForgiven($0) && $0.place.map { span.start <= $0.span.start } ?? false
    }
  }

  /// `true` iff there are errors after the first `count` faults, those aside that are expected.
  func hasErrors(since count: Int) -> Bool {
    diagnostics[count...].contains { $0.severity == .error && !isForgiven($0) }
  }

  func isForgiven(_ fault: Diagnostic) -> Bool {
    fault.place.map { isForgiven($0.span.start) } ?? false
  }

  func isForgiven(_ offset: UInt32) -> Bool {
    forgiven.contains { $0.start <= offset && offset < $0.end }
  }

  // MARK: The token at hand

  var token: Token { tokens[min(at, tokens.count - 1)] }
  var kind: TokenKind { at < limit ? tokens[at].kind : .endOfText }
  var keyword: Keyword { at < limit ? tokens[at].keyword : .none }

  func kind(ahead offset: Int) -> TokenKind {
    at + offset < limit ? tokens[at + offset].kind : .endOfText
  }
  func keyword(ahead offset: Int) -> Keyword {
    at + offset < limit ? tokens[at + offset].keyword : .none
  }

  /// `true` iff the token at `offset` from here is the plain word `word`; the first of a statement may be
  /// written with a capital, as in `What if …`.
  func isWord(_ word: StaticString, ahead offset: Int = 0) -> Bool {
    guard at + offset < limit else { return false }
    let token = tokens[at + offset]
    guard token.kind == .word, Int(token.end - token.start) == word.utf8CodeUnitCount else {
      return false
    }
    for index in 0..<word.utf8CodeUnitCount {
      let byte = source.bytes[Int(token.start) + index]
      let isCapital = index == 0 && token.start == statementStart && (0x41...0x5A).contains(byte)
      guard (isCapital ? byte | 0x20 : byte) == word.utf8Start[index] else { return false }
    }
    return true
  }

  mutating func skip(_ wanted: TokenKind) -> Bool {
    guard kind == wanted else { return false }
    at += 1
    return true
  }

  mutating func skip(_ wanted: Keyword) -> Bool {
    guard keyword == wanted else { return false }
    at += 1
    return true
  }

  mutating func skipWord(_ word: StaticString) -> Bool {
    guard isWord(word) else { return false }
    at += 1
    return true
  }

  /// `true` iff a line break before this token ends the statement: outside brackets, unless the token
  /// cannot begin a statement.
  var breaksLine: Bool {
    guard at < limit else { return true }
    return bracketDepth == 0 && tokens[at].startsLine && !continuesLine(at)
  }

  /// `true` iff the line that begins with the token at `index` goes on with the last one.
  func continuesLine(_ index: Int) -> Bool { tokens.continueStatement(at: index, of: source) }

  /// The span from the token at index `first` to the last one taken.
  func span(from first: Int) -> Span {
    let start = tokens[min(first, tokens.count - 1)].start
    return Span(start, at > first ? tokens[at - 1].end : start)
  }

  func place(_ span: Span) -> Place { Place(source, span) }

  // MARK: What is wrong

  mutating func report(
    _ code: String, _ message: String, _ span: Span, labels: [Diagnostic.Label] = [],
    help: String? = nil
  ) {
    // one fault per spot: what follows from it is not said again
    if tooDeepUntil != nil { return }
    if let last = diagnostics.last?.place?.span, last.start == span.start { return }
    diagnostics.append(
      Diagnostic(code: code, message, at: place(span), labels: labels, help: help))
  }

  /// Says that `what` was expected here.
  mutating func expected(_ what: String, help: String? = nil) {
    guard kind != .invalid else { return }  // the lexer said why
    let endsLine = bracketDepth == 0 && token.startsLine && token.start > statementStart
    let found =
      at >= tokens.count - 1
      ? "the end of the text"
      : endsLine
        ? "the end of the line" : at >= limit ? "the end of the clause" : "`\(source[token.span])`"
    var span = token.span
    if kind == .endOfText || endsLine {
      let end = at > 0 ? tokens[at - 1].end : span.start
      span = Span(end, end)
    }
    report("AIS0105", "expected \(what), found \(found)", span, help: habit ?? help)
  }

  /// How the date at `index` is written, if it is one such as `08/03/2024` or `3.8.2024`.
  private func foreignDate(at index: Int) -> String? {
    guard index < tokens.count, tokens[index].kind == .number else { return nil }
    let rest = source.bytes[Int(tokens[index].start)...].prefix(10)
    let written = String(
      decoding: rest.prefix { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2F },
      as: UTF8.self)
    let parts = written.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "." }
    let numbers = parts.prefix(3).compactMap { Int($0) }
    guard numbers.count == 3, parts[0].count <= 2, parts[1].count <= 2, parts[2].count == 4 else {
      return nil
    }
    func date(_ month: Int, _ day: Int) -> String? {
      guard (1...12).contains(month), (1...31).contains(day) else { return nil }
      func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
      return "`\(numbers[2])-\(two(month))-\(two(day))`"
    }
    let byMonth = written.contains("/") ? date(numbers[0], numbers[1]) : nil
    let byDay = date(numbers[1], numbers[0])
    let both = [byMonth, byDay].compactMap { $0 }
    guard let first = both.first else { return nil }
    let other = both.count > 1 && both[1] != first ? ", or \(both[1])" : ""
    return "a date is year, month and day: write \(first)\(other)"
  }

  var modulo: String {
    "`%` belongs to a number: the rest of a division is `mod(a, b)`"
  }

  /// What to write in place of a form that other languages have, if one seems to be meant where this token stands.
  private var habit: String? {
    var first = min(at, tokens.count - 1)
    while first > 0, tokens[first - 1].start >= statementStart { first -= 1 }
    func word(_ index: Int) -> String {
      first <= index && index < tokens.count ? source[tokens[index].span] : ""
    }
    let names = ["let", "fn", "assume", "scenario", "kind", "unit", "source"]
    if at > first, names.contains(word(first)), tokens[first + 1].keyword != .none {
      let taken = word(first + 1)
      return
        "`\(taken)` is a word of the language: choose another name, or quote it with backquotes"
    }
    if let date = (max(first, at - 5)...(at + 1)).lazy.compactMap(foreignDate).first { return date }
    switch (word(at - 1), word(at)) {
    case ("", "="): return "a line is a formula by itself: leave the `=` at its beginning out"
    case ("<", ">"): return "write `!=`"
    case ("+", _) where word(at - 2) == "+" && kind == .endOfText:
      return "there is no `++`: write `+ 1`"
    case (_, ":") where word(at + 1) == "=": return "write `=` without the colon"
    case (_, ":") where at > first && tokens[at - 1].kind == .text:
      return "a field is named without quotes: `{ price: $5 }`"
    case (_, ":"):
      switch word(first) {
      case "def", "lambda": return "a function is `fn f(x) = x + 1`"
      case "for": return "what a loop repeats stands in braces: `for x in [1, 2] { print x }`"
      case "if", "while": return "a choice is `if a > b then a else b`"
      default: return nil
      }
    case (let before, _) where before.hasSuffix("%") && before.contains(where: \.isWhitespace):
      return modulo
    case (_, "during") where isDuration(ahead: 1), (_, "for") where isDuration(ahead: 1):
      return "a change that takes so long is `over 2 years`, one that ends again "
        + "`from 2025 until 2027`"
    case (_, "%"): return modulo
    case (_, "?"): return "a question needs no `?`; a choice is `if a > b then a else b`"
    case (_, ",") where at > first && tokens[at - 1].kind == .number:
      return "decimals have a point, as in `3.5`; several values stand in a list, `[3, 5]`"
    case (_, "$"), (_, "€"), (_, "£"): return "a currency stands before its number: `$5`"
    default: return nil
    }
  }
}

extension TokenKind {
  /// The bracket that closes this one; `nil` for what opens none.
  var closing: TokenKind? {
    switch self {
    case .leftParenthesis: .rightParenthesis
    case .leftBracket: .rightBracket
    case .leftBrace: .rightBrace
    default: nil
    }
  }
}

extension Token {
  /// `true` iff a statement cannot begin with this token, so that a line which does continues the last.
  var continuesStatement: Bool {
    switch kind {
    case .plus, .times, .divide, .power, .plusMinus, .assign, .plusAssign, .minusAssign,
      .timesAssign, .divideAssign, .equal, .notEqual, .less, .lessOrEqual, .greater,
      .greaterOrEqual, .dot, .dotDot, .comma, .colon, .at, .bar, .possessive, .rightParenthesis,
      .rightBracket:
      return true
    case .word:
      switch keyword {
      case .and, .or, .then, .else, .in, .over, .under, .as, .to, .per, .at, .of, .from, .until,
        .during, .with, .where, .step, .across, .by, .so:
        return true
      default: return false
      }
    default: return false
    }
  }

  /// `true` iff a statement goes on after a line that ends with this token.
  var asksForNextLine: Bool {
    if asksForMore || [.at, .dot, .bar, .possessive].contains(kind) { return true }
    return kind == .word && ![.none, .true, .false, .base, .previous, .as].contains(keyword)
  }

  /// `true` iff the token begins a part of a question that its indentation tells from a new one.
  var isTail: Bool { keyword == .for || keyword == .show }

  /// `true` iff a text cannot end with this token.
  var asksForMore: Bool {
    switch kind {
    case .comma, .plus, .minus, .times, .divide, .power, .plusMinus, .assign, .plusAssign,
      .minusAssign, .timesAssign, .divideAssign, .equal, .notEqual, .less, .lessOrEqual, .greater,
      .greaterOrEqual, .dotDot, .colon:
      return true
    case .word:
      switch keyword {
      case .and, .or, .not, .then, .else, .under, .to, .per, .of, .where, .across, .if: return true
      default: return false
      }
    default: return false
    }
  }
}

extension [Token] {
  /// `true` iff a line that begins with the token at `index` goes on with the last one: `at 2026` does, and not
  /// `at least 5`.
  func continueStatement(at index: Int, of source: SourceText) -> Bool {
    guard self[index].continuesStatement else { return false }
    guard self[index].keyword == .at, index + 1 < count else { return true }
    return !["least", "most"].contains(source[self[index + 1].span])
  }
}
