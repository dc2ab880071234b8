import AISLanguage
import Dispatch
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Keeps the limits of time and memory that the options set.
///
/// It looks now and then. Work that has reached a limit stops at its next step, and says at which statement it was. What
/// takes no steps (waiting for input), or takes a quarter more memory, ends with the process.
final class Watchdog: Sendable {
  /// A limit, with when it was found to be reached.
  private struct State {
    var begin: Double
    var reached: (limit: Limit, at: Double)?
    /// Nobody computes: the prompt waits for a person.
    var rests = false
  }

  /// The microseconds between two looks, and the seconds in which work must come to a stop.
  private static let pause: UInt32 = 5_000
  private static let grace = 0.5

  private let seconds: Double?
  private let bytes: Double?
  private let state: Mutex<State>
  /// The same as in the state that a limit is reached, for who asks often.
  private let isUp = Atomic(false)

  /// Begins to watch; `nil` without a limit. `end` ends the process, with what is to be said.
  init?(seconds: Double?, bytes: Double?, end: @escaping @Sendable (Limit) -> Never) {
    guard seconds != nil || bytes != nil else { return nil }
    (self.seconds, self.bytes) = (seconds, bytes)
    state = Mutex(State(begin: Stopwatch.now))
    look(end)
    DispatchQueue(label: "limits").async { [self] in
      while true {
        usleep(Self.pause)
        look(end)
      }
    }
  }

  /// `true` iff a limit is reached. Lock-free; safe from any thread.
  var isReached: Bool { isUp.load(ordering: .relaxed) }

  /// The limit that is reached.
  var reached: Limit? { state.withLock { $0.reached?.limit } }

  /// Counts anew: time from now on.
  func begin() { reset(rests: false) }

  /// Counts nothing until the next `begin`.
  func rest() { reset(rests: true) }

  private func reset(rests: Bool) {
    state.withLock { state in
      state = State(begin: Stopwatch.now, rests: rests)
      isUp.store(false, ordering: .relaxed)
    }
  }

  private func look(_ end: (Limit) -> Never) {
    let overdue: Limit? = state.withLock { state in
      guard !state.rests else { return nil }
      let now = Stopwatch.now
      let held = bytes == nil ? 0 : Self.residentBytes
      if state.reached == nil {
        if let seconds, now - state.begin > seconds {
          state.reached = (.time(seconds: seconds), now)
        } else if let bytes, held > bytes {
          state.reached = (.memory(bytes: bytes), now)
        }
        if state.reached != nil { isUp.store(true, ordering: .relaxed) }
      }
      guard let reached = state.reached else { return nil }
      if let bytes, held > 1.25 * bytes { return .memory(bytes: bytes) }
      return now - reached.at > Self.grace ? reached.limit : nil
    }
    if let overdue { end(overdue) }
  }

  /// The bytes of memory that the process holds; on Darwin the most that it has held.
  private static var residentBytes: Double {
    #if canImport(Darwin)
      var usage = rusage()
      return getrusage(RUSAGE_SELF, &usage) == 0 ? Double(usage.ru_maxrss) : 0
    #else
      let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { return 0 }
      defer { close(file) }
      var bytes = [UInt8](repeating: 0, count: 128)
      let count = read(file, &bytes, bytes.count)
      let fields = bytes.prefix(max(0, count)).split(separator: UInt8(ascii: " "))
      guard fields.count > 1, let pages = Double(String(decoding: fields[1], as: UTF8.self)) else {
        return 0
      }
      return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    #endif
  }
}
