import AISLanguage
import AISSource
import AISUnits

/// A drawing in characters of what a `plot` answers: curves with bands along an axis, bars for things, shades for two
/// axes, the spread of an uncertain value.
///
/// Nothing is said by colour, and every drawing names its numbers, so that it can be read aloud.
struct Picture {
  private let table: Table
  private let drawing: Drawing
  private let wording: Wording

  /// The size of the field in characters, without its labels.
  private static let width = 60
  private static let height = 12
  /// The bars that are drawn at most.
  private static let barLimit = 40
  /// What tells several curves apart; no more are drawn.
  private static let marks: [Character] = ["●", "○", "▲", "△", "■", "□", "◆", "◇"]

  init(_ table: Table, _ drawing: Drawing, _ wording: Wording) {
    (self.table, self.drawing, self.wording) = (table, drawing, wording)
  }

  /// The lines of the drawing.
  var lines: [String] {
    if !drawing.spreads.isEmpty { return spreads }
    let values = table.columns.indices.filter {
      table.columns[$0].role == .quantity && quantities(in: $0).contains { $0 != nil }
    }
    guard !values.isEmpty else { return ["nothing to draw: no value is known"] }
    let places = table.columns.indices.filter {
      table.columns[$0].role.isPlace || table.columns[$0].role == .text
    }
    let axes = places.filter { table.columns[$0].role == .axis }
    if axes.count == 2, places.count == 2 { return values.flatMap { shades(of: $0, axes) } }
    if let axis = axes.first, axis == places.first, isOrdered(axis) {
      return curves(of: values, along: axis, places)
    }
    return values.flatMap { bars(of: $0, places, isNamed: values.count > 1) }
  }

  /// `true` iff an axis has numbers or dates, between which a curve may be drawn: not so groups and entities.
  private func isOrdered(_ axis: Int) -> Bool {
    (0..<table.rowCount).allSatisfy { row in
      switch table.cell(row, axis) {
      case .quantity, .date: true
      default: false
      }
    }
  }

  private func quantities(in column: Int) -> [Quantity?] {
    (0..<table.rowCount).map { row in
      if case .quantity(let quantity) = table.cell(row, column), quantity.center.isFinite {
        quantity
      } else {
        nil
      }
    }
  }

  private func label(_ row: Int, _ column: Int) -> String { wording.short(table.cell(row, column)) }

  // MARK: Numbers on an axis

  /// Writes numbers of one kind, all in the unit that suits the largest.
  private struct Scale {
    let like: Quantity
    let style: NumberStyle
    let units: UnitSystem
    var low: Double
    var high: Double

    init?(_ quantities: [Quantity], _ wording: Wording) {
      guard let like = quantities.max(by: { abs($0.center) < abs($1.center) }) else { return nil }
      (self.like, units) = (like, wording.units)
      style =
        like.style == .plain
        ? wording.units.defaultStyle(
          for: like.dimension, typical: like.typical, precision: .significant(3)) : like.style
      (low, high) = (.infinity, -.infinity)
      for quantity in quantities {
        for number in [quantity.center, quantity.p5, quantity.p95].compactMap({ $0 })
        where number.isFinite {
          (low, high) = (min(low, number), max(high, number))
        }
      }
      // what never changes lies in the middle
      if Picture.isFlat(low, high) {
        (low, high) = (low - max(abs(low), 1) / 2, high + max(abs(high), 1) / 2)
      }
    }

    func text(_ number: Double) -> String {
      units.text(
        number / like.factor, like.dimension, style: style, precision: .significant(3))
    }

    /// The row, from 0 at the top, on which a number stands.
    func row(_ number: Double, of height: Int) -> Int {
      height - 1 - Picture.steps(number / 2 - low / 2, of: high / 2 - low / 2, height - 1)
    }
  }

  /// `true` iff two numbers differ by rounding only.
  fileprivate static func isFlat(_ low: Double, _ high: Double) -> Bool {
    high - low <= 1e-9 * max(abs(low), abs(high))
  }

  /// How many of `count` steps a part is of a whole, to the nearest.
  fileprivate static func steps(_ part: Double, of whole: Double, _ count: Int) -> Int {
    let share = whole > 0 ? part / whole : 0
    return share.isFinite ? Int((min(max(share, 0), 1) * Double(count)).rounded()) : 0
  }

  // MARK: Curves

