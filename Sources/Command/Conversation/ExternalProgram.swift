import AISPrompt

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A program of the user's that has the terminal for a while: a pager, an editor.
///
/// Until it has ended, Ctrl-C is its own.
struct ExternalProgram {
  private let process: pid_t
  /// Where what it reads is written to; -1 where it reads the terminal.
  private let input: Int32

  /// Starts what a shell makes of `command`, with variables added to the environment where they are missing; `nil`
  /// where that fails.
  ///
  /// - Parameter isFed: it reads what is written by `write`.
  init?(_ command: String, isFed: Bool = false, defaults: [String: String] = [:]) {
    var ends: [Int32] = [-1, -1]
    if isFed, pipe(&ends) != 0 { return nil }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    if isFed {
      _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
      posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
      posix_spawn_file_actions_addclose(&actions, ends[0])
    }
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGPIPE, SIGQUIT] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    for (name, value) in defaults { setenv(name, value, 0) }
    var words: [UnsafeMutablePointer<CChar>?] =
      ["sh", "-c", command].map { (word: String) in strdup(word) } + [nil]
    defer { words.forEach { free($0) } }
    var process: pid_t = 0
    let status = posix_spawnp(&process, "sh", &actions, &attributes, &words, environ)
    if isFed { close(ends[0]) }
    guard status == 0 else {
      if isFed { close(ends[1]) }
      return nil
    }
    signal(SIGINT, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    (self.process, input) = (process, ends[1])
  }

  /// Hands text to the program; `false` when it reads no more.
  func write(_ text: String) -> Bool { Output(descriptor: input).write(text) }

  /// Waits until the program has ended; returns its status, or 128 and more for one that was killed.
  @discardableResult
  func wait() -> Int32 {
    if input >= 0 { close(input) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    signal(SIGPIPE, SIG_DFL)
    Interrupt.install()
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }
}
