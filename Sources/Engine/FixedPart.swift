import AISNumerics
import Dispatch

/// The computation of what no sample reaches: every place that a fixed stage fills.
struct FixedPart {
  private let plan: Plan
  private let options: RunOptions
  /// Reductions of columns by the runs of their rows: those that are known, then also those that were made.
  private(set) var runs: [RowReduction: [Double]]

  init(_ plan: Plan, _ options: RunOptions, runs: [RowReduction: [Double]]) {
    self.plan = plan
    self.options = options
    self.runs = runs
  }

  /// Returns the values of the places that were not known.
  mutating func compute() throws(RunFailure) -> [Int: Numbers] {
    var computed: [Int: Numbers] = [:]
    var windows: [Window] = []
    let nothing = UnsafeMutablePointer<Double>.allocate(capacity: 1)
    defer { nothing.deallocate() }
    for (index, place) in plan.places.enumerated() {
      if let known = place.known {
        windows.append(Window(base: UnsafeMutablePointer(mutating: known.base), pointStride: 1))
        continue
      }
      if place.isStreamed {
        // each part of the work has a row of its own
        windows.append(Window(base: nothing, pointStride: 0))
        continue
      }
      let count = place.isSampled ? 0 : place.shape.points
      let base = Kernels.allocate(count)
      if let initial = place.initial { base.initialize(repeating: initial, count: count) }
      windows.append(Window(base: base, pointStride: 1))
      computed[index] = Numbers(adopting: base, count: count)
    }
    for stage in plan.fixedStages {
      if stage.instructionCount > 0 { try run(stage, windows) }
      reduceRows(stage, windows)
    }
    return computed.filter { !plan.places[$0.key].isSampled }
  }

  private func run(_ stage: Stage, _ windows: [Window]) throws(RunFailure) {
    let work = Double(stage.points) * Double(stage.rowLength) * Double(stage.instructionCount)
    let threads = work < 1e6 ? 1 : max(1, options.threads)
    let stopped = Flag()
    // the rows are split at blocks; the points only where nothing is added up over them
    let blocks = (stage.rowLength + options.blockLength - 1) / options.blockLength
    let streamed = Array(Set(stage.rowFolds.map(\.operand))).filter { plan.places[$0].isStreamed }
    let splitsRows = streamed.isEmpty && (blocks >= threads || !stage.hasFreeOrder)
    let parts = min(threads, splitsRows ? blocks : stage.points)
    let shared = SharedWindows(windows)
    @Sendable func part(_ index: Int) {
      let all = splitsRows ? blocks : stage.points
      let range = (all * index / parts)..<(all * (index + 1) / parts)
      let rows =
        splitsRows
        ? range.lowerBound
          * options.blockLength..<min(stage.rowLength, range.upperBound * options.blockLength)
        : 0..<stage.rowLength
      let worker = Worker(
        registers: stage.registerCount, slots: stage.registerOf.count, options)
      var windows = shared.windows
      let own = UnsafeMutablePointer<Double>.allocate(
        capacity: max(1, streamed.count * stage.rowLength))
      defer { own.deallocate() }
      for (index, place) in streamed.enumerated() {
        windows[place].base = own + index * stage.rowLength
      }
      // in pieces, so that the host may stop it
      let points = splitsRows ? 0..<stage.points : range
      let piece = max(1, 1_000_000 / max(1, rows.count * max(1, stage.instructionCount)))
      for first in stride(from: points.lowerBound, to: points.upperBound, by: piece) {
        if options.isCancelled() || stopped.isRaised { return stopped.raise() }
        worker.run(
          stage, points: first..<min(points.upperBound, first + piece), rows: rows, firstSample: 0,
          windows
        ) { point in
          reduceStreamed(stage, point, windows)
        }
      }
    }
    if parts <= 1 {
      part(0)
    } else {
      DispatchQueue.concurrentPerform(iterations: parts, execute: part)
    }
    if stopped.isRaised { throw .cancelled(done: 0) }
  }

  /// The reductions along the rows of a stage, from its finished columns.
  private mutating func reduceRows(_ stage: Stage, _ windows: [Window]) {
    for fold in stage.rowFolds where !plan.places[fold.operand].isStreamed {
      for point in 0..<stage.points {
        let row = UnsafePointer(windows[fold.operand].base + point * stage.rowLength)
        let own =
          (stage.points == 1 ? runs[fold.reduction] : nil)
          ?? fold.reduction.runs(row, stage.rowLength)
        if stage.points == 1 { runs[fold.reduction] = own }
        reduce(row, own, fold, stage, point, windows)
      }
    }
  }

  /// The reductions of the row of a point of which only that row is there.
  private func reduceStreamed(_ stage: Stage, _ point: Int, _ windows: [Window]) {
    for fold in stage.rowFolds where plan.places[fold.operand].isStreamed {
      let row = UnsafePointer(windows[fold.operand].base)
      reduce(row, fold.reduction.runs(row, stage.rowLength), fold, stage, point, windows)
    }
  }

  /// Joins what the runs of a row are reduced to.
  private func reduce(
    _ row: UnsafePointer<Double>, _ runs: [Double], _ fold: Stage.RowFold, _ stage: Stage,
    _ point: Int, _ windows: [Window]
  ) {
    let target = Shape.offset(of: stage.outer.position(of: point), fold.strides)
    windows[fold.place].base[target] =
      fold.replaced.isEmpty
      ? fold.reduction.joined(runs)
      : fold.reduction.replacing(fold.replaced, in: row, stage.rowLength, runs)
  }
}

/// Windows that several threads write through, each to rows of its own.
struct SharedWindows: @unchecked Sendable {
  let windows: [Window]
  init(_ windows: [Window]) { self.windows = windows }
}