  private struct Curve {
    var name: String
    /// By the point of the axis: the value with the ends of its interval.
    var points: [(low: Double, middle: Double, high: Double)?]
  }

  private func curves(of values: [Int], along axis: Int, _ places: [Int]) -> [String] {
    var labels: [String] = []
    var known: [String: Int] = [:]
    let rows = (0..<table.rowCount).map { row -> Int in
      let name = label(row, axis)
      if let index = known[name] { return index }
      known[name] = labels.count
      labels.append(name)
      return labels.count - 1
    }
    var curves: [Curve] = []
    var all: [Quantity] = []
    for value in values {
      for (row, quantity) in quantities(in: value).enumerated() {
        let others = places.filter { $0 != axis }.map { label(row, $0) }
        let name =
          (others + (values.count > 1 || others.isEmpty ? [table.columns[value].name] : []))
          .joined(separator: " ")
        let index = curves.firstIndex { $0.name == name } ?? curves.count
        if index == curves.count {
          curves.append(Curve(name: name, points: Array(repeating: nil, count: labels.count)))
        }
        guard let quantity else { continue }
        all.append(quantity)
        let center = quantity.center
        curves[index].points[rows[row]] = (quantity.p5 ?? center, center, quantity.p95 ?? center)
      }
    }
    guard let scale = Scale(all, wording) else { return [] }
    let hasOneUnit = all.allSatisfy { $0.dimension == scale.like.dimension }
    guard hasOneUnit else {
      // values of several kinds have no common axis
      return values.flatMap { self.curves(of: [$0], along: axis, places) + [""] }.dropLast()
    }
    let left = curves.dropFirst(Self.marks.count).count
    curves = Array(curves.prefix(Self.marks.count))
    let field = field(of: curves, scale, labels.count)
    var lines = framed(field, scale)
    lines.append(margin(scale) + "└" + String(repeating: "─", count: Self.width))
    lines.append(margin(scale) + " " + spaced(labels))
    lines.append(
      contentsOf: curves.count == 1
        ? [legend(curves[0])]
        : curves.enumerated().map { "\(Self.marks[$0]) \($1.name)" })
    if left > 0 {
      lines.append("… and \(left) more, not drawn: say `top \(Self.marks.count)`, or ask for some")
    }
    return lines
  }

  private func legend(_ curve: Curve) -> String {
    let isUncertain = curve.points.contains { $0.map { $0.low < $0.high } ?? false }
    return "● \(curve.name)" + (isUncertain ? "   ░ \(Wording.intervalTitle)" : "")
  }

  private func field(of curves: [Curve], _ scale: Scale, _ count: Int) -> [[Character]] {
    let (width, height) = (Self.width, Self.height)
    var field = Array(repeating: [Character](repeating: " ", count: width), count: height)
    if scale.low < 0, scale.high > 0 {
      field[scale.row(0, of: height)] = Array(repeating: "┄", count: width)
    }
    for (index, curve) in curves.enumerated() {
      let mark = Self.marks[index]
      for column in 0..<width {
        let at = count > 1 ? Double(column) * Double(count - 1) / Double(width - 1) : 0
        guard let point = between(curve.points, at), count > 1 || column == width / 2 else {
          continue
        }
        if curves.count == 1 {
          for row in scale.row(point.high, of: height)...scale.row(point.low, of: height)
          where point.low < point.high { field[row][column] = "░" }
        }
        field[scale.row(point.middle, of: height)][column] = mark
      }
    }
    return field
  }

  /// A point of a curve between two of its points; `nil` beside one that has no value.
  private func between(
    _ points: [(low: Double, middle: Double, high: Double)?], _ at: Double
  ) -> (low: Double, middle: Double, high: Double)? {
    let index = min(Int(at), points.count - 1)
    let part = at - Double(index)
    guard let first = points[index] else { return nil }
    guard part > 1e-9, index + 1 < points.count else { return first }
    guard let second = points[index + 1] else { return nil }
    func mixed(_ a: Double, _ b: Double) -> Double { a + (b - a) * part }
    return (
      mixed(first.low, second.low), mixed(first.middle, second.middle),
      mixed(first.high, second.high)
    )
  }

