import AISDistributions
import AISEngine
import AISModel
import AISSource

/// A sum of standard normal draws with weights, and a constant.
struct LinearForm: Sendable {
  var constant: Double
  var weights: [UInt64: Double] = [:]

  /// The deviation; the draws of different streams are independent.
  var deviation: Double {
    weights.keys.sorted().reduce(0) { $0 + (weights[$1] ?? 0) * (weights[$1] ?? 0) }.squareRoot()
  }

  func scaled(_ factor: Double) -> LinearForm {
    LinearForm(constant: constant * factor, weights: weights.mapValues { $0 * factor })
  }

  static func + (a: LinearForm, b: LinearForm) -> LinearForm {
    LinearForm(
      constant: a.constant + b.constant,
      weights: a.weights.merging(b.weights, uniquingKeysWith: +))
  }
}

/// What can be said of a value without samples: its law, its mean, its standard deviation.
///
/// Metrics of entities and assumptions are left to the samples, except for quantiles of what is drawn
/// directly: base and what-if are then computed alike, and their difference has little noise.
///
/// A law is known of what was drawn, of functions of it that rise or fall, of sums of normals and
/// products of lognormals, and of mixtures of such. Means and variances follow for sums, and for products
/// and choices of what has no draw in common. The rules look at the structure of the graph alone and give
/// nodes, so that a swept factor does not change which of them applies.
extension Elaborator {
  /// Returns a node's exact mean or standard deviation, or the quantile at a probability, as a node; `nil`
  /// when only samples can tell.
  mutating func exact(_ operation: Operation, _ a: NodeID, _ probability: Double, _ place: Place)
    -> NodeID?
  {
    guard graph.axes(of: a).contains(.sample) else { return nil }
    guard
      operation == .quantile && drawn[a] != nil
        || streams(below: [a]).isDisjoint(with: modelStreams)
    else { return nil }
    var result: NodeID?
    switch operation {
    case .mean: result = mean(a, place)
    case .deviation: result = variance(a, place).map { apply(.squareRoot, $0, at: place) }
    case .quantile:
      guard let value = law(of: a)?.quantile(UnitPoint(probability)), !value.isNaN else { break }
      if value.isFinite {
        result = graph.constant(value)
      } else {
        note(
          "`\(place.source.singleLine)` has no end: this is the \(value < 0 ? "least" : "largest") of the samples"
        )
      }
    default: break
    }
    if result != nil { trace.taken.append(a) }
    return result
  }

  // MARK: Laws

  /// The law of a node, where its structure tells it.
  mutating func law(of node: NodeID) -> Law? {
    if let known = laws[node] { return known }
    if stack.isNearlyFull { return nil }
    let law = foundLaw(of: node)
    laws[node] = .some(law)
    return law
  }

  /// `true` iff a node is known to be spread continuously around `x`, so that it hardly ever is `x` itself.
  mutating func isSpread(_ node: NodeID, at x: Double) -> Bool {
    guard graph.constant(node) == nil, let law = law(of: node) else { return false }
    return law.tails(atMost: x).lower == law.tails(below: x).lower
  }

  private mutating func foundLaw(of node: NodeID) -> Law? {
    if let known = graph.constant(node) { return known.isFinite ? .known(known) : nil }
    if let drawn = drawn[node] { return drawn.law }
    if let parts = mixed[node]?.parts { return lawOfMixture(parts) }
    guard graph.axes(of: node) == .sample, let operation = graph.operation(node) else {
      return graph.normalParts(node) == nil ? nil : .normal(mean: 0, deviation: 1)
    }
    if let form = linear(node) {
      return .normal(mean: form.constant, deviation: form.deviation)
    }
    if let form = logLinear(node) {
      return .lognormal(mu: form.constant, sigma: form.deviation)
    }
    let operands = graph.operands(of: node)
    switch operation {
    case .negate: return law(of: operands[0])?.moved(scale: -1, shift: 0)
    case .exponential: return law(of: operands[0])?.rising(by: Exact.exp)
    case .floor: return law(of: operands[0])?.rising { $0.rounded(.down) }
    case .logarithm, .squareRoot:
      guard let law = law(of: operands[0]), law.isPositive else { return nil }
      return law.rising(by: operation == .logarithm ? Exact.log : Exact.root)
    case .select: return lawOfChoice(operands)
    default: break
    }
    guard operands.count == 2 else { return nil }
    if let known = graph.constant(operands[1]), known.isFinite, let law = law(of: operands[0]) {
      return Exact.law(operation, of: law, and: known)
    }
    if let known = graph.constant(operands[0]), known.isFinite, let law = law(of: operands[1]) {
      return Exact.law(operation, known, and: law)
    }
    return nil
  }

