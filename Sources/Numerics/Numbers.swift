/// Numbers that are referred to and not copied: the values along an axis, a column of a table, a result.
public final class Numbers: @unchecked Sendable, RandomAccessCollection {
  /// The first of them.
  public let base: UnsafePointer<Double>
  public let count: Int

  /// Copies numbers.
  public init(_ values: [Double]) {
    let copy = Kernels.allocate(values.count)
    values.withUnsafeBufferPointer { values in
      if let from = values.baseAddress { copy.initialize(from: from, count: values.count) }
    }
    base = UnsafePointer(copy)
    count = values.count
  }

  /// Takes over memory that nobody writes to any more.
  public init(adopting base: UnsafeMutablePointer<Double>, count: Int) {
    self.base = UnsafePointer(base)
    self.count = count
  }

  deinit { base.deallocate() }

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  public subscript(index: Int) -> Double {
    precondition(index >= 0 && index < count)
    return base[index]
  }
}
