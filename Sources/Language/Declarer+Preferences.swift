import AISModel
import AISSource
import AISSyntax
import AISUnits

/// Which of several claims is used: `prefer` takes one of them, `pool` all. A later line comes before an earlier one.
extension Declarer {
  /// `prefer SOURCE`, `prefer READING`, for everything, a metric of all, or one slot.
  mutating func prefer(_ declaration: PreferDeclaration) throws(Diagnostic) {
    let (word, certainty) = Self.claimant(text.words(declaration.source))
    var aim: Aim?
    if let target = declaration.target { aim = try self.aim(target) }
    if let source = book.source(named: word) {
      try prefer(source, certainty, aim, declaration)
    } else if let reading = book.existingName(word) {
      try prefer(reading, word, aim, declaration)
    } else {
      throw noSource(word, declaration)
    }
  }

  /// `pool TARGET`: rival facts are read as a mixture of them all, each as likely as any other.
  mutating func pool(_ target: ExpressionID) throws(Diagnostic) {
    let aim = try aim(target)
    var count = 0
    for slot in slots(aim) where isQuantity(slot) {
      let rivals = Dictionary(grouping: book.definitions[slot]?.facts ?? []) { $0.date }
      for (date, facts) in rivals.sorted(by: { $0.key.start < $1.key.start })
      where facts.count > 1 {
        let values = facts.map { $0.value.source.singleLine }.joined(separator: ", ")
        let parsed = Parser.parse(SourceText("mixture(\(values))"), oddNames: book.oddNames)
        guard case .expression(let mixture)? = parsed.statements.first?.form else { continue }
        let reading = Reading(
          value: Code(parsed, mixture), date: date,
          reason: "pooled: each of \(facts.count) facts as likely", isOfPublished: true)
        update(slot) {
          $0.readings.append(reading)
          ($0.preferredSource, $0.preferredCertainty) = (nil, nil)
        }
        count += 1
      }
    }
    guard count == 0 else { return }
    throw Diagnostic(
      code: "AIS0781", "there are no rival facts of this to pool",
      at: place(text.tree.span(of: target)),
      help: "`conflicts` lists what has rivals; to mix other values write `mixture(a, b)`")
  }

  /// Who is named by words such as `silicon_rabbit forecast`, and the certainty with which they say a thing.
  static func claimant(_ words: [String]) -> (name: String, certainty: Certainty?) {
    let certainty = words.count > 1 ? words.last.flatMap(Certainty.init) : nil
    return (joinedName(certainty == nil ? words : words.dropLast()), certainty)
  }

  // MARK: What a preference is for

  /// What a preference is for.
  private enum Aim {
    /// A metric of every entity, or a name.
    case metric(NameID)
    case slot(Slot)
  }

  private mutating func aim(_ target: ExpressionID) throws(Diagnostic) -> Aim {
    guard case .words(let range) = text.tree[target] else { return .slot(try slot(target, nil)) }
    let own = name(range)
    if global(own) == nil {
      if let metric = book.metricName(own, exactly: true) ?? book.metricName(own, exactly: false) {
        return .metric(metric)
      }
      let known = book.metricWords + book.globalWords
      guard text.words(range).count > 1 else {
        throw Message.unknownName(
          own, place(range), suggestions: Spelling.suggestions(for: own, among: known))
      }
    }
    return .slot(try slot(target, nil))
  }

  /// The slots with definitions that an aim, or everything, covers.
  private func slots(_ aim: Aim?) -> [Slot] {
    switch aim {
    case .slot(let slot): [slot]
    case .metric(let name):
      book.definitions.keys.filter { $0.name == name && $0.reading == nil && $0.owner != nil }
    case nil: book.definitions.keys.filter { $0.reading == nil && book.relation(of: $0) == nil }
    }
  }

  private func isQuantity(_ slot: Slot) -> Bool {
    switch book.metric(of: slot)?.type {
    case .quantity?, nil: book.relation(of: slot) == nil
    default: false
    }
  }

