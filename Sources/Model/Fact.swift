import AISSource
import AISSyntax
import AISUnits

/// A document that facts are taken from.
public struct Source: Sendable {
  public let name: String
  public let title: String
  public let date: Period?
  public let file: String?

  public init(name: String, title: String, date: Period?, file: String?) {
    self.name = name
    self.title = title
    self.date = date
    self.file = file
  }
}

/// How sure a source is of what it says.
public enum Certainty: String, Sendable { case stated, estimate, forecast, rumour }

/// A sourced claim: the value of a slot at a date.
public struct Fact: Sendable {
  public let value: Code
  public let date: Period
  /// The end of a span of dates, when the fact holds for one.
  public let endDate: Period?
  public var sources: [SourceID]
  public let certainty: Certainty
  public let note: String?
  /// What the formula of its metric lacks to this is added to what the formula gives.
  public let calibrates: Bool

  public init(
    value: Code, date: Period, endDate: Period?, sources: [SourceID], certainty: Certainty,
    note: String?, calibrates: Bool = false
  ) {
    self.value = value
    self.date = date
    self.endDate = endDate
    self.sources = sources
    self.certainty = certainty
    self.note = note
    self.calibrates = calibrates
  }

  /// `true` iff another fact says the same of the same time: in the same words, which are a number or stand in the same
  /// text.
  public func claims(theSameAs other: Fact) -> Bool {
    let words = value.source
    let isNumber = words.first.map { $0.isNumber || $0.isCurrencySymbol || $0 == "-" } ?? false
    let isSame =
      isNumber
      ? words.filter { !$0.isWhitespace } == other.value.source.filter { !$0.isWhitespace }
      : words == other.value.source && value.text.source === other.value.text.source
    return isSame && date == other.date && endDate == other.endDate && certainty == other.certainty
      && calibrates == other.calibrates && (note == nil || other.note == nil || note == other.note)
  }

  /// `true` iff a source says this, with a certainty if one is given.
  public func isSaid(by source: SourceID, _ certainty: Certainty?) -> Bool {
    sources.contains(source) && (certainty == nil || self.certainty == certainty)
  }
}

/// A value that somebody supposes, with the reason.
public struct Assumption: Sendable {
  public let value: Code
  public let reason: String
  public let isShared: Bool
  /// From when on it holds; `nil` stands for where nothing else does.
  public let date: Period?

  public init(value: Code, reason: String, isShared: Bool, date: Period? = nil) {
    self.value = value
    self.reason = reason
    self.isShared = isShared
    self.date = date
  }
}

/// Which of several rival facts the model reads, and why.
public struct Reading: Sendable {
  public let value: Code
  public let date: Period
  public let reason: String
  /// It weighs nothing but what is published, in a hindcast too.
  public let isOfPublished: Bool

  public init(value: Code, date: Period, reason: String, isOfPublished: Bool = false) {
    self.value = value
    self.date = date
    self.reason = reason
    self.isOfPublished = isOfPublished
  }
}

/// A number that a host has set in place of what a slot is defined as.
public struct Given: Sendable {
  /// In the base unit of its dimension.
  public var number: Double
  public let dimension: Dimension
  public let style: NumberStyle
  public let isFraction: Bool

  public init(number: Double, dimension: Dimension, style: NumberStyle, isFraction: Bool) {
    self.number = number
    self.dimension = dimension
    self.style = style
    self.isFraction = isFraction
  }
}

/// Everything that was declared about one slot.
public struct Definition: Sendable {
  public var facts: [Fact] = []
  /// Facts that no source had published by the day up to which sources count: nothing is read from them.
  public var unpublished: [Fact] = []
  public var readings: [Reading] = []
  /// One for a date, and one without.
  public private(set) var assumptions: [Assumption] = []
  /// The user's or the model's own line, without source or reason: a formula.
  public var formula: Code?
  /// What a host has set; it comes before all else.
  public var given: Given?
  /// The source whose fact is used.
  public var preferredSource: SourceID?
  /// Which of that source's facts, where it says more than one thing.
  public var preferredCertainty: Certainty?
  /// The named reading that is used, of a metric which has some.
  public var preferredReading: NameID?
  /// The named readings that exist.
  public var namedReadings: [NameID] = []

  public init() {}
}

/// What a slot's own value is read from, once dates, readings and preferences are weighed.
public enum Selection: Sendable {
  /// A fact, and the others that claim the same slot at the same date.
  case fact(Fact, rivals: [Fact])
  /// A declared reading of rival facts.
  case reading(Reading, rivals: [Fact])
  case assumption(Assumption)
  case formula(Code)
  case given(Given)
  /// A slot whose value stands under a named reading.
  case named(NameID)
  /// Nothing is known.
  case nothing
}

extension Selection {
  fileprivate static func fact(at chosen: Int, of rivals: [Fact]) -> Selection {
    var others = rivals
    let fact = others.remove(at: chosen)
    return .fact(fact, rivals: others)
  }
}

