import AISModel
import AISUnits

/// A hindcast: the model as it could have been on a past day. A fact counts once one of its sources is published; what
/// it says may be of a later date, as a forecast does. Assumptions, formulas and lines of one's own always count.
extension Elaborator {
  /// Why a slot has no value in a hindcast: all that sources say of it was published later; `nil` where it is not so.
  func notPublished(_ slot: Slot) -> String? {
    guard let definition = book.definitions[slot], definition.facts.isEmpty else { return nil }
    let sources = definition.unpublished.flatMap(\.sources).compactMap { id in
      book[id].date.map { (name: book[id].name, date: $0) }
    }
    guard let first = sources.min(by: { $0.date.start < $1.date.start }) else { return nil }
    return
      "\(title(slot)) was not known on \(today.text): \(first.name) is of \(first.date.text)"
  }

  /// `true` iff all facts of a slot, and of its named readings, are published.
  func isPublished(_ slot: Slot) -> Bool {
    let definition = book.definitions[slot] ?? Definition()
    return definition.unpublished.isEmpty
      && definition.namedReadings.allSatisfy {
        self.isPublished(Slot(slot.owner, slot.name, reading: $0))
      }
  }

  /// How little is known in a hindcast; `nil` where all of the sources are published. Complexity: linear in the slots.
  var hindcastNote: String? {
    let sources = book.sources.count { book.isPublished($0) }
    guard sources < book.sources.count else { return nil }
    var (known, all) = (0, 0)
    for definition in book.definitions.values {
      known += definition.facts.count
      all += definition.facts.count + definition.unpublished.count
    }
    return
      "\(sources) of \(book.sources.count) sources and \(known) of \(all) facts were published by \(today.text); what was not known can be supposed, as in `what if X = V`"
  }
}
