import AISLanguage
import AISSource
import AISTestSupport
import Testing

/// Lines of the transcripts with words left out, doubled and exchanged: whatever is asked, a session
/// answers or says why not, and goes on.
@Suite struct MutationTests {
  private let lines = TranscriptTests.scripts.flatMap { path in
    (Repository.text("Tests/Transcripts/\(path)")?.content ?? "").split(separator: "\n")
      .filter { !$0.hasPrefix("#") && !$0.isEmpty }.map(String.init)
  }

  /// Returns a line with one thing wrong, most of the time.
  private func mutated(_ line: String, _ random: inout SplitMix) -> String {
    var words = line.split(separator: " ").map(String.init)
    let at = Int.random(in: words.indices, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: words.remove(at: at)
    case 1: words.insert(words[at], at: at)
    case 2: words.swapAt(at, Int.random(in: words.indices, using: &random))
    case 3:
      let other = lines.randomElement(using: &random)?.split(separator: " ") ?? []
      words[at] = other.randomElement(using: &random).map(String.init) ?? ""
    default:
      let cut = words[at].indices.randomElement(using: &random) ?? words[at].startIndex
      words[at] = String(words[at][..<cut])
    }
    return words.joined(separator: " ")
  }

  @Test(arguments: 0..<12) func aSessionAlwaysGoesOn(_ seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let script = (0..<60).map { _ in mutated(lines.randomElement(using: &random) ?? "", &random) }
    let text = SourceText("# samples: 20\n" + script.joined(separator: "\n") + "\n")
    let result = try Script(text).run()
    let base = Sessions.builtIn
    // the model as it was, and the session as the script left it, answer as before
    #expect(Script(SourceText("2 + 2"), in: result.session).run().output == "4\n")
    #expect(Script(SourceText("2 + 2"), in: base).run().output == "4\n")
    for diagnostic in result.diagnostics {
      #expect(!diagnostic.message.isEmpty && !diagnostic.rendered().isEmpty)
    }
  }
}
