import AISDistributions
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension HelpTopic {
  /// Everything that help is given on, but the messages. A verb is shown with the word that is `asked` for.
  static func all(of book: Book, asked: String? = nil) -> [HelpTopic] {
    functions(of: book) + forms + kinds(of: book) + metrics(of: book) + entities(of: book)
      + verbs(of: book, asked) + values(of: book) + scenarios(of: book) + choices(of: book)
      + units(of: book) + sources(of: book)
  }

  /// The functions of a name.
  static func functions(named name: String, of book: Book) -> [HelpTopic] {
    if let function = book.functions[name] { return [HelpTopic(function)] }
    if let family = Distribution.all.first(where: { $0.name == name }) {
      return [HelpTopic(family)]
    }
    return BuiltIn.named(name).map { [HelpTopic($0)] } ?? []
  }

  private static func functions(of book: Book) -> [HelpTopic] {
    book.functions.values.map { HelpTopic($0) } + Distribution.all.map { HelpTopic($0) }
      + BuiltIn.all.filter { book.functions[$0.name] == nil }.map { HelpTopic($0) }
  }

  private init(_ function: Function) {
    let comment = function.place.comment
    let examples = comment.filter { $0.hasPrefix("for example `") }
    let words = comment.filter { !examples.contains($0) }
    self.init(
      names: [function.name], title: Signature(function).text, noun: "function",
      summary: words.isEmpty
        ? "= " + function.body.source.singleLine : words.joined(separator: " "),
      examples: {
        examples.map { String($0.dropFirst("for example `".count).prefix { $0 != "`" }) }
      }
    )
  }

  private init(_ family: Distribution) {
    let signatures = family.forms.map { Signature(family, $0).text }
    self.init(
      names: [family.name], title: signatures[0], noun: "distribution", summary: family.summary,
      lines: { signatures.dropFirst().map { "or \($0)" } }, examples: { family.examples })
  }

  private init(_ function: BuiltIn) {
    self.init(
      names: [function.name], title: Signature(function.name, function.parameters).text,
      noun: "function", summary: function.summary, examples: { function.examples })
  }

  private static var forms: [HelpTopic] {
    StatementForm.all.map { form in
      let words = form.form.split { !$0.isLetter && $0 != "_" }
        .filter { $0.allSatisfy { $0.isLowercase || $0 == "_" } }.map(String.init)
      let names = form.spellings.map { $0.words.joined(separator: " ") } + words
      return HelpTopic(
        names: names + (words.isEmpty ? [form.form] : []),
        title: form.form, noun: form.group.noun, summary: form.meaning,
        examples: { form.example.isEmpty ? [] : [form.example] })
    }
  }

  private static func verbs(of book: Book, _ asked: String?) -> [HelpTopic] {
    book.verbs.map { verb in
      let title = verb.pattern(saying: asked)
      let choices = verb.phrase.compactMap { part -> [String]? in
        guard case .word(let words, _) = part, words.count > 1 else { return nil }
        return words
      }
      let others = choices.map { $0.joined(separator: ", ") }
      let pairs = verb.phrase.literalRuns
      return HelpTopic(
        names: verb.words + pairs, title: title, noun: "verb", summary: "",
        lines: {
          (verb.place.comment.isEmpty ? [] : [verb.place.comment.joined(separator: " ")])
            + verb.holes + others.map { "any of " + $0 }
        }, examples: { verb.examples(in: book) }, triesExamples: true)
    }
  }

  private static func kinds(of book: Book) -> [HelpTopic] {
    book.kinds.map { kind in
      let headline = kind.headline.prefix(3).map(book.text)
      let metrics = kind.metrics.map(\.title)
      let shown = kind.headline.isEmpty ? metrics : kind.headline.map(book.text)
      return HelpTopic(
        names: [kind.plural, kind.name], title: kind.plural, noun: "kind",
        summary: "\(book.entities(of: kind.id).count) entities, \(metrics.count) metrics",
        lines: {
          [(shown.count < metrics.count ? "above all " : "") + shown.joined(separator: ", ")]
            + (shown.count < metrics.count ? ["`:list metrics` has all of them"] : [])
        },
        examples: {
          [kind.plural]
            + (headline.isEmpty
              ? [] : ["show \(headline.joined(separator: ", ")) for \(kind.plural)"])
        })
    }
  }

  private static func metrics(of book: Book) -> [HelpTopic] {
    book.kinds.flatMap { kind in
      kind.metrics.map { metric in
        HelpTopic(
          names: [metric.title, "\(kind.name).\(metric.title)"], title: metric.title,
          noun: "metric of \(kind.plural)", summary: book.summary(of: metric),
          lines: { metric.explanation },
          examples: {
            let known = book.entities(of: kind.id).first {
              book.definitions[Slot($0, metric.name)] != nil
            }
            let owner = (known ?? book.entities(of: kind.id).first).map { book[$0].name }
            return (owner.map { ["\($0).\(metric.title)", "why \($0).\(metric.title)"] } ?? [])
              + ["show \(metric.title) for \(kind.plural)"]
          })
      }
    }
  }

  private static func entities(of book: Book) -> [HelpTopic] {
    var names: [EntityID: [String]] = [:]
    for word in book.entityWords {
      if let entity = book.entity(exactly: word) { names[entity, default: []].append(word) }
    }
    return names.keys.sorted { $0.index < $1.index }.map { id in
      let (entity, kind) = (book[id], book[book[id].kind])
      let known = kind.metrics.filter { book.definitions[Slot(id, $0.name)] != nil }
      let stated =
        known.filter { kind.headline.contains($0.name) }
        + known.filter { !kind.headline.contains($0.name) }
      let others = names[id, default: []].filter { ![entity.name, entity.display].contains($0) }
      return HelpTopic(
        names: [entity.name] + others, title: entity.display, noun: kind.display,
        summary: others.isEmpty ? "" : "also " + others.joined(separator: ", "),
        lines: {
          stated.isEmpty
            ? [] : ["stated of it: " + stated.map(\.title).joined(separator: ", ")]
        },
        examples: {
          [entity.name] + stated.prefix(1).map { "why \(entity.name).\($0.title)" }
            + ["relations of \(entity.name)"]
        })
    }
  }

  private static func values(of book: Book) -> [HelpTopic] {
    book.globalWords.map { name in
      let definition = book.global(exactly: name).flatMap { book.definitions[Slot(nil, $0)] }
      return HelpTopic(
        names: [name], title: name, noun: "value", summary: book.summary(ofValue: name),
        lines: { definition?.code?.place.comment ?? [] }, examples: { [name, "why \(name)"] })
    }
  }

  private static func scenarios(of book: Book) -> [HelpTopic] {
    book.scenarios.values.map { scenario in
      HelpTopic(
        names: [scenario.name],
        title: scenario.parameters.isEmpty
          ? scenario.name : Signature(scenario.name, scenario.parameters).text,
        noun: "scenario", summary: scenario.place.comment.first ?? "changes by name",
        lines: { Array(scenario.place.comment.dropFirst()) },
        examples: { ["what if \(scenario.name)"] }, triesExamples: true)
    }
  }

  private static func choices(of book: Book) -> [HelpTopic] {
    book.enumerations.flatMap { enumeration in
      let members = enumeration.members.joined(separator: ", ")
      return [
        HelpTopic(
          names: [enumeration.name], title: enumeration.name, noun: "choices", summary: members)
      ]
        + enumeration.members.map { member in
          HelpTopic(
            names: [member], title: member, noun: "choice of \(enumeration.name)",
            summary: "one of \(members)",
            examples: { book.uses(of: enumeration.name).map { "\($0) == \(member)" } })
        }
    }
  }

  private static func units(of book: Book) -> [HelpTopic] {
    book.units.units.map { unit in
      let others = book.units.units.filter {
        $0.dimension == unit.dimension && $0.factor != unit.factor
      }
      let signs = [unit.plural] + unit.symbols + (unit.sign.map { [String($0)] } ?? [])
      let also = signs.filter { $0 != unit.name }
      return HelpTopic(
        names: [unit.name] + also, title: unit.name, noun: "unit",
        summary: unit.summary.isEmpty ? book.units.name(of: unit.dimension) : unit.summary,
        lines: { also.isEmpty ? [] : ["also " + also.joined(separator: ", ")] },
        examples: { ["1 \(unit.name)"] + others.prefix(1).map { "1 \(unit.name) as \($0.plural)" } }
      )
    }
  }

  private static func sources(of book: Book) -> [HelpTopic] {
    book.sources.map { source in
      HelpTopic(
        names: [source.name], title: source.name, noun: "source",
        summary: source.title + (source.date.map { ", " + $0.text } ?? ""),
        examples: { ["sources", "prefer \(source.name)"] })
    }
  }
}

