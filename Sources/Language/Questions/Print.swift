import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// `print E, …`: a line of text.
  mutating func print(_ items: [ExpressionID]) throws(Diagnostic) -> Answer {
    var texts: [String] = []
    let view = elaborator.view(base, readAtLastStart(of: [base]))
    for item in items { texts.append(try spoken(item, in: view).text) }
    var line = answer(.cell(.text(texts.joined(separator: " "))))
    (line.restsOn, line.readings) = ([], [])
    return line
  }

  /// The text of a value, or of a quoted text with its `{expression}`s, and the values in it. Uncertain values
  /// read as their mean with the interval.
  mutating func spoken(_ expression: ExpressionID, in overlay: OverlayID) throws(Diagnostic) -> (
    text: String, values: [Value]
  ) {
    let code = code(expression)
    guard case .text = code.form else {
      let value = try elaborator.value(code, scope(expression, overlay))
      try compute([value])
      return (try spoken(value), [value])
    }
    return try spoken(code, scope(expression, overlay))
  }

  /// A quoted text with its `{expression}`s filled in, and the values in it.
  mutating func spoken(_ code: Code, _ scope: Scope) throws(Diagnostic) -> (
    text: String, values: [Value]
  ) {
    let text = code.text.content(ofText: code.text.tree.span(of: code.expression))
    let values = try elaborator.values(inText: text, code.place, scope)
    try compute(values)
    var texts: [String] = []
    for value in values { texts.append(try spoken(value)) }
    return (elaborator.filled(text, texts), values)
  }

  /// The elements of a list in few words, at a point of the question's axes; lists in it as written.
  mutating func spoken(_ elements: [Value], at point: [AxisID: Int]) throws(Diagnostic) -> [String]
  {
    try elements.map { element throws(Diagnostic) in
      switch try cell(element, at: point) {
      case .quantity(let quantity): spoken(quantity)
      case .never(let reason): "never (\(reason))"
      case let other: try plain(other)
      }
    }
  }

  private mutating func spoken(_ value: Value) throws(Diagnostic) -> String {
    switch value.content {
    case .list(let elements):
      var texts: [String] = []
      for element in elements { texts.append(try spoken(element)) }
      return texts.joined(separator: ", ")
    case .record(let fields):
      var texts: [String] = []
      for (name, field) in fields { texts.append("\(name): \(try spoken(field))") }
      return texts.joined(separator: ", ")
    case .node: break
    default: return elaborator.shortText(value)
    }
    switch try cell(value) {
    case .quantity(let quantity): return spoken(quantity)
    case .truth(let share) where share > 0 && share < 1:
      return "true in \(elaborator.text(of: share, .ratio, .percent)) of the samples"
    case .truth(let share): return share == 1 ? "true" : "false"
    case .never(let reason): return reason.isEmpty ? "never" : "never (\(reason))"
    default: return elaborator.shortText(value)
    }
  }

  private func spoken(_ quantity: Quantity) -> String {
    let bound = quantity.bound?.prefix ?? ""
    guard let low = quantity.p5, let high = quantity.p95 else {
      return bound
        + elaborator.text(of: quantity.mean / quantity.factor, quantity.dimension, quantity.style)
    }
    let (units, three) = (elaborator.book.units, Precision.significant(3))
    let center = quantity.neverShare > 0 ? quantity.p50 ?? .infinity : quantity.mean
    // the ends are shown in the unit of the centre
    let typical = (center.isFinite ? center : low) / quantity.factor
    let style =
      quantity.style == .plain
      ? units.defaultStyle(for: quantity.dimension, typical: typical, precision: three)
      : quantity.style
    func text(_ number: Double) -> String {
      if number == .infinity { return "never" }
      return units.text(
        number / quantity.factor, quantity.dimension, style: style, precision: three)
    }
    return "\(bound)\(text(center)) (90%: \(text(low)) to \(text(high)))"
  }
}
