import Testing

@testable import AISEngine

/// Broadcasting by axis, against nested loops.
@Suite struct ShapeTests {
  private func graph(_ counts: [Int]) -> (Graph, [AxisID]) {
    var graph = Graph()
    let axes = counts.enumerated().compactMap { index, count in
      graph.axis("\(index)", values: (0..<count).map(Double.init))?.axis
    }
    return (graph, axes)
  }

  /// Every choice of three axes as the part of all three.
  @Test(arguments: 0..<8) func everyPartIsFoundInTheWhole(_ choice: Int) {
    let counts = [3, 1, 4]
    let (graph, axes) = graph(counts)
    let chosen = axes.indices.filter { choice >> $0 & 1 == 1 }
    let whole = Shape(axes.reduce(into: AxisSet()) { $0.formUnion($1.set) }, graph)
    let part = Shape(chosen.reduce(into: AxisSet()) { $0.formUnion(axes[$1].set) }, graph)
    let map = (0..<whole.points).map { whole.point($0, in: part) }
    var point = 0
    for i in 0..<3 {
      for j in 0..<1 {
        for k in 0..<4 {
          let offset = chosen.reduce(0) { $0 * counts[$1] + [i, j, k][$1] }
          #expect(map[point] == offset)
          point += 1
        }
      }
    }
    #expect(map.count == point)
    let strides = part.strides(along: whole.axes)
    for point in 0..<whole.points {
      let offset = zip(whole.position(of: point), strides).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(offset == map[point])
    }
  }

  @Test func nothingHasOnePoint() {
    let (graph, _) = graph([2, 3])
    let shape = Shape(.sample, graph)
    #expect(shape.points == 1 && shape.axes.isEmpty)
  }
}
