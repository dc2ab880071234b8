import AISDistributions
import AISEngine
import AISModel
import AISNumerics
import AISSource
import AISSyntax
import AISUnits

/// Gives expressions their meaning: names are resolved, units checked and nodes made in one walk.
///
/// There is one walk for prompt, script, what-if, sweep and every later question. A slot is elaborated
/// once a scenario and remembered; equal nodes are one, so that a scenario shares what it does not reach.
/// Elaboration computes constants, and conditions that decide what belongs to a set; `Run` computes the rest.
struct Elaborator: Sendable {
  var book: Book
  var graph = Graph()
  /// What runs on the graph have computed.
  var computed = Computed()
  /// Scenarios as built; the first is the root.
  var overlays = [Overlay()]
  /// The date at which everything is read.
  var today: Day
  var warnings: [Diagnostic] = []
  /// The text of the question at hand, whose own words deserve a note.
  var question: SourceText?
  /// The module of the text that is read at this moment: its names come before those of the whole program.
  var module: String?
  /// The call in the question at hand, of a function from another text, that is being elaborated.
  var call: LibraryCall?
  /// Where in its text a function did what a call in a question asked for.
  private(set) var insides: [NodeID: (call: LibraryCall, place: Place)] = [:]
  /// What is worth saying below the answer.
  var notes: [String] = []
  /// The reasons of `never`, by the number that a node carries.
  private(set) var neverReasons: [String] = []
  /// Where a node was first asked for, to say where a value went wrong.
  private(set) var origins: [NodeID: Place] = [:]
  /// The functions and loops that are routines.
  var routines = Routines()
  /// What went wrong in constants, by the payload of the NaN that stands for it.
  private(set) var faults: [Diagnostic] = []
  /// How a condition that decides what belongs to a set is computed; asked now and then to stop.
  var options = RunOptions()
  /// What was given to the script: the list `args`.
  var arguments: [String] = []
  /// A text is only checked: nothing is computed.
  var isChecking = false
  /// Something remembered rests on a computation, and so on `options`.
  var hasComputed = false
  /// While a reduction over several names is read: at how many of its points E was read, and has a value.
  var combinations: (all: Int, known: Int)?
  /// For estimates that are no mean: what has their standard error as that of its own mean.
  var influences: [NodeID: NodeID] = [:]
  /// The standard errors of estimates that were computed at once, at the points of their axes.
  var errors: [NodeID: [Double]] = [:]

  /// The clauses that a scenario is built without, while the effect of each is told apart.
  var excluded: [Place] = []
  /// The axes of the reductions over sweeps that are being elaborated.
  var openAxes: AxisSet = []
  /// The axes that the question at hand sweeps.
  var questionAxes: AxisSet = []
  /// What a question searches for: leaves whose value is not known yet.
  var searched: [NodeID] = []
  /// The columns of leaves that stand for inputs while a question varies them.
  var inputColumns: [NodeID: [Double]] = [:]
  /// What stands for inputs of the model while a question varies them, by the node of what is stated.
  var inputs: [Slot: [NodeID: Varied]] = [:]

