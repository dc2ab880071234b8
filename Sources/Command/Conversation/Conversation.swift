import AISLanguage
import AISPrompt
import AISReport
import AISSource

/// What is said at the prompt and what came of it: entries in the language, commands that begin with a colon, questions
/// for help.
///
/// All that an entry may change is one value, `State`: so every entry can be undone, and the log of what worked is all
/// that a journal has to keep.
final class Conversation {
  /// What entries change.
  struct State {
    var runner: Runner
    /// What has worked, in order.
    var log: [LogEntry] = []
  }

  /// An entry that worked.
  struct LogEntry {
    /// As it was typed, for it to be said again.
    let entry: String
    /// What of it belongs in a script: the statements that worked.
    var script = ""
    /// The numbers of the results that it gave, from 0.
    var results: Range<Int> = 0..<0
    /// It has answered something, with the settings of then.
    var isAnswered = false
    /// It is kept in no file: it was typed with a blank before it.
    var isPrivate = false
  }

  /// A state to which one can go, and the entry that lies between.
  private typealias Step = (state: State, entry: String)

  private(set) lazy var state = beginning
  /// The state at the beginning.
  private(set) lazy var beginning = {
    var state = State(runner: begin())
    state.runner.session.options.partialAnswers = Self.partialAnswers
    state.runner.session.release()
    return state
  }()
  /// Begins a session, when it is first needed: a prompt that shows has all the time in which one types to read a model.
  private let begin: () -> Runner
  let access: FileAccess
  /// What was typed last, whether it worked or not.
  private(set) var lastEntry = ""
  /// Puts an entry into the history that was not typed.
  var remember: (String) -> Void = { _ in }
  /// What is shown of the entry that is being answered.
  private(set) var pager: Pager?

  private var past: [Step] = []
  private var future: [Step] = []
  /// The entry that is being answered is kept in no file.
  private var isPrivate = false
  /// Entries are said again: nothing is shown but what goes wrong.
  private var isReplaying = false
  private var failures: [Failure] = []
  private var journal: Journal?
  private let watchdog: Watchdog?

  /// What is said of a question that takes too long: there within a tenth of a second after Ctrl-C.
  private static let partialAnswers = Options.PartialAnswers(samples: 1_000) {
    let end = Stopwatch.now + 0.1
    return { Stopwatch.now > end }
  }

  /// How many entries can be undone.
  private static let undoLimit = 100

  init(access: FileAccess, under watchdog: Watchdog?, _ begin: @escaping () -> Runner) {
    (self.access, self.watchdog, self.begin) = (access, watchdog, begin)
  }

  // MARK: Entries

  /// Says what a file of settings holds; the conversation then begins with that.
  func configure(with text: SourceText) {
    for (entry, line) in EntryParts.parts(of: text.whole, oneByOne: true) {
      // errors name the lines of the file
      _ = perform(entry, SourceText(Array(entry.utf8), name: text.name, firstLine: line))
    }
    state.runner.clearStatus()
    (beginning, past, future, lastEntry) = (snapshot, [], [], "")
  }

  /// Keeps entries in a journal from now on, after those that it holds of another conversation are said again.
  func keep(in journal: Journal, after entries: some Sequence<String> = []) {
    let faults = replay(Array(entries))
    self.journal = journal
    faults.forEach(complain)
  }

  /// Answers what was typed; returns `false` to leave.
  func answer(_ text: String) -> Bool {
    state.runner.clearStatus()
    let problem = journal?.problem
    let parts = EntryParts.parts(of: text)
    for (index, part) in parts.enumerated() {
      // who stops one entry of a text that was pasted wants none of the others
      if Interrupt.isRequested {
        if index == 0 { complain(Failure([Diagnostic(code: "AIS0602", "interrupted")])) }
        if parts.count > 1 { note("note: the rest of the text is not answered") }
        break
      }
      switch answerOne(part.text) {
      case .leave: return false
      case .next(let other):
        remember(other)
        write(other + "\n")
        guard answer(other) else { return false }
      case .stays, .appended, .rewound: continue
      }
    }
    if let now = journal?.problem, problem == nil { Output.error.write("note: \(now)\n") }
    return true
  }

  /// The conversation ends as it should.
  func end() { journal?.close() }

  private func answerOne(_ entry: String) -> PromptCommand.Effect {
    pager = Pager()
    isPrivate = entry.first?.isWhitespace ?? false
    watchdog?.begin()
    let effect = perform(entry)
    watchdog?.rest()
    pager?.finish()
    pager = nil
    switch effect {
    case .appended:
      if let said = state.log.last, !said.isPrivate { journal?.append(said.entry) }
    case .rewound:
      let kept = state.log.dropFirst(beginning.log.count).filter { !$0.isPrivate }
      journal?.replace(with: kept.map(\.entry))
    default: break
    }
    return effect
  }

  /// Gives the terminal to somebody who takes the time they need, while an entry is being answered.
  func lendTerminal<Result, Fault>(_ body: () throws(Fault) -> Result) throws(Fault) -> Result {
    watchdog?.rest()
    defer { watchdog?.begin() }
    return try body()
  }

  private func perform(_ entry: String, _ text: SourceText? = nil) -> PromptCommand.Effect {
    let entry = EntryParts.isCommand(entry) ? entry.trimmed : entry
    do throws(Failure) {
      if entry.hasPrefix("?") {
        try help(on: String(entry.dropFirst()))
        return .stays
      }
      if let (command, argument) = try PromptCommand.named(in: entry, state.runner.session) {
        return try command.perform(self, argument)
      }
      if !isReplaying { lastEntry = entry }
      return run(entry, text ?? SourceText(entry))
    } catch {
      complain(error)
      return .stays
    }
  }

