import AISModel
import AISSource
import AISSyntax

/// The phrase of a verb, for messages.
extension Verb {
  /// The phrase as an example of itself: the first of each choice of words.
  var pattern: String { pattern(saying: nil) }

  /// The same with `chosen` where the phrase has it.
  func pattern(saying chosen: String?) -> String {
    phrase.map { part in
      switch part {
      case .word(let words, let isOptional):
        let word = words.first { $0 == chosen } ?? words.first ?? ""
        return isOptional ? "[\(word)]" : word
      case .hole(let name, _, _): return "(\(name))"
      }
    }.joined(separator: " ")
  }
  /// `true` iff a hole stands in `from (hole) to (…)`.
  func isRange(from name: String) -> Bool {
    phrase.indices.dropFirst().contains { index in
      guard case .hole(name, _, _) = phrase[index], index + 1 < phrase.count,
        case .word(let before, _) = phrase[index - 1],
        case .word(let after, _) = phrase[index + 1]
      else { return false }
      return before.contains("from") && after.contains("to")
    }
  }
  /// Where the phrase was declared.
  var place: Place { place(ofHole: nil) }
  /// Where a hole was declared; the first one where it has no name.
  func place(ofHole wanted: String?) -> Place {
    for case .hole(let name, _, let span) in phrase where wanted == nil || name == wanted {
      return Place(text.source, span)
    }
    return Place(text.source, Span(0, 0))
  }
  /// The literal words of the phrase.
  var words: [String] {
    phrase.flatMap { part in
      if case .word(let words, _) = part { return words }
      return []
    }
  }
  var firstWord: String { words.first ?? "" }
}
