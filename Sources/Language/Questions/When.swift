import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Inquiry {
  /// How many years after today a date is searched.
  private static let horizon = 30
  /// The dates that are computed at a time.
  private static let stride = 24

  /// A part of a condition: whether it holds, and by how much its sides differ if it compares numbers.
  private struct Part {
    let holds: Value
    let gap: Value?
  }

  /// A date of the search: the condition, and its parts.
  private struct Probe {
    let day: Day
    let holds: Value
    let parts: [Part]
  }

  /// How a condition is made of its parts.
  private indirect enum Shape {
    case part(Int)
    case not(Shape)
    case both(Shape, Shape)
    case either(Shape, Shape)

    /// When the condition comes to hold, or no longer to, given when its parts do.
    func arrival(_ holds: Bool, _ part: (Int, Bool) -> Double) -> Double {
      switch self {
      case .part(let index): return part(index, holds)
      case .not(let shape): return shape.arrival(!holds, part)
      case .both(let a, let b):
        let (first, second) = (a.arrival(holds, part), b.arrival(holds, part))
        return holds ? max(first, second) : min(first, second)
      case .either(let a, let b):
        let (first, second) = (a.arrival(holds, part), b.arrival(holds, part))
        return holds ? min(first, second) : max(first, second)
      }
    }
  }

  /// `when CONDITION [under S]`: the first date at which it holds; of an uncertain condition its quantiles, and
  /// the share of the samples in which there is none.
  ///
  /// The search goes from month to month, and to the dates of changes. Within the month in which the condition
  /// comes to hold the gap between the sides of each comparison in it is followed along a line, which is exact where
  /// they move evenly.
  mutating func when(_ expression: ExpressionID) throws(Diagnostic) -> Answer {
    var overlay = elaborator.undated(base)
    var condition = code(expression)
    if case .under(let operand, let changes) = condition.form {
      overlay = try elaborator.overlay(text, changes, on: overlay, scope(expression, overlay))
      condition = condition.part(operand)
    }
    var parts: [Code] = []
    let shape = shape(of: condition, &parts)
    let days = days(overlay)
    var probes: [Probe] = []
    var samples: [NodeID: [Double]] = [:]
    var found: [Double?] = []
    while probes.count < days.count, found.isEmpty || found.contains(nil) {
      let first = probes.count
      for day in days[first..<min(first + Self.stride, days.count)] {
        probes.append(try probe(condition, parts, day, overlay))
        if elaborator.isChecking { return answer(.cell(.never("it was only checked"))) }
      }
      try draw(probes[first...], &samples)
      try follow(probes, from: first, shape, &samples, &found) { inquiry, day throws(Diagnostic) in
        try inquiry.probe(condition, parts, day, overlay)
      }
    }
    let last = days.last ?? elaborator.today
    return answer(content(found, until: last), restingOn: probes.map(\.holds))
  }

  /// Reads a condition as parts that are joined by `and`, `or` and `not`.
  private func shape(of condition: Code, _ parts: inout [Code]) -> Shape {
    switch condition.form {
    case .binary(.and, let a, let b):
      return .both(shape(of: condition.part(a), &parts), shape(of: condition.part(b), &parts))
    case .binary(.or, let a, let b):
      return .either(shape(of: condition.part(a), &parts), shape(of: condition.part(b), &parts))
    case .unary(.not, let a): return .not(shape(of: condition.part(a), &parts))
    default:
      parts.append(condition)
      return .part(parts.count - 1)
    }
  }

  /// Computes every sample of conditions and their parts, and checks what verbs require.
  private mutating func draw(_ probes: ArraySlice<Probe>, _ samples: inout [NodeID: [Double]])
    throws(Diagnostic)
  {
    try compute([])
    let known = samples
    let values = probes.flatMap { probe in
      [probe.holds] + probe.parts.flatMap { [$0.holds, $0.gap].compactMap { $0 } }
    }
    let nodes = Set(values.compactMap(\.node)).filter { known[$0] == nil }.sorted()
    var run = Run(elaborator.graph, options.run)
    do throws(RunFailure) {
      for (node, column) in zip(nodes, try run.columns(of: nodes)) { samples[node] = column.values }
    } catch {
      throw Message.refusal(error, limit: options.cellLimit, place)
    }
    for value in probes.map(\.holds)
    where value.node.flatMap({ samples[$0] })?.contains(where: \.isNaN) == true {
      // says what is wrong
      try compute([value])
      _ = try cell(value)
    }
  }

  /// The days at which the condition is read: today, the first of each month, the beginnings of changes.
  private func days(_ overlay: OverlayID) -> [Day] {
    let today = elaborator.today
    let end = today.adding(months: 12 * Self.horizon)
    var days: Set<Day> = [today]
    var month = Period(.month, containing: today).next
    while month.start <= end {
      days.insert(month.start)
      month = month.next
    }
    days.formUnion(elaborator.turns(in: overlay).filter { $0 > today && $0 <= end })
    return days.sorted()
  }

  private mutating func probe(
    _ condition: Code, _ parts: [Code], _ day: Day, _ overlay: OverlayID
  ) throws(Diagnostic) -> Probe {
    let timeline = elaborator.moment(on: elaborator.today).timeline
    let view = elaborator.view(overlay, Moment(day, timeline))
    let scope = scope(condition.expression, view)
    let holds = try elaborator.value(condition, scope)
    guard holds.type == .boolean else {
      throw Message.wanted(
        "a condition", got: elaborator.describe(holds), for: "what follows `when`", condition.place,
        help: "compare it with something: `when \(condition.source) < …`")
    }
    if let reason = holds.missingReason {
      throw Diagnostic(
        code: "AIS0425", "whether this holds is not known", at: condition.place, notes: [reason],
        help: "give what is missing a value of your own")
    }
    var read: [Part] = []
    for part in parts { read.append(try self.part(part, scope)) }
    return Probe(day: day, holds: holds, parts: read)
  }

  private mutating func part(_ code: Code, _ scope: Scope) throws(Diagnostic) -> Part {
    let holds = try elaborator.value(code, scope)
    guard case .binary(let op, let a, let b) = code.form,
      [.less, .lessOrEqual, .greater, .greaterOrEqual].contains(op)
    else { return Part(holds: holds, gap: nil) }
    let left = try elaborator.value(code.part(a), scope)
    let right = try elaborator.value(code.part(b), scope)
    guard left.node != nil, right.node != nil, left.dimension != nil else {
      return Part(holds: holds, gap: nil)
    }
    let gap = try elaborator.arithmetic(
      .subtract, left, right, code.place, code.part(a).place, code.part(b).place)
    return Part(holds: holds, gap: gap)
  }

  /// Notes the dates on which the condition comes to hold, by sample.
  private mutating func follow(
    _ probes: [Probe], from first: Int, _ shape: Shape, _ samples: inout [NodeID: [Double]],
    _ found: inout [Double?],
    probe: (inout Inquiry, Day) throws(Diagnostic) -> Probe
  ) throws(Diagnostic) {
    func all(_ value: Value?, _ samples: [NodeID: [Double]]) -> [Double] {
      value?.node.flatMap { samples[$0] } ?? [.nan]
    }
    func at(_ samples: [Double], _ sample: Int) -> Double {
      samples[samples.count == 1 ? 0 : sample]
    }
    // the samples in which it holds for the first time at a date, and is followed back from there
    var new: [(index: Int, samples: [Int], middle: Probe?)] = []
    for index in first..<probes.count {
      let holds = all(probes[index].holds, samples)
      if found.count < holds.count {
        found = Array(repeating: found.first ?? nil, count: holds.count)
        for part in new.indices where new[part].samples == [0] {
          new[part].samples = Array(found.indices)
        }
      }
      let here = found.indices.filter { found[$0] == nil && at(holds, $0) > 0 }
      guard !here.isEmpty else { continue }
      for sample in here { found[sample] = probes[index].day.months }
      var middle: Probe?
      if index > 0, probes[index].parts.contains(where: { $0.gap != nil }) {
        let day = Day(number: (probes[index - 1].day.number + probes[index].day.number) / 2)
        if day > probes[index - 1].day { middle = try probe(&self, day) }
      }
      new.append((index, here, middle))
      if !found.contains(nil) { break }
    }
    try draw(new.compactMap(\.middle)[...], &samples)
    for (index, here, middle) in new {
      guard let middle else { continue }
      let (start, end) = (probes[index - 1], probes[index])
      let span = end.day.months - start.day.months
      let half = (middle.day.months - start.day.months) / span
      let columns = start.parts.indices.map { part in
        (
          before: all(start.parts[part].holds, samples), after: all(end.parts[part].holds, samples),
          gaps: [start, middle, end].map { all($0.parts[part].gap, samples) }
        )
      }
      for sample in here {
        let share = shape.arrival(true) { part, holds in
          let column = columns[part]
          if (at(column.before, sample) > 0) == holds { return -.infinity }
          if (at(column.after, sample) > 0) != holds { return .infinity }
          let gaps = column.gaps.map { at($0, sample) }
          return Self.crossing(gaps[0], gaps[1], gaps[2], middle: half)
        }
        // what holds in between only is not looked for
        guard share >= 0, share < 1 else { continue }
        found[sample] = start.day.months + span * share
      }
    }
  }

  /// Returns where between 0 and 1 a gap becomes zero that is known at 0, `middle` and 1.
  ///
  /// It is followed along lines. What the line through the first part does not lead to came in a jump at 1.
  private static func crossing(_ start: Double, _ half: Double, _ end: Double, middle: Double)
    -> Double
  {
    guard start.isFinite, half.isFinite, end.isFinite else { return 1 }
    func zero(_ a: Double, _ b: Double) -> Double? { a * b <= 0 && a != b ? a / (a - b) : nil }
    let straight = start + (half - start) / middle
    let isSmooth = abs(straight - end) <= 0.2 * abs(start - end)
    guard isSmooth else { return min(1, zero(start, straight) ?? 1) }
    if let share = zero(start, half) { return share * middle }
    return middle + (1 - middle) * (zero(half, end) ?? 1)
  }

  /// The date, or what is known of it.
  private func content(_ found: [Double?], until end: Day) -> Answer.Content {
    let never = Cell.never("it does not come to hold by \(end.text)")
    let known = found.compactMap { $0 }.sorted()
    func date(_ months: Double) -> Cell { .date(Period(.day, containing: Day(months: months))) }
    guard let earliest = known.first, let latest = known.last else { return .cell(never) }
    if known.count == found.count, Day(months: earliest) == Day(months: latest) {
      return .cell(date(earliest))
    }
    func quantile(_ share: Double) -> Cell {
      let position = share * Double(found.count - 1)
      let index = Int(position.rounded())
      return index < known.count ? date(known[index]) : never
    }
    let share = Quantity(
      base: 1 - Double(known.count) / Double(found.count), .ratio, style: .percent,
      elaborator.book.units)
    var record = Record(noun: "quantile", fields: [])
    for (name, level) in [("p5", 0.05), ("p50", 0.5), ("p95", 0.95)] {
      record.fields.append(Record.Field(name: name, value: quantile(level)))
    }
    record.fields.append(Record.Field(name: "never", value: .quantity(share)))
    return .record(record)
  }
}
