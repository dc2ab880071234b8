import AISLanguage
import AISReport
import AISSource
import ArgumentParser

/// `ais explain CODE|TEXT`: a message, with an example of what gives it and of what does not; the core form of a question.
struct ExplainCommand: ParsableCommand, Action {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain the code of a message, with a wrong and a right example, or a question.")

  @OptionGroup var settings: Settings
  @ArgumentParser.Argument(help: "The code of a message, such as AIS0301 or 301, or a question.")
  var text: [String]

  func perform(under watchdog: Watchdog?) -> Status {
    do throws(Failure) {
      let answer = try settings.session(under: watchdog).explain(text.joined(separator: " "))
      Output.standard.write(settings.renderer(for: .standard).render(answer))
      return .success
    } catch {
      settings.report(error.diagnostics)
      return error.diagnostics.first?.code == "AIS0860" ? .usage : .failure
    }
  }
}
