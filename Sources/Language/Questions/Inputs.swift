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
  func isUncertain(in graph: Graph) -> Bool { graph.axes(of: nodes[0]).contains(.sample) }
}

extension Elaborator {
  /// The inputs among what the question at hand refers to, in the order of the walk. One stands for all
  /// slots that share a draw.
  mutating func inputsReferredTo(_ place: Place) -> [Input] {
    var found: [Input] = []
    let kept = traces
    defer { traces = kept }
    for reference in movedReferences {
      let slot = reference.slot
      guard let (kind, name) = inputTitle(reference) else { continue }
      // on several dates a slot may have several facts
      guard let value = try? stated(slot, in: reference.overlay, place),
        value.dimension != nil, let node = value.node, !(graph.constant(node)?.isNaN ?? false),
        graph.axes(of: node).swept.isEmpty || !graph.axes(of: node).contains(.sample),
        !found.contains(where: { $0.nodes.contains(node) && $0.slots.contains(slot) })
      else { continue }
      if graph.axes(of: node).contains(.sample),
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

  /// What the question refers to, but for what stands behind an index that has not moved.
  private var movedReferences: [SlotReference] {
    var found: [SlotReference] = []
    var seen = Set<SlotReference>()
    var pending = Array(traces[0].dependencies.reversed())
    while let reference = pending.popLast() {
      guard seen.insert(reference).inserted, case .success(let result)? = memo[reference] else {
        continue
      }
      found.append(reference)
      if !isUnmovedIndex(reference.slot, result.value) {
        pending += result.trace.dependencies.reversed()
      }
    }
    return found
  }

  /// What kind of input a slot is and how it is called; `nil` when it follows from others.
  private func inputTitle(_ reference: SlotReference) -> (Input.Kind, String)? {
    let slot = reference.slot
    if changes(reference).contains(where: { $0.operation == .set && $0.event == nil }) {
      return nil
    }
    guard book.definitions[slot] != nil else {
      if let owner = slot.owner, case .numbers? = book.table(of: owner)?.columns[slot.name] {
        return (.fact, title(slot))
      }
      guard let metric = metric(slot), let code = metric.value, let owner = slot.owner,
        isInput(code)
      else { return nil }
      let kind = book[book[owner].kind].display
      let name = metric.isShared ? "\(metric.title) of every \(kind)" : title(slot)
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

  /// `true` iff code states a number or a distribution, and refers to no other name.
  private func isInput(_ code: Code) -> Bool {
    switch code.form {
    case .call(let name, let list):
      let name = joinedName(code.text.words(name))
      return Distribution.all.contains { $0.name == name }
        && code.text.tree[list].allSatisfy { isInput(code.part($0.value)) }
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
  /// The first uncertain input that is a row of a table and read in its column as well, where its draws are
  /// told apart from it.
  func rowApart(_ inputs: [Input]) -> Input? {
    let rows = inputs.filter {
      $0.isUncertain(in: graph)
        && $0.slots.contains { $0.owner?.row != nil && book.definitions[$0] == nil }
    }
    guard !rows.isEmpty else { return nil }
    let read = Set(movedReferences.map(\.slot))
    return rows.first { $0.slots.contains { slotOfAll($0).map(read.contains) ?? false } }
  }

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

  /// The inputs that are a row of a table, and stand in a column that is an input as well. Uncertain ones are
  /// draws of their own.
  func rowsInColumns(_ inputs: [Input]) -> [(row: Int, position: Int, column: Int)] {
    var columns: [Slot: Int] = [:]
    for (index, input) in inputs.enumerated() where !input.isUncertain(in: graph) {
      for slot in input.slots where slot.owner?.isAll == true { columns[slot] = index }
    }
    guard !columns.isEmpty else { return [] }
    return inputs.indices.compactMap { index in
      for slot in inputs[index].slots where book.definitions[slot] == nil || isInColumn(slot) {
        if let all = slotOfAll(slot), let column = columns[all], let position = slot.owner?.row {
          return (index, position, column)
        }
      }
      return nil
    }
  }
}

/// A question as a function of its inputs: the graph of it with a leaf in the place of each.
struct Dependence {
  var inputs: [Input]
  /// For each input the leaves that stand for it.
  var leaves: [[NodeID]]
  var root: NodeID
  /// For each input the values of its leaves in the samples of the question.
  var columns: [[[Double]]]
  /// The inputs that are one row of a table of which another input is the column.
  var rows: [(row: Int, position: Int, column: Int)] = []

  /// The leaves that move with an input, and their values, where its own leaves have these. A row of a table
  /// moves its cell of the column too, and the column moves its rows.
  func moving(_ index: Int, to values: [[Double]]) -> (leaves: [NodeID], values: [[Double]]) {
    var (moved, all) = (leaves[index], values)
    for link in rows where link.row == index {
      var column = columns[link.column][0]
      column[link.position] = values[0][0]
      moved.append(leaves[link.column][0])
      all.append(column)
    }
    for link in rows where link.column == index {
      moved.append(leaves[link.row][0])
      all.append([values[0][link.position]])
    }
    return (moved, all)
  }

  /// Columns for all leaves.
  var given: [NodeID: [Double]] {
    Dictionary(
      uniqueKeysWithValues: zip(leaves, columns).flatMap { zip($0, $1).map { ($0, $1) } })
  }
}

extension Inquiry {
  /// Elaborates an expression once more, with leaves for its inputs. What is remembered stays as it was.
  mutating func dependence(_ expression: ExpressionID, _ value: Value) throws(Diagnostic)
    -> Dependence?
  {
    guard value.node != nil else { return nil }
    var inputs = elaborator.inputsReferredTo(place)
    var result: Dependence?
    do throws(Diagnostic) {
      result = try varied(expression, inputs)
    } catch {
      // a number that must be known, such as an exponent, cannot be varied
      inputs.removeAll { !$0.isUncertain(in: elaborator.graph) }
      note("certain inputs are left out: one of them must be a known number")
      result = try varied(expression, inputs)
    }
    guard var dependence = result else { return nil }
    try addDraws(to: &dependence)
    // what cancels out, or is not read after all, drives nothing
    let graph = elaborator.graph
    for index in dependence.inputs.indices.reversed() {
      let isKept = dependence.leaves[index].map { graph.depends(dependence.root, on: $0) }
      func kept<Element>(_ all: [Element]) -> [Element] {
        zip(all, isKept).filter(\.1).map(\.0)
      }
      dependence.inputs[index].nodes = kept(dependence.inputs[index].nodes)
      dependence.leaves[index] = kept(dependence.leaves[index])
      dependence.columns[index] = kept(dependence.columns[index])
      guard dependence.leaves[index].isEmpty else { continue }
      dependence.inputs.remove(at: index)
      dependence.leaves.remove(at: index)
      dependence.columns.remove(at: index)
    }
    dependence.rows = elaborator.rowsInColumns(dependence.inputs)
    return dependence
  }

  private mutating func varied(_ expression: ExpressionID, _ inputs: [Input]) throws(Diagnostic)
    -> Dependence?
  {
    let columns = try self.columns(of: inputs.map(\.nodes), seed: options.seed)
    var leaves: [[NodeID]] = []
    for (input, values) in zip(inputs, columns) {
      var own: [NodeID] = []
      for (node, column) in zip(input.nodes, values) {
        let leaf = elaborator.graph.unknown(axes: elaborator.graph.axes(of: node))
        own.append(leaf)
        var value = input.value
        value.content = .node(leaf)
        value.isZero = false
        for slot in input.slots { elaborator.inputs[slot, default: [:]][node] = value }
        elaborator.inputColumns[leaf] = column
      }
      leaves.append(own)
    }
    let (memo, reached, traces) = (elaborator.memo, elaborator.reached, elaborator.traces)
    let (notes, warnings) = (elaborator.notes, elaborator.warnings)
    (elaborator.memo, elaborator.reached, elaborator.traces) = (Memo(), [:], [Elaborator.Trace()])
    // stocks, growth and triggers rest on inputs too
    let (paths, growths, triggerPaths) = (
      elaborator.paths, elaborator.growths, elaborator.triggerPaths
    )
    (elaborator.paths, elaborator.growths, elaborator.triggerPaths) = ([:], [:], [:])
    defer {
      (elaborator.paths, elaborator.growths, elaborator.triggerPaths) = (
        paths, growths, triggerPaths
      )
      (elaborator.memo, elaborator.reached, elaborator.traces) = (memo, reached, traces)
      (elaborator.notes, elaborator.warnings) = (notes, warnings)
      (elaborator.inputs, elaborator.inputColumns) = ([:], [:])
    }
    let value = try elaborator.value(code(expression), scope(expression, base))
    guard let root = value.node else { return nil }
    return Dependence(inputs: inputs, leaves: leaves, root: root, columns: columns)
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
      dependence.columns += try columns(of: [nodes], seed: options.seed)
    }
  }

  /// The columns of nodes with the draws of a seed.
  func columns(of nodes: [[NodeID]], seed: UInt64) throws(Diagnostic) -> [[[Double]]] {
    var run = options.run
    run.seed = seed
    let flat = nodes.flatMap { $0 }
    let graph = elaborator.graph
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
