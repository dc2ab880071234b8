import AISEngine
import AISModel
import AISSource
import AISSyntax

extension Session {
  /// `for x in D { … }`: asks and prints what stands in the braces, for each element.
  ///
  /// Returns whether all was well. The first turn in which something fails is the last.
  mutating func run(
    _ loop: ForStatement, of parsed: ParsedText, _ locals: [String: Binding],
    _ report: (Outcome) -> Void
  ) throws(Diagnostic) -> Bool {
    if locals.isEmpty { prepare() }
    var scope = Scope(
      stream: StreamKey.of(["for", parsed.source[parsed.tree.span(of: loop.domain)]]))
    scope.overlay = base
    scope.locals = locals
    scope.role = joinedName(parsed.words(loop.variable))
    let domain = Code(parsed, loop.domain)
    elaborator.clearTraces()
    let step = loop.step.map { Code(parsed, $0) }
    let values = try elaborator.elements(
      of: try elaborator.domain(domain, step: step, scope), domain.place)
    elaborator.clearTraces()
    guard let values else {
      if elaborator.isChecking { return true }
      throw Diagnostic(
        code: "AIS0357", "how often this turns is uncertain", at: domain.place,
        help: "a `for` runs through what is known; `fold` takes uncertain ends")
    }
    guard values.allSatisfy({ $0.mask == nil }) else {
      throw Message.uncertainSet(domain.place)
    }
    let name = joinedName(parsed.words(loop.variable))
    // what is only checked is checked once
    for value in elaborator.isChecking ? Array(values.prefix(1)) : values {
      var inner = locals
      inner[name] = .value(value)
      for statement in loop.statements {
        guard !options.isCancelled() else { throw Diagnostic(code: "AIS0602", "interrupted") }
        guard try run(statement, in: &inner, of: parsed, report) else { return false }
      }
    }
    return true
  }

  /// Runs one statement of a loop; a `let` gives a name for the rest of the turn.
  private mutating func run(
    _ statement: Statement, in locals: inout [String: Binding], of parsed: ParsedText,
    _ report: (Outcome) -> Void
  ) throws(Diagnostic) -> Bool {
    switch statement.form {
    case .forEach(let loop): return try run(loop, of: parsed, locals, report)
    case .define(let definition)
    where definition.form == .let && definition.provenance == nil && !definition.isImport:
      guard case .words(let range) = parsed.tree[definition.target] else { break }
      var scope = Scope(stream: StreamKey.of(["let", parsed.source[statement.span]]))
      scope.overlay = base
      scope.locals = locals
      let code = Code(parsed, definition.value)
      scope.declaration = code
      locals[joinedName(parsed.words(range))] = .value(try elaborator.value(code, scope))
      return true
    case .test, .expectError, .use: break
    case let form where !form.isDeclaration:
      let answer = try ask(statement, of: parsed, locals)
      report(.answer(answer))
      return !answer.isPartial
    default: break
    }
    throw Diagnostic(
      code: "AIS0361", "this cannot stand in a `for`", at: Place(parsed.source, statement.span),
      help: "questions, `print`, `let` and `for` can; to add up, write `fold total = 0 for …`")
  }
}
