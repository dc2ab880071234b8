/// A decimal number read from bytes: correctly rounded, without Foundation.
public struct DecimalReading {
  private var digits: UInt64 = 0
  private var digitCount = 0
  private var exponent = 0

  /// Returns the double nearest to the decimal number in `bytes` (digits with `_`, fraction, exponent)
  /// times ten to the power of `shift`.
  ///
  /// At most 15 digits and a power of ten below 10^22 need one exact operation (Clinger 1990, "How to
  /// read floating point numbers accurately"), up to 19 digits and 10^27 one of 128 bits; anything else
  /// goes through the standard library.
  static func value(_ bytes: ArraySlice<UInt8>, shift: Int) -> Double {
    var reading = DecimalReading()
    reading.take(bytes)
    reading.exponent += shift
    return reading.double(bytes)
  }

  /// The same for bytes that may be no decimal number: then `nil`. Neither blanks nor `_` may be in it.
  public static func number(_ bytes: UnsafeBufferPointer<UInt8>, shift: Int) -> Double? {
    var reading = DecimalReading()
    guard reading.takeAll(bytes) else { return nil }
    reading.exponent += shift
    return reading.double(bytes)
  }

  /// Reads digits with a point and an exponent; `false` when there is anything else.
  private mutating func takeAll(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var (hasDigit, afterPoint) = (false, false)
    var index = 0
    while index < bytes.count {
      if digitCount > 0, let eight = Self.eightDigits(bytes, at: index) {
        digits = digits &* 100_000_000 &+ eight
        digitCount += 8
        if afterPoint { exponent -= 8 }
        index += 8
        continue
      }
      let byte = bytes[index]
      let digit = byte &- 0x30
      if digit < 10 {
        hasDigit = true
        if digitCount > 0 || digit != 0 { digitCount += 1 }
        digits = digits &* 10 &+ UInt64(digit)
        if afterPoint { exponent -= 1 }
      } else if byte == 0x2E, !afterPoint {
        afterPoint = true
      } else if byte | 0x20 == 0x65, hasDigit {
        var power = bytes[(index + 1)...]
        if let sign = power.first, sign == 0x2B || sign == 0x2D { power = power.dropFirst() }
        guard (1...4).contains(power.count), power.allSatisfy({ (0x30...0x39).contains($0) })
        else { return false }
        exponent += Self.integer(bytes[(index + 1)...])
        return true
      } else {
        return false
      }
      index += 1
    }
    return hasDigit
  }

  /// The number that eight digits make, read as one word; `nil` where there are no eight digits.
  ///
  /// Neighbours are joined to numbers below 100, those to the whole (Lemire 2018, "Quickly parsing eight digits").
  private static func eightDigits(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt64? {
    guard index + 8 <= bytes.count else { return nil }
    let word = UInt64(
      littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(
        fromByteOffset: index, as: UInt64.self))
    let high: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
    let zeros: UInt64 = 0x3030_3030_3030_3030
    guard word & high == zeros, (word &+ 0x0606_0606_0606_0606) & high == zeros else { return nil }
    let values = word &- zeros
    let pairs = values &* 10 &+ values >> 8
    let even: UInt64 = 0x0000_00FF_0000_00FF
    return
      ((pairs & even) &* 0x000F_4240_0000_0064
      &+ (pairs >> 16 & even) &* 0x0000_2710_0000_0001) >> 32
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>) {
    var index = bytes.startIndex
    var afterPoint = false
    while index < bytes.endIndex {
      let byte = bytes[index]
      if (0x30...0x39).contains(byte) {
        if digitCount > 0 || byte != 0x30 { digitCount += 1 }
        digits = digits &* 10 &+ UInt64(byte - 0x30)
        if afterPoint { exponent -= 1 }
      } else if byte == 0x2E {
        afterPoint = true
      } else if byte | 0x20 == 0x65 {
        exponent += Self.integer(bytes[(index + 1)...])
        return
      }
      index += 1
    }
  }

  private static func integer(_ bytes: some Collection<UInt8>) -> Int {
    var value = 0
    var negative = false
    for byte in bytes {
      if byte == 0x2D { negative = true }
      if (0x30...0x39).contains(byte), value < 100_000 { value = value * 10 + Int(byte - 0x30) }
    }
    return negative ? -value : value
  }

  private func double(_ bytes: some Collection<UInt8>) -> Double {
    if digitCount <= 15, abs(exponent) <= 22 {
      let scale = Self.powersOfTen[abs(exponent)]
      return exponent < 0 ? Double(digits) / scale : Double(digits) * scale
    }
    if digitCount <= 19, abs(exponent) < Self.powersOfFive.count {
      return Self.rounded(digits, exponent)
    }
    let mantissa = bytes.prefix { $0 | 0x20 != 0x65 }
    let plain = mantissa.filter { $0 != 0x5F && $0 != 0x2E }
    return Double(String(decoding: plain, as: UTF8.self) + "e\(exponent)") ?? .infinity
  }

  /// Returns the double nearest to digits · 10^exponent, for an exponent from -27 to 27.
  private static func rounded(_ digits: UInt64, _ exponent: Int) -> Double {
    guard digits != 0 else { return 0 }
    let five = powersOfFive[abs(exponent)]
    let own = digits << digits.leadingZeroBitCount
    var scale = exponent - digits.leadingZeroBitCount
    // the leading 64 bits, of which the first is 1, and whether anything was left over
    var (leading, isExact): (UInt64, Bool)
    if exponent >= 0 {
      let product = own.multipliedFullWidth(by: five)
      let zeros = product.high.leadingZeroBitCount
      guard zeros < 64 else {
        return Double(product.low) * Double(sign: .plus, exponent: scale, significand: 1)
      }
      leading = product.high << zeros | (zeros == 0 ? 0 : product.low >> (64 - zeros))
      isExact = product.low << zeros == 0
      scale += 64 - zeros
    } else {
      let divisor = five << five.leadingZeroBitCount
      scale += five.leadingZeroBitCount - 64
      let isAbove = own >= divisor
      let dividend = isAbove ? (own >> 1, own << 63) : (own, UInt64(0))
      let division = divisor.dividingFullWidth((dividend.0, dividend.1))
      (leading, isExact) = (division.quotient, division.remainder == 0)
      scale += isAbove ? 1 : 0
    }
    // to 53 bits, halves to even
    let rest = leading & 0x7FF
    var kept = leading >> 11
    if rest > 0x400 || rest == 0x400 && (!isExact || kept & 1 == 1) { kept += 1 }
    // the first of the 53 bits counts as one in the exponent
    return Double(bitPattern: UInt64(scale + 1085) << 52 &+ kept)
  }

  private static let powersOfFive: [UInt64] = [
    1, 5, 25, 125, 625, 3125, 15625, 78125, 390625, 1_953_125, 9_765_625, 48_828_125, 244_140_625,
    1_220_703_125, 6_103_515_625, 30_517_578_125, 152_587_890_625, 762_939_453_125,
    3_814_697_265_625, 19_073_486_328_125,
    95_367_431_640_625, 476_837_158_203_125, 2_384_185_791_015_625, 11_920_928_955_078_125,
    59_604_644_775_390_625,
    298_023_223_876_953_125, 1_490_116_119_384_765_625, 7_450_580_596_923_828_125,
  ]

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
