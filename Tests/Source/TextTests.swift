import AISSource
import Testing

/// Texts, spans and widths.
@Suite struct TextTests {
  @Test func spansAreBytes() {
    let text = SourceText("añb")
    #expect(text.bytes.count == 4)
    #expect(text[Span(1, 3)] == "ñ")
    #expect(Span(1, 3).union(Span(2, 9)) == Span(1, 9))
    #expect(Place(text, Span(0, 1)).source == "a")
  }

  @Test(
    arguments: [
      ([], nil), ([0x61], nil), ([0xC3, 0xB1], nil), ([0x61, 0xFF], 1), ([0xC3], 0),
      ([0x61, 0x62, 0xE2, 0x82], 2), ([0xE2, 0x82, 0xAC, 0x80], 3), ([0xED, 0xA0, 0x80], 0),
      ([0xF0, 0x9F, 0x98, 0x80, 0x61, 0xC0, 0x80], 5),
    ] as [([UInt8], Int?)])
  func theFirstInvalidByteIsFound(bytes: [UInt8], expected: Int?) {
    #expect(SourceText.firstInvalidByte(in: bytes) == expected)
  }

  @Test func theFirstInvalidByteOfALongTextIsFound() {
    let long = Array(String(repeating: "日", count: 10_000).utf8)
    #expect(SourceText.firstInvalidByte(in: long) == nil)
    #expect(SourceText.firstInvalidByte(in: long + [0xFF] + long) == 30_000)
  }

  @Test(arguments: [
    ("", 0), ("abc", 3), ("日本", 4), ("e\u{301}", 1), ("😀", 2), ("ｱ", 1), ("Ａ", 2),
    ("a\u{200D}b", 2),
    ("–", 1), ("\u{7}", 0),
  ])
  func widthIsInColumns(text: String, width: Int) {
    #expect(text.displayWidth == width)
    #expect(text.padded(to: 8).displayWidth == max(8, width))
    #expect(text.paddedLeft(to: 8).hasSuffix(text))
  }
}
