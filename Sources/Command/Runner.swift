import AISLanguage
import AISPrompt
import AISReport
import AISSource

/// Runs texts in a session and prints what becomes of their statements.
struct Runner {
  var session: Session
  /// How answers are printed, and what is said beside them.
  var settings: Settings
  /// A statement that worked.
  struct Worked {
    let statement: String
    /// It said something, and did not only define.
    let isAnswered: Bool

    fileprivate init(statement: String, isAnswered: Bool) {
      (self.statement, self.isAnswered) = (statement, isAnswered)
    }

    fileprivate init(_ answer: Answer) {
      statement = answer.statement
      isAnswered = if case .defined = answer.content { false } else { true }
    }
  }

  /// The worst that has happened.
  private(set) var status = Status.success
  /// An interruption or a limit is said once, not for each statement that it keeps from running.
  private var isStopSaid = false
  /// An answer has been written.
  private var hasAnswered = false
  private var answers: Renderer { settings.renderer(for: .standard) }
  private var errors: Renderer { settings.renderer(for: .error) }
  private var isJSON: Bool { settings.format == Format.json.name }
  /// Says how far a long computation is.
  private let line = ProgressLine(on: .error)
  private var progress: ProgressLine? { settings.quiet ? nil : line }

  /// Creates a runner with the session that the settings ask for.
  ///
  /// `arguments` are what the script finds in `args`.
  init(
    _ settings: Settings, script: String? = nil, arguments: [String] = [],
    under watchdog: Watchdog?
  ) throws(Failure) {
    session = try settings.session(for: script, under: watchdog)
    session.options.arguments = arguments
    self.settings = settings
  }

  /// Runs every statement of a text; answers go to standard output, errors as text to standard error, at the prompt all of
  /// it to a pager. `worked` is given every statement that worked. Returns whether all did.
  @discardableResult
  mutating func run(
    _ text: SourceText, through pager: Pager? = nil, isTimed: Bool = false,
    worked: (Worked) -> Void = { _ in }
  ) -> Bool {
    var isWell = true
    var worst = status
    let isQuiet = settings.quiet
    var (isStopSaid, hasAnswered) = (isStopSaid, hasAnswered)
    defer { (self.isStopSaid, self.hasAnswered) = (isStopSaid, hasAnswered) }
    let (answers, errors, isJSON, progress) = (answers, errors, isJSON, progress)
    func write(_ text: String) -> Bool { pager?.write(text) ?? Output.standard.write(text) }
    func complain(_ text: String) {
      if pager == nil || !Output.error.isTerminal || pager?.write(text) == false {
        Output.error.write(text)
      }
    }
    // many samples make what only looks good dear
    session.options.drawsSpread = Output.standard.isTerminal && settings.samples <= 100_000
    session.options.progress = nil
    if let progress { session.options.progress = { progress.report($0) } }
    progress?.begin()
    var watch = settings.time || isTimed ? Stopwatch() : nil
    // what is wrong in one line keeps others from an answer: it is said in full once
    var said = Set<String>()
    session.run(text) { outcome in
      progress?.erase()
      if let time = watch?.lap(outcome) { complain(time) }
      defer {
        watch?.restart(after: outcome)
        progress?.begin()
      }
      switch outcome {
      case .answer(let answer):
        if answer.isPartial {
          isWell = false
        } else {
          worked(Worked(answer))
        }
        if !isJSON, !isQuiet || answer.isPartial, !answer.warnings.isEmpty {
          complain(errors.render(answer.warnings))
        }
        var (isWritten, isFirst) = (true, true)
        func writeAnswer() {
          answers.render(answer) { piece in
            if isFirst, hasAnswered { isWritten = write(answers.format.separator) }
            isWritten = isWritten && write(piece)
            isFirst = isFirst && piece.isEmpty
          }
        }
        if let pager {
          pager.takeAnswer(writeAnswer)
        } else {
          writeAnswer()
        }
        hasAnswered = hasAnswered || !isFirst
      case .failure(let diagnostics, let statement, let line):
        let diagnostics = isQuiet ? diagnostics.filter { $0.severity == .error } : diagnostics
        guard !diagnostics.isEmpty else { return }
        isWell = isWell && !diagnostics.contains { $0.severity == .error }
        let status = Status(of: diagnostics)
        if status.isStop {
          guard !isStopSaid else { return }
          isStopSaid = true
        }
        worst.add(status)
        if isJSON {
          _ = write(answers.render(diagnostics, statement: statement, line: line))
        } else {
          let rendered = errors.render(diagnostics)
          if said.insert(rendered).inserted {
            complain(rendered)
          } else if let statement, let line {
            complain("line \(line), `\(Self.short(statement))`: the same error\n")
          }
        }
      }
    }
    if Interrupt.isRequested { worst = .interrupted }
    status = worst
    return isWell
  }

  /// Runs a text again for what it declares: nothing is written, and its questions are computed with few samples. Returns
  /// the errors.
  mutating func repeatQuietly(_ text: SourceText, worked: (Worked) -> Void) -> [Diagnostic] {
    let options = session.options
    defer { session.options = options }
    session.options.samples = min(options.samples, 64)
    session.options.progress = nil
    session.options.openFile = { _ in { _ in } }
    var errors: [Diagnostic] = []
    session.run(text) { outcome in
      switch outcome {
      case .answer(let answer): worked(Worked(answer))
      case .failure(let diagnostics, let statement, _):
        let faults = diagnostics.filter { $0.severity == .error }
        // what is expected may need all samples to hold
        if faults.allSatisfy({ $0.code == "AIS0701" }), let statement {
          worked(Worked(statement: statement, isAnswered: true))
        } else {
          errors += faults
        }
      }
    }
    return errors
  }

  /// The beginning of a statement, in one line.
  private static func short(_ statement: String) -> String {
    let words = statement.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count > 60 ? words.prefix(59) + "…" : words
  }

  /// Prints an answer to what no statement asks.
  func write(
    _ content: Answer.Content, to question: String, through pager: Pager? = nil
  ) {
    write(session.answer(content, to: question), through: pager)
  }

  /// Prints an answer.
  func write(_ answer: Answer, through pager: Pager? = nil) {
    answers.render(answer) { _ = pager?.write($0) ?? Output.standard.write($0) }
  }

  /// Prints a page of help.
  func write(_ page: HelpPage, through pager: Pager?) {
    let text = answers.render(page)
    _ = pager?.write(text) ?? Output.standard.write(text)
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
