/// Turns a routine of a graph, and those that it calls, into flat code.
///
/// Complexity: linear in the nodes. Nodes that no result needs are left out.
struct Assembler {
  let graph: Graph
  var instructions: [Instruction] = []
  var nodes: [NodeID] = []
  var entries: [RoutineCode.Entry] = []
  var table: [Int32] = []
  var texts: [UInt8] = []
  var captures: [NodeID] = []
  var neverReason: Int?

  private var captureIndices: [NodeID: Int] = [:]
  private var entryIndices: [Int: Int] = [:]
  private var pending: [Int] = []

  // What is known of the routine at hand.
  private var registers: [NodeID: Int32] = [:]
  private var uses: [NodeID: Int] = [:]
  /// The instruction that computes a node.
  private var definitions: [NodeID: Int] = [:]
  /// Registers of calls, to be moved behind all others.
  private var outgoing: [(instruction: Int, field: WritableKeyPath<Instruction, Int32>)] = []
  private var registerCount: Int32 = 0
  /// The instruction after the last one that may change registers behind all others.
  private var lastCall = 0
  private var entry = 0

  private init(_ graph: Graph) { self.graph = graph }

  /// Returns the code of a routine.
  static func code(of routine: RoutineID, in graph: Graph) -> RoutineCode {
    var assembler = Assembler(graph)
    _ = assembler.index(of: routine.index)
    while let next = assembler.pending.popLast() { assembler.assemble(next) }
    return RoutineCode(assembler, layout: graph.routines[routine.index].layout)
  }

  private mutating func index(of routine: Int) -> Int {
    if let known = entryIndices[routine] { return known }
    entryIndices[routine] = entries.count
    entries.append(RoutineCode.Entry())
    pending.append(routine)
    return entries.count - 1
  }

  // MARK: One routine

  private mutating func assemble(_ number: Int) {
    let routine = graph.routines[number]
    entry = entryIndices[number] ?? 0
    (registers, uses, definitions, outgoing) = ([:], [:], [:], [])
    entries[entry].parameterCount = routine.parameterCount
    findUses(from: routine.result)
    layOutConstants()
    registerCount = Int32(entries[entry].firstTemporary)
    entries[entry].start = instructions.count
    lastCall = instructions.count
    var mark: Int32?
    if routine.layout.isNumber, takesMemory {
      let register = newRegister()
      append(Instruction(kind: .mark, a: register), .none)
      mark = register
    }
    returned(routine.body, routine.result, mark)
    for (instruction, field) in outgoing {
      instructions[instruction][keyPath: field] += registerCount
    }
    entries[entry].registerCount = Int(registerCount)
  }

  /// Counts how often each node that `root` needs is used.
  private mutating func findUses(from root: NodeID) {
    var pending = [root]
    uses[root] = 1
    while let id = pending.popLast() {
      for operand in operands(of: id) {
        uses[operand, default: 0] += 1
        if uses[operand] == 1 { pending.append(operand) }
      }
    }
  }

  private func operands(of id: NodeID) -> [NodeID] {
    guard graph.isLocal(id) else { return [] }
    switch graph.step(id) {
    case nil: return graph.operands(of: id)
    case .parameter, .variable, .text: return []
    case .choice(let condition, let yes, let no): return [condition, yes.value, no.value]
    case .call(_, let arguments): return arguments
    case .number(let text, let number, _): return [text, number]
    case .primitive(_, let operands): return operands
    case .loop(let loop):
      var operands = [loop.body.value]
      switch loop.domain {
      case .range(let low, let high, let step): operands += [low, high] + [step].compactMap { $0 }
      case .list(let list): operands.append(list)
      }
      if let condition = loop.condition { operands.append(condition.value) }
      // what holds the state is used by the loop itself
      if let state = loop.state { operands += [state.initial, state.variable, state.variable] }
      return operands
    }
  }

  /// `true` iff the routine at hand takes memory for lists or texts that it may give back.
  private var takesMemory: Bool {
    uses.keys.contains { id in
      switch graph.step(id) {
      case .primitive(let primitive, _): primitive.isReference
      case .number: true
      case .loop(let loop): loop.state == nil
      default: false
      }
    }
  }

