import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// What is searched for: a name of the model, which is overridden, or a new name of the question.
struct SearchTarget {
  let name: String
  let place: Place
  /// The slot that it overrides; `nil` for a new name.
  let slot: Slot?
  /// The key of a new name.
  let key: String
  /// A value with its unit and style.
  var like: Value
  /// What the model says of the slot.
  var current: Value?
  /// The range in which it is searched, in base units, and the step between the values that may be chosen.
  var range: (from: Double, to: Double, step: Double?)?
  /// The range as it is written.
  var bounds: Bounds?
  /// The values of a list that may be chosen, in their order by size.
  var choices: [Double]?
  /// The things of a list or set that may be chosen, when they are no numbers.
  var cases: [Value] = []

  /// `true` iff nothing says what it measures.
  var isOpen: Bool { slot == nil && range == nil }

  /// The values that may be chosen, in their order by size: those of a list, or of a range with a step; `nil` where
  /// all of a range may be.
  func listed() throws(Diagnostic) -> [Double]? {
    guard let bounds, let step = bounds.step else { return choices }
    let count = bounds.count(by: step)
    guard count <= Elaborator.pointLimit else {
      throw Diagnostic(
        code: "AIS0604",
        "`\(name)` has \(count) values, more than the limit of \(Elaborator.pointLimit)",
        at: place, help: "make the step larger, or leave it out")
    }
    return bounds.points(by: step).sorted()
  }
}

/// Where a search stands: an entity and one of the cases of its `for`.
struct SearchScene {
  var overlay: OverlayID
  var locals: [String: Binding]
  var entity: EntityID?
  /// The position along the axes of the question that are lists of things.
  var step: [Int]
  /// The moment at which all is read, where the question says one.
  var moment: Moment?
}

extension Inquiry {
  // MARK: Scenes

  /// A scene for every case and entity of a frame.
  func scenes(_ frame: Frame) -> [SearchScene] {
    caseSteps(frame).flatMap { step in
      (frame.entities.map { $0.map(Optional.some) } ?? [nil]).map { entity in
        var scene = SearchScene(
          overlay: frame.overlay, locals: frame.locals, entity: entity, step: step,
          moment: frame.moment)
        for (axis, position) in zip(frame.axes, step) where axis.axis == nil {
          if !axis.moments.isEmpty {
            scene.moment = axis.moments[position]
            continue
          }
          let key = joinedName(axis.name.split(separator: " ").map(String.init))
          scene.locals[key] = .value(axis.cases[position])
        }
        return scene
      }
    }
  }

  func scope(_ expression: ExpressionID, _ scene: SearchScene) -> Scope {
    var scope = scope(expression, scene.overlay, scene.locals)
    scope.owner = scene.entity
    return scope
  }

  // MARK: Targets

  /// Refuses to search for the same twice.
  mutating func refuseTwice(_ unknowns: [Unknown], _ scene: SearchScene) throws(Diagnostic) {
    guard let first = unknowns.first, unknowns.count > 1 else { return }
    let kept = elaborator.trace
    defer { elaborator.trace = kept }
    try elaborator.refuseTwice(unknowns.map { code($0.target) }, scope(first.target, scene))
  }

