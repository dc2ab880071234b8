import CNumerics

// Random numbers without state: element i of a stream is a function of (key, seed, i).
//
// A stream can be read from anywhere, by any number of threads, in any order and block length;
// it does not change when another input is added, and two scenarios that ask for the same stream
// see the same draws.

extension Kernels {
  /// Writes the elements `start ..< start + count` of the stream (`key`, `seed`): independent
  /// values, uniform over the open interval from 0 to 1.
  ///
  /// The values are the odd multiples of 2^-53, so `u` and `1 - u` are equally likely, both exact,
  /// and never 0 or 1.
  ///
  /// An element is made from one word of SplitMix64 (Steele, Lea and Flood, "Fast splittable
  /// pseudorandom number generators", OOPSLA 2014), which hashes a counter: the counter starts at a
  /// number made from key and seed, and a second such number is added between the two rounds of the
  /// hash. SplitMix64 passes TestU01's BigCrush; what is added, and streams beside one another, are
  /// tested here. Philox4x32-10, the alternative, takes 2.4 times as long with AVX-512.
  public static func uniform(
    _ destination: Destination, key: UInt64, seed: UInt64, start: UInt64, count: Int
  ) {
    ais_uniform(destination, key, seed, start, count)
  }

  /// Writes draws from the standard normal distribution: `normalQuantile` of the same elements of
  /// `uniform`, bit for bit. So they are larger where those are larger, up to rounding.
  public static func normal(
    _ destination: Destination, key: UInt64, seed: UInt64, start: UInt64, count: Int
  ) {
    ais_normal(destination, key, seed, start, count)
  }

  /// Returns a hash of a word that is one to one: the finalizer of SplitMix64.
  public static func mixed(_ word: UInt64) -> UInt64 { ais_mixed(word) }
}

extension Kernels {
  /// The most elements that `reorder` takes.
  public static let reorderedMost = Int(AIS_REORDERED_MOST)

  /// Puts up to `reorderedMost` values into the order of as many scores: they are the same values as before,
  /// and their ranks are those of the scores (Iman and Conover, Communications in Statistics B 11, 1982).
  /// Of scores that differ by less than 2^-38 of their size the earlier one counts as the smaller. No element
  /// is NaN. Complexity: linear, by radix sort.
  public static func reorder(
    _ values: Destination, by scores: UnsafePointer<Double>, count: Int
  ) {
    precondition(count <= reorderedMost)
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(1, 4 * count)) { space in
      guard let base = space.baseAddress else { return }
      ais_reorder(values, scores, count, base)
    }
  }
}

/// How the draws of a run are spread over the unit interval.
public enum Sampling: String, Sendable, CaseIterable {
  /// Each draw by itself: the error of a mean falls with the square root of the samples.
  case random
  /// Latin hypercube: each input has one draw in each of as many equal parts as there are samples.
  case latinHypercube = "lhs"
  /// Scrambled Sobol points: the inputs of a question fill the unit cube evenly together.
  case sobol
}

extension Kernels {
  /// Writes draws that have one element in each of `strata` equal parts of the unit interval, for
  /// each run of `strata` elements that begins at a multiple of it (McKay, Beckman and Conover,
  /// Technometrics 21, 1979). Every element has the uniform distribution; which part it is in is
  /// decided by a permutation of the stream's own, computed element by element.
  public static func latinHypercube(
    _ destination: Destination, key: UInt64, seed: UInt64, strata: Int, start: UInt64, count: Int
  ) {
    ais_latin_hypercube(destination, key, seed, UInt64(max(1, strata)), start, count)
  }

  /// How many dimensions Sobol points have.
  public static let sobolDimensions = Int(AIS_SOBOL_DIMENSIONS)

  /// Writes the points `start ..< start + count` of one dimension of a Sobol sequence, with Owen's
  /// nested scramble by the stream's key. Streams of one run have dimensions of their own, below
  /// `sobolDimensions`.
  public static func sobol(
    _ destination: Destination, key: UInt64, seed: UInt64, dimension: Int, start: UInt64, count: Int
  ) {
    ais_sobol(destination, key, seed, UInt32(truncatingIfNeeded: dimension), start, count)
  }
}
