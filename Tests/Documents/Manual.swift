import AISSource
import AISTestSupport

/// A document with its fenced blocks: what is typed, ```` ```ais ````, and what is then said, ```` ```text ````.
struct Manual {
  /// A block of code with what follows it.
  struct Example: Sendable, CustomStringConvertible {
    /// The document's path.
    let path: String
    /// The line on which the code begins, from 1.
    let line: Int
    var code: String
    /// The text that the code prints, if the document shows it.
    var text: String?
    var description: String { "\(path):\(line)" }
  }

  /// Returns the blocks of code of a document, none if there is no such document.
  static func examples(of path: String) -> [Example] {
    guard let document = Repository.text(path)?.content else { return [] }
    var examples: [Example] = []
    var open: String?
    var body: [Substring] = []
    var mayShow = false
    for (index, line) in document.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      if let language = open {
        guard line.hasPrefix("```") else {
          body.append(line)
          continue
        }
        add(language, body, path, index - body.count + 1, mayShow, &examples)
        mayShow = language == "ais"
        (open, body) = (nil, [])
      } else if line.hasPrefix("```") {
        open = String(line.dropFirst(3))
      } else if !line.allSatisfy(\.isWhitespace) {
        mayShow = false
      }
    }
    return examples
  }

  private static func add(
    _ language: String, _ body: [Substring], _ path: String, _ line: Int, _ mayShow: Bool,
    _ examples: inout [Example]
  ) {
    let text = body.map { $0 + "\n" }.joined()
    if language == "ais" {
      examples.append(Example(path: path, line: line, code: text))
    } else if language == "text", mayShow {
      examples[examples.count - 1].text = text
    }
  }
}
