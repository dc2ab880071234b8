import AISLanguage
import AISReport
import AISSource
import AISTestSupport
import Testing

/// What was asked before changes no answer: neither what is remembered nor what went wrong.
@Suite struct HistoryTests {
  private static let questions = [
    "app_margin",
    "what if token price drops 50% show app_margin",
    "what if token price drops 50% for inference_share in [20%, 40%] show app_margin",
    "what if token price drops 50% for OpenAI.cost in [$8B/year, $9B/year] show app_margin",
    "what if GPU price falls 30% for OpenAI.revenue in [$3B/year, $4B/year] show token_price",
    "what if GPU price falls 30% for StabilityAI.revenue in [$50M/year, $70M/year] show net_income",
    "compare base, scenario { token price drops 50% } show app_margin for inference_share in [20%, 40%]",
    "show runway for companies where layer == model",
    "OpenAI.net_income under { token price drops 50% } ",
    "OpenAI.net_income under { token price drops 50% then OpenAI.revenue = $5B/year }",
    "what if OpenAI.cash = OpenAI.cash + $1B then OpenAI.revenue = $5B/year show OpenAI.cash, runway",
    "what if OpenAI's cost drops 10% with probability 30% show OpenAI.runway",
    "what if Google acquires Anthropic at 20x revenue with probability 60%",
    "what if Microsoft licenses Inflection AI for $650M show deal.investor_multiple",
    "show paid, received for flows",
    "what if every company lays off 20% show cost for companies where layer == model",
    "P(StabilityAI.runway < 12 months) under { token price drops 50% }",
    "companies where P(runway < 31 months) > 40%",
    "min of revenue across companies where revenue > (1 to 3) * $100M/year",
    "why app_margin under { OpenAI raises $5B }",
    "why OpenAI.runway under { token price drops 50% }",
    "assumptions of StabilityAI.runway",
    "OpenAI",
    "conflicts",
    "what if zork blib",
    "what if c = d and d = c show c",
    "what if OpenAI's net_income drops 50%",
    "count(companies)",
    "company Foo { layer = modl }",
    "let q = nosuch",
    "OpenAI.revenue = 3 people",
    "why OpenAI.net_income under { token price drops 50% }",
    "what if { OpenAI.cost doubles then OpenAI.cost drops 10% } with probability 50% show OpenAI.cost",
    "what if Google acquires Character.AI for $5B with probability 60% show CharacterAI.investor_multiple",
    "what if k exits for k in [StabilityAI, OpenAI] show OpenAI.burn",
    "kind company { cash: time\nfoo: blah }",
    "scenario z { bogus drops 5% }",
    "sqrt(OpenAI.net_income / ($1/year))",
    "2 * sqrt(OpenAI.net_income / ($1/year))",
  ]

  private func said(_ question: String, _ session: inout Session) -> String {
    let renderer = Renderer(format: .json)
    var text = ""
    session.run(SourceText(question)) { outcome in
      switch outcome {
      case .answer(let answer): text += renderer.render(answer)
      case .failure(let diagnostics, let statement, let line):
        text += renderer.render(diagnostics, statement: statement, line: line)
      }
    }
    return text
  }

  @Test(arguments: [1, 2, 3]) func theOrderOfQuestionsDoesNotMatter(_ seed: UInt64) {
    let fresh = Sessions.builtIn.with(samples: 300)
    var used = fresh
    var random = SplitMix(seed: seed)
    for question in (Self.questions + Self.questions).shuffled(using: &random) {
      var alone = fresh
      #expect(said(question, &used) == said(question, &alone), "\(question)")
    }
  }

  /// A name that a question does not depend on may be swept without a change in any row.
  @Test(arguments: ["app_margin", "StabilityAI.runway", "token_price", "OpenAI.net_income"])
  func anUnrelatedSweepChangesNothing(_ metric: String) throws {
    var session = Sessions.builtIn.with(samples: 300)
    for change in ["token price drops 50%", "GPU price falls 30%"] {
      let alone = try session.table("what if \(change) show \(metric)")
      let swept = try session.table(
        "what if \(change) for Canva_Leonardo.deal_value in [$90M, $99M] show \(metric)")
      #expect(swept.rows.count == 2)
      let column = try #require(alone.columns.firstIndex { $0.name == "what if" })
      for row in swept.rows {
        #expect(row[column + 1].quantity?.bits == alone.rows[0][column].quantity?.bits)
      }
    }
  }

  /// A definition that fails leaves nothing behind, and one that holds counts from then on.
  @Test func whatFailsLeavesNothing() throws {
    var session = Sessions.builtIn.with(samples: 100)
    let companies = try session.quantity("count(companies)").mean
    #expect(throws: Failure.self) { try session.define("company Foo { layer = modl }") }
    _ = said("company Bar { revenue = $1M/year; cost = 5 people }", &session)
    #expect(try session.quantity("count(companies)").mean == companies)
    #expect(said("Bar", &session).contains("AIS0201"))
    try session.define("company Foo { layer = model; revenue = $1M/year }")
    #expect(try session.quantity("count(companies)").mean == companies + 1)
  }
}
