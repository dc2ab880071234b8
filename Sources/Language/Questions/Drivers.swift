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
  /// elasticity of E, its shares of the variance of E, and its rank correlation with E. As a tornado if `isDrawn`.
  mutating func drivers(_ expression: ExpressionID, isDrawn: Bool = false) throws(Diagnostic)
    -> Answer
  {
    let entities = elaborator.book.entities.count
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
    let base = try cell(value)
    if let reason = value.missingReason { return answer(.cell(.missing(reason))) }
    guard let dependence = try dependence(expression, value, entities: entities) else {
      return answer(.cell(.missing("nothing is known of its inputs")))
    }
    var drivers = try swings(dependence)
    try addElasticities(&drivers, dependence)
    try addShares(&drivers, dependence)
    noteStill(drivers.filter { !$0.moves }, dependence)
    drivers.removeAll { !$0.moves }
    drivers.sort { $0.swing == $1.swing ? $0.index < $1.index : $0.swing > $1.swing }
    if drivers.count > Self.driverLimit {
      note("\(drivers.count - Self.driverLimit) smaller drivers left out")
      drivers.removeLast(drivers.count - Self.driverLimit)
    }
    if drivers.isEmpty { note("nothing that it rests on moves it") }
    var answer = answer(.table(table(drivers, dependence, value)), restingOn: [value])
    if isDrawn, !drivers.isEmpty, case .quantity(let base) = base {
      answer.drawing = Drawing(tornado: Drawing.Tornado(name: title(expression), base: base))
    }
    return answer
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
    var moves: Bool {
      swing != 0 || ((totalShare ?? share)?.value ?? 0) > 0 || abs(elasticity ?? 0) > 1e-9
    }
  }

  // MARK: Swings

  private mutating func swings(_ dependence: Dependence) throws(Diagnostic) -> [Driver] {
    var hasCertain = false
    var drivers: [Driver] = []
    for (index, input) in dependence.inputs.enumerated() {
      var driver = Driver(index: index)
      let (leaves, low, high): ([NodeID], [[Double]], [[Double]])
      if input.isUncertain(in: elaborator.graph) {
        leaves = dependence.leaves[index]
        let ends = zip(leaves, dependence.columns[index]).map(self.ends)
        (low, high) = (ends.map(\.low), ends.map(\.high))
      } else {
        leaves = [dependence.factors[index]].compactMap { $0 }
        (low, high) = ([[1 - Self.nudge]], [[1 + Self.nudge]])
        hasCertain = true
      }
      let graph = elaborator.graph
      let columns = try searching { () throws(RunFailure) in
        let function = try Evaluation(
          graph, options.run, of: [dependence.root], by: leaves, given: dependence.given)
        return (try function(low)[0], try function(high)[0])
      }
      (driver.low, driver.high) = (Self.centre(columns.0), Self.centre(columns.1))
      drivers.append(driver)
    }
    if hasCertain {
      note("a certain input is moved down and up by 10%, an uncertain one to its p5 and p95")
    }
    return drivers
  }

  /// The column of a leaf with each of the things that have draws of their own at its p5, and at its p95.
  private func ends(_ leaf: NodeID, _ column: [Double]) -> (low: [Double], high: [Double]) {
    let things = max(1, column.count / max(1, options.samples))
    var (low, high) = (column, column)
    for thing in 0..<things {
      // a column has all samples of its first point, then those of the next
      let part = thing * (column.count / things)..<(thing + 1) * (column.count / things)
      let quantiles = Statistics.summary(column[part]).quantiles
      for index in part { (low[index], high[index]) = (quantiles[0], quantiles[2]) }
    }
    return (low, high)
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
    for (at, driver) in drivers.enumerated() {
      guard let factor = dependence.factors[driver.index] else { continue }
      guard let slope = elaborator.graph.derivative(of: dependence.root, by: factor) else {
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
    for (at, column) in zip(sloped, values.dropFirst()) {
      // the formula of an arm that is not taken may have no slope here
      guard column[0].isFinite else {
        others.append(at)
        continue
      }
      drivers[at].elasticity = column[0] / size
    }
    for at in others {
      guard let factor = dependence.factors[drivers[at].index] else { continue }
      drivers[at].elasticity = try difference(dependence, factor, size)
    }
  }

  /// The elasticity by a central difference of 5% to each side, with the same draws.
  private func difference(_ dependence: Dependence, _ factor: NodeID, _ size: Double)
    throws(Diagnostic) -> Double?
  {
    let graph = elaborator.graph
    let width = 0.05
    let values = try searching { () throws(RunFailure) in
      let function = try Evaluation(
        graph, options.run, of: [dependence.root], by: [factor], given: dependence.given)
      return (
        Self.centre(try function([[1 - width]])[0]), Self.centre(try function([[1 + width]])[0])
      )
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
    let nodes = dependence.inputs.map { $0.isUncertain(in: graph) ? $0.nodes : [] }
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
      // what is a number for each row of a table has no rank
      if let own = dependence.columns[index].first, own.count == a.count {
        let own = Sensitivity.ranks(own)
        drivers[at].correlation = Sensitivity.correlation(ofRanks: own, ranks)
        if correlated.contains(index) {
          drivers[at].share = Sensitivity.varianceExplained(a, ranks: own)
          continue
        }
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

  /// Says which uncertain inputs have no effect as things stand, such as an elasticity while its cause stays.
  private mutating func noteStill(_ still: [Driver], _ dependence: Dependence) {
    let names = still.map { dependence.inputs[$0.index] }
      .filter { $0.isUncertain(in: elaborator.graph) }.map { "`\($0.name)`" }
    guard let first = names.first else { return }
    let (others, verb) =
      switch names.count {
      case 1: ("", "has")
      case 2: (" and \(names[1])", "have")
      default: (" and \(names.count - 1) others", "have")
      }
    note("\(first)\(others) \(verb) no effect until something changes: `drivers of … under { … }`")
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
