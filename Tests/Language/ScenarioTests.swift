import AISLanguage
import AISTestSupport
import Testing

/// One mechanism under what-if, sweep, `under` and `compare`: they agree to the bit.
@Suite struct ScenarioTests {
  private let metrics = ["OpenAI.net_income", "Anthropic.runway", "app_margin", "token_price"]
  private var session = Sessions.builtIn.with(samples: 3_000)

  /// What-if, by hand.
  private func byHand(_ change: String, _ metric: String) throws -> [UInt64] {
    var session = session
    return try session.computed("\(metric) under { \(change) }").bits
  }

  @Test(arguments: ["0%", "15%", "30%", "45%"])
  func aPointOfASweepIsTheWhatIfByHand(_ cut: String) throws {
    var session = session
    let items = metrics.joined(separator: ", ")
    let table = try session.table(
      "what if token price drops p for p in 0%..45% step 15% show \(items)")
    let point = try session.computed(cut).mean
    let rows = table.rows.filter { $0[0].quantity?.mean == point }
    #expect(rows.count == metrics.count)
    let column = try #require(table.columns.firstIndex { $0.name == "what if" })
    for (row, metric) in zip(rows, metrics) {
      #expect(try row[column].quantity?.bits == byHand("token price drops \(cut)", metric))
    }
  }

  @Test func aSweptModelNameIsAnOverride() throws {
    var session = session
    let table = try session.table("show app_margin for inference_share in [20%, 30%, 40%]")
    for (share, margin) in zip(["20%", "30%", "40%"], table.quantities("app_margin")) {
      #expect(try margin.bits == byHand("inference_share = \(share)", "app_margin"))
    }
  }

  @Test func twoSweepsAreEveryPair() throws {
    var session = session
    let table = try session.table(
      """
      show OpenAI.cost under { OpenAI.cost *= a; OpenAI.cost *= b } \
      for a in [1, 2, 3], b in [5, 7]
      """)
    let costs = table.rows.map { $0.last?.quantity?.mean ?? .nan }
    #expect(costs == [1, 1, 2, 2, 3, 3].enumerated().map { 8.5e9 * $1 * ($0 % 2 == 0 ? 5 : 7) })
  }

  @Test func compareIsUnder() throws {
    var session = session
    try session.define("scenario price_war(cut = 50%) { token price drops cut }")
    let table = try session.table(
      """
      compare base, price_war, price_war(cut: 80%), scenario { OpenAI.cost *= 2 } \
      show net_income for OpenAI, Anthropic
      """)
    let changes = ["", "token price drops 50%", "token price drops 80%", "OpenAI.cost *= 2"]
    for (column, change) in zip(table.columns.indices.dropFirst(2), changes) {
      for (row, company) in zip(table.rows, ["OpenAI", "Anthropic"]) {
        let wanted =
          change.isEmpty
          ? try session.computed("\(company).net_income").bits
          : try byHand(change, "\(company).net_income")
        #expect(row[column].quantity?.bits == wanted, "\(company) under { \(change) }")
      }
    }
  }

  @Test func aWhatIfIsTheBaseAndUnder() throws {
    var session = session
    let table = try session.table(
      "what if token price drops 50% show \(metrics.joined(separator: ", "))")
    for (index, metric) in metrics.enumerated() {
      #expect(try table.quantities("base")[index].bits == session.computed(metric).bits)
      #expect(
        try table.quantities("what if")[index].bits == byHand("token price drops 50%", metric))
      let change = try session.computed("(\(metric) under { token price drops 50% }) - \(metric)")
      #expect(table.quantities("change")[index].bits == change.bits)
    }
  }

  @Test func clausesThatHoldTogetherCommute() throws {
    let pairs = [
      ("token price drops 50%", "OpenAI's cost rises 40%"),
      ("OpenAI.cost *= 2", "OpenAI.cost *= 3"), ("OpenAI.cash += $1B", "OpenAI.cash -= $3B"),
      ("Google acquires Anthropic for $20B", "OpenAI raises $5B"),
    ]
    for (a, b) in pairs {
      for metric in ["OpenAI.net_income", "OpenAI.runway"] {
        #expect(try byHand("\(a); \(b)", metric) == byHand("\(b); \(a)", metric), "\(a) and \(b)")
      }
    }
  }

  @Test func thenIsNested() throws {
    var session = session
    try session.define("scenario a { OpenAI.cost *= 2 }; scenario b { OpenAI.cost += $1B/year }")
    let values = try ["(OpenAI.cost under a then b)", "(OpenAI.cost under b then a)"].map {
      try session.computed($0).mean
    }
    #expect(values == [18e9, 19e9])
  }

  @Test func eventsOfAProbabilityAreOneDraw() throws {
    var session = session
    let cost = "OpenAI.cost under { OpenAI's cost drops 50% with probability"
    var shares: [Double] = []
    for chance in stride(from: 0, through: 100, by: 20) {
      shares.append(try session.computed("P((\(cost) \(chance)% }) < OpenAI.cost)").mean)
    }
    #expect(shares == shares.sorted())
    #expect(shares.first == 0 && shares.last == 1)
    #expect(zip(shares, [0, 0.2, 0.4, 0.6, 0.8, 1]).allSatisfy { abs($0 - $1) < 0.03 })
    let both = "P((\(cost) 20% }) < (\(cost) 40% }))"
    #expect(try session.computed(both).mean == 0)
  }
}
