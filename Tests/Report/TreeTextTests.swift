import AISUnits
import Testing

@testable import AISLanguage
@testable import AISReport

/// The trees of `why`.
@Suite struct TreeTextTests {
  static var answer: Answer {
    func tree(
      _ name: String, _ value: Cell, _ definition: String, _ origin: String,
      _ remarks: [String] = [], _ parts: [Tree] = []
    ) -> Tree {
      Tree(
        name: name, value: value, definition: definition, origin: origin, remarks: remarks,
        parts: parts)
    }
    let revenue = tree(
      "OpenAI.revenue", .uncertain(4e9, 3e8, .money / .time), "$3.5B to $4.5B per year",
      "reading: covers both passages of silicon_rabbit; the loss is then 4 to 5B",
      ["rival: $1.6B per year, ai_boom_fades, 2023"],
      [tree("x", .certain(4, .ratio), "4", "own line")])
    let cost = tree(
      "OpenAI.cost", .certain(8.5e9, .money / .time), "inference + labour", "formula", ["check it"])
    let income = tree(
      "OpenAI.net_income", .uncertain(-4.52e9, 3e8, .money / .time), "revenue - cost", "formula",
      ["the source states -$5B per year, which is 10% away from what the formula gives"],
      [revenue, cost])
    var answer = Samples.answer(.tree(income), statement: "why OpenAI.net_income")
    answer.readings = Samples.whatIf.readings
    answer.restsOn = Samples.whatIf.restsOn
    return answer
  }

  @Test func narrow() {
    #expect(
      Renderer(width: 80).render(Self.answer) == """
        OpenAI.net_income = -$4.52B/yr (90%: -$5B to -$4.04B/yr)   revenue - cost
        │   [formula]
        │   ! the source states -$5B per year, which is 10% away from what the formula
        │     gives
        ├─ OpenAI.revenue = $4B/yr (90%: $3.52B to $4.48B/yr)   $3.5B to $4.5B per
        │  │   year   [reading: covers both passages of silicon_rabbit; the loss is then
        │  │   4 to 5B]
        │  │   ! rival: $1.6B per year, ai_boom_fades, 2023
        │  └─ x = 4   [own line]
        └─ OpenAI.cost = $8.5B/yr   inference + labour   [formula]
               ! check it

        rests on 1 assumption and 2 facts, as of 2024-08-20

        """)
  }

  @Test func unlimited() {
    let lines = Renderer().render(Self.answer).split(separator: "\n")
    #expect(
      lines[0] == """
        OpenAI.net_income = -$4.52B/yr (90%: -$5B to -$4.04B/yr)   revenue - cost   [formula]
        """)
    #expect(lines.count == 8)
  }

  /// What was asked need not have a value of its own.
  @Test func withoutAValue() {
    let part = Tree(
      name: "b", value: .never("not burning cash"), definition: "", origin: "", remarks: [],
      parts: [])
    let tree = Tree(
      name: "a + b", value: .empty, definition: "a + b", origin: "asked", remarks: [],
      parts: [part])
    #expect(
      Renderer().render(Samples.answer(.tree(tree))) == """
        a + b   [asked]
        └─ b = never (not burning cash)

        """)
  }
}
