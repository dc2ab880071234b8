import AISSource
import CEditShim
import CLibEdit

// What keys do beyond libedit's own functions. Each returns what libedit is to do next.
extension LibEditEditor {
  /// Adds these functions to an editor, by the names that `Keys` and `~/.editrc` bind keys to.
  static func addKeyFunctions(to editor: OpaquePointer) {
    func add(_ name: String, _ summary: String, _ function: cedit_key_function) {
      cedit_add_function(editor, name, summary, function)
    }
    add("ais-enter", "end the entry, or begin a row if it is not whole") { editor, _ in
      code(editor) { $0.enter() }
    }
    add("ais-row", "begin a row") { editor, _ in code(editor) { $0.insert("\n") } }
    add("ais-abandon", "abandon the entry") { editor, _ in code(editor) { $0.abandon() } }
    add("ais-suspend", "stop the process") { editor, _ in code(editor) { $0.suspend() } }
    add("ais-paste", "insert pasted text") { editor, _ in code(editor) { $0.paste() } }
    add("ais-up", "go up a row, or to the entry before") { editor, _ in code(editor) { $0.up() } }
    add("ais-down", "go down a row, or to the entry after") { editor, _ in
      code(editor) { $0.down() }
    }
    add("ais-entry-before", "go to the entry before") { editor, _ in
      code(editor) { $0.entryBefore() }
    }
    add("ais-entry-after", "go to the entry after") { editor, _ in
      code(editor) { $0.entryAfter() }
    }
    add("ais-row-start", "go to the beginning of the row") { editor, _ in
      code(editor) { $0.goToRowStart() }
    }
    add("ais-row-end", "go to the end of the row") { editor, _ in code(editor) { $0.goToRowEnd() } }
    add("ais-complete", "complete the word, or show what may stand here") { editor, _ in
      code(editor) { $0.complete() }
    }
    add("ais-bracket", "insert a character of a call, and hint at what follows") { editor, key in
      code(editor) { $0.insert(String(UnicodeScalar(UInt8(truncatingIfNeeded: key)))) }
    }
    add("ais-erase", "delete the character before the cursor") { editor, _ in
      code(editor) { $0.erase() }
    }
    add("ais-search", "search the earlier entries") { editor, _ in code(editor) { $0.search() } }
    add("ais-like-before", "go to the entry before that begins so") { editor, _ in
      code(editor) { $0.goToLike { $0.before(leaving: $1, beginning: $2) } }
    }
    add("ais-like-after", "go to the entry after that begins so") { editor, _ in
      code(editor) { $0.goToLike { $0.after(leaving: $1, beginning: $2) } }
    }
    add("ais-kill-row-end", "cut the rest of the row") { editor, _ in
      code(editor) { $0.kill($0.cursor.toRowEnd) }
    }
    add("ais-kill-row-start", "cut the row up to the cursor") { editor, _ in
      code(editor) { $0.kill($0.cursor.toRowStart) }
    }
    add("ais-kill-word-before", "cut the word before the cursor") { editor, _ in
      code(editor) { $0.kill($0.cursor.toWordStart) }
    }
    add("ais-kill-word-after", "cut the word after the cursor") { editor, _ in
      code(editor) { $0.kill($0.cursor.toWordEnd) }
    }
    add("ais-yank", "insert what was cut last") { editor, _ in
      code(editor) { $0.killed.isEmpty ? CC_ERROR : $0.insert($0.killed) }
    }
    add("ais-edit", "edit the entry in $EDITOR") { editor, _ in code(editor) { $0.edit() } }
  }

  private func enter() -> Int32 {
    // two empty rows end an entry that is not whole, for what is missing to be said
    isComplete(cursor.text) || cursor.text.hasSuffix("\n\n") ? endEntry() : insert("\n")
  }

  private func abandon() -> Int32 {
    isAbandoned = true
    el_cursor(editor, Int32(cursor.toEnd))
    el_insertstr(editor, "^C")
    return endEntry()
  }

  private func suspend() -> Int32 {
    cedit_suspend(editor)
    return CC_NORM
  }

  /// Inserts text up to the mark that ends it, so that nothing in it acts as a key.
  private func paste() -> Int32 {
    let mark = "\u{1b}[201~".unicodeScalars
    var text: [Unicode.Scalar] = []
    var character: wchar_t = 0
    repeat {
      guard el_wgetc(editor, &character) == 1 else { return CC_NORM }
      text.append(Unicode.Scalar(UInt32(bitPattern: character)) ?? "\u{FFFD}")
    } while character != 0x7E || !text.suffix(mark.count).elementsEqual(mark)
    return insert(Pasted.text(text.dropLast(mark.count)))
  }

  // MARK: Help with typing

  /// Goes on with the word as far as there is no choice, or shows the choice.
  private func complete() -> Int32 {
    let offer = assistant.offer(cursor.before)
    if let common = offer.common {
      let typed = offer.replaced.unicodeScalars.count
      if typed > 0 { el_deletestr(editor, Int32(typed)) }
      return insert(common)
    }
    if offer.words.isEmpty { return CC_ERROR }
    if offer.words.count == 1, offer.words[0].text == offer.replaced { return CC_REFRESH }
    let menu = Menu(
      offer.words, columns: Window.columns ?? 80, rows: (Window.rows ?? 24) - Self.rowsBelowMenu)
    cedit_write_below(editor, menu.lines.map { $0 + "\r\n" }.joined())
    return CC_NORM
  }

  /// What stays in sight with a menu: the entry before and after it.
  private static let rowsBelowMenu = 4

