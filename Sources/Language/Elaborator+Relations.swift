import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// A fact of a relation, or an assumption that it holds.
struct Claim {
  let subject: EntityID
  let relation: Relation
  let object: EntityID
  let slot: Slot
  /// `nil` for an assumption, whose reason is the note.
  let fact: Fact?
  let note: String?
}

extension Elaborator {
  // MARK: Conditions

  /// `A RELATION B`: whether it is said by the date of the scenario; `nil` when the words are no claim.
  mutating func relation(_ words: [String], _ place: Place, _ scope: Scope) throws(Diagnostic)
    -> Value?
  {
    guard words.count > 2 else { return nil }
    guard let phrase = book.relationPhrase(in: words) else {
      if let word = book.unknownRelation(in: words) {
        throw Message.noRelation(word, place, book)
      }
      return nil
    }
    let after = try party(Array(words[phrase.after]), phrase, place, scope)
    if let second = after.entity, let set = try those(words, phrase, second, place, scope) {
      return set
    }
    let before = try party(Array(words[phrase.before]), phrase, place, scope)
    guard let first = before.entity, let second = after.entity else {
      let reason = before.missingReason ?? after.missingReason ?? ""
      return Value(type: .boolean, content: .missing(reason))
    }
    let (subject, object) = phrase.isInverse ? (second, first) : (first, second)
    return .truth(
      graph.constant(try holds(subject, phrase.relation, object, place, scope.overlay) ? 1 : 0))
  }

  /// `who invested in OpenAI`, `companies backed by Nvidia`: those of whom a relation holds; `nil` where what stands before
  /// it is one.
  private mutating func those(
    _ words: [String], _ phrase: RelationPhrase, _ other: EntityID, _ place: Place, _ scope: Scope
  ) throws(Diagnostic) -> Value? {
    let before = Array(words[phrase.before])
    let isOpen = before.map { $0.lowercased() } == ["who"] && meaning(of: before[0], scope) == nil
    var members: [Value.Member]?
    var asked: Value?
    if !isOpen {
      let named = try named(before, place, scope)
      guard case .entities(let all) = named.content else { return nil }
      (asked, members) = (named, all)
    }
    trace.isDated = true
    var found: [EntityID] = []
    let (relation, day) = (phrase.relation, date(of: scope.overlay))
    for claim in claims(of: [relation.name], until: day) {
      let ends = [
        parties(of: claim.subject, scope.overlay), parties(of: claim.object, scope.overlay),
      ]
      for side in relation.isSymmetric ? [0, 1] : [phrase.isInverse ? 1 : 0]
      where ends[1 - side].contains(other) {
        trace.dependencies.append(SlotReference(slot: claim.slot, overlay: scope.overlay))
        found += members == nil ? ends[side].suffix(1) : ends[side]
      }
    }
    if let asked, let members {
      let kept = members.filter { found.contains($0.entity) }
      return Value(type: asked.type, content: .entities(kept))
    }
    let side = phrase.isInverse ? relation.object : relation.subject
    return set(of: found.filter { $0 != other }, else: side.kinds[0])
  }

  /// The set of some entities, each once; a list where they are of several kinds.
  private func set(of found: [EntityID], else kind: KindID) -> Value {
    var seen = Set<EntityID>()
    let found = found.filter { seen.insert($0).inserted }.sorted { $0.index < $1.index }
    let kind = found.first.map { book[$0].kind } ?? kind
    guard found.allSatisfy({ book[$0].kind == kind }) else {
      return Value(
        type: .list,
        content: .list(
          found.map { Value(type: .entity(book[$0].kind), content: .entity($0)) }))
    }
    return Value(
      type: .entities(kind),
      content: .entities(found.map { Value.Member(entity: $0, mask: nil) }))
  }

  /// What stands on one side of a relation: an entity, or one that is not known.
  private mutating func party(
    _ words: [String], _ phrase: RelationPhrase, _ place: Place, _ scope: Scope
  ) throws(Diagnostic) -> Value {
    let value = try named(words, place, scope)
    if value.entity != nil { return value }
    if case .entity = value.type, value.missingReason != nil { return value }
    let title = phrase.relation.title
    guard case .entities(let kind) = value.type else {
      throw Message.wanted(
        "an entity", got: describe(value), for: "what stands beside `\(title)`", place)
    }
    throw Diagnostic(
      code: "AIS0854", "`\(title)` is between two entities, and `\(joinedName(words))` is a set",
      at: place,
      help: "write `\(book[kind].plural) where self \(title) …`: `self` is each of them in turn")
  }

