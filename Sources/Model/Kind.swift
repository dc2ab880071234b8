import AISSource
import AISSyntax
import AISUnits

/// An expression of a text: a definition that is kept as written, for whoever computes it.
public struct Code: Sendable {
  public let text: ParsedText
  public let expression: ExpressionID

  public init(_ text: ParsedText, _ expression: ExpressionID) {
    self.text = text
    self.expression = expression
  }

  /// Where it stands.
  public var place: Place { Place(text.source, text.tree.span(of: expression)) }
  /// The words as written; of what was read from a file, those that say so.
  public var source: String {
    if let imported = text.source.imported,
      case .expression(expression)? = text.statements.first?.form
    {
      return imported
    }
    return place.source
  }
}

/// What the value of a metric is.
public enum MetricType: Hashable, Sendable {
  /// A number with a dimension. A fraction is a ratio kept in 0..1.
  case quantity(Dimension, NumberStyle, isFraction: Bool)
  case entity(KindID)
  case choice(EnumerationID)
  case text, boolean, date
}

/// A metric as its kind declares it.
public struct Metric: Sendable {
  public let name: NameID
  public let title: String
  /// The declared type; a derived metric has the type of its formula.
  public var type: MetricType?
  /// The formula or default.
  public var value: Code?
  /// The value is an assumption, with this reason; drawn per entity unless shared.
  public var assumption: String?
  public var isShared: Bool
  /// The value is only a default: facts and the entity's own lines come first.
  public var isDefault: Bool
  /// The formula reads the slot's own facts by `base`: they are its input, not a check.
  public var readsOwnFacts = false
  /// `metric responds to cause by elasticity`.
  public var response: Response?
  /// `metric grows by rate`.
  public var growth: Code?
  /// For a stock: what changes it over time.
  public var flow: Code?
  /// Where its name is declared; `nil` for a column of a table.
  public var place: Place?

  public init(_ name: NameID, title: String) {
    self.name = name
    self.title = title
    isShared = false
    isDefault = false
  }
}

/// `correlate A, B = RANK CORRELATION`: inputs whose draws go together.
public struct Correlation: Sendable {
  public let targets: [Code]
  public let value: Code

  public init(targets: [Code], value: Code) { (self.targets, self.value) = (targets, value) }
}

/// A rule by which a value follows another: value × (cause / base cause) ^ elasticity.
public struct Response: Sendable {
  public let cause: Code
  public let elasticity: Code

  public init(cause: Code, elasticity: Code) {
    self.cause = cause
    self.elasticity = elasticity
  }
}

/// A condition that should hold for every entity of a kind, and what to say when it does not.
public struct Check: Sendable {
  public let condition: Code
  /// The text, in which `{expression}` stands for a value.
  public let message: String

  public init(condition: Code, message: String) {
    self.condition = condition
    self.message = message
  }
}

/// A kind of entity: its metrics, in the order declared.
public struct Kind: Sendable {
  public let id: KindID
  public let name: String
  public var plural: String
  /// How it reads in running text.
  public var display: String
  /// The built-in model declares it.
  public var isBuiltIn = false
  /// A user declares it, with a plural that is a name of the model, too.
  public var hidesValue = false
  public private(set) var metrics: [Metric] = []
  public var headline: [NameID] = []
  /// Conditions worth a remark when they fail.
  public var checks: [Check] = []
  /// Conditions that must hold in every scenario.
  public var expectations: [Check] = []
  /// The fields that make two entities the same one, with the kind of each.
  public var identity: [NameID] = []
  /// The reading that a metric with named readings uses when no other is asked for.
  public var preferredReading: [NameID: NameID] = [:]

  private var positions: [NameID: Int] = [:]
  private var folded: [String: Int] = [:]
  /// What else metrics are called, without case.
  private var aliases: [String: NameID] = [:]

  init(id: KindID, name: String, plural: String, display: String) {
    self.id = id
    self.name = name
    self.plural = plural
    self.display = display
  }

  /// Adds a metric, or replaces the one of its name.
  mutating func set(_ metric: Metric) {
    if let position = positions[metric.name] {
      metrics[position] = metric
    } else {
      positions[metric.name] = metrics.count
      folded[metric.title.lowercased()] = metrics.count
      metrics.append(metric)
    }
  }

  /// Adds another name of a metric, unless a metric has it.
  mutating func addAlias(_ alias: String, for name: NameID) {
    guard folded[alias.lowercased()] == nil else { return }
    aliases[alias.lowercased()] = name
  }

  /// Returns the metric that this is another name of.
  public func metric(alias: String) -> Metric? {
    aliases[alias.lowercased()].flatMap { metric($0) }
  }

  /// Returns the metric of this name. Complexity: O(1).
  public func metric(_ name: NameID) -> Metric? { positions[name].map { metrics[$0] } }

  /// `true` iff the kind declares a metric of this name.
  func declares(_ name: NameID) -> Bool { positions[name] != nil }

  /// Returns the metric of this name when case is put aside.
  func metric(folding name: String) -> Metric? {
    folded[name.lowercased()].map { metrics[$0] } ?? metric(alias: name)
  }
}

/// An enumeration: a closed list of choices.
public struct Enumeration: Sendable {
  public let name: String
  public let members: [String]
}
