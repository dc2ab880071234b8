import AISSource
import AISUnits
import Testing

@testable import AISLanguage
@testable import AISReport

/// Drawings on surfaces of several widths.
@Suite struct PictureTests {
  private static func plot(_ table: Table, _ drawing: Drawing = Drawing()) -> Answer {
    var answer = Samples.answer(.table(table), statement: "plot")
    answer.drawing = drawing
    return answer
  }

  private static func uncertain(_ mean: Double) -> Cell {
    .uncertain(mean, abs(mean) / 10, .money / .time)
  }

  private static let curve = plot(
    Table(
      columns: [.init("cut", .axis), .init("net_income", .quantity)],
      rows: (0..<10).map { cut in
        [
          .certain(Double(cut) / 10, .ratio, .percent), uncertain(Double(cut) * -1e9 + 3e9),
        ]
      }))

  private static let bars = plot(
    Table(
      columns: [.init("company", .entity), .init("net_income", .quantity)],
      rows: [
        [Samples.openAI, uncertain(-4.5e9)],
        [
          .entity(name: "A", display: "A company with a very long name that fills a line"),
          uncertain(2e9),
        ],
        [.entity(name: "B", display: "B"), .missing("no source")],
      ]))

  private static let shades: Answer = {
    func share(_ percent: Int) -> Cell { .certain(Double(percent) / 100, .ratio, .percent) }
    var table = Table(
      columns: [.init("cut", .axis), .init("share", .axis), .init("margin", .quantity)], rows: [])
    for cut in [0, 10, 20] {
      for part in 0..<30 { table.rows.append([share(cut), share(part), share(cut + part)]) }
    }
    return plot(table)
  }()

  private static let tornado: Answer = {
    func money(_ number: Double) -> Cell { .certain(number, .money / .time) }
    var drawing = Drawing()
    guard case .quantity(let base) = uncertain(-4.5e9) else {
      return plot(.init(columns: [], rows: []))
    }
    drawing.tornado = Drawing.Tornado(name: "OpenAI.net_income", base: base)
    return plot(
      Table(
        columns: [
          .init("input", .text), .init("is", .text), .init("low", .quantity),
          .init("high", .quantity),
        ],
        rows: [
          [.text("OpenAI.cost"), .text("fact"), money(-3.65e9), money(-5.35e9)],
          [.text("OpenAI.revenue"), .text("reading"), money(-5e9), money(-4e9)],
          [.text("bent"), .text("own"), money(-4e9), money(-4.2e9)],
          [.text("gone"), .text("own"), .never("it is"), money(-4.49e9)],
          [.text("still"), .text("own"), money(-4.5001e9), money(-4.4999e9)],
        ]), drawing)
  }()

  private static let changes: Answer = {
    var answer = Samples.whatIf
    answer.drawing = Drawing()
    return answer
  }()

  private static let spread: Answer = {
    let table = Table(
      columns: [.init("x", .quantity)], rows: [[.uncertain(5, 1, .ratio)]])
    var drawing = Drawing()
    drawing.spreads = [Drawing.Spread(name: "x", quantiles: quantiles)]
    return plot(table, drawing)
  }()

  /// Those of a triangle: many in the middle.
  private static let quantiles = (0..<50).map { index -> Double in
    let share = (Double(index) + 0.5) / 50
    return share < 0.5 ? 3 + (share * 8).squareRoot() : 7 - ((1 - share) * 8).squareRoot()
  }

  private func lines(_ answer: Answer, _ width: Int?) -> [String] {
    Renderer(width: width).render(answer).split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast().map(String.init)
  }

