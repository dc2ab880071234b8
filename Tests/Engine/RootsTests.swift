import AISNumerics
import Testing

@testable import AISEngine

/// Roots and minima of functions of one and of several unknowns.
@Suite struct RootsTests {
  /// Functions with a bracket, where they are zero, and how well that can be known.
  static let functions:
    [(name: String, f: @Sendable (Double) -> Double, Double, Double, [Double])] =
      [
        ("line", { 3 * $0 - 6 }, 0, 10, [2]),
        ("square", { $0 * $0 - 4 }, -5, 5.3, [-2, 2]),
        ("cube", { ($0 - 1) * ($0 - 2) * ($0 - 3) }, 0, 4.1, [1, 2, 3]),
        ("exponential", { Kernels.exp($0) - 1e6 }, 0, 100, [Kernels.log(1e6)]),
        ("flat", { Kernels.power($0 - 0.3, 9) }, -1, 2, [0.3]),
        ("tiny", { 1e-200 * ($0 - 0.7) }, 0, 1, [0.7]),
        ("huge", { 1e200 * ($0 - 0.7) }, 0, 1, [0.7]),
        ("wide", { $0 - 12_345 }, 1e-3, 1e9, [12_345]),
        ("touch", { ($0 - 1.234) * ($0 - 1.234) }, 0, 3, [1.234]),
        ("nowhere", { $0 * $0 + 1 }, -3, 3, []),
        ("half a domain", { $0 < 1 ? .nan : $0 - 2.5 }, 0, 4, [2.5]),
        (
          "twice about a point", { $0 < 0.3 || $0 > 0.3 + 1e-12 ? $0 - 0.3 : 0.3 - $0 }, 0, 1, [0.3]
        ),
        ("near zero", { $0 - 1e-30 }, 0, 1e9, [1e-30]),
        ("at zero", { $0 * $0 * $0 }, -1, 2, [0]),
        ("to never", { $0 < 5 ? 1 / (5 - $0) - 2 : .infinity }, 0, 10, [4.5]),
      ]

