import AISLanguage
import AISPrompt
import AISReport
import AISSource

/// What one may tell the prompt itself: a member of the family `PromptCommand.all`.
struct PromptCommand: Sendable {
  /// What becomes of the conversation.
  enum Effect {
    case stays
    /// The log has one entry more.
    case appended
    /// The log is another.
    case rewound
    case leave
    /// Another entry is said in its place.
    case next(String)
  }

  /// What may follow its name.
  enum Argument: Sendable {
    case none, file, statement, name
    case words(@Sendable (Conversation) -> [String])
  }

  /// Its names, each with its colon; the first is the usual one.
  let names: [String]
  /// What follows the name, as people read it.
  let parameters: String
  /// What it does, in a few words.
  let summary: String
  var argument = Argument.none
  /// Does it, with what follows the name.
  let perform: @Sendable (Conversation, String) throws(Failure) -> Effect

  /// Every command, in the order in which help lists them.
  static let all = going + files + looking

  /// How it is written, and what it does.
  var page: String {
    let form = parameters.isEmpty ? names[0] : "\(names[0]) \(parameters)"
    let also = names.count > 1 ? "\n  also \(names.dropFirst().joined(separator: ", "))" : ""
    return "\(form)\n  \(summary)\(also)\n"
  }

  /// Words that are commands without a colon, where they are no names.
  private static let bare = ["quit": ":quit", "exit": ":quit", "help": ":help"]

  /// Returns the command that an entry begins with, and what follows it; `nil` for what is no command.
  ///
  /// - Throws: a failure for a command that there is not, and for one without its colon: a few words that begin as it does
  ///   and of which `session` makes nothing.
  static func named(in entry: String, _ session: Session) throws(Failure)
    -> (PromptCommand, String)?
  {
    func isName(_ word: String) -> Bool {
      var trial = session
      return (try? trial.type(of: word)) != nil
    }
    func isWrong() -> Bool {
      var trial = session
      return trial.check(SourceText(entry)).contains { $0.severity == .error }
    }
    var words = entry.split(maxSplits: 1) { $0.isWhitespace }.map(String.init)
    guard let first = words.first else { return nil }
    if words.count == 1, let command = bare[first], !isName(first) { words[0] = command }
    if !words[0].hasPrefix(":"), all.contains(where: { $0.names[0] == ":\(first)" }),
      !isName(first), entry.split(whereSeparator: \.isWhitespace).count <= 3, isWrong()
    {
      throw Failure([
        Diagnostic(
          code: "AIS0871", "`\(first)` is no word of the language, but a command of the prompt",
          help: "write `:\(entry.trimmed)`")
      ])
    }
    guard words[0].hasPrefix(":") else { return nil }
    guard let command = all.first(where: { $0.names.contains(words[0]) }) else {
      let near = Spelling.suggestions(for: words[0], among: all.flatMap(\.names))
      throw Failure([
        Diagnostic(
          code: "AIS0871", "there is no command `\(words[0])`",
          help: near.isEmpty ? "`?` lists them" : "did you mean `\(near[0])`?")
      ])
    }
    var argument = words.count > 1 ? words[1].trimmed : ""
    if case .file = command.argument { argument = argument.trimmed(of: { $0 == "\"" }) }
    if command.parameters.isEmpty, !argument.isEmpty {
      throw Failure([wrong(command.names[0], argument)])
    }
    return (command, argument)
  }

  /// `true` iff an entry is a command that a statement follows, which may have several lines.
  static func takesStatement(_ entry: String) -> Bool {
    let name = entry.trimmed.prefix { !$0.isWhitespace }
    guard let command = all.first(where: { $0.names.contains(String(name)) }) else { return false }
    if case .statement = command.argument { return true }
    return false
  }

  /// What is said of an argument that a command cannot take.
  static func wrong(_ form: String, _ argument: String) -> Diagnostic {
    Diagnostic(
      code: "AIS0872",
      argument.isEmpty ? "something is missing" : "`\(argument)` is not what is wanted here",
      help: "write `\(form)`")
  }

  /// A whole number above 0, or 1 where nothing stands.
  fileprivate static func count(_ argument: String, _ form: String) throws(Failure) -> Int {
    if argument.isEmpty { return 1 }
    guard let count = Int(argument), count > 0 else { throw Failure([wrong(form, argument)]) }
    return count
  }
}

