import AISEngine
import AISModel
import AISNumerics
import AISSource
import AISUnits

extension BuiltIn {
  /// How far two uncertain values go together.
  static let correlations: [BuiltIn] = [
    ofTwo(
      "correlation", "how far two values go together, from -1 to 1 (Pearson)",
      ["correlation(OpenAI.revenue, OpenAI.net_income)"]
    ) { elaborator, a, b, code throws(Diagnostic) in
      try elaborator.correlation(a, b, code)
    },
    ofTwo(
      "rank_correlation", "the same of their ranks (Spearman), which no curve between them changes",
      ["rank_correlation(OpenAI.revenue, OpenAI.net_income)"]
    ) { elaborator, a, b, code throws(Diagnostic) in
      try elaborator.rankCorrelation(a, b, code)
    },
  ]

  /// A function of two values with samples.
  private static func ofTwo(
    _ name: String, _ summary: String, _ examples: [String],
    _ apply:
      @escaping @Sendable (inout Elaborator, NodeID, NodeID, Code) throws(Diagnostic) -> Value
  ) -> BuiltIn {
    BuiltIn(name: name, parameters: ["a", "b"], summary: summary, examples: examples) {
      elaborator, arguments, code throws(Diagnostic) in
      guard arguments.count == 2 else { throw Message.misuse(name, ["a", "b"], code.place) }
      var nodes: [NodeID] = []
      for argument in arguments {
        let value = argument.value
        if value.type != .boolean { _ = try elaborator.numeric(argument) }
        guard let node = value.node else {
          return Value(type: .quantity(.ratio), content: .missing(value.missingReason ?? ""))
        }
        guard !elaborator.graph.isLocal(node) else {
          throw Elaborator.unsuited(code.place)
        }
        guard elaborator.graph.axes(of: node).contains(.sample) else {
          throw Diagnostic(
            code: "AIS0491",
            "`\(argument.place.source.singleLine)` is certain, and so goes together with nothing",
            at: argument.place, help: "`\(name)` takes two uncertain values")
        }
        nodes.append(node)
      }
      return try apply(&elaborator, nodes[0], nodes[1], code)
    }
  }
}

extension Elaborator {
  /// Pearson's correlation over the samples, as nodes of the graph. Its standard error is that of the mean of its
  /// influences, z_a z_b − r (z_a² + z_b²) / 2, where z are the values less their mean over their deviation.
  fileprivate mutating func correlation(_ a: NodeID, _ b: NodeID, _ code: Code) throws(Diagnostic)
    -> Value
  {
    let place = code.place
    func score(_ elaborator: inout Elaborator, _ node: NodeID) -> (scores: NodeID, size: NodeID) {
      let mean = elaborator.graph.reduce(.mean, node)
      let gap = elaborator.apply(.subtract, node, mean, at: place)
      let squares = elaborator.apply(.multiply, gap, gap, at: place)
      let size = elaborator.apply(
        .squareRoot, elaborator.graph.reduce(.mean, squares), at: place)
      return (elaborator.apply(.divide, gap, size, at: place), size)
    }
    let (first, size) = score(&self, a)
    let (second, otherSize) = score(&self, b)
    let varies = apply(
      .less, graph.constant(0), apply(.multiply, size, otherSize, at: place), at: place)
    trace.guards.append(
      Guard(
        condition: varies,
        message: "one of these is the same in all samples: they have no correlation",
        place: place, help: "`correlation` takes two values that vary"))
    let product = apply(.multiply, first, second, at: place)
    let plain = graph.reduce(.mean, product)
    // rounding may carry it beyond
    let bounded = apply(
      .maximum, graph.constant(-1), apply(.minimum, graph.constant(1), plain, at: place), at: place)
    let squares = apply(
      .add, apply(.multiply, first, first, at: place), apply(.multiply, second, second, at: place),
      at: place)
    let part = apply(
      .multiply, apply(.multiply, bounded, graph.constant(0.5), at: place), squares, at: place)
    influences[bounded] = apply(.subtract, product, part, at: place)
    return .number(bounded, .ratio)
  }

  /// The most samples of which ranks are taken.
  static let rankLimit = 1 << 18

  /// Spearman's rank correlation, computed at once: ranks need all samples side by side. Along one swept axis it is
  /// a column.
  fileprivate mutating func rankCorrelation(_ a: NodeID, _ b: NodeID, _ code: Code)
    throws(Diagnostic) -> Value
  {
    let place = code.place
    guard !searched.contains(where: { graph.depends(a, on: $0) || graph.depends(b, on: $0) }) else {
      throw Message.dependsOnUnknown(place)
    }
    let axes = graph.axes(of: a).union(graph.axes(of: b)).swept
    guard axes.count <= 1 else {
      throw Diagnostic(
        code: "AIS0492", "a rank correlation is along one swept name at most", at: place,
        help: "give the other names one value each, or take `correlation(…)`")
    }
    trace.taken += [a, b]
    guard !isChecking else { return .number(graph.constant(0), .ratio) }
    hasComputed = true
    var options = options
    options.samples = min(options.samples, Self.rankLimit)
    var run = Run(graph, options)
    let columns: [Column]
    do throws(RunFailure) {
      columns = try run.columns(of: [a, b], given: inputColumns)
    } catch {
      throw Message.refusal(error, limit: options.cellLimit, place)
    }
    var found: [Estimate] = []
    for point in 0..<(axes.first.map { graph.values(of: $0).count } ?? 1) {
      let samples = columns.map { Array($0.samples(at: $0.axes.isEmpty ? 0 : point)) }
      guard !samples.joined().contains(where: \.isNaN) else {
        throw Diagnostic(
          code: "AIS0504", "one of these has no value in some samples", at: place,
          help: "ask for the value itself to see where")
      }
      guard
        let estimate = Sensitivity.rankCorrelation(
          Sensitivity.ranks(samples[0]), Sensitivity.ranks(samples[1]))
      else {
        throw Diagnostic(
          code: "AIS0402",
          "one of these is the same in all samples: they have no correlation", at: place,
          help: "`rank_correlation` takes two values that vary")
      }
      found.append(estimate)
    }
    let node =
      axes.first.map { graph.column(Numbers(found.map(\.value)), along: $0) }
      ?? graph.constant(found[0].value)
    errors[node] = found.map(\.error)
    return .number(node, .ratio)
  }
}
