import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension BuiltIn {
  /// Functions of lists. Lists never change: each gives a new one.
  static let lists: [BuiltIn] = [
    BuiltIn(
      name: "length", parameters: ["list or text"],
      summary: "how many elements a list has, or characters a text", examples: ["length([1, 2, 3])"]
    ) { elaborator, arguments, code throws(Diagnostic) in
      try elaborator.takesOne(arguments, "length", code)
      return try elaborator.length(arguments[0], code)
    },
    list("append", ["list", "x"], "the list with an element after its last", ["append([1, 2], 3)"])
    {
      elaborator, list, rest, code throws(Diagnostic) in
      try elaborator.appended(list, rest[0], code)
    },
    list("concat", ["list", "other"], "two lists, one after the other", ["concat([1], [2, 3])"]) {
      elaborator, list, rest, code throws(Diagnostic) in
      try elaborator.concatenated(list, rest[0], code)
    },
    list("reverse", ["list"], "the list from its end to its beginning", ["reverse([1, 2])"]) {
      elaborator, list, _, code throws(Diagnostic) in
      try elaborator.transformed(list, .reverse, code) { $0.reversed() }
    },
    list("sort", ["list"], "numbers from the smallest up, texts by their letters", ["sort([2, 1])"])
    {
      elaborator, list, _, code throws(Diagnostic) in
      try elaborator.sorted(list, code)
    },
    list("first", ["list"], "the first element of a list", ["first([5, 6])"]) {
      elaborator, list, _, code throws(Diagnostic) in
      try elaborator.end(of: list, isFirst: true, code)
    },
    list("last", ["list"], "the last element of a list", ["last([5, 6])"]) {
      elaborator, list, _, code throws(Diagnostic) in
      try elaborator.end(of: list, isFirst: false, code)
    },
    BuiltIn(
      name: "contains", parameters: ["list or text", "x"],
      summary: "whether an element is in a list, or a part in a text",
      examples: ["contains([1, 2], 2)", "contains(\"model\", \"ode\")"]
    ) { elaborator, arguments, code throws(Diagnostic) in
      guard arguments.count == 2 else {
        throw Message.misuse("contains", ["list or text", "x"], code.place)
      }
      return try elaborator.contained(arguments[1], in: arguments[0], code)
    },
  ]

  /// A function whose first argument is a list.
  private static func list(
    _ name: String, _ parameters: [String], _ summary: String, _ examples: [String],
    _ apply:
      @escaping @Sendable (
        inout Elaborator, Elaborator.GivenArgument, [Elaborator.GivenArgument], Code
      ) throws(Diagnostic) -> Value
  ) -> BuiltIn {
    BuiltIn(name: name, parameters: parameters, summary: summary, examples: examples) {
      elaborator, arguments, code throws(Diagnostic) in
      guard arguments.count == parameters.count else {
        throw Message.misuse(name, parameters, code.place)
      }
      if arguments[0].value.missingReason != nil { return arguments[0].value }
      guard arguments[0].value.type == .list else {
        throw Message.wanted(
          "a list", got: elaborator.describe(arguments[0].value),
          for: "the first argument of `\(name)`", arguments[0].place,
          help: "write `\(examples[0])`")
      }
      return try apply(&elaborator, arguments[0], Array(arguments.dropFirst()), code)
    }
  }
}

extension Elaborator {
  /// The elements of a list that is written out; `nil` for one that a routine computes.
  private func elements(_ value: Value) -> [Value]? {
    if case .list(let elements) = value.content { return elements }
    return nil
  }

  private func list(_ elements: [Value]) -> Value { Value(type: .list, content: .list(elements)) }

  fileprivate mutating func length(_ argument: GivenArgument, _ code: Code) throws(Diagnostic)
    -> Value
  {
    switch argument.value.content {
    case .list(let elements): return .number(graph.constant(Double(elements.count)), .ratio)
    case .entities, .vector: return try reduce("count", argument.value, code)
    case .text(let text): return .number(graph.constant(Double(text.count)), .ratio)
    case .computed(let node, .list):
      return .number(primitive(.length, [node], at: code.place), .ratio)
    case .computed(let node, .text):
      return .number(primitive(.textLength, [node], at: code.place), .ratio)
    case .missing(let reason): return Value(type: .quantity(.ratio), content: .missing(reason))
    default:
      if argument.value.type == .text { throw Self.textsOfRows(argument.place) }
      throw Message.wanted(
        "a list or a text", got: describe(argument.value), for: "the argument of `length`",
        argument.place)
    }
  }

