import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension BuiltIn {
  /// Functions of texts.
  static let texts: [BuiltIn] = [
    text("upper", ["text"], "the text in capitals", ["upper(\"gpu\")"], .upper) {
      .text($0[0].uppercased())
    },
    text("lower", ["text"], "the text in small letters", ["lower(\"GPU\")"], .lower) {
      .text($0[0].lowercased())
    },
    text("trim", ["text"], "the text without blanks at its ends", ["trim(\"  a \")"], .trim) {
      .text(Texts.trimmed($0[0]))
    },
    text(
      "replace", ["text", "part", "other"], "the text with every such part replaced",
      ["replace(\"a-b\", \"-\", \"+\")"], .replace
    ) { .text(Texts.replacing($0[1], with: $0[2], in: $0[0])) },
    text(
      "split", ["text", "separator"], "the parts of a text between separators",
      ["split(\"a,b\", \",\")"], .split
    ) { .list(Texts.split($0[0], at: $0[1])) },
    BuiltIn(
      name: "join", parameters: ["list", "separator"],
      summary: "the texts of a list as one, with a separator between them",
      examples: ["join([\"a\", \"b\"], \", \")"]
    ) { elaborator, arguments, code throws(Diagnostic) in
      guard arguments.count == 1 || arguments.count == 2 else {
        throw Message.misuse("join", ["list", "separator"], code.place)
      }
      return try elaborator.joined(arguments, code)
    },
    BuiltIn(
      name: "number", parameters: ["text"],
      summary: "the number that a text writes, with its unit", examples: ["number(\"$3M\")"]
    ) { elaborator, arguments, code throws(Diagnostic) in
      try elaborator.takesOne(arguments, "number", code)
      return try elaborator.number(writtenIn: arguments[0], code)
    },
  ]

  private static func text(
    _ name: String, _ parameters: [String], _ summary: String, _ examples: [String],
    _ primitive: Primitive, _ apply: @escaping @Sendable ([String]) -> Elaborator.TextResult
  ) -> BuiltIn {
    BuiltIn(name: name, parameters: parameters, summary: summary, examples: examples) {
      elaborator, arguments, code throws(Diagnostic) in
      guard arguments.count == parameters.count else {
        throw Message.misuse(name, parameters, code.place)
      }
      return try elaborator.textFunction(arguments, primitive, code, apply)
    }
  }
}

extension Elaborator {
  /// What a function of texts gives.
  enum TextResult {
    case text(String)
    case truth(Bool)
    case list([String])
  }

  /// Applies a function to texts: to known ones at once, else as a step of the routine.
  mutating func textFunction(
    _ arguments: [GivenArgument], _ primitive: Primitive, _ code: Code,
    _ apply: ([String]) -> TextResult
  ) throws(Diagnostic) -> Value {
    var known: [String] = []
    for argument in arguments {
      if argument.value.missingReason != nil { return argument.value }
      guard argument.value.type == .text else {
        throw Message.wanted(
          "a text", got: describe(argument.value), for: "this argument", argument.place,
          help: "of a number make a text by `\"{\(argument.place.source)}\"`")
      }
      if case .text(let text) = argument.value.content { known.append(text) }
    }
    if known.count == arguments.count {
      switch apply(known) {
      case .text(let text):
        try takeRoom(text.utf8.count, code.place)
        return .text(text)
      case .truth(let truth): return .truth(graph.constant(truth ? 1 : 0))
      case .list(let texts):
        try takeRoom(texts.count, code.place)
        return Value(type: .list, content: .list(texts.map(Value.text)))
      }
    }
    var nodes: [NodeID] = []
    for argument in arguments { nodes.append(try written(argument.value, argument.place).0) }
    let node = self.primitive(primitive, nodes, at: code.place)
    switch primitive {
    case .textContains: return .truth(node)
    case .split: return .computed(node, .list(.text))
    default: return .computed(node, .text)
    }
  }

  fileprivate mutating func joined(_ arguments: [GivenArgument], _ code: Code) throws(Diagnostic)
    -> Value
  {
    let separator = arguments.count > 1 ? arguments[1].value : .text("")
    if arguments[0].value.missingReason != nil { return arguments[0].value }
    guard arguments[0].value.type == .list, separator.type == .text else {
      let isList = arguments[0].value.type == .list
      throw Message.wanted(
        isList ? "a text" : "a list",
        got: describe(isList ? separator : arguments[0].value),
        for: isList ? "the separator" : "the first argument of `join`",
        arguments[isList ? 1 : 0].place, help: "write `join([\"a\", \"b\"], \", \")`")
    }
    if case .list(let elements) = arguments[0].value.content,
      case .text(let between) = separator.content,
      !elements.contains(where: isComputedLater)
    {
      let text = elements.map(shortText).joined(separator: between)
      try takeRoom(text.utf8.count, code.place)
      return .text(text)
    }
    let (list, form) = try written(arguments[0].value, arguments[0].place)
    guard form.joined(with: .list(.text)) != nil else {
      throw Message.wanted(
        "a list of texts", got: "a list of numbers", for: "the first argument of `join`",
        arguments[0].place, help: "write `join([\"{x}\" for x in list], \", \")`")
    }
    let (node, _) = try written(separator, code.place)
    return .computed(primitive(.join, [list, node], at: code.place), .text)
  }

  /// `true` iff a value is known only while a routine runs.
  func isComputedLater(_ value: Value) -> Bool {
    if value.computed != nil { return true }
    return value.node.map(graph.isLocal) ?? false
  }

