import Testing

@testable import AISPrompt

@Suite struct EditingTests {
  @Test(
    arguments: [
      // The bar is the cursor: in `text`, then one row up, and one row down.
      ("|", nil, nil),
      ("a|b", nil, nil),
      ("ab|c\nde", nil, "abc\nde|"),
      ("abc|\nd\nefg", nil, "abc\nd|\nefg"),
      ("abc\nd|e\nfg", "a|bc\nde\nfg", "abc\nde\nf|g"),
      ("a\n\nbcd|", "a\n|\nbcd", nil),
      ("a\n|\nbcd", "|a\n\nbcd", "a\n\n|bcd"),
      ("日本\né\u{301}x|", "日本|\né\u{301}x", nil),
    ] as [(String, String?, String?)])
  func theCursorMovesByRows(text: String, up: String?, down: String?) {
    let start = Marked(text)
    #expect(start.cursor.up.map(start.moved) == up)
    #expect(start.cursor.down.map(start.moved) == down)
  }

  @Test(arguments: [
    ("ab|c", "|abc", "abc|"), ("a\nb|c\nd", "a\n|bc\nd", "a\nbc|\nd"), ("|", "|", "|"),
  ])
  func theCursorMovesWithinItsRow(text: String, start: String, end: String) {
    let marked = Marked(text)
    #expect(marked.moved(by: marked.cursor.toRowStart) == start)
    #expect(marked.moved(by: marked.cursor.toRowEnd) == end)
  }

  @Test func recallGoesBackAndForth() {
    var recall = Recall(["first", "second"])
    #expect(recall.after(leaving: "new") == nil)
    #expect(recall.before(leaving: "new") == "second")
    #expect(recall.before(leaving: "second") == "first")
    #expect(recall.before(leaving: "first") == nil)
    #expect(recall.after(leaving: "first") == "second")
    #expect(recall.after(leaving: "second") == "new")
    #expect(recall.after(leaving: "new") == nil)
  }

  @Test func recallPassesOverWhatBeginsOtherwise() {
    var recall = Recall(["let a", "show b", "let c", "let c"])
    #expect(recall.before(leaving: "let", beginning: "let") == "let c")
    #expect(recall.before(leaving: "let c", beginning: "let") == "let a")
    #expect(recall.before(leaving: "let a", beginning: "let") == nil)
    #expect(recall.after(leaving: "let a", beginning: "let") == "let c")
    #expect(recall.after(leaving: "let c", beginning: "let") == "let")
    #expect(recall.after(leaving: "let", beginning: "let") == nil)
  }

  @Test func searchFindsWhatHoldsTheText() {
    var search = Search(["OpenAI.cash", "npv(5%, x)", "OpenAI.cash", "show (a"])
    for character in "openai".unicodeScalars { search.add(character) }
    #expect(search.found == "OpenAI.cash")
    search.older()  // the same entry is not shown twice
    #expect(search.hasFailed)
    #expect(search.found == "OpenAI.cash")
    for _ in "openai" { search.erase() }
    #expect(search.wanted.isEmpty)
    for character in "(".unicodeScalars { search.add(character) }
    #expect(search.found == "show (a")
    search.older()
    #expect(search.found == "npv(5%, x)")
    search.newer()
    #expect(search.found == "show (a")
    search.add("z")
    #expect(search.hasFailed)
    #expect(search.found == "show (a")
    search.erase()
    #expect(!search.hasFailed)
  }

  @Test func recallKeepsWhatWasChanged() {
    var recall = Recall(["first", "second"])
    _ = recall.before(leaving: "")
    #expect(recall.before(leaving: "second, changed") == "first")
    #expect(recall.after(leaving: "first, changed") == "second, changed")
    #expect(recall.after(leaving: "second, changed") == "")
  }

  @Test func recallGoesOnFromWhatASearchFound() {
    var recall = Recall(["first", "second", "third"])
    #expect(recall.before(leaving: "second") == "first")
    #expect(recall.after(leaving: "first") == "second")
  }

  @Test(arguments: [
    ("a\rb\r", "a\nb"), ("a\r\nb", "a\nb"), ("a\n\n", "a\n"), ("\ta\u{1b}[1mé", "\ta[1mé"),
    ("", ""),
  ])
  func pastedTextEndsItsRowsWithLineFeeds(pasted: String, text: String) {
    #expect(Pasted.text(pasted.unicodeScalars) == text)
  }

  @Test func settingsAreLinesOfWords() {
    let settings = Settings(
      text: """
        # a comment
        bind -v
          bind "\\e[A" 'ed prev'

        ais:bind -e
        edit off
        """)
    let words = [
      ["bind", "-v"], ["bind", "\\e[A", "ed prev"], ["ais:bind", "-e"], ["edit", "off"],
    ]
    #expect(settings.lines.map(\.words) == words)
    #expect(settings.lines.map(\.beginsAnew) == [true, false, true, false])
  }
}

/// A text with a bar where the cursor is.
private struct Marked {
  let before: String
  let after: String

  init(_ text: String) {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false)
    (before, after) = (String(parts[0]), String(parts[1]))
  }

  var cursor: Cursor { Cursor(before: before, after: after) }

  func moved(by way: Int) -> String {
    var scalars = Array((before + after).unicodeScalars)
    scalars.insert("|", at: before.unicodeScalars.count + way)
    return String(String.UnicodeScalarView(scalars))
  }
}