  /// Gives constants, texts and what is read of the graph their registers.
  private mutating func layOutConstants() {
    for id in uses.keys.sorted() {
      let place = entries[entry].constants.count
      if graph.isLocal(id) {
        guard case .text(let text) = graph.step(id) else { continue }
        let reference = Heap.reference(to: texts.count, length: text.utf8.count)
        texts += Array(text.utf8)
        entries[entry].constants.append(reference)
      } else if let known = graph.constant(id) {
        neverReason = neverReason ?? graph.neverReason(id)
        entries[entry].constants.append(known.bitPattern)
      } else {
        let index = captureIndices[id] ?? captures.count
        if index == captures.count {
          captures.append(id)
          captureIndices[id] = index
        }
        entries[entry].constants.append(0)
        entries[entry].captures.append((place, index))
      }
      registers[id] = Int32(entries[entry].parameterCount + place)
    }
  }

  // MARK: Instructions

  private mutating func append(_ instruction: Instruction, _ node: NodeID) {
    instructions.append(instruction)
    nodes.append(node)
  }

  private mutating func newRegister() -> Int32 {
    registerCount += 1
    return registerCount - 1
  }

  private func register(_ id: NodeID) -> Int32 { registers[id] ?? 0 }

  /// Appends an instruction that computes a node into a register of its own.
  private mutating func define(_ id: NodeID, _ instruction: Instruction) {
    var instruction = instruction
    instruction.a = newRegister()
    registers[id] = instruction.a
    definitions[id] = instructions.count
    append(instruction, id)
  }

  /// `true` iff the last instruction computes a node that nothing else uses, and was written after `start`.
  private func isLast(_ id: NodeID, from start: Int) -> Bool {
    uses[id] == 1 && definitions[id] == instructions.count - 1 && instructions.count > start
  }

  /// Puts the value of a node into a register: by computing it there, if that was done just now.
  private mutating func put(_ id: NodeID, into register: Int32, from start: Int) {
    if isLast(id, from: start) {
      instructions[instructions.count - 1].a = register
    } else if let reason = graph.neverReason(id) {
      append(Instruction(kind: .never, a: register, c: Int32(reason)), id)
    } else {
      append(Instruction(kind: .move, a: register, b: self.register(id)), id)
    }
  }

  private mutating func block(_ block: BlockID, except last: NodeID? = nil) {
    for id in graph.blocks[block.index] where uses[id] != nil && id != last { node(id) }
  }

  // MARK: Nodes

  private mutating func node(_ id: NodeID) {
    let node = graph[id]
    if let step = graph.step(id) { return self.step(step, id) }
    let detail = UInt16(node.operation.rawValue)
    let (a, b) = (register(node.a), register(node.b))
    switch node.operation {
    case .add: define(id, Instruction(kind: .add, b: a, c: b))
    case .subtract: define(id, Instruction(kind: .subtract, b: a, c: b))
    case .multiply: define(id, Instruction(kind: .multiply, b: a, c: b))
    case .divide: define(id, Instruction(kind: .divide, b: a, c: b))
    case .modulo: define(id, Instruction(kind: .modulo, b: a, c: b))
    // of several reasons that of the chosen one is told
    case .select where [node.b, node.c].contains { graph.neverReason($0) != nil }:
      let result = newRegister()
      registers[id] = result
      choice(node.a, id) { assembler in
        assembler.put(node.b, into: result, from: assembler.instructions.count)
      } no: { assembler in
        assembler.put(node.c, into: result, from: assembler.instructions.count)
      } nothing: { assembler in
        assembler.append(Instruction(kind: .nothing, a: result), id)
      }
    case .select:
      let first = registerCount
      for operand in [a, b, register(node.c)] {
        append(Instruction(kind: .move, a: newRegister(), b: operand), id)
      }
      define(id, Instruction(kind: .ternary, detail: detail, b: first))
    default:
      define(
        id,
        Instruction(kind: node.operation.arity == 1 ? .unary : .binary, detail: detail, b: a, c: b))
    }
  }

