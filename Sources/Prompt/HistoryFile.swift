#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The file that a `History` lives in. Any number of processes may add to it at a time.
struct HistoryFile {
  /// Why the file cannot be used.
  struct Problem: Error {
    /// What to tell the user.
    let sentence: String
  }

  /// No more than this much of a file, its end, is ever read.
  private static let longestRead = 16 << 20

  private let path: String
  private var endsWithinLine = false

  /// Names a file, which need not exist.
  init(path: String) {
    self.path = path
  }

  /// Returns the newest entries, `limit` at most, oldest first; none when there is no file yet.
  ///
  /// A file that has grown a tenth over the limit is cut down to it. Lines that are no entries are
  /// passed over, and a file that has any is never cut: it may be someone else's.
  mutating func load(limit: Int) throws(Problem) -> [String] {
    guard let file = OpenFile(path, flags: O_RDONLY) else {
      if errno == ENOENT { return [] }
      throw failure("cannot read")
    }
    let lines = try lines(of: file)
    endsWithinLine = !(lines.last ?? []).isEmpty
    let entries = lines.filter { !$0.isEmpty }.map(HistoryLine.entry)
    if entries.count > limit + limit / 10, !entries.contains(nil) { cut(to: limit) }
    return entries.compactMap { $0 }.suffix(limit)
  }

  /// Adds an entry with one write, creating the file and its folders where they are missing.
  mutating func append(_ entry: String) throws(Problem) {
    Self.createFolders(above: path)
    let file = try openForAdding()
    let line = (endsWithinLine ? [0x0A] : []) + HistoryLine.bytes(of: entry)
    guard file.write(line) else { throw failure("cannot write") }
    endsWithinLine = false
  }

  /// Returns the file, open and locked against being cut meanwhile.
  private func openForAdding() throws(Problem) -> OpenFile {
    while true {
      guard let file = OpenFile(path, flags: O_WRONLY | O_APPEND | O_CREAT) else {
        throw failure("cannot write")
      }
      try requireRegular(file)
      file.lock(LOCK_SH)
      if !file.isRemoved { return file }  // else another process has just put a new one in place
    }
  }

  /// Replaces the file by one with the newest entries. When anything fails it stays as it is.
  private func cut(to limit: Int) {
    // a link is not replaced, but what it leads to
    guard let place = FileSystem.withoutLinks(path), let file = OpenFile(place, flags: O_RDONLY)
    else { return }
    file.lock(LOCK_EX)
    guard !file.isRemoved, let lines = try? lines(of: file) else { return }
    let kept = lines.filter { !$0.isEmpty }.suffix(limit)
    var name = Array((place + ".XXXXXX").utf8CString)
    guard let new = OpenFile(temporary: &name) else { return }
    let written = new.write(Array(kept.joined(separator: [0x0A])) + [0x0A]) && new.synchronize()
    if !written || rename(name, place) != 0 { unlink(name) }
  }

  /// Returns the lines of the end of the file; the last one is empty when the file ends a line.
  private func lines(of file: borrowing OpenFile) throws(Problem) -> [ArraySlice<UInt8>] {
    try requireRegular(file)
    let size = file.size
    guard let bytes = file.read(from: max(0, size - Self.longestRead)) else {
      throw failure("cannot read")
    }
    guard !bytes.contains(0) else { throw Problem(sentence: "\(path) is not a history of ais") }
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    return size > Self.longestRead ? Array(lines.dropFirst()) : lines
  }

  private func requireRegular(_ file: borrowing OpenFile) throws(Problem) {
    guard file.isRegular else { throw Problem(sentence: "\(path) is not a regular file") }
  }

  /// Creates the folders above a file that are missing; opening the file tells when that failed.
  static func createFolders(above path: String) {
    for slash in path.indices where path[slash] == "/" && slash != path.startIndex {
      mkdir(String(path[..<slash]), 0o700)
    }
  }

  private func failure(_ what: String) -> Problem {
    Problem(sentence: "\(what) the history \(path): \(String(cString: strerror(errno)))")
  }
}
