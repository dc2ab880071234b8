import AISLanguage
import AISReport
import AISSource
import AISTestSupport
import Testing

/// Whole programs answer the same in blocks of one sample, with any number of threads.
@Suite struct RandomAnswerTests {
  private static let batches = 20
  /// What goes beyond the programs' own lines.
  private static let more = """
    let u = 1 to 3; let w = 2 ± 1; let v = mixture(u: 40%, 2 to 5: 60%); correlate u, w = -70%
    """

  private func session(_ program: RandomProgram, samples: Int) throws -> Session {
    var session = Sessions.bare.with(samples: samples)
    let table = program.table
    session.options.readFile = { path in SourceText(table, name: path) }
    try session.define(program.text)
    return session
  }

  private func answer(_ question: String, _ session: inout Session) -> String {
    do throws(Failure) {
      return Renderer(format: .json).render(try session.ask(question))
    } catch {
      return error.diagnostics.map(\.code).joined(separator: " ")
    }
  }

  @Test(arguments: 0..<batches) func anyBlocksGiveTheSameBytes(_ batch: Int) throws {
    for number in 0..<3 * Repository.thoroughness {
      var program = RandomProgram(seed: UInt64(batch * 1_000 + number))
      var whole = try session(program, samples: 70)
      whole.options.samplingName = ["random", "lhs", "sobol"][number % 3]
      var single = whole
      (single.options.blockLength, single.options.threads) = (1, 3)
      try whole.define(Self.more)
      try single.define(Self.more)
      for _ in 0..<6 {
        let question = program.question()
        #expect(
          answer(question, &whole) == answer(question, &single), "\(question)\n\(program.text)")
        let mixed = "(\(question)) * u + w * v"
        #expect(answer(mixed, &whole) == answer(mixed, &single), "\(mixed)\n\(program.text)")
      }
    }
  }
}
