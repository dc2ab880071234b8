import Synchronization

/// The memory of a run: the one file of the engine that handles raw pointers it owns.
///
/// Result columns are written by several threads at once, each to rows of its own: blocks are dealt out
/// without overlap, so no two writes meet. That is why the class may be shared.
final class Columns: @unchecked Sendable {
  private var pointers: [UnsafeMutablePointer<Double>]
  private let counts: [Int]

  /// Allocates a column of each length; nothing is in them yet.
  init(_ counts: [Int]) {
    self.counts = counts
    pointers = counts.map { UnsafeMutablePointer<Double>.allocate(capacity: max(1, $0)) }
  }

  deinit { for pointer in pointers { pointer.deallocate() } }

  /// Copies `count` values to rows `row...` of a column.
  func write(_ column: Int, at row: Int, _ values: UnsafePointer<Double>, _ count: Int) {
    (pointers[column] + row).update(from: values, count: count)
  }

  /// Returns the column as an array; every row was written.
  func take(_ column: Int) -> [Double] {
    Array(UnsafeBufferPointer(start: pointers[column], count: counts[column]))
  }

  /// The registers of one thread.
  struct Registers: ~Copyable {
    let base: UnsafeMutablePointer<Double>

    init(count: Int) {
      base = .allocate(capacity: max(1, count))
      base.initialize(repeating: 0, count: max(1, count))
    }

    deinit { base.deallocate() }
  }
}

/// A flag that any thread may raise.
final class Flag: Sendable {
  private let value = Atomic(false)
  var isRaised: Bool { value.load(ordering: .relaxed) }
  func raise() { value.store(true, ordering: .relaxed) }
}
