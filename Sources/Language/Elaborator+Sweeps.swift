import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// What a sweep runs through.
enum SweepDomain {
  /// Numbers: an axis of the graph, and the value that runs along it.
  case numbers(AxisID, Value)
  /// Things that are no numbers, one after the other.
  case things([Value])
  /// The entities of a set.
  case entities([Value.Member], KindID)
}

/// The ends of a range and its step, known numbers of one unit.
struct Bounds {
  var low: Value
  var high: Value
  var from: Double
  var to: Double
  var step: Double?
  /// The unit in which the range is written, and so counted.
  var measure: Measure

  /// `true` iff both ends are whole numbers that count nothing else: `1..100`.
  var isWhole: Bool {
    low.dimension == .ratio && low.style == .plain && high.style == .plain
      && from.rounded() == from && to.rounded() == to
  }

  /// How many points lie from one end to the other, by steps.
  func count(by step: Double) -> Int {
    step == 0 ? 1 : Int(min(((to - from) / step + 1e-9).rounded(.down) + 1, 1e12))
  }

  /// The points from one end to the other, by steps: each is what a literal of it in the same unit is.
  func points(by step: Double) -> [Double] {
    let (start, stride) = (written(from, size: abs(from)), written(step, size: abs(step)))
    return (0..<count(by: step)).map { index in
      let way = Double(index) * stride
      return measure.base(Self.decimal(start + way, size: max(abs(start), abs(way))))
    }
  }

  /// How many of the unit of the range a number in base units is.
  private func written(_ base: Double, size: Double) -> Double {
    let number = measure.number(ofBase: base)
    return Self.decimal(number, size: abs(number))
  }

  /// The number with 13 digits, counted from the first of `size`, that differs from `value` by no more than
  /// rounding; `value` itself where there is none. So 0.1 × 3 is 0.3, and 1 / 3 stays.
  static func decimal(_ value: Double, size: Double) -> Double {
    guard value.isFinite, size > 0 else { return value }
    var scale = 1.0
    while size * scale < 1e12, scale < 1e22 { scale *= 10 }
    guard size * scale < 1e15 else { return value }
    let rounded = (value * scale).rounded() / scale
    return abs(rounded - value) <= 4 * size.ulp ? rounded : value
  }
}

// One rule for what may be swept, in the tail of a question, in a search and in a reduction.
extension Elaborator {
  /// The most points of one sweep.
  static let pointLimit = 1_000_000

  /// Reads `DOMAIN [step S]` for a target; up to `wholeLimit` whole numbers need no step. `makeAxis` gives the axis
  /// of the graph for its numbers, or `nil` when there are too many.
  mutating func domain(
    of sweep: Sweep, _ name: String, _ text: ParsedText, _ scope: Scope, wholeLimit: Int,
    makeAxis: (inout Elaborator, [Double]) -> (node: NodeID, axis: AxisID)?
  ) throws(Diagnostic) -> SweepDomain {
    let domain = Code(text, sweep.domain)
    var (like, numbers): (Value, [Double])
    if case .binary(.range, let a, let b) = domain.form {
      let (a, b) = (domain.part(a), domain.part(b))
      if let dates = try dates(a, b, step: sweep.step.map { Code(text, $0) }, domain, scope) {
        return .things(dates)
      }
      (like, numbers) = try range(a, b, sweep, name, text, wholeLimit: wholeLimit, scope)
    } else {
      let value = try value(domain, scope)
      switch (value.content, value.type) {
      case (.list(let elements), _):
        guard let first = elements.first else {
          throw Diagnostic(
            code: "AIS0207", "there is nothing to sweep over", at: domain.place,
            help: "put values in the list, `[10%, 20%]`, or write a range, `0%..90% step 10%`")
        }
        guard first.dimension != nil else { return .things(elements) }
        (like, numbers) = try known(elements, domain)
      case (.entities(let members), .entities(let kind)): return .entities(members, kind)
      default:
        throw Message.wanted(
          "a range, a list or a set of entities", got: describe(value), for: "what follows `in`",
          domain.place,
          help: Message.rangeHelp(domain, "write `in 0%..90% step 10%` or `in [1, 2, 3]`"))
      }
    }
    guard let (node, axis) = makeAxis(&self, numbers) else {
      throw Diagnostic(
        code: "AIS0604", "a question can sweep \(Graph.axisLimit) names at most", at: domain.place)
    }
    like.content = .node(node)
    like.isZero = false
    return .numbers(axis, like)
  }

