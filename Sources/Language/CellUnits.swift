import AISSyntax
import AISUnits

/// Reads the amounts in cells of tables that are more than digits: with a sign of money, a unit, a percent sign; and the
/// words for what is not known.
struct CellUnits {
  /// What a cell holds.
  enum Amount {
    case missing
    /// In base units.
    case amount(Double, Dimension)
    /// The word `never`, as answers of ours have it.
    case never
    /// Digits with signs between them, as `1,234`.
    case separated
    case none
  }

  private let units: UnitSystem
  private var known: [String: DisplayUnit?] = [:]

  init(_ units: UnitSystem) { self.units = units }

  /// The words for what is not known, in cells that would hold an amount.
  static let missing: Set<String> = ["na", "n/a", "#n/a", "null", "nan", "-", "–", "—"]

  /// Reads a number of digits with a point and an exponent; `nil` where there is more, or less.
  static func number(_ cell: UnsafeBufferPointer<UInt8>) -> Double? {
    guard let first = cell.first else { return nil }
    let isNegative = first == 0x2D
    let digits = UnsafeBufferPointer(rebasing: cell[(isNegative || first == 0x2B ? 1 : 0)...])
    guard !digits.isEmpty, let number = DecimalReading.number(digits, shift: 0), number.isFinite
    else { return nil }
    return isNegative ? -number : number
  }

  /// Reads a cell of a column in `unit`: a sign of money that the unit has too belongs to it, any other unit is the
  /// cell's own.
  mutating func amount(_ text: String, in unit: DisplayUnit?) -> Amount {
    if Self.missing.contains(text.lowercased()) { return .missing }
    if text == "never" { return .never }
    var rest = text[...]
    var isNegative = false
    func takeSign() {
      if let sign = rest.first, "-−+".contains(sign) {
        isNegative = isNegative != (sign != "+")
        rest = rest.dropFirst()
      }
    }
    takeSign()
    var currency = ""
    if let sign = rest.first, sign.isCurrencySymbol {
      currency = String(sign)
      rest = rest.dropFirst()
      takeSign()
    }
    let digits = rest.utf8.prefix { (0x30...0x39).contains($0) || $0 == 0x2E }
    var end = digits.endIndex
    // an exponent is one only if digits follow it
    if end < rest.endIndex, rest[end] == "e" || rest[end] == "E" {
      let power = rest[rest.index(after: end)...]
      let unsigned = power.drop { $0 == "-" || $0 == "+" }
      let count = unsigned.prefix { $0.isASCII && $0.isNumber }.count
      if count > 0, power.count - unsigned.count < 2 {
        end = unsigned.index(unsigned.startIndex, offsetBy: count)
      }
    }
    let word = String(rest[..<end])
    var written = String(rest[end...])
    if let sign = written.first, ",'’_ \u{A0}\u{202F}.".contains(sign),
      written.dropFirst().first?.isNumber == true
    {
      return .separated
    }
    written = written.trimmed
    let size = Array(word.utf8).withUnsafeBufferPointer { bytes in
      bytes.isEmpty ? nil : DecimalReading.number(bytes, shift: written == "%" ? -2 : 0)
    }
    guard let size, size.isFinite else { return .none }
    let number = isNegative ? -size : size
    if written == "%" { return currency.isEmpty ? .amount(number, .ratio) : .none }
    if let unit, written.isEmpty, currency.isEmpty || unit.text.hasPrefix(currency) {
      return .amount(unit.base(number), unit.dimension)
    }
    if currency.isEmpty, written.isEmpty { return .amount(number, .ratio) }
    guard let own = self.unit(currency + written) else { return .none }
    return .amount(own.base(number), own.dimension)
  }

  /// What a dimension is called.
  func name(of dimension: Dimension) -> String { units.name(of: dimension) }

  /// A unit that measures it.
  func unitName(of dimension: Dimension) -> String { units.jsonUnit(of: dimension).name }

  private mutating func unit(_ text: String) -> DisplayUnit? {
    if let known = known[text] { return known }
    let unit = try? units.displayUnit(parsing: text)
    known[text] = .some(unit)
    return unit
  }
}