  @Test(arguments: functions.map(\.name)) func everyRootIsFound(_ name: String) throws {
    let (_, f, low, high, roots) = try #require(Self.functions.first { $0.name == name })
    let found = try Roots.find(cells: 1, on: Roots.grid(low, high, 65), all: true) {
      $0.map(f)
    }[0]
    let zeros = found.roots.filter { $0.form == .zero }.map(\.x)
    #expect(zeros.count == roots.count)
    for (zero, root) in zip(zeros, roots) {
      let tolerance = ["touch", "flat"].contains(name) ? 1e-6 : 1e-11
      #expect(abs(zero - root) <= tolerance * abs(root))
    }
    if roots.isEmpty { #expect(found.count == 0 && abs(found.nearest.value) >= 1) }
  }

  /// A function of many cells is searched block by block, and finds what it finds in all of them at once.
  @Test func blocksFindWhatTheWholeFinds() throws {
    var graph = Graph()
    let (a, rows) = graph.swept("a", (1...700).map { Double($0) / 7 })
    let (b, few) = graph.swept("b", [1, 2])
    let unknown = graph.unknown(axes: rows.set.union(few.set))
    let square = graph.apply(.multiply, unknown, unknown)
    let f = graph.apply(.subtract, graph.apply(.multiply, square, b), a)
    var options = RunOptions()
    options.samples = 10
    let evaluation = try Evaluation(graph, options, of: [f], by: [unknown])
    #expect(evaluation.blocks.count > 1)
    let grid = Roots.grid(-20, 20, 65)
    let blocks = try Roots.find(evaluation, on: grid, all: true)
    let whole = try Roots.find(cells: 1_400, on: grid, all: true) {
      xs throws(RunFailure) in try evaluation([xs])[0]
    }
    #expect(blocks.count == 1_400)
    for (cell, (own, other)) in zip(blocks, whole).enumerated() {
      #expect(own.roots.map(\.x) == other.roots.map(\.x))
      let exact = (Double(cell / 2 + 1) / 7 / Double(cell % 2 + 1)).squareRoot()
      #expect(own.roots.count == 2)
      for (root, sign) in zip(own.roots, [-1.0, 1]) {
        #expect(abs(root.x - sign * exact) < 1e-14 * 20)
      }
    }
  }

  /// A jump and a pole change the sign too, and are told from a zero.
  @Test func whatIsNoZeroIsToldApart() throws {
    func form(_ f: @escaping (Double) -> Double) throws -> [Roots.Root.Form] {
      try Roots.find(cells: 1, on: Roots.grid(0, 10, 65), all: true) { $0.map(f) }[0].roots
        .map(\.form)
    }
    let forms = [
      try form { $0 < 3.21 ? -1 : 1 }, try form { 1 / ($0 - 3.21) }, try form { $0 - 3.21 },
    ]
    #expect(forms == [[.jump], [.pole], [.zero]])
  }

  /// Many cells at once give each what it gives alone.
  /// Where rounding makes two roots of one that a function touches, there is one.
  @Test func aDoubleRootIsOne() throws {
    let found = try Roots.find(cells: 1, on: Roots.grid(0, 0.9, 200), all: true, parts: 4) { xs in
      xs.map { x in
        let rest = (1 - x) / 3
        return 3 * rest * rest + x * x - 0.25
      }
    }
    #expect(found[0].roots.count == 1)
    #expect(abs(try #require(found[0].roots.first).x - 0.25) < 1e-6)
  }

  @Test func cellsDoNotTouchEachOther() throws {
    let targets = (0..<200).map { Double($0) / 10 - 2 }
    let grid = Roots.grid(0, 4, 33)
    let all = try Roots.find(cells: targets.count, on: grid, all: false) { xs in
      zip(xs, targets).map { $0 * $0 - $1 }
    }
    for (target, found) in zip(targets, all) {
      let alone = try Roots.find(cells: 1, on: grid, all: false) { $0.map { $0 * $0 - target } }[0]
      #expect(found.roots.map(\.x) == alone.roots.map(\.x))
      #expect(found.roots.isEmpty == (target < 0 || target > 16))
    }
  }

  @Test func aSmoothRootTakesFewCalls() throws {
    var calls = 0
    let found = try Roots.find(cells: 1, on: [0, 2], all: true) { xs in
      calls += 1
      return xs.map { Kernels.exp($0) - 5 }
    }
    #expect(found[0].roots.count == 1)
    #expect(calls < 20)
  }

  @Test func systemsAreSolved() throws {
    let bounds = [(low: 0.0, high: 10.0), (low: 0.0, high: 10.0)]
    let found = try Roots.system(cells: 3, in: bounds) { values in
      let sums = (0..<3).map { values[0][$0] + values[1][$0] - 10 }
      let products = (0..<3).map { values[0][$0] * values[1][$0] - [21, 25, 26][$0] }
      return [sums, products]
    }
    #expect(found[0].roots.count == 2)
    for root in found[0].roots { #expect(abs(root[0] * root[1] - 21) < 1e-9) }
    #expect(found[1].isRoot && abs(found[1].point[0] - 5) < 1e-3)
    #expect(!found[2].isRoot)
  }

  // MARK: Minima

  @Test func aMinimumIsFoundInEachCell() throws {
    let places = [0.1, 1.7, 3.0, 4.9]
    let found = try Minima.local(places.map { _ in (0, 5) }) { xs in
      zip(xs, places).map { Kernels.power(abs($0 - $1), 1.5) + 2 }
    }
    for (minimum, place) in zip(found, places) {
      #expect(abs(minimum.x - place) < 1e-5)
      #expect(abs(minimum.value - 2) < 1e-7)
    }
  }

  @Test func aMinimumMayBeAtAnEnd() throws {
    let found = try Minima.local([(2, 5)]) { $0 }[0]
    #expect(abs(found.x - 2) < 1e-6)
  }

  @Test func aSimplexFollowsAValley() throws {
    let found = try Minima.simplex(from: [[-1, 1.5]], in: Self.square) {
      $0.map { Self.valley(1, $0) }
    }
    let point = try #require(found[0]).point
    #expect(abs(point[0] - 1) < 1e-4 && abs(point[1] - 1) < 1e-4)
  }

  private static let square = [(low: -2.0, high: 2.0), (low: -1.0, high: 3.0)]

  /// The function of Rosenbrock (1960), whose least value is at (a, a²).
  private static func valley(_ a: Double, _ point: [Double]) -> Double {
    let height = point[1] - point[0] * point[0]
    return 100 * height * height + (a - point[0]) * (a - point[0])
  }

  /// Simplexes that take each step together find what each finds alone; a cell without a start has nothing.
  @Test func simplexesDoNotTouchEachOther() throws {
    let places = [0.2, 1.5, -0.7, 1.0]
    let starts: [[Double]?] = [[-1, 1.5], [0, 0], nil, [2, 3]]
    let all = try Minima.simplex(from: starts, in: Self.square) { points in
      zip(places, points).map(Self.valley)
    }
    for (cell, start) in starts.enumerated() {
      let alone = try Minima.simplex(from: [start], in: Self.square) {
        $0.map { Self.valley(places[cell], $0) }
      }[0]
      #expect(all[cell]?.point == alone?.point)
      #expect((all[cell] == nil) == (start == nil))
    }
  }
}
