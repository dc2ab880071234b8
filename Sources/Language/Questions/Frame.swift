import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// What a question ranges over: its axes, entities, scenarios and dates.
extension Inquiry {
  /// What the tail of a `show` ranges over.
  struct Frame {
    var overlay: OverlayID
    /// The scenarios that the items name themselves, item by item; empty where none does.
    var overlays: [OverlayID] = []
    var axes: [QuestionAxis] = []
    var locals: [String: Binding] = [:]
    var entities: [EntityID]?
    var kind: KindID?
    /// How entities are put together, instead of listed.
    var grouping: Grouping?
    /// Entities that the question's changes name, such as `deal`.
    var names: [String: EntityID] = [:]
    /// The conditions on what several names run through, `for a in firms, b in firms where a != b`, each with the
    /// place of its name among the axes.
    var conditions: [(condition: ExpressionID, axis: Int)] = []
    /// The positions of the axes that are lists at which a condition does not hold.
    var excluded = Set<[Int]>()
    /// The moment at which everything is read, unless an axis names others.
    var moment: Moment?

    /// `true` iff the question says nothing of when it is read.
    var isAsOfToday: Bool { moment == nil && axes.allSatisfy(\.moments.isEmpty) }
  }

  /// Reads what a question ranges over, sets of entities, sweeps and dates, with the metric that puts entities
  /// together.
  mutating func frame(_ extent: Extent, by group: ExpressionID? = nil, on overlay: OverlayID)
    throws(Diagnostic) -> Frame
  {
    var frame = Frame(overlay: overlay)
    try elaborator.refuseTwice(extent.sweeps.map { code($0.target) }, scope(overlay))
    for item in extent.forItems {
      switch item {
      case .sweep(var sweep):
        if case .filter(let set, let condition) = text.tree[sweep.domain],
          frame.axes.contains(where: {
            $0.isOfEntities
              && text.tokens.say($0.name, in: text.tree.span(of: condition), of: text.source)
          })
        {
          sweep.domain = set
          frame.conditions.append((condition, frame.axes.count))
        }
        let (axis, top) = try self.sweep(sweep, on: frame.overlay, &frame.locals)
        frame.axes.append(axis)
        frame.overlay = top
      case .entities(let expression): try add(expression, in: frame.overlay, &frame)
      }
    }
    if let group { try enter(group, &frame) }
    if let time = extent.time {
      guard extent.date == nil else {
        throw Self.twoReadings(Place(text.source, time.span))
      }
      frame.axes.insert(try dates(time), at: 0)
      frame.grouping?.axis += 1
      for index in frame.conditions.indices { frame.conditions[index].axis += 1 }
    }
    if let date = extent.date { frame.moment = try moment(date) }
    let points = frame.axes.reduce(1.0) { $0 * Double($1.count) }
    guard points <= Double(Self.pointLimit) else {
      let asked = elaborator.book.units.text(
        points, .ratio, style: .plain, precision: .significant(7))
      throw Diagnostic(
        code: "AIS0604",
        "these sweeps have \(asked) points together, more than the limit of \(Self.pointLimit)",
        at: place, help: "make the steps larger")
    }
    return frame
  }

  /// Finds the positions at which the conditions on several names do not hold.
  mutating func exclude(_ frame: inout Frame) throws(Diagnostic) {
    for (condition, axis) in frame.conditions {
      var unknown = false
      for step in caseSteps(frame) {
        var scope = standing(condition, step, frame, frame.overlay)
        scope.owner = frame.axes[axis].cases[step[axis]].entity
        guard let node = try elaborator.condition(code(condition), scope) else {
          unknown = true
          frame.excluded.insert(step)
          continue
        }
        guard let holds = try elaborator.computed(node, code(condition).place) else {
          throw Message.uncertainSet(code(condition).place)
        }
        if holds == 0 { frame.excluded.insert(step) }
      }
      if unknown { note("pairs for which `\(title(condition))` is unknown are left out") }
    }
    frame.conditions = []
  }

  /// Adds the entities that the sets of a tail hold in scenarios, and what these call them.
  mutating func enter(_ scenarios: [OverlayID], _ extent: Extent, _ frame: inout Frame)
    throws(Diagnostic)
  {
    for overlay in scenarios where overlay != frame.overlay {
      for case .entities(let expression) in extent.forItems {
        try add(expression, in: overlay, &frame)
      }
    }
    for overlay in scenarios {
      frame.names.merge(elaborator.names(in: overlay)) { first, _ in first }
    }
  }

  /// Adds what a set of the tail holds in a scenario.
  mutating func add(_ expression: ExpressionID, in overlay: OverlayID, _ frame: inout Frame)
    throws(Diagnostic)
  {
    let value = try elaborator.value(
      code(expression), scope(expression, overlay, frame.locals))
    var found: [EntityID]
    switch value.content {
    case .entities(let members):
      found = try listed(members, code(expression).place)
    case .entity(let entity): found = [entity]
    case .list(let values) where !values.isEmpty && values.allSatisfy({ $0.entity != nil }):
      found = values.compactMap(\.entity)
    default:
      throw Message.wanted(
        "entities, or a sweep `NAME in A..B`", got: elaborator.describe(value),
        for: "what follows `for`",
        code(expression).place)
    }
    if let before = frame.entities { found = before + found.filter { !before.contains($0) } }
    frame.entities = found
    frame.kind = found.first.map { elaborator.book[$0].kind } ?? frame.kind
  }
}
