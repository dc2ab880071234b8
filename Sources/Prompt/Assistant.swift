/// What helps one to type: asked while an entry is edited, with the text before the cursor.
public struct Assistant {
  /// What may be typed next.
  public struct Offer: Sendable {
    /// The end of the text that a word of the offer takes the place of; empty between words.
    public var replaced: String
    /// The words, each with what it is in a few words, in the order in which they are shown.
    public var words: [(text: String, summary: String)]

    /// Creates an offer.
    public init(replacing replaced: String = "", _ words: [(text: String, summary: String)] = []) {
      (self.replaced, self.words) = (replaced, words)
    }

    /// What all words begin with, or `nil` where that is no more than has been typed, or other than that.
    var common: String? {
      guard let first = words.first?.text,
        first.lowercased().hasPrefix(replaced.lowercased())
      else { return nil }
      let common = words.dropFirst().reduce(first) { $0.commonPrefix(with: $1.text) }
      // what is typed stays as it is while several words go on from it
      if words.count > 1, !words.allSatisfy({ $0.text.hasPrefix(common) }) {
        let more = common.unicodeScalars.dropFirst(replaced.unicodeScalars.count)
        return more.isEmpty ? nil : replaced + String(String.UnicodeScalarView(more))
      }
      let isMore = common.unicodeScalars.count > replaced.unicodeScalars.count
      return isMore || words.count == 1 && common != replaced ? common : nil
    }
  }

  /// How the call is written in which one types: what comes before, at and behind the place.
  public struct Hint: Sendable {
    let before: String
    let current: String
    let after: String

    /// Creates a hint of which `current` is what is being typed.
    public init(before: String, current: String, after: String) {
      (self.before, self.current, self.after) = (before, current, after)
    }
  }

  let offer: (_ before: String) -> Offer
  let hint: (_ before: String) -> Hint?
  let edited: (_ entry: String) -> String?

  /// Creates a helper. `edited` has an entry changed by other means, such as a program of the user's, and returns `nil`
  /// where that failed.
  public init(
    offer: @escaping (_ before: String) -> Offer = { _ in Offer() },
    hint: @escaping (_ before: String) -> Hint? = { _ in nil },
    edited: @escaping (_ entry: String) -> String? = { _ in nil }
  ) {
    (self.offer, self.hint, self.edited) = (offer, hint, edited)
  }
}

extension String {
  /// What both texts begin with, by code points and whatever the case; as it stands in this one.
  fileprivate func commonPrefix(with other: String) -> String {
    let pairs = zip(unicodeScalars, other.unicodeScalars)
    let count = pairs.prefix {
      $0 == $1 || $0.properties.lowercaseMapping == $1.properties.lowercaseMapping
    }.count
    return String(String.UnicodeScalarView(unicodeScalars.prefix(count)))
  }
}
