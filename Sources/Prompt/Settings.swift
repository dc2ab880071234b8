import CLibEdit

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The user's settings for all programs that use libedit: the lines of `~/.editrc`, see editrc(5).
struct Settings {
  /// A line as words.
  struct Line {
    /// The words, at least one.
    let words: [String]

    /// `true` iff the line replaces all key bindings.
    var beginsAnew: Bool {
      words[0].hasSuffix("bind") && (words.contains("-e") || words.contains("-v"))
    }
  }

  /// The lines that are neither empty nor comments.
  let lines: [Line]

  /// Reads the user's settings: in `$EDITRC`, else in `~/.editrc`; none if there is no such file.
  static func ofUser() -> Settings {
    guard let path, let file = OpenFile(path, flags: O_RDONLY), file.isRegular,
      let bytes = file.read(from: 0)
    else { return Settings(text: "") }
    return Settings(text: String(decoding: bytes, as: UTF8.self))
  }

  /// Splits the text of a settings file into words, by the rules of libedit.
  init(text: String) {
    lines = text.split(whereSeparator: \.isNewline).compactMap { line in
      let line = line.drop(while: \.isWhitespace)
      guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
      let words = Self.words(String(line))
      return words.isEmpty ? nil : Line(words: words)
    }
  }

  /// Has the editor obey the lines that `condition` holds for, in their order.
  func apply(to editor: OpaquePointer, where condition: (Line) -> Bool) {
    for line in lines where condition(line) {
      let words = line.words.map { UnsafePointer(strdup($0)) }
      var arguments = words + [nil]
      el_parse(editor, Int32(words.count), &arguments)
      for word in words { free(UnsafeMutableRawPointer(mutating: word)) }
    }
  }

  private static var path: String? {
    if let path = getenv("EDITRC") { return String(cString: path) }
    return getenv("HOME").map { String(cString: $0) + "/.editrc" }
  }

  private static func words(_ line: String) -> [String] {
    guard let tokenizer = tok_init(nil) else { return [] }
    defer { tok_end(tokenizer) }
    var count: Int32 = 0
    var words: UnsafeMutablePointer<UnsafePointer<CChar>?>?
    guard tok_str(tokenizer, line, &count, &words) == 0, let words else { return [] }
    return (0..<Int(count)).compactMap { words[$0].map { String(cString: $0) } }
  }
}
