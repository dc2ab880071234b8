import AISLanguage
import AISUnits

/// The words for the values of one answer, in its units.
struct Wording {
  /// The units in force.
  let units: UnitSystem

  /// What is said before an interval: the share of the samples between its ends.
  static let intervalTitle = "90%"

  // MARK: Cells

  /// Returns `cell` as the one value that was asked for: `-$4.52B/yr   90%: -$5B/yr to -$4B/yr`.
  func full(_ cell: Cell) -> String {
    switch cell {
    case .quantity(let quantity): told(quantity).joined(separator: "   ")
    case .missing(let reason): "unknown: \(reason)"
    case .empty: "no value"
    default: short(cell)
    }
  }

  /// Returns `cell` with its interval in brackets: `-$4.52B/yr (90%: -$5B to -$4B/yr)`.
  func bracketed(_ cell: Cell) -> String {
    guard case .quantity(let quantity) = cell else { return cell.isEmpty ? "" : full(cell) }
    let parts = told(quantity, isCompact: true)
    let rest = parts.dropFirst().joined(separator: ", ")
    return parts[0] + (rest.isEmpty ? "" : " (\(rest))")
  }

  /// Returns `cell` in few words, as within a list: uncertain values as `-$5B to -$4B/yr`, which is
  /// how the language writes them.
  func short(_ cell: Cell) -> String {
    switch cell {
    case .quantity(let quantity): short(quantity)
    case .truth(let share): truth(share)
    case .text(let text): text
    case .date(let period): period.text
    case .entity(_, let display): display
    case .never(let reason): reason.isEmpty ? "never" : "never (\(reason))"
    case .missing: "unknown"
    case .empty: ""
    }
  }

  private func truth(_ share: Double) -> String {
    if share == 0 || share == 1 { return share == 1 ? "true" : "false" }
    return "true in \(self.share(share)) of the samples"
  }

  /// Returns a share as `37.5%`, never as 100% when it is less.
  func share(_ share: Double) -> String {
    let texts = (3...15).lazy.map {
      units.text(share, .ratio, style: .percent, precision: .significant($0))
    }
    return texts.first { share >= 1 || $0 != "100%" } ?? "100%"
  }

  /// Returns a change as a share of the base, in whole hundredths, or two digits of fewer than ten: `+12%`.
  func changed(by share: Double) -> String {
    let isSmall = share.magnitude < 0.095
    let text = units.text(
      isSmall ? share : (share * 100).rounded() / 100, .ratio, style: .percent,
      precision: isSmall ? .significant(2) : .full)
    return (share > 0 ? "+" : "") + text
  }

  // MARK: Quantities

  /// The value, its interval, and the share that is `never`, as far as there are any; not empty.
  private func told(_ quantity: Quantity, isCompact: Bool = false) -> [String] {
    let missing = quantity.missingShare > 0 ? [missingShare(quantity)] : []
    if let error = quantity.error, quantity.isCertain {
      return [sampled(quantity, error)] + missing
    }
    if quantity.isCertain { return [bounded(quantity, exact(quantity))] + missing }
    let style = style(for: quantity, .significant(3))
    let value = bounded(quantity, rounded(quantity, style: style))
    let ends = isCompact ? interval(quantity, style: style) : longInterval(quantity, style)
    let interval = ends.map { ["\(Self.intervalTitle): \($0)"] } ?? []
    if quantity.neverShare == 0 { return [value] + interval + missing }
    let never = [neverShare(quantity)]
    return quantity.center.isFinite ? ["median \(value)"] + interval + never : never + interval
  }

  private func short(_ quantity: Quantity) -> String {
    if quantity.isCertain { return bounded(quantity, rounded(quantity)) }
    return bounded(quantity, interval(quantity) ?? rounded(quantity))
  }

  private func neverShare(_ quantity: Quantity) -> String {
    let reason = quantity.neverReason.map { " (\($0))" } ?? ""
    return "never in \(share(quantity.neverShare)) of the samples\(reason)"
  }

  private func missingShare(_ quantity: Quantity) -> String {
    let reason = quantity.missingReason ?? "unknown"
    return "\(reason) in \(share(quantity.missingShare)) of the samples"
  }

