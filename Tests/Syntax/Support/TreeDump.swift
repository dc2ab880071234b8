import AISSource
import AISSyntax

/// Trees as short s-expressions: what the expectations of the tests are written in.
///
/// Words that form one name are joined by `_`, a number keeps its spelling and its unit follows a `:`
/// (`12:months`), operators and productions come first in their list, `?` is what could not be read.
extension ParsedText {
  /// Returns the statements, one a line.
  var dump: String { statements.map(dump).joined(separator: "\n") }

  func dump(_ statement: Statement) -> String {
    statement.file.map { list("to", dump($0), dump(statement.form)) } ?? dump(statement.form)
  }

  private func dump(_ form: Statement.Form) -> String {
    switch form {
    case .expression(let id): dump(id)
    case .show(let question): dump(question)
    case .whatIf(let question): dump(question)
    case .compare(let question): list("compare", dump(question.scenarios), dump(question.show))
    case .why(let id): list("why", dump(id))
    case .solve(let question):
      list("solve", dump(question.unknowns), dump(question.condition), dump(question.tail))
    case .optimize(let question):
      list(
        question.isMaximum ? "maximize" : "minimize", dump(question.objective),
        dump(question.unknowns), dump(question.tail))
    case .drivers(let id): list("drivers", dump(id))
    case .information(let id): list("information", dump(id))
    case .assumptions(let id): list("assumptions", dump(id))
    case .facts(let id): list("facts", dump(id))
    case .conflicts(let id): list("conflicts", dump(id))
    case .sources: "(sources)"
    case .roles(let one, let other):
      list("roles", dump(one), other.map { "toward " + dump($0) })
    case .relations(let one, let other):
      list("relations", dump(one), other.map { "toward " + dump($0) })
    case .expect(let claim, let within):
      list("expect", dump(claim), within.map { "within " + dump($0) })
    case .test(let test):
      list("test", text(test.name), test.statements.map(dump).joined(separator: " "))
    case .expectError(let expected):
      list(
        "expect error", expected.message.map(text),
        expected.statements.map(dump).joined(separator: " "))
    case .explain(let explanation): list("explain", dump(explanation.statement))
    case .plot(.table(let question)): list("plot", dump(question))
    case .plot(.drivers(let id)): list("plot drivers", dump(id))
    case .plot(.whatIf(let question)): list("plot", dump(question))
    case .use(let use): list("use", text(use.file), use.name.map { "as " + name($0) })
    case .print(let items): list("print", items.map(dump).joined(separator: " "))
    case .forEach(let loop):
      list(
        "for", name(loop.variable), dump(loop.domain), loop.step.map { "step " + dump($0) },
        loop.statements.map(dump).joined(separator: " "))
    case .define(let definition): dump(definition)
    case .entity(let entity): dump(entity)
    case .kind(let kind): dump(kind)
    case .enumeration(let declaration):
      list("enum", name(declaration.name), declaration.members.map(name).joined(separator: " "))
    case .source(let source): dump(source)
    case .unit(let unit):
      list(
        "unit", name(unit.name), unit.plural.map { "plural " + name($0) },
        unit.parent.map { ": " + name($0) }, unit.value.map { "= " + dump($0) })
    case .verb(let verb):
      list("verb", verb.phrase.map(dump).joined(separator: " "), dump(changes: verb.changes))
    case .function(let function):
      list(
        "fn", name(function.name), dump(function.parameters),
        function.locals.map(dump).joined(separator: " "), dump(function.body))
    case .scenario(let scenario):
      list(
        "scenario", name(scenario.name), dump(scenario.parameters), dump(changes: scenario.changes))
    case .prefer(let prefer):
      list("prefer", name(prefer.source), prefer.target.map(dump) ?? "")
    case .pool(let target): list("pool", dump(target))
    case .importTable(let table): list("import", text(table.file), name(table.kind))
    case .responds(let response): dump(response)
    case .grows(let growth): dump(growth)
    case .trigger(let trigger): dump(trigger)
    case .when(let id): list("when", dump(id))
    case .correlate(let correlation): dump(correlation)
    case .relation(let relation): dump(relation)
    case .relationFact(let fact):
      list("fact", fact.runs.map(name).joined(separator: ", "), dump(fact.provenance))
    case .invalid: "?"
    }
  }

