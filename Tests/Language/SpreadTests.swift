import AISReport
import AISTestSupport
import Testing

@testable import AISLanguage

/// How a single value is spread comes with it where that is asked for, and changes nothing else.
@Suite struct SpreadTests {
  private static let questions = [
    "OpenAI.net_income", "normal(5, 2)", "StabilityAI.runway", "P(OpenAI.cash > $12B)", "2 + 2",
    "mean(OpenAI.cash)", "OpenAI", "revenue", "OpenAI.cash < $12B", "[1 to 2, 3 to 4]",
    "it * 2", "OpenAI.net_income under { token price drops 50% }", "AnthropicTypo.cash",
  ]

  private func session(drawsSpread: Bool) throws -> Session {
    var options = Options()
    options.samples = 500
    options.drawsSpread = drawsSpread
    return try Session(options: options)
  }

  @Test func nothingElseChanges() throws {
    var (plain, drawing) = (try session(drawsSpread: false), try session(drawsSpread: true))
    func said(_ question: String, _ session: inout Session) -> [String] {
      do {
        let answer = try session.ask(question)
        return Format.all.map { Renderer(format: $0).render(answer) }
      } catch {
        return ["\(error)"]
      }
    }
    for question in Self.questions {
      #expect(said(question, &drawing) == said(question, &plain), "\(question)")
    }
  }

  @Test func quantilesOfAValue() throws {
    var session = try session(drawsSpread: true)
    let answer = try session.ask("OpenAI.net_income")
    guard case .cell(.quantity(let quantity)) = answer.content else {
      Issue.record("no quantity")
      return
    }
    let spread = try #require(answer.drawing?.spreads.first)
    #expect(spread.quantiles.count == 19)
    #expect(spread.quantiles == spread.quantiles.sorted())
    // at 5% and 95%, in the same unit
    #expect(spread.quantiles.first == quantity.p5)
    #expect(spread.quantiles.last == quantity.p95)
    let line = Renderer(width: 80).render(answer).prefix { $0 != "\n" }
    #expect(line.contains(/90%: [^▁-█]+ [▁-█]{16}$/), "\(line)")
    for question in ["2 + 2", "OpenAI", "mean(OpenAI.cash)", "OpenAI.cash < $12B"] {
      #expect(try session.ask(question).drawing == nil, "\(question)")
    }
  }
}
