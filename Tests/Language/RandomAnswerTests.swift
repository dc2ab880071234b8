import AISLanguage
import AISTestSupport
import Testing

/// Whole programs answer the same in blocks of one sample, with any number of threads.
@Suite struct RandomAnswerTests {
  private static let batches = 20
  /// What goes beyond the programs' own lines.
  private static let more = """
    let u = 1 to 3; let w = 2 ± 1; let v = mixture(u: 40%, 2 to 5: 60%); correlate u, w = -70%
    """

  @Test(arguments: 0..<batches) func anyBlocksGiveTheSameBytes(_ batch: Int) throws {
    for number in 0..<3 * Repository.thoroughness {
      var program = RandomProgram(seed: UInt64(batch * 1_000 + number))
      var whole = try program.session(samples: 70)
      whole.options.samplingName = ["random", "lhs", "sobol"][number % 3]
      var single = whole
      (single.options.blockLength, single.options.threads) = (1, 3)
      try whole.define(Self.more)
      try single.define(Self.more)
      for _ in 0..<6 {
        let question = program.question()
        #expect(
          whole.said(to: question) == single.said(to: question), "\(question)\n\(program.text)")
        let mixed = "(\(question)) * u + w * v"
        #expect(whole.said(to: mixed) == single.said(to: mixed), "\(mixed)\n\(program.text)")
      }
    }
  }
}
