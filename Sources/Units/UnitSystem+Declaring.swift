extension UnitSystem {
  /// Declares the unit `name`: `factor` times the parent, or a new base dimension when there is
  /// none.
  ///
  /// The plural is formed as in English unless given. A repetition of the same declaration does
  /// nothing.
  ///
  /// - Throws: `notAName`, `alreadyDeclared`, `unusableFactor` or `tooManyDimensions`; then nothing
  ///   has changed.
  public mutating func declare(
    _ name: String, plural: String? = nil, as parent: (Unit, factor: Double)? = nil
  ) throws(UnitError) {
    let plural = plural ?? regularPlural(of: name)
    for word in [name, plural] where !isName(word) { throw .notAName(word) }
    let factor = parent.map { $0.0.factor * $0.factor } ?? 1
    guard factor.isNormal, factor > 0 else { throw .unusableFactor(factor) }
    if isDeclared(name, plural: plural, like: parent, factor: factor) { return }
    for word in [name, plural] where unit(named: word) != nil { throw .alreadyDeclared(name: word) }
    if parent == nil, bases.count == Dimension.capacity {
      throw .tooManyDimensions(limit: Dimension.capacity)
    }
    let unit = Unit(
      name: name, plural: plural, symbols: [], sign: nil,
      dimension: parent?.0.dimension ?? Dimension(base: bases.count),
      numerator: parent.map { $0.0.numerator * $0.factor } ?? 1,
      denominator: parent?.0.denominator ?? 1,
      takesMagnitude: parent?.0.takesMagnitude ?? true, ignoresCase: true, summary: "declared")
    insert(unit)
    if parent == nil { insertBase(unit) }
  }

  /// `true` iff the very unit exists already.
  private func isDeclared(
    _ name: String, plural: String, like parent: (Unit, factor: Double)?, factor: Double
  ) -> Bool {
    guard let known = unit(named: name), known.name == name, known.plural == plural else {
      return false
    }
    guard let parent else { return bases.contains { $0.unit == known } }
    return known.dimension == parent.0.dimension && known.factor == factor
  }
}

/// `true` iff `word` is a word that no other role has claimed.
private func isName(_ word: String) -> Bool {
  guard let first = word.first, first.isLetter || first == "_" else { return false }
  guard word.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return false }
  return Magnitude(word: word) == nil && word != "x" && word != "per"
}

/// Returns the English plural of `name` by the regular rules.
private func regularPlural(of name: String) -> String {
  let stem = name.dropLast()
  let beforeLast = stem.last.map { "aeiou".contains($0) } ?? true
  if name.hasSuffix("y") && !beforeLast { return stem + "ies" }
  for ending in ["s", "x", "z", "ch", "sh"] where name.hasSuffix(ending) { return name + "es" }
  return name + "s"
}
