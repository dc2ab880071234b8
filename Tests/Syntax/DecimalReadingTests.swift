import AISTestSupport
import Testing

@testable import AISSyntax

/// Decimal numbers read from bytes, against the standard library.
@Suite struct DecimalReadingTests {
  private func number(_ text: String, shift: Int = 0) -> Double? {
    Array(text.utf8).withUnsafeBufferPointer { DecimalReading.number($0, shift: shift) }
  }

  @Test(arguments: [
    "0", "1", "0.1", "123456789012345678", "9007199254740993", "9007199254740992.5",
    "0.3000000000000000444089", "1e27", "1e-27", "9999999999999999999e27", "1e308", "4.9e-324",
    "1.7976931348623157e308", "0.000001", "123.456e-20", "5e-1", "18446744073709551615",
    "7205759403792793.5", "7205759403792794.5",
  ])
  func readsAsTheStandardLibraryDoes(_ text: String) { #expect(number(text) == Double(text)) }

  @Test(arguments: ["", ".", "e5", "1e", "1e+", "1..2", "1,5", "-1", "1_000", " 1", "1e99999", "x"])
  func refusesWhatIsNoNumber(_ text: String) { #expect(number(text) == nil) }

  @Test func anyNumberReadsAsTheStandardLibraryDoes() {
    var random = SplitMix(seed: 11)
    for round in 0..<200_000 {
      let digits = UInt64.random(in: 0...(round % 2 == 0 ? .max : 1 << 53), using: &random)
      let exponent = Int.random(in: -32...32, using: &random)
      let text = "\(digits)e\(exponent)"
      #expect(number(text) == Double(text), "\(text)")
    }
  }

  @Test func doublesComeBack() {
    var random = SplitMix(seed: 12)
    for _ in 0..<100_000 {
      let value = Double.random(in: 0...1e7, using: &random)
      #expect(number("\(value)") == value)
    }
  }
}
