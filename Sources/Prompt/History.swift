/// The entries of this and of earlier conversations, kept in a file of one escaped entry a line.
///
/// Several conversations may share the file: each adds its own entries, and reads those of the
/// others when it begins. Trouble with the file is never fatal: entries are then kept in memory.
public struct History {
  /// The number of entries that are kept.
  public static let limit = 10_000

  /// The entries, oldest first.
  public private(set) var entries: [String] = []
  /// Where the file is; `nil` keeps none.
  public let path: String?
  /// Why entries are not kept in the file, as a sentence for the user, or `nil` when all is well.
  public private(set) var problem: String?

  private var file: HistoryFile?

  /// Reads the history in the file at `path`, which need not exist yet; `nil` keeps none.
  public init(path: String?) {
    self.path = path
    guard let path else { return }
    var file = HistoryFile(path: path)
    do throws(HistoryFile.Problem) {
      entries = try file.load(limit: Self.limit)
      self.file = file
    } catch {
      problem = error.sentence
    }
  }

  /// Adds an entry, in memory and in the file, and returns whether it was added. An entry that
  /// begins with a blank is private, and one that repeats the entry before it adds nothing.
  @discardableResult
  public mutating func remember(_ entry: String) -> Bool {
    guard let first = entry.first, !first.isWhitespace, entry != entries.last else { return false }
    entries.append(entry)
    if entries.count > Self.limit { entries.removeFirst() }
    save(entry)
    return true
  }

  private mutating func save(_ entry: String) {
    guard file != nil else { return }
    do throws(HistoryFile.Problem) {
      try file?.append(entry)
      problem = nil
    } catch {
      problem = error.sentence
    }
  }

  /// Returns where the user's history is: `$AIS_HISTORY`, else `ais/history` in `$XDG_STATE_HOME`
  /// or `~/.local/state`. Returns `nil`, for none, when `$AIS_HISTORY` is empty or `/dev/null`, and
  /// when there is no home folder.
  public static func defaultPath(environment: [String: String]) -> String? {
    if let chosen = environment["AIS_HISTORY"] {
      return chosen.isEmpty || chosen == "/dev/null" ? nil : chosen
    }
    return StateFolder.path(environment: environment).map { $0 + "/history" }
  }
}
