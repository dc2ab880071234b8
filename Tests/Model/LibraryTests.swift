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

  // MARK: The facts

  /// The rows of the fact table that state a quantity, dates left out: each is somewhere in the model.
  static let quantityRows: [ClosedRange<Int>] = [
    2...3, 7...11, 13...19, 22...22, 27...32, 37...38, 42...44, 47...47, 50...50, 55...55, 63...63,
    66...69, 71...78, 80...80, 84...88, 90...105, 108...109, 111...113, 116...120, 137...138,
    141...144, 146...152, 156...161, 163...164, 167...170, 173...173, 175...175, 198...199,
    202...203, 205...206, 209...215, 218...218, 220...221, 224...224, 227...228, 232...233,
    235...238, 240...241, 243...243, 245...246, 254...254, 262...263, 265...265, 267...269,
    271...271, 275...275, 300...300, 305...305, 307...310, 317...318, 320...328, 330...331,
    352...352, 358...360, 380...382, 385...387, 390...391, 393...393, 395...397, 399...401,
    404...404, 406...406, 409...412, 416...416, 418...418, 420...421, 423...424, 426...427,
  ]

  @Test func noQuantityOfTheSourcesIsMissing() {
    let texts = ModelLibrary.texts.map(\.content)
    let numbers = Set(
      texts.flatMap { $0.matches(of: /#.*/).flatMap { Self.numbers(in: $0.output) } })
    let missing = Self.quantityRows.joined().filter { !numbers.contains($0) }
    #expect(missing.isEmpty, "no comment names these rows of the fact table")
    #expect(Self.quantityRows.joined().count == 192)
  }

  private static func numbers(in comment: Substring) -> [Int] {
    comment.matches(of: /F(\d{3})/).compactMap { Int($0.1) }
  }
}
