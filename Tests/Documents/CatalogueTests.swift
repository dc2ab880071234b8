import AISSource
import AISSyntax
import AISTestSupport
import Foundation
import Testing

@testable import AISDistributions
@testable import AISLanguage
@testable import AISModel
@testable import AISUnits

/// The pages that list what the model library holds say what it holds.
///
/// `AIS_BLESS=1 swift test --filter Catalogue` writes them anew.
@Suite struct CatalogueTests {
  @Test func everyVerbIsListed() throws {
    try expectPage("Docs/Model/Verbs.md", verbs())
  }

  @Test func everyFormIsListed() throws {
    try expectPage("Docs/Reference/Forms.md", forms())
  }

  @Test func everyFunctionIsListed() throws {
    try expectPage("Docs/Reference/Functions.md", functions())
  }

  @Test func everyDistributionIsListed() throws {
    try expectPage("Docs/Reference/Distributions.md", distributions())
  }

  @Test func everyUnitIsListed() throws {
    try expectPage("Docs/Reference/Units.md", units())
  }

  /// What the catalogues show as an example runs.
  @Test(arguments: examples) func itsExampleRuns(_ example: String) {
    let said = Script(SourceText(example), in: Sessions.builtIn).run()
    let errors = said.diagnostics.filter { $0.severity == .error }
    #expect(errors.map { $0.rendered() }.isEmpty, "\(example)")
  }

  static let examples =
    StatementForm.all.map(\.example).filter { !$0.isEmpty } + BuiltIn.all.flatMap(\.examples)
    + Distribution.all.flatMap(\.examples)

  @Test func everyMechanismHasItsPage() {
    let index = Repository.text("Docs/Model/README.md")?.content ?? ""
    let pages = Repository.files(in: "Docs/Model", suffix: ".md").filter { $0.hasPrefix("S") }
    #expect(
      pages.map { String($0.prefix(3)) }.sorted() == (1...29).map { String(format: "S%02d", $0) })
    for page in pages { #expect(index.contains("(\(page))"), "\(page)") }
    for script in Repository.files(in: "Examples", suffix: ".ais") {
      #expect(index.contains("Examples/\(script)"), "\(script)")
    }
  }

  private func expectPage(_ path: String, _ wanted: String) throws {
    if Repository.isBlessing { return try Repository.write(wanted, to: path) }
    #expect(Repository.text(path)?.content == wanted, "AIS_BLESS=1 swift test --filter Catalogue")
  }

  /// Every phrase of the library under the heading of its part of the file, with what it does.
  private func verbs() -> String {
    var page = """
      # The verbs of the model

      Written by a test from `Sources/Model/Library/*.ais`. Words in brackets are optional, `|` separates synonyms, a hole says what
      it takes: a `quantity` is what changes, a `number` may have any unit, a `percentage` is below 100% or not, a `fraction` is.
      Behind the phrase stands what it changes; `deal` is what it brings in.

      """
    for source in ModelLibrary.texts {
      let text = Parser.parse(source)
      var title: Substring?
      for statement in text.statements {
        guard case .verb(let verb) = statement.form else { continue }
        let before = source[Span(0, statement.span.start)].split(separator: "\n")
        let heading = before.last { $0.hasPrefix("# ----") } ?? before.first ?? ""
        if heading != title {
          page += "\n## \(heading.drop { "#- ".contains($0) })\n\n"
          title = heading
        }
        let clauses = text.tree.changes(verb.changes).layers.joined().compactMap { clause in
          if case .require = clause.form { return nil as String? }
          return "`\(source[clause.span].singleLine)`"
        }
        page += "- `\(source[verb.phraseSpan].singleLine)`: \(clauses.joined(separator: ", "))\n"
      }
    }
    return page
  }

  // MARK: The reference

  private static let written =
    "Written by a test from the catalogues of the program: `AIS_BLESS=1 swift test --filter Catalogue`."

