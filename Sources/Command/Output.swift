import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A stream that the command writes to.
struct Output: Sendable {
  static let standard = Output(descriptor: 1)
  static let error = Output(descriptor: 2)

  /// Why standard output could not be written, where that has happened.
  static var fault: String? {
    let number = faultNumber.load(ordering: .relaxed)
    return number == 0 ? nil : String(cString: strerror(number))
  }
  private static let faultNumber = Atomic<Int32>(0)

  let descriptor: Int32

  /// `true` iff a person reads it at a terminal.
  var isTerminal: Bool { isatty(descriptor) != 0 }

  /// `true` iff it is a terminal that takes escape codes: colours, and what erases a line again.
  var takesEscapes: Bool {
    isTerminal && !["", "dumb"].contains(Environment.value(of: "TERM") ?? "")
  }

  /// Writes all of `text`; returns whether it could. A reader that has gone ends the process, as it does
  /// for any command.
  @discardableResult
  func write(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        #if canImport(Darwin)
          let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
        #elseif canImport(Glibc)
          let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        #else
          let count = Musl.write(descriptor, rest.baseAddress, rest.count)
        #endif
        if count < 0 {
          if errno == EINTR { continue }
          if errno == EAGAIN {
            // somebody else's pipe, set not to block
            var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&wanted, 1, -1)
            continue
          }
          if descriptor == Output.standard.descriptor {
            Self.faultNumber.store(errno, ordering: .relaxed)
          }
          return false
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
      return true
    }
  }
}
