import AISLanguage
import AISPrompt
import AISReport
import AISSource

/// Runs texts in a session and prints what becomes of their statements.
struct Runner {
  private(set) var session: Session
  /// The worst that has happened.
  private(set) var status = Status.success
  /// An interruption is said once, not for each statement that it keeps from running.
  private var isInterruptionSaid = false
  /// An answer has been written.
  private var hasAnswered = false
  private let answers: Renderer
  private let errors: Renderer
  private let isJSON: Bool
  /// Says what each statement took.
  private let isTimed: Bool
  /// Says how far a long computation is.
  private let progress: ProgressLine?

  /// Creates a runner with the session that the settings ask for.
  ///
  /// `arguments` are what the script finds in `args`.
  init(_ settings: Settings, script: String? = nil, arguments: [String] = []) throws(Failure) {
    session = try settings.session(for: script)
    session.options.arguments = arguments
    answers = settings.renderer(for: .standard)
    errors = settings.renderer(for: .error)
    isJSON = settings.format == Format.json.name
    isTimed = settings.time
    progress = ProgressLine(on: .error)
    if let progress { session.options.progress = { progress.report($0) } }
  }

  /// Runs every statement of a text; answers go to standard output, errors as text to standard error.
  mutating func run(_ text: SourceText) {
    var worst = status
    var (isInterruptionSaid, hasAnswered) = (isInterruptionSaid, hasAnswered)
    defer { (self.isInterruptionSaid, self.hasAnswered) = (isInterruptionSaid, hasAnswered) }
    let (answers, errors, isJSON, progress) = (answers, errors, isJSON, progress)
    progress?.begin()
    var watch = isTimed ? Stopwatch() : nil
    session.run(text) { outcome in
      progress?.erase()
      watch?.lap(outcome)
      defer {
        watch?.restart(after: outcome)
        progress?.begin()
      }
      switch outcome {
      case .answer(let answer):
        if !isJSON, !answer.warnings.isEmpty {
          Output.error.write(errors.render(answer.warnings))
        }
        var (isWritten, isFirst) = (true, true)
        answers.render(answer) { piece in
          if isFirst, hasAnswered { isWritten = Output.standard.write(answers.format.separator) }
          isWritten = isWritten && Output.standard.write(piece)
          isFirst = isFirst && piece.isEmpty
        }
        hasAnswered = hasAnswered || !isFirst
        if !isWritten {
          Output.error.write("error: the answer could not be written\n")
          worst = Self.worse(worst, .failure)
        }
      case .failure(let diagnostics, let statement, let line):
        if Self.status(of: diagnostics) == .interrupted {
          guard !isInterruptionSaid else { return }
          isInterruptionSaid = true
        }
        worst = Self.worse(worst, Self.status(of: diagnostics))
        if isJSON {
          Output.standard.write(answers.render(diagnostics, statement: statement, line: line))
        } else {
          Output.error.write(errors.render(diagnostics))
        }
      }
    }
    if Interrupt.isRequested { worst = .interrupted }
    status = worst
  }

  /// Forgets how earlier texts ended: at the prompt each entry counts by itself.
  mutating func clearStatus() { (status, isInterruptionSaid) = (.success, false) }

  /// Prints diagnostics that belong to no statement.
  mutating func fail(_ diagnostics: [Diagnostic]) {
    status = Self.worse(status, .failure)
    if isJSON {
      Output.standard.write(answers.render(diagnostics))
    } else {
      Output.error.write(errors.render(diagnostics))
    }
  }

  private static func status(of diagnostics: [Diagnostic]) -> Status {
    let errors = diagnostics.filter { $0.severity == .error }
    guard let first = errors.first else { return .success }
    switch first.code {
    case "AIS0602": return .interrupted
    case "AIS0701": return .unmet
    default: return .failure
    }
  }

  /// An error outranks a failed expectation; an interruption outranks both.
  private static func worse(_ a: Status, _ b: Status) -> Status {
    let order: [Status] = [.success, .unmet, .failure, .interrupted]
    func rank(_ status: Status) -> Int { order.firstIndex(of: status) ?? 0 }
    return rank(a) >= rank(b) ? a : b
  }
}
