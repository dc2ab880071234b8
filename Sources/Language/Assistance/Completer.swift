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
  private let word: String
  private let span: Range<Int>
  /// A text or a comment is open at the place.
  private let quoted: Quoted?

  private enum Quoted {
    case comment
    /// A text, with what it holds so far.
    case text(String)
  }

  init(_ book: Book, _ text: String, _ offset: Int) {
    self.book = book
    let offset = min(max(0, offset), text.utf8.count)
    source = SourceText(String(decoding: text.utf8.prefix(offset), as: UTF8.self))
    let parsed = Parser.parse(source, oddNames: book.oddNames)
    var tokens = parsed.tokens.filter { $0.kind != .endOfText }[...]
    quoted = Self.quoted(source, tokens)
    if let last = tokens.last, Int(last.end) == offset, last.kind == .word {
      word = source[last.span]
      tokens.removeLast()
    } else {
      word = ""
    }
    span = offset - word.utf8.count..<offset
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
      let isFile = fileWords.contains(statement.first.map { source[$0.span] } ?? "") || isAfterTo
      return Completions(
        span: end - beginning.utf8.count..<end, items: [], file: isFile ? beginning : nil)
    case nil: break
    }
    var items: [Item] = []
    for count in (0...3).reversed() where count <= before.count {
      let words = before.suffix(count)
      guard words.allSatisfy({ $0.kind == .word }) else { continue }
      items += offered(after: before.dropLast(count), words.map { source[$0.span] })
    }
    var seen = Set<String>()
    return Completions(span: span, items: items.filter { seen.insert($0.text).inserted })
  }

  /// What may stand after some tokens and begins with `typed` and the word, without `typed`.
  private func offered(after tokens: ArraySlice<Token>, _ typed: [String]) -> [Item] {
    let groups = groups(after: tokens)
    let wanted = (typed + [word]).joined(separator: " ").lowercased()
    guard typed.isEmpty else {
      return groups.joined().compactMap { item in
        let words = item.text.split { $0 == " " || $0 == "_" }
        guard words.count > typed.count,
          words.joined(separator: " ").lowercased().hasPrefix(wanted)
        else { return nil }
        return Item(words.dropFirst(typed.count).joined(separator: " "), item.summary)
      }
    }
    let beginning = groups.joined().filter { $0.text.lowercased().hasPrefix(wanted) }
    guard beginning.isEmpty, wanted.utf8.count > 2 else { return beginning }
    return groups.joined().filter { $0.text.lowercased().contains(wanted) }
  }

  /// What may stand after some tokens, group by group.
  private func groups(after tokens: ArraySlice<Token>) -> [[Item]] {
    if let fields = fields(after: tokens) { return [fields] }
    guard let last = tokens.last, !startsStatement(after: tokens) else {
      return [beginnings, names, functions]
    }
    if let words = wordsOfForm(after: tokens) { return words }
    switch last.keyword {
    case .as, .per: return [units]
    case .under: return [scenarios, functions]
    case .for, .in: return [sets, entities, names]
    case .by: return [choices, names]
    default: break
    }
    if isUnitNext(after: tokens) { return [units, following(tokens)] }
    if endsOperand(last) { return [verbWords(after: tokens), following(tokens)] }
    if [.equal, .notEqual].contains(last.kind) { return [members, names, functions] }
    if isInChanges(tokens), last.keyword == .if || last.keyword == .and || last.keyword == .then {
      return [scenarios, names, functions]
    }
    return [parameters(after: tokens), names, functions]
  }

  // MARK: Where the place is

  /// How statements begin that name a file.
  private var fileWords: Set<String> { ["use", "import", "let"] }

  /// The tokens of the statement at the place.
  private var statement: ArraySlice<Token> {
    let start = before.lastIndex { $0.startsLine || $0.kind == .semicolon } ?? before.startIndex
    return before[start...].drop { $0.kind == .semicolon }
  }

  /// The open text is what an answer is written to.
  private var isAfterTo: Bool {
    before.last { $0.kind != .text && $0.kind != .invalid }?.keyword == .to
  }

  func startsStatement(after tokens: ArraySlice<Token>) -> Bool {
    guard let last = tokens.last else { return true }
    if last.kind == .semicolon { return true }
    let next =
      before.indices.contains(tokens.endIndex)
      ? Int(before[tokens.endIndex].start) : span.lowerBound
    return source.bytes[Int(last.end)..<next].contains(0x0A) && openBracket(of: tokens) == nil
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

  private func isUnitNext(after tokens: ArraySlice<Token>) -> Bool {
    guard let last = tokens.last else { return false }
    if last.kind == .number { return true }
    guard last.kind == .divide, let other = tokens.dropLast().last else { return false }
    return other.kind == .word && book.units.unit(named: source[other.span]) != nil
      || other.kind == .number || other.kind == .currency
  }

  private func endsOperand(_ token: Token) -> Bool {
    switch token.kind {
    case .word: [.none, .true, .false].contains(token.keyword) && source[token.span] != "what"
    case .backquoted, .number, .date, .text, .percent, .possessive, .rightParenthesis,
      .rightBracket, .rightBrace:
      true
    default: false
    }
  }

  /// The place behind some tokens is in the changes of a what-if, a scenario or a verb.
  func isInChanges(_ tokens: ArraySlice<Token>) -> Bool {
    if let open = openBracket(of: tokens), tokens[open].kind == .leftBrace {
      let head = tokens[..<open]
      let start = head.lastIndex { $0.startsLine || $0.kind == .semicolon } ?? head.startIndex
      return head.last?.keyword == .under || head.last?.keyword == .if
        || head[start...].contains {
          ["scenario", "verb", "compare", "when"].contains(source[$0.span])
        }
    }
    let start = tokens.lastIndex { $0.startsLine || $0.kind == .semicolon } ?? tokens.startIndex
    let statement = tokens[start...]
    return statement.prefix(2).contains { source[$0.span].lowercased() == "what" }
      && !statement.contains { $0.keyword == .show }
  }

  /// The tokens of the clause behind which the place is.
  func clause(_ tokens: ArraySlice<Token>) -> ArraySlice<Token> {
    var depth = 0
    for index in tokens.indices.reversed() {
      depth += tokens[index].kind.depth
      let isEnd =
        depth > 0 || depth == 0 && tokens[index].kind == .semicolon
        || depth == 0 && [.if, .and, .then].contains(tokens[index].keyword)
      if isEnd { return tokens[(index + 1)...] }
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
    guard let open = openBracket(of: tokens), tokens[open].kind == .leftParenthesis,
      let name = tokens[..<open].last, name.kind == .word, name.end == tokens[open].start,
      var signature = book.signatures(of: source[name.span]).first
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

  /// The parameters of the function in whose parentheses an argument begins, as labels.
  private func parameters(after tokens: ArraySlice<Token>) -> [Item] {
    guard let last = tokens.last, last.kind == .leftParenthesis || last.kind == .comma,
      let signature = signature(after: tokens)
    else { return [] }
    return signature.parameters.compactMap { parameter in
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
