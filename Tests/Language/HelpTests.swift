import AISLanguage
import AISSource
import AISTestSupport
import Testing

/// Help on names, and what can be listed.
@Suite struct HelpTests {
  private let session: Session

  init() throws { session = try Session() }

  @Test(arguments: [
    ("npv", "function"), ("normal", "distribution"), ("max", "function"), ("raises", "verb"),
    ("drops", "verb"), ("month", "unit"), ("$", "unit"), ("OpenAI", "company"),
    ("Stability AI", "company"), ("openai", "company"), ("companies", "kind"),
    ("company", "kind"), ("token price", "value"), ("token_price", "value"),
    ("layer", "choices"), ("what if", "question"), ("show", "question"),
    ("sort by", "part of a question"), ("AIS0301", "message"), ("ais301", "message"),
    ("revenue", "metric of companies"),
  ])
  func isExplained(_ name: String, _ noun: String) throws {
    let pages = try session.help(on: name)
    let page = try #require(pages.first { $0.noun == noun }, "\(pages.map(\.noun))")
    #expect(!page.title.isEmpty)
  }

  /// Of each sort of thing nearly all have examples, which run: tried of a few.
  @Test(arguments: [
    ("function", 0.9), ("distribution", 1.0), ("question", 1.0), ("kind", 1.0), ("unit", 1.0),
    ("company", 1.0), ("value", 1.0), ("verb", 0.7), ("metric of companies", 1.0),
  ])
  func examplesRun(_ noun: String, _ share: Double) throws {
    let names = session.helpNames.filter { $0.summary == noun }.map(\.text)
    let sample = stride(from: 0, to: names.count, by: max(1, names.count / 12)).map { names[$0] }
    let pages = try sample.flatMap { try session.help(on: $0) }.filter { $0.noun == noun }
    let shown = pages.filter { !$0.examples.isEmpty }
    #expect(Double(shown.count) >= share * Double(pages.count), "\(shown.count) of \(pages.count)")
    var brief = session
    brief.options.samples = 1
    for example in shown.flatMap(\.examples) {
      #expect(throws: Never.self, "\(example)") { try brief.ask(example) }
    }
  }

  @Test func whatNothingIsCalledHasNamesNearIt() throws {
    #expect(try session.help(on: "revenu").isEmpty)
    #expect(session.helpNames(near: "revenu").first == "revenue")
    #expect(try session.help(on: "qqqqqqqqq").isEmpty)
    #expect(session.helpNames(near: "qqqqqqqqq").isEmpty)
    #expect(throws: Failure.self) { try session.help(on: "AIS9999") }
  }

  @Test(arguments: [
    ("OpenAI.revenue", "metric of companies"), ("lays off", "verb"), ("p95", "function"),
    ("it", "question"),
  ])
  func whatIsPutTogetherIsExplained(_ name: String, _ noun: String) throws {
    #expect(try session.help(on: name).map(\.noun).contains(noun))
  }

  @Test func theSameWordsGetTheSameHelp() throws {
    var other = try Session()
    try other.define("let x = 1")
    for name in ["drops", "raises", "cash"] {
      #expect(
        try session.help(on: name).map(\.examples) == other.help(on: name).map(\.examples))
    }
  }

  @Test func searchFindsNamesAndMeanings() {
    func found(_ words: String) -> [String] {
      session.search(words).table.rows.compactMap {
        if case .text(let name)? = $0.first { name } else { nil }
      }
    }
    #expect(found("npv").first == "npv")
    #expect(found("present value").contains("npv"))
    #expect(found("lognormal").contains("lognormal"))
    #expect(found("units cannot be put together").contains("AIS0301"))
    #expect(found("qqqqqqqqq").isEmpty)
  }

  @Test func listsHoldWhatTheySay() throws {
    for name in session.listings {
      let rows = try #require(session.listing(of: name), "\(name)").table.rowCount
      // what only a program declares
      #expect(rows > 0 || ["scenarios", "funding_rounds", "safes"].contains(name), "\(name)")
    }
    let companies = try #require(session.listing(of: "companies"))
    #expect(companies.table.rowCount > 20)
    #expect(session.listing(of: "qqqqqqqqq") == nil)
  }

  @Test(arguments: [
    ("OpenAI.revenue", "money/year, uncertain"), ("2 + 2", "a plain number, certain"),
    ("50%", "a percentage, certain"), ("OpenAI", "a company"), ("companies", "companies"),
    ("\"text\"", "a text"), ("2024-08-20", "a date"),
    ("OpenAI.revenue > $1B/year", "a condition, uncertain"),
  ])
  func typesAreSaid(_ expression: String, _ type: String) throws {
    var session = self.session
    #expect(try session.type(of: expression) == type)
  }

  @Test(arguments: ["", "what if token price drops 50%", "1 +", "nobody.revenue", "$1 + 1 year"])
  func whatHasNoTypeIsRefused(_ text: String) {
    var session = self.session
    #expect(throws: Failure.self) { try session.type(of: text) }
  }
}
