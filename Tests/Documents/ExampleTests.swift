import AISLanguage
import AISSource
import AISSyntax
import AISTestSupport
import Testing

/// The scripts of `Examples/` run and are in canonical form.
@Suite struct ExampleTests {
  static let scripts = Repository.files(in: "Examples", suffix: ".ais")

  @Test(arguments: scripts) func runsWithoutAFault(_ name: String) throws {
    let text = try #require(Repository.text("Examples/\(name)", named: name))
    let result = try Script(text).run()
    #expect(result.diagnostics.map { $0.rendered() }.isEmpty)
  }

  @Test(arguments: scripts) func itsTestsPass(_ name: String) throws {
    let text = try #require(Repository.text("Examples/\(name)", named: name))
    var session = Sessions.builtIn
    session.runTests(of: text) { test, faults in
      #expect(faults.map { $0.rendered() }.isEmpty, "\(test ?? name)")
    }
  }

  @Test(arguments: scripts) func isInCanonicalForm(_ name: String) throws {
    let text = try #require(Repository.text("Examples/\(name)"))
    let formatted = try #require(Formatter.format(Parser.parse(text)))
    #expect(formatted == text.content, "run `ais fmt Examples/\(name)`")
  }
}
