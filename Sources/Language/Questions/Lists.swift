import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// `assumptions [of E]`, `facts [of E]`: what an expression rests on, or all there is.
  mutating func basis(_ kind: Basis.Kind, of expression: ExpressionID?) throws(Diagnostic) -> Answer
  {
    var entries: [Basis]
    var latent: [Basis] = []
    if kind == .fact, let expression,
      let entity = try elaborator.value(code(expression), scope(expression, base)).entity
    {
      entries = elaborator.everyBasis(.fact, of: entity)
    } else if let expression {
      let value = try elaborator.value(code(expression), scope(expression, base))
      let inflow = try kind == .assumption ? flow(into: code(expression)) : nil
      let values = try value.entity.map { entity throws(Diagnostic) in try card(entity).map(\.1) }
      let all = answer(.list([]), restingOn: (values ?? [value]) + [inflow].compactMap(\.self))
      entries = all.restsOn.filter { $0.kind == kind || kind == .assumption && $0.kind == .own }
      if kind == .assumption {
        let whole = elaborator.ledger(of: elaborator.traces[0].dependencies, reached: nil)
        latent = whole.basis.filter { basis in
          basis.kind == kind && !entries.contains { $0.name == basis.name }
        }
      }
      if kind == .fact {
        let asked = try elaborator.slot(code(expression), scope(expression, base))
        entries += hiddenFacts(asked).filter { fact in
          !entries.contains { $0.name == fact.name && $0.value == fact.value }
        }
      }
    } else {
      entries = elaborator.everyBasis(kind)
    }
    entries.sort { $0.name < $1.name }
    if !latent.isEmpty {
      note(
        "the last \(latent.count) matter once something changes: `drivers of … under { … }` ranks them"
      )
    }
    entries += latent.sorted { $0.name < $1.name }
    var table = Table(
      columns: [
        .init("name", .text), .init("value", .text),
        .init(kind == .fact ? "source" : "reason", .text),
      ], rows: [])
    table.rows = entries.map { [.text($0.name), .text($0.value), .text($0.reason)] }
    var answer = listing(table)
    answer.restsOn = []
    return answer
  }

  /// What flows into a stock, on which it rests from today on; `nil` for all else.
  private mutating func flow(into asked: Code) throws(Diagnostic) -> Value? {
    let slot = try elaborator.slot(asked, scope(asked.expression, base))
    guard let slot, let rule = elaborator.metric(slot)?.flow else { return nil }
    return try elaborator.value(rule, elaborator.scope(of: slot, rule, in: base))
  }

  /// A table of what is known, which says in a hindcast how little that is.
  mutating func listing(_ table: Table) -> Answer {
    var answer = answer(.table(table))
    if let note = elaborator.hindcastNote, !answer.notes.contains(note) {
      answer.notes.append(note)
    }
    return answer
  }

  /// The facts of the slot that was asked for, and those that readings of what it rests on stand for.
  private func hiddenFacts(_ asked: Slot?) -> [Basis] {
    var slots: [Slot] = []
    for slot in [asked].compactMap({ $0 }) + elaborator.references.map(\.slot)
    where !slots.contains(slot) {
      if slot == asked {
        slots.append(slot)
      } else if case .reading = elaborator.selection(of: slot) {
        slots.append(slot)
      }
    }
    return slots.flatMap { slot in
      (elaborator.book.definitions[slot]?.facts ?? []).map {
        Basis(
          kind: .fact, name: elaborator.title(slot), value: $0.value.source,
          reason: elaborator.describe($0))
      }
    }
  }

  /// `sources`: the documents that facts are taken from.
  mutating func sources() -> Answer {
    var table = Table(
      columns: [
        .init("source", .text), .init("date", .text), .init("title", .text), .init("file", .text),
      ],
      rows: [])
    for source in elaborator.book.sources where elaborator.book.isPublished(source) {
      table.rows.append([
        .text(source.name), .text(source.date?.text ?? ""), .text(source.title),
        .text(source.file ?? ""),
      ])
    }
    return listing(table)
  }

  /// `expect E [within tolerance]`: passes, or says what it got.
  mutating func expect(_ claim: ExpressionID, within: ExpressionID?) throws(Diagnostic) -> Answer {
    if let answer = try expectInvariants(code(claim)) { return answer }
    // `under` after the claim or after the tolerance covers the whole expectation
    let claimed = try standing(code(claim))
    var tolerance: Code?
    if let within { tolerance = try standing(code(within)) }
    if case .binary(.equal, let a, let b) = claimed.form, let tolerance {
      return try expectNear(claimed.part(a), claimed.part(b), tolerance, claimed)
    }
    let value = try elaborator.value(claimed, scope(claimed.expression, base))
    guard value.type == .boolean else {
      throw Message.wanted(
        "a condition", got: elaborator.describe(value), for: "what `expect` is given",
        claimed.place,
        help: "write `expect E == V within tolerance`")
    }
    if elaborator.isChecking { return answer(.passed) }
    try compute([value])
    guard case .truth(let share) = try cell(value), share == 1 else {
      throw try unmet(claimed)
    }
    return answer(.passed)
  }

  /// Takes `under S` off an expression and stands in S from then on.
  private mutating func standing(_ code: Code) throws(Diagnostic) -> Code {
    guard case .under(let inner, let changes) = code.form else { return code }
    base = try elaborator.overlay(text, changes, on: base, scope(code.expression, base))
    return code.part(inner)
  }

  /// `expect ENTITIES [under S]`: every `expect` of their kind holds for each of them.
  private mutating func expectInvariants(_ claimed: Code) throws(Diagnostic) -> Answer? {
    var overlay = base
    var set = claimed
    if case .under(let operand, let changes) = claimed.form {
      overlay = try elaborator.overlay(text, changes, on: base, scope(claimed.expression, base))
      set = claimed.part(operand)
    }
    let warnings = elaborator.warnings
    guard let value = try? elaborator.value(set, scope(set.expression, overlay)),
      case .entities(let members) = value.content, case .entities(let kind) = value.type
    else {
      elaborator.warnings = warnings
      return nil
    }
    guard !elaborator.book[kind].expectations.isEmpty else {
      throw Diagnostic(
        code: "AIS0330", "\(elaborator.book[kind].plural) have no `expect` of their own",
        at: set.place,
        help: "declare one in the kind: `expect CONDITION else \"what is wrong\"`")
    }
    for member in members where !elaborator.isChecking {
      for expectation in elaborator.book[kind].expectations {
        try expect(expectation, of: member.entity, overlay, claimed.place)
      }
    }
    return answer(.passed)
  }

  private mutating func expect(
    _ check: Check, of entity: EntityID, _ overlay: OverlayID, _ place: Place
  )
    throws(Diagnostic)
  {
    var scope = Scope(stream: StreamKey.of(["expect", elaborator.book[entity].name]))
    (scope.owner, scope.subject, scope.overlay) = (entity, entity, overlay)
    guard let node = try elaborator.condition(check.condition, scope) else { return }
    try compute([.truth(node)])
    guard case .truth(let share) = try cell(.truth(node)), share < 1 else { return }
    let message = try message(check, scope)
    throw Diagnostic(
      code: Self.unmetCode, "\(elaborator.book[entity].display): \(message)", at: place,
      labels: [.init(check.condition.place, "must hold")])
  }

  /// The text of a check with its values, computed.
  mutating func message(_ check: Check, _ scope: Scope) throws(Diagnostic) -> String {
    let values = try elaborator.values(inText: check.message, check.condition.place, scope)
    try compute(values)
    var texts: [String] = []
    for value in values { texts.append(try plain(cell(value))) }
    return elaborator.filled(check.message, texts)
  }

  private mutating func expectNear(_ a: Code, _ b: Code, _ tolerance: Code, _ claimed: Code)
    throws(Diagnostic) -> Answer
  {
    let left = try elaborator.value(a, scope(claimed.expression, base))
    let right = try elaborator.value(b, scope(claimed.expression, base))
    let gap = try elaborator.arithmetic(.subtract, left, right, claimed.place, a.place, b.place)
    var limit = try elaborator.value(tolerance, scope(tolerance.expression, base))
    // a percentage is one of the value expected; `points` and plain numbers are not
    if limit.dimension == .ratio, gap.dimension != .ratio || limit.style == .percent {
      limit = try elaborator.arithmetic(
        .multiply, limit, right, claimed.place, tolerance.place, b.place)
    }
    guard let gapNode = gap.node, let limitNode = limit.node, gap.dimension == limit.dimension
    else {
      throw try unmet(claimed)
    }
    if elaborator.isChecking { return answer(.passed) }
    let size = elaborator.apply(.absolute, gapNode, at: claimed.place)
    let most = elaborator.apply(.absolute, limitNode, at: tolerance.place)
    let holds = Value.truth(elaborator.apply(.lessOrEqual, size, most, at: claimed.place))
    try compute([holds])
    guard case .truth(let share) = try cell(holds), share == 1 else {
      var fault = try unmet(claimed)
      // the tolerance is there: it is the samples that differ
      if fault.help == Self.nearlyEqual {
        fault.help = "compare one number: `mean(\(a.source.singleLine)) == \(b.source.singleLine)`"
      }
      throw fault
    }
    return answer(.passed)
  }

  private static let nearlyEqual = "for nearly equal add `within 1%`"

  /// An expectation that does not hold, with the values of its sides.
  private mutating func unmet(_ claimed: Code) throws(Diagnostic) -> Diagnostic {
    var diagnostic = Diagnostic(
      code: Self.unmetCode, "this does not hold: \(claimed.source.singleLine)", at: claimed.place)
    guard case .binary(let op, let a, let b) = claimed.form, op != .and, op != .or else {
      return diagnostic
    }
    var cells: [Cell] = []
    for side in [a, b] {
      let value = try elaborator.value(claimed.part(side), scope(claimed.expression, base))
      try compute([value])
      cells.append(try cell(value))
    }
    var texts = try cells.map { cell throws(Diagnostic) in try plain(cell) }
    if texts[0] == texts[1] {
      texts = try cells.map { cell throws(Diagnostic) in try plain(cell, digits: 17) }
    }
    if op == .equal, case .quantity(let x) = cells[0], case .quantity(let y) = cells[1],
      abs(x.mean - y.mean) <= 0.01 * abs(y.mean)
    {
      diagnostic.help = Self.nearlyEqual
    }
    let isUncertain = cells.contains { cell in
      if case .quantity(let quantity) = cell { !quantity.isCertain } else { false }
    }
    if isUncertain, diagnostic.help == nil {
      diagnostic.help =
        op == .equal
        ? "an uncertain number hardly ever is one number: compare its mean, or add `within 10%`"
        : "it must hold in every sample: say how sure is enough, `P(\(claimed.source.singleLine)) > 90%`"
    }
    for (side, text) in zip([a, b], texts) {
      diagnostic.labels.append(.init(claimed.part(side).place, text))
    }
    return diagnostic
  }

  /// The code of an expectation that does not hold.
  static let unmetCode = "AIS0701"

  func plain(_ cell: Cell, digits: Int = 6) throws(Diagnostic) -> String {
    switch cell {
    case .quantity(let quantity):
      let units = elaborator.book.units
      let mean = units.text(
        quantity.mean / quantity.factor, quantity.dimension, style: quantity.style,
        precision: .significant(digits))
      return quantity.isCertain ? mean : "mean \(mean)"
    case .truth(let share):
      return share == 1 ? "true" : share == 0 ? "false" : "true in \(share) of the samples"
    case .text(let text), .missing(let text): return text
    case .never(let reason): return "never (\(reason))"
    case .date(let date): return date.text
    case .entity(_, let display): return display
    case .empty: return ""
    }
  }
}

