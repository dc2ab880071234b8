import AISDistributions
import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// Inputs that go together: `correlate a, b = 60%`.
///
/// The number is the rank correlation (Spearman's). Normal scores are mixed from the inputs' draws (a Gaussian
/// copula), and each input has its own draws in the order of its scores, so that nothing changes in what it is
/// by itself; normal scores with the correlation r have the rank correlation 6 / π · arcsin(r / 2) (Pearson
/// 1907). The input that is named first keeps its order too, and no input outside is moved.
extension Elaborator {
  /// The sums of normal draws that the draws of streams follow in their order.
  typealias Scores = [UInt64: [(weight: Double, stream: UInt64)]]

  /// The sum of normal draws that the draws of a stream follow in a scenario; `nil` for those that keep their
  /// order.
  mutating func score(of stream: UInt64, in overlay: OverlayID) -> Scores.Value? {
    let top = chain(overlay).first { !overlays[$0.index].correlations.isEmpty } ?? .root
    guard top != .root || !book.correlations.isEmpty else { return nil }
    if correlated[top] == nil {
      // what follows reads the sizes of the correlations, which do not go together with anything
      correlated[top] = [:]
      correlated[top] = (try? scores(in: top)) ?? [:]
    }
    return correlated[top]?[stream]
  }

  /// Refuses correlations of the model that cannot be, and of what is no input.
  mutating func checkCorrelations() throws(Diagnostic) {
    correlated = [.root: [:]]
    correlated[.root] = try scores(in: .root)
    guard let last = book.correlations.last else { return }
    try check(last, Scope(stream: 0))
  }

  /// Adds `correlate a, b = 60%` to a scenario: it takes the place of what was said of the same pairs before.
  mutating func correlate(
    _ declaration: CorrelationDeclaration, _ text: ParsedText, _ place: Place,
    _ overlay: OverlayID, _ scope: Scope
  ) throws(Diagnostic) {
    guard scope.timing.isPlain, scope.event == nil, scope.trigger == nil else {
      throw Diagnostic(
        code: "AIS0790", "a correlation holds throughout a scenario, and for certain", at: place,
        help: "leave out when or with what probability, or compare two scenarios")
    }
    let correlation = Correlation(
      targets: declaration.targets.map { Code(text, $0) }, value: Code(text, declaration.value))
    overlays[overlay.index].correlations += try pairs(correlation, scope)
    correlated[overlay] = [:]
    correlated[overlay] = try scores(in: overlay)
    try check(correlation, scope)
    reached = [:]
  }

  /// Refuses the correlation of what is not drawn from one distribution.
  private mutating func check(_ correlation: Correlation, _ scope: Scope) throws(Diagnostic) {
    var isDrawn = false
    for group in try groups(correlation, scope) {
      for (slot, target) in zip(group, correlation.targets) {
        // a leaf that stands for an input has its values in the order of the scenario
        if inputs[slot] != nil {
          isDrawn = true
          continue
        }
        let value = try value(of: slot, in: scope.overlay, at: target.place)
        let stream = stream(of: slot)
        if let node = value.node, let drawn = moved(node)?.drawn,
          self.drawn[drawn]?.stream == stream
        {
          isDrawn = true
          continue
        }
        // one entity of many may have a number that is known
        guard slot == self.slot(of: target, scope) else { continue }
        throw Diagnostic(
          code: "AIS0339", "`\(target.source)` is not drawn from one distribution",
          at: target.place,
          help: "correlate what it is made of, each with a name of its own: `let part = 1 to 2`")
      }
    }
    guard isDrawn else {
      throw Diagnostic(
        code: "AIS0339", "no entity has uncertain values of these",
        at: correlation.targets[0].place,
        help: "correlate the uncertain inputs that they are made of")
    }
  }

  private func slot(of target: Code, _ scope: Scope) -> Slot? {
    var copy = self
    return (try? copy.slot(target, scope)) ?? nil
  }

  // MARK: Which

