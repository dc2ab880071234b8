import AISEngine
import AISModel
import AISNumerics
import AISSource
import AISSyntax
import AISUnits

/// What an answer rests on: the assumptions and facts behind it, and the readings of rival facts.
struct Ledger {
  var basis: [Basis] = []
  var readings: [ReadingUsed] = []
  /// What a clause adds to, and is unknown all the same.
  var lost: [String] = []
  /// How many cells of a file stand behind a name: those of each part of its table.
  var cells: [String: Int] = [:]
  /// What is read from a fact that is later than today, for want of an earlier one.
  var laterFacts: [(name: String, day: Day)] = []
}

extension Elaborator {
  /// Returns what the slots referred to rest on, all the way down.
  ///
  /// An uncertain assumption is listed only when its draw reaches the answer: one that cancels out does
  /// not matter. One line stands for an assumption that a kind makes for all its entities. Without `reached` all counts
  /// that a change could make matter.
  func ledger(of references: [SlotReference], reached: Set<NodeID>?) -> Ledger {
    var found: [(reference: SlotReference, value: Value)] = []
    var taken: [NodeID] = []
    var seen = Set<SlotReference>()
    var pending = Array(references.reversed())
    while let reference = pending.popLast() {
      guard seen.insert(reference).inserted, case .success(let result)? = memo[reference] else {
        continue
      }
      found.append((reference, result.value))
      taken += result.trace.taken
      if reached == nil {
        pending.append(contentsOf: result.trace.dependencies.reversed())
      } else if !isUnmovedIndex(reference.slot, result.value) {
        pending.append(contentsOf: result.trace.grounds.reversed())
      }
    }
    // what a number was taken of may come earlier on the way than who took it
    let reached = taken.isEmpty ? reached : reached?.union(graph.reachable(from: taken))
    var ledger = Ledger()
    var named = Set<String>()
    let replaced = Set(found.map(\.reference).filter(isReplaced).map(\.slot))
    for (reference, value) in found where matters(value, reached) && !isReplaced(reference) {
      let title = title(reference.slot)
      if value.missingReason != nil, !ledger.lost.contains(title),
        changes(reference).contains(where: { [.add, .subtract].contains($0.operation) })
      {
        ledger.lost.append(title)
      }
      let (count, readings) = (ledger.basis.count, ledger.readings.count)
      add(reference, &ledger, &named)
      // the scenario has something else in its place
      guard replaced.contains(reference.slot), undated(reference.overlay) == .root else { continue }
      for index in count..<ledger.basis.count { ledger.basis[index].name = "base " + title }
      for index in readings..<ledger.readings.count {
        ledger.readings[index].name = "base " + title
      }
    }
    ledger.basis.sort { $0.kind.rawValue < $1.kind.rawValue }
    return ledger
  }

  /// `true` iff a scenario sets a slot anew, so that its own lines do not matter.
  private func isReplaced(_ reference: SlotReference) -> Bool {
    undated(reference.overlay) != .root
      && changes(reference).contains {
        $0.operation == .set && $0.event == nil && $0.trigger == nil && ($0.timing.months ?? 0) == 0
      }
  }

  /// An index that stands at 1x has moved nothing: what it is made of does not matter.
  func isUnmovedIndex(_ slot: Slot, _ value: Value) -> Bool {
    guard value.style == .multiple, let node = value.node else { return false }
    return graph.constant(node) == 1 && book.definitions[slot] == nil
  }

  private func matters(_ value: Value, _ reached: Set<NodeID>?) -> Bool {
    guard let reached, let node = value.node, graph.constant(node) == nil else { return true }
    return graph.parts(of: node).contains(where: reached.contains)
  }

