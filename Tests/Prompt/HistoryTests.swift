import AISPrompt
import Foundation
import Testing

@Suite struct HistoryTests {
  @Test func entriesSurviveWholeInAFileOfTheirOwn() throws {
    let folder = Folder()
    let place = folder.place("state/ais/history")
    let entries = ["2 + 2", "f(\n  2,\n\t\"a\\nb\"\n)", "r = \"é 日本 😀\"", "a\r\nb\0c\\"]
    var history = History(path: place)
    #expect(history.entries.isEmpty)
    for entry in entries { history.remember(entry) }

    #expect(history.problem == nil)
    #expect(History(path: place).entries == entries)
    #expect(try folder.text("state/ais/history").split(separator: "\n").count == entries.count)
    #expect(try folder.mode("state/ais/history") == 0o600)
    #expect(try folder.mode("state/ais") == 0o700)
    #expect(try folder.mode("state") == 0o700)
  }

  @Test func privateRepeatedAndEmptyEntriesAreNotKept() throws {
    let folder = Folder()
    var history = History(path: folder.place("history"))
    let kept = ["a", "a", " secret", "\tsecret", "", "b", "a"].map { history.remember($0) }
    #expect(kept == [true, false, false, false, false, true, true])
    #expect(history.entries == ["a", "b", "a"])
    #expect(try folder.text("history") == "a\nb\na\n")
  }

  @Test func aLongFileIsCutToItsNewestEntries() throws {
    let folder = Folder()
    let count = History.limit + History.limit / 10
    let lines = (1...count).map { "entry \($0)\n" }
    try folder.write(lines.joined(), to: "history")
    #expect(History(path: folder.place("history")).entries.count == History.limit)
    #expect(try folder.text("history").count { $0 == "\n" } == count)

    try folder.write(lines.joined() + "last\n", to: "history")
    let history = History(path: folder.place("history"))
    #expect(history.entries.count == History.limit)
    #expect(history.entries.last == "last")
    let cut = try folder.text("history").split(separator: "\n").map(String.init)
    #expect(cut == history.entries)
    #expect(try folder.mode("history") == 0o600)
    #expect(try folder.names() == ["history"])
  }

  @Test func cuttingFollowsALink() throws {
    let folder = Folder()
    try folder.write(String(repeating: "a\n", count: 2 * History.limit), to: "far")
    try FileManager.default.createSymbolicLink(
      atPath: folder.place("history"), withDestinationPath: folder.place("far"))
    _ = History(path: folder.place("history"))
    #expect(try folder.text("far").count == 2 * History.limit)
    #expect(try folder.names() == ["far", "history"])
  }

  @Test func memoryKeepsTheNewestEntries() {
    var history = History(path: nil)
    for number in 0...History.limit { history.remember("\(number)") }
    #expect(history.entries.count == History.limit)
    #expect(history.entries.first == "1")
  }

  @Test func conversationsAddToOneFileWhileItIsCut() throws {
    let folder = Folder()
    let place = folder.place("history")
    try folder.write(String(repeating: "old\n", count: History.limit), to: "history")
    DispatchQueue.concurrentPerform(iterations: 3) { writer in
      var history = History(path: place)
      for number in 0..<500 {
        history.remember("writer \(writer), entry \(number)")
        if writer == 0, number % 64 == 0 { Self.growAndCut(place) }
      }
    }
    let entries = History(path: place).entries
    for writer in 0..<3 {
      let own = entries.filter { $0.hasPrefix("writer \(writer),") }
      #expect(own == (0..<500).map { "writer \(writer), entry \($0)" })
    }
  }

  /// Adds as many lines as one conversation, and begins another, which finds the file too long.
  private static func growAndCut(_ place: String) {
    let lines = String(repeating: "more\n", count: History.limit / 10 + 1)
    let file = open(place, O_WRONLY | O_APPEND)
    write(file, lines, lines.utf8.count)
    close(file)
    _ = History(path: place)
  }

  @Test func linesThatAreNoEntriesArePassedOver() throws {
    let folder = Folder()
    let bytes: [UInt8] = [0xFF, 0x0A] + Array("good\n\nbad\\x\n".utf8) + Array("torn".utf8)
    try Data(bytes).write(to: URL(fileURLWithPath: folder.place("history")))
    var history = History(path: folder.place("history"))
    #expect(history.entries == ["good", "torn"])
    history.remember("new")
    #expect(History(path: folder.place("history")).entries == ["good", "torn", "new"])
  }

  @Test func someoneElsesLinesAreNeverCut() throws {
    let folder = Folder()
    let text = String(repeating: "theirs\\x\n", count: 2 * History.limit)
    try folder.write(text, to: "history")
    #expect(History(path: folder.place("history")).entries.isEmpty)
    #expect(try folder.text("history") == text)
  }

  @Test func aFileThatIsNoHistoryIsLeftAlone() throws {
    let folder = Folder()
    try folder.write("binary\0", to: "history")
    var history = History(path: folder.place("history"))
    #expect(history.problem == "\(folder.place("history")) is not a history of ais")
    history.remember("a")
    #expect(history.entries == ["a"])
    #expect(try folder.text("history") == "binary\0")
  }

  @Test func aFolderIsNoHistory() {
    let folder = Folder()
    var history = History(path: folder.place(""))
    history.remember("a")
    #expect(history.problem?.hasSuffix("is not a regular file") == true)
  }

  @Test func aPipeIsNotWaitedFor() {
    let folder = Folder()
    mkfifo(folder.place("history"), 0o600)
    #expect(History(path: folder.place("history")).problem != nil)
  }

  @Test func aFileThatCannotBeWrittenIsReportedOnce() throws {
    let folder = Folder()
    try folder.write("", to: "file")
    var history = History(path: folder.place("file/history"))
    history.remember("a")
    #expect(history.problem?.hasPrefix("cannot") == true)
    #expect(history.entries == ["a"])
  }

  @Test(
    arguments: [
      (["AIS_HISTORY": "/a/b", "HOME": "/h"], "/a/b"),
      (["AIS_HISTORY": "", "HOME": "/h"], nil),
      (["AIS_HISTORY": "/dev/null", "HOME": "/h"], nil),
      (["XDG_STATE_HOME": "/s", "HOME": "/h"], "/s/ais/history"),
      (["XDG_STATE_HOME": "", "HOME": "/h"], "/h/.local/state/ais/history"),
      (["XDG_STATE_HOME": "relative", "HOME": "/h"], "/h/.local/state/ais/history"),
      (["HOME": "/h"], "/h/.local/state/ais/history"),
      (["HOME": ""], nil),
      ([:], nil),
    ] as [([String: String], String?)])
  func theEnvironmentChoosesThePlace(environment: [String: String], place: String?) {
    #expect(History.defaultPath(environment: environment) == place)
  }
}

/// An empty folder that is removed with this value.
private final class Folder {
  private let path: String

  init() {
    path = NSTemporaryDirectory() + "ais-" + UUID().uuidString
    mkdir(path, 0o700)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func place(_ name: String) -> String {
    path + "/" + name
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: place(name), encoding: .utf8)
  }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: place(name), atomically: false, encoding: .utf8)
  }

  func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: place(name))[.posixPermissions] as? Int
  }

  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}
