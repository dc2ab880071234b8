import AISEngine
import AISMessages
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
  var base = OverlayID.root
  /// The changes under which this session stands, in the order in which they were laid on.
  var standing: [(text: ParsedText, changes: UInt32)] = []
  /// What they require to be so.
  private var standingGuards: [Guard] = []
  private var fixedToday: Day?
  /// The expressions that were answered.
  private var results = Results()
  /// The texts that have been taken by `use`.
  var used = UsedTexts()
  /// What a host has set since the book was last read.
  var pending: [Slot: Given] = [:]
  /// What a host asks for again and again, by its text.
  var followed: [String: FollowedQuantity] = [:]
  /// A host sets numbers.
  var hasSetting = false

  /// Creates a session with a model.
  ///
  /// Complexity: linear in the model; O(1) for the built-in one without a date, after the first session with it.
  public init(model: Model = .builtIn, options: Options = Options()) throws(Failure) {
    switch model {
    case .builtIn where options.today == nil:
      self = try Self.builtIn.get()
      self.options = options
    case .builtIn: try self.init(reading: ModelLibrary.texts, isBuiltIn: true, options)
    case .none: try self.init(reading: [], isBuiltIn: false, options)
    case .texts(let texts): try self.init(reading: texts, isBuiltIn: false, options)
    }
  }

  private init(reading texts: [SourceText], isBuiltIn: Bool, _ options: Options) throws(Failure) {
    self.options = options
    fixedToday = options.today
    elaborator = Elaborator(book: Book(), today: options.today ?? Self.fallbackToday)
    elaborator.book.horizon = options.today
    if !texts.isEmpty { try load(texts, isBuiltIn: isBuiltIn) }
  }

  /// A session with the built-in model and no options, of which others are copies.
  private static let builtIn = Result { () throws(Failure) in
    try Session(reading: ModelLibrary.texts, isBuiltIn: true, Options())
  }

  /// Reads the built-in model, for a program that has other work to do meanwhile: the first session with it then waits
  /// less. May be called on any thread.
  public static func prepare() { _ = builtIn }

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
    var book = elaborator.takeBook()
    book.reserveCapacity(
      parsed.lazy.flatMap(\.statements).reduce(0) { $0 + $1.form.definitionCount })
    if isBuiltIn { for text in texts { book.addBuiltInText(text) } }
    for pass in Pass.allCases {
      for text in parsed {
        var declarer = Declarer(book, text, isBuiltIn: isBuiltIn, options)
        book = Book()
        for statement in text.statements {
          do throws(Diagnostic) {
            try pass.run(&declarer, statement)
          } catch {
            diagnostics += error.each
          }
        }
        book = declarer.takeBook()
      }
    }
    elaborator.book = book
    elaborator.today = fixedToday ?? book.latestSourceDay ?? Self.fallbackToday
    if diagnostics.contains(where: { $0.severity == .error }) { throw Failure(diagnostics) }
  }

  /// The passes of reading declarations.
  private enum Pass: CaseIterable {
    case units, names, entities, kinds, globals, definitions

    func run(_ declarer: inout Declarer, _ statement: Statement) throws(Diagnostic) {
      switch (self, statement.form) {
      // a unit of its own before those that are so many of it
      case (.units, .unit(let unit)):
        if unit.value == nil, unit.parent == nil { try declarer.declareNames(statement) }
      case (.names, .unit(let unit)):
        if unit.value != nil || unit.parent != nil { try declarer.declareNames(statement) }
      case (.names, _): try declarer.declareNames(statement)
      case (.entities, .entity(let entity)): try declarer.declareEntity(entity)
      case (.kinds, .kind): try declarer.define(statement)
      case (.kinds, .relation(let relation)): try declarer.declareRelation(relation)
      case (.globals, .define(let definition)): declarer.declareGlobal(definition)
      case (.globals, .importTable(let table)): try declarer.importTable(table)
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
  /// A definition of something new holds in the whole text, wherever it stands; one of something known
  /// holds from its place on. `report` is given every outcome as it comes.
  public mutating func run(_ source: SourceText, report: (Outcome) -> Void) {
    run(Parser.parse(source, oddNames: elaborator.book.oddNames), report)
  }

  mutating func run(_ parsed: ParsedText, _ report: (Outcome) -> Void) {
    settle()
    let parsed = taking(usesOf: parsed, report)
    let faulty = reportFaults(of: parsed, report)
    let before = parsed.statements.contains { $0.form.isDeclaration } ? elaborator.book : nil
    let entered = declareAll(parsed.statements, of: parsed, report)
    var hasDeclared = false
    for (index, statement) in parsed.statements.enumerated() where !entered.failed.contains(index) {
      if entered.isStopped { break }
      if case .use = statement.form { continue }
      if case .invalid = statement.form {
        if !faulty {
          let place = Place(parsed.source, statement.span)
          report(.failure([Diagnostic(code: "AIS0105", "this could not be read", at: place)]))
        }
        continue
      }
      if options.isCancelled() {
        report(.failure([stopped(statement, parsed)]))
        break
      }
      let isWell = run(statement, of: parsed, entered.early[index], report)
      if !isWell, let entity = entered.newEntities[index] {
        elaborator.book.forget(entity)
        elaborator.forget()
        _ = try? rebuild()
      }
      if isWell, statement.form.isDeclaration { hasDeclared = true }
    }
    // names and entities of declarations of which none came about
    if let before, !hasDeclared {
      elaborator.book = before
      forgetComputed()
    }
  }

  private func reportFaults(of parsed: ParsedText, _ report: (Outcome) -> Void) -> Bool {
    for diagnostic in parsed.diagnostics {
      let start = diagnostic.place?.span.start
      let statement = parsed.statements.first { statement in
        start.map { $0 >= statement.span.start && $0 <= statement.span.end } ?? false
      }
      let line = start.map { parsed.source.line(of: Int($0)) }
      let helped = statement.map { self.helped(diagnostic, $0.span, parsed) } ?? diagnostic
      report(
        .failure(
          [helped], statement: statement.map { parsed.source[$0.span] },
          line: statement == nil ? nil : line))
    }
    return parsed.diagnostics.contains { $0.severity == .error }
  }

  /// What became of the declarations of a text before its statements run.
  struct Entered {
    /// The statements that could not be entered; what is wrong with them has been said.
    var failed = Set<Int>()
    /// The definitions of something new, which hold already.
    var early: [Int: Early] = [:]
    /// The entities that statements have declared anew.
    var newEntities: [Int: EntityID] = [:]
    /// The host has stopped it, which has been said.
    var isStopped = false
  }

  /// A definition that was entered before its turn: what it warns of, and what it changed.
  struct Early {
    let warnings: [Diagnostic]
    let journal: [(slot: Slot, old: Definition?)]
  }

  /// Enters the names and kinds of a text, and its definitions of something new, before its statements
  /// run, so that order does not matter.
  mutating func declareAll(
    _ statements: [Statement], of parsed: ParsedText, _ report: (Outcome) -> Void
  ) -> Entered {
    elaborator.stack = StackGuard()
    var entered = Entered()
    guard statements.contains(where: { $0.form.isDeclaration }) else { return entered }
    var known = Set(elaborator.book.kinds.map(\.name))
    var declarer = Declarer(elaborator.takeBook(), parsed, isBuiltIn: false, options)
    for pass in [Pass.units, .names, .entities, .kinds, .globals] {
      for (index, statement) in statements.enumerated() where !entered.failed.contains(index) {
        if entered.isStopped { break }
        do throws(Diagnostic) {
          if pass == .kinds, case .kind(let kind) = statement.form {
            // a kind that is known already is extended, or changed, from the place of the statement on
            guard known.insert(declarer.name(kind.name)).inserted || declarer.onlyAdds(kind) else {
              continue
            }
            entered.early[index] = Early(warnings: [], journal: [])
          }
          if pass == .kinds, case .relation = statement.form {
            entered.early[index] = Early(warnings: [], journal: [])
          }
          let count = declarer.book.entities.count
          let warned = declarer.warnings.count
          try pass.run(&declarer, statement)
          if pass == .globals, case .importTable = statement.form {
            entered.early[index] = Early(
              warnings: Array(declarer.warnings[warned...]), journal: [])
          }
          if declarer.book.entities.count > count {
            entered.newEntities[index] = declarer.book.entities[count].id
          }
        } catch {
          entered.failed.insert(index)
          entered.isStopped = error.code == "AIS0602"
          let fault = entered.isStopped ? stopped(statement, parsed, error) : error
          let line = parsed.source.line(of: Int(statement.span.start))
          report(.failure(fault.each, statement: parsed.source[statement.span], line: line))
        }
      }
    }
    for (index, statement) in statements.enumerated()
    where !entered.failed.contains(index) && !entered.isStopped {
      if let early = declarer.defineIfNew(statement) { entered.early[index] = early }
    }
    elaborator.book = declarer.takeBook()
    if statements.contains(where: { $0.form.isDeclaration && !$0.form.isDefinition }) {
      elaborator.forget()
      _ = try? rebuild()
    } else if elaborator.forget(changed: entered.early.values.flatMap(\.journal).map(\.slot)) {
      _ = try? rebuild()
    }
    return entered
  }

  /// Runs one statement; returns whether all was well.
  @discardableResult
  mutating func run(
    _ statement: Statement, of parsed: ParsedText, _ early: Early?, _ report: (Outcome) -> Void
  ) -> Bool {
    defer { if options.isCancelled() { forgetComputed() } }
    do throws(Diagnostic) {
      if case .test(let test) = statement.form {
        try run(test, of: parsed, report)
      } else if case .expectError(let expected) = statement.form {
        try run(expected, at: Place(parsed.source, statement.span), of: parsed, report)
      } else if case .forEach(let loop) = statement.form {
        return try run(loop, of: parsed, [:], report)
      } else {
        let answer = try answer(statement, of: parsed, early)
        report(.answer(answer))
        return !answer.isPartial
      }
      return true
    } catch {
      let error = error.code == "AIS0602" ? stopped(statement, parsed, error) : error
      let line = parsed.source.line(of: Int(statement.span.start))
      report(.failure(error.each, statement: parsed.source[statement.span], line: line))
      return false
    }
  }

  /// What is said of a statement at which the host stopped: the limit that is the reason, or an interruption.
  func stopped(_ statement: Statement, _ parsed: ParsedText, _ interruption: Diagnostic? = nil)
    -> Diagnostic
  {
    guard var fault = options.reachedLimit()?.diagnostic(at: Place(parsed.source, statement.span))
    else { return interruption ?? Diagnostic(code: "AIS0602", "interrupted") }
    fault.notes = interruption?.notes ?? []
    return fault
  }

  /// Answers one statement, or defines what it declares.
  private mutating func answer(_ statement: Statement, of parsed: ParsedText, _ early: Early?)
    throws(Diagnostic) -> Answer
  {
    do throws(Diagnostic) {
      guard statement.form.isDeclaration else {
        let answer = try ask(statement, of: parsed)
        if options.isCancelled(), !answer.isPartial {
          throw Diagnostic(code: "AIS0602", "interrupted")
        }
        return answer
      }
      return try define(statement, of: parsed, early)
    } catch {
      guard options.isCancelled() else { throw error }
      throw error.code == "AIS0602" ? error : Diagnostic(code: "AIS0602", "interrupted")
    }
  }

  /// Forgets what was worked out, if need be while the host says stop: what was tried and given up for that reason may
  /// have been taken for something that does not work.
  private mutating func forgetComputed() {
    elaborator.forget()
    elaborator.options.isCancelled = { false }
    _ = try? rebuild()
    elaborator.options.isCancelled = options.isCancelled
  }

  mutating func define(_ statement: Statement, of parsed: ParsedText, _ early: Early?)
    throws(Diagnostic) -> Answer
  {
    // declarations of whole families are few: for them the book before is kept; definitions keep a journal
    let before = early != nil || statement.form.changesOnlyDefinitions ? nil : elaborator.book
    var (changed, warnings) = (early?.journal ?? [], early?.warnings ?? [])
    var fault: Diagnostic?
    if early == nil {
      var declarer = Declarer(elaborator.takeBook(), parsed, isBuiltIn: false, options)
      do throws(Diagnostic) { try declarer.define(statement) } catch { fault = error }
      (changed, warnings) = (declarer.journal, declarer.warnings)
      elaborator.book = declarer.takeBook()
      // a new entity joins every set that formulas run over
      let joinsSets = if case .entity = statement.form { true } else { false }
      if before != nil || joinsSets || !elaborator.book.correlations.isEmpty {
        elaborator.forget()
      } else {
        _ = elaborator.forget(changed: changed.map(\.slot))
      }
    }
    elaborator.today = fixedToday ?? elaborator.book.latestSourceDay ?? Self.fallbackToday
    do throws(Diagnostic) {
      if let fault { throw fault }
      try rebuild()
      try check(statement, of: parsed)
      for change in changed {
        try checkUnit(of: change.slot, statement, parsed)
      }
    } catch {
      if let before { elaborator.book = before }
      if early != nil { elaborator.book.forget(statement.form, of: parsed) }
      for (slot, old) in changed.reversed() { elaborator.book.define(slot, as: old) }
      elaborator.forget()
      elaborator.clearTraces()
      _ = try? rebuild()
      throw error
    }
    var answer = plainAnswer(.defined(nil), statement.span, parsed)
    answer.warnings = warnings + elaborator.warnings
    elaborator.clearTraces()
    return answer
  }

  /// Checks what a definition says, without computing it.
  private mutating func check(_ statement: Statement, of parsed: ParsedText) throws(Diagnostic) {
    prepare()
    elaborator.module = elaborator.book.module(of: parsed.source)
    defer { elaborator.module = nil }
    let place = Place(parsed.source, statement.span)
    switch statement.form {
    case .define(let definition):
      var scope = Scope(stream: 0)
      scope.overlay = base
      guard let slot = try elaborator.slot(Code(parsed, definition.target), scope) else { return }
      _ = try elaborator.value(of: slot, in: .root, at: place)
      try checkOwn(definition, slot, parsed)
    case .entity(let declaration):
      let name = joinedName(parsed.words(declaration.name))
      guard let entity = elaborator.book.entity(exactly: name) else { return }
      for member in declaration.members {
        var scope = Scope(stream: 0)
        scope.owner = entity
        guard let slot = try elaborator.slot(Code(parsed, member.target), scope) else { continue }
        _ = try elaborator.value(of: slot, in: .root, at: place)
        try checkOwn(member, slot, parsed)
      }
    case .grows(let growth):
      var scope = Scope(stream: 0)
      scope.overlay = base
      guard let slot = try elaborator.slot(Code(parsed, growth.target), scope) else { return }
      try elaborator.checkRules(of: slot, place)
    case .kind(let declaration):
      let name = joinedName(parsed.words(declaration.name))
      guard let kind = elaborator.book.kind(named: name) else { return }
      let isEmpty = elaborator.book.entities(of: kind).isEmpty
      let faults =
        isEmpty
        ? elaborator.faults(ofEmptyKind: kind, place)
        : elaborator.faults(ofKind: kind, in: .root, place)
      if isEmpty { try rebuild() }
      if let fault = faults.first(where: { fault in
        fault.place.map {
          $0.text === parsed.source && $0.span.start >= statement.span.start
            && $0.span.end <= statement.span.end
        } ?? false
      }) {
        throw fault
      }
    case .correlate: try elaborator.checkCorrelations()
    case .function, .scenario, .verb:
      if let fault = elaborator.undeclaredName(in: statement, parsed) { throw fault }
      try elaborator.checkUnits(of: statement, parsed)
      guard case .scenario(let scenario) = statement.form else { return }
      let (mark, warnings) = (Mark(elaborator), elaborator.warnings)
      defer {
        mark.reset(&elaborator)
        elaborator.warnings = warnings
      }
      try elaborator.checkScenario(named: joinedName(parsed.words(scenario.name)), place)
    default: break
    }
  }

  /// Hands the options to the elaborator; what was computed under others is forgotten.
  mutating func prepare() {
    let (old, new) = (elaborator.options, options.run)
    let isStale =
      elaborator.hasComputed
      && (old.samples, old.seed, old.sampling) != (new.samples, new.seed, new.sampling)
    if isStale || elaborator.graph.isCrowded {
      elaborator.forget()
      _ = try? rebuild()
    }
    elaborator.options = new
    elaborator.arguments = options.arguments
  }

  /// Answers a question, in which `locals` have values.
  mutating func ask(
    _ statement: Statement, of parsed: ParsedText, _ locals: [String: Binding] = [:]
  ) throws(Diagnostic) -> Answer {
    if case .explain(let explanation) = statement.form,
      Catalogue.code(parsed.source[explanation.statement.span]) != nil
    {
      return try explained(parsed.source[explanation.statement.span], statement, of: parsed)
    }
    let answer: Answer
    do throws(Diagnostic) {
      answer = try inquire(statement, of: parsed, locals) { inquiry throws(Diagnostic) in
        guard let file = statement.file else { return try Self.answer(&inquiry) }
        return try inquiry.writing(to: file) { inquiry throws(Diagnostic) in
          try Self.answer(&inquiry)
        }
      }
    } catch {
      throw helped(error, statement.span, parsed)
    }
    if locals.isEmpty, !answer.isPartial, case .expression(let expression) = statement.form {
      results.add(Code(parsed, expression), base)
    }
    return answer
  }

  /// Works on a question with what is known, and forgets what the question brought in.
  mutating func inquire<Result>(
    _ statement: Statement, of parsed: ParsedText, _ locals: [String: Binding] = [:],
    _ body: (inout Inquiry) throws(Diagnostic) -> Result
  ) throws(Diagnostic) -> Result {
    // what a loop has computed is in the graph
    if locals.isEmpty { prepare() }
    let mark = Mark(elaborator)
    elaborator.clearTraces()
    elaborator.traces[0].guards = standingGuards
    elaborator.question = parsed.source
    var inquiry = Inquiry(take(), options, parsed, statement, base: base)
    inquiry.locals = locals
    for (name, binding) in results.bindings(of: statement, in: parsed)
    where inquiry.locals[name] == nil && inquiry.elaborator.book.global(exactly: name) == nil {
      inquiry.locals[name] = binding
    }
    defer {
      elaborator = inquiry.takeElaborator()
      elaborator.clearTraces()
      mark.reset(&elaborator)
    }
    return try body(&inquiry)
  }

  private static func answer(_ inquiry: inout Inquiry) throws(Diagnostic) -> Answer {
    let (statement, parsed) = (inquiry.statement, inquiry.text)
    switch statement.form {
    case .expression(let expression): return try inquiry.evaluate(expression)
    case .show(let question): return try inquiry.show(question)
    case .whatIf(let question): return try inquiry.whatIf(question)
    case .compare(let question): return try inquiry.compare(question)
    case .why(let expression): return try inquiry.why(expression)
    case .explain(let explanation): return try inquiry.explain(explanation.statement)
    case .plot(let question): return try inquiry.plot(question)
    case .solve(let question): return try inquiry.solve(question)
    case .optimize(let question): return try inquiry.optimize(question)
    case .drivers(let expression): return try inquiry.drivers(expression)
    case .information(let expression): return try inquiry.information(expression)
    case .assumptions(let expression): return try inquiry.basis(.assumption, of: expression)
    case .facts(let expression): return try inquiry.basis(.fact, of: expression)
    case .conflicts(let expression): return try inquiry.conflicts(of: expression)
    case .sources: return inquiry.sources()
    case .roles(let one, let other): return try inquiry.roles(of: one, toward: other)
    case .relations(let one, let other): return try inquiry.relations(of: one, toward: other)
    case .when(let condition): return try inquiry.when(condition)
    case .print(let items): return try inquiry.print(items)
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

  /// What a question leaves behind and must not: scenarios, and the entities that they bring in.
  private struct Mark {
    let overlays: Int
    let entities: Int

    init(_ elaborator: Elaborator) {
      overlays = elaborator.overlays.count
      entities = elaborator.book.entities.count
    }

    func reset(_ elaborator: inout Elaborator) {
      elaborator.truncate(overlays: overlays, entities: entities)
    }
  }

  func plainAnswer(_ content: Answer.Content, _ span: Span, _ parsed: ParsedText) -> Answer {
    Answer(
      statement: parsed.source[span], line: parsed.source.line(of: Int(span.start)),
      content: content, today: elaborator.today, units: elaborator.book.units)
  }

  /// Builds the scenario under which the session stands anew.
  mutating func rebuild() throws(Diagnostic) {
    base = .root
    if elaborator.overlays[0].changes.isEmpty {
      for (text, trigger) in elaborator.book.triggers {
        try elaborator.expand(trigger, text, .root, Scope(stream: 0), depth: 0)
      }
    }
    guard !standing.isEmpty else { return }
    for (text, changes) in standing {
      var scope = Scope(stream: StreamKey.of(["standing"]))
      scope.overlay = base
      base = try elaborator.overlay(text, changes, on: base, scope)
    }
    standingGuards = elaborator.traces[0].guards
    elaborator.clearTraces()
  }

  /// How many expressions were answered: `_1` stands for the first of them, `it` and `_` for the last.
  public var resultCount: Int { results.count }

  /// Forgets what was worked out, so that a session that is only kept takes little; the next question works it out anew.
  ///
  /// Complexity: linear in what the session stands under.
  public mutating func release() { forgetComputed() }

  /// `true` iff `text` is a whole entry: no bracket is open and it does not end in an operator.
  public static func isComplete(_ text: String) -> Bool { Parser.isComplete(text) }
}
