import AISSource
import Foundation

/// The files of this repository, for tests that hold them against the program.
public enum Repository {
  /// The folder that holds `Package.swift`.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardizedFileURL

  /// Returns the text of the file at `path`, seen from the root, or `nil` if there is none.
  public static func text(_ path: String, named name: String? = nil) -> SourceText? {
    guard let data = try? Data(contentsOf: root.appending(path: path)) else { return nil }
    return SourceText([UInt8](data), name: name)
  }

  /// Returns the names of the files in `folder` that end in `suffix`, in the order of names; none if
  /// there is no such folder.
  public static func files(in folder: String, suffix: String) -> [String] {
    let path = root.appending(path: folder).path(percentEncoded: false)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix(suffix) }.sorted()
  }

  /// `true` iff there is a file or a folder at `path`, seen from the root.
  public static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path(percentEncoded: false))
  }

  /// `true` iff the run accepts what the program now says: `AIS_BLESS=1 swift test`.
  public static let isBlessing = ProcessInfo.processInfo.environment["AIS_BLESS"] == "1"

  /// How many times as many random cases are tried as usual: 5 when `make laws` asks for it.
  public static let thoroughness =
    ProcessInfo.processInfo.environment["AIS_THOROUGH"] == "1" ? 5 : 1

  /// Replaces the content of the file at `path`.
  public static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: root.appending(path: path))
  }
}

extension SourceText {
  /// The whole text.
  public var content: String { String(decoding: bytes, as: UTF8.self) }
}
