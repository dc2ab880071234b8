import AISLanguage
import AISReport
import AISSource
import AISTestSupport
import Testing

/// The same text, samples and seed give the same bytes.
@Suite struct RepeatTests {
  private let script = SourceText(
    """
    OpenAI.net_income
    P(StabilityAI.runway < 12 months) under { token price drops 50% }
    what if token price drops 50%
    what if OpenAI's cost drops 10% with probability 30% show OpenAI.net_income
    show net_income for companies where layer == model
    show OpenAI.net_income under { token price drops p } for p in 0%..90% step 30%
    p5(app_margin)
    sd(OpenAI.net_income)
    why StabilityAI.runway
    """)

  /// What a session says, every number to the last bit.
  private func said(_ session: Session) -> String {
    var session = session
    let renderer = Renderer(format: .json)
    var text = ""
    session.run(script) { outcome in
      if case .answer(let answer) = outcome { text += renderer.render(answer) }
    }
    return text
  }

  @Test func theNumberOfThreadsDoesNotMatter() {
    let session = Sessions.builtIn.with(samples: 16_001)
    let one = said(session.with(threads: 1))
    #expect(one.contains("\"samples\":16001"))
    for threads in [2, 5] { #expect(said(session.with(threads: threads)) == one) }
  }

  @Test func aSeedRepeats() {
    let session = Sessions.builtIn.with(samples: 2_000)
    for seed: UInt64 in [1, 2, .max] {
      #expect(said(session.with(seed: seed)) == said(session.with(seed: seed)))
    }
  }

  @Test func anotherSeedGivesOtherDraws() {
    let session = Sessions.builtIn.with(samples: 2_000)
    #expect(said(session.with(seed: 1)) != said(session.with(seed: 2)))
  }

  @Test func aQuestionLeavesNoTrace() {
    let session = Sessions.builtIn.with(samples: 2_000)
    var used = session
    used.run(script) { _ in }
    #expect(said(used) == said(session))
  }

  @Test func moreSamplesBeginWithTheSameOnes() throws {
    var few = Sessions.builtIn.with(samples: 1)
    var many = Sessions.builtIn.with(samples: 1_000)
    let first = try few.quantity("OpenAI.cash").mean
    let low = try many.quantity("quantile(OpenAI.cash + 0, 0%)").mean
    let high = try many.quantity("quantile(OpenAI.cash + 0, 100%)").mean
    #expect((low...high).contains(first))
  }
}
