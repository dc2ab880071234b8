import AISModel
import AISSource
import AISTestSupport
import Testing

@testable import AISLanguage

/// The rows of the fact table, the furniture of the pages left out: each is in the model, under its name there.
///
/// `Fixtures/facts.csv` has a row for each: its number, and the metric or relation that the library has it as.
@Suite struct FactTableTests {
  /// A line of the library that names rows of the fact table.
  private struct Line {
    let code: String
    let rows: [Int]
  }

  /// The rows of the copy of the first article, and those of the part of it that it copies.
  private static let copies = 137...196
  private static let originals = 1...136

  private let rows: [Int: String]
  private let lines: [Line]

  init() throws {
    let table = try #require(Repository.text("Tests/Model/Fixtures/facts.csv")).content
    rows = table.split(separator: "\n").dropFirst().reduce(into: [:]) { rows, line in
      let cells = line.split(separator: ",")
      if let number = Int(cells[0].dropFirst()) { rows[number] = String(cells[1]) }
    }
    lines = ModelLibrary.texts.flatMap { text in
      text.content.split(separator: "\n").compactMap { line in
        guard let comment = line.lastIndex(of: "#"), comment > line.startIndex else { return nil }
        let numbers = line[comment...].matches(of: /F(\d{3})/).compactMap { Int($0.1) }
        return numbers.isEmpty ? nil : Line(code: String(line[..<comment]), rows: numbers)
      }
    }
  }

  @Test func noRowIsMissing() {
    #expect(rows.count == 427)
    for (number, name) in rows.sorted(by: { $0.key < $1.key }) {
      let isThere = lines.contains { line in
        line.rows.contains(number)
          && (line.code.contains("\(name) ") || name == "date" && line.code.hasPrefix("source "))
      }
      #expect(isThere, "F\(number) \(name)")
    }
  }

  @Test func noLineNamesARowThatIsNone() {
    let unknown = lines.flatMap(\.rows).filter { rows[$0] == nil }
    #expect(unknown.isEmpty)
  }

  /// The article and its copy are one voice (C31): what both say is one fact with two sources.
  @Test func theCopyIsNoVoiceOfItsOwn() throws {
    var repeats = 0
    for line in lines where line.rows.contains(where: Self.copies.contains) {
      repeats += line.rows.count { Self.copies.contains($0) }
      #expect(line.rows.contains(where: Self.originals.contains), "\(line.code)")
    }
    #expect(repeats >= 60)
    let book = Sessions.builtIn.elaborator.book
    let article = try #require(book.source(named: "silicon_rabbit"))
    let copy = try #require(book.source(named: "silicon_rabbit_fr"))
    for (slot, definition) in book.definitions {
      for fact in definition.facts where fact.sources.contains(copy) {
        #expect(fact.sources.contains(article), "\(book.text(slot.name))")
      }
    }
  }

  /// What the sources say in words has a date and a source like every number.
  @Test func everyRelationHasTwoEntities() {
    let elaborator = Sessions.builtIn.elaborator
    let claims = elaborator.claims()
    #expect(claims.count > 80)
    for (slot, _) in elaborator.book.definitions where elaborator.book.relation(of: slot) != nil {
      #expect(elaborator.ends(of: slot) != nil, "\(elaborator.title(slot))")
    }
    for relation in elaborator.book.relations {
      #expect(
        claims.contains { $0.relation.name == relation.name }, "\(relation.title) is never said")
    }
  }
}
