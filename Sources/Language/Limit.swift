import AISSource
import AISUnits

/// What a host lets work take at most.
public enum Limit: Sendable, Hashable {
  case time(seconds: Double)
  case memory(bytes: Double)

  /// What is said of the statement that reached it; without a place where none is known.
  public func diagnostic(at place: Place? = nil) -> Diagnostic {
    func text(_ number: Double) -> String {
      UnitSystem.standard.text(number, .ratio, style: .plain, precision: .significant(3))
    }
    switch self {
    case .time(let seconds):
      return Diagnostic(
        code: "AIS0830", "the time limit of \(text(seconds)) s is over", at: place,
        help:
          "ask for less (`--samples`, `step`), or allow more: `--time-limit \(text(2 * seconds))`")
    case .memory(let bytes):
      return Diagnostic(
        code: "AIS0831", "this takes more than the memory limit of \(text(bytes / 1e6)) MB",
        at: place,
        help:
          "ask for less (`--samples`, `step`), or allow more: `--memory-limit \(text(2 * bytes / 1e6))M`"
      )
    }
  }
}
