import AISLanguage
import AISReport
import AISSource
import AISTestSupport
import Testing

/// A script and what it says: `Answers/units.ais` and `Answers/units.expected`.
///
/// `AIS_BLESS=1 swift test --filter Transcript` accepts what the scripts say now; the diff is the review.
@Suite struct TranscriptTests {
  static let folders = ["Answers", "Errors"]

  static let scripts = folders.flatMap { folder in
    Repository.files(in: "Tests/Transcripts/\(folder)", suffix: ".ais").map { "\(folder)/\($0)" }
  }

  @Test(arguments: scripts) func saysWhatIsExpected(_ path: String) throws {
    let name = String(path.split(separator: "/")[1])
    let text = try #require(Repository.text("Tests/Transcripts/\(path)", named: name))
    let output = try Script(text).run().output
    let expected = "Tests/Transcripts/" + path.dropLast(4) + ".expected"
    if Repository.isBlessing { try Repository.write(output, to: expected) }
    let wanted = Repository.text(expected)?.content ?? "nothing: bless it"
    if output != wanted { Issue.record("\(path), \(firstDifference(output, wanted))") }
  }

  @Test func everyExpectationHasItsScript() {
    #expect(!Self.scripts.isEmpty)
    for folder in Self.folders {
      for file in Repository.files(in: "Tests/Transcripts/\(folder)", suffix: ".expected") {
        #expect(Self.scripts.contains("\(folder)/\(file.dropLast(9)).ais"), "\(file) has no script")
      }
    }
  }

  /// The first line in which two texts differ.
  private func firstDifference(_ a: String, _ b: String) -> String {
    let (left, right) = (lines(of: a), lines(of: b))
    for index in 0..<max(left.count, right.count) {
      let (got, wanted) = (line(left, index), line(right, index))
      if got != wanted { return "line \(index + 1) is\n  \(got)\nand not\n  \(wanted)" }
    }
    return "no difference"
  }

  private func lines(of text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private func line(_ lines: [Substring], _ index: Int) -> Substring {
    index < lines.count ? lines[index] : "(the end)"
  }
}

/// What is wrong changes nothing.
@Suite struct RecoveryTests {
  static let scripts = Repository.files(in: "Tests/Transcripts/Errors", suffix: ".ais")

  @Test(arguments: scripts) func aSessionAnswersAsBeforeAfterErrors(_ name: String) throws {
    let text = try #require(Repository.text("Tests/Transcripts/Errors/\(name)"))
    var result = try Script(text).run()
    #expect(result.diagnostics.contains { $0.severity == .error })
    #expect(try result.session.quantity("2 + 2").mean == 4)
  }

  @Test(arguments: scripts) func everyErrorHasACodeAPlaceAndAReason(_ name: String) throws {
    let text = try #require(Repository.text("Tests/Transcripts/Errors/\(name)"))
    for diagnostic in try Script(text).run().diagnostics {
      #expect(diagnostic.code.hasPrefix("AIS0") && diagnostic.code.count == 7)
      #expect(!diagnostic.message.isEmpty)
      let place = try #require(diagnostic.place, "\(diagnostic.message)")
      #expect(place.span.start <= place.span.end)
      #expect(place.span.end <= place.text.bytes.count)
    }
  }
}
