import AISDistributions
import AISEngine
import AISModel
import AISNumerics
import AISSource
import AISSyntax
import AISUnits

/// One question being answered: elaborated, computed once, and laid out as data.
struct Inquiry {
  var elaborator: Elaborator
  var options: Options
  let text: ParsedText
  let statement: Statement
  /// The scenario in which plain names are read: the root, unless the session stands under changes.
  var base: OverlayID
  /// The names that a `for` around the question gives a value.
  var locals: [String: Binding] = [:]

  /// The entities whose checks were read, for `why`.
  var checkedOwners = Set<EntityID>()
  /// The date at which the question is read, when that is one other than today.
  var asOf: Day?
  /// The values computed so far.
  private(set) var summaries: [NodeID: Summaries] = [:]
  /// How items are called that are not called as they are written.
  var titles: [ExpressionID: String] = [:]
  /// The rows of a table that belong to a listed set, by what stands for all of them.
  var listedRows: [EntityID: [Int]] = [:]
  /// How many lines were left out because `top` does not want them.
  var leftRows = 0
  /// The entities for which a calculation fails, and how.
  var failures: [(entity: EntityID, error: Diagnostic)] = []
  /// What follows values to where they came about, while nothing is added to the graph.
  private var tracer: Run?
  /// How well the means shown are known.
  var accuracy = Accuracy()

  init(
    _ elaborator: consuming Elaborator, _ options: Options, _ text: ParsedText,
    _ statement: Statement, base: OverlayID
  ) {
    self.elaborator = elaborator
    self.options = options
    self.text = text
    self.statement = statement
    self.base = base
  }

  var place: Place { Place(text.source, statement.span) }

  /// Moves the elaborator out, when the question is done.
  mutating func takeElaborator() -> Elaborator {
    var taken = Elaborator(book: Book(), today: elaborator.today)
    swap(&taken, &elaborator)
    return taken
  }

  /// A scope for code that is written in the question.
  func scope(_ overlay: OverlayID) -> Scope {
    var scope = Scope(stream: StreamKey.of(["question", text.source[statement.span]]))
    scope.overlay = overlay
    scope.locals = locals
    return scope
  }

  func code(_ expression: ExpressionID) -> Code { Code(text, expression) }

  /// A scope for one expression of the question.
  func scope(_ expression: ExpressionID, _ overlay: OverlayID, _ locals: [String: Binding] = [:])
    -> Scope
  {
    var scope = scope(overlay)
    scope.declaration = code(expression)
    scope.stream = StreamKey.of(["question", text.source[text.tree.span(of: expression)]])
    scope.locals.merge(locals) { $1 }
    return scope
  }

  // MARK: Computing

  /// Computes the nodes of values, and checks what verbs require.
  mutating func compute(_ values: [Value]) throws(Diagnostic) {
    guard !elaborator.isChecking else { return }
    tracer = nil
    let guards = elaborator.pendingGuards.filter { !isSearched($0.condition) }
    var nodes = Set(values.flatMap(Self.nodes) + guards.map { $0.condition })
    // how well a mean is known is said by the samples behind it
    nodes.formUnion(nodes.compactMap(elaborator.graph.operandOfMean))
    nodes.formUnion(nodes.compactMap { elaborator.influences[$0] })
    nodes = nodes.filter { summaries[$0] == nil }
    if nodes.contains(where: isSearched) { throw Message.dependsOnUnknown(place) }
    do throws(RunFailure) {
      var run = Run(elaborator.graph, options.run, elaborator.takeComputed())
      defer { elaborator.computed = run.computed }
      try summarize(nodes, with: &run)
    } catch {
      let refusal = Message.refusal(error, limit: options.cellLimit, place)
      guard case .cancelled = error, summarizePartly(nodes, refusal) else { throw refusal }
    }
    for required in guards {
      guard let points = summaries[required.condition] else { continue }
      let failing = (0..<points.count).reduce(0) { $0 + (1 - points.mean($1)) }
      guard failing > 0 else { continue }
      let share = failing / Double(points.count)
      let part =
        points[0].samples == 1 && share < 1
        ? " for some of the values swept"
        : share < 1
          ? " in \(elaborator.book.units.text(share, .ratio, style: .percent, precision: .significant(2))) of the samples"
          : ""
      var fault = Diagnostic(
        code: "AIS0402", required.message + part, at: required.place, help: required.help)
      if share < 0.05, points[0].samples > 1 {
        fault.notes.append(
          "an uncertain number that is spread evenly around its middle reaches beyond: an interval, `10% to 20%`, "
            + "or `truncate(…)` does not")
      }
      throw fault
    }
  }

