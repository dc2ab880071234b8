import AISLanguage
import AISModel
import AISTestSupport
import AISUnits
import Testing

@testable import AISLanguage

/// What holds of a hindcast: nothing is read that was published later, and assumptions stay.
@Suite struct HindcastTests {
  private static let days = ["2020", "2023-01-30", "2023-06", "2024-03", "2024-06", "2024-08-20"]

  private func session(_ day: String) throws -> Session {
    var options = Options()
    options.samples = 20
    options.today = try #require(Day(day) ?? Period(day)?.start)
    return try Session(options: options)
  }

  @Test(arguments: days) func nothingIsReadThatWasPublishedLater(_ day: String) throws {
    var session = try session(day)
    let today = session.elaborator.today
    for (slot, definition) in session.elaborator.book.definitions {
      for fact in definition.facts {
        for source in fact.sources {
          let date = session.elaborator.book[source].date
          #expect(date.map { $0.start <= today } ?? true, "\(session.elaborator.title(slot))")
        }
      }
    }
    let answer = try session.ask("show revenue, net_income, cash for companies")
    let late = session.elaborator.book.sources.filter { ($0.date?.start ?? today) > today }
    for basis in answer.restsOn where basis.kind == .fact {
      #expect(!late.contains { basis.reason.contains($0.name + ",") }, "\(basis.name)")
    }
    let says = answer.notes.contains { $0.contains("sources and") }
    #expect(says == !late.isEmpty)
  }

  /// The later the day, the more is known; on that of the last source everything is.
  @Test func moreIsKnownOnALaterDay() throws {
    var counts: [Int] = []
    for day in Self.days {
      let book = try session(day).elaborator.book
      counts.append(book.definitions.values.reduce(0) { $0 + $1.facts.count })
    }
    #expect(counts == counts.sorted())
    let all = Sessions.builtIn.elaborator.book.definitions.values.reduce(0) { $0 + $1.facts.count }
    #expect(counts.first == 0 && counts.last == all)
  }

  @Test(arguments: days) func assumptionsStay(_ day: String) throws {
    var (past, now) = (try session(day), try session("2024-08-20"))
    for name in ["token_demand_elasticity", "OpenAI.cash", "pass_through", "OpenAI.api_share"] {
      #expect(try past.quantity(name).mean == now.quantity(name).mean, "\(name)")
    }
  }
}
