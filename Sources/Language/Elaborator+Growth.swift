import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// How a figure goes on after its last fact (Docs/Decisions/0062).
extension Elaborator {
  /// The rules by which a slot grows after its last fact: that of the model, then those of scenarios.
  func growthRules(_ slot: Slot, in overlay: OverlayID) -> [Overlay.Growth] {
    let name = Slot(slot.owner, slot.name)
    let whole = slotOfAll(name)
    let own = book.growths[name] ?? metric(slot)?.growth
    let changed = chain(overlay).reversed().flatMap { growthRules(name, whole, said: $0) }
    return [own.map { Overlay.Growth(rate: $0) }].compactMap { $0 } + changed
  }

  /// What one scenario says of the growth of a slot, and of that of all things of its table.
  private func growthRules(
    _ slot: Slot, _ whole: Slot?, said overlay: OverlayID
  ) -> [Overlay.Growth] {
    let growths = overlays[overlay.index].growths
    return (whole.flatMap { growths[$0] } ?? []) + (growths[slot] ?? [])
  }

  /// `growth of X = RATE`: a slot grows at a rate of its own in a scenario.
  mutating func grow(
    _ targets: [Slot], _ rate: Code, _ place: Place, _ overlay: OverlayID, _ scope: Scope
  ) throws(Diagnostic) {
    var own = scope
    own.declaration = rate
    own.stream = StreamKey.of(["growth", place.source])
    _ = try growthRate(rate, own)
    for slot in targets {
      guard metric(slot)?.flow == nil,
        kindFormula(slot) == nil || metric(slot)?.readsOwnFacts == true
      else {
        throw Diagnostic(
          code: "AIS0427",
          "`\(title(slot))` follows from other values, and does not grow by itself",
          at: scope.clausePlace ?? place, help: "let what it is made of grow")
      }
      overlays[overlay.index].growths[slot, default: []].append(
        Overlay.Growth(rate: rate, scope: own, timing: scope.timing, event: scope.event))
    }
    (reached, timeless) = ([:], [:])
  }

  /// How far the growth of a slot in a scenario is known: its steps, each with the rate in it.
  struct GrowthPath: Sendable {
    struct Stride: Sendable {
      let end: Day
      let rate: NodeID
      /// How many times the rate applies.
      var periods: Double
      /// What the rate refers to, where it is another than before.
      let trace: Trace?
    }
    var strides: [Stride] = []
    /// The day up to which a figure has grown.
    var grown: Day?
  }

  /// The steps in which a figure grows.
  private enum Pace {
    /// Every day: a level, or what is of a day.
    case daily
    /// From one period to the next, whose totals they are.
    case byPeriod(Period.Precision)
    /// From month to month, since one of the rules at least moves the totals of such periods within them.
    case monthly(Period.Precision)
  }

  /// Returns the value of a slot's fact as it has grown by the date of a view.
  ///
  /// A flow of a year grows from year to year, one of a month from month to month: within its own period it is held,
  /// so that the fact of a year is that year's total. A level, and what is of a day, grows every day.
  mutating func grown(_ value: Value, _ slot: Slot, in overlay: OverlayID) throws(Diagnostic)
    -> Value
  {
    guard let moment = moment(of: overlay), metric(slot)?.flow == nil else { return value }
    var origin = Period(.year, containing: today)
    if let definition = book.definitions[slot], definition.isDated {
      guard let dated = definition.date(on: moment.date), dated.isLast else { return value }
      origin = dated.period
    }
    return try grown(
      value, slot, by: growthRules(slot, in: overlay), since: origin,
      from: origin.contains(today) ? today : nil, moment, overlay)
  }

  /// A number that a scenario gives, grown on from the year in which it does by what the same scenario, or one on top
  /// of it, says of growth.
  mutating func grown(
    _ value: Value, _ slot: Slot, since start: Day, by change: Overlay.Change, in overlay: OverlayID
  ) throws(Diagnostic) -> Value {
    guard let moment = moment(of: overlay), metric(slot)?.flow == nil else { return value }
    var scenarios: [OverlayID] = []
    for id in chain(overlay) {
      scenarios.append(id)
      let says = allChanges(slot, id).contains { own in
        own.clause.place.text === change.clause.place.text
          && own.clause.place.span == change.clause.place.span
      }
      if says { break }
    }
    let name = Slot(slot.owner, slot.name)
    let whole = slotOfAll(name)
    let rules = scenarios.reversed().flatMap { growthRules(name, whole, said: $0) }
    return try grown(
      value, slot, by: rules, since: Period(.year, containing: start), from: start, moment, overlay)
  }

