import AISLanguage
import AISSource
import AISTestSupport
import Synchronization
import Testing

/// Files that a session reads and writes through its host.
@Suite struct FileTests {
  private let firms = """
    kind firm plural firms { revenue: money/year; cash: money; staff: people; share: ratio; age: time }
    """

  /// A session over files in memory.
  private func session(_ files: WrittenFiles) throws -> Session {
    var session = try Session(model: .none)
    files.grant(to: &session.options)
    return session
  }

  /// What is written and read back is the same, for any numbers.
  @Test(arguments: 0..<10) func filesGiveTheSameNumbersBack(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let files = WrittenFiles()
    var session = try session(files)
    func number() -> Double {
      Double(Int64.random(in: -1_000_000_000...1_000_000_000, using: &random))
        * ([1e-9, 1e-3, 1, 1e6, 0.1].randomElement(using: &random) ?? 1)
    }
    var text = firms + "\n"
    for row in 0..<20 {
      text +=
        "firm F\(row) { revenue = \(number()) USD/year; cash = \(number()) USD; staff = \(number()) people; "
        + "share = \(number()); age = \(number()) months }\n"
    }
    try session.define(text)
    let metrics = ["revenue", "cash", "staff", "share", "age"]
    _ = try session.ask("show \(metrics.joined(separator: ", ")) for firms to \"firms.csv\"")
    var other = try self.session(files)
    try other.define(firms + "\nimport \"firms.csv\" as firm")
    for row in 0..<20 {
      for metric in metrics {
        let (a, b) = (
          try session.quantity("F\(row).\(metric)"), try other.quantity("F\(row).\(metric)")
        )
        #expect(abs(a.mean - b.mean) <= abs(a.mean) * 1e-15 && a.unit == b.unit)
      }
    }
  }

  /// A table that comes in pieces is the table that comes whole.
  @Test(arguments: 0..<10) func piecesGiveTheSameTable(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var text = "name,revenue [$M/year],cash [$M],note,code,open\n"
    for row in 0..<500 {
      let note = ["", "\"a, b\"", "\"line\nbreak\"", "é"].randomElement(using: &random) ?? ""
      let code = row > 300 && seed.isMultiple(of: 2) ? "X\(row)" : "\(row)"
      text += "Row \(row),\(Double.random(in: -9...9, using: &random)),NA,\(note),\(code),true\r\n"
    }
    let lengths = (0..<10_000).map { _ in Int.random(in: 1...99, using: &random) }
    let bytes = Array(text.utf8)
    func answers(_ change: (inout Options) -> Void) throws -> [String] {
      var session = try Session(model: .none)
      change(&session.options)
      try session.define(firms + "\nimport \"t.csv\" as firm")
      return try ["sum(revenue of firms)", "show note, code, open for firms top 400", "firms"].map {
        "\(try session.ask($0).content)"
      }
    }
    let whole = try answers { $0.readFile = { SourceText(bytes, name: $0) } }
    let pieces = try answers { options in
      options.readPieces = { (_, take) throws(Diagnostic) in
        var rest = bytes[...]
        for length in lengths {
          try take(rest.prefix(length))
          rest = rest.dropFirst(length)
        }
      }
    }
    #expect(whole == pieces)
  }

  @Test func withoutAHostThereAreNoFiles() throws {
    var session = try Session(model: .none)
    for question in [
      "1 + 1 to \"x.csv\"", "let x = import \"x.csv\"",
      "kind k { a: ratio }; import \"x.csv\" as k",
    ] {
      let failure = #expect(throws: Failure.self) { _ = try session.ask(question) }
      #expect(failure?.diagnostics.first?.code == "AIS0714")
    }
  }

  /// That a file cannot be written is said before anything is computed; what is only checked is not written.
  @Test func nothingIsWrittenTooEarly() throws {
    let files = WrittenFiles()
    var session = try session(files)
    #expect(
      session.check(SourceText("1 + 1 to \"x.csv\"\n2 to \"x.abc\"")).map(\.code) == ["AIS0811"])
    #expect(files["x.csv"] == nil)
    _ = try session.ask("1 + 1 to \"x.csv\"")
    #expect(files["x.csv"] == "value\n2\n")
    _ = try session.ask("3 to \"x.csv\"")
    #expect(files["x.csv"] == "value\n3\n")
  }

  /// Where an answer goes changes nothing in it.
  @Test func drawsAreThoseOfTheQuestion() throws {
    let files = WrittenFiles()
    var session = try session(files)
    let mean = try session.quantity("normal(5, 1)").mean
    _ = try session.ask("normal(5, 1) to \"x.csv\"")
    let written = try #require(
      files["x.csv"]?.split(separator: "\n").last?.split(separator: ",").first)
    #expect(Double(written) == mean)
  }
}
