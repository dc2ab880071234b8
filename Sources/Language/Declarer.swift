import AISModel
import AISSource
import AISSyntax
import AISUnits

/// Enters declarations into a book: kinds and names first, then definitions, so that a text may use a
/// name before the line that declares it.
struct Declarer {
  var book: Book
  let text: ParsedText
  /// The text is part of the built-in model.
  let isBuiltIn: Bool
  var warnings: [Diagnostic] = []
  /// The definitions changed, with what they were, in order; nothing takes those of the built-in model back.
  private(set) var journal: [(slot: Slot, old: Definition?)] = []

  /// What definitions name that could not be entered before their turn.
  private var refused = Set<String>()
  /// How files are read, if the host allows it.
  let files: FileSource

  init(_ book: consuming Book, _ text: ParsedText, isBuiltIn: Bool, _ options: Options) {
    files = FileSource(options)
    self.book = book
    self.text = text
    self.isBuiltIn = isBuiltIn
  }

  /// Moves the book out.
  mutating func takeBook() -> Book {
    var taken = Book()
    swap(&taken, &book)
    return taken
  }

  /// Changes the definition of a slot, and keeps what it was.
  mutating func update(_ slot: Slot, _ change: (inout Definition) -> Void) {
    let old = book.definitions[slot]
    if !isBuiltIn { journal.append((slot, old)) }
    var definition = old ?? Definition()
    definition.given = nil
    change(&definition)
    book.define(slot, as: definition)
  }

  /// `true` iff a declaration of a known kind brings nothing but metrics that the kind does not have yet.
  func onlyAdds(_ declaration: KindDeclaration) -> Bool {
    guard let kind = book.kind(named: name(declaration.name)), declaration.identity.isEmpty else {
      return false
    }
    return declaration.members.allSatisfy { member in
      guard case .metric(let metric) = member else { return false }
      return book.metric(named: name(metric.name), of: kind) == nil
    }
  }

  /// Enters a statement that defines only what nothing defines yet; `nil` when it does more, or cannot be
  /// entered, and then nothing has changed.
  mutating func defineIfNew(_ statement: Statement) -> Session.Early? {
    if case .define(let definition) = statement.form {
      let target = text.source[text.tree.span(of: definition.target)]
      guard !refused.contains(target) else { return nil }
      if let early = enteredIfNew(statement) { return early }
      // what follows on the same name has to wait for this one
      refused.insert(target)
      return nil
    }
    return enteredIfNew(statement)
  }

  private mutating func enteredIfNew(_ statement: Statement) -> Session.Early? {
    let (mark, warned) = (journal.count, warnings.count)
    switch statement.form {
    case .define, .entity, .relationFact: break
    case .verb(let verb) where book.isNew(verb.phrase): break
    case .function(let function) where book.functions[ownName(function.name)] == nil: break
    case .scenario(let scenario) where book.scenarios[ownName(scenario.name)] == nil: break
    default: return nil
    }
    do throws(Diagnostic) {
      try define(statement)
      if journal[mark...].allSatisfy({ $0.old == nil || isOwn($0.slot, since: mark) }) {
        return Session.Early(
          warnings: Array(warnings[warned...]), journal: Array(journal[mark...]))
      }
    } catch {}
    for (slot, old) in journal[mark...].reversed() { book.define(slot, as: old) }
    journal.removeSubrange(mark...)
    warnings.removeSubrange(warned...)
    return nil
  }

  /// `true` iff a slot had no definition before the journal had `mark` entries.
  private func isOwn(_ slot: Slot, since mark: Int) -> Bool {
    journal[mark...].first { $0.slot == slot }.map { $0.old == nil } ?? false
  }

  func place(_ range: TokenRange) -> Place { Place(text.source, text.span(of: range)) }
  func place(_ span: Span) -> Place { Place(text.source, span) }
  func name(_ range: TokenRange) -> String { joinedName(text.words(range)) }
  /// The whole name of what this text declares: in a module with the name of that before it.
  func ownName(_ range: TokenRange) -> String { book.qualified(name(range), in: text.source) }
  /// What a name stands for here: of this module first.
  func global(_ name: String) -> NameID? {
    book.global(exactly: book.qualified(name, in: text.source)) ?? book.global(exactly: name)
  }
  /// Says that a name which a text declares means something else elsewhere.
  mutating func noteShadow(_ message: String, _ place: Place) {
    guard !isBuiltIn else { return }
    warnings.append(Diagnostic(.note, code: "AIS0719", message, at: place))
  }
  func code(_ expression: ExpressionID) -> Code { Code(text, expression) }
  func content(_ span: Span?) -> String? { span.map { text.content(ofText: $0) } }

