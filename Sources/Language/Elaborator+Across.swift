import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// `R of E across NAME in DOMAIN {, NAME in DOMAIN}`: a reduction over what names run through.
///
/// The names are axes of the graph that the reduction consumes, so that E is computed at the rank of the names
/// it rests on and summed up as it passes. A reduction over several names is that of the reductions over the last.
struct SweptReduction {
  /// One of `names`, or a percentile as `p95`.
  var name: String
  let operand: Code
  let sweeps: [Sweep]
  /// The whole, for messages.
  let code: Code
  /// The scenario in which E is read, where one follows the reduction.
  var changes: UInt32?
  /// Each point at which E has a value counts as 1.
  var countsPoints = false

  static let names = Parser.reductions

  /// The probability of the quantile that a word takes: of `median`, or a percentile as `p95`.
  static func probability(of name: String) -> Double? {
    name == "median" ? 0.5 : BuiltIn.probability(ofPercentile: name)
  }
}

extension Elaborator {
  /// `R of E across SWEEPS`, with a scenario that covers E: the swept names may occur in it, and what is swept of the
  /// model is set before its changes, as by the `for` of a question.
  mutating func across(
    _ reduction: ExpressionID, sweeps index: UInt32, _ code: Code, under changes: UInt32? = nil,
    _ scope: Scope
  ) throws(Diagnostic) -> Value {
    let swept = try self.reduction(
      code.part(reduction), code.text.tree.sweeps(index), code, under: changes)
    try refuseTwice(swept.sweeps.map { code.part($0.target) }, scope)
    let (open, outer) = (openAxes, combinations)
    if swept.sweeps.count > 1, outer == nil { combinations = (0, 0) }
    defer { (openAxes, combinations) = (open, outer) }
    let value = try reduced(swept, scope)
    if outer == nil, value.missingReason == nil { notePoints(swept) }
    return value
  }

  /// Reads what stands before `across`.
  func reduction(_ reduction: Code, _ sweeps: [Sweep], _ code: Code, under changes: UInt32?)
    throws(Diagnostic) -> SweptReduction
  {
    guard case .of(let words, let operand) = reduction.form,
      case let name = joinedName(code.text.words(words)),
      SweptReduction.probability(of: name) != nil || SweptReduction.names.contains(name)
    else {
      throw Diagnostic(
        code: "AIS0325", "`across` belongs to a reduction", at: code.place,
        help: "write `max of E across cut in 0%..90% step 10%`, with one of "
          + SweptReduction.names.map { "`\($0)`" }.joined(separator: " "))
    }
    return SweptReduction(
      name: name, operand: code.part(operand), sweeps: sweeps, code: code, changes: changes)
  }

  /// The reduction as its name wants it: by order, over all points together, or over one name after the other.
  private mutating func reduced(_ swept: SweptReduction, _ scope: Scope) throws(Diagnostic)
    -> Value
  {
    let name = swept.name
    if let probability = SweptReduction.probability(of: name) {
      return try quantile(probability, swept, scope)
    }
    if name == "mean" || name == "share",
      swept.sweeps.dropFirst().contains(where: { isFiltered($0, swept.code) })
    {
      return try meanOfPairs(swept, scope)
    }
    return try reduced(swept, swept.sweeps[...], scope)
  }

  /// Says at how many points of several names nothing was known.
  private mutating func notePoints(_ swept: SweptReduction) {
    guard let all = combinations, all.known < all.all, inProgress.isEmpty else { return }
    let note =
      "\(swept.name) over the \(all.known) of \(all.all) combinations for which `\(swept.operand.source.singleLine)` has a value"
    if !notes.contains(note) { notes.append(note) }
  }

  private func isFiltered(_ sweep: Sweep, _ code: Code) -> Bool {
    if case .filter = code.text.tree[sweep.domain] { true } else { false }
  }

