import AISModel

extension Elaborator {
  /// What the scenario below gives for a slot, when no change of this one reaches it; `nil` when one
  /// may, or when that is not known yet.
  mutating func unreached(_ reference: SlotReference) -> SlotResult? {
    guard sharesUnreached, let below = overlays[reference.overlay.index].parent,
      let result = remembered(reference.slot, below), !isReached(reference, above: below)
    else { return nil }
    return result
  }

  /// What is remembered of a slot in a scenario, or in one further down from which nothing reaches it.
  private func remembered(_ slot: Slot, _ overlay: OverlayID) -> SlotResult? {
    var at = overlay
    while true {
      let reference = SlotReference(slot: slot, overlay: at)
      if case .success(let result)? = memo[reference] { return result }
      guard reached[reference] == false, let below = overlays[at.index].parent else { return nil }
      at = below
    }
  }

  /// `true` unless everything that a slot refers to is the same in a scenario as in the one below it.
  private mutating func isReached(_ reference: SlotReference, above below: OverlayID) -> Bool {
    if let known = reached[reference] { return known }
    // until it is known, and for who asks on the way round: changes may read each other's base
    reached[reference] = true
    let overlay = overlays[reference.overlay.index]
    guard overlay.entities.isEmpty, overlay.names.isEmpty, !stack.isNearlyFull,
      !changes(overlay, reference.slot), !responds(reference.slot),
      let result = remembered(reference.slot, below)
    else { return true }
    let isReached = result.trace.dependencies.contains { part in
      // a part read further down was taken over from there; one read in a scenario of its own may differ
      guard part.slot != reference.slot else { return !isBelow(part.overlay, reference.overlay) }
      guard isBelow(part.overlay, reference.overlay) else { return true }
      return self.isReached(
        SlotReference(slot: part.slot, overlay: reference.overlay), above: below)
    }
    reached[reference] = isReached
    return isReached
  }

  /// `true` iff a scenario stands on another, over however many.
  private func isBelow(_ overlay: OverlayID, _ top: OverlayID) -> Bool {
    chain(top).dropFirst().contains(overlay)
  }

  /// `true` iff a rule makes a slot follow a cause.
  private func responds(_ slot: Slot) -> Bool {
    metric(slot)?.response != nil || book.responses[Slot(slot.owner, slot.name)] != nil
  }
}
