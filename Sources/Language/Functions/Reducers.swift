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
      "share", "each entity's share of the sum",
      ["share of revenue across companies where layer == model"]),
    reducer(
      "hhi", "the Herfindahl-Hirschman index of a set, 0 to 10,000",
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
      result.bound = nil
    }
    return result
  }

  /// `R(E)` with one argument: over the entities that it is about, else over the samples.
  mutating func reduced(_ function: BuiltIn, _ operand: Code, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    let value = try value(operand, scope)
    switch value.content {
    case .vector, .entities:
      if function.name == "mean" || function.name == "median", case .vector = value.content {
        throw ambiguous(function, operand, code)
      }
      return try reduce(function.name, value, code)
    case .list(let elements):
      var sum: Value?
      guard function.name != "count" else {
        return .number(graph.constant(Double(elements.count)), .ratio)
      }
      guard ["sum", "min", "max"].contains(function.name) else { break }
      for element in elements {
        guard let before = sum else {
          sum = element
          continue
        }
        let given: [GivenArgument] = [(nil, before, operand.place), (nil, element, operand.place)]
        sum =
          function.name == "sum"
          ? try arithmetic(.add, before, element, code.place, operand.place, operand.place)
          : try extreme(function.name == "min" ? .minimum : .maximum, given, code)
      }
      return sum ?? .number(graph.constant(0), .ratio)
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
        at: operand.place,
        help: "write `\(function.examples[0])`")
    }
    guard let node = value.node else { return value }
    var result = value
    result.content = .node(reduce(operation, node, probability: probability, at: code.place))
    result.bound = nil
    return result
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
          help: "write `\(name)(METRIC of \(code.source.split(separator: "(").last ?? "…")`")
      }
      return .number(try count(members, at: code.place), .ratio)
    }
    guard case .vector(let elements) = value.content, case .vector(let kind, let type) = value.type,
      case .quantity(let dimension) = type
    else {
      throw Message.wanted(
        "numbers of entities", got: describe(value), for: "the argument of `\(name)`", code.place)
    }
    let known = elements.filter { $0.1.node != nil }
    noteMissing(name, known.count, elements.count, kind, code)
    let style = known.first?.1.style ?? .plain
    switch name {
    case "count": return .number(graph.constant(Double(known.count)), .ratio)
    case "only":
      guard known.count <= 1 else {
        throw Diagnostic(
          code: "AIS0323", "this set has \(known.count) entities, `only` takes one", at: code.place,
          notes: [known.map { book[$0.0].display }.joined(separator: ", ")])
      }
      return known.first?.1
        ?? Value(type: type, content: .missing("no \(book[kind].display) fits"), style: style)
    case "share": return try shares(value, known, code)
    case "hhi": return try concentration(known, code)
    default: break
    }
    guard let first = known.first else {
      if name == "sum" { return .number(graph.constant(0), dimension, style: style) }
      return Value(type: type, content: .missing("the set is empty"), style: style)
    }
    if name == "median" { return try middle(known, first.1, code) }
    var result = first.1.node ?? graph.constant(0)
    for (_, element) in known.dropFirst() {
      guard let node = element.node else { continue }
      let operation: Operation = name == "min" ? .minimum : name == "max" ? .maximum : .add
      result = apply(operation, result, node, at: code.place)
    }
    if name == "mean" {
      result = apply(.divide, result, graph.constant(Double(known.count)), at: code.place)
    }
    return .number(result, dimension, style: style)
  }

  private mutating func noteMissing(
    _ name: String, _ known: Int, _ all: Int, _ kind: KindID, _ code: Code
  ) {
    // said of the question's own sums, not of those inside the model's formulas
    guard known < all, name != "only", inProgress.isEmpty else { return }
    let note =
      "\(name) over the \(known) of \(all) \(book[kind].plural) for which `\(code.source)` has a value"
    if !notes.contains(note) { notes.append(note) }
  }

  private mutating func count(_ members: [Value.Member], at place: Place) throws(Diagnostic)
    -> NodeID
  {
    var sum = graph.constant(Double(members.filter { $0.mask == nil }.count))
    for member in members {
      if let mask = member.mask { sum = apply(.add, sum, mask, at: place) }
    }
    return sum
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
      let share = apply(.divide, node, total, at: code.place)
      return (entity, Value.number(share, .ratio, style: .percent))
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
    for (_, element) in known {
      guard let node = element.node else { continue }
      let share = apply(.divide, node, total, at: code.place)
      sum = apply(.add, sum, apply(.multiply, share, share, at: code.place), at: code.place)
    }
    return .number(apply(.multiply, sum, graph.constant(10_000), at: code.place), .ratio)
  }

  private mutating func total(_ known: [(EntityID, Value)], _ code: Code) -> NodeID? {
    guard let first = known.first?.1.node else { return nil }
    return known.dropFirst().reduce(first) { sum, element in
      element.1.node.map { apply(.add, sum, $0, at: code.place) } ?? sum
    }
  }

  /// The median over entities: certain values only, since the order may differ by sample.
  private mutating func middle(_ known: [(EntityID, Value)], _ first: Value, _ code: Code)
    throws(Diagnostic) -> Value
  {
    let values = known.compactMap { $0.1.node.flatMap(graph.constant) }.sorted()
    guard values.count == known.count, let dimension = first.dimension else {
      throw Diagnostic(
        code: "AIS0324", "the median over entities needs certain values", at: code.place,
        help: "take the mean of each first: `show median(…) for …`, or use `mean of … across …`")
    }
    let half = values.count / 2
    let median = values.count % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2
    return .number(graph.constant(median), dimension, style: first.style)
  }
}