  /// The mean over all points together, where a `where` takes other points for each value of the names before it.
  private mutating func meanOfPairs(_ swept: SweptReduction, _ scope: Scope) throws(Diagnostic)
    -> Value
  {
    var all = swept
    all.name = swept.name == "mean" ? "sum" : "count"
    let total = try reduced(all, all.sweeps[...], scope)
    (all.name, all.countsPoints) = ("sum", true)
    let known = combinations
    defer { combinations = known }
    let count = try reduced(all, all.sweeps[...], scope)
    guard let a = total.node, let b = count.node else { return total }
    let place = swept.code.place
    let missing = fault(
      Diagnostic(
        code: "AIS0507", "nothing is in the sets of this reduction", at: place,
        help: "say what holds then: `if count(…) > 0 then … else …`"))
    var mean = total
    mean.content = .node(select(b, apply(.divide, a, b, at: place), missing, at: place))
    mean.isZero = false
    if swept.name == "share" { mean.style = .percent }
    return mean
  }

  /// `R of E across SWEEPS under S`, which reads E in the scenario at each point; `nil` when something else is
  /// under the scenario.
  mutating func value(
    ofReduction operand: Code, under changes: UInt32, _ text: ParsedText, _ scope: Scope
  ) throws(Diagnostic) -> Value? {
    switch operand.form {
    case .acrossSweeps(let reduction, let index):
      return try across(reduction, sweeps: index, operand, under: changes, scope)
    case .acrossDates(let reduction, let index):
      return try across(reduction, dates: index, operand, under: changes, scope)
    case .convert(let inner, let unit):
      let inner = operand.part(inner)
      let value = try value(ofReduction: inner, under: changes, text, scope)
      return try value.map { value throws(Diagnostic) in
        try convert(value, inner, unit, operand)
      }
    default:
      try refuse(sweepsBeside: operand, changes, text, scope)
      return nil
    }
  }

  /// Refuses a scenario that covers more than a reduction and takes part in its sweep.
  private mutating func refuse(
    sweepsBeside operand: Code, _ changes: UInt32, _ text: ParsedText, _ scope: Scope
  ) throws(Diagnostic) {
    var pending = [operand]
    while let code = pending.popLast() {
      if case .under = code.form { continue }
      pending += code.text.tree.children(of: code.expression).map(code.part)
      guard case .acrossSweeps(_, let index) = code.form else { continue }
      for sweep in code.text.tree.sweeps(index) {
        let target = code.part(sweep.target)
        let isModels = try slot(target, scope) != nil
        guard isModels || isMentioned(target, in: [text.tree.changes(changes).span]) else {
          continue
        }
        throw Diagnostic(
          code: "AIS0742",
          "the scenario belongs to the sweep of `\(target.source.singleLine)`, and something else stands under it",
          at: Place(text.source, text.tree.changes(changes).span),
          labels: [.init(code.place, "the reduction over the sweep")],
          help: "put the reduction and its scenario in brackets: `(… across … under …)`")
      }
    }
  }

  /// The reduction over the sweeps that remain.
  private mutating func reduced(
    _ swept: SweptReduction, _ rest: ArraySlice<Sweep>, _ scope: Scope
  ) throws(Diagnostic) -> Value {
    guard let sweep = rest.first else { return try element(swept, scope) }
    let (target, domain) = try enter(sweep, swept, scope)
    let others = rest.dropFirst()
    switch domain {
    case .numbers(let axis, let value):
      let inner = try standing(target, value, sweep, swept, scope)
      openAxes.formUnion(AxisSet([axis]))
      let points = try reduced(swept, others, inner)
      return each(points) { elaborator, value in
        elaborator.reduced(value, along: axis, swept)
      }
    case .things(let things):
      var values: [Value] = []
      for thing in things {
        let inner = try standing(target, thing, sweep, swept, scope)
        values.append(try reduced(swept, others, inner))
      }
      return try reduced(values, swept)
    case .entities(let members, let kind):
      var elements: [(EntityID, Value)] = []
      let parts = [swept.operand] + swept.sweeps.map { Code(swept.code.text, $0.domain) }
      for member in try apart(members, from: scope, in: parts) {
        let inner = try standing(target, self.value(of: member), sweep, swept, scope)
        var element = try reduced(swept, others, inner)
        element.mask = member.mask
        elements.append((member.entity, element))
      }
      let like = elements.first { $0.1.node != nil && !$0.1.isZero }?.1
      let type = like?.type ?? elements.first { $0.1.node != nil }?.1.type ?? .quantity(.ratio)
      // the sum of an empty set takes the unit of the others
      for index in elements.indices where elements[index].1.isZero {
        if let like { (elements[index].1.type, elements[index].1.style) = (like.type, like.style) }
      }
      let vector = Value(type: .vector(kind, type), content: .vector(elements))
      let over = ["count": "sum", "share": "mean"][swept.name] ?? swept.name
      return try reduce(over, vector, swept.operand)
    }
  }