  /// The known numbers of a list, with a value of their unit.
  private func known(_ elements: [Value], _ domain: Code) throws(Diagnostic) -> (Value, [Double]) {
    let like = elements.first { !$0.isZero } ?? elements[0]
    var numbers: [Double] = []
    for element in elements {
      guard element.dimension == like.dimension && element.style == like.style || element.isZero,
        let known = element.node.flatMap(graph.constant)
      else {
        throw Diagnostic(
          code: "AIS0207", "a sweep runs over known numbers of one unit", at: domain.place,
          help: "percentages, percentage points, multiples and plain numbers are told apart")
      }
      numbers.append(known)
    }
    return (like, numbers)
  }

  /// The numbers of `A..B [step S]`, with a value of their unit. Without a step they are whole numbers where both
  /// ends are, unless they are too many or nothing lies between; else there are 11.
  private mutating func range(
    _ a: Code, _ b: Code, _ sweep: Sweep, _ name: String, _ text: ParsedText, wholeLimit: Int,
    _ scope: Scope
  ) throws(Diagnostic) -> (Value, [Double]) {
    let place = Code(text, sweep.domain).place
    let bounds = try bounds(a, b, step: sweep.step.map { Code(text, $0) }, place, scope)
    let (from, to) = (bounds.from, bounds.to)
    var step = bounds.step ?? (to - from) / 10
    if bounds.step == nil, from != to {
      let whole = from < to ? 1.0 : -1
      if bounds.isWhole, (3...wholeLimit).contains(bounds.count(by: whole)) {
        step = whole
      } else {
        note("\(name) takes 11 values: say `step` for others")
      }
    }
    let count = bounds.count(by: step)
    guard count <= Self.pointLimit else {
      throw Diagnostic(
        code: "AIS0604",
        "this sweep has \(count) points, more than the limit of \(Self.pointLimit)",
        at: place, help: "make the step larger")
    }
    return (bounds.low, bounds.points(by: step))
  }

  /// The dates of `A..B [step S]`: a period after the other; `nil` where the ends are no dates.
  private mutating func dates(
    _ a: Code, _ b: Code, step given: Code?, _ domain: Code, _ scope: Scope
  ) throws(Diagnostic) -> [Value]? {
    guard case .date(let first) = try value(a, scope).content,
      case .date(let last) = try value(b, scope).content
    else { return nil }
    let step = try given.map { code throws(Diagnostic) in try self.step(code, scope) }
    let timeline = Timeline(
      first: first.start, step: step ?? Step(first.precision), today: today)
    guard last.end > first.start else { throw Message.backwards(first, last, domain.place) }
    let count = timeline.index(of: last.end.adding(days: -1)) + 1
    guard count <= Elaborator.dateLimit else {
      throw Message.tooManyDates(count, domain.place)
    }
    return (0..<count).map { Value(type: .date, content: .date(timeline.label($0))) }
  }

  /// Reads `A..B [step S]`.
  mutating func bounds(_ a: Code, _ b: Code, step given: Code?, _ place: Place, _ scope: Scope)
    throws(Diagnostic) -> Bounds
  {
    var (low, high) = try ends(a, b, scope)
    func known() throws(Diagnostic) -> (Double, Double) {
      guard let from = low.node.flatMap(graph.constant), let to = high.node.flatMap(graph.constant),
        low.dimension == high.dimension
      else {
        throw Diagnostic(
          code: "AIS0207", "a range goes from one known number to another of the same unit",
          at: place, help: "such as `$1..$5`, `0%..90%` or `2024Q1..2025Q4`")
      }
      return (from, to)
    }
    var (from, to) = try known()
    var step: Double?
    var measure = measure(of: isLiteral(b) ? b : a)
    if let given {
      var size = try value(given, scope)
      if size.dimension == low.dimension, isLiteral(given) { measure = self.measure(of: given) }
      // `$1..$2 per 1M tokens step $0.5`: the step takes the unit of the range
      if size.dimension != low.dimension, let shared = try? ends(given, b, scope),
        shared.0.dimension == low.dimension
      {
        size = shared.0
      }
      // `$25k..$40k step $5k per GPU`: the unit of the step is that of the ends
      if size.dimension != low.dimension {
        (low, high) = try ends(a, b, sharing: size, given, scope)
        (from, to) = try known()
        measure = self.measure(of: given)
      }
      guard size.dimension == low.dimension, let known = size.node.flatMap(graph.constant),
        known != 0, (to - from) / known >= 0
      else {
        throw Diagnostic(
          code: "AIS0207", "this step does not lead from \(a.source) to \(b.source)",
          at: given.place, help: "a step has the unit of the range and its direction")
      }
      step = known
    }
    guard (to - from).isFinite else {
      throw Diagnostic(
        code: "AIS0207", "this range is too wide", at: place, help: "numbers go up to 1.8e308")
    }
    if low.isZero { low = high }
    return Bounds(low: low, high: high, from: from, to: to, step: step, measure: measure)
  }

