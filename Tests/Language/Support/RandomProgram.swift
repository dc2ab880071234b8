import AISLanguage
import AISReport
import AISSource
import AISTestSupport

/// A program that nobody would write and that changes line by line: names, a kind with entities, rows
/// of a table, a function and a scenario. The same for a seed.
///
/// What a line refers to comes earlier in a fixed order, so that there are no circles, except where an
/// edit makes one on purpose.
struct RandomProgram {
  /// What a line declares: `x0`, `firm`, `A.price` (a member of an entity), `f`, `s`.
  struct Edit {
    /// The declarations as they are after it, under what they declare.
    fileprivate let changed: [(key: String, text: String)]
    /// The line to enter.
    let text: String
  }

  private var random: SplitMix
  private var declarations: [(key: String, text: String)] = []
  private var entities: [String] = []
  private let rows: [String]

  /// The table that the program imports.
  let table: String

  /// The whole text as it is now.
  var text: String {
    var parts = hasTable ? ["import \"rows.csv\" as firm"] : []
    parts.append("kind firm { \(members("firm")) }")
    parts += entities.map { "firm \($0) { \(members($0)) }" }
    parts += declarations.filter { !$0.key.contains(".") }.map(\.text)
    parts += rows.flatMap { row in
      declarations.filter { $0.key.hasPrefix("\(row).") }.map { "\($0.key) = \($0.text)" }
    }
    return parts.joined(separator: "\n")
  }

  private var hasTable: Bool { !rows.isEmpty }

  /// The members of a kind or an entity, as they stand in braces.
  private func members(_ owner: String) -> String {
    declarations.filter { $0.key.hasPrefix("\(owner).") }.map { declaration in
      let name = declaration.key.dropFirst(owner.count + 1)
      return declaration.text.isEmpty ? "\(name): ratio" : "\(name) = \(declaration.text)"
    }.joined(separator: "; ")
  }

  init(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let count = Bool.random(using: &random) ? Int.random(in: 1...4, using: &random) : 0
    rows = (0..<count).map { "Row\($0)" }
    table =
      "name,price,volume\n"
      + rows.map { row in
        let numbers = (0..<2).map { _ in Int.random(in: 1...40, using: &random) }
        return "\(row),\(Double(numbers[0]) / 4),\(numbers[1])\n"
      }.joined()
    self.random = random
    for level in 0..<4 { set("x\(level)", "let x\(level) = \(formula(Names(below: level)))") }
    set("f", function())
    set("firm.price", "")
    for metric in ["volume", "cost", "profit"] { set("firm.\(metric)", metricFormula(metric)) }
    for name in ["A", "B"].prefix(Int.random(in: 1...2, using: &self.random)) { enter(name) }
    for level in 0..<3 { set("y\(level)", "let y\(level) = \(top(level))") }
    set("s", scenario())
  }

  private mutating func set(_ key: String, _ text: String) {
    if let index = declarations.firstIndex(where: { $0.key == key }) {
      declarations[index].text = text
    } else {
      declarations.append((key, text))
    }
  }

  private mutating func enter(_ entity: String) {
    entities.append(entity)
    set("\(entity).price", formula(Names(below: 4)))
    if chance(3) { set("\(entity).volume", formula(Names(below: 4))) }
  }

  // MARK: Editing

  /// Returns a line that declares something anew.
  mutating func edit() -> Edit {
    switch Int.random(in: 0..<9, using: &random) {
    case 0, 1, 2:
      let level = Int.random(in: 0..<4, using: &random)
      let value = chance(30) ? "y0 + x\(level)" : formula(Names(below: level))
      return global("x\(level)", value)
    case 3:
      let metric = pick(["volume", "cost", "profit"])
      let value = metricFormula(metric)
      return Edit(
        changed: [("firm.\(metric)", value)], text: "kind firm { \(metric) = \(value) }")
    case 4, 5:
      let owner = pick(entities + rows)
      let metric = pick(["price", "volume"])
      let value = chance(30) ? "\(owner).profit" : formula(Names(below: 4))
      let isBlock = chance(2) && entities.contains(owner)
      return Edit(
        changed: [("\(owner).\(metric)", value)],
        text: isBlock
          ? "firm \(owner) { \(metric) = \(value) }" : "\(owner).\(metric) = \(value)")
    case 6:
      let text = function()
      return Edit(changed: [("f", text)], text: text)
    case 7:
      let text = scenario()
      return Edit(changed: [("s", text)], text: text)
    default:
      if entities.count < 4, chance(3) {
        var copy = self
        let name = ["A", "B", "C", "D"][entities.count]
        copy.enter(name)
        random = copy.random
        let new = copy.declarations.filter { $0.key.hasPrefix("\(name).") }
        return Edit(changed: new, text: "firm \(name) { \(copy.members(name)) }")
      }
      let level = Int.random(in: 0..<3, using: &random)
      return global("y\(level)", chance(30) ? "y2 + 1" : top(level))
    }
  }

  private mutating func global(_ name: String, _ value: String) -> Edit {
    let line = "let \(name) = \(value)"
    return Edit(changed: [(name, line)], text: chance(2) ? line : "\(name) = \(value)")
  }

  /// The program after an edit.
  func edited(_ edit: Edit) -> RandomProgram {
    var copy = self
    for (key, text) in edit.changed {
      copy.set(key, text)
      guard let owner = key.split(separator: ".").first.map(String.init), key.contains("."),
        owner != "firm", !rows.contains(owner), !entities.contains(owner)
      else { continue }
      copy.entities.append(owner)
    }
    return copy
  }

