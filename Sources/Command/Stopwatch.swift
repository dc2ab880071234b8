import AISLanguage

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What each statement of a text took, said on standard error.
struct Stopwatch {
  /// The seconds of a clock that never goes back.
  static var now: Double { seconds(CLOCK_MONOTONIC) }

  private var wall = Self.now
  private var processor = Self.seconds(CLOCK_PROCESS_CPUTIME_ID)

  /// Returns what has passed since the last statement, up to its answer as data. Declarations are silent: their
  /// time is in the next one's.
  func lap(_ outcome: Session.Outcome) -> String? {
    guard case .answer(let answer) = outcome else { return nil }
    if case .defined = answer.content { return nil }
    let (wall, processor) = (Self.now, Self.seconds(CLOCK_PROCESS_CPUTIME_ID))
    return
      "time: line \(answer.line): \(Self.milliseconds(wall - self.wall)) ms, "
      + "\(Self.milliseconds(processor - self.processor)) ms of the processors\n"
  }

  /// Begins anew, after an answer was printed.
  mutating func restart(after outcome: Session.Outcome) {
    if case .answer(let answer) = outcome, case .defined = answer.content { return }
    self = Stopwatch()
  }

  private static func milliseconds(_ seconds: Double) -> Double {
    (seconds * 1e6).rounded() / 1e3
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
