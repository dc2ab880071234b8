import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// An axis of a question: a swept name with its values, or a list of entities that a name runs through.
struct QuestionAxis {
  let name: String
  /// A swept axis of the graph, with how its values are shown; `nil` for entities.
  var axis: (AxisID, Value)?
  /// For entities and texts: what the name stands for at each step.
  var cases: [Value] = []
  /// For dates: the moments at which they are read.
  var moments: [Moment] = []
  var count: Int
}

extension Inquiry {
  /// The most points of one sweep.
  static let pointLimit = 1_000_000

  /// Reads `TARGET in DOMAIN [step S]`. A model name is set at each step, by an overlay; a new name must
  /// occur in what is asked.
  mutating func sweep(
    _ sweep: Sweep, on overlay: OverlayID, _ locals: inout [String: Binding]
  ) throws(Diagnostic) -> (QuestionAxis, OverlayID) {
    let target = code(sweep.target)
    let slot = try elaborator.slot(target, scope(sweep.target, overlay, locals))
    let name = target.source
    let (axis, value) = try domain(sweep, name, overlay, locals)
    if let slot {
      guard let value else {
        throw Diagnostic(
          code: "AIS0207", "`\(name)` of the model takes numbers here", at: code(sweep.domain).place
        )
      }
      let top = try elaborator.setting(slot, to: value, on: overlay, target.place)
      return (axis, top)
    }
    let key = try newName(target, overlay, locals)
    if let value { locals[key] = .value(value) }
    return (axis, overlay)
  }

  /// The key of a target that is no name of the model: a new name, which must occur in the question.
  func newName(_ target: Code, _ overlay: OverlayID, _ locals: [String: Binding])
    throws(Diagnostic) -> String
  {
    let name = target.source
    guard case .words(let range) = target.form else {
      throw Diagnostic(
        code: "AIS0206", "`\(name)` cannot be swept", at: target.place,
        help: "sweep a name of the model, or a new name that the question uses")
    }
    let key = joinedName(text.words(range))
    guard isMentioned(key, besides: target.place.span) else {
      throw Diagnostic(
        code: "AIS0206", "`\(name)` is swept, but nothing in the question uses it",
        at: target.place,
        help: Message.didYouMean(unresolved(besides: target.place.span, overlay, locals))
          ?? Message.didYouMean(
            Spelling.suggestions(for: key, among: elaborator.book.globalWords))
          ?? "use it in what is asked, or sweep a name of the model")
    }
    return key
  }

  /// The words of the question that stand for nothing: what a misspelt sweep was meant to be.
  private func unresolved(
    besides own: Span, _ overlay: OverlayID, _ locals: [String: Binding]
  )
    -> [String]
  {
    var scope = scope(overlay)
    scope.locals = locals
    let reserved = Set(
      elaborator.book.verbs.flatMap(\.words) + [
        "what", "if", "show", "compare", "scenario", "solve", "that", "minimize", "maximize",
      ] + searchedNames)
    var found: [String] = []
    for token in text.tokens where token.kind == .word && token.keyword == .none {
      guard isAsked(token, besides: own) else { continue }
      let word = text.source[token.span]
      let isKnown =
        elaborator.meaning(of: word, scope) != nil || reserved.contains(word.lowercased())
        || elaborator.book.units.unit(named: word) != nil || BuiltIn.named(word) != nil
        || elaborator.book.globalWords.contains { $0.split(separator: "_").contains { $0 == word } }
      if !isKnown, !found.contains(word) { found.append(word) }
    }
    return Array(found.prefix(3))
  }

  /// The names that the question searches for.
  private var searchedNames: [String] {
    let unknowns: [Unknown]
    switch statement.form {
    case .solve(let question): unknowns = question.unknowns
    case .optimize(let question): unknowns = question.unknowns
    default: unknowns = []
    }
    return unknowns.map { text.source[text.tree.span(of: $0.target)].lowercased() }
  }

  /// `true` iff a token belongs to this question and not to the given part of it.
  private func isAsked(_ token: Token, besides own: Span) -> Bool {
    token.start >= statement.span.start && token.end <= statement.span.end
      && (token.end <= own.start || token.start >= own.end)
  }

