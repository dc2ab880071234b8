import AISModel
import AISNumerics
import AISSource
import AISUnits

/// A column of a table that is being read, and what its cells have given so far.
struct TableColumn {
  /// How cells are read.
  enum Reading: Equatable {
    /// The first cell that holds something tells.
    case open
    case numbers, choices, truths, dates, texts
    /// What is wrong with the column as a whole has been said.
    case refused
  }

  let title: String
  let head: Place
  /// The unit in the head.
  var unit: DisplayUnit?
  /// What numbers measure; `nil` while that is open.
  var dimension: Dimension?
  /// A number may be `never`, as infinity.
  var takesNever = false
  /// Numbers are shares of a whole, at most 1.
  var isFraction = false
  /// The choices, with the name of their enumeration.
  var choices: (name: String, members: [String]) = ("", [])
  private(set) var reading: Reading
  /// Only the cells say what the column holds. A cell that fits no earlier one makes it texts.
  private let isOpen: Bool
  /// What such a column is read as until a cell tells.
  private var first = Reading.open
  /// It is texts, but what came before was not kept as such: the file is to be read again.
  private(set) var isStale = false
  private var numbers: [Double] = []
  private(set) var texts: [String] = []
  /// Of a column that is texts because of its cells: how they read one by one.
  private var kinds = CellKinds()

  init(_ title: String, _ head: Place, _ reading: Reading) {
    (self.title, self.head, self.reading) = (title, head, reading)
    isOpen = reading == .open
  }

  /// Begins anew, with what has been learned of the column.
  mutating func restart() {
    if isOpen, reading != .texts { (reading, dimension) = (first, nil) }
    (isStale, numbers, texts, kinds) = (false, [], [], CellKinds())
  }

  /// The first cell that is unlike nearly all others in a column that is texts for that reason.
  var oddCell: CellKinds.Odd? { isOpen && reading == .texts ? kinds.odd : nil }

  /// The numbers read; lets them go.
  mutating func takeNumbers() -> Numbers {
    let taken = numbers
    numbers = []
    return Numbers(taken)
  }

  /// The dates read, as texts.
  var dates: [String] {
    numbers.map { $0.isNaN ? "" : Period(ordinal: $0)?.text ?? "" }
  }

  // MARK: Cells

  /// Takes the cells of some rows that stand in `column`.
  mutating func take(
    _ rows: TableRows, _ some: ArraySlice<TableRows.Row>, _ column: Int, _ units: inout CellUnits,
    _ faults: inout TableFaults
  ) {
    if reading == .refused || isStale { return }
    var found: [Double] = []
    if reading != .texts {
      found.reserveCapacity(some.count)
      rows.withBytes { bytes in
        for row in some {
          let range = rows.range(row, column)
          if range.isEmpty {
            found.append(.nan)
          } else if reading == .numbers, unit != nil || dimension == .ratio,
            let number = CellUnits.number(UnsafeBufferPointer(rebasing: bytes[range]))
          {
            found.append(unit?.base(number) ?? number)
            if isFraction, found[found.count - 1] > 1 {
              refuseBeyondWhole(rows, row, column, &faults)
            }
          } else {
            found.append(number(rows, row, column, &units, &faults))
            if reading == .texts || reading == .refused { return }
          }
        }
      }
    }
    switch reading {
    case .refused: return
    case .texts:
      for row in some {
        let text = rows.text(row, column)
        if isOpen, !text.isEmpty, !kinds.areTold {
          kinds.add(
            Self.kind(of: text, isQuoted: rows.isJSONText(row, column), &units), text,
            at: rows.place(row, column))
        }
        texts.append(text)
      }
    default: numbers += found
    }
  }

