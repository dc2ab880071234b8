import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// Arithmetic of dates. A period such as `2024Q3` counts from its first day.
extension Elaborator {
  /// `D - D` as a time of whole days, `D + T` and `D - T` as a date; `nil` where they are no such pair.
  mutating func dated(
    _ op: BinaryOperator, _ a: Value, _ b: Value, _ placeA: Place, _ placeB: Place
  ) throws(Diagnostic) -> Value? {
    if let reason = a.missingReason ?? b.missingReason {
      return unknown(op, a, b, reason)
    }
    if op == .subtract, a.type == .date || b.type == .date, let first = firstDay(a, placeA),
      let second = firstDay(b, placeB)
    {
      let days = apply(.subtract, first, second, at: placeA)
      let unit = try? book.units.displayUnit(parsing: "days")
      return .number(
        apply(.divide, days, graph.constant(365.25), at: placeA), .time,
        style: unit.map(NumberStyle.unit) ?? .plain)
    }
    let isMovedA = a.type == .date && a.node != nil && b.dimension == .time
    let isMovedB = b.type == .date && b.node != nil && a.dimension == .time && op == .add
    if op == .add || op == .subtract, isMovedA || isMovedB {
      throw Diagnostic(
        code: "AIS0744", "a date that rests on all rows of a table cannot be moved",
        at: isMovedA ? placeA : placeB,
        help:
          "move what they are compared with, `opened < 2022 - 1 year`, or take the time between: "
          + "`2024-01-01 - opened`")
    }
    switch (op, a.content, b.content) {
    case (.add, .date(let period), _) where b.dimension == .time:
      return try date(period, plus: b, sign: 1, placeB)
    case (.add, _, .date(let period)) where a.dimension == .time:
      return try date(period, plus: a, sign: 1, placeA)
    case (.subtract, .date(let period), _) where b.dimension == .time:
      return try date(period, plus: b, sign: -1, placeB)
    default: return nil
    }
  }

  /// What `dated` gives where one of the two is not known.
  private func unknown(_ op: BinaryOperator, _ a: Value, _ b: Value, _ reason: String) -> Value? {
    let isTime = a.dimension == .time || b.dimension == .time
    switch op {
    case .subtract where a.type == .date && b.type == .date:
      return Value(type: .quantity(.time), content: .missing(reason))
    case .add where isTime && (a.type == .date || b.type == .date),
      .subtract where isTime && a.type == .date:
      return Value(type: .date, content: .missing(reason))
    default: return nil
    }
  }

  /// A number that is written as a year, `2024 + 3 years`, as a date beside a time; any other value as it is.
  func year(_ value: Value, _ place: Place, beside other: Value) -> Value {
    guard other.dimension == .time, place.source.utf8.count == 4, let period = period(value),
      Int(place.source) != nil
    else { return value }
    return Value(type: .date, content: .date(period))
  }

  /// The date so much later. Whole months keep the day of the month, or take the last one of a shorter month, and
  /// keep a date written as a month or longer so; any other time is counted in days.
  private func date(_ period: Period, plus time: Value, sign: Double, _ place: Place)
    throws(Diagnostic) -> Value
  {
    guard let years = time.node.flatMap(graph.constant), abs(years) <= 1000 else {
      throw Diagnostic(
        code: "AIS0744", "a date goes on by a known time, up to 1000 years", at: place,
        help: "an uncertain date is what `when C` answers")
    }
    let months = (sign * years * 12).rounded()
    let isWhole = abs(sign * years * 12 - months) < 1e-9
    let later =
      isWhole
      ? period.start.adding(months: Int(months)) : period.start.adding(years: sign * years)
    guard Day.years.contains(later.year) else {
      throw Diagnostic(
        code: "AIS0744", "this goes beyond the years 1900 to 2199", at: place)
    }
    let kept = Period.Precision.allCases.reversed().first {
      let length = Step($0).months
      return length > 0 && isWhole && length <= Step(period.precision).months
        && Int(months).isMultiple(of: length)
    }
    return Value(type: .date, content: .date(Period(kept ?? .day, containing: later)))
  }

  /// The date that a value stands for where one is wanted: a whole number is a year.
  func period(_ value: Value) -> Period? {
    if case .date(let period) = value.content { return period }
    guard value.dimension == .ratio, value.style == .plain,
      let number = value.node.flatMap(graph.constant), let year = Int(exactly: number)
    else { return nil }
    return Period("\(year)")
  }

  /// The number of the first day of a date, also of those of all rows of a table; `nil` for no date.
  private mutating func firstDay(_ value: Value, _ place: Place) -> NodeID? {
    if let period = period(value) { return graph.constant(Double(period.start.number)) }
    guard value.type == .date, let node = value.node else { return nil }
    let share = apply(.multiply, node, graph.constant(1 / Period.lengths), at: place)
    return apply(.floor, share, at: place)
  }

  /// The ordinal of a date, also of those of all rows of a table; `nil` for no date.
  private mutating func dateOrdinal(_ value: Value) -> NodeID? {
    if let period = period(value) { return graph.constant(period.ordinal) }
    return value.type == .date ? value.node : nil
  }

  /// `D < D` and the like, of first days; `nil` where neither is a date.
  mutating func datedComparison(_ op: BinaryOperator, _ a: Value, _ b: Value, _ place: Place)
    -> Value?
  {
    guard a.type == .date || b.type == .date else { return nil }
    guard let first = period(a), let second = period(b) else {
      return comparisonOfRows(op, a, b, place)
    }
    let holds =
      switch op {
      case .equal: first == second
      case .notEqual: first != second
      case .less: first.start < second.start
      case .lessOrEqual: first.start <= second.start
      case .greater: first.start > second.start
      default: first.start >= second.start
      }
    return .truth(graph.constant(holds ? 1 : 0))
  }

  /// The same where one is the dates of all rows of a table.
  private mutating func comparisonOfRows(
    _ op: BinaryOperator, _ a: Value, _ b: Value, _ place: Place
  ) -> Value? {
    if op == .equal || op == .notEqual {
      guard let first = dateOrdinal(a), let second = dateOrdinal(b) else { return nil }
      return .truth(apply(op == .equal ? .equal : .notEqual, first, second, at: place))
    }
    guard let first = firstDay(a, place), let second = firstDay(b, place) else { return nil }
    let isTurned = op == .greater || op == .greaterOrEqual
    let operation: Operation = op == .less || op == .greater ? .less : .lessOrEqual
    return .truth(
      apply(operation, isTurned ? second : first, isTurned ? first : second, at: place))
  }
}
