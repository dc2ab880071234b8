extension UnitSystem {
  /// Returns `value`, in base units of `dimension`, as text that reads back in the language.
  ///
  /// `4`, `50%`, `2.43x`, `$4.5B/yr`, `-$36M/yr`, `$2.5/1M tokens`, `16.7 months`, `22k GPUs`. A
  /// style that does not fit the dimension is passed over. What is not finite is `inf`, `-inf` or
  /// `nan`.
  public func text(
    _ value: Double, _ dimension: Dimension, style: NumberStyle = .plain,
    precision: Precision = .full
  ) -> String {
    displayUnit(for: dimension, style: style, typical: value, precision: precision)
      .text(value, precision: precision)
  }

  /// Returns the style in which numbers like `typical` of `dimension` are usually shown, for a
  /// whole column.
  ///
  /// Only durations, compute, energy and data depend on `typical`.
  public func defaultStyle(
    for dimension: Dimension, typical: Double? = nil, precision: Precision = .full
  ) -> NumberStyle {
    if dimension.isRatio { return .plain }
    return .unit(usualUnit(for: dimension, typical: typical, precision: precision))
  }

  /// Returns the unit that `text` writes, as after `as` or in a column's heading: `$M/year`,
  /// `$/1k tokens`, `months`, `k GPUs`, `%`, `x`, `points`, `1`.
  ///
  /// - Throws: `malformed`, `unknownUnit` or `exponentTooLarge`.
  public func displayUnit(parsing text: String) throws(UnitError) -> DisplayUnit {
    try displayUnit(parsing: text) { word throws(UnitError) in try requireUnit(named: word) }
  }

  /// Returns the unit that `text` writes with the given meaning of words.
  func displayUnit(
    parsing text: String, meaning: UnitExpression.Meaning
  ) throws(UnitError) -> DisplayUnit {
    let expression = try UnitExpression(text, meaning: meaning)
    return try DisplayUnit.of(
      expression.parts, mark: expression.mark, currency: expression.currency,
      magnitude: expression.magnitude)
  }

  /// Returns the unit to show `typical` in.
  private func displayUnit(
    for dimension: Dimension, style: NumberStyle, typical: Double, precision: Precision
  ) -> DisplayUnit {
    switch style {
    case .unit(let unit) where unit.dimension == dimension: return unit
    case .percent: if let unit = marked(.percent, dimension) { return unit }
    case .multiple: if let unit = marked(.multiple, dimension) { return unit }
    case .points: if let unit = marked(.points, dimension) { return unit }
    case .plain, .unit: break
    }
    return usualUnit(for: dimension, typical: typical, precision: precision)
  }

  /// Returns the unit that shows a ratio, or a ratio per something, with `mark`.
  private func marked(_ mark: DisplayUnit.RatioMark, _ dimension: Dimension) -> DisplayUnit? {
    let parts = usualParts(of: dimension)
    if parts.contains(where: { $0.exponent > 0 }) { return nil }
    return try? DisplayUnit.of(parts, mark: mark)
  }

  /// Returns the unit of the dimension's form, or the product of its base units.
  private func usualUnit(
    for dimension: Dimension, typical: Double?, precision: Precision
  ) -> DisplayUnit {
    if dimension.isRatio { return .plain }
    if let form = Form.all[dimension] { return form.unit(for: typical, precision: precision) }
    var parts = usualParts(of: dimension)
    let index = parts.firstIndex { $0.exponent == 1 && $0.unit.sign != nil }
    let currency = index.map { parts.remove(at: $0).unit }
    return (try? DisplayUnit.of(parts, currency: currency)) ?? .plain
  }

  /// Returns the base units of `dimension`; time is short under the line.
  private func usualParts(of dimension: Dimension) -> [DisplayUnit.Part] {
    factors(of: dimension).map { base, exponent in
      let isShort = exponent < 0 && base.unit.dimension == .time
      return DisplayUnit.Part(
        base.unit, text: isShort ? base.unit.symbols.first : nil, exponent: exponent)
    }
  }
}
