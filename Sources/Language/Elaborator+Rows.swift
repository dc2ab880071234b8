import AISEngine
import AISModel
import AISNumerics
import AISSource
import AISSyntax
import AISUnits

/// Whose draws an input has: one for all, that of one row of a table, or one for each row.
enum Things: Sendable {
  case one
  case row(UInt64)
  case rows(AxisID)
}

/// The axis of a table's rows.
struct RowAxis: Sendable {
  /// The number of the row, from 0.
  let node: NodeID
  let axis: AxisID
  let count: Int
}

// All entities of a table are computed along one axis, as one entity that stands for them. A single row is
// an entity too; what a scenario changes in it is put into the column of all.
extension Elaborator {
  /// The axis of the rows that an entity stands for; `nil` when it stands for none.
  mutating func rowAxis(of entity: EntityID) -> RowAxis? {
    guard entity.isAll, let number = entity.table, let table = book.table(of: entity) else {
      return nil
    }
    if let known = rowAxes[number] { return known }
    guard let (node, axis) = graph.rows(ofTable: number, keys: table.keys) else { return nil }
    let made = RowAxis(node: node, axis: axis, count: table.count)
    rowAxes[number] = made
    return made
  }

  /// Whose draws a slot's own definition has.
  mutating func things(of slot: Slot) -> Things {
    guard let owner = slot.owner, let table = book.table(of: owner),
      metric(slot)?.isShared != true
    else { return .one }
    if let row = owner.row { return .row(table.keys[row]) }
    return rowAxis(of: owner).map { .rows($0.axis) } ?? .one
  }

  /// The value that a table gives for a slot of a row or of all its rows; `nil` when it has no such column.
  mutating func tableValue(_ slot: Slot) -> Value? {
    guard let owner = slot.owner, slot.reading == nil, let table = book.table(of: owner),
      let column = table.columns[slot.name]
    else { return nil }
    switch column {
    case .texts(let texts):
      if let row = owner.row { return texts[row].isEmpty ? nil : .text(texts[row]) }
      guard let axis = rowAxis(of: owner) else { return nil }
      let column = textColumn(texts, slot)
      return Value(type: .text, content: .node(graph.column(column, along: axis.axis)))
    case .numbers(let numbers):
      if owner.isAll, case .choice(let enumeration)? = metric(slot)?.type, let first = numbers.first
      {
        // nothing but one choice in all rows, or nothing at all
        if first.isNaN, metric(slot)?.isDefault == true, numbers.allSatisfy(\.isNaN) { return nil }
        if numbers.allSatisfy({ $0 == first }) {
          return Value(type: .choice(enumeration), content: .choice(Int(first)))
        }
      }
      let content: Value.Content
      if let row = owner.row, numbers[row].isNaN { return nil }
      if let row = owner.row {
        switch metric(slot)?.type {
        case .choice: content = .choice(Int(numbers[row]))
        case .date:
          guard let period = Period(ordinal: numbers[row]) else { return nil }
          content = .date(period)
        default: content = .node(graph.constant(numbers[row]))
        }
      } else if let axis = rowAxis(of: owner) {
        content = .node(graph.column(withGivenRows(numbers, slot), along: axis.axis))
      } else {
        return nil
      }
      switch metric(slot)?.type {
      case .choice(let enumeration): return Value(type: .choice(enumeration), content: content)
      case .quantity(let dimension, let style, let isFraction):
        var value = Value(type: .quantity(dimension), content: content, style: style)
        value.isFraction = isFraction
        return value
      case .boolean: return Value(type: .boolean, content: content)
      case .date: return Value(type: .date, content: content)
      default: return Value(type: .quantity(.ratio), content: content)
      }
    }
  }

  /// A column with what its kind gives by default where cells are empty. Without a default they are no numbers.
  mutating func withDefaults(
    _ value: Value, _ slot: Slot, in overlay: OverlayID, _ place: Place
  ) throws(Diagnostic) -> Value {
    guard let metric = metric(slot), metric.value != nil, metric.isDefault,
      let owner = slot.owner, let axis = rowAxis(of: owner), let node = value.node,
      let numbers = graph.numbers(ofColumn: node), numbers.contains(where: \.isNaN)
    else { return value }
    let other = try defaulted(slot, in: overlay, place)
    guard let otherNode = ordinal(other) else { return value }
    let (mask, known) =
      columnParts[slot] ?? (
        Numbers(numbers.map { $0.isNaN ? 0 : 1 }), Numbers(numbers.map { $0.isNaN ? 0 : $0 })
      )
    columnParts[slot] = (mask, known)
    let isKnown = graph.column(mask, along: axis.axis)
    var result = value
    result.content = .node(
      select(isKnown, graph.column(known, along: axis.axis), otherNode, at: place))
    return result
  }