extension Book {
  /// The sets of entities by a metric that is such a choice: `companies where layer`.
  fileprivate func uses(of enumeration: String) -> [String] {
    kinds.flatMap { kind in
      kind.metrics.filter {
        if case .choice(let id)? = $0.type { self[id].name == enumeration } else { false }
      }.map { "\(kind.plural) where \($0.title)" }
    }
  }
}

extension StatementForm.Group {
  /// What a form of the group is, for a page of help.
  fileprivate var noun: String {
    switch self {
    case .question: "question"
    case .part: "part of a question"
    case .change: "change"
    case .modifier: "modifier of a change"
    case .declaration: "declaration"
    case .member: "member of a kind"
    case .program: "statement"
    }
  }
}

extension Metric {
  /// What is said where the metric is declared: the comment, the formula, the reason of an assumption.
  fileprivate var explanation: [String] {
    ((place?.comment).map { $0.isEmpty ? [] : [$0.joined(separator: " ")] } ?? [])
      + (type == nil ? [] : value.map { ["= " + $0.source.singleLine] } ?? [])
      + (assumption.map { ["assumed: " + $0] } ?? [])
  }
}

extension Definition {
  /// A value or formula that it has, to read about it.
  var code: Code? {
    formula ?? readings.last?.value ?? facts.last?.value ?? assumptions.last?.value
  }
}

