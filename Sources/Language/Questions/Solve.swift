import AISEngine
import AISModel
import AISNumerics
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// Up to how many cells are looked at closely, and samples have all their roots found; of more the first is
  /// taken in each.
  private static let listLimit = 4_096

  /// `solve TARGET [in A..B] so that CONDITION [where …] [under S] [for …]`: the values for which it holds.
  ///
  /// The unknown has the axes of the equation: one root for every sample of an uncertain one, and for every
  /// point of a sweep. An inequality asks for its boundary.
  mutating func solve(_ question: SolveQuestion) throws(Diagnostic) -> Answer {
    var frame = try frame(question.tail.extent, on: base)
    try exclude(&frame)
    var table = Table(columns: leading(frame, hasEntities: frame.entities != nil), rows: [])
    table.columns += question.unknowns.map { .init(title($0.target), .quantity) }
    var sides: [Value] = []
    var left = 0
    let scenes = scenes(frame)
    for scene in scenes {
      let solution = try solution(question, scene, isAlone: frame.isPlain)
      sides += solution.sides
      guard !elaborator.isChecking else { continue }
      if scenes.count == 1, let rows = rootsOfRows(solution, scene, frame, table.columns) {
        table = rows
        continue
      }
      for position in positions(frame) where step(position, frame.axes) == scene.step {
        for own in places(of: scene.entity, [], nil) {
          var (lead, point) = try leading(frame, position, own.entity)
          point.merge(own.point) { $1 }
          let rows = solution.rows(at: offset(solution.axes, at: point))
          if rows.allSatisfy({ $0.allSatisfy(\.isUnknown) }), scene.entity != nil,
            solution.isUnknown
          {
            left += 1
            continue
          }
          table.rows += rows.map { lead + $0 }
        }
      }
    }
    guard !elaborator.isChecking else { return answer(.passed) }
    noteLeftOut(left, frame)
    elaborator.searched = []
    let rows = frame.isPlain && table.rowCount == 1 ? table.rows : []
    guard let row = rows.first else { return answer(.table(table), restingOn: sides) }
    guard row.count > 1, !row.allSatisfy(\.isUnknown) else {
      return answer(.cell(row[0]), restingOn: sides)
    }
    let fields = zip(table.columns, row).map { Record.Field(name: $0.name, value: $1) }
    return answer(.record(Record(noun: "field", fields: fields)), restingOn: sides)
  }

  // MARK: The equation

  /// What is to be solved, with its unknowns in place.
  struct Equation {
    var unknowns: [NodeID]
    /// For each equation its left side less its right one; for an inequality too.
    var functions: [NodeID]
    var left: [Value]
    var right: [Value]
    /// The sign of the relation; `nil` for a condition that is no comparison.
    var sign: BinaryOperator?
    var constraint: NodeID?
    var domain: NodeID?
    /// Why nothing can be computed.
    var unknown: String?

    var sides: [Value] { left + right }
  }

  /// The values found for the unknowns, for every point.
  struct Solution {
    var axes: [AxisID] = []
    /// For each point its rows: one value for each unknown.
    var points: [[[Cell]]] = []
    /// Where no point has more than one root, and each a certain one: the roots, and what they are.
    var roots: CellColumn?
    var sides: [Value]
    /// A side has no value at all.
    var isUnknown = false

    func rows(at point: Int) -> [[Cell]] {
      roots.map { [[$0[point]]] } ?? (points.count == 1 ? points[0] : points[point])
    }
  }

  private mutating func solution(
    _ question: SolveQuestion, _ scene: SearchScene, isAlone: Bool
  ) throws(Diagnostic) -> Solution {
    var targets: [SearchTarget] = []
    try refuseTwice(question.unknowns, scene)
    for unknown in question.unknowns {
      let target = try target(unknown, scene)
      guard target.choices == nil, target.cases.isEmpty else {
        throw Diagnostic(
          code: "AIS0213", "an equation is solved in a range",
          at: unknown.domain.map { code($0).place } ?? target.place,
          help: "write `\(target.name) in A..B`; to try listed values ask "
            + "`show … for \(target.name) in […]`")
      }
      targets.append(target)
    }
    let kept = elaborator.traces[0]
    var equation = try equation(question, targets, scene, axes: [])
    // the unknown has the axes of the equation: they are known once it is there without any
    let axes = (equation.functions + [equation.constraint].compactMap { $0 })
      .reduce(into: AxisSet()) { $0.formUnion(elaborator.graph.axes(of: $1)) }
    if !axes.isEmpty {
      elaborator.traces[0] = kept
      equation = try self.equation(question, targets, scene, axes: axes)
    }
    if let reason = equation.unknown {
      return Solution(
        points: [[targets.map { _ in .missing(reason) }]], sides: equation.sides, isUnknown: true)
    }
    try refuseIdle(equation, targets)
    try refuseMixed(equation, code(question.condition).place)
    try compute([])
    guard !elaborator.isChecking else { return Solution(sides: equation.sides) }
    widen(&equation)
    return targets.count == 1
      ? try roots(of: equation, targets[0], question, axes, isAlone)
      : try system(equation, targets, axes, isAlone: isAlone)
  }

  private mutating func equation(
    _ question: SolveQuestion, _ targets: [SearchTarget], _ scene: SearchScene, axes: AxisSet
  ) throws(Diagnostic) -> Equation {
    let (own, leaves) = try stand(in: scene, targets, axes: axes)
    let covered = try self.scene(own, under: question.tail.scenario)
    var conditions = parts(question.condition)
    let equalities = conditions.filter { relation($0)?.0 == .equal }
    var asked = equalities
    if asked.isEmpty, targets.count == 1, conditions.count == 1 { asked = conditions }
    guard asked.count == targets.count || asked.isEmpty && targets.count == 1 else {
      throw Self.miscounted(asked.count, targets, code(question.condition).place)
    }
    conditions.removeAll { asked.contains($0) }
    var equation = Equation(unknowns: leaves, functions: [], left: [], right: [])
    if asked.isEmpty {
      // inequalities alone: where all of them begin or cease to hold
      asked = [question.condition]
      conditions = []
    }
    for condition in asked {
      do throws(Diagnostic) {
        try add(condition, to: &equation, own, covered)
      } catch {
        // a new name is a plain number until a range says more
        guard error.code == "AIS0301", let open = targets.first(where: \.isOpen) else {
          throw error
        }
        var fault = error
        fault.help =
          "give `\(open.name)` a unit by its range: `solve \(open.name) in A..B so that …`"
        throw fault
      }
      if equation.unknown != nil { return equation }
    }
    if let constraint = question.tail.constraint { conditions += parts(constraint) }
    equation.constraint = try truth(conditions, covered)
    equation.domain = domain(of: leaves)
    return equation
  }

  /// Gives what is computed all axes of the unknowns, and no value outside its domain.
  private mutating func widen(_ equation: inout Equation) {
    var domain = equation.domain
    for unknown in equation.unknowns {
      let isGiven = elaborator.graph.apply(.equal, unknown, unknown)
      domain = domain.map { elaborator.graph.apply(.and, $0, isGiven) } ?? isGiven
    }
    equation.functions = equation.functions.map { restricted($0, to: domain) }
    if let constraint = equation.constraint, let domain {
      equation.constraint = elaborator.graph.apply(.and, constraint, domain)
    }
  }

  /// The comparison that a condition is.
  func relation(_ condition: ExpressionID) -> (BinaryOperator, ExpressionID, ExpressionID)? {
    guard case .binary(let sign, let a, let b) = text.tree[condition] else { return nil }
    switch sign {
    case .equal, .less, .lessOrEqual, .greater, .greaterOrEqual: return (sign, a, b)
    default: return nil
    }
  }

  /// Adds the difference of the sides of a condition; a condition that is no comparison is 1 or -1.
  private mutating func add(
    _ condition: ExpressionID, to equation: inout Equation, _ own: SearchScene,
    _ covered: SearchScene
  ) throws(Diagnostic) {
    let place = code(condition).place
    guard let (sign, a, b) = relation(condition) else {
      guard let truth = try truth([condition], covered) else { return }
      let (yes, no) = (elaborator.graph.constant(1), elaborator.graph.constant(-1))
      equation.functions.append(elaborator.graph.apply(.select, truth, yes, no))
      equation.left.append(.truth(truth))
      return
    }
    // a left side with a scenario of its own leaves the last one to the right
    var first = covered
    if hasScenario(a) {
      first = own
      first.overlay = elaborator.view(own.overlay, own.moment)
    }
    let left = try elaborator.value(code(a), scope(a, first))
    let right = try elaborator.value(code(b), scope(b, covered))
    equation.left.append(left)
    equation.right.append(right)
    equation.sign = sign
    for value in [left, right] {
      if let reason = value.missingReason, equation.unknown == nil { equation.unknown = reason }
      guard value.dimension != nil else {
        throw Message.wanted(
          "a number", got: elaborator.describe(value), for: "a side of an equation", place,
          help: "for several entities write `solve … for companies`")
      }
    }
    let difference: Value
    do throws(Diagnostic) {
      difference = try elaborator.arithmetic(
        .subtract, left, right, place, code(a).place, code(b).place)
    } catch {
      throw Message.clash(
        "compare", (elaborator.describe(left), code(a).place),
        (elaborator.describe(right), code(b).place), at: place, help: error.help)
    }
    if let node = difference.node { equation.functions.append(node) }
  }

  private func hasScenario(_ side: ExpressionID) -> Bool {
    switch text.tree[side] {
    case .under: true
    case .convert(let inner, _): hasScenario(inner)
    default: false
    }
  }

  // MARK: What cannot be searched

  private static func miscounted(_ count: Int, _ targets: [SearchTarget], _ place: Place)
    -> Diagnostic
  {
    let equations = count == 1 ? "1 equation" : "\(count) equations"
    let unknowns = targets.count == 1 ? "1 unknown" : "\(targets.count) unknowns"
    return Diagnostic(
      code: "AIS0218", "\(equations) for \(unknowns)", at: place,
      help: "give as many equations, joined by `and` or commas, as there are unknowns; "
        + "what must hold besides is an inequality")
  }

  /// Refuses an unknown on which nothing hangs.
  private func refuseIdle(_ equation: Equation, _ targets: [SearchTarget]) throws(Diagnostic) {
    for (target, unknown) in zip(targets, equation.unknowns)
    where !equation.functions.contains(where: { elaborator.graph.depends($0, on: unknown) }) {
      throw Diagnostic(
        code: "AIS0214", "what is asked does not depend on `\(target.name)`", at: target.place,
        help: "`why` shows what it depends on")
    }
  }

  /// Refuses an equation that takes all samples together on one side and each by itself on the other.
  private func refuseMixed(_ equation: Equation, _ place: Place) throws(Diagnostic) {
    for function in equation.functions {
      for unknown in equation.unknowns where elaborator.graph.joins(unknown, below: function) {
        throw Diagnostic(
          code: "AIS0215",
          "one part of this takes all samples or rows together, another each by itself",
          at: place, help: "take both sides together: `mean(E) = mean(F)`")
      }
    }
  }

  // MARK: One unknown

  private mutating func roots(
    of equation: Equation, _ target: SearchTarget, _ question: SolveQuestion, _ axes: AxisSet,
    _ isAlone: Bool
  ) throws(Diagnostic) -> Solution {
    let graph = elaborator.graph
    let unknown = equation.unknowns[0]
    let cells = graph.cells(axes, samples: options.samples)
    let samples = axes.contains(.sample) ? options.samples : 1
    let isListed = samples == 1 || cells <= Self.listLimit || equation.constraint != nil
    // what takes samples together is met to its sampling error: more digits would say too much
    let isRough = graph.isReduced(unknown, below: equation.functions[0])
    let grid = try grid(for: target, cells: cells)
    var equation = equation
    func search(_ equation: Equation) throws(Diagnostic) -> [Roots.Found] {
      try searching { () throws(RunFailure) in
        let function = try Evaluation(
          elaborator.graph, options.run, of: equation.functions, by: [unknown])
        let isQuick = !isRough && cells <= 64 && function.isQuick
        let parts = samples > 1 || cells > Self.listLimit ? 0 : isQuick ? 16 : 1
        return try Roots.find(
          function, on: grid.points, all: isListed, parts: parts, order: grid.rank)
      }
    }
    var found = try search(equation)
    if let constraint = equation.constraint,
      found.contains(where: { $0.roots.contains(where: \.isEdge) })
    {
      // of a stretch on which it holds a part may be left
      equation.functions = [restricted(equation.functions[0], to: constraint)]
      equation.constraint = nil
      found = try search(equation)
    }
    var roots = found.map { cell in
      cell.roots.filter { accepts($0, of: cell, isRough, equation) }
        .map { isRough || !$0.isExact ? Self.short($0.x) : $0.x }
    }
    let all = roots
    try restrict(&roots, to: equation)
    if target.range == nil {
      // around the base value the nearest root is meant
      for cell in roots.indices where roots[cell].count > 1 {
        let nearest = roots[cell].min { grid.distance($0) < grid.distance($1) }
        roots[cell] = nearest.map { [$0] } ?? []
      }
    }
    try noteSearch(equation, target, found, roots, grid, isAlone: isAlone && cells == samples)
    var solution = Solution(axes: axes.swept, sides: equation.sides)
    if samples == 1, cells > 1, roots.allSatisfy({ $0.count < 2 }) {
      let like = Quantity(
        base: 1, target.like.dimension ?? .ratio, style: target.like.style, elaborator.book.units)
      let none = Cell.missing("no \(target.name) that does this was found in \(grid.words)")
      solution.roots = CellColumn(
        .numbers(Numbers(roots.map { $0.first ?? .nan }), like: like, otherwise: none))
      return solution
    }
    for point in 0..<(cells / samples) {
      let range = (point * samples)..<((point + 1) * samples)
      if samples == 1, !roots[point].isEmpty {
        solution.points.append(roots[point].map { [cell([$0], target.like, missing: "")] })
        continue
      }
      let values = range.map { roots[$0].first ?? .nan }
      var reason = "no \(target.name) that does this was found in \(grid.words)"
      if values.allSatisfy(\.isNaN), isAlone, cells == samples {
        let dropped = all.lazy.compactMap(\.first).first
        reason = try nothing(reason, equation, target, found, grid, dropped: dropped)
      }
      solution.points.append([[cell(values[...], target.like, missing: reason)]])
    }
    return solution
  }

  /// `true` iff a change of sign answers the question: an equation wants zero, an inequality a boundary.
  func accepts(
    _ root: Roots.Root, of cell: Roots.Found, _ isRough: Bool, _ equation: Equation
  ) -> Bool {
    if case .edge(let beyond) = root.form, equation.sign != .equal {
      let isHeld = [.lessOrEqual, .greaterOrEqual].contains(equation.sign)
      return isHeld != isAbove(beyond, equation)
    }
    guard equation.sign == .equal else { return true }
    switch root.form {
    case .zero, .edge: return true
    case .pole: return false
    case .jump:
      // what takes samples together moves in steps, one a sample: it is met to its sampling error
      guard isRough else { return false }
      return root.residual <= 2 * cell.size / Double(options.samples).squareRoot()
    }
  }

  /// Drops the roots at which what else must hold does not.
  private mutating func restrict(
    _ roots: inout [[Double]], to equation: Equation
  ) throws(Diagnostic) {
    guard let constraint = equation.constraint else { return }
    let graph = elaborator.graph
    let rounds = roots.map(\.count).max() ?? 0
    var kept = roots.map { _ in [Double]() }
    guard rounds > 0 else { return }
    let function = try searching { () throws(RunFailure) in
      try Evaluation(graph, options.run, of: [constraint], by: equation.unknowns)
    }
    for round in 0..<rounds {
      let values = roots.map { $0.count > round ? $0[round] : .nan }
      let holds = try searching { () throws(RunFailure) in try function([values])[0] }
      for cell in roots.indices where roots[cell].count > round && holds[cell] == 1 {
        kept[cell].append(roots[cell][round])
      }
    }
    roots = kept
  }

  // MARK: Where it is searched

  /// The points that are scanned, and which of them come first.
  struct Grid {
    var points: [Double]
    /// The base value, around which a search without a range begins.
    var centre: Double?
    var words: String

    func rank(_ index: Int) -> Int {
      guard let centre, let at = points.firstIndex(where: { $0 >= centre }) else { return index }
      let isAcross = (points[index] < 0) != (centre < 0)
      return abs(2 * (index - at) + 1) + (isAcross ? points.count * 4 : 0)
    }

    /// How far a root is from the base value; one of the other sign is further than all others.
    func distance(_ x: Double) -> Double {
      guard let centre else { return x }
      return abs(x - centre) + ((x < 0) != (centre < 0) ? 1e300 : 0)
    }
  }

  mutating func grid(for target: SearchTarget, cells: Int) throws(Diagnostic) -> Grid {
    if let range = target.range {
      let count = cells > 1_000_000 ? 17 : 65
      let steps = range.step.map { Int(min((range.to - range.from) / $0, 10_000).rounded(.up)) }
      return Grid(
        points: Roots.grid(range.from, range.to, max(steps ?? 0, count)), words: words(target))
    }
    let centre = try currentMean(target) ?? 1
    if target.like.isFraction {
      return Grid(points: Roots.grid(0, 1, 65), centre: centre, words: "0%..100%")
    }
    let size = centre == 0 ? 1 : abs(centre)
    var points = [0, centre]
    for power in 0...24 {
      let step = 0.05 * size * Double(1 << power)
      points += [centre + step, centre - step]
      if power > 0 { points.append(centre / Double(1 << power)) }
    }
    points = Array(Set(points)).sorted()
    let ends = (points.first ?? 0, points.last ?? 0)
    return Grid(
      points: points, centre: centre,
      words: "\(words(ends.0, target.like, digits: 2))..\(words(ends.1, target.like, digits: 2))")
  }
}

extension Inquiry.Frame {
  /// `true` iff nothing is ranged over.
  var isPlain: Bool { axes.isEmpty && entities == nil }
}
