import AISLanguage
import AISSource
import AISTestSupport
import Testing

/// Functions, loops and folds give the same bits whichever way they are computed, and end.
@Suite struct RoutineTests {
  /// What a turn of a fold may do with the state `s`, the element `x` and a number `u`.
  static let bodies = [
    "s + x", "s * 0.9 + x / 3", "s + u * x", "max(s, x * u) - min(s, x)", "s + mod(x * 7, 5)",
    "if mod(x, 2) == 0 then s + x else s - u", "s + sqrt(x) * exp(-u) + ln(x + 1)",
    "if s > 10 and x > u then s / 2 else s + x ^ 1.5", "s + round(x * u) - floor(x / 3)",
    "if x > 3 or not (s < 2) then abs(s - u) else x", "s + (if x == 5 then u else 0)",
    "s + sum([y * u for y in 1..3])", "s + length(\"{x}\")", "s + [x, u, s][2]",
  ]

  private func session(_ definitions: String) throws -> Session {
    var session = Sessions.bare.with(samples: 500)
    try session.define(definitions)
    return session
  }

  /// Turn by turn in the graph, as one routine on known numbers, and sample by sample.
  @Test(arguments: bodies) func aFoldHasTheSameBitsEitherWay(_ body: String) throws {
    for u in ["1.7", "1 to 2"] {
      var session = try session(
        """
        let u = \(u)
        fn short(u) = fold s = 1 for x in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] { \(body) }
        fn long(u, n) = fold s = 1 for x in 1..n { \(body) }
        """)
      let unrolled = try session.quantity("fold s = 1 for x in 1..10 { \(body) }")
      for other in ["short(u)", "long(u, 10)", "long(u, round(uniform(9.6, 10.4)))"] {
        let found = try session.quantity(other)
        #expect(found.mean.bitPattern == unrolled.mean.bitPattern, "\(other) of \(body)")
        #expect(found.p5 == unrolled.p5, "\(other) of \(body)")
        #expect(found.p95 == unrolled.p95, "\(other) of \(body)")
      }
    }
  }

  /// A function of one expression called with uncertain arguments is a formula.
  @Test(arguments: bodies) func aRecursionHasTheBitsOfItsFormula(_ body: String) throws {
    var session = try session(
      """
      let u = 1 to 2
      fn again(s, x, u, n) = if n == 0 then s else again(\(body), x + 1, u, n - 1)
      """)
    let formula = try session.quantity("fold s = 2 for x in 3..6 { \(body) }")
    let routine = try session.quantity("again(2, 3, u, 4)")
    #expect(routine.mean.bitPattern == formula.mean.bitPattern)
    #expect(routine.p95 == formula.p95)
  }

  @Test func anyNumberOfThreadsGivesTheSameBits() throws {
    let text = "fn years(x, r) = if x > 2 then 0 else 1 + years(x * (1 + r), r)"
    var one = try session(text).with(samples: 5000, threads: 1)
    var two = try session(text).with(samples: 5000, threads: 2)
    let question = "years(1, 5% to 15%)"
    #expect(try one.quantity(question).mean == two.quantity(question).mean)
    #expect(try one.quantity(question).p95 == two.quantity(question).p95)
  }

  /// A sweep runs a routine at each of its points.
  @Test func aRoutineRunsAlongASweep() throws {
    var session = try session("fn fib(n) = if n < 2 then n else fib(n - 1) + fib(n - 2)")
    let table = try session.table("show fib(n) for n in [5, 10, 15]")
    let values = table.rows.compactMap { row in
      if case .quantity(let quantity)? = row.last { quantity.mean } else { nil }
    }
    #expect(values == [5, 55, 610])
  }

  /// A scenario reaches what a routine reads.
  @Test func aScenarioReachesWhatARoutineReads() throws {
    var session = try session(
      "let rate = 10%; fn grow(x, n) = if n == 0 then x else grow(x * (1 + rate), n - 1)")
    #expect(try session.quantity("grow(100, 2)").mean == 100 * 1.1 * 1.1)
    #expect(try session.quantity("grow(100, 2) under { rate = 50% }").mean == 225)
    try session.define("rate = 100%")
    #expect(try session.quantity("grow(100, 2)").mean == 400)
  }

