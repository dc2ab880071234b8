import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension BuiltIn {
  /// Functions that take the values of a set of entities to one; of several plain arguments where that
  /// has a meaning.
  static let reducers: [BuiltIn] = [
    reducer(
      "sum", "the sum over a set of entities", ["sum(revenue of companies where layer == model)"]),
    reducer("count", "how many entities a set has", ["count(companies where layer == model)"]),
    reducer("min", "the smallest: over a set, or of the arguments", ["min(2, 3)"]),
    reducer("max", "the largest: over a set, or of the arguments", ["max(2, 3)"]),
    reducer(
      "mean", "of samples: their mean; `mean of E across SET` is that over entities",
      ["mean(OpenAI.net_income)", "mean of revenue across companies where layer == model"]),
    reducer(
      "median", "of samples: their median; `median of E across SET` is that over entities",
      ["median(OpenAI.net_income)"]),
    reducer(
      "share", "each entity's share of the sum, or each element's of a list",
      ["share of revenue across companies where layer == model"]),
    reducer(
      "hhi", "the Herfindahl-Hirschman index of a set or a list of amounts or shares, 0 to 10,000",
      ["hhi(revenue of companies where layer == model)"]),
    reducer(
      "only", "the value for the one entity of a set; missing when it is empty",
      ["only(deal_value of acqui_licences where target == CharacterAI)"]),
  ]

  private static func reducer(_ name: String, _ summary: String, _ examples: [String]) -> BuiltIn {
    BuiltIn(
      name: name, parameters: ["E of ENTITIES"], summary: summary, examples: examples,
      isReducer: true
    ) {
      elaborator, arguments, code throws(Diagnostic) in
      guard name == "min" || name == "max", arguments.count > 1 else {
        throw Diagnostic(
          code: "AIS0320", "`\(name)` takes the values of a set of entities", at: code.place,
          help: "write `\(examples[0])`")
      }
      return try elaborator.extreme(name == "min" ? .minimum : .maximum, arguments, code)
    }
  }
}

extension Elaborator {
  /// The smallest or largest of the arguments, sample by sample.
  mutating func extreme(_ operation: Operation, _ arguments: [GivenArgument], _ code: Code)
    throws(Diagnostic) -> Value
  {
    var result = arguments[0].value
    for argument in arguments.dropFirst() {
      let value = argument.value
      guard value.dimension != nil, result.dimension != nil,
        value.dimension == result.dimension || value.isZero || result.isZero
      else {
        throw Message.clash(
          "compare", (describe(result), arguments[0].place), (describe(value), argument.place),
          at: code.place, help: nil)
      }
      guard let a = result.node, let b = value.node else {
        return result.node == nil ? result : value
      }
      if result.isZero { (result.type, result.style) = (value.type, value.style) }
      result.isZero = result.isZero && value.isZero
      result.content = .node(apply(operation, a, b, at: code.place))
      result.bound = Bound.joined([result.bound, value.bound])
    }
    return result
  }

  /// What is said of `mean(revenue)`: it may be meant across entities, or of one.
  private func namingBoth(_ fault: Diagnostic, _ name: String, _ operand: Code) -> Diagnostic {
    guard fault.code == "AIS0203", case .words(let range) = operand.form,
      let kind = book.kinds.first(where: {
        book.metric(named: joinedName(operand.text.words(range)), of: $0.id) != nil
      })
    else { return fault }
    var fault = fault
    let owner = book.entities.first { $0.kind == kind.id }?.name ?? "X"
    fault.help =
      "across all: `\(name) of \(operand.source) across \(kind.plural)`; of one: `\(name)(\(owner).\(operand.source))`"
    return fault
  }

