import AISSource

/// The identity of an expression in its tree.
public struct ExpressionID: Hashable, Sendable {
  let index: UInt32
}

/// A run of consecutive tokens, `first..<end`: a name of several words, a clause, a hole of a phrase.
public struct TokenRange: Hashable, Sendable {
  public var first: UInt32
  public var end: UInt32

  public var isEmpty: Bool { first == end }
  public var count: Int { Int(end - first) }
  public var indices: Range<Int> { Int(first)..<Int(end) }

  public init(_ first: Int, _ end: Int) {
    self.first = UInt32(first)
    self.end = UInt32(end)
  }
}

/// A run of expressions that stand together (list elements) in the tree's side table.
public struct ExpressionList: Hashable, Sendable {
  let first: UInt32
  let count: UInt32
}

/// A run of arguments in the tree's side table.
public struct ArgumentList: Hashable, Sendable {
  let first: UInt32
  let count: UInt32
}

/// A binary operator.
public enum BinaryOperator: UInt8, Sendable {
  case add, subtract, multiply, divide, power
  /// `a per b`: division that binds tighter than `*` and `/`.
  case per
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  case and, or
  /// `a to b`: an uncertain number, the ends of its 90% interval.
  case to
  /// `a ± b`: a normal with standard deviation b.
  case plusMinus
  /// `a..b`: a range.
  case range
  /// `20% of E`.
  case fractionOf
  case increasedBy, decreasedBy

  /// The operator as `fmt` writes it.
  public var text: String {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .power: "^"
    case .per: "per"
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    case .and: "and"
    case .or: "or"
    case .to: "to"
    case .plusMinus: "±"
    case .range: ".."
    case .fractionOf: "of"
    case .increasedBy: "increased by"
    case .decreasedBy: "decreased by"
    }
  }
}

/// A unary operator.
public enum UnaryOperator: UInt8, Sendable {
  case minus, not
  /// `at least E`, `at most E`: a bound.
  case atLeast, atMost
}

/// A number as written: its value with suffix, percent or multiple applied, and what followed it.
public struct NumberLiteral: Sendable {
  /// The kind of mark that followed the digits.
  public enum Mark: UInt8, Sendable { case none, percent, multiple }
  public var value: Double
  public var mark: Mark
  /// A magnitude suffix (`k M B T`) or word (`million`) was written.
  public var hasMagnitude: Bool
  /// The sign `$ € £ ¥` before it, if any.
  public var currency: Span?
  /// The unit words after it, possibly empty.
  public var unit: TokenRange
}

/// An expression. Trivial payloads only: operands are identities in the same tree.
public enum Expression: Sendable {
  case number(UInt32)
  case date
  case text
  case boolean(Bool)
  /// A run of plain words: a name, a name of several words, an entity with its metric.
  case words(TokenRange)
  case unary(UnaryOperator, ExpressionID)
  case binary(BinaryOperator, ExpressionID, ExpressionID)
  case conditional(ExpressionID, ExpressionID, ExpressionID)
  /// `E.name`, `E's name`.
  case member(ExpressionID, TokenRange)
  /// `name of E`.
  case of(TokenRange, ExpressionID)
  /// `R of E across SET`.
  case across(ExpressionID, ExpressionID)
  /// `R of E across TARGET in DOMAIN [step S] {, …}`: the sweeps are an index into `Tree.sweeps`.
  case acrossSweeps(ExpressionID, UInt32)
  /// `R of E across SPAN`; the index of the span is for `Tree.time`.
  case acrossDates(ExpressionID, UInt32)
  case call(TokenRange, ArgumentList)
  /// `E[name]`: a named reading, or an element.
  case index(ExpressionID, ExpressionID)
  case list(ExpressionList)
  /// `{ name: value, … }`.
  case record(ArgumentList)
  /// `SET where CONDITION`.
  case filter(ExpressionID, ExpressionID)
  /// `E under SCENARIO`.
  case under(ExpressionID, UInt32)
  /// `E at DATE`: the tokens of the date; in brackets they may be an expression.
  case at(ExpressionID, TokenRange)
  /// `E over SPAN` in brackets, a list: the span is an index into `Tree.span`.
  case over(ExpressionID, UInt32)
  /// `scenario { … }`.
  case scenario(UInt32)
  /// `E as UNIT`: the unit's tokens.
  case convert(ExpressionID, TokenRange)
  /// `never "reason"`.
  case never
  /// `[E for x in D if C]` or `fold s = A for x in D { E }`: an index into `Tree.loop`.
  case loop(UInt32)
  /// What could not be parsed; a diagnostic was given.
  case invalid
}

/// An argument of a call or a field of a record.
public struct Argument: Sendable {
  /// The words before `:` or `=`, empty for a positional argument.
  public var label: TokenRange
  /// What stands before `:` and is no run of words, as in `discrete(3: 50%, 5: 50%)`.
  public var key: ExpressionID?
  /// `label == value`, when the label was followed by `=`: what is meant where the callee has no such
  /// parameter.
  public var equation: ExpressionID?
  public var value: ExpressionID
}

/// A loop in an expression: the list of its bodies, or a fold.
public struct LoopExpression: Sendable {
  /// What each element is called.
  public var variable: TokenRange
  public var domain: ExpressionID
  /// `step S`, after a range.
  public var step: ExpressionID?
  /// Elements for which this does not hold are left out.
  public var condition: ExpressionID?
  /// `fold NAME = E`: what is carried from one element to the next; `nil` for a list.
  public var state: (name: TokenRange, initial: ExpressionID)?
  /// The `let`s before the body.
  public var locals: [DefinitionDeclaration] = []
  public var body: ExpressionID

  /// The expressions in it, in the order written but for the body, which comes last.
  public var expressions: [ExpressionID] {
    [state?.initial, domain, step, condition].compactMap { $0 } + locals.map(\.value) + [body]
  }
}
