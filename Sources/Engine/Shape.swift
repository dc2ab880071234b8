/// The extent of a value along its swept axes, in row-major order.
struct Shape {
  let axes: [AxisID]
  let counts: [Int]
  let points: Int

  init(_ set: AxisSet, _ graph: Graph) {
    axes = set.swept
    counts = axes.map { graph.values(of: $0).count }
    points = counts.reduce(1, *)
  }

  /// Returns, for each point of this shape, the point of `part` that it reads; `part`'s axes are among
  /// this shape's.
  func map(to part: Shape) -> [Int] {
    if part.axes == axes { return Array(0..<points) }
    var strides = [Int](repeating: 0, count: axes.count)
    var stride = 1
    for (index, axis) in part.axes.enumerated().reversed() {
      if let at = axes.firstIndex(of: axis) { strides[at] = stride }
      stride *= part.counts[index]
    }
    var map = [Int](repeating: 0, count: points)
    var position = [Int](repeating: 0, count: axes.count)
    var offset = 0
    for point in 0..<points {
      map[point] = offset
      for axis in axes.indices.reversed() {
        position[axis] += 1
        offset += strides[axis]
        if position[axis] < counts[axis] { break }
        offset -= strides[axis] * counts[axis]
        position[axis] = 0
      }
    }
    return map
  }

  /// Returns `values` of `part` repeated along the axes that `part` does not vary along.
  func spread(_ values: [Double], from part: Shape) -> [Double] {
    part.axes == axes ? values : map(to: part).map { values[$0] }
  }
}
