import AISPrompt
import AISSource

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Shows what an entry answers once it is answered: as it is where it fits the window, else through the user's pager.
///
/// The pager is `$AIS_PAGER`, `$PAGER`, or else `less`; where one of the first is empty or `cat`, or none can be
/// started, all is written as it is.
final class Pager {
  /// What is held back at most; longer answers flow.
  private static let limit = 64 << 20

  private let command: String
  private let rows: Int
  private let columns: Int
  private var held = ""
  private var flows = false

  /// Creates a pager for a window; `nil` where none is wanted, or there is no such terminal.
  init?() {
    guard Output.standard.takesEscapes, let rows = Window.rows, let columns = Window.columns else {
      return nil
    }
    command =
      Environment.value(of: "AIS_PAGER") ?? Environment.value(of: "PAGER") ?? "less"
    if ["", "cat"].contains(command) { return nil }
    (self.rows, self.columns) = (rows, columns)
  }

  /// Takes in what is to be shown; returns whether it can be.
  @discardableResult
  func write(_ text: String) -> Bool {
    if flows { return Output.standard.write(text) }
    held += text
    guard held.utf8.count > Self.limit else { return true }
    flows = true
    return Output.standard.write(held)
  }

  /// Shows it, and waits until the pager is left.
  func finish() {
    defer { (held, flows) = ("", false) }
    if flows || held.isEmpty { return }
    if isTall, let status = ExternalProgram.run(Self.preparation + command, input: held),
      !(1...127).contains(status)
    {
      return
    }
    Output.standard.write(held)
  }

  /// F: leave when all fits; R: colours; X: what was shown stays. What the user has set comes first.
  private static let preparation =
    ": ${LESS=FRX} ${LESSCHARSET=utf-8}; export LESS LESSCHARSET; "

  /// `true` iff what is held has more rows than the window, in which the prompt needs one.
  private var isTall: Bool {
    var count = 0
    for line in held.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      count += max(1, (Self.width(of: line) + columns - 1) / columns)
      if count >= rows { return true }
    }
    return false
  }

  /// The columns of a line without its colours.
  private static func width(of line: Substring) -> Int {
    line.split(separator: "\u{1B}").enumerated().reduce(0) { width, part in
      let isColoured = part.offset > 0 || line.first == "\u{1B}"
      let text = isColoured ? part.element.drop { $0 != "m" }.dropFirst() : part.element
      return width + text.displayWidth
    }
  }
}
