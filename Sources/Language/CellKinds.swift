import AISSource
import AISUnits

/// What a cell of a table holds when nothing but the cell says it: how it is read, its number, what that measures.
typealias CellKind = (reading: TableColumn.Reading, number: Double, dimension: Dimension?)

/// Counts how the cells of a column of texts read one by one, to find the few that keep it from being something else.
struct CellKinds {
  /// A cell with its text.
  typealias Odd = (text: String, place: Place)

  /// Of so many cells the first ones tell.
  private static let sample = 1 << 16

  /// What the first cell that is no text holds.
  private var common: (reading: TableColumn.Reading, dimension: Dimension?)?
  private var (like, unlike) = (0, 0)
  /// The first cells that are like the common ones, and unlike them.
  private var first: Odd?

  /// More cells would add nothing: they are texts.
  var areTold: Bool { unlike + like >= Self.sample && unlike * 2 > like }

  /// Takes a cell that holds something; `nil` is what is not known.
  mutating func add(_ kind: CellKind?, _ text: String, at place: @autoclosure () -> Place) {
    guard let kind else { return }
    if common == nil, kind.reading != .texts { common = (kind.reading, kind.dimension) }
    if let common, common.reading == kind.reading, common.dimension == kind.dimension {
      like += 1
    } else if common?.reading == .dates, Period(text) != nil {
      like += 1
    } else {
      unlike += 1
      if first == nil { first = (text, place()) }
    }
  }

  /// The first cell that is unlike all others but few: one or two of three and more, or a tenth.
  var odd: Odd? {
    like + unlike > 2 && like > unlike && (unlike < 3 || unlike * 9 <= like) ? first : nil
  }
}