  /// Enters what later definitions may refer to: units, enumerations, sources, kinds, entities.
  mutating func declareNames(_ statement: Statement) throws(Diagnostic) {
    switch statement.form {
    case .enumeration(let declaration):
      let members = declaration.members.map(name)
      for (index, member) in members.enumerated() {
        guard let first = members[..<index].firstIndex(of: member) else { continue }
        throw Diagnostic(
          code: "AIS0702", "`\(member)` stands twice in this enum",
          at: place(declaration.members[index]),
          labels: [.init(place(declaration.members[first]), "the first")], help: "leave one out")
      }
      if let known = book.enumeration(named: name(declaration.name)),
        let gone = book[known].members.first(where: { !members.contains($0) })
      {
        throw Diagnostic(
          code: "AIS0702", "this enum has `\(gone)` already, which may be in use",
          at: place(declaration.name), help: "keep the members that it has, and add to them")
      }
      book.addEnumeration(name(declaration.name), members: members)
    case .source(let declaration): try source(declaration)
    case .unit(let declaration): try unit(declaration)
    case .kind(let declaration):
      let own = name(declaration.name)
      let kind = book.kind(
        declaring: own, plural: declaration.plural.map(name) ?? plural(of: own),
        display: content(declaration.display) ?? own.replacing("_", with: " "))
      if isBuiltIn {
        book[kind].isBuiltIn = true
      } else if !book[kind].isBuiltIn, !book[kind].hidesValue, book.hideValue(behind: kind) {
        noteShadow(
          "`\(book[kind].plural)` is a value of the model, too: from here on it is every \(book[kind].display)",
          place(declaration.name))
      }
    default: break
    }
  }

  /// The kind that words name.
  func kind(named range: TokenRange) throws(Diagnostic) -> KindID {
    let word = name(range)
    guard let kind = book.kind(named: word) else {
      throw Diagnostic(
        code: "AIS0209", "no kind is called `\(word)`", at: place(range),
        help: Message.didYouMean(Spelling.suggestions(for: word, among: book.kinds.map(\.name)))
          ?? "declare it first: `kind \(word) { … }`")
    }
    return kind
  }

  /// Enters entities by name, once all kinds are known.
  mutating func declareEntity(_ declaration: EntityDeclaration) throws(Diagnostic) {
    let kind = try kind(named: declaration.kind)
    let own = name(declaration.name)
    if let known = book.entity(exactly: own), book[known].kind == kind { return }
    _ = book.addEntity(
      own, kind: kind, display: content(declaration.display),
      aliases: declaration.aliases.map { text.content(ofText: $0) })
  }

  /// Enters the name that a definition makes, if it is new and global.
  mutating func declareGlobal(_ definition: DefinitionDeclaration) {
    var target = definition.target
    if case .index(let base, _) = text.tree[target] { target = base }
    guard case .words(let range) = text.tree[target] else { return }
    let own = ownName(range)
    if book.global(exactly: own) == nil, isGlobal(range) { _ = book.addGlobal(own) }
  }

  /// A run of words is a new global unless it names an entity with something after it.
  private func isGlobal(_ range: TokenRange) -> Bool {
    let words = text.words(range)
    guard words.count > 1 else { return book.entity(exactly: words[0]) == nil }
    return !(1..<words.count).contains { book.entity(folding: joinedName(words[..<$0])) != nil }
  }

  // MARK: Members of the first pass

  private mutating func source(_ declaration: SourceDeclaration) throws(Diagnostic) {
    var date: Period?
    if let span = declaration.date { date = try period(span) }
    book.addSource(
      Source(
        name: name(declaration.name), title: text.content(ofText: declaration.title), date: date,
        file: content(declaration.file)))
  }

  func period(_ span: Span) throws(Diagnostic) -> Period {
    guard let period = Period(text.source[span]) else {
      throw Message.noDate(place(span))
    }
    return period
  }

  private mutating func unit(_ declaration: UnitDeclaration) throws(Diagnostic) {
    let own = name(declaration.name)
    var parent: (Unit, factor: Double)?
    if let range = declaration.parent {
      guard let unit = book.units.unit(named: name(range)) else {
        throw Message.unknownUnit(
          name(range), place(range), suggestions: book.units.suggestions(for: name(range)))
      }
      parent = (unit, 1)
    }
    if let value = declaration.value {
      guard case .number(let index) = text.tree[value] else {
        throw Diagnostic(
          code: "AIS0703", "a unit is so many of another", at: place(text.tree.span(of: value)),
          help: "write `unit fortnight = 14 days`")
      }
      let literal = text.tree.number(index)
      guard literal.unit.count == 1, let unit = book.units.unit(named: name(literal.unit)) else {
        throw Diagnostic(
          code: "AIS0703", "a unit is so many of another", at: place(text.tree.span(of: value)),
          help: "write `unit fortnight = 14 days`")
      }
      parent = (unit, literal.value)
    }
    do {
      try book.units.declare(own, plural: declaration.plural.map(name), as: parent)
    } catch {
      throw Diagnostic(code: "AIS0703", "\(error)", at: place(declaration.name))
    }
  }
}
