import AISUnits
import Testing

@testable import AISLanguage
@testable import AISReport

/// Tables as people read them.
@Suite struct TableTextTests {
  private func text(_ columns: [Table.Column], _ rows: [[Cell]]) -> String {
    Renderer(width: 80).render(Samples.answer(.table(Table(columns: columns, rows: rows))))
  }

  @Test func certainValues() {
    let drawn = text(
      [
        .init("company", .entity), .init("revenue", .quantity), .init("runway", .quantity),
        .init("layer", .quantity), .init("feasible", .quantity),
      ],
      [
        [
          Samples.openAI, .certain(3.5e9, .money / .time), .never("not burning cash"),
          .text("model"), .truth(1),
        ],
        [
          .entity(name: "CharacterAI", display: "Character.AI"),
          .certain(16.666e6, .money / .time), .certain(1.5, .time), .text("app"), .truth(0.375),
        ],
        [.entity(name: "Acme", display: "Acme"), .missing("no source"), .empty, .empty, .empty],
      ])
    #expect(
      drawn == """
        company          revenue     runway  layer       feasible
        ────────────  ──────────  ─────────  ─────  ─────────────
        OpenAI          $3.5B/yr      never  model           true
        Character.AI  $16.67M/yr  18 months  app    true in 37.5%
        Acme                   –

        """)
  }

  @Test func intervalsBesideOneOrTwoQuantities() {
    let drawn = text(
      [
        .init("cut", .axis), .init("company", .entity), .init("revenue", .quantity),
        .init("runway", .quantity),
      ],
      [0, 0.1].flatMap { cut in
        [
          [
            .certain(cut, .ratio, .percent), Samples.openAI, .uncertain(3.5e9, 3e8, .money / .time),
            .sometimes(0.75, 1.25, never: 0.12),
          ],
          [
            .certain(cut, .ratio, .percent), .entity(name: "StabilityAI", display: "Stability AI"),
            .certain(60e6, .money / .time, .plain, .atLeast), .certain(20.0 / 12, .time),
          ],
        ]
      })
    #expect(
      drawn == """
        cut  company         revenue  90%                      runway  90%
        ───  ────────────  ─────────  ───────────────────  ──────────  ─────────────────
         0%  OpenAI         $3.5B/yr  $3.02B to $3.98B/yr  15 months~  9 months to never
             Stability AI  ≥ $60M/yr                       20 months
        10%  OpenAI         $3.5B/yr  $3.02B to $3.98B/yr  15 months~  9 months to never
             Stability AI  ≥ $60M/yr                       20 months
        ~ median of 10000 samples, some of them never

        """)
  }

  @Test func marksBesideMoreQuantities() {
    let columns = ["a", "b", "c"].map { Table.Column($0, .quantity) }
    #expect(
      text(
        columns,
        [
          [.uncertain(5, 1, .ratio), .certain(5, .ratio), .sometimes(1, 2, never: 0.2)],
          [
            .certain(1234, .ratio), .certain(12_345.678, .ratio),
            .sometimes(1, .infinity, never: 0.7),
          ],
        ]) == """
              a      b              c
          ─────  ─────  ─────────────
             5~      5     24 months~
          1234   12346  never in 70%
          ~ mean of 10000 samples; the median where some are never

          """)
  }

  /// A place is repeated only when something to its left has changed.
  @Test func repeatedPlacesAreBlank() {
    func row(_ a: Double, _ b: String, _ metric: String) -> [Cell] {
      [
        .certain(a, .ratio, .percent), .entity(name: b, display: b), .text(metric),
        .certain(1, .ratio),
      ]
    }
    let columns: [Table.Column] = [
      .init("cut", .axis), .init("company", .entity), .init("metric", .text),
      .init("value", .quantity),
    ]
    #expect(
      text(
        columns,
        [row(0, "A", "cost"), row(0, "A", "cost"), row(0.1, "A", "cash"), row(0, "A", "cost")]
      ) == """
        cut  company  metric  value
        ───  ───────  ──────  ─────
         0%  A        cost        1
                      cost        1
        10%  A        cash        1
         0%  A        cost        1

        """)
  }

  /// Durations of a column are told in one unit.
  @Test func oneUnitForAColumn() {
    #expect(
      text(
        [.init("company", .entity), .init("runway", .quantity)],
        [0.5, 1.5, 6].map { [.entity(name: "C", display: "C\($0)"), .certain($0, .time)] }) == """
          company     runway
          ───────  ─────────
          C0.5      6 months
                   18 months
                   72 months

          """)
  }

  @Test func noRows() {
    #expect(text([.init("name", .text)], []) == "no rows\n")
  }

  /// Words are cut where they do not fit, and never broken.
  @Test func aCellIsNeverBroken() {
    let long = String(repeating: "word ", count: 30) + "end\nof it"
    let answer = Samples.answer(
      .table(
        Table(
          columns: [.init("name", .text), .init("why", .text)],
          rows: [[.text("a"), .text(long)]])))
    let lines = Renderer().render(answer).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[2].hasSuffix("word end of it"))
    let narrow = Renderer(width: 30).render(answer).split(separator: "\n")
    #expect(narrow[2] == "a     word word word word wor…")
    #expect(narrow[3] == "texts that end in … are cut;")
  }

  @Test func changes() {
    func row(_ change: Double, _ fraction: Double, _ dimension: Dimension = .money / .time)
      -> [Cell]
    {
      [.certain(change, dimension), .certain(fraction, .ratio, .percent)]
    }
    #expect(
      text(
        [.init("change", .change), .init("change_fraction", .fraction)],
        [
          row(1.2e9, 0.1234), row(-4e8, -0.333), row(0, 0), row(1, 0.0123), row(1, 12.344),
          [.certain(0.1, .ratio, .points), .empty],
          [.certain(5e6, .money, .plain, .atLeast), .empty],
        ]) == """
              change       %
          ──────────  ──────
           +$1.2B/yr    +12%
           -$400M/yr    -33%
               $0/yr      0%
              +$1/yr   +1.2%
              +$1/yr  +1234%
          +10 points
              ≥ +$5M

          """)
  }
}
