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

/// `ais [FILE]`, `ais -e …`, or the prompt.
struct RunCommand: ParsableCommand, Action {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a script or statements, or converse at the prompt.",
    usage: "ais [OPTION ...] [-e STATEMENT ...] [-i] [FILE.ais [ARG ...]]")

  @OptionGroup var settings: Settings

  @Option(
    name: .customShort("e"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Run this text; repeatable.", valueName: "statement"))
  var statements: [String] = []

  @Flag(name: .customShort("i"), help: "Stay at the prompt afterwards.")
  var isInteractive = false

  @Argument(help: "The script, `-` for standard input.")
  var file: String?

  @Argument(
    help: "What the script finds in the list `args`; after `--` also what begins with a dash.")
  var arguments: [String] = []

  @Flag(help: "Go on with the conversation that was cut off last, or that has ended last.")
  var resume = false

  func perform(under watchdog: Watchdog?) -> Status {
    if resume { return converse(under: watchdog) }
    guard isInteractive || statements.isEmpty && file == nil, isatty(0) != 0 else {
      return execute(under: watchdog)
    }
    return converse(under: watchdog)
  }

  /// Runs what the arguments name, or else what standard input holds.
  private func execute(under watchdog: Watchdog?) -> Status {
    do throws(Failure) {
      var runner = try Runner(settings, script: file, arguments: arguments, under: watchdog)
      for statement in statements { runner.run(SourceText(statement)) }
      for path in [file, isInteractive || file == nil && statements.isEmpty ? "-" : nil] {
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

  private func converse(under watchdog: Watchdog?) -> Status {
    let environment = Self.environment
    let folder = Journal.defaultFolder(environment: environment)
    let resumed = resume ? folder.flatMap(Journal.last) : nil
    var command = self
    if resume {
      guard isatty(0) != 0, let resumed else {
        settings.report([Self.cannotResume(hasTerminal: isatty(0) != 0)])
        return .failure
      }
      // as that one was begun, unless told otherwise now
      if CommandLine.arguments.dropFirst() == ["--resume"],
        let earlier = Self.parsed(arguments: resumed.entries[0])
      {
        command = earlier
      }
    }
    do throws(Failure) {
      let runner = try Runner(
        command.settings, script: command.file, arguments: command.arguments, under: watchdog)
      let access = FileAccess(isSandboxed: command.settings.sandbox, script: command.file)
      let conversation = Conversation(runner, access: access)
      command.configure(conversation, environment)
      if let resumed {
        conversation.keep(in: resumed, saying: resumed.entries.dropFirst())
        let count = resumed.entries.count - 1
        conversation.note(
          "resumed: \(count) \(count == 1 ? "entry" : "entries"); `:history` lists what worked")
      } else if let journal = folder.flatMap({ Journal(in: $0) }) {
        journal.append(CommandLine.arguments.dropFirst().joined(separator: "\0"))
        conversation.keep(in: journal)
      }
      let status = resume ? .success : command.say(in: conversation)
      command.converse(
        conversation, History(path: History.defaultPath(environment: environment)), under: watchdog)
      conversation.end()
      return status
    } catch {
      settings.report(error.diagnostics)
      return .failure
    }
  }

  /// Says what the arguments name; returns how that ended.
  private func say(in conversation: Conversation) -> Status {
    var status = Status.success
    for entry in statements + (file.map { [":load \($0)"] } ?? []) {
      _ = conversation.answer(entry)
      status.add(conversation.state.runner.status)
    }
    return status
  }

  private func configure(_ conversation: Conversation, _ environment: [String: String]) {
    guard !settings.noConfig, let path = Self.configuration(environment), access(path, F_OK) == 0
    else { return }
    do throws(Diagnostic) {
      conversation.configure(with: try Files.read(path))
    } catch {
      settings.report([error])
    }
  }

  private func converse(
    _ conversation: Conversation, _ history: History, under watchdog: Watchdog?
  ) {
    if let problem = history.problem, !settings.quiet { Output.error.write("note: \(problem)\n") }
    let host = Prompt.Host(
      isComplete: Entry.isComplete,
      answer: { entry in
        watchdog?.begin()
        defer { watchdog?.rest() }
        return conversation.answer(entry)
      })
    watchdog?.rest()
    let isFirst = history.entries.isEmpty && !settings.quiet && !resume
    let prompt = Prompt(banner: isFirst ? Self.banner : [])
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

  private static func parsed(arguments: String) -> RunCommand? {
    let words = arguments.split(separator: "\0").map(String.init)
    return try? AIS.parseAsRoot(["run"] + words.drop { $0 == "run" }) as? RunCommand
  }

  private static func cannotResume(hasTerminal: Bool) -> Diagnostic {
    Diagnostic(
      code: "AIS0875",
      hasTerminal ? "there is no conversation to go on with" : "only a terminal can go on with one",
      help: hasTerminal ? "begin one with `ais`" : "run `ais --resume` in a terminal")
  }

  /// Where the user's settings are: `ais/config.ais` in `$XDG_CONFIG_HOME` or `~/.config`.
  private static func configuration(_ environment: [String: String]) -> String? {
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
      return folder + "/ais/config.ais"
    }
    return environment["HOME"].map { $0 + "/.config/ais/config.ais" }
  }

  private static var environment: [String: String] {
    Environment.values(of: ["AIS_HISTORY", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "HOME"])
  }
}
