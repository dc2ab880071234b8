import Testing

@testable import AISPrompt

/// The list that Tab shows, for windows of any size.
@Suite struct MenuTests {
  private func menu(_ count: Int, columns: Int, rows: Int) -> [String] {
    Menu(
      (1...count).map { ("word\($0)", "what it is, in some words") }, columns: columns, rows: rows
    ).lines
  }

  @Test func aWordALineWhereThereIsRoom() {
    #expect(
      Menu([("a", "one"), ("bcd", "two")], columns: 80, rows: 10).lines == ["a    one", "bcd  two"])
  }

  @Test(arguments: [(80, 20), (40, 8), (200, 46), (20, 3), (1, 1)])
  func itFits(_ columns: Int, _ rows: Int) {
    for count in [1, 2, 7, 30, 200, 2_000] {
      let lines = menu(count, columns: columns, rows: rows)
      #expect(!lines.isEmpty)
      #expect(lines.count <= max(2, rows), "\(count) in \(columns)×\(rows)")
      if columns > 8 { #expect(lines.allSatisfy { $0.count < columns }, "\(lines)") }
    }
  }

  @Test func whatIsLeftIsCounted() {
    let lines = menu(2_000, columns: 40, rows: 5)
    let shown = lines.dropLast().reduce(0) { $0 + $1.split(separator: " ").count }
    #expect(lines.last == "… and \(2_000 - shown) more: type on")
  }

  @Test(arguments: [
    ("tok", ["token_price", "tokens"], "token"), ("token", ["token_price", "tokens"], nil),
    ("OPEN", ["OpenAI"], "OpenAI"), ("OpenAI", ["OpenAI"], nil), ("x", [], nil),
    ("", ["revenue"], "revenue"), ("", ["a", "b"], nil), ("é", ["écu", "école"], "éc"),
  ])
  func whatAllBeginWithIsTyped(_ typed: String, _ words: [String], _ common: String?) {
    let offer = Assistant.Offer(replacing: typed, words.map { ($0, "") })
    #expect(offer.common == common)
  }
}
