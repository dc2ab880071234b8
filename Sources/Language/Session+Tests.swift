import AISModel
import AISSource
import AISSyntax

/// `test`, `expect error`, and the command that runs them.
extension Session {
  /// `test "name" { … }`: its statements on a copy of the session.
  func run(_ test: TestDeclaration, of parsed: ParsedText, _ report: (Outcome) -> Void)
    throws(Diagnostic)
  {
    var copy = self
    var failures: [Diagnostic] = []
    func collect(_ outcome: Outcome) {
      if case .failure(let diagnostics, _, _) = outcome { failures += diagnostics }
    }
    let entered = copy.declareAll(test.statements, of: parsed, collect)
    for (index, statement) in test.statements.enumerated() where !entered.failed.contains(index) {
      copy.run(statement, of: parsed, entered.early[index], collect)
    }
    let name = parsed.content(ofText: test.name)
    guard failures.isEmpty else {
      failures[0].notes.append("in the test \"\(name)\"")
      report(.failure(failures))
      return
    }
    report(.answer(copy.plainAnswer(.passed, test.name, parsed)))
  }

  /// `expect error "text" { … }`: its statements on a copy of the session; one of them has to fail as said.
  func run(
    _ expected: ErrorExpectation, at place: Place, of parsed: ParsedText,
    _ report: (Outcome) -> Void
  ) throws(Diagnostic) {
    var copy = self
    // what is tried leaves no file
    if options.openFile != nil { copy.options.openFile = { _ in { _ in } } }
    var faults = expected.faults
    func collect(_ outcome: Outcome) {
      if case .failure(let diagnostics, _, _) = outcome { faults += diagnostics }
    }
    let entered = copy.declareAll(expected.statements, of: parsed, collect)
    for (index, statement) in expected.statements.enumerated()
    where !entered.failed.contains(index) {
      if case .invalid = statement.form { continue }
      copy.run(statement, of: parsed, entered.early[index], collect)
    }
    faults.removeAll { $0.severity != .error }
    if let stopped = faults.first(where: {
      ["AIS0602", "AIS0830", "AIS0831"].contains($0.code)
    }) {
      throw stopped
    }
    guard let first = faults.first else {
      throw Diagnostic(
        code: Inquiry.unmetCode, "an error was expected, and there is none", at: place)
    }
    guard let message = expected.message else { return }
    let wanted = parsed.content(ofText: message).lowercased()
    let isSaid = faults.contains { fault in
      fault.code.lowercased() == wanted || fault.message.lowercased().contains(wanted)
    }
    guard isSaid else {
      throw Diagnostic(
        code: Inquiry.unmetCode, "another error was expected", at: Place(parsed.source, message),
        notes: ["it is \(first.code): \(first.message)"])
    }
    report(.answer(copy.plainAnswer(.passed, Span(place.span.start, place.span.end), parsed)))
  }

  /// Runs the `test` blocks and the `expect`s of a text after the definitions before them, and checks its questions;
  /// `report` is given the name of each test with what failed, and `nil` for faults outside tests.
  public mutating func runTests(of source: SourceText, report: (String?, [Diagnostic]) -> Void) {
    settle()
    func fault(_ outcome: Outcome) {
      if case .failure(let found, _, _) = outcome { report(nil, found) }
    }
    let parsed = taking(usesOf: Parser.parse(source, oddNames: elaborator.book.oddNames), fault)
    let faults = parsed.diagnostics.filter { $0.severity == .error }
    if !faults.isEmpty { report(nil, faults) }
    let entered = declareAll(parsed.statements, of: parsed, fault)
    if entered.isStopped { return }
    for (index, statement) in parsed.statements.enumerated() where !entered.failed.contains(index) {
      guard !options.isCancelled() else { return report(nil, [stopped(statement, parsed)]) }
      switch statement.form {
      case .invalid, .use: continue
      case .test(let test):
        report(parsed.content(ofText: test.name), failures(of: statement, parsed))
      case .expect, .expectError:
        report(parsed.source[statement.span], failures(of: statement, parsed))
      case let form where form.isDeclaration:
        run(statement, of: parsed, entered.early[index], fault)
      default:
        let senseless = self.faults(ofQuestion: statement, in: parsed)
        if !senseless.isEmpty { report(nil, senseless) }
      }
    }
  }

  /// Runs a test or an expectation; returns what failed in it.
  private mutating func failures(of statement: Statement, _ parsed: ParsedText) -> [Diagnostic] {
    var failures: [Diagnostic] = []
    run(statement, of: parsed, nil) { outcome in
      if case .failure(let found, _, _) = outcome { failures += found }
    }
    return failures
  }
}
