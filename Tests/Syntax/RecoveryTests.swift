import AISSource
import AISSyntax
import Testing

/// What is said of texts with faults: every fault once, and what follows it is read.
@Suite struct RecoveryTests {
  /// The codes with their lines, and the statements that could be read.
  private func outcome(_ text: String) -> String {
    let parsed = Parser.parse(SourceText(text))
    let faults = parsed.diagnostics.map { fault in
      let line = fault.place.map { parsed.source.position(of: Int($0.span.start)).line }
      return "\(fault.code.dropFirst(3))@\(line ?? 0)"
    }
    return faults.joined(separator: " ") + " " + parsed.dump.replacing("\n", with: " ")
  }

  @Test(
    arguments: [
      ("a +\n", "0105@1 ?"), ("(a\nb", "0104@1 ? b"), ("f(a", "0104@1 ?"), ("[1, 2", "0104@1 ?"),
      ("a b c + ) d\ne", "0105@1 ? e"),
      ("a < b < c\nd", "0108@1 ? d"), ("a under s under t\nd", "0108@1 ? d"),
      ("[\n1,\n2 2,\n3\n]\nb", "0105@3 ? b"),

      ("if a then b\nc", "0105@1 ? c"), ("let = 3\na", "0105@1 ? a"), ("let a\nb", "0105@1 ? b"),
      ("a += 1\nb", "0110@1 ? b"), ("a = \nb = 2", "0105@1 ? (= b 2)"), ("1 2\nb", "0105@1 ? b"),
      ("}\na", "0105@1 ? a"),
      (")\na", "0105@1 ? a"), ("a = 1 @ b\nc", "0105@1 ? c"), ("compare a, b\nc", "0105@1 ? c"),
      ("a as\nb", "0105@1 ? b"), ("a.\nb = 1", "(= (. a b) 1)"), ("$ a\nb", "0105@1 ? b"),
      ("what if\n\n", "0105@1 ?"), ("a & b\nc ~ d\ne", "0103@1 0103@2 ? ? e"),
      ("unit\nb", "unit b"), ("a and\n", "0105@1 ?"), ("what if a and\nb c", "(what_if {a & b c})"),
      ("what if a and and b", "0105@1 ?"),
    ])
  func one(text: String, expected: String) {
    let said = outcome(text)
    #expect(said == expected || said == " " + expected)
  }

  @Test func everyFaultOfAFile() {
    #expect(
      outcome(
        """
        let a = 1 + * 2
        company X {
          b = 3
          c == 4
          d = 5 5
          e = 6
        }
        show a b + , c
        let q = 7 7
        kind k { m: ; n = 2 }
        a = 1,234
        f(1 2)
        show "open
        show ok
        """)
        == "0105@1 0105@4 0105@5 0105@8 0105@9 0105@10 0101@11 0105@12 0102@13 "
        + "? ? ? ? ? ? ? ? (show ok)")
  }

  @Test func faultsInsideABlockLeaveTheRestOfIt() {
    let parsed = Parser.parse(SourceText("test \"t\" {\n  let a = \n}\nshow b"))
    #expect(parsed.dump == "?\n(show b)")
    #expect(parsed.diagnostics.map(\.code) == ["AIS0105"])
  }

  // MARK: Depth and size

  /// Brackets, braces and operators, each of which opens a level.
  private static let nests = [
    "(", "[", "{a: ", "f(", "-", "not ", "a ^ ", "if a then b else ", "if ", "a where ",
    "a across ", "a of ", "a under {",
    "a under { b = ", "what if { ", "scenario { ", "[a, ", "a + (", "at least ", "20% of ",
    "company a { b = {",
    "test \"t\" { ", "fn f(a = ", "fn f() { ", "a[", "kind k { a: (",
  ]

  @Test(arguments: nests)
  func nesting(opening: String) {
    let text = String(repeating: opening, count: 10_000)
    let parsed = Parser.parse(SourceText(text))
    #expect((1...2).contains(parsed.diagnostics.count))
  }

  @Test func closedNesting() {
    func nest(_ depth: Int) -> String {
      String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
    }
    #expect(Parser.parse(SourceText(nest(Parser.nestingLimit / 2 - 5))).dump == "a")
    #expect(Parser.parse(SourceText(nest(10_000))).diagnostics.map(\.code) == ["AIS0106"])
  }

  /// Long is not deep, and takes time in proportion to its length.
  @Test(
    arguments: [
      ("a", " + a"), ("a", " per a"), ("a", ".a"), ("f(1", ", 1"), ("a", "; a"), ("a", "\na"),
      ("a", " a"),
      ("show a", ", a"), ("what if a", " and a"), ("a", "\n& a"), ("a", "\n\"\""), ("a ", "# \n"),
      ("a", "\n1 2"),
      ("a", "; 1 2"), ("", "ab~"), ("\"", "\\\""),
    ])
  func length(start: String, again: String) {
    let text = start + String(repeating: again, count: 20_000)
    let parsed = Parser.parse(SourceText(text))
    #expect(parsed.tokens.count > 1 || parsed.diagnostics.count == 1)
  }

  // MARK: No text is fatal

  @Test func loneTokens() {
    let tokens =
      [
        "", " ", "\n", "\t", "\0", "\u{FEFF}", "\u{A0}", "a", "`a`", "\"a\"", "1", "2024-08", "'s",
        "'", "$", "(", ")", "[", "]",
        "{", "}", ",", ";", ":", ".", "..", "@", "|", "?", "+", "-", "*", "/", "^", "±", "%", "=",
        "+=", "-=", "*=", "/=", "==",
        "!=", "<", "<=", ">", ">=", "&", "!", "~", "…", "\"", "`", "#", "\\", "what", "what if",
        "why", "compare", "assumptions",
        "facts", "conflicts", "sources", "expect", "test", "let", "assume", "shared",
        "shared assume", "source", "enum", "unit",
        "kind", "verb", "fn", "scenario", "prefer", "never", "company a {", "test \"t\"", "verb (",
        "fn f", "kind a",
      ] + Keyword.allCases.map { "\($0)" }
    for first in tokens {
      for second in tokens { exercise(SourceText(first + " " + second)) }
    }
  }

  @Test func truncatedLibrary() {
    for text in Library.prefixes(every: 211) { exercise(text) }
  }

  @Test func randomTexts() {
    for text in RandomTexts(seed: 1, count: 4_000) { exercise(text) }
  }

  /// Parses a text and checks what holds for every tree: spans lie inside it, and a text without faults
  /// has no hole.
  private func exercise(_ text: SourceText) {
    let parsed = Parser.parse(text)
    let faults = parsed.diagnostics.compactMap(\.place?.span)
    var end: UInt32 = 0
    for span in parsed.statements.map(\.span) + [
      Span(UInt32(text.bytes.count), UInt32(text.bytes.count))
    ] {
      if span.start < end || span.end < span.start {
        Issue.record("statements overlap in \(show(text))")
      }
      end = span.end
    }
    if faults.contains(where: { $0.start > $0.end || $0.end > text.bytes.count }) {
      Issue.record("a fault lies outside of \(show(text))")
    }
    if Set(faults).count < faults.count { Issue.record("a fault is said twice in \(show(text))") }
    let isWhole = !parsed.diagnostics.contains { $0.severity == .error }
    if isWhole, !text.bytes.contains(0x3F), parsed.dump.contains("?") {
      Issue.record("a hole is not said in \(show(text))")
    }
  }

  private func show(_ text: SourceText) -> String {
    String(decoding: text.bytes.suffix(200), as: UTF8.self).debugDescription
  }
}
