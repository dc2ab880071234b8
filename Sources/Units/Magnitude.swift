/// A suffix that stands for a power of ten: `k M B T`.
public enum Magnitude: Int, CaseIterable, Hashable, Sendable {
  /// Ten to the third, `k`.
  case thousand = 3
  /// Ten to the sixth, `M`.
  case million = 6
  /// Ten to the ninth, `B`.
  case billion = 9
  /// Ten to the twelfth, `T`.
  case trillion = 12

  /// Creates the magnitude that `word` stands for: `k`, `M`, `bn`, `million`.
  public init?(word: String) {
    switch word {
    case "k", "K", "thousand": self = .thousand
    case "M", "mn", "million": self = .million
    case "B", "bn", "billion": self = .billion
    case "T", "tn", "trillion": self = .trillion
    default: return nil
    }
  }

  /// Creates the magnitude equal to `value`, such as 1000.
  public init?(value: Double) {
    guard let match = Self.allCases.first(where: { $0.value == value }) else { return nil }
    self = match
  }

  /// The canonical suffix.
  public var suffix: String { String(UnicodeScalar(byte)) }

  /// The canonical suffix as an ASCII character.
  var byte: UInt8 {
    switch self {
    case .thousand: UInt8(ascii: "k")
    case .million: UInt8(ascii: "M")
    case .billion: UInt8(ascii: "B")
    case .trillion: UInt8(ascii: "T")
    }
  }

  /// The power of ten as a number.
  public var value: Double {
    switch self {
    case .thousand: 1e3
    case .million: 1e6
    case .billion: 1e9
    case .trillion: 1e12
    }
  }

  /// The exponent of ten.
  public var exponent: Int { rawValue }

  /// Returns the suffix for a number whose first digit stands for `10^leading`, if it takes one.
  ///
  /// Numbers below ten thousand take none, nor do those so large that the suffix would not help.
  static func fitting(leading: Int) -> Magnitude? {
    switch leading {
    case 4..<6: .thousand
    case 6..<9: .million
    case 9..<12: .billion
    case 12..<18: .trillion
    default: nil
    }
  }
}
