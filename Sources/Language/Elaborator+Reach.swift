import AISModel
import AISSource
import AISUnits

extension Elaborator {
  /// What the scenario below gives for a slot, when no change of this one reaches it; `nil` when one
  /// may, or when that is not known yet.
  mutating func unreached(_ reference: SlotReference, _ place: Place) -> SlotResult? {
    guard sharesUnreached, let below = overlays[reference.overlay.index].parent else { return nil }
    if let moment = moment(of: reference.overlay) {
      if !isDateSensitive(reference.slot, reference.overlay) {
        prepare(reference.slot, for: reference.overlay, place)
      }
      let same = SlotReference(slot: reference.slot, overlay: below)
      if moment.date >= today, isTimeless(same), case .success(let result)? = memo[same] {
        return result
      }
      if let result = unmoved(reference, since: lastTurn(of: below), moment, place) {
        return result
      }
    }
    guard let result = remembered(reference.slot, below), !isReached(reference, above: below)
    else { return nil }
    return result
  }

  /// What a slot has been since the last turn of its scenario; `nil` where that is not before the moment, or where it
  /// goes on to change.
  private mutating func unmoved(
    _ reference: SlotReference, since turn: Day, _ moment: Moment, _ place: Place
  ) -> SlotResult? {
    guard turn > today, turn < moment.date, metric(reference.slot)?.flow == nil else { return nil }
    let view = view(reference.overlay, moment.on(turn))
    prepare(reference.slot, in: view, place)
    let same = SlotReference(slot: reference.slot, overlay: view)
    guard isTimeless(same), case .success(let result)? = memo[same] else { return nil }
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
      !overlay.variesInputs || !isVaried(reference.slot),
      !isDateSensitive(reference.slot, reference.overlay),
      let result = remembered(reference.slot, below),
      overlay.moment == nil || !result.trace.isDated
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

  /// `true` iff a slot stays what it is on the date of a scenario, as does everything that it refers to.
  ///
  /// `other` is the same slot further down, for what it refers to where that is not remembered here.
  mutating func isTimeless(_ reference: SlotReference, like other: SlotReference? = nil) -> Bool {
    if let known = timeless[reference] { return known }
    guard !stack.isNearlyFull,
      case .success(let result)? = memo[reference] ?? other.flatMap({ memo[$0] })
    else { return false }
    timeless[reference] = false
    let isOwn = !result.trace.isDated && isLast(reference.slot, reference.overlay)
    let same =
      isOwn
      && result.trace.dependencies.allSatisfy { part in
        // what was taken over from further down is as it would be here; but what follows a cause is never taken over
        let here = SlotReference(slot: part.slot, overlay: reference.overlay)
        guard part != reference, !responds(part.slot), isBelow(part.overlay, reference.overlay)
        else {
          return part == reference || isTimeless(part)
        }
        return isTimeless(here, like: part)
      }
    timeless[reference] = same
    return same
  }

  /// The same slot without a date, where the date does not matter.
  mutating func canonical(_ reference: SlotReference, _ place: Place) -> SlotReference {
    guard let moment = moment(of: reference.overlay), moment.date >= today else { return reference }
    prepare(reference.slot, for: reference.overlay, place)
    let same = SlotReference(slot: reference.slot, overlay: undated(reference.overlay))
    return isTimeless(same) ? same : reference
  }

  /// `true` iff nothing that is said of a slot itself has a date after that of a scenario.
  private func isLast(_ slot: Slot, _ overlay: OverlayID) -> Bool {
    let date = date(of: overlay)
    guard metric(slot)?.flow == nil, growthRules(slot, in: overlay).isEmpty, date >= today else {
      return false
    }
    if let definition = book.definitions[slot], definition.isDated,
      definition.date(on: date)?.isLast != true
    {
      return false
    }
    return chain(overlay).allSatisfy { id in
      let overlay = overlays[id.index]
      return overlay.triggered.isEmpty
        && overlay.arrivals.values.allSatisfy { $0 <= date }
        && overlay.departures.values.allSatisfy { $0 <= date }
        && !touching(slot, overlay).contains {
          $0.trigger != nil || $0.timing.completion(today: today) > date
            || ($0.timing.end ?? date) > date
        }
    }
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
