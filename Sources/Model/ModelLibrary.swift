import AISSource
import CModelLibrary

/// The built-in model of the AI industry: texts that are part of the program.
public enum ModelLibrary {
  /// The texts, each named as its file.
  public static var texts: [SourceText] {
    (0..<ais_library_count()).map { index in
      let file = ais_library_file(index)
      let bytes = UnsafeBufferPointer(start: file.bytes, count: Int(file.count))
      return SourceText(Array(bytes), name: "model/" + String(cString: file.name))
    }
  }
}
