import AISNumerics

/// A reduction along the rows of a column: those of runs of 4,096 rows, joined in a tree that the number of rows
/// alone decides. So it changes with few rows by their runs alone, to the same bits as from all rows.
struct RowReduction: Hashable, Sendable {
  let operation: Operation
  let column: NodeID

  /// That of the kernel which sums a whole column.
  static let runLength = 4096

  /// Returns the reductions of the runs of a column. Complexity: linear.
  func runs(_ column: UnsafePointer<Double>, _ count: Int) -> [Double] {
    (0..<(count + Self.runLength - 1) / Self.runLength).map { run($0, of: column, count) }
  }

  /// Returns the reduction of one of the runs of a column.
  func run(_ run: Int, of column: UnsafePointer<Double>, _ count: Int) -> Double {
    let start = run * Self.runLength
    return Kernel.reduce(operation, column + start, min(Self.runLength, count - start))
  }

  /// Returns the reduction of a whole column from those of its runs.
  func joined(_ runs: [Double]) -> Double {
    runs.withUnsafeBufferPointer { runs in
      guard let base = runs.baseAddress else { return operation.folding.neutral }
      return operation == .sumAlong
        ? Self.sum(base, runs.count) : Kernel.reduce(operation, base, runs.count)
    }
  }

  /// The first half is the smallest power of two of runs that is at least half of them.
  private static func sum(_ runs: UnsafePointer<Double>, _ count: Int) -> Double {
    guard count > 1 else { return runs[0] }
    var half = 1
    while half < count - half { half *= 2 }
    return sum(runs, half) + sum(runs + half, count - half)
  }

  /// Returns the reduction of a column with other values in some rows, which rise, from those of its runs.
  ///
  /// Complexity: linear in the rows of the runs in which they are.
  func replacing(
    _ rows: [(row: Int, value: Double)], in column: UnsafePointer<Double>, _ count: Int,
    _ runs: [Double]
  ) -> Double {
    var runs = runs
    withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.runLength) { copy in
      guard let base = copy.baseAddress else { return }
      var next = 0
      while next < rows.count {
        let run = rows[next].row / Self.runLength
        let start = run * Self.runLength
        let length = min(Self.runLength, count - start)
        base.initialize(from: column + start, count: length)
        while next < rows.count, rows[next].row < start + length {
          base[rows[next].row - start] = rows[next].value
          next += 1
        }
        runs[run] = Kernel.reduce(operation, base, length)
      }
    }
    return joined(runs)
  }
}
