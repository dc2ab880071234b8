import AISNumerics

/// The operands of a primitive, in registers.
struct Operands {
  let registers: UnsafeMutablePointer<Double>
  let table: [Int32]
  let start: Int
  let count: Int

  subscript(index: Int) -> Double { registers[Int(table[start + index])] }

  /// The operand as a reference.
  func reference(_ index: Int) -> Heap.Reference { self[index].bitPattern }
}

extension Heap {
  /// Returns what a primitive makes of its operands: a number, or the bits of a reference. What reads
  /// something that cannot be known gives nothing.
  ///
  /// Complexity: linear in the elements and bytes read, n log n for sorting.
  @inline(never)
  mutating func apply(_ primitive: Primitive, _ operands: Operands) -> Double {
    if primitive == .list { return bits(list(of: (0..<operands.count).map { operands[$0] })) }
    if primitive == .range { return range(operands) }
    let first = operands.reference(0)
    guard first != Self.nothing else { return bits(Self.nothing) }
    switch primitive {
    case .append: return bits(append(operands[1], to: first))
    case .concatenate:
      let second = operands.reference(1)
      guard second != Self.nothing else { return bits(second) }
      return bits(
        list(of: Array(values(first)) + Array(values(second))))
    case .reverse: return bits(list(of: values(first).reversed()))
    case .sum: return values(first).dropFirst().reduce(values(first).first ?? 0, +)
    case .mean:
      guard let start = values(first).first else { return .nan }
      return values(first).dropFirst().reduce(start, +) / Double(count(first))
    case .minimum, .maximum: return extreme(values(first), primitive == .minimum)
    case .sortNumbers:
      let numbers = values(first)
      return numbers.contains(where: \.isNaN)
        ? bits(Self.nothing) : bits(list(of: numbers.sorted()))
    case .containsNumber: return values(first).contains(operands[1]) ? 1 : 0
    default: return text(primitive, first, operands)
    }
  }

  private func bits(_ reference: Reference) -> Double { Double(bitPattern: reference) }

  private func values(_ list: Reference) -> UnsafeBufferPointer<Double> {
    UnsafeBufferPointer(start: elements(list), count: count(list))
  }

  private mutating func list(of values: [Double]) -> Reference {
    let list = list(capacity: values.count)
    guard list != Self.nothing else { return list }
    for (index, value) in values.enumerated() { elements(list)[index] = value }
    return filled(list, values.count)
  }

  private mutating func range(_ operands: Operands) -> Double {
    let (low, high) = (operands[0], operands[1])
    if operands.count == 2, !Turns.areWhole(low, high) { return bits(Self.nothing) }
    let step = operands.count > 2 ? operands[2] : 1
    guard let turns = Turns.count(low, high, step: step) else { return bits(Self.nothing) }
    guard turns < 4_294_967_296 else { return bits(list(capacity: .max / 2)) }
    let list = list(capacity: Int(turns))
    guard list != Self.nothing else { return bits(list) }
    for turn in 0..<Int(turns) { elements(list)[turn] = low + step * Double(turn) }
    return bits(filled(list, Int(turns)))
  }

  private func extreme(_ values: UnsafeBufferPointer<Double>, _ isMinimum: Bool) -> Double {
    guard var best = values.first else { return .nan }
    for value in values.dropFirst() {
      best = isMinimum ? Kernels.minimum(best, value) : Kernels.maximum(best, value)
    }
    return best
  }

  // MARK: Texts

  private mutating func text(_ primitive: Primitive, _ first: Reference, _ operands: Operands)
    -> Double
  {
    for index in 1..<max(1, operands.count) where operands.reference(index) == Self.nothing {
      return bits(Self.nothing)
    }
    func string(_ index: Int) -> String { self.string(operands.reference(index)) }
    switch primitive {
    case .textLength:
      let bytes = text(first)
      if bytes.allSatisfy({ $0 < 0x80 && $0 != 0x0D }) { return Double(bytes.count) }
      return Double(self.string(first).count)
    case .textEqual: return text(first).elementsEqual(text(operands.reference(1))) ? 1 : 0
    case .textLess: return isBefore(first, operands.reference(1)) ? 1 : 0
    case .textContains: return Texts.contains(string(0), string(1)) ? 1 : 0
    case .containsText:
      let wanted = operands.reference(1)
      return values(first).contains { text($0.bitPattern).elementsEqual(text(wanted)) } ? 1 : 0
    case .sortTexts:
      let sorted = values(first).sorted { isBefore($0.bitPattern, $1.bitPattern) }
      return bits(list(of: sorted))
    case .join: return bits(joined(first, operands.reference(1)))
    case .split:
      let parts = Texts.split(string(0), at: string(1)).map { bits(text(of: $0.utf8)) }
      return bits(list(of: parts))
    case .upper: return bits(text(of: string(0).uppercased().utf8))
    case .lower: return bits(text(of: string(0).lowercased().utf8))
    case .trim: return bits(text(of: Texts.trimmed(string(0)).utf8))
    case .replace:
      return bits(text(of: Texts.replacing(string(1), with: string(2), in: string(0)).utf8))
    default: preconditionFailure("not a primitive of texts")
    }
  }

  private func isBefore(_ a: Reference, _ b: Reference) -> Bool {
    text(a).lexicographicallyPrecedes(text(b))
  }

  private mutating func joined(_ list: Reference, _ separator: Reference) -> Reference {
    let parts = values(list)
    guard let first = parts.first else { return text(of: []) }
    // a text of its own at the end of the bytes, which then grows in place
    var whole = join(text(of: []), first.bitPattern)
    for part in parts.dropFirst() {
      whole = join(join(whole, separator), part.bitPattern)
      if whole == Self.nothing { break }
    }
    return whole
  }
}

/// What the functions on texts do, without Foundation.
public enum Texts {
  public static func contains(_ text: String, _ part: String) -> Bool {
    part.isEmpty || text.firstRange(of: part) != nil
  }

  /// The parts between separators; the characters, for an empty separator.
  public static func split(_ text: String, at separator: String) -> [String] {
    separator.isEmpty
      ? text.map(String.init)
      : text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }

  /// The text without the white space at its ends.
  public static func trimmed(_ text: String) -> String {
    let start = text.drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }

  public static func replacing(_ part: String, with other: String, in text: String) -> String {
    part.isEmpty ? text : text.replacing(part, with: other)
  }
}
