import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

// `show revenue by layer`: entities put together by what a metric says of them. The groups are the cases of
// an axis of the question.
extension Inquiry {
  /// The groups of a `by`: the axis whose cases they are, and who belongs to each.
  struct Grouping {
    /// Its position among the axes of the question.
    var axis: Int
    /// What puts entities together.
    let key: ExpressionID
    let kind: KindID
    /// The entities that were named; else all of the kind.
    var entities: [EntityID]?
    /// Who belongs to each case in each scenario.
    var members: [OverlayID: [[Value.Member]]] = [:]
  }

  /// A case of a `by` with who belongs to it.
  private typealias Group = (case: Value, members: [Value.Member])

  /// Puts the entities of a frame, or all of the metric's kind, into groups.
  mutating func enter(_ group: ExpressionID, _ frame: inout Frame) throws(Diagnostic) {
    let key = code(group)
    guard let kind = frame.kind ?? kind(of: key, frame.overlay) else {
      throw Diagnostic(
        code: "AIS0370", "`\(key.source)` puts no entities together", at: key.place,
        help: "write a metric that they have, as in `show revenue by layer`")
    }
    frame.grouping = Grouping(
      axis: frame.axes.count, key: group, kind: kind, entities: frame.entities)
    frame.axes.append(
      QuestionAxis(name: key.source.singleLine, axis: nil, cases: [], count: 0))
    (frame.entities, frame.kind) = (nil, nil)
    try formGroups(&frame, in: [frame.overlay])
  }

  /// Forms the groups of a frame in each scenario; its cases are those of all of them.
  mutating func formGroups(_ frame: inout Frame, in scenarios: [OverlayID]) throws(Diagnostic) {
    guard var grouping = frame.grouping,
      scenarios.contains(where: { grouping.members[$0] == nil }) || scenarios.count > 1
    else { return }
    var found: [(overlay: OverlayID, groups: [Group])] = []
    var cases: [Value] = []
    for overlay in scenarios {
      let groups = try groups(grouping, frame, in: overlay)
      for group in groups
      where !cases.contains(where: { elaborator.staticEquality($0, group.case) == true }) {
        cases.append(group.case)
      }
      found.append((overlay, groups))
    }
    cases.sort { Self.position($0) < Self.position($1) }
    grouping.members = [:]
    for (overlay, groups) in found {
      grouping.members[overlay] = cases.map { value in
        groups.first { elaborator.staticEquality($0.case, value) == true }?.members ?? []
      }
    }
    frame.axes[grouping.axis].cases = cases
    frame.axes[grouping.axis].count = cases.count
    frame.grouping = grouping
  }

  /// The groups in one scenario, in the order in which their cases are found.
  private mutating func groups(_ grouping: Grouping, _ frame: Frame, in overlay: OverlayID)
    throws(Diagnostic) -> [Group]
  {
    let (key, kind) = (code(grouping.key), grouping.kind)
    var members: [Value.Member] = []
    if let entities = grouping.entities {
      members = self.members(entities.filter { elaborator.exists($0, in: overlay) })
    } else if case .entities(let all) = elaborator.entities(of: kind, in: overlay).content {
      members = all
    }
    var groups: [Group] = []
    var unknown = 0
    for member in members {
      var scope = scope(grouping.key, overlay, frame.locals)
      scope.owner = member.entity
      let value = try elaborator.value(key, scope)
      if value.dimension == nil, value.type != .boolean, let node = value.node,
        let axis = elaborator.rowAxis(of: member.entity),
        let numbers = try elaborator.known(node, along: axis, key.place)
      {
        // the choices or texts of the rows that are listed, as they come
        let numbers = listedRows[member.entity].map { $0.map { numbers[$0] } } ?? numbers
        var seen = Set<Double>()
        let cases = numbers.filter { seen.insert($0).inserted }.compactMap { number in
          elaborator.member(number, of: value.type).map { (number, $0) }
        }
        try enter(member, node, cases, key, &groups)
        unknown += numbers.count(where: \.isNaN)
        continue
      }
      switch value.content {
      case .choice, .entity, .text, .date: break
      case .missing:
        unknown += elaborator.rowCount(member.entity)
        continue
      default:
        throw Diagnostic(
          code: "AIS0370", "`\(key.source)` is \(elaborator.describe(value)), and makes no groups",
          at: key.place, help: "group by a choice, an entity or a text, as in `by layer`")
      }
      if let at = groups.firstIndex(where: { elaborator.staticEquality($0.case, value) == true }) {
        groups[at].members.append(member)
      } else {
        groups.append((value, [member]))
      }
    }
    if unknown > 0 {
      let noun = unknown == 1 ? elaborator.book[kind].display : elaborator.book[kind].plural
      elaborator.note("\(unknown) \(noun) without `\(key.source)` left out")
    }
    return groups
  }

  /// The rows of a table, each in the group of its case, which a node has the number of.
  private mutating func enter(
    _ member: Value.Member, _ node: NodeID, _ cases: [(Double, Value)], _ key: Code,
    _ groups: inout [Group]
  ) throws(Diagnostic) {
    for (number, value) in cases {
      var mask = elaborator.apply(
        .equal, node, elaborator.graph.constant(number), at: key.place)
      mask = elaborator.whereKnown(mask, member.entity, key.place).condition
      if let own = member.mask { mask = elaborator.apply(.and, own, mask, at: key.place) }
      let part = Value.Member(entity: member.entity, mask: mask)
      if let at = groups.firstIndex(where: { elaborator.staticEquality($0.case, value) == true }) {
        groups[at].members.append(part)
      } else {
        groups.append((value, [part]))
      }
    }
  }

