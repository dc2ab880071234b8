import AISLanguage
import AISSource

extension Picture {
  private struct Bar {
    /// What it is of.
    var name: String
    /// Its value, that as a share of the base, and its interval.
    var text: String
    var fraction = ""
    var interval = ""
    /// How long it is, negative to the left; `nil` where there is no number.
    var size: Double?
  }

  /// How bars are drawn that belong together.
  private struct Frame {
    /// The smallest and the largest size, zero among them.
    var low: Double
    var high: Double
    /// Bars of changes stand to both sides of a line at zero, others at the right of a frame.
    var isOfChanges: Bool

    init(_ bars: [Bar], isOfChanges: Bool) {
      let sizes = bars.compactMap(\.size)
      (low, high) = (min(0, sizes.min() ?? 0), max(0, sizes.max() ?? 0))
      self.isOfChanges = isOfChanges
    }
  }

  /// A bar for each thing, to the left of zero for less; under the name of the column if `title`.
  func bars(of value: Int, _ places: [Int], title: Bool) -> [Document.Phrase] {
    let rows = Array(0..<table.rowCount)
    let bars = bars(of: value, rows, places, isOfChanges: false)
    return (title ? said(table.columns[value].name) : [])
      + lines(of: bars, Frame(bars, isOfChanges: false))
  }

  /// The changes of a what-if: bars to both sides of zero, those that measure the same together and to one scale.
  func changes(in column: Int, _ places: [Int]) -> [Document.Phrase] {
    let quantities = quantities(in: column)
    var groups: [[Int]] = []
    for (row, quantity) in quantities.enumerated() {
      guard let quantity else { continue }
      let known = groups.firstIndex { group in
        quantities[group[0]].map {
          $0.dimension == quantity.dimension && $0.style == quantity.style
        } ?? false
      }
      if let known { groups[known].append(row) } else { groups.append([row]) }
    }
    let bars = groups.flatMap { rows -> [Bar] in
      var bars = self.bars(of: column, rows, places, isOfChanges: true)
      // the longest bar of each unit is as long as that of another
      let most = bars.compactMap { $0.size.map(abs) }.max() ?? 0
      for index in bars.indices {
        bars[index].size = bars[index].size.map { most > 0 ? $0 / most : 0 }
      }
      return bars
    }
    var lines = lines(of: bars, Frame(bars, isOfChanges: true))
    if groups.count > 1 { lines += said("the bars of each unit have a scale of their own", .faint) }
    let left = quantities.indices.filter { quantities[$0] == nil }
    if !left.isEmpty {
      let names = left.map { name($0, places) }
      lines += said("no change in numbers: " + names.joined(separator: ", "), .faint)
    }
    return lines
  }

  private func bars(of value: Int, _ rows: [Int], _ places: [Int], isOfChanges: Bool) -> [Bar] {
    let quantities = quantities(in: value)
    guard let scale = Scale(rows.compactMap { quantities[$0] }, wording) else { return [] }
    return rows.map { row in
      var bar = Bar(name: name(row, places), text: "–")
      guard let quantity = quantities[row] else { return bar }
      bar.size = quantity.center
      bar.text = (isOfChanges && quantity.center > 0 ? "+" : "") + scale.text(quantity.center)
      if isOfChanges { bar.fraction = fraction(row) }
      if let low = quantity.p5, let high = quantity.p95 {
        bar.interval = "   \(Wording.intervalTitle): \(scale.text(low)) to \(scale.text(high))"
      }
      return bar
    }
  }

  /// What a row is of.
  private func name(_ row: Int, _ places: [Int]) -> String {
    places.map { label(row, $0) }.joined(separator: " ")
  }

  /// The change of a row as a share of the base, where the table has that.
  private func fraction(_ row: Int) -> String {
    guard let column = table.columns.firstIndex(where: { $0.role == .fraction }),
      case .quantity(let quantity) = table.cell(row, column)
    else { return "" }
    return wording.changed(by: quantity.mean)
  }

  // MARK: Drawing

  /// The bars beside their names; without intervals where these leave no room, and under their names where values leave
  /// none.
  private func lines(of bars: [Bar], _ frame: Frame) -> [Document.Phrase] {
    // those that are not drawn count in the scale and the margin
    let margin = min(bars.map(\.name.displayWidth).max() ?? 0, labelLimit())
    let (texts, fractions) = (bars.map(\.text.displayWidth), bars.map(\.fraction.displayWidth))
    let (text, part) = (texts.max() ?? 0, fractions.max() ?? 0)
    func values(_ bar: Bar) -> String {
      guard part > 0 else { return bar.text }
      return (bar.text.paddedLeft(to: text) + "  " + bar.fraction.paddedLeft(to: part)).trimmedAtEnd
    }
    let short = bars.map { values($0).displayWidth }.max() ?? 0
    let whole = bars.map { values($0).displayWidth + $0.interval.displayWidth }.max() ?? 0
    // two columns before a bar and two after it
    func length(beside text: Int) -> Int {
      surface.map { min($0 - margin - 4 - text, Self.widths.upperBound) } ?? Self.usualWidth * 2 / 3
    }
    let hasIntervals = length(beside: whole) >= Self.widths.lowerBound
    let size = length(beside: hasIntervals ? whole : short)
    let isBeside = size >= Self.widths.lowerBound
    var lines = bars.prefix(Self.barLimit).flatMap { bar -> [Document.Phrase] in
      let field = field(bar, frame, isBeside ? size : room(beside: 0))
      guard isBeside else {
        let fraction = bar.fraction.isEmpty ? "" : "  \(bar.fraction)"
        return said("\(bar.name): \(bar.text)\(fraction)\(bar.interval)") + [field]
      }
      let name = bar.name.cut(to: margin).padded(to: margin) + (frame.isOfChanges ? "  " : " │")
      let text = values(bar) + (hasIntervals ? bar.interval : "")
      return [[.init(name)] + field + [.init(.blanks(size + 2 - field.displayWidth) + text)]]
    }
    if bars.count > Self.barLimit {
      lines += said(
        "… and \(bars.count - Self.barLimit) more, not drawn: say `top \(Self.barLimit)`")
    }
    if isBeside, !hasIntervals {
      lines += said("the \(Wording.intervalTitle) intervals do not fit: widen the window", .faint)
    }
    return lines
  }

  /// A bar in a field of `length` characters; what is not zero has one at least.
  private func field(_ bar: Bar, _ frame: Frame, _ length: Int) -> Document.Phrase {
    let room = frame.isOfChanges ? length - 1 : length
    let whole = frame.high / 2 - frame.low / 2
    var zero = Self.steps(-frame.low / 2, of: whole, room)
    // a side on which something stands has room for it
    if frame.low < 0 { zero = max(zero, 1) }
    if frame.high > 0 { zero = min(zero, room - 1) }
    let line = frame.isOfChanges ? "│" : ""
    guard let value = bar.size else { return Document.Phrase(.blanks(zero) + line) { _ in .faint } }
    let side = value < 0 ? zero : room - zero
    let size = value == 0 ? 0 : min(max(Self.steps(abs(value) / 2, of: whole, room), 1), side)
    let block = String(repeating: "█", count: size)
    let characters =
      value < 0 ? .blanks(zero - size) + block + line : .blanks(zero) + line + block
    return Document.Phrase(characters) { character in
      if character == "│" { return .faint }
      return frame.isOfChanges ? (value < 0 ? .negative : .positive) : .series(0)
    }
  }
}
