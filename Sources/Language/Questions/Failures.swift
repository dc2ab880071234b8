import AISEngine
import AISModel
import AISSource

// A calculation that fails for one entity of several does not take the answer from the others.
extension Inquiry {
  /// The cell of one entity among several: where a calculation fails for it, the reason stands in its place.
  mutating func cell(_ value: Value, at point: [AxisID: Int], of entity: EntityID?)
    throws(Diagnostic) -> Cell
  {
    do throws(Diagnostic) {
      return try cell(value, at: point)
    } catch {
      guard let entity, Elaborator.isOfOne(error) else { throw error }
      failures.append((entity, error))
      return .missing(error.message)
    }
  }

  /// Says for which entities a calculation fails; an error where no other has a value.
  mutating func noteFailures(hasOthers: Bool) throws(Diagnostic) {
    guard let first = failures.first else { return }
    guard hasOthers else { throw first.error }
    var names: [String] = []
    for (entity, error) in failures where error.message == first.error.message {
      let name = elaborator.book[entity].display
      if !names.contains(name) { names.append(name) }
    }
    let more =
      names.count > Self.namedFailures ? " and \(names.count - Self.namedFailures) others" : ""
    let shown = names.prefix(Self.namedFailures).joined(separator: ", ")
    elaborator.notes.append("\(first.error.message) for \(shown)\(more)")
  }

  private static let namedFailures = 3
}
