import AISSource
import AISUnits
import Foundation
import Testing

@testable import AISLanguage
@testable import AISReport

/// Answers as programs read them.
@Suite struct JSONTests {
  private let json = Renderer(format: .json)

  private func line(_ content: Answer.Content, statement: String = "q") -> String {
    json.render(Samples.answer(content, statement: statement))
  }

  private func line(_ cell: Cell) -> String { line(.cell(cell)) }

  private func parsed(_ line: String) throws -> [String: Any] {
    #expect(line.hasSuffix("\n") && line.count(where: \.isNewline) == 1)
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
    return try #require(object as? [String: Any])
  }

  @Test func quantities() {
    #expect(
      line(.certain(-36e6, .money / .time)) == """
        {"statement":"q","line":1,"kind":"quantity","unit":"USD/year","value":-3.6e7}

        """)
    #expect(
      line(.uncertain(-4.52e9, 3e8, .money / .time)) == """
        {"statement":"q","line":1,"kind":"quantity","unit":"USD/year","value":-4.52e9,"sd":3e8,\
        "p5":-5e9,"p50":-4.52e9,"p95":-4.04e9,"samples":10000}

        """)
    #expect(
      line(.certain(650e6, .money, .plain, .atLeast)) == """
        {"statement":"q","line":1,"kind":"quantity","unit":"USD","value":6.5e8,"bound":"at least"}

        """)
  }

  /// Durations are in months, everything about them.
  @Test func units() throws {
    let object = try parsed(line(.uncertain(1.5, 0.25, .time)))
    #expect(object["unit"] as? String == "month")
    #expect(object["value"] as? Double == 18)
    #expect(object["sd"] as? Double == 3)
    #expect(object["p50"] as? Double == 18)
    #expect(try parsed(line(.certain(0.5, .ratio, .percent)))["value"] as? Double == 0.5)
  }

  @Test func aShareThatIsNever() {
    #expect(
      line(.sometimes(0.75, 1.25, never: 0.12)) == """
        {"statement":"q","line":1,"kind":"quantity","unit":"month","value":null,"sd":null,"p5":9,\
        "p50":15,"p95":null,"samples":10000,"never_share":0.12,"never_reason":"not burning cash"}

        """)
  }

  @Test func otherValues() throws {
    let period = try #require(Period("2024Q3"))
    let head = #"{"statement":"q","line":1,"kind":"#
    let cases: [(Cell, String)] = [
      (.truth(1), #""boolean","value":true}"#), (.truth(0), #""boolean","value":false}"#),
      (.truth(0.375), #""boolean","probability":0.375}"#), (.text("a"), #""text","value":"a"}"#),
      (.date(period), #""date","value":"2024Q3"}"#),
      (.entity(name: "CharacterAI", display: "Character.AI"), #""text","value":"CharacterAI"}"#),
      (.never("not burning cash"), #""never","reason":"not burning cash"}"#),
      (.missing("no source"), #""missing","reason":"no source"}"#),
    ]
    for (cell, expected) in cases { #expect(line(cell) == head + expected + "\n") }
  }

  @Test func listsAndScenarios() {
    #expect(
      line(.list([Samples.openAI, .truth(0.5), .certain(2, .money), .empty])) == """
        {"statement":"q","line":1,"kind":"list",\
        "value":["OpenAI",{"probability":0.5},{"value":2,"unit":"USD"},null]}

        """)
    #expect(
      line(.scenario(["a = 1", "b = 2"])) == """
        {"statement":"q","line":1,"kind":"scenario","clauses":["a = 1","b = 2"]}

        """)
  }

  @Test func whatIf() {
    var answer = Samples.whatIf
    guard case .table(var table) = answer.content else { return }
    table.rows = Array(table.rows[2...])
    answer.content = .table(table)
    #expect(
      json.render(answer) == """
        {"statement":"what if token price drops 50%","line":1,"kind":"table",\
        "scenarios":["base","what if"],"columns":[{"name":"company","type":"entity"},\
        {"name":"metric","type":"text"},{"name":"base","type":"quantity"},\
        {"name":"what if","type":"quantity"},{"name":"change","type":"quantity"},\
        {"name":"change_fraction","type":"quantity","unit":"1"}],\
        "rows":[["CharacterAI","runway",{"value":20,"unit":"month"},\
        {"never":"not burning cash"},null,null],\
        ["Acme","margin",{"value":0.5,"unit":"1"},{"value":0.62,"unit":"1"},\
        {"value":0.12,"unit":"1"},{"value":0.24,"unit":"1"}]],\
        "changes":[{"clause":"token price drops 50%","name":"token_price",\
        "before":{"value":2.5e-6,"unit":"USD/token"},\
        "after":{"value":1.25e-6,"unit":"USD/token"}}],\
        "readings":[{"name":"OpenAI.revenue",\
        "used":"$3.5B to $4.5B per year: covers both passages",\
        "rivals":["$1.6B per year, ai_boom_fades, 2023"]}],\
        "rests_on":{"assumptions":["token_demand_elasticity"],\
        "facts":["OpenAI.cost","token_price"]},"as_of":"2024-08-20"}

        """)
  }

  /// The type of a column without one of its own is that of its values.
  @Test func columnTypes() throws {
    let period = try #require(Period("2024"))
    let columns: [Table.Column] = [
      .init("cut", .axis), .init("buyer", .axis), .init("year", .axis), .init("layer", .quantity),
      .init("feasible", .quantity), .init("cash", .quantity),
    ]
    let rows: [[Cell]] = [
      [
        .certain(1, .ratio), Samples.openAI, .date(period), .missing("no source"), .truth(1),
        .missing("no source"),
      ],
      [.certain(1, .ratio), Samples.openAI, .date(period), .text("app"), .truth(0.5), .empty],
    ]
    let object = try parsed(line(.table(Table(columns: columns, rows: rows))))
    let types = (object["columns"] as? [[String: String]])?.map { $0["type"] }
    #expect(types == ["quantity", "entity", "date", "text", "boolean", "quantity"])
    #expect(object["scenarios"] == nil)
    let cells = try #require((object["rows"] as? [[Any]])?.first)
    #expect((cells[3] as? [String: String]) == ["missing": "no source"])
    #expect(cells[4] as? Bool == true)
  }

  @Test func trees() throws {
    let object = try parsed(json.render(TreeTextTests.answer))
    let tree = try #require(object["tree"] as? [String: Any])
    #expect(tree["name"] as? String == "OpenAI.net_income")
    #expect((tree["value"] as? [String: Any])?["unit"] as? String == "USD/year")
    #expect(tree["definition"] as? String == "revenue - cost")
    #expect(tree["origin"] as? String == "formula")
    #expect((tree["remarks"] as? [String])?.count == 1)
    let parts = try #require(tree["parts"] as? [[String: Any]])
    #expect(parts.map { $0["name"] as? String } == ["OpenAI.revenue", "OpenAI.cost"])
    #expect((parts[0]["parts"] as? [Any])?.count == 1)
  }

  @Test func notesAndOwnLines() throws {
    var answer = Samples.answer(.certain(4, .ratio))
    answer.notes = ["3 more rows"]
    answer.restsOn = [Basis(kind: .own, name: "x", value: "2", reason: "your own line")]
    let object = try parsed(json.render(answer))
    #expect(object["notes"] as? [String] == ["3 more rows"])
    #expect(
      object["rests_on"] as? [String: [String]] == ["assumptions": [], "facts": [], "own": ["x"]])
  }

  @Test func definitionsPrintNothing() {
    #expect(line(.defined(nil)) == "")
    #expect(line(.defined("changed")) == "")
    #expect(line(.passed) == "")
  }

  // MARK: Diagnostics

  @Test func errors() {
    let source = SourceText("x = 1\nOpenAI.revenue + \"é\" + OpenAI.headcount\n", name: "a.ais")
    let error = Diagnostic(
      code: "AIS0301", "cannot add money/year and people", at: Place(source, Span(27, 28)),
      labels: [.init(Place(source, Span(6, 20)), "money/year")], notes: ["in \"a\""],
      help: "use `/`")
    #expect(
      json.render([error], statement: "s", line: 2) == """
        {"statement":"s","line":2,"kind":"error","code":"AIS0301",\
        "message":"cannot add money/year and people",\
        "place":{"file":"a.ais","line":2,"column":21,"end_column":22},"notes":["in \\"a\\""],\
        "help":"use `/`","labels":[{"text":"money/year",\
        "place":{"file":"a.ais","line":2,"column":1,"end_column":15}}]}

        """)
  }

  @Test func errorsWithoutAPlace() {
    let diagnostics = [
      Diagnostic(code: "AIS0602", "interrupted"), Diagnostic(.warning, code: "AIS0110", "odd"),
    ]
    #expect(
      json.render(diagnostics) == """
        {"kind":"error","code":"AIS0602","message":"interrupted","place":null,"notes":[],\
        "help":null}
        {"kind":"warning","code":"AIS0110","message":"odd","place":null,"notes":[],"help":null}

        """)
  }

  /// A place of several lines ends where its first line ends; typed text has no file.
  @Test func placesOfSeveralLines() throws {
    let source = SourceText("what if {\n  a = 1\n}")
    let object = try parsed(
      json.render([Diagnostic(code: "AIS0401", "no", at: Place(source, Span(0, 19)))]))
    let place = try #require(object["place"] as? [String: Any])
    #expect(place["file"] is NSNull)
    #expect(place["line"] as? Int == 1)
    #expect(place["column"] as? Int == 1)
    #expect(place["end_column"] as? Int == 10)
  }

  @Test func warnings() throws {
    var answer = Samples.answer(.truth(0.5), statement: "P(a = 1)")
    answer.warnings = [Diagnostic(.warning, code: "AIS0110", "`=` is read as `==`")]
    let object = try parsed(json.render(answer))
    let warnings = try #require(object["warnings"] as? [[String: Any]])
    #expect(warnings.map { $0["kind"] as? String } == ["warning"])
    answer.content = .defined(nil)
    let line = try parsed(json.render(answer))
    #expect(line["kind"] as? String == "warning")
    #expect(line["statement"] as? String == "P(a = 1)")
  }
}