  private mutating func lawOfMixture(_ parts: [Choice]) -> Law? {
    var known: [(weight: Double, law: Law)] = []
    for part in parts {
      guard let weight = graph.constant(part.weight), let law = law(of: part.node) else {
        return nil
      }
      known.append((weight, law))
    }
    return Law(mixtureOf: known)
  }

  /// A choice by something that neither arm depends on is a mixture.
  private mutating func lawOfChoice(_ operands: [NodeID]) -> Law? {
    guard areIndependent([operands[0]], Array(operands[1...])),
      let chance = probability(operands[0]).flatMap({ graph.constant($0) }),
      let yes = law(of: operands[1]), let no = law(of: operands[2])
    else { return nil }
    return Law(mixtureOf: [(chance, yes), (1 - chance, no)])
  }

  /// A node as a sum of standard normal draws.
  private mutating func linear(_ node: NodeID) -> LinearForm? {
    if let known = graph.constant(node) {
      return known.isFinite ? LinearForm(constant: known) : nil
    }
    if let parts = graph.normalParts(node) {
      let weights = Dictionary(parts.map { ($0.stream, $0.weight) }, uniquingKeysWith: +)
      return LinearForm(constant: 0, weights: weights)
    }
    if let known = linearForms[node] { return known }
    guard let operation = graph.operation(node), !stack.isNearlyFull else { return nil }
    let operands = graph.operands(of: node)
    var form: LinearForm?
    switch operation {
    case .add, .subtract:
      if let a = linear(operands[0]), let b = linear(operands[1]) {
        form = a + (operation == .add ? b : b.scaled(-1))
      }
    case .multiply:
      if let factor = graph.constant(operands[0]) {
        form = linear(operands[1])?.scaled(factor)
      } else if let factor = graph.constant(operands[1]) {
        form = linear(operands[0])?.scaled(factor)
      }
    case .divide:
      if let divisor = graph.constant(operands[1]) {
        form = linear(operands[0])?.scaled(1 / divisor)
      }
    case .negate: form = linear(operands[0])?.scaled(-1)
    case .logarithm: form = logLinear(operands[0])
    default: break
    }
    if form?.constant.isFinite == false { form = nil }
    linearForms[node] = .some(form)
    return form
  }

  /// The logarithm of a positive node as a sum of standard normal draws.
  private mutating func logLinear(_ node: NodeID) -> LinearForm? {
    if let known = graph.constant(node) {
      return known > 0 && known.isFinite ? LinearForm(constant: Exact.log(known)) : nil
    }
    if let known = logLinearForms[node] { return known }
    guard let operation = graph.operation(node), !stack.isNearlyFull else { return nil }
    let operands = graph.operands(of: node)
    var form: LinearForm?
    switch operation {
    case .exponential: form = linear(operands[0])
    case .multiply, .divide:
      if let a = logLinear(operands[0]), let b = logLinear(operands[1]) {
        form = a + (operation == .multiply ? b : b.scaled(-1))
      }
    case .power:
      if let exponent = graph.constant(operands[1]) {
        form = logLinear(operands[0])?.scaled(exponent)
      }
    case .squareRoot: form = logLinear(operands[0])?.scaled(0.5)
    default: break
    }
    if form?.constant.isFinite == false { form = nil }
    logLinearForms[node] = .some(form)
    return form
  }

  // MARK: Means and variances

  private mutating func areIndependent(_ a: [NodeID], _ b: [NodeID]) -> Bool {
    streams(below: a).isDisjoint(with: streams(below: b)) && !graph.hasDrawsAlongAxis(below: a + b)
  }

  mutating func streams(below nodes: [NodeID]) -> Set<UInt64> {
    nodes.reduce(into: []) { all, node in
      if streamsBelow[node] == nil { streamsBelow[node] = graph.streams(below: [node]) }
      all.formUnion(streamsBelow[node] ?? [])
    }
  }

  /// The node of a node's mean.
  private mutating func mean(_ node: NodeID, _ place: Place) -> NodeID? {
    guard graph.axes(of: node).contains(.sample) else { return finite(node) }
    if let known = means[node] { return known }
    if stack.isNearlyFull { return nil }
    let mean = foundMean(node, place)
    means[node] = .some(mean)
    return mean
  }

