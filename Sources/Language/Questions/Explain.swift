import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// `explain STATEMENT`: a question in its core form, with every name resolved, every verb as the changes that it makes,
/// and brackets around each part.
extension Inquiry {
  mutating func explain(_ statement: Statement) throws(Diagnostic) -> Answer {
    guard !statement.form.isDeclaration, statement.form.isQuestion else {
      throw Diagnostic(
        code: "AIS0218", "only a question has a core form", at: Place(text.source, statement.span),
        help: "write `explain` before a question: `explain what if token price drops 50%`")
    }
    var locals: [String: Binding] = [:]
    for sweep in sweeps(in: statement) {
      _ = try self.sweep(sweep, on: base, &locals)
    }
    let core = try elaborator.core(of: statement, text, scope(base), keeping: locals)
    var notes: [String] = []
    if case .expression(let expression) = statement.form {
      let value = try elaborator.value(code(expression), scope(expression, base))
      notes.append("this is \(elaborator.describe(value))")
    }
    if case .whatIf(let question) = statement.form, question.show == nil {
      notes.append("shows the headline metrics that move, in the model and with the changes")
    }
    // a form rests on nothing
    elaborator.clearTraces()
    var answer = answer(.cell(.text(core)))
    answer.notes = notes + ["today is \(elaborator.today.text)"]
    return answer
  }

  /// What a question sweeps or searches for.
  private func sweeps(in statement: Statement) -> [Sweep] {
    func sweeps(_ unknowns: [Unknown]) -> [Sweep] {
      unknowns.compactMap { unknown in
        unknown.domain.map { Sweep(target: unknown.target, domain: $0, step: unknown.step) }
      }
    }
    switch statement.form {
    case .show(let question), .plot(.table(let question)): return question.tail.extent.sweeps
    case .whatIf(let question), .plot(.whatIf(let question)):
      return question.sweeps + (question.show?.tail.extent.sweeps ?? [])
    case .compare(let question): return question.show.tail.extent.sweeps
    case .solve(let question): return sweeps(question.unknowns) + question.tail.extent.sweeps
    case .optimize(let question): return sweeps(question.unknowns) + question.tail.extent.sweeps
    default: return []
    }
  }
}

extension Statement.Form {
  /// `true` iff the statement is answered, not run.
  fileprivate var isQuestion: Bool {
    switch self {
    case .test, .expectError, .forEach, .explain, .use, .invalid: false
    default: true
    }
  }
}

// MARK: Core forms

extension Elaborator {
  /// A statement with its expressions and changes in core form, all else as written.
  mutating func core(
    of statement: Statement, _ text: ParsedText, _ scope: Scope, keeping locals: [String: Binding]
  ) throws(Diagnostic) -> String {
    var scope = scope
    scope.locals.merge(locals) { $1 }
    var writer = CoreWriter(kept: Set(locals.keys))
    var result = ""
    var at = statement.span.start
    for part in text.tree.outermost(within: statement.span) {
      let span: Span
      let core: String
      switch part {
      case .expression(let expression):
        span = text.tree.span(of: expression)
        core = try writer.core(Code(text, expression), scope, &self)
      case .changes(let changes):
        span = text.tree.changes(changes).span
        core = try writer.core(changes, text, scope, &self)
      }
      result += text.source[Span(at, span.start)] + core
      at = span.end
    }
    return (result + text.source[Span(at, statement.span.end)]).trimmed
  }
}

/// Writes core forms.
struct CoreWriter {
  /// Names of the question itself: what it sweeps or searches for.
  let kept: Set<String>
  /// How deep the names of verbs are followed into what they stand for.
  private var depth = 0
  private static let depthLimit = 40

  init(kept: Set<String>) { self.kept = kept }

  // MARK: Changes

  /// Changes as the assignments that they make, a scenario's layers joined by `then`.
  mutating func core(
    _ changes: UInt32, _ text: ParsedText, _ scope: Scope, _ elaborator: inout Elaborator
  ) throws(Diagnostic) -> String {
    let top = try elaborator.overlay(text, changes, on: scope.overlay, scope)
    let layers = Array(elaborator.chain(top).prefix { $0 != scope.overlay }).reversed()
    var texts: [String] = []
    for layer in layers {
      let lines = try lines(of: layer, text, changes, &elaborator)
      texts.append(
        lines.count == 1 && !lines[0].contains("#")
          ? "{ \(lines[0]) }" : "{\n" + lines.map { "  \($0)\n" }.joined() + "}")
    }
    return texts.isEmpty ? "{ }" : texts.joined(separator: " then ")
  }

