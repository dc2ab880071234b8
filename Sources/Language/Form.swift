import AISEngine
import AISUnits

/// The static type of what a routine computes: known before anything runs.
indirect enum Form: Hashable, Sendable {
  /// A number; a literal `0` fits any unit.
  case number(Dimension, NumberStyle, isZero: Bool)
  case boolean
  case text
  /// A list with elements of one form; `nil` where it has none.
  case list(Form?)
  case record([Field])

  struct Field: Hashable, Sendable {
    let name: String
    let form: Form
  }

  /// What a result of this form is made of.
  var layout: Layout {
    switch self {
    case .number, .boolean: .number
    case .text: .text
    case .list(let element): .list(element?.layout ?? .number)
    case .record(let fields): .record(fields.map(\.form.layout))
    }
  }

  /// `true` iff it is a number or a truth.
  var isNumber: Bool {
    switch self {
    case .number, .boolean: true
    case .text, .list, .record: false
    }
  }

  /// Returns the form that both are of, or `nil`: a `0` takes the unit of the other.
  func joined(with other: Form) -> Form? {
    switch (self, other) {
    case (.number(let a, _, let isZero), .number(let b, _, let isOtherZero)):
      if isZero, isOtherZero { return self }
      if isZero { return other }
      return isOtherZero || a == b ? self : nil
    case (.boolean, .boolean), (.text, .text): return self
    case (.list(nil), .list): return other
    case (.list, .list(nil)): return self
    case (.list(let a?), .list(let b?)): return a.joined(with: b).map { .list($0) }
    case (.record(let a), .record(let b)):
      guard a.map(\.name) == b.map(\.name) else { return nil }
      var fields: [Field] = []
      for (x, y) in zip(a, b) {
        guard let form = x.form.joined(with: y.form) else { return nil }
        fields.append(Field(name: x.name, form: form))
      }
      return .record(fields)
    default: return nil
    }
  }

  /// The same form, shown as usual: for telling whether two are the same.
  var plain: Form {
    switch self {
    case .number(let dimension, _, let isZero): .number(dimension, .plain, isZero: isZero)
    case .boolean, .text, .list(nil): self
    case .list(let element?): .list(element.plain)
    case .record(let fields): .record(fields.map { Field(name: $0.name, form: $0.form.plain) })
    }
  }
}

extension Value {
  /// A value that a node gives, of a known form.
  static func computed(_ node: NodeID, _ form: Form) -> Value {
    switch form {
    case .number(let dimension, let style, let isZero):
      var value = number(node, dimension, style: style)
      value.isZero = isZero
      return value
    case .boolean: return .truth(node)
    case .text: return Value(type: .text, content: .computed(node, form))
    case .list: return Value(type: .list, content: .computed(node, form))
    case .record: return Value(type: .record, content: .computed(node, form))
    }
  }

  /// A text, list or record that a routine computes, with its form.
  var computed: (node: NodeID, form: Form)? {
    if case .computed(let node, let form) = content { return (node, form) }
    return nil
  }
}
