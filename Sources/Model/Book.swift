import AISSource
import AISSyntax
import AISUnits

/// An entity: a company, a product, a deal, or whatever kinds are declared.
public struct Entity: Sendable {
  public let id: EntityID
  public let kind: KindID
  /// The name in programs.
  public let name: String
  /// The name for people.
  public let display: String
}

/// A function of the program.
public struct Function: Sendable {
  public struct Parameter: Sendable {
    public let name: String
    public let type: MetricType?
    public let defaultValue: Code?
    /// Where its name is declared; `nil` for one of a function of the language.
    public let place: Place?

    public init(name: String, type: MetricType?, defaultValue: Code?, place: Place? = nil) {
      self.name = name
      self.type = type
      self.defaultValue = defaultValue
      self.place = place
    }
  }
  public let name: String
  public let parameters: [Parameter]
  public let locals: [(name: String, value: Code)]
  public let body: Code
  /// Where its name is declared.
  public let place: Place
  /// It comes with the built-in model, whose own formulas go on calling it when a program declares another.
  public let isBuiltIn: Bool

  public init(
    name: String, parameters: [Parameter], locals: [(name: String, value: Code)], body: Code,
    place: Place, isBuiltIn: Bool
  ) {
    self.name = name
    self.parameters = parameters
    self.locals = locals
    self.body = body
    self.place = place
    self.isBuiltIn = isBuiltIn
  }

  /// Tells it from another of its name.
  public var key: String { isBuiltIn ? name : "own \(name)" }
}

/// A named scenario, perhaps with parameters.
public struct ScenarioDefinition: Sendable {
  public let name: String
  public let parameters: [Function.Parameter]
  public let text: ParsedText
  public let changes: UInt32
  /// Where its name is declared.
  public let place: Place

  public init(
    name: String, parameters: [Function.Parameter], text: ParsedText, changes: UInt32, place: Place
  ) {
    self.name = name
    self.parameters = parameters
    self.text = text
    self.changes = changes
    self.place = place
  }
}

/// A verb: the phrase it reads as, and the changes it makes.
public struct Verb: Sendable {
  public let phrase: [PhrasePart]
  /// The phrase as declared, for messages.
  public let title: String
  public let text: ParsedText
  public let changes: UInt32
  /// It comes with the built-in model; a user's verb of the same phrase replaces it.
  public let isBuiltIn: Bool

  public init(
    phrase: [PhrasePart], title: String, text: ParsedText, changes: UInt32, isBuiltIn: Bool
  ) {
    self.phrase = phrase
    self.title = title
    self.text = text
    self.changes = changes
    self.isBuiltIn = isBuiltIn
  }
}

/// Everything that was declared: kinds, entities, sources, definitions, functions, verbs, scenarios.
///
/// A value: a session that is copied has its own. Nothing here is computed.
public struct Book: Sendable {
  public var units = UnitSystem.standard
  public private(set) var kinds: [Kind] = []
  public private(set) var entities: [Entity] = []
  public private(set) var enumerations: [Enumeration] = []
  public private(set) var sources: [Source] = []
  public private(set) var definitions: [Slot: Definition] = [:]
  public private(set) var functions: [String: Function] = [:]
  /// The functions of the built-in model, whatever a program has declared in their place.
  private var builtInFunctions: [String: Function] = [:]
  /// The texts of the built-in model, kept so that no other text takes the place of one.
  private var builtInTexts: [ObjectIdentifier: SourceText] = [:]
  public private(set) var scenarios: [String: ScenarioDefinition] = [:]
  public private(set) var verbs: [Verb] = []
  /// Rules `x responds to y by e` of single slots; those of all entities of a kind stand with its metric.
  public var responses: [Slot: Response] = [:]
  /// Tables of entities, in the order in which they were read.
  public private(set) var tables: [EntityTable] = []
  /// Rules `x grows by rate` of single slots.
  public var growths: [Slot: Code] = [:]
  /// What happens in the model once a condition holds: `when CONDITION { CHANGES }`.
  public private(set) var triggers: [(text: ParsedText, trigger: TriggerDeclaration)] = []
  /// What can hold between two entities.
  var relationTable = RelationTable()
  /// Inputs that go together, in the order of their declarations.
  public var correlations: [Correlation] = []
  /// Declared names that plain lexing would break up.
  public var oddNames = OddNames()

