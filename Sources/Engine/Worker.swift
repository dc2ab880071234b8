import AISNumerics

/// Where the values of a place stand for a worker: row `r` of point `p` is `base[p * pointStride + r]`.
struct Window {
  var base: UnsafeMutablePointer<Double>
  var pointStride: Int
}

/// What one thread computes with: registers, and windows on the places of a plan. The one file of the
/// engine that computes through raw pointers.
final class Worker {
  private let blockLength: Int
  private let registers: UnsafeMutablePointer<Double>
  private let slots: UnsafeMutablePointer<UnsafeMutablePointer<Double>>
  /// For each slot that moves along the rows of a point, where its row 0 is.
  private let starts: UnsafeMutablePointer<UnsafeMutablePointer<Double>>
  private let options: RunOptions
  /// The draws that follow scores, by their keys.
  private var coupled: [UInt64: CoupledDraws] = [:]
  /// The tables of quantile functions that were made, by their law.
  private var tables: [QuantileTable.Law: QuantileTable] = [:]

  /// Creates a worker for stages with up to so many registers and slots.
  init(registers count: Int, slots slotCount: Int, _ options: RunOptions) {
    blockLength = options.blockLength
    self.options = options
    registers = Kernels.allocate(count * blockLength)
    registers.initialize(repeating: 0, count: max(1, count * blockLength))
    slots = .allocate(capacity: max(1, slotCount))
    slots.initialize(repeating: registers, count: max(1, slotCount))
    starts = .allocate(capacity: max(1, slotCount))
    starts.initialize(repeating: registers, count: max(1, slotCount))
  }

  convenience init(for plan: Plan, _ options: RunOptions) {
    let stages = plan.fixedStages + plan.sampledStages
    self.init(
      registers: stages.map(\.registerCount).max() ?? 0,
      slots: stages.map(\.registerOf.count).max() ?? 0,
      options)
  }

  deinit {
    registers.deallocate()
    slots.deallocate()
    starts.deallocate()
  }

  /// Computes rows of points of a stage. `firstSample` is the number of the sample in row 0. `finish` is
  /// called after the rows of each point.
  func run(
    _ stage: Stage, points: Range<Int>, rows: Range<Int>, firstSample: Int, _ windows: [Window],
    finish: (_ point: Int) -> Void
  ) {
    prepare(stage)
    compute(
      stage, points: points, rows: rows, firstSample: firstSample, windows, finish: finish)
  }

  /// Gives the slots of a stage their registers, and fills those that hold one number throughout.
  func prepare(_ stage: Stage) {
    for (slot, register) in stage.registerOf.enumerated() where register >= 0 {
      slots[slot] = registers + register * blockLength
    }
    for (slot, value) in stage.scalars { slots[slot].update(repeating: value, count: blockLength) }
  }

  /// The same as `run`, for the stage that was prepared last.
  func compute(
    _ stage: Stage, points: Range<Int>, rows: Range<Int>, firstSample: Int, _ windows: [Window],
    finish: (_ point: Int) -> Void
  ) {
    var position = stage.outer.position(of: points.lowerBound)
    var spread = [Int](repeating: -1, count: stage.inputs.count)
    for point in points {
      fillInputs(stage, position, &spread, windows)
      enter(stage, position, windows)
      var row = rows.lowerBound
      while row < rows.upperBound {
        let count = min(blockLength, rows.upperBound - row)
        for slot in stage.movingSlots { slots[slot] = starts[slot] + row }
        execute(stage, position, firstSample + row, count)
        fold(stage, position, row, count, windows)
        row += count
      }
      finish(point)
      for axis in stage.outer.counts.indices.reversed() {
        position[axis] += 1
        if position[axis] < stage.outer.counts[axis] { break }
        position[axis] = 0
      }
    }
  }

  /// Spreads the numbers that are the same in all rows of a point over their registers.
  private func fillInputs(
    _ stage: Stage, _ position: [Int], _ spread: inout [Int], _ windows: [Window]
  ) {
    for (index, input) in stage.inputs.enumerated() where !input.isBlocked {
      let offset = Shape.offset(of: position, input.strides)
      guard offset != spread[index] else { continue }
      spread[index] = offset
      slots[input.slot].update(repeating: windows[input.place].base[offset], count: blockLength)
    }
  }

  /// Finds the first rows of a point.
  private func enter(_ stage: Stage, _ position: [Int], _ windows: [Window]) {
    for input in stage.inputs where input.isBlocked {
      let window = windows[input.place]
      starts[input.slot] =
        window.base + Shape.offset(of: position, input.strides) * window.pointStride
    }
    for output in stage.outputs {
      let window = windows[output.place]
      starts[output.slot] =
        window.base + Shape.offset(of: position, output.strides) * window.pointStride
    }
  }

  private func execute(_ stage: Stage, _ position: [Int], _ firstSample: Int, _ count: Int) {
    for instruction in stage.instructions {
      let out = slots[instruction.destination]
      switch instruction.operation {
      case .uniform, .normal:
        let thing = instruction.keyedAxis.flatMap { stage.keys[$0]?[position[$0]] }
        if let index = instruction.coupling {
          let draws = draws(stage.couplings[index])
          draws.fill(
            instruction.operation, out, thing: thing, options, start: firstSample, count)
          continue
        }
        let key = thing.map { Graph.key(instruction.payload, of: $0) } ?? instruction.payload
        Kernel.draw(
          instruction.operation, out, key: key, seed: options.seed, options.sampler,
          start: firstSample, count)
      case _ where instruction.isTabulated:
        table(of: instruction)?.quantiles(out, UnsafePointer(slots[instruction.a]), count: count)
      case .call:
        let call = stage.calls[Int(instruction.payload)]
        call.code.run(out, call.operands.map { UnsafePointer(slots[$0]) }, count, options)
      default:
        Kernel.run(
          instruction.operation, out, UnsafePointer(slots[instruction.a]),
          UnsafePointer(slots[instruction.b]), UnsafePointer(slots[instruction.c]), count)
      }
    }
  }

  private func draws(_ known: (key: UInt64, coupling: Coupling)) -> CoupledDraws {
    if let draws = coupled[known.key] { return draws }
    let draws = CoupledDraws(known.coupling)
    coupled[known.key] = draws
    return draws
  }

  /// The table for the parameters of a quantile, the same in all rows of the block.
  private func table(of instruction: Stage.Instruction) -> QuantileTable? {
    let (first, second) = (slots[instruction.b][0], slots[instruction.c][0])
    let law: QuantileTable.Law
    switch instruction.operation {
    case .gammaQuantile: law = .gamma(shape: first)
    case .betaQuantile: law = .beta(alpha: first, beta: second)
    case .poissonQuantile: law = .poisson(mean: first)
    case .binomialQuantile: law = .binomial(trials: first, p: second)
    default: return nil
    }
    if let known = tables[law] { return known }
    // rows of a table may have parameters of their own, and many rows
    if tables.count >= Self.tableLimit { tables.removeAll() }
    let made = QuantileTable(law)
    tables[law] = made
    return made
  }

  private static let tableLimit = 64

  private func fold(
    _ stage: Stage, _ position: [Int], _ row: Int, _ count: Int, _ windows: [Window]
  ) {
    for fold in stage.folds {
      let window = windows[fold.place]
      let running =
        window.base + Shape.offset(of: position, fold.strides) * window.pointStride + row
      Kernel.fold(fold.operation, into: running, UnsafePointer(slots[fold.slot]), count)
    }
  }
}
