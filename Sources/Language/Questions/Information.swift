import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// `value of information for E`: what it would be worth to know each uncertain input.
  ///
  /// For a condition, or the probability of one: how much less often the likelier side is the wrong one once
  /// the input is known; and for a comparison what choosing by it gains, in its unit. For a quantity: the
  /// share of its variance that the input explains.
  mutating func information(_ expression: ExpressionID) throws(Diagnostic) -> Answer {
    let asked = subject(expression)
    let value = try elaborator.value(asked.code, asked.scope)
    let payoff = try payoff(asked.code, asked.scope)
    guard value.type == .boolean || value.dimension != nil else {
      throw Message.wanted(
        "a number or a condition", got: elaborator.describe(value),
        for: "what is to be known better",
        asked.code.place)
    }
    guard !elaborator.isChecking else { return answer(.passed) }
    limitSamples()
    try compute([value] + [payoff].compactMap { $0 })
    if let reason = value.missingReason { return answer(.cell(.missing(reason))) }
    _ = try cell(value)
    guard let node = value.node, elaborator.graph.axes(of: node).contains(.sample) else {
      throw Diagnostic(
        code: "AIS0220", "this is certain: there is nothing to find out", at: asked.code.place,
        help: "ask about a value that is uncertain, or a condition on one")
    }
    let sources = try sources(of: node)
    let columns = try self.columns(of: [[node]] + sources.map(\.nodes), seed: options.seed)
    let ranks = try scores(sources, Array(columns.dropFirst()), of: payoff?.node ?? node).map {
      Sensitivity.ranks($0)
    }
    var table: Table
    if value.type == .boolean {
      let gains = try payoff.map { payoff throws(Diagnostic) in
        try self.columns(of: [payoff.node.map { [$0] } ?? []], seed: options.seed)[0].first ?? []
      }
      table = decisions(columns[0][0], gains, payoff, sources, ranks)
    } else {
      table = try variances(columns[0][0], value, sources, ranks)
    }
    noteFirst(table, sources)
    return answer(.table(table), restingOn: [value])
  }

  /// Says which of the things that could be looked up is worth most, if that is beyond two standard errors.
  private mutating func noteFirst(_ table: Table, _ sources: [Input]) {
    let named = Set(sources.filter { !$0.slots.isEmpty }.map(\.name))
    let value = table.columns.firstIndex { $0.role == .error }.map { $0 - 1 } ?? 0
    for row in table.rows {
      guard case .text(let name) = row[0], named.contains(name) else { continue }
      guard case .quantity(let gain) = row[value], case .quantity(let error) = row[value + 1],
        gain.mean > 2 * error.mean
      else { break }
      return note("look up \(name) first")
    }
    note("none of what could be looked up would change the choice")
  }

  // MARK: What is asked

  /// What stands behind `P(…)` or `mean(…)`, and the scope that it is read in.
  private mutating func subject(_ expression: ExpressionID) -> (code: Code, scope: Scope) {
    var code = code(expression)
    var scope = scope(expression, base)
    while true {
      switch code.form {
      case .under(let inner, let changes):
        guard let overlay = try? elaborator.overlay(text, changes, on: base, scope) else {
          return (code, scope)
        }
        scope.overlay = elaborator.view(overlay, readAtLastStart(of: [overlay]))
        code = code.part(inner)
      case .convert(let inner, _): code = code.part(inner)
      case .call(let name, let list) where text.tree[list].count == 1:
        guard ["P", "mean"].contains(joinedName(text.words(name))),
          let only = text.tree[list].first
        else { return (code, scope) }
        code = code.part(only.equation ?? only.value)
      default: return (code, scope)
      }
    }
  }

  /// What is gained by acting where a comparison holds: by how much one side exceeds the other.
  private mutating func payoff(_ code: Code, _ scope: Scope) throws(Diagnostic) -> Value? {
    guard case .binary(let sign, let a, let b) = code.form else { return nil }
    let (more, less): (ExpressionID, ExpressionID)
    switch sign {
    case .greater, .greaterOrEqual: (more, less) = (a, b)
    case .less, .lessOrEqual: (more, less) = (b, a)
    default: return nil
    }
    let (first, second) = (code.part(more), code.part(less))
    let value = try elaborator.arithmetic(
      .subtract, try elaborator.value(first, scope), try elaborator.value(second, scope),
      code.place, first.place, second.place)
    return value.node == nil ? nil : value
  }

  /// The uncertain inputs below a node, with the draws that are written in formulas.
  private mutating func sources(of node: NodeID) throws(Diagnostic) -> [Input] {
    let graph = elaborator.graph
    var sources = elaborator.inputsReferredTo(place).filter {
      $0.isUncertain(in: graph)
    }
    for index in sources.indices {
      sources[index].nodes.removeAll { !graph.depends(node, on: $0) }
    }
    sources.removeAll(where: \.nodes.isEmpty)
    let known = Set(sources.flatMap(\.nodes))
    for nodes in graph.draws(below: node, stoppingAt: known) {
      let origin = graph.user(of: nodes, below: node) { elaborator.origin($0) != nil }
        .flatMap(elaborator.origin)
      sources.append(
        Input(
          kind: origin?.text === text.source ? .own : .formula,
          name: origin?.source.singleLine ?? "a draw", slots: [],
          value: .number(nodes[0], .ratio), nodes: nodes))
    }
    return sources
  }

  /// Each input as one number in each sample, by which it is ranked. That of a column, whose rows have draws of
  /// their own, is what `node` would be with all other inputs at their medians: what it is to know them all.
  private func scores(_ sources: [Input], _ columns: [[[Double]]], of node: NodeID)
    throws(Diagnostic) -> [[Double]]
  {
    let graph = elaborator.graph
    return try sources.indices.map { index throws(Diagnostic) in
      let own = columns[index][0]
      guard own.count > options.samples else { return own }
      var given: [NodeID: [Double]] = [:]
      for other in sources.indices where other != index {
        for (node, column) in zip(sources[other].nodes, columns[other]) {
          let median = Statistics.summary(column[...]).quantiles[1]
          given[node] = Array(repeating: median, count: column.count)
        }
      }
      return try searching { () throws(RunFailure) in
        var run = Run(graph, options.run)
        return try run.columns(of: [node], given: given)[0].values
      }
    }
  }

  // MARK: Tables

  /// For a condition: how often the likelier side is wrong, and what knowing each input saves of that.
  private mutating func decisions(
    _ holds: [Double], _ gains: [Double]?, _ payoff: Value?, _ sources: [Input], _ ranks: [[Double]]
  ) -> Table {
    let share = holds.reduce(0, +) / Double(holds.count)
    let wrong = min(share, 1 - share)
    let isFinite = gains?.allSatisfy(\.isFinite) ?? false
    var table = Table(
      columns: [
        .init("input", .text), .init("is", .text), .init("wrong", .quantity),
        .init("avoided", .quantity), .init("avoided_error", .error),
      ], rows: [])
    if isFinite { table.columns += [.init("worth", .quantity), .init("worth_error", .error)] }
    // to guess right is worth 1/2, to guess wrong as much less: half the gap between the two
    let odds = holds.map { $0 - 0.5 }
    var rows: [(Double, [Cell])] = []
    for (source, ranks) in zip(sources, ranks) {
      let value = Sensitivity.informationValue(payoff: odds, ranks: ranks)
      let avoided = Estimate(value: min(wrong, value.value * 2), error: value.error * 2)
      var row: [Cell] = [.text(source.name), .text(source.kind.rawValue)]
      row.append(self.share(Estimate(value: wrong - avoided.value, error: 0))[0])
      row += self.share(avoided)
      if isFinite, let gains, let payoff {
        let worth = Sensitivity.informationValue(payoff: gains, ranks: ranks)
        row += [worth.value, worth.error].map {
          .quantity(
            Quantity(
              base: $0, payoff.dimension ?? .ratio, style: payoff.style, elaborator.book.units))
        }
      }
      rows.append((avoided.value, row))
    }
    table.rows = rows.enumerated().sorted {
      $0.element.0 == $1.element.0 ? $0.offset < $1.offset : $0.element.0 > $1.element.0
    }.map(\.element.1)
    note(
      "it holds in \(percent(of: share)) of the samples: to act on the likelier side is wrong in \(percent(of: wrong))"
    )
    if isFinite { note("`worth` is what choosing with the input known gains over choosing now") }
    return table
  }

  /// For a quantity: the share of its variance that each input explains, and the spread that is left.
  private mutating func variances(
    _ values: [Double], _ value: Value, _ sources: [Input], _ ranks: [[Double]]
  ) throws(Diagnostic) -> Table {
    guard values.allSatisfy(\.isFinite) else {
      throw Diagnostic(
        code: "AIS0222", "this is `never` in some samples, and has no variance", at: place,
        help: "ask about a condition: `value of information for P(… < 12 months)`")
    }
    let spread = Statistics.summary(values[...]).deviation
    var table = Table(
      columns: [
        .init("input", .text), .init("is", .text), .init("share_of_variance", .quantity),
        .init("share_of_variance_error", .error), .init("sd_left", .quantity),
      ], rows: [])
    var rows: [(Double, [Cell])] = []
    for (source, ranks) in zip(sources, ranks) {
      guard let share = Sensitivity.varianceExplained(values, ranks: ranks) else { continue }
      let left = spread * max(0, 1 - share.value).squareRoot()
      let row: [Cell] =
        [.text(source.name), .text(source.kind.rawValue)] + self.share(share) + [
          .quantity(
            Quantity(
              base: left, value.dimension ?? .ratio, style: value.style, elaborator.book.units))
        ]
      rows.append((share.value, row))
    }
    table.rows = rows.enumerated().sorted {
      $0.element.0 == $1.element.0 ? $0.offset < $1.offset : $0.element.0 > $1.element.0
    }.map(\.element.1)
    return table
  }
}
