import Dispatch

/// A register program: one instruction a node, run once for a block of samples.
///
/// A register holds a block of samples for each point of its node's swept axes. Registers are reused
/// when nothing later reads them; a destination never shares a register with an operand, because that
/// keeps the compiler from vectorising the kernel.
struct Program {
  private struct Instruction {
    var operation: Operation
    var payload: UInt64
    var destination: Int
    var a = 0
    var b = 0
    var c = 0
    var points: Int
    /// For each point of the destination, the points of the operands that it reads; empty: the same.
    var maps: [[Int]] = []
    /// The column that the result belongs to, if it is a root.
    var output: Int?
  }

  /// A value that no sample reaches, laid out in a register before the first block.
  private struct Constant {
    var register: Int
    var values: [Double]
  }

  private var instructions: [Instruction] = []
  private var constants: [Constant] = []
  private var registerCount = 0
  private let roots: [NodeID]
  private let rootPoints: [Int]

  /// Compiles the nodes of `nodes` that samples reach; the others are in `fixed`.
  init(_ graph: Graph, nodes: [NodeID], roots: [NodeID], fixed: [NodeID: [Double]]) {
    self.roots = Array(Set(roots)).sorted()
    rootPoints = self.roots.map { Shape(graph[$0].axes, graph).points }
    compile(graph, nodes, fixed)
  }

  private mutating func compile(_ graph: Graph, _ nodes: [NodeID], _ fixed: [NodeID: [Double]]) {
    let sampled = nodes.filter { graph[$0].axes.contains(.sample) }
    var lastUse: [NodeID: Int] = [:]
    for (order, id) in sampled.enumerated() {
      let node = graph[id]
      for index in 0..<node.operation.arity { lastUse[node.operand(index)] = order }
    }
    var registers: [NodeID: Int] = [:]
    var free: [Int: [Int]] = [:]
    let outputs = Dictionary(uniqueKeysWithValues: roots.enumerated().map { ($1, $0) })
    for (order, id) in sampled.enumerated() {
      let node = graph[id]
      let shape = Shape(node.axes, graph)
      let operands = (0..<node.operation.arity).map(node.operand)
      for operand in operands where registers[operand] == nil {
        registers[operand] = constant(fixed[operand] ?? [])
      }
      let destination = free[shape.points]?.popLast() ?? allocate(shape.points)
      registers[id] = destination
      instructions.append(
        Instruction(
          operation: node.operation, payload: node.payload, destination: destination,
          a: operands.count > 0 ? registers[operands[0]] ?? 0 : 0,
          b: operands.count > 1 ? registers[operands[1]] ?? 0 : 0,
          c: operands.count > 2 ? registers[operands[2]] ?? 0 : 0, points: shape.points,
          maps: Self.maps(graph, shape, operands), output: outputs[id]))
      for operand in Set(operands) where lastUse[operand] == order && fixed[operand] == nil {
        let points = Shape(graph[operand].axes, graph).points
        if let register = registers[operand] { free[points, default: []].append(register) }
      }
      if lastUse[id] == nil { free[shape.points, default: []].append(destination) }
    }
  }

  private static func maps(_ graph: Graph, _ shape: Shape, _ operands: [NodeID]) -> [[Int]] {
    let parts = operands.map { Shape(graph[$0].axes, graph) }
    guard parts.contains(where: { $0.axes != shape.axes }) else { return [] }
    return parts.map(shape.map(to:))
  }

  private mutating func allocate(_ points: Int) -> Int {
    registerCount += points
    return registerCount - points
  }

  private mutating func constant(_ values: [Double]) -> Int {
    let register = allocate(values.count)
    constants.append(Constant(register: register, values: values))
    return register
  }

  // MARK: Running

  /// Returns the column of each root: `options.samples` samples from `firstSample` on for each point.
  func run(_ options: RunOptions, firstSample: Int = 0) throws(RunFailure) -> [NodeID: [Double]] {
    let samples = options.samples
    let block = blockLength(samples)
    let blocks = (samples + block - 1) / block
    let storage = Columns(rootPoints.map { $0 * samples })
    // fixed chunks of blocks: any number of threads computes the same numbers
    let work = Double(samples) * Double(instructions.reduce(0) { $0 + $1.points })
    let threads = work < 1e6 ? 1 : max(1, min(options.threads, blocks))
    let stopped = Flag()
    @Sendable func chunk(_ index: Int) {
      let range = (blocks * index / threads)..<(blocks * (index + 1) / threads)
      let registers = Columns.Registers(count: registerCount * block)
      fill(registers, block)
      for number in range {
        if options.isCancelled() || stopped.isRaised {
          stopped.raise()
          return
        }
        let start = number * block
        execute(
          registers, block, start: start, count: min(block, samples - start),
          seed: options.seed, firstSample: firstSample, samples: samples, storage)
      }
    }
    if threads == 1 {
      chunk(0)
    } else {
      DispatchQueue.concurrentPerform(iterations: threads, execute: chunk)
    }
    if stopped.isRaised { throw .cancelled }
    var columns: [NodeID: [Double]] = [:]
    for (index, root) in roots.enumerated() { columns[root] = storage.take(index) }
    return columns
  }

  /// The samples in a block: 512 where the registers then fit the second-level cache, fewer where swept
  /// axes make them long. Block length changes no bit: draws are by sample, arithmetic by element.
  private func blockLength(_ samples: Int) -> Int {
    var length = 512
    while length > 16, registerCount * length > 1 << 20 { length /= 2 }
    return min(length, max(1, samples))
  }

  private func fill(_ registers: borrowing Columns.Registers, _ block: Int) {
    for constant in constants {
      for (point, value) in constant.values.enumerated() {
        (registers.base + (constant.register + point) * block).update(
          repeating: value, count: block)
      }
    }
  }

  private func execute(
    _ registers: borrowing Columns.Registers, _ block: Int, start: Int, count: Int, seed: UInt64,
    firstSample: Int, samples: Int, _ storage: Columns
  ) {
    let base = registers.base
    for instruction in instructions {
      for point in 0..<instruction.points {
        let out = base + (instruction.destination + point) * block
        switch instruction.operation {
        case .uniform, .normal:
          Kernel.draw(
            instruction.operation, out, key: instruction.payload, seed: seed,
            start: firstSample + start, count)
        default:
          let maps = instruction.maps
          func operand(_ register: Int, _ index: Int) -> UnsafePointer<Double> {
            let at = maps.isEmpty ? point : index < maps.count ? maps[index][point] : 0
            return UnsafePointer(base + (register + at) * block)
          }
          Kernel.run(
            instruction.operation, out, operand(instruction.a, 0), operand(instruction.b, 1),
            operand(instruction.c, 2), count)
        }
        if let output = instruction.output {
          storage.write(output, at: point * samples + start, out, count)
        }
      }
    }
  }
}
