/// The shortest digits that read back to a number, without its sign: `0.digits * 10^point`.
struct ShortestDecimal {
  /// The digits as a whole number that does not end in 0, unless it is 0.
  private var digits: UInt64 = 0
  /// The number of those digits; 1 for zero.
  private var count = 1
  /// The number of digits before the point; none or fewer for a number below one.
  private var point = 1

  /// Creates the decimal of a finite `value` from its description, which Swift keeps the shortest.
  init(_ value: Double) {
    var exponent = 0
    var (power, isAfterPoint, isInExponent, isBelowOne) = (0, false, false, false)
    for byte in value.magnitude.description.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9") where isInExponent:
        power = power * 10 + Int(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits = digits * 10 + UInt64(byte - UInt8(ascii: "0"))
        exponent -= isAfterPoint ? 1 : 0
      case UInt8(ascii: "."): isAfterPoint = true
      case UInt8(ascii: "e"): isInExponent = true
      default: isBelowOne = byte == UInt8(ascii: "-")
      }
    }
    if digits == 0 { return }
    exponent += isBelowOne ? -power : power
    while digits.isMultiple(of: 10) { (digits, exponent) = (digits / 10, exponent + 1) }
    count = Self.count(digits)
    point = count + exponent
  }

  /// The number of characters without an exponent.
  var fullCount: Int { point <= 0 ? 2 - point + count : point < count ? count + 1 : point }

  /// The number of characters with one digit before the point.
  var scientificCount: Int {
    let power = point - 1
    return count + (count > 1 ? 1 : 0) + 1 + (power < 0 ? 1 : 0) + Self.count(power.magnitude)
  }

  /// Appends the number to `bytes`, in full or with an exponent.
  func write(to bytes: inout [UInt8], inFull: Bool) {
    if !inFull {
      writeDigits(to: &bytes, pointAfter: 1)
      bytes.append(UInt8(ascii: "e"))
      bytes.append(contentsOf: "\(point - 1)".utf8)
    } else if point <= 0 {
      bytes.append(contentsOf: "0.".utf8)
      bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -point))
      bytes.append(contentsOf: "\(digits)".utf8)
    } else {
      writeDigits(to: &bytes, pointAfter: point)
    }
  }

  /// Appends the digits with a point, or with zeros, so that `position` of them stand before it.
  private func writeDigits(to bytes: inout [UInt8], pointAfter position: Int) {
    bytes.append(contentsOf: "\(digits)".utf8)
    if position < count {
      bytes.insert(UInt8(ascii: "."), at: bytes.count - (count - position))
    } else {
      bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: position - count))
    }
  }

  private static func count(_ number: some FixedWidthInteger) -> Int {
    var (count, rest) = (1, number / 10)
    while rest > 0 { (count, rest) = (count + 1, rest / 10) }
    return count
  }
}
