import AISEngine
import AISModel
import AISNumerics
import AISSource
import AISSyntax
import AISUnits

/// Why what was asked for by name has no value in any row of a table.
struct Gaps {
  private var reasons: [(name: String, reason: String)] = []
  private var known = Set<String>()

  /// Takes the cells of a row into account.
  mutating func take(_ cells: [Cell], _ name: String) {
    for cell in cells {
      guard case .missing(let reason) = cell else {
        if !cell.isUnknown { known.insert(name) }
        continue
      }
      if !reasons.contains(where: { $0.name == name }) { reasons.append((name, reason)) }
    }
  }

  /// A line for each name.
  var notes: [String] {
    reasons.filter { !known.contains($0.name) }.map { "`\($0.name)` is unknown: \($0.reason)" }
  }
}

/// A scenario that is a column of a table.
struct NamedScenario {
  /// What a scenario is in a what-if.
  enum Role {
    case changed, expected
  }
  let name: String
  let overlay: OverlayID
  var role: Role?
}

extension Inquiry {
  /// One value to be shown: where it stands in the table and what it is.
  struct Entry {
    var point: [Int]
    var entity: EntityID?
    var item: Int
    /// The value in each scenario.
    var values: [Value]
    var difference: Value?
  }

  /// `show E, … [tail]`: a table, a row for each entity and swept value, a column for each item.
  mutating func show(_ question: ShowQuestion) throws(Diagnostic) -> Answer {
    if question.items.count == 1, question.tail.isEmpty, isSet(question.items[0]) {
      return try evaluate(question.items[0])
    }
    if let time = question.tail.extent.time, question.items.allSatisfy({ code($0).isDated }) {
      throw Self.twoReadings(Place(text.source, time.span))
    }
    var question = question
    if question.items.count == 1, isSet(question.items[0]) {
      try list(question.items[0], &question)
    }
    var frame = try frame(question.tail.extent, by: question.tail.group, on: base)
    try takeScenarios(of: &question, &frame)
    let hidden = hiddenSort(question, frame)
    if let hidden {
      question.items.append(hidden)
      if !frame.overlays.isEmpty { frame.overlays.append(frame.overlay) }
    }
    if frame.isAsOfToday { frame.moment = readAtLastStart(of: frame.overlays + [frame.overlay]) }
    let entries = try entries(
      question, &frame, [NamedScenario(name: "value", overlay: frame.overlay)])
    try compute(entries.flatMap(\.values))
    var table = try plainTable(question, frame, entries)
    try arrange(&table, question.tail)
    if hidden != nil { table.removeLastColumn() }
    return answer(.table(table), restingOn: entries.flatMap(\.values))
  }

  /// Takes `under S` off the items of a table, so that its rows and groups are those of S, too, and notes the scenario
  /// of each item in the frame.
  private mutating func takeScenarios(of question: inout ShowQuestion, _ frame: inout Frame)
    throws(Diagnostic)
  {
    let extent = question.tail.extent
    let targets = zip(extent.sweeps, frame.axes.filter(\.moments.isEmpty)).filter {
      $1.axis == nil
    }.map { code($0.0.target) }
    var built: [String: OverlayID] = [:]
    var overlays: [OverlayID] = []
    let common = commonScenario(question.items)
    for (index, item) in question.items.enumerated() {
      var (inner, own) = (item, common)
      if case .under(let operand, let changes) = text.tree[item] {
        (inner, own) = (operand, changes)
      }
      guard let changes = own, !sweeps(inner) else {
        overlays.append(frame.overlay)
        continue
      }
      let span = text.tree.changes(changes).span
      // things are run through one by one: no scenario holds for all of them
      if let target = targets.first(where: { elaborator.isMentioned($0, in: [span]) }) {
        overlays.append(frame.overlay)
        guard let group = question.tail.group else { continue }
        throw Diagnostic(
          code: "AIS0474", "each `\(target.source)` would put entities together in its own way",
          at: code(group).place, labels: [.init(Place(text.source, span), "differs for each")],
          help: "leave `by` out, or ask for one `\(target.source)` at a time")
      }
      let overlay: OverlayID
      if let known = built[text.source[span]] {
        overlay = known
      } else {
        overlay = try elaborator.overlay(
          text, changes, on: frame.overlay, scope(item, frame.overlay, frame.locals))
        built[text.source[span]] = overlay
      }
      overlays.append(overlay)
      titles[inner] =
        inner == item ? title(item) + " under " + text.source[span].singleLine : title(item)
      question.items[index] = inner
    }
    guard !built.isEmpty else { return }
    if !overlays.contains(frame.overlay) { frame.entities = nil }
    try enter(overlays, extent, &frame)
    // what is put into groups is not listed
    if frame.grouping != nil, let entities = frame.entities {
      frame.grouping?.entities = entities
      frame.entities = nil
    }
    frame.overlays = overlays
  }

