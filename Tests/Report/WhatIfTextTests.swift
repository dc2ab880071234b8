import AISSource
import AISUnits
import Testing

@testable import AISLanguage
@testable import AISReport

/// A what-if as a whole: clauses as read, table, readings, what it rests on.
@Suite struct WhatIfTextTests {
  @Test func whole() {
    #expect(
      Renderer(width: 80).render(Samples.whatIf) == """
        token price drops 50%: token_price $2.5/1M tokens → $1.25/1M tokens

        company       metric             base      what if       change     %
        ────────────  ──────────  ───────────  ───────────  ───────────  ────
        OpenAI        net_income  -$4.52B/yr~  -$5.52B/yr~     -$1B/yr~
                      revenue         $4B/yr~      $3B/yr~     -$1B/yr~  -25%
        Character.AI  runway       20 months        never
        Acme          margin             50%          62%   +12 points   +24%
        ~ mean of 10000 samples

        reads OpenAI.revenue as $3.5B to $4.5B per year: covers both passages; rival:
          $1.6B per year, ai_boom_fades, 2023
        rests on 1 assumption and 2 facts, as of 2024-08-20:
          token_demand_elasticity = -1.4 to -0.6 — published range; not in the sources

        """)
  }

  @Test func colour() {
    let lines = Renderer(isColored: true, theme: .classic).render(Samples.whatIf)
      .split(separator: "\n")
    #expect(lines[0].hasPrefix("\u{1B}[1mtoken price drops 50%:\u{1B}[0m token_price $2.5"))
    #expect(lines[1].hasPrefix("\u{1B}[1mcompany       metric "))
    #expect(lines[4].hasSuffix("\u{1B}[31m-$1B/yr\u{1B}[0m~  \u{1B}[31m-25%\u{1B}[0m"))
    #expect(lines[6].hasSuffix("\u{1B}[32m+12 points   +24%\u{1B}[0m"))
    #expect(lines[9] == "\u{1B}[2mrests on 1 assumption and 2 facts, as of 2024-08-20:\u{1B}[0m")
  }

  /// Colour adds escape codes and nothing else.
  @Test func colourChangesNoText() {
    let colored = Renderer(isColored: true, width: 80).render(Samples.whatIf)
    #expect(
      colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == Renderer(width: 80).render(Samples.whatIf))
  }

  @Test func clauses() {
    var answer = Samples.answer(.table(Table(columns: [.init("a", .text)], rows: [[.text("b")]])))
    func line(_ clause: String, _ name: String, _ before: Cell, _ after: Cell) -> ChangeLine {
      ChangeLine(clause: clause, name: name, before: before, after: after)
    }
    answer.changes = [
      line("company Acme { revenue = $5M/year }", "", .empty, .empty),
      line(
        "token prices drop by half", "token_price", .certain(2.5e-6, .money / .tokens),
        .certain(1.25e-6, .money / .tokens)),
      line(
        "token prices drop by half", "GPT4o.price", .certain(5e-6, .money / .tokens),
        .certain(2.5e-6, .money / .tokens)),
      line("every company's cost rises 10%", "25 values", .empty, .empty),
      line(
        "elasticity = -0.5", "elasticity", .uncertain(-1, 0.25, .ratio), .certain(-0.5, .ratio)),
      line("Acme's cash = $5M", "Acme.cash", .missing("no source"), .certain(5e6, .money)),
      line("runway", "Acme.runway", .never("not burning cash"), .sometimes(0.5, 1, never: 0.2)),
      line("new", "Acme.users", .empty, .certain(5, .users)),
    ]
    #expect(
      Renderer(width: 100).render(answer) == """
        company Acme { revenue = $5M/year }
        token prices drop by half: token_price $2.5/1M tokens → $1.25/1M tokens
                                   GPT4o.price $5/1M tokens → $2.5/1M tokens
        every company's cost rises 10%: 25 values
        elasticity = -0.5: elasticity -1.4 to -0.6 → -0.5
        Acme's cash = $5M: Acme.cash unknown → $5M
        runway: Acme.runway never (not burning cash) → 6 months to never
        new: Acme.users 5 users

        a
        ─
        b

        """)
  }

  @Test func foot() {
    var answer = Samples.answer(.certain(4, .ratio), statement: "OpenAI.runway")
    answer.notes = ["2 companies without a value left out"]
    answer.restsOn = [Basis(kind: .fact, name: "a", value: "1", reason: "s")]
    #expect(
      Renderer().render(answer) == """
        4
        note: 2 companies without a value left out
        rests on 1 fact, as of 2024-08-20

        """)
    answer.notes = []
    answer.readings = [
      ReadingUsed(name: "b", used: "2, s, 2024", rivals: ["3, t, 2024", "4, u, 2024"]),
      ReadingUsed(name: "c", used: "2, s, 2024", rivals: []),
    ]
    answer.restsOn += (1...2).map { Basis(kind: .own, name: "x\($0)", value: "2", reason: "") }
    answer.restsOn += (1...14).map {
      Basis(kind: .assumption, name: "y\($0)", value: "2", reason: "guess")
    }
    #expect(
      Renderer().render(answer) == """
        4
        reads b as 2, s, 2024; rivals: 3, t, 2024; 4, u, 2024
        reads c as 2, s, 2024
        rests on 14 assumptions, 2 lines of your own and 1 fact, as of 2024-08-20:
          x1 = 2
          x2 = 2

        """
        + (1...10).map { "  y\($0) = 2 — guess\n" }.joined()
        + "  … and 4 more: `assumptions of OpenAI.runway`\n")
    answer.content = Samples.whatIf.content
    #expect(Renderer().render(answer).hasSuffix("  … and 4 more: `assumptions`\n"))
  }

  /// The reason for a reading is told once.
  @Test func readingsThatAreAssumptions() {
    var answer = Samples.answer(.certain(4, .ratio))
    answer.readings = [
      ReadingUsed(name: "b", used: "2: covers both", rivals: ["3, t, 2024"])
    ]
    answer.restsOn = [Basis(kind: .assumption, name: "b", value: "2", reason: "covers both")]
    #expect(
      Renderer().render(answer) == """
        4
        reads b as 2; rival: 3, t, 2024
        rests on 1 assumption, as of 2024-08-20:
          b = 2 — covers both

        """)
  }

  /// On a page warnings stand over the answer; as text they go where errors go.
  @Test func warnings() {
    let source = SourceText("P(a = 1)")
    var answer = Samples.answer(.truth(0.5))
    answer.warnings = [
      Diagnostic(
        .warning, code: "AIS0110", "`=` is read as `==`", at: Place(source, Span(4, 5)))
    ]
    #expect(
      TextWriter(surface: Surface()).text(of: Document(answer)) == """
        warning AIS0110: `=` is read as `==`
          1 | P(a = 1)
            |     ^
        true in 50% of the samples

        """)
    #expect(Renderer().render(answer) == "true in 50% of the samples\n")
    #expect(Renderer().render(answer.warnings).hasPrefix("warning AIS0110"))
  }
}