// MARK: - Going back and forth

extension PromptCommand {
  private static let going = [
    step("undo", "undone", "take back the last entry, or the last N", Conversation.undo),
    step("redo", "redone", "say again what was undone", Conversation.redo),
    PromptCommand(
      names: [":reset"], parameters: "", summary: "begin anew; `:undo` brings all back"
    ) { conversation, _ throws(Failure) in
      conversation.reset()
      return .rewound
    },
    PromptCommand(
      names: [":reload"], parameters: "",
      summary: "say all entries again, with files as they are now"
    ) { conversation, _ throws(Failure) in
      guard let (said, worked) = conversation.reload() else { return .stays }
      conversation.note("said again: \(worked) of \(said) \(said == 1 ? "entry" : "entries")")
      return .rewound
    },
    PromptCommand(
      names: [":quit", ":q", ":exit"], parameters: "", summary: "leave; so does Ctrl-D"
    ) { _, _ throws(Failure) in .leave },
  ]

  /// A command that goes so many steps, back or forth.
  private static func step(
    _ verb: String, _ done: String, _ summary: String,
    _ go: @escaping @Sendable (Conversation) -> (_ count: Int) -> [String]
  ) -> PromptCommand {
    PromptCommand(names: [":\(verb)"], parameters: "[N]", summary: summary) {
      conversation, argument throws(Failure) in
      let entries = go(conversation)(try count(argument, ":\(verb) 2"))
      guard !entries.isEmpty else {
        throw Failure([Diagnostic(code: "AIS0873", "there is nothing to \(verb)")])
      }
      for entry in entries { conversation.note("\(done): \(entry.firstLine)") }
      return .rewound
    }
  }
}

// MARK: - Files

extension PromptCommand {
  private static let files = [
    PromptCommand(
      names: [":load", ":l"], parameters: "FILE", summary: "run a script here", argument: .file
    ) { conversation, argument throws(Failure) in
      guard !argument.isEmpty else { throw Failure([wrong(":load scenario.ais", "")]) }
      let text = try Failure.of { () throws(Diagnostic) in
        try conversation.access.check(argument, "read")
        return try Files.read(argument)
      }
      // a journal is read in any folder
      return conversation.run(":load \(FileSystem.withoutLinks(argument) ?? argument)", text)
    },
    PromptCommand(
      names: [":save"], parameters: "FILE", summary: "write what has worked as a script",
      argument: .file
    ) { conversation, argument throws(Failure) in
      guard !argument.isEmpty else { throw Failure([wrong(":save mine.ais", "")]) }
      let script = conversation.script
      try Failure.of { () throws(Diagnostic) in
        try conversation.access.check(argument, "write")
        if let old = try? Files.read(argument), !old.whole.isEmpty,
          !old.whole.hasPrefix(Conversation.scriptHead)
        {
          throw Diagnostic(
            code: "AIS0872", "\(argument) is there already, and no `:save` wrote it",
            help: "choose another name")
        }
        try Files.write(script.text, to: argument)
      }
      if conversation.changesSettings {
        conversation.note("note: settings changed on the way; the script runs with the last ones")
      }
      conversation.note(
        "wrote \(script.count) \(script.count == 1 ? "entry" : "entries") to \(argument)")
      return .stays
    },
    PromptCommand(
      names: [":edit", ":e"], parameters: "[N]",
      summary: "change the last entry, or entry N of `:history`, in $EDITOR and say it"
    ) { conversation, argument throws(Failure) in
      var text = conversation.lastEntry
      if !argument.isEmpty {
        let number = try count(argument, ":edit 3")
        guard conversation.state.log.indices.contains(number - 1) else {
          throw Failure([
            Diagnostic(
              code: "AIS0872", "there is no entry \(number)", help: "`:history` numbers them")
          ])
        }
        text = conversation.state.log[number - 1].entry
      }
      let edited = try Failure.of { () throws(Diagnostic) in
        try conversation.lendTerminal { () throws(Diagnostic) in try Draft.edited(text) }
      }
      return edited.allSatisfy(\.isWhitespace) ? .stays : .next(edited)
    },
  ]
}

// MARK: - Looking about

