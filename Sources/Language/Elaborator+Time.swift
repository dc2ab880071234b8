import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// Time is one more way in which a scenario differs from another: what a scenario is on a date is a scenario of
/// its own, a *view*, which stands on it and changes nothing. So values on a date are remembered, shared where
/// the date does not matter, and explained, by what does it for scenarios.
extension Elaborator {
  /// A scenario with the moment at which it is read.
  struct View: Hashable, Sendable {
    let overlay: OverlayID
    let moment: Moment
  }

  // MARK: Views

  /// The scenario itself, without the date at which it is read.
  func undated(_ overlay: OverlayID) -> OverlayID {
    overlays[overlay.index].moment == nil ? overlay : overlays[overlay.index].parent ?? .root
  }

  /// The moment at which a scenario is read; `nil`: as of today.
  func moment(of overlay: OverlayID) -> Moment? { overlays[overlay.index].moment }

  /// The date at which a scenario is read.
  func date(of overlay: OverlayID) -> Day { moment(of: overlay)?.date ?? today }

  /// Returns a scenario as it is at a moment, or as of today.
  mutating func view(_ overlay: OverlayID, _ moment: Moment?) -> OverlayID {
    let base = undated(overlay)
    guard let moment else { return base }
    let view = View(overlay: base, moment: moment)
    if let known = views[view] { return known }
    var overlay = Overlay(parent: base)
    overlay.moment = moment
    overlay.height = overlays[base.index].height
    overlays.append(overlay)
    views[view] = OverlayID(index: overlays.count - 1)
    return OverlayID(index: overlays.count - 1)
  }

  /// Returns the unchanged root at the date of a scenario.
  mutating func root(at overlay: OverlayID) -> OverlayID { view(.root, moment(of: overlay)) }

  /// Returns the moment that a date in a text stands for.
  func moment(at period: Period) -> Moment {
    let first = min(Period(period.precision, containing: today).start, period.start)
    let timeline = Timeline(first: first, step: Step(period.precision), today: today)
    return Moment(timeline.date(timeline.index(of: period.start)), timeline)
  }

  /// Returns the moment of a day that no text names.
  func moment(on day: Day) -> Moment {
    Moment(day, moment(at: Period(.month, containing: day)).timeline)
  }

  /// The last day on which a change of a scenario begins or is complete, if that is after today.
  func lastStart(in overlay: OverlayID) -> Day? {
    var last = today
    for id in chain(overlay) {
      for growth in overlays[id.index].growths.values.joined() {
        last = max(last, growth.timing.start ?? today)
      }
      for change in overlays[id.index].changes.values.joined() where change.trigger == nil {
        last = max(last, change.timing.completion(today: today))
      }
      for day in overlays[id.index].arrivals.values { last = max(last, day) }
    }
    return last > today ? last : nil
  }

  /// `E at DATE`; the tokens of the date are one, or an expression.
  mutating func reading(_ operand: Code, _ date: TokenRange, _ scope: Scope) throws(Diagnostic)
    -> Value
  {
    let place = operand.place(date)
    if let period = Period(place.source) {
      return try value(operand, at: moment(at: period), scope)
    }
    switch Parser.expression(in: operand.text, date) {
    case .failure(let fault): throw fault
    case .success(let (parsed, expression)):
      guard let period = period(try value(Code(parsed, expression), scope)) else {
        throw Message.noDate(place)
      }
      return try value(operand, at: moment(at: period), scope)
    }
  }

  /// The value of an expression at a moment.
  mutating func value(_ operand: Code, at moment: Moment, _ scope: Scope) throws(Diagnostic)
    -> Value
  {
    var inner = scope
    inner.overlay = view(scope.overlay, moment)
    trace.isDated = true
    return try value(operand, inner)
  }