  private mutating func summarize(_ nodes: Set<NodeID>, with run: inout Run) throws(RunFailure) {
    let roots = nodes.sorted()
    for (root, summary) in zip(roots, try run.summaries(of: roots)) { summaries[root] = summary }
  }

  /// After the host said stop: takes the samples of a partial answer for all that has been and is to be computed; returns
  /// whether one is wanted and has come about.
  private mutating func summarizePartly(_ nodes: Set<NodeID>, _ interruption: Diagnostic) -> Bool {
    guard let partial = options.partialAnswers, partial.samples < options.samples,
      options.reachedLimit() == nil, statement.form.hasAnswer, statement.file == nil
    else { return false }
    let counts = [partial.samples, options.samples].map {
      elaborator.book.units.text(Double($0), .ratio, style: .plain, precision: .significant(8))
    }
    (options.samples, options.isCancelled) = (partial.samples, partial.begin())
    (options.progress, options.partialAnswers) = (nil, nil)
    elaborator.options = options.run
    var run = Run(elaborator.graph, options.run)
    do throws(RunFailure) {
      try summarize(nodes.union(summaries.keys), with: &run)
    } catch {
      return false
    }
    var warning = interruption
    warning.severity = .warning
    warning.notes.append("this is what \(counts[0]) samples say, not \(counts[1])")
    elaborator.warnings.append(warning)
    return true
  }

  /// `true` iff a node rests on what is searched for.
  func isSearched(_ node: NodeID) -> Bool {
    elaborator.searched.contains { elaborator.graph.depends(node, on: $0) }
  }

  static func nodes(_ value: Value) -> [NodeID] {
    switch value.content {
    case .node(let node): [node]
    case .vector(let elements): elements.flatMap { nodes($0.1) }
    case .list(let elements): elements.flatMap(nodes)
    case .record(let fields): fields.flatMap { nodes($0.1) }
    default: []
    }
  }

  /// `true` iff a value, or a part of it, rests on bounds that do not say on which side of it the truth lies.
  private static func hasUnknownBound(_ value: Value) -> Bool {
    switch value.content {
    case .node: value.bound == .unknown
    case .vector(let elements): elements.contains { hasUnknownBound($0.1) }
    case .list(let elements): elements.contains(where: hasUnknownBound)
    case .record(let fields): fields.contains { hasUnknownBound($0.1) }
    default: false
    }
  }

  /// The most samples of which whole columns are kept, for questions about inputs.
  private static let columnSamples = 1 << 18

  /// Takes no more samples than whole columns may have, and says so.
  mutating func limitSamples() {
    guard options.samples > Self.columnSamples else { return }
    let count = elaborator.book.units.text(
      Double(Self.columnSamples), .ratio, style: .plain, precision: .significant(6))
    note("computed with \(count) samples: more would be kept whole for each input")
    options.samples = Self.columnSamples
  }

  // MARK: Cells

  /// Returns the cell of a value at a point of the question's axes.
  mutating func cell(_ value: Value, at point: [AxisID: Int] = [:]) throws(Diagnostic) -> Cell {
    switch value.content {
    case .node(let node): return try cell(node, value, at: point)
    case .text(let text): return .text(text)
    case .date(let period): return .date(period)
    case .entity(let id):
      let entity = elaborator.book[id]
      return .entity(name: entity.name, display: entity.display)
    case .choice: return .text(elaborator.shortText(value))
    case .missing(let reason): return .missing(reason)
    case .list(let elements) where value.type == .list && !elements.isEmpty:
      return .text("[\(try spoken(elements, at: point).joined(separator: ", "))]")
    case .entities, .vector, .list, .record, .computed, .scenario:
      return .text(elaborator.bracketedText(value))
    }
  }

