import CEditShim
import CLibEdit

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Reads entries at a terminal, edited in place with libedit over as many rows as they need.
///
/// The keys are those of `Keys`, unless the user's `~/.editrc` says otherwise. An editor belongs to
/// one thread, and one editor reads at a time.
public final class LibEditEditor: Editor {
  /// libedit's editor.
  let editor: OpaquePointer
  /// Tells whether the entry that is being read is whole.
  private(set) var isComplete: (String) -> Bool = { _ in true }
  /// `true` iff the entry that is being read was given up with Ctrl-C.
  var isAbandoned = false
  /// `true` iff the entry is about to end: nothing more is hinted at.
  var isEnding = false
  /// What helps one to type.
  let assistant: Assistant
  /// `true` iff there is colour.
  let isColoured: Bool
  /// What was cut last.
  var killed = ""
  /// Where one is among the earlier entries.
  var recall = Recall([])

  /// What stands in place of the prompt during a search.
  var searchPrompt: String? {
    didSet {
      free(searchPromptText)
      searchPromptText = searchPrompt.map { strdup($0) }
    }
  }
  /// What the entries of a walk begin with, and the one that was found last.
  var liked = (beginning: "", found: "")

  private var searchPromptText: UnsafeMutablePointer<CChar>?
  private let prompt: UnsafeMutablePointer<CChar>
  private var rightPrompt: UnsafeMutablePointer<CChar>?
  private let marksPastedText: Bool
  /// The earlier entries.
  private(set) var history: History

  /// Creates an editor on the standard streams that shows `prompt`, one row of text, before each
  /// entry. Returns `nil` when input and output are not both a terminal, and when the system has
  /// no UTF-8 locale.
  public init?(
    prompt: String, isColoured: Bool, history: History, assistant: Assistant = Assistant()
  ) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, cedit_use_utf8(),
      let editor = cedit_create("ais")
    else { return nil }
    self.editor = editor
    self.prompt = strdup(isColoured ? Self.coloured(prompt) : prompt)
    self.history = history
    self.assistant = assistant
    self.isColoured = isColoured
    Self.addKeyFunctions(to: editor)
    Keys.bind(for: editor)
    marksPastedText = Keys.canMarkPastedText(editor)
    cedit_set_owner(editor, Unmanaged.passUnretained(self).toOpaque())
    cedit_set_prompt(editor, { LibEditEditor.owning($0).shownPrompt }, Self.escape)
    cedit_set_right_prompt(editor, { LibEditEditor.owning($0).rightPromptText }, Self.escape)
  }

  deinit {
    el_end(editor)
    free(searchPromptText)
    free(prompt)
    free(rightPrompt)
  }

  /// Reads one entry. Enter ends it when it is whole; Ctrl-C abandons it, and so does a SIGINT;
  /// Ctrl-D on an empty one ends the input.
  public func readEntry(isComplete: (String) -> Bool) -> Entry {
    withoutActuallyEscaping(isComplete) { isComplete in
      self.isComplete = isComplete
      defer { self.isComplete = { _ in true } }
      el_resize(editor)  // the window may have changed since the last entry
      cedit_begin(marksPastedText)
      defer { cedit_end() }
      return readWhole()
    }
  }

  /// Keeps an entry in the history.
  public func remember(_ entry: String) {
    history.remember(entry)
  }

  /// Reads until the entry is whole. Where lines are edited the first text always is; after
  /// `edit off` in `~/.editrc` each row comes alone.
  private func readWhole() -> Entry {
    var whole = ""
    while true {
      let next = readOnce()
      guard case .text(let text) = next else { return next }
      whole += text
      if isComplete(whole) || whole.hasSuffix("\n\n") { return .text(whole) }
      whole += "\n"
    }
  }

  private func readOnce() -> Entry {
    (isAbandoned, isEnding) = (false, false)
    recall = Recall(history.entries)
    liked = ("", "")
    var count: Int32 = 0
    guard let bytes = el_gets(editor, &count) else {
      if Interrupt.isRequested { return .interrupted }
      cedit_write_newline()
      return .endOfInput
    }
    if isAbandoned { return .interrupted }
    var text = UnsafeRawBufferPointer(start: bytes, count: Int(count))[...]
    if text.last == 0x0A { text.removeLast() }
    return .text(String(decoding: text, as: UTF8.self))
  }

  /// Returns the object that `editor` belongs to, for the functions that libedit calls.
  static func owning(_ editor: OpaquePointer) -> LibEditEditor {
    Unmanaged<LibEditEditor>.fromOpaque(cedit_owner(editor)!).takeUnretainedValue()
  }

  private var shownPrompt: UnsafeMutablePointer<CChar> { searchPromptText ?? prompt }

  /// What libedit draws at the right edge; it must live until it asks again.
  private var rightPromptText: UnsafeMutablePointer<CChar> {
    free(rightPrompt)
    let text: UnsafeMutablePointer<CChar> = strdup(hint)
    rightPrompt = text
    return text
  }

  /// Encloses what takes no columns in the prompt.
  private static let escape: CChar = 1

  /// Returns the prompt in colour. The colour ends before its last character, usually a blank,
  /// because libedit loses what takes no columns at the very end.
  private static func coloured(_ prompt: String) -> String {
    "\u{1}\u{1b}[1;32m\u{1}" + prompt.dropLast() + "\u{1}\u{1b}[0m\u{1}" + prompt.suffix(1)
  }
}