  /// `true` iff the question says a name, besides the place given: as one word or as words side by side.
  private func isMentioned(_ name: String, besides own: Span) -> Bool {
    let words = text.tokens.filter { $0.kind == .word && isAsked($0, besides: own) }
      .map { text.source[$0.span] }
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

  // MARK: Domains

  private mutating func domain(
    _ sweep: Sweep, _ name: String, _ overlay: OverlayID, _ locals: [String: Binding]
  ) throws(Diagnostic) -> (QuestionAxis, Value?) {
    let domain = code(sweep.domain)
    switch domain.form {
    case .binary(.range, let a, let b):
      return try range(
        domain.part(a), domain.part(b), sweep, name, scope(sweep.domain, overlay, locals))
    default: break
    }
    let value = try elaborator.value(domain, scope(sweep.domain, overlay, locals))
    switch value.content {
    case .list(let elements):
      guard let first = elements.first else {
        throw Diagnostic(code: "AIS0207", "there is nothing to sweep over", at: domain.place)
      }
      if first.dimension != nil { return try numbers(elements, name, domain) }
      return (QuestionAxis(name: name, axis: nil, cases: elements, count: elements.count), nil)
    case .entities(let members):
      let cases = try listed(members, domain.place).flatMap {
        places(of: $0, [], nil).compactMap(\.entity)
      }.map {
        Value(type: .entity(elaborator.book[$0].kind), content: .entity($0))
      }
      return (QuestionAxis(name: name, axis: nil, cases: cases, count: cases.count), nil)
    default:
      throw Message.wanted(
        "a range, a list or a set of entities", got: elaborator.describe(value),
        for: "what follows `in`",
        domain.place, help: "write `in 0%..90% step 10%` or `in [1, 2, 3]`")
    }
  }

  private mutating func numbers(_ elements: [Value], _ name: String, _ domain: Code)
    throws(Diagnostic) -> (QuestionAxis, Value?)
  {
    var values: [Double] = []
    guard var like = elements.first(where: { !$0.isZero }) ?? elements.first else {
      return (QuestionAxis(name: name, count: 0), nil)
    }
    for element in elements {
      guard element.dimension == like.dimension && element.style == like.style || element.isZero,
        let node = element.node,
        let known = elaborator.graph.constant(node)
      else {
        throw Diagnostic(
          code: "AIS0207", "a sweep runs over known numbers of one unit", at: domain.place,
          help: "percentages, percentage points, multiples and plain numbers are told apart")
      }
      values.append(known)
    }
    return try axis(&like, values, name, domain)
  }

  /// The ends of a range and its step, known numbers of one unit.
  struct Bounds {
    var low: Value
    var high: Value
    var from: Double
    var to: Double
    var step: Double?
  }

  /// Reads `A..B [step S]`.
  mutating func bounds(
    _ a: Code, _ b: Code, step given: ExpressionID?, _ place: Place, _ scope: Scope
  )
    throws(Diagnostic) -> Bounds
  {
    var (low, high) = try elaborator.ends(a, b, scope)
    func known() throws(Diagnostic) -> (Double, Double) {
      guard let from = low.node.flatMap(elaborator.graph.constant),
        let to = high.node.flatMap(elaborator.graph.constant), low.dimension == high.dimension
      else {
        throw Diagnostic(
          code: "AIS0207", "a range goes from one known number to another of the same unit",
          at: place)
      }
      return (from, to)
    }
    var (from, to) = try known()
    var step: Double?
    if let given {
      var size = try elaborator.value(code(given), scope)
      // `$1..$2 per 1M tokens step $0.5`: the step takes the unit of the range
      if size.dimension != low.dimension,
        let shared = try? elaborator.ends(code(given), b, scope),
        shared.0.dimension == low.dimension
      {
        size = shared.0
      }
      // `$25k..$40k step $5k per GPU`: the unit of the step is that of the ends
      if size.dimension != low.dimension {
        (low, high) = try elaborator.ends(a, b, sharing: size, code(given), scope)
        (from, to) = try known()
      }
      guard size.dimension == low.dimension || size.dimension == .ratio,
        let known = size.node.flatMap(elaborator.graph.constant), known != 0,
        (to - from) / known >= 0
      else {
        throw Diagnostic(
          code: "AIS0207", "this step does not lead from \(a.source) to \(b.source)",
          at: code(given).place,
          help: "a step has the unit of the range and its direction")
      }
      step = known
    }
    guard (to - from).isFinite else {
      throw Diagnostic(
        code: "AIS0207", "this range is too wide", at: place, help: "numbers go up to 1.8e308")
    }
    if low.isZero { low = high }
    return Bounds(low: low, high: high, from: from, to: to, step: step)
  }

  private mutating func range(_ a: Code, _ b: Code, _ sweep: Sweep, _ name: String, _ scope: Scope)
    throws(Diagnostic) -> (QuestionAxis, Value?)
  {
    let place = code(sweep.domain).place
    var bounds = try bounds(a, b, step: sweep.step, place, scope)
    let (from, to) = (bounds.from, bounds.to)
    let step = bounds.step ?? (to - from) / 10
    if bounds.step == nil, from != to {
      elaborator.notes.append("\(name) takes 11 values: say `step` for others")
    }
    let count = step == 0 ? 1 : Int(min(((to - from) / step + 1e-9).rounded(.down) + 1, 1e12))
    guard count <= Self.pointLimit else {
      throw Diagnostic(
        code: "AIS0604",
        "this sweep has \(count) points, more than the limit of \(Self.pointLimit)",
        at: place, help: "make the step larger")
    }
    let values = (0..<count).map { Self.decimal(from + Double($0) * step) }
    return try axis(&bounds.low, values, name, code(sweep.domain))
  }

  private mutating func axis(
    _ like: inout Value, _ values: [Double], _ name: String, _ domain: Code
  )
    throws(Diagnostic) -> (QuestionAxis, Value?)
  {
    guard let (node, axis) = elaborator.graph.axis(name, values: values) else {
      throw Diagnostic(
        code: "AIS0604", "a question can sweep \(Graph.axisLimit) names at most", at: domain.place)
    }
    like.content = .node(node)
    like.isZero = false
    return (QuestionAxis(name: name, axis: (axis, like), count: values.count), like)
  }

  /// The number nearest to `value` with 13 significant digits: 0.1 × 3 is 0.3 on an axis.
  static func decimal(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return value }
    var scale = 1.0
    while abs(value) * scale < 1e12, scale < 1e22 { scale *= 10 }
    guard abs(value) * scale < 1e15 else { return value }
    return (value * scale).rounded() / scale
  }
}

extension Elaborator {
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