  private mutating func cell(_ node: NodeID, _ value: Value, at point: [AxisID: Int])
    throws(Diagnostic) -> Cell
  {
    guard let found = summaries[node] else {
      if let known = elaborator.graph.constant(node), let fault = elaborator.fault(known) {
        throw fault
      }
      return .missing("it was not computed")
    }
    if let axis = found.axes.first(where: { point[$0] == nil }),
      let range = rangeCell(value, found, axis)
    {
      return range
    }
    var offset = 0
    for axis in found.axes {
      offset = offset * elaborator.graph.values(of: axis).count + (point[axis] ?? 0)
    }
    let summary = found[offset]
    if summary.notNumbers == summary.samples, let reason = emptyCell(node, offset) {
      return .missing(reason)
    }
    if let bad = summary.firstNotNumber {
      throw fault(node, summary, offset, sample: bad, summary.notNumbers) { $0.isNaN }
    }
    if value.type == .boolean { return .truth(summary.mean) }
    if value.dimension == nil {
      guard summary.isCertain, let member = elaborator.member(summary.mean, of: value.type) else {
        throw Diagnostic(
          code: "AIS0328", "which of these it is is uncertain", at: place,
          help: "decide by a probability: `if P(…) > 50% then …`")
      }
      if case .date(let period) = member.content { return .date(period) }
      return .text(elaborator.shortText(member))
    }
    var error: Double?
    if let operand = elaborator.graph.operandOfMean(node) {
      if let behind = summaries[operand], behind.axes == found.axes {
        accuracy.note(behind[offset])
        error = behind[offset].meanError
      }
    } else if let influence = elaborator.influences[node] {
      // of what goes together in full there is rounding only
      if let behind = summaries[influence], behind.axes == found.axes,
        behind[offset].meanError > 1e-14
      {
        error = behind[offset].meanError
      }
    } else if let errors = elaborator.errors[node] {
      error = errors[offset]
    } else {
      accuracy.note(summary, summary.isCertain ? nil : elaborator.law(of: node)?.closedMoments)
    }
    var reason: String?
    if summary.nevers > 0 {
      reason = try never(node, summary.firstNever ?? 0, offset)
      if summary.nevers == summary.samples { return .never(reason ?? "") }
    }
    if let bad = summary.firstNegativeInfinity {
      throw fault(node, summary, offset, sample: bad, summary.negativeInfinities) {
        $0 == -.infinity
      }
    }
    var quantity = quantity(summary, value, never: reason)
    if let error, error > 0, error.isFinite { quantity.error = error * quantity.factor }
    if summary.mean.isFinite, !quantity.mean.isFinite {
      throw Diagnostic(
        code: "AIS0506", "this grows beyond all numbers", at: place,
        help: "check the units and powers on the way")
    }
    return .quantity(quantity)
  }

  /// What a summary of samples says of a value.
  func quantity(_ summary: Summary, _ value: Value, never reason: String? = nil) -> Quantity {
    var quantity = Quantity(
      base: summary.mean, value.dimension ?? .ratio, style: value.style, elaborator.book.units)
    quantity.bound = value.bound
    guard !summary.isCertain else { return quantity }
    let factor = quantity.factor
    quantity.deviation = summary.deviation * factor
    if summary.meanError.isFinite { quantity.error = summary.meanError * factor }
    (quantity.p5, quantity.p50, quantity.p95) = (
      summary.quantiles[0] * factor, summary.quantiles[1] * factor, summary.quantiles[2] * factor
    )
    quantity.samples = summary.samples
    quantity.neverShare = Double(summary.nevers) / Double(summary.samples)
    quantity.neverReason = reason
    return quantity
  }

  /// The reason of a `never`, or the fault of a value that grew beyond all numbers.
  private mutating func never(_ node: NodeID, _ sample: Int, _ point: Int)
    throws(Diagnostic) -> String
  {
    var run = Run(elaborator.graph, options.run)
    let origin = run.origin(of: node, sample: sample, point: point) { $0 == .infinity }
    if let origin {
      let number =
        elaborator.graph.neverReason(origin.node)
        ?? run.neverReason(ofCall: origin.node, sample: sample, point: origin.point)
      if let number { return elaborator.neverReasons[number] }
    }
    let graph = elaborator.graph
    if let origin, elaborator.isReduction(origin.node),
      graph.reachable(from: [origin.node]).contains(where: { graph.neverReason($0) != nil })
    {
      throw Diagnostic(
        code: "AIS0505", "this is `never` in some samples, and so has no mean", at: place,
        help: "ask for `median(…)`, or for `P(… < 12 months)`")
    }
    throw Diagnostic(
      code: "AIS0506", "this grows beyond all numbers",
      at: origin.flatMap { elaborator.origin($0.node) } ?? place,
      help: "check the units and powers on the way")
  }

  /// The empty cell of a table for which a value is no number, if one is.
  private mutating func emptyCell(_ node: NodeID, _ point: Int) -> String? {
    guard !elaborator.book.tables.isEmpty else { return nil }
    var run = tracer ?? Run(elaborator.graph, options.run)
    defer { tracer = run }
    return run.origin(of: node, sample: 0, point: point) { $0.isNaN }.flatMap {
      elaborator.emptyCell($0)
    }
  }

