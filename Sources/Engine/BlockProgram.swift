import AISNumerics

/// A function of some nodes that is one stage, computed for a few cells at a time.
///
/// A search calls its function again and again, and a quantity that is followed is computed for one row after the
/// other: here the plan is made once, and what a block of cells reads stays in the nearest cache for all calls about it.
final class BlockProgram {
  private let stage: Stage
  private let worker: Worker
  private var windows: [Window]
  /// The values of the places that are known, which the windows look at.
  private let known: [Numbers]
  private let options: RunOptions
  private let inputs: [(place: Int, buffer: UnsafeMutablePointer<Double>)]
  private let outputs: [(place: Int, buffer: UnsafeMutablePointer<Double>)]
  /// The cells that are computed together lie in one row: so many cells.
  private let rowLength: Int
  /// The cells that may be computed by themselves, in their order.
  lazy var blocks: [Range<Int>] = (0..<stage.points).flatMap { [rowLength, options] point in
    stride(from: 0, to: rowLength, by: options.blockLength).map { row in
      point * rowLength + row..<point * rowLength + min(rowLength, row + options.blockLength)
    }
  }

  /// Creates the program of `roots`, with values `known` of what does not depend on the inputs; `nil` when it takes
  /// more than one stage, when values of different cells meet in it, or when a root is asked for twice.
  init?(
    _ graph: Graph, _ options: RunOptions, of roots: [NodeID], by inputs: [NodeID],
    known: [NodeID: Numbers]
  ) {
    // what is handed in at each call is known, and has no numbers yet
    let nothing = Numbers([])
    let values = inputs.reduce(into: known) { $0[$1] = nothing }
    let nodes = graph.reachable(from: roots) { values[$0] != nil }
    let plan = Plan(graph, nodes: nodes, roots: roots, known: values)
    let stages = plan.fixedStages + plan.sampledStages
    guard stages.count == 1, stages[0].folds.isEmpty, stages[0].rowFolds.isEmpty,
      let axes = inputs.first.map({ graph[$0].axes }),
      inputs.allSatisfy({ graph[$0].axes == axes && plan.placeOf[$0] != nil }),
      Set(roots).count == roots.count,
      roots.allSatisfy({ root in
        graph[root].axes == axes
          && stages[0].outputs.contains { $0.place == plan.placeOf[root] }
      }),
      !nodes.contains(where: { graph[$0].operation.isReduction && values[$0] == nil })
    else { return nil }
    stage = stages[0]
    self.options = options
    worker = Self.worker(stage, options)
    rowLength = stage.isSampled ? options.samples : stage.rowLength
    self.inputs = Self.buffers(inputs.compactMap { plan.placeOf[$0] }, options)
    outputs = Self.buffers(roots.compactMap { plan.placeOf[$0] }, options)
    let samples = options.samples
    windows = plan.places.map { place in
      Window(
        base: UnsafeMutablePointer(mutating: place.known?.base ?? nothing.base),
        pointStride: place.isSampled ? samples : 1)
    }
    self.known = plan.places.compactMap(\.known)
  }

  /// Creates a program of its own that computes the same.
  init(copying other: BlockProgram) {
    (stage, options, known, windows) = (other.stage, other.options, other.known, other.windows)
    rowLength = other.rowLength
    worker = Self.worker(stage, options)
    inputs = Self.buffers(other.inputs.map(\.place), options)
    outputs = Self.buffers(other.outputs.map(\.place), options)
  }

  private static func worker(_ stage: Stage, _ options: RunOptions) -> Worker {
    let worker = Worker(
      registers: stage.registerCount, slots: stage.registerOf.count, options)
    worker.prepare(stage)
    return worker
  }

  private static func buffers(_ places: [Int], _ options: RunOptions)
    -> [(place: Int, buffer: UnsafeMutablePointer<Double>)]
  {
    places.map { place in
      let buffer = UnsafeMutablePointer<Double>.allocate(capacity: options.blockLength)
      buffer.initialize(repeating: 0, count: options.blockLength)
      return (place, buffer)
    }
  }

  deinit { for (_, buffer) in inputs + outputs { buffer.deallocate() } }

  /// Returns the values of the roots in the cells of one block, for as many values of each input.
  func callAsFunction(_ values: [[Double]], in block: Range<Int>) -> [[Double]] {
    for (input, column) in zip(inputs, values) {
      column.withUnsafeBufferPointer { column in
        if let from = column.baseAddress { input.buffer.update(from: from, count: column.count) }
      }
    }
    let (point, row) = block.lowerBound.quotientAndRemainder(dividingBy: rowLength)
    compute(point, row..<row + block.count)
    return outputs.map { Array(UnsafeBufferPointer(start: $0.buffer, count: block.count)) }
  }

  // MARK: One cell

  /// Gives an input, by its number, a value for the row that is computed next.
  func give(_ input: Int, _ value: Double) { inputs[input].buffer[0] = value }

  /// Computes one row of the first point.
  func compute(row: Int) { compute(0, row..<row + 1) }

  /// The value of a root, by its number, in the row that was computed last.
  func result(_ root: Int) -> Double { outputs[root].buffer[0] }

  private func compute(_ point: Int, _ rows: Range<Int>) {
    for input in inputs {
      windows[input.place] = Window(base: input.buffer - rows.lowerBound, pointStride: 0)
    }
    for output in outputs {
      windows[output.place] = Window(base: output.buffer - rows.lowerBound, pointStride: 0)
    }
    worker.compute(stage, points: point..<point + 1, rows: rows, firstSample: 0, windows) { _ in }
  }
}
