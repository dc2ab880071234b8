import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// The points of a range that are tried before the best of them is refined.
  private static let gridSteps = 200

  /// `minimize|maximize E over TARGET in A..B {, …} [where C] [under S] [for …]`: where it is best, and how
  /// good it is there. An uncertain E is judged by its mean.
  mutating func optimize(_ question: OptimizeQuestion) throws(Diagnostic) -> Answer {
    var frame = try frame(question.tail.extent, on: base)
    try exclude(&frame)
    let word = question.isMaximum ? "maximize" : "minimize"
    var table = Table(columns: leading(frame, hasEntities: frame.entities != nil), rows: [])
    table.columns += question.unknowns.map { .init(title($0.target), .quantity) }
    table.columns.append(.init(title(question.objective), .quantity))
    var sides: [Value] = []
    var left = 0
    for scene in scenes(frame) {
      let choice = try choice(question, scene, word, isAlone: frame.isPlain)
      sides.append(choice.objective)
      guard !elaborator.isChecking else { continue }
      if choice.objective.node == nil, scene.entity != nil {
        left += 1
        continue
      }
      for position in positions(frame) where step(position, frame.axes) == scene.step {
        for own in places(of: scene.entity, [], nil) {
          var (lead, point) = try leading(frame, position, own.entity)
          point.merge(own.point) { $1 }
          let row = offset(choice.axes, at: point)
          table.rows.append(lead + (choice.rows.count == 1 ? choice.rows[0] : choice.rows[row]))
        }
      }
    }
    guard !elaborator.isChecking else { return answer(.passed) }
    noteLeftOut(left, frame)
    elaborator.searched = []
    guard frame.isPlain, table.rows.count == 1 else {
      return answer(.table(table), restingOn: sides)
    }
    if table.rows[0].allSatisfy(\.isUnknown) {
      return answer(.cell(table.rows[0][0]), restingOn: sides)
    }
    let fields = zip(table.columns, table.rows[0]).map { Record.Field(name: $0.name, value: $1) }
    return answer(.record(Record(noun: "best", fields: fields)), restingOn: sides)
  }

  /// The best values of the targets and of the objective, for every point.
  private struct Choice {
    var axes: [AxisID] = []
    var rows: [[Cell]]
    var objective: Value
  }

  private mutating func choice(
    _ question: OptimizeQuestion, _ scene: SearchScene, _ word: String, isAlone: Bool
  ) throws(Diagnostic) -> Choice {
    var targets: [SearchTarget] = []
    try refuseTwice(question.unknowns, scene)
    for unknown in question.unknowns {
      let target = try target(unknown, scene)
      if !target.cases.isEmpty { return try bestCase(question, target, scene) }
      guard target.range != nil else {
        throw Diagnostic(
          code: "AIS0219", "in which range `\(target.name)` may be chosen is not said",
          at: target.place, help: "write `\(word) … over \(target.name) in A..B`")
      }
      targets.append(target)
    }
    let kept = elaborator.traces[0]
    var task = try task(question, targets, scene, axes: [])
    let axes = elaborator.graph.axes(of: task.judged).subtracting(.sample)
      .union(task.constraint.map { elaborator.graph.axes(of: $0) } ?? [])
    if !axes.isEmpty {
      elaborator.traces[0] = kept
      task = try self.task(question, targets, scene, axes: axes)
    }
    if let reason = task.objective.missingReason {
      let row = Array(repeating: Cell.missing(reason), count: targets.count + 1)
      return Choice(rows: [row], objective: task.objective)
    }
    for (target, unknown) in zip(targets, task.unknowns)
    where !elaborator.graph.depends(task.judged, on: unknown) {
      throw Diagnostic(
        code: "AIS0214", "what is asked does not depend on `\(target.name)`", at: target.place,
        help: "`why` shows what it depends on")
    }
    try compute([])
    guard !elaborator.isChecking else { return Choice(rows: [], objective: task.objective) }
    let found =
      targets.count == 1
      ? try best(task, targets[0], axes) : try best(task, targets, axes)
    return try laidOut(found, task, targets, axes, question, isAlone: isAlone)
  }

  // MARK: Things to choose from

  /// The best of several things, such as entities, each of which makes a question of its own.
  private mutating func bestCase(
    _ question: OptimizeQuestion, _ target: SearchTarget, _ scene: SearchScene
  ) throws(Diagnostic) -> Choice {
    guard question.unknowns.count == 1, target.slot == nil else {
      throw Diagnostic(
        code: "AIS0213", "things that are no numbers are chosen by a new name, one at a time",
        at: target.place, help: "write `maximize E over buyer in [Google, Microsoft]`")
    }
    var candidates: [(thing: Value, objective: Value, cost: NodeID)] = []
    for thing in target.cases {
      var own = scene
      own.locals[target.key] = .value(thing)
      let guards = elaborator.traces[0].guards.count
      let task = try task(question, [], own, axes: [])
      guard !elaborator.isChecking, task.objective.node != nil else { continue }
      do throws(Diagnostic) {
        try compute([task.objective, .number(task.cost, .ratio)])
      } catch {
        // what may not be done is not the best
        guard error.code == "AIS0402" else { throw error }
        elaborator.traces[0].guards.removeLast(elaborator.traces[0].guards.count - guards)
        continue
      }
      candidates.append((thing, task.objective, task.cost))
    }
    let axes = candidates.reduce(into: AxisSet()) {
      $0.formUnion(elaborator.graph.axes(of: $1.cost))
    }.swept
    let nothing = Cell.missing("none of them is allowed, or has a value")
    var rows: [[Cell]] = []
    for point in points(along: axes) {
      func cost(_ node: NodeID) -> Double {
        let cost = summaries[node].map { $0.mean(offset($0.axes, at: point)) } ?? .nan
        return cost.isNaN ? .infinity : cost
      }
      let best = candidates.min { cost($0.cost) < cost($1.cost) }
      guard let best, cost(best.cost) < .infinity else {
        rows.append([nothing, nothing])
        continue
      }
      rows.append([try cell(best.thing), try cell(best.objective, at: point)])
    }
    let none = Value.number(elaborator.graph.constant(0), .ratio)
    return Choice(axes: axes, rows: rows, objective: candidates.first?.objective ?? none)
  }

  /// Every point along some axes, the first axis outermost.
  private func points(along axes: [AxisID]) -> [[AxisID: Int]] {
    axes.reduce([[:]]) { points, axis in
      points.flatMap { point in
        elaborator.graph.values(of: axis).indices.map { at in point.merging([axis: at]) { $1 } }
      }
    }
  }

  // MARK: The task

  /// What is to be minimised, with its unknowns in place.
  struct Task {
    var unknowns: [NodeID]
    var objective: Value
    /// The objective, or its mean; less is better where it is to be minimised.
    var judged: NodeID
    var constraint: NodeID?
    /// What is minimised: no number where that is not allowed.
    var cost: NodeID
    /// The same with only those conditions that are no comparisons of numbers.
    var free: NodeID
    /// The same with all conditions but the equalities.
    var open: NodeID
    /// Comparisons that must hold: less than zero, or zero, where they do.
    var limits: [(node: NodeID, isEquality: Bool)] = []
  }

  private mutating func task(
    _ question: OptimizeQuestion, _ targets: [SearchTarget], _ scene: SearchScene, axes: AxisSet
  ) throws(Diagnostic) -> Task {
    let (own, leaves) = try stand(in: scene, targets, axes: axes)
    let covered = try self.scene(own, under: question.tail.scenario)
    let code = code(question.objective)
    let objective = try elaborator.value(code, scope(question.objective, covered))
    guard objective.dimension != nil else {
      throw Message.wanted(
        "a number", got: elaborator.describe(objective), for: "what is judged", code.place,
        help: "for a condition ask for its probability: `P(\(code.source.singleLine))`")
    }
    guard let node = objective.node else {
      let none = elaborator.graph.constant(0)
      return Task(
        unknowns: leaves, objective: objective, judged: none, cost: none, free: none, open: none)
    }
    var judged = node
    if elaborator.graph.axes(of: node).contains(.sample) {
      judged = elaborator.reduce(.mean, node, at: code.place)
      note("`\(code.source.singleLine)` is uncertain: its mean is what is judged")
    }
    var constraint: NodeID?
    if let condition = question.tail.constraint {
      constraint = try truth(parts(condition), covered)
      if let constraint, elaborator.graph.axes(of: constraint).contains(.sample) {
        throw Diagnostic(
          code: "AIS0217", "whether this holds is uncertain", at: self.code(condition).place,
          help: "say how sure is enough: `where P(…) > 95%`")
      }
    }
    var free = domain(of: leaves)
    func both(_ a: NodeID?, _ b: NodeID?) -> NodeID? {
      guard let a, let b else { return a ?? b }
      return elaborator.graph.apply(.and, a, b)
    }
    var allowed = both(free, constraint)
    for leaf in leaves {
      let isGiven = elaborator.graph.apply(.equal, leaf, leaf)
      free = both(free, isGiven)
      allowed = both(allowed, isGiven)
    }
    let cost = question.isMaximum ? elaborator.graph.apply(.negate, judged) : judged
    var task = Task(
      unknowns: leaves, objective: objective, judged: judged, constraint: constraint,
      cost: restricted(cost, to: allowed), free: cost, open: cost)
    var open = free
    for condition in question.tail.constraint.map(parts) ?? [] {
      let limit = try limit(condition, covered)
      if let limit { task.limits.append((restricted(limit.node, to: free), limit.isEquality)) }
      guard limit?.isEquality != true else { continue }
      let truth = try silently { this throws(Diagnostic) in
        try this.truth([condition], covered)
      }
      open = both(open, truth)
      if limit == nil { free = both(free, truth) }
    }
    task.free = restricted(cost, to: free)
    task.open = restricted(cost, to: open)
    return task
  }

  /// Reads what was read before, of which nothing more is told.
  private mutating func silently<Result>(
    _ body: (inout Inquiry) throws(Diagnostic) -> Result
  ) throws(Diagnostic) -> Result {
    let kept = elaborator.traces
    defer { elaborator.traces = kept }
    return try body(&self)
  }

  /// The difference of the sides of a comparison of numbers, below zero or zero where it holds.
  private mutating func limit(_ condition: ExpressionID, _ scene: SearchScene) throws(Diagnostic)
    -> (node: NodeID, isEquality: Bool)?
  {
    guard let (sign, a, b) = relation(condition) else { return nil }
    let node = try silently { this throws(Diagnostic) -> NodeID? in
      let left = try this.elaborator.value(this.code(a), this.scope(a, scene))
      let right = try this.elaborator.value(this.code(b), this.scope(b, scene))
      guard left.dimension != nil, right.dimension != nil else { return nil }
      let place = this.code(condition).place
      let difference = try? this.elaborator.arithmetic(
        .subtract, left, right, place, this.code(a).place, this.code(b).place)
      return difference?.node
    }
    guard let node else { return nil }
    let isUpper = sign == .greater || sign == .greaterOrEqual
    return (isUpper ? elaborator.graph.apply(.negate, node) : node, sign == .equal)
  }

  // MARK: Searching

  /// The best point of each cell, and its cost; infinite where nothing is allowed.
  typealias Best = (point: [Double], cost: Double)

  private mutating func best(_ task: Task, _ target: SearchTarget, _ axes: AxisSet)
    throws(Diagnostic) -> [Best]
  {
    guard let range = target.range else { return [] }
    let graph = elaborator.graph
    let cells = graph.cells(axes, samples: 1)
    let listed = try target.listed()
    var grid = listed ?? Roots.grid(range.from, range.to, Self.gridSteps)
    let bounds = try listed == nil ? self.bounds(task, grid, cells) : []
    grid = bounds.isEmpty ? grid : Array(Set(grid + bounds)).sorted()
    let equalities = task.limits.filter(\.isEquality).map(\.node)
    return try searching { () throws(RunFailure) in
      let isTolerant = listed == nil && !equalities.isEmpty
      let cost = try Evaluation(
        graph, options.run, of: isTolerant ? [task.open] + equalities : [task.cost],
        by: task.unknowns)
      var sizes = equalities.map { _ in 0.0 }
      if isTolerant {
        for x in grid {
          let values = try cost([Array(repeating: x, count: cells)])
          for index in sizes.indices {
            sizes[index] = values[index + 1].reduce(sizes[index]) {
              $1.isFinite ? max($0, abs($1)) : $0
            }
          }
        }
      }
      func values(_ xs: [Double]) throws(RunFailure) -> [Double] {
        let all = try cost([xs])
        return (0..<cells).map { cell in
          // an equality is met to rounding
          let isMet =
            !isTolerant
            || sizes.indices.allSatisfy { abs(all[$0 + 1][cell]) <= 1e-12 * sizes[$0] }
          return all[0][cell].isNaN || !isMet ? .infinity : all[0][cell]
        }
      }
      var best = Array(repeating: (at: 0, cost: Double.infinity), count: cells)
      var largest = Array(repeating: 0.0, count: cells)
      for (index, x) in grid.enumerated() {
        let costs = try values(Array(repeating: x, count: cells))
        for cell in 0..<cells where costs[cell].isFinite {
          largest[cell] = max(largest[cell], abs(costs[cell]))
          if costs[cell] < best[cell].cost { best[cell] = (index, costs[cell]) }
        }
      }
      guard listed == nil else { return best.map { ([grid[$0.at]], $0.cost) } }
      var brackets = best.map {
        (low: grid[max(0, $0.at - 1)], high: grid[min(grid.count - 1, $0.at + 1)])
      }
      let inner = best.map { grid[$0.at] }
      let lows = try allowedEnds(from: inner, to: brackets.map(\.low), values)
      let highs = try allowedEnds(from: inner, to: brackets.map(\.high), values)
      for cell in 0..<cells where best[cell].cost < .infinity {
        brackets[cell] = (lows[cell].x, highs[cell].x)
      }
      var refined = try Minima.local(brackets, values)
      for cell in 0..<cells {
        for end in [lows[cell], highs[cell]] where end.value < refined[cell].value {
          refined[cell] = end
        }
      }
      if let pole = refined.indices.first(where: { -refined[$0].value > 1e9 * largest[$0] }) {
        let x = refined[pole].x
        let isZero = abs(x) <= 1e-12 * (range.to - range.from)
        let around = words(isZero ? 0 : Self.short(x), target.like)
        note("there is no best value: near \(around) it goes beyond all bounds")
      }
      // a round number that is as good is what is meant
      let rounded = refined.map { Self.short($0.x) }
      let costs = try values(rounded)
      return (0..<cells).map { cell in
        let (fine, coarse) = (refined[cell], best[cell])
        let isBetter = fine.value < coarse.cost - 1e-13 * abs(coarse.cost)
        guard isBetter else { return ([grid[coarse.at]], coarse.cost) }
        let isRound = costs[cell] <= fine.value + 1e-13 * abs(fine.value)
        return isRound ? ([rounded[cell]], costs[cell]) : ([fine.x], fine.value)
      }
    }
  }

  /// For each cell the furthest point towards an end at which a cost is finite, by bisection, where it is
  /// not so at the end itself; with its cost there if that was looked for.
  private func allowedEnds(
    from inner: [Double], to ends: [Double], _ cost: Minima.Function
  ) throws(RunFailure) -> [Minimum] {
    var allowed = zip(ends, try cost(ends)).map { Minimum(x: $0, value: $1) }
    let open = allowed.indices.filter { allowed[$0].value == .infinity }
    guard !open.isEmpty else { return allowed.map { Minimum(x: $0.x, value: .infinity) } }
    var outer = ends
    for cell in open { allowed[cell].x = inner[cell] }
    for _ in 0..<60 {
      let middles = zip(allowed, outer).map { 0.5 * ($0.x + $1) }
      for (cell, value) in try cost(middles).enumerated() where ends[cell] != allowed[cell].x {
        if value < .infinity {
          allowed[cell] = Minimum(x: middles[cell], value: value)
        } else {
          outer[cell] = middles[cell]
        }
      }
    }
    for cell in allowed.indices where allowed[cell].x == ends[cell] {
      allowed[cell].value = .infinity
    }
    return allowed
  }

  /// The points at which a comparison begins or ceases to hold, and those half way between them.
  private mutating func bounds(_ task: Task, _ grid: [Double], _ cells: Int) throws(Diagnostic)
    -> [Double]
  {
    let graph = elaborator.graph
    guard cells <= 64, let first = grid.first, let last = grid.last else { return [] }
    var bounds: Set<Double> = []
    for (node, _) in task.limits where graph.depends(node, on: task.unknowns[0]) {
      let found = try searching { () throws(RunFailure) in
        let function = try Evaluation(graph, options.run, of: [node], by: task.unknowns)
        return try Roots.find(function, on: grid, all: true, parts: function.isQuick ? 4 : 1)
      }
      for root in found.lazy.flatMap(\.roots) where root.form != .pole { bounds.insert(root.x) }
    }
    guard !bounds.isEmpty else { return [] }
    let ends = ([first] + bounds.sorted() + [last])
    return bounds.sorted() + zip(ends, ends.dropFirst()).map { 0.5 * ($0 + $1) }
  }

  /// The number of a list in its order by size that is nearest to a value.
  private static func nearest(_ listed: [Double], to value: Double) -> Double {
    var (low, high) = (0, listed.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if listed[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low > 0 && value - listed[low - 1] <= listed[low] - value ? listed[low - 1] : listed[low]
  }

  /// A number to six significant digits.
  static func short(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return value }
    var scale = 1.0
    while abs(value) * scale < 1e5, scale < 1e300 { scale *= 10 }
    while abs(value) * scale >= 1e6, scale > 1e-300 { scale /= 10 }
    return (value * scale).rounded() / scale
  }

  /// Several targets: the best points of a coarse grid, each refined by a simplex.
  private mutating func best(_ task: Task, _ targets: [SearchTarget], _ axes: AxisSet)
    throws(Diagnostic) -> [Best]
  {
    let graph = elaborator.graph
    let cells = graph.cells(axes, samples: 1)
    let ranges = targets.compactMap(\.range)
    let bounds = ranges.map { (low: $0.from, high: $0.to) }
    var listed: [[Double]?] = []
    for target in targets { listed.append(try target.listed()) }
    func allowed(_ point: [Double]) -> [Double] {
      zip(point, listed).map { value, listed in listed.map { Self.nearest($0, to: value) } ?? value
      }
    }
    return try searching { () throws(RunFailure) in
      let cost = try Evaluation(graph, options.run, of: [task.cost], by: task.unknowns)
      func costs(_ points: [[Double]]) throws(RunFailure) -> [Double] {
        let points = points.map(allowed)
        return try cost(bounds.indices.map { index in points.map { $0[index] } })[0]
          .map { $0.isNaN ? .infinity : $0 }
      }
      var starts = Array(repeating: [Best](), count: cells)
      var worst = Array(repeating: 0.0, count: cells)
      for point in Roots.gridPoints(in: bounds, limit: 2_000) {
        for (cell, value) in try costs(Array(repeating: point, count: cells)).enumerated() {
          starts[cell].append((point, value))
          if value.isFinite { worst[cell] = max(worst[cell], abs(value)) }
          guard starts[cell].count > 3 else { continue }
          starts[cell].sort { $0.cost < $1.cost }
          starts[cell].removeLast()
        }
      }
      var best: [Best] = starts.map { $0.first ?? (bounds.map(\.low), .infinity) }
      for rank in 0..<3 {
        let own = starts.map { starts in
          starts.dropFirst(rank).first.flatMap { $0.cost < .infinity ? $0.point : nil }
        }
        guard own.contains(where: { $0 != nil }) else { break }
        for (cell, found) in try Minima.simplex(from: own, in: bounds, costs).enumerated() {
          if let found, found.value < best[cell].cost { best[cell] = (found.point, found.value) }
        }
      }
      // round numbers that are as good are what is meant
      let rounded = best.map { $0.point.map(Self.short) }
      for (cell, cost) in try costs(rounded).enumerated() {
        let own = best[cell]
        let isRound =
          own.cost < .infinity && cost <= own.cost + 1e-13 * max(abs(own.cost), 1e-3 * worst[cell])
        best[cell].point = allowed(isRound ? rounded[cell] : own.point)
      }
      let isFree = listed.allSatisfy { $0 == nil }
      if !task.limits.isEmpty, isFree {
        try approachLimits(&best, task, bounds, cells)
      }
      return best
    }
  }

  // MARK: What is said

  private mutating func laidOut(
    _ found: [Best], _ task: Task, _ targets: [SearchTarget], _ axes: AxisSet,
    _ question: OptimizeQuestion, isAlone: Bool
  ) throws(Diagnostic) -> Choice {
    let graph = elaborator.graph
    let names = targets.map(\.name).joined(separator: ", ")
    let isTied = task.limits.contains(where: \.isEquality) && targets.count > 1
    let nothing =
      "no \(names) was found in the range that is allowed and has a value: try a narrower one"
      + (isTied ? ", or put the equation in and write one unknown by the others" : "")
    let columns = targets.indices.map { index in
      found.map { $0.cost < .infinity ? $0.point[index] : .nan }
    }
    let values = try searching { () throws(RunFailure) in
      let objective = try Evaluation(
        graph, options.run, of: task.objective.node.map { [$0] } ?? [], by: task.unknowns)
      return try objective(columns)[0]
    }
    var rows: [[Cell]] = []
    let samples = values.count / max(1, found.count)
    for (point, best) in found.enumerated() {
      guard best.cost < .infinity else {
        rows.append(Array(repeating: .missing(nothing), count: targets.count + 1))
        continue
      }
      var row = targets.indices.map { cell([best.point[$0]], targets[$0].like, missing: nothing) }
      let own = values[(point * samples)..<((point + 1) * samples)]
      row.append(cell(own, task.objective, missing: "it has no value"))
      rows.append(row)
      for (target, x) in zip(targets, best.point) {
        noteEdge(target, x, isSharp: targets.count == 1, isAlone: isAlone)
      }
    }
    return Choice(axes: axes.swept, rows: rows, objective: task.objective)
  }

  /// Says that the best value is an end of the range: a wider one may hold a better.
  /// One target is found to all digits, several come near to it.
  private mutating func noteEdge(
    _ target: SearchTarget, _ x: Double, isSharp: Bool, isAlone: Bool
  ) {
    guard let range = target.range, target.choices == nil else { return }
    let near = isSharp ? 0 : 1e-6 * (range.to - range.from)
    guard x - range.from <= near || range.to - x <= near else { return }
    let end = x - range.from <= near ? range.from : range.to
    note(
      isAlone
        ? "\(target.name) is best at the edge of its range, \(words(end, target.like))"
        : "\(target.name) is best at the edge of its range for some rows")
  }
}
