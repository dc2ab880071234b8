/// What may be typed at a place of a text, with a word on each.
public struct Completions: Sendable {
  /// One thing that may stand there.
  public struct Item: Hashable, Sendable {
    /// What takes the place of the word that is being typed.
    public let text: String
    /// What it is, in a few words.
    public let summary: String

    /// Creates a thing that may stand at a place.
    public init(_ text: String, _ summary: String) {
      (self.text, self.summary) = (text, summary)
    }
  }

  /// The bytes of the text that an item takes the place of: the word that is being typed, without those before it.
  public var span: Range<Int>
  /// In the order in which they are offered.
  public var items: [Item]
  /// The beginning of the name of a file, where one is being typed: a session sees no files, a host may list them.
  public var file: String?

  /// Creates a list of things for a part of a text.
  public init(span: Range<Int>, items: [Item], file: String? = nil) {
    (self.span, self.items, self.file) = (span, items, file)
  }
}

/// How a function is called.
public struct Signature: Sendable {
  /// Its name.
  public let name: String
  /// Its parameters as people write them, with their defaults.
  public let parameters: [String]
  /// The parameter that is being typed, if it is known.
  public var current: Int?

  init(_ name: String, _ parameters: [String]) {
    (self.name, self.parameters) = (name, parameters)
  }

  /// The call: `npv(rate, flows)`.
  public var text: String { "\(name)(\(parameters.joined(separator: ", ")))" }
}

extension Session {
  /// Returns what may be typed at a byte of a text: names, the fields of an entity, units after a number, what a verb
  /// goes on with, the forms that begin a statement. Nothing is computed.
  ///
  /// Complexity: linear in the text, n log n in the names of the model, which are sorted; after `as` what stands before it is elaborated.
  public func completions(of text: String, at offset: Int) -> Completions {
    let completer = Completer(elaborator.book, text, offset) { expression in
      var trial = self
      return try? trial.elaborated(expression) { value, _ in value.dimension }
    }
    return completer.completions
  }

  /// Returns how the function is called whose parentheses are open at a byte of a text; `nil` where there is none.
  public func signature(in text: String, at offset: Int) -> Signature? {
    Completer(elaborator.book, text, offset).signature
  }
}
