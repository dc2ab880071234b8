import AISEngine
import AISModel
import AISSource
import AISUnits

// Quantiles over a set of values that are uncertain: in each sample the values stand in another order.
extension Elaborator {
  /// The most uncertain values of which a quantile is taken.
  static let sortLimit = 1_000

  /// The quantile of values in each sample, interpolated (type 7 of Hyndman and Fan).
  ///
  /// Complexity: n log² n operations a sample.
  mutating func quantile(_ probability: Double, of values: [NodeID], at place: Place)
    throws(Diagnostic) -> NodeID
  {
    guard values.count <= Self.sortLimit else {
      throw Diagnostic(
        code: "AIS0493",
        "a quantile is taken of \(Self.sortLimit) uncertain values at most, these are \(values.count)",
        at: place,
        help: "make the steps larger, or take the mean of each first: `median of mean(E) …`")
    }
    let sorted = sorted(values, at: place)
    let position = probability * Double(values.count - 1)
    let lower = Int(position)
    let part = position - Double(lower)
    guard part > 0 else { return sorted[lower] }
    let low = apply(.multiply, sorted[lower], graph.constant(1 - part), at: place)
    let high = apply(.multiply, sorted[lower + 1], graph.constant(part), at: place)
    return apply(.add, low, high, at: place)
  }

  /// The values from the smallest up, in each sample, by Batcher's network of odd-even merges (1968; Knuth, The Art of
  /// Computer Programming 3, 5.2.2, algorithm M). What is not asked for of it is not computed.
  private mutating func sorted(_ values: [NodeID], at place: Place) -> [NodeID] {
    var wires = values
    let count = wires.count
    var top = 1
    while 2 * top < count { top *= 2 }
    var step = top
    while count > 1, step > 0 {
      var (other, offset, distance) = (top, 0, step)
      while true {
        for index in 0..<max(0, count - distance) where index & step == offset {
          let (a, b) = (wires[index], wires[index + distance])
          wires[index] = apply(.minimum, a, b, at: place)
          wires[index + distance] = apply(.maximum, a, b, at: place)
        }
        guard other != step else { break }
        (distance, other, offset) = (other - step, other / 2, step)
      }
      step /= 2
    }
    return wires
  }
}
