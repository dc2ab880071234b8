import AISLanguage
import AISSource

extension Picture {
  /// A value along two axes, one down and one across, as shades.
  func shades(of value: Int, _ axes: [Int]) -> [Document.Phrase] {
    let cells = quantities(in: value)
    guard let scale = Scale(cells.compactMap { $0 }, wording) else { return [] }
    var (rows, columns) = (Places(), Places())
    var field: [[Double?]] = []
    for (row, cell) in cells.enumerated() {
      let (i, j) = (rows.place(of: label(row, axes[0])), columns.place(of: label(row, axes[1])))
      while field.count <= i { field.append([]) }
      while field[i].count <= j { field[i].append(nil) }
      field[i][j] = cell?.center
    }
    let centers = cells.compactMap { $0?.center }
    guard let low = centers.min(), let high = centers.max() else { return [] }
    // what differs by rounding only is the same everywhere
    let shades: [Character] = Self.isFlat(low, high) ? ["·"] : ["·", "░", "▒", "▓", "█"]
    func shade(_ number: Double?) -> Character {
      guard let number else { return " " }
      if shades.count == 1 { return shades[0] }
      // halves, lest the range of very large numbers is beyond all
      let share = (number / 2 - low / 2) / (high / 2 - low / 2)
      return shades[min(Int(share * Double(shades.count)), shades.count - 1)]
    }
    func role(_ shade: Character) -> Document.Role {
      shades.firstIndex(of: shade).map { .shade($0) } ?? .plain
    }
    let (down, across) = (table.columns[axes[0]].name, table.columns[axes[1]].name)
    let widest = rows.labels.map(\.displayWidth).max() ?? 0
    let margin = min(max(widest, down.displayWidth), labelLimit())
    let (size, count) = width(ofEach: columns.labels, beside: margin + 2)
    var lines = said("\(table.columns[value].name), by \(down) (down) and \(across) (across)")
    for (index, row) in rows.labels.enumerated() {
      let characters = (0..<count).flatMap { column in
        Array(
          repeating: shade(column < field[index].count ? field[index][column] : nil), count: size)
      }
      lines.append(
        [.init(row.cut(to: margin).paddedLeft(to: margin) + " │")]
          + Document.Phrase(characters, role: role))
    }
    lines.append([.init(.blanks(margin) + " └" + String(repeating: "─", count: size * count))])
    lines.append([.init(.blanks(margin + 2) + heads(columns.labels.prefix(count), size))])
    var legend = shades.enumerated().map { index, shade -> Document.Phrase in
      [
        .init(String(shade), role(shade)),
        .init(" from \(scale.text(low + (high - low) * Double(index) / Double(shades.count)))"),
      ]
    }
    legend.append([.init("to \(scale.text(high))")])
    lines += joined(legend)
    if count < columns.labels.count {
      lines += said(
        "… and \(columns.labels.count - count) more to the right, not drawn: widen the window, or take longer steps"
      )
    }
    return lines
  }

  /// How many characters each column has, and how many columns have room.
  private func width(ofEach columns: [String], beside taken: Int) -> (size: Int, count: Int) {
    let natural = max(2, (columns.map(\.displayWidth).max() ?? 1) + 1)
    guard let surface, natural * columns.count > surface - taken else {
      return (natural, columns.count)
    }
    let room = room(beside: taken)
    let size = max(1, room / max(1, columns.count))
    return (size, min(columns.count, room / size))
  }

  /// As many heads as there is room for, each over the beginning of its column.
  private func heads(_ columns: ArraySlice<String>, _ size: Int) -> String {
    var line = ""
    for (index, column) in columns.enumerated() {
      let start = index * size
      guard start >= line.displayWidth + (line.isEmpty ? 0 : 1),
        index == 0 || start + column.displayWidth <= max(columns.count * size, column.displayWidth)
      else { continue }
      line = line.padded(to: start) + column
    }
    return line
  }
}

/// The labels along an axis, in the order in which they come.
private struct Places {
  private(set) var labels: [String] = []
  private var places: [String: Int] = [:]

  /// Where a label stands: behind all others where it is new.
  mutating func place(of label: String) -> Int {
    if let place = places[label] { return place }
    places[label] = labels.count
    labels.append(label)
    return labels.count - 1
  }
}
