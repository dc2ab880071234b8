/// The identity of a block of a routine: an arm of a choice, the body of a loop, a whole body.
public struct BlockID: Hashable, Sendable {
  let index: Int
}

/// The identity of a routine of a graph.
public struct RoutineID: Hashable, Sendable {
  let index: Int
  public static let unknown = RoutineID(index: -1)
}

/// What a node of a routine does that no operation on numbers does. A text, a list and a record are
/// references; a record is a list whose elements are known by their place.
enum Step: Sendable {
  case parameter(Int)
  /// A name that a loop gives a value in each turn.
  case variable
  /// One of two values; only the block of the one chosen is run.
  case choice(NodeID, Arm, Arm)
  case call(RoutineID, [NodeID])
  case loop(Loop)
  case text(String)
  /// A text with a number after it, written by a format of the graph.
  case number(NodeID, NodeID, format: Int)
  case primitive(Primitive, [NodeID])
}

/// A block with the value that it ends in.
public struct Arm: Sendable {
  public let block: BlockID
  public let value: NodeID

  public init(_ block: BlockID, _ value: NodeID) {
    self.block = block
    self.value = value
  }
}

/// A loop: a fold when it has a state, otherwise the list of what its body gives.
public struct Loop: Sendable {
  /// What a loop runs through.
  public enum Domain: Sendable {
    /// The numbers low, low + step, … up to high, or down to it; without a step whole numbers upwards.
    case range(low: NodeID, high: NodeID, step: NodeID?)
    case list(NodeID)
  }
  public let domain: Domain
  /// The node that stands for the element at hand.
  public let element: NodeID
  /// Turns in which this is not true are passed over.
  public let condition: Arm?
  /// The state with its first value.
  public let state: (variable: NodeID, initial: NodeID)?
  public let body: Arm
  /// Nothing that a turn makes outlives it: neither the state nor an element is a reference.
  public let isOfNumbers: Bool

  public init(
    _ domain: Domain, element: NodeID, condition: Arm?,
    state: (variable: NodeID, initial: NodeID)?, body: Arm, isOfNumbers: Bool
  ) {
    self.domain = domain
    self.element = element
    self.condition = condition
    self.state = state
    self.body = body
    self.isOfNumbers = isOfNumbers
  }
}

/// What is done with lists and texts. Lists count from 1. A sum begins with the first element.
public enum Primitive: UInt8, Sendable {
  /// A list of the operands.
  case list
  /// The element at a place; NaN beyond the ends.
  case item
  /// The element at the place of a constant that is known to be there.
  case field
  case length, append, concatenate, reverse, range
  case sum, minimum, maximum, mean
  case sortNumbers, sortTexts, containsNumber, containsText
  case textLength, textAppend, textEqual, textLess, textContains
  case join, split, upper, lower, trim, replace

  /// `true` iff the result is a reference.
  var isReference: Bool {
    switch self {
    case .list, .append, .concatenate, .reverse, .range, .sortNumbers, .sortTexts, .textAppend,
      .join, .split, .upper, .lower, .trim, .replace:
      true
    default: false
    }
  }
}

/// What a result is made of, to be read out of a machine's memory.
public indirect enum Layout: Sendable {
  case number, text
  case list(Layout)
  case record([Layout])

  var isNumber: Bool { if case .number = self { true } else { false } }
}

/// A result as read out of a machine's memory.
public indirect enum Datum: Sendable, Equatable {
  case number(Double)
  case text(String)
  case list([Datum])

  /// The elements of its lists and the bytes of its texts.
  public var size: Int {
    switch self {
    case .number: 0
    case .text(let text): text.utf8.count
    case .list(let data): data.reduce(data.count) { $0 + $1.size }
    }
  }
}

/// A routine: parameters, blocks of nodes, a result.
struct Routine: Sendable {
  let parameterCount: Int
  let body: BlockID
  var result = NodeID.none
  var layout = Layout.number
}

/// How a number is written in a text.
public struct NumberFormat: Sendable {
  /// Whole numbers are written as their digits.
  let isPlain: Bool
  let text: @Sendable (Double) -> String

  public init(isPlain: Bool, _ text: @escaping @Sendable (Double) -> String) {
    self.isPlain = isPlain
    self.text = text
  }
}
