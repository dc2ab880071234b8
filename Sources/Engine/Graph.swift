import AISNumerics

/// The identity of a node in its graph. Operands have smaller identities than what uses them.
public struct NodeID: Hashable, Sendable, Comparable {
  let index: Int32

  public static func < (a: NodeID, b: NodeID) -> Bool { a.index < b.index }
  static let none = NodeID(index: -1)
  /// What stands for a node where there is none yet.
  public static let unknown = none
}

/// A set of axes: bit 0 is the samples, the others are swept axes.
public struct AxisSet: Hashable, Sendable, OptionSet {
  public let rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }
  /// The axis of Monte Carlo samples.
  public static let sample = AxisSet(rawValue: 1)

  /// Creates a set of swept axes.
  public init(_ axes: [AxisID]) { self = axes.reduce(into: []) { $0.formUnion($1.set) } }

  /// The swept axes in it, in the order of their identities.
  public var swept: [AxisID] {
    var rest = rawValue & ~1
    var axes: [AxisID] = []
    while rest != 0 {
      axes.append(AxisID(index: UInt8(rest.trailingZeroBitCount)))
      rest &= rest - 1
    }
    return axes
  }
}

/// The identity of a swept axis.
public struct AxisID: Hashable, Sendable {
  let index: UInt8
  var set: AxisSet { AxisSet(rawValue: 1 << UInt64(index)) }
}

/// What values vary along, besides the samples.
private struct Axis: Sendable {
  let name: String
  let values: Numbers
  /// The key of each thing along it, where they have draws of their own.
  let keys: [UInt64]?
}

/// A node: an operation on earlier nodes. Two nodes that are equal are one.
struct Node: Hashable, Sendable {
  var operation: Operation
  /// The number of a constant, the stream's key of a draw, the axis, the probability of a quantile.
  var payload: UInt64 = 0
  var a = NodeID.none
  var b = NodeID.none
  var c = NodeID.none
  /// The axes that the value varies along.
  var axes: AxisSet = []
  /// The value is known to be finite, so that zero times it is zero.
  var isFinite = false
  /// The value is known to be finite and positive, so that it over itself is one.
  var isPositive = false
  /// The value exists only while a routine runs. The payload of a local operation is its block.
  var isLocal = false

  func operand(_ index: Int) -> NodeID { index == 0 ? a : index == 1 ? b : c }

  /// The operation, its payload and its operands: all else follows from them.
  func hash(into hasher: inout Hasher) {
    hasher.combine(payload)
    hasher.combine(UInt64(UInt32(bitPattern: a.index)) << 32 | UInt64(UInt32(bitPattern: b.index)))
    hasher.combine(UInt64(UInt32(bitPattern: c.index)) << 32 | UInt64(operation.rawValue))
  }
}

/// One dataflow graph for the base and every scenario. Equal nodes are interned, so that a scenario
/// shares every node which its changes do not reach, and nothing shared is computed twice.
///
/// The graph knows slots and numbers in base units: no names, units, facts or text.
public struct Graph: Sendable {
  private(set) var nodes: [Node] = []
  private var interned: [Node: NodeID] = [:]
  /// The axes: what is swept from the first identity upwards, the rows of tables from the last downwards.
  private var axes: [AxisID: Axis] = [:]
  private var sweptCount = 0
  /// Columns of tables, each along one axis.
  private(set) var columns: [Numbers] = []
  /// The streams whose draws come in the order of a score; `Coupling.swift` changes it.
  var couplings: [UInt64: Coupling] = [:]
  private var unknowns = 0

  /// The nodes that differ from another in a few rows, and what single rows are; `Graph+Patches.swift`
  /// changes them.
  var patches: [NodeID: Patch] = [:]
  var picked: [PickedRow: NodeID] = [:]

  // What routines are written in; `Graph+Routines.swift` changes it.
  var blocks: [[NodeID]] = []
  var steps: [Step] = []
  var routines: [Routine] = []
  var formats: [NumberFormat] = []
  var codes: [RoutineCode] = []
  /// The block of a routine that is being written.
  public var block: BlockID?
  /// Something local came about where no routine was being written, and so belongs to none.
  public var hasStray = false

  public init() {}

  /// The number of nodes.
  public var count: Int { nodes.count }

  /// The most swept axes that one graph holds.
  public static let axisLimit = 63

  /// `true` iff it should be made anew before another question: it holds much that nobody may ask for again.
  public var isCrowded: Bool { sweptCount >= Self.axisLimit / 2 || nodes.count > 1_000_000 }

