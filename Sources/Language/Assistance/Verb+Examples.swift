import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Verb {
  /// What-ifs that say the verb, with names and amounts of the model in its holes. Not all need make sense.
  func examples(in book: Book) -> [String] {
    let needsQuantity = phrase.contains {
      if case .hole(_, "quantity", _) = $0 { true } else { false }
    }
    let quantities = needsQuantity ? book.exampleQuantities : [ExampleQuantity()]
    return quantities.map { quantity in
      var used: [String: Int] = [:]
      var shown = quantity.name
      let words = phrase.compactMap { part -> String? in
        switch part {
        case .word(let words, let isOptional): return isOptional ? nil : words.first
        case .hole(_, let type, _):
          let count = used[type, default: 0]
          used[type] = count + 1
          let word = quantity.filling(type) ?? book.example(of: type, after: count)
          if shown == nil { shown = book.headline(of: type).map { "\(word).\($0)" } }
          return word
        }
      }
      return "what if \(words.joined(separator: " "))" + (shown.map { " show \($0)" } ?? "")
    }
  }
}

/// A value of the model that an example changes, with amounts that fit it.
struct ExampleQuantity {
  var name: String?
  var level = "100"
  var points: String?

  /// What stands in a hole of a type that has to do with the value.
  func filling(_ type: String) -> String? {
    switch type {
    case "quantity": name
    case "number", "amount": level
    case "points": points
    default: nil
    }
  }
}

extension Book {
  /// Values of different sorts, those first that the examples of the catalogue name: each verb that changes a value changes
  /// one of them.
  fileprivate var exampleQuantities: [ExampleQuantity] {
    let catalogue = StatementForm.all.map(\.example).joined(separator: "\n")
    func uses(_ name: String) -> Int {
      name.count > 3 ? catalogue.occurrences(of: name.replacing("_", with: " ")) : 0
    }
    let ranked = globalWords.map { (name: $0, uses: uses($0)) }
      .sorted { ($1.uses, $0.name) < ($0.uses, $1.name) }
    let values = ranked.compactMap { name, _ -> ExampleQuantity? in
      guard let code = global(exactly: name).flatMap({ definitions[Slot(nil, $0)]?.code }) else {
        return nil
      }
      let written = code.source.singleLine
      let level = written.split(separator: " to ").first.map(String.init) ?? written
      guard level.first.map({ $0.isNumber || $0.isCurrencySymbol }) ?? false,
        !level.contains("("), !level.contains(" - ")
      else { return nil }
      return ExampleQuantity(
        name: name.replacing("_", with: " "), level: level,
        points: level.hasSuffix("%") ? "5 points" : nil)
    }
    let percentages = values.filter { $0.points != nil }
    return Array(values.filter { $0.points == nil }.prefix(2) + percentages.prefix(2))
  }

  /// The metric that tells what a change does to an entity of a kind: of those it is looked at by one that is an amount of
  /// money, or else the first.
  fileprivate func headline(of kind: String) -> String? {
    guard let kind = self.kind(named: kind).map({ self[$0] }) else { return nil }
    let amount = kind.headline.first { name in
      if case .quantity(.money, _, _)? = kind.metric(name)?.type { true } else { false }
    }
    return (amount ?? kind.headline.first).map(text)
  }

  /// Something of a type that a hole takes, another one each time.
  fileprivate func example(of type: String, after count: Int) -> String {
    let amounts: [String: [String]] = [
      "money": ["$100M", "$1B"], "percentage": ["10%", "20%"], "fraction": ["10%", "20%"],
      "rate": ["10% per year"], "date": ["2026"], "people": ["100 people"],
    ]
    if let amounts = amounts[type] { return amounts[count % amounts.count] }
    if let kind = kind(named: type) {
      let entities = entities(of: kind)
      if !entities.isEmpty { return self[entities[count % entities.count]].name }
    }
    return "100 \(units.unit(named: type)?.plural ?? type)"
  }
}

extension String {
  /// How often `part` stands in the text.
  fileprivate func occurrences(of part: String) -> Int { split(separator: part).count - 1 }
}
