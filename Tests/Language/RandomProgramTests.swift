import AISLanguage
import AISReport
import AISSource
import AISTestSupport
import Testing

/// A session that was edited and asked in any order answers as one that was given the final text.
@Suite struct RandomProgramTests {
  private static let batches = 100
  private static let programsPerBatch = 2 * Repository.thoroughness
  /// Each state after an edit is a program that is compared: 10 000 in all under `make laws`.
  private static let editsPerProgram = 10

  private func session(_ program: RandomProgram) -> Session {
    var session = Sessions.bare.with(samples: 12)
    let table = program.table
    session.options.readFile = { path in SourceText(table, name: path) }
    return session
  }

  private func fresh(_ program: RandomProgram) throws -> Session {
    var session = session(program)
    try session.define(program.text)
    return session
  }

  /// All of an answer, to the last bit; of a failure its codes, because its places differ.
  private func answer(_ question: String, _ session: inout Session) -> String {
    do throws(Failure) {
      return Renderer(format: .json).render(try session.ask(question))
    } catch {
      return error.diagnostics.map(\.code).joined(separator: " ")
    }
  }

  @Test(arguments: 0..<batches) func editsAreAsWritingAnew(_ batch: Int) throws {
    for number in 0..<Self.programsPerBatch {
      try check(seed: UInt64(batch * Self.programsPerBatch + number))
    }
  }

  private func check(seed: UInt64) throws {
    var program = RandomProgram(seed: seed)
    var edited = try fresh(program)
    var history: [String] = []
    for _ in 0..<Self.editsPerProgram {
      // what is worked out here must not be taken for the value after the edit
      _ = answer(program.question(), &edited)
      let edit = program.edit()
      let after = program.edited(edit)
      let isAccepted = (try? edited.define(edit.text)) != nil
      var anew = session(program)
      let isWritten = (try? anew.define(after.text)) != nil
      #expect(isAccepted == isWritten, "seed \(seed): \(edit.text)\n\(after.text)")
      guard isAccepted == isWritten else { return }
      if isAccepted { program = after } else { anew = try fresh(program) }
      history.append(edit.text)
      let question = program.question()
      let (found, wanted) = (answer(question, &edited), answer(question, &anew))
      if found != wanted {
        Issue.record(
          "seed \(seed): \(question)\n\(found)\nnot \(wanted)\n\(history)\n\(program.text)")
        return
      }
    }
  }
}
