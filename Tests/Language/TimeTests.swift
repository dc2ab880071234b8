import AISLanguage
import AISTestSupport
import AISUnits
import Testing

/// What holds of time: the past stays, a step does not matter, what flows is what is left.
@Suite struct TimeTests {
  private let firm = """
    source paper "Paper" 2024-01-01
    kind firm plural firms {
      revenue: money/year
      cost: money/year
      net_income = revenue - cost
      stock cash: money changes by net_income
      users: people = previous users * 1.1
    }
    firm Acme {
      revenue = $100M to $140M per year @ 2024 from paper
      cost = $160M/year @ 2024 from paper
      cash = $200M @ 2024 from paper
      users = 100 people @ 2024 from paper
    }
    firm Bolt { revenue = $10M/year @ 2024-03 from paper; cost = $8M/year; cash = $1M }
    firm Dusk { revenue = $10M/year @ 2024-02-10 from paper; cost = $8M/year; cash = $1M }
    """

  private func session() throws -> Session {
    var session = Sessions.bare.with(samples: 200)
    try session.define(firm)
    return session
  }

  /// The numbers of a series by their dates.
  private func series(_ session: inout Session, _ question: String) throws -> [String: Double] {
    let table = try session.table(question)
    var series: [String: Double] = [:]
    for row in table.rows {
      guard case .date(let date) = row[0], case .quantity(let quantity)? = row.dropFirst().last
      else { continue }
      series[date.start.text] = quantity.mean
    }
    return series
  }

  // MARK: Steps

  /// The same dates of a series of years, of quarters and of months have the same value.
  @Test(arguments: [
    "Acme.cash", "Acme.revenue", "Acme.cash under { Acme.cost *= 0.5 over 30 months from 2025-04 }",
    "Acme.cost under { Acme.cost = $1M/year over 2 years }",
    "Acme.cash under { growth of Acme.revenue = 30% per year }",
    "Bolt.revenue under { growth of Bolt.revenue = 30% per year }",
    "Bolt.cash under { growth of Bolt.revenue = 30% per year }",
    "Dusk.revenue under { growth of Dusk.revenue = 5% per month }",
    "Acme.cash under { Acme.cash += $60M over 3 years from 2025-02 and Acme.cost *= 0.9 from 2026-06 }",
    "Acme.cash under { when Acme.cash < $150M { Acme.cash += $90M and Acme.cost *= 0.9 } }",
    "smooth(Acme.cost, 7 months) under { Acme.cost *= 0.5 over 30 months from 2025-04 }",
    "smooth3(Acme.revenue, 2 years) under { growth of Acme.revenue = 30% per year }",
    "delay(Acme.cash, 9 months) under { Acme.cash += $60M from 2025-02-17 }",
  ])
  func theStepDoesNotMatter(_ value: String) throws {
    var session = try session()
    let years = try series(&session, "\(value) over 2024..2029")
    let quarters = try series(&session, "\(value) over 2024Q1..2029Q4")
    let months = try series(&session, "\(value) over 2024..2029 monthly")
    #expect(years.count == 6 && quarters.count == 24 && months.count == 72)
    for (date, number) in years { #expect(quarters[date] == number, "\(date)") }
    for (date, number) in quarters { #expect(months[date] == number, "\(date)") }
  }

  /// A reading at one date is the row of that date.
  @Test func aReadingIsARow() throws {
    var session = try session()
    let rows = try series(&session, "Acme.cash over 2024..2028")
    for year in 2024...2028 {
      let reading = try session.quantity("Acme.cash at \(year)").mean
      #expect(rows["\(year)-01-01"] == reading)
    }
  }

  // MARK: Stocks and growth

  @Test func whatFlowsIsWhatIsThereLater() throws {
    var session = try session()
    for change in [
      "", " under { growth of Acme.revenue = 40% per year }", " under { Acme.cost *= 0.5 in 2026 }",
    ] {
      for year in 2024...2028 {
        let gap = try session.quantity(
          "((Acme.cash at \(year + 1)) - (Acme.cash at \(year)) - (Acme.net_income at \(year)) * 1 year)\(change)"
        )
        #expect(abs(gap.mean) < 1e-6 && (gap.deviation ?? 0) < 1e-6, "\(year)\(change)")
      }
    }
  }

  @Test func growthCompounds() throws {
    var session = try session()
    try session.define("Acme.revenue grows by 20% per year; Dusk.revenue grows by 20% per year")
    let ratio = try session.quantity("Acme.revenue at 2027 / Acme.revenue")
    #expect(abs(ratio.mean - 1.728) < 1e-12)
    #expect(try session.quantity("Acme.revenue at 2024-12 - Acme.revenue").mean == 0)
    // of a day's figure a year is a year, from that day on
    #expect(
      abs(try session.quantity("Dusk.revenue at 2026-02-10 / Dusk.revenue").mean - 1.44) < 1e-12)
    #expect(
      abs(try session.quantity("Dusk.revenue at 2025-08-10 / Dusk.revenue").mean - 1.314_534_5)
        < 1e-6)
  }

