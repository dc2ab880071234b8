import AISSource
import AISSyntax
import AISTestSupport
import Foundation
import Testing

@testable import AISLanguage
@testable import AISModel

/// The pages that list what the model library holds say what it holds.
///
/// `AIS_BLESS=1 swift test --filter Catalogue` writes them anew.
@Suite struct CatalogueTests {
  @Test func everyVerbIsListed() throws {
    try expectPage("Docs/Model/Verbs.md", verbs())
  }

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
}
