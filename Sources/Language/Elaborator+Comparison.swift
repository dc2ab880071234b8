import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

// Conditions: what is compared, and how conditions are joined.
extension Elaborator {
  mutating func logical(
    _ op: BinaryOperator, _ a: Code, _ b: Code, _ code: Code, _ scope: Scope
  )
    throws(Diagnostic) -> Value
  {
    if graph.isWriting { return try branch(op, a, b, code, scope) }
    var nodes: [NodeID] = []
    var unknown: Value?
    for side in [a, b] {
      let value = try value(side, scope)
      guard value.type == .boolean else {
        throw Message.wanted(
          "a condition", got: describe(value), for: "each side of `\(op.text)`", side.place)
      }
      if let node = value.node { nodes.append(node) } else { unknown = value }
    }
    // what is unknown does not matter where the other side decides alone
    if let unknown {
      let deciding = nodes.first { graph.constant($0) == (op == .and ? 0 : 1) }
      return deciding.map(Value.truth) ?? unknown
    }
    return .truth(apply(op == .and ? .and : .or, nodes[0], nodes[1], at: code.place))
  }

  mutating func comparison(
    _ op: BinaryOperator, _ a: Code, _ b: Code, _ code: Code, _ scope: Scope
  )
    throws(Diagnostic) -> Value
  {
    let start = trace.mark
    let (first, second) = try compared(a, b, scope)
    if isUnmoved(first, a, second, b) {
      let holds = [.equal, .lessOrEqual, .greaterOrEqual].contains(op)
      return cancelled(.truth(graph.constant(holds ? 1 : 0)), holds ? 1 : 0, since: start)
    }
    if case .vector = first.type {
      return try mapped(first) { elaborator, element throws(Diagnostic) in
        try elaborator.comparison(op, element, second, code.place, a.place, b.place)
      }
    }
    return try comparison(op, first, second, code.place, a.place, b.place)
  }

  /// The two sides of a comparison; a member of an enumeration is read by the other side's type.
  private mutating func compared(_ a: Code, _ b: Code, _ scope: Scope) throws(Diagnostic) -> (
    Value, Value
  ) {
    // a member of an enumeration is no value by itself: a name that fails here may be one
    if case .words = b.form {
      let first = try valueUnlessName(a, scope)
      if let first, case .choice(let enumeration) = first.type {
        return (first, try typed(b, type: .choice(enumeration), scope))
      }
      if let first, first.type == .text {
        do throws(Diagnostic) {
          return (first, try value(b, scope))
        } catch {
          guard error.code == "AIS0201" else { throw error }
          var fault = error
          fault.help = "`\(a.source.singleLine)` is a text: write `\"\(b.source.singleLine)\"`"
          throw fault
        }
      }
    }
    if case .words = a.form {
      let second = try valueUnlessName(b, scope)
      if let second, case .choice(let enumeration) = second.type {
        return (try typed(a, type: .choice(enumeration), scope), second)
      }
    }
    return (try value(a, scope), try value(b, scope))
  }

  /// The value of an expression; `nil` for a name that has none.
  private mutating func valueUnlessName(_ code: Code, _ scope: Scope) throws(Diagnostic) -> Value? {
    guard case .words = code.form else { return try value(code, scope) }
    return try? value(code, scope)
  }