  /// `R(E)` with one argument: over the entities that it is about, else over the samples.
  mutating func reduced(_ function: BuiltIn, _ operand: Code, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    let value: Value
    do throws(Diagnostic) { value = try self.value(operand, scope) } catch {
      throw namingBoth(error, function.name, operand)
    }
    switch value.content {
    case .vector, .entities:
      if function.name == "mean" || function.name == "median", case .vector = value.content {
        throw ambiguous(function, operand, code)
      }
      return try reduce(function.name, value, code)
    case .list(let elements): return try reduced(function, elements, operand, code)
    case .missing(let reason) where value.type == .list:
      return Value(type: .quantity(.ratio), content: .missing(reason))
    case .computed(let node, .list(let element)):
      return try reduced(function, node, element, operand, code)
    default: break
    }
    guard value.dimension != nil else {
      throw Message.wanted(
        "a set of entities or a number", got: describe(value),
        for: "the argument of `\(function.name)`",
        operand.place, help: "write `\(function.examples[0])`")
    }
    let samples: [String: (Operation, Double)] = ["mean": (.mean, 0), "median": (.quantile, 0.5)]
    guard let (operation, probability) = samples[function.name] else {
      throw Diagnostic(
        code: "AIS0320", "`\(function.name)` takes the values of a set of entities",
        at: operand.place, help: help(forOne: function))
    }
    guard let node = value.node else { return value }
    var result = value
    result.content = .node(reduce(operation, node, probability: probability, at: code.place))
    return result
  }

  /// What to write where a reduction is given one value.
  private func help(forOne function: BuiltIn) -> String {
    let (name, example) = (function.name, "`\(function.examples[0])`")
    guard SweptReduction.names.contains(name) else { return "write \(example)" }
    let dates = "over dates `\(name) of E across 2024..2030`"
    switch name {
    case "min": return "write \(example); \(dates); the smallest sample is `quantile(x, 0%)`"
    case "max": return "write \(example); \(dates); the largest sample is `quantile(x, 100%)`"
    default: return "write \(example); \(dates)"
    }
  }

  /// What is said of `mean(revenue)` where it may be meant across entities, or of each.
  func ambiguousReduction(_ code: Code) -> Diagnostic? {
    guard case .call(let name, let list) = code.form,
      let function = BuiltIn.named(joinedName(code.text.words(name))),
      ["mean", "median"].contains(function.name), code.text.tree[list].count == 1,
      let only = code.text.tree[list].first, case .words = code.part(only.value).form
    else { return nil }
    return ambiguous(function, code.part(only.value), code)
  }

  private func ambiguous(_ function: BuiltIn, _ operand: Code, _ code: Code) -> Diagnostic {
    var metric = operand.source
    var set = "SET"
    if case .of(let name, let inner) = operand.form {
      metric = operand.place(name).source
      set = operand.part(inner).source
    }
    return Diagnostic(
      code: "AIS0322", "a \(function.name) over the entities or over the samples?", at: code.place,
      help: "over entities: `\(function.name) of \(metric) across \(set)`; "
        + "over samples, for each: `show \(function.name)(\(metric)) for \(set)`")
  }

  /// Reduces the values of a set of entities by name.
  mutating func reduce(_ name: String, _ value: Value, _ code: Code) throws(Diagnostic) -> Value {
    if case .entities(let members) = value.content {
      guard name == "count" else {
        throw Message.wanted(
          "a metric of entities", got: describe(value), for: "the argument of `\(name)`",
          code.place,
          help: "write `\(name)(METRIC of ENTITIES)`")
      }
      return .number(count(members.map { ($0.entity, $0.mask) }, at: code.place), .ratio)
    }
    if let extreme = try dates(name, value, code) { return extreme }
    guard case .vector(let elements) = value.content, case .vector(let kind, let type) = value.type,
      case .quantity(let dimension) = type
    else {
      throw Message.wanted(
        "numbers of entities", got: describe(value), for: "the argument of `\(name)`", code.place,
        help: value.isTextOfEntities
          ? "a column is text where a cell is no number: declare it in the kind, as in "
            + "`size: number`, and the import names that cell"
          : nil)
    }
    let known = calculable(elements.filter { $0.1.node != nil })
    noteMissing(
      name, known.reduce(0) { $0 + rowCount($1.0) }, elements.reduce(0) { $0 + rowCount($1.0) },
      kind,
      code)
    let style = known.first?.1.style ?? .plain
    switch name {
    case "count": return .number(count(masks(known), at: code.place), .ratio)
    case "only": return try only(known, kind, type, style, code)
    case "share": return try shares(value, known, code)
    case "hhi":
      let value = try concentration(known, code)
      guard let node = value.node else { return value }
      return .number(whereAny(masks(known), node, kind, code), .ratio)
    default: break
    }
    guard let first = known.first else {
      if name == "sum" {
        var zero = Value.number(graph.constant(0), dimension, style: style)
        zero.isZero = dimension == .ratio
        return zero
      }
      return Value(type: type, content: .missing("the set is empty"), style: style)
    }
    switch name {
    case "median": return try middle(known, first.1, code)
    case "min", "max":
      let operation: Operation = name == "min" ? .minimum : .maximum
      return extreme(operation, known, code) { $0.emptySet(kind, code) } ?? value
    default:
      guard let total = total(known, code) else { return value }
      var result = Value.number(total, dimension, style: style)
      result.bound = Bound.joined(known.map(\.1.bound))
      guard name == "mean" else { return result }
      let masks = masks(known)
      let mean = apply(.divide, total, count(masks, at: code.place), at: code.place)
      result.content = .node(whereAny(masks, mean, kind, code))
      return result
    }
  }

