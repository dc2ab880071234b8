import AISMessages
import AISReport
import AISSource
import AISSyntax
import AISTestSupport
import Testing

@testable import AISLanguage

/// The catalogue that `ais explain` reads holds every message, and its examples are what they say.
@Suite struct CatalogueOfMessagesTests {
  static let explanations = Catalogue.explanations

  /// Those whose wrong example is no program: a nest without end, what only a host gets, an interruption, a graph
  /// of millions of nodes, bytes that are no text, a fault of the formatter, and what only the command says (Tests/Terminal).
  private static let unrun: Set = [
    "AIS0106", "AIS0327", "AIS0602", "AIS0603", "AIS0720", "AIS0727", "AIS0801", "AIS0802",
    "AIS0803", "AIS0804", "AIS0811", "AIS0812", "AIS0830", "AIS0831", "AIS0832", "AIS0833",
    "AIS0860", "AIS0870", "AIS0871", "AIS0872", "AIS0873", "AIS0874", "AIS0875",
  ]

  @Test func everyCodeHasOneExplanation() {
    let codes = Self.explanations.map(\.code)
    #expect(Set(codes).count == codes.count)
    let said = MessageTests.codes(in: MessageTests.sources)
    #expect(said.subtracting(codes) == [], "no explanation: add one to Sources/Messages/Catalogue")
    #expect(Set(codes).subtracting(said) == [], "nothing says these any more")
  }

  @Test(arguments: explanations.map(\.code)) func anExplanationIsWhole(_ code: String) throws {
    let explanation = try #require(Self.explanations.first { $0.code == code })
    #expect(!explanation.title.isEmpty && explanation.title.last != ".")
    #expect(explanation.reason.hasSuffix(".\n"))
    #expect(!explanation.wrong.text.isEmpty && !explanation.right.text.isEmpty)
    #expect(explanation.wrong.isProgram != Self.unrun.contains(code))
  }

  @Test(arguments: explanations.map(\.code)) func theWrongExampleGivesTheMessage(_ code: String)
    throws
  {
    let explanation = try #require(Self.explanations.first { $0.code == code })
    guard explanation.wrong.isProgram else { return }
    #expect(try codes(of: explanation.wrong, explanation) == [code])
  }

  @Test(arguments: explanations.map(\.code)) func theRightExampleGivesNone(_ code: String) throws {
    let explanation = try #require(Self.explanations.first { $0.code == code })
    #expect(try codes(of: explanation.right, explanation) == [])
  }

  private func codes(of example: Explanation.Example, _ explanation: Explanation) throws
    -> Set<String>
  {
    let session = Sessions.builtIn.with(samples: 1000)
    return Set(
      try onLargeStack { Result { try session.diagnostics(of: example, explanation.files) } }.get()
        .map(\.code))
  }

  /// As `ais fmt` writes them, if they can be read.
  @Test(arguments: explanations.map(\.code)) func examplesAreCanonical(_ code: String) throws {
    let explanation = try #require(Self.explanations.first { $0.code == code })
    for example in [explanation.wrong, explanation.right] where example.isProgram {
      let text = SourceText(example.text)
      let names = Sessions.builtIn.oddNames(for: text)
      let parsed = Parser.parse(text, oddNames: names)
      guard parsed.diagnostics.allSatisfy({ $0.severity != .error }) else { continue }
      #expect(Formatter.format(parsed, oddNames: names) == example.text)
    }
  }

