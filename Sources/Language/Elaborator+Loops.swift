import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Elaborator {
  /// What a loop runs through.
  enum LoopDomain {
    case values([Value])
    /// From low to high, by a step; without one through whole numbers.
    case range(Value, Value, Value?)
    /// A list that a routine computes.
    case list(NodeID, Form?)
  }

  /// `[E for x in D if C]`, `fold s = A for x in D { E }`.
  ///
  /// A short loop over what is known is elaborated turn by turn, so that its body may do anything. A long
  /// one becomes a routine. Both give the same bits.
  mutating func loop(_ loop: LoopExpression, _ code: Code, _ scope: Scope) throws(Diagnostic)
    -> Value
  {
    if graph.isWriting { return try written(loop, code, scope) }
    let domain = try domain(loop, code, scope)
    let turns = turns(of: domain)
    if let turns, turns <= Self.inPlaceLimit,
      let values = try elements(of: domain, code.part(loop.domain).place)
    {
      return try unrolled(loop, values, code, scope)
    }
    do throws(Diagnostic) {
      return try computed(code.place) { elaborator throws(Diagnostic) in
        try elaborator.written(loop, code, scope)
      }
    } catch {
      guard !error.code.hasPrefix("AIS06"), let turns, turns <= Double(Self.unrollLimit),
        let values = try elements(of: domain, code.part(loop.domain).place)
      else { throw error }
      return try unrolled(loop, values, code, scope)
    }
  }

  // MARK: Long lists

  /// The value of what is taken of a list that a long loop makes, with the loop as one routine: then its elements are
  /// never elaborated. `nil` for short lists, for uncertain ones, and for what no routine does.
  mutating func ofLongList(
    _ parts: [Code], _ code: Code, _ scope: Scope,
    _ write: (inout Elaborator) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> Value? {
    guard !graph.isWriting, areLongLists(parts, scope) else { return nil }
    do throws(Diagnostic) {
      let value = try computed(code.place, write)
      // an element that is not there is told better by a list that is
      if let number = value.node.flatMap(graph.constant), number.isNaN,
        ["AIS0306", "AIS0504", nil].contains(fault(number)?.code)
      {
        return nil
      }
      // sample by sample a routine is slower than nodes, where there are not too many
      return value.node.flatMap(graph.code) == nil ? value : nil
    } catch {
      guard !error.code.hasPrefix("AIS06") else { throw error }
      return nil
    }
  }

  private mutating func areLongLists(_ parts: [Code], _ scope: Scope) -> Bool {
    for part in parts where isLongList(part, scope) { return true }
    return false
  }

  /// `true` iff code makes a list in a loop of more than a few turns, or of such a list.
  private mutating func isLongList(_ code: Code, _ scope: Scope) -> Bool {
    let domain: LoopDomain?
    switch code.form {
    case .loop(let index):
      let loop = code.text.tree.loop(index)
      guard loop.state == nil else { return false }
      if isLongList(code.part(loop.domain), scope) { return true }
      domain = try? self.domain(loop, code, scope)
    case .binary(.range, _, _): domain = try? self.domain(code, step: nil, scope)
    case .call(let name, let list):
      let name = joinedName(code.text.words(name))
      return BuiltIn.lists.contains { $0.name == name }
        && areLongLists(code.text.tree[list].map { code.part($0.value) }, scope)
    default: return false
    }
    guard let domain else { return false }
    return turns(of: domain).map { $0 > Self.inPlaceLimit } ?? true
  }

  /// The most turns of a loop that is elaborated turn by turn although it could be a routine.
  private static let inPlaceLimit = 64.0

  // MARK: Domains

  /// Returns what a loop runs through.
  mutating func domain(_ loop: LoopExpression, _ code: Code, _ scope: Scope) throws(Diagnostic)
    -> LoopDomain
  {
    var scope = scope
    scope.role = joinedName(code.text.words(loop.variable))
    return try domain(code.part(loop.domain), step: loop.step.map(code.part), scope)
  }

  mutating func domain(_ domain: Code, step: Code?, _ scope: Scope) throws(Diagnostic) -> LoopDomain
  {
    if case .binary(.range, let a, let b) = domain.form {
      return try range(domain.part(a), domain.part(b), step, domain, scope)
    }
    if let step {
      throw Diagnostic(
        code: "AIS0356", "only a range has a step", at: step.place,
        help: "write `for x in 1..10 step 2`")
    }
    let value = try value(domain, scope)
    switch value.content {
    case .list(let elements): return .values(elements)
    case .entities(let members):
      guard case .entities(let kind) = value.type else { break }
      return .values(
        try singly(members, domain.place).map { member in
          var element = Value(type: .entity(kind), content: .entity(member.entity))
          element.mask = member.mask
          return element
        })
    case .vector(let elements) where !elements.contains { $0.0.isAll }:
      return .values(elements.map(\.1))
    case .computed(let node, .list(let element)): return .list(node, element)
    case .missing where isChecking && value.type == .list: return .values([])
    default: break
    }
    throw Message.wanted(
      "a list, a range or a set of entities", got: describe(value), for: "what follows `in`",
      domain.place,
      help: Message.rangeHelp(domain, "write `for x in [1, 2, 3]` or `for x in 1..10`"))
  }

  /// The members of a set, the rows of tables one by one.
  mutating func singly(_ members: [Value.Member], _ place: Place) throws(Diagnostic)
    -> [Value.Member]
  {
    var single: [Value.Member] = []
    for member in members {
      guard member.entity.isAll else {
        single.append(member)
        continue
      }
      var chosen: [EntityID]? = (0..<rowCount(member.entity)).map(member.entity.at(row:))
      if let mask = member.mask { chosen = try rows(member.entity, where: mask, place) }
      guard let chosen else {
        throw Message.uncertainSet(place)
      }
      single += chosen.map { Value.Member(entity: $0, mask: nil) }
    }
    return members.contains(where: \.entity.isAll) ? inFileOrder(single, by: \.entity) : single
  }

  private mutating func range(_ a: Code, _ b: Code, _ step: Code?, _ domain: Code, _ scope: Scope)
    throws(Diagnostic) -> LoopDomain
  {
    let (low, high) = try ends(a, b, scope)
    guard let dimension = low.dimension, high.dimension == dimension || high.isZero else {
      throw Message.clash(
        "count from", (describe(low), a.place), (describe(high), b.place), at: domain.place,
        help: "both ends of a range have the same unit")
    }
    guard low.node != nil, high.node != nil else {
      throw Diagnostic(
        code: "AIS0357", "nothing is known of an end of this range", at: domain.place,
        notes: [low.missingReason ?? high.missingReason ?? ""])
    }
    guard let step else {
      guard dimension == .ratio, low.style == .plain else {
        throw Diagnostic(
          code: "AIS0357", "a range of \(describe(low)) needs a step", at: domain.place,
          help: "write `\(domain.source) step …`")
      }
      return .range(low, high, nil)
    }
    let size = try value(step, scope)
    guard size.dimension == dimension, size.node != nil else {
      throw Message.clash(
        "count by", (describe(size), step.place), (describe(low), domain.place), at: step.place,
        help: "a step has the unit of its range")
    }
    return .range(low, high, size)
  }

  /// How often a loop turns, if that is known.
  func turns(of domain: LoopDomain) -> Double? {
    switch domain {
    case .values(let values): return Double(values.count)
    case .list: return nil
    case .range(let low, let high, let step):
      guard let from = low.node.flatMap(graph.constant), let to = high.node.flatMap(graph.constant)
      else { return nil }
      guard let step else { return Turns.count(from, to, step: 1) }
      return step.node.flatMap(graph.constant).flatMap { Turns.count(from, to, step: $0) }
    }
  }

  /// The elements of a loop over what is known; `nil` where it is not.
  mutating func elements(of domain: LoopDomain, _ place: Place) throws(Diagnostic) -> [Value]? {
    switch domain {
    case .values(let values): return values
    case .list: return nil
    case .range(let low, let high, let step):
      guard let from = low.node.flatMap(graph.constant), let to = high.node.flatMap(graph.constant),
        let turns = turns(of: domain)
      else { return nil }
      if step == nil, !Turns.areWhole(from, to) { throw Self.notWhole(place) }
      try takeRoom(Int(min(turns, 1e9)), place)
      let size = step?.node.flatMap(graph.constant) ?? 1
      var like = low
      if like.style == .plain, let step { like.style = step.style }
      like.isZero = false
      return (0..<Int(turns)).map { turn in
        var value = like
        value.content = .node(graph.constant(from + size * Double(turn)))
        return value
      }
    }
  }

  private static func notWhole(_ place: Place) -> Diagnostic {
    Diagnostic(
      code: "AIS0357", "a range runs through whole numbers, and begins with one", at: place,
      help: "say by what it counts: `for x in 0.5..3 step 0.5`")
  }

  // MARK: Turn by turn

  private mutating func unrolled(
    _ loop: LoopExpression, _ elements: [Value], _ code: Code, _ scope: Scope
  ) throws(Diagnostic) -> Value {
    var list: [Value] = []
    var state: Value?
    if let start = loop.state { state = try value(code.part(start.initial), scope) }
    for element in elements {
      try step(code.place)
      // what belongs to a set in some samples only counts in those
      var element = element
      var test = element.mask
      element.mask = nil
      var inner = inner(loop, element, state, code, scope)
      if let condition = loop.condition {
        guard let holds = try self.condition(code.part(condition), inner) else { continue }
        test = test.map { apply(.and, $0, holds, at: code.part(condition).place) } ?? holds
      }
      if let known = test.flatMap(graph.constant), !known.isNaN {
        if known == 0 { continue }
        test = nil
      }
      try bindLocals(loop, code, &inner)
      let next = try value(code.part(loop.body), inner)
      guard let before = state else {
        guard test == nil else { throw uncertainLength(code, loop) }
        try takeRoom(1, code.place)
        list.append(next)
        continue
      }
      state = try carried(before, next, test, code, loop)
    }
    return state ?? Value(type: .list, content: .list(list))
  }

  private func uncertainLength(_ code: Code, _ loop: LoopExpression) -> Diagnostic {
    Diagnostic(
      code: "AIS0358", "how long this list is would be uncertain",
      at: code.part(loop.condition ?? loop.domain).place,
      help: "add up by `fold`, whose condition may be uncertain, or decide by `P(…) > 50%`")
  }

  /// The next state of a fold, where the turn's condition holds.
  private mutating func carried(
    _ before: Value, _ next: Value, _ test: NodeID?, _ code: Code, _ loop: LoopExpression
  ) throws(Diagnostic) -> Value {
    guard
      before.type == next.type || before.isZero && next.dimension != nil
        || next.isZero && before.dimension != nil
    else {
      throw changesType(before, next, code, loop)
    }
    guard let test else { return next }
    guard let a = next.node, let b = before.node else { throw uncertainLength(code, loop) }
    var result = next.isZero ? before : next
    result.content = .node(select(test, a, b, at: code.place))
    return result
  }

  private func changesType(_ before: Value, _ next: Value, _ code: Code, _ loop: LoopExpression)
    -> Diagnostic
  {
    let start = loop.state.map { code.part($0.initial).place } ?? code.place
    return Message.clash(
      "go on from", (describe(before), start), (describe(next), code.part(loop.body).place),
      at: code.part(loop.body).place, help: "what a fold carries keeps its type and unit")
  }

  private func inner(
    _ loop: LoopExpression, _ element: Value, _ state: Value?, _ code: Code, _ scope: Scope
  ) -> Scope {
    var inner = scope
    inner.locals[joinedName(code.text.words(loop.variable))] = .value(element)
    if let start = loop.state, let state {
      inner.locals[joinedName(code.text.words(start.name))] = .value(state)
    }
    return inner
  }

  private mutating func bindLocals(_ loop: LoopExpression, _ code: Code, _ scope: inout Scope)
    throws(Diagnostic)
  {
    for local in loop.locals {
      guard case .words(let range) = code.text.tree[local.target] else { continue }
      let value = try value(code.part(local.value), scope)
      scope.locals[joinedName(code.text.words(range))] = .value(value)
    }
  }

  // MARK: As part of a routine

  private mutating func written(_ loop: LoopExpression, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    let (domain, element) = try writtenDomain(try domain(loop, code, scope), code.part(loop.domain))
    guard let domain else {
      guard case .values(let values) = try self.domain(loop, code, scope) else {
        throw Self.unsuited(code.place)
      }
      return try unrolled(loop, values, code, scope)
    }
    guard let start = loop.state else {
      let turn = try turn(loop, element, nil, code, scope)
      let node = graph.loop(
        Loop(
          domain, element: turn.element, condition: turn.condition, state: nil, body: turn.body,
          isOfNumbers: turn.form.isNumber))
      note(node, code.part(loop.domain).place)
      return .computed(node, .list(turn.form))
    }
    let initial = code.part(start.initial)
    let (first, firstForm) = try written(try value(initial, scope), initial.place)
    var form = firstForm
    for _ in 0..<4 {
      let turn = try turn(loop, element, form, code, scope)
      guard let joined = form.joined(with: turn.form), let state = turn.state else {
        throw changesType(
          .computed(first, form), .computed(turn.body.value, turn.form), code, loop)
      }
      if joined.plain == form.plain {
        let node = graph.loop(
          Loop(
            domain, element: turn.element, condition: turn.condition, state: (state, first),
            body: turn.body, isOfNumbers: joined.isNumber))
        note(node, code.part(loop.domain).place)
        return .computed(node, joined)
      }
      form = joined
    }
    throw Self.unsuited(code.place)
  }

  /// The domain of a loop in a routine, with the form of its elements; `nil` for what is run through turn
  /// by turn.
  private mutating func writtenDomain(_ domain: LoopDomain, _ code: Code) throws(Diagnostic)
    -> (Loop.Domain?, Form)
  {
    let number = Form.number(.ratio, .plain, isZero: false)
    switch domain {
    case .list(let node, let element): return (.list(node), element ?? number)
    case .range(let low, let high, let step):
      guard let from = low.node, let to = high.node, let dimension = low.dimension else {
        throw Self.unsuited(code.place)
      }
      let style = low.style == .plain ? step?.style ?? .plain : low.style
      return (
        .range(low: from, high: to, step: step?.node), .number(dimension, style, isZero: false)
      )
    case .values(let values):
      if values.contains(where: { $0.entity != nil }) { return (nil, number) }
      let list = Value(type: .list, content: .list(values))
      guard case (let node, .list(let element)) = try written(list, code.place) else {
        throw Self.unsuited(code.place)
      }
      return (.list(node), element ?? number)
    }
  }

  /// What a turn of a loop consists of.
  private typealias Turn = (
    element: NodeID, state: NodeID?, condition: Arm?, body: Arm, form: Form
  )

  private mutating func turn(
    _ loop: LoopExpression, _ element: Form, _ state: Form?, _ code: Code, _ scope: Scope
  ) throws(Diagnostic) -> Turn {
    let node = graph.variable()
    let carried = state.map { _ in graph.variable() }
    var stateValue: Value?
    if let carried, let state { stateValue = .computed(carried, state) }
    var inner = inner(loop, .computed(node, element), stateValue, code, scope)
    var test: Arm?
    if let condition = loop.condition {
      let part = code.part(condition)
      let (arm, form) = try arm(part.place) { elaborator throws(Diagnostic) in
        try elaborator.value(part, inner)
      }
      guard form == .boolean else {
        throw Message.wanted(
          "a condition", got: describe(form), for: "what follows `if`", part.place)
      }
      test = arm
    }
    let body = code.part(loop.body)
    let (arm, form) = try arm(body.place) { elaborator throws(Diagnostic) in
      try elaborator.bindLocals(loop, code, &inner)
      return try elaborator.value(body, inner)
    }
    return (node, carried, test, arm, form)
  }
}