  /// The number nearest to `value` with 13 significant digits: 0.1 × 3 is 0.3 on an axis.
  static func decimal(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return value }
    var scale = 1.0
    while abs(value) * scale < 1e12, scale < 1e22 { scale *= 10 }
    guard abs(value) * scale < 1e15 else { return value }
    return (value * scale).rounded() / scale
  }

  // MARK: Targets

  /// Refuses targets of which two stand for the same.
  mutating func refuseTwice(_ targets: [Code], _ scope: Scope) throws(Diagnostic) {
    var known: [String: Code] = [:]
    for target in targets {
      var key = target.source.singleLine
      if let slot = try slot(target, scope) {
        key = title(slot)
      } else if case .words(let range) = target.form {
        key = joinedName(target.text.words(range))
      }
      if let first = known.updateValue(target, forKey: key) {
        throw Diagnostic(
          code: "AIS0470", "`\(target.source.singleLine)` is here twice", at: target.place,
          labels: [.init(first.place, "the first")], help: "give each a name of its own")
      }
    }
  }

  /// The key of a target that is no name of the model: a new name, which must occur in one of `spans`.
  func newName(
    _ target: Code, in spans: [Span], suggestions: @autoclosure () -> [String] = []
  ) throws(Diagnostic) -> String {
    let name = target.source.singleLine
    guard case .words(let range) = target.form else {
      throw Diagnostic(
        code: "AIS0206", "`\(name)` cannot be swept", at: target.place,
        help: "sweep a name of the model, or a new name that the question uses")
    }
    let key = joinedName(target.text.words(range))
    guard isMentioned(target, in: spans) else {
      let words = target.text.words(range).joined(separator: " ")
      if let longer = target.text.tokens.first(where: { token in
        token.kind == .word && target.text.source[token.span].hasPrefix(words + " ")
          && spans.contains { token.start >= $0.start && token.end <= $0.end }
      }) {
        let name = target.text.source[longer.span]
        throw Diagnostic(
          code: "AIS0206", "`\(words)` is swept, and `\(name)` is another name",
          at: target.place, labels: [.init(Place(target.text.source, longer.span), "one name")],
          help: "write `(\(words))\(name.dropFirst(words.count))`, or choose a name of your own")
      }
      throw Diagnostic(
        code: "AIS0206", "`\(name)` is swept, but nothing in the question uses it",
        at: target.place,
        help: Message.didYouMean(suggestions())
          ?? Message.didYouMean(Spelling.suggestions(for: key, among: book.globalWords))
          ?? "use it in what is asked, or sweep a name of the model")
    }
    return key
  }

  /// `true` iff a name is said in some part of a text, besides where it is introduced: as one word or as
  /// words side by side.
  func isMentioned(_ target: Code, in spans: [Span]) -> Bool {
    guard case .words(let range) = target.form else { return false }
    let name = joinedName(target.text.words(range))
    let own = target.place.span
    let words = target.text.tokens.filter { token in
      token.kind == .word && (token.end <= own.start || token.start >= own.end)
        && spans.contains { token.start >= $0.start && token.end <= $0.end }
    }.map { target.text.source[$0.span] }
    return words.indices.contains { start in
      var joined = words[start]
      var next = start + 1
      while joined.utf8.count < name.utf8.count, next < words.count {
        joined += "_" + words[next]
        next += 1
      }
      return joined == name
    }
  }

  /// Returns a scenario in which a slot has a value.
  mutating func setting(_ slot: Slot, to value: Value, on parent: OverlayID, _ place: Place)
    throws(Diagnostic) -> OverlayID
  {
    let before = try self.value(of: slot, in: parent, at: place)
    guard before.type == value.type || before.missingReason != nil else {
      throw Message.wanted(
        describe(before), got: describe(value), for: "`\(title(slot))`", place,
        help: before.dimension.flatMap { unitHelp(wanted: $0, got: value.dimension) })
    }
    let overlay = try addOverlay(Overlay(parent: parent), place)
    // the value is bound to a name that no program can write
    let parsed = Parser.parse(SourceText("value"))
    guard case .expression(let expression)? = parsed.statements.first?.form else { return overlay }
    var scope = Scope(stream: 0)
    scope.locals["value"] = .value(value)
    scope.overlay = overlay
    let clause = Overlay.Clause(text: place.source, place: place)
    overlays[overlay.index].changes[slot] = [
      Overlay.Change(
        operation: .set, value: Code(parsed, expression), scope: scope, clause: clause, event: nil)
    ]
    return overlay
  }
}
