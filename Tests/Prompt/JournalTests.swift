import Foundation
import Testing

@testable import AISPrompt

/// What conversations keep of what was said, however they end.
@Suite struct JournalTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "ais-journals-\(UUID().uuidString)/a/b").path()

  @Test func whatWasCutOffIsContinued() throws {
    var journal = Journal(in: folder)
    try #require(journal != nil)
    journal?.append("--samples\0500")
    journal?.append("let x = {\n  1 }")
    #expect(Journal.last(in: folder) == nil)  // somebody has it
    journal = nil
    let resumed = try #require(Journal.last(in: folder))
    #expect(resumed.entries == ["--samples\0500", "let x = {\n  1 }"])
    resumed.append("x")
    #expect(Journal.last(in: folder) == nil)
  }

  @Test func whatHasEndedComesAfterWhatWasCutOff() throws {
    for (name, ends) in [("first", false), ("second", true), ("third", false)] {
      let journal = try #require(Journal(in: folder))
      journal.append("")
      journal.append(name)
      if ends { journal.close() }
    }
    let third = try #require(Journal.last(in: folder))
    #expect(third.entries.last == "third")
    let first = try #require(Journal.last(in: folder))
    #expect(first.entries.last == "first")
    let second = try #require(Journal.last(in: folder))
    #expect(second.entries.last == "second")
    #expect(Journal.last(in: folder) == nil)
  }

  @Test func halfAnEntryIsNone() throws {
    var journal = Journal(in: folder)
    journal?.append("")
    journal?.append("whole")
    journal = nil
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
    let file = try #require(FileHandle(forWritingAtPath: "\(folder)/\(name)"))
    try file.seekToEnd()
    try file.write(contentsOf: Data("let ha".utf8))
    try file.close()
    var resumed = Journal.last(in: folder)
    #expect(resumed?.entries == ["", "whole"])
    resumed?.append("next")
    resumed = nil
    #expect(Journal.last(in: folder)?.entries == ["", "whole", "next"])
  }

  @Test func aSilentConversationLeavesNothing() throws {
    let journal = try #require(Journal(in: folder))
    journal.append("")
    journal.close()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test func fewAreKept() throws {
    for number in 1...30 {
      let journal = try #require(Journal(in: folder))
      journal.append("")
      journal.append("\(number)")
      journal.close()
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.count == 20)
    #expect(Journal.last(in: folder)?.entries.last == "30")
  }

  @Test func whereNothingCanBeWrittenThereIsNone() {
    #expect(Journal(in: "/proc/none") == nil)
    #expect(Journal.last(in: "/proc/none") == nil)
  }
}
