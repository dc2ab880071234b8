import AISSource

/// Declared names that do not lex as plain words (`Character.AI`, `GPT-4o`), for the lexer to keep whole.
///
/// Matching is without case and longest first; a match must end at a word boundary.
public struct OddNames: Sendable {
  private struct Name: Hashable, Sendable {
    let bytes: [UInt8]
    /// It goes on with another word.
    var isOpen = false
  }

  /// The longest first; empty, or for each byte one.
  private var byFirstByte: [[Name]] = []

  /// Creates an empty set.
  public init() {}

  /// `true` iff no name was added.
  public var isEmpty: Bool { byFirstByte.isEmpty }

  /// Adds `name` if plain lexing would break it up; returns whether it was new.
  @discardableResult
  public mutating func insert(_ name: String) -> Bool {
    let bytes = name.utf8.map(Self.lowercased)
    guard let first = bytes.first, Self.isWordByte(first), Self.isOdd(bytes) else { return false }
    return add(Name(bytes: bytes))
  }

  /// Adds a name such as `cost_per_release` as it is written with blanks, where a word in it would begin something else.
  /// Not with `of`, after which stands something of its own; and at the end of a name such a word is part of it only in
  /// that of a relation, before another word.
  public mutating func insert(spaced name: String, isRelation: Bool = false) {
    guard name.utf8.contains(0x5F) else { return }
    var bytes = name.utf8.map(Self.lowercased)
    guard Self.isWordByte(bytes[0]), let last = Self.reservedEnd(of: bytes) else { return }
    let isOpen = last != .none && last != .base
    guard isRelation || !isOpen else { return }
    for index in bytes.indices where bytes[index] == 0x5F { bytes[index] = 0x20 }
    add(Name(bytes: bytes, isOpen: isOpen))
  }

  /// The keyword with which a name ends, `.none` if its last word is another one; `nil` if no word of it is a keyword, or
  /// one is `of`, or is missing.
  private static func reservedEnd(of name: [UInt8]) -> Keyword? {
    name.withUnsafeBufferPointer { bytes in
      var last = Keyword.none
      var isReserved = false
      var start = 0
      for end in 0...bytes.count where end == bytes.count || bytes[end] == 0x5F {
        guard end > start, let first = bytes.baseAddress else { return nil }
        last = Keyword.spelled(first + start, end - start)
        guard last != .of else { return nil }
        if last != .none { isReserved = true }
        start = end + 1
      }
      return isReserved ? last : nil
    }
  }

  /// Adds a name unless it is there; returns whether it was new.
  @discardableResult
  private mutating func add(_ name: Name) -> Bool {
    if byFirstByte.isEmpty { byFirstByte = Array(repeating: [], count: 256) }
    let names = byFirstByte[Int(name.bytes[0])]
    guard !names.contains(name) else { return false }
    let place = names.firstIndex { $0.bytes.count < name.bytes.count } ?? names.count
    byFirstByte[Int(name.bytes[0])].insert(name, at: place)
    return true
  }

  /// Returns the length of the longest name that stands at `start`, or 0.
  func match(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
    if isEmpty { return 0 }
    for name in byFirstByte[Int(Self.lowercased(bytes[start]))]
    where start + name.bytes.count <= bytes.count {
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

  /// `true` iff one of the names stands in the text where `tokens`, which are its own, begin a word that is not that name.
  func areBroken(in tokens: [Token], of text: SourceText) -> Bool {
    text.bytes.withUnsafeBufferPointer { bytes in
      tokens.contains { token in
        guard token.kind == .word else { return false }
        let length = match(bytes, at: Int(token.start))
        return length > 0 && (length != Int(token.end - token.start) || token.keyword != .none)
      }
    }
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
