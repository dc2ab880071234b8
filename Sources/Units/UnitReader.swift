/// Takes a unit's text apart, from the left.
struct UnitReader {
  /// What joins a unit to those before it.
  enum Connective { case star, dot, slash }

  private let text: String
  private let bytes: [UInt8]
  private var position = 0

  /// Creates a reader of `text`.
  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
    skipSpaces()
  }

  /// `true` iff nothing is left but spaces.
  var isAtEnd: Bool { position == bytes.count }

  /// Reads a mark for a ratio.
  mutating func mark() -> DisplayUnit.RatioMark? {
    if take("%") { return .percent }
    let start = position
    if let mark = word().flatMap(DisplayUnit.RatioMark.init(word:)) { return mark }
    position = start
    return nil
  }

  /// Reads the sign of a currency.
  mutating func sign() -> String? {
    ["$", "€", "£", "¥"].first { take($0) }
  }

  /// Reads a number, a magnitude or both: `1`, `1k`, `1_000`, `M`, `million`.
  ///
  /// - Throws: `malformed` for what is no number above 0.
  mutating func scale() throws(UnitError) -> Double? {
    let start = position
    while let byte = next, isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") {
      position += 1
    }
    let digits = String(decoding: bytes[start..<position], as: UTF8.self)
    skipSpaces()
    let magnitude = readMagnitude()
    if digits.isEmpty { return magnitude?.value }
    guard let number = Double(digits.filter { $0 != "_" }), number > 0 else {
      throw malformed("`\(digits)` is not a number above 0")
    }
    return number * (magnitude?.value ?? 1)
  }

  /// Reads `*`, `·`, `/` or `per`.
  mutating func connective() -> Connective? {
    if take("/") { return .slash }
    if take("*") { return .star }
    if take("·") { return .dot }
    let start = position
    if word() == "per" { return .slash }
    position = start
    return nil
  }

  /// Reads a word.
  mutating func word() -> String? {
    let start = position
    while let byte = next, isLetter(byte) || (position > start && isDigit(byte)) { position += 1 }
    if position == start { return nil }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    skipSpaces()
    return word
  }

  /// Reads `^` and a whole number; 1 when there is none.
  ///
  /// - Throws: `malformed` or `exponentTooLarge`.
  mutating func exponent() throws(UnitError) -> Int {
    if !take("^") { return 1 }
    let isNegative = take("-")
    let start = position
    var exponent = 0
    while let byte = next, isDigit(byte) {
      exponent = min(exponent * 10 + Int(byte - UInt8(ascii: "0")), 128)
      position += 1
    }
    if position == start { throw malformed("a whole number is missing after `^`") }
    if exponent > 127 { throw .exponentTooLarge(text: text) }
    skipSpaces()
    return isNegative ? -exponent : exponent
  }

  /// The error that a unit should follow.
  var missingUnit: UnitError {
    let rest = String(decoding: bytes[position...], as: UTF8.self)
    return malformed("a unit is missing " + (isAtEnd ? "at the end" : "before `\(rest)`"))
  }

  /// Returns the error that the text is malformed for `reason`.
  func malformed(_ reason: String) -> UnitError { .malformed(text: text, reason: reason) }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func readMagnitude() -> Magnitude? {
    let start = position
    if let magnitude = word().flatMap(Magnitude.init(word:)) { return magnitude }
    position = start
    return nil
  }

  /// Reads `symbol` and the spaces after it.
  private mutating func take(_ symbol: String) -> Bool {
    guard bytes[position...].starts(with: symbol.utf8) else { return false }
    position += symbol.utf8.count
    skipSpaces()
    return true
  }

  private mutating func skipSpaces() {
    while next == UInt8(ascii: " ") || next == UInt8(ascii: "\t") { position += 1 }
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// `true` iff `byte` may begin a word: a letter, `_`, or part of a letter outside ASCII, which
  /// the signs and `·` are not.
  private func isLetter(_ byte: UInt8) -> Bool {
    let small = byte | 0x20
    return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(small) || byte == UInt8(ascii: "_")
      || (byte >= 0x80
        && !["€", "£", "¥", "·"].contains { bytes[position...].starts(with: $0.utf8) })
  }
}
