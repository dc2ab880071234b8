import AISSource

/// A statement with the bytes that it covers.
public struct Statement: Sendable {
  public enum Form: Sendable {
    /// `E`
    case expression(ExpressionID)
    case show(ShowQuestion)
    case whatIf(WhatIfQuestion)
    case compare(CompareQuestion)
    /// `why E`
    case why(ExpressionID)
    case solve(SolveQuestion)
    /// `minimize E over …`, `maximize E over …`
    case optimize(OptimizeQuestion)
    /// `drivers of E`
    case drivers(ExpressionID)
    /// `value of information for E`
    case information(ExpressionID)
    /// `assumptions [of E]`
    case assumptions(ExpressionID?)
    /// `facts [of E]`
    case facts(ExpressionID?)
    /// `sources`
    case sources
    /// `roles of A [toward B]`
    case roles(ExpressionID, toward: ExpressionID?)
    /// `relations [of A [toward B]]`, `relations between A and B`
    case relations(ExpressionID?, toward: ExpressionID?)
    /// `conflicts`
    case conflicts(ExpressionID?)
    /// `expect E [within E]`
    case expect(ExpressionID, within: ExpressionID?)
    /// `expect error ["text"] { statements }`
    case expectError(ErrorExpectation)
    /// `explain STATEMENT`
    case explain(ExplainQuestion)
    /// `plot E, … [tail]`, `plot drivers of E`, `plot what if CHANGES …`
    case plot(PlotQuestion)
    /// `use "FILE" [as NAME]`
    case use(UseDeclaration)
    case test(TestDeclaration)
    /// `print E, …`
    case print([ExpressionID])
    /// `for x in D { statements }`
    case forEach(ForStatement)
    case define(DefinitionDeclaration)
    case entity(EntityDeclaration)
    case kind(KindDeclaration)
    case enumeration(EnumerationDeclaration)
    case source(SourceDeclaration)
    case unit(UnitDeclaration)
    case verb(VerbDeclaration)
    case function(FunctionDeclaration)
    case scenario(ScenarioDeclaration)
    case prefer(PreferDeclaration)
    /// `pool TARGET`
    case pool(ExpressionID)
    case importTable(ImportDeclaration)
    case responds(ResponseDeclaration)
    case grows(GrowthDeclaration)
    /// `when E { CHANGES }`
    case trigger(TriggerDeclaration)
    /// `when E`
    case when(ExpressionID)
    case correlate(CorrelationDeclaration)
    case relation(RelationDeclaration)
    case relationFact(RelationFactDeclaration)
    /// What could not be parsed; a diagnostic was given.
    case invalid
  }
  public var form: Form
  public var span: Span
  /// `to "FILE"`: the text that names the file which the answer is written to.
  public var file: ExpressionID?
}

/// The questions whose answers are drawn.
public enum PlotQuestion: Sendable {
  /// `E, … [tail]`
  case table(ShowQuestion)
  /// `drivers of E`
  case drivers(ExpressionID)
  /// `what if CHANGES …`
  case whatIf(WhatIfQuestion)
}

extension Statement.Form {
  /// `true` iff the statement has an answer that can be written to a file.
  public var hasAnswer: Bool {
    switch self {
    case .expect, .expectError, .test, .forEach, .use, .invalid: false
    default: !isDeclaration
    }
  }

  /// `true` iff the statement declares something, `false` iff it asks or tests.
  public var isDeclaration: Bool {
    switch self {
    case .define, .entity, .kind, .enumeration, .source, .unit, .verb, .function, .scenario,
      .prefer, .pool, .importTable, .responds, .grows, .trigger, .correlate, .relation,
      .relationFact:
      true
    case .when, .expression, .show, .whatIf, .compare, .why, .solve, .optimize, .drivers,
      .information, .assumptions, .facts, .sources, .roles, .relations, .conflicts, .expect, .test,
      .expectError, .explain, .plot, .use, .print, .forEach, .invalid:
      false
    }
  }

  /// `true` iff the statement gives one slot a value.
  public var isDefinition: Bool { if case .define = self { true } else { false } }

