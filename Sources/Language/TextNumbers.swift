/// Numbers for texts, so that a column of texts is one of numbers: equal texts have the same number.
struct TextNumbers: Sendable {
  private var texts: [String] = []
  private var numbers: [String: Int] = [:]

  /// The number of a text, from 0. Complexity: linear in the length of the text.
  mutating func number(of text: String) -> Double {
    if let known = numbers[text] { return Double(known) }
    numbers[text] = texts.count
    texts.append(text)
    return Double(texts.count - 1)
  }

  /// The text of a number; `nil` where it is none of a text.
  func text(of number: Double) -> String? {
    guard let index = Int(exactly: number), texts.indices.contains(index) else { return nil }
    return texts[index]
  }
}
