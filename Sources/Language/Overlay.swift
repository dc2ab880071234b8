import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// A scenario as built: what it changes, on top of another.
struct Overlay: Sendable {
  /// A change of one slot.
  struct Change: Sendable {
    let operation: AssignmentOperator
    let value: Code
    let scope: Scope
    /// The clause that it comes from, for messages and for `why`.
    let clause: Clause
    /// The event that must happen for the change to hold, a node that is 1 or 0.
    let event: NodeID?
    /// When it holds.
    var timing = Timing()
    /// What must happen first, if anything.
    var trigger: Int?
  }

  /// A correlation of two slots.
  struct Correlated: Sendable {
    let a: Slot
    let b: Slot
    /// The correlation of their normal scores.
    let weight: Double
    let place: Place
  }

  /// How a slot goes on after its last fact.
  struct Growth: Sendable {
    let rate: Code
    /// Where a clause of a scenario says it; `nil` for a rule of the model.
    var scope: Scope?
    var timing = Timing()
    var event: NodeID?

    /// `true` iff it says how a slot comes to what it is on a day.
    func holds(until day: Day, today: Day) -> Bool {
      guard let start = bounds(today: today).first else { return true }
      return start < day && bounds(today: today).dropFirst().allSatisfy { day <= $0 }
    }

    /// The days on which it begins and, if it does, ends; none for a rule of the model.
    func bounds(today: Day) -> [Day] {
      guard scope != nil else { return [] }
      let start = timing.start ?? today
      return [start, timing.months.map { start.adding(months: $0) } ?? timing.end].compactMap { $0 }
    }
  }

  /// A clause as read.
  struct Clause: Sendable {
    let text: String
    let place: Place
  }

  var parent: OverlayID?
  /// How many scenarios it stands on.
  var height = 0
  var changes: [Slot: [Change]] = [:]
  var growths: [Slot: [Growth]] = [:]
  /// What goes together in it, over what the model says of that.
  var correlations: [Correlated] = []
  /// The slots changed, in the order of the clauses.
  var changedSlots: [Slot] = []
  /// The entities that it brings in.
  var entities: [EntityID] = []
  /// The events in which they are there, of those that are not there for certain.
  var existence: [EntityID: NodeID] = [:]
  /// The days from which they are there, of those that come later than today.
  var arrivals: [EntityID: Day] = [:]
  /// The first days on which they are there no longer, of those that go.
  var departures: [EntityID: Day] = [:]
  /// The triggers that bring them in, of those that come by one.
  var triggered: [EntityID: Int] = [:]
  /// It changes nothing but the inputs that a question varies, each by its factor.
  var variesInputs = false
  /// The moment at which the scenario below is read, if this is only a view of it.
  var moment: Moment?
  /// Names that stand for entities in it, such as `deal`.
  var names: [String: EntityID] = [:]
  /// What the names in the bodies of verbs stand for: of each the entity that was brought in last.
  var brought: [String: EntityID] = [:]
  /// The clauses as read, for the head of the answer.
  var clauses: [Clause] = []
  /// What is worth saying about how the clauses were read.
  var notes: [String] = []
}

extension Overlay {
  /// `true` iff something that it brings in is there on some dates only.
  var bringsForATime: Bool {
    !arrivals.isEmpty || !departures.isEmpty || !triggered.isEmpty
  }
}

/// A condition that a verb requires, to be checked when the answer is computed.
struct Guard: Sendable {
  let condition: NodeID
  let message: String
  let place: Place
  let help: String?
}
