import AISSource

/// How the command ends; of two endings the later one in this list counts.
enum Status: Int32, Sendable, CaseIterable {
  case success = 0
  /// An `expect` failed.
  case unmet = 3
  /// An error in the program, or bad data.
  case failure = 1
  /// Wrong usage, an option's value too.
  case usage = 2
  /// A limit of time or memory ended it.
  case limited = 124
  case interrupted = 130

  var code: Int32 { rawValue }

  /// `true` iff work was stopped before its end.
  var isStop: Bool { self == .interrupted || self == .limited }

  /// What follows from diagnostics: of several errors from the first.
  init(of diagnostics: [Diagnostic]) {
    switch diagnostics.first(where: { $0.severity == .error })?.code {
    case nil: self = .success
    case "AIS0602": self = .interrupted
    case "AIS0701": self = .unmet
    case "AIS0830", "AIS0831": self = .limited
    default: self = .failure
    }
  }

  /// Takes in what has happened besides.
  mutating func add(_ other: Status) {
    let order = Status.allCases
    if (order.firstIndex(of: other) ?? 0) > (order.firstIndex(of: self) ?? 0) { self = other }
  }
}
