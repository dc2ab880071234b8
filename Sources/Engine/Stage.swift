/// The nodes of one set of axes as a register program: one instruction a node, run block by block.
///
/// A slot is where an instruction finds an operand or leaves its result: a register of the worker, or a
/// window that slides over a place in memory. Registers are reused when nothing later reads them; a
/// destination is never also an operand, because that keeps the compiler from vectorising the kernel.
struct Stage {
  struct Instruction {
    var operation: Operation
    /// That of the node; of a call its index among `calls`.
    var payload: UInt64
    var destination: Int
    var a = 0
    var b = 0
    var c = 0
    /// For a draw: the axis whose things have draws of their own, as its position among the outer axes.
    var keyedAxis: Int?
    /// For a draw of a stream that follows a score: its index among `couplings`.
    var coupling: Int?
    /// A quantile whose parameters are the same in all samples of a point: it is worth a table.
    var isTabulated = false
  }

  /// A value of another stage.
  struct Input {
    let slot: Int
    let place: Int
    /// How far apart neighbours along each outer axis are.
    let strides: [Int]
    /// It varies along the blocks; else its number is spread over a register.
    let isBlocked: Bool
  }

  /// A value that is wanted outside of the stage.
  struct Output {
    let slot: Int
    let place: Int
    let strides: [Int]
  }

  /// A reduction along an axis of a value of this stage, taken in as it is computed.
  struct Fold {
    let operation: Operation
    let slot: Int
    let place: Int
    let strides: [Int]
  }

  /// A reduction along the rows of a stage, made when they are all there.
  struct RowFold {
    let reduction: RowReduction
    /// Where the rows are.
    let operand: Int
    /// The rows that count with another value.
    let replaced: [(row: Int, value: Double)]
    let place: Int
    let strides: [Int]
  }

  /// The axes of its points, outermost first.
  let outer: Shape
  /// The length of a row when no sample reaches the stage: that of its last axis.
  let rowLength: Int
  let isSampled: Bool
  private(set) var instructions: [Instruction] = []
  private(set) var inputs: [Input] = []
  private(set) var outputs: [Output] = []
  /// The slots that move along the rows of a point.
  private(set) var movingSlots: [Int] = []
  private(set) var folds: [Fold] = []
  private(set) var rowFolds: [RowFold] = []
  /// Slots that hold one number throughout.
  private(set) var scalars: [(slot: Int, value: Double)] = []
  /// The registers: every slot that is no window has one, and some share one.
  private(set) var registerOf: [Int] = []
  private(set) var registerCount = 0
  /// The routines that are called, each with the slots that it reads.
  private(set) var calls: [(code: RoutineCode, operands: [Int])] = []
  /// The streams whose draws follow a score.
  private(set) var couplings: [(key: UInt64, coupling: Coupling)] = []
  /// The keys of the things along an outer axis.
  private(set) var keys: [Int: [UInt64]] = [:]

  var points: Int { outer.points }
  var instructionCount: Int { instructions.count + folds.count }
  /// The points may be computed in any order: nothing is added up over them.
  var hasFreeOrder: Bool { folds.isEmpty }

  private var slots: [NodeID: Int] = [:]

