import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// `plot E, … [tail]`: what `show` answers, drawn.
extension Inquiry {
  mutating func plot(_ question: ShowQuestion) throws(Diagnostic) -> Answer {
    var answer = try show(question)
    guard case .table(let table) = answer.content, table.rows.joined().contains(where: \.isNumber)
    else {
      throw Diagnostic(
        code: "AIS0372", "only numbers are drawn", at: place,
        help: "write `plot revenue for companies`, `plot OpenAI.cash over 2024..2030`")
    }
    var drawing = Drawing()
    if table.rowCount == 1, question.tail.isEmpty {
      for (index, item) in question.items.enumerated() {
        guard case .quantity(let quantity) = table.cell(0, index), !quantity.isCertain else {
          continue
        }
        drawing.spreads.append(
          Drawing.Spread(
            name: table.columns[index].name, quantiles: try quantiles(of: item, quantity.factor)))
      }
    }
    answer.drawing = drawing
    return answer
  }

  /// The quantiles at 1%, 3%, … 99%, in the unit of which the base unit has `factor`.
  private mutating func quantiles(of item: ExpressionID, _ factor: Double) throws(Diagnostic)
    -> [Double]
  {
    let value = try elaborator.value(code(item), scope(item, base))
    guard let node = value.node else { return [] }
    let nodes = stride(from: 0.01, to: 1, by: 0.02).map {
      elaborator.reduce(.quantile, node, probability: $0, at: place)
    }
    try compute(nodes.map { .number($0, value.dimension ?? .ratio) })
    return nodes.compactMap { summaries[$0]?.mean(0) }.filter(\.isFinite).map { $0 * factor }
  }
}

extension Cell {
  fileprivate var isNumber: Bool { if case .quantity = self { true } else { false } }
}