  /// How many definitions of slots the statement holds at most.
  public var definitionCount: Int {
    switch self {
    case .entity(let entity): entity.members.count
    case .define, .relationFact, .prefer: 1
    default: 0
    }
  }

  /// `true` iff all that the statement can change, once names are known, is the definitions of slots.
  public var changesOnlyDefinitions: Bool {
    switch self {
    case .define, .entity: true
    default: false
    }
  }
}

/// `[let|assume|shared assume|reading] TARGET = VALUE [provenance]`.
public struct DefinitionDeclaration: Sendable {
  public enum Form: UInt8, Sendable { case plain, `let`, assume, reading }
  public var form: Form
  public var isShared: Bool
  public var target: ExpressionID
  public var value: ExpressionID
  public var provenance: Provenance?
  /// The value is `import "FILE"`: that text, for the list in the file.
  public var isImport = false
}

/// What stands after a value: `@ date`, `from source`, certainty, `assume "reason"`, a note.
public struct Provenance: Sendable {
  public var date: Span?
  public var endDate: Span?
  public var sources: [TokenRange] = []
  public var certainty: Span?
  public var isAssumed = false
  public var note: Span?
  public var calibrates = false
}

/// `KIND Name ["Display"] [alias "A", …] { members }`.
public struct EntityDeclaration: Sendable {
  public var kind: TokenRange
  public var name: TokenRange
  public var display: Span?
  public var aliases: [Span]
  public var members: [DefinitionDeclaration]
}

/// A member of a kind.
public enum KindMember: Sendable {
  /// `name: type [= value]` or `name = value`.
  case metric(MetricDeclaration)
  case headline([TokenRange])
  /// `alias METRIC "other name", …`.
  case alias(AliasDeclaration)
  case responds(ResponseDeclaration)
  case grows(GrowthDeclaration)
  /// `check CONDITION else "text"`: worth a remark when it fails.
  case check(CheckDeclaration)
  /// `expect CONDITION else "text"`: must hold, in every scenario.
  case expect(CheckDeclaration)
}

/// `alias METRIC "other name", …`: what else a metric is called.
public struct AliasDeclaration: Sendable {
  public var name: TokenRange
  public var others: [Span]
}

/// `name: type = value provenance`; `type` or `value` may be missing, not both. `stock name: type changes by E`.
public struct MetricDeclaration: Sendable {
  public var name: TokenRange
  public var type: ExpressionID?
  public var value: ExpressionID?
  public var provenance: Provenance?
  public var isAssumed: Bool
  public var isShared: Bool
  /// For a `stock`: what changes it over time.
  public var flow: ExpressionID?
}

/// `X responds to Y by ELASTICITY`.
public struct ResponseDeclaration: Sendable {
  public var target: ExpressionID
  public var cause: ExpressionID
  public var elasticity: ExpressionID
}

/// `correlate A, B = RANK CORRELATION`.
public struct CorrelationDeclaration: Sendable {
  public var targets: [ExpressionID]
  public var value: ExpressionID
}

/// `relation NAME(SIDE, SIDE) [inverse NAME] [symmetric] [allies|opposes]`: what can hold between two entities.
public struct RelationDeclaration: Sendable {
  /// `[ROLE:] KIND | KIND`: what may stand on one side, and what it is then called.
  public struct Side: Sendable {
    public var role: TokenRange?
    public var kinds: [TokenRange]
  }
  public var name: TokenRange
  public var sides: [Side]
  /// The word for the same relation seen from its object.
  public var inverse: TokenRange?
  public var isSymmetric = false
  /// `allies` or `opposes`.
  public var stance: Span?
}

/// `A, … RELATION B, … PROVENANCE`: a claim about pairs of entities.
public struct RelationFactDeclaration: Sendable {
  /// What stands between the commas; the relation is in one of them.
  public var runs: [TokenRange]
  /// `true`, which stands for all the words.
  public var claim: ExpressionID
  public var provenance: Provenance
}

/// `CONDITION else "text"`.
public struct CheckDeclaration: Sendable {
  public var condition: ExpressionID
  public var message: Span
}

