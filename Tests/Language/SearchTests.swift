import AISLanguage
import AISTestSupport
import Testing

/// What holds for every search: what is found, put in, does what was asked.
@Suite struct SearchTests {
  private let acme = """
    kind firm {
      price: money
      volume: ratio
      cost: money
      profit = (price - cost) * volume
    }
    firm Acme { price = $2 to $4; cost = $1 ± $0.1; volume = 100 }
    """

  private func session() throws -> Session {
    var session = Sessions.bare.with(samples: 2_000)
    try session.define(acme)
    return session
  }

  private func cell(_ session: inout Session, _ question: String) throws -> Quantity {
    guard case .cell(.quantity(let quantity)) = try session.ask(question).content else {
      Issue.record("no quantity: \(question)")
      throw CancellationError()
    }
    return quantity
  }

  @Test(arguments: ["x^3 + x", "exp(x) - 1", "x * 7", "(if x > 2 then x^2 else 2 * x)", "sqrt(x)"])
  func aRootPutInSolvesTheEquation(_ formula: String) throws {
    var session = Sessions.bare
    for goal in ["1", "2.5", "0.3"] {
      let root = try cell(&session, "solve x in 0..10 so that \(formula) = \(goal)").mean
      try session.define("let y = \(root)")
      let value = try session.quantity(formula.replacing(/\bx\b/, with: "y")).mean
      #expect(abs(value - (Double(goal) ?? 0)) < 1e-12)
      session = Sessions.bare
    }
  }

  /// The root of a linear equation is its closed form, in every sample.
  @Test func uncertainRootsAreThoseOfEachSample() throws {
    var session = try session()
    let root = try cell(&session, "solve Acme.price so that Acme.profit = $50")
    let exact = try session.quantity("Acme.cost + $0.5")
    #expect(root.samples == 2_000 && root.missingShare == 0)
    #expect(abs(root.mean - exact.mean) < 1e-12)
    #expect(abs((root.p5 ?? 0) - (exact.p5 ?? 1)) < 1e-12)
    #expect(abs((root.p95 ?? 0) - (exact.p95 ?? 1)) < 1e-12)
  }

  @Test func theShareWithoutARootIsTheShareOutsideTheRange() throws {
    var session = try session()
    let root = try cell(&session, "solve x in $0..$3 so that x = Acme.price")
    let outside = try session.quantity("P(Acme.price > $3)").mean
    #expect(abs(root.missingShare - outside) < 1e-12)
    #expect((root.p95 ?? 9) <= 3)
  }

  @Test func aProbabilityIsSolvedToAQuantile() throws {
    var session = try session()
    let root = try cell(&session, "solve x in $0..$10 so that P(Acme.price < x) = 90%").mean
    #expect(abs(root - (try session.quantity("p90(Acme.price + $0)").mean)) < 0.1)
  }

