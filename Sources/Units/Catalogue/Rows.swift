/// A base dimension: the units of the catalogue measure these and their products.
struct BaseRow: Sendable {
  /// The base dimension.
  let dimension: Dimension
  /// The word above the line.
  let name: String
  /// The word under the line.
  let divisor: String
  /// A word for the unit whose size is 1.
  let unit: String

  /// Creates the row of a base dimension.
  ///
  /// - Parameters:
  ///   - name: The word above the line, `tokens` in `tokens/year`.
  ///   - divisor: The word under the line, `token` in `money/token`.
  ///   - unit: The unit whose size is 1.
  init(_ dimension: Dimension, _ name: String, per divisor: String, unit: String) {
    self.dimension = dimension
    self.name = name
    self.divisor = divisor
    self.unit = unit
  }
}

/// A unit, or with prefixes a family of units.
struct UnitRow: Sendable {
  /// The unit without a prefix.
  let unit: Unit
  /// The prefixes that it takes.
  let prefixes: [PrefixRow]
  /// What the short form of a prefix stands before, the canonical one first.
  let stems: [String]

  /// Creates the row of a unit.
  ///
  /// - Parameters:
  ///   - plural: The word for several; the same as for one unless given.
  ///   - size: The size in base units, as a fraction of whole numbers where possible.
  ///   - counts: Whether large numbers take `k`, `M`, `B` and `T`.
  ///   - prefixes: The metric prefixes that it takes.
  ///   - stems: What the short form of a prefix stands before, the canonical one first; the name
  ///     unless given.
  init(
    _ name: String, _ plural: String? = nil, symbols: [String] = [], sign: Character? = nil,
    of dimension: Dimension, size: (Double, over: Double) = (1, over: 1), counts: Bool = false,
    prefixes: [PrefixRow] = [], stems: [String] = [], _ summary: String
  ) {
    unit = Unit(
      name: name, plural: plural ?? name, symbols: symbols, sign: sign, dimension: dimension,
      numerator: size.0, denominator: size.over, takesMagnitude: counts, ignoresCase: true,
      summary: summary)
    self.prefixes = prefixes
    self.stems = stems.isEmpty ? [name] : stems
  }

  /// The unit, and the unit with each prefix.
  var units: [Unit] { [unit] + prefixes.map(prefixed) }

  /// Returns the unit with a prefix: `MB`, also called `megabyte` and `megabytes`.
  private func prefixed(_ prefix: PrefixRow) -> Unit {
    let name = prefix.symbol + stems[0]
    let others = stems.dropFirst().map { prefix.symbol + $0 }
    var long = [prefix.name + unit.name]
    if unit.plural != unit.name { long.append(prefix.name + unit.plural) }
    return Unit(
      name: name, plural: name, symbols: others + long, sign: nil, dimension: unit.dimension,
      numerator: unit.numerator * prefix.factor, denominator: unit.denominator,
      takesMagnitude: false, ignoresCase: false, summary: long[0])
  }
}

/// A metric or binary prefix.
struct PrefixRow: Sendable {
  /// The short form: `k`.
  let symbol: String
  /// The long form: `kilo`.
  let name: String
  /// The factor.
  let factor: Double

  /// Creates the row of a prefix.
  init(_ symbol: String, _ name: String, _ factor: Double) {
    self.symbol = symbol
    self.name = name
    self.factor = factor
  }
}

/// How numbers of a dimension are usually shown, where the product of its base units is not usual.
struct FormRow: Sendable {
  /// The dimension.
  let dimension: Dimension
  /// The unit for no number in particular, and for zero.
  let usual: String
  /// Units from the largest to the smallest, with the least number shown in each.
  let ladder: [(unit: String, least: UInt64)]

  /// Creates the row of a form.
  ///
  /// - Parameters:
  ///   - usual: The unit, as it would be written after `as`.
  ///   - ladder: Units from the largest to the smallest, with the least number shown in each.
  init(_ dimension: Dimension, _ usual: String, ladder: [(unit: String, least: UInt64)] = []) {
    self.dimension = dimension
    self.usual = usual
    self.ladder = ladder
  }
}

/// What to suggest for words that people write and that are no units.
struct HintRow: Sendable {
  /// The words, in small letters.
  let words: [String]
  /// What was perhaps meant, likeliest first.
  let meant: [String]

  /// Creates the row of some words that mean the same.
  init(_ words: [String], _ meant: [String]) {
    self.words = words
    self.meant = meant
  }
}
