import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// The sentences that several places say about a program, by what is wrong.
///
/// Codes are stable: 01xx text, 02xx names, 03xx units and types, 04xx clauses and scenarios, 05xx
/// values, 06xx limits, 07xx definitions.
enum Message {
  static func unknownName(_ name: String, _ place: Place, suggestions: [String]) -> Diagnostic {
    Diagnostic(
      code: "AIS0201", "nothing is called `\(name)`", at: place, help: didYouMean(suggestions))
  }

  static func unknownMember(
    _ name: String, of owner: String, _ place: Place, suggestions: [String]
  ) -> Diagnostic {
    Diagnostic(
      code: "AIS0202", "\(owner) has no `\(name)`", at: place,
      help: dates[name.replacing(" ", with: "_")] ?? didYouMean(suggestions))
  }

  /// What is asked of dates that people look for as of metrics.
  private static let dates = [
    "cash_out_date": "a date is asked for: `when COMPANY.cash < $0`",
    "cash_out": "a date is asked for: `when COMPANY.cash < $0`",
    "break_even_date": "a date is asked for: `when COMPANY.net_income > $0/year`",
    "break_even": "a date is asked for: `when COMPANY.net_income > $0/year`",
  ]

  static func didYouMean(_ suggestions: [String]) -> String? {
    guard let first = suggestions.first else { return nil }
    let rest = suggestions.dropFirst()
    return "did you mean `\(first)`" + rest.map { ", `\($0)`" }.joined() + "?"
  }

  static func bareMetric(_ name: String, plural: String, example: String, _ place: Place)
    -> Diagnostic
  {
    Diagnostic(
      code: "AIS0203", "`\(name)` of which entity?", at: place,
      help: "write `\(example)'s \(name)`, `\(name) of \(plural)` or `show \(name) for \(plural)`")
  }

  static func bareTarget(_ name: String, owner: String, kind: String, _ place: Place) -> Diagnostic
  {
    Diagnostic(
      code: "AIS0404", "whose `\(name)` changes is not said", at: place,
      help: "write `\(owner)'s \(name)`, or `every \(kind)'s \(name)` for all of them")
  }

  static func clash(
    _ verb: String, _ a: (String, Place), _ b: (String, Place), at place: Place, help: String?
  ) -> Diagnostic {
    Diagnostic(
      code: "AIS0301", "cannot \(verb) \(a.0) and \(b.0)", at: place,
      labels: [.init(a.1, a.0), .init(b.1, b.0)], notes: aligned(a.0, b.0), help: help)
  }

  /// Two units of several factors that share one, factor under factor, so that the eye finds what is missing.
  private static func aligned(_ a: String, _ b: String) -> [String] {
    let (left, right) = (factors(a), factors(b))
    guard left.count + right.count > 2, left.contains(where: right.contains) else { return [] }
    let all = left + right.filter { !left.contains($0) }
    func line(_ side: String, _ factors: [String]) -> String {
      let cells = all.map {
        factors.contains($0) ? $0 : String(repeating: " ", count: $0.displayWidth)
      }
      return (side + cells.joined()).trimmed
    }
    return [line("left:  ", left), line("right: ", right)]
  }

  /// The factors of a unit as named, `money/person/year` as `money`, `/person`, `/year`; none of what is no unit.
  private static func factors(_ unit: String) -> [String] {
    guard !unit.contains(" ") else { return [] }
    let parts = unit.split(separator: "/").map(String.init)
    return parts.prefix(1) + parts.dropFirst().map { "/\($0)" }
  }

  static func wanted(
    _ wanted: String, got: String, for what: String, _ place: Place,
    labels: [Diagnostic.Label] = [], help: String? = nil
  ) -> Diagnostic {
    let rule = what == "this" ? "what is wanted here is \(wanted)" : "\(what) is \(wanted)"
    return Diagnostic(
      code: "AIS0302", "\(rule), this is \(got)", at: place, labels: labels, help: help)
  }

  static func unknownUnit(_ word: String, _ place: Place, suggestions: [String]) -> Diagnostic {
    Diagnostic(
      code: "AIS0303", "`\(word)` is not a unit", at: place, help: didYouMean(suggestions))
  }

  /// A circle through `names`, of which the last reads the first at `place`, and each of the others the next one at its
  /// place of `readAt`.
  static func circle(_ names: [String], _ place: Place, readAt: [Place], inScenario: Bool)
    -> Diagnostic
  {
    let links = readAt.indices.prefix(4).filter { !readAt[$0].text.bytes.isEmpty }
    return Diagnostic(
      code: "AIS0501", "this depends on itself", at: place,
      labels: links.map { .init(readAt[$0], "`\(names[$0])` needs `\(names[$0 + 1])`") },
      notes: [(names + [names[0]]).joined(separator: " → ")],
      help:
        inScenario
        ? "write `base \(names[names.count > 1 ? 1 : 0])` for its value without the changes"
        : "break the circle: give one of them a value of its own, or write `previous` for last period's"
    )
  }

