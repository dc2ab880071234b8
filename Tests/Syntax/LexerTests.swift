import AISSource
import AISSyntax
import Testing

/// How texts are cut into tokens.
@Suite struct LexerTests {
  private func parsed(_ text: String, _ oddNames: [String] = []) -> ParsedText {
    var names = OddNames()
    for name in oddNames { names.insert(name) }
    return Parser.parse(SourceText(text), oddNames: names)
  }

  /// The tokens as written, with a bar between two.
  private func cut(_ text: String, _ oddNames: [String] = []) -> String {
    let parsed = parsed(text, oddNames)
    return parsed.tokens.dropLast().map { parsed.source[$0.span] }.joined(separator: "|")
  }

  private func kinds(_ text: String) -> [TokenKind] { parsed(text).tokens.dropLast().map(\.kind) }

  private func faults(_ text: String) -> [String] { parsed(text).diagnostics.map(\.code) }

  /// The value of a text that is one number.
  private func value(_ text: String) -> Double? {
    let parsed = parsed(text)
    guard case .expression(let id)? = parsed.statements.first?.form,
      case .number(let index) = parsed.tree[id]
    else { return nil }
    return parsed.tree.number(index).value
  }

  // MARK: Numbers and dates

  @Test(
    arguments: [
      ("0", 0), ("7", 7), ("1_000", 1000), ("2.5", 2.5), ("6e6", 6e6), ("6E-3", 6e-3),
      ("1.5e+3", 1500),
      ("22_000", 22000), ("0.1", 0.1), ("1_0.2_5", 10.25), ("0.3", 0.3),
      ("5e-324", .leastNonzeroMagnitude),
      ("9007199254740993", 9_007_199_254_740_992),
      ("123456789012345678901234567890", 1.2345678901234568e29),
      ("0.000000000000000000000001", 1e-24), ("1e400", .infinity), ("1e-400", 0),
    ] as [(String, Double)])
  func digits(text: String, expected: Double) { #expect(value(text) == expected) }

  @Test(
    arguments: [
      ("5k", 5e3), ("5K", 5e3), ("2.5M", 2.5e6), ("3B", 3e9), ("1T", 1e12), ("4bn", 4e9),
      ("4mn", 4e6),
      ("50%", 0.5), ("0.0001%", 1e-6), ("66.67%", 0.6667), ("20x", 20), ("1.1x", 1.1), ("20×", 20),
      ("2kx", 2000), ("$2.5B", 2.5e9), ("€3M", 3e6), ("$1.3bn", 1.3e9), ("3 million", 3e6),
      ("3 bn", 3e9),
      ("$650M", 650e6), ("2 thousand users", 2e3), ("1 trillion", 1e12), ("0.1B", 1e8),
      ("2.77B", 2.77e9),
    ] as [(String, Double)])
  func suffixes(text: String, expected: Double) { #expect(value(text) == expected) }

  @Test func suffixEndsBeforeLetters() {
    #expect(cut("5 k") == "5|k")
    #expect(cut("5m") == "5|m")
    #expect(cut("5Mb") == "5|Mb")
    #expect(cut("5xy") == "5|xy")
    #expect(cut("20x5") == "20|x5")
    #expect(cut("20×5") == "20|×|5")
    #expect(cut("20 × 5") == "20|×|5")
    #expect(cut("6e") == "6|e")
    #expect(cut("1__0") == "1|__0")
    #expect(cut("1.x") == "1|.|x")
  }

  @Test func dates() {
    #expect(kinds("2024Q3 2024-08 2024-08-03") == [.date, .date, .date])
    #expect(kinds("2024") == [.number])
    #expect(cut("2024..2030") == "2024|..|2030")
    #expect(cut("2024-08..2024-10-31") == "2024-08|..|2024-10-31")
    #expect(cut("2024Q1..2026Q4") == "2024Q1|..|2026Q4")
    #expect(kinds("2024-13") == [.date])
    #expect(cut("2024 - 08") == "2024|-|08")
    #expect(cut("2024–08") == "2024|–|08")
    #expect(cut("1899-12") == "1899|-|12")
    #expect(cut("2200-01") == "2200|-|01")
    #expect(cut("2024-8") == "2024|-|8")
    #expect(cut("2024-081") == "2024|-|081")
    #expect(cut("2024Q5") == "2024|Q5")
    #expect(cut("2024Q3a") == "2024|Q3a")
    #expect(cut("12024-08") == "12024|-|08")
  }

  @Test func commaIsNoPartOfANumber() {
    let parsed = parsed("show 1,234.5M")
    #expect(parsed.diagnostics.map(\.code) == ["AIS0101"])
    #expect(parsed.diagnostics.first?.help == "write `1_234.5M`, or `1234.5M`")
    #expect(faults("show 1,234,567") == ["AIS0101"])
    #expect(faults("f(1,234)") == [])
    #expect(faults("[1,234]") == [])
    #expect(faults("show 1, 234") == [])
    #expect(faults("show 1,23") == [])
    #expect(faults("show 1,2345") == [])
  }

  // MARK: Signs

  @Test(
    arguments: [
      ("a × b", "(* a b)"), ("a ÷ b", "(/ a b)"), ("a − b", "(- a b)"), ("a – b", "(- a b)"),
      ("a — b", "(- a b)"), ("a ‑ b", "(- a b)"), ("a ± b", "(± a b)"), ("a +/- b", "(± a b)"),
      ("a ≤ b", "(<= a b)"), ("a ≥ b", "(>= a b)"), ("a ≠ b", "(!= a b)"), ("“a”", "\"a\""),
      ("OpenAI’s revenue", "(. OpenAI revenue)"), ("a\u{A0}+\u{2009}b\u{202F}", "(+ a b)"),
      ("a×b", "(* a b)"), ("−5", "(neg 5)"), ("\u{FEFF}a", "a"), ("¥5", "¥5"), ("£5", "£5"),
    ])
  func typographicSigns(text: String, expected: String) {
    #expect(parsed(text).dump == expected)
    #expect(faults(text) == [])
  }

  /// General punctuation, mathematical signs and controls without a meaning end, and are said once.
  @Test(arguments: [
    "a … b", "a ≈ b", "a • b", "a ∑ b", "a ‰ b", "a \u{2028} b", "a ~ b", "a \\ b", "a \u{1} b",
  ])
  func unreadableSigns(text: String) {
    #expect(faults(text) == ["AIS0103"])
    #expect(parsed(text).statements.count == 1)
  }

  @Test(arguments: [
    ("a && b", "and"), ("a || b", "or"), ("!a", "not"), ("a ** b", "^"), ("a & b", "and"),
  ])
  func foreignOperators(text: String, instead: String) {
    let found = parsed(text).diagnostics
    #expect(found.map(\.code) == ["AIS0103"])
    #expect(found.first?.help == "write `\(instead)`")
  }

  @Test func longestSignWins() {
    #expect(cut("a<=b>=c==d!=e+=f-=g*=h/=i..j") == "a|<=|b|>=|c|==|d|!=|e|+=|f|-=|g|*=|h|/=|i|..|j")
  }

  // MARK: Names

  @Test func words() {
    #expect(cut("a_1 B2 _c Zoë 東京 CO₂") == "a_1|B2|_c|Zoë|東京|CO₂")
    #expect(kinds("price of x") == [.word, .word, .word])
    #expect(parsed("price of x").tokens.map(\.keyword) == [.none, .of, .none, .none])
    #expect(parsed("Of OF").tokens.map(\.keyword) == [.none, .none, .none])
  }

  @Test func backquotes() {
    #expect(kinds("`a b-c`") == [.backquoted])
    #expect(parsed("`show` + 1").dump == "(+ show 1)")
    #expect(faults("show `a\nshow b") == ["AIS0102"])
    #expect(faults("show ``") == ["AIS0102", "AIS0102"])
  }

  @Test func possession() {
    #expect(cut("OpenAI's x") == "OpenAI|'s|x")
    #expect(cut("companies' x") == "companies|'|x")
    #expect(kinds("companies' x") == [.word, .possessive, .word])
    #expect(faults("a' b") == ["AIS0103"])
    #expect(faults("'text'") == ["AIS0103"])
  }

  @Test func oddNames() {
    let names = [
      "Character.AI", "GPT-4o", "GPT-4o mini", "Gemini 1.5 Flash", "Run:ai", "Hugging Face",
      "Microsoft–Inflection",
    ]
    #expect(cut("Character.AI's x", names) == "Character.AI|'s|x")
    #expect(cut("character.ai.x", names) == "character.ai|.|x")
    #expect(cut("GPT-4o mini.price", names) == "GPT-4o mini|.|price")
    #expect(cut("GPT-4o - GPT-4", names) == "GPT-4o|-|GPT|-|4")
    #expect(cut("GPT-4omni", names) == "GPT|-|4|omni")
    #expect(cut("Gemini 1.5 Flash", names) == "Gemini 1.5 Flash")
    #expect(cut("Gemini 1.5", names) == "Gemini|1.5")
    #expect(cut("Run:ai Microsoft–Inflection", names) == "Run:ai|Microsoft–Inflection")
    #expect(cut("Hugging Face", names) == "Hugging|Face")
    #expect(cut("MyCharacter.AI", names) == "MyCharacter|.|AI")
    #expect(cut("GPT-4o") == "GPT|-|4|o")
  }

  @Test func namesThatATextDeclares() {
    let text = "company CharacterAI \"Character.AI\" alias \"C.AI\" { }\nshow Character.AI, C.AI"
    #expect(parsed(text).dump.hasSuffix("(show Character.AI C.AI)"))
  }

  // MARK: White space, comments and texts

  @Test func comments() {
    #expect(cut("#!/usr/bin/env ais\na # b\n#c\nd#e") == "a|d")
    #expect(parsed("a # b\n  c").tokens.map(\.startsLine) == [true, true, true])
    #expect(cut("\"a # b\" # c") == "\"a # b\"")
    #expect(cut("a;b\r\nc\td") == "a|;|b|c|d")
  }

  @Test func texts() {
    #expect(kinds(#""a \" b""#) == [.text])
    #expect(parsed(#""a \"b\" \n \\""#).dump == "\"a \"b\" \n \\\"")
    #expect(kinds("\"a {b} c\"") == [.text])
    #expect(kinds("“a \"") == [.text])
  }

  @Test(arguments: ["show \"abc", "show “abc", "show \"abc\\", "show \"", "show \"a\\\""])
  func unclosedTexts(text: String) {
    let parsed = parsed(text + "\nshow b")
    #expect(parsed.diagnostics.map(\.code) == ["AIS0102"])
    #expect(parsed.dump == "?\n(show b)")
  }
}
