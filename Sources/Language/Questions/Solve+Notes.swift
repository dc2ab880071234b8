import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// Says how it was searched, and what is known of further roots.
  mutating func noteSearch(
    _ equation: Equation, _ target: SearchTarget, _ found: [Roots.Found], _ roots: [[Double]],
    _ grid: Grid, isAlone: Bool
  ) throws(Diagnostic) {
    if target.range == nil {
      let base = target.current == nil ? "" : "its base value"
      let centre = words(grid.centre ?? 0, target.like, digits: 4)
      let shown = base.isEmpty ? centre : isAlone ? "\(base), \(centre)" : base
      note("\(target.name) is searched for around \(shown)")
    }
    if target.range?.step != nil {
      note("`step` says how finely the range is searched at least: roots between the steps count")
    }
    guard isAlone else { return }
    let which = target.range == nil ? "the one nearest to the base value" : "the smallest"
    guard found.count == 1, let only = found.first else {
      let without = roots.count(where: \.isEmpty)
      if without == 0 { note("there is a root in every sample") }
      let several = found.count { $0.count > 1 }
      if several > 0 {
        note(
          "there are several roots in \(percent(of: Double(several) / Double(found.count))) of the samples: \(which) is taken"
        )
      }
      return
    }
    if target.range == nil, only.count > 1 {
      note("there are further roots: give a range with `in`")
    }
    let hasStretch = only.roots.contains(where: \.isEdge)
    guard equation.sign != .equal || hasStretch else {
      if roots[0].count > 1 { note("\(roots[0].count) roots were found in \(grid.words)") }
      return
    }
    guard equation.constraint == nil, !roots[0].isEmpty else { return }
    if let stretches = try stretches(between: roots[0], equation, target, grid) {
      note("it holds \(stretches)")
    }
  }

  /// Says how closely a search has looked that found nothing.
  private mutating func noteLooked(
    _ found: [Roots.Found], _ target: SearchTarget, _ grid: Grid
  ) {
    guard found.count == 1 else { return }
    note(
      "\(found[0].points) points of \(grid.words) were looked at: a narrower range is searched more finely"
    )
  }

  /// Where a condition holds, in words: the stretches between the points at which it may begin or end to
  /// hold, as seen at their middles; `nil` where there is none.
  private func stretches(
    between bounds: [Double], _ equation: Equation, _ target: SearchTarget, _ grid: Grid
  ) throws(Diagnostic) -> String? {
    guard let first = grid.points.first, let last = grid.points.last else { return nil }
    let function = try searching { () throws(RunFailure) in
      try Evaluation(elaborator.graph, options.run, of: equation.functions, by: equation.unknowns)
    }
    func holds(_ x: Double) throws(Diagnostic) -> Bool {
      let value = try searching { () throws(RunFailure) in try function([[x]])[0][0] }
      if value == 0 { return [.equal, .lessOrEqual, .greaterOrEqual].contains(equation.sign) }
      return equation.sign != .equal && isAbove(value, equation)
    }
    let ends = [first] + bounds + [last]
    /// The ends of the stretches, each `nil` at the end of the range.
    var held: [(from: Double?, to: Double?)] = []
    for index in ends.indices.dropLast() where ends[index] < ends[index + 1] {
      guard try holds(0.5 * (ends[index] + ends[index + 1])) else { continue }
      let isWhole = try [first, last].map { end throws(Diagnostic) in
        bounds.contains(end) ? try holds(end) : true
      }
      let from = ends[index] == first && isWhole[0] ? nil : ends[index]
      let to = ends[index + 1] == last && isWhole[1] ? nil : ends[index + 1]
      if let before = held.last?.to, before == from, try holds(before) {
        held[held.count - 1].to = to
      } else {
        held.append((from, to))
      }
    }
    let parts = held.map { from, to in
      switch (from.map { words($0, target.like) }, to.map { words($0, target.like) }) {
      case (let from?, let to?): "between \(from) and \(to)"
      case (let from?, nil): "above \(from)"
      case (nil, let to?): "below \(to)"
      case (nil, nil): "everywhere"
      }
    }
    return parts.isEmpty ? nil : parts.joined(separator: " and ")
  }

  /// A share in words.
  func percent(of share: Double) -> String {
    elaborator.book.units.text(share, .ratio, style: .percent, precision: .significant(3))
  }

  /// `true` iff an inequality holds where its left side less the right one has this sign.
  func isAbove(_ sign: Double, _ equation: Equation) -> Bool {
    let isUpper = [nil, .greater, .greaterOrEqual].contains(equation.sign)
    return (sign > 0) == isUpper && sign != 0
  }

  mutating func note(_ text: String) {
    if !elaborator.notes.contains(text) { elaborator.notes.append(text) }
  }

  /// Why there is no root: where the sides come nearest, and their values there.
  mutating func nothing(
    _ none: String, _ equation: Equation, _ target: SearchTarget, _ found: [Roots.Found],
    _ grid: Grid, dropped: Double?
  ) throws(Diagnostic) -> String {
    if let dropped {
      return "\(none): at \(words(dropped, target.like)) what must hold besides does not"
    }
    let every = "every \(target.name) in \(grid.words) that was tried does this"
    if found.allSatisfy(\.isEverywhere) {
      return [.equal, .lessOrEqual, .greaterOrEqual].contains(equation.sign) ? every : none
    }
    if equation.sign != .equal, found.count == 1,
      found[0].roots.allSatisfy({ !accepts($0, of: found[0], false, equation) })
    {
      return isAbove(found[0].ends.first, equation) ? every : none
    }
    if let jump = found.lazy.compactMap({ $0.roots.first { $0.form == .jump } }).first {
      return "\(none): it is jumped over at \(words(jump.x, target.like))"
    }
    noteLooked(found, target, grid)
    // the place of a minimum is known to half the digits of its value
    var nearest = found.map(\.nearest.x)
    if let range = target.range {
      let width = range.to - range.from
      nearest = nearest.map { x in
        x.isNaN ? x : min(max((x / width * 1e6).rounded() / 1e6 * width, range.from), range.to)
      }
    }
    guard nearest.contains(where: { !$0.isNaN }), let left = equation.left.first,
      let right = equation.right.first, found.allSatisfy({ $0.count == 0 })
    else { return none }
    if found.count == 1, let ends = try nearestEnd(equation, found[0], grid) { nearest = [ends] }
    let sides = try values(of: [left, right], equation.unknowns, nearest)
    let typical = nearest.filter { !$0.isNaN }.sorted()
    let place = words(typical[typical.count / 2], target.like)
    return none
      + "; at \(place) it comes nearest: \(try plain(sides[0])) against \(try plain(sides[1]))"
  }

  /// Where one side is so large that its difference from the other is the same at both ends of the range,
  /// the end at which their ratio is nearer to one.
  private func nearestEnd(_ equation: Equation, _ found: Roots.Found, _ grid: Grid)
    throws(Diagnostic) -> Double?
  {
    let nodes = [equation.left.first?.node, equation.right.first?.node].compactMap { $0 }
    guard nodes.count == 2, let first = grid.points.first, let last = grid.points.last else {
      return nil
    }
    let values = try searching { () throws(RunFailure) in
      let function = try Evaluation(
        elaborator.graph, options.run, of: nodes, by: equation.unknowns)
      return try [first, last].map { x throws(RunFailure) in try function([[x]]).map { $0[0] } }
    }
    let size = abs(found.nearest.value)
    guard values.allSatisfy({ abs($0[0] - $0[1]) == size }) else { return nil }
    func ratio(_ sides: [Double]) -> Double {
      let (low, high) = (min(abs(sides[0]), abs(sides[1])), max(abs(sides[0]), abs(sides[1])))
      return low / high
    }
    return ratio(values[0]) >= ratio(values[1]) ? first : last
  }

  /// The cells of values for known values of the unknowns.
  private mutating func values(of values: [Value], _ unknowns: [NodeID], _ column: [Double])
    throws(Diagnostic) -> [Cell]
  {
    let graph = elaborator.graph
    let nodes = values.compactMap(\.node)
    let columns = try searching { () throws(RunFailure) in
      let function = try Evaluation(graph, options.run, of: nodes, by: unknowns)
      return try function([column])
    }
    return zip(values, columns).map { cell($1[...], $0, missing: "no value") }
  }
}
