import AISLanguage
import AISTestSupport
import Testing

/// What holds whatever the numbers are: one draw is the same everywhere, and nothing moves unasked.
@Suite struct LawTests {
  private let shop = """
    kind shop {
      price: money
      volume: ratio
      cost: money
      revenue = price * volume
      profit = revenue - cost
      headline revenue, profit
    }
    shop Corner { price = $2 to $5; volume = 50 to 200; cost = $100 ± $20 }
    """

  private func shopSession() throws -> Session {
    var session = Sessions.bare
    try session.define(shop)
    return session
  }

  @Test(arguments: [
    "x - x", "x * 0", "2 * x - x - x", "(x + 1) - (x + 1)", "f(x) - f(x)", "f(10) - f(10)",
    "if x > 1.5 then x - x else 0", "(x under { y = 5 }) - x",
  ])
  func zeroIsExact(_ expression: String) throws {
    var session = Sessions.bare
    try session.define("let x = 1 to 2; let y = 3 to 4; fn f(a) = a * (5 ± 1)")
    let zero = try session.quantity(expression)
    #expect(zero.mean == 0)
    #expect(zero.isCertain)
  }

  @Test func aValueOverItselfIsOne() throws {
    var session = Sessions.builtIn
    let one = try session.quantity("OpenAI.revenue / OpenAI.revenue")
    #expect(one.mean == 1)
    #expect(one.isCertain)
  }

  @Test func halvingThePriceHalvesTheRevenueInEveryDraw() throws {
    var session = try shopSession()
    let gap = "(Corner.revenue under { Corner.price *= 0.5 }) - 0.5 * Corner.revenue"
    #expect(try session.quantity("quantile(\(gap), 0%)").mean == 0)
    #expect(try session.quantity("quantile(\(gap), 100%)").mean == 0)
    let whole = try session.quantity("Corner.revenue")
    let half = try session.quantity("Corner.revenue under { Corner.price *= 0.5 }")
    #expect(half.mean == whole.mean / 2)
    #expect(half.p5 == whole.p5.map { $0 / 2 })
    #expect(half.p95 == whole.p95.map { $0 / 2 })
    #expect(half.deviation == whole.deviation.map { $0 / 2 })
  }

  @Test func aFactorOfOneChangesNothing() throws {
    var session = try shopSession()
    let table = try session.table(
      "what if Corner.price *= 1 show Corner.price, Corner.revenue, Corner.profit")
    for change in table.quantities("change") {
      #expect(change.mean == 0)
      #expect(change.isCertain)
    }
    #expect(table.quantities("base").map(\.bits) == table.quantities("what if").map(\.bits))
  }

  @Test func baseAndWhatIfShareTheirDraws() throws {
    var session = try shopSession()
    let table = try session.table("what if Corner.cost += $10 show Corner.profit")
    let change = try #require(table.quantities("change").first)
    #expect(abs(change.mean + 10) < 1e-12)
    #expect((change.deviation ?? 0) < 1e-12)
  }

  @Test(arguments: [
    "Corner.price = $2 to $5", "Corner.cost = $100 ± $20", "Corner.volume = 50 to 200",
    "Corner.price = $2 to $5 and Corner.cost = $100 ± $20",
  ])
  func anInputOverriddenByItsOwnLawStays(_ change: String) throws {
    var session = try shopSession()
    let before = try session.quantity("Corner.profit")
    #expect(try session.quantity("Corner.profit under { \(change) }").bits == before.bits)
  }

  @Test func anOverriddenInputKeepsItsQuantile() throws {
    var session = try shopSession()
    let ratio = "(Corner.price under { Corner.price = $4 to $10 }) / Corner.price"
    #expect(abs(try session.quantity("quantile(\(ratio), 0%)").mean - 2) < 1e-12)
    #expect(abs(try session.quantity("quantile(\(ratio), 100%)").mean - 2) < 1e-12)
    let rank = "P((Corner.price under { Corner.price = uniform($0, $1) }) > $0.5)"
    let above = "P(Corner.price > median(Corner.price))"
    #expect(try session.quantity("\(rank)").mean == session.quantity(above).mean)
  }

  @Test func anUnrelatedLineMovesNoDraw() throws {
    var before = try shopSession()
    var after = try shopSession()
    try after.define("let noise = 1 to 2")
    try after.define("shop Other { price = $1 to $9; volume = noise; cost = $5 ± $1 }")
    for question in ["Corner.revenue", "Corner.profit", "P(Corner.profit > $50)"] {
      #expect(try before.quantity(question).bits == after.quantity(question).bits)
    }
  }

  @Test func anUnrelatedLineMovesNoDrawOfTheModel() throws {
    var before = Sessions.builtIn
    var after = Sessions.builtIn
    try after.define("company Acme { revenue = $1M to $2M per year; cost = $3M/year }")
    for question in ["OpenAI.net_income", "app_margin", "StabilityAI.runway"] {
      #expect(try before.quantity(question).bits == after.quantity(question).bits)
    }
  }

  @Test func whatIsReadTwiceIsTheSame() throws {
    var session = Sessions.bare
    try session.define("fn noisy(n) = n * (1 ± 0.1)")
    #expect(try session.quantity("noisy(10)").bits == session.quantity("noisy(10)").bits)
    #expect(try session.quantity("noisy(10) - noisy(10)").mean == 0)
  }

  @Test func whereADefinitionStandsDoesNotMatter() throws {
    var first = Sessions.bare
    var last = Sessions.bare
    try first.define("let x = 1 to 2\nlet y = x * 3")
    try last.define("let y = x * 3\nlet x = 1 to 2")
    #expect(try first.quantity("y").bits == last.quantity("y").bits)
  }
}
