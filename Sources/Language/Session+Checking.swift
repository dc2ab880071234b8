import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Session {
  /// Returns every error and warning of a text, whose definitions take effect; evaluates no question.
  public mutating func check(_ source: SourceText) -> [Diagnostic] {
    settle()
    let parsed = Parser.parse(source, oddNames: elaborator.book.oddNames)
    var diagnostics = parsed.diagnostics.map { fault in
      let start = fault.place?.span.start ?? 0
      let statement = parsed.statements.first { $0.span.start <= start && start <= $0.span.end }
      return statement.map { helped(fault, $0.span, parsed) } ?? fault
    }
    elaborator.isChecking = true
    defer {
      elaborator.isChecking = false
      elaborator.forget()
      _ = try? rebuild()
    }
    diagnostics += check(parsed.statements, of: parsed)
    for fault in kindFaults(parsed) where !diagnostics.contains(where: { $0.isSame(as: fault) }) {
      diagnostics.append(fault)
    }
    return diagnostics
  }

  private mutating func check(_ statements: [Statement], of parsed: ParsedText) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    let entered = declareAll(statements, of: parsed) { outcome in
      if case .failure(let found, _, _) = outcome { diagnostics += found }
    }
    for (index, statement) in statements.enumerated() where !entered.failed.contains(index) {
      do throws(Diagnostic) {
        switch statement.form {
        case .invalid: continue
        case .test(let test):
          var copy = self
          diagnostics += copy.check(test.statements, of: parsed)
        case .forEach(let loop):
          _ = try run(loop, of: parsed, [:]) { outcome in
            if case .answer(let answer) = outcome { diagnostics += answer.warnings }
          }
        case let form where form.isDeclaration:
          diagnostics += try define(statement, of: parsed, entered.early[index]).warnings
        default: diagnostics += try ask(statement, of: parsed).warnings
        }
      } catch {
        diagnostics += error.each
      }
    }
    return diagnostics
  }

  /// The faults in the formulas of the kinds that a text declares, for the entities that there are.
  private mutating func kindFaults(_ parsed: ParsedText) -> [Diagnostic] {
    var faults: [Diagnostic] = []
    for statement in parsed.statements {
      guard case .kind(let declaration) = statement.form,
        let kind = elaborator.book.kind(named: joinedName(parsed.words(declaration.name)))
      else { continue }
      let place = Place(parsed.source, statement.span)
      for fault in elaborator.faults(ofKind: kind, in: base, place)
      where !faults.contains(where: { $0.isSame(as: fault) }) { faults.append(fault) }
    }
    return faults
  }

  /// Runs the `test` blocks and the `expect`s of a text after the definitions before them; `report` is
  /// given the name of each with what failed, and `nil` for faults outside tests.
  public mutating func runTests(of source: SourceText, report: (String?, [Diagnostic]) -> Void) {
    settle()
    let parsed = Parser.parse(source, oddNames: elaborator.book.oddNames)
    let faults = parsed.diagnostics.filter { $0.severity == .error }
    if !faults.isEmpty { report(nil, faults) }
    func fault(_ outcome: Outcome) {
      if case .failure(let found, _, _) = outcome { report(nil, found) }
    }
    let entered = declareAll(parsed.statements, of: parsed, fault)
    for (index, statement) in parsed.statements.enumerated() where !entered.failed.contains(index) {
      switch statement.form {
      case .invalid: continue
      case .test(let test):
        report(parsed.content(ofText: test.name), failures(of: statement, parsed))
      case .expect: report(parsed.source[statement.span], failures(of: statement, parsed))
      case let form where form.isDeclaration:
        run(statement, of: parsed, entered.early[index], fault)
      default: continue
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

extension Diagnostic {
  /// `true` iff two say the same of the same place.
  fileprivate func isSame(as other: Diagnostic) -> Bool {
    code == other.code && message == other.message && place?.text === other.place?.text
      && place?.span == other.place?.span
  }
}