  /// What a scenario changes, a line for each slot, under the clauses that say it.
  private mutating func lines(
    of layer: OverlayID, _ text: ParsedText, _ changes: UInt32, _ elaborator: inout Elaborator
  ) throws(Diagnostic) -> [String] {
    let overlay = elaborator.overlays[layer.index]
    var lines: [String] = []
    for clause in overlay.clauses {
      var own: [String] = []
      for slot in overlay.changedSlots {
        for change in overlay.changes[slot] ?? []
        where clause.place.covers(change.clause.place) {
          let value = try core(change.value, change.scope, &elaborator)
          let line =
            "\(elaborator.title(slot)) \(change.operation.text) \(value)"
            + when(change.timing, elaborator) + chance(clause, text, changes)
          own.append(try triggered(line, change.trigger, &elaborator))
        }
      }
      for (slot, growths) in overlay.growths.sorted(by: {
        elaborator.title($0.key) < elaborator.title($1.key)
      }) {
        for growth in growths {
          guard let scope = growth.scope else { continue }
          let rate = try core(growth.rate, scope, &elaborator)
          own.append(
            "\(elaborator.title(slot)) grows by \(rate)" + when(growth.timing, elaborator))
        }
      }
      let said = clause.text.singleLine
      let isPlain = own.count == 1 && own[0].hasPrefix(said)
      lines += isPlain ? own : ["# \(said)"] + own
    }
    return lines
  }

  /// From when on a change holds; without a date from today.
  private func when(_ timing: Timing, _ elaborator: Elaborator) -> String {
    var text = " from \((timing.start ?? elaborator.today).text)"
    if let end = timing.end { text += " until \(end.text)" }
    if let months = timing.months {
      let number = elaborator.book.units.text(
        months, .ratio, style: .plain, precision: .significant(6))
      text = " over \(number) months" + text
    }
    return text
  }

  /// The chance that a clause says.
  private func chance(_ clause: Overlay.Clause, _ text: ParsedText, _ changes: UInt32) -> String {
    for own in text.tree.changes(changes).layers.joined()
    where clause.place.text === text.source && own.span.end == clause.place.span.end {
      for modifier in own.modifiers {
        if case .probability(let expression) = modifier.form {
          return " with probability \(text.source[text.tree.span(of: expression)])"
        }
      }
    }
    return ""
  }

  private mutating func triggered(_ line: String, _ trigger: Int?, _ elaborator: inout Elaborator)
    throws(Diagnostic) -> String
  {
    guard let trigger else { return line }
    let cause = elaborator.triggers[trigger]
    return "when \(try core(cause.condition, cause.scope, &elaborator)) { \(line) }"
  }

  // MARK: Expressions