  @Test(arguments: NarrowTextTests.widths) func noLineIsWiderThanItsSurface(width: Int) {
    for answer in [Self.curve, Self.bars, Self.shades, Self.tornado, Self.changes, Self.spread] {
      for line in lines(answer, width) { #expect(line.displayWidth <= width, "\(line)") }
    }
  }

  /// A field takes the width that there is, up to 100 columns.
  @Test func fieldsFillTheirSurface() {
    func rule(_ width: Int?) -> Int? {
      lines(Self.curve, width).first { $0.contains("└") }?.count { $0 == "─" }
    }
    #expect(rule(nil) == 60)
    #expect(rule(80) == 80 - "-$6.96B/yr ┤".count)
    #expect(rule(200) == 100)
    #expect(rule(40) == 40 - "-$6.96B/yr ┤".count)
  }

  /// Bars lose their intervals, then their place beside the names.
  @Test func barsGiveWay() {
    #expect(lines(Self.bars, 80).contains { $0.hasPrefix("the 90% intervals do not fit") })
    #expect(lines(Self.bars, 80).contains { $0.hasPrefix("A company with a very lon… │") })
    #expect(lines(Self.bars, 120).contains { $0.contains("90%: ") })
    #expect(lines(Self.bars, 40).first == "OpenAI: -$4.5B/yr   90%: -$5.22B/yr to")
    #expect(lines(Self.bars, 40).contains { $0.hasPrefix("███") && $0.hasSuffix("██") })
  }

  @Test func tornado() {
    #expect(
      lines(Self.tornado, 80) == [
        "OpenAI.net_income = -$4.5B/yr, with each input at its ends",
        "OpenAI.cost     -$5.35B/yr  ████████████████████│▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒  -$3.65B/yr",
        "OpenAI.revenue     -$5B/yr          ▒▒▒▒▒▒▒▒▒▒▒▒│███████████          -$4B/yr",
        "bent             -$4.2B/yr                      │██████▒▒▒▒▒          -$4B/yr",
        "gone            -$4.49B/yr                      │█▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒  never",
        "… and 1 more that move it by less than is shown",
        "▒ input at its low end   █ input at its high end",
      ])
  }

  @Test func changes() {
    #expect(
      lines(Self.changes, 80).dropFirst(2).prefix(6) == [
        "OpenAI net_income  █████████████████████│                          -$1B/yr",
        "OpenAI revenue     █████████████████████│                          -$1B/yr  -25%",
        "Acme margin                             │█████████████████████  +12 points  +24%",
        "the 90% intervals do not fit: widen the window",
        "the bars of each unit have a scale of their own",
        "no change in numbers: Character.AI runway",
      ])
  }

  /// A value and its spread on a terminal.
  @Test func sparkline() {
    var answer = Samples.answer(.uncertain(5, 1, .ratio))
    answer.drawing = Drawing(spreads: [Drawing.Spread(name: "x", quantiles: Self.quantiles)])
    #expect(lines(answer, 80) == ["5   90%: 3.4 to 6.6   ▂▃▄▅▅▆▇██▇▆▅▅▄▃▂"])
    #expect(lines(answer, nil) == ["5   90%: 3.4 to 6.6"])
    #expect(lines(answer, 24) == ["5   90%: 3.4 to 6.6", "  ▂▃▄▅▅▆▇██▇▆▅▅▄▃▂"])
    for format in [Format.json, .csv, .markdown] {
      var plain = answer
      plain.drawing = nil
      #expect(
        Renderer(format: format, width: 80).render(answer)
          == Renderer(format: format, width: 80).render(plain))
    }
  }

  /// Colour adds escape codes and nothing else, in any theme.
  @Test(arguments: Theme.all.map(\.name)) func colourChangesNoText(name: String) throws {
    let theme = try #require(Theme.named(name))
    for answer in [Self.curve, Self.bars, Self.shades, Self.tornado, Self.changes, Self.spread] {
      let colored = Renderer(isColored: true, width: 80, theme: theme).render(answer)
      #expect(
        colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == Renderer(width: 80).render(answer))
    }
  }

  @Test func themesSuitTerminals() {
    func name(_ terminal: String?) -> String { Theme.suited(to: terminal).name }
    #expect(name(nil) == "plain")
    #expect(name("dumb") == "plain")
    #expect(name("vt100") == "plain")
    #expect(name("linux") == "basic")
    #expect(name("xterm") == "basic")
    #expect(name("xterm-256color") == "standard")
    #expect(name("tmux-256color") == "standard")
    #expect(name("alacritty") == "standard")
    #expect(Set(Theme.all.map(\.name)).count == Theme.all.count)
    #expect(Theme.all.allSatisfy { !$0.summary.isEmpty })
    #expect(Theme.named("none") == nil)
  }
}
