import AISLanguage
import AISSource
import AISUnits

/// A drawing in characters of what a `plot` answers: curves with bands along an axis, bars for things and for changes, a
/// tornado of what moves a value, shades for two axes, the spread of an uncertain value.
///
/// Nothing is said by colour, and every drawing names its numbers, so that it can be read aloud.
public struct Picture: Sendable {
  let table: Table
  let drawing: Drawing
  let wording: Wording
  /// The columns of the terminal that it may take; `nil`: any number.
  private(set) var surface: Int?

  /// The width of a field in characters, without its labels, where that of the surface is not known.
  static let usualWidth = 60
  /// The widths that a field has at least and at most where there is room.
  static let widths = 20...100
  /// The height of a field in characters.
  static let height = 12
  /// The bars that are drawn at most.
  static let barLimit = 40

  init(_ table: Table, _ drawing: Drawing, _ wording: Wording) {
    (self.table, self.drawing, self.wording) = (table, drawing, wording)
  }

  /// Returns the lines of the drawing on a surface of `width` columns, or of any number of them.
  func lines(within width: Int?) -> [Document.Phrase] {
    var picture = self
    picture.surface = width
    return picture.lines
  }

  private var lines: [Document.Phrase] {
    if !drawing.spreads.isEmpty { return spreads }
    if let tornado = drawing.tornado { return lines(of: tornado) }
    let values = table.columns.indices.filter {
      table.columns[$0].role == .quantity && quantities(in: $0).contains { $0 != nil }
    }
    guard !values.isEmpty else { return said("nothing to draw: no value is known") }
    let places = table.columns.indices.filter {
      table.columns[$0].role.isPlace || table.columns[$0].role == .text
    }
    if let change = table.columns.firstIndex(where: { $0.role == .change }) {
      return changes(in: change, places)
    }
    let axes = places.filter { table.columns[$0].role == .axis }
    if axes.count == 2, places.count == 2 { return values.flatMap { shades(of: $0, axes) } }
    if let axis = axes.first, axis == places.first, isOrdered(axis) {
      return curves(of: values, along: axis, places)
    }
    return values.flatMap { bars(of: $0, places, title: values.count > 1) }
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

  // MARK: Cells

  func quantities(in column: Int) -> [Quantity?] {
    (0..<table.rowCount).map { row in
      if case .quantity(let quantity) = table.cell(row, column), quantity.center.isFinite {
        quantity
      } else {
        nil
      }
    }
  }

  func label(_ row: Int, _ column: Int) -> String { wording.short(table.cell(row, column)) }

  // MARK: Room

  /// The width of a field beside `taken` columns of labels.
  func room(beside taken: Int) -> Int {
    guard let surface else { return Self.usualWidth }
    return min(max(surface - taken, Self.widths.lowerBound / 2), Self.widths.upperBound)
  }

  /// The most columns that the name of a bar or of a row of shades takes.
  func labelLimit() -> Int { surface.map { max(8, $0 / 3) } ?? .max }

  /// Running text, broken where the surface ends.
  func said(_ text: String, _ role: Document.Role = .plain) -> [Document.Phrase] {
    Wrapping(width: surface).lines(of: .init([.init(text, role)], hanging: 2))
  }

  /// Parts that stay whole, with three blanks between two, in as many lines as they need.
  func joined(_ parts: [Document.Phrase]) -> [Document.Phrase] {
    var lines: [Document.Phrase] = []
    for part in parts {
      if let last = lines.last, last.displayWidth + 3 + part.displayWidth <= surface ?? .max {
        lines[lines.count - 1] += [.init("   ")] + part
      } else {
        lines.append(part)
      }
    }
    return lines
  }

  // MARK: Numbers on an axis

  /// Writes numbers of one kind, all in the unit that suits the largest.
  struct Scale {
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
    func row(_ number: Double, of height: Int) -> Int { height - 1 - column(number, of: height) }

    /// The column, from 0 at the left, in which a number stands.
    func column(_ number: Double, of width: Int) -> Int {
      Picture.steps(number / 2 - low / 2, of: high / 2 - low / 2, width - 1)
    }
  }

  /// `true` iff two numbers differ by rounding only.
  static func isFlat(_ low: Double, _ high: Double) -> Bool {
    high - low <= 1e-9 * max(abs(low), abs(high))
  }

  /// How many of `count` steps a part is of a whole, to the nearest.
  static func steps(_ part: Double, of whole: Double, _ count: Int) -> Int {
    let share = whole > 0 ? part / whole : 0
    return share.isFinite ? Int((min(max(share, 0), 1) * Double(count)).rounded()) : 0
  }
}

extension Document.Phrase {
  /// Creates the phrase of a line of characters, each in the role that `role` gives it, without the blanks at its end.
  init(_ characters: some Sequence<Character>, role: (Character) -> Document.Role) {
    self.init()
    for character in characters {
      let own = character == " " ? last?.role ?? .plain : role(character)
      if let previous = last, previous.role == own {
        self[count - 1].text.append(character)
      } else {
        append(Document.Span(String(character), own))
      }
    }
    guard var end = popLast() else { return }
    end.text = end.text.trimmedAtEnd
    append(end)
  }
}

extension String {
  /// So many blanks.
  static func blanks(_ count: Int) -> String { String(repeating: " ", count: Swift.max(0, count)) }
}
