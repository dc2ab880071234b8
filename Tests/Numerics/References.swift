import Foundation

/// One line of `Fixtures/references.txt`: a function's value to three digits more than a double
/// has.
struct Reference {
  let function: String
  let arguments: [Double]
  /// The double nearest to the true value.
  let nearest: Double
  /// How far the true value lies from there, in units of its last place.
  let rest: Double

  /// Returns how far `value` is from the true value, in units of the last place of the nearest
  /// double.
  func error(of value: Double) -> Double {
    value == nearest ? rest.magnitude : ((value - nearest) / nearest.ulp - rest).magnitude
  }

  /// The references of one function, in the order of the file.
  static func all(of function: String) throws -> [Reference] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/references.txt")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .compactMap(Reference.init).filter { $0.function == function }
  }

  private init?(line: Substring) {
    let words = line.split(separator: " ")
    let numbers = words.dropFirst().dropLast().compactMap { UInt64($0, radix: 16) }
      .map(Double.init(bitPattern:))
    guard numbers.count == words.count - 2, let rest = words.last.flatMap({ Double($0) }) else {
      return nil
    }
    function = String(words[0])
    arguments = numbers.dropLast()
    nearest = numbers[numbers.count - 1]
    self.rest = rest / 1000
  }
}
