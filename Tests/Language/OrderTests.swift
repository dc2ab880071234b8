import AISLanguage
import AISSource
import AISTestSupport
import Foundation
import Testing

/// What is taken of many values: in their order, in pairs, and of lists that are never made.
@Suite struct OrderTests {
  @Test func quantilesOfUncertainValuesAreThoseOfTheirOrder() throws {
    var session = Sessions.bare
    try session.define("let x = normal(100, 1)")
    // 7 k modulo n runs through 0..<n in some order
    for count in 1...40 where count % 7 != 0 {
      let values = "x + mod(7 * k, \(count)) across k in 1..\(count) step 1"
      for (name, probability) in [("p0", 0.0), ("p25", 0.25), ("median", 0.5), ("p95", 0.95)] {
        let gap = try session.quantity("(\(name) of \(values)) - x")
        #expect(abs(gap.mean - probability * Double(count - 1)) < 1e-9, "\(name) of \(count)")
        #expect((gap.deviation ?? 0) < 1e-9)
      }
    }
  }

  @Test func theMedianOfThreeIsWhatTheEndsLeave() throws {
    var session = Sessions.bare
    try session.define("let a = normal(0, 1)\nlet b = 1 to 3\nlet c = uniform(-1, 4)")
    let gap = try session.quantity(
      "median([a, b, c]) - (a + b + c - max(a, b, c) - min(a, b, c))")
    #expect(abs(gap.mean) < 1e-12 && (gap.deviation ?? 0) < 1e-12)
  }

  @Test(arguments: ["sum", "mean", "min", "max", "median", "count", "length"])
  func aLongListIsReducedAsOneThatIsWrittenOut(_ name: String) throws {
    var session = Sessions.bare
    let written = (1...200).map { "\($0) * 0.1 + 1 / \($0)" }.joined(separator: ", ")
    let short = try session.quantity("\(name)([\(written)])").mean
    let long = try session.quantity("\(name)([i * 0.1 + 1 / i for i in 1..200])").mean
    #expect(short == long)
  }

  @Test func theHostStopsALongList() throws {
    var session = Sessions.bare
    let asked = Calls()
    session.options.isCancelled = { asked.next() > 3 }
    #expect(throws: Failure.self) { try session.ask("sum([1 / i for i in 1..60000000])") }
    #expect(throws: Failure.self) { try session.ask("[1 / i for i in 1..60000000][3]") }
  }

  @Test func pairsOfRowsAreThoseOfEntities() throws {
    let questions = [
      "sum of a.cost * b.seats across a in firms, b in firms where a != b",
      "count(a.cost > b.cost) for a in firms, b in firms where a != b",
      "mean of a.cost - b.cost across a in firms, b in firms where b.cost < a.cost",
      "max of a.cost / b.seats for a in firms, b in firms",
      "sum of others across firms",
    ]
    let kind = """
      kind firm {
        cost: ratio
        seats: ratio
        others = sum of b.cost across b in firms where b != self
      }

      """
    let numbers = (1...9).map { (cost: $0 * $0 % 11, seats: $0 * 5 % 7 + 1) }
    var (written, imported) = (Sessions.bare, Sessions.bare)
    try written.define(
      kind
        + numbers.enumerated().map {
          "firm F\($0.offset) { cost = \($0.element.cost); seats = \($0.element.seats) }"
        }.joined(separator: "\n"))
    let rows = numbers.enumerated().map { "F\($0.offset),\($0.element.cost),\($0.element.seats)" }
    imported.options.readFile = { path in
      SourceText("name,cost,seats\n" + rows.joined(separator: "\n"), name: path)
    }
    try imported.define(kind + "import \"firms.csv\" as firm")
    for question in questions {
      let (first, second) = (try written.quantity(question), try imported.quantity(question))
      #expect(abs(first.mean - second.mean) < 1e-9, "\(question)")
    }
  }

  @Test func correlationsAreThoseOfTheSamples() throws {
    var session = Sessions.bare
    try session.define("let x = normal(0, 1)\nlet e = normal(0, 1)")
    for slope in [-2.0, -0.5, 0.3, 1, 3] {
      let expected = slope / (1 + slope * slope).squareRoot()
      let found = try session.quantity("correlation(x, \(slope) * x + e)")
      let error = try #require(found.error)
      #expect(abs(found.mean - expected) < 5 * error)
      // of two normal values: 6 / π · arcsin(r / 2)
      let ranks = try session.quantity("rank_correlation(x, \(slope) * x + e)")
      let rankError = try #require(ranks.error)
      #expect(abs(ranks.mean - 6 / Double.pi * asin(expected / 2)) < 5 * rankError)
    }
    #expect(try session.quantity("correlation(x, 2 * x + 1)").mean == 1)
  }
}

/// Counts how often it is asked.
private final class Calls: @unchecked Sendable {
  private var count = 0
  func next() -> Int {
    count += 1
    return count
  }
}
