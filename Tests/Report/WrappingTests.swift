import AISSource
import Testing

@testable import AISReport

@Suite struct WrappingTests {
  private func lines(_ phrase: Document.Phrase, _ width: Int?, hanging: Int = 0) -> [String] {
    Wrapping(width: width).lines(of: .init(phrase, hanging: hanging)).map { line in
      line.map(\.text).joined()
    }
  }

  @Test func breaksAtBlanks() {
    #expect(lines([.init("one two three")], 7) == ["one two", "three"])
    #expect(lines([.init("one two three")], 8, hanging: 2) == ["one two", "  three"])
    #expect(lines([.init("one   two")], 9) == ["one   two"])
    #expect(lines([.init("one   two")], 8) == ["one", "two"])
    #expect(lines([.init("one two three")], nil) == ["one two three"])
  }

  @Test func longWordsStayWhole() {
    #expect(lines([.init("a longest b")], 4) == ["a", "longest", "b"])
    #expect(lines([.init("longest")], 4) == ["longest"])
    #expect(lines([], 4) == [""])
  }

  /// A word goes on from one span to the next, and keeps the roles of its parts.
  @Test func wordsOfSeveralRoles() {
    let phrase: Document.Phrase = [.init("ab", .strong), .init("cd ef"), .init("gh", .faint)]
    #expect(lines(phrase, 5) == ["abcd", "efgh"])
    let last = Wrapping(width: 5).lines(of: .init(phrase))[1]
    #expect(last.filter { !$0.text.isEmpty } == [.init("ef"), .init("gh", .faint)])
  }

  /// They line the text up with the line above, which is in vain where it does not fit.
  @Test func leadingBlanksStayWhereAllFits() {
    #expect(lines([.init("   "), .init("a b")], 6, hanging: 1) == ["   a b"])
    #expect(lines([.init("   "), .init("a b")], 5, hanging: 1) == [" a b"])
    #expect(lines([.init("   "), .init("a bc d")], 5, hanging: 1) == [" a bc", " d"])
  }

  @Test func listsAreBrokenAfterCommas() {
    func lines(_ items: [String], _ width: Int?) -> [String] {
      Wrapping(width: width).lines(ofList: items.map { [.init($0)] }).map { line in
        line.map(\.text).joined()
      }
    }
    #expect(lines(["$1 to $2", "$3 to $4"], 12) == ["$1 to $2,", "$3 to $4"])
    #expect(lines(["one two three", "$3 to $4"], 12) == ["one two", "three,", "$3 to $4"])
    #expect(lines(["one two three", "b"], nil) == ["one two three, b"])
  }

  @Test func wideCharactersCountTwice() {
    #expect(lines([.init("日本 語")], 6) == ["日本", "語"])
    #expect(lines([.init("日本 語")], 7) == ["日本 語"])
  }

  @Test func controlCharactersAreHarmless() {
    let phrase: Document.Phrase = [.init("a\tb\u{1B}[2Jc\u{85}\u{2066}é")]
    #expect(phrase.harmless == [.init("a b?[2Jc ?é")])
  }
}
