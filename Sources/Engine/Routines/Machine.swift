import AISNumerics

/// Why a routine gave no result.
public enum RoutineFailure: Error, Sendable, Equatable {
  /// Routines call each other deeper than `Machine.depthLimit`.
  case tooDeep
  /// Lists and texts take more memory than `RunOptions.cellLimit` numbers do.
  case tooLarge
  case cancelled
  /// A node has no value, though what it reads has.
  case nothing(NodeID)
}

/// Runs code. One machine serves one thread; it keeps its memory from sample to sample.
///
/// The arithmetic has the bits of the kernels. A result that is no number stays visible, as in the
/// graph: what is not chosen does not matter.
struct Machine: ~Copyable {
  /// How deep routines may call each other.
  static let depthLimit = 100_000
  private static let registerLimit = 1 << 23
  /// How many calls and turns are made between two questions whether to stop.
  private static let patience = 1 << 18

  private struct Activation {
    var next: UnsafePointer<Instruction>
    var registers: UnsafeMutablePointer<Double>
    var result: Int32
  }

  private let code: RoutineCode
  private let options: RunOptions
  private let registers: UnsafeMutablePointer<Double>
  private let activations: UnsafeMutablePointer<Activation>
  /// For each routine, what its constant registers hold.
  private let constants: UnsafeMutablePointer<UnsafeMutablePointer<Double>>
  private var heap: Heap
  private let start: Heap.Reference
  private(set) var failure: RoutineFailure?
  /// The reason of the last `never` that a choice gave.
  private(set) var neverReason: Int?

  init(_ code: RoutineCode, _ options: RunOptions) {
    self.code = code
    self.options = options
    registers = .allocate(capacity: Self.registerLimit)
    activations = .allocate(capacity: Self.depthLimit + 1)
    constants = .allocate(capacity: code.entries.count)
    for (index, entry) in code.entries.enumerated() {
      let block = UnsafeMutablePointer<Double>.allocate(capacity: max(1, entry.constants.count))
      for (place, bits) in entry.constants.enumerated() { block[place] = Double(bitPattern: bits) }
      (constants + index).initialize(to: block)
    }
    heap = Heap(code.texts, cellLimit: options.cellLimit)
    start = heap.mark
  }

  deinit {
    registers.deallocate()
    activations.deallocate()
    for index in code.entries.indices { constants[index].deallocate() }
    constants.deallocate()
  }

  /// Returns the result for the values that the code reads of the graph: a number, or the bits of a
  /// reference. It is NaN, and `failure` says why, when there is none.
  mutating func run(_ capture: (Int) -> Double) -> Double {
    for (number, entry) in code.entries.enumerated() {
      for (place, index) in entry.captures { constants[number][place] = capture(index) }
    }
    (failure, neverReason) = (nil, nil)
    heap.release(to: start)
    let result = code.instructions.withUnsafeBufferPointer { instructions in
      code.entries.withUnsafeBufferPointer { entries in
        execute(instructions.baseAddress!, entries.baseAddress!)
      }
    }
    if heap.isFull { failure = .tooLarge }
    return failure == .tooDeep || heap.isFull || failure == .cancelled ? .nan : result
  }

  /// Returns a result as data.
  func datum(_ value: Double, _ layout: Layout) -> Datum? {
    let reference = value.bitPattern
    switch layout {
    case .number: return .number(value)
    case _ where reference == Heap.nothing: return nil
    case .text: return .text(heap.string(reference))
    case .list(let element):
      var data: [Datum] = []
      let elements = heap.elements(reference)
      for index in 0..<heap.count(reference) {
        guard let one = datum(elements[index], element) else { return nil }
        data.append(one)
      }
      return .list(data)
    case .record(let fields):
      var data: [Datum] = []
      let elements = heap.elements(reference)
      for (index, field) in fields.enumerated() {
        guard let one = datum(elements[index], field) else { return nil }
        data.append(one)
      }
      return .list(data)
    }
  }

  // MARK: The loop

