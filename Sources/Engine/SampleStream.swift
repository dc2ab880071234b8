import AISNumerics
import Dispatch
import Synchronization

/// The samples of a plan, streamed through its stages in units of 4,096; up to 16,384 are a single unit.
///
/// Units are shared out among threads; a single one is computed by one. That changes no bit: draws are by
/// sample, arithmetic is by element, and what is collected does not depend on the order.
struct SampleStream {
  private let graph: Graph
  private let plan: Plan
  private let options: RunOptions
  private let firstSample: Int
  private let unitLength: Int
  private let stopped = Flag()

  /// The most samples that are computed as one unit, so that they are there at once.
  static let fewSamples = 4 * Moments.runLength

  init(_ graph: Graph, _ plan: Plan, _ options: RunOptions, firstSample: Int = 0) {
    self.graph = graph
    self.plan = plan
    self.options = options
    self.firstSample = firstSample
    // the results of a unit stay in the nearer caches; what stages hand on stays below 64 MB for a thread
    let isSingle =
      options.samples <= Self.fewSamples && plan.keptPerSample * options.samples <= 1 << 23
    unitLength = max(1, min(options.samples, isSingle ? Self.fewSamples : Moments.runLength))
  }

  private var units: Int { (options.samples + unitLength - 1) / unitLength }
  private var threads: Int {
    Double(options.samples) * plan.workPerSample < 1e6 ? 1 : max(1, options.threads)
  }

  private func samples(ofUnit unit: Int) -> Range<Int> {
    unit * unitLength..<min((unit + 1) * unitLength, options.samples)
  }

  // MARK: Keeping all samples

  /// Returns all samples of `roots`.
  func columns(of roots: [NodeID]) throws(RunFailure) -> [NodeID: Numbers] {
    let wanted = roots.compactMap { plan.placeOf[$0] }.filter { plan.places[$0].known == nil }
    try check(wanted.reduce(0) { $0 + Double(plan.places[$1].shape.points * options.samples) })
    var columns: [NodeID: Numbers] = [:]
    var bases: [Int: UnsafeMutablePointer<Double>] = [:]
    for root in roots {
      guard let place = plan.placeOf[root] else { continue }
      if let known = plan.places[place].known {
        columns[root] = known
        continue
      }
      let count = plan.places[place].shape.points * options.samples
      let base = Kernels.allocate(count)
      bases[place] = base
      columns[root] = Numbers(adopting: base, count: count)
    }
    let outputs = SharedColumns(bases)
    try share { unit, memory in
      let samples = samples(ofUnit: unit)
      for (place, base) in outputs.bases {
        memory.windows[place] = Window(
          base: base + samples.lowerBound, pointStride: options.samples)
      }
      run(samples, memory) { _, _, _ in }
    }
    return columns
  }

  /// Columns that several threads write, each to rows of its own.
  private struct SharedColumns: @unchecked Sendable {
    let bases: [Int: UnsafeMutablePointer<Double>]
    init(_ bases: [Int: UnsafeMutablePointer<Double>]) { self.bases = bases }
  }

  // MARK: Summing up

  /// Returns what the samples of `roots` say at each of their points, with quantiles at the probabilities
  /// of each.
  func summaries(of roots: [NodeID], at probabilities: [[Double]]) throws(RunFailure)
    -> [NodeID: [Summary]]
  {
    let points = roots.compactMap { plan.placeOf[$0] }.reduce(0) {
      $0 + plan.places[$1].shape.points
    }
    try check(units == 1 ? 0 : Double(points * threads * Board.leastKept))
    // the last attempt keeps all samples, and loses none
    for attempt in 0..<Collector.attempts {
      if let found = try summaries(of: roots, at: probabilities, attempt: attempt) { return found }
    }
    return [:]
  }

  private func summaries(of roots: [NodeID], at probabilities: [[Double]], attempt: Int)
    throws(RunFailure) -> [NodeID: [Summary]]?
  {
    let places = roots.map { plan.placeOf[$0] ?? 0 }
    let board = Board(
      places: places, points: places.map { plan.places[$0].shape.points }, probabilities,
      samples: options.samples, setLength: options.sampler.setLength,
      workers: units == 1 ? 1 : min(threads, units), attempt: attempt)
    try share { unit, memory in
      let samples = samples(ofUnit: unit)
      run(samples, memory) { place, point, base in
        if units == 1 {
          board.sumUp(place, point, base, samples.count)
        } else {
          board.collect(place, point, base, samples, worker: memory.worker)
        }
      }
    }
    guard let found = board.summaries(areComplete: units == 1) else { return nil }
    return Dictionary(uniqueKeysWithValues: zip(roots, found))
  }