  // MARK: Memory

  /// Lists and texts are values: what holds the shorter one sees no difference.
  @Test func addingToAListChangesNoOther() throws {
    var session = try session(
      """
      fn both(n) {
        let list = [x for x in 1..n]
        let a = append(list, 100)
        let b = append(list, 200)
        [sum(list), sum(a), sum(b), length(append(a, 1)), a[n + 1], b[n + 1]]
      }
      fn texts(n) {
        let text = join(["ab" for x in 1..n], "")
        let a = "{text}x"
        let b = "{text}yz"
        [length(text), length(a), length(b), if contains(a, "x") then 1 else 0, if contains(a, "y") then 1 else 0]
      }
      """)
    for n in [1, 4, 7, 100, 1000] {
      let sum = n * (n + 1) / 2
      let list = try session.ask("join(both(\(n)), \" \")")
      #expect(list.text == "\(sum) \(sum + 100) \(sum + 200) \(n + 2) 100 200")
      let texts = try session.ask("join(texts(\(n)), \" \")")
      #expect(texts.text == "\(2 * n) \(2 * n + 1) \(2 * n + 2) 1 0")
    }
  }

  /// Two texts that grow in turn, and what a turn makes besides.
  @Test func textsGrowSideBySide() throws {
    var session = try session(
      """
      fn grow(n) = fold s = { a: "", b: "" } for i in 1..n {
        let waste = "{i} {i} {i}"
        { a: "{s.a}{i},", b: "{s.b}{length(waste)};" }
      }
      fn ends(n) = { let r = grow(n); "{length(r.a)} {length(r.b)}" }
      """)
    let a = (1...3000).map { "\($0)," }.joined()
    let b = (1...3000).map { "\("\($0) \($0) \($0)".count);" }.joined()
    #expect(try session.ask("ends(3000)").text == "\(a.count) \(b.count)")
    #expect(try session.ask("grow(3000).a").text == a)
    #expect(try session.ask("grow(3000).b").text == b)
  }

  /// What a turn makes is given back: a long loop takes no more memory than a short one.
  @Test func aTurnGivesBackWhatItTook() throws {
    var session = try session(
      "fn count(n) = fold s = 0 for i in 1..n { s + length([x for x in 1..1000]) + length(\"{i}\") }"
    )
    session.options.cellLimit = 100_000
    #expect(try session.quantity("count(2000)").mean == 2_000_000 + 6893)
  }

  @Test func whatListsTakeIsLimited() throws {
    var session = try session(
      """
      fn lists(n) = length([[x for x in 1..1000] for y in 1..n])
      fn doubled(n) = length(fold l = [1] for i in 1..n { concat(l, l) })
      """)
    session.options.cellLimit = 100_000
    #expect(try session.quantity("lists(10)").mean == 10)
    #expect(try session.quantity("doubled(10)").mean == 1024)
    for question in ["lists(1000)", "doubled(60)", "lists(round(uniform(999, 1000)))"] {
      do throws(Failure) {
        _ = try session.ask(question)
        Issue.record("\(question) has an answer")
      } catch {
        #expect(error.diagnostics.map(\.code) == ["AIS0610"])
      }
    }
  }

  // MARK: Ends

  @Test func theHostStopsALongLoop() throws {
    var session = try session("fn slow(n) = fold s = 0 for i in 1..n { s + 1 / i }")
    let asked = Counter()
    session.options.isCancelled = { asked.next() > 3 }
    #expect(throws: Failure.self) { try session.ask("slow(1e12)") }
    #expect(throws: Failure.self) { try session.ask("slow(1e12 * uniform(1, 2))") }
  }

  @Test func scriptsFindTheirArguments() throws {
    var session = Sessions.bare
    session.options.arguments = ["3", "$2"]
    #expect(try session.quantity("number(args[1]) * number(args[2])").mean == 6)
    #expect(try session.quantity("length(args)").mean == 2)
  }
}

extension Answer {
  /// The text that it is.
  fileprivate var text: String? {
    if case .cell(.text(let text)) = content { text } else { nil }
  }
}

/// Counts how often it is asked.
private final class Counter: @unchecked Sendable {
  private var count = 0
  func next() -> Int {
    count += 1
    return count
  }
}
