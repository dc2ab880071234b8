import CEditShim

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Which key does what.
enum Keys {
  /// The keys that act so with emacs and with vi bindings.
  private static let common = [
    ("^M", "ais-enter"), ("^J", "ais-enter"), ("^C", "ais-abandon"), ("^Z", "ais-suspend"),
    ("^R", "ais-search"),
    ("^@", "ed-ignore"), ("^W", "ais-kill-word-before"), ("^U", "ais-kill-row-start"),
    ("^K", "ais-kill-row-end"), ("^Y", "ais-yank"),
    ("^I", "ais-complete"), ("^X^E", "ais-edit"),
    ("^H", "ais-erase"), ("^?", "ais-erase"),
    ("(", "ais-bracket"), (",", "ais-bracket"), (")", "ais-bracket"),
  ]

  /// The keys of emacs mode. Many send a sequence that begins with ESC.
  private static let emacs = [
    ("\\e^M", "ais-row"), ("\\e^J", "ais-row"), ("\\e[200~", "ais-paste"),
    ("\\e[A", "ais-up"), ("\\eOA", "ais-up"), ("\\e[B", "ais-down"), ("\\eOB", "ais-down"),
    ("^P", "ais-entry-before"), ("^N", "ais-entry-after"),
    ("^A", "ais-row-start"), ("\\e[H", "ais-row-start"), ("\\eOH", "ais-row-start"),
    ("\\e[1~", "ais-row-start"), ("\\e[7~", "ais-row-start"),
    ("^E", "ais-row-end"), ("\\e[F", "ais-row-end"), ("\\eOF", "ais-row-end"),
    ("\\e[4~", "ais-row-end"), ("\\e[8~", "ais-row-end"),
    ("\\e[1;5H", "ed-move-to-beg"), ("\\e[1;5F", "ed-move-to-end"),
    ("\\e[3~", "ed-delete-next-char"),
    ("\\e[5~", "ais-like-before"), ("\\e[6~", "ais-like-after"),
    ("\\ep", "ais-like-before"), ("\\en", "ais-like-after"),
    ("\\e^?", "ais-kill-word-before"), ("\\e^H", "ais-kill-word-before"),
    ("\\ed", "ais-kill-word-after"),
    ("\\e[1;5C", "em-next-word"), ("\\e[1;3C", "em-next-word"),
    ("\\e[1;5D", "ed-prev-word"), ("\\e[1;3D", "ed-prev-word"),
  ]

  /// The sequences of keys that do nothing here: Insert and the function keys, and most keys
  /// with Shift and the like. libedit would type the tail of a sequence that it does not know.
  /// Alt-X too, which would begin a command of libedit that Ctrl-C does not end.
  private static let idle: [String] = {
    let modifiers = 2...8
    let numbers = [2, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24]
    return numbers.map { "\\e[\($0)~" } + "PQRS".map { "\\eO\($0)" } + ["\\e[Z", "\\ex"]
      + "ABCD".flatMap { ["\\e\\e[\($0)", "\\e\\eO\($0)"] }
      + modifiers.flatMap { modifier in
        ([3, 5, 6] + numbers).map { "\\e[\($0);\(modifier)~" }
          + "ABCDFHPQRS".map { "\\e[1;\(modifier)\($0)" }
      }
  }()

  /// The keys of vi's command mode. An arrow arrives as ESC, which begins that mode, and a rest.
  private static let viCommand = [
    ("^M", "ais-enter"), ("^J", "ais-enter"), ("^C", "ais-abandon"), ("^Z", "ais-suspend"),
    ("k", "ais-up"), ("[A", "ais-up"), ("OA", "ais-up"),
    ("j", "ais-down"), ("[B", "ais-down"), ("OB", "ais-down"),
    ("[3~", "ed-delete-next-char"), ("[5~", "ais-like-before"), ("[6~", "ais-like-after"),
    ("[1;5C", "vi-next-word"), ("[1;5D", "vi-prev-word"),
  ]

  /// What libedit's own function for the end of an entry is bound to: nobody types it.
  static let endEntry = "\u{1d}e"

  /// Sets all keys of an editor, and Ctrl-C, Ctrl-Z, Ctrl-S and Ctrl-Q as keys like others. The
  /// user's settings come over ours; those that begin anew, `bind -e` and `bind -v`, come first.
  static func bind(for editor: OpaquePointer) {
    for flag in ["-isig", "-ixon"] { cedit_set_editing_flag(editor, flag) }
    cedit_set_mode(editor, "emacs")
    let settings = Settings.ofUser()
    settings.apply(to: editor) { $0.beginsAnew }
    bindOurs(for: editor)
    settings.apply(to: editor) { !$0.beginsAnew }
    cedit_bind(editor, endEntry, "ed-newline")
    cedit_bind_command(editor, endEntry, "ed-newline")
  }

  /// `true` iff the terminal can be asked to mark pasted text and the editor sees the mark: as a
  /// sequence that begins with ESC it cannot be a key of vi, and a dumb terminal would show it.
  static func canMarkPastedText(_ editor: OpaquePointer) -> Bool {
    guard let terminal = getenv("TERM"), strcmp(terminal, "dumb") != 0 else { return false }
    return cedit_is_editing(editor) && !cedit_is_vi(editor)
  }

  private static func bindOurs(for editor: OpaquePointer) {
    for (keys, function) in common { cedit_bind(editor, keys, function) }
    if cedit_is_vi(editor) {
      // a sequence arrives as ESC, which begins the mode, and a rest
      for keys in idle where keys.hasPrefix("\\e[") {
        cedit_bind_command(editor, String(keys.dropFirst(2)), "ed-ignore")
      }
      for (keys, function) in viCommand { cedit_bind_command(editor, keys, function) }
    } else {
      for keys in idle { cedit_bind(editor, keys, "ed-ignore") }
      for (keys, function) in emacs { cedit_bind(editor, keys, function) }
    }
  }
}
