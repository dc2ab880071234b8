import AISModel
import AISSource
import AISSyntax
import AISUnits

/// Finds what may follow the tokens before a place of a text.
struct Completer {
  typealias Item = Completions.Item

  let book: Book
  let source: SourceText
  /// The tokens before the word that is being typed.
  private let before: ArraySlice<Token>
  /// The word that is being typed; empty between words.
  let typed: String
  private let span: Range<Int>
  /// A text or a comment is open at the place.
  private let quoted: Quoted?
  /// The dimension of an expression, where it is one and has one.
  private let dimension: (_ expression: String) -> Dimension?

  private enum Quoted {
    case comment
    /// A text, with what it holds so far.
    case text(String)
  }

  init(
    _ book: Book, _ text: String, _ offset: Int,
    dimension: @escaping (_ expression: String) -> Dimension? = { _ in nil }
  ) {
    (self.book, self.dimension) = (book, dimension)
    let offset = min(max(0, offset), text.utf8.count)
    source = SourceText(String(decoding: text.utf8.prefix(offset), as: UTF8.self))
    let parsed = Parser.parse(source, oddNames: book.oddNames)
    var tokens = parsed.tokens.filter { $0.kind != .endOfText }[...]
    quoted = Self.quoted(source, tokens)
    if let last = tokens.last, Int(last.end) == offset, last.kind == .word {
      typed = source[last.span]
      tokens.removeLast()
    } else {
      typed = ""
    }
    span = offset - typed.utf8.count..<offset
    before = tokens
  }

  private static func quoted(_ source: SourceText, _ tokens: ArraySlice<Token>) -> Quoted? {
    let end = source.bytes.count
    if let last = tokens.last(where: { $0.kind == .text || $0.kind == .invalid }),
      Int(last.end) == end,
      source.bytes[Int(last.start)] == 0x22
    {
      let text = source[last.span]
      return text.utf8.count > 1 && text.hasSuffix("\"") ? nil : .text(String(text.dropFirst()))
    }
    let tail = source.bytes[Int(tokens.last?.end ?? 0)...]
    let line = tail[(tail.lastIndex(of: 0x0A) ?? tail.startIndex)...]
    return line.contains(0x23) ? .comment : nil
  }

  // MARK: What is offered

  /// What may stand at the place. Of names of several words the beginning may have been typed as words of its own.
  var completions: Completions {
    switch quoted {
    case .comment: return Completions(span: span, items: [])
    case .text(let beginning):
      let end = source.bytes.count
      let opener = before.last { $0.kind != .text && $0.kind != .invalid }.map(word) ?? ""
      let isFile = ["use", "import", "to", "file"].contains(opener)
      return Completions(
        span: end - beginning.utf8.count..<end, items: [], file: isFile ? beginning : nil)
    case nil: break
    }
    // between words, what may follow comes before names that are longer
    var items: [Item] = []
    for count in typed.isEmpty ? [0, 1, 2, 3] : [3, 2, 1, 0] where count <= before.count {
      let words = before.suffix(count)
      guard words.allSatisfy({ $0.kind == .word }) else { continue }
      items += offered(after: before.dropLast(count), words.map(word))
    }
    var seen = Set<String>()
    return Completions(span: span, items: items.filter { seen.insert($0.text).inserted })
  }

  /// What may stand after some tokens and begins with `words` and the word that is being typed, without `words`.
  private func offered(after tokens: ArraySlice<Token>, _ words: [String]) -> [Item] {
    let wanted = (words + [typed]).joined(separator: " ").lowercased()
    guard words.isEmpty else {
      return groups(after: tokens).joined().compactMap { item in
        // between words only the language itself goes on, not a name of several words
        guard !typed.isEmpty || item.text.contains(" ") else { return nil }
        let parts = item.text.split { $0 == " " || $0 == "_" }
        guard parts.count > words.count, !item.text.hasPrefix("`"),
          parts.joined(separator: " ").lowercased().hasPrefix(wanted)
        else { return nil }
        return Item(parts.dropFirst(words.count).joined(separator: " "), item.summary)
      }
    }
    let all = groups(after: tokens).joined()
    let beginning = all.filter { $0.text.lowercased().hasPrefix(wanted) }
    guard beginning.isEmpty, wanted.utf8.count > 2 else { return beginning }
    return all.filter { $0.text.lowercased().contains(wanted) }
  }

