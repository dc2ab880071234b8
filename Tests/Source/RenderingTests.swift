import AISSource
import Testing

/// Diagnostics as people read them: carets under the exact part, whatever the line holds.
@Suite struct RenderingTests {
  /// The place of the first `part` in a text.
  private func place(_ part: String, in text: SourceText) throws -> Place {
    let bytes = Array(part.utf8)
    let starts = text.bytes.indices.filter { text.bytes[$0...].starts(with: bytes) }
    let start = UInt32(try #require(starts.first))
    return Place(text, Span(start, start + UInt32(bytes.count)))
  }

  private func rendered(
    _ line: String, at part: String, labels: [(String, String)] = [], name: String? = nil,
    notes: [String] = [], help: String? = nil
  ) throws -> String {
    let text = SourceText(line, name: name)
    return Diagnostic(
      code: "AIS0000", "wrong", at: try place(part, in: text),
      labels: try labels.map { .init(try place($0.0, in: text), $0.1) }, notes: notes, help: help
    ).rendered()
  }

  @Test func theCaretStandsUnderThePart() throws {
    #expect(
      try rendered("a + bee * c", at: "bee") == """
        error AIS0000: wrong
          1 | a + bee * c
            |     ^^^

        """)
  }

  @Test func fileNotesAndHelpAreSaid() throws {
    #expect(
      try rendered(
        "one\ntwo\nthree four", at: "four", name: "x.ais", notes: ["n1", "n2"], help: "h")
          == """
          error AIS0000: wrong
            --> x.ais:3:7
            3 | three four
              |       ^^^^
          note: n1
          note: n2
          help: h

          """)
  }

  @Test func labelsStandUnderTheirParts() throws {
    #expect(
      try rendered(
        "revenue + people", at: "+", labels: [("people", "people"), ("revenue", "money/year")])
          == """
          error AIS0000: wrong
            1 | revenue + people
              | ------- ^ ------
              | |         people
              | money/year

          """)
    #expect(
      try rendered("aaaaaaaaaaaa + b", at: "+", labels: [("a", "x"), ("b", "y")])
        == """
        error AIS0000: wrong
          1 | aaaaaaaaaaaa + b
            | -            ^ -
            | x              y

        """)
  }

  @Test func wideCharactersTakeTwoColumns() throws {
    #expect(
      try rendered("日本 + x", at: "x") == """
        error AIS0000: wrong
          1 | 日本 + x
            |        ^

        """)
    #expect(
      try rendered("\"日本\" * 2", at: "日本") == """
        error AIS0000: wrong
          1 | "日本" * 2
            |  ^^^^

        """)
  }

  @Test func combiningMarksTakeNone() throws {
    let rendered = try rendered("e\u{301}e\u{301} + x", at: "x")
    #expect(rendered.hasSuffix("    |      ^\n"))
  }

  @Test func tabsAreBlanksAndOtherControlsAreShown() throws {
    #expect(
      try rendered("\ta\t+ \u{7}x", at: "x") == """
        error AIS0000: wrong
          1 |  a + ?x
            |       ^

        """)
  }

  @Test func theEndOfTheTextHasItsCaret() throws {
    let text = SourceText("1 +")
    let diagnostic = Diagnostic(code: "AIS0000", "wrong", at: Place(text, Span(3, 3)))
    #expect(diagnostic.rendered().hasSuffix("  1 | 1 +\n    |    ^\n"))
  }

  @Test(arguments: [0, 100, 400, 900]) func aLongLineIsCutAroundTheCaret(_ offset: Int) throws {
    let line =
      String(repeating: "ä", count: offset) + "HERE" + String(repeating: "b", count: 900 - offset)
    let lines = try rendered(line, at: "HERE").split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].displayWidth < 180)
    let mark = try #require(lines[2].firstIndex(of: "^"))
    let column = lines[2][..<mark].displayWidth
    #expect(lines[1].dropFirst(column).hasPrefix("HERE"))
    #expect(lines[1].contains("…"))
  }

  @Test func everyLineOfAPlaceIsCountedFromOne() throws {
    let text = SourceText("a\n\nb\n")
    #expect((0...5).map { text.position(of: $0).line } == [1, 1, 2, 3, 3, 4])
    #expect((0...5).map { text.position(of: $0).column } == [1, 2, 1, 1, 2, 1])
    #expect(text.position(of: 99) == text.position(of: 5))
  }

  @Test func labelsElsewhereHaveALineOfTheirOwn() throws {
    let text = SourceText("first\nsecond")
    let diagnostic = Diagnostic(
      code: "AIS0000", "wrong", at: try place("second", in: text),
      labels: [.init(try place("first", in: text), "the first")])
    #expect(
      diagnostic.rendered() == """
        error AIS0000: wrong
          2 | second
            | ^^^^^^
          1 | first
            | -----
            | the first

        """)
  }

  @Test func coloursOnlyPaint() throws {
    let text = SourceText("a + b", name: "x.ais")
    let diagnostic = Diagnostic(
      code: "AIS0000", "wrong", at: try place("+", in: text), notes: ["n"], help: "h")
    let painted = diagnostic.rendered(color: true)
    #expect(painted.contains("\u{1B}["))
    #expect(painted.replacing(/\u{1B}\[[0-9;]*m/, with: "") == diagnostic.rendered())
  }

  @Test func withoutAPlaceOnlyTheWordsAreSaid() {
    #expect(
      Diagnostic(.warning, code: "", "careful", help: "h").rendered()
        == "warning: careful\nhelp: h\n")
    #expect(Diagnostic(.note, code: "AIS0001", "so").rendered() == "note AIS0001: so\n")
  }
}
