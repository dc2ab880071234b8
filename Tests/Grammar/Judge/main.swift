// Reads programs from the standard input, a zero byte after each, and writes for each a line of JSON: the tokens, each as
// `[kind, text, whether it starts its line, whether a blank stands before it, its column, its first byte]`, and the codes
// of the errors for which the parser refuses the program, in the order of the text. Tests/Grammar/*.py run it.

import AISSource
import AISSyntax
import Foundation

/// The tokens and the errors of one program, as JSON.
func judgement(of bytes: [UInt8]) throws -> Data {
  let parsed = Parser.parse(SourceText(bytes, name: "program"))
  var lineStart = 0
  var tokens: [[Any]] = []
  var at = 0
  for token in parsed.tokens where token.kind != .endOfText {
    while at < Int(token.start) {
      if bytes[at] == 0x0A { lineStart = at + 1 }
      at += 1
    }
    tokens.append([
      String(describing: token.kind), parsed.source[token.span], token.startsLine,
      token.spaceBefore,
      Int(token.start) - lineStart, Int(token.start),
    ])
  }
  let errors = parsed.diagnostics.filter { $0.severity == .error }.map(\.code)
  return try JSONSerialization.data(withJSONObject: ["tokens": tokens, "errors": errors])
}

let input = [UInt8](FileHandle.standardInput.readDataToEndOfFile())
for program in input.split(separator: 0, omittingEmptySubsequences: false).dropLast() {
  FileHandle.standardOutput.write(try judgement(of: Array(program)) + [0x0A])
}
