import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// `compare S1, S2, … show …`: scenarios side by side; `base` is one.
  mutating func compare(_ question: CompareQuestion) throws(Diagnostic) -> Answer {
    var frame = try frame(
      question.show.tail.extent, by: question.show.tail.group, on: base)
    var scenarios: [NamedScenario] = []
    for expression in question.scenarios {
      let name = scenarioTitle(expression)
      scenarios.append(NamedScenario(name: name, overlay: try scenario(expression, frame)))
    }
    try enter(scenarios.map(\.overlay), question.show.tail.extent, &frame)
    if frame.isAsOfToday { frame.moment = readAtLastStart(of: scenarios.map(\.overlay)) }
    let entries = try entries(question.show, &frame, scenarios)
    try compute(entries.flatMap(\.values))
    let table = try comparison(question.show, frame, entries, scenarios)
    return answer(.table(table), restingOn: entries.flatMap(\.values))
  }

  /// How a scenario is called: one that is written in place by its clauses.
  private func scenarioTitle(_ expression: ExpressionID) -> String {
    guard case .scenario(let index) = text.tree[expression] else { return title(expression) }
    let changes = text.tree.changes(index)
    let source = text.source[changes.span]
    // `A then B` has no braces around it
    if let first = changes.layers.first?.first, first.span.start == changes.span.start {
      return String(source).singleLine
    }
    return String(source.dropFirst().dropLast()).trimmed(of: \.isWhitespace).singleLine
  }

  /// The overlay that an expression names: `base`, a scenario, a call of one.
  private mutating func scenario(_ expression: ExpressionID, _ frame: Frame) throws(Diagnostic)
    -> OverlayID
  {
    let code = code(expression)
    if case .words(let range) = code.form, text.words(range) == ["base"] { return frame.overlay }
    let scope = scope(expression, frame.overlay, frame.locals)
    if case .call(let words, let list) = code.form,
      let scenario = elaborator.book.scenarios[joinedName(text.words(words))]
    {
      let bindings = try elaborator.bind(
        scenario.parameters, scenario.name, list, code, code.place, scope)
      return try elaborator.overlay(
        of: scenario.name, arguments: bindings, on: frame.overlay, code.place, scope)
    }
    if case .words(let range) = code.form,
      elaborator.book.scenarios[joinedName(text.words(range))] != nil
    {
      return try elaborator.overlay(
        of: joinedName(text.words(range)), arguments: [:], on: frame.overlay, code.place, scope)
    }
    let value = try elaborator.value(code, scope)
    guard case .scenario(let overlay) = value.content else {
      throw Message.wanted(
        "a scenario", got: elaborator.describe(value), for: "what is compared", code.place,
        help: "write `base`, a scenario's name, or `scenario { token price drops 50% }`")
    }
    return try elaborator.stacked(overlay, on: frame.overlay, code.place)
  }
}