  // MARK: Work

  /// Refuses what would not fit before it is allocated: `own` numbers, and what stages hand on.
  private func check(_ own: Double) throws(RunFailure) {
    let cells = own + Double(plan.keptPerSample) * Double(unitLength)
    if cells > Double(options.cellLimit) { throw .tooLarge(cells: cells) }
  }

  /// What a thread computes units with.
  private final class Memory {
    let worker: Int
    let machine: Worker
    var windows: [Window] = []
    private var owned: [UnsafeMutablePointer<Double>] = []

    init(_ worker: Int, _ plan: Plan, _ options: RunOptions, unitLength: Int) {
      self.worker = worker
      machine = Worker(for: plan, options)
      // each point begins with a line of the cache
      let stride = (unitLength + 7) / 8 * 8
      for place in plan.places {
        if let known = place.known {
          windows.append(Window(base: UnsafeMutablePointer(mutating: known.base), pointStride: 1))
          continue
        }
        let points = place.isKept ? place.shape.points : 1
        let base = Kernels.allocate(place.isSampled ? points * stride : 1)
        owned.append(base)
        windows.append(Window(base: base, pointStride: place.isKept ? stride : 0))
      }
    }

    deinit { for base in owned { base.deallocate() } }
  }

  /// Shares the units out among threads.
  private func share(_ body: @Sendable (_ unit: Int, _ memory: Memory) -> Void)
    throws(RunFailure)
  {
    let workers = min(threads, units)
    let done = Atomic(0)
    let next = Atomic(0)
    options.progress?(0)
    withoutActuallyEscaping(body) { body in
      @Sendable func work(_ worker: Int) {
        let memory = Memory(worker, plan, options, unitLength: unitLength)
        while true {
          let unit = next.add(1, ordering: .relaxed).oldValue
          guard unit < units, !stopped.isRaised else { return }
          body(unit, memory)
          guard !stopped.isRaised else { return }
          let count = done.add(1, ordering: .relaxed).newValue
          options.progress?(Double(count) / Double(units))
        }
      }
      if workers <= 1 {
        work(0)
      } else {
        DispatchQueue.concurrentPerform(iterations: workers, execute: work)
      }
    }
    if stopped.isRaised {
      throw .cancelled(done: Double(done.load(ordering: .relaxed)) / Double(units))
    }
  }

  /// Computes the samples of a unit. `finish` is given every point of every place that has one as soon as
  /// its samples are there.
  private func run(
    _ samples: Range<Int>, _ memory: Memory,
    finish: (_ place: Int, _ point: Int, _ base: UnsafePointer<Double>) -> Void
  ) {
    for (index, place) in plan.places.enumerated() {
      if place.isSampled, place.known != nil {
        let window = given(index, samples.lowerBound)
        memory.windows[index] = window
        for point in 0..<place.shape.points {
          finish(index, point, UnsafePointer(window.base + point * window.pointStride))
        }
      } else if let initial = place.initial, place.isSampled {
        let window = memory.windows[index]
        for point in 0..<place.shape.points {
          (window.base + point * window.pointStride).update(
            repeating: initial, count: samples.count)
        }
      }
    }
    for stage in plan.sampledStages {
      for point in 0..<stage.points {
        if isStopped { return }
        memory.machine.run(
          stage, points: point..<point + 1, rows: 0..<samples.count,
          firstSample: firstSample + samples.lowerBound, memory.windows
        ) { point in
          // what many samples say takes a while too
          for output in stage.outputs where !isStopped {
            let window = memory.windows[output.place]
            finish(output.place, point, UnsafePointer(window.base + point * window.pointStride))
          }
        }
      }
      for fold in stage.folds {
        let window = memory.windows[fold.place]
        for point in 0..<plan.places[fold.place].shape.points {
          finish(fold.place, point, UnsafePointer(window.base + point * window.pointStride))
        }
      }
    }
  }

  /// `true` iff the host said stop, now or before.
  private var isStopped: Bool {
    if options.isCancelled() { stopped.raise() }
    return stopped.isRaised
  }

  private func given(_ place: Int, _ start: Int) -> Window {
    guard let known = plan.places[place].known else { preconditionFailure("no known values") }
    return Window(
      base: UnsafeMutablePointer(mutating: known.base) + start, pointStride: options.samples)
  }
}