  @Test func everyPageOfTheFolderIsEmbedded() {
    for page in Repository.files(in: "Sources/Messages/Catalogue", suffix: ".md") {
      let text = Repository.text("Sources/Messages/Catalogue/\(page)")?.content ?? ""
      let heads = text.matches(of: /(?m)^## (AIS[0-9]{4}):/).map { String($0.output.1) }
      #expect(!heads.isEmpty)
      for head in heads { #expect(Self.explanations.contains { $0.code == head }, "\(page)") }
    }
  }

  // MARK: Asking

  @Test(arguments: ["AIS0301", "ais0301", "0301", "301"]) func aCodeMayBeShort(_ text: String)
    throws
  {
    let page = Renderer().render(try Sessions.builtIn.explain(text))
    #expect(page.hasPrefix("AIS0301: "))
    #expect(page.contains("error AIS0301: cannot add"))
    #expect(page.contains("\nright:\n"))
  }

  @Test(arguments: [
    ("AIS0300", "did you mean `AIS0301`, `AIS0302`, `AIS0303`?"),
    ("AIS0999", "did you mean `AIS0875`, `AIS0874`, `AIS0873`?"),
    ("9999", "did you mean `AIS0875`, `AIS0874`, `AIS0873`?"),
    ("AIS99999", "did you mean `AIS0875`, `AIS0874`, `AIS0873`?"),
    ("AIS99999999999999999999", nil),
    ("", "write the code at the head of a message, `ais explain AIS0301`, or a question"),
    (" \t", "write the code at the head of a message, `ais explain AIS0301`, or a question"),
  ]) func whatNoMessageHasIsRefused(text: String, help: String?) {
    let failure = #expect(throws: Failure.self) { try Sessions.builtIn.explain(text) }
    #expect(failure?.diagnostics.map(\.code) == ["AIS0860"])
    #expect(failure?.diagnostics.first?.help == help)
  }

  @Test(arguments: ["99999", "-301", "OpenAI.cash", "what if token price drops 50%"])
  func whatIsNoCodeIsAQuestion(_ text: String) throws {
    let page = Renderer().render(try Sessions.builtIn.explain(text))
    #expect(!page.contains("right:"))
  }

  @Test(arguments: ["AIS", "AIS30x", "hello"]) func aNameThatIsNoCodeIsLookedUp(_ text: String) {
    let failure = #expect(throws: Failure.self) { try Sessions.builtIn.explain(text) }
    #expect(failure?.diagnostics.map(\.code) == ["AIS0201"])
  }

  /// The files of an example are those of the catalogue, whatever files the session has; none is written.
  @Test func examplesTouchNoFile() throws {
    var options = Options()
    options.readPieces = { (path, _) throws(Diagnostic) in
      throw Diagnostic(code: "AIS0801", "read \(path)")
    }
    options.openFile = { path throws(Diagnostic) in
      throw Diagnostic(code: "AIS0801", "wrote \(path)")
    }
    let session = try Session(options: options)
    for code in ["AIS0715", "AIS0810"] {
      let page = Renderer().render(try session.explain(code))
      #expect(page.contains("error \(code): ") && !page.contains("AIS0801"))
    }
  }

  // MARK: The page

  /// `AIS_BLESS=1 swift test --filter CatalogueOfMessages` writes Docs/Messages.md anew.
  @Test func thePageListsEveryMessage() throws {
    let path = "Docs/Messages.md"
    if Repository.isBlessing { return try Repository.write(page(), to: path) }
    #expect(Repository.text(path)?.content == page(), "AIS_BLESS=1 writes it")
  }

  private func page() -> String {
    var page = """
      # Messages

      Every message has a code that does not change. `ais explain CODE` says the rule behind it and shows a program that breaks the
      rule, with what is said of it, and one that keeps it; the texts are those of [the catalogue](../Sources/Messages/Catalogue). The
      last column names a transcript that shows the message. This page is written by a test.

      | code | what is wrong | severity | shown in |
      | --- | --- | --- | --- |

      """
    let shown = Self.shown()
    for explanation in Self.explanations {
      let place = shown[explanation.code]
      let link = place.map { "[\($0.name)](../Tests/Transcripts/\($0.path))" } ?? "a test"
      let title = explanation.title.replacing("|", with: "\\|")
      page += "| \(explanation.code) | \(title) | \(place?.severity ?? "error") | \(link) |\n"
    }
    return page
  }

  /// For each code the first transcript that shows it: one of errors, else one of answers.
  private static func shown() -> [String: (severity: String, name: String, path: String)] {
    var shown: [String: (severity: String, name: String, path: String)] = [:]
    for folder in ["Errors", "Answers"] {
      for file in Repository.files(in: "Tests/Transcripts/\(folder)", suffix: ".expected") {
        let path = "\(folder)/\(file)"
        let text = Repository.text("Tests/Transcripts/\(path)")?.content ?? ""
        for match in text.matches(of: /(?m)^(error|warning|note) (AIS[0-9]{4}):/) {
          let code = String(match.output.2)
          guard shown[code] == nil else { continue }
          shown[code] = (String(match.output.1), String(file.dropLast(9)), path)
        }
      }
    }
    return shown
  }
}
