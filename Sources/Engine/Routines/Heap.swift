/// The lists and texts of a machine. What was made never changes, so that a reference may be copied as
/// a number is; what was made since a mark is freed in one step.
///
/// A list is a place in a table of buffers and a length, a text a place among the bytes and a length. What
/// ends where its buffer ends is lengthened in place, anything else is copied first: adding to the end
/// takes amortised constant time, and whoever holds the shorter one sees no difference.
struct Heap: ~Copyable {
  typealias Reference = UInt64
  /// What stands for a list or text that cannot be known.
  static let nothing: Reference = .max

  private struct Buffer {
    var base: UnsafeMutablePointer<Double>
    var count: Int
    var capacity: Int
  }
  /// Room that was left behind a long text, so that it can grow there.
  private struct Room {
    var start: Int
    var limit: Int
  }

  private var buffers: UnsafeMutablePointer<Buffer>
  private var bufferCount = 0
  private var bufferCapacity = 64
  /// The elements that all buffers have room for.
  private var cells = 0
  private let cellLimit: Int
  private var bytes: UnsafeMutablePointer<UInt8>
  private var byteCount: Int
  private var byteCapacity: Int
  private var rooms: (Room, Room, Room, Room)
  private var nextRoom = 0
  /// A limit is reached; nothing more is made.
  private(set) var isFull = false

  /// The longest text, in bytes.
  static let textLimit = 1 << 28 - 1

  /// Creates a memory that begins with the texts of a program.
  init(_ texts: [UInt8], cellLimit: Int) {
    self.cellLimit = cellLimit
    buffers = .allocate(capacity: bufferCapacity)
    byteCapacity = texts.count + 4096
    bytes = .allocate(capacity: byteCapacity)
    byteCount = texts.count
    let none = Room(start: -1, limit: -1)
    rooms = (none, none, none, none)
    for (index, byte) in texts.enumerated() { bytes[index] = byte }
  }

  deinit {
    for index in 0..<bufferCount { buffers[index].base.deallocate() }
    buffers.deallocate()
    bytes.deallocate()
  }

  // MARK: Marks

  /// How full the memory is.
  var mark: Reference { UInt64(bufferCount) << 40 | UInt64(byteCount) }

  /// Frees what was made since a mark.
  mutating func release(to mark: Reference) {
    let count = Int(mark >> 40)
    while bufferCount > count {
      bufferCount -= 1
      cells -= buffers[bufferCount].capacity
      buffers[bufferCount].base.deallocate()
    }
    byteCount = min(byteCount, Int(mark & 0xFF_FFFF_FFFF))
    eachRoom { room, count in if room.limit > count { room = Room(start: -1, limit: -1) } }
  }

  private mutating func eachRoom(_ body: (inout Room, Int) -> Void) {
    body(&rooms.0, byteCount)
    body(&rooms.1, byteCount)
    body(&rooms.2, byteCount)
    body(&rooms.3, byteCount)
  }

  // MARK: Lists

  /// The length of a list that is known.
  @inline(__always)
  func count(_ list: Reference) -> Int { Int(list & 0xFFFF_FFFF) }

  /// The elements of a list that is known.
  @inline(__always)
  func elements(_ list: Reference) -> UnsafeMutablePointer<Double> {
    buffers[Int(list >> 32)].base
  }

  /// Makes an empty list with room for some elements.
  mutating func list(capacity: Int) -> Reference {
    guard !isFull, cells + capacity <= cellLimit, bufferCount < 1 << 23 else {
      isFull = true
      return Self.nothing
    }
    if bufferCount == bufferCapacity { growTable() }
    let room = max(4, capacity)
    buffers[bufferCount] = Buffer(base: .allocate(capacity: room), count: 0, capacity: room)
    bufferCount += 1
    cells += room
    return UInt64(bufferCount - 1) << 32
  }

  private mutating func growTable() {
    let larger = UnsafeMutablePointer<Buffer>.allocate(capacity: bufferCapacity * 2)
    larger.moveInitialize(from: buffers, count: bufferCount)
    buffers.deallocate()
    buffers = larger
    bufferCapacity *= 2
  }

  /// Returns a list with an element after its last.
  @inline(__always)
  mutating func append(_ value: Double, to list: Reference) -> Reference {
    if list == Self.nothing { return list }
    let index = Int(list >> 32)
    let count = count(list)
    if buffers[index].count == count, count < buffers[index].capacity {
      buffers[index].base[count] = value
      buffers[index].count = count + 1
      return list + 1
    }
    return appendSlowly(value, list)
  }

