import AISLanguage
import AISSource

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A text that the user changes in an editor of their own.
enum Draft {
  /// Returns the text as it was left in `$VISUAL`, `$EDITOR` or `vi`.
  static func edited(_ text: String) throws(Diagnostic) -> String {
    let folder = Environment.value(of: "TMPDIR") ?? "/tmp"
    var name = Array("\(folder)/ais-XXXXXX.ais".utf8CString)
    let descriptor = mkstemps(&name, 4)
    let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard descriptor >= 0 else {
      throw Diagnostic(code: "AIS0801", "cannot write \(path): \(String(cString: strerror(errno)))")
    }
    defer { unlink(path) }
    let isWritten = Output(descriptor: descriptor).write(text + "\n")
    close(descriptor)
    guard isWritten else { throw Diagnostic(code: "AIS0801", "cannot write \(path)") }
    let editor =
      [Environment.value(of: "VISUAL"), Environment.value(of: "EDITOR")].compactMap(\.self)
      .first { !$0.isEmpty } ?? "vi"
    guard let program = ExternalProgram("\(editor) '\(path)'"), program.wait() == 0 else {
      throw Diagnostic(
        code: "AIS0874", "the editor `\(editor)` did not end well; the entry is as it was",
        help: "set `EDITOR` to the command of your editor")
    }
    let edited = try Files.read(path)
    return edited[Span(0, UInt32(edited.bytes.count))].trimmed
  }
}
