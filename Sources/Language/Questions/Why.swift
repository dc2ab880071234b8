import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// How deep a tree of reasons is drawn.
  private static let depthLimit = 12

  /// `why E [under S]`: the value, its formula, and what each part of it comes from.
  mutating func why(_ expression: ExpressionID) throws(Diagnostic) -> Answer {
    var overlay = base
    var inner = expression
    var shown: TokenRange?
    var moment: Moment?
    var date = ""
    strip: while true {
      switch text.tree[inner] {
      case .convert(let operand, let unit): (inner, shown) = (operand, unit)
      case .at(let operand, let range):
        if moment == nil {
          moment = try self.moment(text.span(of: range))
          date = " at " + code(inner).place(range).source
        }
        inner = operand
      case .under(let operand, let changes) where overlay == base:
        overlay = try elaborator.overlay(text, changes, on: base, scope(expression, base))
        inner = operand
      default: break strip
      }
    }
    moment = moment ?? readAtLastStart(of: [overlay])
    overlay = elaborator.view(overlay, moment)
    // what a scenario does not reach is told as it is in the scenario
    elaborator.sharesUnreached = false
    defer { elaborator.sharesUnreached = true }
    let scope = scope(inner, overlay)
    let value = try elaborator.value(code(inner), scope)
    let root = try elaborator.slot(code(inner), scope)
    let asked = elaborator.traces[0]
    let total =
      shown == nil ? value : try elaborator.value(code(expression), self.scope(expression, base))
    var seen = Set<SlotReference>()
    var tree: Tree
    if let root {
      tree = try reasons(SlotReference(slot: root, overlay: overlay), 0, asked: overlay, &seen)
    } else {
      tree = Tree(
        name: title(inner), value: .empty, definition: title(inner), origin: "asked", remarks: [],
        parts: [])
      for reference in distinct(elaborator.traces[0].grounds) {
        tree.parts.append(try reasons(reference, 1, asked: overlay, &seen))
      }
    }
    tree.name += date
    try compute([total])
    tree.value = try cell(total)
    // it rests on what was asked for, not on all that was looked at to explain it
    elaborator.traces[0] = asked
    let contributions = try contributions(expression, inner, overlay, total)
    elaborator.traces[0] = asked
    var answer = answer(.tree(tree), restingOn: [value])
    answer.contributions = contributions
    return answer
  }

  private func distinct(_ references: [SlotReference]) -> [SlotReference] {
    references.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private mutating func reasons(
    _ reference: SlotReference, _ depth: Int, asked: OverlayID, _ seen: inout Set<SlotReference>
  )
    throws(Diagnostic) -> Tree
  {
    let slot = reference.slot
    let value = try elaborator.value(of: slot, in: reference.overlay, at: place)
    try compute([value])
    let isBase =
      depth > 0 && elaborator.undated(reference.overlay) == .root
      && elaborator.undated(asked) != .root
    // what flows into a stock is read at other dates than the stock
    var day = ""
    if let moment = elaborator.moment(of: reference.overlay),
      moment.date != elaborator.date(of: asked)
    {
      day = " at \(moment.date.text)"
    }
    var tree = Tree(
      name: (isBase ? "base " : "") + elaborator.title(slot) + day, value: try cell(value),
      definition: "", origin: "", remarks: [],
      parts: [])
    describe(reference, &tree)
    if let owner = slot.owner { tree.remarks += try failedChecks(owner, reference.overlay) }
    guard seen.insert(elaborator.canonical(reference, place)).inserted else {
      tree.remarks = ["explained above"]
      return tree
    }
    guard depth < Self.depthLimit, case .success(let result)? = elaborator.memo[reference] else {
      return tree
    }
    let here = elaborator.view(asked, elaborator.moment(of: reference.overlay))
    var parts: [SlotReference] = []
    for part in distinct(result.trace.grounds) where isWorthShowing(part, of: reference) {
      parts.append(part)
    }
    for part in firstAndLast(parts, &tree) {
      tree.parts.append(try reasons(part, depth + 1, asked: here, &seen))
    }
    return tree
  }

  /// Of a slot that is read at many dates, as what flows into a stock is, the first and the last; the tree says how many
  /// more there are.
  private func firstAndLast(_ parts: [SlotReference], _ tree: inout Tree) -> [SlotReference] {
    func undated(_ part: SlotReference) -> SlotReference {
      SlotReference(slot: part.slot, overlay: elaborator.undated(part.overlay))
    }
    func day(_ part: SlotReference) -> Day { elaborator.date(of: part.overlay) }
    let dates = Dictionary(grouping: parts, by: undated).mapValues {
      $0.sorted { day($0) < day($1) }
    }
    var left = Set<SlotReference>()
    for part in parts {
      guard let all = dates[undated(part)], all.count > 3, all[0] == part,
        let next = elaborator.moment(of: all[1].overlay)
      else { continue }
      left.formUnion(all.dropFirst().dropLast())
      let name = elaborator.title(part.slot)
      tree.remarks.append(
        "\(name) at \(all.count - 2) more dates: `why \(name) at \(next.date.text)` explains one")
    }
    return parts.filter { !left.contains($0) }
  }

  /// Entities and choices explain nothing by themselves; a slot's own root value does.
  private mutating func isWorthShowing(_ part: SlotReference, of whole: SlotReference) -> Bool {
    guard part.slot != whole.slot || part.overlay != whole.overlay else { return false }
    guard case .success(let result)? = elaborator.memo[part] else { return false }
    switch result.value.type {
    case .quantity, .boolean: return result.value.missingReason == nil
    default: return false
    }
  }

  /// Says how a slot is defined, by whom, and what its rivals say.
  private func describe(_ reference: SlotReference, _ tree: inout Tree) {
    let slot = reference.slot
    let changes = elaborator.changes(reference)
    if !changes.isEmpty {
      tree.remarks.append(
        "changed by: " + changes.map { $0.clause.text.singleLine }.joined(separator: ", "))
      if changes.last?.operation == .set {
        tree.definition = changes.last?.value.source ?? ""
        tree.origin = "set in the scenario"
        return
      }
    }
    let metric = elaborator.metric(slot)
    let definition = elaborator.book.definitions[slot]
    if let metric, let formula = elaborator.kindFormula(slot) {
      tree.definition = formula.source.singleLine
      tree.origin = metric.assumption.map { "assumption: \($0)" } ?? "formula"
      let day = elaborator.date(of: reference.overlay)
      if let fact = elaborator.calibration(of: slot, on: day) {
        tree.remarks.append("calibrated to \(fact.value.source): \(title(fact))")
        return
      }
      if let definition, !definition.facts.isEmpty || !definition.assumptions.isEmpty {
        source(slot, &tree, asInput: metric.readsOwnFacts, on: day)
      }
      return
    }
    guard definition != nil else {
      if let (value, file) = elaborator.cell(slot) {
        (tree.definition, tree.origin) = (value, file)
        return
      }
      if let metric, let code = metric.value {
        tree.definition = code.source.singleLine
        tree.origin = metric.assumption.map { "assumption: \($0)" } ?? "formula"
      }
      return
    }
    source(
      slot, &tree, asInput: true, on: elaborator.date(of: reference.overlay),
      isDated: elaborator.moment(of: reference.overlay) != nil)
  }

  private func source(
    _ slot: Slot, _ tree: inout Tree, asInput: Bool, on day: Day, isDated: Bool = false
  ) {
    func note(_ text: String, _ origin: String) {
      if tree.definition.isEmpty {
        (tree.definition, tree.origin) = (text, origin)
      } else {
        tree.remarks.append(
          asInput ? "base value \(text): \(origin)" : "a source states \(text): \(origin)")
      }
    }
    func rivals(_ facts: [Fact]) {
      for fact in facts { tree.remarks.append("rival: \(fact.value.source), \(title(fact))") }
    }
    if asInput, isDated, let flow = elaborator.metric(slot)?.flow {
      tree.remarks.append("a stock, changed by: \(flow.source.singleLine)")
    }
    switch elaborator.selection(of: slot, on: day) {
    case .fact(let fact, let others):
      note(fact.value.source, title(fact))
      rivals(others)
    case .reading(let reading, let others):
      note(reading.value.source, "reading: \(reading.reason)")
      rivals(others)
    case .assumption(let assumption):
      note(assumption.value.source.singleLine, "assumption: \(assumption.reason)")
    case .formula(let code):
      note(code.source.singleLine, elaborator.isOwnNumber(code) ? "own line" : "formula")
    case .given(let given): note(elaborator.text(given), Elaborator.givenReason)
    case .named(let name): note("reading `\(elaborator.book.text(name))`", "named reading")
    case .nothing: break
    }
  }

  /// A fact's provenance, with the note that judges it.
  private func title(_ fact: Fact) -> String {
    elaborator.describe(fact) + (fact.note.map { ", \($0)" } ?? "")
  }
}
