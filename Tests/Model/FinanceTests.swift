import AISLanguage
import AISReport
import AISSource
import AISTestSupport
import Foundation
import Testing

/// Published worked examples of finance, each as a line: `Fixtures/finance.csv`.
@Suite struct FinanceTests {
  struct Case: Sendable, CustomStringConvertible {
    let id: String
    let expected: Double
    let tolerance: Double
    let line: String
    var description: String { "\(id) \(line)" }
  }

  static let cases: [Case] = {
    let text = Repository.text("Tests/Model/Fixtures/finance.csv")?.content ?? ""
    return text.split(whereSeparator: \.isNewline).dropFirst().compactMap { row in
      let parts = row.split(separator: ",", maxSplits: 3)
      guard parts.count == 4, let expected = Double(parts[1]), let tolerance = Double(parts[2])
      else { return nil }
      let line = parts[3].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
      return Case(id: String(parts[0]), expected: expected, tolerance: tolerance, line: line)
    }
  }()

  @Test func thereAreCases() { #expect(Self.cases.count == 56) }

  @Test(arguments: cases) func answersAsPublished(_ one: Case) {
    let numbers = Self.numbers(of: one.line)
    #expect(
      numbers.contains { abs($0 - one.expected) <= one.tolerance },
      "\(numbers) for \(one.expected)")
  }

  /// An input that is 1% larger gives another answer: nothing is written down.
  @Test(arguments: cases) func dependsOnItsInputs(_ one: Case) {
    let answer = Self.numbers(of: one.line)
    let moved = one.line.matches(of: /[0-9]+(\.[0-9]+)?/).contains { literal in
      guard let number = Double(literal.output.0) else { return false }
      let changed = one.line.replacingCharacters(in: literal.range, with: "\(number * 1.01)")
      let numbers = Self.numbers(of: changed)
      return !numbers.isEmpty && numbers != answer
    }
    #expect(moved)
  }

  /// The numbers of an answer.
  private static func numbers(of line: String) -> [Double] {
    let output = Script(SourceText(line), in: Sessions.builtIn, format: .json).run().output
    return output.matches(of: /"(value|mean)":\s*(-?[0-9][0-9.eE+-]*)/).compactMap {
      Double($0.output.2)
    }
  }
}