  /// `E under S`: at the date of `E`, else as of today, or of the day on which the last change begins.
  mutating func value(_ operand: Code, under changes: UInt32, _ text: ParsedText, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    if let value = try value(ofReduction: operand, under: changes, text, scope) { return value }
    let moment = moment(of: scope.overlay)
    var inner = scope
    inner.overlay = undated(scope.overlay)
    // the dates of a series are dates of one scenario
    let standing = moment.flatMap { _ in Standing(text, changes, inner) }
    let built: OverlayID
    if let known = standing.flatMap({ standings[$0] }) {
      built = known
    } else {
      built = try overlay(text, changes, on: inner.overlay, inner)
      if let standing { standings[standing] = built }
    }
    if let moment {
      inner.overlay = view(built, moment)
    } else if let start = lastStart(in: built), !operand.isDated {
      inner.overlay = view(built, self.moment(on: start))
      noteReading(start)
    } else {
      inner.overlay = built
    }
    return try value(operand, inner)
  }

  /// Says at which date an answer is read, when that is not today.
  mutating func noteReading(_ day: Day) {
    note(
      "read as of \(day.text), when the last change holds in full; for other dates add `at` or `over`"
    )
  }

  // MARK: What a date changes

  /// `true` iff a slot itself may be another at the date of a view than in the scenario without a date.
  func isDateSensitive(_ slot: Slot, _ overlay: OverlayID) -> Bool {
    guard let moment = moment(of: overlay) else { return false }
    let metric = metric(slot)
    if metric?.flow != nil || !growthRules(slot, in: overlay).isEmpty { return true }
    if let definition = book.definitions[slot], definition.isDated {
      if let first = definition.firstDate, first > moment.date, moment.date < today { return true }
      if definition.date(on: moment.date)?.period != definition.date(on: today)?.period {
        return true
      }
    }
    return chain(overlay).contains { id in
      if overlays[id.index].bringsForATime { return true }
      return touching(slot, overlays[id.index]).contains {
        moment.date < today || !$0.timing.isPlain || $0.trigger != nil
      }
    }
  }

  /// Why a slot has no value on the date of a view: its first fact is later.
  func earliness(_ slot: Slot, _ overlay: OverlayID) -> String? {
    let day = date(of: overlay)
    guard let definition = book.definitions[slot], definition.isDated,
      let first = definition.firstDate,
      first > day, !definition.isAlwaysKnown, calibration(of: slot, on: day) == nil
    else { return nil }
    return "nothing is known of \(title(slot)) as early as \(day.text)"
  }

  /// Elaborates a slot as of today, so that a view can take over what its date does not change.
  mutating func prepare(_ slot: Slot, for overlay: OverlayID, _ place: Place) {
    prepare(slot, in: undated(overlay), place)
  }

  /// Elaborates a slot in a scenario, for others to take it over; what it says is left to who asks for it.
  mutating func prepare(_ slot: Slot, in overlay: OverlayID, _ place: Place) {
    let below = SlotReference(slot: slot, overlay: overlay)
    guard memo[below] == nil, !inProgress.contains(below) else { return }
    let notes = notes
    traces.append(Trace())
    _ = try? value(of: slot, in: below.overlay, at: place)
    traces.removeLast()
    self.notes = notes
  }

  // MARK: The last period

  /// `previous (E)`: what an expression was in the period before; in the first one, and as of today, what it is.
  mutating func previous(_ operand: Code, _ scope: Scope) throws(Diagnostic) -> Value {
    trace.isDated = true
    var scope = scope
    if let moment = moment(of: scope.overlay) {
      scope.overlay = view(scope.overlay, earlier(moment))
    }
    return try value(operand, scope)
  }

  /// `previous NAME`, `previous X.NAME`: its value in the period before; in the first period, and as of today, its
  /// fact, or what it is where it has none.
  mutating func previous(_ words: [String], _ place: Place, _ scope: Scope) throws(Diagnostic)
    -> Value
  {
    trace.isDated = true
    if let slot = try slot(named: words, place, scope) { return try previous(slot, place, scope) }
    var scope = scope
    if let moment = moment(of: scope.overlay) {
      scope.overlay = view(scope.overlay, earlier(moment))
    }
    return try named(words, place, scope)
  }

  /// The moment of the period before; of the first period the same.
  private func earlier(_ moment: Moment) -> Moment {
    moment.on(moment.timeline.date(max(0, moment.timeline.index(of: moment.date) - 1)))
  }

