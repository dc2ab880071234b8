import AISPrompt
import AISSource

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Shows what an entry answers: at once where it fits the window, else through the user's pager.
///
/// The pager is `$AIS_PAGER`, `$PAGER`, or else `less`; where one of the first is empty or `cat`, or none can be
/// started, all is written as it comes.
final class Pager {
  private let command: String
  private let rows: Int
  private let columns: Int
  private var held = ""
  private var heldRows = 0
  private var program: ExternalProgram?
  /// Nothing is held back any more.
  private var flows = false

  /// Creates a pager for a window; `nil` where none is wanted, or what is written could not be erased again.
  init?() {
    guard Output.standard.takesEscapes, let rows = Window.rows, let columns = Window.columns else {
      return nil
    }
    command =
      Environment.value(of: "AIS_PAGER") ?? Environment.value(of: "PAGER") ?? "less"
    if ["", "cat"].contains(command) { return nil }
    (self.rows, self.columns) = (rows, columns)
  }

  /// `true` iff the pager has the terminal.
  var isOpen: Bool { program != nil }

  /// Takes in what is to be shown; returns whether somebody still reads it.
  @discardableResult
  func write(_ text: String) -> Bool {
    if let program { return program.write(text) }
    if flows { return Output.standard.write(text) }
    held += text
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      heldRows += max(1, (Self.width(of: line) + columns - 1) / columns)
    }
    // the prompt needs a row of its own
    return heldRows < rows ? true : open()
  }

  /// Shows the rest, and waits until the pager is left.
  func finish() {
    if let program {
      program.wait()
    } else if !held.isEmpty {
      Output.standard.write(held)
    }
    (program, held, heldRows, flows) = (nil, "", 0, false)
  }

  /// The columns of a line without its colours.
  private static func width(of line: Substring) -> Int {
    line.split(separator: "\u{1B}").enumerated().reduce(0) { width, part in
      let isColoured = part.offset > 0 || line.first == "\u{1B}"
      let text = isColoured ? part.element.drop { $0 != "m" }.dropFirst() : part.element
      return width + text.displayWidth
    }
  }

  private func open() -> Bool {
    let text = held
    held = ""
    // F: leave when all fits; R: colours; X: what was shown stays
    let defaults = ["LESS": "FRX", "LESSCHARSET": "utf-8"]
    let name = command.split(separator: " ").first ?? "cat"
    program = ExternalProgram(
      "command -v \(name) >/dev/null || exec cat; \(command)", isFed: true, defaults: defaults)
    flows = program == nil
    return write(text)
  }
}
