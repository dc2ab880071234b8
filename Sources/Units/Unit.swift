/// A named unit of measure, such as `month`.
///
/// A number of units is `number * numerator / denominator` in base units. The two are kept apart,
/// as whole numbers wherever possible, so that `$3M/month` is exactly `$36M/year`.
public struct Unit: Hashable, Sendable {
  /// The word for one, in its canonical spelling: `month`, `person`, `USD`.
  public let name: String
  /// The word for several: `months`, `people`, `USD`.
  public let plural: String
  /// Other words for it, the usual short form first: `mo`, `mos`.
  public let symbols: [String]
  /// The sign that stands before a number of it: `$`.
  public let sign: Character?
  /// What it measures.
  public let dimension: Dimension
  /// Its size in base units is `numerator / denominator`.
  public let numerator: Double
  /// Its size in base units is `numerator / denominator`.
  public let denominator: Double
  /// `true` iff large numbers of it are written with `k`, `M`, `B` and `T`: `22k GPUs`, not `22k
  /// hours`.
  public let takesMagnitude: Bool
  /// `true` iff its words are known in any case; those with a metric prefix are not (`MB`, not
  /// `mb`).
  public let ignoresCase: Bool
  /// What it is, in a few words, for the reference.
  public let summary: String

  /// Its size in base units.
  public var factor: Double { numerator / denominator }

  /// Every word for it, the name first, each once.
  public var words: [String] {
    var words = [name]
    for word in [plural] + symbols where !words.contains(word) { words.append(word) }
    return words
  }

  /// Returns the size in base units of `number` of these.
  public func base(_ number: Double) -> Double { number * numerator / denominator }

  /// Returns how many of these are `base` base units.
  public func number(ofBase base: Double) -> Double { base * denominator / numerator }
}
