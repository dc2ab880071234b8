import AISSource

extension Formatter {
  /// What the tree knows of a token that its kind does not tell.
  struct Mark: OptionSet {
    let rawValue: UInt16

    /// The `-` of a negative operand.
    static let unary = Mark(rawValue: 1)
    /// A `(` that belongs to the name before it.
    static let call = Mark(rawValue: 2)
    /// A `{` in which commas separate and line breaks are white space: a record or an `enum`.
    static let record = Mark(rawValue: 4)
    /// A part of a unit or a type, in which operators have no blanks around them.
    static let unit = Mark(rawValue: 8)
    /// A part of a clause that only the declared phrases can read.
    static let phrase = Mark(rawValue: 16)
    /// A part of the phrase that a verb declares.
    static let pattern = Mark(rawValue: 32)
    /// The `=` of a definition.
    static let sign = Mark(rawValue: 64)
    /// The `{` of an entity's members.
    static let entity = Mark(rawValue: 128)
    /// The title, the date or the word `file` of a source.
    static let title = Mark(rawValue: 256)
    static let sourceDate = Mark(rawValue: 512)
    static let file = Mark(rawValue: 1024)
    /// The word that says which statement this is: in small letters.
    static let lead = Mark(rawValue: 2048)
  }

  /// The marks of all tokens of a text, and the partner of each bracket.
  struct Marks {
    private let tokens: [Token]
    private let tree: Tree
    private var marks: [Mark]
    private var partners: [Int]

    init(of text: ParsedText) {
      tokens = text.tokens
      tree = text.tree
      marks = Array(repeating: [], count: tokens.count)
      partners = Self.partners(of: tokens)
      for index in tree.expressions.indices { visit(tree.expressions[index], tree.spans[index]) }
      for changes in tree.changes {
        for clause in changes.layers.joined() { visit(clause) }
      }
      for loop in tree.loops { for local in loop.locals { visit(local) } }
      for statement in text.statements { visit(statement) }
    }

    subscript(index: Int) -> Mark { marks[index] }

    /// Returns the bracket that closes the one at `index`, or opens it; `index` for any other token.
    func partner(of index: Int) -> Int { partners[index] }

    /// Returns the index of the first token that starts at `offset` or after it.
    func index(at offset: UInt32) -> Int {
      var low = 0
      var high = tokens.count - 1
      while low < high {
        let middle = (low + high) / 2
        if tokens[middle].start < offset { low = middle + 1 } else { high = middle }
      }
      return low
    }

    private static func partners(of tokens: [Token]) -> [Int] {
      var partners = Array(tokens.indices)
      var openings: [Int] = []
      for (index, token) in tokens.enumerated() {
        if token.kind.opens { openings.append(index) }
        if token.kind.closes, let opening = openings.popLast() {
          partners[opening] = index
          partners[index] = opening
        }
      }
      return partners
    }

    // MARK: Walking the tree

    private mutating func mark(_ indices: Range<Int>, _ mark: Mark) {
      for index in indices { marks[index].insert(mark) }
    }

    private mutating func mark(_ index: Int, if kind: TokenKind, _ mark: Mark) {
      if tokens[index].kind == kind { marks[index].insert(mark) }
    }

    /// Marks the first `kind` from `index` on that no bracket encloses.
    private mutating func markNext(_ kind: TokenKind, from index: Int, _ mark: Mark) {
      var index = index
      while index < tokens.count, tokens[index].kind != kind {
        index = max(index, partners[index]) + 1
      }
      if index < tokens.count { marks[index].insert(mark) }
    }

    private mutating func markType(_ id: ExpressionID) {
      let span = tree.span(of: id)
      mark(index(at: span.start)..<index(at: span.end), .unit)
    }

    private mutating func visit(_ expression: Expression, _ span: Span) {
      switch expression {
      case .unary(.minus, _): mark(index(at: span.start), if: .minus, .unary)
      case .call(let name, _): mark(Int(name.end), if: .leftParenthesis, .call)
      case .record: mark(index(at: span.start), if: .leftBrace, .record)
      case .convert(_, let unit): mark(unit.indices, .unit)
      default: break
      }
    }

