import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// A model and what can be asked of it. A value: a copy is a session of its own, and *what if* is a copy.
///
/// A session has no global state and touches nothing outside: no file, clock, environment or terminal.
public struct Session: Sendable {
  /// Which model a session begins with.
  public enum Model: Sendable {
    /// The built-in model of the AI industry.
    case builtIn
    /// Nothing: only the language.
    case none
    /// Texts of the user's own.
    case texts([SourceText])
  }

  public var options: Options
  var elaborator: Elaborator
  private var base = OverlayID.root
  /// The changes under which this session stands, in the order in which they were laid on.
  private var standing: [(text: ParsedText, changes: UInt32)] = []
  private var fixedToday: Day?

  /// Creates a session with a model.
  public init(model: Model = .builtIn, options: Options = Options()) throws(Failure) {
    self.options = options
    fixedToday = options.today
    elaborator = Elaborator(book: Book(), today: options.today ?? Self.fallbackToday)
    switch model {
    case .builtIn: try load(ModelLibrary.texts, isBuiltIn: true)
    case .none: break
    case .texts(let texts): try load(texts, isBuiltIn: false)
    }
  }

  private static let fallbackToday = Day(year: 2024, month: 1, day: 1) ?? Day(number: 0)

  /// Reads model texts whole: every name of all of them before any definition.
  private mutating func load(_ texts: [SourceText], isBuiltIn: Bool) throws(Failure) {
    var diagnostics: [Diagnostic] = []
    var parsed: [ParsedText] = []
    for text in texts {
      let one = Parser.parse(text, oddNames: elaborator.book.oddNames)
      parsed.append(one)
      diagnostics += one.diagnostics
    }
    var book = elaborator.book
    for pass in Pass.allCases {
      for text in parsed {
        var declarer = Declarer(book, text, isBuiltIn: isBuiltIn)
        for statement in text.statements {
          do throws(Diagnostic) {
            try pass.run(&declarer, statement)
          } catch {
            diagnostics.append(error)
          }
        }
        book = declarer.book
      }
    }
    elaborator.book = book
    elaborator.today = fixedToday ?? book.latestSourceDay ?? Self.fallbackToday
    if diagnostics.contains(where: { $0.severity == .error }) { throw Failure(diagnostics) }
  }

  /// The passes of reading declarations.
  private enum Pass: CaseIterable {
    case names, entities, kinds, globals, definitions

    func run(_ declarer: inout Declarer, _ statement: Statement) throws(Diagnostic) {
      switch (self, statement.form) {
      case (.names, _): try declarer.declareNames(statement)
      case (.entities, .entity(let entity)): try declarer.declareEntity(entity)
      case (.kinds, .kind): try declarer.define(statement)
      case (.globals, .define(let definition)): declarer.declareGlobal(definition)
      case (.definitions, .kind): break
      case (.definitions, _): try declarer.define(statement)
      default: break
      }
    }
  }

  // MARK: Running a text

  /// What became of one statement.
  public enum Outcome: Sendable {
    case answer(Answer)
    /// What is wrong with a statement; `statement` and `line` are `nil` for what belongs to none.
    case failure([Diagnostic], statement: String? = nil, line: Int? = nil)
  }

  /// Runs a text: every statement in order, each by itself; what fails changes nothing.
  ///
  /// The names of a text, its kinds and its entities are known in all of it; definitions take effect in
  /// their order. `report` is given every outcome as it comes.
  public mutating func run(_ source: SourceText, report: (Outcome) -> Void) {
    run(Parser.parse(source, oddNames: elaborator.book.oddNames), report)
  }

  private mutating func run(_ parsed: ParsedText, _ report: (Outcome) -> Void) {
    let source = parsed.source
    let faulty = reportFaults(of: parsed, report)
    elaborator.stack = StackGuard()
    var failed = Set<Int>()
    declareAll(parsed.statements, of: parsed, &failed, report)
    for (index, statement) in parsed.statements.enumerated() where !failed.contains(index) {
      if case .invalid = statement.form {
        if !faulty {
          let place = Place(source, statement.span)
          report(.failure([Diagnostic(code: "AIS0105", "this could not be read", at: place)]))
        }
        continue
      }
      if options.isCancelled() {
        report(.failure([Diagnostic(code: "AIS0602", "interrupted")]))
        return
      }
      run(statement, of: parsed, report)
    }
  }