  /// Returns a figure of a period as it has grown by a moment; `first` is the day of the period on which it was known.
  private mutating func grown(
    _ value: Value, _ slot: Slot, by rules: [Overlay.Growth], since period: Period,
    from first: Day?, _ moment: Moment, _ overlay: OverlayID
  ) throws(Diagnostic) -> Value {
    guard let node = value.node, let place = rules.last?.rate.place,
      moment.date > first ?? period.start
    else { return value }
    let isFlow = value.dimension.map { ($0 * .time).addsUp } ?? false
    var pace = Pace.daily
    if isFlow, period.precision != .day { pace = try self.pace(of: rules, period, slot, overlay) }
    let origin =
      switch pace {
      case .daily: first ?? period.start
      case .byPeriod: period.start
      // the first step is that out of the month in which it was known, or out of the last one
      case .monthly: Period(.month, containing: first ?? period.end.adding(days: -1)).start
      }
    var factor = graph.constant(1)
    for part in try strides(rules, slot, origin, pace, moment, overlay) {
      let base = apply(.add, graph.constant(1), part.rate, at: place)
      let power = apply(.power, base, graph.constant(Self.tidied(part.periods)), at: place)
      factor = apply(.multiply, factor, power, at: place)
    }
    var result = value
    result.content = .node(apply(.multiply, node, factor, at: place))
    return result
  }

  /// The steps in which the total of a period grows by some rules.
  private mutating func pace(
    of rules: [Overlay.Growth], _ period: Period, _ slot: Slot, _ overlay: OverlayID
  ) throws(Diagnostic) -> Pace {
    guard period.precision != .month else { return .byPeriod(.month) }
    for rule in rules where try movesWithin(period.precision, rule, slot, overlay) {
      return .monthly(period.precision)
    }
    return .byPeriod(period.precision)
  }

  /// `true` iff a rule moves the total of a period within the period: it is for a shorter time, or a clause says that
  /// it begins or ends inside one.
  private mutating func movesWithin(
    _ precision: Period.Precision, _ rule: Overlay.Growth, _ slot: Slot, _ overlay: OverlayID
  ) throws(Diagnostic) -> Bool {
    let days = [rule.timing.start, rule.timing.end].compactMap { $0 }.filter { $0 > today }
    if days.contains(where: { Period(precision, containing: $0).start != $0 }) { return true }
    // whether it is for a shorter time does not hang on the date
    traces.append(Trace())
    defer { traces.removeLast() }
    let (_, years) = try growthRate([rule], slot, overlay)
    return years < Double(Step(precision).months) / 12
  }

  /// The steps of growth from a day to a moment; neighbours of the same rate are one.
  private mutating func strides(
    _ rules: [Overlay.Growth], _ slot: Slot, _ origin: Day, _ pace: Pace, _ moment: Moment,
    _ overlay: OverlayID
  ) throws(Diagnostic) -> [GrowthPath.Stride] {
    let key = PathKey(
      slot: slot, overlay: undated(overlay), origin: origin, timeline: moment.timeline,
      rules: rules.count)
    var path = growths[key] ?? GrowthPath()
    var at = path.strides.last?.end ?? origin
    while case let end = end(ofStrideFrom: at, rules, origin, pace), end <= moment.date {
      let stride = try stride(rules, slot, overlay, moment, pace, from: at, to: end, origin, path)
      path.strides.append(stride)
      if stride.periods > 0 { path.grown = end }
      growths[key] = path
      at = end
    }
    var used = path.strides.prefix { $0.end <= moment.date }
    let last = used.last?.end ?? origin
    if case .daily = pace, last < moment.date {
      used.append(
        try stride(
          rules, slot, overlay, moment, pace, from: last, to: moment.date, origin,
          GrowthPath(strides: Array(used))))
    }
    var parts: [GrowthPath.Stride] = []
    for one in used {
      if let own = one.trace { trace.add(own) }
      if parts.last?.rate == one.rate {
        parts[parts.count - 1].periods += one.periods
      } else {
        parts.append(one)
      }
    }
    return parts
  }

  /// The end of the step of growth that begins on a day. Daily growth goes by months from its origin, and to the days on
  /// which rules begin and end.
  private func end(
    ofStrideFrom day: Day, _ rules: [Overlay.Growth], _ origin: Day, _ pace: Pace
  ) -> Day {
    switch pace {
    case .byPeriod(let precision): return Period(precision, containing: day).end
    case .monthly: return Period(.month, containing: day).end
    case .daily:
      let month = Step.months(1)
      let next = month.advancing(origin, by: month.count(from: origin, to: day) + 1)
      return rules.flatMap { $0.bounds(today: today) }.filter { $0 > day }.reduce(next, min)
    }
  }

