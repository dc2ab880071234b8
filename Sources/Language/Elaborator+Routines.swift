import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// A function as compiled for arguments of certain forms, in a scenario.
struct Instance: Sendable {
  let routine: RoutineID
  /// The form of its result; `nil` while nothing is known of it.
  var result: Form?
  var trace = Elaborator.Trace()
  /// It has been written whole.
  var isDone = false
}

/// What tells one instance of a function from another.
struct InstanceKey: Hashable, Sendable {
  enum Argument: Hashable, Sendable {
    case form(Form)
    /// What is known, and so part of the code.
    case entity(EntityID)
    case choice(EnumerationID, Int)
  }
  let name: String
  let overlay: OverlayID
  var arguments: [Argument]

  /// `true` iff an instance may serve for both.
  func fits(_ other: InstanceKey) -> Bool {
    guard name == other.name, overlay == other.overlay else { return false }
    return zip(arguments, other.arguments).allSatisfy { a, b in
      if case .form(let x) = a, case .form(let y) = b { return x.plain == y.plain }
      return a == b
    }
  }
}

/// What elaboration knows of routines.
struct Routines: Sendable {
  var instances: [InstanceKey: Instance] = [:]
  /// The instances that are being written, outermost first.
  var open: [InstanceKey] = []
  /// Calls that no routine can serve.
  var refused = Set<InstanceKey>()
  /// For each function that was asked about: whether calling it may take long.
  var isLong: [String: Bool] = [:]
  /// How many elements of lists and bytes of texts the question at hand has made.
  var room = 0
  /// Something was met that only the graph can do.
  var isUnsuited = false
}

/// Functions that call themselves, and loops, are written once as routines of the graph, with the same walk
/// that elaborates anything else. What cannot be a routine (it draws, reduces samples, runs over entities)
/// is elaborated in place.
extension Elaborator {
  /// Says that something is not for a routine; the caller elaborates it in place.
  static func unsuited(_ place: Place) -> Diagnostic {
    Diagnostic(
      code: "AIS0353", "a loop of this length takes numbers, conditions, texts, lists and records",
      at: place, help: "run through at most \(unrollLimit) elements, or take `show … for …`")
  }

  /// The most turns of a loop that is elaborated turn by turn.
  static let unrollLimit = 10_000

  /// The most elements of all lists, and bytes of all texts, that a question makes outside routines.
  static let roomLimit = 4_000_000

  private static let unresolved = "AIS0350"

  // MARK: Writing a routine

