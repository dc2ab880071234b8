#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Reads lines from a file descriptor in large blocks.
///
/// The library's `readLine` takes a read that Ctrl-C cut short for the end of the input.
struct LineReader {
  private enum Block { case some, none, interrupted }

  private let descriptor: Int32
  private var block: [UInt8] = []
  private var unread = 0

  /// Creates a reader of an open descriptor.
  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Returns the next line without its line feed; `.interrupted`, and forgets the line begun, when
  /// Ctrl-C comes while it waits; `.endOfInput` at the end, and when the input cannot be read.
  mutating func next() -> Entry {
    var line: [UInt8] = []
    while true {
      let rest = block[unread...]
      if let end = rest.firstIndex(of: 0x0A) {
        unread = end + 1
        return .text(String(decoding: line + rest[..<end], as: UTF8.self))
      }
      line += rest
      switch readBlock() {
      case .some: continue
      case .none: return line.isEmpty ? .endOfInput : .text(String(decoding: line, as: UTF8.self))
      case .interrupted: return .interrupted
      }
    }
  }

  private mutating func readBlock() -> Block {
    block = []
    unread = 0
    while !Interrupt.isRequested {
      let count = fill()
      if count < 0, errno == EINTR { continue }
      return count > 0 ? .some : .none
    }
    return .interrupted
  }

  /// Reads once into `block` and returns what `read` returned.
  private mutating func fill() -> Int {
    let descriptor = descriptor
    var count = 0
    block = Array(unsafeUninitializedCapacity: 65_536) { buffer, initialized in
      count = read(descriptor, buffer.baseAddress, buffer.count)
      initialized = max(0, count)
    }
    return count
  }
}
