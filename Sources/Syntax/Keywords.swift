extension Keyword {
  /// Returns the keyword that the bytes spell, or `.none`. Complexity: O(1).
  @inline(__always)
  static func spelled(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Keyword {
    guard count >= 2, count <= 8 else { return .none }
    var key: UInt64 = 0
    for index in 0..<count { key = key << 8 | UInt64(bytes[index]) }
    switch key {
    case packed("and"): return .and
    case packed("or"): return .or
    case packed("not"): return .not
    case packed("if"): return .if
    case packed("then"): return .then
    case packed("else"): return .else
    case packed("for"): return .for
    case packed("in"): return .in
    case packed("over"): return .over
    case packed("under"): return .under
    case packed("as"): return .as
    case packed("to"): return .to
    case packed("per"): return .per
    case packed("at"): return .at
    case packed("of"): return .of
    case packed("from"): return .from
    case packed("until"): return .until
    case packed("during"): return .during
    case packed("with"): return .with
    case packed("where"): return .where
    case packed("step"): return .step
    case packed("across"): return .across
    case packed("by"): return .by
    case packed("show"): return .show
    case packed("previous"): return .previous
    case packed("base"): return .base
    case packed("true"): return .true
    case packed("false"): return .false
    case packed("so"): return .so
    default: return .none
    }
  }

  @inline(__always)
  private static func packed(_ word: StaticString) -> UInt64 {
    var key: UInt64 = 0
    for index in 0..<word.utf8CodeUnitCount { key = key << 8 | UInt64(word.utf8Start[index]) }
    return key
  }
}
