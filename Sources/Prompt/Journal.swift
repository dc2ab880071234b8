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

  /// Why entries are not kept, as a sentence for the user, or `nil` when all is well.
  public private(set) var problem: String?

  private var path: String
  private var file: OpenFile

  /// Begins a journal in a folder, which is created; `nil` where that cannot be done.
  public init?(in folder: String) {
    HistoryFile.createFolders(above: folder + "/")
    path = Self.newPath(in: folder) + Self.openSuffix
    guard let file = OpenFile(path, flags: O_RDWR | O_APPEND | O_CREAT | O_EXCL),
      file.tryLock()
    else { return nil }
    self.file = file
    entries = []
    for old in Self.journals(in: folder).dropFirst(Self.limit) { OpenFile.removeIfFree(old) }
  }

  /// A path that nobody else has, which tells the time.
  private static func newPath(in folder: String) -> String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return "\(folder)/\(time.tv_sec)-\(time.tv_nsec / 1000)-\(getpid())"
  }

  private var folder: String { String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }

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
  }

  /// Takes over the journal of the last conversation in a folder that was cut off, or else of the last one that has
  /// ended; `nil` where there is none.
  public static func last(in folder: String) -> Journal? {
    for path in journals(in: folder) {
      if let journal = Journal(continuing: path), !journal.entries.isEmpty { return journal }
    }
    return nil
  }

  /// Adds an entry. A conversation that had ended goes on from then on.
  public func append(_ entry: String) {
    if path.hasSuffix(Self.endedSuffix) {
      let open = String(path.dropLast(Self.endedSuffix.utf8.count)) + Self.openSuffix
      if rename(path, open) == 0 { path = open }
    }
    entries.append(entry)
    if !file.write(HistoryLine.bytes(of: entry)) { fail() }
  }

  /// Keeps these entries behind the first one, in place of all others: in a new file that takes the place of the old one,
  /// so that none is lost on the way.
  public func replace(with others: [String]) {
    let all = entries.prefix(1) + others
    let draft = path + "~"
    unlink(draft)
    guard let new = OpenFile(draft, flags: O_RDWR | O_APPEND | O_CREAT | O_EXCL), new.tryLock(),
      new.write(all.flatMap(HistoryLine.bytes)), rename(draft, path) == 0
    else {
      fail()
      unlink(draft)
      return
    }
    entries = Array(all)
    file = new
  }

  private func fail() {
    problem = "cannot write the journal \(path): \(String(cString: strerror(errno)))"
  }

  /// The conversation has ended as it should: it is the last one that has. One in which nothing was said leaves no
  /// journal.
  public func close() {
    if entries.count < 2 {
      unlink(path)
    } else {
      rename(path, Self.newPath(in: folder) + Self.endedSuffix)
    }
  }

  /// Where journals are: `ais/journals` in `$XDG_STATE_HOME` or `~/.local/state`; `nil` when there is no home folder.
  public static func defaultFolder(environment: [String: String]) -> String? {
    StateFolder.path(environment: environment).map { $0 + "/journals" }
  }

  /// The journals of a folder, those that were cut off before those that have ended, the newest first.
  private static func journals(in folder: String) -> [String] {
    let names = FileSystem.names(in: folder).filter {
      $0.hasSuffix(openSuffix) || $0.hasSuffix(endedSuffix)
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
