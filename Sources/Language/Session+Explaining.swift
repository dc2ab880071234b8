import AISMessages
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Session {
  /// Returns what `ais explain TEXT` shows.
  ///
  /// For the code of a message, which may lack `AIS` and leading zeros: its general form, the rule behind it, a program that gives it
  /// with all that is said of it, and one that keeps the rule. For a question, which any other text is, its core form.
  /// Throws AIS0860 for a code that no message has, and for an empty text.
  public func explain(_ text: String) throws(Failure) -> Answer {
    let text = text.trimmed
    if text.isEmpty {
      throw Failure([
        Diagnostic(
          code: "AIS0860", "there is nothing to explain",
          help: "write the code at the head of a message, `ais explain AIS0301`, or a question")
      ])
    }
    guard let code = Catalogue.code(text) else {
      var copy = self
      return try copy.ask("explain \(text)")
    }
    let all = Catalogue.explanations
    guard let explanation = all.first(where: { $0.code == code }) else {
      throw Failure([
        Diagnostic(
          code: "AIS0860", "no message has the code \(code)",
          help: Message.didYouMean(Catalogue.nearest(to: code)))
      ])
    }
    return Answer(
      statement: "explain \(text)", line: 1, content: .cell(.text(try page(of: explanation))),
      today: elaborator.today, units: elaborator.book.units)
  }

  /// `explain CODE` as a statement.
  func explained(_ code: String, _ statement: Statement, of parsed: ParsedText) throws(Diagnostic)
    -> Answer
  {
    do throws(Failure) {
      var answer = try explain(code)
      answer.statement = parsed.source[statement.span]
      answer.line = parsed.source.line(of: Int(statement.span.start))
      return answer
    } catch {
      var fault = error.diagnostics[0]
      fault.place = Place(parsed.source, statement.span)
      throw fault
    }
  }

  private func page(of explanation: Explanation) throws(Failure) -> String {
    var page = "\(explanation.code): \(explanation.title)\n\n\(explanation.reason)"
    for file in explanation.files {
      page += "\n\(file.name ?? ""):\n" + Self.indented(file.whole)
    }
    page += "\nwrong:\n" + Self.indented(explanation.wrong.shown)
    for diagnostic in try diagnostics(of: explanation.wrong, explanation.files) {
      page += "\n" + Self.indented(diagnostic.rendered())
    }
    page += "\nright:\n" + Self.indented(explanation.right.shown)
    return String(page.dropLast())
  }

  /// Every error and warning that a program of the catalogue gives, which is run in a session of its own that reads no other
  /// files than `files` and writes none; none of what is no program.
  func diagnostics(of example: Explanation.Example, _ files: [SourceText]) throws(Failure)
    -> [Diagnostic]
  {
    guard example.isProgram else { return [] }
    var options = options
    options.today = example.option("--at").flatMap { Day($0) }
    options.readFile = files.isEmpty ? nil : Self.reader(of: files)
    options.readPieces = nil
    options.openFile = { _ in { _ in } }
    var session = try Session(
      model: example.option("--model") == "none" ? .none : .builtIn, options: options)
    var all: [Diagnostic] = []
    session.run(SourceText(example.text)) { outcome in
      switch outcome {
      case .answer(let answer): all += answer.warnings
      case .failure(let diagnostics, _, _): all += diagnostics
      }
    }
    return all
  }

  private static func reader(of files: [SourceText]) -> Options.FileReader {
    { (path: String) throws(Diagnostic) -> SourceText in
      guard let file = files.first(where: { $0.name == path }) else {
        throw Diagnostic(code: "AIS0801", "cannot read \(path): there is no such file")
      }
      return file
    }
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n").map { "  \($0)\n" }.joined()
  }
}

extension Explanation.Example {
  /// Its lines; where it is run with options, below the command.
  fileprivate var shown: String {
    options.isEmpty ? text : "# ais \(options.joined(separator: " "))\n" + text
  }

  /// The value of an option such as `--model`.
  fileprivate func option(_ name: String) -> String? {
    options.firstIndex(of: name).map(options.index(after:)).flatMap { index in
      options.indices.contains(index) ? options[index] : nil
    }
  }
}
