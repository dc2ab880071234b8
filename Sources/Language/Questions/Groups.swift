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
    let kind: KindID
    let members: [[Value.Member]]
  }

  /// Puts the entities of a frame, or all of the metric's kind, into groups.
  mutating func enter(_ group: ExpressionID, _ frame: inout Frame) throws(Diagnostic) {
    let key = code(group)
    guard let kind = frame.kind ?? kind(of: key, frame.overlay) else {
      throw Diagnostic(
        code: "AIS0370", "`\(key.source)` puts no entities together", at: key.place,
        help: "write a metric that they have, as in `show revenue by layer`")
    }
    var members: [Value.Member] = []
    if let entities = frame.entities {
      members = entities.map { Value.Member(entity: $0, mask: nil) }
    } else if case .entities(let all) = elaborator.entities(of: kind, in: frame.overlay).content {
      members = all
    }
    var groups: [(case: Value, members: [Value.Member])] = []
    var unknown = 0
    for member in members {
      var scope = scope(group, frame.overlay, frame.locals)
      scope.owner = member.entity
      let value = try elaborator.value(key, scope)
      if value.dimension == nil, value.type != .boolean, let node = value.node,
        let axis = elaborator.rowAxis(of: member.entity),
        let numbers = try elaborator.known(node, along: axis, key.place)
      {
        // the choices or texts of the rows, as they come
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
    groups.sort { Self.position($0.case) < Self.position($1.case) }
    if unknown > 0 {
      let noun = unknown == 1 ? elaborator.book[kind].display : elaborator.book[kind].plural
      elaborator.notes.append("\(unknown) \(noun) without `\(key.source)` left out")
    }
    frame.grouping = Grouping(axis: frame.axes.count, kind: kind, members: groups.map(\.members))
    frame.axes.append(
      QuestionAxis(
        name: key.source.singleLine, axis: nil, cases: groups.map(\.case), count: groups.count))
    (frame.entities, frame.kind) = (nil, nil)
  }

  /// The rows of a table, each in the group of its case, which a node has the number of.
  private mutating func enter(
    _ member: Value.Member, _ node: NodeID, _ cases: [(Double, Value)], _ key: Code,
    _ groups: inout [(case: Value, members: [Value.Member])]
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

  /// Choices stand in the order of their declaration, all else in the order in which it was found.
  private static func position(_ value: Value) -> Int {
    if case .choice(let index) = value.content { index } else { 0 }
  }

  /// The kind that has a metric of this name.
  private func kind(of key: Code, _ overlay: OverlayID) -> KindID? {
    guard case .words(let range) = key.form,
      case .metric(let metric)? = elaborator.meaning(
        of: joinedName(text.words(range)), scope(key.expression, overlay))
    else { return nil }
    return elaborator.book.kinds.first { $0.metric(metric) != nil }?.id
  }

  /// The value of an item for a group: its own reduction, else the sum of amounts.
  mutating func value(
    _ item: ExpressionID, of grouping: Grouping, _ position: Int, _ scope: Scope
  ) throws(Diagnostic) -> Value {
    let members = grouping.members[position]
    // how many entities have a value is said once for all groups
    if position == 0 { try noteKnown(item, grouping, scope) }
    let notes = elaborator.notes
    defer { elaborator.notes = notes }
    if let value = try elaborator.reduced(code(item), over: members, grouping.kind, scope) {
      return value
    }
    let each = try elaborator.each(code(item), members, grouping.kind, scope)
    if case .vector(_, .quantity(let dimension)) = each.type, !dimension.addsUp {
      let name = text.source[text.tree.span(of: item)].singleLine
      let isCalculated = if case .binary = code(item).form { true } else { false }
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

  private mutating func noteKnown(_ item: ExpressionID, _ grouping: Grouping, _ scope: Scope)
    throws(Diagnostic)
  {
    let operands = elaborator.reducedOperands(code(item))
    for operand in operands.isEmpty ? [code(item)] : operands {
      try noteKnown(operand, grouping, scope)
    }
  }

  private mutating func noteKnown(_ operand: Code, _ grouping: Grouping, _ scope: Scope)
    throws(Diagnostic)
  {
    let members = grouping.members.flatMap { $0 }
    guard
      case .vector(let elements) = try elaborator.each(operand, members, grouping.kind, scope)
        .content
    else { return }
    let all = Set(elements.map(\.0)).reduce(0) { $0 + elaborator.rowCount($1) }
    let known = Set(elements.filter { $0.1.node != nil }.map(\.0)).reduce(0) {
      $0 + elaborator.rowCount($1)
    }
    let note =
      "`\(operand.source.singleLine)` is known for \(known) of the \(all) \(elaborator.book[grouping.kind].plural)"
    if known < all, !elaborator.notes.contains(note) { elaborator.notes.append(note) }
  }

  private func place(_ item: ExpressionID) -> Place { code(item).place }
}
