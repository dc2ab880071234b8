import AISLanguage
import AISSource
import AISTestSupport
import Testing

/// Every kind of message is shown by a transcript; what no script can say is tested here.
@Suite struct MessageTests {
  /// Said by other tests: too deep a nest below, what only the embedding API asks for, an
  /// interruption, a limit of the host, what the command says of files and at the prompt. Not said anywhere: a graph of millions of nodes.
  private let elsewhere: Set = [
    "AIS0106", "AIS0327", "AIS0602", "AIS0603", "AIS0714", "AIS0802", "AIS0803", "AIS0804",
    "AIS0812",
    "AIS0830", "AIS0831", "AIS0832", "AIS0833", "AIS0860",
    "AIS0870", "AIS0871", "AIS0872", "AIS0873", "AIS0874", "AIS0875",
  ]

  /// The files that say something.
  static let sources = [
    "Language", "Language/Questions", "Language/Functions", "Language/Assistance", "Syntax",
    "Model", "Report",
    "Command", "Command/Conversation",
  ].flatMap { room in
    Repository.files(in: "Sources/\(room)", suffix: ".swift").map { "Sources/\(room)/\($0)" }
  }

  @Test func everyCodeIsShownByATranscript() {
    let transcripts = TranscriptTests.folders.flatMap { folder in
      Repository.files(in: "Tests/Transcripts/\(folder)", suffix: ".expected").map {
        "Tests/Transcripts/\(folder)/\($0)"
      }
    }
    let said = Self.codes(in: Self.sources)
    let missing = said.subtracting(Self.codes(in: transcripts)).subtracting(elsewhere)
    #expect(missing.isEmpty, "no transcript shows these")
    #expect(said.count > 60)
  }

  /// Every code in files.
  static func codes(in files: [String]) -> Set<String> {
    Set(
      files.compactMap { Repository.text($0)?.content }.flatMap { text in
        text.matches(of: /AIS0[0-9]{3}/).map { String($0.output) }
      })
  }

  // MARK: Nests

  /// Texts that nest deeper than any stack would hold.
  static let nests: [(name: String, open: String, close: String)] = [
    ("brackets", "(", ")"), ("open brackets", "(", ""), ("lists", "[", "]"),
    ("records", "{ a: ", "}"), ("signs", "-", ""), ("nots", "not ", ""), ("powers", "2 ^ ", ""),
    ("choices", "if true then 1 else ", ""), ("calls", "abs(", ")"), ("members", "x of ", ""),
    ("groups", "x under { x = ", " }"), ("tests", "test \"t\" { ", " }"),
  ]

  @Test(arguments: nests.map(\.name)) func nestingHasALimit(_ name: String) throws {
    let nest = try #require(Self.nests.first { $0.name == name })
    let text =
      "# model: none\nlet x = 1\n" + String(repeating: nest.open, count: 10_000) + "1"
      + String(repeating: nest.close, count: 10_000) + "\n"
    var result = try Script(SourceText(text)).run()
    #expect(result.diagnostics.contains { $0.code == "AIS0106" })
    #expect(result.diagnostics.count <= 3)
    #expect(try result.session.quantity("2 + x").mean == 3)
  }

  /// Long texts that do not nest are no nests.
  @Test func lengthIsNoNest() throws {
    let sum = "1" + String(repeating: " + 1", count: 5_000)
    let list = "sum([" + String(repeating: "1, ", count: 5_000) + "1])"
    let brackets = String(repeating: "(", count: 90) + "1" + String(repeating: ")", count: 90)
    for (text, value) in [(sum, "5001\n"), (list, "5001\n"), (brackets, "1\n")] {
      #expect(try Script(SourceText("# model: none\n\(text)")).run().output == value)
    }
  }

  // MARK: Ends of a text

  /// What is left open at the end of a text, with what is said of it.
  @Test(arguments: [
    ("(1 + 2", "AIS0104 1:1 `(` is never closed"),
    ("max(1, 2", "AIS0104 1:4 `(` is never closed"),
    ("[1, 2", "AIS0104 1:1 `[` is never closed"),
    ("{ a: 1", "AIS0104 1:1 `{` is never closed"),
    ("company X { cash = $5", "AIS0104 1:11 `{` is never closed"),
    ("what if { token price drops 50%", "AIS0104 1:9 `{` is never closed"),
    ("\"text", "AIS0102 1:1 this text has no closing quote"),
    ("1 +", "AIS0105 1:4 expected a value, found the end of the text"),
    ("let x =", "AIS0105 1:8 expected a value, found the end of the text"),
    ("if 1 < 2 then 3", "AIS0105 1:16 expected `else`, found the end of the text"),
    ("x under", "AIS0105 1:8 expected a scenario, found the end of the text"),
    ("1 + 2 fish", "AIS0303 1:7 `fish` is not a unit"),
    ("1 + 2)", "AIS0105 1:6 expected the end of the line, found `)`"),
  ])
  func theEndOfATextIsMissed(text: String, expected: String) throws {
    let result = try Script(SourceText(text)).run()
    let said = result.diagnostics.map { diagnostic in
      let at = diagnostic.place.map { $0.text.position(of: Int($0.span.start)) }
      return "\(diagnostic.code) \(at?.line ?? 0):\(at?.column ?? 0) \(diagnostic.message)"
    }
    #expect(said == [expected])
  }
}