  @Test func aSweepGivesTheRootOfEachPoint() throws {
    var session = Sessions.bare
    let table = try session.ask("solve x in 0..100 so that x * k = 12 for k in [1, 2, 3]").table
    let roots = table.rows.map { row -> Double in
      guard case .quantity(let quantity) = row[1] else { return .nan }
      return quantity.mean
    }
    #expect(zip(roots, [12, 6, 4]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// However many cells there are, each certain one has all its roots.
  @Test func manyCellsHaveAllTheirRoots() throws {
    var session = Sessions.bare
    let question = "solve x in -100..100 so that x^2 = a for a in 1..5000 step 1"
    guard case .table(let table) = try session.ask(question).content else {
      Issue.record("no table")
      return
    }
    #expect(table.rowCount == 10_000)
    for row in stride(from: 0, to: table.rowCount, by: 997) {
      guard case .quantity(let a) = table.cell(row, 0), case .quantity(let x) = table.cell(row, 1)
      else {
        Issue.record("no root in row \(row)")
        continue
      }
      #expect(abs(x.mean * x.mean - a.mean) < 1e-9 * a.mean)
    }
  }

  /// The solutions of a system are in each cell of a sweep those that it has alone.
  @Test func aSystemHasAllSolutionsInEachCell() throws {
    var session = Sessions.bare
    func rows(_ session: inout Session, _ radius: String, _ sweep: String = "") throws -> [[Double]]
    {
      let question =
        "solve x in -9..9, y in -9..9 so that x^2 + y^2 = \(radius), x * y = 12 \(sweep)"
      guard case .table(let table) = try session.ask(question).content else { return [] }
      return table.rows.map { row in
        row.suffix(2).compactMap {
          if case .quantity(let quantity) = $0 { quantity.mean } else { nil }
        }
      }
    }
    let swept = try rows(&session, "r", "for r in 25..40 step 5")
    let alone = try [25, 30, 35, 40].flatMap { try rows(&session, "\($0)") }
    #expect(swept.count == 16 && alone.count == 16)
    for (a, b) in zip(swept, alone) {
      #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-9 })
    }
  }

  /// Of the solutions of a sample the one with the smallest first unknown is taken, as of the roots of one equation.
  @Test func aSystemInSamplesTakesTheSmallestSolution() throws {
    var session = Sessions.bare.with(samples: 200)
    try session.define("s = 10 to 12")
    let answer = try session.ask("solve x in 0..20, y in 0..20 so that x + y = s, x * y = 21")
    guard case .record(let record) = answer.content,
      case .quantity(let x)? = record.fields.first?.value
    else {
      Issue.record("no record")
      return
    }
    let root = try cell(&session, "solve x in 0..20 so that x * (s - x) = 21")
    #expect(abs(x.mean - root.mean) < 1e-9 && x.missingShare == root.missingShare)
    #expect(answer.notes.contains { $0.contains("the one with the smallest x is taken") })
  }

  /// The optimum in each cell of a sweep is the one that it has alone, on a limit too.
  @Test func cellsOfASweepHaveTheirOwnOptima() throws {
    var session = Sessions.bare
    for limit in ["", " where x + y <= a", " where x + y = a"] {
      let question = "minimize (x - a)^2 + (y - 2)^2 * a + x * y over x in 0..9, y in 0..9\(limit)"
      guard case .table(let table) = try session.ask("\(question) for a in 2..5 step 1").content
      else {
        Issue.record("no table")
        return
      }
      for (row, a) in (2...5).enumerated() {
        let alone = try session.ask(question.replacing(/\ba\b/, with: "\(a)"))
        guard case .record(let record) = alone.content,
          case .quantity(let least)? = record.fields.last?.value,
          case .quantity(let own) = table.cell(row, 3)
        else {
          Issue.record("no record")
          continue
        }
        #expect(abs(own.mean - least.mean) <= 1e-6 * max(1, abs(least.mean)))
      }
    }
  }

  @Test func anOptimumIsNoWorseThanItsNeighbours() throws {
    var session = try session()
    let answer = try session.ask(
      "maximize Acme.profit * (5 - Acme.price / $1) over Acme.price in $0.5..$4.5")
    guard case .record(let record) = answer.content,
      case .quantity(let price) = record.fields[0].value,
      case .quantity(let best) = record.fields[1].value
    else {
      Issue.record("no record")
      return
    }
    for step in [-0.05, 0.05] {
      let other = try session.quantity(
        "mean(Acme.profit * (5 - Acme.price / $1)) under { Acme.price = $\(price.mean + step) }")
      #expect(other.mean <= best.mean)
    }
    // (p - c)(5 - p) is largest halfway between c and 5
    #expect(abs(price.mean - 3) < 0.01)
  }

  // MARK: Drivers

  private func numbers(_ table: Table, _ column: String) -> [String: Double] {
    guard let index = table.columns.firstIndex(where: { $0.name == column }) else { return [:] }
    var found: [String: Double] = [:]
    for row in table.rows {
      guard case .text(let name) = row[0], case .quantity(let quantity) = row[index] else {
        continue
      }
      found[name] = quantity.mean
    }
    return found
  }

  /// A sum of independent inputs: shares add up to one, and are those of their variances.
  @Test func sharesOfASumAreThoseOfItsVariances() throws {
    var session = Sessions.bare
    try session.define("let a = 0 ± 3; let b = 10 ± 4; let c = 7")
    let table = try session.ask("drivers of a + b + c").table
    let shares = numbers(table, "share_of_variance")
    #expect(abs((shares["a"] ?? 0) - 0.36) < 0.03)
    #expect(abs((shares["b"] ?? 0) - 0.64) < 0.03)
    #expect(shares["c"] == nil)
    #expect(abs((numbers(table, "elasticity")["c"] ?? 0) - 7.0 / 17) < 0.01)
  }

  @Test func theElasticityOfAProductOfPowersIsTheExponent() throws {
    var session = Sessions.bare
    try session.define("let a = 2; let b = 1 to 3; let c = 5")
    let table = try session.ask("drivers of a^3 * b / c^0.5").table
    let elasticities = numbers(table, "elasticity")
    #expect(abs((elasticities["a"] ?? 0) - 3) < 1e-12)
    #expect(abs((elasticities["b"] ?? 0) - 1) < 1e-12)
    #expect(abs((elasticities["c"] ?? 0) + 0.5) < 1e-12)
  }

  /// A certain input is moved as `what if` moves it, with what responds to it, and what is read in the base.
  @Test func driversAreWhatIfs() throws {
    var session = Sessions.bare
    try session.define(
      """
      let price = 4; let demand = 100; demand responds to price by -1.5
      let income = price * demand * (price / base price) ^ 0.2
      """)
    for (under, then) in [("", ""), (" under { demand *= 2 }", " then demand *= 2")] {
      let table = try session.ask("drivers of income" + under).table
      for (end, factor) in [("low", "90%"), ("high", "110%")] {
        let told = try session.quantity("income under { price *= \(factor)\(then) }").mean
        #expect(abs((numbers(table, end)["price"] ?? 0) - told) < 1e-9 * told)
      }
      #expect(abs((numbers(table, "elasticity")["price"] ?? 0) + 0.3) < 1e-9)
    }
  }

  /// Drivers under a scenario see the inputs through it; a question leaves nothing behind.
  @Test func driversLeaveNothingBehind() throws {
    var session = Sessions.builtIn.with(samples: 500)
    let before = try session.quantity("OpenAI.net_income").mean
    _ = try session.ask("drivers of OpenAI.net_income under { token price drops 50% }")
    _ = try session.ask("solve OpenAI.cost so that OpenAI.net_income = 0")
    #expect(try session.quantity("OpenAI.net_income").mean == before)
  }

  // MARK: Contributions

  @Test func contributionsAddUpToTheDifference() throws {
    var session = try session()
    let question =
      "why Acme.profit under { Acme.price *= 1.5 and Acme.cost *= 0.5 then Acme.volume += 20 }"
    let table = try #require(try session.ask(question).contributions)
    let parts = table.rows.map { row -> Double in
      guard case .quantity(let quantity) = row[1] else { return .nan }
      return quantity.mean
    }
    #expect(parts.count == 4)
    #expect(abs(parts[0] + parts[1] + parts[2] - parts[3]) < 1e-9)
    let base = try session.quantity("Acme.profit").mean
    let changed = try session.quantity(
      "Acme.profit under { Acme.price *= 1.5 and Acme.cost *= 0.5 then Acme.volume += 20 }"
    ).mean
    #expect(abs(parts[3] - (changed - base)) < 1e-9)
  }
}
