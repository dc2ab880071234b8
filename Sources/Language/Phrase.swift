import AISModel
import AISSource
import AISSyntax

/// Matches the tokens of a clause to the declared phrases: literal words first, holes take what is
/// between them.
struct PhraseMatcher {
  let text: ParsedText
  let tokens: [Int]

  /// A way in which a clause fits a phrase.
  struct Fit {
    var holes: [(name: String, type: String, range: TokenRange)] = []
    /// The literal words that matched: more of them fit better.
    var words = 0
  }

  /// `the`, `a` and `an` outside brackets mean nothing, unless they are declared as names.
  ///
  /// A clause without a subject takes that of another: its tokens stand before those of the clause.
  init(
    _ text: ParsedText, _ range: TokenRange, subject: TokenRange? = nil, isName: (String) -> Bool
  ) {
    self.text = text
    var kept = subject.map { Array($0.indices) } ?? []
    var depth = 0
    for index in range.indices {
      switch text.tokens[index].kind {
      case .leftParenthesis, .leftBracket, .leftBrace: depth += 1
      case .rightParenthesis, .rightBracket, .rightBrace: depth -= 1
      default: break
      }
      let word = Self.word(text, index)
      if depth == 0, ["the", "a", "an"].contains(word), !isName(word) { continue }
      kept.append(index)
    }
    tokens = kept
  }

  private static func word(_ text: ParsedText, _ index: Int) -> String {
    text.tokens[index].kind == .word ? text.source[text.tokens[index].span].lowercased() : ""
  }

  /// Returns every way in which the clause fits the phrase.
  func fits(_ phrase: [PhrasePart]) -> [Fit] {
    var found: [Fit] = []
    match(phrase[...], 0, Fit(), &found)
    return found
  }

  private func match(_ phrase: ArraySlice<PhrasePart>, _ at: Int, _ fit: Fit, _ found: inout [Fit])
  {
    guard found.count < 8 else { return }
    guard let part = phrase.first else {
      if at == tokens.count { found.append(fit) }
      return
    }
    let rest = phrase.dropFirst()
    switch part {
    case .word(let words, let isOptional):
      if at < tokens.count, words.contains(Self.word(text, tokens[at])) {
        var longer = fit
        longer.words += 1
        match(rest, at + 1, longer, &found)
      }
      if isOptional { match(rest, at, fit, &found) }
    case .hole(let name, let type, _):
      var depth = 0
      var end = at
      while end < tokens.count {
        switch text.tokens[tokens[end]].kind {
        case .leftParenthesis, .leftBracket, .leftBrace: depth += 1
        case .rightParenthesis, .rightBracket, .rightBrace: depth -= 1
        default: break
        }
        end += 1
        guard depth == 0 else { continue }
        var longer = fit
        longer.holes.append((name, type, TokenRange(tokens[at], tokens[end - 1] + 1)))
        match(rest, end, longer, &found)
      }
    }
  }

  /// How many literal words of a phrase stand in the clause in their order: nearness, for suggestions.
  func nearness(_ phrase: [PhrasePart]) -> Int {
    var at = 0
    var score = 0
    var hasVerb = false
    for case .word(let words, let isOptional) in phrase {
      if let next = (at..<tokens.count).first(where: { words.contains(Self.word(text, tokens[$0])) }
      ) {
        at = next + 1
        score += isOptional ? 1 : 2
        hasVerb = hasVerb || !Self.linkingWords.contains(Self.word(text, tokens[next]))
      } else if !isOptional {
        score -= 1
      }
    }
    return hasVerb ? score : 0
  }

  /// Words that stand in phrases of any meaning.
  private static let linkingWords: Set<String> = [
    "of", "in", "on", "to", "at", "by", "for", "from", "with", "up", "off", "it", "its",
  ]
}