  // MARK: Asking

  /// Returns a question: a value, a reduction, a scenario, a sweep.
  mutating func question() -> String {
    let value = pick(values)
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return "P(\(value) > \(number()))"
    case 1: return pick(["mean", "sd", "median", "p95"]) + "(\(value))"
    case 2: return "\(value) under { \(change()) }"
    case 3: return "\(value) under { \(change()) } then { \(change()) }"
    case 4: return "\(value) under s" + pick(["", "(cut: 30%)"])
    case 5: return "what if \(change()) show \(value), y2"
    case 6: return "show \(value) under { \(pick(inputs)) *= k } for k in [0.5, 1, 3]"
    case 7: return "show \(value), y1 for \(pick(inputs)) in 1..2 step 0.5"
    case 8: return "compare base, s, s(cut: 50%) show \(value)"
    case 9: return "show \(pick(["profit", "cost", "volume + price"])) for firms"
    case 10: return "\(aggregate()) under { every firm's price *= \(number()) }"
    default: return value
    }
  }

  private var inputs: [String] {
    (0..<4).map { "x\($0)" } + (entities + rows).map { "\($0).price" }
  }

  private var values: [String] {
    inputs + ["y0", "y1", "y2", "f(2)", "f(x1, x0)"]
      + (entities + rows).flatMap { ["\($0).profit", "\($0).volume"] }
  }

  private mutating func change() -> String {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: "\(pick(inputs)) = \(formula(Names(below: 0)))"
    case 1: "\(pick(inputs)) += \(number())"
    case 2: "every firm's cost *= \(number())"
    default: "\(pick(inputs)) *= \(number())"
    }
  }

  // MARK: Formulas

  /// What a formula may refer to.
  private struct Names {
    var references: [String]
    init(below level: Int, _ more: [String] = []) {
      references = (0..<level).map { "x\($0)" } + more
    }
  }

  private mutating func function() -> String {
    "fn f(a, b = \(number())) = \(formula(Names(below: 4, ["a", "b", "a"])))"
  }

  private mutating func scenario() -> String {
    "scenario s(cut = 10%) { \(pick(["x0", "x1", "x2"])) *= 1 - cut; "
      + "\(pick(entities + ["every firm"]))'s \(pick(["price", "volume"])) *= \(number()) }"
  }

  private mutating func metricFormula(_ metric: String) -> String {
    let metrics = ["price", "volume", "cost", "profit"]
    let known = Array(metrics.prefix { $0 != metric })
    return formula(Names(below: 4, known + known))
  }

  private mutating func top(_ level: Int) -> String {
    let own = (entities + rows).flatMap { ["\($0).profit", "\($0).cost"] }
    let names = Names(below: 4, own + (0..<level).map { "y\($0)" })
    return "\(aggregate()) \(pick(["+", "-"])) \(formula(names))"
  }

  private mutating func aggregate() -> String {
    let set = chance(2) ? "firms" : "firms where price > \(number())"
    return pick([
      "sum(profit of \(set))", "sum(volume of \(set))", "count(\(set))", "max(cost of firms)",
      "min(price of firms)",
    ])
  }

  private mutating func formula(_ names: Names, depth: Int = 2) -> String {
    if depth == 0 || chance(4) { return leaf(names) }
    func part(_ program: inout RandomProgram) -> String {
      program.formula(names, depth: depth - 1)
    }
    let (a, b) = (part(&self), part(&self))
    switch Int.random(in: 0..<11, using: &random) {
    case 0, 1: return "(\(a) + \(b))"
    case 2: return "(\(a) - \(b))"
    case 3, 4: return "(\(a) * \(leaf(names)))"
    case 5: return "\(a) / (1 + abs(\(b)))"
    case 6: return pick(["min", "max"]) + "(\(a), \(b))"
    case 7: return "(if \(a) > \(b) then \(part(&self)) else \(leaf(names)))"
    case 8: return "sqrt(abs(\(a)))"
    case 9: return "(\(a) - mean(\(b)))"
    default: return "P(\(a) > \(b))"
    }
  }

  private mutating func leaf(_ names: Names) -> String {
    if !names.references.isEmpty, !chance(4) { return pick(names.references) }
    return pick([
      number(), number(), "(1 to \(2 + Int.random(in: 0...3, using: &random)))", "(3 ± 1)",
      "normal(\(number()), 2)", "uniform(0, \(number()))", "gamma(shape: 2, scale: \(number()))",
      "discrete(1: 30%, \(number()): 70%)", "truncate(normal(2, 3), 0, 6)",
    ])
  }

  private mutating func number() -> String { pick(["0.5", "1", "2", "3", "7"]) }

  private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  private mutating func pick(_ list: [String]) -> String {
    list.isEmpty ? "1" : list[Int.random(in: list.indices, using: &random)]
  }
}

extension RandomProgram {
  /// A session that can read the program's table, and knows nothing else of it.
  func bareSession(samples: Int) -> Session {
    var session = Sessions.bare.with(samples: samples)
    let table = table
    session.options.readFile = { path in SourceText(table, name: path) }
    return session
  }

  /// A session that was given the program's text.
  func session(samples: Int) throws -> Session {
    var session = bareSession(samples: samples)
    try session.define(text)
    return session
  }
}

extension Session {
  /// All of an answer, to the last bit; of a failure its codes, because its places differ.
  mutating func said(to question: String) -> String {
    do throws(Failure) {
      return Renderer(format: .json).render(try ask(question))
    } catch {
      return error.diagnostics.map(\.code).joined(separator: " ")
    }
  }
}