  /// What was drawn from a recipe with known parameters.
  var drawn: [NodeID: Drawn] = [:]
  /// The axes of the tables' rows, by the number of the table.
  var rowAxes: [Int: RowAxis] = [:]
  /// A host has set numbers.
  var hasGiven = false
  /// The columns of tables with the numbers that a host has set in them.
  var givenColumns: [Slot: Numbers] = [:]
  /// Columns with empty cells: where something is given, and the numbers with 0 elsewhere.
  var columnParts: [Slot: (Numbers, Numbers)] = [:]
  /// For columns with empty cells: 1 in the rows in which all of them are given.
  var knownRows: [[NodeID]: Numbers] = [:]
  /// What `known` gives where cells are empty: NaN in the rows that are unknown still, else 0.
  var filled: [NodeID: (axis: AxisID, numbers: Numbers)] = [:]
  /// The numbers of the texts in columns of tables, and those columns.
  var texts = TextNumbers()
  var textColumns: [Slot: Numbers] = [:]
  /// How often definitions have changed under what was elaborated.
  private(set) var edition = 0
  /// The parts of mixtures, whose own draws they do not share.
  var mixed: [NodeID: Mixture] = [:]
  /// The streams of the model's own inputs. What rests on them is compared between scenarios, where both
  /// sides must be computed alike: from samples.
  var modelStreams: Set<UInt64> = []
  /// What has been worked out without samples; `nil` where that cannot be.
  var laws: [NodeID: Law?] = [:]
  var linearForms: [NodeID: LinearForm?] = [:]
  var logLinearForms: [NodeID: LinearForm?] = [:]
  var means: [NodeID: NodeID?] = [:]
  var variances: [NodeID: NodeID?] = [:]
  var streamsBelow: [NodeID: Set<UInt64>] = [:]
  /// The scores, by stream, that the draws of inputs which are correlated with others follow in their order.
  var correlated: [OverlayID: Scores] = [:]
  /// The correlated streams of which each row of a table has draws of its own.
  var streamsOfThings: Set<UInt64> = []
  var memo = Memo()
  /// The scenarios as they are at moments.
  var views: [View: OverlayID] = [:]
  /// The last turn of each scenario that was read at a date.
  var lastTurns: [OverlayID: Day] = [:]
  /// Whether a slot stays what it is on the date of a scenario, where that was asked.
  var timeless: [SlotReference: Bool] = [:]
  /// The scenarios of expressions that are read at several dates.
  var standings: [Standing: OverlayID] = [:]
  /// How far stocks are integrated.
  var paths: [PathKey: StockPath] = [:]
  /// How far what follows a value late is followed.
  var delayPaths: [DelayKey: DelayPath] = [:]
  /// How far growth is followed.
  var growths: [PathKey: GrowthPath] = [:]
  /// How far triggers are followed.
  var triggerPaths: [TriggerKey: TriggerPath] = [:]
  /// The stocks that are held because what changes them is not known, with the reason.
  var held: [Slot: String] = [:]
  /// The triggers of scenarios, by their numbers.
  var triggers: [Trigger] = []
  /// What a change does not reach is taken over from the scenario below.
  var sharesUnreached = true
  /// Whether a change of a scenario reaches a slot, where that was asked.
  var reached: [SlotReference: Bool] = [:]
  /// The slots being elaborated, outermost first.
  var inProgress: [SlotReference] = []
  /// Where each of them was read.
  var readAt: [Place] = []
  /// For a slot whose change is being read: how many of its changes are behind.
  var stages: [SlotReference: Int] = [:]
  /// What the code being elaborated leaves behind, innermost last.
  var traces = [Trace()]
  /// Some remembered value has guards of its own.
  var hasRememberedGuards = false
  var stack = StackGuard()
  /// The entity that the last clause changed, to be offered where a clause names none.
  var lastOwner: EntityID?
  /// What the last clause that a verb reads is about, for a clause that begins with its verb.
  var lastSubject: (text: SourceText, tokens: TokenRange)?
  /// An event of the question was taken to happen, for the scenario "if it happens".
  var hasEvents = false
  /// A verb has an event of its own.
  var hasChances = false
  private var steps = 0

  /// What elaborating some code leaves behind, besides its value.
  struct Trace: Sendable {
    /// The slots that it refers to directly.
    var dependencies: [SlotReference] = []
    /// Those of them that cancel out, each as often as it does: they tell which changes reach it, not what it rests on.
    var cancelled: [SlotReference] = []
    /// The value is known and rests on nothing that an answer names.
    var isIdle = false
    /// Nodes of which it takes a known number, such as an exact quantile: what they rest on matters,
    /// though no draw is left.
    var taken: [NodeID] = []
    /// Conditions to be checked when an answer that rests on it is computed.
    var guards: [Guard] = []
    /// It was read at a date, or rests on what was before.
    var isDated = false

    /// Adds what other code left behind.
    mutating func add(_ other: Trace) {
      dependencies += other.dependencies
      cancelled += other.cancelled
      taken += other.taken
      guards += other.guards
      if other.isDated { isDated = true }
    }

