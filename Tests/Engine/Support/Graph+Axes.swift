@testable import AISEngine

extension Graph {
  /// Returns a swept axis of these values; there are few enough of them in a test.
  mutating func swept(_ name: String, _ values: [Double], keys: [UInt64]? = nil) -> (
    node: NodeID, axis: AxisID
  ) {
    guard let axis = axis(name, values: values, keys: keys) else {
      preconditionFailure("too many axes")
    }
    return axis
  }
}
