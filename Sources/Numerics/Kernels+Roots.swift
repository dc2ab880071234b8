import CNumerics

/// What a search for zeros knows of each of some lanes: fields of one double a lane, in runs of lanes.
///
/// A lane is a cell of the search. The steps are taken in all lanes at once.
public struct RootLanes: ~Copyable {
  /// The lanes of a run.
  private static let runLength = Int(AIS_ROOT_LANES)

  /// How many lanes there are.
  public let count: Int
  private let fields: Int
  private let base: UnsafeMutablePointer<Double>

  private init(count: Int, fields: Int) {
    (self.count, self.fields) = (count, fields)
    let runs = (count + Self.runLength - 1) / Self.runLength
    base = .allocate(capacity: max(1, runs * fields * Self.runLength))
    base.initialize(repeating: 0, count: max(1, runs * fields * Self.runLength))
  }

  deinit { base.deallocate() }

  private func place(_ lane: Int, _ field: Int) -> Int {
    let (run, within) = lane.quotientAndRemainder(dividingBy: Self.runLength)
    return (run * fields + field) * Self.runLength + within
  }

  private subscript(lane: Int, field: Int) -> Double {
    get { base[place(lane, field)] }
    nonmutating set { base[place(lane, field)] = newValue }
  }

  private func eachRun(
    _ body: (_ run: UnsafeMutablePointer<Double>, _ first: Int, _ count: Int) -> Int
  )
    -> Int
  {
    var total = 0
    for first in stride(from: 0, to: count, by: Self.runLength) {
      total += body(base + first * fields, first, min(Self.runLength, count - first))
    }
    return total
  }

  // MARK: A pass over a grid

  /// Creates lanes that have seen nothing of a grid.
  public static func scan(_ count: Int) -> RootLanes {
    let lanes = RootLanes(count: count, fields: ais_scan_fields)
    for lane in 0..<count {
      lanes[lane, ais_scan_nearest] = .infinity
      lanes[lane, ais_scan_nearest_index] = -1
    }
    return lanes
  }

  /// Takes in the values at the point of an index, given those at the point before it (NaN: none); returns in how many
  /// lanes there is a zero, or a change of sign.
  public mutating func take(_ values: [Double], after before: [Double], index: Int) -> Int {
    precondition(values.count == count && before.count == count)
    return values.withUnsafeBufferPointer { values in
      before.withUnsafeBufferPointer { before in
        guard let values = values.baseAddress, let before = before.baseAddress else { return 0 }
        return eachRun { run, first, count in
          ais_scan(run, values + first, before + first, Double(index), count)
        }
      }
    }
  }

  /// Calls `body` for each lane that has a zero at the last point, or a change of sign.
  public func eachEvent(_ body: (_ lane: Int, _ isZero: Bool) -> Void) {
    _ = eachRun { run, first, count in
      let events = run + Int(ais_scan_event) * Self.runLength
      for lane in 0..<count where events[lane] != 0 { body(first + lane, events[lane] == 2) }
      return 0
    }
  }

  /// What a lane has seen: the value nearest to zero with the index of its point, `nil` when it has no value; the largest
  /// finite size; the first and the last sign; the number of zeros.
  public func seen(_ lane: Int) -> (
    nearest: Double, index: Int?, size: Double, ends: (first: Double, last: Double), zeros: Int
  ) {
    let index = self[lane, ais_scan_nearest_index]
    return (
      self[lane, ais_scan_nearest], index < 0 ? nil : Int(index),
      self[lane, ais_scan_size],
      (self[lane, ais_scan_first_sign], self[lane, ais_scan_last_sign]),
      Int(self[lane, ais_scan_zeros])
    )
  }

  // MARK: Brackets

  /// Creates lanes without a bracket, which are done.
  public static func brackets(_ count: Int) -> RootLanes {
    let lanes = RootLanes(count: count, fields: ais_bracket_fields)
    for lane in 0..<count { lanes[lane, ais_bracket_done] = 1 }
    return lanes
  }

  /// Gives a lane a bracket: two points between which the sign changes, with the values there.
  public mutating func set(_ lane: Int, _ a: Double, _ fa: Double, _ b: Double, _ fb: Double) {
    self[lane, ais_bracket_a] = b
    self[lane, ais_bracket_fa] = fb
    self[lane, ais_bracket_b] = a
    self[lane, ais_bracket_fb] = fa
    self[lane, ais_bracket_c] = b
    self[lane, ais_bracket_fc] = fb
    self[lane, ais_bracket_point] = b + 0.5 * (a - b)
    self[lane, ais_bracket_done] = fa == 0 || fb == 0 ? 1 : 0
  }

  /// `true` iff some lane is not done.
  public var isOpen: Bool { (0..<count).contains { self[$0, ais_bracket_done] == 0 } }

  /// The points at which the values are asked for.
  public var points: [Double] { (0..<count).map { self[$0, ais_bracket_point] } }

  /// Takes a step by the values at the points; returns how many lanes are not done.
  public mutating func refine(_ values: [Double]) -> Int {
    precondition(values.count == count)
    return values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return 0 }
      return eachRun { run, first, count in ais_refine(run, values + first, count) }
    }
  }

  /// The bracket of a lane as it stands.
  public func bracket(_ lane: Int) -> (a: Double, fa: Double, b: Double, fb: Double) {
    (
      self[lane, ais_bracket_a], self[lane, ais_bracket_fa],
      self[lane, ais_bracket_b], self[lane, ais_bracket_fb]
    )
  }
}