  /// The scenario after the last of several items, which holds for all of them as a date there does: unless it stands
  /// in brackets with its item, or is compared with the same item without it.
  private mutating func commonScenario(_ items: [ExpressionID]) -> UInt32? {
    guard items.count > 1, let last = items.last,
      case .under(let inner, let changes) = text.tree[last],
      items.dropLast().allSatisfy({ item in
        if case .under = text.tree[item] { return false }
        return title(item) != title(inner) && !title(item).hasPrefix("base ")
      }),
      let first = text.tokens.firstIndex(where: { $0.start == text.tree.span(of: last).start }),
      first == 0 || text.tokens[first - 1].kind != .leftParenthesis
    else { return nil }
    note(
      "the scenario holds for all that is shown: for one alone write `(\(title(inner)) under …)`")
    return changes
  }

  /// `true` iff an expression has a sweep of its own, of which a scenario around it may be part.
  private func sweeps(_ expression: ExpressionID) -> Bool {
    if case .acrossSweeps = text.tree[expression] { return true }
    return text.tree.children(of: expression).contains(where: sweeps)
  }

  /// Reads `companies where … sort by E` as what it is sorted by, for each of the set.
  private func list(_ set: ExpressionID, _ question: inout ShowQuestion) throws(Diagnostic) {
    guard let sort = question.tail.sort else {
      throw Diagnostic(
        code: "AIS0208", "`\(title(set))` is a list of names: what of each is wanted is not said",
        at: code(set).place,
        help:
          "write `show revenue for \(title(set)) …`, or say by what it is ordered: `\(title(set)) sort by revenue desc`"
      )
    }
    question.items = [sort]
    question.tail.extent.forItems.insert(.entities(set), at: 0)
  }

  /// `true` iff an expression names a set of entities, which is listed.
  private func isSet(_ item: ExpressionID) -> Bool {
    switch text.tree[item] {
    case .filter: return true
    case .words(let range):
      let words = text.words(range)
      if case .entities? = elaborator.meaning(of: joinedName(words), scope(item, base)) {
        return true
      }
      return ["every", "all"].contains(words[0].lowercased())
        && elaborator.kind(spelled: joinedName(words.dropFirst())) != nil
    default: return false
    }
  }

  /// What the rows are sorted by, when it is not among the columns.
  private func hiddenSort(_ question: ShowQuestion, _ frame: Frame) -> ExpressionID? {
    guard let sort = question.tail.sort else { return nil }
    let shown = question.items.map(title) + frame.axes.map(\.name)
    let kind = frame.kind.map { elaborator.book[$0].display }
    return shown.contains(title(sort)) || title(sort) == kind ? nil : sort
  }

  // MARK: Entries

