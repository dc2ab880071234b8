import AISSource
import AISTestSupport
import Synchronization
import Testing

@testable import AISLanguage

/// A question that the host stops is answered with fewer samples where the host wants that.
@Suite struct PartialAnswerTests {
  /// A session whose questions stop as soon as a share of their samples is done.
  private func stopping(limit: Limit? = nil) throws -> Session {
    let isStopped = Flag()
    var options = Options()
    options.samples = 100_000
    options.progress = { share in isStopped.value.store(share > 0, ordering: .relaxed) }
    options.isCancelled = { isStopped.value.load(ordering: .relaxed) }
    options.reachedLimit = { isStopped.value.load(ordering: .relaxed) ? limit : nil }
    options.partialAnswers = .init(samples: 100) { { false } }
    return try Session(options: options)
  }

  private final class Flag: Sendable { let value = Atomic(false) }

  @Test(arguments: [
    "OpenAI.net_income", "show revenue, runway for companies over 2024..2026",
    "what if token price drops 50%",
    "compare base, { token price drops 50% } show OpenAI.net_income",
    "P(OpenAI.cash > $12B)", "plot OpenAI.cash", "print OpenAI.net_income",
  ])
  func itIsTheAnswerOfFewSamples(_ question: String) throws {
    var session = try stopping()
    let answer = try session.ask(question)
    #expect(answer.isPartial)
    let warning = try #require(answer.warnings.first { $0.code == "AIS0602" })
    #expect(warning.severity == .warning)
    #expect(warning.notes.last == "this is what 100 samples say, not 100000")
    // the same as of someone who asked for so few
    var few = Options()
    few.samples = 100
    var other = try Session(options: few)
    #expect(values(of: answer) == values(of: try other.ask(question)))
  }

  private func values(of answer: Answer) -> [Double] {
    let cells: [Cell] =
      if case .cell(let cell) = answer.content { [cell] } else { answer.table.rows.flatMap(\.self) }
    return cells.compactMap {
      switch $0 {
      case .quantity(let quantity): quantity.mean
      case .truth(let share): share
      default: nil
      }
    }
  }

  @Test func theSessionStaysAsItWas() throws {
    var session = try stopping()
    _ = try session.ask("2 + 2")
    #expect(try session.ask("OpenAI.net_income").isPartial)
    session.options.isCancelled = { false }
    #expect(try session.quantity("it").mean == 4)
    var fresh = try Session()
    fresh.options.samples = 100_000
    #expect(
      try session.quantity("OpenAI.net_income").mean == fresh.quantity("OpenAI.net_income").mean)
  }

  /// What is expected, written or limited is not settled by a part of the samples.
  @Test(arguments: [
    "expect OpenAI.net_income < $0/year", "OpenAI.net_income to \"x.csv\"",
    "test \"t\" { expect OpenAI.net_income < $0/year }",
  ])
  func othersFail(_ statement: String) throws {
    var session = try stopping()
    session.options.openFile = { _ in { _ in Issue.record("written") } }
    let failure = #expect(throws: Failure.self) { try session.ask(statement) }
    #expect(failure?.diagnostics.map(\.code) == ["AIS0602"])
  }

  @Test func aLimitIsNoWish() throws {
    var session = try stopping(limit: .time(seconds: 1))
    let failure = #expect(throws: Failure.self) { try session.ask("OpenAI.net_income") }
    #expect(failure?.diagnostics.map(\.code) == ["AIS0830"])
  }

  @Test func whereThereIsNoTimeThereIsNone() throws {
    var session = try stopping()
    session.options.partialAnswers = .init(samples: 100) { { true } }
    let failure = #expect(throws: Failure.self) { try session.ask("OpenAI.net_income") }
    #expect(failure?.diagnostics.map(\.code) == ["AIS0602"])
    session.options.partialAnswers = nil
    #expect(throws: Failure.self) { try session.ask("OpenAI.net_income") }
  }
}
