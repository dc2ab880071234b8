import AISSource
import AISUnits
import Testing

@testable import AISLanguage
@testable import AISReport

/// Answers as spreadsheets and documents read them.
@Suite struct CSVTests {
  private func csv(_ content: Answer.Content) -> String {
    Renderer(format: .csv).render(Samples.answer(content))
  }

  private func markdown(_ content: Answer.Content) -> String {
    Renderer(format: .markdown).render(Samples.answer(content))
  }

  private func texts(_ texts: [String]) -> Answer.Content {
    .table(Table(columns: [.init("text", .text)], rows: texts.map { [.text($0)] }))
  }

  @Test func unitsStandInTheHead() {
    #expect(csv(.cell(.certain(-36e6, .money / .time))) == "value [USD/year]\n-3.6e7\n")
    #expect(csv(.cell(.certain(0.5, .ratio, .percent))) == "value\n0.5\n")
    #expect(
      csv(.cell(.uncertain(-4.52e9, 3e8, .money / .time)))
        == "value [USD/year],value p5 [USD/year],value p95 [USD/year]\n-4.52e9,-5e9,-4.04e9\n")
    #expect(
      csv(.cell(.certain(650e6, .money, .plain, .atLeast)))
        == "value [USD],value bound\n6.5e8,at least\n")
  }

  @Test func aRowHasOneUnit() {
    let lines = Renderer(format: .csv).render(Samples.whatIf).split(separator: "\n")
    #expect(lines[0].hasPrefix("company,metric,unit,base,base p5,base p95,what if,"))
    #expect(lines[3].hasPrefix("CharacterAI,runway,month,20,,,never,"))
  }

  /// OWASP, "CSV Injection": what a spreadsheet would compute stands behind an apostrophe; numbers stay numbers.
  @Test func nothingIsAFormula() {
    let all = [
      "=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝x", "a=b", "'x", "", "say \"no\"", "a,b", "a\nb",
    ]
    #expect(
      csv(texts(all))
        == "text\n'=1+1\n'+1\n'-1\n'@x\n'\tx\n\"'\rx\"\n'＝x\na=b\n'x\n\"\"\n\"say \"\"no\"\"\"\n\"a,b\"\n\"a\nb\"\n"
    )
    #expect(csv(.cell(.certain(-1, .ratio))) == "value\n-1\n")
  }

  @Test func treesAndListsAreTables() {
    #expect(
      csv(.list([.text("a"), .truth(1), .never("why"), .missing("who knows")]))
        == "value\na\ntrue\nnever\n\"\"\n")
    #expect(csv(TreeTextTests.answer.content).hasPrefix("level,name,"))
    #expect(csv(.defined(nil)) == "" && csv(.passed) == "")
  }

  @Test func tablesOfMarkdownLineUp() {
    var table = Table(columns: [.init("firm|name", .entity), .init("cash", .quantity)], rows: [])
    table.rows = [
      [.entity(name: "A", display: "A | *B*"), .certain(5e6, .money)],
      [.entity(name: "日本", display: "日本"), .missing("who knows")],
    ]
    #expect(
      markdown(.table(table)) == #"""
        | firm\|name | cash |
        | ---------- | ---: |
        | A \| \*B\* |  $5M |
        | 日本       |    – |

        """#)
    #expect(markdown(.cell(.text("a | b"))) == "```\na | b\n```\n")
  }

  @Test func aFileTellsItsFormat() throws {
    #expect(try Format.ofFile("a/b.CSV").name == "csv")
    #expect(try Format.ofFile("x.json").name == "json" && Format.ofFile("x.txt").name == "text")
    let fault = #expect(throws: Diagnostic.self) { _ = try Format.ofFile("csv") }
    #expect(fault?.code == "AIS0811")
  }
}