  /// Elaborates every item for every entity, listed value and scenario.
  mutating func entries(
    _ question: ShowQuestion, _ frame: inout Frame, _ scenarios: [NamedScenario]
  )
    throws(Diagnostic) -> [Entry]
  {
    // an item that names its scenario is read in that
    let own = question.items.indices.map { index in
      frame.overlays.isEmpty
        ? scenarios : [NamedScenario(name: "value", overlay: frame.overlays[index])]
    }
    let overlays = frame.overlays.isEmpty ? scenarios.map(\.overlay) : frame.overlays
    try formGroups(&frame, in: overlays)
    try exclude(&frame)
    if frame.entities == nil, frame.grouping == nil, let kind = try impliedKind(question, frame) {
      frame.kind = kind
      if case .entities(let members) = elaborator.entities(
        of: kind, in: overlays.last ?? base
      ).content {
        frame.entities = members.map(\.entity)
      }
    }
    if let kind = frame.kind, let entities = frame.entities,
      question.items.allSatisfy({ elaborator.isOpenReduction(code($0)) })
    {
      return try reductions(question, kind, entities, frame, own)
    }
    var entries: [Entry] = []
    var named: [Bool] = []
    for item in question.items { named.append(metricTitle(item, frame).0 != nil) }
    for step in caseSteps(frame) {
      for (index, item) in question.items.enumerated() where named[index] && frame.entities != nil {
        // an item that names its entity is one row, whatever the others range over
        let values = try values(item, nil, step, frame, own[index])
        entries.append(
          Entry(point: step, entity: metricTitle(item, frame).0, item: index, values: values))
      }
      for entity in frame.entities.map({ $0.map(Optional.some) }) ?? [nil] {
        for (index, item) in question.items.enumerated()
        where !named[index] || frame.entities == nil {
          let values = try values(item, entity, step, frame, own[index])
          append(values, item, entity, step, index, frame, &entries)
        }
      }
    }
    return entries
  }

  /// Reductions without a set of their own: the entities of the tail are their set.
  private mutating func reductions(
    _ question: ShowQuestion, _ kind: KindID, _ entities: [EntityID], _ frame: Frame,
    _ scenarios: [[NamedScenario]]
  ) throws(Diagnostic) -> [Entry] {
    var entries: [Entry] = []
    for step in caseSteps(frame) {
      for (index, item) in question.items.enumerated() {
        var values: [Value] = []
        for scenario in scenarios[index] {
          let scope = standing(item, step, frame, scenario.overlay)
          if let value = try elaborator.reduced(
            code(item), over: members(entities), kind, scope)
          {
            values.append(value)
          }
        }
        append(values, item, nil, step, index, frame, &entries)
      }
    }
    return entries
  }

  /// The values of an item in each scenario. What a scenario brings in is unknown in the base.
  private mutating func values(
    _ item: ExpressionID, _ entity: EntityID?, _ step: [Int], _ frame: Frame,
    _ scenarios: [NamedScenario]
  ) throws(Diagnostic) -> [Value] {
    let brought = frame.names.values.contains { elaborator.isBrought($0) }
    let owner = brought ? entity ?? metricTitle(item, frame).0 : entity
    var values: [Value?] = []
    var reason = "it is not there in this scenario"
    for (index, scenario) in scenarios.enumerated() {
      if let grouping = frame.grouping, entity == nil {
        let scope = standing(item, step, frame, scenario.overlay)
        values.append(
          try value(item, of: grouping, step[grouping.axis], in: scenario.overlay, scope))
        reason = "nothing belongs to this group"
        continue
      }
      // a scenario knows the deal by its own name, which may stand for another one in each
      if let owner, !elaborator.exists(owner, in: scenario.overlay),
        elaborator.names(in: scenario.overlay).isEmpty
      {
        values.append(nil)
        continue
      }
      do throws(Diagnostic) {
        let value = try value(item, entity, step, frame, scenario.overlay)
        // of what has a value for each entity, such as a share, that of the one at hand
        if let entity, case .vector(let elements) = value.content {
          values.append(
            elements.first { $0.0 == entity }?.1 ?? value.missing("it is not in the set"))
        } else {
          values.append(value)
        }
      } catch {
        guard brought, scenarios.count > 1, scenario.overlay == frame.overlay || index == 0 else {
          throw error
        }
        values.append(nil)
      }
    }
    let known = values.compactMap { $0 }.first
    return values.map { $0 ?? known?.missing(reason) ?? .text("") }
  }