  init(
    _ graph: Graph, _ nodes: [NodeID], folds: [NodeID], axes: AxisSet, isSampled: Bool, _ plan: Plan
  ) {
    let all = axes.swept
    outer = Shape(isSampled ? all : Array(all.dropLast()), graph)
    rowLength = isSampled ? 0 : all.last.map { graph.values(of: $0).count } ?? 1
    self.isSampled = isSampled
    let blocked = isSampled ? nil : all.last
    var lastUse: [NodeID: Int] = [:]
    for (order, id) in nodes.enumerated() {
      for operand in graph.operands(of: id) { lastUse[operand] = order }
    }
    for id in folds { lastUse[graph.sources(of: id)[0]] = nodes.count }
    var free: [Int] = []
    let own = Set(nodes)
    for (order, id) in nodes.enumerated() {
      let node = graph[id]
      let operands = graph.operands(of: id)
      for operand in operands where slots[operand] == nil {
        enter(operand, plan, blocked)
      }
      let destination = register(id, order, plan, lastUse, &free)
      var instruction = Instruction(
        operation: node.operation, payload: node.payload, destination: destination,
        a: operands.count > 0 ? slots[operands[0]] ?? 0 : 0,
        b: operands.count > 1 ? slots[operands[1]] ?? 0 : 0,
        c: operands.count > 2 ? slots[operands[2]] ?? 0 : 0)
      if node.operation == .uniform || node.operation == .normal {
        if let coupling = graph.couplings[node.payload] {
          instruction.coupling = couplings.count
          couplings.append((node.payload, coupling))
        }
        for (position, axis) in outer.axes.enumerated() {
          guard let known = graph.keys(of: axis) else { continue }
          instruction.keyedAxis = position
          keys[position] = known
        }
      }
      if isSampled, node.operation.isFamilyQuantile {
        instruction.isTabulated = operands.dropFirst().allSatisfy { operand in
          slots[operand].map(isFixed) ?? false
        }
      }
      if let code = graph.code(of: id) {
        instruction.payload = UInt64(calls.count)
        calls.append((code, operands.map { slots[$0] ?? 0 }))
      }
      instructions.append(instruction)
      for operand in Set(operands) where own.contains(operand) && lastUse[operand] == order {
        if let slot = slots[operand], registerOf[slot] >= 0 { free.append(registerOf[slot]) }
      }
      if lastUse[id] == nil, registerOf[destination] >= 0 { free.append(registerOf[destination]) }
    }
    for id in folds { enterFold(id, graph, plan, blocked) }
    movingSlots = inputs.filter(\.isBlocked).map(\.slot) + outputs.map(\.slot)
  }

  /// Makes a slot for a value that comes from outside.
  private mutating func enter(_ id: NodeID, _ plan: Plan, _ blocked: AxisID?) {
    if let value = plan.scalars[id] {
      let slot = newSlot(hasRegister: true)
      scalars.append((slot, value))
      slots[id] = slot
      return
    }
    guard let index = plan.placeOf[id] else { return }
    let place = plan.places[index]
    let isBlocked = place.isSampled || blocked.map { place.shape.axes.contains($0) } ?? false
    let slot = newSlot(hasRegister: !isBlocked)
    slots[id] = slot
    inputs.append(
      Input(
        slot: slot, place: index, strides: place.shape.strides(along: outer.axes),
        isBlocked: isBlocked))
  }

  /// The slot holds one number for all rows of a point.
  private func isFixed(_ slot: Int) -> Bool {
    scalars.contains { $0.slot == slot } || inputs.contains { $0.slot == slot && !$0.isBlocked }
  }

  /// Makes the slot of a node of this stage.
  private mutating func register(
    _ id: NodeID, _ order: Int, _ plan: Plan, _ lastUse: [NodeID: Int], _ free: inout [Int]
  ) -> Int {
    let slot: Int
    if let place = plan.placeOf[id] {
      slot = newSlot(hasRegister: false)
      outputs.append(
        Output(
          slot: slot, place: place,
          strides: plan.places[place].shape.strides(along: outer.axes)))
    } else if let register = free.popLast() {
      slot = registerOf.count
      registerOf.append(register)
    } else {
      slot = newSlot(hasRegister: true)
    }
    slots[id] = slot
    return slot
  }

  private mutating func newSlot(hasRegister: Bool) -> Int {
    registerOf.append(hasRegister ? registerCount : -1)
    if hasRegister { registerCount += 1 }
    return registerOf.count - 1
  }

  private mutating func enterFold(_ id: NodeID, _ graph: Graph, _ plan: Plan, _ blocked: AxisID?) {
    let node = graph[id]
    guard let place = plan.placeOf[id] else { return }
    let column = graph.sources(of: id)[0]
    let strides = plan.places[place].shape.strides(along: outer.axes)
    if blocked.map({ $0.index == UInt8(node.payload) }) ?? false {
      guard let operand = plan.placeOf[column] else { return }
      let replaced = graph.patch(ofReduction: id)?.rows.compactMap { row, value in
        graph.constant(value).map { (row: row, value: $0) }
      }
      rowFolds.append(
        RowFold(
          reduction: RowReduction(operation: node.operation, column: column), operand: operand,
          replaced: replaced ?? [], place: place, strides: strides))
      return
    }
    if slots[column] == nil { enter(column, plan, blocked) }
    guard let slot = slots[column] else { return }
    folds.append(Fold(operation: node.operation, slot: slot, place: place, strides: strides))
  }
}
