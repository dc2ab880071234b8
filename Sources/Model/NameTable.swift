/// Names of one sort and what they stand for: an exact spelling first, then one without case.
public struct NameTable<Meaning: Hashable & Sendable>: Sendable {
  private var exact: [String: Meaning] = [:]
  private var folded: [String: Meaning] = [:]

  public init() {}

  /// Every name as declared, in no order.
  public var names: [String] { Array(exact.keys) }

  /// Makes `name` stand for `meaning`, in place of what it stood for.
  public mutating func insert(_ name: String, _ meaning: Meaning) {
    exact[name] = meaning
    folded[name.lowercased()] = meaning
  }

  /// Makes no name stand for `meaning`. Complexity: linear in the names.
  public mutating func forget(_ meaning: Meaning) {
    exact = exact.filter { $0.value != meaning }
    folded = folded.filter { $0.value != meaning }
  }

  /// Returns what `name` stands for in this very spelling.
  public func exactly(_ name: String) -> Meaning? { exact[name] }

  /// Returns what `name` stands for when case is put aside.
  public func folding(_ name: String) -> Meaning? { folded[name.lowercased()] }
}

/// The words of a name joined to the form under which it is kept: `token price` is `token_price`.
public func joinedName(_ words: some Collection<String>) -> String {
  if words.count == 1, let only = words.first, !only.utf8.contains(0x20) { return only }
  var bytes: [UInt8] = []
  for word in words {
    if !bytes.isEmpty { bytes.append(0x5F) }
    for byte in word.utf8 { bytes.append(byte == 0x20 ? 0x5F : byte) }
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Returns the singular forms that an English plural may have, likeliest first.
public func singulars(of word: String) -> [String] {
  var forms: [String] = []
  if word.hasSuffix("ies"), word.count > 4 { forms.append(word.dropLast(3) + "y") }
  if word.hasSuffix("es"), word.count > 3 { forms.append(String(word.dropLast(2))) }
  if word.hasSuffix("s"), !word.hasSuffix("ss"), word.count > 2 {
    forms.insert(String(word.dropLast()), at: forms.count > 1 ? 1 : 0)
  }
  return forms
}

/// Returns the plural of an English noun.
public func plural(of word: String) -> String {
  if word.hasSuffix("y"), let before = word.dropLast().last, !"aeiou".contains(before) {
    return word.dropLast() + "ies"
  }
  if word.hasSuffix("s") || word.hasSuffix("x") || word.hasSuffix("ch") { return word + "es" }
  return word + "s"
}
