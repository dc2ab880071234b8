import AISLanguage
import AISReport
import AISSource
import AISSyntax
import ArgumentParser

/// `ais check FILE…`: every error and warning; evaluates nothing.
struct CheckCommand: ParsableCommand, Action {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Report every error of scripts; evaluates nothing.")

  @OptionGroup var settings: Settings
  @ArgumentParser.Argument(help: "Scripts or folders.") var paths: [String]

  func perform() -> Status {
    var status = Status.success
    for path in paths {
      do throws(Failure) {
        var session = try settings.session(for: path)
        for file in try Self.files(path) {
          let diagnostics = session.check(try Self.text(file))
          settings.report(diagnostics)
          if diagnostics.contains(where: { $0.severity == .error }) { status = .failure }
        }
      } catch {
        settings.report(error.diagnostics)
        status = .failure
      }
    }
    return status
  }

  static func files(_ path: String) throws(Failure) -> [String] {
    do throws(Diagnostic) { return try Files.scripts(at: path) } catch { throw Failure([error]) }
  }

  static func text(_ path: String) throws(Failure) -> SourceText {
    do throws(Diagnostic) { return try Files.read(path) } catch { throw Failure([error]) }
  }
}

/// `ais fmt [--check] FILE…`: canonical form.
struct FormatCommand: ParsableCommand, Action {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Put scripts into canonical form; `-` filters standard input.")

  @OptionGroup var settings: Settings
  @Flag(help: "Change nothing; say which files are not in canonical form.")
  var check = false
  @ArgumentParser.Argument(help: "Scripts, or `-`.") var paths: [String]

  func perform() -> Status {
    var status = Status.success
    let names: OddNames
    do throws(Failure) {
      names = try settings.session().oddNames
    } catch {
      settings.report(error.diagnostics)
      return .failure
    }
    for path in paths {
      do throws(Diagnostic) {
        if try !format(path, names) { status = .failure }
      } catch {
        settings.report([error])
        status = .failure
      }
    }
    return status
  }

  /// Formats one file; returns `false` when it has errors, or differs under `--check`.
  private func format(_ path: String, _ names: OddNames) throws(Diagnostic) -> Bool {
    let source = try Files.read(path)
    let parsed = Parser.parse(source, oddNames: names)
    let errors = parsed.diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else {
      settings.report(errors)
      return false
    }
    guard let text = Formatter.format(parsed, oddNames: names) else {
      throw Diagnostic(
        code: "AIS0804", "\(path) cannot be formatted without a change of its meaning",
        help: "it is left as it was; please report this file as a fault of `ais fmt`")
    }
    if path == "-" {
      Output.standard.write(text)
      return true
    }
    let isCanonical = Array(text.utf8) == source.bytes
    if check {
      if !isCanonical { Output.standard.write("\(path)\n") }
      return isCanonical
    }
    if !isCanonical { try Files.write(text, to: path) }
    return true
  }
}

/// `ais test PATH…`: runs the `test` blocks of scripts and of what the model holds.
struct TestCommand: ParsableCommand, Action {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Run the `test` blocks of scripts.")

  @OptionGroup var settings: Settings
  @ArgumentParser.Argument(help: "Scripts or folders.") var paths: [String]

  func perform() -> Status {
    var (passed, failed, hasError) = (0, 0, false)
    for path in paths {
      do throws(Failure) {
        for file in try CheckCommand.files(path) {
          var session = try settings.session(for: file)
          session.runTests(of: try CheckCommand.text(file)) { name, diagnostics in
            let errors = diagnostics.filter { $0.severity == .error }
            if errors.isEmpty {
              passed += 1
            } else {
              failed += 1
              if name == nil { hasError = true }
              settings.report(errors)
            }
          }
        }
      } catch {
        settings.report(error.diagnostics)
        hasError = true
        failed += 1
      }
    }
    Output.standard.write("\(passed) passed, \(failed) failed\n")
    return hasError ? .failure : failed > 0 ? .unmet : .success
  }
}
