import AISSource
import AISUnits

@testable import AISLanguage

/// Answers and values made by hand.
enum Samples {
  static let today = Day(year: 2024, month: 8, day: 20) ?? Day(number: 0)

  static func answer(
    _ content: Answer.Content, statement: String = "question", line: Int = 1
  ) -> Answer {
    Answer(
      statement: statement, line: line, content: content, today: today, units: .standard)
  }

  static func answer(_ cell: Cell, statement: String = "question") -> Answer {
    answer(.cell(cell), statement: statement)
  }

  /// The net income of OpenAI under a price cut, as the facts and assumptions of the model give it.
  static var whatIf: Answer {
    var table = Table(
      columns: [
        .init("company", .entity), .init("metric", .text), .init("base", .quantity),
        .init("what if", .quantity), .init("change", .change), .init("change_fraction", .fraction),
      ], rows: [])
    table.scenarios = ["base", "what if"]
    table.rows = [
      [
        openAI, .text("net_income"), .uncertain(-4.52e9, 3e8, .money / .time),
        .uncertain(-5.5214e9, 4e8, .money / .time), .uncertain(-1.0014e9, 1e8, .money / .time),
        .empty,
      ],
      [
        openAI, .text("revenue"), .uncertain(4e9, 3e8, .money / .time),
        .uncertain(3e9, 4e8, .money / .time), .uncertain(-1e9, 1e8, .money / .time),
        .certain(-0.2503, .ratio, .percent),
      ],
      [
        .entity(name: "CharacterAI", display: "Character.AI"), .text("runway"),
        .certain(20.0 / 12, .time), .never("not burning cash"), .empty, .empty,
      ],
      [
        .entity(name: "Acme", display: "Acme"), .text("margin"), .certain(0.5, .ratio, .percent),
        .certain(0.62, .ratio, .percent), .certain(0.12, .ratio, .points),
        .certain(0.24, .ratio, .percent),
      ],
    ]
    var answer = answer(.table(table), statement: "what if token price drops 50%")
    answer.changes = [
      ChangeLine(
        clause: "token price drops 50%", name: "token_price",
        before: .certain(2.5e-6, .money / .tokens), after: .certain(1.25e-6, .money / .tokens))
    ]
    answer.restsOn = [
      Basis(
        kind: .assumption, name: "token_demand_elasticity", value: "-1.4 to -0.6",
        reason: "published range; not in the sources"),
      Basis(
        kind: .fact, name: "OpenAI.cost", value: "$8.5B per year", reason: "silicon_rabbit, 2024"),
      Basis(kind: .fact, name: "token_price", value: "$2.5 per 1M tokens", reason: "docs, 2024"),
    ]
    answer.readings = [
      ReadingUsed(
        name: "OpenAI.revenue", used: "$3.5B to $4.5B per year: covers both passages",
        rivals: ["$1.6B per year, ai_boom_fades, 2023"])
    ]
    return answer
  }

  static let openAI = Cell.entity(name: "OpenAI", display: "OpenAI")
}

extension Cell {
  static func certain(
    _ value: Double, _ dimension: Dimension, _ style: NumberStyle = .plain, _ bound: Bound? = nil
  ) -> Cell {
    var quantity = Quantity(base: value, dimension, style: style, .standard)
    quantity.bound = bound
    return .quantity(quantity)
  }

  /// A normal value of 10 000 samples.
  static func uncertain(
    _ mean: Double, _ deviation: Double, _ dimension: Dimension, _ style: NumberStyle = .plain,
    _ bound: Bound? = nil
  ) -> Cell {
    var quantity = Quantity(base: mean, dimension, style: style, .standard)
    spread(&quantity, deviation, mean - 1.6 * deviation, mean, mean + 1.6 * deviation)
    quantity.bound = bound
    return .quantity(quantity)
  }

  /// A duration in years that is `never` in a share of the samples.
  static func sometimes(_ p5: Double, _ p50: Double, never share: Double) -> Cell {
    var quantity = Quantity(base: .infinity, .time, style: .plain, .standard)
    spread(&quantity, .infinity, p5, p50, .infinity)
    (quantity.neverShare, quantity.neverReason) = (share, "not burning cash")
    return .quantity(quantity)
  }

  /// Makes a quantity uncertain; the numbers are in the base unit of its dimension.
  private static func spread(
    _ quantity: inout Quantity, _ deviation: Double, _ p5: Double, _ p50: Double, _ p95: Double
  ) {
    let factor = quantity.factor
    quantity.deviation = deviation * factor
    (quantity.p5, quantity.p50, quantity.p95) = (p5 * factor, p50 * factor, p95 * factor)
    quantity.samples = 10_000
  }
}
