import AISLanguage
import AISReport
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

  /// `make bits` does the same with an optimized build, for more threads and blocks.
  @Test(arguments: scripts) func anyThreadsAndBlocksGiveTheSameBytes(_ name: String) throws {
    let text = try #require(Repository.text("Examples/\(name)", named: name))
    func bytes(threads: Int, blockLength: Int) -> String {
      var session = Sessions.builtIn.with(samples: 3_000)
      (session.options.threads, session.options.blockLength) = (threads, blockLength)
      return Script(text, in: session, format: .json).run().output
    }
    let wanted = bytes(threads: 1, blockLength: 64)
    // a script of nothing but expectations says nothing
    #expect(wanted.isEmpty || wanted.hasPrefix("{"))
    for (threads, blockLength) in [(2, 64), (3, 64), (1, 1_024), (2, 1_024), (3, 1_024)] {
      #expect(
        bytes(threads: threads, blockLength: blockLength) == wanted,
        "\(threads) threads, blocks of \(blockLength)")
    }
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
    let names = Sessions.builtIn.oddNames(for: text)
    let formatted = try #require(
      Formatter.format(Parser.parse(text, oddNames: names), oddNames: names))
    #expect(formatted == text.content, "run `ais fmt Examples/\(name)`")
  }
}