  /// There is no result of this name, or none where the place is.
  static func noResult(_ place: Place) -> Diagnostic {
    let name = place.source
    let which = name.contains { $0.isNumber } ? "answer \(name.dropFirst())" : "the last answer"
    return Diagnostic(
      code: "AIS0479", "`\(name)` is \(which), and there is none here", at: place,
      help: "ask for a value first; in a definition, name the value: `let price = $5`")
  }

  static func dependsOnUnknown(_ place: Place) -> Diagnostic {
    Diagnostic(
      code: "AIS0216", "which entities belong here would depend on what is searched for",
      at: place, help: "name them, or choose them by what is certain")
  }

  static func refusal(_ failure: RunFailure, limit: Int, _ place: Place) -> Diagnostic {
    switch failure {
    case .cancelled(let done):
      let share = UnitSystem.standard.text(
        done, .ratio, style: .percent, precision: .significant(2))
      return Diagnostic(
        code: "AIS0602", "interrupted", notes: done > 0 ? ["after \(share) of the samples"] : [])
    case .tooLarge(let cells):
      let asked = UnitSystem.standard.text(
        cells, .ratio, style: .plain, precision: .significant(3))
      return Diagnostic(
        code: "AIS0604", "this needs \(asked) numbers at once, more than the limit of \(limit)",
        at: place, help: "use fewer samples (`--samples`) or fewer points (`step`)")
    }
  }

  static func uncertainSet(_ place: Place) -> Diagnostic {
    Diagnostic(
      code: "AIS0328", "which entities belong to this set is uncertain", at: place,
      help: "decide by a probability: `where P(…) > 50%`")
  }

  /// What to write after `in`: in place of `10% to 50%` the range of the same ends.
  static func rangeHelp(_ domain: Code, _ help: String) -> String {
    guard case .binary(.to, let a, let b) = domain.form else { return help }
    return
      "`to` makes one uncertain number: a range is `\(domain.part(a).source)..\(domain.part(b).source)`"
  }

  static func noDate(_ place: Place) -> Diagnostic {
    Diagnostic(
      code: "AIS0305", "`\(place.source)` is no date", at: place,
      help: "write `2024`, `2024-05`, `2024-05-31` or `2024Q2`; a subtraction has blanks around `-`"
    )
  }

  static func backwards(_ first: Period, _ last: Period, _ place: Place) -> Diagnostic {
    Diagnostic(
      code: "AIS0424", "these dates go backwards", at: place,
      help: "write `\(last.text)..\(first.text)`")
  }

  static func tooManyDates(_ count: Int, _ place: Place) -> Diagnostic {
    Diagnostic(
      code: "AIS0604",
      "this series has \(count) dates, more than the limit of \(Elaborator.dateLimit)", at: place,
      help: "make the step larger")
  }

  static func misuse(_ name: String, _ parameters: [String], _ place: Place) -> Diagnostic {
    Diagnostic(
      code: "AIS0320", "`\(name)` takes other arguments", at: place,
      help: "it is called as `\(name)(\(parameters.joined(separator: ", ")))`")
  }

  static func nothingToChange(_ reason: String, _ name: String, _ place: Place) -> Diagnostic {
    Diagnostic(
      code: "AIS0411", "what would change has no value: \(reason)", at: place,
      help: "give it one in the question: `what if \(name) = …`")
  }

  static func tooLong(_ place: Place) -> Diagnostic {
    Diagnostic(
      code: "AIS0601",
      "this chain of definitions or calls is too long for the memory of one question", at: place,
      help: "define the links before what uses them, or check that the recursion ends")
  }

  static func tooDeep(_ what: String, limit: Int, _ place: Place, help: String? = nil) -> Diagnostic
  {
    Diagnostic(
      code: "AIS0601", "\(what) goes deeper than \(limit)", at: place,
      help: help
        ?? "end it by an `if`, one arm of which does not call it: `if n <= 0 then … else …`")
  }

  /// Where the function, scenario or metric that a message is about was declared, if a text declares it.
  static func declared(_ name: String, _ place: Place?) -> [Diagnostic.Label] {
    place.map { [.init($0, "`\(name)` is declared here")] } ?? []
  }

  /// `a` or `an`, and the noun.
  static func article(_ noun: String) -> String {
    (noun.first.map { "aeiouAEIOU".contains($0) } ?? false ? "an " : "a ") + noun
  }

  static func notSettable(_ name: String) -> Diagnostic {
    Diagnostic(
      code: "AIS0327", "`\(name)` is not a single number",
      help: "set a metric of an entity, such as `Acme.cash`, or a name of the model")
  }

  static func setToNoNumber(_ name: String) -> Diagnostic {
    Diagnostic(code: "AIS0327", "`\(name)` is set to what is no number")
  }

  static func setBeyondWhole(_ name: String) -> Diagnostic {
    Diagnostic(
      code: "AIS0329", "`\(name)` is a fraction, and this is more than the whole",
      help: "set at most 1")
  }
}
