import AISLanguage
import AISSource

extension Picture {
  /// What tells several curves apart; no more are drawn.
  private static let marks: [Character] = ["●", "○", "▲", "△", "■", "□", "◆", "◇"]

  private struct Curve {
    var name: String
    /// By the point of the axis: the value with the ends of its interval.
    var points: [(low: Double, middle: Double, high: Double)?]
  }

  /// Values along an axis, one curve for each column and each thing; in one field if they measure the same.
  func curves(of values: [Int], along axis: Int, _ places: [Int]) -> [Document.Phrase] {
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
      return values.flatMap { self.curves(of: [$0], along: axis, places) + [[]] }.dropLast()
    }
    let left = curves.dropFirst(Self.marks.count).count
    curves = Array(curves.prefix(Self.marks.count))
    let margin = marginWidth(scale)
    let width = room(beside: margin + 2)
    var lines = framed(field(of: curves, scale, labels.count, width), scale)
    let blanks = String.blanks(margin + 1)
    lines.append([.init(blanks + "└" + String(repeating: "─", count: width))])
    lines.append([.init(blanks + " " + spaced(labels, width))])
    lines +=
      curves.count == 1
      ? [legend(curves[0])].flatMap(joined)
      : curves.enumerated().flatMap {
        legend(Self.marks[$0], $1.name, $0)
      }
    if left > 0 {
      lines += said("… and \(left) more, not drawn: say `top \(Self.marks.count)`, or ask for some")
    }
    return lines
  }

  private func legend(_ curve: Curve) -> [Document.Phrase] {
    let isUncertain = curve.points.contains { $0.map { $0.low < $0.high } ?? false }
    let name: Document.Phrase = [.init("●", .series(0)), .init(" \(curve.name)")]
    let band: Document.Phrase = [.init("░", .band), .init(" \(Wording.intervalTitle)")]
    return [name] + (isUncertain ? [band] : [])
  }

  private func legend(_ mark: Character, _ name: String, _ index: Int) -> [Document.Phrase] {
    Wrapping(width: surface).lines(
      of: .init([.init(String(mark), .series(index)), .init(" \(name)")], hanging: 2))
  }

  private func field(of curves: [Curve], _ scale: Scale, _ count: Int, _ width: Int)
    -> [[Character]]
  {
    let height = Self.height
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
  private func spaced(_ labels: [String], _ width: Int) -> String {
    var line = ""
    for (index, label) in labels.enumerated() {
      let at = labels.count > 1 ? index * (width - 1) / (labels.count - 1) : width / 2
      let isLast = index == labels.count - 1
      let start = isLast && labels.count > 1 ? at + 1 - label.displayWidth : at
      guard start >= line.displayWidth + (line.isEmpty ? 0 : 2) else { continue }
      line = line.padded(to: start) + label
    }
    return line
  }

  // MARK: Frames

  private func marginWidth(_ scale: Scale) -> Int {
    ticks(scale).map { scale.text($0).displayWidth }.max() ?? 0
  }

  private func ticks(_ scale: Scale) -> [Double] {
    [scale.high, (scale.high + scale.low) / 2, scale.low]
      + (scale.low < 0 && scale.high > 0 ? [0] : [])
  }

  private func framed(_ field: [[Character]], _ scale: Scale) -> [Document.Phrase] {
    var ticks: [Int: String] = [:]
    for tick in self.ticks(scale) { ticks[scale.row(tick, of: field.count)] = scale.text(tick) }
    let width = marginWidth(scale)
    return field.enumerated().map { row, characters in
      let label = ticks[row] ?? ""
      let head = Document.Span(label.paddedLeft(to: width) + (label.isEmpty ? " │" : " ┤"))
      return [head]
        + Document.Phrase(characters) { character in
          if let index = Self.marks.firstIndex(of: character) { return .series(index) }
          return character == "░" ? .band : .faint
        }
    }
  }
}
