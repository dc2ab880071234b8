import AISDistributions
import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// Something that an answer hangs on and that follows from nothing else: a fact, an assumption, a number of
/// the user's own, or a draw that is written in a formula.
struct Input {
  enum Kind: String { case fact, assumption, own, formula }
  var kind: Kind
  var name: String
  /// The slots that it is the value of; none for a draw in a formula.
  var slots: [Slot]
  /// Its value in the model; of a draw nothing but its unit-free node.
  var value: Value
  /// The nodes that compute it: one, or a draw in its two forms or in several orders.
  var nodes: [NodeID]

  /// `true` iff it has samples.
  func isUncertain(in graph: Graph) -> Bool {
    value.node.map { graph.axes(of: $0).contains(.sample) } ?? false
  }
}

extension Elaborator {
  /// The inputs among what the question at hand refers to, in the order of the walk. One stands for all
  /// slots that share a draw.
  mutating func inputsReferredTo(_ place: Place) -> [Input] {
    var found: [Input] = []
    let kept = traces
    defer { traces = kept }
    let rows = AxisSet(rowAxes.values.map(\.axis))
    for reference in references {
      let slot = reference.slot
      guard let (kind, name) = inputTitle(reference) else { continue }
      // on several dates a slot may have several facts
      guard let value = said(reference, place), value.dimension != nil, let node = value.node,
        !(graph.constant(node)?.isNaN ?? false)
      else { continue }
      let axes = graph.axes(of: node)
      guard AxisSet(axes.swept).isSubset(of: rows) || !axes.contains(.sample),
        !found.contains(where: { $0.nodes.contains(node) && $0.slots.contains(slot) })
      else { continue }
      if axes.contains(.sample),
        let same = found.firstIndex(where: {
          $0.nodes.contains(node) || ($0.name == name && $0.slots.contains(slot))
        })
      {
        // in scenarios with correlations of their own the draws of an input have other orders
        if !found[same].nodes.contains(node) { found[same].nodes.append(node) }
        if !found[same].slots.contains(slot) { found[same].slots.append(slot) }
        continue
      }
      found.append(Input(kind: kind, name: name, slots: [slot], value: value, nodes: [node]))
    }
    return found
  }

  /// What an input is: what a scenario sets it to, else what its own lines say.
  private mutating func said(_ reference: SlotReference, _ place: Place) -> Value? {
    guard setAnew(reference) != nil else {
      return try? stated(reference.slot, in: reference.overlay, place)
    }
    guard case .success(let result)? = memo[reference] else { return nil }
    return result.value
  }

  /// What the question refers to, all the way down, in the order of the walk.
  var references: [SlotReference] {
    var found: [SlotReference] = []
    var seen = Set<SlotReference>()
    var pending = Array(traces[0].dependencies.reversed())
    while let reference = pending.popLast() {
      guard seen.insert(reference).inserted, case .success(let result)? = memo[reference] else {
        continue
      }
      found.append(reference)
      pending += result.trace.dependencies.reversed()
    }
    return found
  }

  /// The last change of a slot that sets it for certain, whatever it was before.
  private func setAnew(_ reference: SlotReference) -> Overlay.Change? {
    changes(reference).last { $0.operation == .set && $0.event == nil }
  }

  /// What kind of input a slot is and how it is called; `nil` when it follows from others.
  private func inputTitle(_ reference: SlotReference) -> (Input.Kind, String)? {
    let slot = reference.slot
    if let change = setAnew(reference) {
      // what a scenario says outright is an input of it; what it changes further is not told apart
      let isWhole = changes(reference).last?.operation == .set && change.timing.isPlain
      return isWhole && change.trigger == nil && isInput(change.value) ? (.own, title(slot)) : nil
    }
    guard book.definitions[slot] != nil else {
      if let owner = slot.owner, case .numbers? = book.table(of: owner)?.columns[slot.name] {
        return (.fact, title(slot))
      }
      guard let metric = metric(slot), let code = metric.value, let owner = slot.owner,
        isInput(code)
      else { return nil }
      let kind = book[book[owner].kind].display
      let isForAll = metric.isShared || owner.isAll
      let name = isForAll ? "\(metric.title) of every \(kind)" : title(slot)
      return (metric.assumption == nil ? .formula : .assumption, name)
    }
    if kindFormula(slot) != nil, metric(slot)?.readsOwnFacts != true { return nil }
    switch selection(of: slot, on: date(of: reference.overlay)) {
    case .fact(let fact, _) where isInput(fact.value):
      if case .fact(let current, _) = selection(of: slot), current.date != fact.date {
        return (.fact, "\(title(slot)) @ \(fact.date.text)")
      }
      return (.fact, title(slot))
    case .reading(let reading, _) where isInput(reading.value): return (.assumption, title(slot))
    case .assumption(let assumption) where isInput(assumption.value):
      return (.assumption, title(slot))
    case .formula(let code) where isInput(code): return (.own, title(slot))
    case .given: return (.own, title(slot))
    default: return nil
    }
  }

