import Testing

@testable import AISUnits

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Rounding, against the C library's exact arithmetic.
@Suite struct DecimalTests {
  private func text(_ value: Double, _ digits: Int) -> String {
    UnitSystem.standard.text(value, .ratio, style: .plain, precision: .significant(digits))
  }

  @Test(
    arguments: [
      (0.15, 1, "0.1"), (0.25, 1, "0.2"), (0.35, 1, "0.3"), (0.75, 1, "0.8"), (2.5, 1, "2"),
      (3.5, 1, "4"), (2.675, 3, "2.67"), (1.005, 3, "1"), (1.45, 2, "1.4"), (9.995, 3, "9.99"),
      (99.95, 3, "100"), (0.5, 1, "0.5"), (1e22, 4, "1e22"), (123456, 4, "123500"),
      (123450, 4, "123400"), (123550, 4, "123600"), (.leastNonzeroMagnitude, 1, "5e-324"),
      (0.1, 17, "0.1"),
      (12.5, 0, "10"), (1.0 / 3, 99, "0.3333333333333333"),
    ] as [(Double, Int, String)])
  func halfwayGoesByTheExactValue(value: Double, digits: Int, expected: String) {
    #expect(text(value, digits) == expected)
  }

  @Test func agreesWithTheLibrary() {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    for round in 0..<20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value =
        round.isMultiple(of: 2)
        ? Double(bitPattern: state & 0x7FFF_FFFF_FFFF_FFFF)
        : Double(state >> 44) / Double(1 << (round % 20))
      if !value.isFinite { continue }
      let digits = 1 + round % 17
      #expect(Double(text(value, digits)) == expected(value, digits), "\(value) \(digits)")
    }
  }

  private func expected(_ value: Double, _ digits: Int) -> Double {
    var buffer = [CChar](repeating: 0, count: 40)
    _ = withVaList([Int32(digits - 1), value]) { vsnprintf(&buffer, 40, "%.*e", $0) }
    return strtod(buffer, nil)
  }
}
