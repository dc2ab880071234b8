import AISModel
import AISSource
import AISSyntax
import AISUnits

// The words of the language and of verbs that may be typed.
extension Completer {
  /// The forms that statements have, each with the words that it begins with and the rest.
  private static let forms: [(form: StatementForm, words: [String], rest: Substring)] =
    StatementForm.all.filter { [.question, .declaration, .program].contains($0.group) }
    .flatMap { form in form.spellings.map { (form, $0.words, $0.rest) } }

  /// How statements begin.
  var beginnings: [Item] {
    Self.forms.map { Item($0.words.joined(separator: " "), $0.form.meaning) }
      + book.kinds.map { Item($0.name, "declares a \($0.display)") }
  }

  /// What may follow the words with which a form begins: by what stands for it in the catalogue of forms. `nil` where
  /// other words than these have been typed.
  func nextOfForm(after statement: ArraySlice<Token>) -> [[Item]]? {
    let words = statement.map { word($0).lowercased() }
    if words.count == 1, book.kinds.contains(where: { $0.name == words[0] }) { return [] }
    let rests = Self.forms.filter { $0.words == words }.map(\.rest)
    guard !rests.isEmpty else { return nil }
    return rests.flatMap(next)
  }

  /// What may stand where a form says `rest`: `E` is an expression, `S` a scenario, `X` a name, and so on.
  private func next(_ rest: Substring) -> [[Item]] {
    if rest.hasPrefix("\"") { return [[Item("\"", "the name of a file")]] }
    let words = rest.split { $0 == " " || $0 == "," || $0 == "[" || $0 == "(" }
    switch words.first {
    case "E", "C", "X": return rest.hasPrefix("X =") ? [] : [names, functions]
    case "S": return [scenarioStarts, scenarios]
    case "A": return [entities]
    case "CHANGES": return [scenarios, entities, names]
    case "QUESTION": return [beginnings, names]
    case let first? where first.allSatisfy(\.isLowercase):
      return [[Item(String(first), "what it is about")]]
    default: return []
    }
  }

  /// What may follow a value: the words of the form in which it stands, parts of a question, modifiers of a change,
  /// operators in words.
  func following(_ tokens: ArraySlice<Token>) -> [Item] {
    let statement = statement(tokens)
    let isChange = isInChanges(tokens)
    let groups: [StatementForm.Group] = isChange ? [.modifier, .part] : [.part]
    let words = StatementForm.all.filter { groups.contains($0.group) }.flatMap { form in
      form.spellings.map { Item($0.words.joined(separator: " "), form.meaning) }
    }
    let others =
      isChange
      ? [
        Item("and", "holds together with what follows"),
        Item("then", "what follows comes on top"), Item("show", "what to look at"),
      ]
      : [
        Item("and", "both hold"), Item("or", "one holds"),
        Item("where", "those for which it holds"),
      ]
    let isChoice = !isChange && statement.contains { $0.keyword == .if }
    let arms = [Item("then", "the value if it holds"), Item("else", "the value if not")]
    return (isChange ? others : []) + (isChoice ? arms : []) + literals(of: statement) + words
      + (isChange ? [] : others)
  }

  /// The words that the form of a statement has further on, such as `so that` of `solve`.
  private func literals(of statement: ArraySlice<Token>) -> [Item] {
    let typed = statement.map { word($0).lowercased() }
    guard let form = Self.forms.first(where: { typed.starts(with: $0.words) }) else { return [] }
    let runs = form.rest.split { !$0.isLowercase && $0 != " " }
    return runs.compactMap { run in
      let words = run.split(separator: " ")
      guard !words.isEmpty, words.allSatisfy({ $0.count > 1 }) else { return nil }
      return Item(words.joined(separator: " "), "of `\(form.words.joined(separator: " "))`")
    }
  }
}

// MARK: - Verbs

extension Completer {
  /// How the verbs go on of which a clause may be the beginning.
  private struct Continuations {
    /// The words that may be next, a list for each choice, with the verb.
    var words: [(choice: [String], verb: Verb)] = []
    /// The types of what may be next.
    var holes = Set<String>()
    /// The clause may end here.
    var isWhole = false
  }

  /// What may stand in a clause behind some tokens; `nil` where it is none of a verb.
  func nextOfClause(after tokens: ArraySlice<Token>) -> [[Item]]? {
    let clause = clause(tokens)
    if clause.isEmpty { return [scenarios, entities, names, functions] }
    var found = Continuations()
    for verb in book.verbs { follow(verb, verb.phrase[...], clause, &found) }
    guard found.isWhole || !found.words.isEmpty || !found.holes.isEmpty else { return nil }
    // of words that mean the same here the first, or the first that is being typed
    let words = found.words.compactMap { choice, verb in
      choice.first { $0.hasPrefix(typed.lowercased()) }.map { Item($0, verb.pattern(saying: $0)) }
    }
    let kinds = found.holes.sorted().compactMap { book.kind(named: $0) }
    let values = found.holes.contains("quantity") ? [names] : []
    // what any value may do comes after what this one does
    let (own, any) = (
      words.filter { !$0.summary.hasPrefix("(x)") }, words.filter { $0.summary.hasPrefix("(x)") }
    )
    return kinds.map(entities) + values + (found.isWhole ? [following(tokens)] : []) + [own, any]
  }

  /// Adds how a phrase goes on behind tokens that it may begin with.
  ///
  /// Complexity: a hole takes any number of tokens, so it is their count to the number of holes, which are few.
  private func follow(
    _ verb: Verb, _ phrase: ArraySlice<PhrasePart>, _ tokens: ArraySlice<Token>,
    _ found: inout Continuations
  ) {
    guard let part = phrase.first else {
      found.isWhole = found.isWhole || tokens.isEmpty
      return
    }
    let rest = phrase.dropFirst()
    switch part {
    case .word(let words, let isOptional):
      if let token = tokens.first {
        if words.contains(word(token).lowercased()) {
          follow(verb, rest, tokens.dropFirst(), &found)
        }
      } else {
        found.words.append((words, verb))
      }
      if isOptional { follow(verb, rest, tokens, &found) }
    case .hole(_, let type, _):
      if tokens.isEmpty { found.holes.insert(type) }
      for end in tokens.indices where mayFill(type, tokens[...end]) {
        follow(verb, rest, tokens[(end + 1)...], &found)
      }
    }
  }

  /// `false` where tokens are no name, or that of an entity where the hole takes a value or an entity of another kind, or
  /// the other way round.
  private func mayFill(_ type: String, _ tokens: ArraySlice<Token>) -> Bool {
    guard tokens.last?.kind == .word else { return tokens.last.map(endsOperand) ?? false }
    let words = tokens.reversed().prefix { $0.kind == .word || $0.kind == .backquoted }.reversed()
    let name = joinedName(words.map { word($0).filter { $0 != "`" } })
    let wanted = book.kind(named: type)
    if let entity = book.entity(exactly: name) ?? book.entity(folding: name) {
      return wanted == book[entity].kind
    }
    if words.count < tokens.count {  // a field of something, or an amount with its unit
      return book.metricName(name, exactly: false) != nil
        || words.last.map { book.units.unit(named: word($0)) != nil } ?? false
    }
    let isValue =
      book.global(folding: name) != nil || book.metricName(name, exactly: false) != nil
    return wanted == nil && isValue
  }
}
