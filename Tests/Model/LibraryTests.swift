import AISModel
import AISSource
import AISSyntax
import AISTestSupport
import Testing

/// The texts of the built-in model: what is embedded is what is in the folder.
@Suite struct LibraryTests {
  static let folder = "Sources/Model/Library"
  static let files = Repository.files(in: folder, suffix: ".ais")

  @Test func everyFileIsEmbedded() {
    #expect(Set(ModelLibrary.texts.map(\.name)) == Set(Self.files.map { "model/\($0)" }))
    #expect(Self.files.count >= 8)
  }

  @Test(arguments: files) func embeddedIsWhatIsOnDisk(_ file: String) throws {
    let disk = try #require(Repository.text("\(Self.folder)/\(file)"))
    let embedded = try #require(ModelLibrary.texts.first { $0.name == "model/\(file)" })
    #expect(embedded.bytes == disk.bytes)
  }

  @Test(arguments: files) func isInCanonicalForm(_ file: String) throws {
    let text = try #require(Repository.text("\(Self.folder)/\(file)"))
    let formatted = try #require(Formatter.format(Parser.parse(text)), "it has errors")
    #expect(formatted == text.content, "run `ais fmt \(Self.folder)/\(file)`")
  }

  @Test(arguments: files) func readsWithoutAWord(_ file: String) throws {
    let text = try #require(Repository.text("\(Self.folder)/\(file)"))
    #expect(Parser.parse(text).diagnostics.map(\.message).isEmpty)
  }
}