  private mutating func comparison(
    _ op: BinaryOperator, _ a: Value, _ b: Value, _ place: Place, _ placeA: Place, _ placeB: Place
  ) throws(Diagnostic) -> Value {
    if let reason = a.missingReason ?? b.missingReason {
      return Value(type: .boolean, content: .missing(reason))
    }
    if let equal = try textEquality(op, a, b, place) { return equal }
    if let equal = rowEquality(op, a, b, place) { return equal }
    if var dated = datedComparison(op, a, b, place) {
      if let mask = both(a.mask, b.mask, place), let node = dated.node {
        dated.content = .node(apply(.and, mask, node, at: place))
      }
      return dated
    }
    if let equal = staticEquality(a, b) {
      guard op == .equal || op == .notEqual else {
        throw Message.clash(
          "order", (describe(a), placeA), (describe(b), placeB), at: place,
          help: "these can only be compared by `==` and `!=`")
      }
      return .truth(graph.constant(equal == (op == .equal) ? 1 : 0))
    }
    // the choices and texts of a table's rows are numbers
    let (numberA, numberB) = (ordinal(a), ordinal(b))
    let isNamed = if case .choice = a.type { true } else { a.type == .text }
    if isNamed, a.type == b.type, op != .equal, op != .notEqual {
      throw Message.clash(
        "order", (describe(a), placeA), (describe(b), placeB), at: place,
        help: "these can only be compared by `==` and `!=`")
    }
    noteBounds(a, b, place)
    if op == .equal || op == .notEqual { warnOfEquality(numberA, numberB, place, placeA, placeB) }
    guard a.type == b.type || a.isZero && b.dimension != nil || b.isZero && a.dimension != nil,
      let first = numberA, let second = numberB
    else {
      if let fault = callFault(a, b, place) { throw fault }
      throw Message.clash(
        "compare", (describe(a), placeA), (describe(b), placeB),
        at: operatorPlace(placeA, placeB, place),
        help: timeHelp(a, b, placeB) ?? timeHelp(b, a, placeA) ?? bareHelp(a, b, placeB)
          ?? bareHelp(b, a, placeA))
    }
    let node: NodeID
    switch op {
    case .equal: node = apply(.equal, first, second, at: place)
    case .notEqual: node = apply(.notEqual, first, second, at: place)
    case .less: node = apply(.less, first, second, at: place)
    case .lessOrEqual: node = apply(.lessOrEqual, first, second, at: place)
    case .greater: node = apply(.less, second, first, at: place)
    default: node = apply(.lessOrEqual, second, first, at: place)
    }
    // what is there in some samples only can be true in those
    guard let mask = both(a.mask, b.mask, place) else { return .truth(node) }
    return .truth(apply(.and, mask, node, at: place))
  }

  /// Warns of a question whether what is spread continuously is one number: so it is in no sample, whatever it is.
  private mutating func warnOfEquality(
    _ first: NodeID?, _ second: NodeID?, _ place: Place, _ placeA: Place, _ placeB: Place
  ) {
    guard place.text === question, let first, let second else { return }
    let sides = [(first, second, placeA, placeB), (second, first, placeB, placeA)]
    for (node, other, own, number) in sides {
      guard let known = graph.constant(other), isSpread(node, at: known) else { continue }
      warnings.append(
        Diagnostic(
          .warning, code: "AIS0861", "an uncertain number hardly ever is exactly one number",
          at: place,
          labels: [.init(own, "uncertain"), .init(number, "one number")],
          help: "ask by how much: `P(\(own.source.singleLine) > \(number.source.singleLine))`"))
    }
  }

  /// Says that a question compares a bound as if it were the value.
  private mutating func noteBounds(_ a: Value, _ b: Value, _ place: Place) {
    guard place.text === question, a.bound != nil || b.bound != nil else { return }
    let note =
      "`\(place.source.singleLine)` compares what is known only by a bound as if it were the value"
    if !notes.contains(note) { notes.append(note) }
  }

  /// `==` and `!=` of an entity that stands for all rows of a table with one of them; `nil` for others.
  private mutating func rowEquality(
    _ op: BinaryOperator, _ a: Value, _ b: Value, _ place: Place
  ) -> Value? {
    guard op == .equal || op == .notEqual, let x = a.entity, let y = b.entity, x.table == y.table,
      let row = x.row ?? y.row, let axis = rowAxis(of: x.isAll ? x : y)
    else { return nil }
    return .truth(
      apply(
        op == .equal ? .equal : .notEqual, axis.node, graph.constant(Double(row)), at: place))
  }

  /// Whether two things that are not numbers are the same; `nil` for numbers and for different types.
  func staticEquality(_ a: Value, _ b: Value) -> Bool? {
    guard a.type == b.type else {
      if case .entity = a.type, case .entity = b.type { return false }
      return nil
    }
    switch (a.content, b.content) {
    case (.entity(let x), .entity(let y)): return x == y
    case (.choice(let x), .choice(let y)): return x == y
    case (.text(let x), .text(let y)): return x == y
    case (.date(let x), .date(let y)): return x == y
    default: return nil
    }
  }
}
