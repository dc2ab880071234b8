import AISUnits
import Testing

@testable import AISLanguage
@testable import AISReport

/// Answers that are one value, as people read them.
@Suite struct ValueTextTests {
  private func text(_ cell: Cell) -> String { Renderer().render(Samples.answer(cell)) }

  @Test func certainQuantities() {
    #expect(text(.certain(4, .ratio)) == "4\n")
    #expect(text(.certain(0.1 + 0.2, .ratio)) == "0.3\n")
    #expect(text(.certain(1.0 / 3, .ratio)) == "0.333333333333333\n")
    #expect(text(.certain(-36e6, .money / .time)) == "-$36M/yr\n")
    #expect(text(.certain(1_234_567, .money)) == "$1.234567M\n")
    #expect(text(.certain(12_345_678, .money)) == "$12.3457M\n")
    #expect(text(.certain(1.0 / 3, .ratio, .percent)) == "33.3333%\n")
    #expect(text(.certain(20.0 / 12, .time)) == "20 months\n")
    #expect(text(.certain(650e6, .money, .plain, .atLeast)) == "at least $650M\n")
    #expect(text(.certain(-5e9, .money / .time, .plain, .atMost)) == "at most -$5B/yr\n")
  }

  @Test func uncertainQuantities() {
    #expect(
      text(.uncertain(-4.52e9, 3e8, .money / .time))
        == "-$4.52B/yr   90%: -$5B/yr to -$4.04B/yr\n")
    #expect(
      text(.uncertain(650e6, 1e8, .money, .plain, .atLeast))
        == "at least $650M   90%: $490M to $810M\n")
    #expect(text(.uncertain(0.5, 0.1, .ratio, .percent)) == "50%   90%: 34% to 66%\n")
  }

  /// A duration and its quantiles are told in one unit, that of its middle.
  @Test func oneUnitForAllOfADuration() {
    #expect(text(.uncertain(2, 1, .time)) == "24 months   90%: 4.8 months to 43.2 months\n")
    #expect(text(.uncertain(4, 1.5, .time)) == "4 years   90%: 1.6 years to 6.4 years\n")
  }

  @Test func aShareThatIsNever() {
    #expect(
      text(.sometimes(0.75, 1.25, never: 0.12)) == """
        median 15 months   90%: 9 months to never   never in 12% of the samples (not burning cash)

        """)
    #expect(
      text(.sometimes(0.75, .infinity, never: 0.625))
        == "never in 62.5% of the samples (not burning cash)   90%: 9 months to never\n")
    #expect(
      text(.sometimes(.infinity, .infinity, never: 0.9999))
        == "never in 99.99% of the samples (not burning cash)\n")
  }

  @Test func otherValues() {
    #expect(text(.truth(1)) == "true\n")
    #expect(text(.truth(0)) == "false\n")
    #expect(text(.truth(0.375)) == "true in 37.5% of the samples\n")
    #expect(text(.truth(0.99999)) == "true in 99.999% of the samples\n")
    #expect(text(.truth(1e-4)) == "true in 0.01% of the samples\n")
    #expect(text(.never("not burning cash")) == "never (not burning cash)\n")
    #expect(text(.never("")) == "never\n")
    #expect(
      text(.missing("no source or assumption gives Acme.cash"))
        == "unknown: no source or assumption gives Acme.cash\n")
    #expect(text(.entity(name: "CharacterAI", display: "Character.AI")) == "Character.AI\n")
    #expect(text(.empty) == "no value\n")
  }

  @Test func dates() throws {
    #expect(text(.date(try #require(Period("2024Q3")))) == "2024Q3\n")
  }

  @Test func textIsShownAsItIsButNeverCommandsATerminal() {
    #expect(text(.text("a  b \n c")) == "a  b \n c\n")
    #expect(text(.text("\u{1B}[31mred\u{7}\u{202E}")) == "?[31mred??\n")
  }

  @Test func lists() {
    let cells: [Cell] = [
      Samples.openAI, .certain(0.1, .ratio, .percent), .uncertain(1, 0.1, .time),
      .never("not burning cash"), .missing("no source"),
    ]
    #expect(
      Renderer().render(Samples.answer(.list(cells)))
        == "OpenAI, 10%, 10.1 to 13.9 months, never (not burning cash), unknown\n")
    #expect(Renderer().render(Samples.answer(.list([]))) == "none\n")
    let names = (1...4).map { Cell.text("Company number \($0)") }
    #expect(
      Renderer(width: 40).render(Samples.answer(.list(names))) == """
        Company number 1, Company number 2,
        Company number 3, Company number 4

        """)
  }

  @Test func scenarios() {
    #expect(Renderer().render(Samples.answer(.scenario([]))) == "scenario { }\n")
    #expect(
      Renderer().render(Samples.answer(.scenario(["token price drops 50%"])))
        == "scenario { token price drops 50% }\n")
    #expect(
      Renderer().render(Samples.answer(.scenario(["token price drops 50%", "x = 5"]))) == """
        scenario {
          token price drops 50%
          x = 5
        }

        """)
  }

  @Test func whatPassesOrIsDefinedSaysNothing() {
    #expect(Renderer().render(Samples.answer(.passed)) == "")
    #expect(Renderer().render(Samples.answer(.defined(nil))) == "")
    #expect(
      Renderer().render(Samples.answer(.defined("replaces the built-in formula")))
        == "replaces the built-in formula\n")
  }
}