  /// A vector is shown as one entry for each of its entities.
  private func append(
    _ values: [Value], _ item: ExpressionID, _ entity: EntityID?, _ step: [Int], _ index: Int,
    _ frame: Frame,
    _ entries: inout [Entry]
  ) {
    let vectors = values.map { value -> [(EntityID, Value)]? in
      if case .vector(let elements) = value.content { elements } else { nil }
    }
    guard entity == nil, vectors.contains(where: { $0 != nil }) else {
      entries.append(Entry(point: step, entity: entity, item: index, values: values))
      return
    }
    // a set may differ between scenarios: an entity of one of them has no value in the others
    var order: [EntityID] = []
    for (entity, _) in vectors.compactMap({ $0 }).joined() where !order.contains(entity) {
      order.append(entity)
    }
    for entity in order {
      let known = vectors.lazy.compactMap { $0?.first { $0.0 == entity }?.1 }.first
      let own = zip(values, vectors).map { value, elements -> Value in
        elements?.first { $0.0 == entity }?.1
          ?? known?.missing(value.missingReason ?? "it is not in the set") ?? value
      }
      entries.append(Entry(point: step, entity: entity, item: index, values: own))
    }
  }

  private mutating func value(
    _ item: ExpressionID, _ entity: EntityID?, _ step: [Int], _ frame: Frame, _ overlay: OverlayID
  ) throws(Diagnostic) -> Value {
    var scope = standing(item, step, frame, overlay)
    scope.owner = entity
    // what is asked itself has no value before its first fact; in a formula that fact stands in
    if elaborator.date(of: scope.overlay) < elaborator.today,
      let slot = try elaborator.slot(code(item), scope),
      let reason = elaborator.earliness(slot, scope.overlay)
    {
      scope.overlay = elaborator.undated(scope.overlay)
      return try elaborator.value(code(item), scope).missing(reason)
    }
    return try elaborator.value(code(item), scope)
  }

  /// Where an item is read at a position: with what the axes stand for there, and at its date.
  mutating func standing(
    _ item: ExpressionID, _ step: [Int], _ frame: Frame, _ overlay: OverlayID
  ) -> Scope {
    var locals = frame.locals
    var moment = frame.moment
    for (index, (axis, position)) in zip(frame.axes, step).enumerated()
    where axis.axis == nil && index != frame.grouping?.axis {
      if !axis.moments.isEmpty {
        moment = axis.moments[position]
        continue
      }
      locals[joinedName(axis.name.split(separator: " ").map(String.init))] = .value(
        axis.cases[position])
    }
    var scope = scope(item, moment == nil ? overlay : elaborator.view(overlay, moment), locals)
    scope.entities = frame.names
    return scope
  }

  /// Positions along the axes that are lists of things; numeric axes stay at 0 here.
  func caseSteps(_ frame: Frame) -> [[Int]] {
    frame.axes.reduce([[]]) { steps, axis in
      steps.flatMap { step in (axis.axis == nil ? Array(0..<axis.count) : [0]).map { step + [$0] } }
    }.filter { !frame.excluded.contains($0) }
  }

  /// The kind whose entities bare metrics of a `show` without `for` are about.
  private func impliedKind(_ question: ShowQuestion, _ frame: Frame) throws(Diagnostic) -> KindID? {
    for item in question.items {
      var item = item
      if case .convert(let inner, _) = text.tree[item] { item = inner }
      if case .under(let inner, _) = text.tree[item] { item = inner }
      if case .at(let inner, _) = text.tree[item] { item = inner }
      guard case .words(let range) = text.tree[item] else { continue }
      if case .metric(let metric)? = elaborator.meaning(
        of: joinedName(text.words(range)), scope(item, base, frame.locals))
      {
        return elaborator.book.kinds.first { $0.metric(metric) != nil }?.id
      }
    }
    return nil
  }

  // MARK: Tables

  /// The columns that say where a row stands: swept names, the entity.
  func leading(_ frame: Frame, hasEntities: Bool) -> [Table.Column] {
    var columns = frame.axes.map { Table.Column($0.name, .axis) }
    if hasEntities {
      columns.append(.init(frame.kind.map { elaborator.book[$0].display } ?? "entity", .entity))
    }
    return columns
  }

