import AISLanguage
import AISPrompt
import AISReport
import AISSource
import ArgumentParser
import CStack

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The command `ais`: flags in, exit status out.
@main
enum Main {
  /// The words that name a subcommand; anything else is a script.
  private static let subcommands = [
    "check", "fmt", "test", "model", "explain", "help",
  ]

  static func main() {
    var arguments = Array(CommandLine.arguments.dropFirst())
    // options may stand before the subcommand too
    if let index = subcommandIndex(in: arguments) {
      arguments.insert(arguments.remove(at: index), at: 0)
    }
    let command = arguments
    var status = onLargeStack(
      { execute(command) }, meanwhile: asksBuiltIn(command) ? { Session.prepare() } : nil)
    if let reason = Output.fault {
      let fault = Diagnostic(code: "AIS0832", "standard output cannot be written: \(reason)")
      Output.error.write(fault.rendered())
      status.add(.failure)
    }
    exit(status.code)
  }

  /// The index of the name of a subcommand before which nothing stands but options.
  private static func subcommandIndex(in arguments: [String]) -> Int? {
    arguments.indices.first { index in
      subcommands.contains(arguments[index])
        && (try? Settings.parse(Array(arguments[..<index]))) != nil
    }
  }

  /// `true` iff the command, as far as its words tell, asks the built-in model as it stands.
  private static func asksBuiltIn(_ command: [String]) -> Bool {
    !["fmt", "help", "--version", "--help", "-h"].contains(command.first)
      && !command.contains { $0.hasPrefix("--model") || $0.hasPrefix("--at") }
  }

  private static func execute(_ arguments: [String]) -> Status {
    let asksForShell = arguments.first?.hasPrefix("--generate-completion-script") ?? false
    let hasSubcommand =
      asksForShell
      || arguments != ["help"] && arguments.first.map(subcommands.contains) ?? false
    let root: any ParsableCommand.Type = hasSubcommand ? Subcommands.self : RunCommand.self
    do {
      var command = try root.parseAsRoot(arguments == ["help"] ? ["--help"] : arguments)
      guard let action = command as? any Action else {
        try command.run()
        return .success
      }
      return run(action)
    } catch {
      let message = root.fullMessage(for: error)
      let isHelp = root.exitCode(for: error) == .success
      (isHelp ? Output.standard : Output.error).write(message + "\n")
      return isHelp ? .success : .usage
    }
  }

  /// Does what a subcommand does, within the limits of its options.
  private static func run(_ action: some Action) -> Status {
    Interrupt.install()
    return action.perform(under: action.settings.watchdog)
  }

  /// Calls the closure that a pointer points to.
  private static let perform: @convention(c) (UnsafeMutableRawPointer?) -> Void = { pointer in
    pointer?.assumingMemoryBound(to: (() -> Void).self).pointee()
  }

  /// Runs `body` on a thread whose stack lets recursion go as deep as the language allows, and `meanwhile` beside it.
  private static func onLargeStack(
    _ body: () -> Status, meanwhile: (@convention(c) () -> Void)?
  ) -> Status {
    var status = Status.failure
    withoutActuallyEscaping(body) { body in
      var work: () -> Void = { status = body() }
      withUnsafeMutablePointer(to: &work) { pointer in
        ais_run_on_stack(512 << 20, Self.perform, pointer, meanwhile)
      }
    }
    return status
  }
}

/// What a subcommand does.
protocol Action {
  var settings: Settings { get }
  /// Does it; what takes long asks `watchdog`.
  func perform(under watchdog: Watchdog?) -> Status
}

/// What parses a line that begins with a subcommand, and tells shells what to complete: `RunCommand`, which lists the
/// subcommands, takes each word for a script.
private struct Subcommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ais", subcommands: RunCommand.configuration.subcommands)

  @OptionGroup var settings: Settings
  @OptionGroup var options: RunOptions
}
