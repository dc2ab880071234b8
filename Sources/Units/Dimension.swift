/// What a number measures: a product of whole powers of the base dimensions, such as money per
/// time.
///
/// There is room for `capacity` base dimensions and for exponents from -128 to 127. A product that
/// leaves that room is `tooLarge`, which absorbs everything, so that a chain of operations can be
/// checked once, at its end.
public struct Dimension: Hashable, Sendable {
  /// The number of base dimensions there is room for, those of the catalogue included.
  public static let capacity = 32

  /// The exponents of the base dimensions 0 to 15 and 16 to 31.
  private let low: Lanes
  private let high: Lanes

  private init(low: Lanes, high: Lanes) {
    self.low = low
    self.high = high
  }

  /// Creates the base dimension number `index`.
  ///
  /// - Requires: `0 <= index < capacity`.
  init(base index: Int) {
    precondition((0..<Self.capacity).contains(index), "no room for another base dimension")
    low = index < 16 ? Lanes(one: index) : Lanes()
    high = index < 16 ? Lanes() : Lanes(one: index - 16)
  }

  /// The dimension of a plain number.
  public static let ratio = Dimension(low: Lanes(), high: Lanes())
  /// The dimension of the base currency, the US dollar.
  public static let money = Dimension(base: 0)
  /// The dimension of durations.
  public static let time = Dimension(base: 1)
  /// The dimension of what a language model reads and writes.
  public static let tokens = Dimension(base: 2)
  /// The dimension of headcounts.
  public static let people = Dimension(base: 3)
  /// The dimension of those who use a product.
  public static let users = Dimension(base: 4)
  /// The dimension of accelerators, counted.
  public static let gpus = Dimension(base: 5)
  /// The dimension of floating-point operations, counted.
  public static let compute = Dimension(base: 6)
  /// The dimension of companies, counted.
  public static let companies = Dimension(base: 7)
  /// The dimension of a model's parameters, counted.
  public static let parameters = Dimension(base: 8)
  /// The dimension of electrical and other energy.
  public static let energy = Dimension(base: 9)
  /// The dimension of information.
  public static let data = Dimension(base: 10)
  /// The euro: money that is never converted unasked.
  public static let euros = Dimension(base: 11)
  /// The pound sterling: money that is never converted unasked.
  public static let pounds = Dimension(base: 12)
  /// The yen: money that is never converted unasked.
  public static let yen = Dimension(base: 13)
  /// The yuan: money that is never converted unasked.
  public static let yuan = Dimension(base: 14)

  /// The result of a product or power with an exponent outside -128...127.
  public static let tooLarge = Dimension(low: .full, high: .full)

  /// `true` iff this is the dimension of a plain number.
  public var isRatio: Bool { self == .ratio }

  /// `true` iff this is no product or power of others.
  public var isBase: Bool { (0..<Self.capacity).contains { self == Dimension(base: $0) } }

  /// `true` iff an exponent left its room on the way to this dimension.
  public var isTooLarge: Bool { self == .tooLarge }

  /// `true` iff amounts of several things add up to that of all: so many of one base, perhaps over time;
  /// not so for a ratio, a duration or a price.
  public var addsUp: Bool {
    (0..<Self.capacity).contains { base in
      let amount = Dimension(base: base)
      return amount != .time && (self == amount || self == amount / .time)
    }
  }

  /// Returns the dimension of the product of an `a` and a `b`.
  public static func * (a: Dimension, b: Dimension) -> Dimension {
    let (low, overflow) = a.low.adding(b.low)
    let (high, overflowHigh) = a.high.adding(b.high)
    if overflow || overflowHigh || a.isTooLarge || b.isTooLarge { return .tooLarge }
    return Dimension(low: low, high: high)
  }

  /// Returns the dimension of the quotient of an `a` and a `b`.
  public static func / (a: Dimension, b: Dimension) -> Dimension {
    let (low, overflow) = a.low.subtracting(b.low)
    let (high, overflowHigh) = a.high.subtracting(b.high)
    if overflow || overflowHigh || a.isTooLarge || b.isTooLarge { return .tooLarge }
    return Dimension(low: low, high: high)
  }

  /// Returns the dimension of the power `exponent` of a number of this dimension.
  public func power(_ exponent: Int) -> Dimension {
    if exponent == 1 || isTooLarge { return self }
    let bounded = min(max(exponent, -256), 256)
    return mapped { Int8(exactly: $0 * bounded) } ?? .tooLarge
  }

  /// Returns the dimension whose power `degree` is this one, or `nil` if there is none.
  public func root(_ degree: Int) -> Dimension? {
    if degree == 0 || isTooLarge { return nil }
    return mapped { $0.isMultiple(of: degree) ? Int8(exactly: $0 / degree) : nil }
  }

  /// How often this is counted per time: 1 for a rate such as money/year, -1 for a duration, 0 without time.
  public var timesPerTime: Int { -self[1] }

  /// The exponent of the base dimension number `index`.
  ///
  /// - Requires: `0 <= index < capacity`.
  subscript(index: Int) -> Int { Int(index < 16 ? low[index] : high[index - 16]) }

  /// Returns the dimension with each exponent replaced, or `nil` if there is none for one of them.
  private func mapped(_ exponent: (Int) -> Int8?) -> Dimension? {
    guard let low = low.mapped(exponent), let high = high.mapped(exponent) else { return nil }
    return Dimension(low: low, high: high)
  }
}

/// Sixteen whole numbers of eight bits in one word: `SIMD16<Int8>` with sums that tell overflow,
/// and quick.
///
/// Source: H. S. Warren, "Hacker's Delight", 2-18, "Multibyte add, subtract".
private struct Lanes: Hashable {
  private var word: UInt128 = 0

  /// The sign bit of each lane.
  private static let signs: UInt128 = 0x8080_8080_8080_8080_8080_8080_8080_8080
  /// The least number in each lane.
  static let full = Lanes(word: signs)

  init() {}

  /// Creates lanes that are 0, except for a 1 at `index`.
  init(one index: Int) { word = 1 << UInt128(index * 8) }

  private init(word: UInt128) { self.word = word }

  /// The lane at `index`.
  subscript(index: Int) -> Int8 { Int8(truncatingIfNeeded: word >> UInt128(index * 8)) }

  /// Returns the sums of the lanes, and whether one left its room.
  func adding(_ other: Lanes) -> (Lanes, overflow: Bool) {
    let (a, b) = (word, other.word)
    let sum = ((a & ~Self.signs) &+ (b & ~Self.signs)) ^ ((a ^ b) & Self.signs)
    return (Lanes(word: sum), (a ^ sum) & (b ^ sum) & Self.signs != 0)
  }

  /// Returns the differences of the lanes, and whether one left its room.
  func subtracting(_ other: Lanes) -> (Lanes, overflow: Bool) {
    let (a, b) = (word, other.word)
    let difference = ((a | Self.signs) &- (b & ~Self.signs)) ^ ((a ^ ~b) & Self.signs)
    return (Lanes(word: difference), (a ^ b) & (a ^ difference) & Self.signs != 0)
  }

  /// Returns the lanes with each number but 0 replaced, or `nil` if there is none for one of them.
  func mapped(_ number: (Int) -> Int8?) -> Lanes? {
    var result: UInt128 = 0
    for index in 0..<16 where self[index] != 0 {
      guard let lane = number(Int(self[index])) else { return nil }
      result |= UInt128(UInt8(bitPattern: lane)) << UInt128(index * 8)
    }
    return Lanes(word: result)
  }
}
