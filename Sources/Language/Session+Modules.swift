import AISModel
import AISSource
import AISSyntax

/// The texts that have been taken by `use`.
struct UsedTexts: Sendable {
  /// A file, and the name under which its names stand.
  struct Use: Hashable {
    let path: String
    let module: String?
  }
  var taken = Set<Use>()
  /// The files that are being taken, one for another.
  var open: [String] = []
  /// Where the names are declared that stand as they are.
  var places: [String: Place] = [:]
  /// The files whose names stand under those of modules, with where this is said.
  var modules: [String: (path: String, place: Place)] = [:]
  /// How many texts may be taken: those that take each other twice grow as powers of two.
  static let limit = 256
}

/// `use "FILE" [as NAME]`: the declarations of another text, its questions left out.
extension Session {
  /// Takes what a text uses, before all else; returns the text as it reads with the names that it then knows.
  mutating func taking(usesOf parsed: ParsedText, _ report: (Outcome) -> Void) -> ParsedText {
    var hasTaken = false
    used.open.append(parsed.source.name ?? "")
    defer { used.open.removeLast() }
    for statement in parsed.statements {
      guard case .use(let use) = statement.form else { continue }
      hasTaken = true
      let before = self
      do throws(Failure) {
        try take(use, of: parsed)
        report(.answer(plainAnswer(.defined(nil), statement.span, parsed)))
      } catch {
        self = before
        report(
          .failure(
            error.diagnostics, statement: parsed.source[statement.span],
            line: parsed.source.line(of: Int(statement.span.start))))
      }
    }
    return hasTaken ? Parser.parse(parsed.source, oddNames: elaborator.book.oddNames) : parsed
  }

  /// The declared names that plain lexing of a text would break up, for who parses it: of this session, and of what the
  /// text uses.
  package func oddNames(for source: SourceText) -> OddNames {
    var copy = self
    let parsed = Parser.parse(source, oddNames: elaborator.book.oddNames)
    _ = copy.taking(usesOf: parsed) { _ in }
    return copy.elaborator.book.oddNames
  }

  /// Takes the declarations of a file, those of the files that it uses first. A file is taken once.
  private mutating func take(_ use: UseDeclaration, of user: ParsedText) throws(Failure) {
    let place = Place(user.source, use.file)
    let source: SourceText
    do throws(Diagnostic) {
      source = try options.file(user.content(ofText: use.file), beside: user.source, place)
    } catch {
      throw Failure([error])
    }
    let module =
      use.name.map { elaborator.book.qualified(joinedName(user.words($0)), in: user.source) }
      ?? elaborator.book.module(of: user.source)
    let path = source.name ?? ""
    guard !used.open.contains(path) else {
      throw Failure([
        Diagnostic(
          code: "AIS0718", "these texts use each other", at: place,
          notes: [(used.open.filter { !$0.isEmpty } + [path]).joined(separator: " → ")],
          help: "put what both need into a text of its own")
      ])
    }
    if let name = use.name, let module {
      try checkModule(module, path, Place(user.source, user.span(of: name)))
    }
    guard used.taken.insert(UsedTexts.Use(path: path, module: module)).inserted else { return }
    guard used.taken.count <= UsedTexts.limit else {
      throw Failure([
        Diagnostic(
          code: "AIS0751", "more than \(UsedTexts.limit) texts are used", at: place,
          help:
            "a text that is used under a name is read once for each: use it in one place, without `as`"
        )
      ])
    }
    if let module { elaborator.book.addModule(source, named: module) }
    var faults: [Diagnostic] = []
    func collect(_ outcome: Outcome) {
      if case .failure(let found, _, _) = outcome {
        // what is wrong in a text is said once, however often it is used
        faults += found.filter { fault in
          fault.severity == .error
            && !faults.contains { $0.isSame(as: fault) }
        }
      }
    }
    let parsed = taking(
      usesOf: Parser.parse(source, oddNames: elaborator.book.oddNames), collect)
    faults += parsed.diagnostics.filter { $0.severity == .error }
    if module == nil { faults += clashes(of: parsed, place) }
    if faults.isEmpty { declare(parsed, collect) }
    guard faults.isEmpty else {
      let file = user.source.name.map { " of \($0)" } ?? ""
      faults[0].notes.append(
        "the text is used in line \(user.source.line(of: Int(place.span.start)))\(file)")
      throw Failure(faults)
    }
  }

