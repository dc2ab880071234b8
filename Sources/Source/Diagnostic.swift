/// One thing said about a program: an error, a warning or a note, with its place and what to do.
///
/// A value with no formatting in it; `Diagnostic+Rendering.swift` draws it for people, and the JSON
/// format writes its parts.
public struct Diagnostic: Error, Sendable {
  /// How bad it is.
  public enum Severity: String, Sendable { case error, warning, note }

  /// A word about another part of the text, such as the unit of one side of a sum.
  public struct Label: Sendable {
    public let place: Place
    public let text: String

    /// Creates a label that says `text` of `place`.
    public init(_ place: Place, _ text: String) {
      self.place = place
      self.text = text
    }
  }

  public var severity: Severity
  /// The stable code, `AIS` and four digits.
  public var code: String
  /// What is wrong, in one line, in the analyst's terms.
  public var message: String
  /// The exact part that is wrong; `nil` when no text is to blame (a missing file).
  public var place: Place?
  /// What the parts that clash are.
  public var labels: [Label]
  /// Further lines: why, or how it came to this.
  public var notes: [String]
  /// What to type instead.
  public var help: String?
  /// What else is wrong, each by itself, such as the other wrong rows of a file.
  public var others: [Diagnostic] = []

  /// Creates a diagnostic.
  public init(
    _ severity: Severity = .error, code: String, _ message: String, at place: Place? = nil,
    labels: [Label] = [], notes: [String] = [], help: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.place = place
    self.labels = labels
    self.notes = notes
    self.help = help
  }
}

extension Diagnostic {
  /// This one without the others, and then those.
  public var each: [Diagnostic] {
    var own = self
    own.others = []
    return [own] + others
  }
}
