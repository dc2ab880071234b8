import AISLanguage
import AISSource

/// A form in which answers leave: a member of the family `Format.all`, one file in `Formats/` each.
public struct Format: Sendable {
  /// The formats, the usual one first.
  public static let all: [Format] = [.text, .json, .csv, .markdown]

  /// Returns the format called `name`, or `nil` if there is none.
  public static func named(_ name: String) -> Format? { all.first { $0.name == name } }

  /// Returns the format of a file by the end of its name, `costs.csv`.
  public static func ofFile(_ path: String) throws(Diagnostic) -> Format {
    if let format = all.first(where: { path.lowercased().hasSuffix("." + $0.suffix) }) {
      return format
    }
    let ends = all.map { "`.\($0.suffix)`" }
    throw Diagnostic(
      code: "AIS0811", "how to write `\(path)` is not said by the end of its name",
      help: "it ends in \(ends.dropLast().joined(separator: ", ")) or \(ends.last ?? "")")
  }

  /// What it is called after `--format`.
  public let name: String
  /// How the names of its files end.
  public let suffix: String
  /// What it is, in a few words, for help.
  public let summary: String
  /// What stands between two answers.
  public let separator: String
  /// `true` iff diagnostics belong among the answers, and warnings within them; otherwise they are
  /// rendered by themselves and go where errors go.
  public let mixesErrorsWithAnswers: Bool

  /// Writes an answer, a long one piece by piece.
  let answer: @Sendable (Answer, Surface, (String) -> Void) -> Void
  /// Writes diagnostics about a statement.
  let diagnostics: @Sendable ([Diagnostic], Asked, Surface) -> String
}

/// What an answer is written on.
struct Surface: Sendable {
  /// `true` iff it shows colours.
  var isColored = false
  /// The columns that it has, or `nil` if lines may be of any length.
  var width: Int?
  /// Its colours.
  var theme = Theme.standard
}

/// The statement that diagnostics are about, as far as it is known.
struct Asked: Sendable {
  /// The statement as written.
  var statement: String?
  /// The line on which it begins, from 1.
  var line: Int?
}
