import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// The declared types of definitions and parameters, and what types are called in messages.
extension Elaborator {
  /// Returns the value of code that must have a declared type.
  ///
  /// Messages call it `name`, else by the slot that is defined, and show where it was declared.
  mutating func typed(
    _ code: Code, type: MetricType?, _ scope: Scope, named name: String? = nil,
    declaredAt declaration: Place? = nil
  ) throws(Diagnostic) -> Value {
    do throws(Diagnostic) {
      return try typed(code, type, scope, name)
    } catch {
      var fault = error
      let place = name == nil ? scope.slot.flatMap { metric($0)?.place } : declaration
      if fault.code == "AIS0302", fault.labels.isEmpty, fault.place?.span == code.place.span,
        let place
      {
        fault.labels = Message.declared(place.source.singleLine, place)
      }
      throw fault
    }
  }

  private mutating func typed(_ code: Code, _ type: MetricType?, _ scope: Scope, _ name: String?)
    throws(Diagnostic) -> Value
  {
    guard let type else { return try value(code, scope) }
    let what = name ?? scope.slot.map { "`\(title($0))`" } ?? "this"
    switch type {
    case .quantity(let dimension, let style, let isFraction):
      var scope = scope
      scope.isFraction = isFraction
      var value = try value(code, scope)
      if value.isZero { value.type = .quantity(dimension) }
      guard value.dimension == dimension else {
        throw Message.wanted(
          describe(Type.quantity(dimension)), got: describe(value), for: what, code.place,
          help: unitHelp(wanted: dimension, got: value.dimension))
      }
      if style != .plain { value.style = style }
      if isFraction, let known = value.node.flatMap(graph.constant), known > 1, known < .infinity {
        let text = book.units.text(known, .ratio, style: .percent, precision: .significant(4))
        throw Diagnostic(
          code: "AIS0329", "\(what) is a fraction, and \(text) is more than the whole",
          at: code.place, help: "write at most `100%`")
      }
      if isFraction, let node = value.node { try refuseBeyondWhole(node, what, code) }
      value.isFraction = isFraction
      return value
    case .choice(let enumeration):
      if let index = try member(code, of: enumeration, scope) {
        return Value(type: .choice(enumeration), content: .choice(index))
      }
      let value = try value(code, scope)
      guard value.type == .choice(enumeration) else {
        throw Message.wanted(
          "one of " + book[enumeration].members.joined(separator: ", "), got: describe(value),
          for: what, code.place)
      }
      return value
    case .entity(let kind):
      let value = try value(code, scope)
      guard value.type == .entity(kind) else {
        throw Message.wanted(
          Message.article(book[kind].display), got: describe(value), for: what, code.place,
          help: numberHelp(kind, value))
      }
      return value
    case .boolean, .text, .date:
      let wanted: Type = type == .boolean ? .boolean : type == .text ? .text : .date
      let value = try value(code, scope)
      // a whole number is a year where a date is wanted
      if wanted == .date, value.type != .date, let year = period(value) {
        return Value(type: .date, content: .date(year))
      }
      guard value.type == wanted else {
        throw Message.wanted(describe(wanted), got: describe(value), for: what, code.place)
      }
      return value
    }
  }

  /// What to declare where a number is meant, and the word for its unit is that of a kind too.
  private func numberHelp(_ kind: KindID, _ value: Value) -> String? {
    let name = book[kind].name
    guard let unit = book.units.unit(named: name), value.dimension == unit.dimension else {
      return nil
    }
    return "`\(name)` is a kind here: for a number of them declare `: \(describe(value))`"
  }

  /// What to type when a definition has the wrong unit.
  func unitHelp(wanted: Dimension, got: Dimension?) -> String? {
    guard let got else { return nil }
    if got * Dimension.time.power(-1) == wanted {
      return "say over what time: add `per year` or `/year`"
    }
    if got == wanted * Dimension.time.power(-1) {
      return "it is an amount, not a rate: leave `per year` out"
    }
    return nil
  }

  /// The index of the enumeration's member that the code names, if it is one plain name.
  private func member(_ code: Code, of enumeration: EnumerationID, _ scope: Scope)
    throws(Diagnostic) -> Int?
  {
    guard case .words(let range) = code.text.tree[code.expression] else { return nil }
    let name = joinedName(code.text.words(range))
    if scope.locals[name] != nil { return nil }
    if let index = book[enumeration].members.firstIndex(of: name) { return index }
    guard book.global(exactly: name) == nil, book.metricName(name, exactly: true) == nil else {
      return nil
    }
    throw Diagnostic(
      code: "AIS0204", "`\(name)` is not \(Message.article(book[enumeration].name))",
      at: code.place,
      help: "it is one of " + book[enumeration].members.map { "`\($0)`" }.joined(separator: ", "))
  }

  // MARK: Describing types

  func describe(_ value: Value) -> String {
    if value.isZero { return "0" }
    guard value.type == .quantity(.ratio) else { return describe(value.type) }
    switch value.style {
    case .plain, .unit: return "a plain number"
    case .percent: return "a percentage"
    case .multiple: return "a multiple"
    case .points: return "percentage points"
    }
  }

  /// The name of a type in messages: `money/year`, `a company`, `a list`.
  func describe(_ type: Type) -> String {
    switch type {
    case .quantity(.ratio): "a ratio"
    case .quantity(let dimension): book.units.name(of: dimension)
    case .boolean: "a condition"
    case .text: "a text"
    case .date: "a date"
    case .entity(let kind): Message.article(book[kind].display)
    case .entities(let kind): book[kind].plural
    case .choice(let enumeration): Message.article(book[enumeration].name)
    case .vector(let kind, .quantity(.ratio)): "numbers of \(book[kind].plural)"
    case .vector(let kind, let element): "\(describe(element)) of \(book[kind].plural)"
    case .list: "a list"
    case .record: "a record"
    case .scenario: "a scenario"
    }
  }
}
