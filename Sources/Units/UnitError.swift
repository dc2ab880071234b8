/// Why a unit could not be read or declared.
public enum UnitError: Error, Hashable, Sendable {
  /// A word that names no unit, with the words that were perhaps meant, likeliest first.
  case unknownUnit(word: String, suggestions: [String])
  /// Text that is no unit expression, with the reason as a clause: "a unit is missing after `/`".
  case malformed(text: String, reason: String)
  /// A declaration of a word that means something else already.
  case alreadyDeclared(name: String)
  /// A declaration of something that is no word.
  case notAName(String)
  /// A declaration of a unit whose size is not above 0, or beyond what a number can hold.
  case unusableFactor(Double)
  /// A declaration of one base dimension more than there is room for.
  case tooManyDimensions(limit: Int)
  /// A unit with an exponent outside -128...127.
  case exponentTooLarge(text: String)
}

extension UnitError {
  /// The words that were perhaps meant, likeliest first.
  public var suggestions: [String] {
    if case .unknownUnit(_, let suggestions) = self { return suggestions }
    return []
  }
}

extension UnitError: CustomStringConvertible {
  /// The error as a sentence without a final full stop; `suggestions` are for its help.
  public var description: String {
    switch self {
    case .unknownUnit(let word, _):
      return "unknown unit `\(word)`"
    case .malformed(let text, let reason):
      return "`\(text)` is not a unit: \(reason)"
    case .alreadyDeclared(let name):
      return "`\(name)` is a unit already"
    case .notAName(let name):
      return "`\(name)` cannot name a unit"
    case .unusableFactor(let factor):
      return "a unit cannot be \(factor) of another: the factor must be positive and finite"
    case .tooManyDimensions(let limit):
      return "there is room for \(limit) independent units, and all of it is taken"
    case .exponentTooLarge(let text):
      return "the exponents in `\(text)` are too large"
    }
  }
}
