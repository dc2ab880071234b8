/// Declared names that do not lex as plain words (`Character.AI`, `GPT-4o`), for the lexer to keep whole.
///
/// Matching is without case and longest first; a match must end at a word boundary.
public struct OddNames: Sendable {
  private var byFirstByte: [UInt8: [[UInt8]]] = [:]

  /// Creates an empty set.
  public init() {}

  /// `true` iff no name was added.
  public var isEmpty: Bool { byFirstByte.isEmpty }

  /// Adds `name` if plain lexing would break it up; returns whether it was new.
  @discardableResult
  public mutating func insert(_ name: String) -> Bool {
    let bytes = name.utf8.map(Self.lowercased)
    guard let first = bytes.first, Self.isWordByte(first), Self.isOdd(bytes) else { return false }
    var names = byFirstByte[first] ?? []
    guard !names.contains(bytes) else { return false }
    names.append(bytes)
    names.sort { $0.count > $1.count }
    byFirstByte[first] = names
    return true
  }

  /// Returns the length of the longest name that stands at `start`, or 0.
  func match(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
    guard let names = byFirstByte[Self.lowercased(bytes[start])] else { return 0 }
    for name in names where start + name.count <= bytes.count {
      var index = 0
      while index < name.count, Self.lowercased(bytes[start + index]) == name[index] { index += 1 }
      guard index == name.count else { continue }
      let end = start + index
      if end == bytes.count || !Self.isLetter(bytes[end]) { return index }
    }
    return 0
  }

  /// `true` iff a name cannot end before this byte: C2 and E2 begin quotes, dashes and other signs.
  private static func isLetter(_ byte: UInt8) -> Bool {
    isWordByte(byte) && byte != 0xC2 && byte != 0xE2
  }

  /// A name is odd when it holds anything but ASCII word bytes and single blanks, or a word that begins with
  /// a digit.
  private static func isOdd(_ bytes: [UInt8]) -> Bool {
    var startsWord = true
    for byte in bytes {
      if byte == 0x20 {
        startsWord = true
        continue
      }
      if !isWordByte(byte) || byte >= 0x80 { return true }
      if startsWord, (0x30...0x39).contains(byte) { return true }
      startsWord = false
    }
    return false
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
      || byte == 0x5F || byte >= 0x80
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
  }
}