  /// An expression with its names resolved and brackets around what is computed within it.
  mutating func core(_ code: Code, _ scope: Scope, _ elaborator: inout Elaborator)
    throws(Diagnostic) -> String
  {
    if elaborator.isOwnNumber(code) { return code.source.singleLine }
    switch code.form {
    case .words(let range): return try name(range, code, scope, &elaborator)
    case .unary(let op, let operand):
      let operand = try part(code.part(operand), scope, &elaborator)
      switch op {
      case .minus: return "-\(operand)"
      case .not: return "not \(operand)"
      case .atLeast: return "at least \(operand)"
      case .atMost: return "at most \(operand)"
      }
    case .binary(let op, let a, let b):
      let a = try part(code.part(a), scope, &elaborator)
      let b = try part(code.part(b), scope, &elaborator)
      return op == .range ? "\(a)..\(b)" : "\(a) \(op.text) \(b)"
    case .conditional(let condition, let yes, let no):
      let condition = try core(code.part(condition), scope, &elaborator)
      let yes = try part(code.part(yes), scope, &elaborator)
      return "if \(condition) then \(yes) else \(try part(code.part(no), scope, &elaborator))"
    case .member(let base, let name):
      if let slot = try? elaborator.slot(code, scope) { return elaborator.title(slot) }
      let base = try part(code.part(base), scope, &elaborator)
      return "\(base).\(joinedName(code.text.words(name)))"
    case .of(let name, let operand):
      if let slot = try? elaborator.slot(code, scope) { return elaborator.title(slot) }
      let operand = try part(code.part(operand), scope, &elaborator)
      return "\(joinedName(code.text.words(name))) of \(operand)"
    case .across(let reduction, let set):
      let reduction = try core(code.part(reduction), scope, &elaborator)
      return "\(reduction) across \(try part(code.part(set), scope, &elaborator))"
    case .call(let name, let list):
      var arguments: [String] = []
      for argument in code.text.tree[list] {
        let value = try core(code.part(argument.value), scope, &elaborator)
        let label = joinedName(code.text.words(argument.label))
        arguments.append(label.isEmpty ? value : "\(label): \(value)")
      }
      return "\(joinedName(code.text.words(name)))(\(arguments.joined(separator: ", ")))"
    case .list(let list):
      var elements: [String] = []
      for element in code.text.tree[list] {
        elements.append(try core(code.part(element), scope, &elaborator))
      }
      return "[\(elements.joined(separator: ", "))]"
    case .filter(let set, let condition):
      let set = try part(code.part(set), scope, &elaborator)
      return "\(set) where \(try core(code.part(condition), scope, &elaborator))"
    case .under(let operand, let changes):
      let top = try elaborator.overlay(code.text, changes, on: scope.overlay, scope)
      var inner = scope
      inner.overlay = top
      let operand = try part(code.part(operand), inner, &elaborator)
      return "\(operand) under \(try core(changes, code.text, scope, &elaborator))"
    case .at(let operand, let date):
      return try part(code.part(operand), scope, &elaborator)
        + " at \(code.place(date).source.singleLine)"
    case .convert(let operand, let unit):
      return try part(code.part(operand), scope, &elaborator)
        + " as \(code.place(unit).source.singleLine)"
    default: return code.source.singleLine
    }
  }

  /// The core form of a part: in brackets where it is computed.
  private mutating func part(_ code: Code, _ scope: Scope, _ elaborator: inout Elaborator)
    throws(Diagnostic) -> String
  {
    let text = try core(code, scope, &elaborator)
    guard !elaborator.isOwnNumber(code) else { return text }
    let isBracketed =
      switch code.form {
      case .unary, .binary, .conditional, .across, .filter, .under, .at, .convert: true
      case .words: text.contains(" ") && !text.hasPrefix("base ") && !text.hasPrefix("previous ")
      default: false
      }
    return isBracketed ? "(\(text))" : text
  }

  /// A name as what it stands for: a slot by its whole name, a hole of a verb by what stands in the clause.
  private mutating func name(
    _ range: TokenRange, _ code: Code, _ scope: Scope, _ elaborator: inout Elaborator
  ) throws(Diagnostic) -> String {
    let words = code.text.words(range)
    let written = joinedName(words)
    if kept.contains(written), case .value? = scope.locals[written] { return written }
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthLimit else { return code.source.singleLine }
    switch elaborator.meaning(of: written, scope) {
    case .binding(.expression(let inner, let own))?, .binding(.read(_, _, let inner, let own))?:
      return try core(inner, own, &elaborator)
    case .binding(.slot(let slot))?, .slot(let slot)?: return elaborator.title(slot)
    case .binding(.value(let value))?:
      return value.entity.map { elaborator.book[$0].name } ?? elaborator.shortText(value)
    case .entity(let entity)?: return elaborator.book[entity].name
    case .entities(let kind)?: return elaborator.book[kind].plural
    case .metric(let metric)?: return elaborator.book.text(metric)
    case .scenario(let name)?: return name
    case nil: break
    }
    if words.count > 1, ["base", "previous"].contains(words[0]) {
      let rest = joinedName(words.dropFirst())
      if case .slot(let slot)? = elaborator.meaning(of: rest, scope) {
        return "\(words[0]) \(elaborator.title(slot))"
      }
    }
    if let slot = try? elaborator.slot(code, scope) { return elaborator.title(slot) }
    return words.joined(separator: " ")
  }
}

extension Place {
  /// `true` iff another place lies within this one.
  fileprivate func covers(_ other: Place) -> Bool {
    text === other.text && span.start <= other.span.start && other.span.end <= span.end
  }
}
