import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Code {
  /// A part of this code.
  func part(_ expression: ExpressionID) -> Code { Code(text, expression) }

  var form: Expression { text.tree[expression] }

  func place(_ range: TokenRange) -> Place { Place(text.source, text.span(of: range)) }
}

extension Elaborator {
  /// Returns the value of an expression where it stands.
  mutating func value(_ code: Code, _ scope: Scope) throws(Diagnostic) -> Value {
    if book.hasModules, module != book.module(of: code.text.source) {
      return try within(code.text) { elaborator throws(Diagnostic) in
        try elaborator.value(code, scope)
      }
    }
    try step(code.place)
    switch code.form {
    case .number(let index): return try number(code.text.tree.number(index), code, scope)
    case .date: return try date(code)
    case .text: return try text(code, scope)
    case .loop(let index): return try loop(code.text.tree.loop(index), code, scope)
    case .boolean(let value): return .truth(graph.constant(value ? 1 : 0))
    case .words(let range): return try name(range, code, scope)
    case .unary(let op, let operand): return try unary(op, code.part(operand), code, scope)
    case .binary(let op, let a, let b):
      return try binary(op, code.part(a), code.part(b), code, scope)
    case .conditional(let condition, let yes, let no):
      return try conditional(code.part(condition), code.part(yes), code.part(no), code, scope)
    case .member(let base, let name): return try member(code.part(base), name, code, scope)
    case .of(let name, let operand): return try self.of(name, code.part(operand), code, scope)
    case .across(let reduction, let set):
      return try self.across(code.part(reduction), code.part(set), scope)
    case .acrossSweeps(let reduction, let index):
      return try across(reduction, sweeps: index, code, scope)
    case .acrossDates(let reduction, let index):
      return try across(reduction, dates: index, code, scope)
    case .call(let name, let arguments): return try call(name, arguments, code, scope)
    case .index(let base, let index):
      return try element(code.part(base), code.part(index), code, scope)
    case .list(let list):
      var elements: [Value] = []
      for element in code.text.tree[list] {
        if let run = try wholeNumbers(code.part(element), scope) {
          elements += run
        } else {
          elements.append(try value(code.part(element), scope))
        }
      }
      try refuseUnlike(elements, code)
      return Value(type: .list, content: .list(elements))
    case .record(let list): return try record(list, code, scope)
    case .filter(let set, let condition):
      return try filter(code.part(set), code.part(condition), scope)
    case .under(let operand, let changes):
      return try value(code.part(operand), under: changes, code.text, scope)
    case .at(let operand, let date):
      return try reading(code.part(operand), date, scope)
    case .over(let operand, let span):
      return try series(code.part(operand), code.text.tree.timeSpan(span), scope)
    case .scenario(let changes):
      let overlay = try overlay(code.text, changes, on: .root, scope)
      return Value(type: .scenario, content: .scenario(overlay))
    case .convert(let operand, let unit): return try convert(code.part(operand), unit, code, scope)
    case .never:
      let place = code.place
      let words = place.source
      let reason =
        words.firstIndex(of: "\"").map { String(words[$0...].dropFirst().dropLast()) } ?? ""
      // `never` takes the unit of the other arm: it is a zero in that
      var value = Value.number(never(reason), .ratio)
      value.isZero = true
      return value
    case .invalid: throw Diagnostic(code: "AIS0105", "this could not be read", at: code.place)
    }
  }

  /// Returns the value of a condition: a node that is 1 or 0.
  mutating func condition(_ code: Code, _ scope: Scope) throws(Diagnostic) -> NodeID? {
    let value = try value(code, scope)
    guard value.type == .boolean else {
      throw Message.wanted(
        "a condition", got: describe(value), for: "this", code.place,
        help: value.type == .text
          ? "compare it with a text: `\(code.source.singleLine) == \"…\"`"
          : "compare it with something: `… > 0`")
    }
    return value.node
  }

  // MARK: Choice

