import AISNumerics

/// A stream of draws whose order follows that of a score: how inputs go together while each keeps its own draws.
///
/// The score is a sum of standard normal draws with weights. Within each run of up to 16,384 samples the
/// stream's own draws are put into the order of the scores: so they are the same draws, memory is bounded, and
/// a run may be computed by itself.
struct Coupling: Sendable {
  /// A stream, and whether each thing along an axis has draws of its own there.
  struct Stream: Sendable {
    let key: UInt64
    let isOfThings: Bool

    /// The key of the draws of one thing.
    func key(of thing: UInt64?) -> UInt64 {
      guard isOfThings, let thing else { return key }
      return Graph.key(key, of: thing)
    }
  }

  let own: Stream
  let score: [(weight: Double, stream: Stream)]
}

extension Graph {
  /// Returns the key of a stream that has the draws of `own`, in the order of a score: a sum of the standard
  /// normal draws of streams. In the streams `ofThings` each thing along the axis of a draw has draws of its own.
  public mutating func couple(
    _ own: UInt64, to score: [(weight: Double, stream: UInt64)], ofThings: Set<UInt64> = []
  ) -> UInt64 {
    func stream(_ key: UInt64) -> Coupling.Stream {
      Coupling.Stream(key: key, isOfThings: ofThings.contains(key))
    }
    let coupling = Coupling(
      own: stream(own), score: score.map { ($0.weight, stream($0.stream)) })
    var key = Self.key(own, of: coupling.own.isOfThings ? 1 : 0)
    for (weight, stream) in coupling.score {
      key = Self.key(Self.key(key, of: weight.bitPattern), of: stream.key)
      key = Self.key(key, of: stream.isOfThings ? 1 : 0)
    }
    couplings[key] = coupling
    return key
  }
}

/// The draws of a coupling, for one run of samples at a time.
final class CoupledDraws {
  private let coupling: Coupling
  private var values: [Double] = []
  /// The samples that the values are of.
  private var run = 0..<0
  private var thing: UInt64?

  init(_ coupling: Coupling) { self.coupling = coupling }

  /// Fills a block with the draws of a thing, uniform or normal, from sample `start` on.
  func fill(
    _ operation: Operation, _ out: UnsafeMutablePointer<Double>, thing: UInt64?,
    _ options: RunOptions, start: Int, _ count: Int
  ) {
    var done = 0
    while done < count {
      if !run.contains(start + done) || thing != self.thing {
        order(Self.run(of: start + done, options.sampler), thing, options)
      }
      let offset = start + done - run.lowerBound
      let length = min(count - done, run.count - offset)
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        if operation == .normal {
          Kernels.normalQuantile(out + done, base + offset, count: length)
        } else {
          (out + done).update(from: base + offset, count: length)
        }
      }
      done += length
    }
  }

  /// The samples that are put in order together with one. They do not depend on what else is computed, and
  /// were spread together.
  private static func run(of sample: Int, _ sampler: Sampler) -> Range<Int> {
    let length = sampler.setLength
    let set = sample / length * length
    let start = sample - (sample - set) % Kernels.reorderedMost
    return start..<min(start + Kernels.reorderedMost, set + length, sampler.samples)
  }

  /// Draws a run of samples, and puts it in order.
  private func order(_ run: Range<Int>, _ thing: UInt64?, _ options: RunOptions) {
    let (start, count) = (run.lowerBound, run.count)
    if values.count != count { values = [Double](repeating: 0, count: count) }
    (self.run, self.thing) = (run, thing)
    var scores = [Double](repeating: 0, count: count)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { space in
      guard let part = space.baseAddress else { return }
      for (weight, stream) in coupling.score {
        Kernel.draw(
          .normal, part, key: stream.key(of: thing), seed: options.seed, options.sampler,
          start: start, count)
        for index in 0..<count { scores[index] += weight * part[index] }
      }
    }
    values.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      Kernel.draw(
        .uniform, base, key: coupling.own.key(of: thing), seed: options.seed, options.sampler,
        start: start, count)
      Kernels.reorder(base, by: scores, count: count)
    }
  }
}
