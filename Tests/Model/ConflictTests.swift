import AISModel
import AISSource
import AISTestSupport
import Testing

@testable import AISLanguage

/// The conflicts of the sources: all that are known, each with what it is about and a sum that is computed.
@Suite struct ConflictTests {
  /// The rows of `conflicts` that are declared, by their numbers: what is taken, and the sum.
  private func sums(_ session: Session) throws -> [String: String] {
    var session = session.with(samples: 100)
    var sums: [String: String] = [:]
    for row in try session.table("conflicts").rows {
      guard case .text(let number) = row[0], case .text(let sum) = row[4], !number.isEmpty else {
        continue
      }
      sums[number] = sum
    }
    return sums
  }

  @Test func allAreThere() throws {
    let sums = try sums(Sessions.builtIn)
    #expect(sums.count == 37)
    for number in 1...37 {
      let name = number < 10 ? "C0\(number)" : "C\(number)"
      let sum = sums[name] ?? ""
      #expect(sum.count > 15 && !sum.contains("unknown") && !sum.contains("uncertain"), "\(name)")
    }
    var session = Sessions.builtIn
    for row in try session.table("conflicts").rows.prefix(37) {
      for cell in row {
        guard case .text(let text) = cell else { continue }
        #expect(!text.isEmpty, "\(row)")
      }
    }
  }

  /// Sums done by hand.
  @Test(
    arguments: [
      ("C01", "4.615x"), ("C01", "$2.35B"), ("C02", "86.67%"), ("C03", "$13B"), ("C03", "$23B"),
      ("C04", "$1.65B to $2.25B"), ("C04", "1.433x"), ("C05", "$4.7B"), ("C06", "100x"),
      ("C07", "288.5x"), ("C08", "$1.85B"), ("C09", "2.5x to 3.333x"), ("C10", "1.5%"),
      ("C11", "$200M"), ("C12", "33.11%"), ("C15", "4441x"), ("C16", "10% to 20%"),
      ("C22", "25%"), ("C23", "1%"), ("C25", "$198B"), ("C26", "22.73%"), ("C27", "$83.33M"),
      ("C29", "$17.33B"), ("C33", "129.5"), ("C35", "30%"), ("C36", "0.4333x"),
    ]) func sumIsAsByHand(_ number: String, _ part: String) throws
  {
    let sum = try #require(try sums(Sessions.builtIn)[number])
    #expect(sum.contains(part), "\(sum)")
  }

  /// Nothing of a sum is written down: another fact in the library gives another.
  @Test func anotherFactGivesAnotherSum() throws {
    let texts = ModelLibrary.texts.map { text in
      SourceText(
        text.content.replacing(
          "deal_value              = $3B            @",
          with: "deal_value              = $3.9B          @"),
        name: text.name)
    }
    let sums = try sums(try Session(model: .texts(texts)))
    let before = try self.sums(Sessions.builtIn)
    #expect(sums["C01"]?.contains("6x, at most $3.25B") == true, "\(sums["C01"] ?? "")")
    #expect(sums["C04"]?.contains("2.6x") == true)
    #expect(sums.filter { before[$0.key] != $0.value }.keys.sorted() == ["C01", "C04"])
  }

  @Test func everyConflictSaysWhatItIsAbout() throws {
    let book = Sessions.builtIn.elaborator.book
    let facts = try #require(book.existingName("facts"))
    let kind = try #require(book.kind(named: "conflict"))
    let silent = book.entities(of: kind).filter { book.definitions[Slot($0, facts)] == nil }
    #expect(Set(silent.map { book[$0].name }) == ["C31", "C32"])
  }

  @Test func aPreferenceChangesWhatIsRead() throws {
    var session = Sessions.builtIn.with(samples: 100)
    #expect(try session.quantity("Microsoft_Inflection.deal_value", in: "$M").mean == 650)
    _ = try session.ask("prefer silicon_rabbit for Microsoft_Inflection.deal_value")
    #expect(try session.quantity("Microsoft_Inflection.deal_value", in: "$M").mean == 3000)
    #expect(
      try session.quantity("Microsoft_Inflection.deal_value[ai_boom_fades]", in: "$M").mean == 650)
  }
}
