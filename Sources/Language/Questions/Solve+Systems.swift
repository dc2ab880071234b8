import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// The solutions of several equations for as many unknowns.
  mutating func system(
    _ equation: Equation, _ targets: [SearchTarget], _ axes: AxisSet, isAlone: Bool
  ) throws(Diagnostic) -> Solution {
    let graph = elaborator.graph
    let cells = graph.cells(axes, samples: options.samples)
    var bounds: [(low: Double, high: Double)] = []
    for target in targets {
      let grid = try grid(for: target, cells: cells)
      if target.range == nil, let centre = grid.centre {
        let size = centre == 0 ? 1 : abs(centre)
        bounds.append((centre - 20 * size, centre + 20 * size))
        note(
          "\(target.name) is searched for from \(words(centre - 20 * size, target.like, digits: 2)) to "
            + words(centre + 20 * size, target.like, digits: 2))
      } else {
        bounds.append((grid.points.first ?? 0, grid.points.last ?? 1))
      }
    }
    let found = try searching { () throws(RunFailure) in
      let function = try Evaluation(
        graph, options.run, of: equation.functions, by: equation.unknowns)
      return try Roots.system(cells: cells, in: bounds) {
        values throws(RunFailure) in try function(values)
      }
    }
    var points = found.map(\.roots)
    try restrict(&points, to: equation)
    let samples = axes.contains(.sample) ? options.samples : 1
    let names = targets.map(\.name).joined(separator: ", ")
    let reason = "no \(names) that does this was found in these ranges"
    if isAlone, cells == samples, samples > 1 {
      noteSamples(points, targets[0])
    } else {
      noteSolutions(found, points)
    }
    var solution = Solution(axes: axes.swept, sides: equation.sides)
    for point in 0..<(cells / samples) {
      let range = (point * samples)..<((point + 1) * samples)
      /// Certain cells list all their solutions; of those of a sample the first is taken.
      let count = samples == 1 ? max(1, points[point].count) : 1
      let rows = (0..<count).map { rank in
        targets.indices.map { index in
          let values = range.map { points[$0].count > rank ? points[$0][rank][index] : .nan }
          return cell(values[...], targets[index].like, missing: reason)
        }
      }
      solution.points.append(rows)
    }
    return solution
  }

  /// Says in which share of the samples there are solutions, and which of several is taken.
  private mutating func noteSamples(_ points: [[[Double]]], _ first: SearchTarget) {
    func share(_ count: Int) -> String { percent(of: Double(count) / Double(points.count)) }
    let without = points.count(where: \.isEmpty)
    if without == 0 {
      note("there is a solution in every sample")
    } else if without < points.count {
      note("no solution was found in \(share(without)) of the samples")
    }
    let several = points.count { $0.count > 1 }
    guard several > 0 else { return }
    note(
      "there are several solutions in \(share(several)) of the samples: "
        + "the one with the smallest \(first.name) is taken")
  }

  /// Says what is known of further solutions, of one cell or of the rows of a table.
  private mutating func noteSolutions(_ found: [Roots.SystemFound], _ points: [[[Double]]]) {
    let solved = found.indices.filter { !points[$0].isEmpty }
    let starts = Roots.starts(cells: found.count)
    if solved.contains(where: { found[$0].isSingular }) {
      let which = found.count == 1 ? "this is" : "in some rows there is"
      note(
        "the equations depend on each other there: \(which) one solution, others may lie beside it")
    } else if solved.contains(where: { !found[$0].isLinear }) {
      let count = points[solved[0]].count
      let which =
        found.count > 1
        ? "the solutions of each row were"
        : count == 1 ? "1 solution was" : "\(count) solutions were"
      note("\(which) found from up to \(starts) starting points: there may be others")
    }
  }

  /// Drops the solutions at which what else must hold does not.
  private mutating func restrict(
    _ points: inout [[[Double]]], to equation: Equation
  ) throws(Diagnostic) {
    guard let constraint = equation.constraint else { return }
    let graph = elaborator.graph
    let function = try searching { () throws(RunFailure) in
      try Evaluation(graph, options.run, of: [constraint], by: equation.unknowns)
    }
    var kept = points.map { _ in [[Double]]() }
    for round in 0..<(points.map(\.count).max() ?? 0) {
      let columns = equation.unknowns.indices.map { index in
        points.map { $0.count > round ? $0[round][index] : .nan }
      }
      let holds = try searching { () throws(RunFailure) in try function(columns)[0] }
      for cell in points.indices where points[cell].count > round && holds[cell] == 1 {
        kept[cell].append(points[cell][round])
      }
    }
    points = kept
  }
}
