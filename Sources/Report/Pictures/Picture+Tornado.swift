import AISLanguage
import AISSource

extension Picture {
  /// What one input does: the value with the input at its low and at its high end.
  private struct Swing {
    var name: String
    /// The value as text, and as a number where it is one, infinite for `never`.
    var low: (text: String, number: Double?)
    var high: (text: String, number: Double?)

    /// The two values, the smaller one first.
    var texts: (String, String) {
      guard let low = low.number, let high = high.number, high < low else {
        return (self.low.text, self.high.text)
      }
      return (self.high.text, self.low.text)
    }
  }

  /// The bars of a tornado: from the value as it is to what it would be with each input at its ends.
  func lines(of tornado: Drawing.Tornado) -> [Document.Phrase] {
    let columns = ["low", "high"].compactMap { name in
      table.columns.firstIndex { $0.name == name }
    }
    guard columns.count == 2 else { return [] }
    let (low, high) = (quantities(in: columns[0]), quantities(in: columns[1]))
    guard let scale = Scale((low + high).compactMap { $0 } + [tornado.base.certain], wording) else {
      return []
    }
    func end(_ row: Int, _ column: Int, _ quantity: Quantity?) -> (String, Double?) {
      if let quantity { return (scale.text(quantity.center), quantity.center) }
      // what never happens comes after every number
      if case .never = table.cell(row, column) { return ("never", .infinity) }
      return (label(row, column), nil)
    }
    let base = scale.text(tornado.base.center)
    let all = (0..<table.rowCount).map { row in
      Swing(
        name: label(row, 0), low: end(row, columns[0], low[row]),
        high: end(row, columns[1], high[row]))
    }
    let swings = all.filter { $0.texts != (base, base) }
    let left = all.count - swings.count
    return said("\(tornado.name) = \(base), with each input at its ends")
      + drawn(swings, scale, tornado.base.center)
      + (left > 0 ? said("… and \(left) more that move it by less than is shown", .faint) : [])
      + joined([
        [.init("▒", .series(1)), .init(" input at its low end")],
        [.init("█", .series(0)), .init(" input at its high end")],
      ])
  }

  /// The bars between their ends; under them where these leave no room.
  private func drawn(_ swings: [Swing], _ scale: Scale, _ base: Double) -> [Document.Phrase] {
    let names = min(swings.map(\.name.displayWidth).max() ?? 0, labelLimit())
    let left = swings.map(\.texts.0.displayWidth).max() ?? 0
    let right = swings.map(\.texts.1.displayWidth).max() ?? 0
    let length =
      surface.map { min($0 - names - left - right - 6, Self.widths.upperBound) } ?? Self.usualWidth
    guard length >= Self.widths.lowerBound else {
      let full = room(beside: 0)
      return swings.flatMap { swing in
        said("\(swing.name): \(swing.texts.0) to \(swing.texts.1)")
          + [bar(swing, scale, base, full)]
      }
    }
    return swings.map { swing in
      let field = bar(swing, scale, base, length)
      let head =
        swing.name.cut(to: names).padded(to: names) + "  " + swing.texts.0.paddedLeft(to: left)
      return [.init(head + "  ")] + field
        + [.init(.blanks(length + 2 - field.displayWidth) + swing.texts.1)]
    }
  }

  /// A bar in a field of `length` characters: `▒` towards the value at the low end, `█` towards that at the high one, `│`
  /// where the value is as things are.
  private func bar(_ swing: Swing, _ scale: Scale, _ base: Double, _ length: Int)
    -> Document.Phrase
  {
    let middle = scale.column(base, of: length)
    var field = [Character](repeating: " ", count: length)
    /// Where the bar to a number ends; one that differs has a character at least.
    func end(_ number: Double?) -> Int {
      guard let number, number != base else { return middle }
      let column = number == .infinity ? length - 1 : scale.column(number, of: length)
      return column != middle ? column : min(max(middle + (number < base ? -1 : 1), 0), length - 1)
    }
    let bars = [(end(swing.low.number), Character("▒")), (end(swing.high.number), "█")]
    // where both ends lie on one side the shorter bar is seen before the longer one
    for (end, mark) in bars.sorted(by: { abs($0.0 - middle) > abs($1.0 - middle) }) {
      for column in min(end, middle)...max(end, middle) { field[column] = mark }
    }
    field[middle] = "│"
    return Document.Phrase(field) { $0 == "▒" ? .series(1) : $0 == "█" ? .series(0) : .faint }
  }
}

extension Quantity {
  /// The number that is shown, without its spread.
  fileprivate var certain: Quantity {
    var quantity = self
    (quantity.p5, quantity.p50, quantity.p95) = (nil, nil, nil)
    return quantity
  }
}
