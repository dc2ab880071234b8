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
        return book[kind].metrics.map { Item($0.title, book.summary(of: $0)) }.inOrder
      }
    }
    return []
  }

  /// Every entity, by each of its names.
  var entities: [Item] {
    book.entityWords.compactMap { word in
      guard let entity = book.entity(exactly: word) else { return nil }
      let (name, display) = (book[entity].name, book[entity].display)
      let other = word == name ? (display == name ? "" : ", \(display)") : ", \(name)"
      return Item(typed(word), book[book[entity].kind].display + other)
    }.inOrder
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

  /// Every name that has a value.
  var names: [Item] {
    let metrics = book.kinds.flatMap { kind in
      kind.metrics.map { Item($0.title, "of \(kind.plural): \(book.summary(of: $0))") }
    }
    let values = book.globalWords.map { Item(typed($0), book.summary(ofValue: $0)) }
    return (values + metrics.inOrder + entities + scenarios + sets).inOrder
  }

  /// Every function with the parenthesis of its call.
  var functions: [Item] {
    let own = book.functions.values.map { Item("\($0.name)(", Signature($0).text) }
    let laws = Distribution.all.map { Item("\($0.name)(", $0.summary) }
    return (BuiltIn.all.map { Item("\($0.name)(", $0.summary) } + laws + own).inOrder
  }

  /// Every unit, by its plural.
  var units: [Item] {
    book.units.units.map { Item($0.plural, $0.summary.isEmpty ? "unit" : $0.summary) }
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
  /// The items by their text, whatever the case.
  fileprivate var inOrder: [Completions.Item] {
    sorted { ($0.text.lowercased(), $0.text) < ($1.text.lowercased(), $1.text) }
  }
}
