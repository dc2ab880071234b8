/// The units that are known, and how numbers of them are shown.
///
/// A value: declaring a unit in a copy leaves the original as it was.
public struct UnitSystem: Sendable {
  /// The units of the catalogue.
  public static let standard = UnitSystem(bases: BaseRow.all, rows: UnitRow.all)

  /// Every unit, the catalogue's first, in the order of declaration.
  public private(set) var units: [Unit] = []
  /// The base dimensions in use; the position is the index in `Dimension`.
  private(set) var bases: [Base] = []

  /// The position in `units` of each word.
  private var byWord: [String: Int] = [:]
  /// The positions in `units` of the words that are not in small letters and known in any case, in
  /// small letters.
  private var byFoldedWord: [String: [Int]] = [:]

  /// Creates the system of the given rows.
  ///
  /// - Requires: the rows are consistent, as the tests prove of those of the catalogue.
  private init(bases: [BaseRow], rows: [UnitRow]) {
    byWord.reserveCapacity(512)
    for row in rows { for unit in row.units { insert(unit) } }
    self.bases = bases.enumerated().map { index, row in
      Base(index: index, name: row.name, divisor: row.divisor, unit: units[byWord[row.unit] ?? 0])
    }
  }

  /// Returns the unit that `word` names: its name, plural, symbol or sign.
  ///
  /// Exact spelling wins; otherwise any case will do, unless the word bears a metric prefix or
  /// could mean several units: `gpu` is `GPU`, but `mb` and `flops` are nothing. A hash look-up.
  public func unit(named word: String) -> Unit? {
    if let index = byWord[word] { return units[index] }
    let folded = word.lowercased()
    var found = byFoldedWord[folded] ?? []
    if let index = byWord[folded], units[index].ignoresCase { found.append(index) }
    return found.count == 1 ? units[found[0]] : nil
  }

  /// Returns the currency whose sign is `symbol`: `$ € £ ¥`.
  public func currency(symbol: Character) -> Unit? {
    guard let index = byWord[String(symbol)], units[index].sign == symbol else { return nil }
    return units[index]
  }

  /// Returns the unit that `word` names.
  ///
  /// - Throws: `unknownUnit` with suggestions.
  public func requireUnit(named word: String) throws(UnitError) -> Unit {
    if let unit = unit(named: word) { return unit }
    throw .unknownUnit(word: word, suggestions: suggestions(for: word))
  }

  /// Adds `unit`.
  ///
  /// - Requires: no word of it names another unit.
  mutating func insert(_ unit: Unit) {
    let index = units.count
    units.append(unit)
    if let sign = unit.sign { byWord[String(sign)] = index }
    insert(unit.name, index)
    if unit.plural != unit.name { insert(unit.plural, index) }
    for symbol in unit.symbols { insert(symbol, index) }
  }

  /// Adds the base dimension that `unit` is the first to measure.
  ///
  /// - Requires: there is room for it.
  mutating func insertBase(_ unit: Unit) {
    bases.append(Base(index: bases.count, name: unit.plural, divisor: unit.name, unit: unit))
  }

  /// Makes `word` a word for the unit at `index`.
  private mutating func insert(_ word: String, _ index: Int) {
    byWord[word] = index
    if !units[index].ignoresCase { return }
    let folded = word.lowercased()
    if folded != word { byFoldedWord[folded, default: []].append(index) }
  }
}

/// A base dimension with the words for it.
struct Base: Sendable {
  /// Its index in `Dimension`.
  let index: Int
  /// The dimension's name above the line: `tokens` in `tokens/year`.
  let name: String
  /// The dimension's name under the line: `token` in `money/token`.
  let divisor: String
  /// The unit whose size is 1.
  let unit: Unit
}
