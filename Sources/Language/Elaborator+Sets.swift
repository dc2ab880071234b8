import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Elaborator {
  /// Returns the entities of a kind that exist in a scenario.
  func entities(of kind: KindID, in overlay: OverlayID) -> Value {
    var brought = Set<EntityID>()
    for overlay in overlays { brought.formUnion(overlay.entities) }
    var visible: [EntityID] = []
    var existence: [EntityID: NodeID] = [:]
    for id in chain(overlay) {
      visible.append(contentsOf: overlays[id.index].entities)
      existence.merge(overlays[id.index].existence) { upper, _ in upper }
    }
    let day = date(of: overlay)
    let absent = chain(overlay).reduce(into: Set<EntityID>()) { absent, id in
      absent.formUnion(overlays[id.index].arrivals.filter { $0.value > day }.keys)
      absent.formUnion(overlays[id.index].departures.filter { $0.value <= day }.keys)
    }
    let members = book.entities(of: kind).filter {
      (!brought.contains($0) || visible.contains($0)) && !absent.contains($0)
    }
    return Value(
      type: .entities(kind),
      content: .entities(
        members.map { entity in
          let mask = existence[entity]
          let isCertain = mask.flatMap(graph.constant) == 1
          return Value.Member(entity: entity, mask: isCertain ? nil : mask)
        }))
  }

  /// Returns the entities of a kind that are there at the date of a scenario: what a trigger brings in where it has fired.
  mutating func present(_ kind: KindID, in overlay: OverlayID) throws(Diagnostic) -> Value {
    var all = entities(of: kind, in: overlay)
    let triggered = chain(overlay).reduce(into: [EntityID: Int]()) { triggered, id in
      triggered.merge(overlays[id.index].triggered) { upper, _ in upper }
    }
    guard !triggered.isEmpty, case .entities(let members) = all.content else { return all }
    trace.isDated = true
    var present: [Value.Member] = []
    for member in members {
      guard let trigger = triggered[member.entity] else {
        present.append(member)
        continue
      }
      let place = triggers[trigger].condition.place
      let fired = try fired(trigger, in: overlay, onThatDay: false)
      let mask = member.mask.map { apply(.and, $0, fired, at: place) } ?? fired
      guard let known = graph.constant(mask) else {
        present.append(Value.Member(entity: member.entity, mask: mask))
        continue
      }
      if known != 0 { present.append(Value.Member(entity: member.entity, mask: nil)) }
    }
    all.content = .entities(present)
    return all
  }

  /// `SET where CONDITION`: the condition is read for each entity, which the name that runs through the set stands
  /// for, as in `for b in firms where b != a`.
  mutating func filter(_ set: Code, _ condition: Code, _ scope: Scope) throws(Diagnostic) -> Value {
    let all = try value(set, scope)
    guard case .entities(let members) = all.content else {
      throw Message.wanted(
        "a set of entities", got: describe(all), for: "what stands before `where`", set.place,
        help: "write `companies where layer == model`")
    }
    var kept: [Value.Member] = []
    var unknown = 0
    for member in try apart(members, from: scope, in: [condition]) {
      var inner = scope
      inner.owner = member.entity
      inner.role = nil
      if let role = scope.role { inner.locals[role] = .value(self.value(of: member)) }
      guard let met = try self.condition(condition, inner) else {
        unknown += rowCount(member.entity)
        continue
      }
      let (node, empty) = whereKnown(met, member.entity, condition.place)
      unknown += empty
      if let known = try computed(node, condition.place) {
        if let fault = fault(known) { throw fault }
        if known != 0 { kept.append(member) }
      } else if let mask = member.mask {
        kept.append(
          Value.Member(entity: member.entity, mask: apply(.and, mask, node, at: condition.place)))
      } else {
        kept.append(Value.Member(entity: member.entity, mask: node))
      }
    }
    if unknown > 0, condition.text.source === question, case .entities(let kind) = all.type {
      let noun = unknown == 1 ? book[kind].display : book[kind].plural
      let note = "\(unknown) \(noun) for which `\(condition.source.singleLine)` is unknown left out"
      if !notes.contains(note) { notes.append(note) }
    }
    return Value(type: all.type, content: .entities(kept))
  }

  /// A member of a set as a value.
  func value(of member: Value.Member) -> Value {
    Value(type: .entity(book[member.entity].kind), content: .entity(member.entity))
  }

  /// Members of a set, the rows of a table one by one where `self` or a name in `parts` stands for a row of the same
  /// table: two names that run through one table meet in every pair of its rows.
  mutating func apart(_ members: [Value.Member], from scope: Scope, in parts: [Code])
    throws(Diagnostic) -> [Value.Member]
  {
    guard members.contains(where: \.entity.isAll) else { return members }
    var single: [Value.Member] = []
    for member in members {
      guard member.entity.isAll, meets(member.entity, scope, parts), let part = parts.first else {
        single.append(member)
        continue
      }
      let count = rowCount(member.entity)
      guard count <= Self.unrollLimit else {
        throw Diagnostic(
          code: "AIS0493",
          "two names run through the \(count) rows of one table: more than \(Self.unrollLimit)",
          at: part.place, help: "take fewer rows into the table, or compare with a sum over all")
      }
      single += try singly([member], part.place)
    }
    return single
  }

  /// `true` iff some part of the code says a name that stands for all rows of a table.
  private func meets(_ entity: EntityID, _ scope: Scope, _ parts: [Code]) -> Bool {
    var names = scope.locals.compactMap { name, binding in
      if case .value(let value) = binding, value.entity == entity { name } else { nil }
    }
    if scope.subject ?? scope.owner == entity { names.append("self") }
    guard !names.isEmpty else { return false }
    return parts.contains { part in
      let span = part.place.span
      return part.text.tokens.contains { token in
        token.start >= span.start && token.end <= span.end
          && names.contains {
            $0.split(separator: "_").contains { $0 == part.text.source[token.span] }
          }
      }
    }
  }

  /// The number that a node is, computed when it is a certain one that rests on samples: `P(…) > 50%`.
  mutating func computed(_ node: NodeID, _ place: Place) throws(Diagnostic) -> Double? {
    if let known = graph.constant(node) { return known }
    guard graph.axes(of: node).isEmpty else { return nil }
    return try values(computedOf: node, place)[0]
  }

  /// The numbers of a node that no sample reaches, at all points of its axes, computed at once.
  mutating func values(computedOf node: NodeID, _ place: Place) throws(Diagnostic) -> [Double] {
    if searched.contains(where: { graph.depends(node, on: $0) }) {
      throw Message.dependsOnUnknown(place)
    }
    trace.taken.append(node)
    guard !isChecking else { return [1] }
    hasComputed = true
    var run = Run(graph, options)
    let values: [Double]
    do throws(RunFailure) {
      values = try run.columns(of: [node], given: inputColumns)[0].values
    } catch {
      throw Message.refusal(error, limit: options.cellLimit, place)
    }
    guard let point = values.firstIndex(where: \.isNaN) else { return values }
    let origin = run.origin(of: node, sample: 0, point: point) { $0.isNaN }
    throw origin.flatMap { fault(at: $0.node) }
      ?? Diagnostic(code: "AIS0504", "this has no value", at: place)
  }

  /// The values of a metric for each entity of a set, each with the mask of its entity.
  mutating func vector(
    _ members: [Value.Member], _ kind: KindID, _ words: [String], _ place: Place, _ scope: Scope
  ) throws(Diagnostic) -> Value {
    var elements: [(EntityID, Value)] = []
    var type = members.isEmpty ? declaredType(joinedName(words), kind) : nil
    for member in members {
      let slot = try slot(of: member.entity, words, place)
      var element = try value(of: slot, in: scope.overlay, at: place)
      element.mask = member.mask
      if element.node != nil || type == nil { type = element.type }
      elements.append((member.entity, element))
    }
    return Value(type: .vector(kind, type ?? .quantity(.ratio)), content: .vector(elements))
  }

  /// The type of a metric as its kind declares it, which also a set without entities has.
  private func declaredType(_ name: String, _ kind: KindID) -> Type? {
    guard case .quantity(let dimension, _, _)? = book.metric(named: name, of: kind)?.type else {
      return nil
    }
    return .quantity(dimension)
  }

  /// `name of E`: a member of an entity, a metric of a set, a reduction.
  mutating func of(_ name: TokenRange, _ operand: Code, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    let words = code.text.words(name)
    if words.count == 1, let reducer = BuiltIn.named(words[0]), reducer.isReducer,
      meaning(of: words[0], scope) == nil || mayReduce(operand)
    {
      let value = try value(operand, scope)
      if value.dimension != nil, value.node != nil {
        return try reduced(reducer, operand, code, scope)
      }
      return try reduce(reducer.name, value, code)
    }
    let owner = try value(operand, scope)
    // `sd of OpenAI.revenue`, `p95 of …`
    if words.count == 1, owner.dimension != nil, let function = BuiltIn.named(words[0]),
      function.parameters.count == 1
    {
      return try function.apply(&self, [(nil, owner, operand.place)], code)
    }
    return try member(of: owner, words, code.place(name), scope)
  }

  private func mayReduce(_ operand: Code) -> Bool {
    switch operand.form {
    case .of, .words: true
    default: false
    }
  }

  /// `R of E across SET`: E is read for each entity of the set, and reduced.
  mutating func across(_ reduction: Code, _ set: Code, _ scope: Scope) throws(Diagnostic) -> Value {
    guard case .of(let name, let operand) = reduction.form,
      let reducer = BuiltIn.named(joinedName(reduction.text.words(name))), reducer.isReducer
    else {
      throw Diagnostic(
        code: "AIS0325", "`across` belongs to a reduction", at: set.place,
        help: "write `sum of revenue across companies where layer == model`")
    }
    let all = try value(set, scope)
    guard case .entities(let members) = all.content, case .entities(let kind) = all.type else {
      throw Message.wanted(
        "a set of entities", got: describe(all), for: "what follows `across`", set.place)
    }
    let vector = try each(reduction.part(operand), members, kind, scope)
    return try reduce(reducer.name, vector, reduction)
  }

  /// Reads an expression for each entity of a set.
  mutating func each(_ code: Code, _ members: [Value.Member], _ kind: KindID, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    var elements: [(EntityID, Value)] = []
    var type: Type?
    for member in try apart(members, from: scope, in: [code]) {
      var inner = scope
      inner.owner = member.entity
      var element = try value(code, inner)
      element.mask = member.mask
      if element.node != nil || type == nil { type = element.type }
      elements.append((member.entity, element))
    }
    return Value(type: .vector(kind, type ?? .quantity(.ratio)), content: .vector(elements))
  }

  /// `true` iff an entity exists only in a scenario.
  func isBrought(_ entity: EntityID) -> Bool { overlays.contains { $0.entities.contains(entity) } }

  /// `true` iff a scenario has an entity: one of the model, or one that it brings in.
  func exists(_ entity: EntityID, in overlay: OverlayID) -> Bool {
    !isBrought(entity) || chain(overlay).contains { overlays[$0.index].entities.contains(entity) }
  }

  /// The event in which a scenario has an entity that was brought in; `nil` where that is certain.
  func existence(of entity: EntityID, in overlay: OverlayID) -> NodeID? {
    chain(overlay).lazy.compactMap { overlays[$0.index].existence[entity] }.first
  }

  /// The entities that a scenario knows by names of its own.
  func names(in overlay: OverlayID) -> [String: EntityID] {
    chain(overlay).reduce(into: [:]) { names, id in
      names.merge(overlays[id.index].names) { upper, _ in upper }
    }
  }

  /// `true` iff a slot has a value in a scenario.
  mutating func isKnown(_ slot: Slot, in overlay: OverlayID) -> Bool {
    let place = Place(SourceText(""), Span(0, 0))
    return (try? value(of: slot, in: overlay, at: place))?.missingReason == nil
  }

  /// `true` iff a value varies along a swept axis.
  func isSwept(_ value: Value) -> Bool {
    value.node.map { !graph.axes(of: $0).swept.isEmpty } ?? false
  }

  /// `true` iff a value varies along the rows of one table, and no sweep.
  func isColumn(_ value: Value) -> Bool {
    guard let axes = value.node.map({ graph.axes(of: $0).swept }), axes.count == 1 else {
      return false
    }
    return rowAxes.values.contains { $0.axis == axes[0] }
  }

  /// `R of E` over the members of a set: E is read for each of them, and reduced; `nil` when it is no reduction. Also of
  /// what is calculated with reductions, `sum(E) / sum(F)`.
  mutating func reduced(
    _ code: Code, over members: [Value.Member], _ kind: KindID, _ scope: Scope
  )
    throws(Diagnostic) -> Value?
  {
    if case .convert(let inner, let unit) = code.form {
      let operand = code.part(inner)
      guard let value = try reduced(operand, over: members, kind, scope) else { return nil }
      return try convert(value, operand, unit, code)
    }
    if case .binary(let op, let a, let b) = code.form {
      guard [.add, .subtract, .multiply, .divide, .per].contains(op) else { return nil }
      let (first, second) = (code.part(a), code.part(b))
      let left = try reduced(first, over: members, kind, scope)
      let right = try reduced(second, over: members, kind, scope)
      guard left != nil || right != nil else { return nil }
      // one side may be no reduction: a number
      let one = if let left { left } else { try value(first, scope) }
      let other = if let right { right } else { try value(second, scope) }
      return try arithmetic(
        op == .per ? .divide : op, one, other, code.place, first.place, second.place)
    }
    guard let (name, operand) = reduction(code), let reducer = BuiltIn.named(name),
      reducer.isReducer
    else { return nil }
    if isSet(operand, of: kind) {
      let set = Value(type: .entities(kind), content: .entities(members))
      return try reduce(reducer.name, set, code)
    }
    let vector = try each(operand, members, kind, scope)
    let value = try reduce(reducer.name, vector, code)
    // nothing follows from the sum of nothing
    guard case .vector(let elements) = vector.content, name != "count", !elements.isEmpty,
      elements.allSatisfy({ $0.1.node == nil })
    else { return value }
    return value.missing("none of these entities has a value")
  }

  /// `true` iff an expression is the plural of a kind, which among some of its entities stands for them.
  private func isSet(_ code: Code, of kind: KindID) -> Bool {
    guard case .words(let range) = code.form,
      case .entities(kind)? = meaning(of: joinedName(code.text.words(range)), Scope(stream: 0))
    else { return false }
    return true
  }

  /// What the reductions of an expression reduce: not the entities of a kind themselves.
  func reducedOperands(_ code: Code, of kind: KindID) -> [Code] {
    if case .convert(let inner, _) = code.form {
      return reducedOperands(code.part(inner), of: kind)
    }
    if case .binary(_, let a, let b) = code.form {
      return reducedOperands(code.part(a), of: kind) + reducedOperands(code.part(b), of: kind)
    }
    return reduction(code).map { isSet($0.operand, of: kind) ? [] : [$0.operand] } ?? []
  }

  /// `true` iff an expression is `R of E`, by itself or in another unit.
  func isReduction(_ code: Code) -> Bool {
    if case .convert(let inner, _) = code.form { return isReduction(code.part(inner)) }
    return reduction(code) != nil
  }

  /// What `R of E`, or `R(E)` of a metric, reduces, and how.
  private func reduction(_ code: Code) -> (name: String, operand: Code)? {
    switch code.form {
    case .of(let name, let operand):
      return (joinedName(code.text.words(name)), code.part(operand))
    case .call(let name, let list):
      let name = joinedName(code.text.words(name))
      // these may be of the samples too
      guard code.text.tree[list].count == 1, let only = code.text.tree[list].first,
        only.label.isEmpty, name != "mean", name != "median",
        case .words(let range) = code.part(only.value).form,
        case .metric? = meaning(of: joinedName(code.text.words(range)), Scope(stream: 0))
      else { return nil }
      return (name, code.part(only.value))
    default: return nil
    }
  }

  /// `true` iff the code is `R of E` without a set of its own.
  func isOpenReduction(_ code: Code) -> Bool {
    guard case .of(let name, let operand) = code.form,
      let reducer = BuiltIn.named(joinedName(code.text.words(name))), reducer.isReducer,
      case .words(let range) = code.part(operand).form
    else { return false }
    if case .metric? = meaning(of: joinedName(code.text.words(range)), Scope(stream: 0)) {
      return true
    }
    return false
  }
}