  /// The slots that a correlation puts together, one group for each entity that has all its metrics.
  private mutating func groups(_ correlation: Correlation, _ scope: Scope) throws(Diagnostic)
    -> [[Slot]]
  {
    var fixed: [Slot?] = []
    var names: [NameID?] = []
    for target in correlation.targets {
      if let slot = try slot(target, scope) {
        guard slot.owner?.row == nil else {
          let metric = book.text(slot.name)
          throw Diagnostic(
            code: "AIS0339", "`\(target.source)` is drawn with the other rows of its table",
            at: target.place,
            help: "correlate what holds in every row: `correlate \(metric), OTHER = 60%`; "
              + "or declare this one by itself")
        }
        fixed.append(slot)
        names.append(nil)
        continue
      }
      guard case .words(let range) = target.form,
        case .metric(let name)? = meaning(
          of: joinedName(target.text.words(range)), scope)
      else {
        _ = try value(target, scope)
        throw Diagnostic(
          code: "AIS0339", "`\(target.source)` is no input", at: target.place,
          help: "write the names of inputs: `correlate OpenAI.revenue, OpenAI.cost = 60%`")
      }
      fixed.append(nil)
      names.append(name)
    }
    let wanted = names.compactMap { $0 }
    if wanted.isEmpty { return [fixed.compactMap { $0 }] }
    let all = book.entities + book.tables.indices.map { book[EntityID(allOf: $0)] }
    return all.compactMap { entity in
      let metrics = wanted.map { book.metric(named: book.text($0), of: entity.kind) }
      guard metrics.allSatisfy({ $0 != nil }) else { return nil }
      return zip(fixed, names).compactMap { slot, name in
        slot ?? name.map { Slot(entity.id, $0) }
      }
    }
  }

  private mutating func pairs(_ correlation: Correlation, _ scope: Scope) throws(Diagnostic)
    -> [Overlay.Correlated]
  {
    let count = correlation.targets.count
    guard count >= 2 else {
      throw Diagnostic(
        code: "AIS0339", "what does this go together with?", at: correlation.targets[0].place,
        help: "write `correlate \(correlation.targets[0].source), OTHER = 60%`")
    }
    var own = scope
    own.declaration = correlation.value
    let value = try value(correlation.value, own)
    var rows = [[Value]](repeating: [Value](repeating: value, count: count), count: count)
    if case .list(let list) = value.content {
      rows = list.map { row in if case .list(let cells) = row.content { cells } else { [] } }
      guard rows.count == count, rows.allSatisfy({ $0.count == count }) else {
        throw Diagnostic(
          code: "AIS0340", "a matrix of correlations has \(count) rows of \(count) here",
          at: correlation.value.place, help: "or one number for all pairs: `60%`")
      }
    }
    var pairs: [Overlay.Correlated] = []
    for group in try groups(correlation, scope) {
      for j in 0..<count {
        for i in 0..<j {
          let rank = try rank(rows[j][i], correlation.value)
          guard try rank == self.rank(rows[i][j], correlation.value) else {
            throw Diagnostic(
              code: "AIS0340", "this matrix is not symmetric", at: correlation.value.place)
          }
          guard group[i] != group[j] else {
            throw Diagnostic(
              code: "AIS0339", "this is correlated with itself", at: correlation.targets[j].place)
          }
          pairs.append(
            Overlay.Correlated(
              a: group[i], b: group[j], weight: CopulaMatrix.normal(ofRank: rank),
              place: correlation.value.place))
        }
      }
    }
    return pairs
  }

  private func rank(_ value: Value, _ code: Code) throws(Diagnostic) -> Double {
    guard value.dimension == .ratio, let known = value.node.flatMap(graph.constant) else {
      throw Message.wanted(
        "a known share such as 60%", got: describe(value), for: "a correlation", code.place,
        help: "draws have one order in a scenario: compare scenarios with a correlation each")
    }
    guard (-1...1).contains(known) else {
      throw Diagnostic(
        code: "AIS0340", "a correlation is between -100% and 100%", at: code.place)
    }
    return known
  }

  // MARK: How

  /// For each stream whose draws do not keep their order in a scenario the scores that they follow.
  private mutating func scores(in overlay: OverlayID) throws(Diagnostic) -> Scores {
    var matrix = CopulaMatrix()
    for correlation in book.correlations {
      try enter(try pairs(correlation, Scope(stream: 0)), into: &matrix)
    }
    for id in Array(chain(overlay)).reversed() {
      try enter(overlays[id.index].correlations, into: &matrix)
    }
    return matrix.scores
  }

  private mutating func enter(_ pairs: [Overlay.Correlated], into matrix: inout CopulaMatrix)
    throws(Diagnostic)
  {
    for pair in pairs {
      for slot in [pair.a, pair.b] {
        if case .one = things(of: slot) { continue }
        streamsOfThings.insert(stream(of: slot))
      }
      matrix.set(stream(of: pair.a), stream(of: pair.b), pair.weight)
    }
    guard matrix.isPossible else {
      throw Diagnostic(
        code: "AIS0341", "these correlations cannot hold together", at: pairs.last?.place,
        notes: ["what goes with the same thing must go together, to some degree"],
        help: "correlate the others with each other too, or make these weaker")
    }
  }
}