  /// As many labels as there is room for, each under its point.
  private func spaced(_ labels: [String]) -> String {
    var line = ""
    for (index, label) in labels.enumerated() {
      let at = labels.count > 1 ? index * (Self.width - 1) / (labels.count - 1) : Self.width / 2
      let isLast = index == labels.count - 1
      let start = isLast && labels.count > 1 ? at + 1 - label.displayWidth : at
      guard start >= line.displayWidth + (line.isEmpty ? 0 : 2) else { continue }
      line = line.padded(to: start) + label
    }
    return line
  }

  // MARK: Frames

  private func margin(_ scale: Scale) -> String {
    String(repeating: " ", count: marginWidth(scale) + 1)
  }

  private func marginWidth(_ scale: Scale) -> Int {
    ticks(scale).map { scale.text($0).displayWidth }.max() ?? 0
  }

  private func ticks(_ scale: Scale) -> [Double] {
    [scale.high, (scale.high + scale.low) / 2, scale.low]
      + (scale.low < 0 && scale.high > 0 ? [0] : [])
  }

  private func framed(_ field: [[Character]], _ scale: Scale) -> [String] {
    var ticks: [Int: String] = [:]
    for tick in self.ticks(scale) { ticks[scale.row(tick, of: field.count)] = scale.text(tick) }
    let width = marginWidth(scale)
    return field.enumerated().map { row, characters in
      let label = ticks[row] ?? ""
      let blanks = String(repeating: " ", count: width - label.displayWidth)
      let line = String(characters)
      return blanks + label + (label.isEmpty ? " │" : " ┤") + line.trimmedAtEnd
    }
  }

  // MARK: Bars

  private func bars(of value: Int, _ places: [Int], isNamed: Bool) -> [String] {
    let cells = quantities(in: value)
    guard let scale = Scale(cells.compactMap { $0 }, wording) else { return [] }
    let names = cells.indices.map { row in
      places.map { label(row, $0) }.joined(separator: " ")
    }
    let margin = names.map(\.displayWidth).max() ?? 0
    let texts = cells.map { $0.map { scale.text($0.center) } ?? "–" }
    let (low, high) = (
      min(0, cells.compactMap { $0?.center }.min() ?? 0),
      max(0, cells.compactMap { $0?.center }.max() ?? 0)
    )
    let length = Self.width * 2 / 3
    let zero = Self.steps(-low / 2, of: high / 2 - low / 2, length)
    var lines = isNamed ? [table.columns[value].name] : []
    for (row, cell) in cells.prefix(Self.barLimit).enumerated() {
      var bar = String(repeating: " ", count: zero)
      if let center = cell?.center {
        let size = Self.steps(abs(center) / 2, of: high / 2 - low / 2, length)
        let block = String(repeating: "█", count: max(size, center == 0 ? 0 : 1))
        bar =
          center < 0
          ? String(repeating: " ", count: max(0, zero - block.count)) + block : bar + block
      }
      let interval = cell.flatMap { quantity in
        quantity.p5.flatMap { low in
          quantity.p95.map { "   90%: \(scale.text(low)) to \(scale.text($0))" }
        }
      }
      let end = Self.width * 2 / 3 + 2
      lines.append(
        names[row].padded(to: margin) + " │" + bar.padded(to: end) + texts[row] + (interval ?? ""))
    }
    if cells.count > Self.barLimit {
      lines.append(
        "… and \(cells.count - Self.barLimit) more, not drawn: say `top \(Self.barLimit)`")
    }
    return lines
  }

  // MARK: Shades

