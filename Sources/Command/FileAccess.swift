import AISLanguage
import AISPrompt
import AISReport
import AISSource

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Which files a script may read and write.
enum FileAccess: Sendable {
  case anywhere
  /// In a folder, whose path has no links in it, and the folders in that.
  case beneath(String)
  case nowhere

  /// The access of a script: under `--sandbox` to its own folder, to nothing if the text is no file.
  init(isSandboxed: Bool, script: String?) {
    guard isSandboxed else {
      self = .anywhere
      return
    }
    guard let script, script != "-" else {
      self = .nowhere
      return
    }
    let folder = Files.isFolder(script) ? script : Self.parts(of: script).folder
    self = FileSystem.withoutLinks(folder).map { .beneath($0) } ?? .nowhere
  }

  /// Hands the reading and writing of files to a session.
  func grant(to options: inout Options) {
    options.readFile = { path throws(Diagnostic) in
      try check(path, "read")
      return try Files.read(path)
    }
    options.readPieces = { (path, take) throws(Diagnostic) in
      try check(path, "read")
      try Files.readPieces(path, take)
    }
    options.openFile = { path throws(Diagnostic) in
      let format = try Format.ofFile(path)
      try check(path, "write")
      return { answer throws(Diagnostic) in
        try Files.write(to: path) { Renderer(format: format).render(answer, to: $0) }
      }
    }
  }

  // MARK: What is beneath

  /// Refuses a file that a script may not `read` or `write`, as `verb` says.
  func check(_ path: String, _ verb: String) throws(Diagnostic) {
    switch self {
    case .anywhere: return
    case .nowhere:
      throw Diagnostic(
        code: "AIS0812", "cannot \(verb) \(path): under `--sandbox` only a script has files",
        help: "write it as a script: its own folder is open to it")
    case .beneath(let folder):
      if isBeneath(folder, path) { return }
      throw Diagnostic(
        code: "AIS0812",
        "cannot \(verb) \(path): it lies outside of the script's folder, and `--sandbox` is set",
        help: "put it beside the script, or run without `--sandbox`")
    }
  }

  /// `true` iff a path leads into a folder when its links are followed. One that leads nowhere must not leave the folder
  /// by its words.
  private func isBeneath(_ folder: String, _ path: String) -> Bool {
    let (parent, name) = Self.parts(of: path)
    guard
      let target = FileSystem.withoutLinks(path)
        ?? FileSystem.withoutLinks(parent).map({ $0 + "/" + name })
    else { return !path.hasPrefix("/") && !path.split(separator: "/").contains("..") }
    return target.hasPrefix(folder == "/" ? folder : folder + "/")
  }

  private static func parts(of path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = String(path[..<slash])
    return (folder.isEmpty ? "/" : folder, String(path[path.index(after: slash)...]))
  }
}
