import AISLanguage

extension Session {
  /// Returns the quantity that an expression is, as it was computed.
  public mutating func computed(_ expression: String) throws(Failure) -> Quantity {
    guard case .cell(let cell) = try ask(expression).content, let quantity = cell.quantity else {
      throw Failure([])
    }
    return quantity
  }
}

extension Quantity {
  /// Everything that was computed of it, to the last bit.
  public var bits: [UInt64] {
    [mean, deviation, p5, p50, p95, neverShare].map { ($0 ?? .nan).bitPattern }
      + [UInt64(samples ?? 0)]
  }
}

extension Cell {
  /// The quantity in it, if it holds one.
  public var quantity: Quantity? {
    if case .quantity(let quantity) = self { quantity } else { nil }
  }
}

extension Table {
  /// Returns the quantities of the column called `name`, from the top.
  public func quantities(_ name: String) -> [Quantity] {
    guard let index = columns.firstIndex(where: { $0.name == name }) else { return [] }
    return rows.compactMap { $0[index].quantity }
  }
}
