import AISModel
import AISSource
import AISSyntax

extension Inquiry {
  /// `QUESTION to "FILE"`: writes the answer, and says where it is. That the file cannot be written is said before
  /// anything is computed; what is only checked is not written.
  mutating func writing(
    to file: ExpressionID, _ body: (inout Inquiry) throws(Diagnostic) -> Answer
  ) throws(Diagnostic) -> Answer {
    let place = code(file).place
    let path = try spoken(file, in: base).text
    guard let open = options.openFile else {
      throw Diagnostic(
        code: "AIS0714", "no file can be written here", at: place,
        help: "the host of this session gives no access to files")
    }
    let write = try Self.placed(place) { () throws(Diagnostic) in
      try open(text.source.path(besideIt: path))
    }
    let answer = try body(&self)
    guard !elaborator.isChecking, !options.isCancelled() else { return answer }
    try Self.placed(place) { () throws(Diagnostic) in try write(answer) }
    return answer.written(to: path)
  }

  /// What a host says of a file, at the place where the file is named.
  private static func placed<Result>(
    _ place: Place, _ body: () throws(Diagnostic) -> Result
  ) throws(Diagnostic) -> Result {
    do throws(Diagnostic) { return try body() } catch {
      var fault = error
      fault.place = fault.place ?? place
      throw fault
    }
  }
}

extension SourceText {
  /// The path of a file that this text names: beside the text itself, unless it begins at the root.
  func path(besideIt file: String) -> String {
    guard !file.hasPrefix("/"), let name, let slash = name.lastIndex(of: "/") else { return file }
    return name[...slash] + file
  }
}