  private mutating func conditional(
    _ condition: Code, _ yes: Code, _ no: Code, _ code: Code, _ scope: Scope
  ) throws(Diagnostic) -> Value {
    let test = try value(condition, scope)
    guard test.type == .boolean else {
      throw Message.wanted(
        "a condition", got: describe(test), for: "what follows `if`", condition.place,
        help: "compare it with something: `if … > 0 then`")
    }
    if scope.callDepth > 0, let known = test.node.flatMap(graph.constant), !known.isNaN {
      return try value(known != 0 ? yes : no, scope)
    }
    if graph.isWriting, test.node.flatMap(graph.constant) == nil {
      return try branch(test, yes, no, code, scope)
    }
    let before = trace.mark
    let a = try value(yes, scope)
    let between = trace.mark
    let b = try value(no, scope)
    guard a.type == b.type || a.isZero || b.isZero else {
      throw Message.clash(
        "choose between", (describe(a), yes.place), (describe(b), no.place), at: code.place,
        help: "both arms of an `if` have the same unit")
    }
    var result = a.isZero && !b.isZero ? b : a
    result.isZero = a.isZero && b.isZero
    guard let node = test.node else { return result.missing(test.missingReason ?? "") }
    let isNumber = a.node != nil && b.node != nil
    if !isNumber, let only = a.node ?? b.node, (a.missingReason ?? b.missingReason) != nil,
      searched.contains(where: { graph.depends(node, on: $0) })
    {
      // what is searched for is not where there is no number
      let nothing = graph.constant(.nan)
      if a.node == nil { result = b }
      result.content = .node(
        select(node, a.node == nil ? nothing : only, b.node == nil ? nothing : only, at: code.place)
      )
      return result
    }
    let known = isNumber ? graph.constant(node) : try computed(node, condition.place)
    if let known, !known.isNaN {
      // what the arm that is not chosen refers to does not matter
      trace.remove(from: known != 0 ? between : before, upTo: known != 0 ? trace.mark : between)
      let type = result.type
      let style = result.style
      result = known != 0 ? a : b
      (result.type, result.style) = (type, style)
      return result
    }
    // along rows and sweeps, choices and texts are numbers
    let isAlongAxes = !graph.axes(of: node).contains(.sample)
    guard let first = isAlongAxes ? ordinal(a) : a.node,
      let second = isAlongAxes ? ordinal(b) : b.node
    else {
      if let reason = a.missingReason ?? b.missingReason { return result.missing(reason) }
      throw Diagnostic(
        code: "AIS0328", "this holds in some samples only, and one of two answers is to be given",
        at: condition.place,
        help: "decide by a probability: `if P(\(condition.source)) > 50% then …`")
    }
    result.content = .node(select(node, first, second, at: code.place))
    // `never` is beyond every bound
    if graph.neverReason(first) != nil {
      result.bound = b.bound
    } else if graph.neverReason(second) != nil {
      result.bound = a.bound
    } else {
      result.bound = Bound.joined([a.bound, b.bound])
    }
    return result
  }

  // MARK: Records, lists, texts, dates

  private mutating func record(_ list: ArgumentList, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    var fields: [(String, Value)] = []
    var names = Set<String>()
    for field in code.text.tree[list] {
      guard !field.label.isEmpty else {
        throw Diagnostic(
          code: "AIS0304", "a field of a record needs a name", at: code.part(field.value).place,
          help: "write `{ name: value }`")
      }
      let name = joinedName(code.text.words(field.label))
      guard names.insert(name).inserted else {
        throw Diagnostic(
          code: "AIS0473", "`\(name)` is a field of this record already",
          at: code.place(field.label), help: "give each field a name of its own")
      }
      fields.append((name, try value(code.part(field.value), scope)))
    }
    return Value(type: .record, content: .record(fields))
  }

  /// Refuses a list of dates that are not all days, months, quarters or years.
  private func refuseUnlike(_ elements: [Value], _ code: Code) throws(Diagnostic) {
    let dates = elements.map { element -> Period? in
      switch element.content {
      case .date(let period): period
      case .node(let node):
        graph.constant(node).flatMap {
          $0 == $0.rounded() && abs($0) < 1e4 ? Period("\(Int($0))") : nil
        }
      default: nil
      }
    }
    guard elements.contains(where: { $0.type == .date }),
      let first = dates.compactMap({ $0 }).first,
      let other = dates.compactMap({ $0 }).first(where: { $0.precision != first.precision })
    else { return }
    throw Diagnostic(
      code: "AIS0743",
      "\(first.text) is a \(first.precision) and \(other.text) a \(other.precision)",
      at: code.place,
      help: "write dates of one length, such as `[2024Q1, 2024Q3]`")
  }

  private func date(_ code: Code) throws(Diagnostic) -> Value {
    guard let period = Period(code.source) else {
      throw Message.noDate(code.place)
    }
    return Value(type: .date, content: .date(period))
  }

  /// Returns a text with each `{expression}` replaced by its value.
  mutating func interpolated(_ text: String, _ place: Place, _ scope: Scope) throws(Diagnostic)
    -> String
  {
    filled(text, try values(inText: text, place, scope).map(shortText))
  }

