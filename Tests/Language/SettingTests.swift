import AISLanguage
import AISSource
import AISTestSupport
import Testing

/// Numbers that a host sets: whatever was asked before, the answers are those of a session that has begun with them.
@Suite struct SettingTests {
  private static let batches = 20
  private static let statesPerBatch = 100 * Repository.thoroughness

  /// A table of firms with what was set so far, as text that a session can begin with.
  private struct Firms {
    var cells: [[Double]]
    var taxes: [Int: Double] = [:]
    var rate = 3.0

    init(rows: Int, _ random: inout SplitMix) {
      cells = (0..<rows).map { _ in
        [Double.random(in: 1...9, using: &random), Double(Int.random(in: 1...40, using: &random))]
      }
    }

    var table: String {
      "name,price,volume\n"
        + cells.indices.map { "F\($0),\(cells[$0][0]),\(cells[$0][1])\n" }.joined()
    }

    static let model = """
      kind firm {
        price: ratio
        volume: ratio
        tax = 0.25
        revenue = price ^ 1.5 * volume * rate
        profit = if revenue > 40 then revenue * (1 - tax) else revenue - 50
        score = max(0, profit) / (1 + volume)
      }
      import "firms.csv" as firm
      """

    var text: String {
      ([Self.model, "rate = \(rate)"]
        + taxes.sorted { $0.key < $1.key }.map { "F\($0).tax = \($1)" })
        .joined(separator: "\n")
    }
  }

  private static let questions = [
    "sum(profit of firms)", "sum(score of firms where volume > 20)", "max of profit across firms",
    "count(firms where profit < 0)", "mean of score across firms where price > 4",
    "sum(price of firms) * rate", "hhi(revenue of firms)", "F0.profit",
    "F1.score + sum(tax of firms)",
    "min of score across firms", "sum(profit of firms) under { F1's price *= 2 }",
    "sum(profit of firms) under { rate = 2 and F0's volume = 3 and F1's volume = 1 to 2 }",
    "mean(sum(profit of firms) * (1 to 2))", "sum(profit * base profit of firms)",
  ]

  private func session(_ firms: Firms) throws -> Session {
    var session = Sessions.bare.with(samples: 10)
    let table = firms.table
    session.options.readFile = { path in SourceText(table, name: path) }
    try session.define(firms.text)
    return session
  }

  private func bits(_ question: String, _ session: inout Session) -> String {
    do throws(Failure) { return "\(try session.quantity(question).bits)" } catch {
      return error.diagnostics.map(\.code).joined(separator: " ")
    }
  }

  @Test(arguments: 0..<batches) func settingIsAsBeginningAnew(_ batch: Int) throws {
    var random = SplitMix(seed: UInt64(batch))
    var states = 0
    while states < Self.statesPerBatch {
      // now and then so many rows that there are several runs of them
      let isLong = Int.random(in: 0..<20, using: &random) == 0
      var firms = Firms(rows: isLong ? 4_100 : Int.random(in: 2...90, using: &random), &random)
      var edited = try session(firms)
      let usual = Self.questions.shuffled(using: &random).prefix(3)
      for _ in 0..<10 {
        states += 1
        for question in usual { _ = bits(question, &edited) }
        let copy = edited
        let before = firms
        for _ in 0..<Int.random(in: 1...3, using: &random) { try set(&firms, &edited, &random) }
        var anew = try session(firms)
        let asked =
          Int.random(in: 0..<4, using: &random) == 0
          ? Self.questions.randomElement(using: &random) : nil
        for question in usual + [asked].compactMap({ $0 }) {
          let (found, wanted) = (bits(question, &edited), bits(question, &anew))
          #expect(found == wanted, "\(batch), \(question): \(firms.text)")
          guard found == wanted else { return }
        }
        if Int.random(in: 0..<5, using: &random) == 0 {
          // a copy does not see what was set after it was made; it may go on by itself
          (edited, firms) = (copy, before)
        }
      }
    }
  }

  private func set(_ firms: inout Firms, _ session: inout Session, _ random: inout SplitMix) throws
  {
    let row = Int.random(in: 0..<firms.cells.count, using: &random)
    let number = Double.random(in: 0.5...60, using: &random)
    switch Int.random(in: 0..<12, using: &random) {
    case 0:
      firms.rate = number
      try session.set("rate", number)
    case 1:
      firms.taxes[row] = number / 60
      try session.set("F\(row).tax", number / 60)
    case 2..<5:
      firms.cells[row][1] = number.rounded()
      try session.set("F\(row).volume", number.rounded())
    default:
      firms.cells[row][0] = number
      try session.set("F\(row).price", number)
    }
  }

  @Test func numbersAreInTheUnitsOfAnswers() throws {
    var session = Sessions.bare
    try session.define(
      """
      kind firm { cash: money; burn: money/year; runway = cash / burn; margin: fraction = 10%; lag: time = 1 year }
      firm Acme "Acme & Co" { cash = $6M; burn = $2M/year }
      """)
    #expect(try session.quantity("Acme.runway", in: "months").mean == 36)
    try session.set("Acme.cash", 15e6)
    #expect(try session.quantity("Acme.runway", in: "months").mean == 90)
    #expect(try session.ask("Acme.runway").restsOn.first?.reason == "set by the host")
    try session.set("Acme.lag", 18)
    #expect(try session.quantity("Acme.lag").mean == 18)
    #expect(try session.quantity("Acme.lag", in: "years").mean == 1.5)
    try session.define("Acme.cash = $8M")
    #expect(try session.quantity("Acme.cash").mean == 8e6)
    // what is derived may be set too, until its own line says otherwise
    try session.set("Acme.runway", 5)
    #expect(try session.quantity("Acme.runway").mean == 5)
  }

  @Test(arguments: [
    ("Acme.frob", 1.0), ("Acme", 1), ("frob", 1), ("Acme.margin", 1.5), ("x", .nan), ("x +", 1),
  ])
  func whatCannotBeSetIsSaid(_ name: String, _ number: Double) throws {
    var session = Sessions.bare
    try session.define(
      "kind firm { cash: money; margin: fraction = 10% }; firm Acme { cash = $6M }; let x = 1")
    #expect(throws: Failure.self) { try session.set(name, number) }
    #expect(try session.quantity("x").mean == 1)
    #expect(try session.quantity("Acme.margin").mean == 0.1)
  }

  @Test func aRoutineReadsWhatIsSet() throws {
    var session = Sessions.bare
    try session.define(
      "let rate = 10%; fn grow(x, n) = if n == 0 then x else grow(x * (1 + rate), n - 1)")
    #expect(try session.quantity("grow(100, 2)").mean == 100 * 1.1 * 1.1)
    try session.set("rate", 1)
    #expect(try session.quantity("grow(100, 2)").mean == 400)
  }

  @Test func theBuiltInModelFollows() throws {
    var session = Sessions.builtIn
    let before = try session.quantity("StabilityAI.runway").bits
    try session.set("StabilityAI.cash", 50e6)
    let after = try session.quantity("StabilityAI.runway").bits
    var anew = Sessions.builtIn
    try anew.define("StabilityAI.cash = $50M")
    #expect(try anew.quantity("StabilityAI.runway").bits == after)
    #expect(before != after)
    let table = try session.table("what if token price drops 50%")
    #expect(try anew.table("what if token price drops 50%").rows.count == table.rows.count)
  }
}