  private mutating func execute(
    _ instructions: UnsafePointer<Instruction>, _ entries: UnsafePointer<RoutineCode.Entry>
  ) -> Double {
    var frame = registers
    let limit = registers + Self.registerLimit
    var depth = 0
    var patience = Self.patience
    var next = instructions + entries[0].start
    frame.update(from: constants[0], count: entries[0].constants.count)
    while true {
      let at = next.pointee
      next += 1
      let a = Int(at.a)
      let b = Int(at.b)
      let c = Int(at.c)
      switch at.kind {
      case .move: frame[a] = frame[b]
      case .add: frame[a] = frame[b] + frame[c]
      case .subtract: frame[a] = frame[b] - frame[c]
      case .multiply: frame[a] = frame[b] * frame[c]
      case .divide:
        let divisor = frame[c]
        if divisor == 0 {
          note(next - 1, instructions, frame[b])
          frame[a] = .nan
        } else {
          frame[a] = frame[b] / divisor
        }
      case .modulo: frame[a] = remainder(frame[b], frame[c], next - 1, instructions)
      case .unary: frame[a] = unary(at, frame, next - 1, instructions)
      case .binary: frame[a] = binary(at, frame, next - 1, instructions)
      case .ternary: frame[a] = Kernels.select(frame[b], frame[b + 1], frame[b + 2])
      case .never:
        frame[a] = .infinity
        neverReason = c
      case .jump: next = instructions + a
      case .jumpUnless:
        let condition = frame[a]
        if condition == 0 {
          next = instructions + c
        } else if condition.isNaN {
          next = instructions + (c - 2)
        }
      case .jumpUnlessLess:
        let (x, y) = (frame[a], frame[b])
        if !(x < y) { next = instructions + (x >= y ? c : c - 2) }
      case .jumpUnlessLessOrEqual:
        let (x, y) = (frame[a], frame[b])
        if !(x <= y) { next = instructions + (x > y ? c : c - 2) }
      case .jumpUnlessEqual:
        let (x, y) = (frame[a], frame[b])
        if x != y { next = instructions + (x.isNaN || y.isNaN ? c - 2 : c) }
      case .nothing: frame[a] = Double(bitPattern: Heap.nothing)
      case .call:
        let entry = entries + b
        activations[depth] = Activation(next: next, registers: frame, result: at.a)
        depth += 1
        frame += c
        guard depth < Self.depthLimit, frame + entry.pointee.registerCount < limit else {
          failure = .tooDeep
          return .nan
        }
        let first = frame + entry.pointee.parameterCount
        let values = constants[b]
        for place in 0..<entry.pointee.constants.count { first[place] = values[place] }
        next = instructions + entry.pointee.start
        patience &-= 1
        if patience == 0 {
          guard goesOn() else { return .nan }
          patience = Self.patience
        }
      case .return:
        let result = frame[a]
        if depth == 0 { return result }
        depth -= 1
        let activation = activations[depth]
        frame = activation.registers
        next = activation.next
        frame[Int(activation.result)] = result
      case .mark: frame[a] = Double(bitPattern: heap.mark)
      case .release: heap.release(to: frame[a].bitPattern)
      case .enterWhole, .enterRange, .enterList:
        if enter(at, frame, next - 1, instructions) { next = instructions + c }
      case .rangeItem: frame[a] = frame[b] + frame[b + 2] * (frame[c] - 1)
      case .next:
        let count = frame[a] + 1
        frame[a] = count
        guard count <= frame[b] else { continue }
        next = instructions + c
        patience &-= 1
        if patience == 0 {
          guard goesOn() else { return .nan }
          patience = Self.patience
        }
      case .item:
        let list = frame[b].bitPattern
        let place = frame[c]
        if list != Heap.nothing, place >= 1, place <= Double(heap.count(list)),
          place == place.rounded(.towardZero)
        {
          frame[a] = heap.elements(list)[Int(place) - 1]
        } else {
          if list != Heap.nothing { note(next - 1, instructions, place) }
          frame[a] = Double(bitPattern: Heap.nothing)
        }
      case .field:
        let record = frame[b].bitPattern
        frame[a] =
          record == Heap.nothing
          ? Double(bitPattern: Heap.nothing) : heap.elements(record)[c - 1]
      case .length:
        let list = frame[b].bitPattern
        frame[a] = list == Heap.nothing ? .nan : Double(heap.count(list))
      case .push:
        frame[a] = Double(bitPattern: heap.append(frame[b], to: frame[a].bitPattern))
        if heap.isFull { return .nan }
      case .textAppend:
        let text = heap.join(frame[b].bitPattern, frame[c].bitPattern)
        frame[a] = Double(bitPattern: text)
        if heap.isFull { return .nan }
      case .number:
        let (text, number) = (Int(code.table[b]), Int(code.table[b + 1]))
        frame[a] = written(
          frame[number], after: frame[text].bitPattern, Int(code.table[b + 2]))
        if heap.isFull { return .nan }
      case .primitive:
        let operands = Operands(registers: frame, table: code.table, start: b, count: c)
        let primitive = Primitive(rawValue: UInt8(truncatingIfNeeded: at.detail)) ?? .list
        frame[a] = heap.apply(primitive, operands)
        if heap.isFull { return .nan }
      }
    }
  }

  private mutating func goesOn() -> Bool {
    guard options.isCancelled() else { return true }
    failure = .cancelled
    return false
  }

  /// Remembers the first instruction that gave nothing, unless what it read was nothing already.
  private mutating func note(
    _ at: UnsafePointer<Instruction>, _ instructions: UnsafePointer<Instruction>, _ operand: Double
  ) {
    guard failure == nil, !operand.isNaN else { return }
    failure = .nothing(code.nodes[at - instructions])
  }

