import AISLanguage
import AISReport
import AISSource
import Synchronization

/// The files of a script in a test: it reads those of `Tests/Transcripts`, and what it has written before.
public final class WrittenFiles: Sendable {
  private let contents = Mutex<[String: String]>([:])

  /// Creates files of which none is written.
  public init() {}

  /// The text that was written to a file.
  public subscript(_ path: String) -> String? { contents.withLock { $0[path] } }

  /// Hands the reading and writing of files to a session.
  public func grant(to options: inout Options) {
    options.readFile = { path throws(Diagnostic) in
      if let text = self[path] { return SourceText(text, name: path) }
      guard let text = Repository.text("Tests/Transcripts/\(path)", named: path) else {
        throw Diagnostic(code: "AIS0801", "cannot read \(path): there is no such file")
      }
      return text
    }
    options.openFile = { path throws(Diagnostic) in
      let format = try Format.ofFile(path)
      return { answer in
        let text = Renderer(format: format).render(answer)
        self.contents.withLock { $0[path] = text }
      }
    }
  }
}