  /// A name of the user's is that of an entity or a value of the model: the built-in texts go on to mean their own.
  private var hidesModelNames = false
  /// The names under which texts stand: `prices` of `use "prices.ais" as prices`.
  private var modules: [ObjectIdentifier: (text: SourceText, name: String)] = [:]
  private var names: [String] = []
  private var nameIDs: [String: NameID] = [:]
  private var forgotten = Set<EntityID>()
  private var kindNames = NameTable<KindID>()
  private var pluralNames = NameTable<KindID>()
  private var entityNames = NameTable<EntityID>()
  private var enumerationNames = NameTable<EnumerationID>()
  private var sourceNames = NameTable<SourceID>()
  private var globalNames = NameTable<NameID>()
  /// Names of metrics of any kind.
  private var metricNames = NameTable<NameID>()

  public init() {}

  /// Makes room for so many definitions.
  public mutating func reserveCapacity(_ count: Int) { definitions.reserveCapacity(count) }

  /// Sets the number that a host gives a slot, in place of its definition.
  public mutating func give(_ slot: Slot, _ given: Given) {
    definitions[slot, default: Definition()].given = given
  }

  /// Sets what a slot is defined as; `nil`: it is not defined any more.
  public mutating func define(_ slot: Slot, as definition: Definition?) {
    definitions[slot] = definition
    if definition != nil { relationTable.insert(slot) }
  }

  // MARK: Names

  /// Returns the identity of a name, made when it is new.
  public mutating func name(_ text: String) -> NameID {
    if let id = nameIDs[text] { return id }
    let id = NameID(index: Int32(names.count))
    names.append(text)
    nameIDs[text] = id
    return id
  }

  /// Returns the identity of a name that was used before.
  public func existingName(_ text: String) -> NameID? { nameIDs[text] }

  /// Returns the name as written.
  public func text(_ id: NameID) -> String { names[Int(id.index)] }

  // MARK: Kinds, enumerations, sources

  public subscript(id: KindID) -> Kind {
    get { kinds[id.index] }
    set { kinds[id.index] = newValue }
  }

  /// Lets the plural of a kind stand before a value of the model that has its name; returns whether there is one.
  public mutating func hideValue(behind kind: KindID) -> Bool {
    guard globalNames.exactly(kinds[kind.index].plural) != nil else { return false }
    kinds[kind.index].hidesValue = true
    hidesModelNames = true
    return true
  }

  /// Adds a kind, or returns the one of this name to be extended.
  public mutating func kind(declaring name: String, plural: String, display: String?) -> KindID {
    if let id = kindNames.exactly(name) { return id }
    let id = KindID(index: kinds.count)
    kinds.append(Kind(id: id, name: name, plural: plural, display: display ?? name))
    kindNames.insert(name, id)
    pluralNames.insert(plural, id)
    return id
  }

  public func kind(named name: String) -> KindID? {
    kindNames.exactly(name) ?? kindNames.folding(name)
  }
  /// Returns the kind whose plural this is.
  public func kind(pluralNamed name: String) -> KindID? {
    pluralNames.exactly(name) ?? pluralNames.folding(name)
  }
  public var kindWords: [String] { kindNames.names + pluralNames.names }

  /// Adds or replaces a metric of a kind.
  public mutating func setMetric(_ metric: Metric, of kind: KindID) {
    kinds[kind.index].set(metric)
    metricNames.insert(text(metric.name), metric.name)
    oddNames.insert(spaced: text(metric.name))
  }

  /// Adds another name of a metric. A metric that is declared by this name comes before it.
  public mutating func addAlias(_ alias: String, for metric: NameID, of kind: KindID) {
    kinds[kind.index].addAlias(alias, for: metric)
    if metricNames.exactly(alias) == nil { metricNames.insert(alias, metric) }
  }

