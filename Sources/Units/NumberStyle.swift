/// How a quantity likes to be shown.
public enum NumberStyle: Hashable, Sendable {
  /// As its dimension is usually shown: `4`, `$4.5B/yr`, `$2.5/1M tokens`, `16.7 months`.
  case plain
  /// A ratio as hundredths: `50%`.
  case percent
  /// A ratio as a multiple: `2.43x`.
  case multiple
  /// A difference of ratios in percentage points: `10 points`.
  case points
  /// In the given unit: `$3.5M/year`.
  case unit(DisplayUnit)
}

/// How many digits a number is shown with.
public enum Precision: Hashable, Sendable {
  /// Up to 15 significant digits: as many as every decimal number survives in a `Double`.
  case full
  /// At most this many significant digits, within 1...17 and never more than it takes to read the
  /// number back; rounded from the exact value, half to even.
  case significant(Int)

  /// The number of significant digits.
  var digits: Int {
    switch self {
    case .full: 15
    case .significant(let count): min(max(count, 1), 17)
    }
  }
}