extension Place {
  /// The lines of the comment right above the statement at the place; a heading (`# ----`) is not of it.
  var comment: [String] {
    var lines: [String] = []
    var start = text.position(of: Int(span.start)).lineStart
    while start > 0 {
      let line = text.position(of: start - 1)
      let words = text[Span(UInt32(line.lineStart), UInt32(line.lineEnd))].trimmed
      guard words.hasPrefix("#"), !words.hasPrefix("# --") else { break }
      lines.append(words.dropFirst().trimmed)
      start = line.lineStart
    }
    return lines.reversed()
  }
}

extension Verb {
  /// What each hole of the phrase takes.
  fileprivate var holes: [String] {
    let holes = phrase.compactMap { part -> String? in
      if case .hole(let name, let type, _) = part { "`\(name)` is \(type.article)" } else { nil }
    }
    return holes.isEmpty ? [] : [holes.joined(separator: ", ")]
  }
}

extension [PhrasePart] {
  /// The words of the phrase that follow each other, such as `lays off`.
  fileprivate var literalRuns: [String] {
    var runs: [[String]] = [[]]
    for part in self {
      switch part {
      case .word(let words, isOptional: false):
        runs[runs.count - 1].append(words[0])
      case .word: continue
      case .hole: runs.append([])
      }
    }
    return runs.filter { $0.count > 1 }.map { $0.joined(separator: " ") }
  }
}

extension String {
  /// `an amount`, `a company`; what has no number, such as `money`, without an article.
  fileprivate var article: String {
    ["money", "points", "people", "parameters"].contains(self) ? self : Message.article(self)
  }
}