  private func add(_ reference: SlotReference, _ ledger: inout Ledger, _ named: inout Set<String>) {
    let slot = reference.slot
    var title = title(slot)
    if book.definitions[slot] == nil, addTable(slot, &ledger, &named) { return }
    let day = date(of: reference.overlay)
    if book.relation(of: slot) != nil {
      if named.insert(title).inserted { ledger.basis += basis(ofRelation: slot, until: day) }
      return
    }
    // in a series each fact counts, by its date
    if day != today, let period = book.definitions[slot]?.date(on: day)?.period,
      period != book.definitions[slot]?.date(on: today)?.period
    {
      title += " @ \(period.text)"
    }
    if day > today, let rule = book.growths[slot], named.insert("growth of \(title)").inserted {
      ledger.basis.append(basis(of: rule, "growth of \(title)"))
    }
    guard let definition = book.definitions[slot], !definition.isEmpty else {
      if let metric = metric(slot), let reason = metric.assumption, let code = metric.value,
        let owner = slot.owner
      {
        let name = "\(metric.title) of every \(book[book[owner].kind].display)"
        guard named.insert(name).inserted else { return }
        ledger.basis.append(
          Basis(kind: .assumption, name: name, value: code.source.singleLine, reason: reason))
      }
      return
    }
    if let fact = calibration(of: slot, on: day), named.insert(title).inserted {
      if fact.date.start > day { ledger.laterFacts.append((self.title(slot), day)) }
      ledger.basis.append(
        Basis(kind: .fact, name: title, value: fact.value.source, reason: describe(fact)))
    }
    if kindFormula(slot) != nil, metric(slot)?.readsOwnFacts != true { return }
    guard named.insert(title).inserted else { return }
    switch selection(of: slot, on: day) {
    case .fact(let fact, let rivals):
      if fact.date.start > day { ledger.laterFacts.append((self.title(slot), day)) }
      ledger.basis.append(
        Basis(kind: .fact, name: title, value: fact.value.source, reason: describe(fact)))
      addRivals(title, used: fact.value.source + ", " + describe(fact), rivals, &ledger)
    case .reading(let reading, let rivals):
      ledger.basis.append(
        Basis(kind: .assumption, name: title, value: reading.value.source, reason: reading.reason))
      addRivals(title, used: reading.value.source + ": " + reading.reason, rivals, &ledger)
    case .assumption(let assumption):
      if let date = assumption.date, date.start > day {
        ledger.laterFacts.append((self.title(slot), day))
      }
      ledger.basis.append(
        Basis(
          kind: .assumption, name: title, value: assumption.value.source.singleLine,
          reason: assumption.reason))
    case .formula(let code) where isOwnNumber(code):
      // what the model says in words is nothing that an answer rests on
      if case .text = code.form, book.isBuiltIn(code.text.source) { break }
      ledger.basis.append(basis(of: code, title))
    case .given(let given):
      ledger.basis.append(
        Basis(kind: .own, name: title, value: text(given), reason: Self.givenReason))
    case .named(let reading): addReading(slot, reading, &ledger, &named)
    case .formula, .nothing: break
    }
  }

  /// What a line says that states no source: one of the user, or of the model.
  private func basis(of code: Code, _ name: String) -> Basis {
    let isBuiltIn = book.isBuiltIn(code.text.source)
    return Basis(
      kind: isBuiltIn ? .assumption : .own, name: name, value: code.source.singleLine,
      reason: isBuiltIn ? "a line of the model" : "your own line")
  }

  /// Adds which of the named readings of a metric is used: once for all metrics that have the same.
  private func addReading(
    _ slot: Slot, _ reading: NameID, _ ledger: inout Ledger, _ named: inout Set<String>
  ) {
    func text(_ reading: NameID) -> String { "[\(book.text(reading))]" }
    let others = (book.definitions[slot]?.namedReadings ?? []).filter { $0 != reading }
    guard !others.isEmpty, named.insert(text(reading)).inserted else { return }
    ledger.readings.append(
      ReadingUsed(
        name: book.text(slot.name), used: text(reading), rivals: others.map(text)))
  }

  /// Where a number that was set comes from.
  static let givenReason = "set by the host"