  /// A rate per month, and a rule that begins inside a year, move a yearly figure month by month; a level moves every day.
  @Test func growthWithinAYear() throws {
    var session = try session()
    let months =
      "Acme.revenue under { Acme.revenue = $4/year then growth of Acme.revenue = 5% per month }"
    let monthly = try series(&session, "\(months) over 2024..2026 monthly")
    let first = try #require(monthly["2024-01-01"])
    var expected = first
    for month in 2...12 {
      expected *= 1.05
      let date = month < 10 ? "2024-0\(month)-01" : "2024-\(month)-01"
      #expect(abs(try #require(monthly[date]) / expected - 1) < 1e-12)
    }
    let late = "Acme.revenue under { growth of Acme.revenue = 60% per year from 2025-07 }"
    let steps = try series(&session, "\(late) over 2025..2026 monthly")
    #expect(steps["2025-01-01"] == steps["2025-07-01"])
    let half = try #require(steps["2026-01-01"]) / (try #require(steps["2025-07-01"]))
    #expect(abs(half * half - 1.6) < 1e-9)
    try session.define("price = $8")
    let price = try series(
      &session, "price under { growth of price = -50% per year } over 2024..2026 monthly")
    #expect(try abs(#require(price["2025-01-01"]) - 4) < 1e-9)
    #expect(try abs(#require(price["2024-07-01"]) * #require(price["2024-07-01"]) - 32) < 1e-9)
  }

  @Test func aRateMayChange() throws {
    var session = try session()
    try session.define("let pace = 20%; Acme.revenue grows by pace per year")
    let ratio = try session.quantity(
      "(Acme.revenue at 2028 / base Acme.revenue) under { pace = 10% from 2027 }")
    let base = try session.quantity("Acme.revenue at 2028 / Acme.revenue")
    #expect(abs(base.mean - 1.2 * 1.2 * 1.2 * 1.2) < 1e-12)
    #expect(ratio.mean > 0)
    let slower = try session.quantity(
      "(Acme.revenue under { pace = 10% from 2027 }) at 2028 / Acme.revenue")
    #expect(abs(slower.mean - 1.2 * 1.2 * 1.1 * 1.1) < 1e-12)
  }

  @Test func theLastPeriodIsReadFromFactsAtFirst() throws {
    var session = try session()
    #expect(try session.quantity("Acme.users").mean.rounded() == 110)
    #expect(try abs(session.quantity("Acme.users at 2026").mean - 133.1) < 1e-9)
    // three hundred months are no chain of calls
    #expect(try session.quantity("Acme.users at 2049-01").mean > 1e14)
  }

  // MARK: Changes

  /// A factor that comes in over two years has come half of its way, geometrically, after one.
  @Test func aFactorComesInGeometrically() throws {
    var session = try session()
    let half = try session.quantity(
      "(Acme.cost at 2025 / base Acme.cost) under { Acme.cost *= 0.25 over 2 years }")
    #expect(half.mean == 0.5)
    let level = try session.quantity("Acme.cost at 2025 under { Acme.cost = $0/year over 2 years }")
    #expect(level.mean == 8e7)
  }

  @Test func thePastStays() throws {
    var session = try session()
    session.options.today = nil
    let question = "what if Acme.cost *= 2 show Acme.cost over 2022..2025"
    let table = try session.table(question)
    for row in table.rows {
      guard case .date(let date) = row[0], case .quantity(let change) = row[row.count - 2] else {
        continue
      }
      #expect((change.mean == 0) == (date.start.year < 2024))
    }
  }