  private func dump(_ relation: RelationDeclaration) -> String {
    let sides = relation.sides.map { side in
      (side.role.map { name($0) + ": " } ?? "") + side.kinds.map(name).joined(separator: "|")
    }
    return list(
      "relation", name(relation.name), sides.joined(separator: " "),
      relation.inverse.map { "inverse " + name($0) }, relation.isSymmetric ? "symmetric" : nil,
      relation.stance.map { source[$0] })
  }

  private func dump(_ unknowns: [Unknown]) -> String {
    unknowns.map { unknown in
      guard let domain = unknown.domain else { return dump(unknown.target) }
      return list(
        "in", dump(unknown.target), dump(domain), unknown.step.map { "step " + dump($0) })
    }.joined(separator: " ")
  }

  private func dump(_ tail: SearchTail) -> String? {
    let parts =
      [
        tail.constraint.map { "where " + dump($0) },
        tail.scenario.map { "under " + dump(changes: $0) },
        tail.extent.time.map(dump), tail.extent.date.map { list("read", source[$0]) },
      ].compactMap { $0 } + tail.extent.forItems.map { "for " + dump($0) }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  // MARK: Expressions

  private func dump(_ id: ExpressionID?) -> String? { id.map { dump($0) } }

  private func dump(_ ids: some Sequence<ExpressionID>) -> String {
    ids.map { dump($0) }.joined(separator: " ")
  }

  func dump(_ id: ExpressionID) -> String {
    switch tree[id] {
    case .number(let index): dump(tree.number(index), tree.span(of: id))
    case .date: source[tree.span(of: id)]
    case .text: text(tree.span(of: id))
    case .boolean(let value): "\(value)"
    case .words(let range): name(range)
    case .unary(let op, let a): list(dump(op), dump(a))
    case .binary(let op, let a, let b): list(op.text, dump(a), dump(b))
    case .conditional(let a, let b, let c): list("if", dump(a), dump(b), dump(c))
    case .member(let a, let range): list(".", dump(a), name(range))
    case .of(let range, let a): list("of", name(range), dump(a))
    case .across(let a, let b): list("across", dump(a), dump(b))
    case .acrossSweeps(let a, let index):
      list("across", dump(a), tree.sweeps(index).map(dump).joined(separator: " "))
    case .acrossDates(let a, let index): list("across", dump(a), dump(tree.timeSpan(index)))
    case .call(let range, let arguments): list("call", name(range), dump(arguments))
    case .index(let a, let b): list("at", dump(a), dump(b))
    case .list(let elements): "[" + dump(tree[elements]) + "]"
    case .record(let fields): "{" + dump(fields) + "}"
    case .filter(let a, let b): list("where", dump(a), dump(b))
    case .under(let a, let changes): list("under", dump(a), dump(changes: changes))
    case .at(let a, let date): list("read", dump(a), words(date).joined())
    case .over(let a, let index): list("over", dump(a), joined(tree.timeSpan(index).span))
    case .scenario(let changes): list("scenario", dump(changes: changes))
    case .convert(let a, let unit): list("as", dump(a), words(unit).joined())
    case .never: "(never)"
    case .loop(let index): dump(tree.loop(index))
    case .invalid: "?"
    }
  }

  private func dump(_ loop: LoopExpression) -> String {
    list(
      loop.state == nil ? "each" : "fold",
      loop.state.map { name($0.name) + " = " + dump($0.initial) },
      name(loop.variable), dump(loop.domain), loop.step.map { "step " + dump($0) },
      loop.condition.map { "if " + dump($0) }, loop.locals.map(dump).joined(separator: " "),
      dump(loop.body))
  }

  private func dump(_ op: UnaryOperator) -> String {
    switch op {
    case .minus: "neg"
    case .not: "not"
    case .atLeast: "at_least"
    case .atMost: "at_most"
    }
  }

  private func dump(_ number: NumberLiteral, _ span: Span) -> String {
    guard !number.unit.isEmpty else { return joined(span) }
    let digits = Span(span.start, tokens[Int(number.unit.first)].start)
    return joined(digits) + ":" + name(number.unit)
  }

  private func dump(_ arguments: ArgumentList) -> String {
    tree[arguments].map { argument in
      guard !argument.label.isEmpty else {
        return (argument.key.map { dump($0) + ": " } ?? "") + dump(argument.value)
      }
      return name(argument.label) + (argument.equation == nil ? ": " : " = ") + dump(argument.value)
    }.joined(separator: ", ")
  }

  // MARK: Declarations

  private func dump(_ definition: DefinitionDeclaration) -> String {
    let form = definition.form == .plain ? nil : "\(definition.form)"
    return list(
      "=", definition.isShared ? "shared" : nil, form, dump(definition.target),
      definition.isImport ? "import" : nil, dump(definition.value),
      definition.provenance.map(dump))
  }

  private func dump(_ provenance: Provenance) -> String {
    let date = provenance.date.map { "@" + source[$0] }
    let parts = [
      date.map { $0 + (provenance.endDate.map { ".." + source[$0] } ?? "") },
      provenance.sources.isEmpty
        ? nil : "from " + provenance.sources.map(name).joined(separator: "+"),
      provenance.certainty.map { source[$0] }, provenance.isAssumed ? "assumed" : nil,
      provenance.calibrates ? "calibrated" : nil, provenance.note.map(text),
    ]
    return parts.compactMap { $0 }.joined(separator: " ")
  }

  private func dump(_ entity: EntityDeclaration) -> String {
    list(
      "entity", name(entity.kind), name(entity.name), entity.display.map(text),
      entity.aliases.isEmpty ? nil : "alias " + entity.aliases.map(text).joined(separator: " "),
      entity.members.map(dump).joined(separator: " "))
  }

  private func dump(_ kind: KindDeclaration) -> String {
    list(
      "kind", name(kind.name), kind.plural.map { "plural " + name($0) }, kind.display.map(text),
      dump(kind.identity), kind.members.map(dump).joined(separator: " "))
  }

  private func dump(_ member: KindMember) -> String {
    switch member {
    case .metric(let metric):
      list(
        "metric", metric.isShared ? "shared" : nil, metric.isAssumed ? "assume" : nil,
        name(metric.name),
        metric.type.map { ": " + dump($0) }, metric.value.map { "= " + dump($0) },
        metric.provenance.map(dump), metric.flow.map { "flow " + dump($0) })
    case .grows(let growth): dump(growth)
    case .alias(let alias):
      list("alias", name(alias.name), alias.others.map(text).joined(separator: " "))
    case .headline(let names): list("headline", names.map(name).joined(separator: " "))
    case .responds(let response): dump(response)
    case .check(let check): dump(check)
    case .expect(let check): list("expect", dump(check))
    }
  }

  private func dump(_ response: ResponseDeclaration) -> String {
    list("responds", dump(response.target), dump(response.cause), dump(response.elasticity))
  }

  private func dump(_ growth: GrowthDeclaration) -> String {
    list("grows", dump(growth.target), dump(growth.rate))
  }

  private func dump(_ correlation: CorrelationDeclaration) -> String {
    list("correlate", correlation.targets.map(dump).joined(separator: " "), dump(correlation.value))
  }

  private func dump(_ trigger: TriggerDeclaration) -> String {
    list("when", dump(trigger.condition), dump(changes: trigger.changes))
  }

  private func dump(_ time: TimeSpan) -> String {
    let pace: String? =
      switch time.pace {
      case .word(let span): source[span]
      case .step(let step): "step " + dump(step)
      case nil: nil
      }
    return list(
      "over", time.first.map { source[$0] }, time.last.map { source[$0] },
      time.duration.map { dump($0) },
      pace)
  }

  private func dump(_ check: CheckDeclaration) -> String {
    list("check", dump(check.condition), text(check.message))
  }

  private func dump(_ declaration: SourceDeclaration) -> String {
    list(
      "source", name(declaration.name), text(declaration.title),
      declaration.date.map { source[$0] },
      declaration.file.map(text))
  }

  private func dump(_ parameters: [Parameter]) -> String? {
    guard !parameters.isEmpty else { return nil }
    return "<"
      + parameters.map { parameter in
        name(parameter.name) + (parameter.type.map { ": " + name($0) } ?? "")
          + (parameter.defaultValue.map { " = " + dump($0) } ?? "")
      }.joined(separator: ", ") + ">"
  }

  private func dump(_ part: PhrasePart) -> String {
    switch part {
    case .word(let words, let isOptional):
      isOptional ? "[\(words.joined(separator: "|"))]" : words.joined(separator: "|")
    case .hole(let name, let type, _): "<\(name): \(type)>"
    }
  }

  // MARK: Questions and changes

  private func dump(_ question: ShowQuestion) -> String {
    list("show", dump(question.items), dump(question.tail))
  }

  private func dump(_ tail: Tail) -> String? {
    let extent = tail.extent
    let parts = [
      extent.forItems.isEmpty
        ? nil : list("for", extent.forItems.map(dump).joined(separator: " ")),
      tail.sort.map { list("sort", dump($0), tail.isDescending ? "desc" : nil) },
      tail.top.map { list("top", dump($0)) }, extent.time.map(dump),
      extent.date.map { list("read", source[$0]) },
    ]
    return tail.isEmpty ? nil : parts.compactMap { $0 }.joined(separator: " ")
  }

  private func dump(_ item: ForItem) -> String {
    switch item {
    case .entities(let id): dump(id)
    case .sweep(let sweep): dump(sweep)
    }
  }

  private func dump(_ sweep: Sweep) -> String {
    list("in", dump(sweep.target), dump(sweep.domain), dump(sweep.step))
  }

  private func dump(_ question: WhatIfQuestion) -> String {
    list(
      "what_if", dump(changes: question.changes), question.sweeps.map(dump).joined(separator: " "),
      question.show.map(dump))
  }

  /// Layers are separated by `then`, clauses by `&`; a phrase is its words, its modifiers follow `@`.
  private func dump(changes index: UInt32) -> String {
    let layers = tree.changes(index).layers
    return "{" + layers.map { $0.map(dump).joined(separator: " & ") }.joined(separator: " then ")
      + "}"
  }

  private func dump(_ clause: Clause) -> String {
    let form =
      switch clause.form {
      case .phrase(let range): plain(words(range).joined(separator: " "))
      case .assignment(let target, let op, let value): list(op.text, dump(target), dump(value))
      case .entity(let entity): dump(entity)
      case .require(let check): dump(check)
      case .note(let span): list("note", text(span))
      case .correlate(let correlation): dump(correlation)
      case .group(let index): dump(changes: index)
      case .trigger(let trigger): dump(trigger)
      }
    return form + clause.modifiers.map(dump).joined()
  }

  private func dump(_ modifier: Modifier) -> String {
    switch modifier.form {
    case .probability(let id): " @probability " + dump(id)
    case .time(let phrase): " @\(phrase.word) " + words(phrase.range).joined(separator: " ")
    }
  }

  // MARK: Words

  private func list(_ parts: String?...) -> String {
    "(" + parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ") + ")"
  }

  private func name(_ range: TokenRange) -> String { words(range).joined(separator: "_") }

  /// A quoted text with plain quotes.
  private func text(_ span: Span) -> String { "\"" + content(ofText: span) + "\"" }

  /// A phrase with plain signs for typographic ones.
  private func plain(_ phrase: String) -> String {
    let signs: [Character: String] = [
      "×": "*", "÷": "/", "–": "-", "—": "-", "−": "-", "≤": "<=", "≥": ">=", "≠": "!=", "“": "\"",
      "”": "\"", "’": "'", "‘": "'",
    ]
    return phrase.replacing("+/-", with: "±").map { signs[$0] ?? String($0) }.joined()
  }

  /// The words of a number without blanks, its multiple with a plain sign.
  private func joined(_ span: Span) -> String {
    String(source[span].map { $0 == "×" ? "x" : $0 }.filter { !$0.isWhitespace })
  }
}