  /// A condition on rows with 0 where cells that it rests on are empty, and how many rows those are.
  mutating func whereKnown(_ condition: NodeID, _ entity: EntityID, _ place: Place)
    -> (condition: NodeID, unknown: Int)
  {
    guard let axis = rowAxis(of: entity), book.table(of: entity)?.hasGaps == true,
      let isKnown = rowsKnown(condition, along: axis)
    else { return (condition, 0) }
    let known = graph.column(isKnown, along: axis.axis)
    let unknown = isKnown.count { $0 == 0 }
    return (select(known, condition, graph.constant(0), at: place), unknown)
  }

  /// 1 in the rows in which all cells that a node rests on are given, else 0; `nil` where none is empty.
  private mutating func rowsKnown(_ node: NodeID, along axis: RowAxis) -> Numbers? {
    let (filled, graph) = (filled, graph)
    var refilled: [NodeID: Numbers] = [:]
    /// The numbers along the rows of a column with empty cells.
    func gaps(_ node: NodeID) -> Numbers? {
      let own: Numbers?
      if let rest = filled[node] {
        own = rest.axis == axis.axis ? rest.numbers : nil
      } else {
        own =
          refilled[node]
          ?? (graph.axes(of: node) == AxisSet([axis.axis]) ? graph.numbers(ofColumn: node) : nil)
      }
      return own.flatMap { $0.contains(where: \.isNaN) ? $0 : nil }
    }
    func isWhole(_ node: NodeID) -> Bool {
      filled[node] != nil || graph.patch(node, along: axis.axis) != nil
    }
    let reached = graph.reachable(from: [node], stoppingAt: isWhole)
    for id in reached where filled[id] == nil {
      guard let patch = graph.patch(id, along: axis.axis),
        let known = rowsKnown(patch.base, along: axis)
      else { continue }
      // a row with a line of its own, or which a scenario changes, is known by what it is there
      var numbers = known.map { $0 == 0 ? Double.nan : 0 }
      for (row, value) in patch.rows { numbers[row] = graph.constant(value) ?? 0 }
      refilled[id] = Numbers(numbers)
    }
    let nodes = reached.filter { gaps($0) != nil }
    guard !nodes.isEmpty else { return nil }
    if let known = knownRows[nodes] { return known }
    let columns = nodes.compactMap(gaps)
    let known = Numbers(
      (0..<axis.count).map { row in columns.contains { $0[row].isNaN } ? 0 : 1 })
    knownRows[nodes] = known
    return known
  }

  /// A value of all rows with another one where it is unknown because cells are empty.
  mutating func filling(_ value: Value, with other: Value, _ place: Place) throws(Diagnostic)
    -> Value
  {
    guard let node = value.node, let otherNode = ordinal(other) else { return value }
    let axes = graph.axes(of: node)
    for (_, axis) in rowAxes.sorted(by: { $0.key < $1.key })
    where !axes.isDisjoint(with: AxisSet([axis.axis])) {
      guard var isKnown = rowsKnown(node, along: axis) else { continue }
      // a cell may be empty and not matter: what is computed tells
      if graph.numbers(ofColumn: node) == nil, searched.isEmpty, inputs.isEmpty, !isChecking,
        let values = try known(node, along: axis, place)
      {
        isKnown = Numbers(values.indices.map { values[$0].isNaN ? isKnown[$0] : 1 })
      }
      let rest = rowsKnown(otherNode, along: axis)
      var result = value
      let whole = select(graph.column(isKnown, along: axis.axis), node, otherNode, at: place)
      filled[whole] = (
        axis.axis,
        Numbers(isKnown.indices.map { isKnown[$0] == 0 && rest?[$0] == 0 ? .nan : 0 })
      )
      result.content = .node(whole)
      result.isZero = false
      result.bound = Bound.joined([value.bound, other.bound])
      return result
    }
    return value
  }

  /// Why nothing is known of a slot whose cell in a table is empty.
  func emptyCell(_ slot: Slot) -> String? {
    guard let owner = slot.owner, let row = owner.row, let table = book.table(of: owner),
      table.isEmpty(slot.name, row)
    else { return nil }
    return "\(title(slot)) is empty in \(table.file)"
  }

  /// The same of the cell in which a value that is no number came about.
  func emptyCell(_ origin: Run.Origin) -> String? {
    guard let numbers = graph.numbers(ofColumn: origin.node) else { return nil }
    if let (slot, _) = textColumns.first(where: { $0.value === numbers }), let owner = slot.owner {
      return emptyCell(Slot(owner.at(row: origin.point), slot.name))
    }
    for index in book.tables.indices {
      for case (let name, .numbers(let column)) in book.tables[index].columns {
        let slot = Slot(EntityID(allOf: index), name)
        guard column === numbers || givenColumns[slot] === numbers else { continue }
        return emptyCell(Slot(EntityID(allOf: index).at(row: origin.point), name))
      }
    }
    return nil
  }

