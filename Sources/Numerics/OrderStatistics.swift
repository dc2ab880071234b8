import CNumerics

/// Returns the elements that the column, once sorted, would have at the given ascending ranks.
///
/// Selection by counting, without sorting: see `Buckets`.
///
/// - Precondition: the column holds no NaN, and more elements than the last rank.
func orderStatistics(
  of column: UnsafePointer<Double>, count: Int, ranks: ArraySlice<Int>
) -> [Double] {
  if count <= 32 {
    let sorted = UnsafeBufferPointer(start: column, count: count).sorted()
    return ranks.map { sorted[$0] }
  }
  let census = Kernels.census(of: column, count: count)
  precondition(census.nan == 0, "order statistics of a column that holds NaN")
  let low = ranks.prefix { $0 < census.negativeInfinity }
  let finite = ranks[low.endIndex...].prefix { $0 < count - census.positiveInfinity }
  let high = ranks[finite.endIndex...]
  return low.map { _ in -.infinity }
    + finiteOrderStatistics(of: column, count: count, ranks: finite, census)
    + high.map { _ in .infinity }
}

/// The same for ranks of finite elements.
private func finiteOrderStatistics(
  of column: UnsafePointer<Double>, count: Int, ranks: ArraySlice<Int>, _ census: Kernels.Census
) -> [Double] {
  if ranks.isEmpty || census.minimum == census.maximum { return ranks.map { _ in census.minimum } }
  return Buckets(of: column, count: count, from: census.minimum, to: census.maximum)
    .orderStatistics(ranks: ranks)
}

/// A column divided into buckets, every element of one being below every element of the next.
///
/// The buckets are of equal width on a scale that is logarithmic for all but the smallest elements,
/// so that nearly any distribution spreads over them. Buckets that hold a wanted rank are copied
/// out and searched in the same way; as the smallest and the largest element are in different
/// buckets, this comes to an end.
private struct Buckets {
  let column: UnsafePointer<Double>
  let count: Int
  let ruler: ais_ruler
  let sizes: [UInt32]

  /// Divides a column whose finite elements range from `lowest` to `highest`, which differ. About
  /// eight elements a bucket, and counters that fit into the nearest cache, were measured to be
  /// best.
  init(of column: UnsafePointer<Double>, count: Int, from lowest: Double, to highest: Double) {
    let bits = Swift.min(12, Int.bitWidth - count.leadingZeroBitCount - 3)
    let linear = Swift.max(-lowest, highest) * 0x1p-20
    let ruler =
      ais_ruler(from: lowest, to: highest, offset: linear, bits: bits)
      ?? ais_ruler(from: lowest, to: highest, offset: 0, bits: bits)!
    let last = UInt64(bitPattern: ais_mark(highest, ruler.offset) &- ruler.first) >> ruler.shift
    var sizes = [UInt32](repeating: 0, count: Int(last) + 1)
    ais_count_buckets(column, count, ruler, &sizes)
    self.column = column
    self.count = count
    self.ruler = ruler
    self.sizes = sizes
  }

  /// A bucket that holds wanted ranks, counted here from its own first element. Its elements are
  /// dealt to `place` and the places after it.
  struct Wanted {
    let bucket: Int
    let size: Int
    let place: Int
    let ranks: [Int]
  }

  func orderStatistics(ranks: ArraySlice<Int>) -> [Double] {
    let wanted = buckets(holding: ranks)
    let dealt = deal(wanted)
    return dealt.withUnsafeBufferPointer { dealt in
      wanted.flatMap {
        AISNumerics.orderStatistics(
          of: dealt.baseAddress! + $0.place, count: $0.size, ranks: $0.ranks[...])
      }
    }
  }

  func buckets(holding ranks: ArraySlice<Int>) -> [Wanted] {
    var wanted: [Wanted] = []
    var ranks = ranks
    var below = 0
    var place = 0
    for bucket in sizes.indices where !ranks.isEmpty {
      let size = Int(sizes[bucket])
      let inside = ranks.prefix { $0 < below + size }
      if !inside.isEmpty {
        let own = inside.map { $0 - below }
        wanted.append(Wanted(bucket: bucket, size: size, place: place, ranks: own))
        ranks = ranks[inside.endIndex...]
        place += size
      }
      below += size
    }
    return wanted
  }

  /// The elements of the wanted buckets, each at its place.
  func deal(_ wanted: [Wanted]) -> [Double] {
    var places = wanted.map { UInt32($0.place) }
    let buckets = wanted.map { UInt32($0.bucket) }
    let length = wanted.reduce(0) { $0 + $1.size }
    return [Double](unsafeUninitializedCapacity: length) { buffer, initialized in
      if let base = buffer.baseAddress {
        ais_deal_buckets(column, count, ruler, buckets, buckets.count, &places, base)
      }
      initialized = length
    }
  }
}

extension ais_ruler {
  /// Creates a ruler that gives between 2 and 2^bits buckets, or `nil` if its marks do not tell the
  /// lowest from the highest element.
  fileprivate init?(from lowest: Double, to highest: Double, offset: Double, bits: Int) {
    let first = ais_mark(lowest, offset)
    let width = UInt64(bitPattern: ais_mark(highest, offset) &- first)
    if width == 0 { return nil }
    let shift = Swift.max(0, UInt64.bitWidth - width.leadingZeroBitCount - bits)
    self.init(
      lowest: lowest, highest: highest, offset: offset, first: first, shift: Int32(shift))
  }
}
