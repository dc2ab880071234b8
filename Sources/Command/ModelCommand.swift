import AISLanguage
import AISReport
import AISSource
import ArgumentParser

/// `ais model …`: looks into the built-in model, or the one of `--model`.
struct ModelCommand: ParsableCommand, Action {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Look into the built-in model, or the one of `--model`.",
    usage: """
      ais model [list]                        what each of its files declares
      ais model show NAME                     a file, or where a name is declared
      ais model facts|assumptions|conflicts [EXPRESSION]
      ais model sources
      """)

  /// What there is to see.
  enum View: String, ExpressibleByArgument, CaseIterable {
    case list, show, facts, assumptions, conflicts, sources
  }

  @OptionGroup var settings: Settings
  @ArgumentParser.Argument(help: "What to see.") var view = View.list
  @ArgumentParser.Argument(help: "A name, or what facts, assumptions or conflicts are about.")
  var words: [String] = []

  func validate() throws {
    switch view {
    case .show where words.isEmpty:
      throw ValidationError("say what to show: `ais model show OpenAI`")
    case .list, .sources:
      guard let first = words.first else { return }
      throw ValidationError("`ais model \(view.rawValue)` takes no '\(first)'")
    default: break
    }
  }

  func perform(under watchdog: Watchdog?) -> Status {
    do throws(Failure) {
      var runner = try Runner(settings, under: watchdog)
      switch view {
      case .list: runner.write(.table(try listing(runner.session).table), to: "model list")
      case .show: try show(&runner)
      case .facts, .assumptions, .conflicts, .sources:
        let subject = words.isEmpty ? "" : " of \(words.joined(separator: " "))"
        runner.run(SourceText(view.rawValue + subject))
      }
      return runner.status
    } catch {
      settings.report(error.diagnostics)
      return .failure
    }
  }

  private func show(_ runner: inout Runner) throws(Failure) {
    let name = words.joined(separator: " ")
    let listing = try listing(runner.session)
    guard let source = listing.source(of: name) else {
      let similar = listing.suggestions(for: name).map { "`\($0)`" }.joined(separator: ", ")
      throw Failure([
        Diagnostic(
          code: "AIS0833", "the model declares nothing called `\(name)`",
          help: similar.isEmpty ? "`ais model list` says what it holds" : "did you mean \(similar)?"
        )
      ])
    }
    runner.write(.cell(.text(source)), to: "model show \(name)")
  }

  private func listing(_ session: Session) throws(Failure) -> ModelListing {
    ModelListing(try settings.chosenModel(), oddNames: session.oddNames(for: SourceText("")))
  }
}