  @Test func anAnswerOfTodayIsTheSameWithTheRulesOfTime() throws {
    var session = Sessions.builtIn.with(samples: 500)
    let cash = try session.quantity("OpenAI.cash")
    let today = try session.quantity("OpenAI.cash at 2024")
    #expect(cash.mean == today.mean && cash.p5 == today.p5)
    let changed = try session.quantity("OpenAI.cash under { OpenAI raises $5B }")
    let there = try session.quantity("OpenAI.cash at 2024 under { OpenAI raises $5B }")
    #expect(changed.mean == there.mean)
  }

  /// What no date changes is the same value, not another one that happens to be equal.
  @Test func aDateMakesNoNewDraws() throws {
    var session = Sessions.builtIn.with(samples: 500)
    for value in ["OpenAI.net_income", "token_price", "app_margin", "OpenAI.runway"] {
      let gap = try session.quantity("\(value) at 2024 - \(value)")
      #expect(gap.isCertain && gap.mean == 0)
    }
    let later = try session.quantity("(OpenAI.cost at 2030) / (OpenAI.cost at 2025)")
    #expect(later.mean == 1 && later.isCertain)
  }

  // MARK: When

  @Test(arguments: [
    ("Acme.cost < $100M/year under { Acme.cost *= 0.5 in 2026 }", "2026-01-01"),
    ("Bolt.cash > $2M under { Bolt.cost = $9M/year }", "2025-01-01"),
    ("Bolt.cash > $1.5M under { Bolt.cost = $9M/year }", "2024-07-01"),
    ("Bolt.cash > $1M + $125k under { Bolt.cost = $9M/year }", "2024-02-15"),
    ("Acme.cost > $1/year", "2024-01-01"),
    ("Acme.cost <= $80M/year under { Acme.cost *= 0.25 over 2 years }", "2025-01-01"),
    ("Bolt.cash > $2M and Bolt.cash > $0 under { Bolt.cost = $9M/year }", "2025-01-01"),
  ])
  func theFirstDateIsFound(_ condition: String, _ date: String) throws {
    var session = try session()
    guard case .cell(.date(let found)) = try session.ask("when \(condition)").content else {
      Issue.record("no date")
      return
    }
    #expect(found.start.text == date)
  }

  /// A price war that comes in costs as much by a January of a series of months as of years.
  @Test func theModelDoesNotDependOnTheStep() throws {
    var session = Sessions.builtIn.with(samples: 30)
    let value = "OpenAI.cash under { token price drops 50% over 2 years from 2025 }"
    let years = try series(&session, "\(value) over 2025..2028")
    let months = try series(&session, "\(value) over 2024-12..2028-01 monthly")
    #expect(years.count == 4 && months.count == 38)
    for (date, cash) in years { #expect(months[date] == cash, "\(date)") }
  }

  @Test func anUncertainDateHasQuantiles() throws {
    var session = try session()
    let record = try session.ask("when Acme.cash < $0").table
    #expect(record.rows.count == 4)
    guard case .date(let early) = record.rows[0][1], case .date(let middle) = record.rows[1][1]
    else {
      Issue.record("no dates")
      return
    }
    #expect(early.start < middle.start)
    // the middle date is where half of the samples are below
    let chance = try session.ask("P(Acme.cash < $0) at \(middle.start.text)")
    guard case .cell(.quantity(let share)) = chance.content else {
      Issue.record("no share")
      return
    }
    #expect(abs(share.mean - 0.5) < 0.02)
  }

  /// A trigger fires once, in the first month at whose start its condition holds.
  @Test func aTriggerFiresOnce() throws {
    var session = Sessions.bare.with(samples: 50)
    try session.define(
      """
      kind firm { cost: money/year; stock cash: money changes by -cost }
      firm Acme { cost = $12M/year; cash = $6M }
      """)
    let rows = try series(
      &session,
      "Acme.cash under { when Acme.cash < $3.5M { Acme.cash += $2M and Acme.cost *= 0.5 } } over 2024 monthly"
    )
    // 6, 5, 4, 3 + 2, and half a million a month from there
    let expected = [6, 5, 4, 5, 4.5, 4, 3.5, 3, 2.5, 2, 1.5, 1].map { $0 * 1e6 }
    for (month, cash) in expected.enumerated() {
      let date = "2024-\(month < 9 ? "0" : "")\(month + 1)-01"
      #expect(abs((rows[date] ?? 0) - cash) < 1, "\(date)")
    }
  }
}
