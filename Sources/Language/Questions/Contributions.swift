import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// Up to so many clauses the contributions are exact.
  private static let exactLimit = 10
  /// The most clauses that are told apart.
  private static let clauseLimit = 63
  /// The pairs of orders that are tried for more clauses.
  private static let orderPairs = 24
  /// How many scenarios are computed at once.
  private static let batch = 64

  /// What each clause of the scenario adds to the value of an expression: its Shapley value, the mean of what
  /// it adds to all groups of the others. Those of a group stand in the order in which they are written.
  ///
  /// `nil` without a scenario, or where a part of the clauses alone has no value.
  mutating func contributions(
    _ whole: ExpressionID, _ inner: ExpressionID, _ overlay: OverlayID, _ value: Value
  ) throws(Diagnostic) -> Table? {
    guard !elaborator.isChecking, value.dimension != nil, value.node != nil,
      elaborator.undated(overlay) != base,
      let changes = changes(whole)
    else { return nil }
    let clauses = self.clauses(above: base, upTo: overlay)
    guard !clauses.isEmpty else { return nil }
    guard clauses.count <= Self.clauseLimit else {
      note("what each of more than \(Self.clauseLimit) clauses contributes is not told")
      return nil
    }
    let isExact = clauses.count <= Self.exactLimit
    let orders =
      isExact
      ? [] : Shapley.orders(of: clauses.count, pairs: Self.orderPairs, seed: options.seed)
    let groups =
      isExact
      ? Shapley.groups(of: clauses.count)
      : Array(Set(orders.flatMap(Shapley.groups(joiningBy:)))).sorted()
    let moment = elaborator.moment(of: overlay)
    guard let values = try values(of: groups, clauses, changes, whole, inner, moment) else {
      return nil
    }
    let shares: [Estimate] =
      isExact
      ? Shapley.shares(of: clauses.count) { values[$0] ?? .nan }
        .map { Estimate(value: $0, error: 0) }
      : Shapley.shares(of: clauses.count, over: orders) { values[$0] ?? .nan }
    let everything = (UInt64(1) << UInt64(clauses.count)) - 1
    let difference = (values[everything] ?? .nan) - (values[0] ?? .nan)
    guard difference.isFinite, shares.allSatisfy(\.value.isFinite) else {
      note("what each clause contributes is not told: there is no mean without some of them")
      return nil
    }
    if !isExact { note("contributions of more than \(Self.exactLimit) clauses are estimated") }
    var table = Table(columns: [.init("clause", .text), .init("contribution", .change)], rows: [])
    if !isExact { table.columns.append(.init("contribution_error", .error)) }
    for (clause, share) in zip(clauses, shares) {
      var row: [Cell] = [.text(clause.text.singleLine), change(share.value, value)]
      if !isExact { row.append(change(share.error, value)) }
      table.rows.append(row)
    }
    if clauses.count > 1 {
      table.rows.append(
        [.text("together"), change(difference, value)] + (isExact ? [] : [.empty]))
    }
    return table
  }

  private func change(_ number: Double, _ like: Value) -> Cell {
    let style = like.style == .percent ? NumberStyle.points : like.style
    return .quantity(
      Quantity(base: number, like.dimension ?? .ratio, style: style, elaborator.book.units))
  }

  /// The changes that an expression stands under.
  private func changes(_ expression: ExpressionID) -> UInt32? {
    switch text.tree[expression] {
    case .under(_, let changes): changes
    case .convert(let inner, _), .at(let inner, _): changes(inner)
    default: nil
    }
  }

  /// The clauses of a scenario, in their order, one that is used twice once.
  private func clauses(above base: OverlayID, upTo overlay: OverlayID) -> [Overlay.Clause] {
    var clauses: [Overlay.Clause] = []
    let layers = elaborator.chain(overlay).prefix { $0 != base }
    for clause in layers.reversed().flatMap({ elaborator.overlays[$0.index].clauses })
    where !clauses.contains(where: {
      $0.place.text === clause.place.text && $0.place.span == clause.place.span
    }) {
      clauses.append(clause)
    }
    return clauses
  }

  /// The mean of an expression under each group of clauses; `nil` where some group cannot stand alone.
  private mutating func values(
    of groups: [UInt64], _ clauses: [Overlay.Clause], _ changes: UInt32, _ whole: ExpressionID,
    _ inner: ExpressionID, _ moment: Moment?
  ) throws(Diagnostic) -> [UInt64: Double]? {
    let (traces, notes, warnings) = (elaborator.traces, elaborator.notes, elaborator.warnings)
    let shares = elaborator.sharesUnreached
    elaborator.sharesUnreached = true
    defer {
      (elaborator.notes, elaborator.warnings) = (notes, warnings)
      (elaborator.traces, elaborator.excluded) = (traces, [])
      elaborator.sharesUnreached = shares
    }
    var values: [UInt64: Double] = [:]
    for start in stride(from: 0, to: groups.count, by: Self.batch) {
      let own = groups[start..<min(start + Self.batch, groups.count)]
      var nodes: [NodeID] = []
      var conditions: [NodeID] = []
      for group in own {
        elaborator.traces = [Elaborator.Trace()]
        elaborator.excluded = clauses.indices.filter { group >> UInt64($0) & 1 == 0 }
          .map { clauses[$0].place }
        do throws(Diagnostic) {
          let built = try elaborator.overlay(text, changes, on: base, scope(whole, base))
          let overlay = elaborator.view(built, moment)
          let value = try elaborator.value(code(inner), scope(inner, overlay))
          guard let node = value.node else { return nil }
          nodes.append(elaborator.graph.reduce(.mean, node))
          conditions += elaborator.pendingGuards.map(\.condition)
        } catch {
          guard error.code.hasPrefix("AIS06") else { return nil }
          throw error
        }
      }
      let graph = elaborator.graph
      let columns = try searching { () throws(RunFailure) in
        var run = Run(graph, options.run)
        return try run.columns(of: nodes + conditions).map(\.values)
      }
      guard columns.dropFirst(nodes.count).allSatisfy({ !$0.contains(0) }) else { return nil }
      for (group, column) in zip(own, columns) { values[group] = column[0] }
    }
    return values
  }
}
