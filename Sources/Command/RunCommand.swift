import AISLanguage
import AISPrompt
import AISReport
import AISSource
import ArgumentParser

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What is run besides a script.
struct RunOptions: ParsableArguments {
  @Option(
    name: .customShort("e"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Run this text; repeatable.", valueName: "statement"))
  var statements: [String] = []

  @Flag(name: .customShort("i"), help: "Stay at the prompt afterwards.")
  var isInteractive = false

  @Flag(help: "Go on with the conversation that was cut off last, or that has ended last.")
  var resume = false
}

/// `ais`: a script, `ais -e …`, or the prompt; with the subcommands.
struct RunCommand: ParsableCommand, Action {
  static let configuration = CommandConfiguration(
    commandName: "ais",
    abstract:
      "What-if questions about the AI industry: units, uncertainty, and the reason for every number.",
    usage: """
      ais                        the prompt; reads statements when input is no terminal
      ais FILE.ais [ARG ...]     run a script (`-` reads standard input)
      ais -e 'STATEMENT' ...     run text; repeatable
      ais check FILE ...         report every error; evaluates nothing
      ais fmt [--check] FILE ... put scripts into canonical form
      ais test PATH ...          run the `test` blocks of scripts
      ais explain CODE|TEXT      what a message means, with examples; the core form of a question
      ais model [list|show NAME|facts|assumptions|conflicts|sources]
                                 look into the built-in model
      """,
    discussion: """
      Exit status: 0 all well; 1 an error in the program, or bad data; 2 wrong usage; 3 an `expect` failed;
      124 a limit ended it; 130 interrupted. All commands take the options but the first three.
      """,
    version: "0.1.0",
    subcommands: [
      CheckCommand.self, FormatCommand.self, TestCommand.self, ModelCommand.self,
      ExplainCommand.self,
    ])

  @OptionGroup var settings: Settings

  @OptionGroup var options: RunOptions

  @Argument(help: "The script, `-` for standard input.", completion: .file(extensions: ["ais"]))
  var file: String?

  @Argument(
    help: "What the script finds in the list `args`; after `--` also what begins with a dash.")
  var arguments: [String] = []

  func validate() throws {
    guard options.resume, file != nil || !options.statements.isEmpty || options.isInteractive else {
      return
    }
    throw ValidationError("--resume goes on with a conversation: say the rest at its prompt")
  }

  func perform(under watchdog: Watchdog?) -> Status {
    if options.resume { return resume(under: watchdog) }
    guard options.isInteractive || options.statements.isEmpty && file == nil, isatty(0) != 0 else {
      return execute(under: watchdog)
    }
    return converse(under: watchdog)
  }

  /// Runs what the arguments name, or else what standard input holds.
  private func execute(under watchdog: Watchdog?) -> Status {
    do throws(Failure) {
      var runner = try Runner(settings, script: file, arguments: arguments, under: watchdog)
      for statement in options.statements { runner.run(SourceText(statement)) }
      for path in [
        file, options.isInteractive || file == nil && options.statements.isEmpty ? "-" : nil,
      ] {
        guard let path else { continue }
        do throws(Diagnostic) {
          runner.run(try Files.read(path))
        } catch {
          runner.fail([error])
        }
      }
      return runner.status
    } catch {
      settings.report(error.diagnostics)
      return .failure
    }
  }

  // MARK: The prompt

  /// Goes on with a conversation, in its folder and as it was begun, unless told otherwise now.
  private func resume(under watchdog: Watchdog?) -> Status {
    guard isatty(0) != 0 else {
      return cannotResume("only a terminal can go on with one", "run `ais --resume` in a terminal")
    }
    guard let journal = Self.journals.flatMap(Journal.last) else {
      return cannotResume("there is no conversation to go on with", "begin one with `ais`")
    }
    let begun = journal.entries[0].split(separator: "\0", omittingEmptySubsequences: false)
    let earlier = begun.dropFirst().map(String.init)
    let now = CommandLine.arguments.dropFirst().filter { $0 != "--resume" }
    guard let command = try? Self.parseAsRoot(earlier + now) as? RunCommand else {
      let options = earlier.joined(separator: " ")
      return cannotResume(
        "the last one was begun with `\(options)`, which `ais` does not take",
        "begin one with `ais`")
    }
    let folder = begun.first.map(String.init) ?? "."
    guard chdir(folder) == 0 else {
      return cannotResume("the folder \(folder) of the last one is gone", "begin one with `ais`")
    }
    return command.converse(resuming: journal, under: watchdog ?? command.settings.watchdog)
  }

  private func cannotResume(_ reason: String, _ help: String) -> Status {
    settings.report([Diagnostic(code: "AIS0875", reason, help: help)])
    return .failure
  }

  private func converse(resuming journal: Journal? = nil, under watchdog: Watchdog?) -> Status {
    let history = History(path: History.defaultPath(environment: Self.environment))
    do throws(Failure) {
      let begin = { () throws(Failure) in
        try Runner(settings, script: file, arguments: arguments, under: watchdog)
      }
      let access = FileAccess(isSandboxed: settings.sandbox, script: file)
      // the built-in model as it is can be read: that need not be waited for
      let early = settings.model == nil && settings.today == nil ? nil : try begin()
      let conversation = Conversation(access: access, under: watchdog) {
        do throws(Failure) {
          if let early { return early }
          return try begin()
        } catch {
          settings.report(error.diagnostics)
          _exit(Status.failure.code)
        }
      }
      configure(conversation)
      var (status, leaves) = (Status.success, false)
      if let journal {
        let count = journal.entries.count - 1
        conversation.keep(in: journal, after: journal.entries.dropFirst())
        if Interrupt.isRequested { return .interrupted }
        conversation.note(
          "resumed: \(count) \(count == 1 ? "entry" : "entries"); `:history` lists what worked")
      } else {
        if history.path != nil, let journal = Self.journals.flatMap({ Journal(in: $0) }) {
          let begun = [FileSystem.withoutLinks(".") ?? "."] + CommandLine.arguments.dropFirst()
          journal.append(begun.joined(separator: "\0"))
          conversation.keep(in: journal)
        }
        (status, leaves) = say(in: conversation)
      }
      if !leaves {
        converse(conversation, history, isFirst: journal == nil, under: watchdog)
      }
      conversation.end()
      return status
    } catch {
      settings.report(error.diagnostics)
      return .failure
    }
  }

  /// Says what the arguments name; returns how that ended, and whether it was the wish to leave.
  private func say(in conversation: Conversation) -> (Status, leaves: Bool) {
    var status = Status.success
    for entry in options.statements + (file.map { [":load \($0)"] } ?? [])
    where !Interrupt.isRequested {
      let goesOn = conversation.answer(entry)
      status.add(conversation.state.runner.status)
      if !goesOn { return (status, true) }
    }
    return (status, false)
  }

  private func configure(_ conversation: Conversation) {
    guard !settings.noConfig, let path = Self.configurationPath, access(path, F_OK) == 0
    else { return }
    do throws(Diagnostic) {
      conversation.configure(with: try Files.read(path))
    } catch {
      settings.report([error])
    }
  }

  private func converse(
    _ conversation: Conversation, _ history: History, isFirst: Bool, under watchdog: Watchdog?
  ) {
    if let problem = history.problem, !settings.quiet { Output.error.write("note: \(problem)\n") }
    let host = Prompt.Host(
      isComplete: EntryParts.isComplete,
      answer: { conversation.answer($0) })
    watchdog?.rest()
    let isWelcome =
      isFirst && history.entries.isEmpty && !settings.quiet && Output.standard.isTerminal
    let prompt = Prompt(banner: isWelcome ? Self.banner : [])
    if var editor = LibEditEditor(
      prompt: "ais> ", isColoured: settings.isColored(.standard), history: history,
      assistant: conversation.assistant)
    {
      conversation.remember = { [editor] in editor.remember($0) }
      prompt.run(editor: &editor, host: host)
    } else {
      var editor = PlainEditor()
      prompt.run(editor: &editor, host: host)
    }
  }

  private static let banner = [
    "ais: what-if questions about the AI industry.", "Try: what if token price drops 50%",
    "? helps, Tab completes, Ctrl-D leaves.",
  ]

  /// Where the user's settings are: `ais/config.ais` in `$XDG_CONFIG_HOME` or `~/.config`.
  private static var configurationPath: String? {
    let environment = environment
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
      return folder + "/ais/config.ais"
    }
    return environment["HOME"].map { $0 + "/.config/ais/config.ais" }
  }

  /// Where journals are.
  private static var journals: String? { Journal.defaultFolder(environment: environment) }

  private static var environment: [String: String] {
    Environment.values(of: ["AIS_HISTORY", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "HOME"])
  }
}
