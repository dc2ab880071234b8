import AISDistributions
import AISModel
import AISSource
import AISSyntax
import AISUnits

// The names of a model that may be typed, with a word on each.
extension Completer {
  /// The fields of what stands before a dot or `'s`; `nil` where neither stands.
  func fields(after tokens: ArraySlice<Token>) -> [Item]? {
    guard let last = tokens.last, last.kind == .dot || last.kind == .possessive else { return nil }
    let owner = tokens.dropLast()
    for count in (1...4).reversed() where count <= owner.count {
      let words = owner.suffix(count)
      guard words.allSatisfy({ $0.kind == .word || $0.kind == .backquoted }) else { continue }
      let name = joinedName(words.map { source[$0.span].filter { $0 != "`" } })
      if let kind = book.kind(ofOwner: name) {
        let headline = book[kind].headline.compactMap(book[kind].metric)
        return headline.map { Item($0.title, book.summary(of: $0)) }
          + book[kind].metrics.map { Item($0.title, book.summary(of: $0)) }.inOrder
      }
    }
    return []
  }

  /// Every entity, by each of its names: those first whose kind has a headline, which people look at.
  var entities: [Item] {
    let all = book.entityWords.compactMap { word -> (item: Item, isMain: Bool)? in
      guard let entity = book.entity(exactly: word) else { return nil }
      let (name, display, kind) = (book[entity].name, book[entity].display, book[book[entity].kind])
      let other = word == name ? (display == name ? "" : ", \(display)") : ", \(name)"
      return (Item(typed(word), kind.display + other), !kind.headline.isEmpty)
    }
    return all.filter(\.isMain).map(\.item).inOrder + all.filter { !$0.isMain }.map(\.item).inOrder
  }

  /// The entities of a kind.
  func entities(of kind: KindID) -> [Item] {
    let display = book[kind].display
    return entities.filter { $0.summary == display || $0.summary.hasPrefix(display + ",") }
  }

  /// The sets of entities.
  var sets: [Item] { book.kinds.map { Item($0.plural, "every \($0.display)") }.inOrder }

  var scenarios: [Item] {
    book.scenarios.values.map { scenario in
      Item(scenario.name + (scenario.parameters.isEmpty ? "" : "("), "scenario")
    }.inOrder
  }

  /// The metrics by which entities can be put together.
  var choices: [Item] {
    book.kinds.flatMap { kind in
      kind.metrics.filter { if case .choice? = $0.type { true } else { false } }.map {
        Item($0.title, book.summary(of: $0))
      }
    }.inOrder
  }

  /// The choices that metrics may have.
  var members: [Item] {
    book.enumerations.flatMap { choices in
      choices.members.map { Item($0, choices.name) }
    }.inOrder
  }

  /// Every metric, those of the headlines first.
  var metrics: [Item] {
    let headlines = book.kinds.flatMap { kind in kind.headline.map { (kind, $0) } }
    let first = headlines.compactMap { kind, name in kind.metric(name).map { item($0, of: kind) } }
    let all = book.kinds.flatMap { kind in kind.metrics.map { item($0, of: kind) } }
    return first + all.inOrder
  }

  private func item(_ metric: Metric, of kind: Kind) -> Item {
    Item(metric.title, "of \(kind.plural): \(book.summary(of: metric))")
  }

  /// Every name that has a value, those first that people ask for.
  var names: [Item] {
    let count = book.kinds.reduce(0) { $0 + $1.headline.count }
    let (metrics, entities) = (metrics, entities)
    let values = book.globalWords.map { Item(typed($0), book.summary(ofValue: $0)) }.inOrder
    let main = entities.prefix { item in
      book.kind(ofOwner: item.text).map { !book[$0].headline.isEmpty } ?? false
    }
    let known: [Item] = Array(metrics.prefix(count)) + main + values + scenarios + sets
    return known + metrics.dropFirst(count) + entities.dropFirst(main.count)
  }

  /// What may begin what is laid over the model.
  var scenarioStarts: [Item] {
    [Item("{", "changes, as after `what if`"), Item("base", "the model as it is")]
  }

  /// Years from today's on.
  var years: [Item] {
    let year = book.latestSourceDay?.year ?? 2024
    return (0...5).map { Item("\(year + $0)", "a year; a date is `\(year + $0)-06-30`") }
  }

  /// Spans of time from today on.
  var spans: [Item] {
    let year = book.latestSourceDay?.year ?? 2024
    return [4, 1, 9].map { Item("\(year)..\(year + $0)", "from year to year") }
      + [Item("5 years", "from today on")]
  }