  /// The slot that words name: a metric of the entity at hand, a name of the model, `OpenAI revenue`.
  private func slot(named words: [String], _ place: Place, _ scope: Scope) throws(Diagnostic)
    -> Slot?
  {
    switch meaning(of: joinedName(words), scope) {
    case .slot(let slot)?, .binding(.slot(let slot))?: return slot
    case .some: return nil
    case nil: break
    }
    for length in (1..<max(words.count, 1)).reversed() {
      if case .entity(let entity)? = meaning(of: joinedName(words[..<length]), scope) {
        return try slot(of: entity, Array(words[length...]), place)
      }
    }
    return nil
  }

  private mutating func previous(_ slot: Slot, _ place: Place, _ scope: Scope) throws(Diagnostic)
    -> Value
  {
    guard let moment = moment(of: scope.overlay), moment.timeline.index(of: moment.date) > 0 else {
      let isOwn = inProgress.contains(SlotReference(slot: slot, overlay: scope.overlay))
      if !isOwn, let moment = moment(of: scope.overlay), let before = factBefore(slot, moment) {
        return try value(of: slot, in: view(scope.overlay, moment.on(before)), at: place)
      }
      guard case .nothing = selection(of: slot, on: date(of: scope.overlay)), !isOwn else {
        return try data(slot, in: scope.overlay, place)
      }
      return try value(of: slot, in: scope.overlay, at: place)
    }
    // from the first period on, so that the walk does not go deeper with each period
    let index = moment.timeline.index(of: moment.date) - 1
    for earlier in 0..<index {
      let view = view(scope.overlay, moment.on(moment.timeline.date(earlier)))
      guard memo[SlotReference(slot: slot, overlay: view)] == nil else { continue }
      _ = try value(of: slot, in: view, at: place)
    }
    return try value(of: slot, in: view(scope.overlay, earlier(moment)), at: place)
  }

  /// The day of the period before the first, if a fact of the slot is known by then.
  private func factBefore(_ slot: Slot, _ moment: Moment) -> Day? {
    guard kindFormula(slot) == nil || metric(slot)?.readsOwnFacts == true else { return nil }
    let day = moment.timeline.step.advancing(moment.timeline.first, by: -1)
    guard let definition = book.definitions[slot], definition.isDated,
      let first = definition.firstDate,
      first <= day
    else { return nil }
    return day
  }
}

/// A part of an expression, a scenario or a call, with all that it may read where it stands.
struct Standing: Hashable, Sendable {
  private let text: ObjectIdentifier
  private let part: UInt32
  private let overlay: OverlayID
  private let owner: EntityID?
  private let subject: EntityID?
  private let event: NodeID?
  private let locals: [String: Local]

  private enum Local: Hashable {
    case node(NodeID)
    case entity(EntityID)
  }

  /// Creates the key of a part of a text, by its number, in a scope; `nil` where a local name stands for more than a
  /// value.
  init?(_ text: ParsedText, _ part: UInt32, _ scope: Scope) {
    guard scope.timing.isPlain, scope.trigger == nil, scope.keptStream == nil else { return nil }
    var locals: [String: Local] = [:]
    for (name, binding) in scope.locals {
      guard case .value(let value) = binding else { return nil }
      if let node = value.node {
        locals[name] = .node(node)
      } else if let entity = value.entity {
        locals[name] = .entity(entity)
      } else {
        return nil
      }
    }
    (self.text, self.part, self.locals) = (ObjectIdentifier(text), part, locals)
    (overlay, owner, subject, event) = (scope.overlay, scope.owner, scope.subject, scope.event)
  }
}

extension Code {
  /// `true` iff the code is read at dates that it names itself.
  var isDated: Bool {
    switch form {
    case .at, .over, .acrossDates: true
    case .convert(let operand, _), .under(let operand, _): part(operand).isDated
    case .call(_, let arguments): text.tree[arguments].contains { part($0.value).isDated }
    case .binary(_, let a, let b):
      part(a).isDated && (part(b).isDated || part(b).isLiteral)
        || part(a).isLiteral && part(b).isDated
    default: false
    }
  }

  /// `true` iff the code is a number or date as it stands.
  private var isLiteral: Bool {
    switch form {
    case .number, .date: true
    case .unary(_, let operand): part(operand).isLiteral
    default: false
    }
  }
}
