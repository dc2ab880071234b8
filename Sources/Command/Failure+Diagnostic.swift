import AISLanguage
import AISSource

extension Failure {
  /// Does something of which one thing may be wrong, where several may.
  static func of<Result>(
    _ body: () throws(Diagnostic) -> Result
  ) throws(Failure) -> Result {
    do throws(Diagnostic) { return try body() } catch { throw Failure([error]) }
  }
}
