import AISSyntax
import AISUnits

/// What can hold between two entities, such as `invested_in`.
///
/// A fact of one is a fact of a slot: `Microsoft invested_in OpenAI` is of `Microsoft`, with the relation as its name
/// and the object in the place of a reading.
public struct Relation: Sendable {
  /// What may stand on one side of a relation, and what it is then called.
  public struct Side: Sendable {
    public let role: String?
    public let kinds: [KindID]

    public init(role: String?, kinds: [KindID]) { (self.role, self.kinds) = (role, kinds) }
  }

  /// Whether the relation joins the two, sets one against the other, or neither.
  public enum Stance: String, Sendable { case allies, opposes, neutral }

  public let name: NameID
  /// The name as declared.
  public let title: String
  public let subject: Side
  public let object: Side
  /// The word for the same relation seen from its object, as `backed_by`.
  public let inverse: String?
  /// It holds both ways.
  public let isSymmetric: Bool
  public let stance: Stance

  public init(
    name: NameID, title: String, subject: Side, object: Side, inverse: String?, isSymmetric: Bool,
    stance: Stance
  ) {
    self.name = name
    self.title = title
    self.subject = subject
    self.object = object
    self.inverse = inverse
    self.isSymmetric = isSymmetric
    self.stance = stance
  }
}

/// The relations of a book and the words for them.
struct RelationTable: Sendable {
  /// A word for a relation, the way there or back.
  struct Word: Hashable, Sendable {
    let name: NameID
    let isInverse: Bool
  }
  private(set) var relations: [NameID: Relation] = [:]
  private(set) var words = NameTable<Word>()
  /// The slots that hold facts of each relation, or have held some.
  private(set) var slots: [NameID: Set<Slot>] = [:]

  /// Adds a relation, or replaces the one of its name.
  mutating func insert(_ relation: Relation) {
    if relations[relation.name]?.inverse != nil {
      words.forget(Word(name: relation.name, isInverse: true))
    }
    relations[relation.name] = relation
    words.insert(relation.title, Word(name: relation.name, isInverse: false))
    if let inverse = relation.inverse {
      words.insert(inverse, Word(name: relation.name, isInverse: true))
    }
  }

  /// Remembers a slot if it holds facts of a relation.
  mutating func insert(_ slot: Slot) {
    guard slot.reading != nil, relations[slot.name] != nil else { return }
    slots[slot.name, default: []].insert(slot)
  }
}

/// `A RELATION B` among words.
public struct RelationPhrase: Sendable {
  public let relation: Relation
  /// The relation is said by its inverse: the object stands first.
  public let isInverse: Bool
  /// The words before the relation and those after it.
  public let before: Range<Int>
  public let after: Range<Int>
}

extension Book {
  /// The relations declared, by name.
  public var relations: [Relation] {
    relationTable.relations.values.sorted { $0.title < $1.title }
  }

  /// The words for relations, there and back.
  public var relationWords: [String] { relationTable.words.names }

  public mutating func addRelation(_ relation: Relation) {
    relationTable.insert(relation)
    for word in [relation.title, relation.inverse].compactMap({ $0 }) {
      oddNames.insert(spaced: word, isRelation: true)
    }
  }

  /// The slots with facts of some relations, or of all. Complexity: linear in them.
  public func relationSlots(of relations: Set<NameID>?) -> [Slot] {
    let slots = relationTable.slots
    guard let relations else { return slots.values.flatMap { $0 } }
    return relations.flatMap { slots[$0] ?? [] }
  }

  /// The relation that a slot holds facts of; `nil` for a metric.
  public func relation(of slot: Slot) -> Relation? {
    slot.reading == nil ? nil : relationTable.relations[slot.name]
  }

  /// The relation that a word names, with whether it is the way back.
  public func relation(spelled word: String) -> (relation: Relation, isInverse: Bool)? {
    guard let word = relationTable.words.exactly(word) ?? relationTable.words.folding(word),
      let relation = relationTable.relations[word.name]
    else { return nil }
    return (relation, word.isInverse)
  }

  /// The entity that a fact of a relation has as its object.
  public func object(of slot: Slot) -> EntityID? {
    slot.reading.flatMap { entity(exactly: joinedName([text($0)])) }
  }

  /// The slot of the facts of a relation between two entities.
  public mutating func slot(_ subject: EntityID, _ relation: Relation, _ object: EntityID) -> Slot {
    Slot(subject, relation.name, reading: name(self[object].name))
  }

  /// Finds the relation among words: the longest name of one with words on both sides of it. Complexity: quadratic in
  /// the words, of which there are few.
  public func relationPhrase(in words: [String]) -> RelationPhrase? {
    guard words.count > 2 else { return nil }
    for length in (1...(words.count - 2)).reversed() {
      for first in 1...(words.count - 1 - length) {
        guard let found = relation(spelled: joinedName(words[first..<(first + length)])) else {
          continue
        }
        return RelationPhrase(
          relation: found.relation, isInverse: found.isInverse, before: 0..<first,
          after: (first + length)..<words.count)
      }
    }
    return nil
  }
}
