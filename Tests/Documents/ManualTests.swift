import AISLanguage
import AISSource
import AISTestSupport
import Testing

/// The code in the documents says what the documents show. The blocks of a document are one
/// conversation: what one defines the next ones use.
///
/// `AIS_BLESS=1 swift test --filter Manual` accepts what the code says now; the diff is the review.
@Suite struct ManualTests {
  static let documents =
    ["README.md"]
    + ["Docs", "Docs/Model"].flatMap { folder in
      Repository.files(in: folder, suffix: ".md").map { "\(folder)/\($0)" }
    }

  /// The text of a table that a document imports: they lie beside the examples.
  private static func table(_ path: String) throws(Diagnostic) -> SourceText {
    guard let text = Repository.text("Examples/\(path)", named: path) else {
      throw Diagnostic(code: "AIS0801", "cannot read \(path): there is no such file")
    }
    return text
  }

  @Test(arguments: documents) func itsCodeSaysWhatIsShown(_ path: String) throws {
    var session = Sessions.builtIn
    session.options.readFile = Self.table
    var document = Repository.text(path)?.content ?? ""
    for example in Manual.examples(of: path) {
      let said = Script(SourceText(example.code), in: session).run()
      session = said.session
      if let shown = example.text {
        if Repository.isBlessing {
          document.replace(
            "```text\n\(shown)```", with: "```text\n\(said.output)```", maxReplacements: 1)
        } else {
          #expect(said.output == shown, "\(example)")
        }
      } else {
        let errors = said.diagnostics.filter { $0.severity == .error }
        #expect(errors.map { $0.rendered() }.isEmpty, "\(example)")
      }
    }
    if Repository.isBlessing { try Repository.write(document, to: path) }
  }

  @Test func blocksAreFound() {
    let fences = Manual.examples(of: "Tests/Documents/Sample.md")
    #expect(fences.map(\.code) == ["2 + 2\n", "let x = 1\n", "x\n"])
    #expect(fences.map(\.text) == ["4\n", nil, "1\n"])
    #expect(fences.map(\.line) == [4, 14, 24])
  }
}
