/// Writes one JSON value (RFC 8259) on one line, member by member, and holds no other form of it.
struct JSONWriter {
  private var bytes: [UInt8] = []
  /// `true` iff a value stands before the next one.
  private var needsComma = false

  /// Takes what has been written whenever there is much of it; `nil` keeps all.
  private let sink: ((String) -> Void)?

  /// Creates a writer that hands on what it has written, and has the rest in `text` at the end.
  init(to sink: ((String) -> Void)? = nil) { self.sink = sink }

  /// Creates a writer of the value that `write` writes.
  init(_ write: (inout JSONWriter) -> Void) {
    sink = nil
    write(&self)
  }

  /// What has been written and not handed on.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Writes what another writer has written.
  mutating func value(_ other: JSONWriter) {
    separate()
    bytes += other.bytes
  }

  /// So many bytes are handed on together.
  private static let handedOn = 1 << 16

  private mutating func handOn() {
    guard bytes.count >= Self.handedOn, let sink else { return }
    sink(text)
    bytes.removeAll(keepingCapacity: true)
  }

  // MARK: Structure

  /// Writes an object with the members that `members` writes.
  mutating func object(_ members: (inout JSONWriter) -> Void) {
    enclosed(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
  }

  /// Writes an array with the values that `write` writes of `elements`, one each.
  mutating func array<Element>(
    _ elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void
  ) {
    enclosed(UInt8(ascii: "["), UInt8(ascii: "]")) { json in
      for element in elements {
        write(&json, element)
        json.handOn()
      }
    }
  }

  /// Writes an array of strings.
  mutating func strings(_ elements: [String]) { array(elements) { $0.string($1) } }

  /// Writes the name of a member; its value comes next.
  mutating func name(_ name: String) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  private mutating func enclosed(
    _ open: UInt8, _ close: UInt8, _ content: (inout JSONWriter) -> Void
  ) {
    separate()
    bytes.append(open)
    needsComma = false
    content(&self)
    bytes.append(close)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  // MARK: Values

  /// Writes `null`.
  mutating func null() { word("null") }

  /// Writes `true` or `false`.
  mutating func boolean(_ value: Bool) { word(value ? "true" : "false") }

  /// Writes a whole number.
  mutating func integer(_ value: Int) { word("\(value)") }

  /// Writes the shortest decimal that reads back to `value`; `null` if it is not finite.
  ///
  /// It is written in full from 0.0001 to below a million, else in full or with an exponent,
  /// whichever is shorter: `4`, `0.375`, `-4.52e9`, `12345678`.
  mutating func number(_ value: Double) {
    guard value.isFinite else { return null() }
    separate()
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let decimal = ShortestDecimal(value)
    let isUsual = value == 0 || (1e-4..<1e6).contains(value.magnitude)
    decimal.write(to: &bytes, inFull: isUsual || decimal.fullCount <= decimal.scientificCount)
  }

  /// Writes a string; only what must be escaped is.
  mutating func string(_ value: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    for byte in value.utf8 {
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        bytes.append(contentsOf: Self.escape(byte).utf8)
      } else {
        bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func word(_ word: String) {
    separate()
    bytes.append(contentsOf: word.utf8)
  }

  private static func escape(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\""): return "\\\""
    case UInt8(ascii: "\\"): return "\\\\"
    case 0x08: return "\\b"
    case 0x09: return "\\t"
    case 0x0A: return "\\n"
    case 0x0C: return "\\f"
    case 0x0D: return "\\r"
    default:
      let digits = String(byte, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}
