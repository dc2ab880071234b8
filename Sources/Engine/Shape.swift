/// The extent of a value along its swept axes, in row-major order.
struct Shape {
  let axes: [AxisID]
  let counts: [Int]
  let points: Int

  init(_ set: AxisSet, _ graph: Graph) { self.init(set.swept, graph) }

  init(_ axes: [AxisID], _ graph: Graph) {
    self.axes = axes
    counts = axes.map { graph.values(of: $0).count }
    points = counts.reduce(1, *)
  }

  /// Returns how far apart in this shape the neighbours along each of `axes` are: 0 along an axis that it
  /// does not have.
  func strides(along axes: [AxisID]) -> [Int] {
    axes.map { axis in
      guard let at = self.axes.firstIndex(of: axis) else { return 0 }
      return counts[(at + 1)...].reduce(1, *)
    }
  }

  /// The position along each axis of a point.
  func position(of point: Int) -> [Int] {
    var rest = point
    var position = [Int](repeating: 0, count: counts.count)
    for axis in counts.indices.reversed() {
      position[axis] = rest % counts[axis]
      rest /= counts[axis]
    }
    return position
  }

  /// Returns the point of `part` that a point of this shape reads; `part`'s axes are among this shape's.
  func point(_ point: Int, in part: Shape) -> Int {
    Self.offset(of: position(of: point), part.strides(along: axes))
  }

  /// How far a position is from the first, where neighbours along each axis are so far apart.
  static func offset(of position: [Int], _ strides: [Int]) -> Int {
    var offset = 0
    for (at, stride) in zip(position, strides) { offset += at * stride }
    return offset
  }
}