  /// The slots of the same name of entities that the owner of a slot identifies, as its target does a deal.
  private func related(to slot: Slot) -> [Slot] {
    guard let owner = slot.owner else { return [] }
    let others = Set(
      book.definitions.compactMap { key, definition -> EntityID? in
        guard let about = key.owner, book[book[about].kind].identity.contains(key.name),
          let code = definition.formula, case .words(let range) = code.form
        else { return nil }
        let named = book.entity(folding: joinedName(code.text.words(range)))
        return named == owner ? key.owner : nil
      })
    return others.sorted { $0.index < $1.index }.map { Slot($0, slot.name) }.filter {
      book.definitions[$0]?.facts.isEmpty == false
    }
  }

  private func title(_ slot: Slot) -> String {
    (slot.owner.map { book[$0].display + "." } ?? "") + book.text(slot.name)
  }

  // MARK: Sources and readings

  private mutating func prefer(
    _ source: SourceID, _ certainty: Certainty?, _ aim: Aim?, _ declaration: PreferDeclaration
  ) throws(Diagnostic) {
    func says(_ fact: Fact) -> Bool { fact.isSaid(by: source, certainty) }
    var slots = slots(aim)
    if case .slot(let slot)? = aim, book.definitions[slot]?.facts.isEmpty != false {
      let related = related(to: slot).filter {
        book.definitions[$0]?.facts.contains(where: says) == true
      }
      if !related.isEmpty {
        slots = related
        let names = related.map { self.title($0) }.joined(separator: ", ")
        warnings.append(
          Diagnostic(
            .note, code: "AIS0784",
            "\(title(slot)) has no facts of its own: the preference is for \(names)",
            at: place(declaration.source)))
      } else if let metric = book.metric(of: slot), metric.value != nil, !metric.isDefault {
        throw Diagnostic(
          code: "AIS0713", "\(title(slot)) is computed, and no source speaks of it",
          at: declaration.target.map { place(text.tree.span(of: $0)) },
          help: "`why \(title(slot))` shows the facts that it is computed from")
      }
    }
    let all = slots.flatMap { slot in
      (book.definitions[slot]?.facts ?? []) + (book.definitions[slot]?.unpublished ?? [])
    }
    for slot in slots
    where all.isEmpty || book.definitions[slot]?.facts.contains(where: says) ?? false {
      update(slot) { ($0.preferredSource, $0.preferredCertainty) = (source, certainty) }
      if case .slot? = aim { warnOfDate(slot, says, declaration) }
    }
    // a slot that has no facts yet may come to have some
    guard !all.isEmpty, !all.contains(where: says) else { return }
    throw Diagnostic(
      code: "AIS0713",
      "\(text.words(declaration.source).joined(separator: " ")) says nothing of this",
      at: place(declaration.source),
      help: book.origin(of: all))
  }

  /// A source that speaks of an earlier time than what is read today is preferred at that time only.
  private mutating func warnOfDate(
    _ slot: Slot, _ says: (Fact) -> Bool, _ declaration: PreferDeclaration
  ) {
    guard let definition = book.definitions[slot],
      let today = book.horizon ?? book.latestSourceDay,
      let latest = definition.date(on: today)?.period,
      let own = definition.facts.filter(says).map(\.date).max(by: { $0.start < $1.start }),
      own.start < latest.start
    else { return }
    warnings.append(
      Diagnostic(
        .warning, code: "AIS0783",
        "this speaks of \(own.text), and what is read today is of \(latest.text)",
        at: place(declaration.source),
        help:
          "a preference decides between facts of one date; to read the older one write `X at \(own.text)`"
      ))
  }

  /// A reading is preferred where it exists, and for a metric of all also where it comes to exist later.
  private mutating func prefer(
    _ reading: NameID, _ word: String, _ aim: Aim?, _ declaration: PreferDeclaration
  ) throws(Diagnostic) {
    let own = slots(aim).filter {
      book.definitions[$0]?.namedReadings.contains(reading) ?? false
    }
    for slot in own { update(slot) { $0.preferredReading = reading } }
    if case .metric(let metric)? = aim {
      for kind in book.kinds where kind.metric(metric) != nil {
        book[kind.id].preferredReading[metric] = reading
      }
    } else if own.isEmpty {
      throw noSource(word, declaration)
    }
  }

  private func noSource(_ word: String, _ declaration: PreferDeclaration) -> Diagnostic {
    Diagnostic(
      code: "AIS0210", "no source or reading is called `\(word)`", at: place(declaration.source),
      help: Message.didYouMean(Spelling.suggestions(for: word, among: book.sourceWords)))
  }
}
