import AISNumerics

/// A function of some nodes that is one stage, computed for a few cells at a time.
///
/// A search calls its function again and again: here the plan is made once, and what a block of cells reads stays
/// in the nearest cache for all calls about it.
final class BlockProgram {
  private let stage: Stage
  private let worker: Worker
  private var windows: [Window]
  /// The values of the places that are known, which the windows look at.
  private let known: [Numbers]
  private let inputs: [(place: Int, buffer: UnsafeMutablePointer<Double>)]
  private let outputs: [(place: Int, buffer: UnsafeMutablePointer<Double>)]
  /// The cells that are computed together lie in one row: so many cells.
  private let rowLength: Int
  /// The cells that may be computed by themselves, in their order.
  let blocks: [Range<Int>]

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
    worker = Worker(for: plan, options)
    worker.prepare(stage)
    rowLength = stage.isSampled ? options.samples : stage.rowLength
    let length = options.blockLength
    blocks = (0..<stage.points).flatMap { [rowLength] point in
      stride(from: 0, to: rowLength, by: length).map { row in
        point * rowLength + row..<point * rowLength + min(rowLength, row + length)
      }
    }
    func buffers(_ ids: [NodeID]) -> [(place: Int, buffer: UnsafeMutablePointer<Double>)] {
      ids.map { id in
        let buffer = UnsafeMutablePointer<Double>.allocate(capacity: length)
        buffer.initialize(repeating: 0, count: length)
        return (plan.placeOf[id] ?? 0, buffer)
      }
    }
    self.inputs = buffers(inputs)
    outputs = buffers(roots)
    let samples = options.samples
    windows = plan.places.map { place in
      Window(
        base: UnsafeMutablePointer(mutating: place.known?.base ?? nothing.base),
        pointStride: place.isSampled ? samples : 1)
    }
    self.known = plan.places.compactMap(\.known)
  }

  deinit { for (_, buffer) in inputs + outputs { buffer.deallocate() } }

  /// Returns the values of the roots in the cells of one block, for as many values of each input.
  func callAsFunction(_ values: [[Double]], in block: Range<Int>) -> [[Double]] {
    let (point, row) = block.lowerBound.quotientAndRemainder(dividingBy: rowLength)
    for (input, column) in zip(inputs, values) {
      for index in column.indices { input.buffer[index] = column[index] }
      windows[input.place] = Window(base: input.buffer - row, pointStride: 0)
    }
    for output in outputs {
      windows[output.place] = Window(base: output.buffer - row, pointStride: 0)
    }
    worker.compute(
      stage, points: point..<point + 1, rows: row..<row + block.count, firstSample: 0, windows
    ) { _ in }
    return outputs.map { Array(UnsafeBufferPointer(start: $0.buffer, count: block.count)) }
  }
}
