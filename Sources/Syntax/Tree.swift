import AISSource

/// The parsed form of one text: an arena of expressions, in which identities are indices, and the
/// statements over them. Types, units and meanings are not here: they are other rooms' tables.
public struct Tree: Sendable {
  private(set) var expressions: [Expression] = []
  private(set) var spans: [Span] = []
  private(set) var numbers: [NumberLiteral] = []
  private(set) var elements: [ExpressionID] = []
  private(set) var arguments: [Argument] = []
  private(set) var changes: [Changes] = []
  private(set) var loops: [LoopExpression] = []
  private(set) var sweeps: [[Sweep]] = []
  private(set) var timeSpans: [TimeSpan] = []

  init(capacity: Int) {
    expressions.reserveCapacity(capacity)
    spans.reserveCapacity(capacity)
  }

  public subscript(id: ExpressionID) -> Expression { expressions[Int(id.index)] }
  public func span(of id: ExpressionID) -> Span { spans[Int(id.index)] }
  public func number(_ index: UInt32) -> NumberLiteral { numbers[Int(index)] }
  public func changes(_ index: UInt32) -> Changes { changes[Int(index)] }
  public func loop(_ index: UInt32) -> LoopExpression { loops[Int(index)] }
  public func sweeps(_ index: UInt32) -> [Sweep] { sweeps[Int(index)] }
  public func timeSpan(_ index: UInt32) -> TimeSpan { timeSpans[Int(index)] }
  public subscript(list: ExpressionList) -> ArraySlice<ExpressionID> {
    elements[Int(list.first)..<Int(list.first + list.count)]
  }
  public subscript(list: ArgumentList) -> ArraySlice<Argument> {
    arguments[Int(list.first)..<Int(list.first + list.count)]
  }

  /// Returns the operands of an expression, in the order written; of a sweep its domain and step.
  public func children(of id: ExpressionID) -> [ExpressionID] {
    switch self[id] {
    case .number, .date, .text, .boolean, .words, .scenario, .never, .invalid: []
    case .unary(_, let a), .member(let a, _), .of(_, let a), .under(let a, _), .convert(let a, _),
      .at(let a, _):
      [a]
    case .binary(_, let a, let b), .across(let a, let b), .index(let a, let b),
      .filter(let a, let b):
      [a, b]
    case .conditional(let a, let b, let c): [a, b, c]
    case .call(_, let list), .record(let list):
      self[list].flatMap { [$0.key, $0.value].compactMap { $0 } }
    case .list(let list): Array(self[list])
    case .acrossSweeps(let a, let index):
      [a] + sweeps(index).flatMap { [$0.domain, $0.step].compactMap { $0 } }
    case .over(let a, let index): [a] + timeSpan(index).expressions
    case .acrossDates(let a, let index): [a] + timeSpan(index).expressions
    case .loop(let index): loop(index).expressions
    }
  }

  /// What a statement consists of.
  public enum Part: Sendable {
    case expression(ExpressionID)
    case changes(UInt32)
  }

  /// Returns the expressions and changes within a span that are in no other of them, in order.
  ///
  /// Complexity: n log n in the expressions of the text.
  public func outermost(within span: Span) -> [Part] {
    var found: [(span: Span, part: Part)] = []
    for (index, own) in spans.enumerated() where own.start >= span.start && own.end <= span.end {
      found.append((own, .expression(ExpressionID(index: UInt32(index)))))
    }
    for (index, own) in changes.enumerated()
    where own.span.start >= span.start && own.span.end <= span.end {
      found.append((own.span, .changes(UInt32(index))))
    }
    // of two that cover the same the later one holds the earlier
    let order = found.indices.sorted { a, b in
      let (x, y) = (found[a].span, found[b].span)
      return (x.start, y.end, b) < (y.start, x.end, a)
    }
    var end = span.start
    return order.compactMap { index in
      guard found[index].span.start >= end, found[index].span.end > found[index].span.start else {
        return nil
      }
      end = found[index].span.end
      return found[index].part
    }
  }

  mutating func add(_ expression: Expression, _ span: Span) -> ExpressionID {
    expressions.append(expression)
    spans.append(span)
    return ExpressionID(index: UInt32(expressions.count - 1))
  }
  mutating func add(_ number: NumberLiteral) -> UInt32 {
    numbers.append(number)
    return UInt32(numbers.count - 1)
  }
  mutating func add(_ list: [ExpressionID]) -> ExpressionList {
    elements.append(contentsOf: list)
    return ExpressionList(first: UInt32(elements.count - list.count), count: UInt32(list.count))
  }
  mutating func add(_ list: [Argument]) -> ArgumentList {
    arguments.append(contentsOf: list)
    return ArgumentList(first: UInt32(arguments.count - list.count), count: UInt32(list.count))
  }
  mutating func add(_ loop: LoopExpression) -> UInt32 {
    loops.append(loop)
    return UInt32(loops.count - 1)
  }
  mutating func add(_ list: [Sweep]) -> UInt32 {
    sweeps.append(list)
    return UInt32(sweeps.count - 1)
  }
  mutating func add(_ span: TimeSpan) -> UInt32 {
    timeSpans.append(span)
    return UInt32(timeSpans.count - 1)
  }
  mutating func add(_ list: Changes) -> UInt32 {
    changes.append(list)
    return UInt32(changes.count - 1)
  }
}

/// A text with its tokens, tree and statements: what parsing gives, whole and immutable.
public final class ParsedText: Sendable {
  public let source: SourceText
  public let tokens: [Token]
  public let tree: Tree
  public let statements: [Statement]
  /// What could not be read; a statement with an error in it is `.invalid`.
  public let diagnostics: [Diagnostic]

  init(
    source: SourceText, tokens: [Token], tree: Tree, statements: [Statement],
    diagnostics: [Diagnostic]
  ) {
    self.source = source
    self.tokens = tokens
    self.tree = tree
    self.statements = statements
    self.diagnostics = diagnostics
  }

  /// Returns the words of a token range as written, each token by itself, backquotes removed.
  public func words(_ range: TokenRange) -> [String] {
    range.indices.map { index in
      let token = tokens[index]
      return token.kind == .backquoted
        ? source[Span(token.start + 1, token.end - 1)] : source[token.span]
    }
  }

  /// Returns the tokens that lie within `span`. Complexity: logarithmic in the tokens of the text, to find them.
  public func tokens(within span: Span) -> ArraySlice<Token> {
    var (low, high) = (0, tokens.count)
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].start < span.start { low = middle + 1 } else { high = middle }
    }
    return tokens[low...].prefix { $0.end <= span.end && $0.kind != .endOfText }
  }

  /// Returns the bytes from the first to the last token of `range`.
  public func span(of range: TokenRange) -> Span {
    guard !range.isEmpty else {
      let token = tokens[Int(range.first)]
      return Span(token.start, token.start)
    }
    return Span(tokens[Int(range.first)].start, tokens[Int(range.end) - 1].end)
  }

  /// Returns the content of the quoted text at `span`: without its quotes, escapes resolved.
  public func content(ofText span: Span) -> String {
    var raw = Substring(source[span])
    raw = raw.dropFirst().dropLast()
    guard raw.utf8.contains(0x5C) else { return String(raw) }
    var out = ""
    var escaped = false
    for character in raw {
      if escaped {
        out.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
        escaped = false
      } else if character == "\\" {
        escaped = true
      } else {
        out.append(character)
      }
    }
    return out
  }
}