extension PromptCommand {
  private static let looking = [
    PromptCommand(
      names: [":type", ":t"], parameters: "EXPRESSION",
      summary: "what an expression is, without computing it", argument: .statement
    ) { conversation, argument throws(Failure) in
      guard !argument.isEmpty else { throw Failure([wrong(":type OpenAI.revenue", "")]) }
      let type = try conversation.ask { session throws(Failure) in
        try session.type(of: argument)
      }
      conversation.write(type + "\n")
      return .stays
    },
    PromptCommand(
      names: [":time"], parameters: "STATEMENT", summary: "answer it and say how long that took",
      argument: .statement
    ) { conversation, argument throws(Failure) in
      guard !argument.isEmpty else { throw Failure([wrong(":time 2 + 2", "")]) }
      return conversation.run(argument, SourceText(argument), isTimed: true)
    },
    PromptCommand(
      names: [":set"], parameters: "[NAME VALUE]",
      summary: "change a setting, or list them", argument: .words { _ in Setting.all.map(\.name) }
    ) { conversation, argument throws(Failure) in
      guard !argument.isEmpty else {
        conversation.show(Setting.table(of: conversation.state.runner))
        return .stays
      }
      try conversation.change(":set \(argument)") { runner throws(Failure) in
        try Setting.change(argument, of: &runner)
      }
      return .appended
    },
    PromptCommand(
      names: [":list"], parameters: "WHAT",
      summary: "companies, metrics, verbs, scenarios, assumptions …",
      argument: .words { $0.state.runner.session.listings + statements }
    ) { conversation, argument throws(Failure) in
      if statements.contains(argument) {
        conversation.show(statement: argument)
        return .stays
      }
      guard let answer = conversation.state.runner.session.listing(of: argument) else {
        let known = conversation.state.runner.session.listings + statements
        let near = Spelling.suggestions(for: argument, among: known)
        var fault = wrong(":list \(near.first ?? "companies")", argument)
        fault.notes = ["it lists " + known.sorted().joined(separator: ", ")]
        throw Failure([fault])
      }
      if answer.table.rowCount == 0 {
        conversation.write("there are no \(argument) yet\n")
      } else {
        conversation.show(answer)
      }
      return .stays
    },
    PromptCommand(
      names: [":history", ":hist"], parameters: "",
      summary: "what has worked, with the names of results"
    ) { conversation, _ throws(Failure) in
      conversation.write(conversation.history)
      return .stays
    },
    PromptCommand(
      names: [":help", ":h", ":?"], parameters: "[NAME]", summary: "the same as `? NAME`",
      argument: .name
    ) { conversation, argument throws(Failure) in
      try conversation.help(on: argument)
      return .stays
    },
  ]

  /// What a statement lists.
  private static let statements = ["assumptions", "facts", "conflicts", "relations"]
}

extension Conversation {
  /// `true` iff something was answered before settings changed on which answers rest.
  fileprivate var changesSettings: Bool {
    let first = state.log.firstIndex(where: \.isAnswered) ?? state.log.count
    return state.log[first...].contains { entry in
      Setting.all.contains { $0.changesAnswers && entry.entry.hasPrefix(":set \($0.name)") }
    }
  }

  /// How a script that was saved begins.
  static let scriptHead = "# run: ais"

  /// What has worked as the text of a script, and how many entries it is of.
  fileprivate var script: (text: String, count: Int) {
    let scripts = state.log.filter { !$0.script.isEmpty }
    let settings = Setting.options(of: state.runner.settings)
    let head = "\(Self.scriptHead)\(settings.map { " \($0)" }.joined()) FILE\n"
    return (head + scripts.map { $0.script.trimmed + "\n" }.joined(), scripts.count)
  }

  /// The log for people: a number, the entry, and the names of its results.
  fileprivate var history: String {
    let width = "\(state.log.count)".count
    return state.log.enumerated().map { index, said in
      let lines = said.entry.split(separator: "\n", omittingEmptySubsequences: false)
      let results = said.results.map { "_\($0 + 1)" }.joined(separator: ", ")
      let first = "\(index + 1)".paddedLeft(to: width) + "  \(lines.first ?? "")"
      let rest = lines.dropFirst().map { "\n" + String(repeating: " ", count: width + 2) + $0 }
      return first + rest.joined() + (results.isEmpty ? "" : "   # \(results)") + "\n"
    }.joined()
  }
}
