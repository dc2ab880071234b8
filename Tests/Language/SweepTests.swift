import AISLanguage
import AISTestSupport
import Testing

/// A reduction over swept names is that of the table of the same sweep, taken by hand.
@Suite struct SweepTests {
  private static let model = """
    kind firm {
      price: ratio
      demand = 100 * (price / 2) ^ -1.3
      cost: ratio
      profit = (price - cost) * demand - 0.1 * staff
      staff: ratio
    }
    firm Acme { price = 2; cost = 0.7; staff = 40 }
    firm Beta { price = 3; cost = 0.5 to 0.9; staff = 20 }
    shock = 1
    """

  /// The sweeps, each with the scenario that uses its names.
  private static let sweeps = [
    ("Acme.price in 1..4 step 0.25", ""),
    ("Acme.price in 1..4 step 0.25, Acme.staff in 10..60 step 7", ""),
    ("Acme.staff in [5, 3, 90], Acme.price in [1, 3]", ""),
    ("cut in 0%..90% step 7%", "{ Acme.price *= 1 - cut }"),
    ("cut in 0%..90% step 7%, k in 1..3 step 1", "{ Acme.price *= 1 - cut and Acme.staff *= k }"),
    ("Acme.price in 1..4 step 1", "{ Acme.price *= 1.5 }"),
  ]

  private func session() throws -> Session {
    var session = Sessions.bare.with(samples: 500)
    try session.define(Self.model)
    return session
  }

  /// The values of the last column of a table.
  private func values(_ session: inout Session, _ question: String) throws -> [Double] {
    try session.table(question).rows.compactMap { row in
      guard case .quantity(let quantity)? = row.last else { return nil }
      return quantity.mean
    }
  }

  /// The points of a range are what literals of them are, to the last bit, in whatever unit they are written.
  @Test(arguments: [
    "%", " months", " days", " hours", " points", "x", "k", " GB", " months per user",
    " per 1M tokens",
  ]) func pointsAreLiterals(_ unit: String) throws {
    var session = try session()
    for (low, step, count) in [("1", "1", 40), ("0.1", "0.1", 30), ("-0.35", "0.07", 11)] {
      let table = try values(
        &session,
        "show x for x in \(low)\(unit)..\(low)\(unit) + \(count) * \(step)\(unit) step \(step)\(unit)"
      )
      #expect(table.count == count + 1)
      guard let start = Double(low), let stride = Double(step) else { continue }
      for (index, value) in table.enumerated() {
        let number = ((start + Double(index) * stride) * 100).rounded() / 100
        #expect(try session.quantity("\(number)\(unit)").mean == value)
      }
    }
  }

  @Test(arguments: sweeps.indices) func aReductionIsThatOfTheTable(_ index: Int) throws {
    var session = try session()
    let (sweep, changes) = Self.sweeps[index]
    let under = changes.isEmpty ? "" : " under \(changes)"
    let table = try values(&session, "show Acme.profit\(under) for \(sweep)")
    #expect(table.count > 1)
    let sorted = table.sorted()
    let count = Double(table.count)
    let median =
      table.count % 2 == 1
      ? sorted[table.count / 2] : (sorted[table.count / 2 - 1] + sorted[table.count / 2]) / 2
    let expected = [
      "sum": table.reduce(0, +), "mean": table.reduce(0, +) / count, "min": sorted[0],
      "max": sorted[table.count - 1], "median": median,
    ]
    for (name, value) in expected {
      let found = try session.quantity("\(name) of Acme.profit across \(sweep)\(under)").mean
      #expect(abs(found - value) <= 1e-12 * max(1, abs(value)), "\(name)")
    }
    let above = Double(table.count { $0 > 50 })
    let held = "of Acme.profit > 50 across \(sweep)\(under)"
    #expect(try session.quantity("count \(held)").mean == above)
    #expect(abs(try session.quantity("share \(held)").mean - above / count) < 1e-15)
  }

  /// Samples stay samples: the largest of each of them, with the draws that each point has by itself.
  @Test func samplesAreReducedOneByOne() throws {
    var session = try session()
    let points = [1, 2, 5].map { "(Beta.profit under { Beta.price = \($0) })" }
    let sum = "(sum of Beta.profit across Beta.price in [1, 2, 5])"
    #expect(try session.quantity(sum).samples == 500)
    let apart = try session.quantity("\(sum) - \(points.joined(separator: " - "))")
    let size = abs(try session.quantity(sum).mean)
    for number in [apart.mean, apart.p5 ?? 0, apart.p95 ?? 0] {
      #expect(abs(number) < 1e-12 * size)
    }
  }

  /// What is around a reduction varies along axes of its own, also where it sweeps the same name.
  @Test func nestedSweepsOfOneNameStayApart() throws {
    var session = try session()
    try session.define("fn highest(x) = max of x - (q - 2) ^ 2 across q in 0..4 step 1")
    #expect(try session.quantity("sum of highest(q) across q in 0..4 step 1").mean == 10)
    let rows = try values(
      &session, "show max of q * p across q in 1..3 step 1 for p in 1..4 step 1, q in [10]")
    #expect(rows == [3, 6, 9, 12])
  }

  /// Threads and blocks change no bit.
  @Test func anyNumberOfThreadsGivesTheSameBits() throws {
    let question =
      "sum of Acme.profit across Acme.price in 1..4 step 0.003, Acme.staff in 10..60 step 0.05"
    var one = try session()
    var three = try session().with(threads: 3)
    let first = try one.quantity(question).mean
    #expect(try three.quantity(question).mean.bitPattern == first.bitPattern)
  }

  /// A wide table is kept by columns, and reads as one of rows.
  @Test func wideTablesSortAndCut() throws {
    var session = try session()
    let sweep = "for Acme.price in 1..4 step 0.5, Acme.staff in 10..60 step 10"
    let all = try session.table("show Acme.profit, Acme.demand \(sweep)")
    #expect(all.rowCount == 42 && all.rows.count == 42)
    let best = try session.table(
      "show Acme.profit, Acme.demand \(sweep) sort by Acme.profit desc top 5")
    let numbers = all.rows.compactMap { row -> (Double, Double)? in
      guard case .quantity(let a) = row[2], case .quantity(let b) = row[3] else { return nil }
      return (a.mean, b.mean)
    }.sorted { $0.0 > $1.0 }
    #expect(best.rows.count == 5)
    for (row, expected) in zip(best.rows, numbers) {
      guard case .quantity(let profit) = row[2], case .quantity(let demand) = row[3] else {
        Issue.record("no numbers")
        continue
      }
      #expect(profit.mean == expected.0 && demand.mean == expected.1)
    }
  }
}