  /// The functions that make a distribution of others, or of values.
  private static let madeOfDraws: Set = ["mixture", "discrete", "empirical", "truncate", "clip"]

  /// `true` iff code states a number or a distribution, and refers to no other name.
  private func isInput(_ code: Code) -> Bool {
    switch code.form {
    case .call(let name, let list):
      let name = joinedName(code.text.words(name))
      let isDrawn = Distribution.all.contains { $0.name == name }
      return (isDrawn || Self.madeOfDraws.contains(name))
        && code.text.tree[list].allSatisfy { argument in
          isInput(code.part(argument.value))
            && (argument.key.map { isInput(code.part($0)) } ?? true)
        }
    case .words(let range):
      return code.text.words(range).allSatisfy { book.units.unit(named: $0) != nil }
    case .number: return true
    case .member, .of, .under, .scenario, .conditional: return false
    default:
      return code.text.tree.children(of: code.expression).allSatisfy { isInput(code.part($0)) }
    }
  }
}

extension Elaborator {
  /// The places of the inputs whose draws go together with those of another of them.
  func correlated(_ inputs: [Input]) -> [Int] {
    var found = Set<Int>()
    for (stream, sum) in correlated.values.joined() {
      let streams = Set([stream] + sum.filter { $0.weight != 0 }.map(\.stream))
      let present = inputs.indices.filter { index in
        inputs[index].isUncertain(in: graph)
          && inputs[index].slots.contains { streams.contains(self.stream(of: $0)) }
      }
      if present.count > 1 { found.formUnion(present) }
    }
    return found.sorted()
  }
}

/// What stands for an input while a question varies it.
struct Varied: Sendable {
  /// What it is wherever it is read: a leaf in the place of what is drawn, else itself.
  let node: NodeID
  /// What a scenario multiplies it by: a leaf, 1 until it is changed.
  let factor: NodeID
}

extension Elaborator {
  /// What stands for a value of a slot while a question varies its inputs. In a scenario it is multiplied by its
  /// factor, so that all that a change reaches follows, and the root stays as it is: as in `what if x *= 110%`.
  ///
  /// What a scenario sets a row to, and so is not stated in the model, does not follow the row's column.
  mutating func varied(
    _ value: Value, _ slot: Slot, in overlay: OverlayID, isStated: Bool = true, _ place: Place
  ) throws(Diagnostic) -> Value {
    guard !inputs.isEmpty, var node = value.node else { return value }
    let own = inputs[slot]?[node]
    var factors: [NodeID] = []
    if let own {
      node = own.node
      factors.append(own.factor)
    }
    // a row follows its column, and the column its rows
    if isStated, isCell(slot), let all = slotOfAll(slot),
      let column = inputs[all]?.min(by: { $0.key < $1.key })
    {
      factors.append(column.value.factor)
    }
    if undated(overlay) != .root {
      for factor in factors { node = apply(.multiply, node, factor, at: place) }
      if value.isFraction, !factors.isEmpty, !graph.axes(of: node).contains(.sample) {
        node = apply(.minimum, node, graph.constant(1), at: place)
      }
    }
    if let owner = slot.owner, let axis = rowAxis(of: owner) {
      for cell in variedCells(of: slot) {
        guard let row = cell.owner?.row, let new = try stated(cell, in: overlay, place).node else {
          continue
        }
        let isIt = apply(.equal, axis.node, graph.constant(Double(row)), at: place)
        node = select(isIt, new, node, at: place)
      }
    }
    guard node != value.node else { return value }
    var result = value
    result.content = .node(node)
    result.isZero = false
    return result
  }