  /// The first or the last date of a set, how many are known, or the only one; `nil` for what is not about dates.
  private mutating func dates(_ name: String, _ value: Value, _ code: Code) throws(Diagnostic)
    -> Value?
  {
    guard ["min", "max", "count", "only"].contains(name),
      case .vector(let elements) = value.content,
      case .vector(let kind, .date) = value.type
    else { return nil }
    let numbers = elements.map { entity, element in
      var number = element
      number.type = .quantity(.ratio)
      if element.missingReason == nil, let node = ordinal(element) { number.content = .node(node) }
      return (entity, number)
    }
    var result = try reduce(
      name, Value(type: .vector(kind, .quantity(.ratio)), content: .vector(numbers)), code)
    if name != "count" { result.type = .date }
    if let known = result.node.flatMap(graph.constant), let date = member(known, of: result.type) {
      result.content = date.content
    }
    return result
  }

  /// The elements without those for which a calculation fails, where a question asks for the set and others have a value.
  private func calculable(_ elements: [(EntityID, Value)]) -> [(EntityID, Value)] {
    guard inProgress.isEmpty else { return elements }
    let found = elements.filter { _, value in
      guard let known = value.node.flatMap(graph.constant), let fault = fault(known) else {
        return true
      }
      return !Self.isOfOne(fault)
    }
    return found.isEmpty ? elements : found
  }

  /// A value where at least one mask is 1; where none is, the set is empty, and nothing can be said.
  private mutating func whereAny(
    _ masks: [(EntityID, NodeID?)], _ node: NodeID, _ kind: KindID, _ code: Code
  )
    -> NodeID
  {
    guard !masks.contains(where: { $0.1 == nil }) else { return node }
    let number = count(masks, at: code.place)
    return select(number, node, emptySet(kind, code), at: code.place)
  }

  /// What stands where a set has no entity.
  private mutating func emptySet(_ kind: KindID, _ code: Code) -> NodeID {
    fault(
      Diagnostic(
        code: "AIS0507", "no \(book[kind].display) is in this set", at: code.place,
        help: "say what holds then: `if count(…) > 0 then … else …`"))
  }

  /// The value for the one entity of a set. Where the set is empty it is `never`, and `known` takes its
  /// other value there.
  private mutating func only(
    _ known: [(EntityID, Value)], _ kind: KindID, _ type: Type, _ style: NumberStyle, _ code: Code
  ) throws(Diagnostic) -> Value {
    let names = known.map { book[$0.0].display }.joined(separator: ", ")
    let certain = known.reduce(0) { $0 + ($1.1.mask == nil ? rowCount($1.0) : 0) }
    guard certain <= 1 else {
      throw Diagnostic(
        code: "AIS0323", "this set has \(certain) entities, `only` takes one", at: code.place,
        notes: [names])
    }
    let reason = "no \(book[kind].display) fits"
    let number = count(masks(known), at: code.place)
    guard
      var result = extreme(.minimum, known, code, ifNone: { $0.never(reason) })
    else { return Value(type: type, content: .missing(reason), style: style) }
    guard known.contains(where: { $0.1.mask != nil }) else { return result }
    if known.reduce(0, { $0 + rowCount($1.0) }) > 1 {
      let single = apply(.lessOrEqual, number, graph.constant(1), at: code.place)
      trace.guards.append(
        Guard(
          condition: single, message: "this set has more than one entity, `only` takes one",
          place: code.place,
          help: known.contains { $0.0.isAll }
            ? "narrow it by `where` to one row" : "it may have \(names)"))
    }
    if certain == 0 { result.mask = apply(.less, graph.constant(0), number, at: code.place) }
    return result
  }