  private func reportFaults(of parsed: ParsedText, _ report: (Outcome) -> Void) -> Bool {
    for diagnostic in parsed.diagnostics {
      let start = diagnostic.place?.span.start
      let statement = parsed.statements.first { statement in
        start.map { $0 >= statement.span.start && $0 <= statement.span.end } ?? false
      }
      let line = start.map { parsed.source.position(of: Int($0)).line }
      report(
        .failure(
          [diagnostic], statement: statement.map { parsed.source[$0.span] },
          line: statement == nil ? nil : line))
    }
    return parsed.diagnostics.contains { $0.severity == .error }
  }

  /// Enters the names and kinds of a text before its statements run, so that order does not matter.
  private mutating func declareAll(
    _ statements: [Statement], of parsed: ParsedText, _ failed: inout Set<Int>,
    _ report: (Outcome) -> Void
  ) {
    var declarer = Declarer(elaborator.takeBook(), parsed, isBuiltIn: false)
    for pass in [Pass.names, .entities, .kinds, .globals] {
      for (index, statement) in statements.enumerated() where !failed.contains(index) {
        do throws(Diagnostic) {
          try pass.run(&declarer, statement)
        } catch {
          failed.insert(index)
          report(.failure([error]))
        }
      }
    }
    elaborator.book = declarer.takeBook()
    if statements.contains(where: { $0.form.isDeclaration && !$0.form.isDefinition }) {
      elaborator.forget()
      _ = try? rebuild()
    }
  }

  private mutating func run(
    _ statement: Statement, of parsed: ParsedText, _ report: (Outcome) -> Void
  ) {
    do throws(Diagnostic) {
      if case .test(let test) = statement.form {
        try run(test, of: parsed, report)
      } else {
        report(.answer(try answer(statement, of: parsed)))
      }
    } catch {
      let line = parsed.source.position(of: Int(statement.span.start)).line
      report(.failure([error], statement: parsed.source[statement.span], line: line))
    }
  }

  /// `test "name" { … }`: its statements on a copy of the session.
  private func run(_ test: TestDeclaration, of parsed: ParsedText, _ report: (Outcome) -> Void)
    throws(Diagnostic)
  {
    var copy = self
    var failures: [Diagnostic] = []
    func collect(_ outcome: Outcome) {
      if case .failure(let diagnostics, _, _) = outcome { failures += diagnostics }
    }
    var failed = Set<Int>()
    copy.declareAll(test.statements, of: parsed, &failed, collect)
    for (index, statement) in test.statements.enumerated() where !failed.contains(index) {
      copy.run(statement, of: parsed, collect)
    }
    let name = parsed.content(ofText: test.name)
    guard failures.isEmpty else {
      failures[0].notes.append("in the test \"\(name)\"")
      report(.failure(failures))
      return
    }
    report(.answer(copy.plainAnswer(.passed, test.name, parsed)))
  }

  /// Answers one statement, or defines what it declares.
  private mutating func answer(_ statement: Statement, of parsed: ParsedText) throws(Diagnostic)
    -> Answer
  {
    statement.form.isDeclaration
      ? try define(statement, of: parsed) : try ask(statement, of: parsed)
  }

