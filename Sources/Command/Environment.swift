#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The variables that the command was started with.
enum Environment {
  /// Returns the value of a variable, or `nil` where it is not set.
  static func value(of name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Returns those of some variables that are set.
  static func values(of names: [String]) -> [String: String] {
    var values: [String: String] = [:]
    for name in names { values[name] = value(of: name) }
    return values
  }
}
