import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// `relations [of A [toward B]]`: what is said about pairs of entities.
  mutating func relations(of one: ExpressionID?, toward other: ExpressionID?) throws(Diagnostic)
    -> Answer
  {
    let first = try one.map { expression throws(Diagnostic) in try entity(expression) }
    let second = try other.map { expression throws(Diagnostic) in try entity(expression) }
    return try relations(about: first, and: second)
  }

  /// What is said of an entity and others, or another, or of all.
  mutating func relations(about first: EntityID?, and second: EntityID? = nil) throws(Diagnostic)
    -> Answer
  {
    var table = Table(
      columns: [
        .init("who", .entity), .init("relation", .text), .init("whom", .entity),
        .init("date", .text), .init("source", .text), .init("note", .text),
      ], rows: [])
    for claim in knownClaims(about: [first, second].compactMap(\.self)) {
      table.rows.append(
        [cell(claim.subject), .text(claim.relation.title), cell(claim.object)] + origin(of: claim))
    }
    if table.rows.isEmpty { note("nothing is said of relations here") }
    elaborator.traces = [Elaborator.Trace()]
    return answer(.table(table))
  }

  /// A role that one has toward another, by a claim.
  private struct Role {
    let who: EntityID
    let name: String
    let toward: EntityID
    let claim: Claim
  }

  /// `roles of A [toward B]`: what A is to B, and B to A, with the roles that oppose each other.
  ///
  /// A claim about something that belongs to a party, as a product to its provider, is one about the party too.
  mutating func roles(of one: ExpressionID, toward other: ExpressionID?) throws(Diagnostic)
    -> Answer
  {
    let first = try entity(one)
    let second = try other.map { expression throws(Diagnostic) in try entity(expression) }
    guard first != second else {
      throw Diagnostic(
        code: "AIS0855", "nobody has a role toward itself", at: code(other ?? one).place,
        help: "name two entities: `roles of Microsoft toward OpenAI`")
    }
    var roles: [Role] = []
    for claim in knownClaims(about: [first, second].compactMap(\.self)) {
      for isForward in [true, false] {
        let (near, far) = isForward ? (claim.subject, claim.object) : (claim.object, claim.subject)
        guard elaborator.parties(of: near, base).contains(first) else { continue }
        let others = elaborator.parties(of: far, base)
        guard !others.contains(first), second.map(others.contains) ?? true else { continue }
        let toward = second ?? others.last ?? far
        if let name = role(claim, isForward) {
          roles.append(Role(who: first, name: name, toward: toward, claim: claim))
        }
        if let name = role(claim, !isForward) {
          roles.append(Role(who: toward, name: name, toward: first, claim: claim))
        }
      }
    }
    let own = roles.filter { $0.who == first }
    let table = table(own + roles.filter { $0.who != first })
    if let second, roles.isEmpty {
      let (a, b) = (elaborator.book[first].display, elaborator.book[second].display)
      note("no source says what \(a) and \(b) are to each other")
    }
    elaborator.traces = [Elaborator.Trace()]
    return answer(.table(table))
  }

  /// What one side of a claim is called; the object of a relation that has no word for it is called nothing.
  private func role(_ claim: Claim, _ isSubject: Bool) -> String? {
    let relation = claim.relation
    let name =
      isSubject
      ? relation.subject.role ?? relation.title
      : relation.object.role ?? (relation.isSymmetric ? relation.title : nil)
    return name.map { String($0.map { $0 == "_" ? " " : $0 }) }
  }

  private mutating func table(_ roles: [Role]) -> Table {
    var table = Table(
      columns: [
        .init("who", .entity), .init("role", .text), .init("toward", .entity),
        .init("relation", .text), .init("date", .text), .init("source", .text),
        .init("note", .text), .init("opposed to", .text),
      ], rows: [])
    for role in roles {
      let opposed = opposed(to: role, among: roles)
      table.rows.append(
        [
          cell(role.who), .text(role.name), cell(role.toward),
          .text(elaborator.title(role.claim.slot)),
        ]
          + origin(of: role.claim) + [.text(opposed.joined(separator: ", "))])
    }
    let count = Set(roles.filter { !opposed(to: $0, among: roles).isEmpty }.map(\.name)).count
    if count > 0 {
      note("\(count) roles oppose each other: the two cooperate and compete at once (coopetition)")
    }
    return table
  }

  /// The roles between the same two that pull the other way, each once.
  private func opposed(to role: Role, among roles: [Role]) -> [String] {
    let stance = role.claim.relation.stance
    guard stance != .neutral else { return [] }
    var names: [String] = []
    for other in roles
    where other.claim.relation.stance != .neutral && other.claim.relation.stance != stance
      && Set([other.who, other.toward]) == Set([role.who, role.toward])
      && !names.contains(other.name)
    {
      names.append(other.name)
    }
    return names
  }

  /// What is said by today about all of some entities; what is dated later is counted in a note.
  private mutating func knownClaims(about wanted: [EntityID]) -> [Claim] {
    var known: [Claim] = []
    var later = 0
    for claim in elaborator.claims() {
      let parties =
        elaborator.parties(of: claim.subject, base) + elaborator.parties(of: claim.object, base)
      guard wanted.allSatisfy(parties.contains) else { continue }
      if let date = claim.fact?.date.start, date > elaborator.today {
        later += 1
      } else {
        known.append(claim)
      }
    }
    if later > 0 {
      note(
        "\(later == 1 ? "1 claim" : "\(later) claims") dated after \(elaborator.today.text) left out"
      )
    }
    if let published = elaborator.hindcastNote { note(published) }
    return known
  }

  // MARK: Cells

  private func cell(_ entity: EntityID) -> Cell {
    let entity = elaborator.book[entity]
    return .entity(name: entity.name, display: entity.display)
  }

  /// The date, the sources and the note of a claim.
  private func origin(of claim: Claim) -> [Cell] {
    guard let fact = claim.fact else {
      return [.text(""), .text("assumed"), .text(claim.note ?? "")]
    }
    let sources = fact.sources.map { elaborator.book[$0].name }.joined(separator: ", ")
    let certainty = fact.certainty == .stated ? "" : ", \(fact.certainty.rawValue)"
    return [
      .text(fact.date.text + (fact.endDate.map { "..\($0.text)" } ?? "")),
      .text((sources.isEmpty ? "your own line" : sources) + certainty), .text(claim.note ?? ""),
    ]
  }

  /// The entity that an expression names.
  private mutating func entity(_ expression: ExpressionID) throws(Diagnostic) -> EntityID {
    let value = try elaborator.value(code(expression), scope(expression, base))
    guard let entity = value.entity else {
      throw Message.wanted(
        "an entity", got: elaborator.describe(value), for: "what has relations",
        code(expression).place, help: "name one, as in `relations of OpenAI`")
    }
    return entity
  }
}