  /// The smallest or largest of the elements that belong, sample by sample; something else where none does.
  private mutating func extreme(
    _ operation: Operation, _ elements: [(EntityID, Value)], _ code: Code,
    ifNone other: (inout Elaborator) -> NodeID
  ) -> Value? {
    let elements = elements.map { ($0.0, extremeOfRows(operation, $0.0, $0.1, code)) }
    guard var result = elements.first?.1, var best = result.node else { return nil }
    // where an element has been found before; `nil` stands for everywhere
    var found = result.mask
    for (_, element) in elements.dropFirst() {
      guard let node = element.node else { continue }
      var better = apply(operation, best, node, at: code.place)
      if let found { better = select(found, better, node, at: code.place) }
      best = element.mask.map { select($0, better, best, at: code.place) } ?? better
      if let before = found { found = element.mask.map { apply(.or, before, $0, at: code.place) } }
    }
    if let found { best = select(found, best, other(&self), at: code.place) }
    result.bound = Bound.joined(elements.map(\.1.bound))
    (result.content, result.mask) = (.node(best), nil)
    return result
  }

  /// The smallest or largest of the rows that an element stands for.
  private mutating func extremeOfRows(
    _ operation: Operation, _ entity: EntityID, _ element: Value, _ code: Code
  ) -> Value {
    guard entity.isAll, var node = element.node else { return element }
    var result = element
    let isMinimum = operation == .minimum
    if let mask = element.mask {
      let beyond = graph.constant(isMinimum ? .infinity : -.infinity)
      node = select(mask, node, beyond, at: code.place)
      result.mask = alongRows(.maximumAlong, mask, entity)
    }
    result.content = .node(alongRows(isMinimum ? .minimumAlong : .maximumAlong, node, entity))
    return result
  }

  private mutating func noteMissing(
    _ name: String, _ known: Int, _ all: Int, _ kind: KindID, _ code: Code
  ) {
    // said of the question's own sums, not of those inside the model's formulas
    guard known < all, name != "only", inProgress.isEmpty, combinations == nil else { return }
    let note =
      "\(name) over the \(known) of \(all) \(book[kind].plural) for which `\(code.source)` has a value"
    if !notes.contains(note) { notes.append(note) }
  }

  private func masks(_ elements: [(EntityID, Value)]) -> [(EntityID, NodeID?)] {
    elements.map { ($0.0, $0.1.mask) }
  }

  /// How many entities belong: those whose mask is 1; `nil` stands for always.
  private mutating func count(_ masks: [(EntityID, NodeID?)], at place: Place) -> NodeID {
    let certain = masks.reduce(0) { $0 + ($1.1 == nil ? rowCount($1.0) : 0) }
    var sum = graph.constant(Double(certain))
    for case (let entity, let mask?) in masks {
      sum = apply(.add, sum, alongRows(.sumAlong, mask, entity), at: place)
    }
    return sum
  }

  /// What an element adds to a sum: 0 where its entity does not belong.
  private mutating func addend(_ entity: EntityID, _ element: Value, at place: Place) -> NodeID? {
    guard var node = element.node else { return nil }
    if let mask = element.mask { node = select(mask, node, graph.constant(0), at: place) }
    return alongRows(.sumAlong, node, entity)
  }

  /// Each element over the sum of all.
  private mutating func shares(_ vector: Value, _ known: [(EntityID, Value)], _ code: Code)
    throws(Diagnostic) -> Value
  {
    guard let total = total(known, code) else { return vector }
    guard case .vector(let elements) = vector.content, case .vector(let kind, _) = vector.type
    else { return vector }
    let shares = elements.map { entity, element -> (EntityID, Value) in
      guard let node = element.node else { return (entity, element) }
      var share = Value.number(
        apply(.divide, node, total, at: code.place), .ratio, style: .percent)
      share.mask = element.mask
      return (entity, share)
    }
    return Value(type: .vector(kind, .quantity(.ratio)), content: .vector(shares))
  }