  private func finite(_ node: NodeID) -> NodeID? {
    graph.constant(node).map { $0.isFinite } ?? true ? node : nil
  }

  private mutating func foundMean(_ node: NodeID, _ place: Place) -> NodeID? {
    if let chance = probability(node) { return chance }
    if let law = law(of: node) {
      return law.moments.map { known($0.mean, "mean", place) }
    }
    if let parts = mixed[node]?.parts { return mean(of: parts, place) }
    guard let operation = graph.operation(node) else { return nil }
    let operands = graph.operands(of: node)
    switch operation {
    case .negate: return mean(operands[0], place).map { apply(.negate, $0, at: place) }
    case .add, .subtract:
      return both(operation, mean(operands[0], place), mean(operands[1], place), place)
    case .multiply where areIndependent([operands[0]], [operands[1]]):
      return both(.multiply, mean(operands[0], place), mean(operands[1], place), place)
    case .divide where !graph.axes(of: operands[1]).contains(.sample):
      return mean(operands[0], place).map { apply(.divide, $0, operands[1], at: place) }
    case .divide where areIndependent([operands[0]], [operands[1]]):
      guard graph.constant(operands[0]) != 1 else { return nil }
      let inverse = apply(.divide, graph.constant(1), operands[1], at: place)
      return both(.multiply, mean(operands[0], place), mean(inverse, place), place)
    case .select where areIndependent([operands[0]], Array(operands[1...])):
      guard let chance = probability(operands[0]), let yes = mean(operands[1], place),
        let no = mean(operands[2], place)
      else { return nil }
      return mixed(chance, yes, no, place)
    default: return nil
    }
  }

  private mutating func mean(of parts: [Choice], _ place: Place) -> NodeID? {
    var sum = graph.constant(0)
    for part in parts {
      guard let mean = mean(part.node, place) else { return nil }
      sum = apply(.add, sum, apply(.multiply, part.weight, mean, at: place), at: place)
    }
    return sum
  }

  private mutating func variance(of parts: [Choice], _ place: Place) -> NodeID? {
    guard let mean = mean(of: parts, place) else { return nil }
    var sum = graph.constant(0)
    for part in parts {
      guard let own = self.mean(part.node, place), let variance = variance(part.node, place) else {
        return nil
      }
      let distance = apply(.subtract, own, mean, at: place)
      let square = apply(.multiply, distance, distance, at: place)
      let all = apply(.add, variance, square, at: place)
      sum = apply(.add, sum, apply(.multiply, part.weight, all, at: place), at: place)
    }
    return sum
  }

  private mutating func both(_ operation: Operation, _ a: NodeID?, _ b: NodeID?, _ place: Place)
    -> NodeID?
  {
    guard let a, let b else { return nil }
    return apply(operation, a, b, at: place)
  }

  /// p a + (1 − p) b.
  private mutating func mixed(_ chance: NodeID, _ a: NodeID, _ b: NodeID, _ place: Place) -> NodeID
  {
    let other = apply(.subtract, graph.constant(1), chance, at: place)
    return apply(
      .add, apply(.multiply, chance, a, at: place), apply(.multiply, other, b, at: place),
      at: place)
  }

  /// A moment that is known, or what is wrong with one that does not exist.
  private mutating func known(_ moment: Double, _ name: String, _ place: Place) -> NodeID {
    guard !moment.isFinite else { return graph.constant(moment) }
    return fault(
      Diagnostic(
        code: "AIS0342",
        moment.isNaN ? "this has no \(name): its tails are too heavy" : "this \(name) is infinite",
        at: place, help: "ask for `median(…)` or another quantile"))
  }

  /// The node of a node's variance.
  private mutating func variance(_ node: NodeID, _ place: Place) -> NodeID? {
    guard graph.axes(of: node).contains(.sample) else {
      return finite(node).map { apply(.subtract, $0, $0, at: place) }
    }
    if let known = variances[node] { return known }
    if stack.isNearlyFull { return nil }
    let variance = foundVariance(node, place)
    variances[node] = .some(variance)
    return variance
  }