    /// Forgets what was left behind between two moments of this trace.
    mutating func remove(from start: Mark, upTo end: Mark) {
      dependencies.removeSubrange(start.dependencies..<end.dependencies)
      cancelled.removeSubrange(start.cancelled..<end.cancelled)
      taken.removeSubrange(start.taken..<end.taken)
      guards.removeSubrange(start.guards..<end.guards)
    }
  }

  /// The value of a slot with the trace of its elaboration.
  struct SlotResult: Sendable {
    let value: Value
    let trace: Trace
  }

  /// The conditions that must hold for the question at hand: its own, and those behind the values that
  /// it refers to.
  var pendingGuards: [Guard] {
    guard hasRememberedGuards else { return traces[0].guards }
    return referredTo.reduce(into: traces[0].guards) { guards, reference in
      if case .success(let result)? = memo[reference] { guards += result.trace.guards }
    }
  }

  /// What the question at hand refers to, all the way down, in the order of the walk.
  var referredTo: [SlotReference] {
    var found: [SlotReference] = []
    var seen = Set<SlotReference>()
    var pending = traces[0].dependencies
    while let reference = pending.popLast() {
      guard seen.insert(reference).inserted else { continue }
      found.append(reference)
      if case .success(let result)? = memo[reference] { pending += result.trace.dependencies }
    }
    return found
  }

  /// The trace of the code being elaborated.
  var trace: Trace {
    get { traces[traces.count - 1] }
    _modify { yield &traces[traces.count - 1] }
  }

  init(book: Book, today: Day) {
    self.book = book
    self.today = today
  }

  // MARK: Limits

  /// How deep functions may call.
  static let callLimit = 2_000
  /// How many nodes one graph may hold.
  static let nodeLimit = 4_000_000

  /// Counts a step of work: stops when the host says so, or when a limit is near.
  mutating func step(_ place: @autoclosure () -> Place) throws(Diagnostic) {
    steps &+= 1
    if stack.isNearlyFull { throw Message.tooLong(place()) }
    guard steps & 0x3FF == 0 else { return }
    if options.isCancelled() { throw Diagnostic(code: "AIS0602", "interrupted") }
    if graph.count > Self.nodeLimit {
      throw Diagnostic(
        code: "AIS0603", "this needs more than \(Self.nodeLimit) operations", at: place(),
        help: "make the sweep or the recursion smaller")
    }
  }

  // MARK: Nodes

  /// Returns the node of an operation, and remembers where it was asked for.
  ///
  /// A constant that is no number stands for its fault and passes through, so that an error in an arm
  /// that is not chosen is no error.
  mutating func apply(_ operation: Operation, _ a: NodeID, _ b: NodeID? = nil, at place: Place)
    -> NodeID
  {
    for operand in [a, b].compactMap({ $0 }) where isFault(operand) { return operand }
    let count = graph.count
    let node = b.map { graph.apply(operation, a, $0) } ?? graph.apply(operation, a)
    if let known = graph.constant(node),
      known.isNaN || operation == .logarithm && known == -.infinity
    {
      return fault(operation, place)
    }
    // a question's own words come before those of an earlier one, where something can go wrong
    note(node, place, since: count, canFail: operation.canFail)
    return node
  }

  /// Returns the node of an operation on three operands.
  mutating func apply(
    _ operation: Operation, _ a: NodeID, _ b: NodeID, _ c: NodeID, at place: Place
  ) -> NodeID {
    for operand in [a, b, c] where isFault(operand) { return operand }
    let count = graph.count
    let node = graph.apply(operation, a, b, c)
    if let known = graph.constant(node), known.isNaN { return fault(operation, place) }
    note(node, place, since: count, canFail: operation.canFail)
    return node
  }

  /// Returns the node of a choice.
  mutating func select(_ condition: NodeID, _ yes: NodeID, _ no: NodeID, at place: Place) -> NodeID
  {
    if isFault(condition) { return condition }
    let count = graph.count
    let node = graph.apply(.select, condition, yes, no)
    note(node, place, since: count, canFail: false)
    return node
  }