  private func shades(of value: Int, _ axes: [Int]) -> [String] {
    let cells = quantities(in: value)
    guard let scale = Scale(cells.compactMap { $0 }, wording) else { return [] }
    var rows: [String] = []
    var columns: [String] = []
    var field: [[Double?]] = []
    for (row, cell) in cells.enumerated() {
      let (y, x) = (label(row, axes[0]), label(row, axes[1]))
      if !columns.contains(x) { columns.append(x) }
      if !rows.contains(y) { rows.append(y) }
      let (i, j) = (rows.firstIndex(of: y) ?? 0, columns.firstIndex(of: x) ?? 0)
      while field.count <= i { field.append([]) }
      while field[i].count <= j { field[i].append(nil) }
      field[i][j] = cell?.center
    }
    let centers = cells.compactMap { $0?.center }
    guard let low = centers.min(), let high = centers.max() else { return [] }
    // what differs by rounding only is the same everywhere
    let isFlat = Self.isFlat(low, high)
    let shades: [Character] = isFlat ? ["·"] : ["·", "░", "▒", "▓", "█"]
    func shade(_ number: Double?) -> Character {
      guard let number else { return " " }
      return shades[Self.steps(number / 2 - low / 2, of: high / 2 - low / 2, shades.count - 1)]
    }
    let size = max(2, (columns.map(\.displayWidth).max() ?? 1) + 1)
    let margin = max(
      rows.map(\.displayWidth).max() ?? 0, table.columns[axes[0]].name.displayWidth)
    var lines = [
      "\(table.columns[value].name), by \(table.columns[axes[0]].name) (down) and "
        + "\(table.columns[axes[1]].name) (across)"
    ]
    for (index, row) in rows.enumerated() {
      let cells = columns.indices.map { column in
        String(
          repeating: shade(column < field[index].count ? field[index][column] : nil), count: size)
      }
      lines.append(
        String(repeating: " ", count: margin - row.displayWidth) + row + " │" + cells.joined())
    }
    lines.append(
      String(repeating: " ", count: margin) + " └"
        + String(repeating: "─", count: size * columns.count))
    lines.append(
      String(repeating: " ", count: margin + 2)
        + columns.map { $0.padded(to: size) }.joined()
        .trimmedAtEnd)
    lines.append(
      shades.enumerated().map { index, shade in
        "\(shade) from \(scale.text(low + (high - low) * Double(index) / 5))"
      }.joined(separator: "   ") + "   to \(scale.text(high))")
    return lines
  }

  // MARK: Spreads

  private var spreads: [String] {
    var lines: [String] = []
    for (index, spread) in drawing.spreads.enumerated() {
      let column = table.columns.firstIndex { $0.name == spread.name } ?? index
      guard case .quantity(let quantity) = table.cell(0, column), spread.quantiles.count > 2 else {
        continue
      }
      if !lines.isEmpty { lines.append("") }
      lines += density(spread, quantity)
    }
    return lines
  }

  /// How many samples lie where, from the quantiles: high where they are close together.
  private func density(_ spread: Drawing.Spread, _ quantity: Quantity) -> [String] {
    let (width, height) = (Self.width, Self.height / 2)
    let quantiles = spread.quantiles
    guard let low = quantiles.first, let high = quantiles.last, low < high,
      let scale = Scale([quantity], wording)
    else { return ["\(spread.name) is \(wording.short(.quantity(quantity)))"] }
    /// The share of the samples below a value, from 1% to 99%.
    func below(_ value: Double) -> Double {
      let index = quantiles.lastIndex { $0 <= value } ?? 0
      guard index + 1 < quantiles.count else { return Double(quantiles.count - 1) }
      let gap = quantiles[index + 1] - quantiles[index]
      return Double(index) + (gap > 0 ? (value - quantiles[index]) / gap : 0)
    }
    let step = (high - low) / Double(width)
    let raw = (0..<width).map { column in
      below(low + Double(column + 1) * step) - below(low + Double(column) * step)
    }
    // over three characters, since a quantile of samples is no smooth curve
    let heights = raw.indices.map { index in
      let near = raw[max(0, index - 1)...min(width - 1, index + 1)]
      return near.reduce(0, +) / Double(near.count)
    }
    let most = heights.max() ?? 1
    let blocks: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    var lines = [spread.name]
    for row in (0..<height).reversed() {
      let characters = heights.map { value -> Character in
        let eighths = Self.steps(value, of: most, height * 8) - row * 8
        return blocks[min(max(eighths, 0), 8)]
      }
      lines.append(String(characters).trimmedAtEnd)
    }
    func at(_ value: Double) -> Int {
      Self.steps(value / 2 - low / 2, of: high / 2 - low / 2, width - 1)
    }
    var rule = [Character](repeating: "─", count: width)
    let marked = [(quantity.p5, "p5"), (quantity.p50, "p50"), (quantity.p95, "p95")]
      .compactMap { value, name in value.map { ($0, name) } }
    for (value, _) in marked { rule[at(value)] = "┴" }
    lines.append(String(rule))
    lines.append(
      marked.map { "\($0.1) \(scale.text($0.0))" }.joined(separator: "   ")
        + "   drawn from \(scale.text(low)) to \(scale.text(high)), 98% of the samples")
    return lines
  }
}

extension String {
  /// The text without the blanks at its end.
  fileprivate var trimmedAtEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
