import AISLanguage
import AISSource

extension Picture {
  /// The spread of each uncertain value, one under the other.
  var spreads: [Document.Phrase] {
    var lines: [Document.Phrase] = []
    for (index, spread) in drawing.spreads.enumerated() {
      let column = table.columns.firstIndex { $0.name == spread.name } ?? index
      guard case .quantity(let quantity) = table.cell(0, column), spread.quantiles.count > 2 else {
        continue
      }
      if !lines.isEmpty { lines.append([]) }
      lines += density(spread, quantity)
    }
    return lines
  }

  /// How many samples lie where, from the quantiles: high where they are close together.
  private func density(_ spread: Drawing.Spread, _ quantity: Quantity) -> [Document.Phrase] {
    let (width, height) = (room(beside: 0), Self.height / 2)
    let quantiles = spread.quantiles
    guard let low = quantiles.first, let high = quantiles.last, low < high,
      let scale = Scale([quantity], wording)
    else { return said("\(spread.name) is \(wording.short(.quantity(quantity)))") }
    let heights = spread.heights(width)
    var lines = said(spread.name)
    for row in (0..<height).reversed() {
      let characters = heights.map { Eighths.of($0, height: height, row: row) }
      lines.append(Document.Phrase(characters) { _ in .series(0) })
    }
    func at(_ value: Double) -> Int {
      Self.steps(value / 2 - low / 2, of: high / 2 - low / 2, width - 1)
    }
    var rule = [Character](repeating: "─", count: width)
    let marked = [(quantity.p5, "p5"), (quantity.p50, "p50"), (quantity.p95, "p95")]
      .compactMap { value, name in value.map { ($0, name) } }
    for (value, _) in marked { rule[at(value)] = "┴" }
    lines.append([.init(String(rule))])
    let legend =
      marked.map { "\($0.1) \(scale.text($0.0))" }
      + ["drawn from \(scale.text(low)) to \(scale.text(high)), 98% of the samples"]
    return lines
      + joined(legend.map { [.init($0)] }).flatMap { line in
        Wrapping(width: surface).lines(of: .init(line))
      }
  }
}

extension Drawing.Spread {
  /// How many of the samples lie in each of `count` equal parts of the way from the first to the last quantile, as a share
  /// of the part with the most: over three parts, since a quantile of samples is no smooth curve.
  func heights(_ count: Int) -> [Double] {
    guard let low = quantiles.first, let high = quantiles.last, low < high else {
      return Array(repeating: 0, count: count)
    }
    /// The share of the samples below a value, in steps of the quantiles.
    func below(_ value: Double) -> Double {
      let index = quantiles.lastIndex { $0 <= value } ?? 0
      guard index + 1 < quantiles.count else { return Double(quantiles.count - 1) }
      let gap = quantiles[index + 1] - quantiles[index]
      return Double(index) + (gap > 0 ? (value - quantiles[index]) / gap : 0)
    }
    let step = (high - low) / Double(count)
    let raw = (0..<count).map { part in
      below(low + Double(part + 1) * step) - below(low + Double(part) * step)
    }
    let smooth = raw.indices.map { index in
      let near = raw[max(0, index - 1)...min(count - 1, index + 1)]
      return near.reduce(0, +) / Double(near.count)
    }
    let most = smooth.max() ?? 1
    return smooth.map { most > 0 ? $0 / most : 0 }
  }
}

/// The characters that are filled from below by eighths.
enum Eighths {
  private static let eighths: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// The character for a share in one line, never a blank.
  static func least(_ share: Double) -> Character {
    eighths[max(1, Picture.steps(share, of: 1, 8))]
  }

  /// The character of a column of a share of `height` lines, in the line `row` of them from below.
  static func of(_ share: Double, height: Int, row: Int) -> Character {
    eighths[min(max(Picture.steps(share, of: 1, height * 8) - row * 8, 0), 8)]
  }
}