  mutating func reduce(
    _ operation: Operation, _ a: NodeID, probability: Double = 0, at place: Place
  )
    -> NodeID
  {
    if isFault(a) { return a }
    if graph.isLocal(a) {
      // a routine knows one sample only
      routines.isUnsuited = true
      return a
    }
    if let exact = exact(operation, a, probability, place) { return exact }
    let count = graph.count
    let node = graph.reduce(operation, a, probability: probability)
    if graph.count > count { origins[node] = place }
    return node
  }

  /// Remembers where a node was asked for.
  mutating func note(_ node: NodeID, _ place: Place) {
    origins[node] = place
    insides[node] = call.map { ($0, place) }
  }

  /// Remembers where a node was asked for, and those that were made for it when the graph had `count`.
  private mutating func note(_ node: NodeID, _ place: Place, since count: Int, canFail: Bool) {
    for new in graph.nodes(since: count) { note(new, place) }
    if canFail { note(node, place) }
  }

  /// A fault in a function of another text, told of the call in the question: the line of the function is a label.
  func told(_ fault: Diagnostic, of call: LibraryCall?) -> Diagnostic {
    guard let call, let inside = fault.place, inside.text !== call.place.text,
      !fault.code.hasPrefix("AIS06")
    else { return fault }
    var told = fault
    told.place = call.place
    told.labels = [.init(inside, "in `\(call.function)`")]
    told.help = call.help
    return told
  }

  mutating func never(_ reason: String) -> NodeID {
    let index = neverReasons.firstIndex(of: reason) ?? neverReasons.count
    if index == neverReasons.count { neverReasons.append(reason) }
    return graph.never(reason: index)
  }

  private static let faultBits: UInt64 = 0x7FFA_0000_0000_0000

  private mutating func fault(_ operation: Operation, _ place: Place) -> NodeID {
    fault(told(Self.fault(of: operation, place), of: call))
  }

  /// Returns the constant that stands for a fault: an error for who asks for its value.
  mutating func fault(_ fault: Diagnostic) -> NodeID {
    let same = faults.firstIndex {
      $0.code == fault.code && $0.place?.span == fault.place?.span
        && $0.place?.text === fault.place?.text
    }
    if same == nil { faults.append(fault) }
    let index = same ?? faults.count - 1
    return graph.constant(Double(bitPattern: Self.faultBits | UInt64(index)))
  }

  /// Says of a division that failed which part is zero, and how to guard it.
  mutating func nameDivisor(of node: NodeID, _ a: Place, _ b: Place, _ place: Place) {
    guard let value = graph.constant(node), let fault = fault(value), fault.code == "AIS0502",
      fault.labels.isEmpty, fault.place?.text === place.text, fault.place?.span == place.span,
      let index = faults.firstIndex(where: {
        $0.code == fault.code && $0.place?.text === place.text && $0.place?.span == place.span
      })
    else { return }
    faults[index].labels = [.init(b, "this is 0")]
    let (first, second) = (a.source.singleLine, b.source.singleLine)
    func isName(_ text: String) -> Bool {
      text.first?.isLetter == true
        && text.allSatisfy { $0.isLetter || $0.isNumber || "_.".contains($0) }
    }
    if isName(first), isName(second) {
      faults[index].help =
        "guard it: `if \(second) != 0 then \(first) / \(second) else never \"no \(second)\"`"
    }
  }

  private func isFault(_ node: NodeID) -> Bool { graph.constant(node)?.isNaN ?? false }

  /// Returns what went wrong in a constant that is no number.
  func fault(_ value: Double) -> Diagnostic? {
    guard value.isNaN, value.bitPattern & 0xFFFF_0000_0000_0000 == Self.faultBits else {
      return nil
    }
    let index = Int(value.bitPattern & 0xFFFF_FFFF)
    return index < faults.count ? faults[index] : nil
  }

  /// `true` iff a fault is one of the numbers of an entity: those of others may be sound.
  static func isOfOne(_ fault: Diagnostic) -> Bool { ["AIS0502", "AIS0503"].contains(fault.code) }

