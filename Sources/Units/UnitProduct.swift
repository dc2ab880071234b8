/// The parts of a display unit, multiplied out.
struct UnitProduct {
  /// What it measures.
  private(set) var dimension = Dimension.ratio
  /// Its size in base units is `numerator / denominator`.
  private(set) var numerator = 1.0
  /// Its size in base units is `numerator / denominator`.
  private(set) var denominator = 1.0
  /// `true` iff large numbers of it are written with `k`, `M`, `B` and `T`.
  let takesMagnitude: Bool
  /// The words under the line, each with its `/`.
  let under: String
  /// The parts above the line.
  private let above: [DisplayUnit.Part]

  /// The product of no parts.
  static let one = UnitProduct([], currency: nil)

  /// Creates the product of `parts` and of a `currency` whose sign stands before the number.
  init(_ parts: [DisplayUnit.Part], currency: Unit?) {
    above = parts.filter { $0.exponent > 0 }
    under = parts.filter { $0.exponent < 0 }.map { "/" + $0.divisor }.joined()
    takesMagnitude = currency != nil || above.first?.unit.takesMagnitude == true
    if let currency { multiply(by: currency, exponent: 1, scale: 1) }
    for part in parts { multiply(by: part.unit, exponent: part.exponent, scale: part.scale) }
  }

  /// `true` iff the exponents and the size are within their room.
  var isUsable: Bool {
    !dimension.isTooLarge && [numerator, denominator].allSatisfy { $0.isNormal }
  }

  /// Returns the words above the line with what joins them to a number that bears `sign`.
  func over(several: Bool, after sign: String) -> String {
    if above.isEmpty { return "" }
    let words = above.map { $0.word(several: several) + $0.power }
    return (sign.isEmpty ? " " : "·") + words.joined(separator: "·")
  }

  private mutating func multiply(by unit: Unit, exponent: Int, scale: Double) {
    dimension = dimension * unit.dimension.power(exponent)
    for _ in 0..<min(abs(exponent), 128) {
      numerator *= exponent > 0 ? unit.numerator : unit.denominator
      denominator *= exponent > 0 ? unit.denominator : unit.numerator * scale
    }
  }
}

extension DisplayUnit.Part {
  /// The word for one or for several; a symbol is the same for both.
  fileprivate func word(several: Bool) -> String {
    text == unit.name || text == unit.plural ? (several ? unit.plural : unit.name) : text
  }

  /// The exponent as it is written after the word.
  fileprivate var power: String { abs(exponent) == 1 ? "" : "^\(abs(exponent))" }

  /// The part as it is written under the line: `year`, `1k tokens`.
  fileprivate var divisor: String {
    if scale == 1 { return word(several: false) + power }
    let suffix = Magnitude(value: scale)
    var bytes: [UInt8] = []
    Decimal(scale, significant: 15).write(to: &bytes, shiftedBy: suffix?.exponent ?? 0)
    let number = String(decoding: bytes, as: UTF8.self) + (suffix?.suffix ?? "")
    return "\(number) \(word(several: true))\(power)"
  }
}
