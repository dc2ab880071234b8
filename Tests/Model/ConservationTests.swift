import AISLanguage
import AISModel
import AISSource
import AISTestSupport
import Testing

/// What one party pays the other receives, in the base and in every scenario.
@Suite struct ConservationTests {
  static let scenarios = [
    "base", "{ token price drops 50% }", "{ token price rises 100% }", "{ GPU price falls 30% }",
    "{ cloud_share rises 10 points }", "{ direct_share = 40% }", "{ direct_share = 100% }",
    "{ token_use doubles }", "{ every company's revenue halves }", "{ Midjourney closes }",
    "{ token price drops 90%; direct_share = 25%; token_use = 3x; cloud_share = 30% }",
    "{ Google acquires Character.AI for $5B } then { token price drops 20% }",
    "{ GPT4o's price drops to Gemini15Flash.price }",
  ]

  @Test(arguments: scenarios) func moneyIsConserved(_ scenario: String) throws {
    var session = Sessions.builtIn
    let expectation = scenario == "base" ? "expect flows" : "expect flows under \(scenario)"
    guard case .passed = try session.ask(expectation).content else {
      Issue.record("\(expectation) gave no answer")
      return
    }
  }

  static let scripts = Repository.files(in: "Examples", suffix: ".ais")

  /// What the examples change, taken from their questions: it holds today, and in five years, on the way to which every
  /// month counts.
  @Test(arguments: scripts) func everyExampleConservesMoney(_ name: String) throws {
    let text = try #require(Repository.text("Examples/\(name)", named: name))
    let session = Script(text, in: Sessions.builtIn.with(samples: 300)).run().session
    let scenarios = Self.scenarios(of: text.content)
    var understood = 0
    for scenario in scenarios {
      for date in ["", " at 2029"] {
        let expectation = "expect flows under { \(scenario) }\(date)"
        let said = Script(SourceText(expectation), in: session).run()
        // what runs through a list, or names a part of its question, cannot be asked by itself
        #expect(!said.diagnostics.contains { $0.code == "AIS0701" }, "\(expectation)")
        understood += said.diagnostics.isEmpty ? 1 : 0
      }
    }
    #expect(understood > 0 || scenarios.count <= 1, "\(scenarios)")
  }

  /// The clauses of each `what if` and of each `under { … }`.
  private static func scenarios(of script: String) -> [String] {
    script.split(separator: "\n").filter { !$0.hasPrefix("#") }.flatMap { line in
      let asked = line.matches(of: /^what if (.+?)(?: show .*| for .*|$)/).map(\.output.1)
      return (asked + line.matches(of: /under \{ ([^{}]+) \}/).map(\.output.1)).map(String.init)
    }
  }

  /// Every verb of deals, and what can go wrong with one.
  static let deals = [
    "OpenAI raises $6B", "OpenAI raises $6B at $80B",
    "OpenAI raises $6B at $80B with a 10% option pool",
    "OpenAI raises $2B at $15B with full_ratchet for 30% of its shares",
    "OpenAI raises $1B on a SAFE at a $40B cap",
    "OpenAI raises $1B on a SAFE at a $40B cap with a 20% discount",
    "Google invests $2B in Anthropic", "Google invests $2B exclusively in Anthropic",
    "Google acquires Character.AI for $5B", "Google acquires Anthropic at 20x revenue",
    "Google acquires Anthropic at 20x 2025 revenue",
    "Google acquires Anthropic at 20x revenue of 2025",
    "Google acquires Character.AI for $5B with a $500M break fee",
    "Google acquires Character.AI for $5B and regulators block 30% of takeovers",
    "Google acquires Character.AI for $5B with a $500M break fee and regulators block 30% of takeovers",
    "Google acquires Character.AI for $5B with probability 60%",
    "Microsoft licenses InflectionAI for $650M",
    "Microsoft licenses InflectionAI for $650M with a $100M retention pool",
    "Google acquires Anthropic for $5B and Google absorbs Anthropic",
    "Microsoft acquires Anthropic for $5B and Google acquires Character.AI for $1B",
  ]

  /// A deal credits whom it debits: what all companies, the owners of those sold and those outside have does not change, in
  /// any sample.
  @Test(arguments: deals) func aDealMovesMoneyAndMakesNone(_ deal: String) {
    let money = "sum(cash of companies) + sum(sale_proceeds of companies) + Outside.cash"
    let text = """
      # no source says what these have
      Google.cash = $100B
      Microsoft.cash = $100B
      expect (\(money) under { \(deal) }) == \(money) within $1
      expect mean(abs(Outside.cash) + sum(sale_proceeds of companies) + abs(Anthropic.cash - base Anthropic.cash) under { \(deal) }) > $0
      """
    #expect(Script(SourceText(text), in: Sessions.builtIn).run().diagnostics.isEmpty)
  }

  @Test func paidIsReceivedInEveryDraw() throws {
    var session = Sessions.builtIn
    let table = try session.table(
      "show abs(paid - received) <= 0.0001% * max(paid, received) for flows")
    #expect(table.rows.count >= 4)
    for row in table.rows {
      guard case .truth(1) = row[1] else {
        Issue.record("\(row)")
        continue
      }
    }
  }

  /// A flow that loses money on the way is noticed, and the message says between whom.
  @Test func aLeakIsFound() throws {
    let received = "received = app_receipts_of_model"
    let texts = ModelLibrary.texts.map { text in
      SourceText(
        text.content.replacing(received, with: "\(received) * 0.9", maxReplacements: 1),
        name: text.name)
    }
    var session = try Session(model: .texts(texts))
    let failure = #expect(throws: Failure.self) { try session.ask("expect flows") }
    let diagnostic = try #require(failure?.diagnostics.first)
    #expect(diagnostic.code == "AIS0701")
    #expect(diagnostic.message.contains("what Applications pays Model providers is"))
    #expect(diagnostic.message.contains("what Model providers receives from Applications is"))
  }
}