  private mutating func step(_ step: Step, _ id: NodeID) {
    switch step {
    case .parameter(let index): registers[id] = Int32(index)
    case .variable, .text: break
    case .choice(let condition, let yes, let no):
      let result = newRegister()
      registers[id] = result
      choice(condition, id) { assembler in
        assembler.arm(yes, into: result)
      } no: { assembler in
        assembler.arm(no, into: result)
      } nothing: { assembler in
        assembler.append(Instruction(kind: .nothing, a: result), id)
      }
    case .call(let routine, let arguments): call(routine, arguments, id)
    case .loop(let loop): self.loop(loop, id)
    case .number(let text, let number, let format):
      let start = Int32(table.count)
      table += [register(text), register(number), Int32(format)]
      define(id, Instruction(kind: .number, b: start))
    case .primitive(let primitive, let operands): self.primitive(primitive, operands, id)
    }
  }

  private mutating func primitive(_ primitive: Primitive, _ operands: [NodeID], _ id: NodeID) {
    func operand(_ index: Int) -> Int32 { register(operands[index]) }
    switch primitive {
    case .item: define(id, Instruction(kind: .item, b: operand(0), c: operand(1)))
    case .field:
      let place = graph.constant(operands[1]) ?? 1
      define(id, Instruction(kind: .field, b: operand(0), c: Int32(place)))
    case .length: define(id, Instruction(kind: .length, b: operand(0)))
    case .textAppend: define(id, Instruction(kind: .textAppend, b: operand(0), c: operand(1)))
    default:
      let start = Int32(table.count)
      table += operands.map(register)
      define(
        id,
        Instruction(
          kind: .primitive, detail: UInt16(primitive.rawValue), b: start, c: Int32(operands.count)))
    }
  }

  private mutating func call(_ routine: RoutineID, _ arguments: [NodeID], _ id: NodeID) {
    for (place, argument) in arguments.enumerated() {
      if uses[argument] == 1, let definition = definitions[argument], definition >= lastCall {
        instructions[definition].a = Int32(place)
        outgoing.append((definition, \.a))
      } else {
        outgoing.append((instructions.count, \.a))
        append(Instruction(kind: .move, a: Int32(place), b: register(argument)), id)
      }
    }
    lastCall = instructions.count
    outgoing.append((instructions.count, \.c))
    define(id, Instruction(kind: .call, b: Int32(index(of: routine.index))))
  }

  // MARK: Choices

  private mutating func arm(_ arm: Arm, into register: Int32) {
    let start = instructions.count
    block(arm.block)
    put(arm.value, into: register, from: start)
  }

  /// Appends a choice. What is done when the condition is no number is one instruction.
  private mutating func choice(
    _ condition: NodeID, _ id: NodeID, yes: (inout Assembler) -> Void,
    no: (inout Assembler) -> Void, nothing: (inout Assembler) -> Void
  ) {
    let jump = jumpUnless(condition, id)
    yes(&self)
    let end = appendJump(id)
    nothing(&self)
    let second = appendJump(id)
    instructions[jump].c = Int32(instructions.count)
    no(&self)
    instructions[end].a = Int32(instructions.count)
    instructions[second].a = Int32(instructions.count)
  }

  private mutating func appendJump(_ id: NodeID) -> Int {
    append(Instruction(kind: .jump), id)
    return instructions.count - 1
  }

  /// Appends the jump past what a condition guards; returns where, so that its target can be set. A
  /// comparison that was computed just now and only for this becomes part of the jump.
  private mutating func jumpUnless(_ condition: NodeID, _ id: NodeID) -> Int {
    let kinds: [Operation: Instruction.Kind] = [
      .less: .jumpUnlessLess, .lessOrEqual: .jumpUnlessLessOrEqual, .equal: .jumpUnlessEqual,
    ]
    if isLast(condition, from: 0), let kind = kinds[graph[condition].operation] {
      let comparison = instructions.removeLast()
      nodes.removeLast()
      append(Instruction(kind: kind, a: comparison.b, b: comparison.c), id)
    } else {
      append(Instruction(kind: .jumpUnless, a: register(condition)), id)
    }
    return instructions.count - 1
  }