  /// Reads what is searched for, with its range.
  mutating func target(_ unknown: Unknown, _ scene: SearchScene) throws(Diagnostic) -> SearchTarget
  {
    // what the target is now does not matter to what it is searched for
    let kept = elaborator.trace
    defer { elaborator.trace = kept }
    let code = code(unknown.target)
    let name = code.source.singleLine
    let slot = try elaborator.slot(code, scope(unknown.target, scene))
    let key = slot == nil ? try newName(code, scene.overlay, scene.locals) : ""
    var target = SearchTarget(
      name: name, place: code.place, slot: slot, key: key,
      like: .number(elaborator.graph.constant(0), .ratio))
    if let slot {
      let value = try elaborator.value(of: slot, in: scene.overlay, at: code.place)
      guard value.dimension != nil else {
        throw Message.wanted(
          "a number", got: elaborator.describe(value), for: "what is searched for", code.place)
      }
      (target.like, target.current) = (value, value.node == nil ? nil : value)
    }
    guard let domain = unknown.domain else { return target }
    let range = self.code(domain)
    guard case .binary(.range, let a, let b) = range.form else {
      try list(range, scope(domain, scene), &target)
      return target
    }
    let bounds = try elaborator.bounds(
      range.part(a), range.part(b), step: unknown.step.map(self.code), range.place,
      scope(domain, scene))
    guard bounds.from != bounds.to else {
      throw Diagnostic(
        code: "AIS0213", "this range is one point", at: range.place,
        help: "write a low end and a high end, as in `0%..99%`")
    }
    var like = bounds.low
    if slot != nil {
      guard like.type == target.like.type || bounds.low.isZero && bounds.high.isZero else {
        throw Message.wanted(
          elaborator.describe(target.like), got: elaborator.describe(like), for: "`\(name)`",
          range.place,
          help: elaborator.unitHelp(wanted: target.like.dimension ?? .ratio, got: like.dimension))
      }
      like.isFraction = target.like.isFraction
    }
    target.like = like
    let (low, high) = (min(bounds.from, bounds.to), max(bounds.from, bounds.to))
    target.range = (low, high, bounds.step.map(abs))
    target.bounds = bounds
    return target
  }

  /// Reads the things that may be chosen: a list of numbers or of other things, or a set of entities.
  private mutating func list(_ domain: Code, _ scope: Scope, _ target: inout SearchTarget)
    throws(Diagnostic)
  {
    let value = try elaborator.value(domain, scope)
    switch value.content {
    case .entities(let members):
      target.cases = try listed(members, domain.place).map {
        Value(type: .entity(elaborator.book[$0].kind), content: .entity($0))
      }
    case .list(let elements) where elements.first?.dimension == nil: target.cases = elements
    case .list(let elements):
      var numbers: [Double] = []
      for element in elements {
        guard element.dimension == elements[0].dimension || element.isZero,
          let known = element.node.flatMap(elaborator.graph.constant)
        else {
          throw Diagnostic(
            code: "AIS0213", "a search runs over known numbers of one unit", at: domain.place)
        }
        numbers.append(known)
      }
      if target.slot == nil { target.like = elements[0] }
      target.choices = numbers.sorted()
      target.range = (numbers.min() ?? 0, numbers.max() ?? 0, nil)
    default:
      throw Message.wanted(
        "a range, a list or a set of entities", got: elaborator.describe(value),
        for: "what follows `in`", domain.place,
        help: Message.rangeHelp(domain, "write `in 0%..90%` or `in [1, 2, 3]`"))
    }
    guard target.cases.isEmpty, target.choices?.isEmpty ?? true else { return }
    throw Diagnostic(code: "AIS0213", "there is nothing to choose from", at: domain.place)
  }

  /// Puts leaves without a value in the place of what is searched for.
  mutating func stand(
    in scene: SearchScene, _ targets: [SearchTarget], axes: AxisSet
  ) throws(Diagnostic) -> (SearchScene, [NodeID]) {
    var scene = scene
    var leaves: [NodeID] = []
    for target in targets {
      let leaf = elaborator.graph.unknown(axes: axes)
      leaves.append(leaf)
      var value = target.like
      value.content = .node(leaf)
      (value.isZero, value.bound, value.mask) = (false, nil, nil)
      if let slot = target.slot {
        let kept = elaborator.trace
        scene.overlay = try elaborator.setting(slot, to: value, on: scene.overlay, target.place)
        elaborator.trace = kept
      } else {
        scene.locals[target.key] = .value(value)
      }
    }
    elaborator.searched += leaves
    return (scene, leaves)
  }

  /// The scene under the scenario at the end of a question, read at its moment, else when its last change has begun.
  mutating func scene(_ scene: SearchScene, under changes: UInt32?) throws(Diagnostic)
    -> SearchScene
  {
    var scene = scene
    if let changes {
      var scope = scope(scene.overlay)
      scope.locals = scene.locals
      scope.owner = scene.entity
      scene.overlay = try elaborator.overlay(text, changes, on: scene.overlay, scope)
    }
    let moment = scene.moment ?? readAtLastStart(of: [scene.overlay])
    scene.overlay = elaborator.view(scene.overlay, moment)
    return scene
  }

  // MARK: Conditions

