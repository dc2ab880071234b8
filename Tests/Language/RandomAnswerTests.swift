import AISLanguage
import AISReport
import AISSource
import AISTestSupport
import Testing

/// What whole programs answer, in any blocks, and what `drivers` says of them.
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

  // MARK: Blocks

  @Test(arguments: 0..<batches) func anyBlocksGiveTheSameBytes(_ batch: Int) throws {
    for number in 0..<5 * Repository.thoroughness {
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

  // MARK: Elasticities

  /// What an input is scaled by, up and down, for a difference.
  private static let width = 1e-4

  @Test(arguments: 0..<batches) func elasticitiesAreDifferences(_ batch: Int) throws {
    var compared = 0
    for number in 0..<2 * Repository.thoroughness {
      let program = RandomProgram(seed: UInt64(batch * 1_000 + number))
      var session = try session(program, samples: 40)
      for value in ["y0", "y1", "y2"] {
        guard let table = try? session.table("drivers of \(value)"),
          let column = table.columns.firstIndex(where: { $0.name == "elasticity" })
        else { continue }
        for row in table.rows {
          guard case .text(let input) = row[0], input.isInput,
            case .quantity(let elasticity) = row[column],
            let difference = difference(value, input, &session)
          else { continue }
          compared += 1
          let gap = abs(elasticity.mean - difference)
          #expect(
            gap < 1e-3 * (1 + abs(difference)),
            "\(value) by \(input): \(elasticity.mean), not \(difference)\n\(program.text)")
        }
      }
    }
    #expect(compared > 0)
  }

  /// The elasticity of a mean by a central difference; `nil` beside a corner or a jump.
  private func difference(_ value: String, _ input: String, _ session: inout Session) -> Double? {
    func mean(_ factor: Double, _ session: inout Session) -> Double? {
      try? session.quantity("\(value) under { \(input) *= \(factor) }").mean
    }
    let width = Self.width
    guard let middle = mean(1, &session), let up = mean(1 + width, &session),
      let down = mean(1 - width, &session), let higher = mean(1 + 2 * width, &session),
      let lower = mean(1 - 2 * width, &session), abs(middle) > 1e-6
    else { return nil }
    let (near, far) = ((up - down) / (2 * width), (higher - lower) / (4 * width))
    let (left, right) = ((middle - down) / width, (up - middle) / width)
    let scale = abs(near) + abs(middle)
    guard abs(near - far) < 1e-4 * scale, abs(left - right) < 1e-2 * scale else { return nil }
    return near / abs(middle)
  }
}

extension String {
  /// It names an input that a clause can scale: `x0`, `A.price`.
  fileprivate var isInput: Bool {
    (hasPrefix("x") || hasSuffix(".price")) && !contains(" ")
  }
}
