#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A finite number rounded to some significant decimal digits: `digits * 10^exponent`, with a sign.
struct Decimal: Hashable {
  /// `true` iff the number is below zero.
  let isNegative: Bool
  /// The significant digits as a whole number that does not end in 0, unless it is 0.
  let digits: UInt64
  /// The number of those digits; 1 for zero.
  let count: Int
  /// The power of ten of the last digit.
  let exponent: Int

  /// Creates `value` rounded to at most `significant` digits, from its exact value, half to even.
  ///
  /// - Requires: `value` is finite and `significant` is in 1...17.
  init(_ value: Double, significant: Int) {
    var scientific = Scientific(value.magnitude.description.utf8)
    if scientific.round(to: significant) == .undecided {
      scientific = Scientific(value.magnitude, significant: significant)
    }
    scientific.dropZeros()
    digits = scientific.digits
    exponent = scientific.exponent
    count = scientific.count
    isNegative = value < 0
  }

  /// The power of ten of the first digit; 0 for zero.
  var leading: Int { exponent + count - 1 }

  /// `true` iff the number, without its sign, is at least `bound`.
  func reaches(_ bound: UInt64) -> Bool {
    if bound == 0 { return true }
    if exponent < 0 { return leading >= 0 && digits >= scaled(bound, by: -exponent) }
    return leading >= 19 || scaled(digits, by: exponent) >= bound
  }

  /// Appends the number without its sign, divided by `10^shift`, to `bytes`.
  ///
  /// It is written in full from 1e-6 up to 1e15, and with an exponent (`1.5e-7`) outside.
  func write(to bytes: inout [UInt8], shiftedBy shift: Int = 0) {
    let point = leading - shift
    if digits == 0 {
      bytes.append(UInt8(ascii: "0"))
    } else if point < -6 || point >= 15 {
      writeDigits(to: &bytes, pointAfter: 1)
      bytes.append(UInt8(ascii: "e"))
      bytes.append(contentsOf: "\(point)".utf8)
    } else if point < 0 {
      bytes.append(contentsOf: "0.".utf8)
      bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -point - 1))
      writeDigits(to: &bytes, pointAfter: count)
    } else {
      writeDigits(to: &bytes, pointAfter: point + 1)
    }
  }

  /// Appends the digits with a point, or with zeros, so that `position` of them stand before the
  /// point.
  private func writeDigits(to bytes: inout [UInt8], pointAfter position: Int) {
    var divisor = powersOfTen[count - 1]
    for index in 0..<max(count, position) {
      if index == position { bytes.append(UInt8(ascii: ".")) }
      let digit = divisor == 0 ? 0 : digits / divisor % 10
      bytes.append(UInt8(ascii: "0") + UInt8(digit))
      divisor /= 10
    }
  }
}

/// A number above zero taken from its text: `digits * 10^exponent`.
private struct Scientific {
  var digits: UInt64 = 0
  var exponent = 0

  /// What `round` may come to.
  enum Rounding { case done, undecided }

  /// Creates the number that `text` writes, such as `1234.5`, `1.5e-07` or, by the habits of a
  /// locale, `1,5e-07`.
  init(_ text: some Sequence<UInt8>) {
    var (power, isAfterPoint, isInExponent, isBelowOne) = (0, false, false, false)
    for byte in text {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = byte - UInt8(ascii: "0")
        if isInExponent {
          power = power * 10 + Int(digit)
        } else {
          digits = digits * 10 + UInt64(digit)
          exponent -= isAfterPoint ? 1 : 0
        }
      case UInt8(ascii: "e"): isInExponent = true
      case UInt8(ascii: "-"): isBelowOne = true
      case UInt8(ascii: "+"): break
      default: isAfterPoint = true
      }
    }
    exponent += isBelowOne ? -power : power
  }

  /// Creates `value` rounded by the C library, which reckons with the exact value: slow and always
  /// right.
  init(_ value: Double, significant: Int) {
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
      let length = withVaList([Int32(significant - 1), value]) {
        vsnprintf(buffer.baseAddress, buffer.count, "%.*e", $0)
      }
      return buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }
    }
    self.init(text)
  }

  /// The number of digits.
  var count: Int {
    var count = 1
    while count < powersOfTen.count, digits >= powersOfTen[count] { count += 1 }
    return count
  }

  /// Rounds the shortest digits that read back to at most `significant` digits.
  ///
  /// That is right for the exact value as well, for no number halfway between two roundings can lie
  /// between the exact value and its shortest digits: it would be shorter, or nearer. Only when the
  /// digits themselves are halfway does the exact value decide, and they do not know it.
  mutating func round(to significant: Int) -> Rounding {
    let excess = count - significant
    if excess <= 0 { return .done }
    let (kept, rest) = digits.quotientAndRemainder(dividingBy: powersOfTen[excess])
    let half = powersOfTen[excess] / 2
    if rest == half { return .undecided }
    digits = rest > half ? kept + 1 : kept
    exponent += excess
    return .done
  }

  /// Drops the zeros at the end of the digits.
  mutating func dropZeros() {
    if digits == 0 { exponent = 0 }
    while digits != 0, digits.isMultiple(of: 10) {
      digits /= 10
      exponent += 1
    }
  }
}

/// The powers of ten that a `UInt64` holds.
private let powersOfTen: [UInt64] = (0..<20).map { scaled(1, by: $0) }

/// Returns `number * 10^power`, or the greatest number there is if that is less.
private func scaled(_ number: UInt64, by power: Int) -> UInt64 {
  var result = number
  for _ in 0..<min(power, 20) {
    let (product, overflow) = result.multipliedReportingOverflow(by: 10)
    if overflow { return .max }
    result = product
  }
  return result
}
