import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Session {
  /// Returns every error and warning of a text, whose definitions take effect; evaluates no question.
  public mutating func check(_ source: SourceText) -> [Diagnostic] {
    settle()
    var used: [Diagnostic] = []
    let parsed = taking(usesOf: Parser.parse(source, oddNames: elaborator.book.oddNames)) {
      outcome in
      if case .failure(let found, _, _) = outcome { used += found }
    }
    var diagnostics =
      used
      + parsed.diagnostics.map { fault in
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
    guard !options.isCancelled() else { return diagnostics }
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
    if entered.isStopped { return diagnostics }
    for (index, statement) in statements.enumerated() where !entered.failed.contains(index) {
      guard !options.isCancelled() else { return diagnostics + [stopped(statement, parsed)] }
      do throws(Diagnostic) {
        switch statement.form {
        case .invalid, .use: continue
        case .expectError: continue
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
      } catch  where error.code == "AIS0602" {
        return diagnostics + [stopped(statement, parsed, error)]
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
}

extension Diagnostic {
  /// `true` iff two say the same of the same place.
  fileprivate func isSame(as other: Diagnostic) -> Bool {
    code == other.code && message == other.message && place?.text === other.place?.text
      && place?.span == other.place?.span
  }
}
