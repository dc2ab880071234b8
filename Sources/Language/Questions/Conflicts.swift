import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// `conflicts [of E]`: the conflicts that are declared, with their arithmetic computed, and the slots for which sources
  /// disagree at one date, with the reading used.
  ///
  /// A declared one is an entity of the kind `conflict`: its `facts`, a `grade`, the `arithmetic` and what is `taken`.
  mutating func conflicts(of expression: ExpressionID?) throws(Diagnostic) -> Answer {
    var reached: Set<Slot>?
    if let expression {
      let value = try elaborator.value(code(expression), scope(expression, base))
      if let entity = value.entity { _ = try card(entity) }
      reached = Set(elaborator.references.map(\.slot))
    }
    let declared = try declaredConflicts(about: reached)
    let found = try rivals(among: reached) + gaps(among: reached)
    elaborator.traces = [Elaborator.Trace()]
    let columns: [Table.Column] = [
      .init("name", .text), .init("used", .text), .init("rivals", .text),
    ]
    guard !declared.isEmpty else { return listing(Table(columns: columns, rows: found)) }
    return listing(
      Table(
        columns: [.init("conflict", .text), .init("grade", .text)] + columns,
        rows: declared + found.map { [.text(""), .text("")] + $0 }))
  }

  /// The slots with rival facts: what is used, and what is not.
  private func rivals(among slots: Set<Slot>?) -> [[Cell]] {
    let all = elaborator.book.definitions.keys.filter { slot in
      elaborator.book.relation(of: slot) == nil && slots?.contains(slot) ?? true
    }
    var rows: [[Cell]] = []
    for slot in all.sorted(by: { elaborator.title($0) < elaborator.title($1) }) {
      let used: String
      let rivals: [Fact]
      switch elaborator.selection(of: slot) {
      case .fact(let fact, let others):
        (used, rivals) = ("\(fact.value.source), \(elaborator.describe(fact))", others)
      case .reading(let reading, let others):
        (used, rivals) = ("\(reading.value.source): \(reading.reason)", others)
      default: continue
      }
      guard !rivals.isEmpty else { continue }
      let text = rivals.map { "\($0.value.source), \(elaborator.describe($0))" }.joined(
        separator: "; ")
      rows.append([.text(elaborator.title(slot)), .text(used), .text(text)])
    }
    return rows
  }

  /// What sources state of what is computed: the formula with its value, and by how much each of them differs.
  private mutating func gaps(among slots: Set<Slot>?) throws(Diagnostic) -> [[Cell]] {
    let all = elaborator.book.definitions.filter { slot, definition in
      slots?.contains(slot) ?? true && !definition.facts.isEmpty
        && elaborator.kindFormula(slot) != nil && elaborator.metric(slot)?.readsOwnFacts != true
    }.keys
    var rows: [[Cell]] = []
    for slot in all.sorted(by: { elaborator.title($0) < elaborator.title($1) }) {
      guard let formula = elaborator.kindFormula(slot) else { continue }
      let calibrated = elaborator.calibration(of: slot, on: elaborator.today)
      let computed = try elaborator.typed(
        formula, type: elaborator.metric(slot)?.type, elaborator.scope(of: slot, formula, in: base))
      var said: [String] = []
      for fact in elaborator.book.definitions[slot]?.facts ?? [] {
        said.append(
          "\(fact.value.source), \(elaborator.describe(fact))" + (try gap(fact, of: slot, computed))
        )
      }
      try compute([computed])
      let value = try plain(cell(computed))
      rows.append([
        .text(elaborator.title(slot)),
        .text(
          calibrated.map { "\($0.value.source), calibrated" }
            ?? "\(value): the formula of the model"),
        .text(said.joined(separator: "; ")),
      ])
    }
    return rows
  }

  /// By how much what a formula gives differs from a fact.
  private mutating func gap(_ fact: Fact, of slot: Slot, _ computed: Value) throws(Diagnostic)
    -> String
  {
    let stated = try elaborator.typed(
      fact.value, type: elaborator.metric(slot)?.type,
      elaborator.scope(of: slot, fact.value, in: base, on: fact.date.start))
    guard stated.dimension == computed.dimension, let a = computed.node, let b = stated.node else {
      return ""
    }
    var difference = computed
    difference.content = .node(
      elaborator.apply(.subtract, a, b, at: fact.value.place))
    try compute([difference])
    return ": gap \(try plain(cell(difference)))"
  }

  // MARK: Declared ones

  /// The conflicts that are declared about some of the slots, or all of them.
  private mutating func declaredConflicts(about slots: Set<Slot>?) throws(Diagnostic) -> [[Cell]] {
    guard let kind = elaborator.book.kind(named: "conflict") else { return [] }
    var rows: [[Cell]] = []
    let isHindcast = elaborator.hindcastNote != nil
    let entities = elaborator.book.entities(of: kind)
      .sorted { elaborator.book[$0].name < elaborator.book[$1].name }
    for entity in entities {
      let disputed = try disputed(entity)
      if let slots, disputed.allSatisfy({ !slots.contains($0) }) { continue }
      // what nobody had published was no conflict yet
      guard !isHindcast || !disputed.isEmpty && disputed.allSatisfy(elaborator.isPublished) else {
        continue
      }
      rows.append([
        .text(elaborator.book[entity].name), .text(try words("grade", of: entity)),
        .text(elaborator.book[entity].display), .text(try words("taken", of: entity)),
        .text(try words("arithmetic", of: entity)),
      ])
    }
    return rows
  }

  /// The code of a field of a conflict, with the scope in which it is read.
  private mutating func field(_ name: String, of entity: EntityID) -> (Code, Scope)? {
    guard let id = elaborator.book.existingName(name),
      let code = elaborator.book.definitions[Slot(entity, id)]?.formula
    else { return nil }
    return (code, elaborator.scope(of: Slot(entity, id), code, in: base))
  }

  /// The slots that a conflict is about.
  private mutating func disputed(_ entity: EntityID) throws(Diagnostic) -> [Slot] {
    guard let (code, scope) = field("facts", of: entity) else { return [] }
    guard case .list(let list) = code.form else {
      return [try elaborator.slot(code, scope)].compactMap { $0 }
    }
    var slots: [Slot] = []
    for element in code.text.tree[list] {
      if let slot = try elaborator.slot(code.part(element), scope) { slots.append(slot) }
    }
    return slots
  }

  /// A field of a conflict in words, the `{expression}`s of a text computed; empty when it has no such field.
  private mutating func words(_ name: String, of entity: EntityID) throws(Diagnostic) -> String {
    guard let (code, scope) = field(name, of: entity) else { return "" }
    if case .text = code.form { return try spoken(code, scope).text }
    guard let slot = scope.slot else { return "" }
    return elaborator.shortText(try elaborator.value(of: slot, in: base, at: place))
  }
}
