#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What one conversation has said so far, kept in a file of its own, so that another can go on where it was cut off.
///
/// The file is locked for as long as the conversation lives; the system frees it, however that ends. Each entry is
/// written with one write. A conversation that ends as it should closes its journal, which then comes after all that
/// were cut off.
public final class Journal {
  /// The journals that are kept; older ones are deleted.
  private static let limit = 20
  /// How the names of journals end: of conversations that go on, or were cut off, and of those that have ended.
  private static let (openSuffix, endedSuffix) = (".open", ".ended")

  /// What the conversation was begun with, and the entries in order.
  public private(set) var entries: [String]

  private var path: String
  private let file: OpenFile

  /// Begins a journal in a folder, which is created; `nil` where that cannot be done.
  public init?(in folder: String) {
    HistoryFile(path: folder + "/x").createFolders()
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    path = "\(folder)/\(time.tv_sec)-\(time.tv_nsec / 1000)-\(getpid())" + Self.openSuffix
    guard let file = OpenFile(path, flags: O_RDWR | O_APPEND | O_CREAT | O_EXCL),
      file.tryLock()
    else { return nil }
    self.file = file
    entries = []
    for old in Self.journals(in: folder).dropFirst(Self.limit) where OpenFile.isFree(old) {
      unlink(old)
    }
  }

  private init?(continuing path: String) {
    guard let file = OpenFile(path, flags: O_RDWR | O_APPEND), file.isRegular, file.tryLock(),
      let bytes = file.read(from: 0)
    else { return nil }
    // of an entry that was cut off in the middle nothing is kept
    let whole = bytes[..<((bytes.lastIndex(of: 0x0A) ?? -1) + 1)]
    entries = whole.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
      .compactMap(HistoryLine.entry)
    if whole.count < bytes.count { file.truncate(to: whole.count) }
    self.file = file
    self.path = path
    guard path.hasSuffix(Self.endedSuffix) else { return }
    let open = String(path.dropLast(Self.endedSuffix.utf8.count)) + Self.openSuffix
    if rename(path, open) == 0 { self.path = open }
  }

  /// Takes over the journal of the last conversation in a folder that was cut off, or else of the last one that has
  /// ended; `nil` where there is none.
  public static func last(in folder: String) -> Journal? {
    for path in journals(in: folder) {
      if let journal = Journal(continuing: path), !journal.entries.isEmpty { return journal }
    }
    return nil
  }

  /// Adds an entry; returns whether it is in the file.
  @discardableResult
  public func append(_ entry: String) -> Bool {
    entries.append(entry)
    return file.write(HistoryLine.bytes(of: entry))
  }

  /// The conversation has ended as it should. One in which nothing was said leaves no journal.
  public func close() {
    if entries.count < 2 {
      unlink(path)
    } else if path.hasSuffix(Self.openSuffix) {
      rename(path, String(path.dropLast(Self.openSuffix.utf8.count)) + Self.endedSuffix)
    }
  }

  /// Where journals are: `ais/journals` in `$XDG_STATE_HOME` or `~/.local/state`; `nil` when there is no home folder.
  public static func defaultFolder(environment: [String: String]) -> String? {
    StateFolder.path(environment: environment).map { $0 + "/journals" }
  }

  /// The journals of a folder, those that were cut off before those that have ended, the newest first.
  private static func journals(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(openSuffix) || name.hasSuffix(endedSuffix) { names.append(name) }
    }
    func order(_ name: String) -> (Int, Int, Int) {
      let numbers = name.split { !$0.isNumber }.compactMap { Int($0) }
      return (
        name.hasSuffix(openSuffix) ? 1 : 0, numbers.first ?? 0,
        numbers.count > 1 ? numbers[1] : 0
      )
    }
    return names.sorted { order($0) > order($1) }.map { "\(folder)/\($0)" }
  }
}

/// Where what lasts from one conversation to the next is kept.
enum StateFolder {
  /// Returns `ais` in `$XDG_STATE_HOME`, or else in `~/.local/state`; `nil` when there is no home folder. The XDG Base
  /// Directory Specification has relative paths ignored.
  static func path(environment: [String: String]) -> String? {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/ais" }
    guard let home = environment["HOME"], !home.isEmpty else { return nil }
    return home + "/.local/state/ais"
  }
}
