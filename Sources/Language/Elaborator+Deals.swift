import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Elaborator {
  /// `KIND name { … }` in a change: a new entity, or new values for the one that it is the same as.
  mutating func bring(
    _ declaration: EntityDeclaration, _ text: ParsedText, _ place: Place, _ overlay: OverlayID,
    _ scope: Scope
  ) throws(Diagnostic) {
    let word = joinedName(text.words(declaration.kind))
    guard let kind = book.kind(named: word) else {
      throw Message.unknownName(
        word, Place(text.source, text.span(of: declaration.kind)),
        suggestions: Spelling.suggestions(for: word, among: book.kindWords))
    }
    var values: [NameID: Code] = [:]
    for member in declaration.members {
      guard case .words(let range) = text.tree[member.target] else { continue }
      let name = joinedName(text.words(range))
      guard let metric = book.metric(named: name, of: kind) else {
        throw Message.unknownMember(
          name, of: "a \(book[kind].display)", Place(text.source, text.span(of: range)),
          suggestions: Spelling.suggestions(for: name, among: book[kind].metrics.map(\.title)))
      }
      values[metric.name] = Code(text, member.value)
    }
    let name = joinedName(text.words(declaration.name))
    var scope = scope
    let entity: EntityID
    if let same = try same(kind, values, overlay, scope) {
      entity = same
      if isBrought(same) {
        // it is there where it was before, and where this happens
        let before = existence(of: same, in: overlay)
        let certain = graph.constant(1)
        overlays[overlay.index].existence[same] =
          before.flatMap { before in
            scope.event.map { apply(.or, before, $0, at: place) }
          } ?? certain
      }
      overlays[overlay.index].notes.append(
        "this replaces what the facts say of \(book[same].display)")
    } else {
      if let other = try twin(kind, values, overlay, scope) {
        throw Diagnostic(
          code: "AIS0415", "two clauses are about the same \(book[kind].display)",
          at: scope.clausePlace ?? place,
          notes: ["the other is \(book[other].display)"],
          help: "leave one out, or say which comes first: join them by `then`")
      }
      let parties = try parties(kind, values, scope)
      entity = book.addUnnamedEntity(
        name, kind: kind, display: parties.isEmpty ? name : parties.joined(separator: "–"))
      overlays[overlay.index].entities.append(entity)
      // what it is does not depend on the event: whether it is there does
      overlays[overlay.index].existence[entity] = scope.event
      if let start = scope.timing.start, start > today {
        overlays[overlay.index].arrivals[entity] = start
      }
      overlays[overlay.index].departures[entity] = scope.timing.end
      overlays[overlay.index].triggered[entity] = scope.trigger
      (scope.event, scope.timing, scope.trigger) = (nil, Timing(), nil)
    }
    var alias = name
    var number = 2
    while let taken = overlayEntity(alias, overlay), taken != entity {
      alias = "\(name)_\(number)"
      number += 1
    }
    if alias != name {
      overlays[overlay.index].notes.append(
        "there are several: \(book[entity].display) is `\(alias)`")
    }
    overlays[overlay.index].names[alias] = entity
    overlays[overlay.index].brought[name] = entity
    for (metric, code) in values.sorted(by: { book.text($0.key) < book.text($1.key) }) {
      try add(.set, Slot(entity, metric), code, place, overlay, scope)
    }
  }

  /// Refuses changes that come in little by little and bring in something, unless they move an amount with it: a price
  /// may be paid over two years, a share is there or not.
  func refuseGradual(
    _ clauses: [AISSyntax.Clause], _ text: ParsedText, _ place: Place, _ scope: Scope
  ) throws(Diagnostic) {
    let bringsIn = clauses.contains { if case .entity = $0.form { true } else { false } }
    guard scope.timing.months != nil, bringsIn, !movesAmount(clauses, text) else { return }
    throw Diagnostic(
      code: "AIS0760", "what this brings in is there or not: it does not come in little by little",
      at: place, help: "say from when, as in `from 2026`, or `during 2026..2028`")
  }

  /// `true` iff one of the clauses adds an amount or takes it away.
  private func movesAmount(_ clauses: [AISSyntax.Clause], _ text: ParsedText) -> Bool {
    clauses.contains { clause in
      switch clause.form {
      case .assignment(_, .add, _), .assignment(_, .subtract, _): true
      case .group(let index): text.tree.changes(index).layers.contains { movesAmount($0, text) }
      default: false
      }
    }
  }

  /// The entity of the kind that has the same identity, if the model holds one.
  private mutating func same(
    _ kind: KindID, _ values: [NameID: Code], _ overlay: OverlayID, _ scope: Scope
  )
    throws(Diagnostic) -> EntityID?
  {
    let identity = book[kind].identity
    guard !identity.isEmpty else { return nil }
    let parent = overlays[overlay.index].parent ?? .root
    guard case .entities(let members) = entities(of: kind, in: parent).content else { return nil }
    return try first(members.map(\.entity), identity, values, parent, scope)
  }

  /// The entity of the same identity that this very scenario has brought in already.
  private mutating func twin(
    _ kind: KindID, _ values: [NameID: Code], _ overlay: OverlayID, _ scope: Scope
  ) throws(Diagnostic) -> EntityID? {
    let identity = book[kind].identity
    let brought = overlays[overlay.index].entities.filter { book[$0].kind == kind }
    guard !identity.isEmpty, !brought.isEmpty else { return nil }
    return try first(brought, identity, values, overlay, scope)
  }

  /// The first of some entities whose identifying fields have the given values.
  private mutating func first(
    _ entities: [EntityID], _ identity: [NameID], _ values: [NameID: Code], _ overlay: OverlayID,
    _ scope: Scope
  ) throws(Diagnostic) -> EntityID? {
    search: for entity in entities {
      for field in identity {
        guard let code = values[field] else { continue search }
        let wanted = try value(code, scope)
        let found = try value(of: Slot(entity, field), in: overlay, at: code.place)
        guard wanted.entity != nil, wanted.entity == found.entity else { continue search }
      }
      return entity
    }
    return nil
  }

  /// The display names of the entities that a new one is between: who acts before whom it is about.
  private mutating func parties(_ kind: KindID, _ values: [NameID: Code], _ scope: Scope)
    throws(Diagnostic) -> [String]
  {
    var names: [String] = []
    let identity = Set(book[kind].identity)
    let metrics = book[kind].metrics
    let ordered =
      metrics.filter { !identity.contains($0.name) } + metrics.filter { identity.contains($0.name) }
    for metric in ordered {
      guard case .entity? = metric.type, let code = values[metric.name] else { continue }
      if let entity = try value(code, scope).entity { names.append(book[entity].display) }
    }
    return names
  }
}
