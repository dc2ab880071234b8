import AISModel
import AISSource
import AISSyntax

extension Inquiry {
  /// `conflicts [of E]`: slots for which sources disagree at one date, with the reading used.
  mutating func conflicts(of expression: ExpressionID?) throws(Diagnostic) -> Answer {
    var slots = elaborator.book.definitions.keys.sorted {
      elaborator.title($0) < elaborator.title($1)
    }
    if let expression {
      let value = try elaborator.value(code(expression), scope(expression, base))
      if let entity = value.entity { _ = try card(entity) }
      let reached = Set(elaborator.referredTo.map(\.slot))
      slots = slots.filter(reached.contains)
    }
    var table = Table(
      columns: [.init("name", .text), .init("used", .text), .init("rivals", .text)], rows: [])
    for slot in slots {
      let used: String
      let rivals: [Fact]
      switch elaborator.selection(of: slot) {
      case .fact(let fact, let others):
        (used, rivals) = ("\(fact.value.source), \(elaborator.describe(fact))", others)
      case .reading(let reading, let others):
        (used, rivals) = ("\(reading.value.source): \(reading.reason)", others)
      default: continue
      }
      guard !rivals.isEmpty else { continue }
      let text = rivals.map { "\($0.value.source), \(elaborator.describe($0))" }.joined(
        separator: "; ")
      table.rows.append([.text(elaborator.title(slot)), .text(used), .text(text)])
    }
    elaborator.traces = [Elaborator.Trace()]
    return answer(.table(table))
  }
}
