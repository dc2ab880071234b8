import AISEngine
import AISUnits

/// How a session answers.
public struct Options: Sendable {
  /// Samples, seed, threads, and when to stop.
  public var run = RunOptions()
  /// The date at which everything is read; `nil`: that of the latest source.
  public var today: Day?
  /// The most samples that may be asked for.
  public static let sampleLimit = 10_000_000

  public init() {}
}
