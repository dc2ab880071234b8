import AISSource
import AISUnits
import Testing

@testable import AISLanguage
@testable import AISReport

@Suite struct FormatTests {
  @Test func everyFormatIsFoundByItsName() {
    for format in Format.all {
      #expect(Format.named(format.name)?.summary == format.summary)
      #expect(!format.summary.isEmpty)
    }
    #expect(Set(Format.all.map(\.name)).count == Format.all.count)
    #expect(Format.named("xml") == nil)
    #expect(Format.named("text")?.mixesErrorsWithAnswers == false)
    #expect(Format.named("json")?.mixesErrorsWithAnswers == true)
  }

  /// Whatever is asked, a format writes whole lines.
  @Test(arguments: Format.all.map(\.name))
  func wholeLines(name: String) throws {
    let renderer = Renderer(format: try #require(Format.named(name)), width: 60)
    for answer in [Samples.whatIf, TreeTextTests.answer, Samples.answer(.certain(4, .ratio))] {
      let text = renderer.render(answer)
      #expect(text.hasSuffix("\n") && !text.hasPrefix("\n") && !text.hasSuffix("\n\n"))
      #expect(!text.split(separator: "\n").contains { $0.hasSuffix(" ") })
    }
    #expect(renderer.render([]) == "")
  }

  @Test func diagnosticsAsText() {
    let source = SourceText("1 + $5")
    let error = Diagnostic(code: "AIS0301", "cannot add", at: Place(source, Span(2, 3)))
    #expect(Renderer().render([error]) == error.rendered())
    #expect(
      Renderer(isColored: true).render([error, error])
        == error.rendered(color: true) + error.rendered(color: true))
  }
}