  private mutating func foundVariance(_ node: NodeID, _ place: Place) -> NodeID? {
    if let chance = probability(node) {
      return apply(
        .multiply, chance, apply(.subtract, graph.constant(1), chance, at: place), at: place)
    }
    if let law = law(of: node) {
      return law.moments.map { known($0.variance, "standard deviation", place) }
    }
    if let parts = mixed[node]?.parts { return variance(of: parts, place) }
    guard let operation = graph.operation(node) else { return nil }
    let operands = graph.operands(of: node)
    switch operation {
    case .negate: return variance(operands[0], place)
    case .add, .subtract:
      guard areIndependent([operands[0]], [operands[1]]) else { return nil }
      return both(.add, variance(operands[0], place), variance(operands[1], place), place)
    case .multiply where areIndependent([operands[0]], [operands[1]]):
      // (a + V)(b + W) − a b for squared means a, b and variances V, W
      guard let first = squares(operands[0], place), let second = squares(operands[1], place)
      else { return nil }
      let mixed = both(
        .add, both(.multiply, first.variance, second.square, place),
        both(.multiply, first.square, second.variance, place), place)
      return both(.add, mixed, both(.multiply, first.variance, second.variance, place), place)
    case .divide where !graph.axes(of: operands[1]).contains(.sample):
      let square = apply(.multiply, operands[1], operands[1], at: place)
      return variance(operands[0], place).map { apply(.divide, $0, square, at: place) }
    case .select where areIndependent([operands[0]], Array(operands[1...])):
      guard let chance = probability(operands[0]), let a = mean(operands[1], place),
        let b = mean(operands[2], place), let inA = variance(operands[1], place),
        let inB = variance(operands[2], place)
      else { return nil }
      let distance = apply(.subtract, a, b, at: place)
      let other = apply(.subtract, graph.constant(1), chance, at: place)
      let spread = apply(
        .multiply, apply(.multiply, chance, other, at: place),
        apply(.multiply, distance, distance, at: place), at: place)
      return apply(.add, mixed(chance, inA, inB, place), spread, at: place)
    default: return nil
    }
  }

  private mutating func squares(_ node: NodeID, _ place: Place) -> (
    square: NodeID, variance: NodeID
  )? {
    guard let mean = mean(node, place), let variance = variance(node, place) else { return nil }
    return (apply(.multiply, mean, mean, at: place), variance)
  }

  // MARK: Conditions

  /// The node of the probability of a condition; `nil` for what is none, or not known exactly.
  private mutating func probability(_ node: NodeID) -> NodeID? {
    guard let operation = graph.operation(node) else { return nil }
    let operands = graph.operands(of: node)
    switch operation {
    case .less, .lessOrEqual:
      return comparison(operands[0], operands[1], isStrict: operation == .less)
        .map { graph.constant($0) }
    case .not:
      return probability(operands[0]).map { graph.apply(.subtract, graph.constant(1), $0) }
    case .and where areIndependent([operands[0]], [operands[1]]):
      guard let a = probability(operands[0]), let b = probability(operands[1]) else { return nil }
      return graph.apply(.multiply, a, b)
    case .or where areIndependent([operands[0]], [operands[1]]):
      guard let a = probability(operands[0]), let b = probability(operands[1]) else { return nil }
      let none = graph.apply(
        .multiply, graph.apply(.subtract, graph.constant(1), a),
        graph.apply(.subtract, graph.constant(1), b))
      return graph.apply(.subtract, graph.constant(1), none)
    default: return nil
    }
  }

  /// P(a < b), or P(a ≤ b).
  private mutating func comparison(_ a: NodeID, _ b: NodeID, isStrict: Bool) -> Double? {
    if let bound = graph.constant(b), bound.isFinite {
      if let stream = uniformBound(a, bound) { return stream }
      return law(of: a).map { (isStrict ? $0.tails(below: bound) : $0.tails(atMost: bound)).lower }
    }
    if let bound = graph.constant(a), bound.isFinite {
      if let below = uniformBound(b, bound) { return 1 - below }
      return law(of: b).map { (isStrict ? $0.tails(atMost: bound) : $0.tails(below: bound)).upper }
    }
    guard let first = linear(a), let second = linear(b) else { return nil }
    let difference = first + second.scaled(-1)
    guard difference.deviation > 0 else {
      return (isStrict ? difference.constant < 0 : difference.constant <= 0) ? 1 : 0
    }
    return Law.normal(mean: difference.constant, deviation: difference.deviation)
      .tails(atMost: 0).lower
  }

  /// P(u < bound) for a uniform draw.
  private func uniformBound(_ node: NodeID, _ bound: Double) -> Double? {
    graph.isUniformDraw(node) ? min(max(bound, 0), 1) : nil
  }
}