extension Definition {
  /// `true` iff a line of one's own, or a host, says what the slot is.
  public var isOwn: Bool { formula != nil || given != nil }

  /// Takes an assumption in place of one for the same date; one without a date in place of all.
  public mutating func assume(_ assumption: Assumption) {
    assumptions.removeAll { assumption.date == nil || $0.date == assumption.date }
    assumptions.append(assumption)
  }

  /// Keeps a line without a date for the time before the first one that has a date.
  public mutating func keepUndated() {
    guard let formula else { return }
    assumptions.removeAll { $0.date == nil }
    assumptions.append(
      Assumption(value: formula, reason: "a line without a date", isShared: false))
  }

  /// What is assumed where nothing of a date is known.
  private var undated: Assumption? { assumptions.first { $0.date == nil } }

  /// `true` iff an assumption stands in where nothing of a date is known.
  public var isAlwaysKnown: Bool { undated != nil }

  /// `true` iff nothing that counts is said of the slot.
  public var isEmpty: Bool {
    !isOwn && facts.isEmpty && knownReadings.isEmpty && assumptions.isEmpty && namedReadings.isEmpty
  }

  /// `true` iff what the slot is read from depends on the date: it has facts, readings or assumptions of one, and no line
  /// that comes before them.
  public var isDated: Bool { !isOwn && preferredReading == nil && !dates.isEmpty }

  /// The readings that stand: not those that weigh a fact which nobody had published.
  public var knownReadings: [Reading] {
    guard !unpublished.isEmpty else { return readings }
    return readings.filter { reading in
      reading.isOfPublished
        || !unpublished.contains {
          $0.date.start < reading.date.end && reading.date.start < $0.date.end
        }
    }
  }

  /// The fact that a formula is calibrated to on `day`: the latest that has begun by then, else the first.
  public func calibration(on day: Day) -> Fact? {
    let all = facts.filter(\.calibrates)
    return all.filter { $0.date.start <= day }.max { $0.date.start < $1.date.start }
      ?? all.min { $0.date.start < $1.date.start }
  }

  /// The first date of a fact, reading or assumption, if there is one.
  public var firstDate: Day? { dates.map(\.start).min() }

  /// The date of what is read on `day`, and whether no other follows it.
  public func date(on day: Day) -> (period: Period, isLast: Bool)? {
    guard isDated else { return nil }
    let last = dates.map(\.start).max().flatMap(current)
    return current(day).map { ($0, $0 == last) }
  }

  /// Returns what the slot's own value is read from as of `today`.
  ///
  /// What is of the latest date that is not after `today` counts, else what is of the earliest; among rivals a
  /// preferred source, then a reading, then the latest source decides. A line without source or
  /// reason is the user's own and comes first; an assumption comes after facts and readings of its date; one without
  /// a date holds before the earliest.
  public func selection(today: Day, sourceDate: (SourceID) -> Day) -> Selection {
    if let given { return .given(given) }
    if let formula { return .formula(formula) }
    if let preferredReading { return .named(preferredReading) }
    if let date = current(today) {
      let rivals = facts.filter { $0.date.start == date.start && $0.date.end == date.end }
      if let chosen = preferredIndex(rivals) { return .fact(at: chosen, of: rivals) }
      if let reading = knownReadings.last(where: { $0.date.start == date.start }) {
        return .reading(reading, rivals: rivals)
      }
      if let chosen = latest(rivals, sourceDate) {
        return .fact(at: chosen, of: rivals)
      }
      if let assumption = assumptions.first(where: { $0.date == date }) {
        return .assumption(assumption)
      }
    }
    if let undated { return .assumption(undated) }
    return namedReadings.first.map(Selection.named) ?? .nothing
  }

  /// The latest date that has begun by `today`, a longer period before a shorter one that begins with it; else the first,
  /// unless an assumption without a date stands in.
  private func current(_ today: Day) -> Period? {
    let dates = dates
    let begun = dates.filter { $0.start <= today }
    if let latest = begun.max(by: { ($0.start, $1.end) < ($1.start, $0.end) }) {
      // a year's figure is not outdated by a day within that year
      return begun.first { $0.start <= latest.start && $0.end > latest.end } ?? latest
    }
    return undated == nil ? dates.min { $0.start < $1.start } : nil
  }

  /// The dates of the facts, readings and assumptions.
  private var dates: [Period] {
    facts.map(\.date) + knownReadings.map(\.date) + assumptions.compactMap(\.date)
  }

  private func preferredIndex(_ rivals: [Fact]) -> Int? {
    preferredSource.flatMap { source in
      rivals.firstIndex { $0.isSaid(by: source, preferredCertainty) }
    }
  }

  private func latest(_ rivals: [Fact], _ sourceDate: (SourceID) -> Day) -> Int? {
    func age(_ fact: Fact) -> Day? { fact.sources.map(sourceDate).max() }
    return rivals.indices.max { a, b in
      switch (age(rivals[a]), age(rivals[b])) {
      case (let x?, let y?): return x < y
      case (nil, _?): return true
      default: return false
      }
    }
  }
}