  /// Choices stand in the order of their declaration, dates in that of time, all else in the order in which it was found.
  private static func position(_ value: Value) -> Double {
    switch value.content {
    case .choice(let index): Double(index)
    case .date(let period): period.ordinal
    default: 0
    }
  }

  /// The kind that has a metric of this name.
  private func kind(of key: Code, _ overlay: OverlayID) -> KindID? {
    guard case .words(let range) = key.form,
      case .metric(let metric)? = elaborator.meaning(
        of: joinedName(text.words(range)), scope(key.expression, overlay))
    else { return nil }
    return elaborator.book.kinds.first { $0.metric(metric) != nil }?.id
  }

  /// The value of an item for a group: its own reduction, else the sum of amounts; `nil` where nothing belongs
  /// to the group.
  mutating func value(
    _ item: ExpressionID, of grouping: Grouping, _ position: Int, in overlay: OverlayID,
    _ scope: Scope
  ) throws(Diagnostic) -> Value? {
    guard let groups = grouping.members[overlay] else { return nil }
    let members = groups[position]
    // how many entities have a value is said once for all groups
    let all = groups.flatMap { $0 }
    if position == 0, !all.isEmpty { try noteKnown(item, all, grouping.kind, scope) }
    guard !members.isEmpty else { return nil }
    let notes = elaborator.notes
    defer { elaborator.notes = notes }
    if let value = try elaborator.reduced(code(item), over: members, grouping.kind, scope) {
      return value
    }
    try refuseClosed(code(item), grouping.kind, scope)
    if let fault = elaborator.ambiguousReduction(code(item)) { throw fault }
    let each = try elaborator.each(code(item), members, grouping.kind, scope)
    if case .vector(_, .quantity(let dimension)) = each.type, !dimension.addsUp {
      let isCalculated = if case .binary = code(item).form { true } else { false }
      let name = code(item).source.singleLine
      throw Diagnostic(
        code: "AIS0371", "shares, durations and prices of several entities do not add up",
        at: place(item),
        help: isCalculated
          ? "calculate with what the members of a group have together: `sum of revenue / sum of cost`"
          : "say what is wanted: `mean of \(name)`, `min of \(name)` or `max of \(name)`")
    }
    if case .vector(let elements) = each.content, let (_, first) = elements.first,
      elements.allSatisfy({ $0.1.node == nil })
    {
      return first.missing("none of these entities has a value")
    }
    return try elaborator.reduce("sum", each, code(item))
  }

  /// Refuses what has one value whatever the group: its sum over the members would be a multiple of it.
  private mutating func refuseClosed(_ item: Code, _ kind: KindID, _ scope: Scope)
    throws(Diagnostic)
  {
    var alone = scope
    (alone.owner, alone.subject) = (nil, nil)
    guard let value = try? elaborator.value(item, alone), value.dimension != nil else { return }
    var help = "ask for something that each member has, as in `show revenue by layer`"
    switch item.form {
    case .binary:
      help =
        "calculate with what the members of a group have together: `sum of revenue / sum of cost`"
    case .call(let name, _), .of(let name, _):
      guard BuiltIn.named(joinedName(item.text.words(name)))?.isReducer == true else { break }
      let function = item.text.words(name)[0]
      let what = function == "count" ? elaborator.book[kind].plural : "revenue"
      help = "reduce within each group: `\(function) of \(what)`"
    case .across(let reduction, _):
      help = "reduce within each group: `\(item.part(reduction).source.singleLine)`"
    default: break
    }
    throw Diagnostic(
      code: "AIS0371", "`\(item.source.singleLine)` is one value, whatever the group",
      at: item.place, help: help)
  }

  private mutating func noteKnown(
    _ item: ExpressionID, _ members: [Value.Member], _ kind: KindID, _ scope: Scope
  ) throws(Diagnostic) {
    var operands = elaborator.reducedOperands(code(item), of: kind)
    if operands.isEmpty, !elaborator.isReduction(code(item)) { operands = [code(item)] }
    for operand in operands {
      try noteKnown(operand, members, kind, scope)
    }
  }

  private mutating func noteKnown(
    _ operand: Code, _ members: [Value.Member], _ kind: KindID, _ scope: Scope
  ) throws(Diagnostic) {
    guard case .vector(let elements) = try elaborator.each(operand, members, kind, scope).content
    else { return }
    let all = Set(elements.map(\.0)).reduce(0) { $0 + elaborator.rowCount($1) }
    let known = Set(elements.filter { $0.1.node != nil }.map(\.0)).reduce(0) {
      $0 + elaborator.rowCount($1)
    }
    let note =
      "`\(operand.source.singleLine)` is known for \(known) of the \(all) \(elaborator.book[kind].plural)"
    if known < all, !elaborator.notes.contains(note) { elaborator.notes.append(note) }
  }

  private func place(_ item: ExpressionID) -> Place { code(item).place }
}
