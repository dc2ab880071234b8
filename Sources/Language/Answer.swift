import AISEngine
import AISSource
import AISUnits

/// What a statement answers: data, with no formatting in it.
public struct Answer: Sendable {
  /// The statement as written.
  public var statement: String
  /// The line of its text on which it begins, from 1.
  public var line: Int
  public var content: Content
  /// The clauses of a what-if as read, each with what it changes.
  public var changes: [ChangeLine] = []
  /// For `plot`: its table is drawn. Of a single value, how it is spread, where `Options.drawsSpread` asks for that.
  public var drawing: Drawing?
  /// For `why` under a scenario, what each clause contributes to the difference.
  public var contributions: Table?
  /// What is worth knowing about the answer, a line each.
  public var notes: [String] = []
  /// The assumptions and facts that the answer rests on.
  public var restsOn: [Basis] = []
  /// The readings used, where sources are rivals.
  public var readings: [ReadingUsed] = []
  public var warnings: [Diagnostic] = []
  /// The date at which everything was read.
  public var today: Day
  /// The units in force, for whoever prints the answer.
  public var units: UnitSystem

  /// The kinds of answer.
  public enum Content: Sendable {
    case cell(Cell)
    case table(Table)
    case record(Record)
    case tree(Tree)
    case list([Cell])
    case scenario([String])
    /// A definition was made; a line says what it changed when that is worth saying.
    case defined(String?)
    /// An `expect` held.
    case passed
    /// The answer was written to a file, a table with so many rows.
    case written(file: String, rows: Int?)
  }
}

extension Answer {
  /// Its question was stopped, and this has been worked out with fewer samples than were asked for; a warning says so.
  public var isPartial: Bool { warnings.contains { $0.code == "AIS0602" } }

  /// The table of an answer that is one, without rows otherwise; a record has a row for each field.
  public var table: Table {
    switch content {
    case .table(let table): table
    case .record(let record): record.table
    default: Table(columns: [], rows: [])
    }
  }
}

/// What a drawing shows besides the table that it is of.
public struct Drawing: Sendable {
  /// How an uncertain value is spread: values between each two of which as many samples lie, in the unit of the table. In
  /// a drawing from 1% to 99% of the samples by 2%, beside a single value from 5% to 95% by 5%.
  public struct Spread: Sendable {
    public var name: String
    public var quantiles: [Double]
  }
  /// Of each column, where the table is one row of uncertain values; of a single value its own.
  public var spreads: [Spread] = []
  /// What the inputs of a value do to it, around which the bars of a tornado stand.
  public struct Tornado: Sendable {
    /// The value as written.
    public var name: String
    /// The value as things are.
    public var base: Quantity
  }
  /// For `plot drivers of E`: E, of which the columns `low` and `high` say what it is with each input at its ends.
  public var tornado: Tornado?
}

extension Answer {
  /// What is said of an answer that was written to a file: its notes and warnings, and where it is.
  func written(to file: String) -> Answer {
    var said = self
    let rows: Int? = if case .table(let table) = content { table.rowCount } else { nil }
    said.content = .written(file: file, rows: rows)
    said.drawing = nil
    (said.changes, said.contributions, said.restsOn, said.readings) = ([], nil, [], [])
    return said
  }
}

/// Values by name: the metrics of an entity, the fields of a record.
public struct Record: Sendable {
  public struct Field: Sendable {
    public var name: String
    public var value: Cell
  }
  /// What the names are of: `metric`, `field`.
  public var noun: String
  public var fields: [Field]

  /// The same as a table of two columns.
  public var table: Table {
    Table(
      columns: [.init(noun, .text), .init("value", .quantity)],
      rows: fields.map { [.text($0.name), $0.value] })
  }
}

/// A value in an answer.
public enum Cell: Sendable {
  case quantity(Quantity)
  /// A condition, with the share of the samples in which it holds.
  case truth(Double)
  case text(String)
  case date(Period)
  case entity(name: String, display: String)
  /// The value "never", with its reason.
  case never(String)
  /// Nothing is known, with the reason.
  case missing(String)
  /// No value has a meaning here, as the percentage of a negative base.
  case empty
}

/// A number with its uncertainty.
public struct Quantity: Sendable {
  /// The unit of its numbers: that of its dimension as in JSON (`USD`, `USD/year`, `month`, `1` for a
  /// ratio), or the one asked for in `Session.quantity(_:in:)`.
  public var unit: String
  /// The value, or the mean of the samples.
  public var mean: Double
  /// The standard deviation; `nil` for a certain value, as are the quantiles.
  public var deviation: Double?
  public var p5: Double?
  public var p50: Double?
  public var p95: Double?
  /// The standard error of `mean`, where that comes from samples: of an uncertain value, and of the mean or the
  /// probability that was asked for.
  public var error: Double?
  /// The number of samples; `nil` for a certain value.
  public var samples: Int?
  public var dimension: Dimension
  public var style: NumberStyle
  public var bound: Bound?
  /// The share of the samples that are `never`, and why.
  public var neverShare = 0.0
  public var neverReason: String?
  /// The share of the samples in which there is no value, and why; the numbers are of the others.
  public var missingShare = 0.0
  public var missingReason: String?

  /// How many of `unit` the base unit of the dimension is.
  package var factor = 1.0

  /// Creates a certain quantity from a number in the base unit of its dimension.
  package init(base: Double, _ dimension: Dimension, style: NumberStyle, _ units: UnitSystem) {
    let shown = units.jsonUnit(of: dimension)
    (unit, factor) = (shown.name, shown.factor)
    mean = base * factor
    self.dimension = dimension
    self.style = style
  }

  /// `true` iff every sample has the same value.
  public var isCertain: Bool { samples == nil }

  /// The same quantity with its numbers, which are given in the dimension's base unit, in another.
  func shown(in unit: String, _ convertBase: (Double) -> Double) -> Quantity {
    var copy = self
    copy.unit = unit
    func convert(_ number: Double) -> Double { convertBase(number / factor) }
    copy.mean = convert(mean)
    copy.deviation = deviation.map(convert)
    copy.error = error.map(convert)
    copy.p5 = p5.map(convert)
    copy.p50 = p50.map(convert)
    copy.p95 = p95.map(convert)
    return copy
  }
}

/// A value and what it comes from, all the way down.
public struct Tree: Sendable {
  public var name: String
  public var value: Cell
  /// The formula, fact or assumption, as written.
  public var definition: String
  /// Where it comes from: a source with its date, a reason, `formula`.
  public var origin: String
  /// Rival figures, failed checks, bounds: lines worth reading beside it.
  public var remarks: [String]
  public var parts: [Tree]
}

/// A clause of a what-if and one value that it changes.
public struct ChangeLine: Sendable {
  public var clause: String
  /// What is changed, empty for a clause that only brings in an entity.
  public var name: String
  public var before: Cell
  public var after: Cell
}

/// An assumption or a fact that an answer rests on.
public struct Basis: Sendable {
  public enum Kind: String, Sendable { case assumption, fact, own }
  public var kind: Kind
  public var name: String
  /// The value as written.
  public var value: String
  /// The reason of an assumption, the source of a fact.
  public var reason: String
}

/// Which of several rival claims was used.
public struct ReadingUsed: Sendable {
  public var name: String
  public var used: String
  public var rivals: [String]
}

/// Why a question has no answer: every diagnostic of its text.
public struct Failure: Error, Sendable, CustomStringConvertible {
  public var diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

  /// The diagnostics as people read them, carets and all.
  public var description: String { diagnostics.map { $0.rendered() }.joined() }
}