  /// `true` iff a fact that is not later than the date of a scenario, or an assumption, says that a relation holds,
  /// of the two or of what belongs to them.
  private mutating func holds(
    _ subject: EntityID, _ relation: Relation, _ object: EntityID, _ place: Place,
    _ overlay: OverlayID
  ) throws(Diagnostic) -> Bool {
    trace.isDated = true
    var holds = false
    for claim in claims(of: [relation.name], until: date(of: overlay)) {
      let (near, far) = (parties(of: claim.subject, overlay), parties(of: claim.object, overlay))
      guard
        near.contains(subject) && far.contains(object)
          || relation.isSymmetric && near.contains(object) && far.contains(subject)
      else { continue }
      _ = try value(of: claim.slot, in: overlay, at: place)
      holds = true
    }
    return holds
  }

  /// An entity, and those that it states as fields of its own: a product and its provider.
  mutating func parties(of entity: EntityID, _ overlay: OverlayID) -> [EntityID] {
    var parties = [entity]
    for metric in book[book[entity].kind].metrics {
      guard case .entity? = metric.type else { continue }
      let slot = Slot(entity, metric.name)
      guard let place = book.definitions[slot]?.formula?.place,
        let field = try? value(of: slot, in: overlay, at: place).entity, !parties.contains(field)
      else { continue }
      parties.append(field)
    }
    return parties
  }

  // MARK: Sets

  /// `investors of OpenAI`: the entities that have a role toward one; `nil` when no relation has such a role, or the
  /// entity has a metric of that name.
  mutating func related(to entity: EntityID, _ name: String, _ overlay: OverlayID) -> Value? {
    guard ownSlot(name, entity, exactly: true) == nil, ownSlot(name, entity, exactly: false) == nil
    else { return nil }
    let names = ([name] + singulars(of: name)).map { $0.lowercased() }
    let isRole = { (role: String?) in role.map(names.contains) ?? false }
    let relations = book.relations.filter { isRole($0.subject.role) || isRole($0.object.role) }
    guard !relations.isEmpty else { return nil }
    trace.isDated = true
    var found: [EntityID] = []
    for claim in claims(of: Set(relations.map(\.name)), until: date(of: overlay)) {
      let relation = claim.relation
      let near = parties(of: claim.subject, overlay)
      let far = parties(of: claim.object, overlay)
      let isSubject = isRole(relation.subject.role)
      let isObject = isRole(relation.object.role) || relation.isSymmetric && isSubject
      let count = found.count
      if isSubject, far.contains(entity) { found.append(near[near.count - 1]) }
      if isObject, near.contains(entity) { found.append(far[far.count - 1]) }
      if found.count > count {
        trace.dependencies.append(SlotReference(slot: claim.slot, overlay: overlay))
      }
    }
    let side = isRole(relations[0].subject.role) ? relations[0].subject : relations[0].object
    return set(of: found.filter { $0 != entity }, else: side.kinds[0])
  }

  // MARK: What is said

  /// What is said of some relations, or of all, by a day, in the order of the dates and names. Complexity: that of sorting
  /// what is said.
  func claims(of relations: Set<NameID>? = nil, until day: Day? = nil) -> [Claim] {
    var claims: [Claim] = []
    for slot in book.relationSlots(of: relations) {
      guard let definition = book.definitions[slot], let relation = book.relation(of: slot),
        let (subject, object) = ends(of: slot)
      else { continue }
      for fact in definition.facts where day.map({ fact.date.start <= $0 }) ?? true {
        claims.append(
          Claim(
            subject: subject, relation: relation, object: object, slot: slot, fact: fact,
            note: fact.note))
      }
      for assumption in definition.assumptions {
        claims.append(
          Claim(
            subject: subject, relation: relation, object: object, slot: slot, fact: nil,
            note: assumption.reason))
      }
    }
    let order = claims.map { claim in
      (claim.fact?.date.start ?? today, title(claim.slot), claim.note ?? "")
    }
    return claims.indices.sorted { order[$0] < order[$1] }.map { claims[$0] }
  }

  /// The subject and the object of the facts of a slot.
  func ends(of slot: Slot) -> (EntityID, EntityID)? {
    guard let subject = slot.owner, let object = book.object(of: slot) else { return nil }
    return (subject, object)
  }

  /// `true` iff what is said of a slot is about an entity: its own, or a relation to it.
  func speaks(_ slot: Slot, of entity: EntityID?) -> Bool {
    slot.owner == entity || book.relation(of: slot) != nil && book.object(of: slot) == entity
  }

  /// `true` iff something is said of an entity and another.
  func isRelated(_ entity: EntityID) -> Bool {
    book.relationSlots(of: nil).contains { book.definitions[$0] != nil && speaks($0, of: entity) }
  }

  /// The facts of a relation, as far as they are known by a day.
  func basis(ofRelation slot: Slot, until day: Day? = nil) -> [Basis] {
    let facts = book.definitions[slot]?.facts ?? []
    return facts.filter { fact in day.map { fact.date.start <= $0 } ?? true }.map {
      Basis(kind: .fact, name: title(slot), value: $0.note ?? "true", reason: describe($0))
    }
  }
}
