import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Elaborator {
  /// How deep verbs and scenarios may use each other.
  static let verbLimit = 40
  /// How many scenarios may stand on one another.
  private static let heightLimit = 500

  /// A scenario and those that it stands on, itself first and the root last.
  func chain(_ overlay: OverlayID) -> some Sequence<OverlayID> {
    sequence(first: overlay) { [overlays] in overlays[$0.index].parent }
  }

  /// Builds the scenario that changes describe, on top of another; each `then` goes on top of the last.
  mutating func overlay(_ text: ParsedText, _ changes: UInt32, on parent: OverlayID, _ scope: Scope)
    throws(Diagnostic) -> OverlayID
  {
    guard module == book.module(of: text.source) else {
      return try within(text) { elaborator throws(Diagnostic) in
        try elaborator.overlay(text, changes, on: parent, scope)
      }
    }
    var top = parent
    var scope = scope
    for layer in text.tree.changes(changes).layers {
      // each layer is read in what the layers before it have made
      scope.overlay = top
      if let only = layer.first, layer.count == 1,
        let whole = try wholeLayer(only, text, on: top, scope)
      {
        top = whole
        continue
      }
      let place = Place(text.source, layer.first?.span ?? text.tree.changes(changes).span)
      top = try layerOverlay(layer, text, on: top, scope, place)
    }
    return top
  }

  /// Builds the scenario of changes that hold together. Where a verb has an event it is built twice: the chance of the
  /// event may rest on any of the changes, and is read in what was built first.
  private mutating func layerOverlay(
    _ layer: [AISSyntax.Clause], _ text: ParsedText, on parent: OverlayID, _ scope: Scope,
    _ place: Place
  ) throws(Diagnostic) -> OverlayID {
    let before = (notes, warnings, trace, hasChances)
    hasChances = false
    defer { hasChances = before.3 }
    let built = try addOverlay(Overlay(parent: parent), place)
    try expandClauses(layer, text, built, scope, depth: 0)
    guard hasChances, scope.chances == nil else { return built }
    (notes, warnings, trace) = (before.0, before.1, before.2)
    var scope = scope
    scope.chances = built
    let whole = try addOverlay(Overlay(parent: parent), place)
    try expandClauses(layer, text, whole, scope, depth: 0)
    return whole
  }

  /// Adds a scenario on top of its parent.
  mutating func addOverlay(_ overlay: Overlay, _ place: Place) throws(Diagnostic) -> OverlayID {
    var overlay = overlay
    overlay.height = overlay.parent.map { overlays[$0.index].height + 1 } ?? 0
    guard overlay.height <= Self.heightLimit else {
      throw Diagnostic(
        code: "AIS0601", "more than \(Self.heightLimit) scenarios stand on one another", at: place,
        help: "check that none is under itself")
    }
    overlays.append(overlay)
    return OverlayID(index: overlays.count - 1)
  }

  /// Builds a named scenario with its arguments on top of another.
  mutating func overlay(
    of name: String, arguments: [String: Binding], on parent: OverlayID, _ place: Place,
    _ scope: Scope
  ) throws(Diagnostic) -> OverlayID {
    guard let scenario = book.scenario(named: name, in: module) else {
      throw Message.unknownName(name, place, suggestions: [])
    }
    guard scope.scenarioDepth < Self.verbLimit else {
      throw Message.tooDeep(
        "the scenario `\(name)`", limit: Self.verbLimit, place,
        help: "a scenario is made of changes: leave `\(name)` out of its own clauses")
    }
    var inner = Scope(stream: StreamKey.of(["scenario", name]))
    inner.callDepth = scope.callDepth
    inner.scenarioDepth = scope.scenarioDepth + 1
    inner.take(circumstancesOf: scope)
    var arguments = arguments
    if arguments.isEmpty, !scenario.parameters.isEmpty {
      for parameter in scenario.parameters {
        guard let code = parameter.defaultValue else {
          throw Diagnostic(
            code: "AIS0320", "the scenario `\(name)` needs `\(parameter.name)`", at: place,
            labels: Message.declared(name, scenario.place),
            help: "write `\(name)(\(parameter.name): …)`")
        }
        var own = Scope(stream: StreamKey.of(["default", name, parameter.name]))
        own.declaration = code
        arguments[parameter.name] = .expression(code, own)
      }
    }
    inner.locals = arguments
    inner.overlay = parent
    return try overlay(scenario.text, scenario.changes, on: parent, inner)
  }

  /// A layer that is one group or one scenario by name; `nil` when it is something else.
  private mutating func wholeLayer(
    _ clause: AISSyntax.Clause, _ text: ParsedText, on parent: OverlayID, _ scope: Scope
  )
    throws(Diagnostic) -> OverlayID?
  {
    var scope = scope
    switch clause.form {
    case .group(let changes):
      if !clause.modifiers.isEmpty {
        guard text.tree.changes(changes).layers.count > 1 else { return nil }
        try enter(clause, text, &scope)
      }
      return try overlay(text, changes, on: parent, scope)
    case .phrase(let range):
      if !clause.modifiers.isEmpty {
        guard try layerCount(text, range, scope) > 1 else { return nil }
        try enter(clause, text, &scope)
      }
      return try scenario(text, range, on: parent, scope)
    default: return nil
    }
  }

  /// Stands in the event, and at the time, that the modifiers of a clause name.
  private mutating func enter(
    _ clause: AISSyntax.Clause, _ text: ParsedText, _ scope: inout Scope
  ) throws(Diagnostic) {
    let place = Place(text.source, clause.span)
    scope.timing = try timing(clause, text, scope)
    guard let event = try event(clause, text, place, scope.overlay, scope) else { return }
    scope.event = scope.event.map { apply(.and, $0, event, at: place) } ?? event
  }

  /// How many layers the scenario has that a clause names; 0 when it names none.
  private func layerCount(_ text: ParsedText, _ range: TokenRange, _ scope: Scope)
    throws(Diagnostic) -> Int
  {
    guard case .success(let (parsed, expression)) = Parser.expression(in: text, range) else {
      return 0
    }
    switch parsed.tree[expression] {
    case .words(let words), .call(let words, _):
      let named = changes(ofScenario: joinedName(parsed.words(words)))
      return named.map { $0.0.tree.changes($0.1).layers.count } ?? 0
    default: return 0
    }
  }

  /// The scenario that a clause names, on top of another; `nil` when it names none.
  private mutating func scenario(
    _ text: ParsedText, _ range: TokenRange, on parent: OverlayID, _ scope: Scope
  )
    throws(Diagnostic) -> OverlayID?
  {
    guard case .success(let (parsed, expression)) = Parser.expression(in: text, range) else {
      return nil
    }
    let code = Code(parsed, expression)
    switch code.form {
    case .words(let words):
      let name = joinedName(parsed.words(words))
      if name == "base" { return parent }
      if let overlay = try scenario(meaning(of: name, scope), on: parent, scope, code.place) {
        return overlay
      }
      guard book.scenario(named: name, in: module) != nil else { return nil }
      return try overlay(of: name, arguments: [:], on: parent, code.place, scope)
    case .call(let words, let list):
      let name = joinedName(parsed.words(words))
      guard let scenario = book.scenario(named: name, in: module) else { return nil }
      let bindings = try bind(
        scenario.parameters, name, list, code, code.place, scope, declaredAt: scenario.place)
      return try overlay(of: name, arguments: bindings, on: parent, code.place, scope)
    default: return nil
    }
  }

  /// The scenario that a name stands for, if it stands for one, on top of another.
  private mutating func scenario(
    _ meaning: Meaning?, on parent: OverlayID, _ scope: Scope, _ place: Place
  ) throws(Diagnostic) -> OverlayID? {
    let value: Value
    switch meaning {
    case .binding(.value(let bound)), .binding(.read(let bound, _, _, _)): value = bound
    case .binding(.expression(let code, let own)): value = try self.value(code, own)
    case .slot(let slot) where slot.owner == nil:
      let name = book.text(slot.name)
      guard let (text, changes) = changes(ofScenario: name) else { return nil }
      guard scope.scenarioDepth < Self.verbLimit else {
        throw Message.tooDeep(
          "the scenario `\(name)`", limit: Self.verbLimit, place,
          help: "a scenario is made of changes: leave `\(name)` out of its own clauses")
      }
      var inner = Scope(stream: StreamKey.of(["scenario", name]))
      inner.scenarioDepth = scope.scenarioDepth + 1
      inner.take(circumstancesOf: scope)
      return try overlay(text, changes, on: parent, inner)
    default: return nil
    }
    guard case .scenario(let overlay) = value.content else { return nil }
    return try stacked(overlay, on: parent, place)
  }

  /// A scenario that was built on the root, laid on another.
  mutating func stacked(_ overlay: OverlayID, on parent: OverlayID, _ place: Place)
    throws(Diagnostic) -> OverlayID
  {
    guard parent != .root, overlay != .root else { return overlay == .root ? parent : overlay }
    var top = parent
    for id in Array(chain(overlay)).reversed() where id != .root {
      var copy = overlays[id.index]
      copy.parent = top
      top = try addOverlay(copy, place)
    }
    return top
  }

  /// A scenario of one layer that a clause names: its clauses join those around it.
  mutating func sameLayer(
    _ text: ParsedText, _ range: TokenRange, _ clausePlace: Place, _ scope: Scope
  ) throws(Diagnostic) -> ([AISSyntax.Clause], ParsedText, Scope)? {
    guard case .success(let (parsed, expression)) = Parser.expression(in: text, range) else {
      return nil
    }
    let code = Code(parsed, expression)
    var name = ""
    var bindings: [String: Binding] = [:]
    switch code.form {
    case .words(let words): name = joinedName(parsed.words(words))
    case .call(let words, _): name = joinedName(parsed.words(words))
    default: return nil
    }
    if let scenario = book.scenario(named: name, in: module) {
      if case .call(_, let list) = code.form {
        bindings = try bind(
          scenario.parameters, name, list, code, code.place, scope, declaredAt: scenario.place)
      } else {
        for parameter in scenario.parameters {
          guard let value = parameter.defaultValue else { continue }
          bindings[parameter.name] = .expression(
            value, Scope(stream: StreamKey.of(["default", name, parameter.name])))
        }
      }
    }
    guard let (source, changes) = changes(ofScenario: name) else { return nil }
    let layers = source.tree.changes(changes).layers
    guard layers.count == 1 else {
      throw Diagnostic(
        code: "AIS0408", "changes joined by `then` cannot hold together with others",
        at: code.place,
        help: "write `\(name) then …`")
    }
    var inner = Scope(stream: StreamKey.of(["scenario", name]))
    inner.overlay = scope.overlay
    inner.locals = bindings
    inner.take(circumstancesOf: scope)
    inner.scenarioDepth = scope.scenarioDepth + 1
    inner.scenarioPlace = scope.scenarioPlace ?? scope.clausePlace ?? clausePlace
    return (layers[0], source, inner)
  }

  /// The changes of a scenario that is declared, or that a name of the program stands for.
  func changes(ofScenario name: String) -> (ParsedText, UInt32)? {
    if let scenario = book.scenario(named: name, in: module) {
      return (scenario.text, scenario.changes)
    }
    guard let global = book.global(exactly: name),
      let code = book.definitions[Slot(nil, global)]?.formula,
      case .scenario(let changes) = code.form
    else { return nil }
    return (code.text, changes)
  }
}