  /// What an operation that gives no number has done.
  static func fault(of operation: Operation, _ place: Place) -> Diagnostic {
    switch operation {
    case .divide:
      Diagnostic(
        code: "AIS0502", "division by zero", at: place,
        help: "guard it: `if b != 0 then a / b else …`")
    case .modulo:
      Diagnostic(code: "AIS0502", "remainder of a division by zero", at: place)
    case .logarithm:
      Diagnostic(code: "AIS0503", "the logarithm of a number that is not positive", at: place)
    case .squareRoot:
      Diagnostic(code: "AIS0503", "the square root of a negative number", at: place)
    case .power:
      Diagnostic(
        code: "AIS0503", "a negative number to a power that is not whole", at: place)
    case .sine, .cosine, .tangent:
      Diagnostic(code: "AIS0504", "this has no value: `never` is no angle", at: place)
    case .gammaQuantile, .poissonQuantile, .betaQuantile, .binomialQuantile:
      Diagnostic(
        code: "AIS0319", "no distribution has these parameters", at: place,
        help: "shapes, scales and rates are positive, probabilities between 0% and 100%")
    case .negate:
      Diagnostic(code: "AIS0504", "this has no value: `never` has no opposite", at: place)
    default:
      Diagnostic(code: "AIS0504", "this has no value: it takes `never` from `never`", at: place)
    }
  }

  // MARK: Forgetting

  /// Forgets everything that was derived from definitions: they have changed.
  mutating func forget() {
    edition += 1
    (givenColumns, columnParts, knownRows) = ([:], [:], [:])
    (filled, texts, textColumns) = ([:], TextNumbers(), [:])
    graph = Graph()
    computed = Computed()
    rowAxes = [:]
    overlays = [Overlay()]
    memo = Memo()
    forgetDates()
    triggers = []
    reached = [:]
    origins = [:]
    faults = []
    forgetExact()
    correlated = [:]
    routines = Routines()
    hasComputed = false
    hasRememberedGuards = false
  }

  /// Forgets what was derived from the definitions of slots, and nothing else; `true` iff that was everything,
  /// because scenarios stand on them. What is elaborated anew goes into the same graph: what comes out equal is equal.
  mutating func forget(dependentsOf slots: [Slot]) -> Bool {
    guard overlays.count == 1, overlays[0].changes.isEmpty, book.correlations.isEmpty else {
      forget()
      return true
    }
    edition += 1
    var readers: [Slot: [Slot]] = [:]
    for case (let slot, .success(let result)) in memo.root {
      for part in result.trace.dependencies { readers[part.slot, default: []].append(slot) }
    }
    var changed = Set<Slot>()
    var pending = slots + slots.compactMap(slotOfAll)
    while let slot = pending.popLast() {
      guard changed.insert(slot).inserted else { continue }
      pending += readers[slot] ?? []
    }
    // what failed says nothing of what it has read
    memo.filterRoot { slot, result in
      if case .failure = result { return false }
      return !changed.contains(slot)
    }
    for slot in changed { (givenColumns[slot], columnParts[slot]) = (nil, nil) }
    // what a routine reads is part of it
    routines = Routines()
    reached = [:]
    forgetDates()
    return false
  }
}

/// How much of the thread's stack is left: what recursion asks before it goes deeper.
struct StackGuard: Sendable {
  private var lowest: UInt

  init() { lowest = Self.lowestAddress() }

  /// `true` iff less than 256 KiB are left.
  var isNearlyFull: Bool {
    var marker: UInt8 = 0
    return withUnsafePointer(to: &marker) { UInt(bitPattern: $0) < lowest &+ 256 * 1024 }
  }
}

/// A call in a question of a function that is written in another text.
struct LibraryCall: Sendable {
  let function: String
  let place: Place
  /// How it is called.
  let help: String
}

// MARK: Modules

extension Elaborator {
  /// Does something with a text, whose own names come first meanwhile.
  mutating func within<Result>(
    _ text: ParsedText, _ body: (inout Elaborator) throws(Diagnostic) -> Result
  ) throws(Diagnostic) -> Result {
    let outer = module
    module = book.module(of: text.source)
    defer { module = outer }
    return try body(&self)
  }
}