  @inline(__always)
  private mutating func remainder(
    _ a: Double, _ b: Double, _ at: UnsafePointer<Instruction>,
    _ instructions: UnsafePointer<Instruction>
  ) -> Double {
    // whole numbers have an exact remainder, which is the same either way
    if a >= 0, a <= 4_294_967_295, b >= 1, b <= 4_294_967_295 {
      let (x, y) = (UInt32(a), UInt32(b))
      if Double(x) == a, Double(y) == b { return Double(x % y) }
    }
    let result = Kernels.modulo(a, b)
    if result.isNaN { note(at, instructions, a + b) }
    return result
  }

  @inline(never)
  private mutating func unary(
    _ instruction: Instruction, _ frame: UnsafeMutablePointer<Double>,
    _ at: UnsafePointer<Instruction>, _ instructions: UnsafePointer<Instruction>
  ) -> Double {
    let x = frame[Int(instruction.b)]
    let result: Double
    switch Operation(rawValue: UInt8(truncatingIfNeeded: instruction.detail)) {
    case .negate: result = -x
    case .absolute: result = x.magnitude
    case .not: result = Kernels.not(x)
    case .floor: result = Kernels.floor(x)
    case .round: result = Kernels.round(x)
    case .squareRoot: result = Kernels.squareRoot(x)
    case let operation?: result = Kernel.value(operation, [x])
    case nil: result = .nan
    }
    if result.isNaN { note(at, instructions, x) }
    return result
  }

  @inline(never)
  private mutating func binary(
    _ instruction: Instruction, _ frame: UnsafeMutablePointer<Double>,
    _ at: UnsafePointer<Instruction>, _ instructions: UnsafePointer<Instruction>
  ) -> Double {
    let (x, y) = (frame[Int(instruction.b)], frame[Int(instruction.c)])
    let result: Double
    switch Operation(rawValue: UInt8(truncatingIfNeeded: instruction.detail)) {
    case .less: result = Kernels.less(x, y)
    case .lessOrEqual: result = Kernels.lessOrEqual(x, y)
    case .equal: result = Kernels.equal(x, y)
    case .notEqual: result = Kernels.notEqual(x, y)
    case .and: result = Kernels.and(x, y)
    case .or: result = Kernels.or(x, y)
    case .minimum: result = Kernels.minimum(x, y)
    case .maximum: result = Kernels.maximum(x, y)
    case .power: result = Kernels.power(x, y)
    case let operation?: result = Kernel.value(operation, [x, y])
    case nil: result = .nan
    }
    if result.isNaN, !y.isNaN { note(at, instructions, x) }
    return result
  }

  /// Lays out the counter of a loop; `false` when how often it turns cannot be known.
  private mutating func enter(
    _ instruction: Instruction, _ frame: UnsafeMutablePointer<Double>,
    _ at: UnsafePointer<Instruction>, _ instructions: UnsafePointer<Instruction>
  ) -> Bool {
    let (a, b) = (Int(instruction.a), Int(instruction.b))
    let isKnown: Bool
    switch instruction.kind {
    case .enterList:
      let list = frame[b].bitPattern
      isKnown = list != Heap.nothing
      (frame[a], frame[a + 1]) = (isKnown ? Double(heap.count(list)) : .nan, 0)
    case .enterWhole:
      (frame[a], frame[a + 1]) = (frame[b + 1], frame[b] - 1)
      isKnown = Turns.areWhole(frame[b], frame[b + 1])
      if !isKnown { note(at, instructions, frame[b] + frame[b + 1]) }
    default:
      let turns = Turns.count(frame[b], frame[b + 1], step: frame[b + 2])
      isKnown = turns != nil
      (frame[a], frame[a + 1]) = (turns ?? .nan, 0)
      if !isKnown { note(at, instructions, frame[b] + frame[b + 1] + frame[b + 2]) }
    }
    return isKnown
  }

  private mutating func written(_ number: Double, after text: Heap.Reference, _ format: Int)
    -> Double
  {
    if number.isNaN { return Double(bitPattern: Heap.nothing) }
    let format = code.formats[format]
    if format.isPlain, number.magnitude < 1e15, number == number.rounded(.towardZero) {
      return Double(bitPattern: heap.append(digitsOf: Int(number), to: text))
    }
    let written = heap.text(of: format.text(number).utf8)
    return Double(bitPattern: heap.join(text, written))
  }
}

/// What a range `low..high` runs through.
public enum Turns {
  /// The most elements of a range.
  public static let limit = 9e15

  /// `true` iff a range without a step is one: it runs through whole numbers.
  public static func areWhole(_ low: Double, _ high: Double) -> Bool {
    low == low.rounded(.towardZero) && low.magnitude < limit && high.magnitude < limit
  }

  /// How many elements a range with a step has: none when the step leads away from its end; `nil` when
  /// nobody can say. An end that rounding missed by a billionth of a step belongs to it.
  public static func count(_ low: Double, _ high: Double, step: Double) -> Double? {
    let turns = (high - low) / step
    guard turns.isFinite, step != 0, turns < limit else { return nil }
    return max(0, (turns + 1e-9).rounded(.down) + 1)
  }
}
