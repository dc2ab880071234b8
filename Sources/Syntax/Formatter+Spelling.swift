import AISSource

extension Formatter {
  /// How each token of a text is spelled in canonical form, and where a blank stands between two.
  struct Spelling {
    let text: ParsedText
    let marks: Marks
    /// The `/` that follow an amount without blanks and begin its unit, as in `$36M/year`.
    private let rateSigns: Set<Int>

    init(of text: ParsedText) {
      self.text = text
      marks = Marks(of: text)
      rateSigns = Self.rateSigns(in: text)
    }

    /// Returns the token at `index` with plain signs for typographic ones.
    subscript(index: Int) -> String {
      let token = text.tokens[index]
      if let sign = token.kind.sign { return sign }
      let written = text.source[token.span]
      switch token.kind {
      case .text where !written.hasPrefix("\""): return "\"" + written.dropFirst().dropLast() + "\""
      case .number where written.hasSuffix("×"): return written.dropLast() + "x"
      case .number where written.hasSuffix("%"): return written.filter { !$0.isWhitespace }
      case .possessive: return "'" + written.dropFirst()
      case .word where marks[index].contains(.lead): return written.lowercased()
      default: return written
      }
    }

    /// `true` iff a blank stands between the token at `index` and the one before it on the same line.
    func isSpaced(_ index: Int) -> Bool {
      let (before, token) = (text.tokens[index - 1], text.tokens[index])
      switch token.kind {
      case .comma, .semicolon, .colon, .dot, .dotDot, .bar, .possessive: return false
      case .rightParenthesis, .rightBracket: return false
      case .rightBrace: return true
      default: break
      }
      switch before.kind {
      case .leftParenthesis, .leftBracket, .dot, .dotDot, .bar, .currency: return false
      default: break
      }
      if isUnary(index - 1) || isTight(index - 1) || isTight(index) { return false }
      switch token.kind {
      case .leftParenthesis: return isParenthesisSpaced(index)
      case .leftBracket: return isBracketSpaced(index)
      default: return true
      }
    }

    /// A call has no blank; in a phrase, which is not read here, the author knows what is one.
    private func isParenthesisSpaced(_ index: Int) -> Bool {
      if marks[index].contains(.call) { return false }
      guard marks[index].contains(.phrase), text.tokens[index - 1].isNamePart else { return true }
      return text.tokens[index].spaceBefore
    }

    /// A `[` after an operand is an index without a blank, and a list with one.
    private func isBracketSpaced(_ index: Int) -> Bool {
      guard text.tokens[index - 1].endsOperand, !marks[index].contains(.pattern) else {
        return true
      }
      return text.tokens[index].spaceBefore
    }

    /// `true` iff the token is a `-` or `+` before its only operand.
    private func isUnary(_ index: Int) -> Bool {
      let token = text.tokens[index]
      guard token.kind == .minus || token.kind == .plus else { return false }
      if marks[index].contains(.unary) || index == 0 || !text.tokens[index - 1].endsOperand {
        return true
      }
      return marks[index].contains(.phrase) && token.spaceBefore
        && !text.tokens[index + 1].spaceBefore
    }

    /// `true` iff the token is an operator of a unit or a type, or the `/` of a rate.
    private func isTight(_ index: Int) -> Bool {
      switch text.tokens[index].kind {
      case .divide: marks[index].contains(.unit) || rateSigns.contains(index)
      case .times, .power: marks[index].contains(.unit)
      default: false
      }
    }

    private static func rateSigns(in text: ParsedText) -> Set<Int> {
      let tokens = text.tokens
      var signs: Set<Int> = []
      var endsAmount = false  // the token before is the end of an amount with its unit
      for index in tokens.indices.dropLast() {
        let before = index > 0 ? tokens[index - 1].kind : .endOfText
        let (token, after) = (tokens[index], tokens[index + 1])
        switch token.kind {
        case .number:
          let lastByte = text.source.bytes[Int(token.end) - 1]
          endsAmount = before == .currency || !(0x30...0x39).contains(lastByte)
        case .word where token.keyword == .none || token.keyword == .per:
          endsAmount =
            !token.startsLine && (endsAmount || before == .number || signs.contains(index - 1))
        case .divide
        where endsAmount && !token.spaceBefore && !after.spaceBefore && after.isNamePart:
          signs.insert(index)
        default: endsAmount = false
        }
      }
      return signs
    }
  }
}

extension TokenKind {
  /// The plain form of a sign that has others, or `nil`.
  fileprivate var sign: String? {
    switch self {
    case .minus: "-"
    case .times: "*"
    case .divide: "/"
    case .plusMinus: "±"
    case .notEqual: "!="
    case .lessOrEqual: "<="
    case .greaterOrEqual: ">="
    default: nil
    }
  }
}

extension Token {
  /// `true` iff an operand can end with this token, so that a `-` after it subtracts.
  fileprivate var endsOperand: Bool {
    switch kind {
    case .backquoted, .text, .number, .date, .possessive, .currency, .percent: true
    case .rightParenthesis, .rightBracket, .rightBrace: true
    case .word: [.none, .true, .false, .base, .previous].contains(keyword)
    default: false
    }
  }
}
