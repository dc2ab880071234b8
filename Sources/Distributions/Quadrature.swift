import AISNumerics

/// Integrals over the unit interval, of functions that may have kinks and jumps inside and grow beyond
/// bounds at its ends.
enum Quadrature {
  /// Nodes and weights of Kronrod's rule of 15 points and of Gauss's of 7 in it, from the outside in.
  private static let nodes = [
    0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
    0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
    0.586087235467691130294144716259776, 0.405845151377397166906606412076961,
    0.207784955007898467600689403773245, 0,
  ]
  private static let weights = [
    0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
    0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
    0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
    0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
  ]
  private static let gaussWeights = [
    0.129484966168869693270611432679082, 0.279705391489276667901467771423780,
    0.381830050505118944950369775488975, 0.417959183673469387755102040816327,
  ]

  /// The parts into which the integral is cut at first, the deepest halving, and the most evaluations.
  private static let (reach, depthLimit, workLimit) = (6.0, 44, 60_000)

  /// Returns the integral of `f`, or `nil` when it does not settle.
  ///
  /// Method: u = 1 / (1 + exp(−π sinh t)), which takes the ends to infinity so fast that what happens
  /// there no longer matters (Takahasi and Mori, 1974); then Gauss-Kronrod rules on parts that are
  /// halved until both rules agree (as QAG of QUADPACK).
  static func integral(_ f: (UnitPoint) -> Double) -> Double? {
    func g(_ t: Double) -> Double {
      let (rise, fall) = (Kernels.exp(t), Kernels.exp(-t))
      let odds = Kernels.exp(-.pi * (rise - fall) / 2)
      let point = UnitPoint(lower: 1 / (1 + odds), upper: odds / (1 + odds))
      let weight = .pi * (rise + fall) / 2 * point.lower * point.upper
      let value = weight * f(point)
      return value.isFinite ? value : 0
    }
    var work = 0
    func rules(_ a: Double, _ b: Double) -> (fine: Double, coarse: Double) {
      let (middle, half) = ((a + b) / 2, (b - a) / 2)
      var (fine, coarse) = (0.0, 0.0)
      for index in 0..<8 {
        let offset = half * nodes[index]
        let value = index == 7 ? g(middle) : g(middle - offset) + g(middle + offset)
        fine += weights[index] * value
        if index % 2 == 1 { coarse += gaussWeights[index / 2] * value }
      }
      work += 15
      return (fine * half, coarse * half)
    }
    var parts: [(a: Double, b: Double, value: Double, depth: Int)] = []
    var (size, result) = (0.0, 0.0)
    var first = -reach
    while first < reach {
      let value = rules(first, first + 0.5).fine
      parts.append((first, first + 0.5, value, 0))
      size += abs(value)
      first += 0.5
    }
    while let part = parts.popLast() {
      let both = rules(part.a, part.b)
      let isSettled = abs(both.fine - both.coarse) <= 1e-13 * size
      if isSettled || part.depth >= depthLimit {
        result += both.fine
        continue
      }
      guard work < workLimit else { return nil }
      let middle = (part.a + part.b) / 2
      parts.append((part.a, middle, 0, part.depth + 1))
      parts.append((middle, part.b, 0, part.depth + 1))
    }
    return result
  }
}