  // MARK: Names

  /// What a name stands for while a reduction runs.
  private enum Target {
    case slot(Slot)
    case new(String)
  }

  private mutating func enter(_ sweep: Sweep, _ swept: SweptReduction, _ scope: Scope)
    throws(Diagnostic) -> (Target, SweepDomain)
  {
    let text = swept.code.text
    let code = Code(text, sweep.target)
    let target: Target
    if let slot = try slot(code, scope) {
      target = .slot(slot)
    } else {
      let changes = swept.changes.map { text.tree.changes($0).span }
      let domains = swept.sweeps.map { text.tree.span(of: $0.domain) }
      let key = try newName(
        code, in: [swept.operand.place.span] + domains + [changes].compactMap { $0 })
      target = .new(key)
    }
    var scope = scope
    if case .new(let key) = target { scope.role = key }
    let name = code.source.singleLine
    let around = openAxes.swept.reduce(1.0) { $0 * Double(graph.values(of: $1).count) }
    let domain = try domain(of: sweep, name, text, scope, wholeLimit: Self.pointLimit) {
      elaborator, numbers in
      // an axis of its own behind those of all around it: what those vary along is not taken together
      var label = name + "'"
      while let made = elaborator.graph.axis(label, values: numbers) {
        let around = elaborator.openAxes.union(elaborator.questionAxes)
        if AxisSet([made.axis]).rawValue > around.rawValue { return made }
        label += "'"
      }
      return nil
    }
    if case .numbers(let axis, _) = domain {
      let points = around * Double(graph.values(of: axis).count)
      guard points <= Self.reducedPointLimit else {
        let asked = book.units.text(points, .ratio, style: .plain, precision: .significant(3))
        throw Diagnostic(
          code: "AIS0604", "this reduction has \(asked) points, more than a billion",
          at: Code(text, sweep.domain).place, help: "make the steps larger")
      }
    }
    return (target, domain)
  }

  /// The most points that one reduction takes together.
  static let reducedPointLimit = 1e9

  /// The scope in which a name stands for a value.
  private mutating func standing(
    _ target: Target, _ value: Value, _ sweep: Sweep, _ swept: SweptReduction, _ scope: Scope
  ) throws(Diagnostic) -> Scope {
    var scope = scope
    switch target {
    case .new(let key): scope.locals[key] = .value(value)
    case .slot(let slot):
      let moment = moment(of: scope.overlay)
      let place = Code(swept.code.text, sweep.target).place
      let set = try setting(slot, to: value, on: undated(scope.overlay), place)
      scope.overlay = view(set, moment)
    }
    return scope
  }

