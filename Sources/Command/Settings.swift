import AISLanguage
import AISPrompt
import AISReport
import AISSource
import AISUnits
import ArgumentParser

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The options that every subcommand takes.
struct Settings: ParsableArguments {
  @Option(
    help: ArgumentHelp("How answers are printed: text, json, csv or md.", valueName: "name"),
    completion: .list(Format.all.map(\.name)))
  var format = "text"

  @Option(help: ArgumentHelp("Monte Carlo samples, up to 10 million.", valueName: "n"))
  var samples = 10_000

  @Option(
    help: ArgumentHelp(
      "How draws are spread: random, lhs or sobol; the last two have smaller errors.",
      valueName: "name"), completion: .list(Options.samplings))
  var sampling = "random"

  @Option(help: ArgumentHelp("Seed of the draws.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Threads that compute; the answer is the same for any number.", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Samples that an operation takes at a time; the answer is the same for any number.",
      valueName: "n"))
  var blockLength = Options().blockLength

  @Option(
    help: ArgumentHelp("A model of your own (a file or folder), or none.", valueName: "file|none"),
    completion: .file())
  var model: String?

  @Option(
    name: .customLong("at"),
    help: ArgumentHelp("The model's today; default: the latest source's date.", valueName: "date"))
  var today: String?

  @Flag(
    help: "Scripts read and write files in their own folder only; text that is no file, none.")
  var sandbox = false

  @Flag(help: "Say on standard error what each statement took.")
  var time = false

  @Option(
    help: ArgumentHelp(
      "Stop after so many seconds; at the prompt counted for each entry.", valueName: "seconds"))
  var timeLimit: Double?

  @Option(
    help: ArgumentHelp("Stop when more memory is held, such as 500M or 2G.", valueName: "size"))
  var memoryLimit: String?

  @Flag(name: .shortAndLong, help: "Say nothing but answers and errors.")
  var quiet = false

  @Flag(help: "Do not run `config.ais` at the prompt.")
  var noConfig = false

  /// When there is colour.
  static let colors = ["auto", "always", "never"]

  @Option(
    help: ArgumentHelp("Colour: auto, always or never.", valueName: "when"),
    completion: .list(Self.colors))
  var color = "auto"

  @Option(
    help: ArgumentHelp(
      "Colours: \(Theme.all.map(\.name).joined(separator: ", ")); default: by the terminal.",
      valueName: "name"), completion: .list(Theme.all.map(\.name)))
  var theme: String?

  mutating func validate() throws {
    guard Format.named(format) != nil else {
      throw ValidationError(
        "--format is one of \(Format.all.map(\.name).joined(separator: ", ")), not '\(format)'")
    }
    guard samples >= 1 else { throw ValidationError("--samples is at least 1, not \(samples)") }
    guard samples <= Options.sampleLimit else {
      throw ValidationError(
        "--samples is at most \(Options.sampleLimit) (the sample limit), not \(samples)")
    }
    guard Options.samplings.contains(sampling) else {
      throw ValidationError(
        "--sampling is one of \(Options.samplings.joined(separator: ", ")), not '\(sampling)'")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is from 1 to 1024, not \(threads)")
    }
    guard (1...65_536).contains(blockLength) else {
      throw ValidationError("--block-length is from 1 to 65536, not \(blockLength)")
    }
    if let today, Day(today) == nil && Period(today) == nil {
      throw ValidationError("--at is a date such as 2024-08-20, not '\(today)'")
    }
    if let timeLimit, !(timeLimit > 0 && timeLimit.isFinite) {
      throw ValidationError("--time-limit is a number of seconds above 0, not \(timeLimit)")
    }
    if let memoryLimit, Self.bytes(memoryLimit) == nil {
      throw ValidationError("--memory-limit is a size such as 500M or 2G, not '\(memoryLimit)'")
    }
    if let theme, Theme.named(theme) == nil {
      let names = Theme.all.map(\.name).joined(separator: ", ")
      throw ValidationError("--theme is one of \(names), not '\(theme)'")
    }
    guard Self.colors.contains(color) else {
      throw ValidationError(
        "--color is one of \(Self.colors.joined(separator: ", ")), not '\(color)'")
    }
  }

  /// Returns a session with the model and options asked for, in which a script may read and write files.
  func session(for script: String? = nil, under watchdog: Watchdog?) throws(Failure) -> Session {
    var options = Options()
    apply(to: &options)
    options.isCancelled = { Interrupt.isRequested || watchdog?.isReached == true }
    options.reachedLimit = { watchdog?.reached }
    FileAccess(isSandboxed: sandbox, script: script).grant(to: &options)
    options.today = today.flatMap { Day($0) ?? Period($0)?.start }
    return try Session(model: try chosenModel(), options: options)
  }

  /// What keeps the limits, beginning now; `nil` without any.
  var watchdog: Watchdog? {
    Watchdog(seconds: timeLimit, bytes: memoryBytes) { limit in
      report([limit.diagnostic()])
      _exit(Status.limited.code)
    }
  }

  /// Sets how a session draws and computes.
  func apply(to options: inout Options) {
    options.samples = samples
    options.seed = seed
    options.samplingName = sampling
    options.threads = threads ?? Self.processors
    options.blockLength = blockLength
  }

  /// How many threads can compute at once.
  static var processors: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// The bytes of `--memory-limit`.
  var memoryBytes: Double? { memoryLimit.flatMap(Self.bytes) }

  /// Reads a size: a number of bytes, or of thousands (`K`), millions (`M`) and so on; `Ki`, `Mi` are powers of 1024.
  private static func bytes(_ text: String) -> Double? {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    guard let number = Double(digits), number > 0, number.isFinite else { return nil }
    var suffix = text.dropFirst(digits.count).lowercased()
    if suffix.hasSuffix("b") { suffix.removeLast() }
    let isBinary = suffix.hasSuffix("i")
    if isBinary { suffix.removeLast() }
    guard let power = ["", "k", "m", "g", "t"].firstIndex(of: suffix), power > 0 || !isBinary else {
      return nil
    }
    return (0..<power).reduce(number) { bytes, _ in bytes * (isBinary ? 1024 : 1000) }
  }

  /// The model that the options ask for.
  func chosenModel() throws(Failure) -> Session.Model {
    guard let model else { return .builtIn }
    if model == "none" { return .none }
    return try Failure.of { () throws(Diagnostic) in
      var texts: [SourceText] = []
      for path in try Files.scripts(at: model) { texts.append(try Files.read(path)) }
      return .texts(texts)
    }
  }

  /// The printer of answers on a stream.
  func renderer(for output: Output) -> Renderer {
    Renderer(
      format: Format.named(format) ?? .text, isColored: isColored(output),
      width: output.isTerminal ? Window.columns : nil, theme: chosenTheme)
  }

  /// The colours that were asked for, or else those that suit the terminal.
  var chosenTheme: Theme {
    theme.flatMap(Theme.named) ?? .suited(to: Environment.value(of: "TERM"))
  }

  /// Prints diagnostics: as text to standard error, as JSON among the answers.
  func report(_ diagnostics: [Diagnostic]) {
    let diagnostics = quiet ? diagnostics.filter { $0.severity == .error } : diagnostics
    let output = format == Format.json.name ? Output.standard : .error
    output.write(renderer(for: output).render(diagnostics))
  }

  /// Colour: the flag, then `NO_COLOR`, then whether the stream is a terminal that has it.
  func isColored(_ output: Output) -> Bool {
    color == "always"
      || color == "auto" && Environment.value(of: "NO_COLOR") == nil && output.takesEscapes
  }
}
