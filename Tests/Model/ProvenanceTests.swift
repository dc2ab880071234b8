import AISModel
import AISSyntax
import AISTestSupport
import AISUnits
import Testing

@testable import AISLanguage

/// Nothing in the built-in model is without its source or its reason.
@Suite struct ProvenanceTests {
  private let book = Sessions.builtIn.elaborator.book

  @Test func everyFactHasASourceAndADate() {
    var count = 0
    for (slot, definition) in book.definitions {
      let name = book.text(slot.name)
      for fact in definition.facts {
        count += 1
        #expect(!fact.sources.isEmpty, "\(name)")
        #expect(fact.date.start <= fact.date.end, "\(name)")
        if let end = fact.endDate { #expect(end.start >= fact.date.start, "\(name)") }
      }
    }
    #expect(count > 150)
  }

  @Test func everySourceIsAFileWithADate() {
    #expect(book.sources.count == 5)
    for source in book.sources {
      #expect(source.date != nil && source.file?.hasSuffix(".txt") == true, "\(source.name)")
      #expect(source.title.count > 10, "\(source.name)")
    }
  }

  @Test func everyAssumptionHasAReason() {
    for (slot, definition) in book.definitions {
      let reasons = definition.assumptions.map(\.reason) + definition.readings.map(\.reason)
      for reason in reasons { #expect(reason.count > 3, "\(book.text(slot.name))") }
    }
    let reasons = book.kinds.flatMap { $0.metrics.compactMap(\.assumption) }
    #expect(!reasons.isEmpty && reasons.allSatisfy { $0.count > 3 })
  }

  /// A number of a company or deal without source or reason would be one that somebody made up.
  @Test func noEntityHasANumberOfNobody() {
    for (slot, definition) in book.definitions where slot.owner != nil {
      guard let formula = definition.formula,
        case .number(_) = formula.text.tree[formula.expression]
      else { continue }
      Issue.record("\(book.text(slot.name)) = \(formula.source)")
    }
  }

  @Test func everyPreferenceIsBetweenRivals() {
    for (slot, definition) in book.definitions where definition.preferredSource != nil {
      #expect(definition.facts.count > 1, "\(book.text(slot.name))")
      #expect(
        definition.facts.contains {
          $0.sources.contains(definition.preferredSource ?? $0.sources[0])
        })
    }
  }

  @Test func noTwoVerbsHaveAPhraseInCommon() {
    let pairs = book.clashingVerbs.map { "\($0.title) and \($1.title)" }
    #expect(pairs.isEmpty)
  }

  @Test func everyHeadlineIsAMetric() {
    for kind in book.kinds {
      for name in kind.headline { #expect(kind.metric(name) != nil, "\(kind.name)") }
      #expect(!kind.plural.isEmpty && !kind.display.isEmpty)
    }
    #expect(book.kinds.contains { !$0.headline.isEmpty })
  }
}