  /// Cuts what lies on a way, for `ais-yank`.
  private func kill(_ way: Int) -> Int32 {
    guard way != 0 else { return CC_ERROR }
    killed = cursor.text(on: way)
    el_cursor(editor, Int32(max(0, way)))
    el_deletestr(editor, Int32(abs(way)))
    return CC_REFRESH
  }

  private func erase() -> Int32 {
    guard !cursor.before.isEmpty else { return CC_ERROR }
    el_deletestr(editor, 1)
    return CC_REFRESH
  }

  /// Hands the entry to another program while the terminal is as it was.
  private func edit() -> Int32 {
    cedit_erase(editor)
    cedit_lend_terminal(editor, true)
    if let text = assistant.edited(cursor.text) { _ = replace(with: text) }
    cedit_lend_terminal(editor, false)
    return CC_NORM
  }

  /// The hint that belongs at the right edge of the row now, with marks around what takes no columns.
  var hint: String {
    guard !isEnding, let hint = assistant.hint(cursor.before),
      (hint.before + hint.current + hint.after).displayWidth <= (Window.columns ?? 80) / 2
    else { return "" }
    guard isColoured else { return hint.before + hint.current + hint.after }
    // codes side by side, or at the very end, would be lost
    func faint(_ text: Substring) -> String {
      text.isEmpty ? "" : "\u{1}\u{1b}[2m\u{1}\(text)\u{1}\u{1b}[22m\u{1}"
    }
    return faint(hint.before[...]) + hint.current + faint(hint.after.dropLast())
      + hint.after.suffix(1)
  }

  // MARK: Going about

  private func up() -> Int32 {
    cursor.up.map(move) ?? entryBefore()
  }

  private func down() -> Int32 {
    cursor.down.map(move) ?? entryAfter()
  }

  private func entryBefore() -> Int32 {
    replace(with: recall.before(leaving: cursor.text))
  }

  private func entryAfter() -> Int32 {
    replace(with: recall.after(leaving: cursor.text))
  }

  /// Walks among the entries that begin with what stood before the cursor when the walk began.
  private func goToLike(_ walk: (inout Recall, String, String) -> String?) -> Int32 {
    if cursor.text != liked.found { liked.beginning = cursor.before }
    let code = replace(with: walk(&recall, cursor.text, liked.beginning))
    liked.found = cursor.text
    return code
  }

  /// Searches for an entry while its text is typed. Enter says what was found, Ctrl-G and Ctrl-C give up; any other key
  /// ends the search and does what it does.
  private func search() -> Int32 {
    let (before, toEnd) = (cursor.text, cursor.toEnd)
    var search = Search(history.entries)
    func draw(_ text: String, prompt: String?) {
      cedit_erase(editor)
      searchPrompt = prompt
      _ = replace(with: text)
      cedit_refresh(editor)
    }
    while true {
      let outcome = search.hasFailed ? "nothing more" : "search"
      draw(search.found ?? before, prompt: "\(outcome) `\(search.wanted)`: ")
      var key: wchar_t = 0
      let isThere = el_wgetc(editor, &key) == 1
      switch key {
      case 0x12: search.older()
      case 0x13: search.newer()
      case 0x08, 0x7F: search.erase()
      case 0x20...: search.add(Unicode.Scalar(UInt32(bitPattern: key)) ?? " ")
      default:
        let isGivenUp = !isThere || [0x03, 0x07].contains(key)
        draw(isGivenUp ? before : search.found ?? before, prompt: nil)
        if isGivenUp {
          el_cursor(editor, Int32(-toEnd))
          return CC_CURSOR
        }
        el_push(editor, [CChar(truncatingIfNeeded: key), 0])
        return CC_NORM
      }
    }
  }

  private func goToRowStart() -> Int32 {
    move(by: cursor.toRowStart)
  }

  private func goToRowEnd() -> Int32 {
    move(by: cursor.toRowEnd)
  }

  private func move(by way: Int) -> Int32 {
    el_cursor(editor, Int32(way))
    return CC_CURSOR
  }

  private func insert(_ text: String) -> Int32 {
    el_insertstr(editor, text) == 0 ? CC_REFRESH : CC_ERROR
  }

  /// Replaces the entry, or beeps where there is nothing to replace it with.
  private func replace(with text: String?) -> Int32 {
    guard let text else { return CC_ERROR }
    el_cursor(editor, Int32(cursor.toEnd))
    el_deletestr(editor, Int32(cursor.text.unicodeScalars.count))
    if !text.isEmpty { el_insertstr(editor, text) }
    return CC_REFRESH
  }

  /// Has libedit end the entry next: its function for that cannot be called, only typed.
  private func endEntry() -> Int32 {
    isEnding = true  // a hint would stay on the screen
    el_push(editor, Keys.endEntry)
    return CC_REFRESH
  }

  private var cursor: Cursor {
    guard let line = el_line(editor)?.pointee else { return Cursor(before: "", after: "") }
    func text(_ start: UnsafePointer<CChar>, _ end: UnsafePointer<CChar>) -> String {
      String(decoding: UnsafeRawBufferPointer(start: start, count: end - start), as: UTF8.self)
    }
    return Cursor(
      before: text(line.buffer, line.cursor), after: text(line.cursor, line.lastchar))
  }
}

/// Returns what a function of the object that `editor` belongs to returns, as libedit wants it.
private func code(_ editor: OpaquePointer, _ function: (LibEditEditor) -> Int32) -> UInt8 {
  UInt8(function(.owning(editor)))
}