  private mutating func define(_ statement: Statement, of parsed: ParsedText) throws(Diagnostic)
    -> Answer
  {
    // kinds were entered with the names of their text
    if case .kind = statement.form { return plainAnswer(.defined(nil), statement.span, parsed) }
    // declarations of whole families are few: for them the book before is kept; definitions keep a journal
    let before = statement.form.changesOnlyDefinitions ? nil : elaborator.book
    var declarer = Declarer(elaborator.takeBook(), parsed, isBuiltIn: false)
    var fault: Diagnostic?
    do throws(Diagnostic) { try declarer.define(statement) } catch { fault = error }
    let changed = declarer.journal
    elaborator.book = declarer.takeBook()
    // a new entity joins every set that formulas run over
    let joinsSets = if case .entity = statement.form { true } else { false }
    if before != nil || joinsSets || changed.contains(where: { elaborator.isReferredTo($0.slot) }) {
      elaborator.forget()
    }
    elaborator.today = fixedToday ?? elaborator.book.latestSourceDay ?? Self.fallbackToday
    do throws(Diagnostic) {
      if let fault { throw fault }
      try rebuild()
      elaborator.clearTraces()
      try check(statement, of: parsed)
    } catch {
      if let before { elaborator.book = before }
      for (slot, old) in changed.reversed() { elaborator.book.definitions[slot] = old }
      elaborator.forget()
      _ = try? rebuild()
      throw error
    }
    var answer = plainAnswer(.defined(nil), statement.span, parsed)
    answer.warnings = declarer.warnings + elaborator.warnings
    elaborator.clearTraces()
    return answer
  }

  /// Checks what a definition says, without computing it.
  private mutating func check(_ statement: Statement, of parsed: ParsedText) throws(Diagnostic) {
    prepare()
    let place = Place(parsed.source, statement.span)
    switch statement.form {
    case .define(let definition):
      var scope = Scope(stream: 0)
      scope.overlay = base
      guard let slot = try elaborator.slot(Code(parsed, definition.target), scope) else { return }
      _ = try elaborator.value(of: slot, in: .root, at: place)
    case .entity(let declaration):
      let name = joinedName(parsed.words(declaration.name))
      guard let entity = elaborator.book.entity(exactly: name) else { return }
      for member in declaration.members {
        var scope = Scope(stream: 0)
        scope.owner = entity
        guard let slot = try elaborator.slot(Code(parsed, member.target), scope) else { continue }
        _ = try elaborator.value(of: slot, in: .root, at: place)
      }
    default: break
    }
  }

  /// Hands the options to the elaborator; what was computed under others is forgotten.
  private mutating func prepare() {
    let (old, new) = (elaborator.options, options.run)
    if elaborator.hasComputed, (old.samples, old.seed) != (new.samples, new.seed) {
      elaborator.forget()
      _ = try? rebuild()
    }
    elaborator.options = new
  }

  private mutating func ask(_ statement: Statement, of parsed: ParsedText) throws(Diagnostic)
    -> Answer
  {
    prepare()
    let mark = Mark(elaborator)
    var inquiry = Inquiry(take(), options, parsed, statement, base: base)
    defer {
      elaborator = inquiry.takeElaborator()
      elaborator.clearTraces()
      mark.reset(&elaborator)
    }
    switch statement.form {
    case .expression(let expression): return try inquiry.evaluate(expression)
    case .show(let question): return try inquiry.show(question)
    case .whatIf(let question): return try inquiry.whatIf(question)
    case .compare(let question): return try inquiry.compare(question)
    case .why(let expression): return try inquiry.why(expression)
    case .assumptions(let expression): return try inquiry.basis(.assumption, of: expression)
    case .facts(let expression): return try inquiry.basis(.fact, of: expression)
    case .conflicts(let expression): return try inquiry.conflicts(of: expression)
    case .sources: return inquiry.sources()
    case .expect(let claim, let within): return try inquiry.expect(claim, within: within)
    default:
      throw Diagnostic(
        code: "AIS0105", "this is no question", at: Place(parsed.source, statement.span))
    }
  }

  /// Moves the elaborator out, so that a question works on it in place.
  private mutating func take() -> Elaborator {
    var taken = Elaborator(book: Book(), today: elaborator.today)
    swap(&taken, &elaborator)
    return taken
  }

  /// What a question leaves behind and must not: scenarios, entities of scenarios, swept axes.
  private struct Mark {
    let overlays: Int
    let entities: Int
    let nodes: Int

    init(_ elaborator: Elaborator) {
      overlays = elaborator.overlays.count
      entities = elaborator.book.entities.count
      nodes = elaborator.graph.count
    }