  /// Refuses an element that is not of the type of the others.
  private func checkElement(_ element: Value, like first: Value?, _ code: Code) throws(Diagnostic) {
    guard let first, element.type != first.type, !element.isZero, !first.isZero else { return }
    throw Diagnostic(
      code: "AIS0352", "the elements of this list are not of one type", at: code.place,
      notes: ["\(describe(first)) and \(describe(element))"])
  }

  fileprivate mutating func appended(_ first: GivenArgument, _ last: GivenArgument, _ code: Code)
    throws(Diagnostic) -> Value
  {
    if let elements = elements(first.value) {
      try checkElement(last.value, like: elements.first, code)
      if !graph.isWriting {
        try takeRoom(elements.count, code.place)
        return list(elements + [last.value])
      }
    }
    let (node, form) = try written(first.value, first.place)
    let (element, elementForm) = try written(last.value, last.place)
    guard let joined = form.joined(with: .list(elementForm)) else {
      throw Diagnostic(
        code: "AIS0352", "the elements of this list are not of one type", at: code.place,
        notes: ["\(describe(form)) and \(describe(elementForm))"])
    }
    return .computed(primitive(.append, [node, element], at: code.place), joined)
  }

  fileprivate mutating func concatenated(_ a: GivenArgument, _ b: GivenArgument, _ code: Code)
    throws(Diagnostic) -> Value
  {
    if let first = elements(a.value), let second = elements(b.value) {
      if let element = second.first { try checkElement(element, like: first.first, code) }
      try takeRoom(first.count + second.count, code.place)
      return list(first + second)
    }
    let (first, form) = try written(a.value, a.place)
    let (second, otherForm) = try written(b.value, b.place)
    guard let joined = form.joined(with: otherForm) else {
      throw Message.clash(
        "put together", (describe(a.value), a.place), (describe(b.value), b.place), at: code.place,
        help: "both are lists of one type")
    }
    return .computed(primitive(.concatenate, [first, second], at: code.place), joined)
  }

  fileprivate mutating func transformed(
    _ argument: GivenArgument, _ primitive: Primitive, _ code: Code,
    _ transform: ([Value]) -> [Value]
  ) throws(Diagnostic) -> Value {
    if let elements = elements(argument.value) { return list(transform(elements)) }
    let (node, form) = try written(argument.value, argument.place)
    return .computed(self.primitive(primitive, [node], at: code.place), form)
  }

