import Foundation
import Testing

@testable import AISReport

@Suite struct JSONWriterTests {
  private func written(_ write: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter()
    write(&json)
    return json.text
  }

  @Test(
    arguments: [
      (0, "0"), (-0.0, "0"), (4, "4"), (-1.5, "-1.5"), (0.1, "0.1"), (0.375, "0.375"),
      (0.0001, "0.0001"), (0.00001, "1e-5"), (2.5e-6, "2.5e-6"), (0.012345, "0.012345"),
      (10_000, "10000"), (999_999.5, "999999.5"), (4e9, "4e9"), (-4.52e9, "-4.52e9"),
      (12_345_678, "12345678"), (1_234_567_890.5, "1234567890.5"), (1e15, "1e15"),
      (123_456_789_012_345_680, "123456789012345680"), (0.1 + 0.2, "0.30000000000000004"),
      (.leastNonzeroMagnitude, "5e-324"), (.greatestFiniteMagnitude, "1.7976931348623157e308"),
      (.infinity, "null"), (-.infinity, "null"), (.nan, "null"),
    ] as [(Double, String)])
  func numbers(value: Double, expected: String) {
    #expect(written { $0.number(value) } == expected)
  }

  /// Every number reads back to the same double, by Swift's reader and by a JSON reader.
  @Test func numbersReadBack() throws {
    var state: UInt64 = 1
    var values = (-320...308).map { Double("1.7e\($0)") ?? 0 }
    while values.count < 20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: state)
      if value.isFinite { values.append(value) }
    }
    let text = written { $0.array(values) { $0.number($1) } }
    #expect(try JSONDecoder().decode([Double].self, from: Data(text.utf8)) == values)
    #expect(values.map { value in Double(written { $0.number(value) }) } == values)
  }

  @Test func strings() throws {
    #expect(
      written { $0.string("a\"b\\c\n\t\r\u{8}\u{C}\u{1}\u{1F}é日\u{1F600}/") }
        == #""a\"b\\c\n\t\r\b\f\u0001\u001fé日😀/""#)
    let all = String(String.UnicodeScalarView((0..<0x3000).compactMap(Unicode.Scalar.init)))
    let read = try JSONSerialization.jsonObject(
      with: Data(written { $0.strings([all]) }.utf8))
    #expect(read as? [String] == [all])
  }

  @Test func structure() {
    let text = written { json in
      json.object { json in
        json.member("a", 1)
        json.name("b")
        json.array([1, 2]) { json, number in json.object { $0.member("n", number) } }
        json.member("c", [String]())
        json.name("d")
        json.object { _ in }
        json.name("e")
        json.boolean(true)
      }
    }
    #expect(text == #"{"a":1,"b":[{"n":1},{"n":2}],"c":[],"d":{},"e":true}"#)
  }
}
