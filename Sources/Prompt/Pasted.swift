/// Text from the clipboard.
enum Pasted {
  /// Returns the text as it goes into an entry: rows end in a line feed, the last one without, so
  /// that Enter remains the user's; control characters other than the tab are left out.
  static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in scalars {
      defer { previous = scalar }
      switch scalar {
      case "\r": text.append("\n")
      case "\n" where previous == "\r": continue
      case "\n", "\t": text.append(scalar)
      default: if scalar.properties.generalCategory != .control { text.append(scalar) }
      }
    }
    if text.last == "\n" { text.removeLast() }
    return String(text)
  }
}
