import AISModel
import AISSource
import AISSyntax
import AISUnits

/// The texts of a model by what they declare: for a person who wants to read it.
package struct ModelListing {
  private let texts: [ParsedText]

  /// Reads the texts of a model. `oddNames` are the names in it that plain lexing would break up.
  package init(_ model: Session.Model, oddNames: OddNames) {
    texts = model.sources.map { Parser.parse($0, oddNames: oddNames) }
  }

  /// A row for each text: its name and, by what they are, how many declarations it holds.
  package var table: Table {
    let plurals = kindPlurals
    let rows = texts.map { text in
      var counts: [(noun: String, count: Int)] = []
      for statement in text.statements {
        guard let noun = statement.form.noun(in: text, plurals) else { continue }
        if let index = counts.firstIndex(where: { $0.noun == noun }) {
          counts[index].count += 1
        } else {
          counts.append((noun, 1))
        }
      }
      let phrases = counts.sorted { $0.count > $1.count }.map { "\($0.count) \($0.noun)" }
      return [Cell.text(text.shortName), .text(phrases.joined(separator: ", "))]
    }
    return Table(columns: [.init("file", .text), .init("declares", .text)], rows: rows)
  }

  /// Returns a whole text, or every declaration of a name with the comment above it, each below its place; `nil`
  /// where nothing is called so. Case is put aside.
  package func source(of name: String) -> String? {
    let wanted = joinedName(name.lowercased().split(separator: " ").map(String.init))
    if let text = texts.first(where: {
      [$0.shortName.lowercased(), $0.shortName.lowercased() + ".ais"].contains(wanted)
        || $0.source.name?.lowercased() == wanted
    }) {
      return String(decoding: text.source.bytes, as: UTF8.self)
    }
    var parts: [String] = []
    for text in texts {
      for span in text.statements.flatMap({ $0.spans(of: wanted, in: text) }) {
        let line = text.source.line(of: Int(span.start))
        parts.append("# \(text.source.name ?? "model"):\(line)\n\(text.lines(around: span))\n")
      }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "\n")
  }

  /// Returns names near one that nothing is called by.
  package func suggestions(for name: String) -> [String] {
    let names = texts.flatMap { text in
      [text.shortName] + text.statements.flatMap { $0.form.names(in: text) }
    }
    return Spelling.suggestions(for: name, among: names)
  }

  private var kindPlurals: [String: String] {
    var plurals: [String: String] = [:]
    for text in texts {
      for case .kind(let kind) in text.statements.map(\.form) {
        let name = joinedName(text.words(kind.name))
        plurals[name] = kind.plural.map { joinedName(text.words($0)) } ?? plural(of: name)
      }
    }
    return plurals
  }
}

extension Session.Model {
  /// The texts of the model.
  fileprivate var sources: [SourceText] {
    switch self {
    case .builtIn: ModelLibrary.texts
    case .none: []
    case .texts(let texts): texts
    }
  }
}

extension Session {
  /// Returns an answer to what no statement asks, such as how many tests have passed.
  package func answer(_ content: Answer.Content, to question: String) -> Answer {
    Answer(
      statement: question, line: 1, content: content, today: elaborator.today,
      units: elaborator.book.units)
  }
}

extension Statement {
  /// What declares `wanted`, a name in lower case: the statement, or members of the kind that it declares.
  fileprivate func spans(of wanted: String, in text: ParsedText) -> [Span] {
    if form.names(in: text).contains(where: { $0.lowercased() == wanted }) { return [span] }
    switch form {
    case .define:
      let target = form.names(in: text)[0].lowercased()
      return target.hasPrefix(wanted + ".") || target.hasSuffix("." + wanted) ? [span] : []
    case .verb(let verb):
      let words = text.source[verb.phraseSpan].lowercased().split { !$0.isLetter }
      return words.contains { $0 == wanted } ? [span] : []
    case .kind(let kind):
      return kind.members.compactMap { member in
        guard case .metric(let metric) = member,
          joinedName(text.words(metric.name)).lowercased() == wanted
        else { return nil }
        let name = text.span(of: metric.name)
        return [metric.type, metric.value, metric.flow].compactMap(\.self).reduce(name) {
          $0.union(text.tree.span(of: $1))
        }
      }
    default: return []
    }
  }
}

extension Statement.Form {
  /// The names that the declaration is known by.
  fileprivate func names(in text: ParsedText) -> [String] {
    switch self {
    case .entity(let entity):
      [joinedName(text.words(entity.name))] + entity.aliases.map(text.content)
    case .kind(let kind):
      [kind.name, kind.plural].compactMap(\.self).map { joinedName(text.words($0)) }
    case .enumeration(let enumeration): [joinedName(text.words(enumeration.name))]
    case .source(let source): [joinedName(text.words(source.name))]
    case .unit(let unit): [joinedName(text.words(unit.name))]
    case .function(let function): [joinedName(text.words(function.name))]
    case .scenario(let scenario): [joinedName(text.words(scenario.name))]
    case .relation(let relation): [joinedName(text.words(relation.name))]
    case .define(let definition):
      [
        joinedName(
          text.source[text.tree.span(of: definition.target)].split(separator: " ").map(String.init))
      ]
    default: []
    }
  }

  /// What many declarations of this form are called.
  fileprivate func noun(in text: ParsedText, _ plurals: [String: String]) -> String? {
    switch self {
    case .entity(let entity):
      let kind = joinedName(text.words(entity.kind))
      return plurals[kind] ?? plural(of: kind)
    case .kind: return "kinds"
    case .enumeration: return "enumerations"
    case .source: return "sources"
    case .unit: return "units"
    case .verb: return "verbs"
    case .function: return "functions"
    case .scenario: return "scenarios"
    case .relation: return "relations"
    case .relationFact: return "claims"
    case .define: return "values and formulas"
    case .test: return "tests"
    default: return isDeclaration ? "rules" : nil
    }
  }
}

extension ParsedText {
  /// The name of the text without its folder.
  fileprivate var shortName: String {
    let name = source.name ?? "model"
    let file = name.split(separator: "/").last.map(String.init) ?? name
    return file.hasSuffix(".ais") ? String(file.dropLast(4)) : file
  }

  /// The whole lines that `span` touches, with the comments that stand right above.
  fileprivate func lines(around span: Span) -> String {
    let bytes = source.bytes
    func start(ofLineAt offset: Int) -> Int { (bytes[..<offset].lastIndex(of: 0x0A) ?? -1) + 1 }
    var first = start(ofLineAt: Int(span.start))
    while first > 0, case let above = start(ofLineAt: first - 1), bytes[above] == 0x23 {
      first = above
    }
    let end = bytes[Int(span.end)...].firstIndex(of: 0x0A) ?? bytes.count
    return source[Span(UInt32(first), UInt32(end))]
  }
}