  /// Every function with the parenthesis of its call.
  var functions: [Item] {
    let own = book.functions.values.map { Item("\($0.name)(", Signature($0).text) }
    let laws = Distribution.all.map { Item("\($0.name)(", $0.summary) }
    return (BuiltIn.all.map { Item("\($0.name)(", $0.summary) } + laws + own).inOrder
  }

  /// Every unit, by its plural: times first, money, which is mostly written with a sign, last.
  var units: [Item] {
    func rank(_ unit: Unit) -> Int {
      unit.dimension == .time ? 0 : unit.dimension == .money ? 2 : 1
    }
    return (0...2).flatMap { wanted in
      book.units.units.filter { rank($0) == wanted }
        .map { Item($0.plural, $0.summary.isEmpty ? "unit" : $0.summary) }
    }
  }

  /// The units that quantities of a dimension are said in: single ones, or else the usual one of something over those of
  /// something else, of large numbers by the million. None for a dimension that takes more.
  func units(of dimension: Dimension) -> [Item] {
    let single = book.units.units.filter { $0.dimension == dimension }
    guard single.isEmpty else { return single.map { Item($0.plural, $0.summary) } }
    var seen = Set<Dimension>()
    let usual = book.units.units.filter {
      $0.dimension.isBase && seen.insert($0.dimension).inserted
    }
    return usual.flatMap { upper in
      let rest = upper.dimension / dimension
      guard rest.isBase else { return [Item]() }
      let name = upper.sign.map { String($0) } ?? upper.plural
      return book.units.units.filter { $0.dimension == rest }.flatMap { lower in
        let million = Item("\(name)/1M \(lower.plural)", "\(upper.plural) per million")
        return (lower.takesMagnitude ? [million] : [])
          + [Item("\(name)/\(lower.name)", "\(upper.plural) per \(lower.name)")]
      }
    }
  }

  /// A name as it is typed: in backquotes where the lexer would break it up.
  private func typed(_ name: String) -> String {
    let isPlain = name.unicodeScalars.allSatisfy {
      $0 == "_" || $0 == "." || $0.properties.isAlphabetic || $0.properties.numericType != nil
    }
    if isPlain { return name }
    let tokens = Parser.parse(SourceText(name), oddNames: book.oddNames).tokens
    return tokens.count <= 2 && tokens.first?.kind == .word ? name : "`\(name)`"
  }
}

extension Book {
  /// The kind whose fields `NAME.` has: that of an entity, or of all the entities of a set.
  func kind(ofOwner name: String) -> KindID? {
    (entity(exactly: name) ?? entity(folding: name)).map { self[$0].kind }
      ?? kind(pluralNamed: name) ?? kind(named: name)
  }

  /// What a metric is, in a few words: its unit, its type, or its formula.
  func summary(of metric: Metric) -> String {
    switch metric.type {
    case .quantity(let dimension, let style, _)?:
      style == .percent ? "percentage" : units.name(of: dimension)
    case .choice(let enumeration)?: self[enumeration].name
    case .entity(let kind)?: self[kind].display
    case .boolean?: "true or false"
    case .text?: "text"
    case .date?: "date"
    case nil: metric.value.map { "= " + $0.source.singleLine } ?? "metric"
    }
  }

  /// What a value of the model is, in a few words: how it is defined.
  func summary(ofValue name: String) -> String {
    guard let id = global(exactly: name), let code = definitions[Slot(nil, id)]?.code else {
      return "value"
    }
    return "= " + code.source.singleLine
  }

  /// How the functions of a name are called, those of a program before those of the language.
  func signatures(of name: String) -> [Signature] {
    if let function = functions[name] { return [Signature(function)] }
    if let family = Distribution.all.first(where: { $0.name == name }) {
      return family.forms.map { Signature(family, $0) }
    }
    return BuiltIn.named(name).map { [Signature(name, $0.parameters)] } ?? []
  }
}

extension Signature {
  /// How a function of a program is called.
  init(_ function: Function) { self.init(function.name, function.parameters) }

  /// How a function or a scenario with these parameters is called.
  init(_ name: String, _ parameters: [Function.Parameter]) {
    self.init(
      name, parameters.map { $0.name + ($0.defaultValue.map { " = " + $0.source } ?? "") })
  }

  /// How a family of distributions is called with the parameters of one form.
  init(_ family: Distribution, _ form: Distribution.Form) {
    self.init(family.name, form.parameters.map { "\($0.name): …" })
  }
}

extension [Completions.Item] {
  /// The items by their text, whatever the case, those in backquotes last.
  fileprivate var inOrder: [Completions.Item] {
    func order(_ item: Completions.Item) -> (Int, String, String) {
      (item.text.hasPrefix("`") ? 1 : 0, item.text.lowercased(), item.text)
    }
    return sorted { order($0) < order($1) }
  }
}
