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

  /// What is wrong with a question that is not asked here.
  func faults(ofQuestion statement: Statement, in parsed: ParsedText) -> [Diagnostic] {
    var copy = self
    copy.elaborator.isChecking = true
    return copy.check([statement], of: parsed).filter { $0.severity == .error }
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
  /// `true` iff two say the same of the same place, in a text of the same name.
  func isSame(as other: Diagnostic) -> Bool {
    code == other.code && message == other.message && place?.text.name == other.place?.text.name
      && place?.span == other.place?.span
  }
}

extension Session {
  /// Checks a line of a date, which need not be what is read today.
  mutating func checkOwn(
    _ definition: DefinitionDeclaration, _ slot: Slot, _ parsed: ParsedText
  ) throws(Diagnostic) {
    guard definition.provenance?.date != nil, !definition.isImport else { return }
    let code = Code(parsed, definition.value)
    _ = try elaborator.typed(
      code, type: elaborator.metric(slot)?.type, elaborator.scope(of: slot, code, in: .root))
  }

  /// Refuses a value of the model that is defined anew with another unit: its formulas could not read it.
  mutating func checkUnit(
    of slot: Slot, _ statement: Statement, _ parsed: ParsedText
  ) throws(Diagnostic) {
    guard slot.owner == nil, let old = elaborator.book.modelValues[slot.name] else { return }
    let scope = elaborator.scope(of: slot, old, in: .root)
    let place = Place(parsed.source, statement.span)
    guard let was = try? elaborator.value(old, scope).dimension,
      case let now = try elaborator.value(of: slot, in: .root, at: place), !now.isZero,
      let dimension = now.dimension, dimension != was
    else { return }
    let (name, units) = (elaborator.title(slot), elaborator.book.units)
    throw Diagnostic(
      code: "AIS0750",
      "`\(name)` is \(units.name(of: was)) in the model, this is \(units.name(of: dimension))",
      at: place, labels: [.init(old.place, "the model's own value")],
      help: "write it with its unit, or give your value another name")
  }
}
