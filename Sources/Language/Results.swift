import AISModel
import AISSource
import AISSyntax

/// The expressions that were answered: each is read again where `_1`, `_2`, … stand, the last one where `it` or `_` does.
struct Results: Sendable {
  /// The words for the last one.
  private static let last: Set = ["it", "_"]
  /// How many are kept, the newest.
  private static let limit = 1_000

  private var kept: [AnsweredExpression] = []
  /// How many there were before those that are kept.
  private var forgotten = 0

  /// How many expressions were answered.
  var count: Int { forgotten + kept.count }

  /// `true` iff a word stands for a result, if there is one.
  static func isName(_ word: String) -> Bool { last.contains(word) || number(word) != nil }

  /// Adds an expression that was answered.
  mutating func add(_ code: Code, _ overlay: OverlayID) {
    kept.append(AnsweredExpression(code, overlay, after: self))
    guard kept.count > 2 * Self.limit else { return }
    kept.removeFirst(Self.limit)
    forgotten += Self.limit
  }

  /// What the words of a statement stand for that are names of results.
  func bindings(of statement: Statement, in text: ParsedText) -> [String: Binding] {
    var bindings: [String: Binding] = [:]
    for word in Self.names(in: statement.span, of: text) {
      bindings[word] = result(named: word)?.binding
    }
    return bindings
  }

  /// The names of results in a part of a text, those within quoted texts, too.
  fileprivate static func names(in span: Span, of text: ParsedText) -> [String] {
    text.source.bytes[Int(span.start)..<Int(span.end)].split { byte in
      !(byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || byte >= 0x80)
    }.filter { $0.first == 0x5F || $0.elementsEqual("it".utf8) }
      .map { String(decoding: $0, as: UTF8.self) }.filter(isName)
  }

  fileprivate func result(named word: String) -> AnsweredExpression? {
    let index = (Self.number(word) ?? count) - forgotten - 1
    return kept.indices.contains(index) ? kept[index] : nil
  }

  /// The number in `_12`.
  private static func number(_ word: String) -> Int? {
    guard word.utf8.first == UInt8(ascii: "_"), word.utf8.count > 1 else { return nil }
    return Int(word.dropFirst())
  }
}

/// An expression that was answered, to be read again.
private struct AnsweredExpression: Sendable {
  /// How often expressions may be read for one name that stand for earlier ones in turn.
  private static let limit = 1_000

  /// `nil` for an expression that goes back too far.
  let binding: Binding?
  /// How many expressions are read for it.
  private let weight: Int

  init(_ code: Code, _ overlay: OverlayID, after earlier: Results) {
    var scope = Scope(stream: StreamKey.of(["question", code.source]))
    scope.overlay = overlay
    scope.declaration = code
    var weight = 1
    for name in Results.names(in: code.place.span, of: code.text) {
      let result = earlier.result(named: name)
      weight += result?.weight ?? 0
      scope.locals[name] = result?.binding
    }
    self.weight = weight
    binding = weight <= Self.limit ? .expression(code, scope) : nil
  }
}
