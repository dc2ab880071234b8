import AISModel
import AISSource
import AISSyntax

// The words of the language and of verbs that may be typed.
extension Completer {
  /// How statements begin.
  var beginnings: [Item] {
    StatementForm.all.filter { [.question, .declaration, .program].contains($0.group) }
      .compactMap { form in form.leadingWords(of: form.form).map { Item($0, form.meaning) } }
      + book.kinds.map { Item($0.name, "declares a \($0.display)") }
  }

  /// What may follow a value: parts of a question, modifiers of a change, operators in words.
  func following(_ tokens: ArraySlice<Token>) -> [Item] {
    let isChange = isInChanges(tokens)
    let groups: [StatementForm.Group] = isChange ? [.modifier, .part] : [.part]
    let words = StatementForm.all.filter { groups.contains($0.group) }.flatMap { form in
      form.form.split(separator: ", ").compactMap { one in
        form.leadingWords(of: String(one)).map { Item($0, form.meaning) }
      }
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
    return words + others
  }

  /// What may follow the words with which a question begins; `nil` behind anything else.
  func wordsOfForm(after tokens: ArraySlice<Token>) -> [[Item]]? {
    let start = tokens.lastIndex { $0.startsLine || $0.kind == .semicolon } ?? tokens.startIndex
    let statement = tokens[start...].drop { $0.kind == .semicolon }
    let words = statement.map { source[$0.span] }
    switch words {
    case ["explain"]: return [beginnings, names]
    case ["assumptions"], ["facts"], ["conflicts"], ["relations"], ["drivers"], ["roles"]:
      return [[Item("of", "what it is about")]]
    case ["compare"]: return [[Item("base", "the model as it is")], scenarios]
    default: break
    }
    guard let first = words.first, words.count > 1 else { return nil }
    if ["solve", "minimize", "maximize"].contains(first), statement.last?.kind == .word,
      statement.last?.keyword == Keyword.none
    {
      let own =
        first == "solve"
        ? [Item("so that", "the condition to reach"), Item("in", "between which values")]
        : [Item("over", "what is varied")]
      return [own, following(tokens)]
    }
    if first == "roles", words.last == "toward" { return [entities] }
    if first == "roles", !words.contains("toward"), statement.last?.keyword == Keyword.none {
      return [[Item("toward", "the other entity")]]
    }
    if first == "compare", [.rightBrace, .word].contains(statement.last?.kind),
      !words.contains("show")
    {
      return [[Item("show", "what to look at")], scenarios]
    }
    return nil
  }

  /// What the verbs go on with of which a clause is the beginning.
  func verbWords(after tokens: ArraySlice<Token>) -> [Item] {
    guard isInChanges(tokens) else { return [] }
    let clause = clause(tokens)
    guard !clause.isEmpty else { return [] }
    return book.verbs.flatMap { verb in
      var words: [String] = []
      follow(verb.phrase[...], clause, &words)
      return words.map { Item($0, verb.pattern(saying: $0)) }
    }
  }

  /// Adds the words with which a phrase goes on behind tokens that it may begin with.
  ///
  /// Complexity: a hole takes any number of tokens, so it is their count to the number of holes, which are few.
  private func follow(
    _ phrase: ArraySlice<PhrasePart>, _ tokens: ArraySlice<Token>, _ words: inout [String]
  ) {
    guard let part = phrase.first else { return }
    let rest = phrase.dropFirst()
    switch part {
    case .word(let choices, let isOptional):
      if let token = tokens.first {
        if choices.contains(source[token.span].lowercased()) {
          follow(rest, tokens.dropFirst(), &words)
        }
      } else {
        words += choices
      }
      if isOptional { follow(rest, tokens, &words) }
    case .hole:
      for end in tokens.indices { follow(rest, tokens[(end + 1)...], &words) }
    }
  }
}

extension StatementForm {
  /// The words that a form begins with, before what stands for something.
  fileprivate func leadingWords(of form: String) -> String? {
    let words = form.split(separator: " ").prefix { $0.allSatisfy(\.isLowercase) }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}
