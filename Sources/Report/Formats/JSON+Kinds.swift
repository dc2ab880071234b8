import AISLanguage

extension Cell {
  /// The kind of an answer that is this value.
  var kind: String {
    switch self {
    case .quantity: "quantity"
    case .truth: "boolean"
    case .text, .entity: "text"
    case .date: "date"
    case .never: "never"
    case .missing, .empty: "missing"
    }
  }
}

extension Table {
  /// The type of the values of a column: that of its role, or of the first value in it.
  func type(ofColumn index: Int) -> String {
    switch columns[index].role {
    case .entity: return "entity"
    case .text: return "text"
    case .change, .fraction, .error: return "quantity"
    case .axis, .quantity:
      return (0..<rowCount).lazy.compactMap { cell($0, index).type }.first ?? "quantity"
    }
  }
}

extension Cell {
  /// The type of the value, or `nil` for none.
  var type: String? {
    switch self {
    case .quantity: "quantity"
    case .truth: "boolean"
    case .text: "text"
    case .date: "date"
    case .entity: "entity"
    case .never, .missing, .empty: nil
    }
  }
}
