import AISModel
import AISTestSupport
import Testing

@testable import AISLanguage

/// Every metric of every entity of the built-in model has a value, or a reason why it has none.
@Suite struct CardTests {
  static let entities = Sessions.builtIn.elaborator.book.entities.map(\.name)

  @Test(arguments: entities) func everyMetricComputes(_ entity: String) throws {
    var session = Sessions.builtIn.with(samples: 200)
    let table = try session.table(entity)
    #expect(!table.rows.isEmpty)
    for row in table.rows {
      guard case .quantity(let quantity) = row[1] else { continue }
      #expect(quantity.mean.isFinite || quantity.neverShare > 0, "\(row)")
    }
  }

  @Test(arguments: entities) func everyMetricIsExplained(_ entity: String) throws {
    var session = Sessions.builtIn.with(samples: 50)
    for row in try session.table(entity).rows.prefix(4) {
      guard case .text(let metric) = row[0], case .quantity = row[1] else { continue }
      guard case .tree(let tree) = try session.ask("why \(entity).\(metric)").content else {
        Issue.record("no tree for \(metric)")
        continue
      }
      #expect(!tree.definition.isEmpty && !tree.origin.isEmpty, "\(entity).\(metric)")
    }
  }
}