  /// A table in Markdown, its cells as they are but for the bars in them.
  private func table(_ heads: [String], _ rows: [[String]]) -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    return line(heads) + line(heads.map { _ in "---" })
      + rows.map { line($0.map { $0.replacing("|", with: "\\|").replacing("\n", with: " ") }) }
      .joined()
  }

  private func code(_ text: String) -> String { text.isEmpty ? "" : "`\(text)`" }

  private func forms() -> String {
    var page = """
      # Forms

      \(Self.written)
      Words in capitals stand for something: `E` an expression, `C` a condition, `X` a name, `D` a date, `S` a scenario. `[ ]` may be
      left out, `|` separates choices, `…` repeats. [Language.md](../Language.md) explains them.

      """
    for group in StatementForm.Group.allCases {
      page += "\n## \(group.rawValue)\n\n"
      let rows = StatementForm.all.filter { $0.group == group }.map { form in
        [
          code(form.form), form.meaning,
          form.example.split(separator: "\n").map { code(String($0)) }.joined(separator: "<br>"),
        ]
      }
      page += table(["form", "meaning", "example"], rows)
    }
    return page
  }

  private func functions() -> String {
    let groups: [(String, [BuiltIn])] = [
      ("Numbers", BuiltIn.mathematics), ("Bounds", BuiltIn.bounds),
      ("Samples", BuiltIn.statistics + BuiltIn.correlations),
      ("Sets of entities", BuiltIn.reducers), ("What is known", BuiltIn.knowledge),
      ("Lists", BuiltIn.lists), ("Texts", BuiltIn.texts),
    ]
    var page = """
      # Functions

      \(Self.written)
      The financial functions of the model library are in [Finance.md](../Finance.md), distributions in
      [Distributions.md](Distributions.md). `p5(x)`, `p97.5(x)` and the like are `quantile(x, 5%)`. A name alone, such as `quantile`,
      prints its help.

      """
    for (title, functions) in groups {
      page += "\n## \(title)\n\n"
      let rows = functions.map { function in
        [
          code("\(function.name)(\(function.parameters.joined(separator: ", ")))"),
          function.summary,
          code(function.examples.first ?? ""),
        ]
      }
      page += table(["function", "meaning", "example"], rows)
    }
    return page
  }

  private func distributions() -> String {
    var page = """
      # Distributions

      \(Self.written)
      Parameters stand by name; `normal(mean, sd)` and `uniform(low, high)` also by position. Where two quantiles are a way to state a
      family, they have any two percentages: `p10: …, p90: …`.

      | distribution | ways to state it | meaning | example |
      | --- | --- | --- | --- |

      """
    for family in Distribution.all.sorted(by: { $0.name < $1.name }) {
      var ways = family.forms.map { code(Signature(family, $0).text) }
      if family.quantiles != nil { ways.append(code("\(family.name)(p5: …, p95: …)")) }
      page +=
        "| \(family.name) | \(ways.joined(separator: "<br>")) | \(family.summary) | \(code(family.examples.first ?? "")) |\n"
    }
    return page
  }

  private func units() -> String {
    let groups: [(String, [UnitRow])] = [
      ("Money", UnitRow.money), ("Time", UnitRow.time), ("Counted things", UnitRow.counts),
      ("Compute", UnitRow.compute), ("Energy and power", UnitRow.energy), ("Data", UnitRow.data),
      ("Ratios", UnitRow.ratios),
    ]
    var page = """
      # Units

      \(Self.written)
      A unit stands after a number, after `per`, `/`, `as`, or in the head of a table. Currencies are never converted unasked.
      `unit NAME = …` declares another.

      """
    for (title, rows) in groups {
      page += "\n## \(title)\n\n"
      page += table(
        ["unit", "also", "prefixes", "meaning"],
        rows.map { row in
          var others = row.unit.plural == row.unit.name ? [] : [row.unit.plural]
          others += row.unit.symbols
          if let sign = row.unit.sign { others.append(String(sign)) }
          return [
            code(row.unit.name), others.map(code).joined(separator: " "),
            row.prefixes.map { code($0.symbol) }.joined(separator: " "), row.unit.summary,
          ]
        })
    }
    return page
  }
}