  /// Returns the values of the `{expression}`s of a text, in their order.
  mutating func values(inText text: String, _ place: Place, _ scope: Scope) throws(Diagnostic)
    -> [Value]
  {
    var values: [Value] = []
    for (hole, code) in Self.codes(inText: text, book.oddNames) {
      guard let code else {
        let inner = String(text[hole])
        throw Diagnostic(
          code: "AIS0105", "`\(inner)` in this text is no expression", at: place.part(inner),
          help: "between braces stands a value, such as `{OpenAI.revenue}`")
      }
      if let module { book.addModule(code.text.source, named: module) }
      values.append(try value(code, scope))
    }
    return values
  }

  /// The `{expression}`s of a text; `nil` for what is none.
  private static func codes(inText text: String, _ oddNames: OddNames) -> [(
    Range<String.Index>, Code?
  )] {
    holes(of: text).map { hole in
      let parsed = Parser.parse(
        SourceText(String(text[hole].dropFirst().dropLast())), oddNames: oddNames)
      guard parsed.statements.count == 1,
        case .expression(let expression) = parsed.statements[0].form
      else { return (hole, nil) }
      return (hole, Code(parsed, expression))
    }
  }

  /// The `{expression}`s of a quoted text.
  static func holeCodes(of code: Code, _ oddNames: OddNames) -> [Code] {
    if code.text.source.imported != nil { return [] }
    return codes(
      inText: code.text.content(ofText: code.text.tree.span(of: code.expression)), oddNames
    )
    .compactMap(\.1)
  }

  /// Returns a text with its `{expression}`s replaced, one by one.
  func filled(_ text: String, _ texts: [String]) -> String {
    var out = ""
    var end = text.startIndex
    for (hole, replacement) in zip(Self.holes(of: text), texts) {
      out += text[end..<hole.lowerBound] + replacement
      end = hole.upperBound
    }
    return out + text[end...]
  }

  /// The ranges of a text in braces.
  static func holes(of text: String) -> [Range<String.Index>] {
    var holes: [Range<String.Index>] = []
    var at = text.startIndex
    while let open = text[at...].firstIndex(of: "{"), let close = text[open...].firstIndex(of: "}")
    {
      at = text.index(after: close)
      holes.append(open..<at)
    }
    return holes
  }

  /// A value in running text: known numbers in full, uncertain ones by their name only.
  func shortText(_ value: Value) -> String {
    switch value.content {
    case .node(let node):
      guard let known = graph.constant(node) else { return "an uncertain value" }
      if let member = member(known, of: value.type) { return shortText(member) }
      if value.type == .boolean { return known != 0 ? "true" : "false" }
      if let reason = graph.neverReason(node) { return "never (\(neverReasons[reason]))" }
      return (value.bound?.prefix ?? "") + text(of: known, value.dimension ?? .ratio, value.style)
    case .text(let text): return text
    case .date(let period): return period.text
    case .entity(let entity): return book[entity].display
    case .choice(let index):
      guard case .choice(let enumeration) = value.type else { return "" }
      return book[enumeration].members[index]
    case .missing(let reason): return "unknown (\(reason))"
    case .entities(let members):
      let count = members.reduce(0) { $0 + rowCount($1.entity) }
      return count == 1 ? "1 entity" : "\(count) entities"
    case .vector(let elements): return "\(elements.count) values"
    case .list(let elements): return elements.map(bracketedText).joined(separator: ", ")
    case .record(let fields):
      return fields.map { "\($0.0): \(bracketedText($0.1))" }.joined(separator: ", ")
    case .computed: return "an uncertain value"
    case .scenario: return "a scenario"
    }
  }

  /// A value among others: a list in brackets, a record in braces.
  func bracketedText(_ value: Value) -> String {
    switch value.content {
    case .list: "[\(shortText(value))]"
    case .record: "{ \(shortText(value)) }"
    default: shortText(value)
    }
  }

  /// The whole numbers of `1..900` in a list, else `nil`.
  private mutating func wholeNumbers(_ code: Code, _ scope: Scope) throws(Diagnostic) -> [Value]? {
    guard case .binary(.range, let a, let b) = code.form else { return nil }
    let (low, high) = try ends(code.part(a), code.part(b), scope)
    let known = [low, high].map { $0.node.flatMap(graph.constant) ?? .nan }
    guard low.dimension == .ratio, high.dimension == .ratio,
      known.allSatisfy({ $0 == $0.rounded() }), known[0] <= known[1], known[1] - known[0] < 100_000
    else {
      throw Diagnostic(
        code: "AIS0338", "a range in a list is of whole numbers, up to 100,000 of them",
        at: code.place, help: "write `[1..10]`, or each value by itself")
    }
    return stride(from: known[0], through: known[1], by: 1).map {
      .number(graph.constant($0), .ratio)
    }
  }

