import AISSource

/// The dates of a series: `2024..2030`, `2025` or `5 years`, perhaps with how far apart they are.
public struct TimeSpan: Sendable {
  /// How far apart the dates are.
  public enum Pace: Sendable {
    /// `yearly`, `quarterly`, `monthly`, `daily`.
    case word(Span)
    /// `step 6 months`
    case step(ExpressionID)
  }
  /// The first date; `nil` where a duration from today is given.
  public var first: Span?
  /// The last date; `nil` for one date.
  public var last: Span?
  public var duration: ExpressionID?
  public var pace: Pace?
  public var span: Span

  /// The expressions in it, in the order written.
  public var expressions: [ExpressionID] {
    let step: ExpressionID? = if case .step(let step)? = pace { step } else { nil }
    return [duration, step].compactMap { $0 }
  }
}

/// When a change holds: `in D`, `at D`, `during SPAN`, `from D [until D]`, `until D`, `over DURATION`.
public struct TimePhrase: Sendable {
  /// The word that it begins with.
  public var word: Keyword
  public var first: Span?
  public var last: Span?
  public var duration: ExpressionID?
  /// What follows the word.
  public var range: TokenRange
}

/// `X grows by RATE per year`: how a value goes on after its last fact.
public struct GrowthDeclaration: Sendable {
  public var target: ExpressionID
  public var rate: ExpressionID
}

/// `when CONDITION { CHANGES }`: changes that happen once the condition holds.
public struct TriggerDeclaration: Sendable {
  public var condition: ExpressionID
  public var changes: UInt32
}