  /// The numbers that a host has set in rows of a column.
  func givenRows(_ slot: Slot) -> [(row: Int, number: Double)] {
    guard hasGiven, let table = slot.owner?.table else { return [] }
    return book.definitions.compactMap { key, definition in
      guard let given = definition.given, key.name == slot.name, key.owner?.table == table,
        key.reading == nil, let row = key.owner?.row
      else { return nil }
      return (row, given.number)
    }
  }

  /// The numbers of a column with those that a host has set in some of its rows.
  private mutating func withGivenRows(_ numbers: Numbers, _ slot: Slot) -> Numbers {
    if let known = givenColumns[slot] { return known }
    let given = givenRows(slot)
    guard !given.isEmpty else { return numbers }
    var values = Array(numbers)
    for (row, number) in given { values[row] = number }
    let column = Numbers(values)
    givenColumns[slot] = column
    return column
  }

  /// `true` iff a definition is a number that was set in a column of a table, and so stands in that column.
  func isInColumn(_ slot: Slot) -> Bool {
    guard let owner = slot.owner, book.definitions[slot]?.given != nil, slot.reading == nil,
      case .numbers? = book.table(of: owner)?.columns[slot.name]
    else { return false }
    return true
  }

  /// The slot of all rows that a row's slot is part of.
  func slotOfAll(_ slot: Slot) -> Slot? {
    guard let owner = slot.owner, owner.row != nil, let table = owner.table else { return nil }
    return Slot(EntityID(allOf: table), slot.name, reading: slot.reading)
  }

  /// The rows of which a slot of all rows is not in the table: they have a line of their own, or a scenario
  /// changes them.
  func changedRows(_ slot: Slot, in overlay: OverlayID) -> [EntityID] {
    guard let owner = slot.owner, owner.isAll else { return [] }
    var found = book.definitions.keys.filter {
      $0.name == slot.name && $0.reading == slot.reading && $0.owner?.table == owner.table
        && !isInColumn($0)
    }.compactMap(\.owner).sorted { $0.index < $1.index }
    for id in chain(overlay) {
      for other in overlays[id.index].changedSlots
      where other.name == slot.name && other.reading == slot.reading
        && other.owner?.table == owner.table
      {
        guard let row = other.owner, row.row != nil, !found.contains(row) else { continue }
        found.append(row)
      }
    }
    return found
  }

  /// A value of all rows with the rows put in that have one of their own.
  mutating func withChangedRows(_ value: Value, _ reference: SlotReference, _ place: Place)
    throws(Diagnostic) -> Value
  {
    guard let owner = reference.slot.owner, owner.isAll else { return value }
    var result = value
    for row in changedRows(reference.slot, in: reference.overlay) {
      let slot = Slot(row, reference.slot.name, reading: reference.slot.reading)
      let own = try self.value(of: slot, in: reference.overlay, at: place)
      guard let node = ordinal(result), let new = ordinal(own), let axis = rowAxis(of: owner),
        let position = row.row
      else { continue }
      let isIt = apply(.equal, axis.node, graph.constant(Double(position)), at: place)
      result.content = .node(select(isIt, new, node, at: place))
    }
    return result
  }

  /// The node of a value: of a choice that of its position, of a date that of its ordinal, of a text that of its number.
  mutating func ordinal(_ value: Value) -> NodeID? {
    switch value.content {
    case .choice(let index): graph.constant(Double(index))
    case .date(let period): graph.constant(period.ordinal)
    case .text(let text): graph.constant(texts.number(of: text))
    default: value.node
    }
  }

  /// What a number stands for among choices, dates or texts; `nil` for one of any other type.
  func member(_ number: Double, of type: Type) -> Value? {
    switch type {
    case .text: texts.text(of: number).map(Value.text)
    case .date: Period(ordinal: number).map { Value(type: .date, content: .date($0)) }
    case .choice(let enumeration):
      Int(exactly: number).flatMap { index in
        book[enumeration].members.indices.contains(index)
          ? Value(type: type, content: .choice(index)) : nil
      }
    default: nil
    }
  }

  /// `true` iff an overlay changes a slot itself, for all rows that it is one of, or for one of its rows, or the
  /// order of its draws.
  func changes(_ overlay: Overlay, _ slot: Slot) -> Bool {
    if overlay.changes[slot] != nil { return true }
    if !overlay.correlations.isEmpty {
      let own = [slot, slotOfAll(slot)]
      if overlay.correlations.contains(where: { own.contains($0.a) || own.contains($0.b) }) {
        return true
      }
    }
    if let all = slotOfAll(slot) { return overlay.changes[all] != nil }
    guard let owner = slot.owner, owner.isAll else { return false }
    return overlay.changedSlots.contains {
      $0.name == slot.name && $0.owner?.table == owner.table
    }
  }

