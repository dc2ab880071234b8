import AISNumerics
import Testing

/// Returns the block of `count` elements that `write` fills.
func block(_ count: Int, _ write: (Kernels.Destination) -> Void) -> [Double] {
  [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
    write(buffer.baseAddress!)
    initialized = count
  }
}

/// Returns the bits of `x`, the same ones for every NaN.
func bits(_ x: Double) -> UInt64 { x.isNaN ? Double.nan.bitPattern : x.bitPattern }

/// Returns `count` elements of a stream of uniform numbers.
func uniform(_ count: Int, key: UInt64 = 1, seed: UInt64 = 1, start: UInt64 = 0) -> [Double] {
  block(count) { Kernels.uniform($0, key: key, seed: seed, start: start, count: count) }
}

/// Returns `count` normal draws.
func normal(_ count: Int, key: UInt64 = 1, seed: UInt64 = 1, start: UInt64 = 0) -> [Double] {
  block(count) { Kernels.normal($0, key: key, seed: seed, start: start, count: count) }
}

/// Numbers that functions tend to get wrong.
let oddNumbers: [Double] = [
  0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, -1.5, 2.5, 1e-5, 7, -8, 1e300, -1e300, 0x1p-1030,
  -0x1p-1030,
  0x1p52 - 0.5, 0x1p52 + 1, 0x1p53, -0x1p53, 0x1p53 + 2, 1e19, 0x1p64, 0x1p66, 750, -750, 0.075,
  0.925,
  1 + .ulpOfOne, 1 - .ulpOfOne / 2, -1 - .ulpOfOne, .leastNonzeroMagnitude,
  .greatestFiniteMagnitude,
  -.greatestFiniteMagnitude, .infinity, -.infinity, .nan,
]

/// A kernel of one operand in both its forms.
struct UnaryKernel: Sendable, CustomTestStringConvertible {
  let name: String
  let block: @Sendable (Kernels.Destination, Kernels.Operand, Int) -> Void
  let one: @Sendable (Double) -> Double
  var testDescription: String { name }

  static let all = [
    Self(name: "negate", block: Kernels.negate(_:_:count:), one: Kernels.negate(_:)),
    Self(name: "absolute", block: Kernels.absolute(_:_:count:), one: Kernels.absolute(_:)),
    Self(name: "sine", block: Kernels.sine(_:_:count:), one: Kernels.sine(_:)),
    Self(name: "cosine", block: Kernels.cosine(_:_:count:), one: Kernels.cosine(_:)),
    Self(name: "tangent", block: Kernels.tangent(_:_:count:), one: Kernels.tangent(_:)),
    Self(name: "squareRoot", block: Kernels.squareRoot(_:_:count:), one: Kernels.squareRoot(_:)),
    Self(name: "floor", block: Kernels.floor(_:_:count:), one: Kernels.floor(_:)),
    Self(name: "round", block: Kernels.round(_:_:count:), one: Kernels.round(_:)),
    Self(name: "not", block: Kernels.not(_:_:count:), one: Kernels.not(_:)),
    Self(name: "exp", block: Kernels.exp(_:_:count:), one: Kernels.exp(_:)),
    Self(name: "log", block: Kernels.log(_:_:count:), one: Kernels.log(_:)),
    Self(
      name: "normalQuantile", block: Kernels.normalQuantile(_:_:count:),
      one: Kernels.normalQuantile(_:)),
  ]
}

/// A kernel of two operands in both its forms.
struct BinaryKernel: Sendable, CustomTestStringConvertible {
  typealias Block = @Sendable (Kernels.Destination, Kernels.Operand, Kernels.Operand, Int) -> Void

  let name: String
  let block: Block
  let one: @Sendable (Double, Double) -> Double
  var testDescription: String { name }

  init(
    _ name: String, _ block: @escaping Block,
    _ one: @escaping @Sendable (Double, Double) -> Double
  ) {
    self.name = name
    self.block = block
    self.one = one
  }

  static let all = [
    Self("add", Kernels.add(_:_:_:count:), Kernels.add(_:_:)),
    Self("subtract", Kernels.subtract(_:_:_:count:), Kernels.subtract(_:_:)),
    Self("multiply", Kernels.multiply(_:_:_:count:), Kernels.multiply(_:_:)),
    Self("divide", Kernels.divide(_:_:_:count:), Kernels.divide(_:_:)),
    Self("modulo", Kernels.modulo(_:_:_:count:), Kernels.modulo(_:_:)),
    Self("minimum", Kernels.minimum(_:_:_:count:), Kernels.minimum(_:_:)),
    Self("maximum", Kernels.maximum(_:_:_:count:), Kernels.maximum(_:_:)),
    Self("less", Kernels.less(_:_:_:count:), Kernels.less(_:_:)),
    Self("lessOrEqual", Kernels.lessOrEqual(_:_:_:count:), Kernels.lessOrEqual(_:_:)),
    Self("equal", Kernels.equal(_:_:_:count:), Kernels.equal(_:_:)),
    Self("notEqual", Kernels.notEqual(_:_:_:count:), Kernels.notEqual(_:_:)),
    Self("and", Kernels.and(_:_:_:count:), Kernels.and(_:_:)),
    Self("or", Kernels.or(_:_:_:count:), Kernels.or(_:_:)),
    Self("power", Kernels.power(_:_:_:count:), Kernels.power(_:_:)),
  ]
}