  /// Appends a block whose value is the result of the routine. A choice at its end returns in each arm.
  private mutating func returned(_ block: BlockID, _ result: NodeID, _ mark: Int32?) {
    let last = graph.blocks[block.index].last { uses[$0] != nil }
    guard last == result, uses[result] == 1,
      case .choice(let condition, let yes, let no)? = graph.step(result)
    else {
      self.block(block)
      var register = register(result)
      if graph.neverReason(result) != nil {
        register = newRegister()
        put(result, into: register, from: instructions.count)
      }
      finish(register, result, mark)
      return
    }
    self.block(block, except: result)
    let jump = jumpUnless(condition, result)
    returned(yes.block, yes.value, mark)
    let register = newRegister()
    append(Instruction(kind: .nothing, a: register), result)
    append(Instruction(kind: .return, a: register), result)
    instructions[jump].c = Int32(instructions.count)
    returned(no.block, no.value, mark)
  }

  private mutating func finish(_ register: Int32, _ id: NodeID, _ mark: Int32?) {
    if let mark { append(Instruction(kind: .release, a: mark), id) }
    append(Instruction(kind: .return, a: register), id)
  }

  // MARK: Loops

  private mutating func loop(_ loop: Loop, _ id: NodeID) {
    let (result, element) = (newRegister(), newRegister())
    // the counter stands after what it is counted up to
    let last = newRegister()
    let counter = newRegister()
    registers[loop.element] = element
    if let state = loop.state {
      registers[state.variable] = result
      append(Instruction(kind: .move, a: result, b: register(state.initial)), id)
    } else {
      append(newList(result), id)
    }
    let entrance = enter(loop.domain, last, id)
    append(Instruction(kind: .nothing, a: result), id)
    var ends = [appendJump(id)]
    instructions[entrance].c = Int32(instructions.count)
    let mark = loop.isOfNumbers && takesMemory ? newRegister() : nil
    if let mark { append(Instruction(kind: .mark, a: mark), id) }
    let start = appendJump(id)
    let top = instructions.count
    lastCall = top
    let domain = instructions[entrance]
    switch loop.domain {
    case .list(let list):
      append(Instruction(kind: .item, a: element, b: register(list), c: counter), id)
    case .range(_, _, nil): append(Instruction(kind: .move, a: element, b: counter), id)
    case .range:
      append(Instruction(kind: .rangeItem, a: element, b: domain.b, c: counter), id)
    }
    if let end = turn(loop, result, id) { ends.append(end) }
    if let mark { append(Instruction(kind: .release, a: mark), id) }
    instructions[start].a = Int32(instructions.count)
    append(Instruction(kind: .next, a: counter, b: last, c: Int32(top)), id)
    for end in ends { instructions[end].a = Int32(instructions.count) }
    lastCall = instructions.count
    registers[id] = result
  }

  /// Appends one turn; returns the jump out of the loop that a condition takes which is no number.
  private mutating func turn(_ loop: Loop, _ result: Int32, _ id: NodeID) -> Int? {
    var skip: Int?
    if let condition = loop.condition {
      block(condition.block)
      skip = jumpUnless(condition.value, id)
    }
    let start = instructions.count
    block(loop.body.block)
    if loop.state != nil {
      put(loop.body.value, into: result, from: start)
    } else {
      append(Instruction(kind: .push, a: result, b: register(loop.body.value)), id)
    }
    guard let skip else { return nil }
    let past = appendJump(id)
    append(Instruction(kind: .nothing, a: result), id)
    let end = appendJump(id)
    instructions[skip].c = Int32(instructions.count)
    instructions[past].a = Int32(instructions.count)
    return end
  }

  /// Appends the instruction that counts the turns into `last`, and goes on if there is a number of them.
  private mutating func enter(_ domain: Loop.Domain, _ last: Int32, _ id: NodeID) -> Int {
    switch domain {
    case .range(let low, let high, let step):
      let first = registerCount
      for operand in [low, high, step].compactMap({ $0 }).map(register) {
        append(Instruction(kind: .move, a: newRegister(), b: operand), id)
      }
      append(
        Instruction(kind: step == nil ? .enterWhole : .enterRange, a: last, b: first), id)
    case .list(let list): append(Instruction(kind: .enterList, a: last, b: register(list)), id)
    }
    return instructions.count - 1
  }

  private func newList(_ register: Int32) -> Instruction {
    Instruction(kind: .primitive, detail: UInt16(Primitive.list.rawValue), a: register)
  }
}
