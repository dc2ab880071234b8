import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// The solutions of several equations for as many unknowns.
  mutating func system(
    _ equation: Equation, _ targets: [SearchTarget], _ axes: AxisSet
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
      return try Roots.system(cells: cells, in: bounds, all: cells == 1) {
        values throws(RunFailure) in try function(values)
      }
    }
    var points = found.map { $0.isRoot ? $0.roots : [] }
    try restrict(&points, to: equation)
    let samples = axes.contains(.sample) ? options.samples : 1
    let names = targets.map(\.name).joined(separator: ", ")
    let reason = "no \(names) that does this was found in these ranges"
    var solution = Solution(axes: axes.swept, sides: equation.sides)
    if cells == 1, !points[0].isEmpty {
      noteSolutions(found[0], points[0].count)
      let rows = points[0].map { point in
        targets.indices.map { cell([point[$0]], targets[$0].like, missing: reason) }
      }
      solution.points.append(rows)
      return solution
    }
    for point in 0..<(cells / samples) {
      let range = (point * samples)..<((point + 1) * samples)
      let row = targets.indices.map { index in
        let values = range.map { points[$0].first?[index] ?? .nan }
        return cell(values[...], targets[index].like, missing: reason)
      }
      solution.points.append([row])
    }
    return solution
  }

  /// Says what is known of further solutions.
  private mutating func noteSolutions(
    _ found: Roots.SystemFound, _ count: Int
  ) {
    if found.isSingular {
      note(
        "the equations depend on each other there: this is one solution, others may lie beside it")
    } else if !found.isLinear {
      let which = count == 1 ? "1 solution was" : "\(count) solutions were"
      note("\(which) found from up to \(Roots.thoroughStarts) starting points: there may be others")
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