  /// The nodes that were made after the graph had `count`.
  public func nodes(since count: Int) -> some Sequence<NodeID> {
    (count..<nodes.count).lazy.map { NodeID(index: Int32($0)) }
  }

  // MARK: Looking

  /// The axes along which the node's value varies.
  public func axes(of id: NodeID) -> AxisSet { self[id].axes }

  /// The value of a node that is one known number, else `nil`.
  public func constant(_ id: NodeID) -> Double? {
    let node = self[id]
    switch node.operation {
    case .constant: return Double(bitPattern: node.payload)
    case .never: return .infinity
    default: return nil
    }
  }

  /// `true` iff the value of a node is known to be positive in every sample.
  public func isPositive(_ id: NodeID) -> Bool { self[id].isPositive }

  /// The reason of a node that is `never`, as the number under which the maker knows it.
  public func neverReason(_ id: NodeID) -> Int? {
    self[id].operation == .never ? Int(self[id].payload) : nil
  }

  /// The axis whose values a node stands for, if it is one.
  public func axis(of id: NodeID) -> AxisID? {
    self[id].operation == .axis ? AxisID(index: UInt8(self[id].payload)) : nil
  }

  /// The values of a swept axis.
  public func values(of axis: AxisID) -> Numbers { axes[axis]?.values ?? Self.nothing }

  private static let nothing = Numbers([])

  /// The numbers of a column of a table, if a node is one.
  public func numbers(ofColumn id: NodeID) -> Numbers? {
    self[id].operation == .column ? columns[Int(self[id].payload)] : nil
  }

  /// The key of each thing along an axis whose things have draws of their own.
  func keys(of axis: AxisID) -> [UInt64]? { axes[axis]?.keys }

  subscript(id: NodeID) -> Node { nodes[Int(id.index)] }

  // MARK: Making

  /// Returns the node of a known number.
  public mutating func constant(_ value: Double) -> NodeID {
    intern(
      Node(
        operation: .constant, payload: value.bitPattern, isFinite: value.isFinite,
        isPositive: value.isFinite && value > 0))
  }

  /// Returns the node of "never" for a reason.
  public mutating func never(reason: Int) -> NodeID {
    intern(Node(operation: .never, payload: UInt64(reason)))
  }

  /// Returns a uniform draw of the stream `key`; with `axis` a draw for each thing along it.
  public mutating func uniform(key: UInt64, along axis: AxisID? = nil) -> NodeID {
    draw(.uniform, key, axis)
  }

  /// Returns a standard normal draw of the stream `key`; with `axis` a draw for each thing along it.
  public mutating func normal(key: UInt64, along axis: AxisID? = nil) -> NodeID {
    draw(.normal, key, axis)
  }

  private mutating func draw(_ operation: Operation, _ key: UInt64, _ axis: AxisID?) -> NodeID {
    let axes = axis.map { AxisSet.sample.union($0.set) } ?? .sample
    return intern(Node(operation: operation, payload: key, axes: axes, isFinite: true))
  }

  /// The key of the stream of one thing out of the key that all of its kind share.
  public static func key(_ shared: UInt64, of thing: UInt64) -> UInt64 {
    Kernels.mixed((shared ^ thing) &+ 0x9E37_79B9_7F4A_7C15)
  }

  /// Returns the node of a column of a table along `axis`, which has as many things.
  public mutating func column(_ values: Numbers, along axis: AxisID) -> NodeID {
    precondition(values.count == self.values(of: axis).count)
    let known = columns.firstIndex { $0 === values }
    if known == nil { columns.append(values) }
    return intern(
      Node(operation: .column, payload: UInt64(known ?? columns.count - 1), axes: axis.set))
  }

  /// Returns a leaf whose values are handed to a run: what a search is for. Every call gives another one.
  public mutating func unknown(axes: AxisSet) -> NodeID {
    unknowns += 1
    return intern(
      Node(operation: .unknown, payload: UInt64(unknowns), axes: axes, isFinite: true))
  }

