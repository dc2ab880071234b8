/// The colours of what is written on a terminal: a member of the family `Theme.all`.
///
/// A sign or a word says what a colour says; no theme tells more from less by red and green alone but `classic`.
public struct Theme: Sendable {
  /// The themes, the usual one first.
  public static let all: [Theme] = [.standard, .basic, .classic, .plain]

  /// Returns the theme called `name`, or `nil` if there is none.
  public static func named(_ name: String) -> Theme? { all.first { $0.name == name } }

  /// Returns the theme for a terminal by what the variable `TERM` calls it; `nil` where that is not set.
  public static func suited(to terminal: String?) -> Theme {
    guard let terminal = terminal?.lowercased(), !terminal.isEmpty, terminal != "dumb" else {
      return .plain
    }
    // terminals of one colour, by the names that they have had since they were machines
    if ["vt", "wy", "unknown"].contains(where: terminal.hasPrefix) || terminal.hasSuffix("-m") {
      return .plain
    }
    let many = [
      "256color", "direct", "truecolor", "kitty", "alacritty", "foot", "wezterm", "ghostty",
    ]
    return many.contains(where: terminal.contains) ? .standard : .basic
  }

  /// What it is called.
  public let name: String
  /// What it looks like, in a few words, for help.
  public let summary: String
  /// The escape codes of more, of less, and of what calls for care; an empty one changes nothing.
  let positive: String
  let negative: String
  let warning: String
  /// Those of things that are drawn together, in turn.
  let series: [String]
  /// That of the range around a curve.
  let band: String
  /// Those of the shades of a map, the lowest first.
  let shades: [String]

  /// Returns the escape code that shows a role, or `nil` if it is not shown.
  func code(for role: Document.Role) -> String? {
    let code =
      switch role {
      case .plain: ""
      case .strong: "1"
      case .faint: "2"
      case .positive: positive
      case .negative: negative
      case .warning: warning
      case .series(let index): series.isEmpty ? "" : series[index % series.count]
      case .band: band
      case .shade(let level): shades.isEmpty ? "" : shades[min(max(level, 0), shades.count - 1)]
      }
    return code.isEmpty ? nil : code
  }
}

extension Theme {
  /// Blue and orange of 256 colours, each with a contrast of 3.5 and more on black and on white, and told apart by eyes
  /// that see no difference between red and green.
  public static let standard = Theme(
    name: "standard", summary: "blue for more and orange for less, of 256 colours",
    positive: "38;5;33", negative: "38;5;166", warning: "1;38;5;166",
    series: [33, 166, 36, 133, 244, 130, 39, 96].map { "38;5;\($0)" }, band: "38;5;67",
    shades: [24, 25, 31, 32, 33].map { "38;5;\($0)" })

  /// Blue and yellow of 16 colours, bold where they would be too dark.
  public static let basic = Theme(
    name: "basic", summary: "blue for more and yellow for less, of 16 colours",
    positive: "1;34", negative: "33", warning: "1;33", series: ["1;34", "33", "36", "35"],
    band: "36", shades: [])

  /// Green and red, as in many a table of prices.
  public static let classic = Theme(
    name: "classic", summary: "green for more and red for less", positive: "32", negative: "31",
    warning: "33", series: ["36", "33", "35", "34"], band: "36", shades: [])

  /// Bold and faint only.
  public static let plain = Theme(
    name: "plain", summary: "no colours: bold and faint only", positive: "", negative: "",
    warning: "1", series: [], band: "2", shades: [])
}