  /// Returns the value of what `write` elaborates, as a routine: computed at once when all that it reads is
  /// known, else by the graph, sample by sample. Throws when it cannot be one, and has then left no trace.
  mutating func computed(
    _ place: Place, _ write: (inout Elaborator) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> Value {
    guard !graph.isWriting else { return try write(&self) }
    let before = trace
    // a definition that a routine reads may have routines of its own
    let outer = (routines.open, routines.isUnsuited, graph.hasStray)
    (routines.open, routines.isUnsuited, graph.hasStray) = ([], false, false)
    defer { (routines.open, routines.isUnsuited, graph.hasStray) = outer }
    let (routine, _) = graph.beginRoutine(parameters: 0)
    do throws(Diagnostic) {
      let value = try write(&self)
      let (node, form) = try written(value, place)
      let isGuarded = trace.guards.dropFirst(before.guards.count).contains {
        graph.isLocal($0.condition)
      }
      guard !routines.isUnsuited, !graph.hasStray, !isGuarded else { throw Self.unsuited(place) }
      graph.endRoutine(routine, result: node, form.layout, then: nil)
      return try outcome(of: graph.assembled(routine), form, place)
    } catch {
      graph.block = nil
      trace = before
      throw error
    }
  }

  /// Returns the value of code, computed at once where all that it reads is known.
  private mutating func outcome(of code: RoutineCode, _ form: Form, _ place: Place)
    throws(Diagnostic) -> Value
  {
    let known = code.captures.compactMap(graph.constant)
    guard known.count == code.captures.count, !isChecking else {
      guard form.isNumber else {
        guard isChecking else { throw Self.unsuited(place) }
        return Value.computed(graph.constant(0), form).missing("nothing is computed")
      }
      let node = graph.call(code)
      if origins[node] == nil { note(node, place) }
      return .computed(node, form)
    }
    let result = code.result(reading: known, options)
    let problem = result.failure.map { diagnostic(of: $0, place) }
    guard let datum = result.datum else {
      let problem = problem ?? Diagnostic(code: "AIS0504", "this has no value", at: place)
      // as with any constant, it matters only where it is chosen
      guard form.isNumber, result.failure != .cancelled else { throw problem }
      return .computed(fault(problem), form)
    }
    try takeRoom(datum.size, place)
    return value(of: datum, form, result.neverReason, problem)
  }

  /// A result as a value of the language. A number in it that there is none of stands for `problem`.
  private mutating func value(
    of datum: Datum, _ form: Form, _ never: Int?, _ problem: Diagnostic?
  ) -> Value {
    switch (datum, form) {
    case (.number(let number), _):
      if number.isNaN, fault(number) == nil, let problem { return .computed(fault(problem), form) }
      if number == .infinity, let never { return .computed(graph.never(reason: never), form) }
      return .computed(graph.constant(number), form)
    case (.text(let text), _): return .text(text)
    case (.list(let data), .record(let fields)):
      var values: [(String, Value)] = []
      for (field, datum) in zip(fields, data) {
        values.append((field.name, value(of: datum, field.form, never, problem)))
      }
      return Value(type: .record, content: .record(values))
    case (.list(let data), .list(let element)):
      var values: [Value] = []
      values.reserveCapacity(data.count)
      for datum in data {
        values.append(
          value(of: datum, element ?? .number(.ratio, .plain, isZero: false), never, problem))
      }
      return Value(type: .list, content: .list(values))
    case (.list, _): return Value(type: .list, content: .list([]))
    }
  }

  /// What is said of a routine that gave no result.
  func diagnostic(of failure: RoutineFailure, _ place: Place) -> Diagnostic {
    switch failure {
    case .tooDeep: Message.tooDeep("this recursion", limit: RoutineCode.depthLimit, place)
    case .tooLarge:
      Diagnostic(
        code: "AIS0610",
        "the lists and texts of this take more memory than \(options.cellLimit) numbers", at: place,
        help: "keep less: take the sum of a loop by `fold`, not the list")
    case .cancelled: Diagnostic(code: "AIS0602", "interrupted")
    case .nothing(let node):
      fault(at: node) ?? Diagnostic(code: "AIS0504", "this has no value", at: place)
    }
  }

  /// Counts what lists and texts take; too much of it is an error.
  mutating func takeRoom(_ count: Int, _ place: Place) throws(Diagnostic) {
    routines.room += count
    guard routines.room <= Self.roomLimit else {
      throw Diagnostic(
        code: "AIS0611",
        "the lists and texts of this question have more than \(Self.roomLimit) elements",
        at: place, help: "put the work into a function, which gives only what is wanted of it")
    }
  }

  // MARK: Values of routines

  /// Returns the node of a value in a routine, with its form; throws for what a routine does not know.
  mutating func written(_ value: Value, _ place: Place) throws(Diagnostic) -> (NodeID, Form) {
    switch value.content {
    case .node(let node):
      if value.type == .boolean { return (node, .boolean) }
      if value.type == .text { throw Self.textsOfRows(place) }
      if value.type == .date { throw Self.unsuited(place) }
      return (node, .number(value.dimension ?? .ratio, value.style, isZero: value.isZero))
    case .computed(let node, let form): return (node, form)
    case .text(let text): return (graph.text(text), .text)
    case .list(let elements):
      var nodes: [NodeID] = []
      var form: Form?
      for element in elements {
        let (node, own) = try written(element, place)
        guard let joined = form.map({ $0.joined(with: own) }) ?? own else {
          throw Diagnostic(
            code: "AIS0352", "the elements of this list are not of one type", at: place,
            help: "a record holds values of several types: `{ name: \"a\", price: $1 }`")
        }
        form = joined
        nodes.append(node)
      }
      return (graph.primitive(.list, nodes), .list(form))
    case .record(let fields):
      var nodes: [NodeID] = []
      var forms: [Form.Field] = []
      for (name, field) in fields {
        let (node, form) = try written(field, place)
        nodes.append(node)
        forms.append(Form.Field(name: name, form: form))
      }
      return (graph.primitive(.list, nodes), .record(forms))
    case .date, .entity, .entities, .choice, .vector, .scenario, .missing:
      throw Self.unsuited(place)
    }
  }

  /// Returns the node of something done with lists and texts, and remembers where it was asked for.
  mutating func primitive(_ primitive: Primitive, _ operands: [NodeID], at place: Place) -> NodeID {
    let node = graph.primitive(primitive, operands)
    note(node, place)
    return node
  }

  /// Elaborates code in a block of its own.
  mutating func arm(
    _ place: Place, _ write: (inout Elaborator) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> (Arm, Form) {
    let outer = graph.block
    let block = graph.beginBlock()
    defer { graph.block = outer }
    let value = try write(&self)
    let (node, form) = try written(value, place)
    return (Arm(block, node), form)
  }

  private mutating func arm(_ code: Code, _ scope: Scope) throws(Diagnostic) -> (Arm, Form) {
    try arm(code.place) { elaborator throws(Diagnostic) in try elaborator.value(code, scope) }
  }

  // MARK: Choices in routines

  /// `if`, when it is decided only while a routine runs: one arm is run.
  mutating func branch(_ test: Value, _ yes: Code, _ no: Code, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    guard let condition = test.node else { throw Self.unsuited(code.place) }
    let first = try armUnlessUnresolved(yes, scope)
    let (second, secondForm) = try resolving(first?.1) { elaborator throws(Diagnostic) in
      try elaborator.arm(no, scope)
    }
    let (arm, firstForm): (Arm, Form)
    if let first {
      (arm, firstForm) = first
    } else {
      (arm, firstForm) = try resolving(secondForm) { elaborator throws(Diagnostic) in
        try elaborator.arm(yes, scope)
      }
    }
    guard let form = firstForm.joined(with: secondForm) else {
      throw Message.clash(
        "choose between", (describe(firstForm), yes.place), (describe(secondForm), no.place),
        at: code.place, help: "both arms of an `if` have the same unit")
    }
    return .computed(graph.choice(condition, arm, second), form)
  }

  func describe(_ form: Form) -> String { describe(Value.computed(NodeID.unknown, form)) }

  /// The arm of a choice; `nil` when it calls a function of whose result nothing is known yet.
  private mutating func armUnlessUnresolved(_ code: Code, _ scope: Scope) throws(Diagnostic)
    -> (Arm, Form)?
  {
    do throws(Diagnostic) {
      return try arm(code, scope)
    } catch {
      guard error.code == Self.unresolved else { throw error }
      return nil
    }
  }

  /// Does something; where that fails for want of a form of the function being written, it is taken to be
  /// `form` at first. Whether that was right is found out when the whole function has been written.
  mutating func resolving<Result>(
    _ form: Form?, _ body: (inout Elaborator) throws(Diagnostic) -> Result
  ) throws(Diagnostic) -> Result {
    do throws(Diagnostic) {
      return try body(&self)
    } catch {
      guard error.code == Self.unresolved, let form, let key = routines.open.last,
        routines.instances[key]?.result == nil
      else { throw error }
      routines.instances[key]?.result = form
    }
    return try body(&self)
  }

  // MARK: Calls

  /// Calls a function from within a routine.
  mutating func routineCall(
    _ function: Function, _ bindings: [String: Binding], _ place: Place, _ scope: Scope
  ) throws(Diagnostic) -> Value {
    var key = InstanceKey(name: function.key, overlay: scope.overlay, arguments: [])
    var nodes: [NodeID] = []
    for parameter in function.parameters {
      guard case .value(let value)? = bindings[parameter.name] else { throw Self.unsuited(place) }
      switch (value.content, value.type) {
      case (.entity(let entity), _): key.arguments.append(.entity(entity))
      case (.choice(let index), .choice(let enumeration)):
        key.arguments.append(.choice(enumeration, index))
      default:
        let (node, form) = try written(value, place)
        key.arguments.append(.form(form))
        nodes.append(node)
      }
    }
    let instance = try instance(of: function, key, bindings, place, scope)
    trace.dependencies += instance.trace.dependencies
    trace.cancelled += instance.trace.cancelled
    trace.taken += instance.trace.taken
    trace.guards += instance.trace.guards
    guard let form = instance.result else {
      throw Diagnostic(
        code: Self.unresolved, "nothing ends the recursion of `\(function.name)`", at: place,
        help: "one arm of an `if` must give a value without calling it")
    }
    return .computed(graph.call(instance.routine, nodes), form)
  }

  private mutating func instance(
    of function: Function, _ key: InstanceKey, _ bindings: [String: Binding], _ place: Place,
    _ scope: Scope
  ) throws(Diagnostic) -> Instance {
    if let open = routines.open.last(where: key.fits), let instance = routines.instances[open] {
      return instance
    }
    if let known = routines.instances[key] {
      // one that is being written elsewhere has no code yet
      guard known.isDone else { throw Self.unsuited(place) }
      return known
    }
    guard routines.open.count(where: { $0.name == function.key }) < 8 else {
      throw Diagnostic(
        code: "AIS0354", "the units of `\(function.name)` change from call to call", at: place,
        help: "divide by a base value first, so that its arguments keep their units")
    }
    try step(place)
    let (outer, before) = (graph.block, routines.instances)
    routines.open.append(key)
    defer {
      graph.block = outer
      routines.open.removeLast()
    }
    do throws(Diagnostic) {
      var assumed: Form?
      for _ in 0..<4 {
        // what was written meanwhile may call what is thrown away
        routines.instances = before
        let written = try attempt(function, key, bindings, scope, assuming: assumed)
        let provisional = routines.instances[key]?.result ?? written.form
        guard let joined = provisional.joined(with: written.form) else { break }
        if joined.plain == provisional.plain { return finish(key, written, before) }
        assumed = joined
      }
    } catch {
      routines.instances = before
      throw error
    }
    routines.instances = before
    throw Diagnostic(
      code: "AIS0355", "`\(function.name)` does not always give the same type of value", at: place,
      help: "every way through a function gives a value of one unit")
  }

  /// Keeps an instance that has been written. Those written on the way may call it, and so refer to all
  /// that it refers to.
  private mutating func finish(
    _ key: InstanceKey, _ written: (form: Form, trace: Trace),
    _ before: [InstanceKey: Instance]
  ) -> Instance {
    var instance = routines.instances[key] ?? Instance(routine: RoutineID.unknown)
    (instance.result, instance.trace, instance.isDone) = (written.form, written.trace, true)
    if routines.open.count == 1 {
      for other in routines.instances.keys where before[other] == nil {
        routines.instances[other]?.trace = written.trace
      }
    }
    routines.instances[key] = instance
    return instance
  }

  /// Writes a function once, taking its result to be of a form.
  private mutating func attempt(
    _ function: Function, _ key: InstanceKey, _ bindings: [String: Binding], _ scope: Scope,
    assuming form: Form?
  ) throws(Diagnostic) -> (form: Form, trace: Trace) {
    let count = key.arguments.count { if case .form = $0 { true } else { false } }
    var (routine, nodes) = graph.beginRoutine(parameters: count)
    routines.instances[key] = Instance(routine: routine, result: form)
    nodes.reverse()
    var own: [String: Binding] = [:]
    for (parameter, argument) in zip(function.parameters, key.arguments) {
      if case .form(let form) = argument, let node = nodes.popLast() {
        own[parameter.name] = .value(.computed(node, form))
      } else {
        own[parameter.name] = bindings[parameter.name]
      }
    }
    traces.append(Trace())
    do throws(Diagnostic) {
      let place = function.body.place
      let (node, form) = try written(try body(of: function, own, scope), place)
      graph.endRoutine(routine, result: node, form.layout, then: nil)
      return (form, traces.removeLast())
    } catch {
      traces.removeLast()
      throw error
    }
  }

  /// `true` iff a call of a function may take long: it calls itself, or has a loop.
  mutating func isLong(_ function: Function) -> Bool {
    if let known = routines.isLong[function.key] { return known }
    let calls = callees(of: function)
    // what is asked meanwhile is asked of a function on the way: only a circle comes back here
    routines.isLong[function.key] = true
    var isLong = calls.hasLoop
    for name in calls.names where !isLong {
      if let callee = book.function(named: name, in: function.place.text) {
        isLong = self.isLong(callee)
      }
    }
    routines.isLong[function.key] = isLong
    return isLong
  }

  /// What a function calls, and whether it has a loop of its own.
  private func callees(of function: Function) -> (names: Set<String>, hasLoop: Bool) {
    var names = Set<String>()
    var hasLoop = false
    var pending = function.locals.map(\.value) + [function.body]
    while let code = pending.popLast() {
      switch code.form {
      case .call(let range, _): names.insert(joinedName(code.text.words(range)))
      case .loop: hasLoop = true
      case .text: pending += Self.holeCodes(of: code, book.oddNames)
      default: break
      }
      pending += code.text.tree.children(of: code.expression).map(code.part)
    }
    return (names, hasLoop)
  }
}

extension Elaborator {
  /// `and`, `or` in a routine: the right side is not run where the left one decides, if it may take long.
  mutating func branch(
    _ op: BinaryOperator, _ a: Code, _ b: Code, _ code: Code, _ scope: Scope
  ) throws(Diagnostic) -> Value {
    func truth(_ value: Value, _ side: Code) throws(Diagnostic) -> NodeID {
      guard value.type == .boolean else {
        throw Message.wanted(
          "a condition", got: describe(value), for: "each side of `\(op.text)`", side.place)
      }
      guard let node = value.node else { throw Self.unsuited(side.place) }
      return node
    }
    let operation: AISEngine.Operation = op == .and ? .and : .or
    let left = try truth(try value(a, scope), a)
    let (right, form) = try resolving(.boolean) { elaborator throws(Diagnostic) in
      try elaborator.arm(b, scope)
    }
    guard form == .boolean, graph.isLong(right.block), graph.constant(left) == nil else {
      return .truth(apply(operation, left, try truth(try value(b, scope), b), at: code.place))
    }
    let outer = graph.block
    defer { graph.block = outer }
    graph.block = right.block
    let both = Arm(right.block, apply(operation, left, right.value, at: code.place))
    let decided = Arm(graph.beginBlock(), graph.constant(op == .and ? 0 : 1))
    graph.block = outer
    return .truth(
      op == .and ? graph.choice(left, both, decided) : graph.choice(left, decided, both))
  }
}