  fileprivate mutating func number(writtenIn argument: GivenArgument, _ code: Code)
    throws(Diagnostic)
    -> Value
  {
    if case .missing(let reason) = argument.value.content {
      return Value(type: .quantity(.ratio), content: .missing(reason))
    }
    guard case .text(let text) = argument.value.content else {
      throw Message.wanted(
        "a known text", got: describe(argument.value), for: "the argument of `number`",
        argument.place)
    }
    let parsed = Parser.parse(SourceText(Texts.trimmed(text)))
    let isOne = parsed.statements.count == 1 && parsed.diagnostics.isEmpty
    guard isOne, case .expression(let expression) = parsed.statements[0].form,
      isNumber(Code(parsed, expression)),
      let value = try? value(Code(parsed, expression), Scope(stream: 0)), value.dimension != nil
    else {
      throw Diagnostic(
        code: "AIS0360", "the text \"\(text)\" is no number", at: argument.place,
        help: "a number is written as in the language: `42`, `50%`, `$3M per year`")
    }
    return value
  }

  /// `true` iff an expression is a number with its unit.
  private func isNumber(_ code: Code) -> Bool {
    switch code.form {
    case .number: true
    case .unary(.minus, let operand): isNumber(code.part(operand))
    case .binary(.per, let a, _), .binary(.divide, let a, _): isNumber(code.part(a))
    default: false
    }
  }

  // MARK: Texts in the language

  /// A quoted text, its `{expression}`s filled in.
  mutating func text(_ code: Code, _ scope: Scope) throws(Diagnostic) -> Value {
    let text = code.text.content(ofText: code.text.tree.span(of: code.expression))
    if code.text.source.imported != nil { return .text(text) }
    let values = try values(inText: text, code.place, scope)
    if values.contains(where: {
      ($0.type == .text || $0.type == .date) && $0.node.flatMap(graph.constant) == nil
        && $0.node != nil
    }) {
      throw Self.textsOfRows(code.place)
    }
    guard values.contains(where: isComputedLater) else {
      let whole = filled(text, values.map(shortText))
      if !values.isEmpty { try takeRoom(whole.utf8.count, code.place) }
      return .text(whole)
    }
    var node: NodeID?
    var end = text.startIndex
    func literal(_ range: Range<String.Index>) -> Value { .text(String(text[range])) }
    var pieces: [Value] = []
    for (hole, value) in zip(Self.holes(of: text), values) {
      if end < hole.lowerBound { pieces.append(literal(end..<hole.lowerBound)) }
      pieces.append(value)
      end = hole.upperBound
    }
    if end < text.endIndex { pieces.append(literal(end..<text.endIndex)) }
    for piece in pieces { node = try lengthened(node, by: piece, code.place) }
    return .computed(node ?? graph.text(""), .text)
  }

  /// A text with another value after it.
  private mutating func lengthened(_ text: NodeID?, by value: Value, _ place: Place)
    throws(Diagnostic) -> NodeID
  {
    if isComputedLater(value), let node = value.node {
      if value.type == .boolean {
        let (yes, no) = (try truthText("true"), try truthText("false"))
        return try lengthened(text, by: .computed(graph.choice(node, yes, no), .text), place)
      }
      let (units, dimension, style) = (book.units, value.dimension ?? .ratio, value.style)
      let isPlain = dimension == .ratio && style == .plain
      let format = NumberFormat(isPlain: isPlain) { number in
        Self.text(of: number, dimension, style, units)
      }
      return graph.text(text ?? graph.text(""), node, format)
    }
    guard value.computed == nil || value.type == .text else { throw Self.unsuited(place) }
    let (node, _) = try written(value.type == .text ? value : .text(shortText(value)), place)
    guard let text else { return node }
    return primitive(.textAppend, [text, node], at: place)
  }

  private mutating func truthText(_ word: String) throws(Diagnostic) -> Arm {
    let outer = graph.block
    let block = graph.beginBlock()
    defer { graph.block = outer }
    return Arm(block, graph.text(word))
  }

  /// A known number as it stands in a text: plain ones with six digits, and all before the point; others
  /// with four.
  func text(of number: Double, _ dimension: Dimension, _ style: NumberStyle) -> String {
    Self.text(of: number, dimension, style, book.units)
  }

  static func text(
    of number: Double, _ dimension: Dimension, _ style: NumberStyle, _ units: UnitSystem
  ) -> String {
    var digits = 4
    if dimension == .ratio, style == .plain {
      digits = 6
      var limit = 1e6
      while digits < 15, number.magnitude >= limit {
        digits += 1
        limit *= 10
      }
    }
    return units.text(number, dimension, style: style, precision: .significant(digits))
  }

  /// Whether two texts are the same, where only a routine knows; `nil` for anything else.
  mutating func textEquality(_ op: BinaryOperator, _ a: Value, _ b: Value, _ place: Place)
    throws(Diagnostic) -> Value?
  {
    guard a.type == .text, b.type == .text, a.computed != nil || b.computed != nil else {
      return nil
    }
    guard op == .equal || op == .notEqual else {
      throw Message.clash(
        "order", (describe(a), place), (describe(b), place), at: place,
        help: "these can only be compared by `==` and `!=`")
    }
    let (first, _) = try written(a, place)
    let (second, _) = try written(b, place)
    let equal = primitive(.textEqual, [first, second], at: place)
    return .truth(op == .equal ? equal : apply(.not, equal, at: place))
  }
}
