import AISLanguage
import AISPrompt
import AISReport
import AISSource

/// Runs texts in a session and prints what becomes of their statements.
struct Runner {
  private(set) var session: Session
  /// The worst that has happened.
  private(set) var status = Status.success
  /// An interruption or a limit is said once, not for each statement that it keeps from running.
  private var isStopSaid = false
  /// An answer has been written.
  private var hasAnswered = false
  private let answers: Renderer
  private let errors: Renderer
  private let isJSON: Bool
  /// Says nothing but answers and errors.
  private let isQuiet: Bool
  /// Says what each statement took.
  private let isTimed: Bool
  /// Says how far a long computation is.
  private let progress: ProgressLine?

  /// Creates a runner with the session that the settings ask for.
  ///
  /// `arguments` are what the script finds in `args`.
  init(
    _ settings: Settings, script: String? = nil, arguments: [String] = [],
    under watchdog: Watchdog?
  ) throws(Failure) {
    session = try settings.session(for: script, under: watchdog)
    session.options.arguments = arguments
    answers = settings.renderer(for: .standard)
    errors = settings.renderer(for: .error)
    isJSON = settings.format == Format.json.name
    isTimed = settings.time
    isQuiet = settings.quiet
    progress = isQuiet ? nil : ProgressLine(on: .error)
    if let progress { session.options.progress = { progress.report($0) } }
  }

  /// Runs every statement of a text; answers go to standard output, errors as text to standard error.
  mutating func run(_ text: SourceText) {
    var worst = status
    var (isStopSaid, hasAnswered) = (isStopSaid, hasAnswered)
    defer { (self.isStopSaid, self.hasAnswered) = (isStopSaid, hasAnswered) }
    let (answers, errors, isJSON, isQuiet, progress) = (answers, errors, isJSON, isQuiet, progress)
    progress?.begin()
    var watch = isTimed ? Stopwatch() : nil
    // what is wrong in one line keeps others from an answer: it is said in full once
    var said = Set<String>()
    session.run(text) { outcome in
      progress?.erase()
      watch?.lap(outcome)
      defer {
        watch?.restart(after: outcome)
        progress?.begin()
      }
      switch outcome {
      case .answer(let answer):
        if !isJSON, !isQuiet, !answer.warnings.isEmpty {
          Output.error.write(errors.render(answer.warnings))
        }
        var (isWritten, isFirst) = (true, true)
        answers.render(answer) { piece in
          if isFirst, hasAnswered { isWritten = Output.standard.write(answers.format.separator) }
          isWritten = isWritten && Output.standard.write(piece)
          isFirst = isFirst && piece.isEmpty
        }
        hasAnswered = hasAnswered || !isFirst
      case .failure(let diagnostics, let statement, let line):
        let diagnostics = isQuiet ? diagnostics.filter { $0.severity == .error } : diagnostics
        guard !diagnostics.isEmpty else { return }
        let status = Status(of: diagnostics)
        if status.isStop {
          guard !isStopSaid else { return }
          isStopSaid = true
        }
        worst.add(status)
        if isJSON {
          Output.standard.write(answers.render(diagnostics, statement: statement, line: line))
        } else {
          let rendered = errors.render(diagnostics)
          if said.insert(rendered).inserted {
            Output.error.write(rendered)
          } else if let statement, let line {
            Output.error.write("line \(line), `\(Self.short(statement))`: the same error\n")
          }
        }
      }
    }
    if Interrupt.isRequested { worst = .interrupted }
    status = worst
  }

  /// The beginning of a statement, in one line.
  private static func short(_ statement: String) -> String {
    let words = statement.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count > 60 ? words.prefix(59) + "…" : words
  }

  /// Prints an answer to what no statement asks.
  func write(_ content: Answer.Content, to question: String) {
    answers.render(session.answer(content, to: question)) { Output.standard.write($0) }
  }

  /// Forgets how earlier texts ended: at the prompt each entry counts by itself.
  mutating func clearStatus() { (status, isStopSaid) = (.success, false) }

  /// Prints diagnostics that belong to no statement.
  mutating func fail(_ diagnostics: [Diagnostic]) {
    status.add(Status(of: diagnostics))
    if isJSON {
      Output.standard.write(answers.render(diagnostics))
    } else {
      Output.error.write(errors.render(diagnostics))
    }
  }
}