  /// What may stand after some tokens, group by group.
  private func groups(after tokens: ArraySlice<Token>) -> [[Item]] {
    if let fields = fields(after: tokens) { return [fields] }
    let statement = statement(tokens)
    guard let last = statement.last else { return [beginnings, names, functions] }
    if let next = nextOfForm(after: statement) { return next }
    if isUnitNext(after: tokens) {
      return word(last).utf8.count == 4 ? [following(tokens), units] : [units, following(tokens)]
    }
    if isInChanges(tokens), let next = nextOfClause(after: tokens) { return next }
    if let next = nextOfKeyword(last, after: tokens) { return next }
    if endsOperand(last) {
      let isMoney = last.kind == .number && !word(last).hasSuffix("%")
      return [isMoney ? [Item("per", "for each of something")] : [], following(tokens)]
    }
    if [.equal, .notEqual].contains(last.kind) { return [members, names, functions] }
    return [parameters(after: tokens), names, functions]
  }

  /// What may stand after a keyword, or a word that acts as one; `nil` where that is an expression.
  private func nextOfKeyword(_ last: Token, after tokens: ArraySlice<Token>) -> [[Item]]? {
    switch last.keyword {
    case .as:
      let fitting = units(fitting: tokens.dropLast())
      return fitting.isEmpty || !typed.isEmpty ? [fitting, units] : [fitting]
    case .per: return [units]
    case .under: return [scenarioStarts, scenarios]
    case .for: return [sets, entities]
    case .in where !isInChanges(tokens): return [sets, entities]
    case .by: return tokens.dropLast().last.map(word) == "sort" ? [metrics] : [choices]
    case .where: return [metrics, names, functions]
    case .over: return [spans]
    case .at, .from, .until, .during, .in: return [years]
    case .step: return []
    default: break
    }
    if last.kind == .dotDot { return [years] }
    switch word(last) {
    case "sort": return [[Item("by", "what the order goes by")]]
    case "top": return []
    default: return nil
    }
  }

  /// The units of what stands at the end of some tokens: of the longest expression there that has a dimension.
  private func units(fitting tokens: ArraySlice<Token>) -> [Item] {
    let statement = statement(tokens)
    guard let end = statement.last?.end else { return [] }
    for (index, token) in zip(statement.indices, statement) {
      let isStart =
        index == statement.startIndex || !endsOperand(statement[index - 1])
      guard isStart, let dimension = dimension(source[Span(token.start, end)]) else { continue }
      return units(of: dimension)
    }
    return []
  }

  // MARK: Where the place is

  /// The text of a token.
  func word(_ token: Token) -> String { source[token.span] }

  /// The tokens of the statement that goes on behind some tokens; none where another begins.
  func statement(_ tokens: ArraySlice<Token>) -> ArraySlice<Token> {
    guard let last = tokens.last, last.kind != .semicolon else { return [] }
    if openBracket(of: tokens) == nil, endsLine(last, of: tokens) { return [] }
    let start = tokens.lastIndex { $0.startsLine || $0.kind == .semicolon } ?? tokens.startIndex
    return tokens[start...].drop { $0.kind == .semicolon }
  }

  /// A line ends between the last of some tokens and what comes next.
  private func endsLine(_ last: Token, of tokens: ArraySlice<Token>) -> Bool {
    let next =
      before.indices.contains(tokens.endIndex)
      ? Int(before[tokens.endIndex].start) : span.lowerBound
    return source.bytes[Int(last.end)..<next].contains(0x0A)
  }

  /// The bracket that is open behind some tokens, by its index.
  private func openBracket(of tokens: ArraySlice<Token>) -> Int? {
    var depth = 0
    for index in tokens.indices.reversed() {
      depth += tokens[index].kind.depth
      if depth > 0 { return index }
    }
    return nil
  }