  /// `true` iff what a question varies is a slot, its column or one of its cells.
  func isVaried(_ slot: Slot) -> Bool {
    inputs[slot] != nil || slotOfAll(slot).map { inputs[$0] != nil } ?? false
      || !variedCells(of: slot).isEmpty
  }

  /// `true` iff a slot of a row is what stands there in its column.
  private func isCell(_ slot: Slot) -> Bool {
    slot.owner?.row != nil && (book.definitions[slot] == nil || isInColumn(slot))
  }

  /// The cells of a column that are inputs of their own.
  private func variedCells(of column: Slot) -> [Slot] {
    guard column.owner?.isAll == true, !inputs.isEmpty else { return [] }
    return inputs.keys.filter { slotOfAll($0) == column && isCell($0) }
      .sorted { ($0.owner?.row ?? 0) < ($1.owner?.row ?? 0) }
  }
}

/// A question as a function of its inputs: the graph of it with leaves for what is drawn, and for what a scenario
/// multiplies each input by.
struct Dependence {
  var inputs: [Input]
  /// For each input the leaves that stand for what is drawn; none for a certain one.
  var leaves: [[NodeID]]
  /// For each input the leaf of its factor; `nil` for a draw in a formula, and where nothing follows it.
  var factors: [NodeID?]
  var root: NodeID
  /// For each input the values of its leaves in the samples of the question.
  var columns: [[[Double]]]

  /// Columns for all leaves.
  var given: [NodeID: [Double]] {
    var given = Dictionary(
      uniqueKeysWithValues: zip(leaves, columns).flatMap { zip($0, $1).map { ($0, $1) } })
    for factor in factors.compactMap({ $0 }) { given[factor] = [1] }
    return given
  }
}

extension Inquiry {
  /// Elaborates an expression once more, with leaves for its inputs. What is remembered stays as it was.
  ///
  /// `entities` is how many there were before the question: what it brings in is brought in again.
  mutating func dependence(_ expression: ExpressionID, _ value: Value, entities: Int)
    throws(Diagnostic) -> Dependence?
  {
    guard value.node != nil else { return nil }
    var inputs = elaborator.inputsReferredTo(place)
    var result: Dependence?
    do throws(Diagnostic) {
      result = try varied(expression, inputs, entities)
    } catch {
      // a number that must be known, such as an exponent, cannot be varied
      guard error.code != "AIS0604" else { throw error }
      inputs.removeAll { !$0.isUncertain(in: elaborator.graph) }
      note("certain inputs are left out: one of them must be a known number")
      result = try varied(expression, inputs, entities)
    }
    guard var dependence = result else { return nil }
    try addDraws(to: &dependence)
    // what cancels out, or is not read after all, drives nothing
    let (graph, root) = (elaborator.graph, dependence.root)
    for index in dependence.inputs.indices.reversed() {
      let isKept = dependence.leaves[index].map { graph.depends(root, on: $0) }
      func kept<Element>(_ all: [Element]) -> [Element] {
        zip(all, isKept).filter(\.1).map(\.0)
      }
      if dependence.inputs[index].isUncertain(in: graph) {
        dependence.inputs[index].nodes = kept(dependence.inputs[index].nodes)
      }
      dependence.leaves[index] = kept(dependence.leaves[index])
      dependence.columns[index] = kept(dependence.columns[index])
      let factor = dependence.factors[index].flatMap { graph.depends(root, on: $0) ? $0 : nil }
      dependence.factors[index] = factor
      guard dependence.leaves[index].isEmpty, factor == nil else { continue }
      dependence.inputs.remove(at: index)
      dependence.leaves.remove(at: index)
      dependence.factors.remove(at: index)
      dependence.columns.remove(at: index)
    }
    return dependence
  }