  fileprivate mutating func sorted(_ argument: GivenArgument, _ code: Code) throws(Diagnostic)
    -> Value
  {
    if let elements = elements(argument.value) {
      if elements.isEmpty { return argument.value }
      let texts = elements.compactMap { element -> (String, Value)? in
        if case .text(let text) = element.content { (text, element) } else { nil }
      }
      if texts.count == elements.count {
        return list(texts.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }.map(\.1))
      }
      for element in elements { try checkElement(element, like: elements.first, code) }
      let numbers = elements.compactMap { element -> (Double, Value)? in
        guard element.dimension != nil, let known = element.node.flatMap(graph.constant) else {
          return nil
        }
        return (known, element)
      }
      if numbers.count == elements.count { return list(numbers.sorted { $0.0 < $1.0 }.map(\.1)) }
    }
    guard graph.isWriting else { throw notSortable(argument) }
    let (node, form) = try written(argument.value, argument.place)
    switch form {
    case .list(.number): return .computed(primitive(.sortNumbers, [node], at: code.place), form)
    case .list(.text): return .computed(primitive(.sortTexts, [node], at: code.place), form)
    case .list(nil): return .computed(node, form)
    default: throw notSortable(argument)
    }
  }

  private func notSortable(_ argument: GivenArgument) -> Diagnostic {
    Diagnostic(
      code: "AIS0359", "only known numbers and texts can be sorted", at: argument.place,
      help: "the order of uncertain values differs from sample to sample: sort their means")
  }

  fileprivate mutating func end(of argument: GivenArgument, isFirst: Bool, _ code: Code)
    throws(Diagnostic) -> Value
  {
    if let elements = elements(argument.value) {
      if let element = isFirst ? elements.first : elements.last { return element }
      throw Diagnostic(code: "AIS0306", "this list has no elements", at: argument.place)
    }
    let (node, form) = try written(argument.value, argument.place)
    guard case .list(let element?) = form else { throw Self.unsuited(argument.place) }
    let place = isFirst ? graph.constant(1) : primitive(.length, [node], at: code.place)
    return .computed(primitive(.item, [node, place], at: code.place), element)
  }

  fileprivate mutating func contained(_ part: GivenArgument, in whole: GivenArgument, _ code: Code)
    throws(Diagnostic) -> Value
  {
    switch whole.value.content {
    case .node where whole.value.type == .text: throw Self.textsOfRows(whole.place)
    case .text, .computed(_, .text):
      guard part.value.type == .text else {
        throw Message.wanted(
          "a text", got: describe(part.value), for: "a part of a text", part.place)
      }
      return try textFunction([whole, part], .textContains, code) { texts in
        .truth(Texts.contains(texts[0], texts[1]))
      }
    case .list(let elements):
      var found = graph.constant(0)
      for element in elements {
        try checkElement(part.value, like: element, code)
        let same: NodeID
        if let equal = staticEquality(element, part.value) {
          same = graph.constant(equal ? 1 : 0)
        } else if let equal = try textEquality(.equal, element, part.value, code.place)?.node {
          same = equal
        } else if let a = ordinal(element), let b = ordinal(part.value) {
          same = apply(.equal, a, b, at: code.place)
        } else {
          throw Self.unsuited(code.place)
        }
        found = apply(.or, found, same, at: code.place)
      }
      return .truth(found)
    case .computed(let list, .list(let form)):
      let (node, own) = try written(part.value, part.place)
      guard form == nil || form?.joined(with: own) != nil else {
        throw Message.clash(
          "look for", (describe(part.value), part.place), (describe(whole.value), whole.place),
          at: code.place, help: "it has to be of the type of the elements")
      }
      let kind: Primitive = own == .text ? .containsText : .containsNumber
      return .truth(primitive(kind, [list, node], at: code.place))
    default:
      throw Message.wanted(
        "a list or a text", got: describe(whole.value), for: "the first argument of `contains`",
        whole.place)
    }
  }

  // MARK: Reductions

  /// `sum`, `min`, `max`, `mean`, `median` or `count` of a list that is written out.
  mutating func reduced(_ function: BuiltIn, _ elements: [Value], _ operand: Code, _ code: Code)
    throws(Diagnostic) -> Value
  {
    if function.name == "count" { return .number(graph.constant(Double(elements.count)), .ratio) }
    guard let first = elements.first else {
      if function.name == "sum" {
        var zero = Value.number(graph.constant(0), .ratio)
        zero.isZero = true
        return zero
      }
      throw Diagnostic(
        code: "AIS0306", "this list has no elements, and so no \(function.name)", at: operand.place)
    }
    var result = first
    if let known = knownReduction(function.name, elements, at: code.place) { return known }
    switch function.name {
    case "sum", "mean", "min", "max":
      for (index, element) in elements.dropFirst().enumerated() {
        if index % 4096 == 0, options.isCancelled() {
          throw Diagnostic(code: "AIS0602", "interrupted")
        }
        let given: [GivenArgument] = [(nil, result, operand.place), (nil, element, operand.place)]
        result =
          function.name == "min" || function.name == "max"
          ? try extreme(function.name == "min" ? .minimum : .maximum, given, code)
          : try arithmetic(.add, result, element, code.place, operand.place, operand.place)
      }
      guard function.name == "mean", let node = result.node else { return result }
      let count = graph.constant(Double(elements.count))
      result.content = .node(apply(.divide, node, count, at: code.place))
      return result
    case "median" where elements.contains { $0.node.flatMap(graph.constant) == nil }:
      var nodes: [NodeID] = []
      for element in elements {
        try checkElement(element, like: first, code)
        guard element.dimension != nil, let node = element.node else { return element }
        nodes.append(node)
      }
      result.content = .node(try quantile(0.5, of: nodes, at: code.place))
      return result
    case "share", "hhi":
      let shares = try shares(of: elements, operand, code)
      guard function.name == "hhi" else { return list(shares) }
      var squares: [Value] = []
      for share in shares {
        squares.append(
          try arithmetic(.multiply, share, share, code.place, operand.place, operand.place))
      }
      let sum = try reduced(BuiltIn.named("sum") ?? function, squares, operand, code)
      guard let node = sum.node else { return sum }
      return .number(apply(.multiply, node, graph.constant(10_000), at: code.place), .ratio)
    case "median":
      let sorted = try self.sorted((nil, list(elements), operand.place), code)
      guard case .list(let values) = sorted.content, first.dimension != nil else { break }
      let middle = values[values.count / 2]
      if values.count % 2 == 1 { return middle }
      return try reduced(
        BuiltIn.named("mean") ?? function, [values[values.count / 2 - 1], middle], operand, code)
    default: break
    }
    throw Diagnostic(
      code: "AIS0320", "`\(function.name)` takes the values of a set of entities",
      at: operand.place,
      help: "write `\(function.examples[0])`")
  }

  /// Each element's share of their sum.
  private mutating func shares(of elements: [Value], _ operand: Code, _ code: Code)
    throws(Diagnostic) -> [Value]
  {
    guard let function = BuiltIn.named("sum") else { return [] }
    let sum = try reduced(function, elements, operand, code)
    var shares: [Value] = []
    for element in elements {
      var share = try arithmetic(.divide, element, sum, code.place, operand.place, operand.place)
      share.style = .percent
      shares.append(share)
    }
    return shares
  }

  /// The sum, mean or extreme of known numbers of one type, with the bits of the nodes that it spares; `nil` for
  /// others.
  private mutating func knownReduction(_ name: String, _ elements: [Value], at place: Place)
    -> Value?
  {
    guard ["sum", "mean", "min", "max"].contains(name), var result = elements.first else {
      return nil
    }
    var total = 0.0
    for (index, element) in elements.enumerated() {
      guard let number = element.node.flatMap(graph.constant), number.isFinite,
        element.type == result.type, element.style == result.style, !element.isZero,
        element.bound == nil, element.mask == nil, element.isFraction == result.isFraction
      else { return nil }
      if index == 0 {
        total = number
      } else {
        switch name {
        case "min": total = min(total, number)
        case "max": total = max(total, number)
        default: total += number
        }
      }
    }
    guard total.isFinite else { return nil }
    if name == "mean" { total /= Double(elements.count) }
    if name == "sum" { result.isFraction = false }
    result.content = .node(graph.constant(total))
    return result
  }

  /// The same of a list that a routine computes.
  mutating func reduced(
    _ function: BuiltIn, _ list: NodeID, _ element: Form?, _ operand: Code, _ code: Code
  ) throws(Diagnostic) -> Value {
    if function.name == "count" {
      return .number(primitive(.length, [list], at: code.place), .ratio)
    }
    let primitives: [String: Primitive] = [
      "sum": .sum, "min": .minimum, "max": .maximum, "mean": .mean,
    ]
    let form = element ?? .number(.ratio, .plain, isZero: true)
    if function.name == "median", case .number = form {
      let place = code.place
      let sorted = primitive(.sortNumbers, [list], at: place)
      let middle = apply(
        .add,
        apply(.multiply, primitive(.length, [list], at: place), graph.constant(0.5), at: place),
        graph.constant(0.5), at: place)
      let lower = apply(.floor, middle, at: place)
      let upper = apply(
        .negate, apply(.floor, apply(.negate, middle, at: place), at: place), at: place)
      let sum = apply(
        .add, primitive(.item, [sorted, lower], at: place),
        primitive(.item, [sorted, upper], at: place), at: place)
      return .computed(apply(.multiply, sum, graph.constant(0.5), at: place), form)
    }
    guard case .number = form, let primitive = primitives[function.name] else {
      throw Message.wanted(
        "a list of numbers", got: "a list of \(describe(form))",
        for: "the argument of `\(function.name)`", operand.place)
    }
    return .computed(self.primitive(primitive, [list], at: code.place), form)
  }

  // MARK: Elements and ranges

  /// `list[index]` of a list, or at a place, that only a routine knows; `nil` for any other.
  mutating func element(
    of list: Value, at position: Value, _ base: Code, _ index: Code, _ code: Code
  ) throws(Diagnostic) -> Value? {
    if case .missing(let reason) = list.content, list.type == .list {
      return Value(type: .quantity(.ratio), content: .missing(reason))
    }
    guard list.type == .list, position.dimension == .ratio, let place = position.node,
      list.computed != nil || graph.constant(place) == nil
    else { return nil }
    return try computed(code.place) { elaborator throws(Diagnostic) in
      let (node, form) = try elaborator.written(list, base.place)
      guard case .list(let element?) = form else { throw Self.unsuited(base.place) }
      return .computed(elaborator.primitive(.item, [node, place], at: index.place), element)
    }
  }

  /// `a..b` as a list, where both are plain numbers.
  mutating func rangeList(_ code: Code, _ scope: Scope) throws(Diagnostic) -> Value? {
    guard case .range(let low, let high, nil) = try? domain(code, step: nil, scope),
      let from = low.node, let to = high.node
    else { return nil }
    if graph.isWriting {
      let node = primitive(.range, [from, to], at: code.place)
      return .computed(node, .list(.number(.ratio, .plain, isZero: false)))
    }
    return try elements(of: .range(low, high, nil), code.place).map(list)
  }

  /// What is wrong where a step of a routine has no value, though what it reads has.
  func fault(ofStep node: NodeID, _ place: Place) -> Diagnostic? {
    switch graph.stepFault(node) {
    case .item:
      Diagnostic(
        code: "AIS0306", "this list has no element of that number", at: place,
        help: "elements are counted from 1 to `length(list)`")
    case .range:
      Diagnostic(
        code: "AIS0357", "a range runs through whole numbers, and begins with one", at: place,
        help: "say by what it counts: `for x in 0.5..3 step 0.5`")
    case nil: nil
    }
  }
}