  /// The changes of a slot itself in an overlay, of all rows that it is one of, or of one of its rows.
  func touching(_ slot: Slot, _ overlay: Overlay) -> [Overlay.Change] {
    let all = slotOfAll(slot).flatMap { overlay.changes[$0] } ?? []
    guard let owner = slot.owner, owner.isAll else { return all + (overlay.changes[slot] ?? []) }
    return overlay.changedSlots.filter { $0.name == slot.name && $0.owner?.table == owner.table }
      .flatMap { overlay.changes[$0] ?? [] }
  }

  /// Says how many rows are left out because cells are empty.
  mutating func noteUnknown(_ count: Int, _ entity: EntityID) {
    guard count > 0 else { return }
    let kind = book[book[entity].kind]
    let note =
      "\(count) \(count == 1 ? kind.display : kind.plural) for which the condition is unknown left out"
    if !notes.contains(note) { notes.append(note) }
  }

  // MARK: Texts

  /// The numbers of the texts in a column of a table; NaN where there is none.
  private mutating func textColumn(_ texts: [String], _ slot: Slot) -> Numbers {
    if let known = textColumns[slot] { return known }
    var numbers: [Double] = []
    numbers.reserveCapacity(texts.count)
    for text in texts { numbers.append(text.isEmpty ? .nan : self.texts.number(of: text)) }
    let column = Numbers(numbers)
    textColumns[slot] = column
    return column
  }

  /// What is said where a text of each row stands for one text.
  static func textsOfRows(_ place: Place) -> Diagnostic {
    Message.wanted(
      "one text", got: "a text of each row", for: "what is wanted here", place,
      help: "compare it by `==`, list it by `show … for …`, or ask for one row: `NAME.region`")
  }

  // MARK: Sets

  /// The sum of what stands in all rows of an element, 0 where its entity does not belong.
  mutating func alongRows(_ operation: Operation, _ node: NodeID, _ entity: EntityID) -> NodeID {
    guard let axis = rowAxis(of: entity) else { return node }
    return graph.reduce(operation, node, along: axis.axis)
  }

  /// Elements with those of the rows of one file, where they follow each other, in the order of the file.
  /// Complexity: n × log(n) where there are such, else linear.
  func inFileOrder<Element>(_ elements: [Element], by entity: (Element) -> EntityID?) -> [Element] {
    /// The table, and the place of a row in its file.
    func row(_ element: Element) -> (table: EntityTable, place: Int)? {
      guard let entity = entity(element), let row = entity.row, let table = book.table(of: entity)
      else { return nil }
      return (table, table.places[row])
    }
    let rows = elements.map(row)
    var ordered = elements
    var start = 0
    while start < rows.count {
      var end = start + 1
      guard let first = rows[start] else {
        start = end
        continue
      }
      var isOrdered = true
      while end < rows.count, let next = rows[end], let last = rows[end - 1],
        next.table.isPart(ofSameAs: first.table)
      {
        if next.place < last.place { isOrdered = false }
        end += 1
      }
      if !isOrdered {
        let order = (start..<end).sorted { a, b in
          (rows[a]?.place ?? 0, a) < (rows[b]?.place ?? 0, b)
        }
        for (index, from) in order.enumerated() { ordered[start + index] = elements[from] }
      }
      start = end
    }
    return ordered
  }

  /// How many entities one stands for.
  func rowCount(_ entity: EntityID) -> Int {
    entity.isAll ? book.table(of: entity)?.count ?? 0 : 1
  }

  /// The rows of a set of all rows for which a mask is 1; `nil` when that differs by sample or sweep.
  mutating func rows(_ entity: EntityID, where mask: NodeID, _ place: Place) throws(Diagnostic)
    -> [EntityID]?
  {
    guard let axis = rowAxis(of: entity), let values = try known(mask, along: axis, place) else {
      return nil
    }
    noteUnknown(values.count { $0.isNaN }, entity)
    return values.indices.filter { values[$0] != 0 && !values[$0].isNaN }.map(entity.at(row:))
  }

  /// The numbers of a node along the rows, when they are certain; computed at once.
  mutating func known(_ node: NodeID, along axis: RowAxis, _ place: Place) throws(Diagnostic)
    -> [Double]?
  {
    if let number = graph.constant(node) {
      return [Double](repeating: number, count: axis.count)
    }
    guard graph.axes(of: node) == AxisSet([axis.axis]) else { return nil }
    trace.taken.append(node)
    guard !isChecking else { return [Double](repeating: 1, count: axis.count) }
    hasComputed = true
    var run = Run(graph, options)
    do throws(RunFailure) {
      return try run.columns(of: [node])[0].values
    } catch {
      throw Message.refusal(error, limit: options.cellLimit, place)
    }
  }
}
