import AISModel
import AISSource
import AISSyntax

extension Session {
  /// Other words that statements begin with, which are not misspelt.
  private static let others: Set = [
    "source", "enum", "unit", "kind", "verb", "fn", "let", "assume", "shared", "prefer", "pool",
    "relation", "import", "use", "correlate",
  ]

  /// How statements of other languages begin, with what says the same here.
  private static let foreign = [
    "select": "a table is `show revenue for companies where revenue > $1B/year`",
    "def": "a function is `fn f(x) = x + 1`", "function": "a function is `fn f(x) = x + 1`",
    "lambda": "a function is `fn f(x) = x + 1`", "var": "a name is given a value by `let x = 5`",
    "const": "a name is given a value by `let x = 5`",
    "please": "a table is `show revenue for companies`, a value `OpenAI.revenue`",
    "give": "a table is `show revenue for companies`, a value `OpenAI.revenue`",
    "tell": "a table is `show revenue for companies`, a value `OpenAI.revenue`",
    "how": "a value is asked by its name, as `OpenAI.revenue`; a change by `what if …`",
    "null": "what no source gives is unknown: `known(x, otherwise)` says what holds then",
  ]

  /// What is said of a name in Latin letters with a letter of another script that looks like one.
  private static func lookalike(_ place: Place) -> String? {
    let scalars = place.source.unicodeScalars
    guard scalars.contains(where: { $0.isASCII && $0.properties.isAlphabetic }),
      let odd = scalars.first(where: { (0x370...0x58F).contains($0.value) })
    else { return nil }
    let script = odd.value < 0x400 ? "Greek" : odd.value < 0x530 ? "Cyrillic" : "Armenian"
    return "`\(odd)` in it is a \(script) letter: type the name anew"
  }

  /// What to do about a name that nothing is near to.
  private func introduction(of place: Place) -> String {
    let name = place.source.singleLine
    let next = place.text.bytes[min(Int(place.span.end), place.text.bytes.count)...].prefix(4)
    let isOwner = next.first == 0x2E || next.starts(with: "'s".utf8) || next.starts(with: "’".utf8)
    if isOwner,
      let kind = elaborator.book.kinds.first(where: { $0.name == "company" })
        ?? elaborator.book.kinds.first
    {
      return "declare it first: `\(kind.name) \(name) { }`"
    }
    return name.contains(" ") || name.utf8.contains(where: { $0 >= 0x80 })
      ? "a name is declared before it is used" : "give it a value first: `let \(name) = …`"
  }

  /// A fault in a statement, with what its first word may be meant for: where that is nothing by itself but near
  /// to how a question begins, all that follows was misread.
  func helped(_ fault: Diagnostic, _ statement: Span, _ parsed: ParsedText) -> Diagnostic {
    let tokens = Array(parsed.tokens(within: statement).prefix(3))
    var fault = fault
    if ["AIS0105", "AIS0201", "AIS0202"].contains(fault.code), let first = tokens.first,
      let instead = Self.foreign[parsed.source[first.span].lowercased()],
      !elaborator.isDeclared(parsed.source[first.span], Scope(stream: 0))
    {
      fault.help = instead
      return fault
    }
    if fault.code == "AIS0201", let place = fault.place, let strange = Self.lookalike(place) {
      fault.help = strange
    } else if fault.code == "AIS0201", let place = fault.place, fault.help == nil {
      fault.help = Self.foreign[place.source] ?? introduction(of: place)
    }
    guard fault.severity == .error,
      ["AIS0105", "AIS0201", "AIS0202", "AIS0302"].contains(fault.code),
      let first = tokens.first, first.kind == .word, tokens.count > 1, tokens[1].kind != .assign
    else { return fault }
    let word = parsed.source[first.span]
    if word.lowercased() == "what", tokens[1].keyword != .if {
      fault.help = "a value is asked by its name, as `OpenAI.revenue`; a change by `what if …`"
      return fault
    }
    let isKnown =
      StatementForm.beginnings[word] != nil || Self.others.contains(word)
      || elaborator.isDeclared(word, Scope(stream: 0)) || elaborator.kind(spelled: word) != nil
    let isMisread =
      word == "value" && parsed.source[tokens[1].span] == "of"
      && (tokens.count < 3 || parsed.source[tokens[2].span] != "information")
    guard !isKnown || isMisread else { return fault }
    let meant = Spelling.suggestions(for: word, among: StatementForm.beginnings.keys)
    guard !meant.isEmpty else { return fault }
    fault.help = Message.didYouMean(meant.compactMap { StatementForm.beginnings[$0] })
    return fault
  }
}