  /// Returns the node of a swept axis with these values, or `nil` when there are too many axes.
  ///
  /// `name` keeps two sweeps over the same values apart.
  public mutating func axis(_ name: String, values: [Double]) -> (node: NodeID, axis: AxisID)? {
    let known = (0..<sweptCount).map { AxisID(index: UInt8($0 + 1)) }.first { axis in
      axes[axis].map { $0.name == name && $0.values.elementsEqual(values) } ?? false
    }
    if let known { return (node(of: known), known) }
    let axis = AxisID(index: UInt8(sweptCount + 1))
    guard sweptCount < Self.axisLimit, axes[axis] == nil else { return nil }
    axes[axis] = Axis(name: name, values: Numbers(values), keys: nil)
    sweptCount += 1
    let isPositive = values.allSatisfy { $0 > 0 && $0.isFinite }
    return (node(of: axis, isPositive: isPositive), axis)
  }

  /// Returns the node of the axis of a table's rows, with the number of each row from 0, or `nil` when there are too
  /// many axes. Each row has draws of its own, under a key.
  ///
  /// Rows are innermost, those of the first table first of all, whatever was swept before: so numbers along them are
  /// always added up in the same order, and in few long pieces.
  public mutating func rows(ofTable number: Int, keys: [UInt64]) -> (node: NodeID, axis: AxisID)? {
    guard number < Self.axisLimit - sweptCount else { return nil }
    let axis = AxisID(index: UInt8(Self.axisLimit - number))
    if axes[axis] == nil {
      axes[axis] = Axis(name: "", values: Numbers(keys.indices.map(Double.init)), keys: keys)
    }
    return (node(of: axis), axis)
  }

  /// The node of the values along an axis; whether they are positive is said when it is made.
  mutating func node(of axis: AxisID, isPositive: Bool = false) -> NodeID {
    intern(
      Node(
        operation: .axis, payload: UInt64(axis.index), axes: axis.set, isFinite: true,
        isPositive: isPositive))
  }

  /// Returns the node of an operation on one to three operands, folded where they are known numbers.
  ///
  /// Folding uses the same kernels as the run, so that it never changes a bit.
  public mutating func apply(
    _ operation: Operation, _ a: NodeID, _ second: NodeID? = nil, _ third: NodeID? = nil
  ) -> NodeID {
    let (b, c) = (second ?? .none, third ?? .none)
    precondition(operation.isElementwise)
    if let simpler = simplified(operation, a, b, c) { return simpler }
    if let patch = patched(operation, a, b, c) { return patch }
    var node = node(operation, a, b, c)
    let known = (0..<operation.arity).compactMap { index in
      let operand = self[node.operand(index)]
      return operand.operation == .constant ? Double(bitPattern: operand.payload) : nil
    }
    if known.count == operation.arity {
      return constant(Kernel.value(operation, known))
    }
    if node.isLocal {
      hasStray = hasStray || block == nil
      if let block { node.payload = UInt64(block.index) }
    }
    let count = nodes.count
    let id = intern(node)
    if node.isLocal, nodes.count > count, let block { blocks[block.index].append(id) }
    return id
  }

  /// An operation on nodes, with what is known of its value.
  func node(_ operation: Operation, _ a: NodeID, _ b: NodeID, _ c: NodeID) -> Node {
    var node = Node(operation: operation, a: a, b: b, c: c)
    var allPositive = true
    node.isFinite = keepsFinite(operation, divisor: b)
    for index in 0..<operation.arity {
      let operand = self[node.operand(index)]
      node.axes.formUnion(operand.axes)
      if !operand.isFinite { node.isFinite = false }
      if !operand.isPositive { allPositive = false }
      if operand.isLocal { node.isLocal = true }
    }
    node.isPositive = node.isFinite && Self.keepsPositive(operation, allPositive)
    return node
  }

  /// Returns the reduction of a node over its samples.
  public mutating func reduce(_ operation: Operation, _ a: NodeID, probability: Double = 0)
    -> NodeID
  {
    precondition(operation.isReduction)
    guard self[a].axes.contains(.sample) else {
      // a difference and not a plain 0, so that what has no value keeps none
      return operation == .deviation ? apply(.subtract, a, a) : a
    }
    return intern(
      Node(
        operation: operation, payload: probability.bitPattern, a: a,
        axes: self[a].axes.subtracting(.sample)))
  }

  /// Returns the sum, or the smallest or largest value, of a node along an axis.
  public mutating func reduce(_ operation: Operation, _ a: NodeID, along axis: AxisID) -> NodeID {
    precondition(operation.isAlongAxis)
    guard self[a].axes.contains(axis.set) else {
      guard operation == .sumAlong else { return a }
      return apply(.multiply, a, constant(Double(values(of: axis).count)))
    }
    if let patch = patches[a], patch.axis == axis, self[patch.base].axes == axis.set {
      return reduce(operation, patch)
    }
    return reduction(operation, a, along: axis)
  }

