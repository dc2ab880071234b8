import AISMessages
import AISModel
import AISSource

extension Session {
  /// Returns what there is to know of a name, a page for each thing that it stands for: a function, a verb by any of its
  /// words, a unit, an entity, a metric, a form of the language, the code of a message.
  ///
  /// Complexity: linear in the names of the model; the examples are tried with one sample.
  ///
  /// - Throws: a failure with names near to one that nothing is called by.
  public func help(on name: String) throws(Failure) -> [HelpPage] {
    if let code = Catalogue.code(name) {
      guard case .cell(.text(let text)) = try explain(code).content else { return [] }
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      return [HelpPage(title: lines.removeFirst(), noun: "message", lines: lines, examples: [])]
    }
    let topics = HelpTopic.all(of: elaborator.book)
    let wanted = topics.filter { $0.isCalled(name) }
    guard wanted.isEmpty else { return wanted.map(page) }
    let near = Spelling.suggestions(for: name, among: topics.flatMap(\.names))
    throw Failure([
      Diagnostic(
        code: "AIS0861", "there is no help on `\(name)`",
        help: near.isEmpty
          ? "`?? \(name)` searches all of it" : Message.didYouMean(near.map { "?\($0)" }))
    ])
  }

  /// Returns a table of everything whose name or meaning holds a word, the best first.
  ///
  /// Complexity: linear in the model.
  public func search(_ word: String) -> Answer {
    let messages = Catalogue.explanations.map {
      HelpTopic(names: [$0.code], title: $0.title, noun: "message", summary: $0.title)
    }
    let found = (HelpTopic.all(of: elaborator.book) + messages).compactMap { topic in
      topic.rank(of: word).map { (rank: $0, topic: topic) }
    }.sorted { ($0.rank, $0.topic.names[0]) < ($1.rank, $1.topic.names[0]) }
    let rows = found.map { _, topic in
      [Cell.text(topic.names[0]), .text(topic.noun), .text(topic.summary)]
    }
    let columns = ["name", "what", "meaning"].map { Table.Column($0, .text) }
    return answer(.table(Table(columns: columns, rows: rows)), to: "?? \(word)")
  }

  /// The page of a topic, with those of its examples that run here, three at most.
  private func page(of topic: HelpTopic) -> HelpPage {
    HelpPage(
      title: topic.title, noun: topic.noun,
      lines: (topic.summary.isEmpty ? [] : [topic.summary]) + topic.lines(),
      examples: Array(topic.examples().lazy.filter(runs).prefix(3)))
  }

  /// `true` iff a text runs without an error, tried with one sample and without files.
  private func runs(_ text: String) -> Bool {
    var trial = self
    trial.options.samples = 1
    trial.options.progress = nil
    (trial.options.readFile, trial.options.readPieces, trial.options.openFile) = (nil, nil, nil)
    var isWell = true
    trial.run(SourceText(text)) { outcome in
      if case .failure(let diagnostics, _, _) = outcome {
        isWell = isWell && !diagnostics.contains { $0.severity == .error }
      }
    }
    return isWell
  }
}
