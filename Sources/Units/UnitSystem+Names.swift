extension UnitSystem {
  /// Returns the name of `dimension`, as a type is written and errors tell it: `ratio`, `people`,
  /// `money/year`, `money/token`, `users·time`. It reads back with `dimension(parsing:)`.
  public func name(of dimension: Dimension) -> String {
    if dimension.isTooLarge { return "a power beyond 127" }
    let over = compound(dimension, separator: "·", above: \.name, below: \.divisor)
    return over.hasPrefix("/") || over.isEmpty ? "ratio" + over : over
  }

  /// Returns the base unit of `dimension` for machines, and the factor from internal values to it.
  ///
  /// There is one unit per dimension: `1` for a ratio, `USD`, `USD/year`, `USD/token`, `user*year`;
  /// a bare duration is in months, everything else in the internal base units. It reads back with
  /// `displayUnit(parsing:)`.
  public func jsonUnit(of dimension: Dimension) -> (name: String, factor: Double) {
    if dimension == .time { return ("month", jsonFactor(of: dimension)) }
    let over = compound(dimension, separator: "*", above: \.unit.name, below: \.unit.name)
    return (over.hasPrefix("/") || over.isEmpty ? "1" + over : over, 1)
  }

  /// How many of the unit that `jsonUnit` names the internal base unit is.
  public func jsonFactor(of dimension: Dimension) -> Double { dimension == .time ? 12 : 1 }

  /// Returns the dimension that `text` names, by the names of dimensions and of units alike:
  /// `money/year`, `$/token`, `users·time`, `ratio`.
  ///
  /// - Throws: `malformed`, `unknownUnit` or `exponentTooLarge`.
  public func dimension(parsing text: String) throws(UnitError) -> Dimension {
    try displayUnit(parsing: text) { word throws(UnitError) in
      if let unit = bases.first(where: { $0.name == word })?.unit { return unit }
      return word == "ratio" ? .ratio : try requireUnit(named: word)
    }.dimension
  }

  /// Returns the base dimensions of `dimension` in words: those above the line joined with
  /// `separator`, those under it each after a `/`.
  private func compound(
    _ dimension: Dimension, separator: String, above: (Base) -> String, below: (Base) -> String
  ) -> String {
    var (over, under) = ("", "")
    for (base, exponent) in factors(of: dimension) {
      let power = abs(exponent) == 1 ? "" : "^\(abs(exponent))"
      if exponent < 0 {
        under += "/" + below(base) + power
      } else {
        over += (over.isEmpty ? "" : separator) + above(base) + power
      }
    }
    return over + under
  }

  /// Returns the base dimensions that `dimension` is a product of with their exponents, time last:
  /// money per user per month.
  func factors(of dimension: Dimension) -> [(base: Base, exponent: Int)] {
    var factors: [(base: Base, exponent: Int)] = []
    var time: (base: Base, exponent: Int)?
    for base in bases where dimension[base.index] != 0 {
      let factor = (base: base, exponent: dimension[base.index])
      if base.unit.dimension == .time { time = factor } else { factors.append(factor) }
    }
    if let time { factors.append(time) }
    return factors
  }
}

extension Unit {
  /// A plain number, for the names of dimensions that are nothing but rates: `ratio/year`.
  fileprivate static let ratio = Unit(
    name: "ratio", plural: "ratio", symbols: [], sign: nil, dimension: .ratio, numerator: 1,
    denominator: 1, takesMagnitude: false, ignoresCase: false, summary: "plain number")
}