  /// A number stands before the place that has no unit yet, or a unit and `/`.
  private func isUnitNext(after tokens: ArraySlice<Token>) -> Bool {
    guard let last = tokens.last else { return false }
    if last.kind == .number {
      let number = word(last)
      return number.last?.isNumber == true && number.first?.isNumber == true
    }
    guard last.kind == .divide, let other = tokens.dropLast().last else { return false }
    return other.kind == .word && book.units.unit(named: word(other)) != nil
      || other.kind == .number || other.kind == .currency
  }

  func endsOperand(_ token: Token) -> Bool {
    switch token.kind {
    case .word: [.none, .true, .false].contains(token.keyword)
    case .backquoted, .number, .date, .text, .percent, .possessive, .rightParenthesis,
      .rightBracket, .rightBrace:
      true
    default: false
    }
  }

  /// The place behind some tokens is in the changes of a what-if, a scenario or a verb.
  func isInChanges(_ tokens: ArraySlice<Token>) -> Bool {
    if let open = openBracket(of: tokens) {
      guard tokens[open].kind == .leftBrace else { return false }
      let head = statement(tokens[..<open])
      return [.under, .if].contains(head.last?.keyword)
        || head.contains { ["scenario", "verb", "compare", "when", "what"].contains(word($0)) }
    }
    let statement = statement(tokens)
    return statement.prefix(3).contains { word($0).lowercased() == "what" }
      && !statement.contains { $0.keyword == .show }
  }

  /// The tokens of the clause behind which the place is.
  func clause(_ tokens: ArraySlice<Token>) -> ArraySlice<Token> {
    if let last = tokens.last, endsLine(last, of: tokens) { return [] }
    var depth = 0
    for index in tokens.indices.reversed() {
      depth += tokens[index].kind.depth
      let isEnd =
        depth > 0 || depth == 0 && tokens[index].kind == .semicolon
        || depth == 0 && [.if, .and, .then].contains(tokens[index].keyword)
      if isEnd { return tokens[(index + 1)...] }
      if depth == 0, tokens[index].startsLine { return tokens[index...] }
    }
    return tokens
  }

  // MARK: Calls

  /// How the function is called whose parentheses are open at the place.
  var signature: Signature? {
    guard quoted == nil else { return nil }
    return signature(after: before)
  }

  private func signature(after tokens: ArraySlice<Token>) -> Signature? {
    guard let open = openBracket(of: tokens) else { return nil }
    // within a list that is an argument, say
    if tokens[open].kind == .leftBracket { return signature(after: tokens[..<open]) }
    guard tokens[open].kind == .leftParenthesis,
      let name = tokens[..<open].last, name.kind == .word, name.end == tokens[open].start,
      var signature = book.signatures(of: word(name)).first
    else { return nil }
    let inside = tokens[(open + 1)...]
    var depth = 0
    let index = inside.count {
      depth += $0.kind.depth
      return $0.kind == .comma && depth == 0
    }
    signature.current = index < signature.parameters.count ? index : nil
    return signature
  }

  /// The parameters, as labels, of the function in whose parentheses an argument begins that may have one.
  private func parameters(after tokens: ArraySlice<Token>) -> [Item] {
    guard let last = tokens.last, last.kind == .leftParenthesis || last.kind == .comma,
      let signature = signature(after: tokens),
      BuiltIn.named(signature.name) == nil
        || book.functions[signature.name] != nil, let current = signature.current
    else { return [] }
    return signature.parameters[current...].compactMap { parameter in
      let name = parameter.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      return name.isEmpty ? nil : Item(name + ":", "parameter of \(signature.name)")
    }
  }
}

extension TokenKind {
  /// How much deeper in brackets one is behind it, reading forward or back.
  fileprivate var depth: Int {
    switch self {
    case .leftParenthesis, .leftBracket, .leftBrace: 1
    case .rightParenthesis, .rightBracket, .rightBrace: -1
    default: 0
    }
  }
}
