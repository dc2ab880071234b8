import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Session {
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

  /// Returns the value of an expression in a unit such as `"months"`; without one in that of its
  /// dimension, as the cells of answers are.
  public mutating func quantity(_ expression: String, in unit: String? = nil) throws(Failure)
    -> Quantity
  {
    let question = unit.map { "(\(expression)) as \($0)" } ?? expression
    let quantity: Quantity
    if let known = followedQuantity(question) {
      quantity = known
    } else {
      quantity = try asked(question, expression)
    }
    if case .unit(let display) = quantity.style, let unit {
      return quantity.shown(in: unit, display.shown)
    }
    return quantity
  }

  private mutating func asked(_ question: String, _ expression: String) throws(Failure) -> Quantity
  {
    guard case .cell(.quantity(let quantity)) = try ask(question).content else {
      throw Failure([Diagnostic(code: "AIS0327", "`\(expression)` is not a single number")])
    }
    follow(question, quantity)
    return quantity
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
    copy.settle()
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
}