  /// The node of a reduction along an axis that its operand has.
  mutating func reduction(_ operation: Operation, _ a: NodeID, along axis: AxisID) -> NodeID {
    intern(
      Node(
        operation: operation, payload: UInt64(axis.index), a: a,
        axes: self[a].axes.subtracting(axis.set), isFinite: self[a].isFinite))
  }

  /// Identities that hold to the last bit: `x * 1`, `x / 1`, `x + 0`, `x - x`, `x / x`, `1 ^ x`, `x ^ 1`,
  /// `0 * x`, and a choice whose condition is known.
  private mutating func simplified(_ operation: Operation, _ a: NodeID, _ b: NodeID, _ c: NodeID)
    -> NodeID?
  {
    switch operation {
    case .multiply:
      if constant(a) == 1 { return b }
      if constant(b) == 1 { return a }
      if constant(a) == 0, self[b].isFinite { return a }
      if constant(b) == 0, self[a].isFinite { return b }
    case .divide, .power:
      if constant(b) == 1 { return a }
      if operation == .divide, a == b, self[a].isPositive { return constant(1) }
      if operation == .power, constant(a) == 1 { return a }
    case .add:
      if constant(a) == 0 { return b }
      if constant(b) == 0 { return a }
    case .subtract:
      if constant(b) == 0 { return a }
      if a == b, self[a].isFinite { return constant(0) }
    case .select:
      if let condition = constant(a), !condition.isNaN { return condition != 0 ? b : c }
      if b == c, constant(a)?.isNaN != true { return b }
    default: break
    }
    return nil
  }

  private static func keepsPositive(_ operation: Operation, _ allPositive: Bool) -> Bool {
    switch operation {
    case .exponential: true
    case .add, .multiply, .divide, .minimum, .maximum, .squareRoot: allPositive
    default: false
    }
  }

  private func keepsFinite(_ operation: Operation, divisor: NodeID) -> Bool {
    switch operation {
    case .divide: self[divisor].isPositive || constant(divisor).map { $0 != 0 } ?? false
    case .power, .modulo, .logarithm, .squareRoot, .normalQuantile: false
    case .gammaQuantile, .poissonQuantile, .betaQuantile, .binomialQuantile:
      self[divisor].isPositive
    default: true
    }
  }

  mutating func intern(_ node: Node) -> NodeID {
    if let id = interned[node] { return id }
    let id = NodeID(index: Int32(nodes.count))
    nodes.append(node)
    interned[node] = id
    return id
  }

  /// Adds a node that is equal to no other.
  mutating func append(_ node: Node) -> NodeID {
    nodes.append(node)
    return NodeID(index: Int32(nodes.count - 1))
  }

  /// Returns the node of a call of the code at `index`, which varies along the axes of what it reads.
  mutating func intern(call index: Int) -> NodeID {
    let axes = codes[index].captures.reduce(into: AxisSet()) { $0.formUnion(self[$1].axes) }
    return intern(Node(operation: .call, payload: UInt64(index), axes: axes))
  }

  // MARK: Reaching

  /// Returns the nodes that `roots` rest on, themselves included, operands first.
  ///
  /// Complexity: linear in the nodes reached. `stop` ends the walk at a node without entering it.
  public func reachable(from roots: [NodeID], stoppingAt stop: (NodeID) -> Bool = { _ in false })
    -> [NodeID]
  {
    reachable(from: roots, through: operands, stoppingAt: stop)
  }

  /// The same where each node rests on what `operands` says.
  func reachable(
    from roots: [NodeID], through operands: (NodeID) -> [NodeID], stoppingAt stop: (NodeID) -> Bool
  ) -> [NodeID] {
    var seen = Set<NodeID>()
    var pending = roots
    while let id = pending.popLast() {
      guard seen.insert(id).inserted, !stop(id) else { continue }
      pending += operands(id)
    }
    return seen.sorted()
  }
}

extension Graph {
  /// What a node computes, or `nil` for a leaf.
  public func operation(_ id: NodeID) -> Operation? {
    let operation = self[id].operation
    return operation.arity == 0 && operation != .call ? nil : operation
  }

  /// `true` iff a node takes all samples of its operand to one value.
  public func isReduction(_ id: NodeID) -> Bool { self[id].operation.isReduction }
}
