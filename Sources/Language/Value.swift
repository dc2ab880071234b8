import AISEngine
import AISModel
import AISSource
import AISUnits

/// What kind of thing a value is, known before anything is computed.
indirect enum Type: Hashable, Sendable {
  case quantity(Dimension)
  case boolean
  case text
  case date
  case entity(KindID)
  case entities(KindID)
  case choice(EnumerationID)
  /// A value for each entity of a set.
  case vector(KindID, Type)
  case list
  case record
  case scenario
}

/// A lower or upper bound that a value is known by.
public enum Bound: String, Sendable {
  case atLeast = "at least"
  case atMost = "at most"
  /// What it rests on is known by bounds, which do not say on which side of it the value lies.
  case unknown

  /// The bound of what rises with each of several values.
  static func joined(_ bounds: [Bound?]) -> Bound? {
    let known = Set(bounds.compactMap { $0 })
    return known.count > 1 ? .unknown : known.first
  }

  /// How it begins what is shown; what is unknown is said below the answer.
  public var prefix: String { self == .unknown ? "" : "\(rawValue) " }

  /// The bound of what falls with a value.
  var turned: Bound {
    switch self {
    case .atLeast: .atMost
    case .atMost: .atLeast
    case .unknown: .unknown
    }
  }
}

/// A value of the language: its type, how it likes to be shown, and what computes it.
struct Value: Sendable {
  indirect enum Content: Sendable {
    /// A number or a truth (1 or 0), computed by the graph.
    case node(NodeID)
    case text(String)
    case date(Period)
    case entity(EntityID)
    case entities([Member])
    case choice(Int)
    case vector([(EntityID, Value)])
    case list([Value])
    case record([(String, Value)])
    /// A text, list or record that a routine computes, or will.
    case computed(NodeID, Form)
    case scenario(OverlayID)
    /// Nothing is known, with the reason.
    case missing(String)
  }

  /// A member of a set of entities; with a mask when it belongs only in some samples.
  struct Member: Sendable {
    let entity: EntityID
    let mask: NodeID?
  }

  var type: Type
  var content: Content
  var style = NumberStyle.plain
  /// A literal `0`, which fits any unit.
  var isZero = false
  /// A share of a whole: at most 1.
  var isFraction = false
  var bound: Bound?
  /// For an element of a vector: 1 where its entity belongs to the set, when that is uncertain.
  var mask: NodeID?

  static func number(_ node: NodeID, _ dimension: Dimension, style: NumberStyle = .plain) -> Value {
    Value(type: .quantity(dimension), content: .node(node), style: style)
  }
  static func truth(_ node: NodeID) -> Value { Value(type: .boolean, content: .node(node)) }
  static func text(_ text: String) -> Value { Value(type: .text, content: .text(text)) }

  /// The dimension of a quantity, else `nil`.
  var dimension: Dimension? {
    if case .quantity(let dimension) = type { return dimension }
    return nil
  }
  var node: NodeID? {
    if case .node(let node) = content { return node }
    return nil
  }
  var missingReason: String? {
    if case .missing(let reason) = content { return reason }
    return nil
  }
  var entity: EntityID? {
    if case .entity(let entity) = content { return entity }
    return nil
  }

  /// The element of a vector for an entity.
  func element(of entity: EntityID) -> Value? {
    guard case .vector(let elements) = content else { return nil }
    return elements.first { $0.0 == entity }?.1
  }

  /// Returns a value of the same type that is missing.
  func missing(_ reason: String) -> Value {
    var value = self
    value.content = .missing(reason)
    value.bound = nil
    return value
  }
}

/// The identity of an overlay: a scenario as built. 0 is the root, the model unchanged.
struct OverlayID: Hashable, Sendable {
  let index: Int
  static let root = OverlayID(index: 0)
}

/// What a local name stands for.
indirect enum Binding: Sendable {
  case value(Value)
  /// A value with what it refers to, read once for several changes, and the expression that it was read from.
  case read(Value, Elaborator.Trace, Code, Scope)
  /// An expression that is read where it is used, with the names of where it stood: a hole of a verb.
  case expression(Code, Scope)
  /// A slot: what a verb changes.
  case slot(Slot)
}

/// Where an expression stands: the names it can use and the scenario it is read in.
struct Scope: Sendable {
  var locals: [String: Binding] = [:]
  /// The entity whose formula this is, or that a row of a table is about.
  var owner: EntityID?
  /// What `self` means: the entity of the kind's formula, also inside a `where` about others.
  var subject: EntityID?
  var overlay = OverlayID.root
  /// The stream of the draws that are written in this code.
  var stream: UInt64
  /// Whose draws those are.
  var things = Things.one
  /// The stream of the input that is being overridden, which keeps its quantile.
  var keptStream: UInt64?
  /// The code whose draws are counted for `stream`.
  var declaration: Code?
  /// The value is wanted as a fraction: intervals stay within 0..1.
  var isFraction = false
  /// The slot whose own definition this is: `base` of its name reads its facts.
  var slot: Slot?
  /// How many functions are being called around this place.
  var callDepth = 0
  /// How many scenarios and verbs are being expanded around this place.
  var scenarioDepth = 0
  /// The name that runs through the set which is read here: in a `where` it is the entity at hand.
  var role: String?
  /// Entities that the question knows by a name of its own, such as `deal`, in every scenario.
  var entities: [String: EntityID] = [:]
  /// The event in which the changes of this place hold.
  var event: NodeID?
  /// When the changes of this place hold.
  var timing = Timing()
  /// Whose something is in `its cost`, as far as the clause says.
  var antecedent: EntityID?
  /// What must happen before the changes of this place hold.
  var trigger: Int?
  /// Events are taken to happen: in the clauses of a question, for the scenario "if it happens".
  var ignoresEvents = false
  /// The same changes built before: what the chance of an event in a verb is read in, as it may rest on any of them.
  var chances: OverlayID?
  /// The clause that the user wrote, for what a verb says about it.
  var clausePlace: Place?
  /// The clause of the user that names the scenario in which this stands.
  var scenarioPlace: Place?

  init(stream: UInt64) { self.stream = stream }

  /// Takes over when, and in which event, the changes of another place hold.
  mutating func take(circumstancesOf other: Scope) {
    (event, timing, trigger) = (other.event, other.timing, other.trigger)
    ignoresEvents = other.ignoresEvents
    chances = other.chances
  }
}

/// A slot in a scenario: what dependencies are recorded and remembered by.
struct SlotReference: Hashable, Sendable {
  let slot: Slot
  let overlay: OverlayID
}

/// A key of a stream of draws: a hash of a path of names (FNV-1a, 64 bits), so that adding an input
/// moves no other.
enum StreamKey {
  static func of(_ parts: [String]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for part in parts {
      for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0x1F) &* 0x100_0000_01B3
    }
    return hash
  }

  /// The stream of the draw of this ordinal in a declaration.
  static func draw(_ stream: UInt64, ordinal: Int) -> UInt64 {
    ordinal == 0 ? stream : of([String(stream, radix: 16), String(ordinal)])
  }
}
