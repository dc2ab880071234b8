import AISSource

/// Dashes without blanks between two numbers, as texts have them for a range: `10–20%`, `2024–2028`.
extension Parser {
  /// Says, if such a dash stands here, that it can be a range or a difference. A plain `-` is one if the second number
  /// has what the first lacks, or both have a currency: `100-3` subtracts.
  mutating func noteDash() {
    noteModulo()
    guard let dash = dash else { return }
    let (left, right) = (tokens[at - 1], tokens[dash.right])
    if !dash.isTypographic {
      guard left.kind == .number, right.kind == .number else { return }
      let takesMark = !isMarked(left) && (isMarked(right) || dash.unit != nil)
      guard
        dash.isCurrency.left
          ? dash.isCurrency.right || !isMarked(left) && isMarked(right)
          : takesMark && !dash.isCurrency.right
      else { return }
    }
    let areDates = isDate(ahead: -1) && isDate(ahead: 1)
    report(dash, range: areDates ? dates(dash, isWhole: true) : range(dash), mayBeLess: true)
  }

  /// Says of `10 % -3` that no rest of a division is meant by `%`.
  private mutating func noteModulo() {
    guard at > 0, at + 1 < limit, token.spaceBefore, !tokens[at + 1].spaceBefore,
      tokens[at - 1].kind == .number,
      case let number = source[tokens[at - 1].span], number.contains(where: \.isWhitespace)
    else { return }
    report("AIS0107", "`\(number)` is a percentage", tokens[at - 1].span, help: modulo)
  }

  /// The date after a dash that stands between two dates where one is wanted, with the fault that it is; `nil` without
  /// moving if none does. A span may stand here if it `isWhole`.
  mutating func dateAfterDash(isWhole: Bool) -> Span? {
    guard let dash = dash, isDate(ahead: -1), isDate(ahead: 1) else { return nil }
    report(dash, range: dates(dash, isWhole: isWhole), mayBeLess: false)
    at += 2
    return tokens[at - 1].span
  }

  /// A dash between two numbers or dates, without blanks.
  private struct Dash {
    /// The index of the second number.
    var right: Int
    /// It is longer than a `-`.
    var isTypographic: Bool
    var isCurrency: (left: Bool, right: Bool)
    /// The word after the second number, if it is of its unit.
    var unit: Span?
  }

  /// The dash that stands here, if one does.
  private var dash: Dash? {
    mutating get {
      guard kind == .minus, at > 0, at + 1 < limit, !token.spaceBefore,
        !tokens[at + 1].spaceBefore, [.number, .date].contains(tokens[at - 1].kind)
      else { return nil }
      let hasCurrency = kind(ahead: 1) == .currency
      let right = hasCurrency ? at + 2 : at + 1
      guard right < limit, [.number, .date].contains(tokens[right].kind) else { return nil }
      let sign = source.bytes[Int(token.start)..<Int(token.end)]
      let here = at
      at = right + 1
      defer { at = here }
      let isUnit =
        kind == .word && keyword == .none && !token.startsLine && !isAfterNumberWord && !isEach
        && source.bytes[Int(tokens[right].end) - 1] != 0x25
      return Dash(
        right: right,
        // from the figure dash to the horizontal bar
        isTypographic: sign.count == 3 && sign.dropFirst().first == 0x80
          && (0x92...0x95).contains(sign.last ?? 0),
        isCurrency: (here > 1 && tokens[here - 2].kind == .currency, hasCurrency),
        unit: isUnit ? token.span : nil)
    }
  }

  /// `true` iff a number ends in a `%`, an `x` or a magnitude.
  private func isMarked(_ number: Token) -> Bool {
    !(0x30...0x39).contains(source.bytes[Int(number.end) - 1])
  }

  private func dates(_ dash: Dash, isWhole: Bool) -> String {
    let (first, last) = (source[tokens[at - 1].span], source[tokens[dash.right].span])
    return isWhole ? "\(first)..\(last)" : "from \(first) until \(last)"
  }

  /// The two numbers as a range, each with what the other has.
  private func range(_ dash: Dash) -> String {
    var (first, last) = (
      String(source[tokens[at - 1].span]), String(source[tokens[dash.right].span])
    )
    let mark = last.drop { $0.isNumber || $0 == "." || $0 == "_" }
    if !isMarked(tokens[at - 1]) { first += mark.filter { !$0.isWhitespace } }
    let signs = [
      dash.isCurrency.left ? tokens[at - 2].span : nil,
      dash.isCurrency.right ? tokens[at + 1].span : nil,
    ].compactMap { $0 }
    if let sign = signs.first { first = source[sign] + first }
    if let sign = signs.last { last = source[sign] + last }
    let before = at - (dash.isCurrency.left ? 3 : 2)
    let isSwept = before >= 0 && tokens[before].keyword == .in
    let unit = dash.unit.map { " " + source[$0] } ?? ""
    return isSwept ? "\(first)..\(last)\(unit)" : "\(first) to \(last)\(unit)"
  }

  /// Says what the dash can be; where only a range is meant, `mayBeLess` is `false`.
  private mutating func report(_ dash: Dash, range: String, mayBeLess: Bool) {
    let start = dash.isCurrency.left ? tokens[at - 2].start : tokens[at - 1].start
    let span = Span(start, tokens[dash.right].end)
    let (first, last) = (Span(start, tokens[at - 1].end), Span(tokens[at + 1].start, span.end))
    let difference = mayBeLess ? ", to subtract `\(source[first]) - \(source[last])`" : ""
    report(
      "AIS0107",
      mayBeLess
        ? "`\(source[span])` can be a range or a difference"
        : "`\(source[span])` is no span of dates", span,
      help: "for the range write `\(range)`\(difference)")
  }
}
