import AISLanguage
import AISPrompt
import AISReport
import AISSource
import AISSyntax
import ArgumentParser

/// `ais check FILE…`: every error and warning; evaluates nothing.
struct CheckCommand: ParsableCommand, Action {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Report every error of scripts; evaluates nothing.",
    usage: "ais check [OPTION ...] PATH ...")

  @OptionGroup var settings: Settings
  @ArgumentParser.Argument(help: "Scripts or folders, `-` for standard input.") var paths: [String]

  func perform(under watchdog: Watchdog?) -> Status {
    settings.forEachScript(of: paths) { file throws(Failure) in
      var session = try settings.session(for: file, under: watchdog)
      let diagnostics = session.check(try Files.script(file))
      settings.report(diagnostics)
      return Status(of: diagnostics)
    }
  }
}

/// `ais fmt [--check] FILE…`: canonical form.
struct FormatCommand: ParsableCommand, Action {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Put scripts into canonical form; `-` filters standard input.",
    usage: "ais fmt [--check] [OPTION ...] PATH ...")

  @OptionGroup var settings: Settings
  @Flag(help: "Change nothing; say which files are not in canonical form.")
  var check = false
  @ArgumentParser.Argument(help: "Scripts or folders, `-` for standard input.") var paths: [String]

  func perform(under watchdog: Watchdog?) -> Status {
    let session: Session
    do throws(Failure) {
      session = try settings.session(under: watchdog)
    } catch {
      settings.report(error.diagnostics)
      return .failure
    }
    return settings.forEachScript(of: paths) { file throws(Failure) in
      try format(file, session) ? .success : .failure
    }
  }

  /// Formats one file; returns `false` when it differs under `--check`.
  private func format(_ path: String, _ session: Session) throws(Failure) -> Bool {
    let source = try Files.script(path)
    let names = session.oddNames(for: source)
    let parsed = Parser.parse(source, oddNames: names)
    let errors = parsed.diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { throw Failure(errors) }
    guard let text = Formatter.format(parsed, oddNames: names) else {
      throw Failure([
        Diagnostic(
          code: "AIS0804", "\(path) cannot be formatted without a change of its meaning",
          help: "it is left as it was; please report this file as a fault of `ais fmt`")
      ])
    }
    let isCanonical = Array(text.utf8) == source.bytes
    if check {
      if !isCanonical { Output.standard.write("\(path)\n") }
      return isCanonical
    }
    if path == "-" {
      Output.standard.write(text)
    } else if !isCanonical {
      try Failure.of { () throws(Diagnostic) in try Files.write(text, to: path) }
    }
    return true
  }
}

/// `ais test PATH…`: runs the `test` blocks and the `expect`s of scripts, and says which have failed.
struct TestCommand: ParsableCommand, Action {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Run the `test` blocks of scripts.",
    usage: "ais test [OPTION ...] PATH ...")

  @OptionGroup var settings: Settings
  @ArgumentParser.Argument(help: "Scripts or folders, `-` for standard input.") var paths: [String]

  func perform(under watchdog: Watchdog?) -> Status {
    var passed = 0
    var failed: [String] = []
    let status = settings.forEachScript(of: paths) { file throws(Failure) in
      var status = Status.success
      do throws(Failure) {
        var session = try settings.session(for: file, under: watchdog)
        session.runTests(of: try Files.script(file)) { name, diagnostics in
          let errors = diagnostics.filter { $0.severity == .error }
          guard !errors.isEmpty else {
            passed += 1
            return
          }
          // a stop is said once, and is no test that fails
          guard !status.isStop else { return }
          settings.report(errors)
          status.add(Status(of: errors))
          guard !status.isStop else { return }
          failed.append(name.map { "\(file): \($0.firstLine)" } ?? file)
        }
      } catch {
        failed.append(file)
        throw error
      }
      return status
    }
    write(passed, failed)
    return status
  }

  private func write(_ passed: Int, _ failed: [String]) {
    guard settings.format == Format.text.name else { return }
    for name in failed { Output.standard.write("failed: \(name)\n") }
    Output.standard.write("\(passed) passed, \(failed.count) failed\n")
  }

}

extension String {
  /// The first line, with `…` for more.
  var firstLine: String {
    let lines = split(separator: "\n")
    return lines.count > 1 ? lines[0] + " …" : self
  }
}

extension Settings {
  /// Does something with every script that paths stand for; what is wrong with one keeps no other from its turn,
  /// but an interruption or a limit does.
  fileprivate func forEachScript(
    of paths: [String], _ body: (String) throws(Failure) -> Status
  ) -> Status {
    var status = Status.success
    for path in paths {
      let files: [String]
      do throws(Diagnostic) {
        files = try Files.scripts(at: path)
      } catch {
        report([error])
        status.add(.failure)
        continue
      }
      for file in files {
        if Interrupt.isRequested {
          report([Diagnostic(code: "AIS0602", "interrupted")])
          return .interrupted
        }
        do throws(Failure) {
          status.add(try body(file))
        } catch {
          report(error.diagnostics)
          status.add(Status(of: error.diagnostics))
        }
        if status.isStop { return status }
      }
    }
    return status
  }
}

extension Files {
  /// Returns the text of a script, with an error that a command can report.
  static func script(_ path: String) throws(Failure) -> SourceText {
    try Failure.of { () throws(Diagnostic) in try read(path) }
  }
}