  /// What went wrong in a sample that has no value, at the place where it came about.
  private mutating func fault(
    _ node: NodeID, _ summary: Summary, _ point: Int, sample: Int, _ count: Int,
    _ isBad: (Double) -> Bool
  ) -> Diagnostic {
    var share = Double(count) / Double(summary.samples)
    var run = Run(elaborator.graph, options.run)
    let origin = run.origin(of: node, sample: sample, point: point, where: isBad)
    let failure = origin.flatMap { run.failure(ofCall: $0.node, sample: sample, point: point) }
    var diagnostic =
      failure.map {
        elaborator.diagnostic(of: $0, origin.flatMap { elaborator.origin($0.node) } ?? place)
      }
      ?? origin.flatMap { elaborator.fault(at: $0.node) }
      ?? Diagnostic(code: "AIS0504", "this has no value", at: place)
    var about = ""
    // a block is left at the first sample that takes too much, which says nothing of the others in it
    switch failure {
    case .tooDeep:
      share = shareTooDeep(node, point) ?? share
      if options.samples > Self.countedSamples { about = "about " }
    case .tooLarge:
      if share < 1 { diagnostic.notes.append("in some of the samples") }
      return diagnostic
    case .cancelled, .nothing, nil: break
    }
    if share < 1 {
      let text = elaborator.book.units.text(
        share, .ratio, style: .percent, precision: .significant(2))
      diagnostic.notes.append("in \(about)\(text) of the samples")
    }
    return diagnostic
  }

  /// In how many samples it is counted how often a recursion does not end: each takes as long as the deepest one.
  private static let countedSamples = 1024

  /// The share of the samples in which a value is none because a recursion does not end.
  private func shareTooDeep(_ node: NodeID, _ point: Int) -> Double? {
    var patient = options.run
    patient.samples = min(patient.samples, Self.countedSamples)
    (patient.isPatient, patient.progress) = (true, nil)
    var run = Run(elaborator.graph, patient)
    guard let summary = try? run.summaries(of: [node])[0][point] else { return nil }
    return Double(summary.notNumbers) / Double(summary.samples)
  }

  // MARK: The answer

  /// An answer to this question, with the assumptions and facts that `values` rest on.
  mutating func answer(_ content: Answer.Content, restingOn values: [Value] = []) -> Answer {
    let line = text.source.line(of: Int(statement.span.start))
    var answer = Answer(
      statement: text.source[statement.span], line: line, content: content,
      today: asOf ?? elaborator.today, units: elaborator.book.units)
    answer.notes = elaborator.notes + accuracy.notes(elaborator.book.units)
    answer.warnings = elaborator.warnings
    if case .passed = answer.content { return answer }
    if values.contains(where: Self.hasUnknownBound) {
      answer.notes.append(
        "bound unknown: this rests on `at least` or `at most`, and may lie on either side of what is shown"
      )
    }
    let roots = values.flatMap(Self.nodes) + elaborator.traces[0].taken
    let reached = Set(elaborator.graph.reachable(from: roots))
    let ledger = elaborator.ledger(of: elaborator.traces[0].grounds, reached: reached)
    answer.restsOn = ledger.basis
    if options.samples == 1,
      reached.contains(where: { elaborator.graph.axes(of: $0).contains(.sample) })
    {
      answer.notes.append("one sample tells nothing of the spread: ask for more `--samples`")
    }
    answer.notes += elaborator.heldStocks
    if !elaborator.traces[0].dependencies.isEmpty, let note = elaborator.hindcastNote {
      answer.notes.append(note)
    }
    if let first = ledger.lost.first {
      let more = ledger.lost.count - 1
      let others = more == 0 ? "" : more == 1 ? " and one other" : " and \(more) others"
      answer.notes.append(
        "`\(first)`\(others) \(more == 0 ? "is" : "are") unknown, and \(more == 0 ? "stays" : "stay") so whatever"
          + " a clause adds or takes: give it first, `\(first) = … then …`")
    }
    if let first = ledger.laterFacts.first {
      let more = ledger.laterFacts.count > 1 ? " and \(ledger.laterFacts.count - 1) others" : ""
      answer.notes.append(
        "nothing is known of \(first.name)\(more) as early as \(first.day.text): later facts stand in"
      )
    }
    answer.readings = ledger.readings
    return answer
  }
}

extension Elaborator {
  func origin(_ node: NodeID) -> Place? { origins[node] }

  func isReduction(_ node: NodeID) -> Bool { graph.isReduction(node) }

  /// What went wrong at a node whose operands are all right.
  func fault(at node: NodeID) -> Diagnostic? {
    if let value = graph.constant(node), let fault = fault(value) { return fault }
    guard let place = origins[node] else { return nil }
    let call = insides[node]?.call
    if let fault = fault(ofStep: node, place) { return told(fault, of: call) }
    guard let operation = graph.operation(node) else { return nil }
    return told(Self.fault(of: operation, place), of: call)
  }
}