  /// What is reduced, with all names standing for something: a condition as 1 or 0.
  mutating func element(_ swept: SweptReduction, _ scope: Scope) throws(Diagnostic) -> Value {
    var element: Value
    if let changes = swept.changes {
      element = try value(swept.operand, under: changes, swept.code.text, scope)
    } else {
      element = try value(swept.operand, scope)
    }
    if let before = combinations {
      combinations = (before.all + 1, before.known + (element.node == nil ? 0 : 1))
    }
    if swept.countsPoints {
      guard element.node != nil else { return element }
      let mask = element.mask
      element = .number(graph.constant(1), .ratio)
      element.mask = mask
      return element
    }
    let wantsTruth = swept.name == "count" || swept.name == "share"
    if case .vector(_, let type) = element.type, type != .boolean, !wantsTruth { return element }
    guard wantsTruth ? element.type == .boolean : element.dimension != nil else {
      throw Message.wanted(
        wantsTruth ? "a condition" : "a number", got: describe(element),
        for: "what `\(swept.name)` takes across a sweep", swept.operand.place,
        help: element.type == .boolean
          ? "`share of` a condition is the part of the points at which it holds, `count of` their number"
          : "write `max of E across …`, or `share of E > 0 across …`")
    }
    guard wantsTruth else { return element }
    element.type = .quantity(.ratio)
    element.style = swept.name == "share" ? .percent : .plain
    return element
  }

  // MARK: Reducing

  /// Applies a reduction to a value, or to each of a vector.
  private mutating func each(
    _ value: Value, _ body: (inout Elaborator, Value) -> Value
  ) -> Value {
    guard case .vector(let elements) = value.content else { return body(&self, value) }
    var result = value
    result.content = .vector(elements.map { ($0.0, body(&self, $0.1)) })
    return result
  }

  private mutating func reduced(_ value: Value, along axis: AxisID, _ swept: SweptReduction)
    -> Value
  {
    guard let node = value.node else { return value }
    if graph.isLocal(node) {
      // a routine knows one point only
      routines.isUnsuited = true
      return value
    }
    let place = swept.code.place
    var result = value
    result.isZero = false
    switch swept.name {
    case "min": result.content = .node(graph.reduce(.minimumAlong, node, along: axis))
    case "max": result.content = .node(graph.reduce(.maximumAlong, node, along: axis))
    default:
      // what does not vary is its own mean, to the last bit
      let isMean = swept.name == "mean" || swept.name == "share"
      guard !isMean || !graph.axes(of: node).isDisjoint(with: AxisSet([axis])) else { return value }
      let sum = graph.reduce(.sumAlong, node, along: axis)
      note(sum, place)
      let count = graph.constant(Double(graph.values(of: axis).count))
      result.content = .node(isMean ? apply(.divide, sum, count, at: place) : sum)
      if !isMean { result.isFraction = false }
    }
    if let node = result.node { note(node, place) }
    return result
  }

  /// The reduction of values that were found one after the other, or of each element of vectors.
  mutating func reduced(_ values: [Value], _ swept: SweptReduction) throws(Diagnostic) -> Value {
    let place = swept.code.place
    if case .vector(let elements) = values.first?.content {
      var result = values[0]
      var reduced: [(EntityID, Value)] = []
      for (entity, _) in elements {
        let all = values.compactMap { $0.element(of: entity) }
        reduced.append((entity, try self.reduced(all, swept)))
      }
      result.content = .vector(reduced)
      return result
    }
    if let probability = SweptReduction.probability(of: swept.name) {
      return try quantile(probability, of: values, swept)
    }
    guard var result = values.first, var all = result.node else {
      return values.first ?? Value(type: .quantity(.ratio), content: .missing("nothing is swept"))
    }
    let operation: Operation =
      swept.name == "min" ? .minimum : swept.name == "max" ? .maximum : .add
    for value in values.dropFirst() {
      guard let node = value.node else { return value }
      guard value.type == result.type || value.isZero || result.isZero else {
        throw Message.clash(
          swept.name == "sum" ? "add" : "compare", (describe(result), place),
          (describe(value), place), at: place, help: nil)
      }
      if result.isZero { (result.type, result.style) = (value.type, value.style) }
      result.isZero = result.isZero && value.isZero
      all = apply(operation, all, node, at: place)
    }
    if swept.name == "mean" || swept.name == "share" {
      all = apply(.divide, all, graph.constant(Double(values.count)), at: place)
    }
    result.content = .node(all)
    result.bound = Bound.joined(values.map(\.bound))
    return result
  }