  @inline(never)
  private mutating func appendSlowly(_ value: Double, _ list: Reference) -> Reference {
    let count = count(list)
    let index = Int(list >> 32)
    if buffers[index].count == count, cells + count <= cellLimit, !isFull {
      let larger = UnsafeMutablePointer<Double>.allocate(capacity: count * 2)
      larger.update(from: buffers[index].base, count: count)
      buffers[index].base.deallocate()
      cells += count * 2 - buffers[index].capacity
      buffers[index] = Buffer(base: larger, count: count, capacity: count * 2)
      return append(value, to: list)
    }
    let copy = self.list(capacity: count * 2 + 1)
    guard copy != Self.nothing else { return copy }
    elements(copy).update(from: elements(list), count: count)
    return append(value, to: filled(copy, count))
  }

  /// Returns a list that was just made with its first `count` elements written.
  mutating func filled(_ list: Reference, _ count: Int) -> Reference {
    buffers[Int(list >> 32)].count = count
    return list + UInt64(count)
  }

  // MARK: Texts

  /// The reference of a text that stands at `offset`.
  static func reference(to offset: Int, length: Int) -> Reference {
    UInt64(offset) << 28 | UInt64(length)
  }

  /// The bytes of a text that is known.
  func text(_ text: Reference) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: bytes + Int(text >> 28), count: Int(text & 0xFFF_FFFF))
  }

  /// The text as a string.
  func string(_ text: Reference) -> String { String(decoding: self.text(text), as: UTF8.self) }

  /// Makes a text of bytes.
  mutating func text(of utf8: some Collection<UInt8>) -> Reference {
    let count = utf8.count
    guard reserve(count, after: 0) else { return Self.nothing }
    let start = byteCount
    _ = UnsafeMutableBufferPointer(start: bytes + start, count: count).update(fromContentsOf: utf8)
    byteCount += count
    return Self.reference(to: start, length: count)
  }

  /// Returns a text followed by another one.
  mutating func join(_ first: Reference, _ second: Reference) -> Reference {
    if first == Self.nothing || second == Self.nothing { return Self.nothing }
    let count = Int(second & 0xFFF_FFFF)
    let text = extend(first, by: count)
    guard text != Self.nothing else { return text }
    // what is added may have moved with the bytes, but not within them
    (bytes + Int(text >> 28) + Int(text & 0xFFF_FFFF) - count).update(
      from: bytes + Int(second >> 28), count: count)
    return text
  }

  /// Returns a text followed by the digits of a whole number.
  mutating func append(digitsOf number: Int, to text: Reference) -> Reference {
    if text == Self.nothing { return text }
    var size = number.magnitude
    var count = number < 0 ? 2 : 1
    while size >= 10 {
      size /= 10
      count += 1
    }
    let longer = extend(text, by: count)
    guard longer != Self.nothing else { return longer }
    var at = bytes + Int(longer >> 28) + Int(longer & 0xFFF_FFFF)
    size = number.magnitude
    repeat {
      at -= 1
      at.pointee = UInt8(truncatingIfNeeded: 0x30 + size % 10)
      size /= 10
    } while size > 0
    if number < 0 { (at - 1).pointee = 0x2D }
    return longer
  }

  /// Returns a text with room for `count` more bytes at its end, which count as part of it.
  private mutating func extend(_ text: Reference, by count: Int) -> Reference {
    let (start, length) = (Int(text >> 28), Int(text & 0xFFF_FFFF))
    guard reserve(count, after: length) else { return Self.nothing }
    if start + length == byteCount {
      byteCount += count
      return text + UInt64(count)
    }
    if length >= 256, growsInRoom(start + length, by: count) { return text + UInt64(count) }
    let total = length + count
    guard reserve(length >= 256 ? 2 * total : total, after: 0) else { return Self.nothing }
    let copy = byteCount
    (bytes + copy).update(from: bytes + start, count: length)
    byteCount += total
    if length >= 256 { leaveRoom(total) }
    return Self.reference(to: copy, length: total)
  }

  private mutating func growsInRoom(_ end: Int, by count: Int) -> Bool {
    var found = false
    eachRoom { room, _ in
      guard !found, room.start == end, room.start + count <= room.limit else { return }
      room.start += count
      found = true
    }
    return found
  }

  private mutating func leaveRoom(_ count: Int) {
    let room = Room(start: byteCount, limit: byteCount + count)
    byteCount += count
    switch nextRoom & 3 {
    case 0: rooms.0 = room
    case 1: rooms.1 = room
    case 2: rooms.2 = room
    default: rooms.3 = room
    }
    nextRoom += 1
  }

  /// Makes room for bytes, if that is within the limits.
  private mutating func reserve(_ count: Int, after length: Int) -> Bool {
    guard !isFull, length + count <= Self.textLimit, byteCount + count <= cellLimit * 8 else {
      isFull = true
      return false
    }
    if byteCount + count > byteCapacity {
      byteCapacity = max(byteCapacity * 2, byteCount + count)
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: byteCapacity)
      larger.update(from: bytes, count: byteCount)
      bytes.deallocate()
      bytes = larger
    }
    return true
  }
}
