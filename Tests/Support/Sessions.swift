import AISLanguage
import AISSource

/// Sessions that many tests begin with. A session is a value: each test has its own copy.
public enum Sessions {
  /// The built-in model, read once.
  public static let builtIn = fresh(.builtIn)

  /// Only the language.
  public static let bare = fresh(.none)

  private static func fresh(_ model: Session.Model) -> Session {
    do throws(Failure) {
      return try Session(model: model)
    } catch {
      preconditionFailure("the model does not load:\n\(error)")
    }
  }
}

extension Session {
  /// Returns a copy with other options.
  public func with(
    samples: Int? = nil, seed: UInt64? = nil, threads: Int? = nil
  ) -> Session {
    var copy = self
    if let samples { copy.options.samples = samples }
    if let seed { copy.options.seed = seed }
    if let threads { copy.options.threads = threads }
    return copy
  }
}