    private mutating func visit(_ clause: Clause) {
      switch clause.form {
      case .phrase(let range): mark(range.indices, .phrase)
      case .assignment(let target, .set, _):
        if tokens[index(at: clause.span.start)].startsLine {
          markNext(.assign, from: index(at: tree.span(of: target).end), .sign)
        }
      case .entity(let entity): visit(entity)
      case .assignment, .require, .note, .correlate, .group, .trigger: break
      }
    }

    private mutating func visit(_ definition: DefinitionDeclaration) {
      markNext(.assign, from: index(at: tree.span(of: definition.target).end), .sign)
    }

    private mutating func visit(_ entity: EntityDeclaration) {
      markNext(.leftBrace, from: Int(entity.name.end), .entity)
      for member in entity.members { visit(member) }
    }

    /// `true` iff the first word of a statement is no name: it says which form follows.
    private func beginsWithKeyword(_ statement: Statement) -> Bool {
      switch statement.form {
      case .expression, .entity, .responds, .grows, .relationFact, .invalid: false
      case .define(let definition): definition.form != .plain
      // `E over SPAN` is a table, too
      case .show(let question):
        question.items.first.map { tree.span(of: $0).start > statement.span.start } ?? false
      default: true
      }
    }

    private mutating func visit(_ statement: Statement) {
      if beginsWithKeyword(statement) { mark(index(at: statement.span.start), if: .word, .lead) }
      switch statement.form {
      case .define(let definition): visit(definition)
      case .entity(let entity): visit(entity)
      case .kind(let kind): visit(kind)
      case .function(let function): visit(function)
      case .source(let source): visit(source)
      case .test(let test): for inner in test.statements { visit(inner) }
      case .print:
        let opening = index(at: statement.span.start) + 1
        if !tokens[opening].spaceBefore { mark(opening, if: .leftParenthesis, .call) }
      case .forEach(let loop): for inner in loop.statements { visit(inner) }
      case .expectError(let expected): for inner in expected.statements { visit(inner) }
      case .explain(let explanation): visit(explanation.statement)
      case .scenario(let scenario):
        mark(Int(scenario.name.end), if: .leftParenthesis, .call)
      case .enumeration(let enumeration):
        markNext(.leftBrace, from: Int(enumeration.name.end), .record)
      case .relation(let relation): mark(Int(relation.name.end), if: .leftParenthesis, .call)
      case .relationFact(let fact): mark(Int(fact.runs.last?.end ?? 0), if: .at, .sign)
      case .unit(let unit):
        if unit.value != nil { markNext(.assign, from: Int(unit.name.end), .sign) }
      case .verb(let verb):
        mark(index(at: verb.phraseSpan.start)..<index(at: verb.phraseSpan.end), .pattern)
      default: break
      }
    }

    private mutating func visit(_ kind: KindDeclaration) {
      mark(Int(kind.name.end), if: .leftParenthesis, .call)
      for case .metric(let metric) in kind.members {
        if let type = metric.type { markType(type) }
        if metric.value != nil { markNext(.assign, from: Int(metric.name.end), .sign) }
      }
    }

    private mutating func visit(_ function: FunctionDeclaration) {
      mark(Int(function.name.end), if: .leftParenthesis, .call)
      for local in function.locals { visit(local) }
    }

    private mutating func visit(_ source: SourceDeclaration) {
      let title = index(at: source.title.start)
      mark(title, if: .text, .title)
      if let date = source.date {
        mark(index(at: date.start)..<(index(at: date.start) + 1), .sourceDate)
      }
      if let file = source.file { mark(index(at: file.start) - 1, if: .word, .file) }
    }
  }
}

extension TokenKind {
  /// `true` iff the token is an opening bracket.
  var opens: Bool { self == .leftParenthesis || self == .leftBracket || self == .leftBrace }
  /// `true` iff the token is a closing bracket.
  var closes: Bool { self == .rightParenthesis || self == .rightBracket || self == .rightBrace }
}