  private mutating func element(_ base: Code, _ index: Code, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    if case .words(let range) = index.form, let slot = try slot(base, scope) {
      let reading = joinedName(code.text.words(range))
      let named = book.definitions[slot]?.namedReadings ?? []
      if let id = named.first(where: { book.text($0) == reading }) {
        return try value(
          of: Slot(slot.owner, slot.name, reading: id), in: scope.overlay, at: code.place)
      }
      if let claim = try claim(of: slot, code.text.words(range), index.place, scope) {
        return claim
      }
      let whole = try value(base, scope)
      guard case .list = whole.type else {
        if isReading(reading) { return whole.missing("\(title(slot)) has no reading `\(reading)`") }
        throw Message.unknownMember(
          reading, of: "`\(title(slot))`, as a reading,", index.place,
          suggestions: named.map(book.text))
      }
    }
    let whole = try ofLongList([base], code, scope) { elaborator throws(Diagnostic) in
      try elaborator.element(base, index, code, scope)
    }
    if let whole { return whole }
    let list = try value(base, scope)
    let position = try value(index, scope)
    if let element = try element(of: list, at: position, base, index, code) { return element }
    guard case .list(let elements) = list.content else {
      throw Message.wanted("a list", got: describe(list), for: "what stands before `[`", base.place)
    }
    guard position.dimension == .ratio, let node = position.node, let number = graph.constant(node),
      number == number.rounded(), number >= 1, number <= Double(elements.count)
    else {
      throw Diagnostic(
        code: "AIS0306", "this list has \(elements.count) elements, counted from 1", at: index.place
      )
    }
    return elements[Int(number) - 1]
  }

  /// `true` iff some slot has a reading of this name.
  private func isReading(_ name: String) -> Bool {
    guard let id = book.existingName(name) else { return false }
    return book.definitions.values.contains { $0.namedReadings.contains(id) }
  }

  // MARK: Conversion

  private mutating func convert(_ operand: Code, _ unit: TokenRange, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    try convert(try value(operand, scope), operand, unit, code)
  }

  /// `E as UNIT`, with the value of E.
  func convert(_ value: Value, _ operand: Code, _ unit: TokenRange, _ code: Code)
    throws(Diagnostic) -> Value
  {
    var value = value
    let place = code.place(unit)
    let display: DisplayUnit
    do {
      display = try book.units.displayUnit(parsing: place.source)
    } catch {
      throw Diagnostic(
        code: "AIS0303", "\(error)", at: place,
        help: Message.didYouMean(book.units.suggestions(for: place.source))
          ?? "`as` takes a unit, such as `$M/month`, `months`, `%` or `users`")
    }
    return try converted(&value, display, operand, place)
  }

  private func converted(_ value: inout Value, _ unit: DisplayUnit, _ operand: Code, _ place: Place)
    throws(Diagnostic) -> Value
  {
    if case .vector(let kind, let element) = value.type, case .vector(let elements) = value.content
    {
      var shown: [(EntityID, Value)] = []
      for (entity, var element) in elements {
        shown.append((entity, try converted(&element, unit, operand, place)))
      }
      return Value(type: .vector(kind, element), content: .vector(shown))
    }
    guard value.dimension == unit.dimension || value.isZero else {
      throw Diagnostic(
        code: "AIS0307", "cannot show \(describe(value)) as `\(place.source)`", at: place,
        labels: [
          .init(operand.place, describe(value)),
          .init(place, describe(Type.quantity(unit.dimension))),
        ],
        help: currencyHelp(value.dimension, unit.dimension)
          ?? timeHelp(value.dimension, unit.dimension, operand))
    }
    value.type = .quantity(unit.dimension)
    value.style = .unit(unit)
    return value
  }

  private func timeHelp(_ a: Dimension?, _ b: Dimension, _ operand: Code) -> String? {
    guard let a else { return nil }
    if a == .ratio {
      return "a plain number has no unit: write `\(operand.source) months`, if that is meant"
    }
    if a == b * .time {
      return "it has a time too many: divide by it, as in `(\(operand.source)) / 1 year`"
    }
    if a == b / .time {
      return "it is a rate: multiply it by a time, as in `(\(operand.source)) * 1 year`"
    }
    return nil
  }

  private func currencyHelp(_ a: Dimension?, _ b: Dimension) -> String? {
    let currencies: [Dimension] = [.money, .euros, .pounds, .yen, .yuan]
    guard let a, currencies.contains(a), currencies.contains(b) else { return nil }
    return "no exchange rate is in the model: multiply by one, as in `€3M * $1.08 / €1`"
  }
}
