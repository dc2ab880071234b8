import AISModel
import AISSource
import AISUnits

extension Elaborator {
  /// `X[SOURCE]`, `X[SOURCE forecast]`: what one source says of a slot, by the date of the scenario; `nil` when the words
  /// name no source.
  mutating func claim(of slot: Slot, _ words: [String], _ place: Place, _ scope: Scope)
    throws(Diagnostic) -> Value?
  {
    let (name, certainty) = Declarer.claimant(words)
    guard let source = book.source(named: name) else { return nil }
    // what it rests on, and what is to be forgotten when a fact is added
    _ = try? value(of: slot, in: scope.overlay, at: place)
    let facts = book.definitions[slot]?.facts ?? []
    let own = facts.filter { $0.isSaid(by: source, certainty) }
    let later = book.definitions[slot]?.unpublished ?? []
    if own.isEmpty, later.contains(where: { $0.sources.contains(source) }) {
      throw Diagnostic(
        code: "AIS0782",
        "\(book[source].name) had not said this of `\(title(slot))` by \(today.text)", at: place,
        help: "it is of \(book[source].date?.text ?? "later"): ask as of a later date")
    }
    let day = date(of: scope.overlay)
    let begun = own.filter { $0.date.start <= day }.map(\.date.start).max()
    let latest = own.filter { $0.date.start == begun ?? own.map(\.date.start).min() }
    guard let fact = latest.first else {
      throw Diagnostic(
        code: "AIS0856", "\(words.joined(separator: " ")) says nothing of `\(title(slot))`",
        at: place,
        help: book.origin(of: facts))
    }
    guard latest.count == 1 else {
      let ways = latest.map { "`[\(book[source].name) \($0.certainty.rawValue)]`" }
      throw Diagnostic(
        code: "AIS0857", "\(book[source].name) says \(latest.count) things of `\(title(slot))`",
        at: place,
        help: Set(ways).count == latest.count
          ? "write " + ways.joined(separator: " or ") : "they differ in nothing but the value")
    }
    trace.isDated = true
    return try typed(
      fact.value, type: metric(slot)?.type,
      self.scope(of: slot, fact.value, in: scope.overlay, on: fact.date.start))
  }
}

extension Book {
  /// Which sources some facts are from, in words.
  func origin(of facts: [Fact]) -> String {
    let known = Set(facts.flatMap(\.sources).map { self[$0].name }).sorted()
    return known.isEmpty
      ? "no source does" : "it is from " + known.map { "`\($0)`" }.joined(separator: ", ")
  }
}
