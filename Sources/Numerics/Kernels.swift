import CNumerics

/// The arithmetic of the engine, a block of doubles at a time: names for the C target `CNumerics`.
///
/// Every kernel comes in two forms: over blocks, which writes `destination[i]` for each `i` in
/// `0..<count`, and for one element. What holds for all of them:
///
/// - An element's result depends on that element alone. It has the same bits in the form for one
///   element, for every block length, offset and split, with SSE2, AVX2, AVX-512 and NEON. (That a
///   NaN comes out is promised; which of its bit patterns is not.)
/// - A destination overlaps no operand; operands may be the same block. A count of 0 does nothing.
/// - There are no forms with a scalar operand: `fill` a block once and reuse it, reading it costs
///   nothing that can be measured. `power` notices a block whose elements are all the same.
/// - Complexity: linear in `count`; no allocation, no state, callable from any thread.
///
/// The best length is 256 to 1,024: long enough to hide the call, short enough for the nearest
/// cache.
public enum Kernels {
  /// The first of `count` elements to read.
  public typealias Operand = UnsafePointer<Double>

  /// The first of `count` elements to write; their old values are not read.
  public typealias Destination = UnsafeMutablePointer<Double>

  /// Returns memory for `count` numbers, not yet written, that begins with a line of the cache: vectors
  /// that straddle two lines take twice as long. It is deallocated like any other.
  public static func allocate(_ count: Int) -> Destination {
    UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Double>.stride, alignment: 64
    ).bindMemory(to: Double.self, capacity: max(1, count))
  }

  /// Writes `value` to every element.
  public static func fill(_ destination: Destination, _ value: Double, count: Int) {
    ais_fill(destination, value, count)
  }

  /// Writes the bits of `a[i]` to `destination[i]`.
  public static func copy(_ destination: Destination, _ a: Operand, count: Int) {
    ais_copy(destination, a, count)
  }
}
