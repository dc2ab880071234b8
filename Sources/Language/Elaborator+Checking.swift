import AISDistributions
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Elaborator {
  /// What is wrong with the body of a function, scenario or verb before anything is known of its
  /// parameters: a name that stands for nothing, a clause that no verb reads.
  func undeclaredName(in statement: Statement, _ text: ParsedText) -> Diagnostic? {
    var scope = Scope(stream: 0)
    func bind(_ name: String, _ type: Type = .list) {
      scope.locals[name] = .value(Value(type: type, content: .missing("it is a parameter")))
    }
    func bind(_ parameters: [AISSyntax.Parameter]) {
      for parameter in parameters { bind(joinedName(text.words(parameter.name))) }
    }
    switch statement.form {
    case .function(let function):
      bind(function.parameters)
      for local in function.locals {
        if let fault = undeclared(Code(text, local.value), scope) { return fault }
        if case .words(let range) = text.tree[local.target] { bind(joinedName(text.words(range))) }
      }
      return undeclared(Code(text, function.body), scope)
    case .scenario(let scenario):
      bind(scenario.parameters)
      return undeclared(inChanges: scenario.changes, text, scope)
    case .verb(let verb):
      for case .hole(let name, let type, _) in verb.phrase {
        bind(name, book.kind(named: type).map(Type.entity) ?? .list)
      }
      return undeclared(inChanges: verb.changes, text, scope)
    default: return nil
    }
  }

  // MARK: Changes

  private func undeclared(inChanges changes: UInt32, _ text: ParsedText, _ scope: Scope)
    -> Diagnostic?
  {
    var scope = scope
    for clause in text.tree.changes(changes).layers.joined() {
      if let fault = undeclared(clause, text, scope) { return fault }
      // what a verb brings in has a name from there on
      if case .entity(let entity) = clause.form {
        scope.locals[joinedName(text.words(entity.name))] = .value(
          Value(type: .list, content: .missing("it is brought in")))
      } else if case .phrase = clause.form {
        scope.locals["deal"] = .value(Value(type: .list, content: .missing("it is brought in")))
      }
    }
    return nil
  }

  private func undeclared(_ clause: AISSyntax.Clause, _ text: ParsedText, _ scope: Scope)
    -> Diagnostic?
  {
    switch clause.form {
    case .assignment(let target, _, let value):
      return undeclared(Code(text, target), scope) ?? undeclared(Code(text, value), scope)
    case .require(let check): return undeclared(Code(text, check.condition), scope)
    case .note: return nil
    case .correlate(let correlation):
      return (correlation.targets + [correlation.value]).lazy
        .compactMap { undeclared(Code(text, $0), scope) }.first
    case .group(let changes): return undeclared(inChanges: changes, text, scope)
    case .trigger(let trigger):
      return undeclared(Code(text, trigger.condition), scope)
        ?? undeclared(inChanges: trigger.changes, text, scope)
    case .entity(let entity):
      return entity.members.lazy.compactMap { undeclared(Code(text, $0.value), scope) }.first
    case .phrase(let range): return undeclared(inPhrase: range, text, scope)
    }
  }

  private func undeclared(inPhrase range: TokenRange, _ text: ParsedText, _ scope: Scope)
    -> Diagnostic?
  {
    let place = Place(text.source, text.span(of: range))
    if case .success(let (parsed, expression)) = Parser.expression(in: text, range),
      undeclared(Code(parsed, expression), scope) == nil
    {
      return nil  // a scenario, or a subject of the next clause
    }
    let matcher = PhraseMatcher(text, range) { isDeclared($0, scope) }
    let fits = book.verbs.flatMap { matcher.fits($0.phrase) }
    guard !fits.isEmpty else { return noVerb(matcher, text, range, place) }
    var first: Diagnostic?
    for fit in fits {
      let fault = fit.holes.lazy.compactMap { undeclared(inHole: $0.range, text, scope) }.first
      guard let fault else { return nil }
      first = first ?? fault
    }
    return first
  }

  private func undeclared(inHole range: TokenRange, _ text: ParsedText, _ scope: Scope)
    -> Diagnostic?
  {
    switch Parser.expression(in: text, range) {
    case .failure(let fault): fault
    case .success(let (parsed, expression)): undeclared(Code(parsed, expression), scope)
    }
  }

  // MARK: Expressions

  private func undeclared(_ code: Code, _ scope: Scope) -> Diagnostic? {
    if stack.isNearlyFull { return nil }
    switch code.form {
    case .words(let range):
      let words = code.text.words(range)
      return stands(words, scope) ? nil : unknown(words, code.place(range), scope)
    case .call(let range, let list):
      let name = joinedName(code.text.words(range))
      let isKnown =
        name == "base" || name == "previous"
        || book.function(named: name, in: code.text.source) != nil
        || book.scenario(named: name, in: module) != nil
        || BuiltIn.named(name) != nil || Self.mixtures.contains(name)
        || Delay(rawValue: name) != nil
        || Distribution.all.contains { $0.name == name }
      guard isKnown else { return noFunction(name, code.place(range)) }
      return code.text.tree[list].lazy.compactMap { undeclared(code.part($0.value), scope) }.first
    case .member(let base, let name):
      return undeclared(code.part(base), scope)
        ?? undeclared(member: name, of: code.part(base), code, scope)
    case .index(let base, _): return undeclared(code.part(base), scope)
    case .under(let inner, let changes):
      if case .acrossSweeps(let reduction, let index) = code.part(inner).form {
        let sweeps = code.text.tree.sweeps(index)
        return undeclared(in: code.part(reduction), sweeps, changes, scope)
      }
      return undeclared(code.part(inner), scope)
        ?? undeclared(inChanges: changes, code.text, scope)
    case .scenario(let changes): return undeclared(inChanges: changes, code.text, scope)
    case .acrossSweeps(let reduction, let index):
      return undeclared(in: code.part(reduction), code.text.tree.sweeps(index), nil, scope)
    case .loop(let index): return undeclared(in: code.text.tree.loop(index), code, scope)
    default:
      return code.text.tree.children(of: code.expression).lazy
        .compactMap { undeclared(code.part($0), scope) }.first
    }
  }

  /// A reduction over sweeps, with the scenario that covers it: its names are known in both.
  private func undeclared(
    in reduction: Code, _ sweeps: [Sweep], _ changes: UInt32?, _ scope: Scope
  ) -> Diagnostic? {
    var inner = scope
    for sweep in sweeps {
      for part in [sweep.domain, sweep.step].compactMap({ $0 }) {
        if let fault = undeclared(reduction.part(part), inner) { return fault }
      }
      let target = reduction.part(sweep.target)
      guard case .words(let range) = target.form, !stands(target.text.words(range), inner) else {
        continue
      }
      inner.locals[joinedName(target.text.words(range))] = .value(
        Value(type: .list, content: .missing("a sweep gives it")))
    }
    return undeclared(reduction, inner)
      ?? changes.flatMap { undeclared(inChanges: $0, reduction.text, inner) }
  }

  private func undeclared(in loop: LoopExpression, _ code: Code, _ scope: Scope) -> Diagnostic? {
    var inner = scope
    func bind(_ range: TokenRange) {
      inner.locals[joinedName(code.text.words(range))] = .value(
        Value(type: .list, content: .missing("a loop gives it")))
    }
    let outside = [loop.state?.initial, loop.domain, loop.step].compactMap { $0 }
    if let fault = outside.lazy.compactMap({ undeclared(code.part($0), scope) }).first {
      return fault
    }
    bind(loop.variable)
    if let state = loop.state { bind(state.name) }
    if let condition = loop.condition, let fault = undeclared(code.part(condition), inner) {
      return fault
    }
    for local in loop.locals {
      if let fault = undeclared(code.part(local.value), inner) { return fault }
      if case .words(let range) = code.text.tree[local.target] { bind(range) }
    }
    return undeclared(code.part(loop.body), inner)
  }

  /// A member of a hole whose kind is known.
  private func undeclared(member name: TokenRange, of base: Code, _ code: Code, _ scope: Scope)
    -> Diagnostic?
  {
    guard case .words(let range) = base.form,
      case .binding(.value(let value))? = meaning(of: joinedName(base.text.words(range)), scope),
      case .entity(let kind) = value.type
    else { return nil }
    let member = joinedName(code.text.words(name))
    let isDefined = book.existingName(member).map { id in
      book.definitions.keys.contains { $0.name == id }
    }
    guard book.metric(named: member, of: kind) == nil, isDefined != true else { return nil }
    return Message.unknownMember(
      member, of: "a \(book[kind].display)", code.place(name),
      suggestions: Spelling.suggestions(for: member, among: book[kind].metrics.map(\.title)))
  }

  /// `true` iff words stand for something, whatever that is worth.
  private func stands(_ words: [String], _ scope: Scope) -> Bool {
    if isDeclared(joinedName(words), scope) || unitNames(words) || words == ["args"] { return true }
    guard words.count > 1 else { return false }
    if book.relationPhrase(in: words) != nil { return true }
    if ["base", "previous", "every", "all"].contains(words[0].lowercased()) {
      let rest = Array(words.dropFirst())
      return stands(rest, scope) || kind(spelled: joinedName(rest)) != nil
    }
    return (1..<words.count).contains { length in
      switch meaning(of: joinedName(words[..<length]), scope) {
      case .entity, .binding: true
      default: false
      }
    }
  }

  private func unitNames(_ words: [String]) -> Bool {
    words.allSatisfy { book.units.unit(named: $0) != nil }
  }

  /// `true` iff a name stands for something, or is a member of an enumeration.
  func isDeclared(_ name: String, _ scope: Scope) -> Bool {
    meaning(of: name, scope) != nil || book.enumerations.contains { $0.members.contains(name) }
  }

  // MARK: Kinds

  /// Reads the rules by which a slot goes on over time, for what is wrong with them.
  mutating func checkRules(of slot: Slot, _ place: Place) throws(Diagnostic) {
    for rule in growthRules(slot, in: .root) {
      _ = try growthRate(rule.rate, scope(of: slot, rule.rate, in: .root))
    }
    guard let rule = metric(slot)?.flow else { return }
    let stock = try value(of: slot, in: .root, at: place)
    _ = try flow(slot, rule, stock, in: .root)
  }

  /// What is wrong with the formulas of a kind, for each of its entities.
  mutating func faults(ofKind kind: KindID, in overlay: OverlayID, _ place: Place) -> [Diagnostic] {
    var faults: [Diagnostic] = []
    for entity in book.entities(of: kind) {
      for metric in book[kind].metrics {
        do throws(Diagnostic) {
          _ = try value(of: Slot(entity, metric.name), in: overlay, at: place)
          try checkRules(of: Slot(entity, metric.name), place)
        } catch {
          faults.append(error)
        }
      }
    }
    clearTraces()
    return faults
  }
}
