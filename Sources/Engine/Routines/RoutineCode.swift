/// An instruction: a register for the result, registers or places for the operands.
struct Instruction {
  enum Kind: UInt8 {
    case move, add, subtract, multiply, divide, modulo
    /// Any operation of one, two or three operands; `detail` says which. Three stand in a row at b.
    case unary, binary, ternary
    /// To a, or to c unless a condition on a and b holds: what follows then. When it is no number, to the
    /// two instructions before c.
    case jump, jumpUnless, jumpUnlessLess, jumpUnlessLessOrEqual, jumpUnlessEqual
    /// a becomes what it is not possible to know.
    case nothing
    /// a becomes `never`, for the reason c.
    case never
    /// a = routine b, whose registers begin at c.
    case call
    case `return`
    /// a = how full the memory is; then free what was taken since.
    case mark, release
    /// a = the last value of a counter, the register after it = the value before its first. To c, unless
    /// there is no such number. A range of whole numbers from b to the next register; one of low, high
    /// and step from b on, whose turns are counted; the list b.
    case enterWhole, enterRange, enterList
    /// a = element of the range at b, in turn c.
    case rangeItem
    /// Counts a up, and goes to c while it is at most b.
    case next
    case item, field, length
    /// Adds b to the list a, which nothing else knows yet.
    case push
    case textAppend
    /// a = a text with a number after it: the text, the number and its format stand in the table at b.
    case number
    /// a = a primitive; the c operands stand in the table from b on.
    case primitive
  }
  var kind: Kind
  var detail: UInt16 = 0
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
}

/// A routine with all that it calls, as flat instructions over registers: no names, no look-ups. The
/// registers of an activation are its parameters, then its constants and what it reads of the graph,
/// then one for each node.
public final class RoutineCode: Sendable {
  struct Entry: Sendable {
    var start = 0
    var parameterCount = 0
    var registerCount = 0
    /// What the registers after the parameters hold: the bits of a constant.
    var constants: [UInt64] = []
    /// Which of those are read of the graph: the place among the constants, the index of the capture.
    var captures: [(place: Int, capture: Int)] = []
  }

  /// How deep routines may call each other.
  public static let depthLimit = Machine.depthLimit

  let instructions: [Instruction]
  /// The node that each instruction computes, to say where something went wrong.
  let nodes: [NodeID]
  let entries: [Entry]
  let table: [Int32]
  /// The texts of the program, one after the other.
  let texts: [UInt8]
  let formats: [NumberFormat]
  /// The nodes of the graph that are read.
  public let captures: [NodeID]
  public let layout: Layout
  /// The reason of the first `never` among the constants.
  private let firstNeverReason: Int?

  init(_ assembler: borrowing Assembler, layout: Layout) {
    instructions = assembler.instructions
    nodes = assembler.nodes
    entries = assembler.entries
    table = assembler.table
    texts = assembler.texts
    formats = assembler.graph.formats
    captures = assembler.captures
    firstNeverReason = assembler.neverReason
    self.layout = layout
  }
}

extension RoutineCode.Entry {
  /// The first register that is no parameter, constant or capture.
  var firstTemporary: Int { parameterCount + constants.count }
}

extension RoutineCode {
  /// Returns the result for known values of what the code reads, in the order of `captures`, and the first
  /// thing that went wrong on the way, which may not matter; there is no result when it does. The reason is that
  /// of the last `never` that was chosen, for a result that is one.
  public func result(reading values: [Double], _ options: RunOptions) -> (
    datum: Datum?, failure: RoutineFailure?, neverReason: Int?
  ) {
    var machine = Machine(self, options)
    let result = machine.run { values[$0] }
    let reason = machine.neverReason ?? firstNeverReason
    switch machine.failure {
    case .tooDeep, .tooLarge, .cancelled: return (nil, machine.failure, nil)
    case .nothing where layout.isNumber && result.isNaN: return (nil, machine.failure, nil)
    case .nothing, nil: return (machine.datum(result, layout), machine.failure, reason)
    }
  }

  /// Returns the number that the code gives for known values of what it reads, NaN for none.
  func value(reading values: [Double], _ options: RunOptions) -> Double {
    var machine = Machine(self, options)
    return machine.run { values[$0] }
  }

  /// Computes `count` results from blocks of what the code reads. After one that took too much, or when
  /// the host says stop, the rest has no value; with `RunOptions.isPatient` after what was too deep it has.
  func run(
    _ out: UnsafeMutablePointer<Double>, _ operands: [UnsafePointer<Double>], _ count: Int,
    _ options: RunOptions
  ) {
    var machine = Machine(self, options)
    for index in 0..<count {
      let result = machine.run { operands[$0][index] }
      out[index] = result
      switch machine.failure {
      case .tooDeep where options.isPatient: break
      case .tooDeep, .tooLarge, .cancelled:
        for rest in (index + 1)..<max(count, index + 1) { out[rest] = .nan }
        return
      case .nothing, nil: break
      }
    }
  }
}
