/// An entry as a line of the history file: UTF-8, with `\n`, `\r`, `\0` and `\\` for what a line
/// cannot hold.
enum HistoryLine {
  private static let backslash = UInt8(ascii: "\\")
  private static let escapes: [(letter: UInt8, byte: UInt8)] = [
    (UInt8(ascii: "n"), 0x0A), (UInt8(ascii: "r"), 0x0D), (UInt8(ascii: "0"), 0x00),
    (backslash, backslash),
  ]

  /// Returns the line for an entry, with its line feed.
  static func bytes(of entry: String) -> [UInt8] {
    var line: [UInt8] = []
    for byte in entry.utf8 {
      if let escape = escapes.first(where: { $0.byte == byte }) {
        line += [backslash, escape.letter]
      } else {
        line.append(byte)
      }
    }
    return line + [0x0A]
  }

  /// Returns the entry that a line, without its line feed, stands for, or `nil` if it is none.
  static func entry(_ line: ArraySlice<UInt8>) -> String? {
    guard line.contains(backslash) else { return String(validating: line, as: UTF8.self) }
    var bytes: [UInt8] = []
    var rest = line
    while let byte = rest.popFirst() {
      if byte != backslash {
        bytes.append(byte)
      } else if let escape = escapes.first(where: { $0.letter == rest.first }) {
        rest.removeFirst()
        bytes.append(escape.byte)
      } else {
        return nil
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
