import AISModel
import AISSource

/// The values of slots that were worked out, by scenario, so that those of a question's scenarios go with them.
struct Memo: Sendable {
  typealias Entry = Result<Elaborator.SlotResult, Diagnostic>

  /// The entries of each scenario, by its number.
  private var entries: [[Slot: Entry]] = []
  /// The slots whose value is a scenario.
  private var namesOfScenarios = Set<SlotReference>()

  subscript(reference: SlotReference) -> Entry? {
    get {
      let index = reference.overlay.index
      return index < entries.count ? entries[index][reference.slot] : nil
    }
    set {
      let index = reference.overlay.index
      while entries.count <= index { entries.append([:]) }
      entries[index][reference.slot] = newValue
      if case .success(let result)? = newValue, case .scenario = result.value.content {
        namesOfScenarios.insert(reference)
      }
    }
  }

  /// What is known in the root's scenario.
  var root: [Slot: Entry] { entries.first ?? [:] }

  /// Forgets what is known in the root's scenario and does not satisfy a condition.
  mutating func filterRoot(_ isKept: (Slot, Entry) -> Bool) {
    guard !entries.isEmpty else { return }
    entries[0] = entries[0].filter { isKept($0.key, $0.value) }
  }

  /// Forgets all scenarios but the first `count`. A name of a scenario stands for the scenario as it was built, and
  /// goes with it. Complexity: linear in what is forgotten.
  mutating func truncate(overlays count: Int) {
    entries.removeLast(max(0, entries.count - count))
    for reference in namesOfScenarios {
      if case .success(let result)? = self[reference],
        case .scenario(let overlay) = result.value.content, overlay.index < count
      {
        continue
      }
      namesOfScenarios.remove(reference)
      if reference.overlay.index < count { self[reference] = nil }
    }
  }

  /// Forgets the slots of entities beyond the first `count`, but for those of tables.
  mutating func truncate(entities count: Int) {
    for index in entries.indices {
      entries[index] = entries[index].filter { slot, _ in
        slot.owner.map { $0.table != nil || $0.index < count } ?? true
      }
    }
  }
}
