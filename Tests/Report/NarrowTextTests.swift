import AISSource
import AISUnits
import Testing

@testable import AISLanguage
@testable import AISReport

/// Answers on surfaces that are narrower than what they say.
@Suite struct NarrowTextTests {
  static let widths = [24, 40, 80, 200]

  private static func table(_ columns: [Table.Column], _ rows: [[Cell]]) -> Answer {
    Samples.answer(.table(Table(columns: columns, rows: rows)))
  }

  /// Two uncertain values for each of two companies, with their intervals.
  private static let values = table(
    [.init("company", .entity), .init("revenue", .quantity), .init("cost", .quantity)],
    [
      [
        Samples.openAI, .uncertain(4e9, 3e8, .money / .time),
        .uncertain(8.5e9, 4e8, .money / .time),
      ],
      [
        .entity(name: "CharacterAI", display: "Character.AI"),
        .certain(16.67e6, .money / .time), .certain(5e7, .money / .time),
      ],
    ])

  /// As many columns as an import may have.
  private static let wide = table(
    [.init("company", .entity), .init("note", .text)]
      + (1...12).map { .init("metric_\($0)", .quantity) },
    [
      [Samples.openAI, .text("日本語の長い注記が続く、とても長い注記です")]
        + (1...12).map { .certain(Double($0) * 1e6, .money) }
    ])

  private func lines(_ answer: Answer, _ width: Int?) -> [String] {
    Renderer(width: width).render(answer).split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast().map(String.init)
  }

  @Test(arguments: widths) func noLineIsWiderThanItsSurface(width: Int) {
    for answer in [Self.values, Self.wide, Samples.whatIf] {
      for line in lines(answer, width) { #expect(line.displayWidth <= width, "\(line)") }
    }
  }

  /// Of an error, too: its words are broken at blanks, its source line is cut around the place.
  @Test(arguments: widths) func errorsFit(width: Int) throws {
    let source = SourceText(
      "show " + Array(repeating: "revenue", count: 40).joined(separator: ", "))
    let error = Diagnostic(
      code: "AIS0301", "a message that goes on for longer than a narrow window has columns",
      at: Place(source, Span(149, 156)), notes: ["a note of so many words that it needs two rows"],
      help: "try something else, which takes some words to say")
    let rendered = Renderer(width: width).render([error])
    for line in rendered.split(separator: "\n") {
      #expect(line.displayWidth <= max(width, 30), "\(line)")
    }
    let words = rendered.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
    #expect(
      words.contains("AIS0301: a message that goes on for longer than a narrow window has columns"))
    #expect(words.contains("help: try something else, which takes some words to say"))
    let (line, carets) = (rendered.split(separator: "\n"), "^^^^^^^")
    let row = try #require(line.firstIndex { $0.hasSuffix(carets) })
    #expect(line[row - 1].dropFirst(line[row].count - carets.count).hasPrefix("revenue"))
  }

  /// What fits is drawn as where there is no end of room.
  @Test func whatFitsIsWhole() {
    #expect(lines(Self.values, 76) == lines(Self.values, nil))
    #expect(lines(Self.values, 75) != lines(Self.values, nil))
  }

  @Test func intervalsGoFirst() {
    #expect(
      lines(Self.values, 60) == [
        "company          revenue  90%                      cost",
        "────────────  ──────────  ───────────────────  ────────",
        "OpenAI            $4B/yr  $3.52B to $4.48B/yr  $8.5B/yr",
        "Character.AI  $16.67M/yr                        $50M/yr",
        "1 column does not fit: 90% of cost; widen the window, or end",
        "  the question with `to \"answer.csv\"`",
      ])
  }

  @Test func thenValuesFromTheRight() {
    #expect(
      lines(Self.values, 24) == [
        "company          revenue",
        "────────────  ──────────",
        "OpenAI            $4B/yr",
        "Character.AI  $16.67M/yr",
        "3 columns do not fit:",
        "  90% of revenue, cost,",
        "  90% of cost; widen the",
        "  window, or end the",
        "  question with `to",
        "  \"answer.csv\"`",
      ])
  }

  /// Of a what-if the value with the changes stays.
  @Test func whatIf() {
    #expect(
      lines(Samples.whatIf, 40).prefix(11) == [
        "token price drops 50%: token_price",
        "    $2.5/1M tokens → $1.25/1M tokens",
        "",
        "company       metric          what if",
        "────────────  ──────────  ───────────",
        "OpenAI        net_income  -$5.52B/yr~",
        "              revenue         $3B/yr~",
        "Character.AI  runway           never",
        "Acme          margin             62%",
        "3 columns do not fit: base, change, %;",
        "  widen the window, or end the question",
      ])
  }

  /// Words are cut by the columns that they take.
  @Test func wideCharacters() {
    let texts = Self.table(
      [.init("name", .text), .init("note", .text)],
      [[.text("A"), .text("日本語の長い注記が続く、とても長い注記です")]])
    #expect(
      lines(texts, 24).prefix(4) == [
        "name  note",
        "────  ──────────────────",
        "A     日本語の長い注記…",
        "texts that end in … are",
      ])
  }

  /// Words that say more of what has a name already go before values.
  @Test func wordsBesideNames() {
    let drivers = Self.table(
      [
        .init("input", .text), .init("is", .text), .init("low", .quantity),
        .init("high", .quantity),
      ],
      ["cost", "revenue"].map {
        [.text($0), .text("assumption"), .certain(-4e9, .money), .certain(-5e9, .money)]
      })
    #expect(lines(drivers, 24).first == "input     low  high")
    #expect(lines(drivers, 24)[3] == "revenue  -$4B  -$5B")
    #expect(lines(drivers, 24)[4] == "1 column does not fit:")
  }

  /// A head is a text like others, and no reason to go without its numbers.
  @Test func longHeads() {
    let swept = Self.table(
      [.init("p", .axis), .init("OpenAI.net_income under { token price drops p }", .quantity)],
      [[.certain(0.1, .ratio, .percent), .uncertain(-5e9, 1e8, .money / .time)]])
    #expect(
      lines(swept, 40).prefix(4) == [
        "  p  OpenAI.net_income under { token pr…",
        "───  ───────────────────────────────────",
        "10%                              -$5B/yr",
        "1 column does not fit: 90% of",
      ])
    for width in Self.widths {
      for line in lines(swept, width) { #expect(line.displayWidth <= width, "\(line)") }
    }
  }

  @Test func namesAreCutLast() {
    #expect(
      lines(Samples.whatIf, 24).dropFirst(5).prefix(4) == [
        "com…  met…      what if",
        "────  ────  ───────────",
        "Ope…  net…  -$5.52B/yr~",
        "      rev…      $3B/yr~",
      ])
  }

  /// Trees stay within their surface while there is room for words beside the branches.
  @Test(arguments: widths.dropFirst()) func trees(width: Int) {
    for line in lines(TreeTextTests.answer, width) {
      #expect(line.displayWidth <= width, "\(line)")
    }
  }

  /// The values of a clause stand under each other only where they fit beside it.
  @Test func heads() {
    var answer = Samples.whatIf
    answer.changes = ["token_price", "GPT4o.price"].map {
      ChangeLine(
        clause: "token prices drop by half", name: $0,
        before: .certain(5e-6, .money / .tokens), after: .certain(2.5e-6, .money / .tokens))
    }
    #expect(
      lines(answer, 60).prefix(2) == [
        "token prices drop by half: token_price $5/1M tokens →",
        "    $2.5/1M tokens",
      ])
    for width in Self.widths {
      for line in lines(answer, width) { #expect(line.displayWidth <= width, "\(line)") }
    }
  }
}