  /// The number that a cell which holds something stands for.
  private mutating func number(
    _ rows: TableRows, _ row: TableRows.Row, _ column: Int, _ units: inout CellUnits,
    _ faults: inout TableFaults
  ) -> Double {
    let text = rows.text(row, column)
    if isOpen { return openNumber(text, isQuoted: rows.isJSONText(row, column), &units) }
    func bad(_ code: String, _ message: String, _ help: String) -> Double {
      faults.add(code, message, at: rows.place(row, column), help: help)
      return .nan
    }
    switch reading {
    case .choices:
      if let index = choices.members.firstIndex(of: joinedName([text])) { return Double(index) }
      if CellUnits.missing.contains(text.lowercased()) { return .nan }
      return bad(
        "AIS0715", "`\(text)` is not a \(choices.name)",
        "it is one of " + choices.members.map { "`\($0)`" }.joined(separator: ", "))
    case .truths:
      if let truth = Self.truth(text) { return truth }
      if CellUnits.missing.contains(text.lowercased()) { return .nan }
      return bad(
        "AIS0724", "`\(text)`, the `\(title)`, is neither true nor false",
        "write true or false, yes or no, 1 or 0")
    case .dates:
      if let period = Period(text) { return period.ordinal }
      if CellUnits.missing.contains(text.lowercased()) { return .nan }
      return bad(
        "AIS0725", "`\(text)`, the `\(title)`, is no date",
        "write 2024-08-20, 2024-08, 2024Q3 or 2024")
    default: break
    }
    switch units.amount(text, in: unit) {
    case .missing: return .nan
    case .never where takesNever: return .infinity
    case .never:
      return bad(
        "AIS0715", "`never`, the `\(title)`, is no number",
        "leave the cell empty: that something never happens follows from other numbers")
    case .amount(let number, let own) where own == dimension:
      if isFraction, number > 1 { refuseBeyondWhole(rows, row, column, &faults) }
      return number
    case .amount(_, let own) where own == .ratio && unit == nil && numbers.isEmpty:
      refuse(units, &faults)
      return .nan
    case .amount(_, let own):
      return bad(
        "AIS0722",
        "`\(text)` is \(units.name(of: own)), the `\(title)` is \(units.name(of: dimension ?? .ratio))",
        unit == nil && dimension != .ratio
          ? "write each with its unit, or the unit into the head and plain numbers into the cells"
          : "write plain numbers; a unit stands in the head")
    case .separated:
      return bad(
        "AIS0721", "`\(text)` has signs between its digits",
        "write 1234.5: a point before the decimals, nothing between thousands")
    case .none:
      return bad(
        "AIS0715", "`\(text)`, the `\(title)`, is no number",
        "write digits and a point, such as 1234.5, with the unit in the head; where nothing is known "
          + "leave the cell empty, or write NA")
    }
  }

  /// The same in a column of which only the cells say what it holds.
  private mutating func openNumber(_ text: String, isQuoted: Bool, _ units: inout CellUnits)
    -> Double
  {
    if takesNever, text == "never" { return .infinity }
    guard let found = Self.kind(of: text, isQuoted: isQuoted, &units) else { return .nan }
    if reading == .open, found.reading != .texts {
      (reading, dimension) = (found.reading, found.dimension)
    }
    if found.reading == reading, found.dimension == dimension { return found.number }
    // a whole number is a year where dates stand
    if reading == .dates, let year = Period(text) { return year.ordinal }
    if found.reading == .dates, numbers.allSatisfy({ $0.isNaN || Self.isYear($0) }) {
      (first, reading, dimension, isStale) = (.dates, .dates, nil, true)
      return .nan
    }
    (reading, isStale) = (.texts, !numbers.isEmpty)
    return .nan
  }

  /// What a cell holds by itself; `nil` for what is not known.
  private static func kind(of text: String, isQuoted: Bool, _ units: inout CellUnits) -> CellKind? {
    if text.utf8.count > 4, let period = Period(text) { return (.dates, period.ordinal, nil) }
    if ["true", "false"].contains(text.lowercased()) { return (.truths, truth(text) ?? .nan, nil) }
    switch units.amount(text, in: nil) {
    case .missing: return nil
    case .amount(let number, let own) where !isQuoted || own != .ratio || text.hasSuffix("%"):
      return (.numbers, number, own)
    default: return (.texts, .nan, nil)
    }
  }

  private static func isYear(_ number: Double) -> Bool {
    Int(exactly: number).map(Day.years.contains) ?? false
  }

  private static func truth(_ text: String) -> Double? {
    switch text.lowercased() {
    case "true", "yes", "1": 1
    case "false", "no", "0": 0
    default: nil
    }
  }

  // MARK: What is wrong

  /// Says that plain numbers have no unit, once for the column.
  private mutating func refuse(_ units: CellUnits, _ faults: inout TableFaults) {
    reading = .refused
    let wanted = dimension ?? .ratio
    faults.add(
      "AIS0715", "`\(title)` is \(units.name(of: wanted)), its column ratio", at: head,
      help: "write the unit of the column into its head: `\(title) [\(units.unitName(of: wanted))]`"
    )
  }

  private func refuseBeyondWhole(
    _ rows: TableRows, _ row: TableRows.Row, _ column: Int, _ faults: inout TableFaults
  ) {
    faults.add(
      "AIS0715", "`\(title)` is a fraction, and `\(rows.text(row, column))` is more than the whole",
      at: rows.place(row, column), help: "a column of percentages has `[%]` in its head")
  }
}
