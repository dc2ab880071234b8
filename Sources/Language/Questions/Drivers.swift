import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// How many rows are listed.
  private static let driverLimit = 25
  /// By how much a certain input is moved.
  private static let nudge = 0.1

  /// `drivers of E [under S]`: what E hangs on, the largest swing first. For each input E at its low and its
  /// high end (p5 and p95, or 10% less and more of a certain one) with all others as they are, the
  /// elasticity of E, its shares of the variance of E, and its rank correlation with E.
  mutating func drivers(_ expression: ExpressionID) throws(Diagnostic) -> Answer {
    let value = try elaborator.value(code(expression), scope(expression, base))
    guard value.dimension != nil else {
      let name = title(expression)
      throw Message.wanted(
        "a number", got: elaborator.describe(value), for: "what has drivers",
        code(expression).place,
        help: value.type == .boolean ? "ask for its probability: `drivers of P(\(name))`" : nil)
    }
    guard !elaborator.isChecking else { return answer(.passed) }
    limitSamples()
    try compute([value])
    _ = try cell(value)
    if let reason = value.missingReason { return answer(.cell(.missing(reason))) }
    guard let dependence = try dependence(expression, value) else {
      return answer(.cell(.missing("nothing is known of its inputs")))
    }
    var drivers = try swings(dependence)
    if let row = elaborator.rowApart(dependence.inputs) {
      note("`\(row.name)` and its column are moved apart: no elasticities and shares are given")
    } else {
      try addElasticities(&drivers, dependence)
      try addShares(&drivers, dependence)
    }
    drivers.removeAll { $0.swing == 0 && !($0.hasShare) }
    drivers.sort { $0.swing == $1.swing ? $0.index < $1.index : $0.swing > $1.swing }
    if drivers.count > Self.driverLimit {
      note("\(drivers.count - Self.driverLimit) smaller drivers left out")
      drivers.removeLast(drivers.count - Self.driverLimit)
    }
    if drivers.isEmpty { note("nothing that it rests on moves it") }
    return answer(.table(table(drivers, dependence, value)), restingOn: [value])
  }

  /// What is found out about one input.
  private struct Driver {
    var index: Int
    var low = Double.nan
    var high = Double.nan
    var elasticity: Double?
    /// The share of the variance that it explains by itself, and with all that it takes part in; the latter only of
    /// what does not go together with others.
    var share: Estimate?
    var totalShare: Estimate?
    var correlation: Double?

    /// How far E moves from one end to the other; without both ends it comes first.
    var swing: Double { (high - low).isNaN ? .infinity : abs(high - low) }
    var hasShare: Bool { ((totalShare ?? share)?.value ?? 0) > 0 }
  }

  // MARK: Swings

  private mutating func swings(_ dependence: Dependence) throws(Diagnostic) -> [Driver] {
    var hasCertain = false
    var drivers: [Driver] = []
    for index in dependence.inputs.indices {
      var driver = Driver(index: index)
      guard let (low, high, isCertain) = ends(dependence, index) else { continue }
      if isCertain { hasCertain = true }
      let graph = elaborator.graph
      let columns = try searching { () throws(RunFailure) in
        let (lower, upper) = (dependence.moving(index, to: low), dependence.moving(index, to: high))
        let function = try Evaluation(
          graph, options.run, of: [dependence.root], by: lower.leaves, given: dependence.given)
        return (try function(lower.values)[0], try function(upper.values)[0])
      }
      (driver.low, driver.high) = (Self.centre(columns.0), Self.centre(columns.1))
      drivers.append(driver)
    }
    if hasCertain {
      note("a certain input is moved down and up by 10%, an uncertain one to its p5 and p95")
    }
    return drivers
  }

  /// The columns of an input's leaves at its low and at its high end; `nil` when there is nothing to move.
  private func ends(_ dependence: Dependence, _ index: Int) -> ([[Double]], [[Double]], Bool)? {
    let (input, columns) = (dependence.inputs[index], dependence.columns[index])
    let graph = elaborator.graph
    guard input.isUncertain(in: graph) else {
      // a column of a table is moved as one
      guard columns[0].contains(where: { $0 != 0 }), columns[0].allSatisfy(\.isFinite) else {
        return nil
      }
      let low = columns[0].map { $0 * (1 - Self.nudge) }
      let high = columns[0].map { value in
        let more = value * (1 + Self.nudge)
        return input.value.isFraction ? min(1, more) : more
      }
      return ([low], [high], true)
    }
    var (low, high): ([[Double]], [[Double]]) = ([], [])
    for column in columns {
      let summary = Statistics.summary(column[...])
      low.append(Array(repeating: summary.quantiles[0], count: column.count))
      high.append(Array(repeating: summary.quantiles[2], count: column.count))
    }
    return (low, high, false)
  }

  /// The mean of a column, or its median where that has none.
  private static func centre(_ column: [Double]) -> Double {
    let summary = Statistics.summary(column[...])
    return summary.mean.isFinite ? summary.mean : summary.quantiles[1]
  }

  // MARK: Elasticities

  /// Adds d ln E / d ln x: how far the mean of E moves, as a share of its size, when an input is scaled by
  /// as small a share. By differentiation of the graph; by differences where that has no meaning.
  private mutating func addElasticities(_ drivers: inout [Driver], _ dependence: Dependence)
    throws(Diagnostic)
  {
    var slopes: [NodeID] = []
    var sloped: [Int] = []
    var others: [Int] = []
    for (at, driver) in drivers.enumerated() where !dependence.inputs[driver.index].slots.isEmpty {
      let directions = directions(dependence, driver.index)
      guard let slope = elaborator.graph.derivative(of: dependence.root, along: directions) else {
        others.append(at)
        continue
      }
      slopes.append(elaborator.graph.reduce(.mean, slope))
      sloped.append(at)
    }
    let graph = elaborator.graph
    let given = dependence.given
    let values = try searching { () throws(RunFailure) in
      var run = Run(graph, options.run)
      return try run.columns(of: [dependence.root] + slopes, given: given).map(\.values)
    }
    let size = abs(Self.centre(values[0]))
    guard size > 0, size.isFinite else { return }
    for (at, column) in zip(sloped, values.dropFirst()) where column[0].isFinite {
      drivers[at].elasticity = column[0] / size
    }
    for at in others {
      drivers[at].elasticity = try difference(dependence, drivers[at].index, size)
    }
  }

  /// How fast leaves move when an input is scaled: each as much as it is itself, and of a column that only one
  /// row of moves, that row.
  private mutating func directions(_ dependence: Dependence, _ index: Int) -> [NodeID: NodeID] {
    let own = dependence.leaves[index][0]
    var directions = Dictionary(uniqueKeysWithValues: dependence.leaves[index].map { ($0, $0) })
    for link in dependence.rows where link.column == index {
      let leaf = dependence.leaves[link.row][0]
      directions[leaf] = leaf
    }
    for link in dependence.rows where link.row == index {
      guard
        let axis = dependence.inputs[link.column].slots[0].owner.flatMap({
          elaborator.rowAxis(of: $0)
        })
      else { continue }
      let isIt = elaborator.graph.apply(
        .equal, axis.node, elaborator.graph.constant(Double(link.position)))
      directions[dependence.leaves[link.column][0]] = elaborator.graph.apply(
        .select, isIt, own, elaborator.graph.constant(0))
    }
    return directions
  }

  /// The elasticity by a central difference of 5% to each side, with the same draws.
  private func difference(_ dependence: Dependence, _ index: Int, _ size: Double)
    throws(Diagnostic) -> Double?
  {
    let graph = elaborator.graph
    let width = 0.05
    let values = try searching { () throws(RunFailure) in
      let leaves = dependence.moving(index, to: dependence.columns[index]).leaves
      let function = try Evaluation(
        graph, options.run, of: [dependence.root], by: leaves, given: dependence.given)
      func centre(_ factor: Double) throws(RunFailure) -> Double {
        let scaled = dependence.columns[index].map { $0.map { $0 * factor } }
        return Self.centre(try function(dependence.moving(index, to: scaled).values)[0])
      }
      return (try centre(1 - width), try centre(1 + width))
    }
    let slope = (values.1 - values.0) / (2 * width)
    return slope.isFinite ? slope / size : nil
  }

  // MARK: Shares of variance

  private mutating func addShares(_ drivers: inout [Driver], _ dependence: Dependence)
    throws(Diagnostic)
  {
    let graph = elaborator.graph
    guard graph.axes(of: dependence.root).contains(.sample) else { return }
    let uncertain = drivers.indices.filter {
      dependence.inputs[drivers[$0].index].isUncertain(in: graph)
    }
    // a second set of samples, independent of the first
    let seed = options.seed ^ 0x9E37_79B9_7F4A_7C15
    let nodes = dependence.inputs.map(\.nodes)
    let second = try columns(of: nodes, seed: seed)
    var given = dependence.given
    let a = try values(dependence.root, given)
    for (leaves, columns) in zip(dependence.leaves, second) {
      for (leaf, column) in zip(leaves, columns) { given[leaf] = column }
    }
    let b = try values(dependence.root, given)
    guard (a + b).allSatisfy(\.isFinite) else {
      note("it is never in some samples, and has no variance to share out")
      return
    }
    let ranks = Sensitivity.ranks(a)
    let correlated = elaborator.correlated(dependence.inputs)
    noteCorrelated(correlated.map { dependence.inputs[$0].name })
    for at in uncertain {
      let index = drivers[at].index
      let own = Sensitivity.ranks(dependence.columns[index][0])
      drivers[at].correlation = Sensitivity.correlation(ofRanks: own, ranks)
      if correlated.contains(index) {
        drivers[at].share = Sensitivity.varianceExplained(a, ranks: own)
        continue
      }
      let mixed = try searching { () throws(RunFailure) in
        let function = try Evaluation(
          graph, options.run, of: [dependence.root], by: dependence.leaves[index],
          given: dependence.given)
        return try function(second[index])[0]
      }
      if mixed.allSatisfy(\.isFinite) {
        let shares = Sensitivity.shares(a: a, b: b, mixed: mixed)
        (drivers[at].share, drivers[at].totalShare) = (shares?.first, shares?.total)
      }
    }
  }

  /// Says what the shares of inputs that go together are.
  private mutating func noteCorrelated(_ names: [String]) {
    guard !names.isEmpty else { return }
    note(
      "\(names.map { "`\($0)`" }.joined(separator: ", ")) go together: the share of each counts what it tells of "
        + "the others, and no total share is theirs alone")
  }

  private func values(_ root: NodeID, _ given: [NodeID: [Double]]) throws(Diagnostic) -> [Double] {
    let graph = elaborator.graph
    return try searching { () throws(RunFailure) in
      var run = Run(graph, options.run)
      return try run.columns(of: [root], given: given)[0].values
    }
  }

  // MARK: The table

  private func table(_ drivers: [Driver], _ dependence: Dependence, _ value: Value) -> Table {
    let hasShares = drivers.contains { $0.share != nil }
    var table = Table(
      columns: [
        .init("input", .text), .init("is", .text), .init("low", .quantity),
        .init("high", .quantity),
        .init("elasticity", .quantity),
      ], rows: [])
    if hasShares {
      table.columns += [
        .init("share_of_variance", .quantity), .init("share_of_variance_error", .error),
        .init("total_share", .quantity), .init("total_share_error", .error),
        .init("rank_correlation", .quantity),
      ]
    }
    for driver in drivers {
      let input = dependence.inputs[driver.index]
      var row: [Cell] = [.text(input.name), .text(input.kind.rawValue)]
      row += [number(driver.low, value), number(driver.high, value)]
      row.append(plain(driver.elasticity))
      if hasShares {
        row += share(driver.share) + share(driver.totalShare)
        row.append(plain(driver.correlation))
      }
      table.rows.append(row)
    }
    return table
  }

  private func number(_ number: Double, _ like: Value) -> Cell {
    if number == .infinity { return .never("") }
    guard number.isFinite else { return .empty }
    return .quantity(
      Quantity(base: number, like.dimension ?? .ratio, style: like.style, elaborator.book.units))
  }

  /// A ratio to two decimals: more are within the error of the samples.
  private func plain(_ number: Double?) -> Cell {
    guard let number, number.isFinite else { return .empty }
    return .quantity(
      Quantity(base: number, .ratio, style: .plain, elaborator.book.units))
  }

  /// A share with its standard error.
  func share(_ estimate: Estimate?) -> [Cell] {
    guard let estimate else { return [.empty, .empty] }
    return [estimate.value, estimate.error].map {
      .quantity(Quantity(base: $0, .ratio, style: .percent, elaborator.book.units))
    }
  }
}