  private mutating func varied(_ expression: ExpressionID, _ inputs: [Input], _ entities: Int)
    throws(Diagnostic) -> Dependence?
  {
    let graph = elaborator.graph
    let columns = try self.columns(
      of: inputs.map { $0.isUncertain(in: graph) ? $0.nodes : [] }, seed: options.seed)
    var leaves: [[NodeID]] = []
    var factors: [NodeID] = []
    for (input, values) in zip(inputs, columns) {
      let factor = elaborator.graph.unknown(axes: [])
      elaborator.inputColumns[factor] = [1]
      factors.append(factor)
      var own: [NodeID] = []
      for (at, node) in input.nodes.enumerated() {
        var standing = node
        if at < values.count {
          standing = elaborator.graph.unknown(axes: elaborator.graph.axes(of: node))
          elaborator.inputColumns[standing] = values[at]
          own.append(standing)
        }
        for slot in input.slots {
          elaborator.inputs[slot, default: [:]][node] = Varied(node: standing, factor: factor)
        }
      }
      leaves.append(own)
    }
    let (memo, reached, traces) = (elaborator.memo, elaborator.reached, elaborator.traces)
    let (notes, warnings, book) = (elaborator.notes, elaborator.warnings, elaborator.book)
    (elaborator.memo, elaborator.reached, elaborator.traces) = (Memo(), [:], [Elaborator.Trace()])
    elaborator.book.truncateEntities(to: entities)
    // stocks, growth, triggers and delays rest on inputs too
    let (paths, growths, triggerPaths) = (
      elaborator.paths, elaborator.growths, elaborator.triggerPaths
    )
    let delayPaths = elaborator.delayPaths
    (elaborator.paths, elaborator.growths, elaborator.triggerPaths) = ([:], [:], [:])
    elaborator.delayPaths = [:]
    defer {
      (elaborator.paths, elaborator.growths, elaborator.triggerPaths) = (
        paths, growths, triggerPaths
      )
      elaborator.delayPaths = delayPaths
      (elaborator.memo, elaborator.reached, elaborator.traces) = (memo, reached, traces)
      (elaborator.notes, elaborator.warnings, elaborator.book) = (notes, warnings, book)
      (elaborator.inputs, elaborator.inputColumns) = ([:], [:])
    }
    let overlay = try elaborator.addOverlay(Overlay(parent: base, variesInputs: true), place)
    let value = try elaborator.value(code(expression), scope(expression, overlay))
    guard let root = value.node else { return nil }
    return Dependence(
      inputs: inputs, leaves: leaves, factors: factors, root: root, columns: columns)
  }

  /// Adds the draws that are written in formulas, and the events of a scenario.
  private mutating func addDraws(to dependence: inout Dependence) throws(Diagnostic) {
    let graph = elaborator.graph
    let known = Set(dependence.leaves.joined())
    for nodes in graph.draws(below: dependence.root, stoppingAt: known) {
      let user = graph.user(of: nodes, below: dependence.root) { elaborator.origin($0) != nil }
      let origin = user.flatMap(elaborator.origin)
      dependence.inputs.append(
        Input(
          kind: origin?.text === text.source ? .own : .formula,
          name: origin?.source.singleLine ?? "a draw", slots: [],
          value: .number(nodes[0], .ratio), nodes: nodes))
      dependence.leaves.append(nodes)
      dependence.factors.append(nil)
      dependence.columns += try columns(of: [nodes], seed: options.seed)
    }
  }

  /// Refuses to keep all samples of a column whose rows have draws of their own, where they are too many.
  private func requireRoom(_ node: NodeID) throws(Diagnostic) {
    let axes = elaborator.graph.axes(of: node)
    let rows = axes.swept.reduce(1) { $0 * elaborator.graph.values(of: $1).count }
    let room = options.cellLimit / rows
    guard rows > 1, axes.contains(.sample), options.samples > room else { return }
    throw Diagnostic(
      code: "AIS0604",
      "an input that is uncertain in each of \(rows) rows has more than \(options.cellLimit) samples together",
      at: place,
      help: room > 0
        ? "up to `--samples \(room)` there is room for them; or ask about one row"
        : "ask about one row")
  }

  /// The columns of nodes with the draws of a seed.
  func columns(of nodes: [[NodeID]], seed: UInt64) throws(Diagnostic) -> [[[Double]]] {
    var run = options.run
    run.seed = seed
    let flat = nodes.flatMap { $0 }
    let graph = elaborator.graph
    for node in flat { try requireRoom(node) }
    let columns = try searching { () throws(RunFailure) in
      var computation = Run(graph, run)
      return try computation.columns(of: flat).map(\.values)
    }
    var rest = columns[...]
    return nodes.map { group in
      defer { rest = rest.dropFirst(group.count) }
      return Array(rest.prefix(group.count))
    }
  }
}