  /// The cells that say where a row stands, and its point on the graph's axes.
  mutating func leading(_ frame: Frame, _ position: [Int], _ entity: EntityID?)
    throws(Diagnostic) -> ([Cell], [AxisID: Int])
  {
    var cells: [Cell] = []
    var point: [AxisID: Int] = [:]
    for (axis, at) in zip(frame.axes, position) {
      if let (id, like) = axis.axis {
        point[id] = at
        let value = elaborator.graph.values(of: id)[at]
        cells.append(
          .quantity(
            Quantity(
              base: value, like.dimension ?? .ratio, style: like.style, elaborator.book.units)))
      } else {
        cells.append(try cell(axis.cases[at]))
      }
    }
    if let entity {
      let known = elaborator.book[entity]
      cells.append(.entity(name: known.name, display: known.display))
    }
    return (cells, point)
  }

  /// Every position along the axes, first axis outermost.
  func positions(_ frame: Frame) -> [[Int]] {
    let all = frame.axes.reduce([[]]) { steps, axis in
      steps.flatMap { step in (0..<axis.count).map { step + [$0] } }
    }
    return frame.excluded.isEmpty
      ? all : all.filter { !frame.excluded.contains(step($0, frame.axes)) }
  }

  /// The entry of a position: numeric axes do not tell entries apart.
  func step(_ position: [Int], _ axes: [QuestionAxis]) -> [Int] {
    zip(axes, position).map { $0.axis == nil ? $1 : 0 }
  }

  private mutating func plainTable(_ question: ShowQuestion, _ frame: Frame, _ entries: [Entry])
    throws(Diagnostic) -> Table
  {
    if let table = sweptTable(question, frame, entries) { return table }
    let limit = try rowLimit(question.tail, question.items)
    let hasEntities = entries.contains { $0.entity != nil }
    var frame = frame
    if frame.kind == nil {
      frame.kind = entries.first { $0.entity != nil }?.entity.map { elaborator.book[$0].kind }
    }
    var table = Table(columns: leading(frame, hasEntities: hasEntities), rows: [])
    table.columns += question.items.map { .init(title($0), .quantity) }
    var left = Set<EntityID>()
    var gaps = Gaps()
    for position in positions(frame) {
      let step = step(position, frame.axes)
      let here = entries.filter { $0.point == step }
      var order: [EntityID?] = []
      for entry in here where !order.contains(entry.entity) { order.append(entry.entity) }
      for (whole, (entity, rowPoint)) in lines(of: order, here, limit) {
        var (row, point) = try leading(frame, position, entity)
        point.merge(rowPoint) { $1 }
        if hasEntities, entity == nil { row.append(.empty) }
        var isKnown = false
        for index in question.items.indices {
          let entry = here.first { $0.entity == whole && $0.item == index }
          var cell = Cell.empty
          if let entry { cell = try self.cell(entry.values[0], at: point, of: entity) }
          if case .missing = cell {} else if case .empty = cell {} else { isKnown = true }
          row.append(cell)
          if entry?.entity == nil { gaps.take([cell], title(question.items[index])) }
        }
        if let entity, !isKnown { left.insert(entity) } else { table.rows.append(row) }
      }
    }
    noteLeftOut(left.count, frame)
    try noteFailures(hasOthers: !table.rows.isEmpty)
    for line in gaps.notes { note(line) }
    return table
  }

  mutating func noteLeftOut(_ count: Int, _ frame: Frame) {
    guard count > 0 else { return }
    let kind = frame.kind.map { elaborator.book[$0] }
    let name = count == 1 ? kind?.display ?? "row" : kind?.plural ?? "rows"
    elaborator.notes.append("\(count) \(name) without a value left out")
  }

  /// How an item is called in the head of a column.
  func title(_ item: ExpressionID) -> String {
    titles[item] ?? text.source[text.tree.span(of: item)].singleLine
  }
}
