import AISPrompt
import AISSource

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Files and folders, with errors in the user's terms.
enum Files {
  /// Returns the text of a file, `-` for standard input.
  static func read(_ path: String) throws(Diagnostic) -> SourceText {
    let bytes = path == "-" ? try all(of: 0, "standard input") : try contents(path)
    let text = SourceText(bytes, name: path == "-" ? nil : path)
    if let bad = SourceText.firstInvalidByte(in: bytes) {
      let position = text.position(of: bad)
      throw Diagnostic(
        code: "AIS0802",
        "\(path == "-" ? "standard input" : path) is not UTF-8: line \(position.line), byte \(bad) is 0x\(String(bytes[bad], radix: 16))",
        help: "save it as UTF-8, or convert it: `iconv -f latin1 -t utf-8 \(path)`")
    }
    return text
  }

  /// Returns the `.ais` files that a path stands for: itself, or those of a folder and the folders in it, in the order of
  /// names.
  static func scripts(at path: String) throws(Diagnostic) -> [String] {
    guard isFolder(path) else { return [path] }
    let found = scripts(below: path)
    guard !found.isEmpty else {
      throw Diagnostic(code: "AIS0803", "the folder \(path) holds no .ais file")
    }
    return found
  }

  /// Hidden folders and links to folders are left out, so that nothing is found twice.
  private static func scripts(below folder: String) -> [String] {
    return FileSystem.names(in: folder).flatMap { name -> [String] in
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      if name.hasPrefix(".") { return [] }
      if isFolder(path, followsLinks: false) { return scripts(below: path) }
      return name.hasSuffix(".ais") && !isFolder(path) ? [path] : []
    }
  }

  static func isFolder(_ path: String, followsLinks: Bool = true) -> Bool {
    var information = stat()
    let status = followsLinks ? stat(path, &information) : lstat(path, &information)
    return status == 0 && information.st_mode & S_IFMT == S_IFDIR
  }

  /// Replaces the content of a file: by another that is written whole first, so that none is lost.
  static func write(_ text: String, to path: String) throws(Diagnostic) {
    try write(to: path) { $0(text) }
  }

  /// The same with a content that comes piece by piece.
  static func write(to path: String, _ content: ((String) -> Void) -> Void) throws(Diagnostic) {
    var information = stat()
    let exists = stat(path, &information) == 0
    let kind = information.st_mode & S_IFMT
    // what is no file that could be replaced, such as a pipe, takes the content itself
    if exists, kind != S_IFREG { return try append(to: path, isFolder: kind == S_IFDIR, content) }
    let mode = exists ? information.st_mode & 0o7777 : 0o644
    let own = FileSystem.withoutLinks(path) ?? path
    let draft = "\(own).\(getpid())~"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure("write", path) }
    var isWhole = true
    content { isWhole = isWhole && Output(descriptor: descriptor).write($0) }
    isWhole = isWhole && fchmod(descriptor, mode) == 0
    let fault = failure("write", path)
    guard close(descriptor) == 0, isWhole, rename(draft, own) == 0 else {
      unlink(draft)
      throw fault
    }
  }

  private static func append(
    to path: String, isFolder: Bool, _ content: ((String) -> Void) -> Void
  ) throws(Diagnostic) {
    guard !isFolder else {
      throw Diagnostic(code: "AIS0801", "cannot write \(path): it is a folder")
    }
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("write", path) }
    var isWhole = true
    content { isWhole = isWhole && Output(descriptor: descriptor).write($0) }
    let fault = failure("write", path)
    guard close(descriptor) == 0, isWhole else { throw fault }
  }

  private static func contents(_ path: String) throws(Diagnostic) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("read", path) }
    defer { close(descriptor) }
    return try all(of: descriptor, path)
  }

  /// Hands the bytes of a file to `take`, piece by piece.
  static func readPieces(
    _ path: String, _ take: (ArraySlice<UInt8>) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("read", path) }
    defer { close(descriptor) }
    try pieces(of: descriptor, path, length: 1 << 18, take)
  }

  private static func all(of descriptor: Int32, _ name: String) throws(Diagnostic) -> [UInt8] {
    var bytes: [UInt8] = []
    var information = stat()
    if fstat(descriptor, &information) == 0, information.st_size > 0 {
      bytes.reserveCapacity(Int(information.st_size))
    }
    try pieces(of: descriptor, name, length: 1 << 16) { (piece) throws(Diagnostic) in
      bytes.append(contentsOf: piece)
    }
    return bytes
  }

  private static func pieces(
    of descriptor: Int32, _ name: String, length: Int,
    _ take: (ArraySlice<UInt8>) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    var buffer = [UInt8](repeating: 0, count: length)
    while true {
      let count = buffer.withUnsafeMutableBytes { Self.read(descriptor, $0) }
      if count == 0 { return }
      if count < 0 {
        if errno == EINTR {
          if Interrupt.isRequested { throw Diagnostic(code: "AIS0602", "interrupted") }
          continue
        }
        if errno == EAGAIN {
          var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
          poll(&wanted, 1, -1)
          continue
        }
        throw failure("read", name)
      }
      try take(buffer[..<count])
    }
  }

  private static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    #if canImport(Darwin)
      Darwin.read(descriptor, buffer.baseAddress, buffer.count)
    #elseif canImport(Glibc)
      Glibc.read(descriptor, buffer.baseAddress, buffer.count)
    #else
      Musl.read(descriptor, buffer.baseAddress, buffer.count)
    #endif
  }

  private static func failure(_ verb: String, _ path: String) -> Diagnostic {
    let reason: String
    switch errno {
    case ENOENT: reason = "there is no such \(verb == "write" ? "folder" : "file")"
    case EACCES: reason = "permission is denied"
    case EISDIR: reason = "it is a folder"
    default: reason = String(cString: strerror(errno))
    }
    return Diagnostic(code: "AIS0801", "cannot \(verb) \(path): \(reason)")
  }
}