  /// Returns the metric of a kind by name, exact spelling first.
  public func metric(named name: String, of kind: KindID) -> Metric? {
    if let id = existingName(name), let metric = kinds[kind.index].metric(id) { return metric }
    return kinds[kind.index].metric(folding: name)
  }
  /// Returns the declaration of a slot's metric in the kind of its owner.
  public func metric(of slot: Slot) -> Metric? {
    slot.owner.flatMap { kinds[self[$0].kind.index].metric(slot.name) }
  }
  /// `true` iff a slot is one that the kind of its owner declares, or that something defines.
  public func knows(_ slot: Slot) -> Bool {
    if let owner = slot.owner, kinds[self[owner].kind.index].declares(slot.name) {
      return true
    }
    return definitions[slot] != nil
  }
  /// Returns the name of a metric of any kind.
  public func metricName(_ name: String, exactly: Bool) -> NameID? {
    exactly ? metricNames.exactly(name) : metricNames.folding(name)
  }
  public var metricWords: [String] { metricNames.names }

  /// Adds an enumeration, or replaces the one of its name.
  public mutating func addEnumeration(_ name: String, members: [String]) {
    if let known = enumerationNames.exactly(name) {
      enumerations[known.index] = Enumeration(name: name, members: members)
      return
    }
    let id = EnumerationID(index: enumerations.count)
    enumerations.append(Enumeration(name: name, members: members))
    enumerationNames.insert(name, id)
  }
  public func enumeration(named name: String) -> EnumerationID? { enumerationNames.folding(name) }
  public subscript(id: EnumerationID) -> Enumeration { enumerations[id.index] }

  public mutating func addSource(_ source: Source) {
    let id = SourceID(index: sources.count)
    sources.append(source)
    sourceNames.insert(source.name, id)
  }
  public func source(named name: String) -> SourceID? { sourceNames.folding(name) }
  public subscript(id: SourceID) -> Source { sources[id.index] }
  public var sourceWords: [String] { sourceNames.names }

  /// The day up to which sources count, in a hindcast; `nil`: all of them do.
  public var horizon: Day?
  /// `true` iff a source was published by the day up to which sources count.
  public func isPublished(_ source: Source) -> Bool {
    guard let horizon, let date = source.date else { return true }
    return date.start <= horizon
  }
  public func isPublished(_ source: SourceID) -> Bool { isPublished(self[source]) }

  /// The date of the latest source: the model's today when the host names none.
  public var latestSourceDay: Day? { sources.compactMap { $0.date?.start }.max() }

  // MARK: Entities

  public subscript(id: EntityID) -> Entity {
    guard let index = id.table else { return entities[id.index] }
    let table = tables[index]
    let name = id.row.map { table.names[$0] } ?? kinds[table.kind.index].plural
    return Entity(id: id, kind: table.kind, name: name, display: name)
  }

  /// What the built-in model says of its own values, whatever a user defines anew.
  public private(set) var modelValues: [NameID: Code] = [:]

  /// Keeps what the built-in model says of a value.
  public mutating func keepModelValue(_ slot: Slot, _ code: Code) {
    if slot.owner == nil, slot.reading == nil { modelValues[slot.name] = code }
  }

  /// Adds the parts of a table of entities.
  public mutating func addTables(_ parts: [EntityTable]) {
    tables += parts
    // names that plain lexing would break up are known to the lexer where they are few; else quoted
    guard parts.reduce(0, { $0 + $1.count }) <= 1_000 else { return }
    for name in parts.flatMap(\.names) { oddNames.insert(name) }
  }

  /// The table that an entity is a row of, or stands for.
  public func table(of entity: EntityID) -> EntityTable? { entity.table.map { tables[$0] } }

  /// Adds an entity with the names by which it is known.
  public mutating func addEntity(
    _ name: String, kind: KindID, display: String?, aliases: [String]
  ) -> EntityID {
    let id = addUnnamedEntity(name, kind: kind, display: display ?? name)
    for known in [name, display].compactMap({ $0 }) + aliases {
      entityNames.insert(joinedName([known]), id)
      oddNames.insert(known)
    }
    return id
  }