  /// A number that a host has set, as answers show numbers.
  func text(_ given: Given) -> String {
    book.units.text(
      given.number, given.dimension, style: given.style, precision: .significant(6))
  }

  /// Adds the column of a table that a slot is read from.
  private func addTable(_ slot: Slot, _ ledger: inout Ledger, _ named: inout Set<String>) -> Bool {
    guard let owner = slot.owner, let table = book.table(of: owner),
      case .numbers(let numbers)? = table.columns[slot.name]
    else { return false }
    let title = title(slot)
    guard named.insert("\(title) \(table.file) \(owner.index)").inserted else { return true }
    if let row = owner.row, numbers[row].isNaN { return false }
    let count = table.hasGaps ? numbers.count { !$0.isNaN } : table.count
    let all = ledger.cells["\(title) \(table.file)", default: 0] + count
    ledger.cells["\(title) \(table.file)"] = all
    let value = cell(slot)?.value ?? (all == 1 ? "1 value" : "\(all) values")
    if let index = ledger.basis.firstIndex(where: { $0.name == title && $0.reason == table.file }) {
      ledger.basis[index].value = value
    } else {
      ledger.basis.append(Basis(kind: .fact, name: title, value: value, reason: table.file))
    }
    let given = owner.isAll ? givenRows(slot).count : 0
    if given > 0 {
      ledger.basis.append(
        Basis(
          kind: .own, name: title, value: given == 1 ? "1 value" : "\(given) values",
          reason: Self.givenReason))
    }
    return true
  }

  /// The number in a cell of a table, as answers show it, and the file; `nil` where there is none.
  func cell(_ slot: Slot) -> (value: String, file: String)? {
    guard let owner = slot.owner, let row = owner.row, let table = book.table(of: owner),
      case .numbers(let numbers)? = table.columns[slot.name], !numbers[row].isNaN
    else { return nil }
    if case .date? = metric(slot)?.type {
      return (Period(ordinal: numbers[row])?.text ?? "", table.file)
    }
    guard case .quantity(let dimension, let style, _)? = metric(slot)?.type else {
      return ("", table.file)
    }
    let value = book.units.text(
      numbers[row], dimension, style: style, precision: .significant(6))
    return (value, table.file)
  }

  private func addRivals(_ title: String, used: String, _ rivals: [Fact], _ ledger: inout Ledger) {
    guard !rivals.isEmpty else { return }
    ledger.readings.append(
      ReadingUsed(
        name: title, used: used, rivals: rivals.map { "\($0.value.source), \(describe($0))" }))
  }

  /// A line that states a number, not a formula over other names.
  func isOwnNumber(_ code: Code) -> Bool {
    switch code.form {
    case .number: return true
    case .words, .member, .of, .call: return false
    case .text: return !code.source.contains("{")
    default:
      return code.text.tree.children(of: code.expression).allSatisfy { child in
        let part = code.part(child)
        if case .words(let range) = part.form {
          return part.text.words(range).allSatisfy { book.units.unit(named: $0) != nil }
        }
        return isOwnNumber(part)
      }
    }
  }

  /// A fact's provenance: sources, date, certainty.
  func describe(_ fact: Fact) -> String {
    let sources = fact.sources.map { book[$0].name }.joined(separator: ", ")
    let end = fact.endDate.map { "..\($0.text)" } ?? ""
    let certainty = fact.certainty == .stated ? "" : ", \(fact.certainty.rawValue)"
    return "\(sources.isEmpty ? "no source" : sources), \(fact.date.text)\(end)\(certainty)"
  }
}

extension String {
  /// The text with every run of white space as one blank.
  var singleLine: String {
    var last: UInt8 = 0x20
    let isSpaced = utf8.allSatisfy { byte in
      defer { last = byte }
      return byte > 0x20 && byte < 0x7F || byte == 0x20 && last != 0x20
    }
    return isSpaced && last != 0x20
      ? self : split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
