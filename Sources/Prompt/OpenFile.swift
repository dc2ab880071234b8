#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file that is open, and closed when this value ends. Files that it creates have mode 0600.
struct OpenFile: ~Copyable {
  private let descriptor: Int32

  /// Opens the file at `path`; `nil`, with `errno`, when that fails. Never waits for a pipe.
  init?(_ path: String, flags: Int32) {
    let descriptor = open(path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0o600)
    guard descriptor >= 0 else { return nil }
    self.descriptor = descriptor
  }

  /// Creates a new file; `name` ends in `XXXXXX`, which is replaced by what makes it unique.
  init?(temporary name: inout [CChar]) {
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { return nil }
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// `true` iff it is neither a folder nor a device nor a pipe.
  var isRegular: Bool {
    status.st_mode & S_IFMT == S_IFREG
  }

  /// `true` iff no name in any folder leads to it any more.
  var isRemoved: Bool {
    status.st_nlink == 0
  }

  /// Its length in bytes.
  var size: Int {
    Int(status.st_size)
  }

  private var status: stat {
    var status = stat()
    fstat(descriptor, &status)
    return status
  }

  /// Waits for a lock, `LOCK_SH` or `LOCK_EX`, which is held until the file is closed. Goes on
  /// without it where there are no locks, and when Ctrl-C ends the wait.
  func lock(_ kind: Int32) {
    _ = flock(descriptor, kind)
  }

  /// Takes a lock for this file alone, if nobody has one; returns whether it did.
  func tryLock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

  /// `true` iff nobody has locked the file at `path`.
  static func isFree(_ path: String) -> Bool {
    guard let file = OpenFile(path, flags: O_RDONLY) else { return false }
    return file.tryLock()
  }

  /// Returns the bytes from `offset` to the end, or `nil`, with `errno`, when reading fails.
  func read(from offset: Int) -> [UInt8]? {
    let length = size - offset
    var offset = offset
    var bytes: [UInt8] = []
    bytes.reserveCapacity(length)
    var block = [UInt8](repeating: 0, count: min(max(1, length), 1 << 16))
    while true {
      let count = pread(descriptor, &block, block.count, off_t(offset))
      if count < 0, errno == EINTR { continue }
      if count < 0 { return nil }
      if count == 0 { return bytes }
      bytes += block[..<count]
      offset += count
    }
  }

  /// Writes all of `bytes` with one call; `false`, with `errno`, when that fails.
  func write(_ bytes: [UInt8]) -> Bool {
    #if canImport(Darwin)
      let count = Darwin.write(descriptor, bytes, bytes.count)
    #else
      let count = Glibc.write(descriptor, bytes, bytes.count)
    #endif
    if count >= 0, count < bytes.count { errno = ENOSPC }
    return count == bytes.count
  }

  /// Cuts off what is behind so many bytes.
  func truncate(to length: Int) { _ = ftruncate(descriptor, off_t(length)) }

  /// Waits until what was written is on the disk, and returns whether it is.
  func synchronize() -> Bool {
    fsync(descriptor) == 0
  }
}
