extension Unicode.Scalar {
  /// The number of terminal columns that this code point takes: 0 for combining marks and format
  /// characters, 2 for wide East Asian characters and emoji, else 1.
  ///
  /// Source: Unicode Standard Annex #11 (East Asian Width), ranges W and F, and general categories
  /// Mn, Me and Cf.
  public var displayWidth: Int {
    if value < 0x300 { return value < 0x20 || (0x7F...0x9F).contains(value) ? 0 : 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    return Self.wideRanges.contains { $0.contains(value) } ? 2 : 1
  }

  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x23E9...0x23EC, 0x2E80...0x303E, 0x3041...0x33FF,
    0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
    0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD,
  ]
}

extension StringProtocol {
  /// The number of terminal columns that the text takes. Complexity: linear in its length.
  public var displayWidth: Int {
    unicodeScalars.reduce(0) { $0 + $1.displayWidth }
  }

  /// Returns the text followed by blanks up to `width` columns.
  public func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - displayWidth))
  }

  /// Returns the text preceded by blanks up to `width` columns.
  public func paddedLeft(to width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - displayWidth)) + self
  }

  /// The text without the blanks at its end.
  public var trimmedAtEnd: String {
    var text = String(self)
    while text.last == " " { text.removeLast() }
    return text
  }

  /// Returns the text, with `…` in place of what does not fit into `width` columns, at least one. Complexity: linear in
  /// its length.
  public func cut(to width: Int) -> String {
    displayWidth > width ? beginning(within: Swift.max(0, width - 1)) + "…" : String(self)
  }

  /// Returns as much of the text as fits into `width` columns. Complexity: linear in its length.
  public func beginning(within width: Int) -> String {
    var room = width
    return String(
      prefix { character in
        room -= String(character).displayWidth
        return room >= 0
      })
  }
}
