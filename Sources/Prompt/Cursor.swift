/// An entry of several rows with the place in it where one types, and the ways to move that place.
///
/// A way is a number of code points, negative to the left; that is how libedit counts.
struct Cursor {
  /// The text before the place.
  let before: String
  private let scalarsBefore: [Unicode.Scalar]
  private let after: [Unicode.Scalar]

  /// Places the cursor between two texts.
  init(before: String, after: String) {
    self.before = before
    scalarsBefore = Array(before.unicodeScalars)
    self.after = Array(after.unicodeScalars)
  }

  /// The whole entry.
  var text: String { before + String(String.UnicodeScalarView(after)) }

  /// The way to the beginning of the row.
  var toRowStart: Int { -column }

  /// The way to the end of the row.
  var toRowEnd: Int { after.firstIndex(of: "\n") ?? after.count }

  /// The way to the end of the entry.
  var toEnd: Int { after.count }

  /// The way to the same column of the row above, or to its end if it is shorter; `nil` if there
  /// is no row above.
  var up: Int? {
    guard let end = scalarsBefore.lastIndex(of: "\n") else { return nil }
    let start = scalarsBefore[..<end].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    return min(start + column, end) - scalarsBefore.count
  }

  /// The way to the same column of the row below, or to its end if it is shorter; `nil` if there
  /// is no row below.
  var down: Int? {
    guard let end = after.firstIndex(of: "\n") else { return nil }
    let start = end + 1
    let limit = after[start...].firstIndex(of: "\n") ?? after.count
    return min(start + column, limit)
  }

  /// The way to the beginning of the word before the place, over the blanks between.
  var toWordStart: Int {
    let word = scalarsBefore.reversed().drop { $0.properties.isWhitespace }
    return word.drop { !$0.properties.isWhitespace }.count - scalarsBefore.count
  }

  /// The way to the end of the word after the place, over what is no letter between.
  var toWordEnd: Int {
    let word = after.drop { !$0.properties.isAlphabetic && $0.properties.numericType == nil }
    let rest = word.drop { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    return after.count - rest.count
  }

  /// The text on a way.
  func text(on way: Int) -> String {
    let scalars = way < 0 ? scalarsBefore.suffix(-way)[...] : after.prefix(way)[...]
    return String(String.UnicodeScalarView(scalars))
  }

  private var column: Int {
    scalarsBefore.count - (scalarsBefore.lastIndex(of: "\n").map { $0 + 1 } ?? 0)
  }
}
