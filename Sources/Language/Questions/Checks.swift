import AISEngine
import AISModel
import AISSource
import AISSyntax

/// The `check`s of kinds, which an answer remarks on where they fail.
extension Inquiry {
  /// What the checks of an entity that fail in a scenario say; once for an entity.
  mutating func failedChecks(_ owner: EntityID, _ overlay: OverlayID) throws(Diagnostic) -> [String]
  {
    guard checkedOwners.insert(owner).inserted else { return [] }
    var failed: [String] = []
    for check in elaborator.book[elaborator.book[owner].kind].checks {
      var scope = Scope(stream: StreamKey.of(["check", elaborator.book[owner].name]))
      scope.owner = owner
      scope.subject = owner
      scope.overlay = overlay
      guard let node = try elaborator.condition(check.condition, scope) else { continue }
      try compute([.truth(node)])
      guard case .truth(let share) = try cell(.truth(node)), share < 1 else { continue }
      failed.append(try message(check, scope))
    }
    return failed
  }

  /// Remarks on the entities of which a what-if shows something and on the deals that it makes, as they are in the
  /// scenario.
  mutating func noteChecks(_ items: [ExpressionID], _ frame: Frame, _ overlay: OverlayID)
    throws(Diagnostic)
  {
    // the answer itself does not rest on what a check reads
    let traces = elaborator.traces
    defer { elaborator.traces = traces }
    let deals = elaborator.names(in: overlay).sorted { $0.key < $1.key }.map(\.value)
    let owners = (frame.entities ?? []) + items.compactMap { metricTitle($0, frame).0 } + deals
    let overlay = frame.moment.map { elaborator.view(overlay, $0) } ?? overlay
    for owner in owners where elaborator.exists(owner, in: overlay) {
      for failed in try failedChecks(owner, overlay) {
        elaborator.note("\(elaborator.book[owner].display): \(failed)")
      }
    }
  }
}