  /// Σ share² × 10,000: takes amounts or shares. Source: US DOJ & FTC Merger Guidelines (2023), 2.1.
  private mutating func concentration(_ known: [(EntityID, Value)], _ code: Code) throws(Diagnostic)
    -> Value
  {
    guard let total = total(known, code) else {
      return Value(type: .quantity(.ratio), content: .missing("the set is empty"))
    }
    var sum = graph.constant(0)
    for (entity, element) in known {
      guard let node = element.node else { continue }
      let share = apply(.divide, node, total, at: code.place)
      var square = element
      square.content = .node(apply(.multiply, share, share, at: code.place))
      if let part = addend(entity, square, at: code.place) {
        sum = apply(.add, sum, part, at: code.place)
      }
    }
    return .number(apply(.multiply, sum, graph.constant(10_000), at: code.place), .ratio)
  }

  private mutating func total(_ known: [(EntityID, Value)], _ code: Code) -> NodeID? {
    guard let first = known.first.flatMap({ addend($0.0, $0.1, at: code.place) }) else {
      return nil
    }
    return known.dropFirst().reduce(first) { sum, element in
      addend(element.0, element.1, at: code.place).map { apply(.add, sum, $0, at: code.place) }
        ?? sum
    }
  }

  /// The median over entities; of uncertain values in each sample, where all belong to the set throughout.
  private mutating func middle(_ all: [(EntityID, Value)], _ first: Value, _ code: Code)
    throws(Diagnostic) -> Value
  {
    var values: [Double] = []
    var known: [(EntityID, Value)] = []
    for (entity, element) in all {
      var own = element
      // an uncertain condition may hold in every sample, or in none
      if !entity.isAll, let mask = element.mask, graph.constant(mask) == nil,
        let share = try computed(reduce(.mean, mask, at: code.place), code.place)
      {
        if share == 0 { continue }
        if share == 1 { own.mask = nil }
      }
      known.append((entity, own))
    }
    if known.allSatisfy({ !$0.0.isAll && $0.1.mask == nil }),
      known.contains(where: { $0.1.node.flatMap(graph.constant) == nil })
    {
      var result = first
      let nodes = known.compactMap(\.1.node)
      result.content = .node(try quantile(0.5, of: nodes, at: code.place))
      result.bound = Bound.joined(known.map(\.1.bound))
      return result
    }
    var wanted = known.count { !$0.0.isAll }
    for (entity, element) in known {
      guard let node = element.node else { continue }
      if let axis = rowAxis(of: entity) {
        guard let own = try self.known(node, along: axis, code.place) else { continue }
        let rows = try element.mask.flatMap { mask throws(Diagnostic) in
          try self.rows(entity, where: mask, code.place)?.compactMap(\.row)
        }
        wanted += rows?.count ?? own.count
        values += rows.map { $0.map { own[$0] } } ?? own
      } else if let number = graph.constant(node), element.mask == nil {
        values.append(number)
      }
    }
    if values.contains(where: \.isNaN) {
      return first.missing("a cell of these is empty: leave its row out with `where`")
    }
    values.sort()
    guard values.count == wanted, !values.isEmpty,
      let dimension = first.dimension
    else {
      throw Diagnostic(
        code: "AIS0324", "the median over these entities needs certain values", at: code.place,
        help: "take the mean of each first: `show median(…) for …`, or use `mean of … across …`")
    }
    let half = values.count / 2
    let median = values.count % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2
    // what never happens says why
    if median == .infinity,
      let element = known.first(where: { $0.1.node.flatMap(graph.constant) == .infinity })
    {
      return element.1
    }
    return .number(graph.constant(median), dimension, style: first.style)
  }
}

extension Value {
  /// `true` iff it is a text for each entity of a set.
  fileprivate var isTextOfEntities: Bool {
    if case .vector(_, .text) = type { true } else { false }
  }
}