  /// Adds an entity that no program text can name: one that a scenario brings in.
  public mutating func addUnnamedEntity(_ name: String, kind: KindID, display: String) -> EntityID {
    let id = EntityID(index: entities.count)
    entities.append(Entity(id: id, kind: kind, name: name, display: display))
    return id
  }

  /// Forgets the entities made after the book had `count`.
  public mutating func truncateEntities(to count: Int) {
    entities.removeLast(max(0, entities.count - count))
  }

  /// Takes back an entity whose declaration failed: no name stands for it, and it is in no set.
  public mutating func forget(_ entity: EntityID) {
    entityNames.forget(entity)
    forgotten.insert(entity)
    definitions = definitions.filter { $0.key.owner != entity }
  }
  /// The entities of a kind, as declared; then, for each table, what stands for all of its entities.
  public func entities(of kind: KindID) -> [EntityID] {
    entities.lazy.filter { $0.kind == kind && !forgotten.contains($0.id) }.map(\.id)
      + tables.indices.filter { tables[$0].kind == kind }.map(EntityID.init(allOf:))
  }

  public func entity(exactly name: String) -> EntityID? {
    entityNames.exactly(name) ?? entity { $0.row(exactly: name) }
  }
  public func entity(folding name: String) -> EntityID? {
    entityNames.folding(name) ?? entity { $0.row(folding: name) }
  }
  /// The entity that is a row of the first table in which it is found.
  private func entity(_ row: (EntityTable) -> Int?) -> EntityID? {
    for (index, table) in tables.enumerated() {
      if let row = row(table) { return EntityID(table: index, row: row) }
    }
    return nil
  }
  public var entityWords: [String] { entityNames.names }

  // MARK: Globals, functions, scenarios, verbs

  public mutating func addGlobal(_ name: String) -> NameID {
    let id = self.name(name)
    globalNames.insert(name, id)
    oddNames.insert(spaced: name)
    insertQualified(name)
    if entityNames.exactly(name) != nil { hidesModelNames = true }
    return id
  }

  /// Lets a name of a module be read as one word: `model.prices.rate`, and in that module `prices.rate`.
  private mutating func insertQualified(_ name: String) {
    guard hasModules else { return }
    var rest = name[...]
    while rest.contains(".") {
      oddNames.insert(String(rest))
      rest = rest[rest.index(after: rest.firstIndex(of: ".") ?? rest.startIndex)...]
    }
  }
  public func global(exactly name: String) -> NameID? { globalNames.exactly(name) }
  public func global(folding name: String) -> NameID? { globalNames.folding(name) }
  public var globalWords: [String] { globalNames.names }

  public mutating func addTrigger(_ trigger: TriggerDeclaration, of text: ParsedText) {
    triggers.append((text, trigger))
  }

  public mutating func addFunction(_ function: Function) {
    insertQualified(function.name)
    functions[function.name] = function
    if function.isBuiltIn { builtInFunctions[function.name] = function }
  }

  /// Returns the function that a name stands for in a text: in one of the built-in model that of the model.
  public func function(named name: String, in text: SourceText) -> Function? {
    if isBuiltIn(text) { return builtInFunctions[name] }
    return functions[qualified(name, in: text)] ?? functions[name]
  }

  /// Returns the scenario that a name stands for in a module, or in none.
  public func scenario(named name: String, in module: String?) -> ScenarioDefinition? {
    module.flatMap { scenarios["\($0).\(name)"] } ?? scenarios[name]
  }

  // MARK: Modules

  public var hasModules: Bool { !modules.isEmpty || hidesModelNames }
  /// The module of the built-in texts.
  public static let library = "model"

  /// Lets the names of a text stand under `name`.
  public mutating func addModule(_ text: SourceText, named name: String) {
    modules[ObjectIdentifier(text)] = (text, name)
  }

  /// `true` iff the names of a text stand under `name`.
  public func isModule(_ name: String) -> Bool { modules.values.contains { $0.name == name } }

  /// The name under which those of a text stand; `nil`: they stand as they are.
  public func module(of text: SourceText) -> String? {
    modules[ObjectIdentifier(text)]?.name
      ?? (hidesModelNames && isBuiltIn(text) ? Self.library : nil)
  }

