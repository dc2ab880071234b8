import AISPrompt
import AISSource
import Dispatch
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Shows what an entry answers once it is answered: as it is where it fits the window, else through the user's pager.
/// Nobody waits long for it: what has been answered is shown while the rest is still computed, and where that is more than
/// the window holds, all that follows comes as it comes, without a pager.
///
/// The pager is `$AIS_PAGER`, `$PAGER`, or else `less`; where one of the first is empty or `cat`, or none can be
/// started or it fails, all is written as it is.
final class Pager: Sendable {
  private struct State {
    var held = ""
    /// How much was held when the answer began that is being written; `nil` between answers.
    var answerStart: Int?
    /// All is written as it comes.
    var flows = false
    /// What is held will be shown.
    var isDue = false
  }

  /// The bytes that are held back at most; longer answers flow.
  private static let limit = 64 << 20
  /// The seconds for which an answer is held back while others are computed: the progress of those is shown later.
  private static let patience = 0.2

  private let command: String
  private let rows: Int
  private let columns: Int
  private let state = Mutex(State())
  private let clock = DispatchQueue(label: "pager")

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
    state.withLock { state in
      if state.flows { return Output.standard.write(text) }
      state.held += text
      if state.held.utf8.count > Self.limit { return flow(&state) }
      schedule(&state)
      return true
    }
  }

  /// Takes in what `body` writes as one answer, of which nothing is shown before all of it is there.
  func takeAnswer(_ body: () -> Void) {
    state.withLock { $0.answerStart = $0.held.utf8.count }
    body()
    state.withLock { $0.answerStart = nil }
  }

  private func schedule(_ state: inout State) {
    guard !state.isDue, !state.held.isEmpty else { return }
    state.isDue = true
    clock.asyncAfter(deadline: .now() + Self.patience) { [weak self] in self?.showAnswers() }
  }

  /// Shows the whole answers that are held.
  private func showAnswers() {
    state.withLock { state in
      state.isDue = false
      let answers = state.held.prefix(utf8Count: state.answerStart ?? state.held.utf8.count)
      if isTall(answers) {
        flow(&state)
      } else if !answers.isEmpty {
        Output.standard.write(String(answers))
        state.held.removeSubrange(..<answers.endIndex)
        if state.answerStart != nil { state.answerStart = 0 }
      }
      schedule(&state)
    }
  }

  @discardableResult
  private func flow(_ state: inout State) -> Bool {
    defer { (state.held, state.flows) = ("", true) }
    return Output.standard.write(state.held)
  }

  /// Shows what is held, and waits until the pager is left.
  func finish() {
    let held = state.withLock { state in
      defer { (state.held, state.flows) = ("", false) }
      return state.held
    }
    if held.isEmpty { return }
    if isTall(held[...]), let status = ExternalProgram.run(Self.preparation + command, input: held),
      !(1...127).contains(status)
    {
      return
    }
    Output.standard.write(held)
  }

  /// F: leave when all fits; R: colours; X: what was shown stays. What the user has set comes first.
  private static let preparation =
    ": ${LESS=FRX} ${LESSCHARSET=utf-8}; export LESS LESSCHARSET; "

  /// `true` iff a text has more rows than the window, in which the prompt needs one.
  private func isTall(_ text: Substring) -> Bool {
    var count = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
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

extension String {
  /// The first code units of the text, which end with a whole character.
  fileprivate func prefix(utf8Count count: Int) -> Substring {
    self[..<utf8.index(startIndex, offsetBy: count)]
  }
}
