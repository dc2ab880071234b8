import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// `plot …`: what other questions answer, drawn.
extension Inquiry {
  mutating func plot(_ question: PlotQuestion) throws(Diagnostic) -> Answer {
    switch question {
    case .table(let question): return try plot(question)
    case .drivers(let expression): return try drivers(expression, isDrawn: true)
    case .whatIf(let question):
      var answer = try whatIf(question)
      let change = answer.table.columns.firstIndex { $0.role == .change }
      // where nothing moves the answer says so
      guard let change, answer.table.rowCount > 0 else { return answer }
      guard answer.table.rows.contains(where: { $0[change].isNumber }) else { throw notDrawn }
      if answer.table.scenarios.count > 2 {
        answer.notes.append("drawn is the change if it happens, not what is expected")
      }
      answer.drawing = Drawing()
      return answer
    }
  }

  /// `plot E, … [tail]`: what `show` answers.
  private mutating func plot(_ question: ShowQuestion) throws(Diagnostic) -> Answer {
    var answer = try show(question)
    guard case .table(let table) = answer.content, table.rows.joined().contains(where: \.isNumber)
    else { throw notDrawn }
    var drawing = Drawing()
    if table.rowCount == 1, question.tail.isEmpty {
      for (index, item) in question.items.enumerated() {
        guard case .quantity(let quantity) = table.cell(0, index), !quantity.isCertain else {
          continue
        }
        let value = try elaborator.value(code(item), scope(item, base))
        let quantiles = quantiles(of: value, at: stride(from: 1, through: 99, by: 2))
        try compute(quantiles)
        drawing.spreads.append(drawn(quantiles, table.columns[index].name, quantity.factor))
      }
    }
    answer.drawing = drawing
    return answer
  }

  private var notDrawn: Diagnostic {
    Diagnostic(
      code: "AIS0372", "only numbers are drawn", at: place,
      help: "write `plot revenue for companies`, `plot OpenAI.cash over 2024..2030`")
  }

  // MARK: Spreads

  /// The quantiles of an uncertain number; none of anything else. Computed along with the number, they take no second run
  /// of the samples.
  mutating func quantiles(of value: Value, at percents: StrideThrough<Int>) -> [Value] {
    guard !elaborator.isChecking, let node = value.node, let dimension = value.dimension,
      elaborator.graph.axes(of: node) == [.sample]
    else { return [] }
    return percents.map {
      let probability = Double($0) / 100
      return .number(
        elaborator.reduce(.quantile, node, probability: probability, at: place), dimension)
    }
  }

  /// Quantiles that were computed, in the unit of which the base unit has `factor`.
  func drawn(_ quantiles: [Value], _ name: String, _ factor: Double) -> Drawing.Spread {
    let numbers = quantiles.compactMap { $0.node.flatMap { summaries[$0]?.mean(0) } }
    return Drawing.Spread(
      name: name, quantiles: numbers.filter(\.isFinite).map { $0 * factor })
  }
}

extension Cell {
  fileprivate var isNumber: Bool { if case .quantity = self { true } else { false } }
}