  /// The conditions that `and` joins.
  func parts(_ condition: ExpressionID) -> [ExpressionID] {
    guard case .binary(.and, let a, let b) = text.tree[condition] else { return [condition] }
    return parts(a) + parts(b)
  }

  /// The node of conditions that must all hold, and the samples and points they vary along; `nil` for none.
  mutating func truth(_ conditions: [ExpressionID], _ scene: SearchScene) throws(Diagnostic)
    -> NodeID?
  {
    var all: NodeID?
    for condition in conditions {
      let code = code(condition)
      let value = try elaborator.value(code, scope(condition, scene))
      guard value.type == .boolean else {
        throw Message.wanted(
          "a condition", got: elaborator.describe(value), for: "what must hold", code.place)
      }
      guard let node = value.node else {
        throw Diagnostic(
          code: "AIS0217", "whether this holds is unknown: \(value.missingReason ?? "")",
          at: code.place)
      }
      all = all.map { elaborator.apply(.and, $0, node, at: code.place) } ?? node
    }
    return all
  }

  /// What must hold for the question to have a meaning, where that rests on what is searched for.
  mutating func domain(of unknowns: [NodeID]) -> NodeID? {
    var all: NodeID?
    for required in elaborator.pendingGuards
    where unknowns.contains(where: { elaborator.graph.depends(required.condition, on: $0) }) {
      all =
        all.map { elaborator.graph.apply(.and, $0, required.condition) } ?? required.condition
    }
    return all
  }

  /// A node where a condition holds, and no number elsewhere.
  mutating func restricted(_ node: NodeID, to domain: NodeID?) -> NodeID {
    guard let domain else { return node }
    let nothing = elaborator.graph.constant(.nan)
    return elaborator.graph.apply(.select, domain, node, nothing)
  }

  // MARK: Numbers

  /// Runs a part of a search, whose failures are those of a run.
  func searching<Result>(_ body: () throws(RunFailure) -> Result) throws(Diagnostic) -> Result {
    do throws(RunFailure) {
      return try body()
    } catch {
      throw Message.refusal(error, limit: options.cellLimit, place)
    }
  }

  /// A number of a target's unit in words.
  func words(_ number: Double, _ like: Value, digits: Int = 6) -> String {
    elaborator.book.units.text(
      number, like.dimension ?? .ratio, style: like.style, precision: .significant(digits))
  }

  func words(_ target: SearchTarget) -> String {
    guard let range = target.range else { return target.name }
    return "\(words(range.from, target.like))..\(words(range.to, target.like))"
  }

  /// The place in a column along some axes of the point of a question.
  func offset(_ axes: [AxisID], at point: [AxisID: Int]) -> Int {
    axes.reduce(0) { offset, axis in
      offset * elaborator.graph.values(of: axis).count + (point[axis] ?? 0)
    }
  }

  /// The cell of samples that were searched for: those that are no numbers have no value.
  func cell(_ samples: ArraySlice<Double>, _ like: Value, missing reason: String) -> Cell {
    let known = samples.filter { !$0.isNaN }
    guard !known.isEmpty else { return .missing(reason) }
    var like = like
    like.bound = nil
    var summary = Statistics.summary(known[...])
    // equal but for rounding
    if summary.maximum - summary.minimum <= 1e-13 * abs(summary.mean) {
      summary = Statistics.summary([summary.quantiles[1]])
    }
    var quantity = quantity(summary, like)
    quantity.missingShare = Double(samples.count - known.count) / Double(samples.count)
    if quantity.missingShare > 0 {
      quantity.missingReason = reason
      if !quantity.isCertain { quantity.samples = samples.count }
    }
    return .quantity(quantity)
  }

  /// The mean of a value that the model holds, over all its points and samples; `nil` without one.
  mutating func currentMean(_ target: SearchTarget) throws(Diagnostic) -> Double? {
    guard let current = target.current, let node = current.node else { return nil }
    let graph = elaborator.graph
    let columns = try searching { () throws(RunFailure) in
      var run = Run(graph, options.run)
      return try run.columns(of: [node])
    }
    let finite = columns[0].values.filter(\.isFinite)
    guard !finite.isEmpty else { return nil }
    return finite.reduce(0, +) / Double(finite.count)
  }
}
