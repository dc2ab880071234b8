import AISEngine
import AISModel

extension Elaborator {
  /// Forgets what only one question needed.
  mutating func truncate(overlays count: Int, entities: Int) {
    guard overlays.count > count || book.entities.count > entities else { return }
    let last = overlays.count
    overlays.removeLast(max(0, last - count))
    reached = [:]
    correlated = correlated.filter { $0.key.index < count }
    forgetDates()
    memo.truncate(overlays: count)
    guard book.entities.count > entities else { return }
    memo.truncate(entities: entities)
    book.truncateEntities(to: entities)
  }

  /// Forgets what scenarios are at dates.
  mutating func forgetDates() {
    views = [:]
    lastTurns = [:]
    timeless = [:]
    standings = [:]
    paths = [:]
    delayPaths = [:]
    growths = [:]
    triggerPaths = [:]
    held = [:]
  }

  /// Forgets what is said about one question.
  mutating func clearTraces() {
    traces = [Trace()]
    (inProgress, readAt) = ([], [])
    stages = [:]
    notes = []
    warnings = []
    (lastOwner, lastSubject) = (nil, nil)
    question = nil
    routines.room = 0
    searched = []
    questionAxes = []
    excluded = []
  }

  /// Forgets what was derived from those of the slots, whose definitions have changed, that something was elaborated
  /// from; `true` iff everything was forgotten.
  mutating func forget(changed slots: [Slot]) -> Bool {
    let slots = slots.filter(isReferredTo)
    return !slots.isEmpty && forget(dependentsOf: slots)
  }

  /// `true` iff something was elaborated that refers to a slot, or to all rows of which it is one.
  private func isReferredTo(_ slot: Slot) -> Bool {
    if let all = slotOfAll(slot), memo[SlotReference(slot: all, overlay: .root)] != nil {
      return true
    }
    return memo[SlotReference(slot: slot, overlay: .root)] != nil || overlays.count > 1
  }

  /// Forgets what was worked out of the graph.
  mutating func forgetExact() {
    (drawn, laws, linearForms, logLinearForms) = ([:], [:], [:], [:])
    mixed = [:]
    modelStreams = []
    (means, variances, streamsBelow) = ([:], [:], [:])
  }

  /// Moves out what runs have computed, for another run to go on with.
  mutating func takeComputed() -> Computed {
    var taken = Computed()
    swap(&taken, &computed)
    return taken
  }

  /// Moves the book out, so that declarations change it in place.
  mutating func takeBook() -> Book {
    var taken = Book()
    swap(&taken, &book)
    return taken
  }
}
