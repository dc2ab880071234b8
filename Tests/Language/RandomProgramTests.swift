import AISLanguage
import AISTestSupport
import Testing

/// A session that was edited and asked in any order answers as one that was given the final text.
@Suite struct RandomProgramTests {
  private static let batches = 100
  private static let programsPerBatch = 2 * Repository.thoroughness
  /// Each state after an edit is a program that is compared: 10 000 in all under `make laws`.
  private static let editsPerProgram = 10
  private static let samples = 12

  @Test(arguments: 0..<batches) func editsAreAsWritingAnew(_ batch: Int) throws {
    for number in 0..<Self.programsPerBatch {
      try check(seed: UInt64(batch * Self.programsPerBatch + number))
    }
  }

  /// Those whose answers have told what was asked before: the order of a sum over rows under a sweep (970), and
  /// an input of which another one takes the mean (212).
  @Test(arguments: [212, 970] as [UInt64]) func editsOnceDiffered(_ seed: UInt64) throws {
    try check(seed: seed)
  }

  private func check(seed: UInt64) throws {
    var program = RandomProgram(seed: seed)
    var edited = try program.session(samples: Self.samples)
    var history: [String] = []
    for _ in 0..<Self.editsPerProgram {
      // what is worked out here must not be taken for the value after the edit
      _ = edited.said(to: program.question())
      let edit = program.edit()
      let after = program.edited(edit)
      let isAccepted = (try? edited.define(edit.text)) != nil
      var anew = program.bareSession(samples: Self.samples)
      let isWritten = (try? anew.define(after.text)) != nil
      #expect(isAccepted == isWritten, "seed \(seed): \(edit.text)\n\(after.text)")
      guard isAccepted == isWritten else { return }
      if isAccepted { program = after } else { anew = try program.session(samples: Self.samples) }
      history.append(edit.text)
      let question = program.question()
      let (found, wanted) = (edited.said(to: question), anew.said(to: question))
      if found != wanted {
        Issue.record(
          "seed \(seed): \(question)\n\(found)\nnot \(wanted)\n\(history)\n\(program.text)")
        return
      }
    }
  }
}