  /// One step of growth. A period is read on its first day, or today; what grows every day where the step begins.
  private mutating func stride(
    _ rules: [Overlay.Growth], _ slot: Slot, _ overlay: OverlayID, _ moment: Moment, _ pace: Pace,
    from start: Day, to end: Day, _ origin: Day, _ path: GrowthPath
  ) throws(Diagnostic) -> GrowthPath.Stride {
    let held = rules.filter { $0.holds(until: end, today: today) }
    var day = start
    var since: Day? = start
    switch pace {
    case .daily: break
    case .byPeriod: day = end
    case .monthly(let precision):
      day = end
      guard let rule = held.last else {
        since = nil
        break
      }
      // a rule that moves whole periods does so where one ends, by what has not grown in it
      if try !movesWithin(precision, rule, slot, overlay) {
        let begin = Period(precision, containing: start).start
        let isWhole = Period(precision, containing: end).start == end
        since = isWhole ? max(begin, path.grown ?? begin) : nil
      }
    }
    let length = if case .byPeriod(let precision) = pace { Step(precision) } else { Step.months(1) }
    if day < today, length.advancing(day, by: 1) > today { day = today }
    traces.append(Trace())
    let read: Result<(NodeID, Double), Diagnostic>
    do throws(Diagnostic) {
      read = .success(try growthRate(held, slot, view(overlay, moment.on(day))))
    } catch {
      read = .failure(error)
    }
    let own = traces.removeLast()
    let (rate, years) = try read.get()
    let time = since.map { end.calendarYears(since: $0, from: origin) }
    return GrowthPath.Stride(
      end: end, rate: rate, periods: (time ?? 0) / years,
      trace: path.strides.last?.rate == rate ? nil : own)
  }

  /// The whole number that is meant where rounding is all that keeps a number from it.
  private static func tidied(_ number: Double) -> Double {
    abs(number - number.rounded()) < 1e-9 ? number.rounded() : number
  }

  /// The rate of the last of some rules, with the years that it is for; where that may not happen, it goes on as
  /// the others say.
  private mutating func growthRate(_ rules: [Overlay.Growth], _ slot: Slot, _ overlay: OverlayID)
    throws(Diagnostic) -> (NodeID, Double)
  {
    guard let rule = rules.last else { return (graph.constant(0), 1) }
    var scope = rule.scope ?? scope(of: slot, rule.rate, in: overlay)
    scope.overlay = overlay
    let (rate, years) = try growthRate(rule.rate, scope)
    guard let event = rule.event else { return (rate, years) }
    let place = rule.rate.place
    let (other, otherYears) = try growthRate(Array(rules.dropLast()), slot, overlay)
    let one = graph.constant(1)
    let factor = apply(
      .power, apply(.add, one, other, at: place), graph.constant(years / otherYears), at: place)
    return (select(event, rate, apply(.subtract, factor, one, at: place), at: place), years)
  }

  /// The rate that code says, with the years that it is for.
  mutating func growthRate(_ rule: Code, _ scope: Scope) throws(Diagnostic) -> (NodeID, Double) {
    var (rate, years) = (rule, 1.0)
    switch rule.form {
    case .unary(.minus, let operand):
      let (rate, years) = try growthRate(rule.part(operand), scope)
      return (apply(.negate, rate, at: rule.place), years)
    case .words(let range):
      // what a verb was given is for the time that the clause says
      guard case .expression(let code, var own)? = scope.locals[joinedName(rule.text.words(range))]
      else { break }
      (own.overlay, own.keptStream) = (scope.overlay, scope.keptStream)
      return try growthRate(code, own)
    case .binary(.per, let a, let b):
      guard case .words(let range) = rule.part(b).form else { break }
      let unit = try name(range, rule.part(b), scope, asUnit: .first)
      if unit.dimension == .time, let size = unit.node.flatMap(graph.constant) {
        (rate, years) = (rule.part(a), size)
      }
    default: break
    }
    let value = try value(rate, scope)
    // a rate by itself, such as one that was declared as `1/year`, is one a year
    let wanted: Dimension = rate.expression == rule.expression ? .ratio / .time : .ratio
    guard value.dimension == wanted, let node = value.node else {
      let isBare = value.dimension == .ratio
      throw Message.wanted(
        "a percentage per year", got: value.missingReason ?? describe(value),
        for: "a rate of growth",
        rule.place,
        help: isBare
          ? "say over what time: `grows by \(rule.source) per year`; once and for all it `rises \(rule.source)`"
          : "write `grows by 20% per year`")
    }
    return (node, years)
  }
}