/// `kind name [plural name] [(role: kind, …)] { members }`.
public struct KindDeclaration: Sendable {
  public var name: TokenRange
  public var plural: TokenRange?
  public var display: Span?
  /// The fields that make two entities the same one, as `stake(owner: company, issuer: company)`.
  public var identity: [Parameter]
  public var members: [KindMember]
}

/// `enum name { a, b }`.
public struct EnumerationDeclaration: Sendable {
  public var name: TokenRange
  public var members: [TokenRange]
}

/// `source name "Title" DATE [file "…"]`.
public struct SourceDeclaration: Sendable {
  public var name: TokenRange
  public var title: Span
  public var date: Span?
  public var file: Span?
}

/// `unit name [plural name] [= E | : parent]`.
public struct UnitDeclaration: Sendable {
  public var name: TokenRange
  public var plural: TokenRange?
  public var parent: TokenRange?
  public var value: ExpressionID?
}

/// A parameter of a function, a scenario, a kind: `name [: type] [= default]`.
public struct Parameter: Sendable {
  public var name: TokenRange
  public var type: TokenRange?
  public var defaultValue: ExpressionID?
}

/// `fn name(a, b = 1) = E`.
public struct FunctionDeclaration: Sendable {
  public var name: TokenRange
  public var parameters: [Parameter]
  public var locals: [DefinitionDeclaration]
  public var body: ExpressionID
}

/// `scenario name(parameters) { changes }`.
public struct ScenarioDeclaration: Sendable {
  public var name: TokenRange
  public var parameters: [Parameter]
  public var changes: UInt32
}

/// `import "FILE" as KIND`.
public struct ImportDeclaration: Sendable {
  public var file: Span
  public var kind: TokenRange
}

/// `prefer SOURCE [CERTAINTY] [for METRIC]`, `prefer READING [for METRIC]`.
public struct PreferDeclaration: Sendable {
  public var source: TokenRange
  /// `nil`: for everything.
  public var target: ExpressionID?
}

/// `verb (x: quantity) drops|falls [by] (amount: ratio) { changes }`.
public struct VerbDeclaration: Sendable {
  public var phrase: [PhrasePart]
  public var phraseSpan: Span
  public var changes: UInt32
}

/// A part of a phrase.
public enum PhrasePart: Sendable {
  /// One of these words must stand here; a phrase may leave an optional one out.
  case word([String], isOptional: Bool)
  /// An expression of this type stands here.
  case hole(name: String, type: String, span: Span)
}

/// `for NAME in DOMAIN [step S] { statements }`.
public struct ForStatement: Sendable {
  public var variable: TokenRange
  public var domain: ExpressionID
  public var step: ExpressionID?
  public var statements: [Statement]
}

/// `test "name" { statements }`.
public struct TestDeclaration: Sendable {
  public var name: Span
  public var statements: [Statement]
}

/// `use "FILE" [as NAME]`: another text whose declarations are taken.
public struct UseDeclaration: Sendable {
  public var file: Span
  /// Under which its names stand; `nil`: they stand as they are.
  public var name: TokenRange?
}

/// `expect error ["text"] { statements }`: something in them has to fail, with a message that says so.
public struct ErrorExpectation: Sendable {
  public var message: Span?
  public var statements: [Statement]
  /// What could not be read of them.
  public var faults: [Diagnostic]
}

/// `explain STATEMENT`.
public struct ExplainQuestion: Sendable {
  /// The statement: one element.
  public var statements: [Statement]
  public var statement: Statement { statements[0] }
}

// MARK: Questions

/// `TARGET in DOMAIN [step S]`.
public struct Sweep: Sendable {
  public var target: ExpressionID
  public var domain: ExpressionID
  public var step: ExpressionID?

  public init(target: ExpressionID, domain: ExpressionID, step: ExpressionID? = nil) {
    (self.target, self.domain, self.step) = (target, domain, step)
  }
}

/// One item of the tail `for …`: entities, or a sweep.
public enum ForItem: Sendable {
  case entities(ExpressionID)
  case sweep(Sweep)
}

/// What a question ranges over: the part of its tail that tables and searches share.
public struct Extent: Sendable {
  public var forItems: [ForItem] = []
  /// `over SPAN`: the dates of a series; of a search those at which it is asked, each by itself.
  public var time: TimeSpan?
  /// `at DATE`: the date at which all is read.
  public var date: Span?

