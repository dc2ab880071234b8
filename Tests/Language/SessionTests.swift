import AIS
import AISTestSupport
import Testing

/// A session is a value, and what fails leaves it as it was.
@Suite struct SessionTests {
  @Test func underLeavesTheOriginalAlone() throws {
    var base = try Session()
    let before = try base.quantity("OpenAI.net_income").bits
    var shocked = try base.under("token price drops 50%")
    #expect(try shocked.quantity("OpenAI.net_income").mean < -5.2e9)
    #expect(try base.quantity("OpenAI.net_income").bits == before)
    #expect(try shocked.quantity("base(OpenAI.net_income)").bits == before)
  }

  @Test func underIsTheSameAsTheOperator() throws {
    var base = try Session()
    var shocked = try base.under("token price drops 50% and OpenAI's cost rises 10%")
    let expression = "OpenAI.net_income under { token price drops 50%; OpenAI's cost rises 10% }"
    #expect(
      try shocked.quantity("OpenAI.net_income").bits == base.quantity(expression).bits)
  }

  @Test func changesStack() throws {
    var twice = try Session().under("OpenAI.cost *= 2").under("OpenAI.cost *= 3")
    #expect(try twice.quantity("OpenAI.cost").mean == 51e9)
  }

  @Test func aCopyIsASessionOfItsOwn() throws {
    var one = Sessions.bare
    try one.define("let x = 1")
    var two = one
    try two.define("x = 2")
    #expect(try one.quantity("x").mean == 1)
    #expect(try two.quantity("x").mean == 2)
  }

  @Test(arguments: [
    "x + frobnicate", "x +", "1 / 0", "x = 5 people\nx + 1", "let y = 2; y / 0", "expect x == 2",
    "what if x drops 120%", "company { }", "let y = 3; frobnicate", "kind thing { a: frob }", "",
  ])
  func aFailedQuestionChangesNothing(_ question: String) throws {
    var session = Sessions.bare
    try session.define("let x = 1; unit thing; kind thing2 { a: ratio }; thing2 T { a = x }")
    #expect(throws: Failure.self) { try session.ask(question) }
    #expect(try session.quantity("x").mean == 1)
    #expect(try session.quantity("T.a").mean == 1)
    #expect(throws: Failure.self) { try session.ask("y") }
  }

  /// As every other definition, a verb holds until there is another of its phrase; a wrong one changes nothing.
  @Test func aVerbIsDefinedAnew() throws {
    var session = Sessions.bare
    try session.define("let x = 1; verb (q: quantity) jumps|leaps { q *= 3 }")
    #expect(try session.quantity("x under { x jumps }").mean == 3)
    try session.define("verb (q: quantity) jumps { q *= 4 }")
    #expect(try session.quantity("x under { x jumps }").mean == 4)
    #expect(try session.quantity("x under { x leaps }").mean == 3)
    #expect(throws: Failure.self) {
      try session.define("verb (q: quantity) jumps { q *= frobnicate }")
    }
    #expect(try session.quantity("x under { x jumps }").mean == 4)
  }

  /// `it` is read again, so that it follows what it rests on; what stands for too many answers is none.
  @Test func theLastAnswerIsAnExpression() throws {
    var session = Sessions.bare
    try session.define("let x = 1")
    #expect(throws: Failure.self) { try session.ask("it") }
    #expect(try session.quantity("x + 1").mean == 2)
    try session.define("x = 5")
    #expect(throws: Failure.self) { try session.ask("it + frobnicate") }
    #expect(try session.quantity("it").mean == 6)
    for _ in 1..<30 where (try? session.ask("it + it")) != nil {}
    #expect(throws: Failure.self) { try session.ask("it") }
    try session.define("let it = 7")
    #expect(try session.quantity("it").mean == 7)
  }

  @Test func aFailedDefinitionKeepsTheOldOne() throws {
    var session = Sessions.bare
    try session.define("kind firm { cash: money }; firm Acme { cash = $5 }")
    for wrong in [
      "Acme.cash = 5 people", "firm Acme { cash = frob }", "Acme.cash = Acme.cash + $1",
      "firm Acme { cash = $6; cash = 6 people }",
    ] {
      #expect(throws: Failure.self, "\(wrong)") { try session.define(wrong) }
      #expect(try session.quantity("Acme.cash").mean == 5, "\(wrong)")
    }
  }

  @Test func aFailedStatementOfAScriptKeepsTheOthers() throws {
    var session = Sessions.bare
    var failures = 0
    session.run(.init("let x = 1\nlet x = frob\nlet y = x + 1\ny / 0")) { outcome in
      if case .failure = outcome { failures += 1 }
    }
    #expect(failures == 2)
    #expect(try session.quantity("y").mean == 2)
  }

  @Test func aQuantityIsOneNumber() throws {
    var session = Sessions.builtIn
    #expect(try session.quantity("StabilityAI.cash", in: "$M").dimension == .money)
    let runway = try session.quantity("StabilityAI.runway", in: "months")
    #expect(try session.quantity("StabilityAI.runway").bits == runway.bits)
    let years = try session.quantity("StabilityAI.runway", in: "years")
    #expect(abs(years.mean * 12 - runway.mean) < 1e-9)
    #expect(try session.quantity("OpenAI.cost", in: "$B/year").mean == 8.5)
    #expect(throws: Failure.self) { try session.quantity("revenue of companies") }
    #expect(throws: Failure.self) { try session.quantity("StabilityAI.cash", in: "months") }
    #expect(throws: Failure.self) { try session.table("2 + 2") }
    let failure = #expect(throws: Failure.self) { try session.quantity("\"text\"") }
    #expect(failure?.diagnostics.map(\.code) == ["AIS0327"])
  }

  @Test func aHostStopsTheWork() throws {
    var session = Sessions.builtIn
    session.options.isCancelled = { true }
    let failure = #expect(throws: Failure.self) { try session.quantity("OpenAI.net_income") }
    #expect(failure?.diagnostics.map(\.code) == ["AIS0602"])
    session.options.isCancelled = { false }
    #expect(try session.quantity("2 + 2").mean == 4)
  }

  /// A host with a clock, or an eye on the memory, says which limit is the reason.
  @Test(arguments: [
    (Limit.time(seconds: 2.5), "AIS0830", "the time limit of 2.5 s is over"),
    (Limit.memory(bytes: 5e8), "AIS0831", "this takes more than the memory limit of 500 MB"),
  ])
  func aLimitIsSaidWithItsPlace(_ limit: Limit, _ code: String, _ message: String) throws {
    var session = Sessions.bare
    session.options.isCancelled = { true }
    session.options.reachedLimit = { limit }
    for question in ["2 + 2", "let x = 3", "for i in 1..3 { print i }", "test \"t\" { 2 + 2 }"] {
      let failure = #expect(throws: Failure.self) { try session.ask(question) }
      #expect(failure?.diagnostics.map(\.code) == [code])
      #expect(failure?.diagnostics.first?.message == message)
      #expect(failure?.diagnostics.first?.place?.source == question)
      #expect(session.check(SourceText(question)).map(\.code) == [code])
    }
    session.options.isCancelled = { false }
    #expect(try session.quantity("2 + 2").mean == 4)
  }

  @Test func todayIsTheHostsToSay() throws {
    var options = Options()
    options.today = .init("2023-06-01")
    var session = try Session(options: options)
    #expect(
      (5e7...8e7).contains(try session.quantity("OpenAI.revenue").mean),
      "what was published by then")
    #expect(try session.ask("2 + 2").today.text == "2023-06-01")
  }

  @Test func aTableIsReadByNames() throws {
    var session = Sessions.builtIn
    let table = try session.table("what if token price drops 50%")
    let row = try #require(table["OpenAI", "net_income"])
    let (base, change) = (try #require(row.base), try #require(row.change))
    #expect(abs(try #require(row.whatIf).mean - base.mean - change.mean) < 1)
    #expect(table["OpenAI", "frobs"] == nil)
    #expect(table["Stability AI", "revenue"] != nil)
  }

  @Test func checkingRunsNothingAndSaysAll() {
    var session = Sessions.bare
    let diagnostics = session.check(.init("let x = 1\nx + frob\nx / 0\nlet y = 5 people + $3\n(1"))
    #expect(diagnostics.map(\.code).sorted() == ["AIS0104", "AIS0201", "AIS0301", "AIS0502"])
  }

  @Test func testsAreCountedByName() {
    var session = Sessions.bare
    var results: [String] = []
    let text = "let x = 1\ntest \"good\" { expect x == 1 }\ntest \"bad\" { expect x == 2 }\n1 / 0"
    session.runTests(of: .init(text)) { name, faults in
      results.append("\(name ?? "-") \(faults.count)")
    }
    // a question is not asked, but what is wrong with it is said
    #expect(results == ["good 0", "bad 1", "- 1"])
  }
}