  /// Refuses the name of a module that something else has.
  private mutating func checkModule(_ module: String, _ path: String, _ place: Place)
    throws(Failure)
  {
    let book = elaborator.book
    func taken(_ message: String, _ labels: [Diagnostic.Label] = []) -> Failure {
      Failure([
        Diagnostic(
          code: "AIS0752", message, at: place, labels: labels,
          help: "give the text another name: `use \"\(path)\" as other`")
      ])
    }
    if let other = used.modules[module], other.path != path {
      throw taken(
        "`\(module)` is the name of \(other.path) already",
        [.init(place, "here"), .init(other.place, "the other")])
    }
    if let entity = book.entity(exactly: module) {
      throw taken("`\(module)` is a \(book[book[entity].kind].display) already")
    }
    if book.global(exactly: module) != nil || book.function(named: module, in: place.text) != nil
      || book.scenario(named: module, in: nil) != nil
    {
      throw taken("`\(module)` stands for something else already")
    }
    used.modules[module] = (path, place)
  }

  /// Enters the declarations of a text.
  private mutating func declare(_ parsed: ParsedText, _ report: (Outcome) -> Void) {
    let statements = parsed.statements.filter(\.form.isDeclaration)
    let entered = declareAll(statements, of: parsed, report)
    if entered.isStopped { return }
    for (index, statement) in statements.enumerated() where !entered.failed.contains(index) {
      run(statement, of: parsed, entered.early[index], report)
    }
  }

  /// The names that a text declares and another that is used declares, too.
  private mutating func clashes(of parsed: ParsedText, _ place: Place) -> [Diagnostic] {
    var faults: [Diagnostic] = []
    for (name, own) in declaredNames(of: parsed) {
      if let other = used.places[name], other.text !== own.text {
        let file = parsed.source.name ?? ""
        faults.append(
          Diagnostic(
            code: "AIS0717", "two texts that are used declare `\(name)`", at: own,
            labels: [.init(own, "one"), .init(other, "the other")],
            help:
              "let one stand under a name of its own: `use \"\(file)\" as other`, then `other.\(name)`"
          ))
      } else if used.places[name] == nil {
        used.places[name] = own
      }
    }
    return faults
  }

  /// The values, functions and scenarios that a text declares, with where it does.
  private func declaredNames(of parsed: ParsedText) -> [(String, Place)] {
    parsed.statements.compactMap { statement in
      let range: TokenRange
      switch statement.form {
      case .define(let definition):
        guard case .words(let words) = parsed.tree[definition.target] else { return nil }
        range = words
      case .function(let function): range = function.name
      case .scenario(let scenario): range = scenario.name
      default: return nil
      }
      return (joinedName(parsed.words(range)), Place(parsed.source, parsed.span(of: range)))
    }
  }
}

extension Options {
  /// Returns the text of a file that a text names: beside that text, unless the path says otherwise.
  ///
  /// - Throws: that there is no access to files, or what is wrong with this one.
  func file(_ path: String, beside text: SourceText, _ place: Place) throws(Diagnostic)
    -> SourceText
  {
    guard let readFile else {
      throw Diagnostic(
        code: "AIS0714", "no file can be read here", at: place,
        help: "the host of this session gives no access to files")
    }
    let folder = text.name.flatMap { name in name.lastIndex(of: "/").map { name[...$0] } } ?? ""
    do throws(Diagnostic) {
      return try readFile(path.hasPrefix("/") ? path : Self.normal(folder + path))
    } catch {
      var fault = error
      if fault.place == nil { fault.place = place }
      throw fault
    }
  }

  /// A path without `.` and without `..` where what stands before it is known.
  private static func normal(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
