import AISSource
import AISSyntax
import AISTestSupport
import Foundation

/// The shipped model, which every law is held against.
enum Library {
  /// The files of `Sources/Model/Library`, by name.
  static let texts: [SourceText] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Sources/Model/Library")
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "ais" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
      .compactMap { file in
        (try? Data(contentsOf: file)).map { SourceText([UInt8]($0), name: file.lastPathComponent) }
      }
  }()

  /// The texts cut off at every `step`th byte.
  static func prefixes(every step: Int) -> some Sequence<SourceText> {
    texts.lazy.flatMap { text in
      stride(from: 0, to: text.bytes.count, by: step).lazy.map {
        SourceText(Array(text.bytes[..<$0]))
      }
    }
  }
}

/// Texts that nobody would write, the same in every run.
struct RandomTexts: Sequence, IteratorProtocol {
  private var random: SplitMix
  private var rest: Int

  init(seed: UInt64, count: Int) {
    random = SplitMix(seed: seed)
    rest = count
  }

  /// Returns random bytes and runs of words and signs of the language by turns.
  mutating func next() -> SourceText? {
    guard rest > 0 else { return nil }
    rest -= 1
    let length = number(below: 24)
    if rest.isMultiple(of: 2) {
      return SourceText((0..<length).map { _ in UInt8(number(below: 256)) })
    }
    let words = (0..<length).map { _ in Self.words[number(below: Self.words.count)] }
    return SourceText(words.joined(separator: number(below: 3) == 0 ? "" : " "))
  }

  private mutating func number(below limit: Int) -> Int {
    Int(random.next() % UInt64(limit))
  }

  private static let words = [
    "a", "b", "c", "price", "of", "to", "per", "in", "and", "or", "not", "if", "then", "else",
    "for", "over",
    "under", "as", "at", "from", "until", "during", "with", "where", "step", "across", "by", "show",
    "previous", "base", "true", "false", "so", "what if", "what", "why", "compare", "facts",
    "sources",
    "expect", "test", "let", "assume", "shared", "source", "enum", "unit", "kind", "verb", "fn",
    "scenario",
    "prefer", "company", "alias", "headline", "check", "require", "responds to", "never", "within",
    "top",
    "sort by", "desc", "probability", "increased by", "drops", "rises", "it", "reading",
    "calibrate",
    "estimate", "plural", "file", "least", "1", "2.5", "1_000", "50%", "20x", "3M", "5bn", "1e6",
    "2024",
    "2024Q3", "2024-08", "2024-08-03", "2024..2030", "$", "€", "$5", "months", "million",
    "\"text\"", "\"",
    "“quoted”", "`name`", "`", "'s", "’s", "'", "(", ")", "(", ")", "[", "]", "{", "}", "{", "}",
    ",", ";",
    ":", ".", "..", "@", "|", "?", "+", "-", "*", "/", "^", "±", "+/-", "%", "=", "=", "+=", "*=",
    "==", "!=",
    "<", "<=", ">", ">=", "–", "−", "×", "≤", "…", "≈", "\u{A0}", "\u{2009}", "\n", "\n", "\n  ",
    "\r\n", "\t",
    "# note\n", "#\n", "é", "日本", "₂", "Character.AI", "GPT-4o", "\\", "~", "\0",
  ]
}