  public init() {}

  /// The sweeps among what it is for.
  public var sweeps: [Sweep] {
    forItems.compactMap { if case .sweep(let sweep) = $0 { sweep } else { nil } }
  }

  public var isEmpty: Bool { forItems.isEmpty && time == nil && date == nil }
}

/// What may follow the items of a `show`.
public struct Tail: Sendable {
  public var extent = Extent()
  public var sort: ExpressionID?
  public var isDescending = false
  public var top: ExpressionID?
  /// The metric by which entities are put together.
  public var group: ExpressionID?

  public init() {}

  public var isEmpty: Bool { extent.isEmpty && sort == nil && top == nil && group == nil }
}

/// `show E, … [tail]`.
public struct ShowQuestion: Sendable {
  public var items: [ExpressionID]
  public var tail: Tail
}

/// `what if CHANGES [for T in D] [show …]`.
public struct WhatIfQuestion: Sendable {
  /// The changes, an index into `Tree.changes`.
  public var changes: UInt32
  public var sweeps: [Sweep]
  /// `nil`: the headline metrics that moved.
  public var show: ShowQuestion?
}

/// `compare S1, S2, … show …`.
public struct CompareQuestion: Sendable {
  public var scenarios: [ExpressionID]
  public var show: ShowQuestion
}

/// What is searched for: `TARGET [in DOMAIN [step S]]`.
public struct Unknown: Sendable {
  public var target: ExpressionID
  /// `nil`: around the value that the target has.
  public var domain: ExpressionID?
  public var step: ExpressionID?
}

/// What may follow the condition of a search.
public struct SearchTail: Sendable {
  /// What must hold besides.
  public var constraint: ExpressionID?
  /// A scenario for all that is asked, an index into `Tree.changes`.
  public var scenario: UInt32?
  public var extent = Extent()

  public init() {}
}

/// `solve TARGET [in DOMAIN] {"," …} so that CONDITION [tail]`.
public struct SolveQuestion: Sendable {
  public var unknowns: [Unknown]
  public var condition: ExpressionID
  public var tail: SearchTail
}

/// `minimize|maximize E over TARGET in DOMAIN {"," …} [tail]`.
public struct OptimizeQuestion: Sendable {
  public var isMaximum: Bool
  public var objective: ExpressionID
  public var unknowns: [Unknown]
  public var tail: SearchTail
}

// MARK: Changes

/// Changes as written: `then` separates layers, `and` joins what holds together in one.
public struct Changes: Sendable {
  public var layers: [[Clause]]
  public var span: Span
}

/// One clause of a change.
public struct Clause: Sendable {
  public enum Form: Sendable {
    /// A run of tokens, to be matched to the declared phrases.
    case phrase(TokenRange)
    /// `TARGET = E`, `TARGET *= E`, …
    case assignment(ExpressionID, AssignmentOperator, ExpressionID)
    /// `KIND name { … }`: an entity that the change brings in, or replaces.
    case entity(EntityDeclaration)
    /// `require CONDITION else "text"`.
    case require(CheckDeclaration)
    /// `note "text"`: what an answer says of how the clause was read.
    case note(Span)
    /// `correlate A, B = RANK CORRELATION`
    case correlate(CorrelationDeclaration)
    /// `{ CHANGES }`
    case group(UInt32)
    /// `when CONDITION { CHANGES }`
    case trigger(TriggerDeclaration)
  }
  public var form: Form
  public var modifiers: [Modifier]
  public var span: Span
}

/// How an assignment changes its target.
public enum AssignmentOperator: UInt8, Sendable {
  case set, add, subtract, multiply, divide

  public var text: String {
    switch self {
    case .set: "="
    case .add: "+="
    case .subtract: "-="
    case .multiply: "*="
    case .divide: "/="
    }
  }
}

/// A modifier of a clause: when it holds, how fast, how likely.
public struct Modifier: Sendable {
  public enum Form: Sendable {
    case probability(ExpressionID)
    case time(TimePhrase)
  }
  public var form: Form
  public var span: Span
}