    func reset(_ elaborator: inout Elaborator) {
      elaborator.truncate(overlays: overlays, entities: entities, nodes: nodes)
    }
  }

  private func plainAnswer(_ content: Answer.Content, _ span: Span, _ parsed: ParsedText) -> Answer
  {
    Answer(
      statement: parsed.source[span], line: parsed.source.position(of: Int(span.start)).line,
      content: content, today: elaborator.today, units: elaborator.book.units)
  }

  // MARK: Checking and testing

  /// Returns every error and warning of a text, whose definitions take effect; evaluates no question.
  public mutating func check(_ source: SourceText) -> [Diagnostic] {
    let parsed = Parser.parse(source, oddNames: elaborator.book.oddNames)
    var diagnostics = parsed.diagnostics
    var failed = Set<Int>()
    elaborator.stack = StackGuard()
    declareAll(parsed.statements, of: parsed, &failed) { outcome in
      if case .failure(let found, _, _) = outcome { diagnostics += found }
    }
    for (index, statement) in parsed.statements.enumerated() where !failed.contains(index) {
      do throws(Diagnostic) {
        switch statement.form {
        case .invalid, .test, .expect: continue
        case let form where form.isDeclaration:
          diagnostics += try define(statement, of: parsed).warnings
        default: diagnostics += try elaborated(statement, of: parsed)
        }
      } catch {
        diagnostics.append(error)
      }
    }
    return diagnostics
  }

  /// Elaborates a question without computing it; returns its warnings.
  private mutating func elaborated(_ statement: Statement, of parsed: ParsedText) throws(Diagnostic)
    -> [Diagnostic]
  {
    var copy = self
    copy.options.samples = 1
    return try copy.ask(statement, of: parsed).warnings
  }

  /// Runs the `test` blocks and the `expect`s of a text after the definitions before them; `report` is
  /// given the name of each with what failed, and `nil` for faults outside tests.
  public mutating func runTests(of source: SourceText, report: (String?, [Diagnostic]) -> Void) {
    let parsed = Parser.parse(source, oddNames: elaborator.book.oddNames)
    elaborator.stack = StackGuard()
    let faults = parsed.diagnostics.filter { $0.severity == .error }
    if !faults.isEmpty { report(nil, faults) }
    var failed = Set<Int>()
    func fault(_ outcome: Outcome) {
      if case .failure(let found, _, _) = outcome { report(nil, found) }
    }
    declareAll(parsed.statements, of: parsed, &failed, fault)
    for (index, statement) in parsed.statements.enumerated() where !failed.contains(index) {
      switch statement.form {
      case .invalid: continue
      case .test(let test):
        var failures: [Diagnostic] = []
        run(statement, of: parsed) { outcome in
          if case .failure(let found, _, _) = outcome { failures += found }
        }
        report(parsed.content(ofText: test.name), failures)
      case .expect:
        var failures: [Diagnostic] = []
        run(statement, of: parsed) { outcome in
          if case .failure(let found, _, _) = outcome { failures += found }
        }
        report(parsed.source[statement.span], failures)
      case let form where form.isDeclaration: run(statement, of: parsed, fault)
      default: continue
      }
    }
  }

  // MARK: The embedding API

  /// Answers a question. A text of several statements answers the last; definitions take effect.
  ///
  /// Throws every diagnostic of the text; the session is then as it was.
  public mutating func ask(_ question: String) throws(Failure) -> Answer {
    let parsed = Parser.parse(SourceText(question), oddNames: elaborator.book.oddNames)
    let before = parsed.statements.contains { $0.form.isDeclaration } ? self : nil
    var last: Answer?
    var diagnostics: [Diagnostic] = []
    run(parsed) { outcome in
      switch outcome {
      case .answer(let answer): last = answer
      case .failure(let failures, _, _): diagnostics += failures.filter { $0.severity == .error }
      }
    }
    guard diagnostics.isEmpty, let last else {
      if let before { self = before }
      throw Failure(
        diagnostics.isEmpty ? [Diagnostic(code: "AIS0105", "there is no question")] : diagnostics)
    }
    return last
  }

