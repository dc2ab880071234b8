/// The words of a unit: `$M/year` is a currency, a magnitude and one part under the line.
///
/// ```
/// expression = ["%" | "x" | "points" | [sign] [scale]] { part }
/// part       = ["*" | "·" | "/" | "per"] [scale] (WORD | sign) ["^" ["-"] WHOLE]
/// scale      = NUMBER | MAGNITUDE | NUMBER MAGNITUDE
/// ```
/// A word that follows another directly, or after `·`, stays on its side of the line:
/// `$/GPU hour` is dollars per GPU and hour. After `*` it is above the line again.
struct UnitExpression {
  /// What a word or sign stands for.
  typealias Meaning = (String) throws(UnitError) -> Unit

  /// How a ratio is shown.
  private(set) var mark: DisplayUnit.RatioMark?
  /// The currency whose sign stands first.
  private(set) var currency: Unit?
  /// The magnitude of every number shown.
  private(set) var magnitude: Magnitude?
  /// The units, in the order written.
  private(set) var parts: [DisplayUnit.Part] = []

  /// Creates the expression that `text` writes, with the given `meaning` of words.
  ///
  /// - Throws: `malformed`, or what `meaning` throws.
  init(_ text: String, meaning: Meaning) throws(UnitError) {
    var reader = UnitReader(text)
    if reader.isAtEnd { throw reader.malformed("it is empty") }
    mark = reader.mark()
    if mark == nil { try readLead(&reader, meaning) }
    var isUnder = false
    while !reader.isAtEnd { parts.append(try Self.part(&reader, &isUnder, meaning)) }
    if mark != nil, parts.contains(where: { $0.exponent > 0 }) {
      throw reader.malformed("a ratio stands alone or per something, as in `%/year`")
    }
  }

  /// Reads what may stand before the parts.
  private mutating func readLead(
    _ reader: inout UnitReader, _ meaning: Meaning
  ) throws(UnitError) {
    if let sign = reader.sign() { currency = try meaning(sign) }
    guard let scale = try reader.scale(), scale != 1 else { return }
    magnitude = Magnitude(value: scale)
    if magnitude == nil { throw Self.misplacedNumber(reader) }
  }

  /// Reads the next part.
  private static func part(
    _ reader: inout UnitReader, _ isUnder: inout Bool, _ meaning: Meaning
  ) throws(UnitError) -> DisplayUnit.Part {
    let connective = reader.connective()
    if let connective, connective != .dot { isUnder = connective == .slash }
    let scale = try connective == nil ? nil : reader.scale()
    if let scale, scale != 1, !isUnder { throw misplacedNumber(reader) }
    guard let word = reader.sign() ?? reader.word() else { throw reader.missingUnit }
    let unit = try meaning(word)
    let exponent = try reader.exponent()
    return DisplayUnit.Part(
      unit, text: unit.words.contains(word) ? word : unit.name,
      exponent: isUnder ? -exponent : exponent, scale: scale ?? 1)
  }

  private static func misplacedNumber(_ reader: UnitReader) -> UnitError {
    reader.malformed("a number can only stand under the line, as in `$/1k tokens`")
  }
}
