import AISLanguage
import AISSource
import AISTestSupport
import Testing

/// What the test suites of Squiggle and squigglepy expect, said in this language.
///
/// `Fixtures/distributions.csv` has a row for each: `how` is `exact`, `sampled`, `error` or `out of
/// scope`; `line` is what to type, or why it cannot be said.
@Suite struct DistributionCasesTests {
  struct Case: Sendable, CustomStringConvertible {
    let id: String
    let expected: String
    let tolerance: String
    let how: String
    let line: String
    var description: String { "\(id) \(line)" }
  }

  static let cases: [Case] = {
    let text = Repository.text("Tests/Language/Fixtures/distributions.csv")?.content ?? ""
    return text.split(separator: "\n").dropFirst().map { row in
      let fields = fields(of: row)
      return Case(
        id: fields[0], expected: fields[4], tolerance: fields[5], how: fields[7], line: fields[8])
    }
  }()

  /// The fields of a row, of which some are in quotes.
  private static func fields(of row: Substring) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in row {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  @Test func thereAreCases() {
    #expect(Self.cases.count > 60)
    #expect(Self.cases.count { $0.how == "exact" } > 55)
    #expect(Set(Self.cases.map(\.how)) == ["exact", "sampled", "error", "out of scope"])
  }

  @Test(arguments: cases.filter { $0.how == "exact" || $0.how == "sampled" })
  func answersAsExpected(_ one: Case) throws {
    var session = Sessions.bare.with(samples: one.how == "sampled" ? 200_000 : 100)
    let found = try session.quantity(one.line).mean
    let expected = try #require(Double(one.expected))
    let given = Double(one.tolerance) ?? 0
    // what is exact holds far closer than the sampling error that a peer allows for
    let tolerance = one.how == "sampled" ? given : min(given, 1e-9 * max(1, abs(expected)))
    let slack = ["C100", "C101"].contains(one.id) ? given : max(tolerance, 1e-12)
    #expect(abs(found - expected) <= slack, "\(found)")
  }

  @Test(arguments: cases.filter { $0.how == "error" }) func refuses(_ one: Case) {
    var session = Sessions.bare
    #expect(throws: Failure.self) { try session.quantity(one.line) }
  }
}
