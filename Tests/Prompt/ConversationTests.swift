import AISPrompt
import Foundation
import Testing

// One at a time: the flag of `Interrupt` is one for the process.
@Suite(.serialized) struct ConversationTests {
  init() {
    Interrupt.install()
    Interrupt.clear()
  }

  // MARK: - The flag

  @Test func ctrlCRaisesTheFlag() {
    #expect(!Interrupt.isRequested)
    pressCtrlC()
    #expect(Interrupt.isRequested)
    Interrupt.clear()
    #expect(!Interrupt.isRequested)
  }

  // MARK: - The loop

  @Test func entriesAreRememberedAndAnswered() {
    let scene = Scene([.text("a"), .text("  \n "), .text("b\nc"), .endOfInput])
    #expect(scene.play() == ["answer a", "answer b\nc"])
    #expect(scene.remembered == ["a", "b\nc"])
  }

  @Test func theBannerComesFirst() {
    let scene = Scene([.text("a"), .endOfInput])
    #expect(scene.play(banner: ["ais 1.0", "help"]) == ["ais 1.0", "help", "answer a"])
  }

  @Test func theHostMayLeave() {
    let scene = Scene([.text("a"), .text("leave"), .text("b")])
    #expect(scene.play() == ["answer a", "answer leave"])
    #expect(scene.remembered == ["a", "leave"])
  }

  @Test func anAbandonedEntryIsNotAnswered() {
    let scene = Scene([.interrupted, .text("a"), .interrupted, .endOfInput])
    #expect(scene.play() == ["answer a"])
  }

  @Test func anInterruptedAnswerIsFollowedByTheNext() {
    let scene = Scene([.text("slow"), .text("a"), .endOfInput])
    #expect(scene.play() == ["answer slow", "interrupted", "answer a"])
  }

  // MARK: - Plain input

  @Test func linesAreJoinedUntilTheyAreWhole() {
    let entries = plain("2 + 2\nf(\n  2\n)\n\nlast").readAll()
    #expect(entries == ["2 + 2", "f(\n  2\n)", "", "last"].map(Entry.text))
  }

  @Test func whatIsThereWhenTheInputEndsIsAnEntry() {
    #expect(plain("f(\n2").readAll() == [.text("f(\n2")])
    #expect(plain("").readAll() == [])
    #expect(plain("\n").readAll() == [.text("")])
  }

  @Test func linesLongerThanABlockAreWhole() {
    let long = String(repeating: "é", count: 100_000)
    #expect(plain("\(long)\n\(long)").readAll() == [.text(long), .text(long)])
  }

  @Test func brokenCharactersAreReplaced() {
    #expect(plain([0x61, 0xFF, 0x62, 0x0A]).readAll() == [.text("a\u{FFFD}b")])
  }

  @Test func aFolderCannotBeRead() {
    let folder = open("/", O_RDONLY)
    defer { close(folder) }
    var editor = PlainEditor(descriptor: folder)
    #expect(editor.readEntry { _ in true } == .endOfInput)
  }

  @Test func ctrlCEndsInputThatIsNoTerminal() {
    let piped = plain("a\nb(\n")
    #expect(piped.read() == .text("a"))
    pressCtrlC()
    #expect(piped.read() == .endOfInput)
    #expect(Interrupt.isRequested)
    Interrupt.clear()
  }
}

/// Has SIGINT delivered before it returns; the threads that tests run on hold signals back.
private func pressCtrlC() {
  var signals = sigset_t()
  var before = sigset_t()
  sigemptyset(&signals)
  sigaddset(&signals, SIGINT)
  pthread_sigmask(SIG_UNBLOCK, &signals, &before)
  raise(SIGINT)
  pthread_sigmask(SIG_SETMASK, &before, nil)
}

/// An editor that types a list of entries, and the host it types for.
private final class Scene: Editor {
  private var script: [Entry]
  private(set) var remembered: [String] = []
  private var said: [String] = []

  init(_ script: [Entry]) {
    self.script = script
  }

  func readEntry(isComplete: (String) -> Bool) -> Entry {
    script.removeFirst()
  }

  func remember(_ entry: String) {
    remembered.append(entry)
  }

  /// Converses and returns what was said.
  func play(banner: [String] = []) -> [String] {
    var editor = self
    Prompt(banner: banner).run(editor: &editor, host: host)
    return said
  }

  private var host: Prompt.Host {
    Prompt.Host(
      isComplete: { _ in true }, answer: answer, say: { self.said.append($0) })
  }

  private func answer(_ entry: String) -> Bool {
    said.append("answer \(entry)")
    if entry == "slow" { pressCtrlC() }
    if Interrupt.isRequested { said.append("interrupted") }
    return entry != "leave"
  }
}

/// A plain editor that reads given text from a pipe.
private final class Piped {
  private let pipe = Pipe()
  private var editor: PlainEditor

  init(_ bytes: [UInt8]) {
    editor = PlainEditor(descriptor: pipe.fileHandleForReading.fileDescriptor)
    let end = pipe.fileHandleForWriting
    Thread.detachNewThread {
      end.write(Data(bytes))
      try? end.close()
    }
  }

  /// Reads an entry; one with more open than closed brackets goes on.
  func read() -> Entry {
    editor.readEntry { $0.count { $0 == "(" } <= $0.count { $0 == ")" } }
  }

  func readAll() -> [Entry] {
    var entries: [Entry] = []
    while true {
      let entry = read()
      if entry == .endOfInput { return entries }
      entries.append(entry)
    }
  }
}

private func plain(_ text: String) -> Piped {
  Piped(Array(text.utf8))
}

private func plain(_ bytes: [UInt8]) -> Piped {
  Piped(bytes)
}
