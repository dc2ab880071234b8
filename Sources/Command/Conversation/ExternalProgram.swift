#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A program of the user's that has the terminal for a while: a pager, an editor. Meanwhile Ctrl-C is its own.
enum ExternalProgram {
  /// Runs what a shell makes of `command`, with `arguments` as `"$@"`, and waits for its end. It reads `input`, or where
  /// that is `nil` the terminal. Returns its status, or 128 and more for one that was killed; `nil` where it could not be
  /// started.
  static func run(_ command: String, _ arguments: [String] = [], input: String? = nil) -> Int32? {
    var ends: [Int32] = [-1, -1]
    if input != nil, pipe(&ends) != 0 { return nil }
    let (kept, ignored) = (ignore(SIGINT), ignore(SIGPIPE))
    defer {
      restore(SIGINT, kept)
      restore(SIGPIPE, ignored)
    }
    guard let process = start(command, arguments, reading: ends) else { return nil }
    if let input {
      close(ends[0])
      Output(descriptor: ends[1]).write(input)
      close(ends[1])
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }

  private static func start(
    _ command: String, _ arguments: [String], reading ends: [Int32]
  ) -> pid_t? {
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
    if ends[0] >= 0 {
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    }
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGPIPE, SIGQUIT] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let words = ["sh", "-c", command, "sh"] + arguments
    var pointers: [UnsafeMutablePointer<CChar>?] =
      words.map { (word: String) in strdup(word) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var process: pid_t = 0
    let status = posix_spawnp(&process, "sh", &actions, &attributes, &pointers, environ)
    if status != 0, ends[0] >= 0 { for end in ends { close(end) } }
    return status == 0 ? process : nil
  }

  /// Ignores a signal; returns what was done with it before.
  private static func ignore(_ signal: Int32) -> sigaction {
    var (before, now) = (sigaction(), sigaction())
    #if canImport(Darwin)
      now.__sigaction_u.__sa_handler = SIG_IGN
    #else
      now.__sigaction_handler.sa_handler = SIG_IGN
    #endif
    sigaction(signal, &now, &before)
    return before
  }

  private static func restore(_ signal: Int32, _ action: sigaction) {
    var action = action
    sigaction(signal, &action, nil)
  }
}
