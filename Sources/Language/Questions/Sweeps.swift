import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// An axis of a question: a swept name with its values, or a list of entities that a name runs through.
struct QuestionAxis {
  let name: String
  /// A swept axis of the graph, with how its values are shown; `nil` for entities.
  var axis: (AxisID, Value)?
  /// For entities and texts: what the name stands for at each step.
  var cases: [Value] = []
  /// For dates: the moments at which they are read.
  var moments: [Moment] = []
  var count: Int

  /// `true` iff a name runs through entities here.
  var isOfEntities: Bool { cases.first?.entity != nil }
}

extension Inquiry {
  /// The most rows that the sweeps of a question make.
  static let pointLimit = Elaborator.pointLimit
  /// The most rows that a sweep makes of whole numbers unless a step is written.
  private static let wholeLimit = 1_000

  /// Reads `TARGET in DOMAIN [step S]`. A model name is set at each step, by an overlay; a new name must
  /// occur in what is asked.
  mutating func sweep(
    _ sweep: Sweep, on overlay: OverlayID, _ locals: inout [String: Binding]
  ) throws(Diagnostic) -> (QuestionAxis, OverlayID) {
    let target = code(sweep.target)
    let slot = try elaborator.slot(target, scope(sweep.target, overlay, locals))
    let name = target.source
    let role = slot == nil ? joinedName(name.split(separator: " ").map(String.init)) : nil
    let (axis, value) = try domain(sweep, name, role, overlay, locals)
    if let slot {
      guard let value else {
        throw Diagnostic(
          code: "AIS0207", "`\(name)` of the model takes numbers here", at: code(sweep.domain).place
        )
      }
      let top = try elaborator.setting(slot, to: value, on: overlay, target.place)
      return (axis, top)
    }
    let key = try newName(target, overlay, locals)
    if let value { locals[key] = .value(value) }
    return (axis, overlay)
  }

  /// The key of a target that is no name of the model: a new name, which must occur in the question.
  func newName(_ target: Code, _ overlay: OverlayID, _ locals: [String: Binding])
    throws(Diagnostic) -> String
  {
    try elaborator.newName(
      target, in: [statement.span],
      suggestions: unresolved(besides: target.place.span, overlay, locals))
  }

  /// The words of the question that stand for nothing: what a misspelt sweep was meant to be.
  private func unresolved(
    besides own: Span, _ overlay: OverlayID, _ locals: [String: Binding]
  )
    -> [String]
  {
    var scope = scope(overlay)
    scope.locals = locals
    let reserved = Set(
      elaborator.book.verbs.flatMap(\.words) + [
        "what", "if", "show", "compare", "scenario", "solve", "that", "minimize", "maximize",
      ] + searchedNames)
    var found: [String] = []
    for token in text.tokens where token.kind == .word && token.keyword == .none {
      guard isAsked(token, besides: own) else { continue }
      let word = text.source[token.span]
      let isKnown =
        elaborator.meaning(of: word, scope) != nil || reserved.contains(word.lowercased())
        || elaborator.book.units.unit(named: word) != nil || BuiltIn.named(word) != nil
        || elaborator.book.globalWords.contains { $0.split(separator: "_").contains { $0 == word } }
      if !isKnown, !found.contains(word) { found.append(word) }
    }
    return Array(found.prefix(3))
  }

  /// The names that the question searches for.
  private var searchedNames: [String] {
    let unknowns: [Unknown]
    switch statement.form {
    case .solve(let question): unknowns = question.unknowns
    case .optimize(let question): unknowns = question.unknowns
    default: unknowns = []
    }
    return unknowns.map { text.source[text.tree.span(of: $0.target)].lowercased() }
  }

  /// `true` iff a token belongs to this question and not to the given part of it.
  private func isAsked(_ token: Token, besides own: Span) -> Bool {
    token.start >= statement.span.start && token.end <= statement.span.end
      && (token.end <= own.start || token.start >= own.end)
  }

  private mutating func domain(
    _ sweep: Sweep, _ name: String, _ role: String?, _ overlay: OverlayID,
    _ locals: [String: Binding]
  ) throws(Diagnostic) -> (QuestionAxis, Value?) {
    var scope = scope(sweep.domain, overlay, locals)
    scope.role = role
    let domain = try elaborator.domain(
      of: sweep, name, text, scope, wholeLimit: Self.wholeLimit
    ) {
      $0.graph.axis(name, values: $1)
    }
    switch domain {
    case .numbers(let axis, let like):
      elaborator.questionAxes.formUnion(AxisSet([axis]))
      let count = elaborator.graph.values(of: axis).count
      return (QuestionAxis(name: name, axis: (axis, like), count: count), like)
    case .things(let things):
      return (QuestionAxis(name: name, axis: nil, cases: things, count: things.count), nil)
    case .entities(let members, _):
      let listed = try listed(members, code(sweep.domain).place)
      let cases = lines(of: listed, [], nil).compactMap(\.place.entity).map {
        Value(type: .entity(elaborator.book[$0].kind), content: .entity($0))
      }
      return (QuestionAxis(name: name, axis: nil, cases: cases, count: cases.count), nil)
    }
  }
}