extension Elaborator {
  /// Every assumption or fact of the book.
  func everyBasis(_ kind: Basis.Kind, of owner: EntityID? = nil) -> [Basis] {
    var entries: [Basis] = []
    for (slot, definition) in book.definitions where owner == nil || speaks(slot, of: owner) {
      let title = title(slot)
      if kind == .fact {
        if book.relation(of: slot) != nil {
          entries += basis(ofRelation: slot)
          continue
        }
        entries += definition.facts.map {
          Basis(kind: .fact, name: title, value: $0.value.source, reason: describe($0))
        }
      } else {
        entries += definition.assumptions.map { assumption in
          Basis(
            kind: .assumption,
            name: title + (assumption.date.map { " @ \($0.text)" } ?? ""),
            value: assumption.value.source.singleLine, reason: assumption.reason)
        }
        entries += definition.knownReadings.map {
          Basis(kind: .assumption, name: title, value: $0.value.source, reason: $0.reason)
        }
      }
    }
    if kind == .assumption {
      for kind in book.kinds {
        for metric in kind.metrics {
          guard let reason = metric.assumption, let code = metric.value else { continue }
          entries.append(
            Basis(
              kind: .assumption, name: "\(metric.title) of every \(kind.display)",
              value: code.source.singleLine, reason: reason))
        }
      }
    }
    return entries
  }
}