  /// Returns the value of an expression in a unit such as `"months"`; without one in base form, as in
  /// JSON: `USD`, `USD/year`, `month` for a duration, 1 for a ratio.
  public mutating func quantity(_ expression: String, in unit: String? = nil) throws(Failure)
    -> Quantity
  {
    let answer = try ask(unit.map { "(\(expression)) as \($0)" } ?? expression)
    guard case .cell(.quantity(let quantity)) = answer.content else {
      throw Failure([Diagnostic(code: "AIS0327", "`\(expression)` is not a single number")])
    }
    if case .unit(let display) = quantity.style, unit != nil {
      return quantity.scaled(display.shown)
    }
    let factor = answer.units.jsonUnit(of: quantity.dimension).factor
    return quantity.scaled { $0 * factor }
  }

  /// Returns the table that a question answers.
  public mutating func table(_ question: String) throws(Failure) -> Table {
    let answer = try ask(question)
    switch answer.content {
    case .table, .record: return answer.table
    default:
      throw Failure([Diagnostic(code: "AIS0327", "`\(question)` does not answer a table")])
    }
  }

  /// Enters definitions.
  public mutating func define(_ text: String) throws(Failure) { _ = try ask(text) }

  /// Returns a copy of the session that stands under changes, written as after `what if`.
  public func under(_ changes: String) throws(Failure) -> Session {
    var copy = self
    let parsed = Parser.parse(SourceText("what if \(changes)"), oddNames: elaborator.book.oddNames)
    if let first = parsed.diagnostics.first(where: { $0.severity == .error }) {
      throw Failure([first])
    }
    guard parsed.statements.count == 1, case .whatIf(let question) = parsed.statements[0].form
    else {
      throw Failure([Diagnostic(code: "AIS0105", "`\(changes)` are no changes")])
    }
    copy.standing.append((parsed, question.changes))
    copy.elaborator.stack = StackGuard()
    copy.prepare()
    do throws(Diagnostic) {
      copy.elaborator.forget()
      try copy.rebuild()
    } catch {
      throw Failure([error])
    }
    return copy
  }

  /// Builds the scenario under which the session stands anew.
  private mutating func rebuild() throws(Diagnostic) {
    base = .root
    for (text, changes) in standing {
      var scope = Scope(stream: StreamKey.of(["standing"]))
      scope.overlay = base
      base = try elaborator.overlay(text, changes, on: base, scope)
    }
  }

  /// The declared names that plain lexing would break up, for who parses texts of this session.
  package var oddNames: OddNames { elaborator.book.oddNames }

  /// `true` iff `text` is a whole entry: no bracket is open and it does not end in an operator.
  public static func isComplete(_ text: String) -> Bool { Parser.isComplete(text) }
}

extension Elaborator {
  /// Forgets what only one question needed.
  mutating func truncate(overlays count: Int, entities: Int, nodes: Int) {
    guard overlays.count > count || book.entities.count > entities else { return }
    let last = overlays.count
    overlays.removeLast(max(0, last - count))
    reached = [:]
    memo = memo.filter { entry in
      guard entry.key.overlay.index < count else { return false }
      // a name of a scenario stands for the scenario as it was built
      if case .success(let result) = entry.value, case .scenario(let overlay) = result.value.content
      {
        return overlay.index < count
      }
      return true
    }
    book.truncateEntities(to: entities)
    memo = memo.filter { $0.key.slot.owner.map { $0.index < entities } ?? true }
  }

  /// Forgets what is said about one question.
  mutating func clearTraces() {
    dependencies = [[]]
    settled = [[]]
    inProgress = []
    stages = [:]
    guards = []
    notes = []
    warnings = []
    lastOwner = nil
  }

  /// `true` iff something was elaborated that refers to a slot.
  func isReferredTo(_ slot: Slot) -> Bool {
    memo[SlotReference(slot: slot, overlay: .root)] != nil || overlays.count > 1
  }

  /// Moves the book out, so that declarations change it in place.
  mutating func takeBook() -> Book {
    var taken = Book()
    swap(&taken, &book)
    return taken
  }
}
