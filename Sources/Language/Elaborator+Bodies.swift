import AISModel
import AISSource
import AISSyntax

// What is wrong in bodies that nothing uses yet.
extension Elaborator {
  /// Refuses units that clash in a part of a function or verb that rests on none of its parameters.
  mutating func checkUnits(of statement: Statement, _ text: ParsedText) throws(Diagnostic) {
    var known = Set<String>()
    func add(_ range: TokenRange) { known.formUnion(text.words(range)) }
    switch statement.form {
    case .function(let function):
      for parameter in function.parameters { add(parameter.name) }
      for local in function.locals {
        try checkUnits(Code(text, local.value), known)
        if case .words(let range) = text.tree[local.target] { add(range) }
      }
      try checkUnits(Code(text, function.body), known)
    case .verb(let verb):
      for case .hole(let name, _, _) in verb.phrase {
        known.formUnion(name.split(separator: "_").map(String.init))
      }
      for clause in text.tree.changes(verb.changes).layers.joined() {
        guard case .assignment(_, _, let value) = clause.form else { continue }
        try checkUnits(Code(text, value), known)
      }
    default: break
    }
  }

  /// `names` are the words that have no value yet.
  private mutating func checkUnits(_ code: Code, _ names: Set<String>) throws(Diagnostic) {
    guard !stack.isNearlyFull else { return }
    switch code.form {
    case .binary where !mentions(names, code):
      do throws(Diagnostic) {
        _ = try value(code, Scope(stream: StreamKey.of(["body", code.source])))
      } catch {
        if error.code == "AIS0301" { throw error }
      }
    case .acrossSweeps, .under, .scenario: break
    case .loop(let index):
      let loop = code.text.tree.loop(index)
      var names = names
      let targets = loop.locals.map { code.text.tree.span(of: $0.target) }
      let spans = [loop.variable, loop.state?.name].compactMap { $0 }.map(code.text.span(of:))
      for span in spans + targets { names.formUnion(words(in: span, of: code.text)) }
      for part in loop.expressions { try checkUnits(code.part(part), names) }
    default:
      for part in code.text.tree.children(of: code.expression) {
        try checkUnits(code.part(part), names)
      }
    }
  }

  private func mentions(_ names: Set<String>, _ code: Code) -> Bool {
    words(in: code.place.span, of: code.text).contains(where: names.contains)
  }

  private func words(in span: Span, of text: ParsedText) -> [String] {
    text.tokens(within: span).filter { $0.kind == .word }.map { text.source[$0.span] }
  }

  /// Reads a scenario that needs no arguments, with what it changes, for what is wrong with it.
  mutating func checkScenario(named name: String, _ place: Place) throws(Diagnostic) {
    guard let scenario = book.scenarios[name],
      scenario.parameters.allSatisfy({ $0.defaultValue != nil })
    else { return }
    let top = try overlay(of: name, arguments: [:], on: .root, place, Scope(stream: 0))
    let changed = chain(top).flatMap { overlays[$0.index].changes }
    for (slot, changes) in changed.sorted(by: { Self.start($0.value) < Self.start($1.value) })
    where changes.contains(where: { $0.clause.place.text === scenario.text.source }) {
      _ = try value(of: slot, in: top, at: changes.first?.clause.place ?? place)
    }
  }

  private static func start(_ changes: [Overlay.Change]) -> UInt32 {
    changes.map(\.clause.place.span.start).min() ?? 0
  }

  /// What is wrong with the formulas of a kind of which there is nothing yet, for one of which nothing is known.
  mutating func faults(ofEmptyKind kind: KindID, _ place: Place) -> [Diagnostic] {
    let count = book.entities.count
    _ = book.addUnnamedEntity(book[kind].name, kind: kind, display: book[kind].display)
    defer {
      book.truncateEntities(to: count)
      forget()
    }
    return faults(ofKind: kind, in: .root, place)
  }
}
