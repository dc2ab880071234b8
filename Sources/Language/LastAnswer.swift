import AISModel
import AISSource
import AISSyntax

/// What `it` stands for: the last expression that was answered, read again where `it` is.
struct LastAnswer: Sendable {
  /// The word for it.
  static let name = "it"
  /// How often expressions may be read for one `it` that stand for earlier ones in turn.
  private static let limit = 1_000

  let binding: Binding
  /// How many expressions are read for one `it`.
  private let weight: Int

  /// `nil` for an expression that goes back too far.
  init?(_ code: Code, _ overlay: OverlayID, after earlier: LastAnswer?) {
    let uses = code.text.tokens(within: code.place.span).count {
      $0.kind == .word && code.text.source[$0.span] == Self.name
    }
    weight = 1 + uses * (earlier?.weight ?? 0)
    guard weight <= Self.limit else { return nil }
    var scope = Scope(stream: StreamKey.of(["question", code.source]))
    scope.overlay = overlay
    scope.declaration = code
    if uses > 0 { scope.locals[Self.name] = earlier?.binding }
    binding = .expression(code, scope)
  }
}
