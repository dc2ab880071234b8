import AISNumerics

/// How nodes are computed: stages in order, and the places where their values stand in between.
///
/// The nodes of one set of axes make a stage: a register program that is run for each point of its axes, in
/// blocks along the innermost one. Only what another stage reads, or what was asked for, has a place in
/// memory. A reduction along an axis is folded while its operand is computed; what rests on it comes in a
/// later stage.
struct Plan {
  /// The values of a node outside of registers.
  struct Place {
    let shape: Shape
    let isSampled: Bool
    /// What is known before the run; `nil` for what a stage computes.
    var known: Numbers?
    /// What a stage computes is read by others, and not only by who asked.
    var isKept = false
    /// Only reductions along its rows read it: one row at a time is there.
    var isStreamed = false
    /// For a reduction along an axis: what its running values begin with.
    var initial: Double?
  }

  /// What is common to the nodes of a stage, in the order in which stages run.
  private struct StageKey: Hashable, Comparable {
    let isSampled: Bool
    /// How many reductions along axes are below.
    let level: Int
    let axes: AxisSet

    static func < (a: StageKey, b: StageKey) -> Bool {
      if a.isSampled != b.isSampled { return b.isSampled }
      if a.level != b.level { return a.level < b.level }
      let (left, right) = (a.axes.rawValue.nonzeroBitCount, b.axes.rawValue.nonzeroBitCount)
      return left == right ? a.axes.rawValue < b.axes.rawValue : left < right
    }
  }

  private(set) var places: [Place] = []
  /// The place of a node that has one.
  private(set) var placeOf: [NodeID: Int] = [:]
  /// Known numbers, the same everywhere.
  private(set) var scalars: [NodeID: Double] = [:]
  /// The stages that no sample reaches, in their order; then those that samples stream through.
  private(set) var fixedStages: [Stage] = []
  private(set) var sampledStages: [Stage] = []

  /// Plans the computation of `roots`. `nodes` are all that they rest on and that is not known, with the
  /// known ones at their edge, operands first.
  init(_ graph: Graph, nodes: [NodeID], roots: [NodeID], known: [NodeID: Numbers]) {
    var levels: [NodeID: Int] = [:]
    var stageOf: [NodeID: StageKey] = [:]
    var members: [StageKey: [NodeID]] = [:]
    for id in nodes {
      let node = graph[id]
      if enterKnown(id, node, graph, known) { continue }
      let level = graph.sources(of: id).map { levels[$0] ?? 0 }.max() ?? 0
      if node.operation.isAlongAxis {
        levels[id] = level + 1
        continue
      }
      levels[id] = level
      let key = StageKey(
        isSampled: node.axes.contains(.sample), level: level,
        axes: node.axes.subtracting(.sample))
      stageOf[id] = key
      members[key, default: []].append(id)
    }
    // what only reductions along its rows read
    var rows = Set<NodeID>()
    for id in nodes where levels[id] != nil {
      let node = graph[id]
      if node.operation.isAlongAxis {
        keep(id, graph, initial: node.operation.folding.neutral)
      }
      for operand in graph.sources(of: id) {
        guard let source = stageOf[operand] else { continue }
        if node.operation.isAlongAxis {
          // folded as it is computed, unless the rows themselves run along the axis
          if !source.isSampled, source.axes.swept.last?.index == UInt8(node.payload) {
            if placeOf[operand] == nil { rows.insert(operand) }
            keep(operand, graph)
          }
        } else if stageOf[id] != source {
          keep(operand, graph)
          rows.remove(operand)
        }
      }
    }
    rows.subtract(roots)
    for root in roots where scalars[root] == nil && placeOf[root] == nil { enter(root, graph) }
    var folds: [StageKey: [NodeID]] = [:]
    for id in nodes where levels[id] != nil && graph[id].operation.isAlongAxis {
      let column = graph.sources(of: id)[0]
      let axes = graph[column].axes
      let key =
        stageOf[column]
        ?? StageKey(
          isSampled: axes.contains(.sample), level: levels[column] ?? 0,
          axes: axes.subtracting(.sample))
      folds[key, default: []].append(id)
    }
    for key in Set(members.keys).union(folds.keys).sorted() {
      let stage = Stage(
        graph, members[key] ?? [], folds: folds[key] ?? [], axes: key.axes,
        isSampled: key.isSampled,
        self)
      if stage.hasFreeOrder, stage.points > 1 {
        for id in members[key] ?? [] where rows.contains(id) {
          if let place = placeOf[id] { places[place].isStreamed = true }
        }
      }
      if key.isSampled { sampledStages.append(stage) } else { fixedStages.append(stage) }
    }
  }

  /// Enters what is known before the run; `false` for what a stage computes.
  private mutating func enterKnown(
    _ id: NodeID, _ node: Node, _ graph: Graph, _ known: [NodeID: Numbers]
  ) -> Bool {
    if let number = graph.constant(id) {
      scalars[id] = number
    } else if let numbers = known[id] {
      if numbers.count == 1, node.axes.isEmpty {
        scalars[id] = numbers[0]
      } else {
        enter(id, graph, known: numbers)
      }
    } else if node.operation == .axis {
      enter(id, graph, known: graph.values(of: AxisID(index: UInt8(node.payload))))
    } else if node.operation == .column {
      enter(id, graph, known: graph.columns[Int(node.payload)])
    } else {
      return false
    }
    return true
  }

  private mutating func enter(_ id: NodeID, _ graph: Graph, known: Numbers? = nil) {
    let axes = graph[id].axes
    placeOf[id] = places.count
    places.append(
      Place(shape: Shape(axes, graph), isSampled: axes.contains(.sample), known: known))
  }

  private mutating func keep(_ id: NodeID, _ graph: Graph, initial: Double? = nil) {
    if placeOf[id] == nil { enter(id, graph) }
    guard let place = placeOf[id] else { return }
    places[place].isKept = true
    places[place].initial = initial
  }

  /// Enters the values of a place that were computed.
  mutating func know(_ numbers: Numbers, at place: Int) { places[place].known = numbers }

  /// How many numbers a run computes and keeps that no sample reaches.
  var fixedCells: Double {
    places.reduce(0) {
      $0 + ($1.isSampled || $1.isStreamed || $1.known != nil ? 0 : Double($1.shape.points))
    }
  }

  /// How many numbers stand in memory for each sample of a unit of work.
  var keptPerSample: Int {
    places.reduce(0) { $0 + ($1.isSampled && $1.isKept ? $1.shape.points : 0) }
  }

  /// How many operations one sample takes.
  var workPerSample: Double {
    sampledStages.reduce(0) { $0 + Double($1.points) * Double($1.instructionCount) }
  }
}
