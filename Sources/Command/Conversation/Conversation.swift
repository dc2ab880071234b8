import AISLanguage
import AISPrompt
import AISReport
import AISSource

/// What is said at the prompt and what came of it: entries in the language, commands that begin with a colon, questions
/// for help.
///
/// All that an entry may change is one value, `State`: so every entry can be undone.
final class Conversation {
  /// What entries change.
  struct State {
    var runner: Runner
    /// What has worked, in order.
    var log: [Said] = []
  }

  /// An entry that worked.
  struct Said {
    /// As it was typed, for it to be said again.
    let entry: String
    /// What of it belongs in a script: the statements that worked.
    var script = ""
    /// The numbers of the results that it gave.
    var results: Range<Int> = 0..<0
  }

  var state: State
  /// The states before each entry that can be undone, and those to which one can come back.
  var past: [State] = []
  var future: [State] = []
  /// The state at the beginning.
  private(set) var beginning: State
  let access: FileAccess
  /// What was typed last, whether it worked or not.
  var lastEntry = ""
  /// Puts an entry into the history that was not typed.
  var remember: (String) -> Void = { _ in }
  /// Entries are said again: nothing is shown but what goes wrong.
  private(set) var isRepeating = false
  /// What is shown of the entry that is being answered.
  private(set) var pager: Pager?
  private var journal: Journal?

  /// How many entries can be undone.
  private static let undoLimit = 100

  init(_ runner: Runner, access: FileAccess) {
    state = State(runner: runner)
    state.runner.session.release()
    beginning = state
    self.access = access
  }

  // MARK: Entries

  /// Says what a file of settings holds; the conversation then begins with that.
  func configure(with text: SourceText) {
    let whole = text[Span(0, UInt32(text.bytes.count))]
    for (entry, line) in Entry.parts(of: whole) {
      // errors name the lines of the file
      let placed = String(repeating: "\n", count: line - 1) + entry
      _ = perform(entry, SourceText(placed, name: text.name))
    }
    state.runner.clearStatus()
    (beginning, past) = (snapshot, [])
  }

  /// Keeps entries in a journal from now on, after those that it holds of another conversation are said again.
  func keep(in journal: Journal, saying entries: some Sequence<String> = []) {
    let faults = sayAgain(Array(entries))
    self.journal = journal
    faults.forEach(complain)
  }

  /// Answers an entry; returns `false` to leave.
  func answer(_ text: String) -> Bool {
    state.runner.clearStatus()
    for (entry, _) in Entry.parts(of: text) {
      switch answerOne(entry) {
      case .stays, .changed: continue
      case .leave: return false
      case .next(let other):
        remember(other)
        write(other + "\n")
        guard answer(other) else { return false }
      }
    }
    return true
  }

  private func answerOne(_ entry: String) -> PromptCommand.Outcome {
    let pager = Pager()
    self.pager = pager
    defer {
      pager?.finish()
      self.pager = nil
    }
    return perform(entry)
  }

  /// The conversation ends as it should.
  func end() { journal?.close() }

  private func perform(_ entry: String, _ text: SourceText? = nil) -> PromptCommand.Outcome {
    if !isRepeating, !entry.hasPrefix(":e") { lastEntry = entry }
    do throws(Failure) {
      if entry.hasPrefix("?") {
        try help(on: String(entry.dropFirst()))
        return .stays
      }
      if let (command, argument) = try PromptCommand.named(in: entry, isName) {
        let outcome = try command.perform(self, argument)
        if case .changed = outcome { keep(entry) }
        return outcome
      }
      if run(entry, text ?? SourceText(entry)) { keep(entry) }
    } catch {
      complain(error)
    }
    return .stays
  }

  /// Runs a text that `entry` stands for; returns whether any of it worked.
  @discardableResult
  func run(_ entry: String, _ text: SourceText) -> Bool {
    let before = snapshot
    let first = state.runner.session.resultCount
    var worked: [String] = []
    var isWhole = true
    if isRepeating {
      let errors = state.runner.repeatQuietly(text) { worked.append($0) }
      if !errors.isEmpty { complain(Failure(errors)) }
      isWhole = errors.isEmpty
    } else {
      state.runner.run(text, through: pager) { worked.append($0) }
      isWhole = state.runner.status == .success
    }
    guard !worked.isEmpty else { return false }
    let script = isWhole ? text[Span(0, UInt32(text.bytes.count))] : worked.joined(separator: "\n")
    commit(
      Said(entry: entry, script: script, results: first..<state.runner.session.resultCount),
      from: before)
    return true
  }

  private func keep(_ entry: String) {
    if !isRepeating { journal?.append(entry) }
  }

  // MARK: Undo

  /// The state as it is kept: what was computed is left out.
  var snapshot: State {
    var copy = state
    copy.runner.session.release()
    return copy
  }

  /// Adds what has worked to the log, with the way back.
  func commit(_ said: Said, from before: State) {
    state.log.append(said)
    past.append(before)
    if past.count > Self.undoLimit { past.removeFirst() }
    future = []
  }

  /// Says entries again on the state as it is; returns what goes wrong.
  func sayAgain(_ entries: [String]) -> [Failure] {
    isRepeating = true
    defer { isRepeating = false }
    failures = []
    for entry in entries where !Interrupt.isRequested { _ = perform(entry) }
    return failures
  }

  // MARK: What is shown

  private var failures: [Failure] = []

  /// Shows text.
  func write(_ text: String) {
    guard !isRepeating else { return }
    if pager == nil {
      Output.standard.write(text)
    } else {
      pager?.write(text)
    }
  }

  /// Says a line about what an entry has done, unless answers are all that is wanted.
  func note(_ line: String) {
    if !state.runner.settings.quiet { write(line + "\n") }
  }

  func complain(_ failure: Failure) {
    if isRepeating {
      failures.append(failure)
    } else {
      pager?.finish()
      state.runner.fail(failure.diagnostics)
    }
  }

  func show(_ answer: Answer) {
    if !isRepeating { state.runner.write(answer, through: pager) }
  }

  func help(on topic: String) throws(Failure) {
    if topic.hasPrefix("?") {
      let word = topic.dropFirst().trimmed
      guard !word.isEmpty else { throw Failure([PromptCommand.wrong("?? word", topic)]) }
      return show(state.runner.session.search(word))
    }
    let topic = topic.trimmed
    if topic.isEmpty { return write(HelpScreen.text(columns: Window.columns ?? 80)) }
    if let command = PromptCommand.all.first(where: { $0.names.contains(topic) }) {
      return write(command.page)
    }
    for page in try state.runner.session.help(on: topic) {
      state.runner.write(page, through: pager)
    }
  }

  private func isName(_ word: String) -> Bool {
    (try? state.runner.session.type(of: word)) != nil
  }
}
