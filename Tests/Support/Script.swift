import AISLanguage
import AISReport
import AISSource
import AISUnits

/// A script with the options that its first line asks for, as `# model: none, samples: 1000`.
public struct Script: Sendable {
  /// The text.
  public let text: SourceText
  private var session: Session
  private var renderer: Renderer
  private var isBare = false
  /// What scripts have written, by name: the next one may read it.
  public let files = WrittenFiles()

  /// Creates a script of `text`, run in the built-in model unless its first line says otherwise.
  public init(_ text: SourceText) throws {
    self.text = text
    session = Sessions.builtIn
    renderer = Renderer()
    for (name, value) in Self.options(of: text.content) { try set(name, value) }
    files.grant(to: &session.options)
  }

  /// Creates a script of `text` that goes on where `session` is.
  public init(_ text: SourceText, in session: Session, format: Format = .text) {
    self.text = text
    self.session = session
    renderer = Renderer(format: format)
  }

  /// What the first line cannot ask for.
  struct UnknownOption: Error, CustomStringConvertible {
    let description: String
  }

  /// The options of a first line that consists of nothing else.
  private static func options(of text: String) -> [(String, String)] {
    guard text.hasPrefix("# "), let line = text.split(separator: "\n").first else { return [] }
    let parts = line.dropFirst(2).split(separator: ",").map { part in
      part.split(separator: ":").map { $0.filter { $0 != " " } }
    }
    guard parts.allSatisfy({ $0.count == 2 && known.contains($0[0]) }) else { return [] }
    return parts.map { ($0[0], $0[1]) }
  }

  private static let known = ["model", "samples", "format", "at"]

  private mutating func set(_ name: String, _ value: String) throws {
    switch (name, value) {
    case ("model", "none"): (session, isBare) = (Sessions.bare, true)
    case ("format", _):
      guard let format = Format.named(value) else { throw UnknownOption(description: value) }
      renderer = Renderer(format: format)
    case ("at", _):
      guard let day = Day(value) ?? Period(value)?.start else {
        throw UnknownOption(description: value)
      }
      var options = session.options
      options.today = day
      session = try Session(model: isBare ? .none : .builtIn, options: options)
    case ("samples", _):
      guard let samples = Int(value) else { throw UnknownOption(description: value) }
      session.options.samples = samples
    default: throw UnknownOption(description: "\(name): \(value)")
    }
  }

  /// What became of a script.
  public struct Result: Sendable {
    /// What `ais FILE` prints, answers and diagnostics in the order in which they come.
    public var output = ""
    /// Every diagnostic that is no part of an answer.
    public var diagnostics: [Diagnostic] = []
    /// The session afterwards.
    public var session: Session
  }

  /// Runs every statement.
  public func run() -> Result {
    onLargeStack {
      var result = Result(session: session)
      var output = ""
      var diagnostics: [Diagnostic] = []
      result.session.run(text) { outcome in
        output += rendered(outcome)
        if case .failure(let found, _, _) = outcome { diagnostics += found }
      }
      (result.output, result.diagnostics) = (output, diagnostics)
      return result
    }
  }

  private func rendered(_ outcome: Session.Outcome) -> String {
    switch outcome {
    case .answer(let answer):
      let warnings = renderer.format.mixesErrorsWithAnswers ? [] : answer.warnings
      return renderer.render(warnings) + renderer.render(answer)
    case .failure(let diagnostics, let statement, let line):
      return renderer.render(diagnostics, statement: statement, line: line)
    }
  }
}
