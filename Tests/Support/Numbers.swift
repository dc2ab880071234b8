import AISLanguage
import AISReport
import AISSource
import Foundation

/// What a line says in JSON: its numbers in order, and what it rests on.
public struct Said: Sendable {
  /// The numbers of the answer; of an uncertain one the mean.
  public let numbers: [Double]
  /// The names of the assumptions that it rests on.
  public let assumptions: [String]
  /// All of it.
  public let text: String

  /// Asks a line in a session, the built-in model if none is given.
  public init(_ line: String, in session: Session = Sessions.builtIn) {
    let text = Script(SourceText(line), in: session, format: .json).run().output
    self.text = text
    numbers = text.matches(of: /"(?:value|mean)":\s*(-?[0-9][0-9.eE+-]*)/).compactMap {
      Double($0.output.1)
    }
    let names = text.firstMatch(of: /"assumptions":\[([^\]]*)\]/).map { String($0.output.1) }
    assumptions = (names ?? "").split(separator: ",").map {
      $0.trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
    }
  }
}

/// The rows of a fixture whose columns stand between ` | `, without its head.
public func fixture(_ path: String) -> [[String]] {
  let text = Repository.text(path)?.content ?? ""
  return text.split(whereSeparator: \.isNewline).dropFirst().map { row in
    row.components(separatedBy: " | ").map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
