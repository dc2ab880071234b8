/// Declared names that do not lex as plain words (`Character.AI`, `GPT-4o`), for the lexer to keep whole.
///
/// Matching is without case and longest first; a match must end at a word boundary.
public struct OddNames: Sendable {
  private struct Name: Hashable, Sendable {
    let bytes: [UInt8]
    /// It goes on with another word.
    var isOpen = false
  }

  private var byFirstByte: [UInt8: [Name]] = [:]

  /// Creates an empty set.
  public init() {}

  /// `true` iff no name was added.
  public var isEmpty: Bool { byFirstByte.isEmpty }

  /// Adds `name` if plain lexing would break it up; returns whether it was new.
  @discardableResult
  public mutating func insert(_ name: String) -> Bool {
    let bytes = name.utf8.map(Self.lowercased)
    guard let first = bytes.first, Self.isWordByte(first), Self.isOdd(bytes) else { return false }
    guard !(byFirstByte[first] ?? []).contains(where: { $0.bytes == bytes }) else { return false }
    add(Name(bytes: bytes))
    return true
  }

  /// Adds a name such as `cost_per_release` as it is written with blanks, where a word in it would begin something else.
  /// Not with `of`, after which stands something of its own; and at the end of a name such a word is part of it only in
  /// that of a relation, before another word.
  public mutating func insert(spaced name: String, isRelation: Bool = false) {
    guard name.utf8.contains(0x5F) else { return }
    let words = name.split(separator: "_", omittingEmptySubsequences: false).map { String($0) }
    let keywords = words.compactMap(Keyword.init)
    guard words.count > 1, !words.contains(""), !keywords.isEmpty, !keywords.contains(.of),
      let first = words[0].utf8.first, Self.isWordByte(first)
    else { return }
    let isOpen = words.last.flatMap(Keyword.init).map { $0 != .base } ?? false
    guard isRelation || !isOpen else { return }
    add(Name(bytes: words.joined(separator: " ").utf8.map(Self.lowercased), isOpen: isOpen))
  }

  private mutating func add(_ name: Name) {
    var names = byFirstByte[name.bytes[0]] ?? []
    guard !names.contains(name) else { return }
    names.append(name)
    names.sort { $0.bytes.count > $1.bytes.count }
    byFirstByte[name.bytes[0]] = names
  }

  /// Returns the length of the longest name that stands at `start`, or 0.
  func match(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
    guard let names = byFirstByte[Self.lowercased(bytes[start])] else { return 0 }
    for name in names where start + name.bytes.count <= bytes.count {
      var index = 0
      while index < name.bytes.count,
        Self.lowercased(bytes[start + index]) == name.bytes[index]
      { index += 1 }
      guard index == name.bytes.count else { continue }
      let end = start + index
      if name.isOpen, end + 1 >= bytes.count || bytes[end] != 0x20 || !Self.isLetter(bytes[end + 1])
      {
        continue
      }
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