  private func bounded(_ quantity: Quantity, _ text: String) -> String {
    (quantity.bound?.prefix ?? "") + text
  }

  // MARK: Numbers

  /// Returns a certain value with all its digits, if they are few or it is a plain number.
  private func exact(_ quantity: Quantity) -> String {
    let full = text(quantity.mean, quantity, quantity.style, .full)
    if quantity.dimension.isRatio, quantity.style == .plain { return full }
    let seven = text(quantity.mean, quantity, quantity.style, .significant(7))
    return full == seven ? full : text(quantity.mean, quantity, quantity.style, .significant(6))
  }

  /// Returns a mean of samples with its standard error, both to the second digit of that.
  private func sampled(_ quantity: Quantity, _ error: Double) -> String {
    let digits = (2...14).first { quantity.mean.magnitude < error * powerOfTen($0 - 1) } ?? 15
    let precision = Precision.significant(digits)
    let style = style(for: quantity, precision)
    return bounded(quantity, text(quantity.mean, quantity, style, precision)) + " ± "
      + text(error, quantity, style, .significant(2))
  }

  /// Returns the value as it stands in a table, in `style` unless it has its own.
  func rounded(_ quantity: Quantity, style: NumberStyle? = nil) -> String {
    let precision = precision(for: quantity)
    let style = style ?? self.style(for: quantity, precision)
    return text(quantity.center, quantity, style, precision)
  }

  /// Returns the interval as the language writes it, the unit words once: `-$5B to -$4B/yr`; `nil`
  /// for a certain value.
  func interval(_ quantity: Quantity, style: NumberStyle? = nil) -> String? {
    ends(quantity, style ?? self.style(for: quantity, .significant(3))).map { low, high in
      let words = unitWords(of: low)
      return low.dropLast(words == unitWords(of: high) ? words.count : 0) + " to " + high
    }
  }

  private func longInterval(_ quantity: Quantity, _ style: NumberStyle) -> String? {
    ends(quantity, style).map { "\($0) to \($1)" }
  }

  /// The digits of a value in a table: three of an uncertain one, else four, and of a plain number
  /// all those before its point.
  func precision(for quantity: Quantity) -> Precision {
    guard quantity.isCertain else { return .significant(3) }
    guard quantity.dimension.isRatio, quantity.style == .plain else { return .significant(4) }
    return .significant((4...14).first { quantity.mean.magnitude < powerOfTen($0) } ?? 15)
  }

  /// Returns the style in which a value and its quantiles are shown, all in one unit.
  private func style(for quantity: Quantity, _ precision: Precision) -> NumberStyle {
    guard quantity.style == .plain else { return quantity.style }
    return units.defaultStyle(
      for: quantity.dimension, typical: quantity.typical, precision: precision)
  }

  private func ends(_ quantity: Quantity, _ style: NumberStyle) -> (String, String)? {
    guard let low = quantity.p5, let high = quantity.p95, low.isFinite else { return nil }
    let three = Precision.significant(3)
    return (text(low, quantity, style, three), text(high, quantity, style, three))
  }

  /// The end of `text` from the first blank, slash or dot of a product on: `/yr`, ` months`.
  private func unitWords(of text: String) -> Substring {
    text.firstIndex { $0 == " " || $0 == "/" || $0 == "·" }.map { text[$0...] } ?? ""
  }

  private func text(
    _ value: Double, _ quantity: Quantity, _ style: NumberStyle, _ precision: Precision
  ) -> String {
    if value == .infinity { return "never" }
    return units.text(
      value / quantity.factor, quantity.dimension, style: style, precision: precision)
  }

  private func powerOfTen(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}

extension Quantity {
  /// The number to show for all samples: their mean, or their median when some are `never`, which
  /// may be `never` itself.
  var center: Double { neverShare > 0 ? p50 ?? .infinity : mean }

  /// A number of the size of most samples, in the base unit of the dimension.
  var typical: Double { (center.isFinite ? center : p5 ?? 0) / factor }
}

extension Cell {
  /// `true` iff no value has a meaning here.
  fileprivate var isEmpty: Bool { if case .empty = self { true } else { false } }
}
