/// A unit as it was written or asked for: how a quantity is shown.
///
/// In `$M/year` a quantity is shown as `$3.5M/year`, in `$/1k tokens` as `$2.5/1k tokens`, and in
/// `months` as `16.7 months`.
public struct DisplayUnit: Hashable, Sendable {
  /// One of the units that a display unit is a product of.
  public struct Part: Hashable, Sendable {
    /// The word to show it by; a name or plural of `unit` follows the number shown, a symbol stays.
    public var text: String
    /// The unit.
    public var unit: Unit
    /// Its exponent: negative under the line.
    public var exponent: Int
    /// How many of it make one, under the line: 1000 in `$/1k tokens`.
    public var scale: Double

    /// Creates a part; `text` is the unit's name unless given.
    public init(_ unit: Unit, text: String? = nil, exponent: Int = 1, scale: Double = 1) {
      self.text = text ?? unit.name
      self.unit = unit
      self.exponent = exponent
      self.scale = scale
    }
  }

  /// A way to show a ratio.
  public enum RatioMark: String, Hashable, Sendable, CaseIterable {
    /// Hundredths, glued to the number: `50%`.
    case percent = "%"
    /// A multiple, glued to the number: `2.43x`.
    case multiple = "x"
    /// Hundredths, as differences of ratios are told: `10 points`.
    case points = "points"

    /// Creates the mark that `word` stands for: `x`, `percent`, `points`, `point`, `pp`.
    public init?(word: String) {
      switch word {
      case "%", "percent": self = .percent
      case "x": self = .multiple
      case "points", "point", "pp": self = .points
      default: return nil
      }
    }

    /// What follows the number one.
    fileprivate var tail: String { self == .points ? " point" : rawValue }
    /// What follows any other number.
    fileprivate var tails: String { self == .points ? " points" : rawValue }
  }

  /// What it measures.
  public let dimension: Dimension
  /// The suffix that every number shown in it bears, as in `$M/year`; otherwise each has what fits.
  public let magnitude: Magnitude?

  private let numerator: Double
  private let denominator: Double
  private let sign: String
  private let singular: String
  private let plural: String
  private let takesMagnitude: Bool

  /// The plain number.
  public static let plain = DisplayUnit(mark: nil, magnitude: nil, currency: nil, product: .one)

  /// Creates the product of `parts`, led by a `mark` for a ratio or the sign of a `currency`.
  ///
  /// - Throws: `exponentTooLarge` when an exponent, or the size in base units, leaves its room.
  /// - Requires: `currency` has a sign; with a `mark` there is no `currency`, and every part is
  ///   under the line.
  public static func of(
    _ parts: [Part], mark: RatioMark? = nil, currency: Unit? = nil, magnitude: Magnitude? = nil
  ) throws(UnitError) -> DisplayUnit {
    precondition(currency == nil || (currency?.sign != nil && mark == nil))
    precondition(mark == nil || parts.allSatisfy { $0.exponent <= 0 })
    let product = UnitProduct(parts, currency: currency)
    if !product.isUsable {
      throw .exponentTooLarge(text: parts.map(\.text).joined(separator: " "))
    }
    return DisplayUnit(mark: mark, magnitude: magnitude, currency: currency, product: product)
  }

  private init(mark: RatioMark?, magnitude: Magnitude?, currency: Unit?, product: UnitProduct) {
    let isHundredths = mark == .percent || mark == .points
    dimension = product.dimension
    numerator = product.numerator
    denominator = product.denominator * (isHundredths ? 100 : 1)
    self.magnitude = magnitude
    let sign = currency?.sign.map(String.init) ?? ""
    self.sign = sign
    takesMagnitude = product.takesMagnitude && mark == nil
    singular = (mark?.tail ?? product.over(several: false, after: sign)) + product.under
    plural = (mark?.tails ?? product.over(several: true, after: sign)) + product.under
  }

  /// The size of one in base units: 1e6 for `$M/year`.
  public var factor: Double { numerator / denominator * (magnitude?.value ?? 1) }

  /// Returns the size in base units of `shown` of these.
  public func base(_ shown: Double) -> Double {
    shown * (numerator * (magnitude?.value ?? 1)) / denominator
  }

  /// Returns how many of these are `base` base units.
  public func shown(_ base: Double) -> Double {
    base * denominator / (numerator * (magnitude?.value ?? 1))
  }

  /// The unit itself as text, as it could be written after `as`: `$M/year`, `months`, `%`.
  public var text: String {
    let isWord = plural.hasPrefix(" ")
    let words = isWord ? String(plural.dropFirst()) : plural
    if let magnitude { return sign + magnitude.suffix + (isWord ? " " : "") + words }
    let needsOne = sign.isEmpty && (words.isEmpty || words.hasPrefix("/"))
    return (needsOne ? "1" : sign) + words
  }

  /// Returns `value`, in base units, as text: `-$36M/yr`, `1 month`, `22k GPUs`.
  public func text(_ value: Double, precision: Precision) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    let number = decimal(value, precision: precision)
    let suffix = magnitude ?? (takesMagnitude ? Magnitude.fitting(leading: number.leading) : nil)
    let isOne = suffix == nil && number.digits == 1 && number.exponent == 0
    var bytes: [UInt8] = []
    bytes.reserveCapacity(40)
    if number.isNegative { bytes.append(UInt8(ascii: "-")) }
    bytes.append(contentsOf: sign.utf8)
    number.write(to: &bytes, shiftedBy: suffix?.exponent ?? 0)
    if let suffix { bytes.append(suffix.byte) }
    bytes.append(contentsOf: (isOne ? singular : plural).utf8)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns the number of these, any magnitude apart, that are `value` base units.
  func decimal(_ value: Double, precision: Precision) -> Decimal {
    let product = value * denominator
    let number = product.isFinite ? product / numerator : value / numerator * denominator
    return Decimal(number.isFinite ? number : value, significant: precision.digits)
  }
}
