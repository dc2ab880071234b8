import AISEngine
import AISMessages
import AISModel
import AISSource
import AISSyntax

extension Session {
  /// Returns what there is to know of a name, a page for each thing that it stands for: a function, a verb by any of its
  /// words, a unit, an entity, a metric, a form of the language, the code of a message.
  ///
  /// Complexity: linear in the names of the model; made-up examples of verbs are tried with one sample.
  ///
  /// - Throws: a failure for what looks like the code of a message and is none.
  public func help(on name: String) throws(Failure) -> [HelpPage] {
    if let code = Catalogue.code(name) {
      guard case .cell(.text(let text)) = try explain(code).content else { return [] }
      var lines = text.paragraphs
      return [HelpPage(title: lines.removeFirst(), noun: "message", lines: lines, examples: [])]
    }
    let wanted = topics(on: name)
    var trial = self
    trial.prepareForTrial()
    return wanted.map { topic in
      let examples = topic.examples()
      return HelpPage(
        title: topic.title, noun: topic.noun,
        lines: (topic.summary.isEmpty ? [] : [topic.summary]) + topic.lines(),
        examples: topic.triesExamples
          ? examples.first { trial.runs($0) }.map { [$0] } ?? [] : examples)
    }
  }

  /// What a name stands for, the things first that are called so above all. Of `OpenAI.revenue` the metric is meant.
  private func topics(on name: String) -> [HelpTopic] {
    let book = elaborator.book
    let all = HelpTopic.all(of: book, asked: name)
    let wanted = all.filter { $0.isCalled(name) }
    if !wanted.isEmpty {
      let isFirst: (HelpTopic) -> Bool = { $0.isCalled(name, firstNameOnly: true) }
      return wanted.filter(isFirst) + wanted.filter { !isFirst($0) }
    }
    if let dot = name.lastIndex(of: "."), let kind = book.kind(ofOwner: String(name[..<dot])) {
      let metric = name[name.index(after: dot)...]
      return all.filter { $0.isCalled("\(book[kind].name).\(metric)") }
    }
    return HelpTopic.functions(named: name, of: book)
  }

  /// Returns names near to one that there is no help on.
  public func helpNames(near name: String) -> [String] {
    Spelling.suggestions(for: name, among: HelpTopic.all(of: elaborator.book).flatMap(\.names))
  }

  /// Returns a table of everything whose name or meaning holds some words, the best first.
  ///
  /// Complexity: linear in the model.
  public func search(_ words: String) -> Answer {
    let wanted = words.split(separator: " ").map(String.init)
    let messages = Catalogue.explanations.map {
      HelpTopic(names: [$0.code], title: $0.title, noun: "message", summary: $0.title)
    }
    let found = (HelpTopic.all(of: elaborator.book) + messages).compactMap { topic in
      topic.rank(of: wanted).map { (rank: $0, topic: topic) }
    }.sorted { ($0.rank, $0.topic.names[0]) < ($1.rank, $1.topic.names[0]) }
    let rows = found.map { _, topic in
      [Cell.text(topic.names[0]), .text(topic.noun), .text(topic.summary)]
    }
    let columns = ["name", "what", "meaning"].map { Table.Column($0, .text) }
    return answer(.table(Table(columns: columns, rows: rows)), to: "?? \(words)")
  }

  /// Has statements run with one sample and without files.
  private mutating func prepareForTrial() {
    options.samples = 1
    options.progress = nil
    (options.readFile, options.readPieces, options.openFile) = (nil, nil, nil)
  }

  /// `true` iff a text runs without an error.
  private mutating func runs(_ text: String) -> Bool {
    var isWell = true
    run(SourceText(text)) { outcome in
      if case .failure(let diagnostics, _, _) = outcome {
        isWell = isWell && !diagnostics.contains { $0.severity == .error }
      }
    }
    return isWell
  }
}

// MARK: - Lists

extension Session {
  /// What can be listed, by the word for it: `companies`, `metrics`, `verbs`.
  public var listings: [String] {
    HelpTopic.lists.map(\.name) + elaborator.book.kinds.map(\.plural)
  }

  /// Returns a table of all things of a sort, or `nil` for a word that is not of `listings`.
  ///
  /// Complexity: linear in the model.
  public func listing(of name: String) -> Answer? {
    let book = elaborator.book
    let wanted: (HelpTopic) -> Bool
    if let list = HelpTopic.lists.first(where: { $0.name == name }) {
      wanted = { $0.noun == list.noun || $0.noun.hasPrefix(list.noun + " of ") }
    } else if let kind = book.kind(pluralNamed: name) ?? book.kind(named: name) {
      wanted = { [noun = book[kind].display] in $0.noun == noun }
    } else {
      return nil
    }
    let rows = HelpTopic.all(of: book).filter(wanted).map { topic in
      [Cell.text(topic.title), .text(topic.noun == "verb" ? "" : topic.summary)]
    }
    let isBare = rows.allSatisfy { if case .text("") = $0[1] { true } else { false } }
    let columns = [Table.Column("name", .text)] + (isBare ? [] : [Table.Column("meaning", .text)])
    return answer(
      .table(Table(columns: columns, rows: rows.map { Array($0.prefix(columns.count)) })),
      to: ":list \(name)")
  }

  /// The names that help is given on.
  public var helpNames: [Completions.Item] {
    HelpTopic.all(of: elaborator.book).flatMap { topic in
      topic.names.map { Completions.Item($0, topic.noun) }
    } + Catalogue.explanations.map { Completions.Item($0.code, $0.title) }
  }

  /// Returns what an expression is, without computing it: `money/year, uncertain`.
  ///
  /// - Throws: what is wrong with the text.
  public mutating func type(of expression: String) throws(Failure) -> String {
    try elaborated(expression) { value, elaborator in
      let type = elaborator.describe(value)
      guard let node = value.node else { return type }
      return type
        + (elaborator.graph.axes(of: node).contains(.sample) ? ", uncertain" : ", certain")
    }
  }

  /// Returns what `body` says of the value of an expression, which is not computed.
  mutating func elaborated<Result>(
    _ expression: String, _ body: (Value, Elaborator) -> Result
  ) throws(Failure) -> Result {
    let parsed = Parser.parse(SourceText(expression), oddNames: elaborator.book.oddNames)
    if let fault = parsed.diagnostics.first(where: { $0.severity == .error }) {
      throw Failure([fault])
    }
    guard parsed.statements.count == 1, case .expression(let id) = parsed.statements[0].form else {
      throw Failure([
        Diagnostic(
          code: "AIS0872", "a type is asked of an expression, such as `OpenAI.revenue`",
          at: Place(parsed.source, Span(0, UInt32(parsed.source.bytes.count))))
      ])
    }
    let statement = parsed.statements[0]
    elaborator.stack = StackGuard()
    do throws(Diagnostic) {
      return try inquire(statement, of: parsed) { inquiry throws(Diagnostic) in
        body(
          try inquiry.elaborator.value(inquiry.code(id), inquiry.scope(id, inquiry.base)),
          inquiry.elaborator)
      }
    } catch {
      throw Failure([helped(error, statement.span, parsed)])
    }
  }
}

extension HelpTopic {
  /// The sorts of things that can be listed, with what each of them is.
  fileprivate static let lists: [(name: String, noun: String)] = [
    ("functions", "function"), ("distributions", "distribution"), ("verbs", "verb"),
    ("metrics", "metric"), ("kinds", "kind"), ("values", "value"), ("scenarios", "scenario"),
    ("units", "unit"), ("choices", "choices"), ("sources", "source"), ("questions", "question"),
  ]
}