  // MARK: Quantiles

  /// A quantile over all points together: of certain numbers of a column, of uncertain ones in each sample.
  private mutating func quantile(_ probability: Double, _ swept: SweptReduction, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    if let value = try quantile(ofColumn: probability, swept, scope) { return value }
    if combinations != nil { combinations = (0, 0) }
    return try quantile(probability, of: try points(swept, swept.sweeps[...], scope), swept)
  }

  /// A quantile of values in each sample.
  private mutating func quantile(
    _ probability: Double, of values: [Value], _ swept: SweptReduction
  ) throws(Diagnostic) -> Value {
    guard var result = values.first(where: { !$0.isZero }) ?? values.first else {
      return Value(type: .quantity(.ratio), content: .missing("nothing is swept"))
    }
    var nodes: [NodeID] = []
    for value in values {
      guard let node = value.node else { return value }
      guard value.type == result.type || value.isZero else {
        throw Message.clash(
          "compare", (describe(result), swept.code.place), (describe(value), swept.code.place),
          at: swept.code.place, help: nil)
      }
      nodes.append(node)
    }
    result.content = .node(try quantile(probability, of: nodes, at: swept.code.place))
    result.bound = Bound.joined(values.map(\.bound))
    return result
  }

  /// What is reduced at each point by itself.
  private mutating func points(
    _ swept: SweptReduction, _ rest: ArraySlice<Sweep>, _ scope: Scope
  ) throws(Diagnostic) -> [Value] {
    guard let sweep = rest.first else { return [try element(swept, scope)] }
    let (target, domain) = try enter(sweep, swept, scope)
    var things: [Value] = []
    switch domain {
    case .numbers(let axis, let like):
      let numbers = graph.values(of: axis)
      guard numbers.count <= Self.sortLimit else { throw tooManyPoints(numbers.count, swept) }
      for number in numbers {
        var value = like
        value.content = .node(graph.constant(number))
        things.append(value)
      }
    case .things(let all): things = all
    case .entities(let members, _):
      for member in try singly(members, swept.code.place) {
        guard member.mask == nil else {
          throw Message.uncertainSet(swept.code.place)
        }
        things.append(self.value(of: member))
      }
    }
    var values: [Value] = []
    for thing in things {
      let inner = try standing(target, thing, sweep, swept, scope)
      values += try points(swept, rest.dropFirst(), inner)
      guard values.count <= Self.sortLimit else { throw tooManyPoints(values.count, swept) }
    }
    return values
  }

  private func tooManyPoints(_ count: Int, _ swept: SweptReduction) -> Diagnostic {
    Diagnostic(
      code: "AIS0493",
      "a quantile is taken of \(Self.sortLimit) uncertain values at most, these are \(count) or more",
      at: swept.code.place,
      help: "make the steps larger, or take the mean of each first: `median of mean(E) …`")
  }

  /// The same where E is certain and all names run through numbers; `nil` for others.
  private mutating func quantile(
    ofColumn probability: Double, _ swept: SweptReduction, _ scope: Scope
  ) throws(Diagnostic) -> Value? {
    var scope = scope
    let open = openAxes
    defer { openAxes = open }
    var axes = AxisSet([])
    for sweep in swept.sweeps {
      let (target, domain) = try enter(sweep, swept, scope)
      guard case .numbers(let axis, let value) = domain else { return nil }
      scope = try standing(target, value, sweep, swept, scope)
      openAxes.formUnion(AxisSet([axis]))
      axes.formUnion(AxisSet([axis]))
    }
    var result = try element(swept, scope)
    guard let node = result.node else { return result }
    guard graph.axes(of: node).isSubset(of: axes) else { return nil }
    // a name that it does not rest on counts every value equally often
    let values = try values(computedOf: node, swept.code.place)
    let middle = try statistic(
      .quantile, probability, of: values.map { .number(graph.constant($0), .ratio) },
      swept.code.place)
    result.content = middle.content
    return result
  }
}
