@testable import AISEngine

extension Graph {
  /// Returns a swept axis of these values; there are few enough of them in a test.
  mutating func swept(_ name: String, _ values: [Double]) -> (node: NodeID, axis: AxisID) {
    guard let axis = axis(name, values: values) else { preconditionFailure("too many axes") }
    return axis
  }

  /// Returns the axis of the rows of a table, each with draws under its key.
  mutating func things(_ keys: [UInt64]) -> (node: NodeID, axis: AxisID) {
    guard let axis = rows(ofTable: 0, keys: keys) else { preconditionFailure("too many axes") }
    return axis
  }
}
