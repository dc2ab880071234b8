import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// A relative change below this is rounding, not an effect.
  private static let rounding = 1e-12
  /// The relative size of a mean that sums leave where it is zero.
  private static let noise = 1e-15
  /// The rows of a what-if without `show` that are listed.
  private static let rowLimit = 25

  /// `what if CHANGES [for …] [show …]`: base, what if, change and percent; without `show` the headline
  /// metrics that moved, biggest effect first.
  mutating func whatIf(_ question: WhatIfQuestion) throws(Diagnostic) -> Answer {
    var sweeps = Extent()
    var show = question.show
    sweeps.forItems = question.sweeps.map(ForItem.sweep)
    if let items = show?.tail.extent.forItems {
      sweeps.forItems += items.filter { if case .sweep = $0 { true } else { false } }
      show?.tail.extent.forItems = items.filter { if case .entities = $0 { true } else { false } }
    }
    let frame = try frame(sweeps, on: base)
    guard let index = frame.axes.firstIndex(where: { isChanged($0, question) }) else {
      return try answered(question, show, frame)
    }
    return try answered(question, show, frame, for: index)
  }

  /// `true` iff an axis runs through entities or texts that the changes name: each is a scenario of its own.
  private func isChanged(_ axis: QuestionAxis, _ question: WhatIfQuestion) -> Bool {
    let changes = text.tree.changes(question.changes).span
    return axis.axis == nil && axis.moments.isEmpty
      && text.tokens.contains {
        $0.start >= changes.start && $0.end <= changes.end
          && text.source[$0.span] == axis.name
      }
  }

  /// A what-if for each thing that an axis runs through, the tables one under the other.
  private mutating func answered(
    _ question: WhatIfQuestion, _ show: ShowQuestion?, _ frame: Frame, for index: Int
  ) throws(Diagnostic) -> Answer {
    var whole: Answer?
    var left: [String] = []
    let axis = frame.axes[index]
    for value in axis.cases {
      var one = frame
      one.axes.remove(at: index)
      one.locals[axis.name] = .value(value)
      var answer: Answer
      do throws(Diagnostic) {
        answer = try answered(question, show, one)
      } catch {
        // what has nothing to change is left out, unless nothing is left
        guard error.code == "AIS0411", value.entity != nil, axis.cases.count > 1 else {
          throw error
        }
        left.append(elaborator.shortText(value))
        continue
      }
      var table = answer.table
      table.columns.insert(.init(axis.name, .axis), at: 0)
      let name = try cell(value)
      for row in table.rows.indices { table.rows[row].insert(name, at: 0) }
      if var before = whole {
        before.content = .table(before.table.followed(by: table))
        before.changes += answer.changes
        before.notes += answer.notes.filter { !before.notes.contains($0) }
        for basis in answer.restsOn where !before.restsOn.contains(where: { $0.name == basis.name })
        {
          before.restsOn.append(basis)
        }
        for reading in answer.readings
        where !before.readings.contains(where: { $0.name == reading.name }) {
          before.readings.append(reading)
        }
        whole = before
      } else {
        answer.content = .table(table)
        whole = answer
      }
    }
    guard var whole else {
      throw Diagnostic(
        code: "AIS0207", "there is nothing to sweep over", at: place,
        notes: left.isEmpty ? [] : ["nothing to change: \(left.joined(separator: ", "))"])
    }
    if !left.isEmpty { whole.notes.append("nothing to change: \(left.joined(separator: ", "))") }
    return whole
  }

  private mutating func answered(
    _ question: WhatIfQuestion, _ show: ShowQuestion?, _ given: Frame
  ) throws(Diagnostic) -> Answer {
    var frame = given
    let scenarios = try scenarios(question.changes, frame)
    frame.names = elaborator.names(in: scenarios[1].overlay)
    let changes = try changeLines(scenarios, frame)
    let isDated = show.map { $0.items.allSatisfy { code($0).isDated } } ?? false
    if show?.tail.extent.time == nil, show?.tail.extent.date == nil, !isDated {
      frame.moment = readAtLastStart(of: scenarios.map(\.overlay))
      if elaborator.chain(scenarios[1].overlay).contains(where: {
        !elaborator.overlays[$0.index].growths.isEmpty
      }) {
        elaborator.note(
          "growth shows at later dates: ask with `over \(elaborator.today.year)..\(elaborator.today.year + 6)`"
        )
      }
    }
    var answer: Answer
    try noteChecks(show?.items ?? [], frame, scenarios[1].overlay)
    if let show {
      answer = try shown(show, &frame, scenarios)
    } else {
      answer = try headline(frame, scenarios)
    }
    answer.changes = try finished(changes)
    return answer
  }

  /// The base and the scenario; with a probability, "if it happens" and "expected".
  private mutating func scenarios(_ changes: UInt32, _ frame: Frame) throws(Diagnostic)
    -> [NamedScenario]
  {
    var outer = scope(frame.overlay)
    outer.locals = frame.locals
    elaborator.hasEvents = false
    outer.ignoresEvents = true
    let happened = try elaborator.overlay(text, changes, on: frame.overlay, outer)
    outer.ignoresEvents = false
    var scenarios = [
      NamedScenario(name: "base", overlay: frame.overlay),
      NamedScenario(name: "what if", overlay: happened, role: .changed),
    ]
    if elaborator.hasEvents {
      elaborator.traces[0].guards = []
      elaborator.warnings = []
      let expected = try elaborator.overlay(text, changes, on: frame.overlay, outer)
      scenarios.append(NamedScenario(name: "expected", overlay: expected, role: .expected))
    }
    return scenarios
  }

  // MARK: The clauses as read

  /// A clause, what it changes, and the values before and after, not computed yet.
  struct PendingChange {
    let clause: String
    let name: String
    /// Of a table in parts the values of each part.
    var before: [Value] = []
    var after: [Value] = []
  }

  mutating func changeLines(_ scenarios: [NamedScenario], _ frame: Frame) throws(Diagnostic)
    -> [PendingChange]
  {
    guard scenarios.count > 1 else { return [] }
    var lines: [PendingChange] = []
    let chain = elaborator.chain(scenarios[1].overlay).prefix { $0 != frame.overlay }
    for id in Array(chain).reversed() {
      let overlay = elaborator.overlays[id.index]
      for note in overlay.notes where !elaborator.notes.contains(note) {
        elaborator.notes.append(note)
      }
      for clause in overlay.clauses {
        let slots = overlay.changedSlots.filter { slot in
          overlay.changes[slot]?.contains { covers(clause, $0.clause.place) } ?? false
        }
        // a change that comes later is told as it is once it holds in full
        let made = slots.flatMap { overlay.changes[$0] ?? [] }.filter {
          covers(clause, $0.clause.place)
        }
        let day = made.map { $0.timing.completion(today: elaborator.today) }.max()
        let moment = day.flatMap { $0 > elaborator.today ? elaborator.moment(on: $0) : nil }
        let (below, above) = (
          elaborator.view(overlay.parent ?? .root, moment), elaborator.view(id, moment)
        )
        let isTriggered = made.contains { $0.trigger != nil }
        var own: [(slot: Slot, before: Value, after: Value)] = []
        for slot in slots
        where !isTriggered && !(slot.owner.map(overlay.entities.contains) ?? false)
          && elaborator.isKnown(slot, in: above)
        {
          let before = try elaborator.value(of: slot, in: below, at: clause.place)
          let after = try elaborator.value(of: slot, in: above, at: clause.place)
          if before.dimension != nil, after.dimension != nil { own.append((slot, before, after)) }
        }
        // what a verb sets to what it is needs no line, beside what it moves
        let moved = own.filter { $0.before.node == nil || $0.before.node != $0.after.node }
        if !moved.isEmpty { own = moved }
        var parts: [[(slot: Slot, before: Value, after: Value)]] = []
        for change in own {
          if let part = parts.firstIndex(where: { isPart($0[0].slot, ofSameAs: change.slot) }) {
            parts[part].append(change)
          } else {
            parts.append([change])
          }
        }
        if own.isEmpty || parts.count > 4 {
          let name = own.isEmpty ? "" : "\(parts.count) values"
          lines.append(PendingChange(clause: clause.text.singleLine, name: name))
          continue
        }
        for part in parts {
          let slot = part[0].slot
          noteRelative(overlay.changes[slot] ?? [], part[0].before, clause)
          var line = PendingChange(clause: clause.text.singleLine, name: elaborator.title(slot))
          let isSwept = part.contains { change in
            [change.before, change.after].contains {
              elaborator.isSwept($0) && !elaborator.isColumn($0)
            }
          }
          if !isSwept { (line.before, line.after) = (part.map(\.before), part.map(\.after)) }
          lines.append(line)
        }
      }
    }
    try compute(lines.flatMap { $0.before + $0.after })
    return lines
  }

  /// `true` iff two slots are the same metric in two parts of one table.
  private func isPart(_ a: Slot, ofSameAs b: Slot) -> Bool {
    guard let first = a.owner, let second = b.owner, first.isAll, second.isAll, a.name == b.name,
      a.reading == b.reading, let table = elaborator.book.table(of: first),
      let other = elaborator.book.table(of: second)
    else { return false }
    return table.isPart(ofSameAs: other)
  }

  /// Says that a percentage of a percentage is relative.
  private mutating func noteRelative(
    _ changes: [Overlay.Change], _ before: Value, _ clause: Overlay.Clause
  ) {
    guard before.style == .percent, changes.contains(where: { $0.operation == .multiply }),
      let amount = clause.text.split(whereSeparator: \.isWhitespace).first(where: {
        $0.hasSuffix("%")
      })
    else { return }
    elaborator.notes.append(
      "`\(amount)` is relative here; for percentage points write `\(amount.dropLast()) points`")
  }

  /// `true` iff a change was made by a clause: written in it, or by a verb that it reads as.
  private func covers(_ clause: Overlay.Clause, _ place: Place) -> Bool {
    place.text === clause.place.text && place.span.start >= clause.place.span.start
      && place.span.end <= clause.place.span.end
  }

  mutating func finished(_ lines: [PendingChange]) throws(Diagnostic) -> [ChangeLine] {
    var changes: [ChangeLine] = []
    for line in lines {
      changes.append(
        ChangeLine(
          clause: line.clause, name: line.name, before: try headCell(line.before),
          after: try headCell(line.after)))
    }
    return changes
  }

  // MARK: Shown metrics

  private mutating func shown(
    _ show: ShowQuestion, _ frame: inout Frame, _ scenarios: [NamedScenario]
  )
    throws(Diagnostic) -> Answer
  {
    let entities = try self.frame(
      show.tail.extent, by: show.tail.group, on: scenarios[1].overlay)
    (frame.entities, frame.kind) = (entities.entities, entities.kind)
    // the dates and groups of what is shown stand before what the changes run through
    frame.axes = entities.axes + frame.axes
    frame.grouping = entities.grouping
    frame.moment = entities.moment ?? frame.moment
    var entries = try entries(show, &frame, scenarios)
    let isForAll = show.tail.extent.forItems.isEmpty && show.tail.group == nil
    if isForAll { leaveUntouched(&entries, frame, scenarios[1].overlay) }
    for index in entries.indices { entries[index].difference = try difference(entries[index]) }
    try compute(entries.flatMap { $0.values + [$0.difference].compactMap { $0 } })
    let table = try comparison(show, frame, entries, scenarios)
    return answer(
      .table(table), restingOn: entries.flatMap { $0.values + [$0.difference].compactMap { $0 } })
  }

  /// Leaves out what clauses about single entities do not move, where a bare metric stands for all of their kind.
  private mutating func leaveUntouched(
    _ entries: inout [Entry], _ frame: Frame, _ overlay: OverlayID
  ) {
    guard let kind = frame.kind, entries.contains(where: { $0.entity != nil }) else { return }
    let changed = elaborator.chain(overlay).flatMap { elaborator.overlays[$0.index].changedSlots }
    let owners = Set(changed.compactMap(\.owner))
    guard !changed.isEmpty, changed.allSatisfy({ $0.owner != nil }),
      owners.contains(where: { elaborator.book[$0].kind == kind })
    else { return }
    var left = Set<EntityID>()
    let moved = Set(
      entries.filter { $0.values[0].node != $0.values[1].node }.compactMap(\.entity))
    entries.removeAll { entry in
      guard let entity = entry.entity, entity.table == nil, !owners.contains(entity),
        !moved.contains(entity)
      else { return false }
      if entry.values.contains(where: { $0.missingReason == nil }) { left.insert(entity) }
      return true
    }
    guard !left.isEmpty else { return }
    let plural = elaborator.book[kind].plural
    note("\(left.count) \(plural) that do not move left out: for all add `for \(plural)`")
  }

  /// The entity and the metric that an item names: `OpenAI.cash` is the cash of OpenAI.
  mutating func metricTitle(_ item: ExpressionID, _ frame: Frame) -> (EntityID?, String) {
    // asking leaves no trace
    let (trace, notes, warnings) = (elaborator.trace, elaborator.notes, elaborator.warnings)
    defer { (elaborator.trace, elaborator.notes, elaborator.warnings) = (trace, notes, warnings) }
    var inner = item
    if case .convert(let operand, _) = text.tree[item] { inner = operand }
    var scope = scope(inner, base)
    scope.entities = frame.names
    guard let slot = try? elaborator.slot(code(inner), scope), let owner = slot.owner else {
      return (nil, title(item))
    }
    let reading = slot.reading.map { "[\(elaborator.book.text($0))]" } ?? ""
    return (owner, elaborator.book.text(slot.name) + reading)
  }

  /// The table of what a `show` asks, in several scenarios, in its order.
  mutating func comparison(
    _ show: ShowQuestion, _ frame: Frame, _ entries: [Entry], _ scenarios: [NamedScenario]
  ) throws(Diagnostic) -> Table {
    var titles: [(EntityID?, String)] = []
    for item in show.items { titles.append(metricTitle(item, frame)) }
    let limit = try rowLimit(show.tail, show.items)
    var table = try comparison(frame, entries, titles.map(\.1), titles.map(\.0), scenarios, limit)
    try arrange(&table, show.tail)
    return table
  }

  /// The second scenario less the first, sample by sample.
  mutating func difference(_ entry: Entry) throws(Diagnostic) -> Value? {
    guard entry.values.count > 1, entry.values[0].dimension != nil, entry.values[0].node != nil,
      entry.values[1].node != nil
    else { return nil }
    let (a, b) = (entry.values[1], entry.values[0])
    guard a.node != b.node else { return nil }
    return try elaborator.arithmetic(.subtract, a, b, place, place, place)
  }

  /// The table of entries in several scenarios; with the change and its fraction for a what-if.
  mutating func comparison(
    _ frame: Frame, _ entries: [Entry], _ items: [String], _ owners: [EntityID?],
    _ scenarios: [NamedScenario], _ limit: RowLimit? = nil
  ) throws(Diagnostic) -> Table {
    var frame = frame
    let known = entries.compactMap(\.entity) + owners.compactMap { $0 }
    let hasEntities = !known.isEmpty
    let kinds = Set(known.map { elaborator.book[$0].kind })
    if frame.kind == nil, kinds.count == 1 { frame.kind = kinds.first }
    let isWhatIf = scenarios.contains { $0.role == .changed }
    var table = Table(columns: leading(frame, hasEntities: hasEntities), rows: [])
    table.columns.append(.init("metric", .text))
    table.columns += scenarios.map { .init($0.name, .quantity) }
    if isWhatIf {
      table.columns += [.init("change", .change), .init("change_fraction", .fraction)]
    }
    table.scenarios = scenarios.map(\.name)
    var shown = Set<EntityID>()
    var left = Set<EntityID>()
    var gaps = Gaps()
    for position in positions(frame) {
      let step = step(position, frame.axes)
      var lines: [(entry: Entry, place: RowPlace)] = []
      for entry in entries where entry.point == step {
        lines += places(of: entry.entity ?? owners[entry.item], [entry], limit).map { (entry, $0) }
      }
      for (entry, (entity, rowPoint)) in elaborator.inFileOrder(
        lines,
        by: { ($0.entry.entity ?? owners[$0.entry.item])?.isAll == true ? $0.place.entity : nil })
      {
        var (row, point) = try leading(frame, position, entity)
        point.merge(rowPoint) { $1 }
        if hasEntities, entity == nil { row.append(.empty) }
        row.append(.text(items[entry.item]))
        var cells = try entry.values.map { value throws(Diagnostic) in
          try cell(value, at: point, of: entry.entity == nil ? nil : entity)
        }
        let name =
          (owners[entry.item].map { elaborator.book[$0].name + "." } ?? "")
          + items[entry.item]
        if scenarios.last?.role == .expected { expect(&cells, name) }
        if entry.entity == nil { gaps.take(isWhatIf ? Array(cells.dropFirst()) : cells, name) }
        if let entity, entry.entity != nil {
          if cells.allSatisfy(\.isUnknown) {
            left.insert(entity)
            continue
          }
          shown.insert(entity)
        }
        row += cells
        if isWhatIf { row += try change(entry, cells, point) }
        table.rows.append(row)
      }
    }
    noteLeftOut(left.subtracting(shown).count, frame)
    try noteFailures(hasOthers: !table.rows.isEmpty)
    for line in gaps.notes { note(line) }
    return table
  }

  /// Says of an expected value that is never in some samples, or not there, that it has none: its median would be that of
  /// what happens and what does not.
  private mutating func expect(_ cells: inout [Cell], _ name: String) {
    switch cells[cells.count - 1] {
    case .quantity(var quantity) where quantity.neverShare > 0:
      let share = elaborator.text(of: quantity.neverShare, .ratio, .percent)
      note("`\(name)` is never in \(share) of the samples, and has no expected value")
      (quantity.p5, quantity.p50, quantity.p95) = (.infinity, .infinity, .infinity)
      cells[cells.count - 1] = .quantity(quantity)
    case .missing(let reason) where !cells[1].isUnknown:
      note("`\(name)` has no expected value: \(reason)")
    default: break
    }
  }

  /// The change and the change as a fraction of the base; empty where the base is not positive.
  private mutating func change(_ entry: Entry, _ cells: [Cell], _ point: [AxisID: Int])
    throws(Diagnostic) -> [Cell]
  {
    guard case .quantity(let before) = cells[0], case .quantity(let after) = cells[1] else {
      return [.empty, .empty]
    }
    let noted = accuracy
    var change: Cell
    if let difference = entry.difference, before.neverShare == 0, after.neverShare == 0 {
      change = try cell(difference, at: point)
    } else if before.neverShare == 0, after.neverShare == 0 {
      change = .quantity(
        Quantity(base: 0, before.dimension, style: before.style, elaborator.book.units))
    } else {
      return [.empty, .empty]
    }
    guard case .quantity(var size) = change else { return [.empty, .empty] }
    // an input that is set to what it is keeps its draws, up to rounding
    if abs(size.mean) <= Self.rounding * abs(before.mean),
      (size.deviation ?? 0) <= Self.rounding * abs(before.mean)
    {
      size = Quantity(base: 0, before.dimension, style: before.style, elaborator.book.units)
      accuracy = noted
    }
    // the same draws in another order have the same mean, up to rounding
    if abs(size.mean) <= Self.noise * max(abs(before.mean), abs(after.mean)) { size.mean = 0 }
    if size.dimension == .ratio, size.style == .percent { size.style = .points }
    change = .quantity(size)
    guard before.mean > 0 else { return [change, .empty] }
    let fraction = Quantity(
      base: size.mean / before.mean, .ratio, style: .percent, elaborator.book.units)
    return [change, .quantity(fraction)]
  }

  // MARK: Headline metrics

  private mutating func headline(_ frame: Frame, _ given: [NamedScenario]) throws(Diagnostic)
    -> Answer
  {
    var scenarios: [NamedScenario] = []
    for scenario in given {
      scenarios.append(
        NamedScenario(
          name: scenario.name, overlay: elaborator.view(scenario.overlay, frame.moment),
          role: scenario.role))
    }
    var entries: [Entry] = []
    var items: [String] = []
    for kind in elaborator.book.kinds where !kind.headline.isEmpty {
      guard
        case .entities(let members) = elaborator.entities(of: kind.id, in: scenarios[1].overlay)
          .content
      else { continue }
      for member in members {
        for name in kind.headline {
          let slot = Slot(member.entity, name)
          var values: [Value] = []
          for scenario in scenarios {
            values.append(try elaborator.value(of: slot, in: scenario.overlay, at: place))
          }
          guard values.contains(where: { $0.node != values[0].node }) else { continue }
          items.append(elaborator.book.text(name))
          entries.append(
            Entry(
              point: frame.axes.map { _ in 0 }, entity: member.entity, item: items.count - 1,
              values: values))
        }
      }
    }
    for index in entries.indices { entries[index].difference = try difference(entries[index]) }
    try compute(entries.flatMap { $0.values + [$0.difference].compactMap { $0 } })
    // the answer rests on what moved, not on all that was looked at
    elaborator.traces[0].cancelled = []
    elaborator.traces[0].dependencies = entries.flatMap { entry in
      scenarios.compactMap { scenario in
        guard let owner = entry.entity, let name = elaborator.book.existingName(items[entry.item])
        else { return nil }
        return SlotReference(slot: Slot(owner, name), overlay: scenario.overlay)
      }
    }
    let limit = RowLimit(
      count: Self.rowLimit, rank: { $0.difference }, isDescending: true, isOfSize: true)
    var table = try comparison(frame, entries, items, items.map { _ in nil }, scenarios, limit)
    sortByEffect(&table, leading: frame.axes.count)
    let moved = entries.flatMap { $0.values + [$0.difference].compactMap { $0 } }
    if table.rows.isEmpty {
      let unknown = try unknownHeadlines(scenarios[1].overlay)
      elaborator.notes.append(
        unknown.isEmpty
          ? "no headline metric moves: ask with `show`"
          : "no headline metric moves, and \(unknown.joined(separator: ", ")) "
            + (unknown.count == 1 ? "is unknown" : "are unknown") + ": ask with `show`")
    }
    if table.rows.count > Self.rowLimit, frame.axes.isEmpty {
      elaborator.notes.append(
        "\(table.rows.count - Self.rowLimit) smaller changes: ask with `show`")
      table.rows = Array(table.rows.prefix(Self.rowLimit))
    }
    return answer(.table(table), restingOn: moved)
  }

  /// The headline metrics of what a scenario changes that have no value.
  private mutating func unknownHeadlines(_ overlay: OverlayID) throws(Diagnostic) -> [String] {
    var names: [String] = []
    let base = elaborator.undated(overlay)
    var seen = Set<EntityID>()
    let changed = elaborator.chain(base).flatMap { elaborator.overlays[$0.index].changedSlots }
    guard Set(changed.compactMap(\.owner)).count <= 2 else { return [] }
    for slot in changed {
      guard let owner = slot.owner, owner.table == nil, seen.insert(owner).inserted else {
        continue
      }
      for name in elaborator.book[elaborator.book[owner].kind].headline {
        let metric = Slot(owner, name)
        if try elaborator.value(of: metric, in: overlay, at: place).missingReason != nil {
          names.append("`\(elaborator.title(metric))`")
        }
      }
    }
    return names.count > 4 ? Array(names.prefix(3)) + ["\(names.count - 3) more"] : names
  }

  /// The effect on a value that is `never` in some samples and so has no mean: by its median, else by a
  /// quantile that it has, else by how often it is never.
  private static func effect(_ a: Quantity, _ b: Quantity) -> Double {
    for (x, y) in [(a.p50, b.p50), (a.p5, b.p5), (a.p95, b.p95)] {
      let (x, y) = (x ?? a.mean, y ?? b.mean)
      if x.isFinite, y.isFinite, x != y { return abs(y - x) / max(abs(x), .leastNormalMagnitude) }
      if x.isFinite != y.isFinite { return .infinity }
    }
    return abs(a.neverShare - b.neverShare)
  }

  /// Drops the rows that did not move and puts the biggest effect first: |change| / max(|base|, sd).
  private func sortByEffect(_ table: inout Table, leading: Int) {
    guard let base = table.columns.firstIndex(where: { $0.name == "base" }) else { return }
    let change = base + table.scenarios.count
    func effect(_ row: [Cell]) -> Double {
      if case .quantity(let size) = row[change], case .quantity(let before) = row[base] {
        if size.mean == 0, size.isCertain { return 0 }
        return abs(size.mean) / max(abs(before.mean), before.deviation ?? 0, .leastNormalMagnitude)
      }
      if case .quantity(let before) = row[base], case .quantity(let after) = row[base + 1] {
        return Self.effect(before, after)
      }
      let (a, b) = (row[base].sortKey, row[base + 1].sortKey)
      return a == b ? 0 : .infinity
    }
    let sorted = table.rows.enumerated().map { ($0.offset, effect($0.element), $0.element) }
      .filter { $0.1 > Self.rounding }
    if leading > 0 {
      table.rows = sorted.map(\.2)
      return
    }
    table.rows = sorted.sorted { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 > $1.1 }.map(\.2)
  }
}

extension Cell {
  /// `true` iff nothing is known here.
  var isUnknown: Bool {
    switch self {
    case .missing, .empty: true
    default: false
    }
  }
}