  /// Runs a text that `entry` stands for; returns whether any of it worked.
  @discardableResult
  func run(_ entry: String, _ text: SourceText, isTimed: Bool = false) -> PromptCommand.Effect {
    let before = snapshot
    let first = state.runner.session.resultCount
    var worked: [Runner.Worked] = []
    var isWhole = true
    if isReplaying {
      let errors = state.runner.repeatQuietly(text) { worked.append($0) }
      if !errors.isEmpty { complain(Failure(errors)) }
      isWhole = errors.isEmpty
    } else {
      isWhole = state.runner.run(text, through: pager, isTimed: isTimed) { worked.append($0) }
    }
    guard !worked.isEmpty else { return .stays }
    if Interrupt.isRequested, !isReplaying {
      state = before
      note("note: nothing of an entry that was interrupted is kept")
      return .stays
    }
    append(
      LogEntry(
        entry: entry,
        script: isWhole ? text.whole : worked.map(\.statement).joined(separator: "\n"),
        results: first..<state.runner.session.resultCount,
        isAnswered: worked.contains(where: \.isAnswered)),
      after: before)
    return .appended
  }

  /// Changes the settings, or how the session answers.
  func change(_ entry: String, _ body: (inout Runner) throws(Failure) -> Void) throws(Failure) {
    let before = snapshot
    try body(&state.runner)
    append(LogEntry(entry: entry), after: before)
  }

  /// Does something with the session that changes nothing.
  func ask<Result>(_ body: (inout Session) throws(Failure) -> Result) throws(Failure) -> Result {
    try body(&state.runner.session)
  }

  // MARK: Going back and forth

  /// The state as it is kept: what was computed is left out.
  private var snapshot: State {
    var copy = state
    copy.runner.session.release()
    return copy
  }

  private func append(_ said: LogEntry, after before: State) {
    var said = said
    said.isPrivate = isPrivate
    state.log.append(said)
    push((before, said.entry))
  }

  private func push(_ step: Step) {
    past.append(step)
    if past.count > Self.undoLimit { past.removeFirst() }
    future = []
  }

  /// Takes back the last entries that worked; returns them, none where there is nothing to undo.
  func undo(_ count: Int) -> [String] { go(count, by: \.past, leaving: \.future) }

  /// Brings back what was undone last; returns the entries.
  func redo(_ count: Int) -> [String] { go(count, by: \.future, leaving: \.past) }

  /// Goes the last steps of one side, each of which is then the last one of the other.
  private func go(
    _ count: Int, by steps: ReferenceWritableKeyPath<Conversation, [Step]>,
    leaving others: ReferenceWritableKeyPath<Conversation, [Step]>
  ) -> [String] {
    (0..<min(count, self[keyPath: steps].count)).map { _ in
      let step = self[keyPath: steps].removeLast()
      self[keyPath: others].append((snapshot, step.entry))
      state = step.state
      return step.entry
    }
  }

  /// Begins anew.
  func reset() {
    let before = snapshot
    state = beginning
    push((before, ":reset"))
  }

  /// Says all entries again, with files as they are now; returns how many of them there were and how many worked, or `nil`
  /// when it was interrupted, and nothing has changed.
  func reload() -> (said: Int, worked: Int)? {
    let (before, past) = (snapshot, past)
    let entries = state.log.dropFirst(beginning.log.count).map(\.entry)
    state = beginning
    let faults = replay(entries)
    self.past = past
    if Interrupt.isRequested {
      state = before
      complain(Failure([Diagnostic(code: "AIS0602", "interrupted")]))
      return nil
    }
    push((before, ":reload"))
    faults.forEach(complain)
    return (entries.count, state.log.count - beginning.log.count)
  }

  /// Says entries again on the state as it is; returns what goes wrong.
  private func replay(_ entries: [String]) -> [Failure] {
    isReplaying = true
    failures = []
    defer { isReplaying = false }
    for entry in entries where !Interrupt.isRequested { _ = perform(entry) }
    return failures
  }

  // MARK: What is shown

  /// Shows text.
  func write(_ text: String) {
    guard !isReplaying else { return }
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
    if isReplaying {
      failures.append(failure)
    } else {
      if let pager { lendTerminal { pager.finish() } }
      state.runner.fail(failure.diagnostics)
    }
  }

  func show(_ answer: Answer) {
    if !isReplaying { state.runner.write(answer, through: pager) }
  }

  /// Shows what a statement answers that is no entry.
  func show(statement: String) {
    state.runner.run(SourceText(statement), through: pager)
  }

  func help(on topic: String) throws(Failure) {
    if topic.hasPrefix("?") {
      let words = topic.dropFirst().trimmed
      guard !words.isEmpty else { throw Failure([PromptCommand.wrong("?? market share", "")]) }
      let found = state.runner.session.search(words)
      return found.table.rowCount == 0 ? write("nothing says `\(words)`\n") : show(found)
    }
    let topic = topic.trimmed
    if topic.isEmpty { return write(HelpScreen.text(columns: Window.columns ?? 80)) }
    if let command = PromptCommand.all.first(where: { $0.names.contains(topic) }) {
      return write(command.page)
    }
    let pages = try state.runner.session.help(on: topic)
    guard pages.isEmpty else {
      for page in pages { state.runner.write(page, through: pager) }
      return
    }
    let near = state.runner.session.helpNames(near: topic)
    throw Failure([
      Diagnostic(
        code: "AIS0870", "there is no help on `\(topic)`",
        help: near.isEmpty
          ? "`?? \(topic)` searches all of it"
          : "did you mean " + near.map { "`?\($0)`" }.joined(separator: ", ") + "?")
    ])
  }
}
