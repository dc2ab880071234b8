import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Elaborator {
  /// A verb that a clause fits, its holes read.
  private struct Reading {
    let verb: Verb
    let fit: PhraseMatcher.Fit
    var holes: [(name: String, type: String, code: Code)] = []
  }

  /// Reads a clause by the declared phrases and adds the changes of the verb that it fits.
  mutating func expandVerb(
    _ subjects: [TokenRange], _ range: TokenRange, _ text: ParsedText, _ place: Place,
    _ overlay: OverlayID, _ scope: Scope, depth: Int
  ) throws(Diagnostic) {
    let reading = try reading(range, text, place, scope)
    var scope = scope
    follow(
      owner(of: reading, scope), reading.fit.holes.first.map { (text.source, $0.range) }, &scope)
    var inner = Scope(stream: StreamKey.of(["verb", reading.verb.title, place.source]))
    inner.overlay = scope.overlay
    inner.take(circumstancesOf: scope)
    inner.clausePlace = scope.clausePlace ?? place
    inner.scenarioPlace = scope.scenarioPlace
    inner.callDepth = scope.callDepth
    inner.scenarioDepth = scope.scenarioDepth + 1
    var target: (name: String, slots: [Slot])?
    var actors = try actors(subjects, reading, text, place, scope)
    var isForSet = false
    for (index, hole) in reading.holes.enumerated() {
      var own = scope
      own.declaration = hole.code
      own.stream = StreamKey.of(["clause", place.source, hole.name])
      own.isFraction = hole.type == "fraction"
      own.ignoresEvents = false
      if hole.type == "quantity" {
        let slots = try targets(hole.code, scope)
        if target == nil {
          target = (hole.name, slots)
        } else {
          inner.locals[hole.name] = .expression(hole.code, own)
        }
      } else if let enumeration = book.enumeration(named: hole.type),
        book.kind(named: hole.type) == nil
      {
        inner.locals[hole.name] = .value(
          try typed(hole.code, type: .choice(enumeration), own))
      } else if index + 1 < reading.holes.count, reading.verb.isRange(from: hole.name),
        let start = try start(hole.code, sharing: reading.holes[index + 1].code, own)
      {
        inner.locals[hole.name] = .value(start)
      } else if isUsedOften(reading.verb), !draws(hole.code) {
        // what several changes use is one amount: as it is before any of them
        traces.append(Trace())
        let read: Result<Value, Diagnostic>
        do throws(Diagnostic) {
          read = .success(try value(hole.code, own))
        } catch {
          read = .failure(error)
        }
        let trace = traces.removeLast()
        self.trace.guards += trace.guards
        inner.locals[hole.name] = .read(try read.get(), trace, hole.code, own)
      } else {
        inner.locals[hole.name] = .expression(hole.code, own)
      }
    }
    for hole in reading.holes.prefix(1) where book.kind(named: hole.type) != nil {
      let first = try value(hole.code, scope)
      if case .entities(let members) = first.content {
        var named: [EntityID] = []
        for actor in actors {
          if let entity = try value(of: actor, scope).entity { named.append(entity) }
        }
        actors += try certain(members, hole.code.place).filter { !named.contains($0) }.map {
          .value(Value(type: .entity(book[$0].kind), content: .entity($0)))
        }
        isForSet = true
      }
    }
    if let slot = target?.slots.first { try checkLevels(reading, slot, scope) }
    let layers = reading.verb.text.tree.changes(reading.verb.changes).layers
    for actor in actors {
      var own = inner
      own.locals[reading.holes[0].name] = actor
      try expandBody(layers, reading.verb, overlay, own, depth, place)
    }
    var all: [Slot] = []
    for subject in actors.isEmpty && !isForSet ? subjects : [] {
      guard case .success(let (parsed, expression)) = Parser.expression(in: text, subject) else {
        continue
      }
      all += try targets(Code(parsed, expression), scope)
    }
    all += target?.slots ?? []
    guard let name = target?.name else {
      if !isForSet { try expandBody(layers, reading.verb, overlay, inner, depth, place) }
      if scope.clausePlace == nil { try requireEffect(place, overlay) }
      return
    }
    for slot in all {
      var own = inner
      own.locals[name] = .slot(slot)
      try expandBody(layers, reading.verb, overlay, own, depth, place)
    }
  }

  /// Of whom a clause speaks: its first hole, or whose that is.
  private mutating func owner(of reading: Reading, _ scope: Scope) -> EntityID? {
    guard scope.clausePlace == nil, let first = reading.holes.first else { return nil }
    if first.type == "quantity" { return (try? targets(first.code, scope))?.first?.owner }
    guard book.kind(named: first.type) != nil else { return nil }
    return (try? value(first.code, scope))?.entity
  }

  /// Refuses a clause all of whose changes add to, or multiply, what has no value.
  private mutating func requireEffect(_ place: Place, _ overlay: OverlayID) throws(Diagnostic) {
    let parent = overlays[overlay.index].parent ?? .root
    var unknown: (slot: Slot, reason: String)?
    // looking leaves no trace
    traces.append(Trace())
    defer { traces.removeLast() }
    for slot in overlays[overlay.index].changedSlots {
      for change in overlays[overlay.index].changes[slot] ?? []
      where change.clause.place.text === place.text && change.clause.place.span == place.span {
        guard change.operation != .set,
          let reason = try value(of: slot, in: parent, at: place).missingReason
        else { return }
        unknown = unknown ?? (slot, reason)
      }
    }
    guard let unknown else { return }
    throw Message.nothingToChange(unknown.reason, title(unknown.slot), place)
  }

  /// `true` iff a verb makes more than one change.
  private func isUsedOften(_ verb: Verb) -> Bool { changeCount(verb.changes, verb.text) > 1 }

  /// How many changes of a body are written out, those in groups too.
  private func changeCount(_ changes: UInt32, _ text: ParsedText) -> Int {
    text.tree.changes(changes).layers.joined().reduce(0) { count, clause in
      switch clause.form {
      case .assignment, .entity: count + 1
      case .group(let inner): count + changeCount(inner, text)
      default: count
      }
    }
  }

  /// `true` iff an expression holds a draw of its own, which keeps the quantile of what it replaces.
  private func draws(_ code: Code) -> Bool {
    isDraw(code)
      || code.text.tree.children(of: code.expression).contains { draws(code.part($0)) }
  }

  /// Checks that the levels and amounts of a clause (`drops to $1`, `drops by $1`) have the unit of what it changes.
  private mutating func checkLevels(_ reading: Reading, _ slot: Slot, _ scope: Scope)
    throws(Diagnostic)
  {
    for (index, hole) in reading.holes.enumerated()
    where hole.type == "number" || hole.type == "amount" {
      let isStart = index + 1 < reading.holes.count && reading.verb.isRange(from: hole.name)
      let shared =
        isStart ? try start(hole.code, sharing: reading.holes[index + 1].code, scope) : nil
      var level = shared
      if level == nil { level = try value(hole.code, scope) }
      let now = try value(of: slot, in: scope.overlay, at: hole.code.place)
      guard let level, let wanted = now.dimension, level.dimension != wanted, !level.isZero,
        now.missingReason == nil
      else { continue }
      throw Message.wanted(
        book.units.name(of: wanted), got: describe(level), for: "`\(title(slot))`",
        hole.code.place,
        help: unitHelp(wanted: wanted, got: level.dimension)
          ?? (now.node.flatMap(graph.constant) == nil ? perHelp(wanted, level, hole.code) : nil)
          ?? "say it with its unit: it is \(shortText(now)) now")
    }
  }

  /// What to type where a level lacks what it is counted for: `$30k per GPU`.
  private func perHelp(_ wanted: Dimension, _ level: Value, _ code: Code) -> String? {
    guard let given = level.dimension else { return nil }
    let unit = book.units.name(of: given / wanted)
    guard !unit.isEmpty, unit.allSatisfy(\.isLetter), given / wanted != .ratio else { return nil }
    return "say for what: write `\(code.source) per \(singulars(of: unit).first ?? unit)`"
  }

  /// The first end of `from $2.50 to $0.13 per 1M tokens`, which takes the unit of the second.
  private mutating func start(_ a: Code, sharing b: Code, _ scope: Scope) throws(Diagnostic)
    -> Value?
  {
    let (low, high) = try ends(a, b, scope)
    return low.dimension == high.dimension ? low : nil
  }

  /// The subjects that share a verb, where it begins with a hole for an entity: `X and Y cut costs by 10%`.
  private mutating func actors(
    _ subjects: [TokenRange], _ reading: Reading, _ text: ParsedText, _ place: Place,
    _ scope: Scope
  ) throws(Diagnostic) -> [Binding] {
    guard !subjects.isEmpty else { return [] }
    guard case .hole(_, let type, _)? = reading.verb.phrase.first else {
      throw Diagnostic(
        code: "AIS0401", "`\(text.source[text.span(of: subjects[0])])` has no verb", at: place,
        help: "the clause reads as `\(reading.verb.pattern)`, which has no subject")
    }
    guard type != "quantity" else { return [] }
    var bindings: [Binding] = []
    for subject in subjects {
      switch Parser.expression(in: text, subject) {
      case .failure(let fault): throw fault
      case .success(let (parsed, expression)):
        let code = Code(parsed, expression)
        if let fault = misfit(code, type, reading.verb, scope) { throw fault }
        bindings.append(.expression(code, scope))
      }
    }
    return bindings
  }

  private mutating func expandBody(
    _ layers: [[AISSyntax.Clause]], _ verb: Verb, _ overlay: OverlayID, _ scope: Scope,
    _ depth: Int,
    _ place: Place
  ) throws(Diagnostic) {
    guard layers.count == 1 else {
      throw Diagnostic(
        code: "AIS0408", "the verb `\(verb.title)` has `then` in it, which a verb cannot", at: place
      )
    }
    try refuseGradual(layers[0], verb.text, scope.clausePlace ?? place, scope)
    try expandClauses(layers[0], verb.text, overlay, scope, depth: depth + 1)
  }

  // MARK: Which verb

  private mutating func reading(
    _ range: TokenRange, _ text: ParsedText, _ place: Place, _ scope: Scope
  )
    throws(Diagnostic) -> Reading
  {
    let matcher = PhraseMatcher(text, range) { isDeclared($0, scope) }
    if let own = try continued(range, text, scope) { return own }
    var good: [Reading] = []
    var faults: [(Int, Diagnostic)] = []
    for verb in book.verbs {
      for fit in matcher.fits(verb.phrase) {
        switch try read(verb, fit, text, scope) {
        case .success(let reading): good.append(reading)
        case .failure(let fault): faults.append((fit.words * 100 - fit.holes.count, fault))
        }
      }
    }
    let most = good.map(\.fit.words).max()
    var best = good.filter { $0.fit.words == most }
    if best.contains(where: { !$0.verb.isBuiltIn }) { best = best.filter { !$0.verb.isBuiltIn } }
    if best.count > 1 {
      best = best.filter { old in !best.contains { book.replaces($0.verb, old.verb) } }
    }
    if let only = best.first, best.count == 1 { return only }
    if best.count > 1 {
      throw Diagnostic(
        code: "AIS0412", "this clause reads in two ways", at: place,
        labels: best.map { .init($0.verb.place, "`\($0.verb.title)` is declared here") },
        help: "give one of the verbs another word, or put brackets around what belongs together")
    }
    if var fault = faults.max(by: { $0.0 < $1.0 })?.1 {
      if fault.help == nil, range.indices.contains(where: { text.tokens[$0].keyword == .for }) {
        fault.help = "to choose what is shown, write `show … for …` after the change"
      }
      throw fault
    }
    throw unknownScenario(range, text, place) ?? noVerb(matcher, text, range, place)
  }

  /// The reading of a clause that begins with a verb, `token price drops 50% in 2025 and rises 100% in 2027`: with the
  /// subject of the clause before; `nil` for any other.
  private mutating func continued(_ range: TokenRange, _ text: ParsedText, _ scope: Scope)
    throws(Diagnostic) -> Reading?
  {
    guard scope.clausePlace == nil, let (source, subject) = lastSubject, source === text.source,
      subject.end <= range.first
    else { return nil }
    let matcher = PhraseMatcher(text, range, subject: subject) { isDeclared($0, scope) }
    var best: Reading?
    for verb in book.verbs {
      guard case .hole? = verb.phrase.first,
        case .word(let words, false)? = verb.phrase.dropFirst().first,
        words.contains(text.source[text.tokens[Int(range.first)].span].lowercased())
      else { continue }
      for fit in matcher.fits(verb.phrase) where fit.holes.first?.range == subject {
        guard case .success(let reading) = try read(verb, fit, text, scope),
          fit.words >= best?.fit.words ?? 0
        else { continue }
        best = reading
      }
    }
    return best
  }

  private mutating func read(
    _ verb: Verb, _ fit: PhraseMatcher.Fit, _ text: ParsedText, _ scope: Scope
  )
    throws(Diagnostic) -> Result<Reading, Diagnostic>
  {
    var reading = Reading(verb: verb, fit: fit)
    for hole in fit.holes {
      switch Parser.expression(in: text, hole.range) {
      case .failure(let fault): return .failure(fault)
      case .success(let (parsed, expression)):
        let code = Code(parsed, expression)
        let isFirst = reading.holes.isEmpty
        if let fault = misfit(
          code, hole.type, verb, scope, named: hole.name, isFirst: isFirst)
        {
          return .failure(fault)
        }
        reading.holes.append((hole.name, hole.type, code))
      }
    }
    return .success(reading)
  }

  /// What is wrong with the expression in a hole of a type, or `nil`.
  private mutating func misfit(
    _ code: Code, _ type: String, _ verb: Verb, _ scope: Scope, named hole: String? = nil,
    isFirst: Bool = false
  )
    -> Diagnostic?
  {
    do throws(Diagnostic) {
      if type == "quantity" {
        _ = try targets(code, scope)
        return nil
      }
      if let enumeration = book.enumeration(named: type), book.kind(named: type) == nil {
        _ = try typed(code, type: .choice(enumeration), scope)
        return nil
      }
      let value = try value(code, scope)
      if let kind = book.kind(named: type) {
        // a set where a verb begins: each of its entities
        if isFirst, case .hole? = verb.phrase.first, case .entities(kind) = value.type {
          return nil
        }
        guard value.type == .entity(kind) else {
          return wrong(Message.article(book[kind].display), value, verb, code, hole)
        }
        return nil
      }
      switch type {
      case "date": return period(value) != nil ? nil : wrong("a date", value, verb, code, hole)
      case "text": return value.type == .text ? nil : wrong("a text", value, verb, code, hole)
      case "multiple":
        return value.dimension == .ratio && value.style != .points
          ? nil : wrong("a multiple", value, verb, code, hole)
      case "number", "":
        return value.dimension != nil ? nil : wrong("a number", value, verb, code, hole)
      case "rate":
        return value.dimension == .ratio / .time
          ? nil : wrong("a percentage per year", value, verb, code, hole)
      case "amount":
        // a percentage is relative, one per year a growth
        return value.dimension.map { $0 != .ratio && $0 != .ratio / .time } ?? false
          ? nil : wrong("an amount with its unit", value, verb, code, hole)
      case "points":
        return value.style == .points ? nil : wrong("so many points", value, verb, code, hole)
      case "percentage", "fraction":
        guard value.dimension == .ratio, value.style != .points else {
          return wrong("a percentage", value, verb, code, hole)
        }
        if value.style == .multiple { return notMultiple(value, verb, code) }
        return notPlain(value, code, scope)
      default:
        guard let dimension = try? book.units.dimension(parsing: type) else {
          return Diagnostic(code: "AIS0413", "`\(type)` is not a type", at: verb.place)
        }
        return value.dimension == dimension || value.isZero
          ? nil : wrong(type, value, verb, code, hole)
      }
    } catch {
      if error.code == "AIS0201", code.source == "half",
        let halving = book.verbs.first(where: { multiplies($0, by: 0.5) })
      {
        var fault = error
        fault.help = "write `\(halving.firstWord)`, or `50%` of what it was"
        return fault
      }
      guard error.code == "AIS0201", error.help == nil, let kind = book.kind(named: type),
        case .words = code.form
      else { return error }
      var fault = error
      let name = code.source.singleLine
      fault.help = "declare it first: `\(book[kind].name) \(name) { }`"
      return fault
    }
  }

  /// A value of another type than the hole of a verb takes, with the hole as it was declared.
  private func wrong(
    _ wanted: String, _ value: Value, _ verb: Verb, _ code: Code, _ hole: String?
  ) -> Diagnostic {
    Message.wanted(
      wanted, got: describe(value), for: hole.map { "`(\($0))`" } ?? "this part", code.place,
      labels: [.init(verb.place(ofHole: hole), "declared here")],
      help: "the clause reads as `\(verb.pattern)`")
  }

  /// `rises 5`: a plain number of 1 or more where a percentage is meant, written or by a local name.
  private func notPlain(_ value: Value, _ code: Code, _ scope: Scope) -> Diagnostic? {
    guard value.style == .plain, let node = value.node else { return nil }
    var numbers: [Double] = []
    switch code.form {
    case .number(let index) where code.text.tree.number(index).mark == .none: break
    case .words(let range) where scope.locals[joinedName(code.text.words(range))] != nil: break
    default: return nil
    }
    if let known = graph.constant(node) {
      numbers = [known]
    } else if let axis = graph.axis(of: node) {
      numbers = Array(graph.values(of: axis))
    }
    guard let large = numbers.first(where: { abs($0) >= 1 && $0.isFinite }) else { return nil }
    let number = book.units.text(large, .ratio, style: .plain, precision: .full)
    let percent = book.units.text(large, .ratio, style: .percent, precision: .full)
    return Diagnostic(
      code: "AIS0414", "`\(number)` is a plain number, and a percentage is meant here",
      at: code.place, help: "write `\(number)%`, or `\(percent)`")
  }

  /// `rises 2x`: a multiple where a percentage is meant; offers the verb that multiplies, and the percentage.
  private func notMultiple(_ value: Value, _ verb: Verb, _ code: Code) -> Diagnostic {
    var offers: [String] = []
    if isFall(verb) {
      offers.append("a percentage such as `50%`")
      offers.append("`/= \(code.source.filter { $0.isNumber || $0 == "." })` to divide by it")
    } else if let node = value.node, let factor = graph.constant(node) {
      if let verb = book.verbs.first(where: { multiplies($0, by: factor) }) {
        offers.append("`\(verb.firstWord)` for \(code.source) of what it was")
      }
      if factor > 1 {
        let percent = book.units.text(factor - 1, .ratio, style: .percent, precision: .full)
        offers.append("`\(percent)` for a rise to \(code.source)")
      }
    }
    return Diagnostic(
      code: "AIS0414", "`\(code.source)` is a multiple, and a percentage is meant here",
      at: code.place,
      help: offers.isEmpty
        ? "write a percentage, such as `50%`" : "write " + offers.joined(separator: ", or "))
  }

  /// `true` iff a verb takes a share away: `x *= 1 - amount`.
  private func isFall(_ verb: Verb) -> Bool {
    verb.text.tree.changes(verb.changes).layers.joined().contains { clause in
      guard case .assignment(_, .multiply, let value) = clause.form,
        case .binary(.subtract, _, _) = verb.text.tree[value]
      else { return false }
      return true
    }
  }

  /// `true` iff a verb does nothing but multiply its subject by this number.
  private func multiplies(_ verb: Verb, by factor: Double) -> Bool {
    let layers = verb.text.tree.changes(verb.changes).layers
    guard layers.count == 1 else { return false }
    let changes = layers[0].filter { if case .require = $0.form { false } else { true } }
    guard changes.count == 1, case .assignment(_, .multiply, let value) = changes[0].form,
      case .number(let index) = verb.text.tree[value]
    else { return false }
    return verb.text.tree.number(index).value == factor
  }

  /// A clause that is one name, near that of a scenario.
  private func unknownScenario(_ range: TokenRange, _ text: ParsedText, _ place: Place)
    -> Diagnostic?
  {
    guard range.indices.allSatisfy({ text.tokens[$0].kind == .word }) else { return nil }
    let name = joinedName(text.words(range))
    let lets = book.globalWords.filter { changes(ofScenario: $0) != nil }
    let near = Spelling.suggestions(for: name, among: Array(book.scenarios.keys) + lets)
    let isVerb = book.verbs.contains { $0.words.contains(name.lowercased()) }
    let isNew = range.count == 1 && !isVerb && meaning(of: name, Scope(stream: 0)) == nil
    guard !near.isEmpty || isNew else { return nil }
    return Diagnostic(
      code: "AIS0211", "no scenario is called `\(name)`", at: place,
      help: Message.didYouMean(near) ?? "declare it: `scenario \(name) { token price drops 50% }`")
  }

  /// The kind of the entity that a clause begins with.
  private func actorKind(_ range: TokenRange, _ text: ParsedText) -> String? {
    for end in range.indices.dropFirst().reversed() {
      let words = text.words(TokenRange(Int(range.first), end))
      if case .entity(let entity)? = meaning(of: joinedName(words), Scope(stream: 0)) {
        return book[book[entity].kind].name
      }
    }
    return nil
  }

  func noVerb(
    _ matcher: PhraseMatcher, _ text: ParsedText, _ range: TokenRange, _ place: Place
  )
    -> Diagnostic
  {
    let scored = book.verbs.map { (matcher.nearness($0.phrase), $0.pattern) }.filter { $0.0 > 0 }
    let words = range.indices.map { text.source[text.tokens[$0].span].lowercased() }
    var near: [String] = []
    for (_, pattern) in scored.sorted(by: { $0.0 > $1.0 })
    where near.count < 3 && !near.contains("`\(pattern)`") {
      near.append("`\(pattern)`")
    }
    // a word that is no verb, but is spelled or means like one, tells more than words that agree
    let known = book.verbs.flatMap(\.words)
    let odd = words.first { word in
      // the letters of a name are not those of a verb
      !known.contains(word) && !isDeclared(word, Scope(stream: 0))
        && !Spelling.suggestions(for: word, among: known).isEmpty
    }
    if let odd {
      let meant = Spelling.suggestions(for: odd, among: known)
      var patterns: [String] = []
      for word in meant {
        for verb in book.verbs where verb.words.contains(word) && patterns.count < 3 {
          let pattern = "`\(verb.pattern(saying: word))`"
          if !patterns.contains(pattern) { patterns.append(pattern) }
        }
      }
      if let help = Message.didYouMean(meant), !patterns.isEmpty {
        return Diagnostic(
          code: "AIS0401", "no verb reads this clause: `\(odd)` is none", at: place,
          help: help + " It is written " + patterns.joined(separator: ", "))
      }
    }
    if near.isEmpty, let kind = actorKind(range, text) {
      let verbs = book.verbs.filter { verb in
        if case .hole(_, kind, _)? = verb.phrase.first { true } else { false }
      }
      let names = verbs.reduce(into: [String]()) { names, verb in
        if !names.contains(verb.firstWord) { names.append(verb.firstWord) }
      }
      if !names.isEmpty {
        return Diagnostic(
          code: "AIS0401", "no verb reads this clause", at: place,
          help: "a \(kind) " + names.prefix(9).map { "`\($0)`" }.joined(separator: ", ")
            + (names.count > 9 ? ", …" : "") + "; what it has `drops`, `rises` or `is`")
      }
    }
    if near.isEmpty {
      for verb in book.verbs where near.count < 3 && !near.contains("`\(verb.pattern)`") {
        near.append("`\(verb.pattern)`")
      }
    }
    if range.indices.contains(where: { text.tokens[$0].keyword == .where }) {
      return Diagnostic(
        code: "AIS0401", "no verb reads this clause", at: place,
        help:
          "`and` ends a clause: put the set in brackets, as in `revenue of (companies where A and B)`"
      )
    }
    return Diagnostic(
      code: "AIS0401", "no verb reads this clause", at: place,
      help: near.isEmpty
        ? "declare one: `verb (x: quantity) shrinks by (amount: ratio) { x *= 1 - amount }`"
        : "the nearest are " + near.joined(separator: ", "))
  }
}
