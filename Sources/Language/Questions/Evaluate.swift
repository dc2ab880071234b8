import AISEngine
import AISModel
import AISSource
import AISSyntax

extension Inquiry {
  /// `E`: its value.
  mutating func evaluate(_ expression: ExpressionID) throws(Diagnostic) -> Answer {
    if let help = help(expression) { return help }
    let view = elaborator.view(base, readAtLastStart(of: [base]))
    if case .text = code(expression).form {
      let (text, values) = try spoken(expression, in: view)
      return answer(.cell(.text(text)), restingOn: values)
    }
    let value = try elaborator.value(code(expression), scope(expression, view))
    if let entity = value.entity {
      let rows = try card(entity)
      if rows.isEmpty, elaborator.isRelated(entity) { return try relations(about: entity) }
      try compute(rows.map(\.1))
      return answer(.record(try record("metric", rows)), restingOn: rows.map(\.1))
    }
    let quantiles =
      options.drawsSpread ? quantiles(of: value, at: stride(from: 5, through: 95, by: 5)) : []
    try compute([value] + quantiles)
    var answer = answer(try content(value), restingOn: [value])
    if case .cell(.quantity(let quantity)) = answer.content, !quantity.isCertain,
      quantity.neverShare == 0, quantity.missingShare == 0, !quantiles.isEmpty
    {
      answer.drawing = Drawing(
        spreads: [drawn(quantiles, text.source[statement.span], quantity.factor)])
    }
    return answer
  }

  private mutating func content(_ value: Value) throws(Diagnostic) -> Answer.Content {
    switch value.content {
    case .vector(let elements):
      let members = elements.map { Value.Member(entity: $0.0, mask: $0.1.mask) }
      let kept = Set(try listed(members, place))
      return .table(
        try table(elements.filter { kept.contains($0.0) }, text.source[statement.span]))
    case .entities(let members):
      return .list(
        lines(of: try listed(members, place), [], nil).compactMap(\.place.entity).map {
          let entity = elaborator.book[$0]
          return .entity(name: entity.name, display: entity.display)
        })
    case .list(let elements):
      var cells: [Cell] = []
      for element in elements { cells.append(try cell(element)) }
      return .list(cells)
    case .record(let fields):
      return .record(try record("field", fields))
    case .scenario(let overlay):
      return .scenario(elaborator.overlays[overlay.index].clauses.map(\.text))
    default: return .cell(try cell(value))
    }
  }

  private mutating func table(_ elements: [(EntityID, Value)], _ title: String) throws(Diagnostic)
    -> Table
  {
    let kind =
      elements.first.map { elaborator.book[elaborator.book[$0.0].kind].display } ?? "entity"
    var table = Table(columns: [.init(kind, .entity), .init(title, .quantity)], rows: [])
    let known = Dictionary(
      elements.filter { $0.1.missingReason == nil }, uniquingKeysWith: { first, _ in first })
    let entities = elements.map(\.0).filter { known[$0] != nil }
    for case (let entity?, let place) in lines(of: entities, [], nil) {
      guard let value = known[entity] else { continue }
      let name = elaborator.book[place.entity ?? entity]
      table.rows.append(
        [
          .entity(name: name.name, display: name.display),
          try cell(value, at: place.point, of: place.entity),
        ])
    }
    try noteFailures(hasOthers: table.rows.contains { !$0[1].isUnknown })
    return table
  }

  private mutating func record(_ noun: String, _ values: [(String, Value)]) throws(Diagnostic)
    -> Record
  {
    var record = Record(noun: noun, fields: [])
    for (name, value) in values {
      record.fields.append(Record.Field(name: name, value: try cell(value)))
    }
    return record
  }

  /// What is known of an entity: its metrics with their values.
  mutating func card(_ entity: EntityID) throws(Diagnostic) -> [(String, Value)] {
    var rows: [(String, Value)] = []
    var seen = Set<String>()
    for name in elaborator.metricNames(of: entity) where seen.insert(name).inserted {
      guard let id = elaborator.book.existingName(name) else { continue }
      let value = try elaborator.value(of: Slot(entity, id), in: base, at: place)
      if value.missingReason == nil { rows.append((name, value)) }
    }
    return rows
  }
}
