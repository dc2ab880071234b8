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

  func perform(under watchdog: Watchdog?) -> Status {
    var runner: Runner
    do throws(Failure) {
      runner = try Runner(settings, script: file, arguments: arguments, under: watchdog)
    } catch {
      settings.report(error.diagnostics)
      return .failure
    }
    for statement in statements { runner.run(SourceText(statement)) }
    if let file { run(file, &runner) }
    let hasRun = !statements.isEmpty || file != nil
    guard isInteractive || !hasRun else { return runner.status }
    guard isatty(0) != 0 else {
      run("-", &runner)
      return runner.status
    }
    converse(&runner, under: watchdog)
    return hasRun ? runner.status : .success
  }

  private func run(_ path: String, _ runner: inout Runner) {
    do throws(Diagnostic) {
      runner.run(try Files.read(path))
    } catch {
      runner.fail([error])
    }
  }

  // MARK: The prompt

  private func converse(_ runner: inout Runner, under watchdog: Watchdog?) {
    let history = History(path: History.defaultPath(environment: Self.environment))
    let isFirst = history.entries.isEmpty && !settings.quiet
    if let problem = history.problem, !settings.quiet { Output.error.write("note: \(problem)\n") }
    let banner =
      isFirst
      ? [
        "ais: what-if questions about the AI industry.", "Try: what if token price drops 50%",
        "Ctrl-D leaves.",
      ]
      : []
    var own = runner
    let host = Prompt.Host(
      isComplete: Session.isComplete,
      answer: { entry in
        if let leaves = Self.command(entry) { return !leaves }
        watchdog?.begin()
        defer { watchdog?.rest() }
        own.clearStatus()
        own.run(SourceText(entry))
        return true
      })
    watchdog?.rest()
    let prompt = Prompt(banner: banner)
    if var editor = LibEditEditor(
      prompt: "ais> ", isColoured: settings.isColored(.standard), history: history)
    {
      prompt.run(editor: &editor, host: host)
    } else {
      var editor = PlainEditor()
      prompt.run(editor: &editor, host: host)
    }
    runner = own
  }

  /// The words that speak to the prompt itself: `true` leaves, `false` stays; `nil` for anything else.
  private static func command(_ entry: String) -> Bool? {
    switch entry.split(whereSeparator: \.isWhitespace).joined(separator: " ") {
    case "quit", "exit", ":quit", ":q": return true
    case "help", "?", ":help":
      Output.standard.write(
        """
        OpenAI.net_income                          a value, with its uncertainty and what it rests on
        what if token price drops 50%              what moves, biggest effect first
        what if OpenAI raises $5B show OpenAI.runway
        show revenue, runway for companies where layer == model
        why InflectionAI.investor_multiple         the reasons, down to the sources
        assumptions, facts, conflicts, sources     what the model rests on
        quit, or Ctrl-D, leaves; Ctrl-C stops a computation

        """)
      return false
    default: return nil
    }
  }

  private static var environment: [String: String] {
    var variables: [String: String] = [:]
    for name in ["AIS_HISTORY", "XDG_STATE_HOME", "HOME"] {
      if let value = getenv(name) { variables[name] = String(cString: value) }
    }
    return variables
  }
}