  /// The whole name of what a text calls `name`.
  public func qualified(_ name: String, in text: SourceText) -> String {
    modules[ObjectIdentifier(text)].map { "\($0.name).\(name)" } ?? name
  }

  public mutating func addBuiltInText(_ text: SourceText) {
    builtInTexts[ObjectIdentifier(text)] = text
  }

  /// `true` iff a text is one of the built-in model.
  public func isBuiltIn(_ text: SourceText) -> Bool { builtInTexts[ObjectIdentifier(text)] != nil }

  public mutating func addScenario(_ scenario: ScenarioDefinition) {
    insertQualified(scenario.name)
    scenarios[scenario.name] = scenario
  }

  /// Adds a verb; returns the one that has the same phrase already in the same text. A verb may have the phrase
  /// of an earlier text, and is then read before that.
  public mutating func addVerb(_ verb: Verb) -> Verb? {
    // the built-in verbs are checked against each other by a test, not at every start
    let clash =
      verb.isBuiltIn
      ? nil : verbs.first { $0.text === verb.text && Self.agree($0.phrase, verb.phrase) }
    if clash == nil { verbs.append(verb) }
    return clash
  }

  /// Takes back a function, scenario or verb whose body is wrong.
  public mutating func forget(_ form: Statement.Form, of text: ParsedText) {
    switch form {
    case .function(let function):
      let name = joinedName(text.words(function.name))
      functions[name] = builtInFunctions[name]
    case .scenario(let scenario): scenarios[joinedName(text.words(scenario.name))] = nil
    case .verb(let verb): verbs.removeAll { $0.text === text && $0.changes == verb.changes }
    default: break
    }
  }

  /// `true` iff a verb takes the place of another that was declared before it, in another text.
  public func replaces(_ verb: Verb, _ other: Verb) -> Bool {
    func index(_ verb: Verb) -> Int? {
      verbs.firstIndex { $0.text === verb.text && $0.changes == verb.changes }
    }
    guard verb.text !== other.text, Self.agree(verb.phrase, other.phrase),
      let own = index(verb), let earlier = index(other)
    else { return false }
    return own > earlier
  }

  /// `true` iff no verb reads a clause that this phrase reads.
  public func isNew(_ phrase: [PhrasePart]) -> Bool {
    !verbs.contains { Self.agree($0.phrase, phrase, whateverTheTypes: true) }
  }

  /// The pairs of verbs that have a phrase in common. Complexity: quadratic in the verbs.
  public var clashingVerbs: [(Verb, Verb)] {
    verbs.indices.flatMap { a in
      verbs.indices.filter { $0 > a && Self.agree(verbs[a].phrase, verbs[$0].phrase) }.map {
        (verbs[a], verbs[$0])
      }
    }
  }

  /// `true` iff one clause can read as both phrases: word for word, holes by their type or by any.
  ///
  /// Complexity: the product of their lengths.
  private static func agree(
    _ a: [PhrasePart], _ b: [PhrasePart], whateverTheTypes isAny: Bool = false
  ) -> Bool {
    // whether what is left of `a` agrees with what is left of `b`, for each place in `b`
    var after = [Bool](repeating: false, count: b.count + 1)
    for i in stride(from: a.count, through: 0, by: -1) {
      var row = [Bool](repeating: false, count: b.count + 1)
      for j in stride(from: b.count, through: 0, by: -1) {
        row[j] =
          i == a.count && j == b.count
          || i < a.count && a[i].isOptional && after[j]
          || j < b.count && b[j].isOptional && row[j + 1]
          || i < a.count && j < b.count && a[i].agrees(with: b[j], isAny) && after[j + 1]
      }
      after = row
    }
    return after[0]
  }
}

extension PhrasePart {
  fileprivate var isOptional: Bool {
    if case .word(_, let isOptional) = self { isOptional } else { false }
  }

  fileprivate func agrees(with other: PhrasePart, _ isAny: Bool) -> Bool {
    switch (self, other) {
    case (.word(let a, _), .word(let b, _)): a.contains { b.contains($0) }
    case (.hole(_, let a, _), .hole(_, let b, _)): a == b || isAny
    default: false
    }
  }
}
