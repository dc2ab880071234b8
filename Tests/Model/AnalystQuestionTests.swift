import AISTestSupport
import Testing

/// What an analyst asks, with the answers as computed by hand: `Fixtures/questions.txt`. A question that needs an
/// assumption names it among what its answer rests on.
@Suite struct AnalystQuestionTests {
  struct Question: Sendable, CustomStringConvertible {
    let id: String
    let expected: [Double]
    /// The relative tolerance.
    let tolerance: Double
    /// The assumptions that the answer has to name.
    let assumptions: [Substring]
    let line: String
    var description: String { "\(id) \(line)" }
  }

  static let questions = fixture("Tests/Model/Fixtures/questions.txt").compactMap(question)

  private static func question(_ row: [String]) -> Question? {
    guard row.count == 5, let percent = Double(row[2].dropLast()) else { return nil }
    return Question(
      id: row[0], expected: row[1].split(separator: " ").compactMap { Double($0) },
      tolerance: percent / 100, assumptions: row[3] == "-" ? [] : row[3].split(separator: " "),
      line: row[4])
  }

  @Test func thereAreQuestions() {
    #expect(Self.questions.count >= 130)
    #expect(Set(Self.questions.map(\.id)).count == 40)
  }

  @Test(arguments: questions) func answersAsByHand(_ question: Question) {
    let said = Said(question.line)
    var wanted = question.expected[...]
    for number in said.numbers {
      if let next = wanted.first, abs(number - next) <= question.tolerance * abs(next) + 1e-12 {
        wanted.removeFirst()
      }
    }
    #expect(wanted.isEmpty, "\(said.numbers) for \(question.expected): \(said.text.prefix(400))")
    for name in question.assumptions {
      #expect(said.assumptions.contains { $0.contains(name) }, "\(said.assumptions)")
    }
  }
}
