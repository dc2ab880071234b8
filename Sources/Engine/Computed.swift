import AISNumerics

/// What runs on one graph have computed, kept for later runs on it: a node is a definition, so that nothing that
/// is kept under it can be out of date.
///
/// What was used by the last runs is young; when that grows beyond a limit it becomes old, and what was old
/// before and not used since is let go.
public struct Computed: Sendable {
  /// What the values of samples depend on besides the graph.
  private struct Sampled: Equatable {
    let samples: Int
    let seed: UInt64
    let sampling: Sampling
  }

  private var sampled: Sampled?
  /// The values of nodes that no sample reaches, or that reduce the samples: up to 16 MB, twice.
  var columns = Generations<NodeID, Numbers>(limit: 1 << 21)
  /// Reductions of columns, by the runs of their rows.
  var runs = Generations<RowReduction, [Double]>(limit: 1 << 18)
  /// What samples say, at the usual probabilities.
  var summaries = Generations<NodeID, Summaries>(limit: 1 << 16)

  public init() {}

  /// Makes ready for a run: what was computed under other options is forgotten.
  ///
  /// Among Sobol points the draws of an input depend on what else is asked: then nothing is kept.
  mutating func prepare(for options: RunOptions) {
    let now = Sampled(
      samples: options.samples, seed: options.seed, sampling: options.sampling)
    if sampled != now || options.sampling == .sobol { self = Computed() }
    sampled = now
    columns.age()
    runs.age()
    summaries.age()
  }
}

/// Values in two generations, the young and the old. Looking a value up through `use` keeps it young.
struct Generations<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var young: [Key: Value] = [:]
  private var old: [Key: Value] = [:]
  /// The numbers in the young generation, and how many make it old.
  private var size = 0
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  func contains(_ key: Key) -> Bool { young[key] != nil || old[key] != nil }

  subscript(key: Key) -> Value? { young[key] ?? old[key] }

  /// Returns a value and keeps it young; `size` is that of the value.
  mutating func use(_ key: Key, size: (Value) -> Int) -> Value? {
    if let value = young[key] { return value }
    guard let value = old.removeValue(forKey: key) else { return nil }
    keep(value, for: key, size: size(value))
    return value
  }

  mutating func keep(_ value: Value, for key: Key, size: Int) {
    if young.updateValue(value, forKey: key) == nil { self.size += size }
  }

  /// Lets the old generation go when the young one is full. Not while something relies on what is kept.
  mutating func age() {
    guard size > limit else { return }
    (old, young, size) = (young, [:], 0)
  }
}
