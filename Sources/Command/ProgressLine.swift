import AISPrompt
import AISSource
import Synchronization

/// A line at the end of a terminal's screen that says how far a long computation is.
///
/// It appears half a second after a statement has begun, and is erased before anything else is written.
final class ProgressLine: Sendable {
  private struct State {
    /// When the statement began, the run of its samples, and the line was last written.
    var begin: Double
    var runBegin: Double
    var written = 0.0
    /// How many runs the statement has begun: a search makes many.
    var runs = 0
  }

  /// The seconds before the line appears, and those between two states of it.
  private static let delay = 0.5
  private static let pause = 0.1

  private let output: Output
  private let state: Mutex<State>

  /// Creates a line on a stream; `nil` where it could not be erased again, or nobody sees it.
  init?(on output: Output) {
    guard output.takesEscapes else { return nil }
    self.output = output
    let now = Stopwatch.now
    state = Mutex(State(begin: now, runBegin: now))
  }

  /// Begins with a statement.
  func begin() {
    let now = Stopwatch.now
    state.withLock { $0 = State(begin: now, runBegin: now) }
  }

  /// Erases the line.
  func erase() {
    state.withLock { state in
      if state.written > 0 { output.write("\r\u{1B}[K") }
      state.written = 0
    }
  }

  /// Takes in which share of the samples of a run is done, 0 when it begins.
  func report(_ share: Double) {
    let now = Stopwatch.now
    state.withLock { state in
      if share == 0 {
        state.runs += 1
        state.runBegin = now
      }
      guard now - state.begin > Self.delay, now - state.written > Self.pause else { return }
      state.written = now
      let columns = Window.columns ?? 80
      output.write("\r\u{1B}[K" + Self.text(share, state, now).cut(to: columns - 1))
    }
  }

  private static func text(_ share: Double, _ state: State, _ now: Double) -> String {
    let run = state.runs > 1 ? "run \(state.runs), " : ""
    let spent = now - state.runBegin
    guard share > 0, spent > delay else { return "\(run)\(Int(now - state.begin)) s" }
    let left = spent * (1 - share) / share
    let time = left < 90 ? "\(Int(left.rounded(.up))) s" : "\(Int((left / 60).rounded(.up))) min"
    return "\(run)\(Int(share * 100))% of the samples, \(time) left"
  }
}
