import AISLanguage
import AISSource
import AISTestSupport
import Testing

/// What random programs found: edits of rows, searches through routines.
@Suite struct EditTests {
  private func shop() throws -> Session {
    var session = Sessions.bare.with(samples: 200)
    session.options.readFile = { path in SourceText("name,price\nOne,2\nTwo,3\n", name: path) }
    try session.define(
      """
      enum size { small, large }
      import "rows.csv" as shop
      kind shop { price: ratio; volume = 4; size: size = small; revenue = price * volume }
      let total = sum(revenue of shops where price > 1)
      """)
    return session
  }

  @Test func aRowThatIsDefinedAnewCountsInItsColumn() throws {
    var session = try shop()
    #expect(try session.quantity("total").mean == 20)
    try session.define("One.volume = 10")
    #expect(try session.quantity("total").mean == 32)
    #expect(try session.quantity("sum(volume of shops)").mean == 14)
    #expect(try session.quantity("total under { every shop's volume *= 2 }").mean == 64)
    #expect(try session.quantity("total under { One's volume = 1 }").mean == 14)
    #expect(try session.quantity("count(shops where size == large)").mean == 0)
    try session.define("Two.size = large")
    #expect(try session.quantity("count(shops where size == large)").mean == 1)
  }

  @Test func aScenarioTakesNoFactFromTheBasisOfRows() throws {
    var session = try shop()
    let before = try session.ask("total").restsOn.map(\.name)
    #expect(!before.isEmpty)
    _ = try session.ask("total under { every shop's price *= 2 }")
    #expect(try session.ask("total").restsOn.map(\.name) == before)
  }

  @Test func aFunctionMayDrawWithWeights() throws {
    var session = Sessions.bare
    try session.define("fn f(a) = a + discrete(1: 30%, 2: 70%)")
    #expect(abs(try session.quantity("mean(f(1))").mean - 2.7) < 1e-9)
  }

  @Test func searchesSeeThroughRoutines() throws {
    var session = Sessions.bare.with(samples: 200)
    try session.define(
      "fn power(x, n) = if n < 1 then 1 else x * power(x, n - 1); let n = 3; let a = 1 to 2")
    try session.define("let m = if a > 0 then 3 else 2; let y = power(a, 3)")
    #expect(abs(try session.quantity("y - a ^ 3").mean) < 1e-12)
    let root = try session.ask("solve z in 0..5 so that mean(power(z * a / a, m)) = 8")
    guard case .cell(let cell) = root.content else { throw Failure([]) }
    #expect(abs((cell.quantity?.mean ?? 0) - 2) < 1e-6)
    let drivers = try session.table("drivers of y")
    let elasticity = try #require(drivers.quantities("elasticity").first)
    #expect(abs(elasticity.mean - 3) < 0.01)
  }
}
