/// Routines are written into the graph that they belong to. While one is written, an operation on what
/// is local to it (its parameters, what its steps give) becomes a node of the block at hand, in the order
/// written; what rests on nothing local stays a node of the graph, and the routine reads it as it reads a
/// parameter. A local node is never equal to one of another block, so that an arm runs only its own.
extension Graph {
  /// `true` iff a routine is being written.
  public var isWriting: Bool { block != nil }

  /// `true` iff a node belongs to a routine, and cannot be computed outside it.
  public func isLocal(_ id: NodeID) -> Bool { self[id].isLocal }

  /// Begins a routine, inside whatever is being written.
  public mutating func beginRoutine(parameters: Int) -> (RoutineID, [NodeID]) {
    let body = beginBlock()
    routines.append(Routine(parameterCount: parameters, body: body))
    let nodes = (0..<parameters).map { step(.parameter($0)) }
    return (RoutineID(index: routines.count - 1), nodes)
  }

  /// Ends a routine; what was written before it goes on.
  public mutating func endRoutine(_ id: RoutineID, result: NodeID, _ layout: Layout, then: BlockID?)
  {
    routines[id.index].result = result
    routines[id.index].layout = layout
    block = then
  }

  /// Begins a block; the caller restores `block` when it ends.
  public mutating func beginBlock() -> BlockID {
    blocks.append([])
    let id = BlockID(index: blocks.count - 1)
    block = id
    return id
  }

  mutating func step(_ step: Step) -> NodeID {
    steps.append(step)
    let id = append(
      Node(operation: .step, payload: UInt64(steps.count - 1), isLocal: true))
    if let block { blocks[block.index].append(id) }
    return id
  }

  // MARK: Steps

  /// A name that a loop gives a value in each turn.
  public mutating func variable() -> NodeID { step(.variable) }
  public mutating func choice(_ condition: NodeID, _ yes: Arm, _ no: Arm) -> NodeID {
    step(.choice(condition, yes, no))
  }
  public mutating func call(_ routine: RoutineID, _ arguments: [NodeID]) -> NodeID {
    step(.call(routine, arguments))
  }
  public mutating func loop(_ loop: Loop) -> NodeID { step(.loop(loop)) }
  public mutating func text(_ text: String) -> NodeID { step(.text(text)) }
  public mutating func primitive(_ primitive: Primitive, _ operands: [NodeID]) -> NodeID {
    step(.primitive(primitive, operands))
  }
  /// A text with a number after it.
  public mutating func text(_ text: NodeID, _ number: NodeID, _ format: NumberFormat) -> NodeID {
    formats.append(format)
    return step(.number(text, number, format: formats.count - 1))
  }

  /// `true` iff running a block may take long, or never end.
  public func isLong(_ block: BlockID) -> Bool {
    blocks[block.index].contains { id in
      guard self[id].operation == .step else { return false }
      switch steps[Int(self[id].payload)] {
      case .call, .loop: return true
      case .choice(_, let yes, let no): return isLong(yes.block) || isLong(no.block)
      default: return false
      }
    }
  }

  /// What a step does, or `nil` for another node.
  func step(_ id: NodeID) -> Step? {
    self[id].operation == .step ? steps[Int(self[id].payload)] : nil
  }

  /// Returns the code of a routine without parameters, with all that it calls.
  public func assembled(_ routine: RoutineID) -> RoutineCode {
    Assembler.code(of: routine, in: self)
  }

  // MARK: Calls

  /// Returns the node that runs a routine without parameters, sample by sample, on what it reads.
  public mutating func call(_ code: RoutineCode) -> NodeID {
    if let known = codes.firstIndex(where: { $0 === code }) {
      return intern(call: known)
    }
    codes.append(code)
    return intern(call: codes.count - 1)
  }

  /// The code that a node runs, if it runs one.
  public func code(of id: NodeID) -> RoutineCode? {
    self[id].operation == .call ? codes[Int(self[id].payload)] : nil
  }

  /// The nodes that a node reads.
  public func operands(of id: NodeID) -> [NodeID] {
    let node = self[id]
    if node.operation == .call { return codes[Int(node.payload)].captures }
    return (0..<node.operation.arity).map(node.operand)
  }
}

extension Graph {
  /// What a step can fail at.
  public enum StepFault: Sendable { case item, range }

  /// What a step of a routine fails at when it gives nothing, if it is one that can.
  public func stepFault(_ id: NodeID) -> StepFault? {
    switch step(id) {
    case .primitive(.item, _): .item
    case .primitive(.range, _), .loop: .range
    default: nil
    }
  }
}
